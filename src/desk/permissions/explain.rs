//! Why something can be seen or done, or why not: the rule in words. What a session may not know of is answered
//! exactly like what does not exist.

use super::right::{Right, Scope};
use crate::desk::pipeline::require_unsettled;
use crate::desk::step_guard::step_refusal;
use crate::desk::{Reader, View};
use crate::model::{
    Choice as _, Mark, Message, Meta, Problem, RecordId, RecordType, Role, Row, Secrecy, Transition,
};
use crate::records::protection::FieldRight;
use crate::text::LISTED;

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A right.
    Right(Right),
    /// A transition of the workflow, by its code.
    Transition(&'a str),
}

impl<'a> Asked<'a> {
    /// What a word on the command line asks about.
    pub fn from_word(word: &'a str) -> Self {
        Right::from_code(word).map_or(Self::Transition(word), Self::Right)
    }
}

/// The answer, with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whether it can be done.
    pub allowed: bool,
    /// The rules that allow it, or those that stand against it.
    pub reasons: Vec<Message>,
}

impl Explanation {
    fn denied(reasons: Vec<Message>) -> Self {
        Self { allowed: false, reasons }
    }

    /// Takes back what was allowed when trying it was refused: the reasons are then those of the refusal.
    pub fn doubt(&mut self, tried: Result<(), Problem>) {
        let reasons = match tried {
            Ok(()) => return,
            Err(Problem::Input(faults)) => faults.into_iter().map(|fault| fault.message).collect(),
            Err(Problem::Denied(message) | Problem::Missing(message)) => vec![message],
            // That it could not be tried says nothing about rights.
            Err(_) => return,
        };
        *self = Self::denied(reasons);
    }
}

impl Reader {
    /// Why this session may or may not do something with a register, one of its records (`id`), or one field of it.
    ///
    /// # Errors
    /// When the file can't be read, or there is no such field or transition.
    pub fn explain(
        &self,
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        asked: Asked<'_>,
        field: Option<&str>,
    ) -> Result<Explanation, Problem> {
        let register = record_type.name();
        let permissions = &self.session().permissions;
        let (right, transition) = match asked {
            Asked::Right(right) => (right, None),
            Asked::Transition(code) => (Right::Move, Some(self.transition(record_type, code)?)),
        };
        let view = match id {
            Some(id) => match self.get(record_type, id)? {
                Some(view) => Some(view),
                None => return Ok(Explanation::denied(self.not_there(record_type))),
            },
            None => None,
        };
        let mut against = Vec::new();
        let allowed = match &view {
            Some(view) => permissions.reaches(register, right, &view.row),
            None => permissions.scope(register, right).is_some(),
        };
        if !allowed {
            against.push(permissions.refusal_message(register, right));
            against.extend(self.lapsed(register, right));
        }
        if record_type.is_trace()
            && matches!(right, Right::Create | Right::Update | Right::Move | Right::Void)
        {
            against.push(Message::new("denied.trace"));
        }
        if let Some(view) = &view
            && matches!(right, Right::Update | Right::Move | Right::Void)
            && let Err(Problem::Denied(message)) = require_unsettled(record_type, &view.row)
        {
            against.push(message);
        }
        if let Some(key) = field {
            against.extend(self.against_field(record_type, view.as_ref(), (right, transition), key)?);
        }
        match (transition, &view) {
            (Some(way), Some(view)) => against.extend(self.against_transition(record_type, view, way)?),
            (Some(way), None) if !way.by.is_empty() && !permissions.has_role(register, way.by) => {
                against.push(role_refusal(way));
            }
            _ => {}
        }
        let marked = view.as_ref().and_then(|view| Some((view, view.row.meta.mark.as_deref()?)));
        if let Some((_, mark)) = marked
            && right == Right::Export
            && !mark.may_leave()
            && permissions.scope(register, Right::Declassify).is_none()
        {
            against.push(Message::new("why.stays").with("level", Secrecy::Trade.text()));
        }
        if !against.is_empty() {
            return Ok(Explanation::denied(against));
        }
        let mut reasons = self.grounds(register, right);
        if let Some((view, mark)) = marked {
            reasons.extend(self.grounds_of_mark(view, mark, right));
        }
        Ok(Explanation { allowed: true, reasons })
    }

    /// What is there for nobody, or not for this session, and what holds for the session in any case: how far it
    /// reads this register, and what it is cleared for.
    fn not_there(&self, record_type: &'static dyn RecordType) -> Vec<Message> {
        let permissions = &self.session().permissions;
        let not_there = Message::new("why.not_there").with("record", record_type.text());
        let bounds = match permissions.scope(record_type.name(), Right::Read) {
            Some(scope) => Message::new("why.your_reach").with("reach", scope.text()),
            None => permissions.refusal_message(record_type.name(), Right::Read),
        };
        let clearance = Message::new("why.your_clearance").with("level", permissions.clearance().text());
        vec![not_there, bounds, clearance]
    }

    /// Why something marked is known to the session all the same, and what stays bound.
    fn grounds_of_mark(&self, view: &View, mark: &Mark, right: Right) -> Vec<Message> {
        let permissions = &self.session().permissions;
        let mut grounds = Vec::new();
        if !permissions.is_owner() {
            let level = permissions.clearance().text();
            grounds.push(Message::new("why.cleared").with("mark", mark.level.text()).with("level", level));
            if !mark.circle.is_empty() {
                grounds.push(Message::new("why.in_circle"));
            }
        }
        if !permissions.is_open(view.row.meta.id, Some(mark), self.now()) {
            grounds.push(Message::new("why.sealed_content"));
        }
        if right == Right::Export && !mark.may_leave() {
            grounds.push(Message::new("why.released_only"));
        }
        grounds
    }

    /// The first rule that stands against something, in words; `None` when it can be done. For what a menu greys out.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn obstacle(
        &self,
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        asked: Asked<'_>,
    ) -> Result<Option<Message>, Problem> {
        let explanation = self.explain(record_type, id, asked, None)?;
        Ok(if explanation.allowed { None } else { explanation.reasons.into_iter().next() })
    }

    fn transition(&self, record_type: &dyn RecordType, code: &str) -> Result<&'static Transition, Problem> {
        let unknown = || {
            let ways = record_type.workflow().map(|(_, workflow)| workflow.transitions).unwrap_or_default();
            let rights = Right::ALL.iter().map(|right| right.code());
            let known = rights.chain(ways.iter().map(|way| way.code)).collect::<Vec<_>>().join(", ");
            Problem::input(
                Message::new("problem.unknown_transition").with("value", code).with("known", known),
            )
        };
        record_type.workflow().and_then(|(_, workflow)| workflow.transition(code)).ok_or_else(unknown)
    }

    /// Rights that would have been enough, had they not ended.
    fn lapsed(&self, register: &str, right: Right) -> Vec<Message> {
        let sources = self.session().permissions.sources().iter();
        let would_do = |grants: &[super::RegisterGrant]| {
            grants.iter().any(|grant| grant.register == register && Scope::of(grant.of(right)).is_some())
        };
        sources
            .filter(|source| source.lapsed && would_do(&source.grants))
            .flat_map(|source| [Message::new("why.lapsed"), source.origin.message(&source.role)])
            .collect()
    }

    /// What grants a right.
    fn grounds(&self, register: &str, right: Right) -> Vec<Message> {
        let permissions = &self.session().permissions;
        if permissions.is_owner() {
            return vec![Message::new("why.owner")];
        }
        let mut grounds = Vec::new();
        for source in permissions.sources().iter().filter(|source| !source.lapsed) {
            let grant = source.grants.iter().find(|grant| grant.register == register);
            if let Some(scope) = grant.and_then(|grant| Scope::of(grant.of(right))) {
                let origin = source.origin.message(&source.role);
                if !grounds.contains(&origin) {
                    grounds.push(Message::new("why.granted").with("reach", scope.text()));
                    grounds.push(origin);
                }
            }
        }
        if grounds.is_empty() {
            grounds.push(Message::new("why.business"));
        }
        grounds
    }

    fn against_field(
        &self,
        record_type: &'static dyn RecordType,
        view: Option<&View>,
        (right, step): (Right, Option<&'static Transition>),
        key: &str,
    ) -> Result<Vec<Message>, Problem> {
        let Some((index, field)) = record_type.field(key) else {
            return Err(Problem::input(Message::new("problem.unknown_field").with("field", key)));
        };
        let permissions = &self.session().permissions;
        let is_seen = view.is_none_or(|view| permissions.sees_of(record_type.name(), field, &view.row));
        if is_seen && matches!(right, Right::Create | Right::Update | Right::Move) {
            let bars = match view {
                Some(view) => self.field_bars(record_type, &view.row, step)?,
                None => {
                    let blank = Row { meta: Meta::default(), record: record_type.blank() };
                    self.field_bars(record_type, &blank, step)?
                }
            };
            return Ok(bars.into_iter().nth(index).flatten().into_iter().collect());
        }
        let mut against = Vec::new();
        let own = view.is_some_and(|view| Some(view.row.meta.id) == self.session().person);
        if permissions.field_right(record_type.name(), field.level) < FieldRight::See && !own {
            against.push(level_refusal(record_type, field));
        } else if !is_seen {
            against.push(Message::new("denied.inside").with("field", field.label));
        } else if let Some(view) = view {
            let mark = view.row.meta.mark.as_deref();
            if !permissions.is_open(view.row.meta.id, mark, self.now()) && !field.title {
                against.push(Message::new("why.sealed").with("field", field.label));
            } else if view.is_hidden(index) {
                // What it points to is not named: neither that it exists nor why it may not be known.
                against.push(Message::new("why.field_not_there").with("field", field.label));
            }
        }
        Ok(against)
    }

    fn against_transition(
        &self,
        record_type: &'static dyn RecordType,
        view: &View,
        way: &'static Transition,
    ) -> Result<Vec<Message>, Problem> {
        let permissions = &self.session().permissions;
        let mut against = Vec::new();
        if let Some((place, workflow)) = record_type.workflow() {
            let value = view.row.record.value(place);
            let current = value.as_str().unwrap_or_default();
            if !way.from.contains(&current) {
                let state = workflow.state(current).map_or("", |state| state.text);
                against.push(Message::new("problem.wrong_state").with("verb", way.text).with("state", state));
            }
        }
        if let Some(told) = record_type.not_by_hand(way.code) {
            against.push(Message::new(told).with("verb", way.text));
        }
        if !permissions.may_take(record_type, way, &view.row) {
            against.push(role_refusal(way));
        }
        against.extend(record_type.hand_refusal(&view.row, way.code, &self.inside())?);
        let mine = view.row.meta.created_by == self.session().signature();
        if way.four_eyes && mine && !permissions.is_owner() {
            against.push(Message::new("denied.four_eyes").with("verb", way.text));
        }
        for key in way.asks(self.session().is_nobody()) {
            if let Some((index, field)) = record_type.field(key)
                && view.row.record.value(index).is_nothing()
            {
                against.push(Message::new("why.needs").with("verb", way.text).with("field", field.label));
            }
        }
        // What the record's own rules would say comes last: whose step it is, is asked first.
        if against.is_empty() {
            against.extend(step_refusal(self, record_type, view.row.meta.id, way)?);
        }
        Ok(against)
    }
}

/// Why a field can't be seen or changed.
pub(in crate::desk) fn level_refusal(record_type: &dyn RecordType, field: &crate::model::Field) -> Message {
    Message::new("denied.level")
        .with("field", field.label)
        .with("level", field.level.text())
        .with("record", record_type.text())
}

/// Says whose step it is.
pub(in crate::desk) fn role_refusal(way: &Transition) -> Message {
    let roles = way.by.iter().filter_map(|role| Role::SET.text_key(role.code()));
    let roles = roles.collect::<Vec<_>>().join(LISTED);
    Message::new("denied.transition").with("verb", way.text).with("roles", roles)
}

//! Creating and updating a record.

use super::check::differences;
use super::{Run, Write, missing};
use crate::desk::command::{Values, only_takes_off};
use crate::desk::field_bar::{Bar, bar};
use crate::desk::permissions::Right;
use crate::model::{Faults, Field, Kind, Message, Meta, Problem, RecordId, RecordType, Row};
use crate::records::domains;
use crate::store::Rows as _;
use crate::store::audit::Verb;

impl Run<'_> {
    pub(super) fn create(
        &mut self,
        record_type: &'static dyn RecordType,
        right: Right,
        id: RecordId,
        values: &Values,
    ) -> Result<Message, Problem> {
        self.session.permissions.require_any(record_type.name(), right)?;
        if self.transaction.stored(record_type, id)?.is_some() {
            return Err(Problem::input(Message::new("problem.exists_already").with("id", id)));
        }
        let mut after = record_type.blank();
        let mut faults = Faults::default();
        for (key, value) in values.iter() {
            let Some((index, field)) = record_type.field(key) else {
                faults.whole(Message::new("problem.unknown_field").with("field", key));
                continue;
            };
            if matches!(field.kind, Kind::State(_)) {
                // An import may bring a record in the state it already has; where it went is then its own history.
                if let Err(message) = field.check(value, self.today) {
                    faults.at(field.key, message);
                    continue;
                }
                self.require_state(record_type, value)?;
            }
            self.require_level(record_type, field)?;
            let mut place = (index, field);
            if field.total {
                // It comes of what is there; only where nothing is said of what it starts from, that is what is meant.
                let is_said = |key: &str| values.get(key).is_some_and(|value| !value.is_nothing());
                let start = field.starts_from.filter(|start| !value.is_nothing() && !is_said(start));
                let Some(start) = start.and_then(|start| record_type.field(start)) else { continue };
                place = start;
            }
            let (index, field) = place;
            if field.read_only && self.session.person.is_some() {
                faults.at(field.key, Message::new("problem.set_by_program"));
                continue;
            }
            // An import by the owner brings what was given long ago.
            if !field.steps.is_empty() && self.session.person.is_some() && !value.is_nothing() {
                faults.at(field.key, by_step(record_type, field));
                continue;
            }
            if let Err(message) = after.set_value(index, value.clone()) {
                faults.at(field.key, message);
            }
        }
        let mut row = Row { meta: Meta { id, ..Meta::default() }, record: after };
        self.complete(record_type, None, &mut row)?;
        record_type.complete(&mut row, None, None, self.now, &self.inside())?;
        self.session.permissions.require(record_type.name(), right, &row)?;
        self.check(record_type, None, &row, None, &mut faults)?;
        faults.finish()?;
        let changes = differences(record_type, None, &row);
        let title = self.told_title(record_type, &row)?;
        let following = self.consequences(record_type, None, &row, None)?;
        self.write(Write {
            record_type,
            before: None,
            after: row,
            verb: Verb::Create,
            changes,
            reason: None,
        })?;
        self.follow(following)?;
        Ok(Message::new("done.created").with("record", record_type.text()).with("title", title))
    }

    pub(super) fn update(
        &mut self,
        record_type: &'static dyn RecordType,
        right: Right,
        (id, base): (RecordId, Option<u64>),
        values: &Values,
        reason: Option<&str>,
    ) -> Result<Message, Problem> {
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let before = self.load(record_type, id, right)?;
        let mut faults = Faults::default();
        let mut after = before.clone();
        self.apply(record_type, &mut after, None, values, &mut faults)?;
        self.compare_versions(record_type, &before, base, &after)?;
        self.write_change(record_type, (&before, after), values, (faults, reason))
    }

    /// Checks a changed record and writes it with what becomes of the change.
    fn write_change(
        &mut self,
        record_type: &'static dyn RecordType,
        (before, after): (&Row, Row),
        values: &Values,
        (mut faults, reason): (Faults, Option<&str>),
    ) -> Result<Message, Problem> {
        self.check(record_type, Some(before), &after, None, &mut faults)?;
        require_reason(record_type, (before, &after), values, reason, &mut faults);
        faults.finish()?;
        let changes = differences(record_type, Some(before), &after);
        let title = self.told_title(record_type, &after)?;
        if changes.is_empty() {
            return Ok(Message::new("done.nothing"));
        }
        let following = self.consequences(record_type, Some(before), &after, None)?;
        let (verb, reason) = (Verb::Update, reason.map(str::to_owned));
        self.write(Write { record_type, before: Some(before), after, verb, changes, reason })?;
        self.follow(following)?;
        Ok(Message::new("done.updated").with("record", record_type.text()).with("title", title))
    }

    /// Fills links that a package left out when the record came.
    pub(super) fn complete_links(
        &mut self,
        record_type: &'static dyn RecordType,
        right: Right,
        id: RecordId,
        values: &Values,
    ) -> Result<Message, Problem> {
        if !domains::HOLDINGS.contains(&record_type.name()) {
            return Err(Problem::input(Message::new("problem.not_a_step")));
        }
        let found = self.known(record_type, id)?.filter(|row| row.meta.void.is_none());
        let before = found.ok_or_else(|| missing(record_type, id))?;
        self.session.permissions.require(record_type.name(), right, &before)?;
        let (mut after, mut filled) = (before.clone(), 0_usize);
        let mut faults = Faults::default();
        for (key, value) in values.iter() {
            let Some((index, field)) = record_type.field(key) else {
                faults.whole(Message::new("problem.unknown_field").with("field", key));
                continue;
            };
            self.require_level(record_type, field)?;
            self.require_open(field, &after)?;
            let is_link = matches!(field.kind, Kind::Link(_)) && !field.total;
            let is_filling = is_link && after.record.value(index).is_nothing();
            let note = after.record.value(index);
            let (said, says) = (note.as_str().unwrap_or_default(), value.as_str().unwrap_or_default());
            let is_note = field.key == "note" && field.kind == Kind::LongText && only_takes_off(said, says);
            if !is_filling && !is_note {
                return Err(Problem::input(Message::new("problem.not_a_step")));
            }
            filled = filled.saturating_add(usize::from(is_filling));
            // What the program or a step writes comes with a package only to whom the whole office belongs.
            if (field.read_only || !field.steps.is_empty()) && self.session.person.is_some() {
                faults.at(field.key, Message::new("problem.set_by_program"));
                continue;
            }
            if let Err(message) = after.record.set_value(index, value.clone()) {
                faults.at(field.key, message);
            }
        }
        // A note alone is no link that was left out.
        if filled == 0 {
            return Err(Problem::input(Message::new("problem.not_a_step")));
        }
        self.write_change(record_type, (&before, after), values, (faults, None))
    }

    pub(super) fn apply(
        &self,
        record_type: &'static dyn RecordType,
        after: &mut Row,
        step: Option<&str>,
        values: &Values,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        for (key, value) in values.iter() {
            let Some((index, field)) = record_type.field(key) else {
                faults.whole(Message::new("problem.unknown_field").with("field", key));
                continue;
            };
            // Asked before the values are compared: whether a guess is right must not show.
            if self.session.person == Some(after.meta.id) && after.record.value(index) == *value {
                continue;
            }
            self.require_level(record_type, field)?;
            if record_type.agrees(field, &after.record.value(index), value) {
                continue;
            }
            match bar(&self.session.permissions, record_type, field, after, step, self.now) {
                Some(Bar::Denied(message)) => return Err(Problem::Denied(message)),
                Some(Bar::Fixed(message)) => {
                    faults.at(field.key, message);
                    continue;
                }
                None => {}
            }
            if let Err(message) = after.record.set_value(index, value.clone()) {
                faults.at(field.key, message);
            }
        }
        Ok(())
    }
}

/// Refuses to move without a reason what stands and is moved only with one ([`RecordType::reasoned`]), as far as whoever
/// acts moves it; emptied, it could be set anew without one, so it gives way to something else alone. Whether they may move
/// it at all comes before why.
pub(super) fn require_reason(
    record_type: &dyn RecordType,
    (before, after): (&Row, &Row),
    values: &Values,
    reason: Option<&str>,
    faults: &mut Faults,
) {
    if !faults.is_empty() {
        return;
    }
    let is_unsaid = reason.is_none_or(|reason| reason.trim().is_empty());
    for key in record_type.reasoned(before).iter().copied().filter(|key| values.get(key).is_some()) {
        let Some((place, _)) = record_type.field(key) else { continue };
        let (stood, stands) = (before.record.value(place), after.record.value(place));
        if stood.is_nothing() || stood == stands {
            continue;
        }
        if stands.is_nothing() {
            faults.at(key, Message::new("problem.limit_stays"));
        } else if is_unsaid {
            faults.at(key, Message::new("problem.move_wants_reason"));
        }
    }
}

/// Says by which step a field is written.
pub(in crate::desk) fn by_step(record_type: &dyn RecordType, field: &Field) -> Message {
    let steps = record_type.workflow().map(|(_, workflow)| workflow);
    let verb = |code: &&str| steps?.transition(code).map(|way| way.text);
    let mut verbs = field.steps.iter().filter_map(verb);
    let message = |key, verb: Option<&str>| {
        Message::new(key).with("field", field.label).with("verb", verb.unwrap_or_default())
    };
    match (verbs.next(), verbs.next()) {
        (verb, Some(other)) => message("problem.by_steps", verb).with("other", other),
        (verb, None) => message("problem.by_step", verb),
    }
}

//! 会签: one row a unit that is asked, with what it said, who said it and when. A paper that names units passes on to
//! its signing when each of them has agreed, or what became of their objection is written down (条例 第二十五条).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::limit::{LIMIT, check_limit, tell_day_off};
use super::outgoing_workflow::COUNTERSIGNED_TEXT;
use super::urging::times_urged;
use super::{Outgoing, OutgoingState, Urging};
use crate::model::{
    Change, Completion, Consequence, Due, Faults, Frozen, Function, Id, Lookup, Message, Problem,
    Record as _, RecordId, Rules, State, Tone, Transition, Value, Workflow, date, instant, integer, link,
    long_text, step, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::{NamedUnits, Person, Unit, acts_as, belongs_to, has_left};
use crate::rules::paper::COUNTERSIGN_DAYS;
use crate::{choices, fields};

choices! {
    /// Where the opinion of one unit stands.
    pub enum CountersignState, "countersign_state" {
        /// 待会签
        Waiting = "waiting",
        /// 同意
        Agreed = "agreed",
        /// 有不同意见
        Objected = "objected",
        /// 已失效: the draft went back and is countersigned anew.
        Lapsed = "lapsed",
    }
}

/// The life of one unit's opinion.
pub static COUNTERSIGN_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "waiting", text: "countersign_state.waiting", tone: Tone::Waiting, open: true },
        State { code: "agreed", text: "countersign_state.agreed", tone: Tone::Done, open: false },
        State { code: "objected", text: "countersign_state.objected", tone: Tone::Stopped, open: false },
        State { code: "lapsed", text: "countersign_state.lapsed", tone: Tone::Quiet, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["opinion"],
            signs: Some("signer"),
            ..step("agree", "transition.agree_countersign", &["waiting", "objected"], "agreed", &[])
        },
        Transition {
            needs: &["opinion"],
            signs: Some("signer"),
            ..step("object", "transition.object_countersign", &["waiting"], "objected", &[])
        },
        step("lapse", "transition.lapse_countersign", &["waiting", "agreed", "objected"], "lapsed", &[]),
    ],
};

/// A paper before a unit that is to countersign it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Countersign {
    /// The paper.
    pub paper: Option<Id<Outgoing>>,
    /// 会签部门
    pub unit: Option<Id<Unit>>,
    /// 送出
    pub sent_at: Option<DateTime<Utc>>,
    /// The day by which it is answered.
    pub due: Option<NaiveDate>,
    /// 会签意见
    pub opinion: String,
    /// 会签人
    pub signer: Option<Id<Person>>,
    /// 会签时间
    pub signed_at: Option<DateTime<Utc>>,
    /// 催办次数
    pub urged: i64,
    /// Where it stands.
    pub state: CountersignState,
}

fields! { Countersign, "countersign", Function::Administration;
    paper => link::<Outgoing>().required().title().column(260).filter();
    unit => link::<Unit>().required().title().column(140).filter();
    sent_at => instant().read_only().column(150);
    due => date().column(110).due(
        Due::new("calendar.dated.countersign").owed_in(&["waiting"]).named_by("paper").told("due.countersign")
    );
    opinion => long_text().column(220).search().by_step(&["agree", "object"])
        .opinion_of("signer", Some("signed_at"));
    signer => link::<Person>().at_work().column(110).filter().by_step(&["agree", "object"]);
    signed_at => instant().read_only().column(150);
    urged => integer().total();
    state => workflow(&COUNTERSIGN_WORKFLOW).column(110).filter();
}

impl Rules for Countersign {
    const HAS_HOLDER: bool = true;
    const OPINIONS_ON: Option<&'static str> = Some("paper");
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] = &[(Urging::NAME, "countersign")];
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[("lapse", "problem.countersign_lapses")];

    fn holder(&self) -> Option<(&'static str, RecordId)> {
        let unit = self.unit.filter(|_| self.state == CountersignState::Waiting);
        unit.map(|unit| (Unit::NAME, unit.erase()))
    }

    fn reasoned(&self) -> &'static [&'static str] {
        LIMIT
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        match occasion.transition {
            None => {
                self.sent_at = self.sent_at.or(Some(occasion.now));
                if self.due.is_none() && self.state == CountersignState::Waiting {
                    self.due = work_calendar(office)?.add_working_days(office.today(), COUNTERSIGN_DAYS);
                }
            }
            Some("agree" | "object") => {
                self.signer = occasion.actor.map(Id::new).or(self.signer);
                self.signed_at = Some(occasion.now);
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        frozen.fields(&["paper", "unit"], &Message::new("problem.countersign_fixed"));
        Ok(())
    }

    /// The head of the unit speaks for it, or whoever stands in for them; of a unit without one, anybody who is of it.
    fn hand_refusal(
        &self,
        _id: RecordId,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        let (Some(actor), Some(asked), "agree" | "object") =
            (office.actor().map(Id::<Person>::new), self.unit, step)
        else {
            return Ok(None);
        };
        let Some(unit) = office.find(asked)?.map(|unit| unit.record) else { return Ok(None) };
        let head = if has_left(unit.head, office)? { None } else { unit.head };
        let Some(head) = head else {
            let is_of_it = belongs_to(actor, asked, office)?;
            let rule = || Message::new("problem.countersign_of_unit").with("unit", &unit.name);
            return Ok((!is_of_it).then(rule));
        };
        if acts_as(actor, head, Self::FUNCTION, office)? {
            return Ok(None);
        }
        let name = office.find(head)?.map(|head| head.record.name).unwrap_or_default();
        let rule = Message::new("problem.countersign_of_head").with("unit", unit.name);
        Ok(Some(rule.with("name", name)))
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if let Some(before) = change.before {
            check_limit(Self::NAME, (before.due, after.due), &[after.signer], office, faults);
        }
        if change.before.is_none()
            && after.state == CountersignState::Waiting
            && let (Some(paper), Some(unit)) = (after.paper, after.unit)
            && let Some(paper) = office.find(paper)?
        {
            let named = NamedUnits::of(&paper.record.countersigners, office)?.units;
            if paper.record.state != OutgoingState::Countersigning || !named.contains(&unit.erase()) {
                faults.at("unit", Message::new("problem.countersign_by_paper"));
            }
        }
        Ok(())
    }

    fn follow_up(&self, _register: &str) -> Vec<(&'static str, Value)> {
        vec![("outgoing", self.paper.map_or(Value::Nothing, |paper| Value::Link(paper.erase())))]
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        self.urged = times_urged(id, "countersign", office)?;
        Ok(())
    }

    const WARNS: bool = true;

    fn warnings(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Message>, Problem> {
        tell_day_off(change.before.and_then(|before| before.due), change.after.due, office)
    }

    fn check_void(
        _id: RecordId,
        record: &Self,
        _office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if record.state != CountersignState::Waiting {
            faults.whole(Message::new("problem.countersign_stays"));
        }
        Ok(())
    }
}

impl Outgoing {
    /// What units have given their opinion on is not changed under it: a draft that was sent back is countersigned anew.
    pub(super) fn freeze_countersigned(
        &self,
        id: RecordId,
        step: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        use OutgoingState::{Countersigning, Signing};
        // What was signed changes by the step that amends it, which takes it past no unit that agreed to it.
        if !matches!(self.state, Countersigning | Signing) && step != Some("amend") {
            return Ok(());
        }
        let is_said =
            |of: &Countersign| matches!(of.state, CountersignState::Agreed | CountersignState::Objected);
        if office.linking::<Countersign>(id, "paper")?.iter().any(|of| is_said(&of.record)) {
            frozen.fields(COUNTERSIGNED_TEXT, &Message::new("problem.countersigned_text"));
        }
        Ok(())
    }

    /// Refuses to pass a paper on before every unit that it names has said what it thinks.
    pub(super) fn check_countersigned(
        &self,
        id: RecordId,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let named = NamedUnits::of(&self.countersigners, office)?;
        tell_unknown(&named, faults);
        let given = office.linking::<Countersign>(id, "paper")?;
        let (mut unasked, mut waiting, mut objecting) = (Vec::new(), Vec::new(), Vec::new());
        for unit in named.units {
            let of_unit = given.iter().map(|of| &of.record).filter(|of| of.unit.map(Id::erase) == Some(unit));
            let standing = of_unit.map(|of| of.state).find(|state| *state != CountersignState::Lapsed);
            let list = match standing {
                None | Some(CountersignState::Lapsed) => &mut unasked,
                Some(CountersignState::Waiting) => &mut waiting,
                Some(CountersignState::Objected) => &mut objecting,
                Some(CountersignState::Agreed) => continue,
            };
            list.extend(office.find(Id::<Unit>::new(unit))?.map(|unit| unit.record.name));
        }
        let mut tell = |field, key, names: Vec<String>| {
            if !names.is_empty() {
                faults.at(field, Message::new(key).with("units", names.join("、")));
            }
        };
        tell("countersigners", "problem.countersign_unasked", unasked);
        tell("countersigners", "problem.countersign_open", waiting);
        if self.countersign_note.trim().is_empty() {
            tell("countersign_note", "problem.countersign_objected", objecting);
        }
        Ok(())
    }

    /// Each unit that a paper names is asked when it is sent round; when the draft goes back, what was said of it no
    /// longer holds.
    pub(super) fn countersigning(
        change: &Change<'_, Self>,
        office: &dyn Lookup,
    ) -> Result<Vec<Consequence>, Problem> {
        match change.transition {
            Some("countersign") => {
                let units = NamedUnits::of(&change.after.countersigners, office)?.units;
                let ask = |unit| Consequence::Create {
                    register: Countersign::NAME,
                    id: RecordId::generate(),
                    values: vec![("paper", Value::Link(change.id)), ("unit", Value::Link(unit))],
                };
                Ok(units.into_iter().map(ask).collect())
            }
            Some("send_back") => {
                let given = office.linking::<Countersign>(change.id, "paper")?.into_iter();
                let standing = given.filter(|of| of.record.state != CountersignState::Lapsed);
                let lapse = standing.map(|of| Consequence::Move {
                    register: Countersign::NAME,
                    id: of.meta.id,
                    transition: "lapse",
                    values: Vec::new(),
                });
                Ok(lapse.collect())
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Says which names are no unit of the office.
pub(super) fn tell_unknown(named: &NamedUnits, faults: &mut Faults) {
    if !named.unknown.is_empty() {
        let message = Message::new("problem.countersign_unknown");
        faults.at("countersigners", message.with("names", named.unknown.join("、")));
    }
}

//! 人员: someone who works in the office, with the states 在岗 · 借调 · 休假 · 离职.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Appointment, Delegation, Period, Unit};
use crate::model::{
    Change, Faults, Function, Id, Level, Lookup, Message, Problem, RecordId, Reference, Role, Rules, State,
    Tone, Transition, Workflow, date, link, long_text, step, text, workflow,
};
use crate::{choices, fields};

choices! {
    /// Whether a person is at work.
    pub enum PersonState, "person_state" {
        /// 在岗
        OnDuty = "on_duty",
        /// 借调
        Seconded = "seconded",
        /// 休假
        OnLeave = "on_leave",
        /// 离职
        Left = "left",
    }
}

/// The states of a person; leaving asks that everything was handed over first.
pub static PERSON_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "on_duty", text: "person_state.on_duty", tone: Tone::Active, open: true },
        State { code: "seconded", text: "person_state.seconded", tone: Tone::Waiting, open: true },
        State { code: "on_leave", text: "person_state.on_leave", tone: Tone::Quiet, open: true },
        State { code: "left", text: "person_state.left", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        step(
            "second",
            "transition.second",
            &["on_duty", "on_leave"],
            "seconded",
            &[Role::Director, Role::Deputy, Role::Personnel],
        ),
        step(
            "start_leave",
            "transition.start_leave",
            &["on_duty", "seconded"],
            "on_leave",
            &[Role::Director, Role::Deputy, Role::Personnel],
        ),
        step(
            "resume",
            "transition.resume",
            &["seconded", "on_leave"],
            "on_duty",
            &[Role::Director, Role::Deputy, Role::Personnel],
        ),
        Transition {
            reason: true,
            needs: &["left_on"],
            ..step(
                "leave",
                "transition.leave",
                &["on_duty", "seconded", "on_leave"],
                "left",
                &[Role::Director, Role::Personnel],
            )
        },
        step("rehire", "transition.rehire", &["left"], "on_duty", &[Role::Director, Role::Personnel]),
    ],
};

/// Someone who works in the office.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// 工号
    pub number: String,
    /// Name.
    pub name: String,
    /// Name in another language.
    pub alias: String,
    /// The unit the person belongs to.
    pub unit: Option<Id<Unit>>,
    /// Whether the person is at work.
    pub state: PersonState,
    /// E-mail address at work.
    pub email: String,
    /// Telephone at work.
    pub phone: String,
    /// Own telephone.
    pub mobile: String,
    /// Place of work.
    pub place: String,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// First day at work.
    pub hired_on: Option<NaiveDate>,
    /// Last day at work.
    pub left_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Person, "person", Function::Administration;
    number => text().unique().max_length(40).column(96).search();
    name => text().required().title().column(120);
    alias => text().column(130).search();
    unit => link::<Unit>().column(150).filter();
    state => workflow(&PERSON_WORKFLOW).column(96).filter();
    email => text().column(180).search();
    phone => text().max_length(60).column(110).search();
    mobile => text().max_length(60).level(Level::Personal);
    place => text().filter();
    born_on => date().not_future().level(Level::Personal);
    hired_on => date().column(110);
    left_on => date();
    note => long_text().level(Level::Personal);
}

/// Whether a person is one of the office who has left it.
///
/// # Errors
/// When the file can't be read.
pub fn has_left(person: Option<Id<Person>>, office: &dyn Lookup) -> Result<bool, Problem> {
    let Some(person) = person else { return Ok(false) };
    Ok(office.find(person)?.is_some_and(|person| person.record.state == PersonState::Left))
}

impl Rules for Person {
    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let person = change.after;
        Period::new(person.hired_on, person.left_on).check("left_on", faults);
        if person.born_on.is_some() && person.hired_on.is_some() && person.hired_on <= person.born_on {
            faults.at("hired_on", Message::new("problem.hired_before_born"));
        }
        if change.transition == Some("leave") {
            check_handover(change, office, faults)?;
        }
        Ok(())
    }
}

/// 离职交接: whoever leaves has first handed over posts, delegations and the headship of units.
fn check_handover(
    change: &Change<'_, Person>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let last_day = change.after.left_on.unwrap_or(office.today());
    let outlives = |until: Option<NaiveDate>| until.is_none_or(|until| until > last_day);
    let appointments = office.linking::<Appointment>(change.id, "person")?;
    let held = appointments.iter().filter(|held| outlives(held.record.until)).count();
    if held > 0 {
        faults.at(
            "state",
            Message::new("problem.still_holds_posts").with("count", held).with("date", last_day),
        );
    }
    let units = office.linking::<Unit>(change.id, "head")?;
    if let Some(unit) = units.first() {
        faults.at("state", Message::new("problem.still_heads_unit").with("unit", &unit.record.name));
    }
    for field in ["delegator", "delegate"] {
        let delegations = office.linking::<Delegation>(change.id, field)?;
        if delegations.iter().any(|delegation| outlives(delegation.record.until)) {
            faults.at("state", Message::new("problem.still_delegates").with("date", last_day));
            break;
        }
    }
    check_nothing_kept(change.id, office, faults)
}

/// Nobody leaves, and no account is closed, before borrowed and kept things are handed over (`domain.md` §1).
///
/// Registers added later (loans, assets, supervised matters) guard themselves: any living record whose field is called
/// `keeper` or `borrower` keeps its person in the house, until its workflow is over.
///
/// # Errors
/// When the file can't be read.
pub(in crate::records) fn check_nothing_kept(
    person: RecordId,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let mut kept = Vec::new();
    for reference in office.referring(person)? {
        if matches!(reference.field, "keeper" | "borrower") && is_open(&reference, office)? {
            kept.push(reference);
        }
    }
    if let Some(first) = kept.first() {
        let register = crate::records::find(first.register).map_or("", |of| of.text());
        let told = Message::new("problem.still_keeps_things").with("count", kept.len());
        faults.at("state", told.with("register", register));
    }
    Ok(())
}

/// Whether a record still waits for somebody; one without a workflow always does.
fn is_open(reference: &Reference, office: &dyn Lookup) -> Result<bool, Problem> {
    let Some(record_type) = crate::records::find(reference.register) else { return Ok(false) };
    let Some(row) = office.row(reference.register, reference.id)? else { return Ok(false) };
    let Some((index, workflow)) = record_type.workflow() else { return Ok(true) };
    let state = row.record.value(index);
    Ok(state.as_str().and_then(|code| workflow.state(code)).is_none_or(|state| state.open))
}

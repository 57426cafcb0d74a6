//! 办理时限: who sets a limit may move it and says why (`domain.md` §13: 登记、初审、催办 by the secretary, 批示 by the
//! director or a deputy); whoever has to be done by it may not.

use chrono::NaiveDate;

use crate::model::{Faults, Id, Lookup, Message, Problem, Role};
use crate::records::calendar::work_calendar;
use crate::records::organisation::Person;

/// Who sets the limit of a paper.
const SETTERS: &[Role] = &[Role::Director, Role::Deputy, Role::Secretary];

/// The field that holds it.
pub(super) const LIMIT: &[&str] = &["due"];

/// Refuses to move a limit that was set to whoever is bound by it, and to those who set none. A limit that is not there
/// yet may be filled in by whoever works on the paper.
pub(super) fn check_limit(
    register: &str,
    (before, after): (Option<NaiveDate>, Option<NaiveDate>),
    bound: &[Option<Id<Person>>],
    office: &dyn Lookup,
    faults: &mut Faults,
) {
    if before.is_none() || before == after {
        return;
    }
    let actor = office.actor().map(Id::<Person>::new);
    if actor.is_some() && bound.contains(&actor) {
        faults.at("due", Message::new("problem.limit_of_ones_own"));
    } else if !office.has_role(register, SETTERS) {
        faults.at("due", Message::new("problem.limit_is_set"));
    }
}

/// Tells that a limit that was just set is no working day: it may be one all the same, where whoever is to get the paper
/// wants it by then.
///
/// # Errors
/// When the file can't be read.
pub(super) fn tell_day_off(
    before: Option<NaiveDate>,
    after: Option<NaiveDate>,
    office: &dyn Lookup,
) -> Result<Vec<Message>, Problem> {
    let Some(day) = after.filter(|_| before != after) else { return Ok(Vec::new()) };
    let calendar = work_calendar(office)?;
    if calendar.is_working_day(day) {
        return Ok(Vec::new());
    }
    let next = calendar.add_working_days(day, 1).map(|day| day.to_string()).unwrap_or_default();
    Ok(vec![Message::new("warning.limit_day_off").with("date", day).with("next", next)])
}

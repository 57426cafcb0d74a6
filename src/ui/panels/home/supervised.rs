//! What the home page says of matters, of minutes that are to be issued, and of what was borrowed.

use chrono::NaiveDate;

use super::{Due, Selected, Status, status_of};
use crate::desk::{MatterLine, Reader, SupervisionPanel, Titles};
use crate::model::{Id, Problem};
use crate::records::archive::{Loan, LoanMeans, LoanState};
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::supervision::MatterState;
use crate::rules::archive::lending::{Dunning, dunning};
use crate::rules::reminders::{Lamp, OpenState, lamp};
use crate::rules::supervision::Attention;
use crate::rules::working_days::WorkCalendar;
use crate::text::Language;

/// Matters that have come so far that somebody is told, and what waits for a decision or a check. Whoever works as
/// themselves sees what concerns them; the owner of the file sees all.
pub(super) fn matters_due(
    reader: &Reader,
    today: NaiveDate,
    language: Language,
) -> Result<Vec<Due>, Problem> {
    let panel = SupervisionPanel::read(reader, today)?;
    let me = reader.session().person;
    let mut found = Vec::new();
    for line in &panel.lines {
        let matter = &line.matter;
        let mine = |person: Option<Id<_>>| me.is_none() || (me.is_some() && person.map(Id::erase) == me);
        let is_told = me.is_none() || line.told.iter().any(|(_, person, _)| Some(person.erase()) == me);
        let word = match matter.state {
            MatterState::Extension => {
                Some((language.text("home.extension_asked").to_owned(), Status::Behind))
            }
            MatterState::Reported if mine(matter.checker) => {
                Some((language.text("home.matter_check").to_owned(), Status::DueSoon))
            }
            _ if line.is_in_hand() && line.attention >= Attention::Owner && is_told => {
                Some((told(line, language), status_of(line.lamp.unwrap_or(Lamp::Soon))))
            }
            _ if line.misses_report && mine(matter.owner) => {
                Some((language.text("home.report_missing").to_owned(), Status::Behind))
            }
            _ => None,
        };
        if let (Some((detail, status)), Some(on)) = (word, matter.due) {
            let selected = Selected { register: "matter", id: line.id };
            found.push(Due { selected, title: matter.title.clone(), detail, status, on });
        }
    }
    Ok(found)
}

/// Whom a late matter concerns: its owner, and once it is late those above.
fn told(line: &MatterLine, language: Language) -> String {
    let above: Vec<&str> = line
        .told
        .iter()
        .filter(|(step, _, _)| *step > Attention::Owner)
        .map(|(_, _, name)| name.as_str())
        .collect();
    if above.is_empty() {
        language.fill("home.matter_due", &[("who", &line.holders.join(language.list_separator()))])
    } else {
        language.fill("home.matter_told", &[("who", &above.join(language.list_separator()))])
    }
}

/// Minutes of meetings that were held and are not issued.
pub(super) fn minutes_due(
    reader: &Reader,
    today: NaiveDate,
    calendar: &WorkCalendar,
    language: Language,
) -> Result<Vec<Due>, Problem> {
    let mut found = Vec::new();
    reader.each::<Meeting>(&mut |meeting| {
        let owed = matches!(
            meeting.record.state,
            MeetingState::Held | MeetingState::Drafting | MeetingState::Reviewing
        );
        if let Some(on) = meeting.record.minutes_due.filter(|_| owed) {
            found.push(Due {
                selected: Selected { register: "meeting", id: meeting.meta.id },
                title: meeting.record.title,
                detail: language.text("home.minutes_due").to_owned(),
                status: status_of(lamp(on, today, calendar, OpenState::Open)),
                on,
            });
        }
    })?;
    Ok(found)
}

/// What was borrowed and is due, or overdue with its reminders. Electronic loans end by themselves.
pub(super) fn loans_due(
    reader: &Reader,
    today: NaiveDate,
    calendar: &WorkCalendar,
    language: Language,
) -> Result<Vec<Due>, Problem> {
    let mut loans = Vec::new();
    reader.each::<Loan>(&mut |loan| {
        if loan.record.state == LoanState::Lent && loan.record.means != LoanMeans::Electronic {
            loans.push(loan);
        }
    })?;
    let mut titles = Titles::default();
    let mut found = Vec::new();
    for loan in loans {
        let Some(on) = loan.record.due_on else { continue };
        let who = match loan.record.borrower {
            Some(borrower) => titles.get(reader, "person", borrower.erase())?.to_owned(),
            None => String::new(),
        };
        let (detail, status) = match dunning(on, today, calendar) {
            Dunning::Quiet => continue,
            Dunning::Soon => (language.fill("home.loan_soon", &[("who", &who)]), Status::Behind),
            Dunning::Today => (language.fill("home.loan_today", &[("who", &who)]), Status::Behind),
            Dunning::Overdue { days, reminders, to_director } => {
                let key = if to_director { "home.loan_director" } else { "home.loan_late" };
                let (days, reminders) = (days.to_string(), reminders.to_string());
                let words =
                    [("days", days.as_str()), ("reminders", reminders.as_str()), ("who", who.as_str())];
                (language.fill(key, &words), Status::Overdue)
            }
        };
        let title = match loan.record.item {
            Some(item) => titles.get(reader, "archive_item", item.erase())?.to_owned(),
            None => loan.record.number.clone(),
        };
        found.push(Due {
            selected: Selected { register: "loan", id: loan.meta.id },
            title,
            detail,
            status,
            on,
        });
    }
    Ok(found)
}

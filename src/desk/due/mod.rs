//! What falls due: one list of everything that somebody in the office should see to, read through the filter of a
//! session. A date that only has to be told is declared beside
//! its field; a part of the work that knows more than the date says in a file of its own from when on it counts.
//!
//! Whoever works as themselves is shown what concerns them; the owner of the file is shown everything.

mod archive;
mod backups;
mod contracts;
mod dates;
mod lending;
mod organisation;
mod papers;
mod rooms;
mod supervision;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Reader, SupervisionPanel, Titles, civil_date, work_calendar};
use crate::model::{Id, Message, Problem, RecordId};
use crate::rules::reminders::{Lamp, OpenState, lamp};
use crate::rules::working_days::WorkCalendar;

/// Something that is to be seen to.
#[derive(Clone, Debug, PartialEq)]
pub struct DueItem {
    /// The register of the record that it is about.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// What is to be done about it.
    pub reason: Message,
    /// How urgent it is.
    pub lamp: Lamp,
    /// The day that counts.
    pub on: NaiveDate,
}

/// What the parts of the work are asked with.
struct Asked<'a> {
    reader: &'a Reader,
    now: DateTime<Utc>,
    today: NaiveDate,
    calendar: WorkCalendar,
    titles: Titles,
    matters: &'a SupervisionPanel,
}

impl Asked<'_> {
    /// The light of a day on which something still open is due.
    fn lamp(&self, on: NaiveDate) -> Lamp {
        lamp(on, self.today, &self.calendar, OpenState::Open)
    }

    /// Whether the day is at most so many days away, or past.
    fn is_near(&self, on: NaiveDate, days: i64) -> bool {
        (on - self.today).num_days() <= days
    }

    /// Whether it concerns whoever asks; the owner of the file is concerned by everything.
    fn concerns<T>(&self, person: Option<Id<T>>) -> bool {
        let me = self.reader.session().person;
        me.is_none() || person.map(Id::erase) == me
    }

    fn title(&mut self, register: &'static str, id: RecordId) -> Result<String, Problem> {
        Ok(self.titles.get(self.reader, register, id)?.to_owned())
    }
}

/// Everything that is due or late at a moment: first the backups that are behind, which nothing may push out of sight,
/// then the rest by its day.
///
/// # Errors
/// When the file can't be read.
pub fn due_items(reader: &Reader, now: DateTime<Utc>) -> Result<Vec<DueItem>, Problem> {
    due_items_beside(reader, now, &SupervisionPanel::read(reader, civil_date(now))?)
}

/// The same, beside the supervised matters of that day, which whoever asks has read already.
///
/// # Errors
/// When the file can't be read.
pub(super) fn due_items_beside(
    reader: &Reader,
    now: DateTime<Utc>,
    matters: &SupervisionPanel,
) -> Result<Vec<DueItem>, Problem> {
    let (today, calendar) = (civil_date(now), work_calendar(reader)?);
    let mut asked = Asked { reader, now, today, calendar, titles: Titles::default(), matters };
    let parts = [
        dates::due_items,
        organisation::due_items,
        papers::due_items,
        contracts::due_items,
        supervision::due_items,
        lending::due_items,
        archive::due_items,
        rooms::due_items,
    ];
    let mut found = Vec::new();
    for part in parts {
        part(&mut asked, &mut found)?;
    }
    // A backup that failed concerns everything else that stands here.
    found.sort_by_key(|item| (item.register != "backup_plan", item.on));
    let mut first = Vec::new();
    backups::due_items(&mut asked, &mut first)?;
    first.extend(found);
    Ok(first)
}

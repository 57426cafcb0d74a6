//! A day at a glance: what takes place, and how much is in hand.

use std::ops::ControlFlow;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

use super::due::due_items_beside;
use super::{
    DatedField, DueItem, FigureRows, OccurrenceBook, Reader, Right, SupervisionPanel, Titles, Which,
    civil_date,
};
use crate::model::{Id, Problem, RecordId};
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::organisation::{Appointment, Period, Post};
use crate::rules::reminders::Lamp;

/// A meeting of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingToday {
    /// Where its facts stand.
    pub id: RecordId,
    /// 主题
    pub title: String,
    /// When it begins and ends on the office's clock; `None`: it takes the whole day.
    pub hours: Option<(NaiveDateTime, NaiveDateTime)>,
    /// Its room, or else the place as it was written.
    pub place: String,
}

/// How much of something is in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Key of its name.
    pub text: &'static str,
    /// The records.
    pub rows: FigureRows,
    /// How many of them are late; `None` where nothing can be.
    pub late: Option<usize>,
}

/// A day as a session sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// The meetings in the order of their beginning.
    pub meetings: Vec<MeetingToday>,
    /// What is in hand, of the registers that the session may read.
    pub in_hand: Vec<InHand>,
}

impl Today {
    /// Reads a day.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, today: NaiveDate) -> Result<Self, Problem> {
        Self::beside(reader, &SupervisionPanel::read(reader, today)?)
    }

    /// Reads the day of a moment with everything that is due or late then. The supervised matters, which both tell, are
    /// read once.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn with_due(reader: &Reader, now: DateTime<Utc>) -> Result<(Self, Vec<DueItem>), Problem> {
        let matters = SupervisionPanel::read(reader, civil_date(now))?;
        Ok((Self::beside(reader, &matters)?, due_items_beside(reader, now, &matters)?))
    }

    fn beside(reader: &Reader, matters: &SupervisionPanel) -> Result<Self, Problem> {
        Ok(Self { meetings: meetings(reader, matters.today)?, in_hand: in_hand(reader, matters)? })
    }
}

fn meetings(reader: &Reader, today: NaiveDate) -> Result<Vec<MeetingToday>, Problem> {
    let Some(record_type) = crate::records::find("meeting") else { return Ok(Vec::new()) };
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let mut titles = Titles::default();
    let mut found = Vec::new();
    for shown in OccurrenceBook::read(reader, record_type)?.between(today..tomorrow).iter() {
        let Some(meeting) = reader.find::<Meeting>(Id::new(shown.record))? else { continue };
        if meeting.record.state == MeetingState::Cancelled {
            continue;
        }
        let place = titles.place(reader, meeting.record.room, &meeting.record.place)?;
        let occurrence = shown.occurrence;
        let hours = (!shown.all_day).then(|| (occurrence.office_start(), occurrence.office_end()));
        found.push(MeetingToday { id: shown.record, title: meeting.record.title, hours, place });
    }
    Ok(found)
}

/// What somebody still has to do something about, and what of it is past its day.
#[derive(Default)]
struct Tally {
    ids: Vec<RecordId>,
    late: usize,
}

impl Tally {
    fn add(&mut self, id: RecordId, is_late: bool) {
        self.ids.push(id);
        self.late += usize::from(is_late);
    }
}

fn in_hand(reader: &Reader, panel: &SupervisionPanel) -> Result<Vec<InHand>, Problem> {
    let today = panel.today;
    let mut matters = Tally::default();
    for line in panel.lines.iter().filter(|line| line.is_open()) {
        matters.add(line.id, line.is_in_hand() && line.lamp == Some(Lamp::Overdue));
    }
    let of = |register, text, tally: Tally| InHand {
        text,
        rows: FigureRows { register, ids: tally.ids },
        late: Some(tally.late),
    };
    let vacant = FigureRows { register: "post", ids: vacant_posts(reader, today)? };
    let all = [
        of("incoming", "home.incoming_open", owed(reader, "incoming", today)?),
        of("outgoing", "home.outgoing_open", owed(reader, "outgoing", today)?),
        of("matter", "home.matters_open", matters),
        of("loan", "home.loans_out", owed(reader, "loan", today)?),
        InHand { text: "home.vacant", rows: vacant, late: None },
    ];
    let may =
        |register| crate::records::find(register).is_some_and(|of| reader.require(of, Right::Read).is_ok());
    Ok(all.into_iter().filter(|in_hand| may(in_hand.rows.register)).collect())
}

/// The records of a register whose day is owed, dated or not.
fn owed(reader: &Reader, register: &str, today: NaiveDate) -> Result<Tally, Problem> {
    let mut tally = Tally::default();
    let Some(dated) = DatedField::of(register) else { return Ok(tally) };
    reader.visit(dated.record_type, Which::Living, &mut |view| {
        if dated.is_owed(&view) {
            tally.add(view.row.meta.id, dated.date(&view).is_some_and(|due| due < today));
        }
        ControlFlow::Continue(())
    })?;
    Ok(tally)
}

/// The posts of the day that nobody holds.
fn vacant_posts(reader: &Reader, today: NaiveDate) -> Result<Vec<RecordId>, Problem> {
    let mut held = std::collections::HashSet::new();
    reader.each::<Appointment>(&mut |appointment| {
        if appointment.record.period().contains(today) {
            held.extend(appointment.record.post.map(Id::erase));
        }
    })?;
    let mut vacant = Vec::new();
    reader.each::<Post>(&mut |post| {
        let in_force = Period::new(post.record.valid_from, post.record.valid_until).contains(today);
        if in_force && !held.contains(&post.meta.id) {
            vacant.push(post.meta.id);
        }
    })?;
    Ok(vacant)
}

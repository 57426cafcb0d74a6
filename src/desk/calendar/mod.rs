//! What the calendar shows: meetings with their occurrences, and what falls due on a day, as a session sees them.

mod busy;
mod dated;
mod heads;
mod layout;
mod moving;
mod titles;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

pub use self::busy::meetings_of;
use self::dated::DatedBook;
pub use self::heads::{DayHead, lunar_words};
pub use self::layout::{Bar, DAY, Placed, Week, bars, minutes, month_weeks, place, time_at};
pub use self::moving::{Move, move_command};
pub use self::titles::{day_words, days_title, month_name, month_title, weekday_name, year_title};
use super::{DatedField, OccurrenceBook, Reader, Shown, Touched, View, Which};
use crate::model::{Choice as _, Message, Problem, RecordId, RecordType};
use crate::records;
use crate::records::meetings::{Meeting, MeetingKind, MeetingState, Room};
use crate::rules::search_text::collation_key_into;

/// What kind of thing an entry tells of: each is a calendar of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A meeting of a kind.
    Meeting(MeetingKind),
    /// Something that falls due, by its place in [`DatedField::all`].
    Dated(usize),
}

impl Source {
    /// Every source, meetings first.
    pub fn all() -> impl Iterator<Item = Self> {
        let dated = (0..DatedField::all().len()).map(Self::Dated);
        MeetingKind::ALL.iter().copied().map(Self::Meeting).chain(dated)
    }

    /// Under this name it is remembered.
    pub fn key(self) -> String {
        match self {
            Self::Meeting(kind) => format!("kind {}", kind.code()),
            Self::Dated(place) => {
                format!("dated {}", DatedField::all().get(place).map_or("", |dated| dated.record_type.name()))
            }
        }
    }

    /// The key of its name.
    pub fn text(self) -> &'static str {
        match self {
            Self::Meeting(kind) => MeetingKind::SET.text_key(kind.code()).unwrap_or_default(),
            Self::Dated(place) => DatedField::all().get(place).map_or("", |dated| dated.due.calendar),
        }
    }
}

/// One line of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEntry {
    /// The register of the record that tells of it.
    pub register: &'static str,
    /// That record: the one that replaces an occurrence, or else the series.
    pub record: RecordId,
    /// The series it belongs to; the record itself where it stands alone.
    pub series: RecordId,
    /// The time its series gives it, of the series' own clock: with the record it names the occurrence.
    pub original: NaiveDateTime,
    /// When it begins on its own clock.
    pub own_start: NaiveDateTime,
    /// What it is called.
    pub title: Arc<str>,
    /// The room, or where else.
    pub place: Arc<str>,
    /// When it begins, on the office's clock.
    pub start: NaiveDateTime,
    /// When it ends, exclusive.
    pub end: NaiveDateTime,
    /// Whether it takes whole days.
    pub all_day: bool,
    /// Which calendar it belongs to.
    pub source: Source,
    /// The room it holds.
    pub room: Option<RecordId>,
    /// Whether its record comes again.
    pub repeats: bool,
    /// Whether it is one changed occurrence of a series.
    pub is_exception: bool,
    /// The version of the record.
    pub version: u64,
}

impl CalendarEntry {
    /// The days it touches, half-open; at least one.
    pub fn days(&self) -> Range<NaiveDate> {
        let first = self.start.date();
        let last = if self.end > self.start && self.end.time() == NaiveTime::MIN {
            self.end.date()
        } else {
            self.end.date().succ_opt().unwrap_or(self.end.date())
        };
        first..last.max(first.succ_opt().unwrap_or(first))
    }

    /// Whether it stands among the whole days: it takes them, or lasts a day and longer.
    pub fn is_bar(&self) -> bool {
        self.all_day || (self.end - self.start).num_hours() >= 24
    }

    /// Whether it can be dragged to another time.
    pub fn can_move(&self) -> bool {
        matches!(self.source, Source::Meeting(_))
    }
}

impl AsRef<Self> for CalendarEntry {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// A room as the calendar knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarRoom {
    /// The room.
    pub id: RecordId,
    /// Its name.
    pub name: Arc<str>,
    /// Its seats and its floor, in a few words.
    pub capacity: Option<i64>,
    /// 楼层
    pub floor: String,
    /// 设备
    pub equipment: Vec<String>,
    /// Whether it can't be taken for the time being.
    pub closed: bool,
    /// Minutes of the day from which and until which it is open.
    pub open: Range<i64>,
}

/// What a meeting tells beside its schedule.
#[derive(Clone, Debug, PartialEq)]
struct Facts {
    title: Arc<str>,
    place: Arc<str>,
    kind: MeetingKind,
    room: Option<RecordId>,
    takes_place: bool,
    version: u64,
}

/// The calendar at one moment, read through the filter of a session. It never changes; after a change the next one
/// shares what was not touched.
pub struct CalendarBook {
    occurrences: OccurrenceBook,
    meetings: HashMap<RecordId, Arc<Facts>>,
    dated: DatedBook,
    rooms: Arc<[CalendarRoom]>,
    room_names: HashMap<RecordId, Arc<str>>,
}

impl CalendarBook {
    /// Reads the calendar.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader) -> Result<Self, Problem> {
        let meeting = register("meeting")?;
        let mut meetings = HashMap::new();
        let mut names: HashMap<String, Arc<str>> = HashMap::new();
        let occurrences = OccurrenceBook::read_with(reader, meeting, &mut |view| {
            if let Some(facts) = facts(view, &mut names) {
                meetings.insert(view.row.meta.id, Arc::new(facts));
            }
        })?;
        let rooms = rooms(reader)?;
        let room_names = rooms.iter().map(|room| (room.id, room.name.clone())).collect();
        Ok(Self { occurrences, meetings, dated: DatedBook::read(reader)?, rooms, room_names })
    }

    /// The calendar after a change. Who is not the owner reads it anew: what was touched may have changed what is
    /// seen elsewhere.
    ///
    /// # Errors
    /// As [`CalendarBook::read`].
    pub fn refreshed(&self, reader: &Reader, touched: &[Touched]) -> Result<Self, Problem> {
        if !reader.session().permissions.is_owner() {
            return Self::read(reader);
        }
        let record_type = register("meeting")?;
        let ids: BTreeSet<RecordId> = touched
            .iter()
            .filter(|touched| touched.register == "meeting")
            .map(|touched| touched.id)
            .collect();
        let mut meetings = self.meetings.clone();
        let mut names = HashMap::new();
        for id in &ids {
            meetings.remove(id);
            let view = reader.get(record_type, *id)?;
            if let Some(facts) = view.and_then(|view| facts(&view, &mut names)) {
                meetings.insert(*id, Arc::new(facts));
            }
        }
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let rooms = if touched.iter().any(|touched| touched.register == "room") {
            rooms(reader)?
        } else {
            self.rooms.clone()
        };
        let room_names = rooms.iter().map(|room| (room.id, room.name.clone())).collect();
        Ok(Self {
            occurrences: self.occurrences.refreshed(reader, &ids)?,
            meetings,
            dated: self.dated.refreshed(reader, touched)?,
            rooms,
            room_names,
        })
    }

    /// The rooms, by name.
    pub fn rooms(&self) -> &Arc<[CalendarRoom]> {
        &self.rooms
    }

    /// Everything on some days (half-open) that passes the filter, by its beginning; what was called off is left out.
    pub fn between(
        &self,
        days: Range<NaiveDate>,
        passes: &dyn Fn(Source, Option<RecordId>) -> bool,
    ) -> Vec<CalendarEntry> {
        let found = self.occurrences.between(days.clone());
        let mut entries: Vec<CalendarEntry> =
            found.iter().filter_map(|shown| self.entry(shown, passes)).collect();
        for place in 0..DatedField::all().len() {
            let source = Source::Dated(place);
            if passes(source, None) {
                entries.extend(self.dated.between(place, &days));
            }
        }
        entries.sort_by(|a, b| {
            let key = |entry: &CalendarEntry| (entry.start, !entry.is_bar(), std::cmp::Reverse(entry.end));
            key(a).cmp(&key(b)).then_with(|| a.title.cmp(&b.title))
        });
        entries
    }

    /// Meetings whose schedule can't be followed over some days.
    pub fn troubles(&self, days: Range<NaiveDate>) -> Vec<(RecordId, Message)> {
        self.occurrences.troubles(days)
    }

    fn entry(
        &self,
        shown: &Shown,
        passes: &dyn Fn(Source, Option<RecordId>) -> bool,
    ) -> Option<CalendarEntry> {
        let facts = self.meetings.get(&shown.record).filter(|facts| facts.takes_place)?;
        let source = Source::Meeting(facts.kind);
        if !passes(source, facts.room) {
            return None;
        }
        let place = facts.room.and_then(|room| self.room_names.get(&room)).unwrap_or(&facts.place);
        Some(CalendarEntry {
            register: "meeting",
            record: shown.record,
            series: shown.series,
            original: shown.occurrence.original,
            own_start: shown.occurrence.start,
            title: facts.title.clone(),
            place: place.clone(),
            start: shown.occurrence.office_start(),
            end: shown.occurrence.office_end(),
            all_day: shown.all_day,
            source,
            room: facts.room,
            repeats: shown.repeats,
            is_exception: shown.record != shown.series,
            version: facts.version,
        })
    }
}

pub(super) fn register(name: &str) -> Result<&'static dyn RecordType, Problem> {
    records::find(name).ok_or_else(|| Problem::Bug(format!("no register {name}")))
}

/// Places are few and stand in many meetings: each is kept once.
fn facts(view: &View, names: &mut HashMap<String, Arc<str>>) -> Option<Facts> {
    let meeting = view.row.typed_ref::<Meeting>()?;
    let place = match names.get(&meeting.place) {
        Some(known) => known.clone(),
        None => {
            let name: Arc<str> = meeting.place.as_str().into();
            names.insert(meeting.place.clone(), name.clone());
            name
        }
    };
    Some(Facts {
        title: meeting.title.as_str().into(),
        place,
        kind: meeting.kind,
        room: meeting.room.map(crate::model::Id::erase),
        takes_place: meeting.state != MeetingState::Cancelled,
        version: view.row.meta.version,
    })
}

fn rooms(reader: &Reader) -> Result<Arc<[CalendarRoom]>, Problem> {
    let mut found = Vec::new();
    reader.visit(register("room")?, Which::Living, &mut |view| {
        if let Some(room) = view.row.typed_ref::<Room>() {
            found.push(CalendarRoom {
                id: view.row.meta.id,
                name: room.name.as_str().into(),
                capacity: room.capacity,
                floor: room.floor.clone(),
                equipment: room.equipment.clone(),
                closed: room.closed,
                open: Room::minutes(&room.opens).unwrap_or(0)..Room::minutes(&room.closes).unwrap_or(24 * 60),
            });
        }
        std::ops::ControlFlow::Continue(())
    })?;
    found.sort_by_cached_key(|room| {
        let mut key = Vec::new();
        collation_key_into(&room.name, &mut key);
        key
    });
    Ok(found.into())
}

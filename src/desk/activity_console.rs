//! An activity as whoever organises it works on it: what happens when, who signed up and came, what is needed, how it is
//! made known, what it costs, and what is to be looked at.

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::{FigureRows, Reader, Titles};
use crate::model::{Id, Message, Money, Problem, RecordId, Stored};
use crate::records::activities::{
    Activity, ActivityState, Promotion, Registration, RegistrationState, RunSheetItem, Supply, SupplySource,
};
use crate::records::organisation::Person;

/// Days before an activity from which on what it needs should be there.
const READY_DAYS: u64 = 3;

/// A record of an activity with the name of whoever sees to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<R> {
    /// The record.
    pub stored: Stored<R>,
    /// Whoever sees to it, or takes part.
    pub person: String,
}

/// The console of an activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityConsole {
    /// The activity.
    pub stored: Stored<Activity>,
    /// Where it is.
    pub place: String,
    /// 负责人
    pub organiser: String,
    /// 主办部门
    pub unit: String,
    /// 流程单, in the order of time.
    pub run_sheet: Vec<Part<RunSheetItem>>,
    /// Who signed up, in the order in which they did; who withdrew last.
    pub people: Vec<Part<Registration>>,
    /// 物资
    pub supplies: Vec<Part<Supply>>,
    /// 宣传
    pub promotions: Vec<Part<Promotion>>,
    /// What is to be looked at.
    pub warnings: Vec<Message>,
}

impl ActivityConsole {
    /// Reads an activity; `None` when there is none that the session may see.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, id: RecordId, today: NaiveDate) -> Result<Option<Self>, Problem> {
        let Some(stored) = reader.find(Id::<Activity>::new(id))? else { return Ok(None) };
        let activity = &stored.record;
        let mut titles = Titles::default();
        let place = titles.place(reader, activity.room, &activity.place)?;
        let organiser = titles.of(reader, activity.organiser)?;
        let unit = titles.of(reader, activity.unit)?;
        let (mut run_sheet, mut people) = (Vec::new(), Vec::new());
        let (mut supplies, mut promotions) = (Vec::new(), Vec::new());
        let mut responsible = |person: Option<Id<Person>>| titles.of(reader, person);
        for (record_type, view, field) in reader.referring(id)? {
            if field.key != "activity" {
                continue;
            }
            match record_type.name() {
                "run_sheet_item" => {
                    if let Some(stored) = view.row.typed::<RunSheetItem>() {
                        let person = responsible(stored.record.responsible)?;
                        run_sheet.push(Part { stored, person });
                    }
                }
                "registration" => {
                    if let Some(stored) = view.row.typed::<Registration>() {
                        let person = stored.record.name.clone();
                        people.push(Part { stored, person });
                    }
                }
                "supply" => {
                    if let Some(stored) = view.row.typed::<Supply>() {
                        let person = responsible(stored.record.responsible)?;
                        supplies.push(Part { stored, person });
                    }
                }
                "promotion" => {
                    if let Some(stored) = view.row.typed::<Promotion>() {
                        let person = responsible(stored.record.responsible)?;
                        promotions.push(Part { stored, person });
                    }
                }
                _ => {}
            }
        }
        run_sheet.sort_by_key(|part| (part.stored.record.start, part.stored.meta.id));
        people.sort_by_key(|part| {
            let meta = &part.stored.meta;
            (part.stored.record.state == RegistrationState::Withdrawn, meta.created_at, meta.id)
        });
        supplies.sort_by_key(|part| {
            (part.stored.record.is_ready, part.stored.meta.created_at, part.stored.meta.id)
        });
        promotions.sort_by_key(|part| (part.stored.record.published_on, part.stored.meta.id));
        let warnings = Vec::new();
        let mut console =
            Self { stored, place, organiser, unit, run_sheet, people, supplies, promotions, warnings };
        console.warnings = console.look(today);
        Ok(Some(console))
    }

    /// How many supplies are there.
    pub fn ready(&self) -> usize {
        self.supplies.iter().filter(|part| part.stored.record.is_ready).count()
    }

    /// How many said what they think of it.
    pub fn scores(&self) -> usize {
        self.people.iter().filter(|part| part.stored.record.score.is_some()).count()
    }

    /// What it has cost so far: what was spent, or else what its supplies cost.
    pub fn used(&self) -> Money {
        self.stored.record.spent.unwrap_or(self.stored.record.supplies_cost)
    }

    /// The parts of one kind that a figure is made of.
    pub fn rows<R>(register: &'static str, parts: &[Part<R>], takes: impl Fn(&R) -> bool) -> FigureRows {
        let ids = parts.iter().filter(|part| takes(&part.stored.record)).map(|part| part.stored.meta.id);
        FigureRows { register, ids: ids.collect() }
    }

    /// The part of the run sheet that is on at a moment.
    pub fn current(&self, now: NaiveDateTime) -> Option<RecordId> {
        let begun =
            self.run_sheet.iter().rfind(|part| part.stored.record.start.is_some_and(|at| at <= now))?;
        let ends = end_of(&begun.stored.record);
        ends.is_none_or(|end| now < end).then_some(begun.stored.meta.id)
    }

    /// What is to be looked at.
    fn look(&self, today: NaiveDate) -> Vec<Message> {
        let activity = &self.stored.record;
        let mut found = Vec::new();
        let state = activity.state;
        if matches!(state, ActivityState::Filed | ActivityState::Cancelled) {
            return found;
        }
        let before = matches!(
            state,
            ActivityState::Planned
                | ActivityState::Approving
                | ActivityState::Promoting
                | ActivityState::Preparing
        );
        if before && activity.safety_plan.trim().is_empty() {
            found.push(Message::new("problem.safety_plan"));
        }
        if before && activity.is_large() && activity.permit.trim().is_empty() {
            found.push(Message::new("activity_console.no_permit"));
        }
        if let Some(budget) = activity.budget.filter(|budget| self.used() > *budget) {
            let told = Message::new("activity_console.over_budget").with("used", self.used());
            found.push(told.with("budget", budget));
        }
        let begins = activity.start.map(|start| start.date());
        let soon = today.checked_add_days(Days::new(READY_DAYS)).unwrap_or(today);
        let missing = self.supplies.len() - self.ready();
        if before && missing > 0 && begins.is_some_and(|begins| begins <= soon) {
            found.push(Message::new("activity_console.not_ready").with("count", missing));
        }
        if matches!(state, ActivityState::Preparing | ActivityState::Running) && self.run_sheet.is_empty() {
            found.push(Message::new("activity_console.no_run_sheet"));
        }
        if state == ActivityState::Promoting && self.promotions.is_empty() {
            found.push(Message::new("activity_console.no_promotion"));
        }
        if let Some((first, second)) = self.overlap() {
            found.push(Message::new("activity_console.overlap").with("first", first).with("second", second));
        }
        let borrowed = |part: &&Part<Supply>| {
            let supply = &part.stored.record;
            supply.source == SupplySource::Borrowed && supply.returned_on.is_none()
        };
        let owed = self.supplies.iter().filter(borrowed).count();
        if state == ActivityState::Summarising && owed > 0 {
            found.push(Message::new("activity_console.not_returned").with("count", owed));
        }
        found
    }

    /// Two parts of the run sheet of the same person that overlap.
    fn overlap(&self) -> Option<(&str, &str)> {
        let times =
            |part: &Part<RunSheetItem>| Some((part.stored.record.start?, end_of(&part.stored.record)?));
        for (place, part) in self.run_sheet.iter().enumerate() {
            let Some((_, end)) = times(part) else { continue };
            let later = self.run_sheet.get(place + 1..).unwrap_or_default().iter();
            let same = |other: &&Part<RunSheetItem>| {
                !part.person.is_empty()
                    && other.person == part.person
                    && other.stored.record.start.is_some_and(|start| start < end)
            };
            if let Some(other) = later.clone().find(same) {
                return Some((&part.stored.record.title, &other.stored.record.title));
            }
        }
        None
    }
}

/// When a part of the run sheet ends.
pub fn end_of(item: &RunSheetItem) -> Option<NaiveDateTime> {
    let minutes = chrono::TimeDelta::try_minutes(item.minutes?)?;
    item.start?.checked_add_signed(minutes)
}

/// The activities that can be chosen: those under way, the nearest first, then what is over, the latest first.
///
/// # Errors
/// When the file can't be read.
pub fn activity_choices(reader: &Reader) -> Result<Vec<(Stored<Activity>, String)>, Problem> {
    let mut all = reader.all::<Activity>()?;
    let is_over = |of: &Activity| matches!(of.state, ActivityState::Filed | ActivityState::Cancelled);
    all.sort_by_key(|of| (of.record.start, of.meta.id));
    let (mut over, mut open): (Vec<_>, Vec<_>) = all.into_iter().partition(|of| is_over(&of.record));
    over.reverse();
    open.append(&mut over);
    let mut titles = Titles::default();
    open.into_iter()
        .map(|of| {
            let place = titles.place(reader, of.record.room, &of.record.place)?;
            Ok((of, place))
        })
        .collect()
}

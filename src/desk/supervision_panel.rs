//! Supervised matters at one moment, as far as the session sees: what is late, who holds it, since when, what was the
//! last word, and who is told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use super::{FigureRows, Marks, Reader, Titles, work_calendar};
use crate::model::{Id, Problem, RecordId, Role, Stored};
use crate::records::organisation::{Appointment, Ladder, Person, PersonState, Post, Unit};
use crate::records::supervision::{Matter, MatterReport, MatterState, Milestone, told};
use crate::rules::reminders::{Lamp, OpenState, lamp};
use crate::rules::supervision::{Attention, attention, days_late, reports_due};

/// A matter with what the calendar and the org chart say about it today.
#[derive(Clone, Debug, PartialEq)]
pub struct MatterLine {
    /// The matter.
    pub id: RecordId,
    /// As it stands.
    pub matter: Matter,
    /// Name of its lead department.
    pub unit: String,
    /// Who holds it now: its owner, its checker, or those who are to decide.
    pub holders: Vec<String>,
    /// Green, yellow, red; `None` without a due date.
    pub lamp: Option<Lamp>,
    /// Working days past the due date; negative while there is time.
    pub late: i64,
    /// How far it has come up.
    pub attention: Attention,
    /// Whom that concerns, from the owner upwards.
    pub told: Vec<(Attention, Id<Person>, String)>,
    /// Its milestones in the order of their days.
    pub milestones: Vec<Milestone>,
    /// Whether a weekly report is missing.
    pub misses_report: bool,
    /// Whether its owner has left the office.
    pub owner_left: bool,
}

impl MatterLine {
    /// Whether somebody still owes it.
    pub fn is_open(&self) -> bool {
        !matches!(self.matter.state, MatterState::Accepted | MatterState::Closed | MatterState::Stopped)
    }

    /// Whether somebody works on it, so that it can be late and be urged.
    pub fn is_in_hand(&self) -> bool {
        matches!(self.matter.state, MatterState::Assigned | MatterState::InHand | MatterState::Extension)
    }
}

/// Which matters are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MatterScope {
    /// 未结
    #[default]
    Open,
    /// 逾期
    Late,
    /// 临期
    Soon,
    /// 待验收
    Checking,
    /// 有问题
    Stuck,
    /// 已办结
    Finished,
}

impl MatterScope {
    /// Every scope, in the order of the switch.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Late, Self::Soon, Self::Checking, Self::Stuck, Self::Finished];

    /// Whether a matter belongs to it.
    pub fn takes(self, line: &MatterLine) -> bool {
        match self {
            Self::Open => line.is_open(),
            Self::Late => line.is_in_hand() && line.lamp == Some(Lamp::Overdue),
            Self::Soon => line.is_in_hand() && line.lamp == Some(Lamp::Soon),
            Self::Checking => line.matter.state == MatterState::Reported,
            Self::Stuck => line.is_open() && line.matter.open_issues > 0,
            Self::Finished => !line.is_open(),
        }
    }
}

/// The matters of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SupervisionPanel {
    /// The day.
    pub today: NaiveDate,
    /// The latest first, then what is due soonest, what is finished last.
    pub lines: Vec<MatterLine>,
    /// The lead departments, which can be chosen.
    pub units: Vec<(RecordId, String)>,
    /// The marks of everything that is shown.
    pub marks: Marks,
}

impl SupervisionPanel {
    /// Reads the matters as they stand on a day.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(reader: &Reader, today: NaiveDate) -> Result<Self, Problem> {
        let calendar = work_calendar(reader)?;
        let ladder =
            Ladder::new(&reader.all::<Unit>()?, &reader.all::<Post>()?, &reader.all::<Appointment>()?, today);
        let mut milestones: BTreeMap<RecordId, Vec<Milestone>> = BTreeMap::new();
        reader.each::<Milestone>(&mut |milestone| {
            if let Some(matter) = milestone.record.matter {
                milestones.entry(matter.erase()).or_default().push(milestone.record);
            }
        })?;
        let mut this_week = BTreeSet::new();
        let monday = today
            .checked_sub_days(chrono::Days::new(u64::from(today.weekday().num_days_from_monday())))
            .unwrap_or(today);
        reader.each::<MatterReport>(&mut |report| {
            if report.record.on.is_some_and(|on| on >= monday) {
                this_week.extend(report.record.matter.map(Id::erase));
            }
        })?;
        let mut titles = Titles::default();
        let chiefs = ladder.holders_of(Role::Director);
        let mut panel = Self { today, ..Self::default() };
        let mut units = BTreeMap::new();
        for Stored { meta, record: matter } in reader.all::<Matter>()? {
            panel.marks.add(meta.mark.as_deref());
            let unit = titles.of(reader, matter.lead_unit)?;
            if let Some(id) = matter.lead_unit {
                units.insert(id.erase(), unit.clone());
            }
            let mut line = MatterLine {
                id: meta.id,
                unit,
                holders: Vec::new(),
                lamp: None,
                late: 0,
                attention: Attention::Nobody,
                told: Vec::new(),
                milestones: milestones.remove(&meta.id).unwrap_or_default(),
                misses_report: false,
                owner_left: false,
                matter,
            };
            line.milestones.sort_by_key(|milestone| milestone.due);
            if let Some(due) = line.matter.due {
                let is_owed = line.is_in_hand() || line.matter.state == MatterState::Proposed;
                let state = if is_owed { OpenState::Open } else { OpenState::Closed };
                line.lamp = Some(lamp(due, today, &calendar, state));
                let until = if line.is_in_hand() { today } else { line.matter.done_on.unwrap_or(today) };
                line.late = days_late(due, until, &calendar);
                if line.is_in_hand() {
                    line.attention = attention(due, today, &calendar);
                }
            }
            line.holders = holders(reader, &mut titles, &line.matter, &chiefs)?;
            for (step, person) in told(&ladder, &line.matter, line.attention) {
                let name = titles.get(reader, "person", person.erase())?.to_owned();
                line.told.push((step, person, name));
            }
            if let Some(owner) = line.matter.owner
                && let Some(owner) = reader.find(owner)?
            {
                let left = owner.record.left_on.is_some_and(|left| left < today);
                line.owner_left = left || owner.record.state == PersonState::Left;
            }
            let since = line.matter.reported_on.max(line.matter.assigned_on);
            line.misses_report = matches!(line.matter.state, MatterState::InHand)
                && !this_week.contains(&meta.id)
                && since.is_some_and(|since| reports_due(since, today) > 0);
            panel.lines.push(line);
        }
        panel.units = units.into_iter().collect();
        panel.units.sort_by(|a, b| a.1.cmp(&b.1));
        panel.lines.sort_by_key(|line| {
            let order = if !line.is_open() {
                2
            } else if line.matter.due.is_none() {
                1
            } else {
                0
            };
            let done = line.matter.done_on.map(std::cmp::Reverse);
            (order, line.is_open().then_some(line.matter.due), done, line.id)
        });
        Ok(panel)
    }

    /// The matters of a scope, from a source and a department where these are chosen.
    pub fn chosen<'a>(
        &'a self,
        scope: MatterScope,
        source: Option<&'a str>,
        unit: Option<RecordId>,
    ) -> impl Iterator<Item = &'a MatterLine> {
        use crate::model::Choice as _;
        self.lines.iter().filter(move |line| {
            scope.takes(line)
                && source.is_none_or(|source| line.matter.source.code() == source)
                && unit.is_none_or(|unit| line.matter.lead_unit.is_some_and(|of| of.erase() == unit))
        })
    }

    /// Some matters as the rows of a list.
    pub fn rows<'a>(lines: impl Iterator<Item = &'a MatterLine>) -> FigureRows {
        FigureRows { register: "matter", ids: lines.map(|line| line.id).collect() }
    }
}

/// Who holds a matter in its state.
fn holders(
    reader: &Reader,
    titles: &mut Titles,
    matter: &Matter,
    chiefs: &[Id<Person>],
) -> Result<Vec<String>, Problem> {
    let people: Vec<Id<Person>> = match matter.state {
        MatterState::Proposed | MatterState::Extension => chiefs.to_vec(),
        MatterState::Assigned | MatterState::InHand => matter.owner.into_iter().collect(),
        MatterState::Reported | MatterState::Accepted => matter.checker.into_iter().collect(),
        MatterState::Closed | MatterState::Stopped => Vec::new(),
    };
    let mut names = Vec::new();
    for person in people {
        names.push(titles.get(reader, "person", person.erase())?.to_owned());
    }
    names.retain(|name| !name.is_empty());
    Ok(names)
}

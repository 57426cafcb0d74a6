//! What falls due on a day: one date of a record that is still open.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::{CalendarEntry, Source, register};
use crate::desk::{Reader, Touched, View, Which};
use crate::model::{Kind, Problem, RecordId, RecordType};

/// In which states a date still matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Matters {
    /// While work is owed.
    WhileOpen,
    /// In these.
    In(&'static [&'static str]),
}

/// A date of a register that the calendar shows.
#[derive(Debug)]
pub struct DatedKind {
    /// The register.
    pub register: &'static str,
    /// The field that holds the day.
    pub field: &'static str,
    /// Key of what the calendar is called.
    pub text: &'static str,
    matters: Matters,
}

const fn dated(
    register: &'static str,
    field: &'static str,
    text: &'static str,
    matters: Matters,
) -> DatedKind {
    DatedKind { register, field, text, matters }
}

/// Every date the calendar shows.
pub static DATED: &[DatedKind] = &[
    dated("matter", "due", "calendar.dated.matter", Matters::WhileOpen),
    dated(
        "meeting",
        "minutes_due",
        "calendar.dated.minutes",
        Matters::In(&["held", "drafting", "reviewing"]),
    ),
    dated("incoming", "due", "calendar.dated.incoming", Matters::WhileOpen),
    dated("outgoing", "due", "calendar.dated.outgoing", Matters::WhileOpen),
    dated("loan", "due_on", "calendar.dated.loan", Matters::In(&["lent"])),
    dated("contract", "valid_until", "calendar.dated.contract", Matters::In(&["performing"])),
    dated("policy", "review_on", "calendar.dated.policy", Matters::In(&["published"])),
];

/// Key of an entry: its day, then its record.
type At = (NaiveDate, RecordId);

/// A name and the version it was read at.
type Named = (Arc<str>, u64);

/// The dates at one moment, by their kind.
#[derive(Clone, Debug, Default)]
pub(super) struct DatedBook {
    kinds: Vec<BTreeMap<At, Named>>,
}

impl DatedBook {
    pub(super) fn read(reader: &Reader) -> Result<Self, Problem> {
        let mut kinds = Vec::with_capacity(DATED.len());
        for kind in DATED {
            let record_type = register(kind.register)?;
            let mut found = Vec::new();
            reader.visit(record_type, Which::Living, &mut |view| {
                found.extend(kind.day(record_type, &view).map(|day| (day, view)));
                ControlFlow::Continue(())
            })?;
            let mut days = BTreeMap::new();
            for (day, view) in found {
                days.insert((day, view.row.meta.id), named(reader, record_type, &view)?);
            }
            kinds.push(days);
        }
        Ok(Self { kinds })
    }

    pub(super) fn refreshed(&self, reader: &Reader, touched: &[Touched]) -> Result<Self, Problem> {
        let mut next = self.clone();
        for (kind, days) in DATED.iter().zip(&mut next.kinds) {
            let record_type = register(kind.register)?;
            for touched in touched.iter().filter(|touched| touched.register == kind.register) {
                days.retain(|(_, id), _| *id != touched.id);
                let Some(view) = reader.get(record_type, touched.id)? else { continue };
                if let Some(day) = kind.day(record_type, &view) {
                    days.insert((day, touched.id), named(reader, record_type, &view)?);
                }
            }
        }
        Ok(next)
    }

    /// The entries of a kind on some days.
    pub(super) fn between<'a>(
        &'a self,
        place: usize,
        kind: &'static DatedKind,
        days: &Range<NaiveDate>,
    ) -> impl Iterator<Item = CalendarEntry> + use<'a> {
        let range = (days.start, RecordId::default())..(days.end.max(days.start), RecordId::default());
        let found = self.kinds.get(place).into_iter().flat_map(move |days| days.range(range.clone()));
        found.map(move |((day, id), (title, version))| {
            let start = day.and_time(NaiveTime::MIN);
            CalendarEntry {
                register: kind.register,
                record: *id,
                series: *id,
                original: start,
                own_start: start,
                title: title.clone(),
                place: "".into(),
                start,
                end: day.succ_opt().unwrap_or(*day).and_time(NaiveTime::MIN),
                all_day: true,
                source: Source::Dated(place),
                room: None,
                repeats: false,
                is_exception: false,
                version: *version,
            }
        })
    }
}

fn named(reader: &Reader, record_type: &'static dyn RecordType, view: &View) -> Result<Named, Problem> {
    Ok((reader.title(record_type, &view.row)?.into(), view.row.meta.version))
}

impl DatedKind {
    /// The day of a record, while it matters.
    fn day(&self, record_type: &dyn RecordType, view: &View) -> Option<NaiveDate> {
        let (place, _) = record_type.field(self.field)?;
        let day = view.value(place)?.as_date()?;
        let mut states =
            record_type.fields().iter().enumerate().filter_map(|(place, field)| match field.kind {
                Kind::State(workflow) => Some((place, workflow)),
                _ => None,
            });
        let Some((place, workflow)) = states.next() else { return Some(day) };
        let value = view.value(place)?;
        let state = value.as_str()?;
        let matters = match self.matters {
            Matters::WhileOpen => workflow.state(state).is_some_and(|state| state.open),
            Matters::In(states) => states.contains(&state),
        };
        matters.then_some(day)
    }
}

//! What falls due on a day: one date of a record that is still open.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::{CalendarEntry, Source};
use crate::desk::{DatedField, Reader, Touched, View, Which};
use crate::model::{Problem, RecordId};

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
        let mut kinds = Vec::with_capacity(DatedField::all().len());
        for dated in DatedField::all() {
            let record_type = dated.record_type;
            let mut found = Vec::new();
            reader.visit(record_type, Which::Living, &mut |view| {
                found.extend(dated.day(&view).map(|day| (day, view)));
                ControlFlow::Continue(())
            })?;
            let mut days = BTreeMap::new();
            for (day, view) in found {
                days.insert((day, view.row.meta.id), named(reader, dated, &view)?);
            }
            kinds.push(days);
        }
        Ok(Self { kinds })
    }

    pub(super) fn refreshed(&self, reader: &Reader, touched: &[Touched]) -> Result<Self, Problem> {
        let mut next = self.clone();
        for (dated, days) in DatedField::all().iter().zip(&mut next.kinds) {
            let record_type = dated.record_type;
            for touched in touched.iter().filter(|touched| touched.register == record_type.name()) {
                days.retain(|(_, id), _| *id != touched.id);
                let Some(view) = reader.get(record_type, touched.id)? else { continue };
                if let Some(day) = dated.day(&view) {
                    days.insert((day, touched.id), named(reader, dated, &view)?);
                }
            }
        }
        Ok(next)
    }

    /// The entries of a kind on some days.
    pub(super) fn between<'a>(
        &'a self,
        place: usize,
        days: &Range<NaiveDate>,
    ) -> impl Iterator<Item = CalendarEntry> + use<'a> {
        let range = (days.start, RecordId::default())..(days.end.max(days.start), RecordId::default());
        let register = DatedField::all().get(place).map_or("", |dated| dated.record_type.name());
        let found = self.kinds.get(place).into_iter().flat_map(move |days| days.range(range.clone()));
        found.map(move |((day, id), (title, version))| {
            let start = day.and_time(NaiveTime::MIN);
            CalendarEntry {
                register,
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

fn named(reader: &Reader, dated: &DatedField, view: &View) -> Result<Named, Problem> {
    Ok((dated.name(reader, view)?.into(), view.row.meta.version))
}

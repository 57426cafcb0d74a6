//! What reports are made of: shares, bars and tables of bars, each with the records behind it, over some days.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};

use super::{FigureRows, Marks};
use crate::model::{Mark, RecordId};

/// The months that a report tells one by one.
const MOST_MONTHS: usize = 36;

/// Something that is counted over a whole, with the records behind both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u64,
    /// The whole.
    pub whole: u64,
    /// What it is made of.
    pub rows: FigureRows,
}

impl Share {
    /// In hundredths of a per cent, half up; `None` over nothing.
    pub fn rate(&self) -> Option<i64> {
        let (part, whole) = (i64::try_from(self.part).ok()?, i64::try_from(self.whole).ok()?);
        (whole > 0)
            .then(|| part.saturating_mul(20_000).saturating_add(whole).div_euclid(whole.saturating_mul(2)))
    }
}

/// A bar with its records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// Its figure; `None` where there is none.
    pub value: Option<f64>,
    /// What it is made of.
    pub rows: FigureRows,
}

impl Bar {
    /// A bar as high as its records are many.
    pub(super) fn counted(register: &'static str, ids: Vec<RecordId>) -> Self {
        Self { value: Some(figure(ids.len())), rows: FigureRows { register, ids } }
    }

    /// As [`Self::counted`]; without records there is no bar.
    pub(super) fn counted_some(register: &'static str, ids: Vec<RecordId>) -> Self {
        let bar = Self::counted(register, ids);
        Self { value: bar.value.filter(|value| *value > 0.0), ..bar }
    }
}

/// Bars by place, several series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarTable {
    /// What stands along the axis.
    pub places: Vec<String>,
    /// The series, each with a bar a place.
    pub series: Vec<Vec<Bar>>,
}

impl BarTable {
    /// The records behind a bar.
    pub fn rows(&self, series: usize, place: usize) -> Option<&FigureRows> {
        self.series.get(series)?.get(place).map(|bar| &bar.rows)
    }

    /// How many records have a figure up to each bound, and above the last; `first` is the least figure that there is.
    pub(super) fn in_spans(
        register: &'static str,
        bounds: &[i64],
        first: i64,
        figures: impl IntoIterator<Item = (i64, RecordId)>,
    ) -> Self {
        let mut bins = vec![Vec::new(); bounds.len() + 1];
        for (figure, id) in figures {
            let bin = bounds.iter().position(|most| figure <= *most).unwrap_or(bounds.len());
            bins.get_mut(bin).into_iter().for_each(|bin| bin.push(id));
        }
        let bars = bins.into_iter().map(|ids| Bar::counted(register, ids)).collect();
        Self { places: spans(bounds, first), series: vec![bars] }
    }
}

/// The names of spans of days: 0, 1–7, 8–30, >30.
fn spans(bounds: &[i64], first: i64) -> Vec<String> {
    let mut names = Vec::new();
    let mut from = first;
    for most in bounds {
        names.push(if from == *most { from.to_string() } else { format!("{from}–{most}") });
        from = most + 1;
    }
    names.push(format!(">{}", from - 1));
    names
}

/// The days that a report tells of, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportDays {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

impl ReportDays {
    /// Whether a day is one of them.
    pub(super) fn contain(self, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| self.from <= day && day <= self.until)
    }

    /// Their months, as year and month.
    pub(super) fn months(self) -> Vec<(i32, u32)> {
        let mut months = Vec::new();
        let mut at = (self.from.year(), self.from.month());
        while at <= (self.until.year(), self.until.month()) && months.len() < MOST_MONTHS {
            months.push(at);
            at = if at.1 == 12 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
        }
        months
    }

    /// The names of their months.
    pub(super) fn month_names(self) -> Vec<String> {
        self.months().into_iter().map(|(year, month)| format!("{year}-{month:02}")).collect()
    }
}

/// The month of a day, as year and month.
pub(super) fn month_of(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

/// Records by series and place, until it is known in which order these stand.
#[derive(Clone, Debug)]
pub(super) struct Cells<S, P>(BTreeMap<(S, P), Vec<RecordId>>);

impl<S: Ord + Clone, P: Ord + Clone> Cells<S, P> {
    pub(super) fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn add(&mut self, series: S, place: P, id: RecordId) {
        self.0.entry((series, place)).or_default().push(id);
    }

    /// The places that have records, each with how many.
    pub(super) fn places(&self) -> BTreeMap<P, usize> {
        let mut counts = BTreeMap::new();
        for ((_, place), ids) in &self.0 {
            *counts.entry(place.clone()).or_default() += ids.len();
        }
        counts
    }

    /// The bars of the series and places that are asked for; where there are no records there is no bar.
    pub(super) fn table(
        mut self,
        series: &[S],
        places: &[P],
        register: impl Fn(&S) -> &'static str,
        name: impl Fn(&P) -> String,
    ) -> BarTable {
        let mut all = Vec::with_capacity(series.len());
        for of in series {
            let bars = places.iter().map(|place| {
                let ids = self.0.remove(&(of.clone(), place.clone())).unwrap_or_default();
                Bar::counted_some(register(of), ids)
            });
            all.push(bars.collect());
        }
        BarTable { places: places.iter().map(name).collect(), series: all }
    }
}

/// Years that are told one by one: the newest, and everything older together with the oldest of them.
#[derive(Clone, Debug, Default)]
pub(super) struct YearsShown {
    years: Vec<i64>,
    has_older: bool,
}

impl YearsShown {
    /// Of these years so many at most.
    pub(super) fn of(all: &BTreeSet<i64>, most: usize) -> Self {
        let older = all.len().saturating_sub(most);
        Self { years: all.iter().copied().skip(older).collect(), has_older: older > 0 }
    }

    /// The years, the oldest first.
    pub(super) fn years(&self) -> &[i64] {
        &self.years
    }

    /// With which year a year is told.
    pub(super) fn place(&self, year: i64) -> i64 {
        self.years.first().map_or(year, |first| year.max(*first))
    }

    /// How a year is written; one that stands for older ones too as ≤2006.
    pub(super) fn name(&self, year: i64) -> String {
        let is_oldest = self.years.first() == Some(&year);
        if is_oldest && self.has_older { format!("≤{year}") } else { year.to_string() }
    }
}

/// Those with the most records first, so many at most; of equal ones the lesser first.
pub(super) fn greatest<K: Ord>(counts: BTreeMap<K, usize>, most: usize) -> Vec<K> {
    let mut order: Vec<(K, usize)> = counts.into_iter().collect();
    order.sort_by(|(one, ones), (other, others)| others.cmp(ones).then_with(|| one.cmp(other)));
    order.into_iter().take(most).map(|(key, _)| key).collect()
}

/// What was counted for a report: how much, and under which marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) marks: Marks,
    pub(super) count: usize,
}

impl Tally {
    /// A record was counted.
    pub(super) fn add(&mut self, mark: Option<&Mark>) {
        self.marks.add(mark);
        self.count = self.count.saturating_add(1);
    }
}

/// A rate in hundredths of a per cent as a figure of a chart.
pub(super) fn per_cent(rate: i64) -> f64 {
    i32::try_from(rate).map_or(0.0, |rate| f64::from(rate) / 100.0)
}

/// A count as a figure of a chart.
pub(super) fn figure(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

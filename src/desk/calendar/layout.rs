//! Where entries stand on a page: beside each other among hours, below each other in a month. Screen and paper share it.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::CalendarEntry;
use crate::rules::side_by_side::{Lane, side_by_side, stacked};

/// Minutes of a day.
pub const DAY: i64 = 24 * 60;

/// What lasts less is drawn and laid out as if it lasted so long, so that its name can be read.
const LEAST_MINUTES: i64 = 20;

/// So many lines of a day are laid out in a month; beyond them only their number is known.
const MOST_LINES: usize = 48;

/// An entry in a column or row.
#[derive(Clone, Copy, Debug)]
pub struct Placed {
    /// Its position among the entries.
    pub line: usize,
    /// Its place among those that overlap it.
    pub lane: Lane,
    /// Minutes from the midnight of the track, clipped to it.
    pub from: i64,
    /// Its end there, exclusive.
    pub until: i64,
}

/// An entry over one or more days.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// Its position among the entries.
    pub line: usize,
    /// The first column it covers.
    pub from: usize,
    /// The column after the last.
    pub until: usize,
    /// Its row, counted from above.
    pub row: u16,
}

/// A week of a month.
#[derive(Clone, Debug)]
pub struct Week {
    /// What is laid out, by its row.
    pub bars: Vec<Bar>,
    /// How many there are on each day, laid out or not.
    pub counts: [usize; 7],
}

/// Minutes from the midnight of a day.
pub fn minutes(day: NaiveDate, time: NaiveDateTime) -> i64 {
    (time.date() - day).num_days() * DAY + i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// The time so many minutes after the midnight of a day.
pub fn time_at(day: NaiveDate, minutes: i64) -> NaiveDateTime {
    let midnight = day.and_time(NaiveTime::MIN);
    let delta = chrono::TimeDelta::try_minutes(minutes).unwrap_or_default();
    midnight.checked_add_signed(delta).unwrap_or(midnight)
}

/// The lines of a track that lasts so many minutes.
pub fn place<E: AsRef<CalendarEntry>>(
    day: NaiveDate,
    length: i64,
    lines: &[E],
    is_of: impl Fn(&E) -> bool,
) -> Vec<Placed> {
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let entry = line.as_ref();
        if entry.is_bar() || !is_of(line) {
            continue;
        }
        let (from, until) = (minutes(day, entry.start), minutes(day, entry.end));
        // What only has a beginning is there at its beginning.
        if from >= length || until < 0 || (until == 0 && from < 0) {
            continue;
        }
        let (from, until) = (from.clamp(0, length), until.clamp(0, length));
        found.push(Placed { line: place, lane: Lane::default(), from, until });
    }
    let spans: Vec<Range<i64>> =
        found.iter().map(|placed| placed.from..placed.until.max(placed.from + LEAST_MINUTES)).collect();
    for (placed, lane) in found.iter_mut().zip(side_by_side(&spans)) {
        placed.lane = lane;
    }
    found
}

/// Bars over columns that are days.
pub fn bars<E: AsRef<CalendarEntry>>(
    days: &[NaiveDate],
    lines: &[E],
    is_bar: impl Fn(&E) -> bool,
) -> (Vec<Bar>, usize) {
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        if !is_bar(line) {
            continue;
        }
        let range = line.as_ref().days();
        let from = days.iter().position(|day| range.contains(day));
        let last = days.iter().rposition(|day| range.contains(day));
        if let (Some(from), Some(last)) = (from, last) {
            found.push(Bar { line: place, from, until: last + 1, row: 0 });
        }
    }
    found.sort_by_key(|bar| (bar.from, std::cmp::Reverse(bar.until)));
    let wide = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    let spans: Vec<Range<i64>> = found.iter().map(|bar| wide(bar.from)..wide(bar.until)).collect();
    let mut rows = 0;
    for (bar, row) in found.iter_mut().zip(stacked(&spans)) {
        bar.row = row;
        rows = rows.max(usize::from(row) + 1);
    }
    (found, rows)
}

/// The six weeks of a month: what lasts longest on top, then by time.
pub fn month_weeks<E: AsRef<CalendarEntry>>(days: &Range<NaiveDate>, lines: &[E]) -> Vec<Week> {
    let first = days.start;
    let mut of_day: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let range = line.as_ref().days();
        let begin = (range.start - first).num_days().clamp(0, 42);
        let end = (range.end - first).num_days().clamp(0, 42);
        for day in begin..end {
            of_day.entry(usize::try_from(day).unwrap_or_default()).or_default().push(place);
        }
    }
    (0..6_usize)
        .map(|week| {
            let mut counts = [0; 7];
            let mut found: Vec<Bar> = Vec::new();
            let mut rows: [Vec<bool>; 7] = std::array::from_fn(|_| Vec::new());
            // Bars of several days first, in the order of their beginning, then each day's own lines.
            for bars_first in [true, false] {
                for day in 0..7_usize {
                    let places = of_day.get(&(week * 7 + day)).map_or(&[][..], Vec::as_slice);
                    if let Some(count) = counts.get_mut(day) {
                        *count = places.len();
                    }
                    for place in places {
                        let Some(line) = lines.get(*place) else { continue };
                        if line.as_ref().is_bar() != bars_first {
                            continue;
                        }
                        let range = line.as_ref().days();
                        let start = first + chrono::TimeDelta::days(i64::try_from(week * 7).unwrap_or(0));
                        let from = (range.start - start).num_days().clamp(0, 7);
                        if usize::try_from(from).unwrap_or_default() != day {
                            continue;
                        }
                        let until = (range.end - start).num_days().clamp(0, 7);
                        let until = usize::try_from(until).unwrap_or(7).max(day + 1);
                        if let Some(row) = free_row(&mut rows, day..until) {
                            found.push(Bar { line: *place, from: day, until, row });
                        }
                    }
                }
            }
            found.sort_by_key(|bar| (bar.row, bar.from));
            Week { bars: found, counts }
        })
        .collect()
}

/// Takes the first row that is free on all of some days.
fn free_row(rows: &mut [Vec<bool>; 7], days: Range<usize>) -> Option<u16> {
    let is_free = |rows: &[Vec<bool>; 7], row: usize| {
        days.clone().all(|day| rows.get(day).is_none_or(|taken| taken.get(row) != Some(&true)))
    };
    let row = (0..MOST_LINES).find(|row| is_free(rows, *row))?;
    for day in days {
        if let Some(taken) = rows.get_mut(day) {
            if taken.len() <= row {
                taken.resize(row + 1, false);
            }
            if let Some(taken) = taken.get_mut(row) {
                *taken = true;
            }
        }
    }
    u16::try_from(row).ok()
}

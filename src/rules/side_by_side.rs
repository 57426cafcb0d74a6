//! Where things stand that take place at the same time: beside each other in a day, below each other in a week.

use std::cmp::Reverse;
use std::ops::Range;

/// The place of one thing among those it overlaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// Its lane, counted from 0.
    pub lane: u16,
    /// How many lanes stand beside each other where it is; at least 1.
    pub lanes: u16,
    /// How many of them it may fill without covering another, its own among them.
    pub reach: u16,
}

/// Groups larger than this are so narrow that nobody fills a gap in them.
const MOST_REACHING: usize = 64;

/// Puts spans (half-open, of any unit) beside each other: each takes the first lane that is free, and all that hang
/// together share one number of lanes. Answers stand in the order of the spans.
pub fn side_by_side(spans: &[Range<i64>]) -> Vec<Lane> {
    let mut order: Vec<(usize, &Range<i64>)> = spans.iter().enumerate().collect();
    order.sort_by_key(|(place, span)| (span.start, Reverse(span.end), *place));
    let mut lanes = vec![Lane { lane: 0, lanes: 1, reach: 1 }; spans.len()];
    let mut group: Vec<(usize, u16)> = Vec::new();
    let mut ends: Vec<i64> = Vec::new();
    let mut group_end = i64::MIN;
    for (place, span) in order {
        if span.start >= group_end {
            close(spans, &group, ends.len(), &mut lanes);
            group.clear();
            ends.clear();
        }
        group_end = group_end.max(span.end);
        let free = ends.iter().position(|end| *end <= span.start);
        let lane = match free.and_then(|lane| ends.get_mut(lane).map(|end| (lane, end))) {
            Some((lane, end)) => {
                *end = span.end;
                lane
            }
            None => {
                ends.push(span.end);
                ends.len() - 1
            }
        };
        group.push((place, u16::try_from(lane).unwrap_or(u16::MAX)));
    }
    close(spans, &group, ends.len(), &mut lanes);
    lanes
}

fn close(spans: &[Range<i64>], group: &[(usize, u16)], count: usize, lanes: &mut [Lane]) {
    let count = u16::try_from(count).unwrap_or(u16::MAX).max(1);
    for &(place, lane) in group {
        let Some(span) = spans.get(place) else { continue };
        let blocks = |other: &(usize, u16)| {
            let overlaps =
                spans.get(other.0).is_some_and(|other| other.start < span.end && span.start < other.end);
            (overlaps && other.1 > lane).then_some(other.1)
        };
        let next = if group.len() > MOST_REACHING {
            Some(lane.saturating_add(1))
        } else {
            group.iter().filter_map(blocks).min()
        };
        let reach = next.unwrap_or(count).min(count).saturating_sub(lane).max(1);
        if let Some(target) = lanes.get_mut(place) {
            *target = Lane { lane, lanes: count, reach };
        }
    }
}

/// Puts spans of days below each other, each in the first line that is free over all its days. Answers stand in the
/// order of the spans, which are best given longest first within a day.
pub fn stacked(spans: &[Range<i64>]) -> Vec<u16> {
    let mut lines: Vec<Vec<Range<i64>>> = Vec::new();
    let free = |line: &[Range<i64>], span: &Range<i64>| {
        line.iter().all(|other| other.end <= span.start || span.end <= other.start)
    };
    let mut found = Vec::with_capacity(spans.len());
    for span in spans {
        let line = match lines.iter().position(|line| free(line, span)) {
            Some(line) => line,
            None => {
                lines.push(Vec::new());
                lines.len() - 1
            }
        };
        if let Some(line) = lines.get_mut(line) {
            line.push(span.clone());
        }
        found.push(u16::try_from(line).unwrap_or(u16::MAX));
    }
    found
}

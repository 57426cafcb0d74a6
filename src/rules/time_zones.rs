//! Time zones: what a clock on the wall shows at a moment, and which moment a clock means.
//!
//! The zones come from the IANA database in the crate `chrono-tz`, which carries it along: an office computer without
//! a zone database, as Windows is, knows them all the same. Each zone's changes are gathered once into a plain
//! table, because a calendar asks a million times.

use std::collections::HashMap;
use std::str::FromStr as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Offset as _, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::windows_zones::WINDOWS_ZONES;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The office's clock is eight hours ahead of UTC all year (`domain.md` §0).
const OFFICE_OFFSET: i64 = 8 * 3600;

/// Between these moments, 1900 and 2100, the database tells every change; before and after nothing changes.
const KNOWN: std::ops::Range<i64> = -2_208_988_800..4_102_444_800;

/// A moment at which a clock is put forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneChange {
    /// The moment, in seconds of UTC since 1970.
    pub moment: i64,
    /// Seconds ahead of UTC from then on.
    pub offset: i64,
}

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    table: Arc<Changes>,
}

#[derive(Debug)]
struct Changes {
    name: String,
    first: i64,
    changes: Vec<ZoneChange>,
    /// From which civil time on each change is in force: in a gap the old clock is read, and of a time that comes
    /// twice the first is meant (RFC 5545 §3.3.5).
    civil: Vec<i64>,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.table.name == other.table.name
    }
}

impl Zone {
    fn new(name: String, first: i64, changes: Vec<ZoneChange>) -> Self {
        let mut before = first;
        let mut civil = Vec::with_capacity(changes.len());
        for change in &changes {
            civil.push(change.moment + before.max(change.offset));
            before = change.offset;
        }
        Self { table: Arc::new(Changes { name, first, changes, civil }) }
    }

    /// The office's own clock.
    pub fn office() -> Self {
        static OFFICE: LazyLock<Zone> = LazyLock::new(|| Zone::new(String::new(), OFFICE_OFFSET, Vec::new()));
        OFFICE.clone()
    }

    /// A clock that is always as far ahead of UTC, with a name of its own.
    pub fn fixed(name: &str, offset: i64) -> Self {
        Self::new(name.to_owned(), offset, Vec::new())
    }

    /// A zone that a file describes: its offset before all changes, and the changes, in order.
    pub fn described(name: &str, first: i64, changes: Vec<ZoneChange>) -> Self {
        Self::new(name.to_owned(), first, changes)
    }

    /// The zone of a name: empty for the office's own clock, else as in the IANA database, as Windows calls it
    /// (`Eastern Standard Time`), or a plain distance from UTC (`+08:00`). `None` when it is none of these.
    pub fn find(name: &str) -> Option<Self> {
        static KNOWN_ZONES: LazyLock<Mutex<HashMap<String, Zone>>> = LazyLock::new(Mutex::default);
        if name.is_empty() {
            return Some(Self::office());
        }
        if let Some(zone) = KNOWN_ZONES.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Some(zone.clone());
        }
        let zone = match Self::database_name(name) {
            Some(tz) => Self::of_database(tz),
            None => Self::fixed(name, read_distance(name)?),
        };
        let mut known = KNOWN_ZONES.lock().unwrap_or_else(PoisonError::into_inner);
        // Distances are many; names of the database are not.
        if known.len() < 2_000 {
            known.insert(name.to_owned(), zone.clone());
        }
        Some(zone)
    }

    /// The name under which the database knows a zone, also by its name in Windows.
    fn database_name(name: &str) -> Option<Tz> {
        if let Ok(tz) = Tz::from_str(name) {
            return Some(tz);
        }
        let windows = WINDOWS_ZONES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((_, iana)) = windows {
            return Tz::from_str(iana).ok();
        }
        TZ_VARIANTS.iter().find(|tz| tz.name().eq_ignore_ascii_case(name)).copied()
    }

    /// The zone of the database that a longer name ends in, as in `/softwarestudio.org/Olson_20011030_5/Pacific/Auckland`.
    pub fn find_in_path(name: &str) -> Option<Self> {
        let mut rest = name;
        while let Some((_, shorter)) = rest.split_once('/') {
            if !shorter.is_empty()
                && let Some(tz) = Self::database_name(shorter)
            {
                return Some(Self::of_database(tz));
            }
            rest = shorter;
        }
        None
    }

    /// The zone of the database whose clock shows the same as another at the middle and the edges of each of its
    /// changes between two moments: what a file calls by a name of its own.
    pub fn same_as(described: &Self, from: i64, until: i64) -> Option<Self> {
        let mut probes: Vec<i64> = vec![from, until];
        let mut at = from;
        while at < until {
            probes.push(at);
            at += 20 * DAY;
        }
        for change in described.changes().iter().filter(|change| (from..until).contains(&change.moment)) {
            probes.extend([change.moment - 1, change.moment]);
        }
        let same = |tz: &&Tz| {
            probes.iter().all(|moment| database_offset(**tz, *moment) == described.offset(*moment))
        };
        // Names of a city before names of an administration.
        let cities = TZ_VARIANTS.iter().filter(|tz| tz.name().contains('/') && !tz.name().starts_with("Etc"));
        cities.chain(TZ_VARIANTS.iter()).find(same).map(|tz| Self::of_database(*tz))
    }

    /// The zone of the database whose clock shows the same as another for the most time between two moments, if it is
    /// nearly all of it: rules of before a change of law, which some programs still write.
    pub fn nearest(described: &Self, from: i64, until: i64) -> Option<Self> {
        let probes: Vec<i64> =
            std::iter::successors(Some(from), |at| Some(at + 7 * DAY)).take_while(|at| *at < until).collect();
        let mut most = probes.len() / 8;
        let mut nearest = None;
        let cities = TZ_VARIANTS.iter().filter(|tz| tz.name().contains('/') && !tz.name().starts_with("Etc"));
        for tz in cities {
            let differs = |moment: &&i64| database_offset(*tz, **moment) != described.offset(**moment);
            let others = probes.iter().filter(differs).take(most).count();
            if others < most {
                (most, nearest) = (others, Some(tz));
            }
        }
        nearest.map(|tz| Self::of_database(*tz))
    }

    fn of_database(tz: Tz) -> Self {
        static TABLES: LazyLock<Mutex<HashMap<Tz, Zone>>> = LazyLock::new(Mutex::default);
        let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
        tables.entry(tz).or_insert_with(|| Self::gathered(tz)).clone()
    }

    /// Looks a zone of the database through for its changes: week by week, and where two weeks differ, to the second.
    fn gathered(tz: Tz) -> Self {
        let mut changes = Vec::new();
        let first = database_offset(tz, KNOWN.start);
        let (mut before, mut at) = (first, KNOWN.start);
        while at < KNOWN.end {
            let next = at + 7 * DAY;
            while database_offset(tz, next) != before {
                let (mut low, mut high) = (at, next);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if database_offset(tz, middle) == before { low = middle } else { high = middle }
                }
                before = database_offset(tz, high);
                changes.push(ZoneChange { moment: high, offset: before });
                at = high;
            }
            at = next;
        }
        Self::new(tz.name().to_owned(), first, changes)
    }

    /// The name: of the IANA database, or as a file calls it; empty for the office's own clock.
    pub fn name(&self) -> &str {
        &self.table.name
    }

    /// Whether this is the office's own clock.
    pub fn is_office(&self) -> bool {
        self.table.name.is_empty()
    }

    /// Every change of its clock, in order.
    pub fn changes(&self) -> &[ZoneChange] {
        &self.table.changes
    }

    /// Seconds ahead of UTC before the first change.
    pub fn first_offset(&self) -> i64 {
        self.table.first
    }

    /// Seconds that its clock is ahead of UTC at a moment.
    pub fn offset(&self, moment: i64) -> i64 {
        if self.table.changes.is_empty() {
            return self.table.first;
        }
        let passed = self.table.changes.partition_point(|change| change.moment <= moment);
        self.after(passed)
    }

    fn after(&self, passed: usize) -> i64 {
        let change = passed.checked_sub(1).and_then(|last| self.table.changes.get(last));
        change.map_or(self.table.first, |change| change.offset)
    }

    /// What its clock shows at a moment.
    pub fn civil(&self, moment: i64) -> i64 {
        moment + self.offset(moment)
    }

    /// The moment that its clock means with a civil time (RFC 5545 §3.3.5): of two, the first; in a gap, what the
    /// clock would show if it had not been put forward.
    pub fn moment(&self, civil: i64) -> i64 {
        let (shown, offset) = self.resolve(civil);
        shown - offset
    }

    /// A civil time as its clock shows it, which differs in a gap only, and the clock's distance from UTC then.
    #[inline]
    pub fn resolve(&self, civil: i64) -> (i64, i64) {
        if self.table.civil.is_empty() {
            return (civil, self.table.first);
        }
        let passed = self.table.civil.partition_point(|begin| *begin <= civil);
        let offset = self.after(passed);
        let moment = civil - offset;
        match self.table.changes.get(passed) {
            // The next change has happened by then: the time lies in its gap.
            Some(next) if next.moment <= moment => (moment + next.offset, next.offset),
            _ => (civil, offset),
        }
    }
}

/// How far a clock of the database is ahead of UTC.
fn database_offset(tz: Tz, moment: i64) -> i64 {
    let utc = DateTime::from_timestamp(moment, 0).unwrap_or_default().naive_utc();
    i64::from(tz.offset_from_utc_datetime(&utc).fix().local_minus_utc())
}

/// A distance from UTC: `+08:00`, `-0330`, `Z`, `UTC+8`.
pub fn read_distance(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let digits: String = text.get(1..)?.chars().filter(|character| *character != ':').collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| match digits.get(range) {
        Some(part) => part.parse::<i64>().ok(),
        None => Some(0),
    };
    let (hours, minutes, seconds) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0, 0),
        4 | 6 => (part(0..2)?, part(2..4)?, part(4..6)?),
        _ => return None,
    };
    (hours < 24 && minutes < 60 && seconds < 60).then_some(sign * (hours * 3600 + minutes * 60 + seconds))
}

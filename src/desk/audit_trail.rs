//! The audit trail as an auditor reads it: who did what to which record when, the newest first, and the chain's head
//! written down so that a cut tail or a rewritten chain is noticed.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::history::HistoryEntry;
use super::reader::Reader;
use crate::model::{Problem, RecordId};
use crate::store::audit::{self, ChainReport, HASH_BYTES, Hash, Verb};

/// Which entries are meant; every part that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Who did it; `Some(None)` is the owner of the file.
    pub by: Option<Option<RecordId>>,
    /// In which register.
    pub register: Option<&'static str>,
    /// What was done.
    pub verb: Option<Verb>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
}

impl TrailFilter {
    fn admits(&self, entry: &HistoryEntry) -> bool {
        self.by.is_none_or(|by| by == entry.by)
            && self.register.is_none_or(|register| register == entry.register)
            && self.verb.is_none_or(|verb| verb == entry.verb)
            && self.until.is_none_or(|until| entry.at < until)
    }
}

/// One entry of the trail. What the reader may not see of the record is left out of the changes.
pub type TrailEntry = HistoryEntry;

impl Reader {
    /// Visits the entries that pass a filter, the newest first, beginning below `before`, until the visitor breaks.
    /// `progress` is told entries looked at and answers whether to go on.
    ///
    /// # Errors
    /// When the session may not read the trail, or the file can't be read.
    pub fn trail(
        &self,
        filter: &TrailFilter,
        before: Option<u64>,
        progress: &mut dyn FnMut(u64) -> bool,
        visitor: &mut dyn FnMut(TrailEntry) -> ControlFlow<()>,
    ) -> Result<(), Problem> {
        const ENTRIES_PER_REPORT: u64 = 1024;
        self.require_audit()?;
        let mut looked_at = 0_u64;
        audit::visit_back(self.snapshot(), &mut |number, entry| {
            looked_at = looked_at.saturating_add(1);
            if looked_at.is_multiple_of(ENTRIES_PER_REPORT) && !progress(looked_at) {
                return Ok(ControlFlow::Break(()));
            }
            // Entries stand in the order of time, but for a clock that was set back; a day of grace covers that.
            let long_before = |from: DateTime<Utc>| entry.at + chrono::TimeDelta::days(1) < from;
            if filter.from.is_some_and(long_before) {
                return Ok(ControlFlow::Break(()));
            }
            if before.is_some_and(|before| number >= before)
                || filter.from.is_some_and(|from| entry.at < from)
            {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(match self.in_trail(number, entry)? {
                Some(entry) if filter.admits(&entry) => visitor(entry),
                _ => ControlFlow::Continue(()),
            })
        })?;
        Ok(())
    }

    /// Verifies the whole chain.
    ///
    /// # Errors
    /// When the session may not read the trail, or the file can't be read.
    pub fn verify_trail(&self) -> Result<ChainReport, Problem> {
        Ok(audit::verify(self.whole()?)?)
    }

    /// Whether the chain still holds what a head that was noted elsewhere says.
    ///
    /// # Errors
    /// When the session may not read the trail, or the file can't be read.
    pub fn holds_head(&self, head: &TrailHead) -> Result<bool, Problem> {
        Ok(audit::hash_of(self.whole()?, head.entries)? == Some(head.hash))
    }
}

/// The head of the chain: how many entries and the hash of the last. Written elsewhere, on paper or on another disk,
/// it proves later that no entry up to it was changed or cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailHead {
    /// Entries.
    pub entries: u64,
    /// Hash of the last.
    pub hash: Hash,
}

impl From<&ChainReport> for TrailHead {
    fn from(report: &ChainReport) -> Self {
        Self { entries: report.entries, hash: report.head }
    }
}

impl fmt::Display for TrailHead {
    /// The number of entries, then the hash in groups of eight digits, so that it can be read from paper.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.entries)?;
        for group in self.hash.chunks(4) {
            formatter.write_str("-")?;
            for byte in group {
                write!(formatter, "{byte:02x}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for TrailHead {
    type Err = ();

    /// Reads what [`fmt::Display`] wrote; spaces and letter case do not matter.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text: String = text.split_whitespace().collect();
        let (entries, digits) = text.split_once('-').ok_or(())?;
        let digits: Vec<u8> = digits.bytes().filter(|byte| *byte != b'-').collect();
        if digits.len() != HASH_BYTES * 2 {
            return Err(());
        }
        let mut hash = [0; HASH_BYTES];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| ())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ())?;
        }
        Ok(Self { entries: entries.parse().map_err(|_| ())?, hash })
    }
}

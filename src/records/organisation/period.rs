//! A span of civil dates, both ends included, either of them open.

use chrono::NaiveDate;

use crate::model::{Faults, Message};

/// From a first to a last day; `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

impl Period {
    /// A span.
    pub const fn new(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Self {
        Self { from, until }
    }

    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let ends_before = |until: Option<NaiveDate>, from: Option<NaiveDate>| match (until, from) {
            (Some(until), Some(from)) => until < from,
            _ => false,
        };
        !ends_before(self.until, other.from) && !ends_before(other.until, self.from)
    }

    /// Whether it lies inside the other.
    pub fn within(&self, other: &Self) -> bool {
        let starts = match (self.from, other.from) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(theirs)) => theirs <= mine,
        };
        let ends = match (self.until, other.until) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(theirs)) => mine <= theirs,
        };
        starts && ends
    }

    /// From when to when; `…` where it is open.
    pub fn in_words(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        format!("{} – {}", day(self.from), day(self.until))
    }

    /// Reports an end before the beginning at `field`.
    pub fn check(&self, field: &'static str, faults: &mut Faults) {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until < from
        {
            faults.at(field, Message::new("problem.ends_before_start").with("from", from));
        }
    }
}

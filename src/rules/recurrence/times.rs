//! The times of a day that BYHOUR, BYMINUTE and BYSECOND name, without writing them out: a list of each can mean
//! 86,400 of them.

use std::ops::ControlFlow;

/// Hours, minutes and seconds as bits; every combination is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub hours: u64,
    pub minutes: u64,
    pub seconds: u64,
    /// The time of the day in seconds, where there is but one.
    only: Option<i64>,
}

impl Times {
    pub fn new(hours: u64, minutes: u64, seconds: u64) -> Self {
        let mut times = Self { hours, minutes, seconds, only: None };
        if times.count() == 1 {
            times.only = times.nth(0);
        }
        times
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        i64::from(self.hours.count_ones())
            * i64::from(self.minutes.count_ones())
            * i64::from(self.seconds.count_ones())
    }

    /// The one at a position, from 0, in seconds of the day.
    pub fn nth(&self, position: i64) -> Option<i64> {
        let seconds = i64::from(self.seconds.count_ones());
        let minutes = i64::from(self.minutes.count_ones());
        let hour = nth_bit(self.hours, position / (seconds * minutes).max(1))?;
        let minute = nth_bit(self.minutes, position / seconds.max(1) % minutes.max(1))?;
        Some(hour * 3600 + minute * 60 + nth_bit(self.seconds, position % seconds.max(1))?)
    }

    /// Each in order, in seconds of the day.
    #[inline]
    pub fn each(&self, take: &mut impl FnMut(i64) -> ControlFlow<()>) -> ControlFlow<()> {
        if let Some(only) = self.only {
            return take(only);
        }
        for hour in ones(self.hours) {
            for minute in ones(self.minutes) {
                for second in ones(self.seconds) {
                    take(hour * 3600 + minute * 60 + second)?;
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// The positions of the bits that are set, from the lowest.
pub fn ones(bits: u64) -> impl Iterator<Item = i64> {
    let mut rest = bits;
    std::iter::from_fn(move || {
        let index = (rest != 0).then(|| i64::from(rest.trailing_zeros()))?;
        rest &= rest - 1;
        Some(index)
    })
}

fn nth_bit(bits: u64, position: i64) -> Option<i64> {
    ones(bits).nth(usize::try_from(position).ok()?)
}

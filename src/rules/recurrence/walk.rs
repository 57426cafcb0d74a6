//! The walk along a rule: civil times from a given one on, in order.

use std::ops::ControlFlow;

use super::civil::{DAY, END_OF_TIME, align_down, align_up, year_month_day};
use super::error::RecurrenceError;
use super::pattern::{Days, Pattern};
use super::rule::{End, Frequency, Rule, Scale};
use super::times::{Times, ones};

/// A rule with its beginning, ready to be walked from anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Walk {
    pattern: Pattern,
    start: i64,
    /// The last time, inclusive.
    last: i64,
    /// Up to where the walk is known; a count too large to be followed to its end is known so far only.
    known: i64,
}

/// Why a walk went no further.
type Step = ControlFlow<Result<(), RecurrenceError>>;

/// How much one question may still walk, and how far it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    left: u32,
    reached: i64,
}

impl Effort {
    /// As much as one question may have.
    pub(crate) fn new() -> Self {
        Self { left: super::MOST_STEPS, reached: i64::MIN }
    }

    /// How many steps were taken.
    pub(crate) fn taken(&self) -> u32 {
        super::MOST_STEPS - self.left
    }
}

/// Looking up a year of the lunar calendar may mean to compute its new moons.
const LUNAR_STEPS: u32 = 1_000;

/// And so many a day, where a rule looks at days.
const LUNAR_DAY_STEPS: u32 = 3;

/// So many times of a period are few.
const FEW_TIMES: i64 = 383;

/// What one walk still may do, and where its times go.
struct Taking<'a> {
    from: i64,
    until: i64,
    effort: &'a mut Effort,
    before: i64,
    take: &'a mut dyn FnMut(i64) -> ControlFlow<()>,
}

impl Taking<'_> {
    /// One more step, at a civil time.
    #[inline]
    fn step(&mut self, at: i64) -> Step {
        self.steps(1, at)
    }

    #[inline]
    fn steps(&mut self, count: u32, at: i64) -> Step {
        let Some(left) = self.effort.left.checked_sub(count) else {
            return ControlFlow::Break(Err(RecurrenceError::TooMuchWork));
        };
        *self.effort = Effort { left, reached: at };
        ControlFlow::Continue(())
    }

    /// One more year of a calendar.
    fn year(&mut self, scale: Scale, at: i64) -> Step {
        self.steps(if scale == Scale::Chinese { LUNAR_STEPS } else { 1 }, at)
    }

    /// One more day of a calendar, or time of it.
    fn day(&mut self, scale: Scale, at: i64) -> Step {
        self.steps(if scale == Scale::Chinese { LUNAR_DAY_STEPS } else { 1 }, at)
    }

    /// One more time, in order.
    #[inline]
    fn give(&mut self, civil: i64) -> Step {
        if civil >= self.until {
            return ControlFlow::Break(Ok(()));
        }
        if civil >= self.from && civil > self.before {
            self.step(civil)?;
            self.before = civil;
            if (self.take)(civil).is_break() {
                return ControlFlow::Break(Ok(()));
            }
        }
        ControlFlow::Continue(())
    }
}

impl Walk {
    /// Prepares a rule whose plan begins at a civil time; `moment` turns a moment of UTC into civil time. All rules of
    /// a plan share one effort.
    pub(crate) fn new(rule: &Rule, start: i64, effort: &mut Effort, moment: impl Fn(i64) -> i64) -> Self {
        let pattern = Pattern::new(rule, start.div_euclid(DAY), start.rem_euclid(DAY));
        let mut walk = Self { pattern, start, last: END_OF_TIME, known: END_OF_TIME };
        match rule.end {
            End::Never => {}
            End::Local(civil) => walk.last = civil,
            End::Moment(utc) => walk.last = moment(utc),
            End::Count(count) => walk.count(rule, count, effort),
        }
        walk
    }

    /// Finds the last time of a rule that ends with a count, so that no question has to count again. The beginning
    /// of the plan is the first, whether or not the rule means it (RFC 5545 §3.3.10).
    fn count(&mut self, rule: &Rule, count: u32, effort: &mut Effort) {
        let unit = self.unit();
        let plain = *rule
            == Rule {
                interval: rule.interval,
                end: rule.end,
                workday: rule.workday,
                ..Rule::new(rule.frequency)
            };
        if plain && let Some(unit) = unit {
            let span = i64::from(count - 1).saturating_mul(unit.saturating_mul(self.pattern.interval));
            self.last = self.start.saturating_add(span).min(END_OF_TIME);
            return;
        }
        let mut left = count - 1;
        let mut last = self.start;
        effort.reached = self.start;
        let outcome = if left == 0 {
            Ok(())
        } else {
            self.each(self.start + 1..END_OF_TIME, effort, &mut |civil| {
                last = civil;
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        };
        if outcome.is_ok() {
            self.last = last;
        } else {
            self.known = effort.reached.max(last);
        }
    }

    /// Seconds of the unit of a rule that comes round in even steps.
    fn unit(&self) -> Option<i64> {
        match self.pattern.frequency {
            Frequency::Secondly => Some(1),
            Frequency::Minutely => Some(60),
            Frequency::Hourly => Some(3600),
            Frequency::Daily => Some(DAY),
            Frequency::Weekly => Some(7 * DAY),
            Frequency::Monthly | Frequency::Yearly => None,
        }
    }

    /// Gives each civil time in a range, in order, until `take` breaks.
    ///
    /// # Errors
    /// [`RecurrenceError::TooMuchWork`] when the steps are used up.
    pub(crate) fn each(
        &self,
        range: std::ops::Range<i64>,
        effort: &mut Effort,
        take: &mut dyn FnMut(i64) -> ControlFlow<()>,
    ) -> Result<(), RecurrenceError> {
        let wanted = range.end.min(self.last.saturating_add(1)).min(END_OF_TIME);
        let from = range.start.max(self.start);
        if from >= wanted {
            return Ok(());
        }
        let until = wanted.min(self.known.saturating_add(1));
        let mut taking = Taking { from, until, effort, before: i64::MIN, take };
        let end = match self.pattern.frequency {
            Frequency::Yearly => self.years(&mut taking),
            Frequency::Monthly => self.months(&mut taking),
            Frequency::Weekly => self.weeks(&mut taking),
            Frequency::Daily => self.days(&mut taking),
            Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => self.within_days(&mut taking),
        };
        match end {
            ControlFlow::Break(Err(error)) => Err(error),
            _ if wanted > until => Err(RecurrenceError::TooMuchWork),
            _ => Ok(()),
        }
    }

    fn years(&self, taking: &mut Taking<'_>) -> Step {
        let scale = self.pattern.scale;
        let days = [self.start.div_euclid(DAY), taking.from.div_euclid(DAY)];
        let [Some(origin), Some(wanted)] = days.map(|day| scale.year_of(day)) else {
            return ControlFlow::Continue(());
        };
        // One more before, as a day may be moved forward out of it.
        let mut number = align_down(wanted - 1, origin, self.pattern.interval).max(origin);
        while let Some(year) = scale.year(number) {
            if year.first * DAY >= taking.until {
                break;
            }
            taking.year(scale, year.first * DAY)?;
            self.period(year.first, &self.pattern.of_year(number, &year), taking)?;
            number += self.pattern.interval;
        }
        ControlFlow::Continue(())
    }

    fn months(&self, taking: &mut Taking<'_>) -> Step {
        let scale = self.pattern.scale;
        let first = self.start.div_euclid(DAY);
        let (Some(mut number), Some(wanted)) =
            (scale.year_of(first), scale.year_of(taking.from.div_euclid(DAY)))
        else {
            return ControlFlow::Continue(());
        };
        let Some(mut year) = scale.year(number) else { return ControlFlow::Continue(()) };
        let interval = self.pattern.interval;
        // Months to go until the next one that is meant, counted from the beginning of `year`.
        let mut ahead = count(year.months().iter().take_while(|month| month.first + month.length <= first));
        if scale == Scale::Gregorian {
            // Twelve months a year: those between need no walking. One more before, as a day may be moved forward.
            let (year_from, month_from, _) = year_month_day(taking.from.div_euclid(DAY));
            let origin = number * 12 + ahead;
            let target = align_up(year_from * 12 + month_from - 2, origin, interval).max(origin);
            number = target.div_euclid(12);
            ahead = target.rem_euclid(12);
            match scale.year(number) {
                Some(reached) => year = reached,
                None => return ControlFlow::Continue(()),
            }
        }
        loop {
            taking.year(scale, year.first * DAY)?;
            while let Some(month) = usize::try_from(ahead).ok().and_then(|at| year.months().get(at)) {
                if month.first * DAY >= taking.until {
                    return ControlFlow::Continue(());
                }
                if number + 1 >= wanted {
                    taking.step(month.first * DAY)?;
                    self.period(month.first, &self.pattern.of_month(&year, month), taking)?;
                }
                ahead += interval;
            }
            // Years without any of its months are passed without looking.
            let mut length = count(year.months().iter());
            while ahead >= length {
                ahead -= length;
                number += 1;
                let Some(next) = scale.year(number) else { return ControlFlow::Continue(()) };
                year = next;
                length = count(year.months().iter());
                if ahead >= length {
                    taking.year(scale, year.first * DAY)?;
                }
            }
        }
    }

    fn weeks(&self, taking: &mut Taking<'_>) -> Step {
        let start_day = self.start.div_euclid(DAY);
        let into_week = (super::civil::weekday(start_day) - self.pattern.week_start).rem_euclid(7);
        let step = self.pattern.interval * 7;
        let mut first = align_down(taking.from.div_euclid(DAY), start_day - into_week, step);
        while first * DAY < taking.until {
            taking.step(first * DAY)?;
            if self.pattern.positions.is_empty() {
                for offset in ones(self.pattern.offsets_in_week()) {
                    let day = first + offset;
                    if (day + 1) * DAY > taking.from && self.pattern.allows_month(day) {
                        self.give_times(day, &self.pattern.times, taking)?;
                    }
                }
            } else {
                self.period(first, &self.pattern.of_week(first), taking)?;
            }
            first += step;
        }
        ControlFlow::Continue(())
    }

    fn days(&self, taking: &mut Taking<'_>) -> Step {
        let origin = self.start.div_euclid(DAY);
        let interval = self.pattern.interval;
        let mut day = align_up(taking.from.div_euclid(DAY), origin, interval);
        while day * DAY < taking.until {
            taking.day(self.pattern.scale, day * DAY)?;
            if self.pattern.allows(day) {
                self.one_day(day, taking)?;
                day += interval;
                continue;
            }
            match self.pattern.next_month_allowed(day) {
                Some(next) if next > day => day = align_up(next, origin, interval),
                Some(_) => day += interval,
                None => break,
            }
        }
        ControlFlow::Continue(())
    }

    fn one_day(&self, day: i64, taking: &mut Taking<'_>) -> Step {
        if !self.pattern.positions.is_empty() {
            return self.positions(1, &self.pattern.times, taking, &|_| Some(day));
        }
        self.give_times(day, &self.pattern.times, taking)
    }

    #[inline]
    fn give_times(&self, day: i64, times: &Times, taking: &mut Taking<'_>) -> Step {
        let mut broken = Ok(());
        let flow = times.each(&mut |second| match taking.give(day * DAY + second) {
            ControlFlow::Continue(()) => ControlFlow::Continue(()),
            ControlFlow::Break(reason) => {
                broken = reason;
                ControlFlow::Break(())
            }
        });
        if flow.is_break() { ControlFlow::Break(broken) } else { ControlFlow::Continue(()) }
    }

    /// The times of one period, whose days are counted from `first`.
    #[inline]
    fn period(&self, first: i64, days: &Days, taking: &mut Taking<'_>) -> Step {
        if !self.pattern.positions.is_empty() {
            let nth = |position| Some(first + days.nth(position)?);
            return self.positions(days.count(), &self.pattern.times, taking, &nth);
        }
        for day in days.each() {
            if (first + day + 1) * DAY > taking.from {
                self.give_times(first + day, &self.pattern.times, taking)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// BYSETPOS: of all times of so many days, those at some positions.
    fn positions(
        &self,
        days: i64,
        times: &Times,
        taking: &mut Taking<'_>,
        nth_day: &dyn Fn(i64) -> Option<i64>,
    ) -> Step {
        let in_a_day = times.count();
        let all = days * in_a_day;
        let list = &self.pattern.positions;
        // Of few times each is asked for in the list, of many the list is gone through.
        let wanted: Vec<i64> = if all <= FEW_TIMES {
            (0..all).filter(|position| list.has(position + 1, all)).collect()
        } else {
            let from_start = list.each().map(|number| if number < 0 { all + number } else { number - 1 });
            let mut wanted: Vec<i64> = from_start.filter(|position| (0..all).contains(position)).collect();
            wanted.sort_unstable();
            wanted.dedup();
            wanted
        };
        taking.steps(u32::try_from(all.min(FEW_TIMES) / 16).unwrap_or_default(), taking.effort.reached)?;
        for position in wanted {
            taking.steps(2, taking.effort.reached)?;
            if let (Some(day), Some(second)) = (nth_day(position / in_a_day), times.nth(position % in_a_day))
            {
                taking.give(day * DAY + second)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Hours, minutes or seconds: day after day, and in each the steps that the limits leave.
    fn within_days(&self, taking: &mut Taking<'_>) -> Step {
        let unit = self.unit().unwrap_or(1);
        let (origin, interval) = (self.start.div_euclid(unit), self.pattern.interval);
        let in_a_day = DAY / unit;
        let mut at = align_up(taking.from.div_euclid(unit), origin, interval);
        while at * unit < taking.until {
            taking.day(self.pattern.scale, at * unit)?;
            let day = at.div_euclid(in_a_day);
            if !self.pattern.allows(day) {
                match self.pattern.next_month_allowed(day) {
                    Some(next) if next > day => at = align_up(next * in_a_day, origin, interval),
                    Some(_) => at = align_up((day + 1) * in_a_day, origin, interval),
                    None => break,
                }
                continue;
            }
            let second = at * unit - day * DAY;
            match next_allowed(&self.pattern.limits, second, unit) {
                None => at = align_up((day + 1) * in_a_day, origin, interval),
                Some(next) if next > second => {
                    at = align_up(day * in_a_day + next.div_euclid(unit), origin, interval);
                }
                Some(_) => {
                    self.one_step(day, second, unit, taking)?;
                    at += interval;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The times in one hour, minute or second.
    fn one_step(&self, day: i64, second: i64, unit: i64, taking: &mut Taking<'_>) -> Step {
        if unit == 1 && self.pattern.positions.is_empty() {
            return taking.give(day * DAY + second);
        }
        let own = self.pattern.times;
        let minutes = if unit == 3600 { own.minutes } else { 1 << (second / 60 % 60) };
        let seconds = if unit == 1 { 1 << (second % 60) } else { own.seconds };
        let times = Times::new(1 << (second / 3600), minutes, seconds);
        if self.pattern.positions.is_empty() {
            self.give_times(day, &times, taking)
        } else {
            self.positions(1, &times, taking, &|_| Some(day))
        }
    }
}

/// The first second of the day, not before `second` or equal to it, whose hour, minute and second the limits allow;
/// only the parts that are not shorter than the unit limit.
fn next_allowed(limits: &Times, second: i64, unit: i64) -> Option<i64> {
    let next = |bits: u64, value: i64| {
        let rest = bits >> value;
        if bits == 0 { Some(value) } else { (rest != 0).then(|| value + i64::from(rest.trailing_zeros())) }
    };
    let mut at = second;
    while at < DAY {
        let (hour, minute, second) = (at / 3600, at / 60 % 60, at % 60);
        let allowed = next(limits.hours, hour)?;
        if allowed > hour {
            at = allowed * 3600;
            continue;
        }
        if unit < 3600 {
            match next(limits.minutes, minute) {
                Some(allowed) if allowed == minute => {}
                allowed => {
                    at = hour * 3600 + allowed.unwrap_or(60) * 60;
                    continue;
                }
            }
        }
        if unit < 60 {
            match next(limits.seconds, second) {
                Some(allowed) if allowed == second => {}
                allowed => {
                    at = at - second + allowed.unwrap_or(60);
                    continue;
                }
            }
        }
        return Some(at);
    }
    None
}

fn count<'a>(months: impl Iterator<Item = &'a super::month_table::Month>) -> i64 {
    i64::try_from(months.count()).unwrap_or_default()
}

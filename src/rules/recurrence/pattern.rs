//! Which days of a year, month or week a rule means.

use super::civil::{days_of_month, first_of_month, is_leap_year, weekday, year_month_day};
use super::month_table::{Month, Year};
use super::rule::{Frequency, Numbers, Rule, Scale, Skip};
use super::times::{Times, ones};

/// Days as bits, counted from a first day: room for a lunar year of 385 days and the day after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days([u64; 7]);

impl Days {
    /// The first so many days.
    fn first(count: i64) -> Self {
        let mut days = Self::default();
        let mut left = count;
        for word in &mut days.0 {
            *word = if left >= 64 { u64::MAX } else { (1_u64 << left.max(0)) - 1 };
            left -= 64;
            if left <= 0 {
                break;
            }
        }
        days
    }

    fn add(&mut self, day: i64) {
        if let Some(word) = usize::try_from(day.div_euclid(64)).ok().and_then(|word| self.0.get_mut(word)) {
            *word |= 1 << day.rem_euclid(64);
        }
    }

    /// Every seventh day from `day` up to, not including, `end`.
    fn add_weekly(&mut self, day: i64, end: i64) {
        let mut at = day;
        while at < end {
            self.add(at);
            at += 7;
        }
    }

    fn and(&mut self, other: &Self) {
        for (word, mask) in self.0.iter_mut().zip(other.0) {
            *word &= mask;
        }
    }

    fn or(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    /// How many there are.
    pub fn count(&self) -> i64 {
        self.0.iter().map(|word| i64::from(word.count_ones())).sum()
    }

    /// Each, from the first.
    #[inline]
    pub fn each(&self) -> impl Iterator<Item = i64> + '_ {
        (0_i64..).zip(self.0).filter(|(_, bits)| *bits != 0).flat_map(|(word, bits)| {
            let base = word * 64;
            ones(bits).map(move |index| base + index)
        })
    }

    /// The one at a position, from 0.
    pub fn nth(&self, position: i64) -> Option<i64> {
        let mut left = position;
        for (word, bits) in (0_i64..).zip(self.0) {
            let here = i64::from(bits.count_ones());
            if left < here {
                let index = ones(bits).nth(usize::try_from(left).ok()?)?;
                return Some(word * 64 + index);
            }
            left -= here;
        }
        None
    }
}

/// A rule with everything filled in that its plan's first time says (RFC 5545 §3.3.10: "derived from DTSTART").
#[derive(Clone, Debug)]
pub struct Pattern {
    pub frequency: Frequency,
    pub interval: i64,
    pub scale: Scale,
    pub skip: Skip,
    pub week_start: i64,
    pub weekdays: u8,
    pub times: Times,
    /// Whether BYHOUR, BYMINUTE, BYSECOND were given, for rules that come round within a day.
    pub limits: Times,
    pub positions: Numbers,
    counted: Vec<(i64, i64)>,
    months: u16,
    leap_months: u16,
    month_days: Numbers,
    year_days: Numbers,
    weeks: Numbers,
    /// Whether a day of a daily or faster rule must be looked at closer than by its weekday.
    looks_at_month: bool,
}

impl Pattern {
    /// The pattern of a rule whose plan begins at a day and a second of it.
    pub fn new(rule: &Rule, day: i64, second: i64) -> Self {
        let given = |bits: u64, default: i64| if bits == 0 { 1 << default } else { bits };
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let mut pattern = Self {
            frequency: rule.frequency,
            interval: i64::from(rule.interval),
            scale: rule.scale,
            skip: rule.skip,
            week_start: rule.week_start,
            weekdays: rule.weekdays,
            times: Times::new(
                given(rule.hours, hour),
                given(rule.minutes, minute),
                given(rule.seconds, second % 60),
            ),
            limits: Times::new(rule.hours, rule.minutes, rule.seconds),
            positions: rule.positions,
            counted: rule.counted.clone(),
            months: rule.months,
            leap_months: rule.leap_months,
            month_days: rule.month_days,
            year_days: rule.year_days,
            weeks: rule.weeks,
            looks_at_month: rule.has_months() || !rule.month_days.is_empty() || !rule.year_days.is_empty(),
        };
        pattern.fill_in(rule, day);
        pattern
    }

    fn fill_in(&mut self, rule: &Rule, day: i64) {
        let names_days = rule.has_weekdays()
            || !(rule.month_days.is_empty() && rule.year_days.is_empty() && rule.weeks.is_empty());
        let own = rule.scale.year_of(day).and_then(|year| rule.scale.year(year));
        let month = own.as_ref().and_then(|year| year.month_of(day));
        match rule.frequency {
            Frequency::Yearly if !names_days => {
                if let Some(month) = month {
                    if !rule.has_months() {
                        let months = if month.leap { &mut self.leap_months } else { &mut self.months };
                        *months |= 1 << month.number;
                    }
                    self.month_days.add(day - month.first + 1);
                }
            }
            Frequency::Monthly if !names_days => {
                if let Some(month) = month {
                    self.month_days.add(day - month.first + 1);
                }
            }
            Frequency::Weekly if !rule.has_weekdays() => self.weekdays = 1 << weekday(day),
            Frequency::Yearly
                if !rule.weeks.is_empty()
                    && !rule.has_weekdays()
                    && rule.month_days.is_empty()
                    && rule.year_days.is_empty() =>
            {
                self.weekdays = 1 << weekday(day);
            }
            _ => {}
        }
    }

    /// The days of a year, counted from its first.
    pub fn of_year(&self, number: i64, year: &Year) -> Days {
        let has_months = self.months | self.leap_months != 0;
        let mut days = Days::first(year.length);
        if !self.weeks.is_empty() {
            days.and(&self.of_weeks(number, year));
        }
        if !self.year_days.is_empty() {
            days.and(&self.of_year_days(year.length));
        }
        let chosen = |month: &Month| !has_months || self.has_month(year, month);
        if has_months || !self.month_days.is_empty() {
            let mut found = Days::default();
            for month in year.months().iter().filter(|month| chosen(month)) {
                self.add_month_days(month, month.first - year.first, &mut found);
            }
            if self.weeks.is_empty() && self.year_days.is_empty() {
                // A day that is moved forward out of the year stands right after it.
                days = found;
            } else {
                days.and(&found);
            }
        }
        if self.weekdays != 0 || !self.counted.is_empty() {
            let mut found = Days::default();
            for day in ones(u64::from(self.weekdays)) {
                found.add_weekly((day - weekday(year.first)).rem_euclid(7), year.length + 1);
            }
            if has_months {
                for month in year.months().iter().filter(|month| chosen(month)) {
                    self.add_counted(month.first, month.length, month.first - year.first, &mut found);
                }
            } else {
                self.add_counted(year.first, year.length, 0, &mut found);
            }
            days.and(&found);
        }
        days
    }

    /// The days of a month, counted from its first.
    pub fn of_month(&self, year: &Year, month: &Month) -> Days {
        let mut days = Days::default();
        if self.months | self.leap_months != 0 && !self.has_month(year, month) {
            return days;
        }
        self.add_month_days(month, 0, &mut days);
        if self.weekdays != 0 || !self.counted.is_empty() {
            let mut found = Days::default();
            for day in ones(u64::from(self.weekdays)) {
                found.add_weekly((day - weekday(month.first)).rem_euclid(7), month.length + 1);
            }
            self.add_counted(month.first, month.length, 0, &mut found);
            days.and(&found);
        }
        days
    }

    /// The days of a week that a weekly rule means, as bits from the first day of the week.
    pub fn offsets_in_week(&self) -> u64 {
        let days = u64::from(self.weekdays);
        (days >> self.week_start | days << (7 - self.week_start)) & 0x7f
    }

    /// The days of a week that begins with a day.
    pub fn of_week(&self, first: i64) -> Days {
        let mut days = Days::default();
        for offset in ones(self.offsets_in_week()).filter(|offset| self.allows_month(first + offset)) {
            days.add(offset);
        }
        days
    }

    /// Whether a weekly rule means the month of a day.
    pub fn allows_month(&self, day: i64) -> bool {
        !self.looks_at_month || self.in_month(day)
    }

    /// Whether a daily or faster rule means this day.
    pub fn allows(&self, day: i64) -> bool {
        (self.weekdays == 0 || self.weekdays >> weekday(day) & 1 == 1)
            && (!self.looks_at_month || self.in_month(day))
    }

    /// The first day that is not before `day` and not in a month that the rule leaves out.
    pub fn next_month_allowed(&self, day: i64) -> Option<i64> {
        if self.months | self.leap_months == 0 {
            return Some(day);
        }
        let this = self.scale.year_of(day)?;
        for number in this..this + 64 {
            let year = self.scale.year(number)?;
            let next = year
                .months()
                .iter()
                .find(|month| month.first + month.length > day && self.has_month(&year, month));
            if let Some(month) = next {
                return Some(day.max(month.first));
            }
        }
        // A leap month that has not come for so long does not come.
        None
    }

    /// Whether months, month days and year days allow a day.
    fn in_month(&self, day: i64) -> bool {
        if self.scale == Scale::Gregorian {
            let (year, month, of_month) = year_month_day(day);
            let (days, first) = (if is_leap_year(year) { 366 } else { 365 }, first_of_month(year, 1));
            return (self.months == 0 || self.months >> month & 1 == 1)
                && (self.month_days.is_empty() || self.month_days.has(of_month, days_of_month(year, month)))
                && (self.year_days.is_empty() || self.year_days.has(day - first + 1, days));
        }
        let Some(year) = self.scale.year_of(day).and_then(|year| self.scale.year(year)) else {
            return false;
        };
        let Some(month) = year.month_of(day) else { return false };
        (self.months | self.leap_months == 0 || self.has_month(&year, month))
            && (self.month_days.is_empty() || self.month_days.has(day - month.first + 1, month.length))
            && (self.year_days.is_empty() || self.year_days.has(day - year.first + 1, year.length))
    }

    /// Whether BYMONTH means a month of a year, also in the place of a leap month which that year lacks.
    fn has_month(&self, year: &Year, month: &Month) -> bool {
        let bits = if month.leap { self.leap_months } else { self.months };
        if bits >> month.number & 1 == 1 {
            return true;
        }
        if self.leap_months == 0 || month.leap || self.skip == Skip::Omit {
            return false;
        }
        let stands_for = if self.skip == Skip::Backward { month.number } else { month.number - 1 };
        self.leap_months >> stands_for & 1 == 1
            && !year.months().iter().any(|other| other.leap && other.number == stands_for)
    }

    /// The month days of a month, or all of its days where the rule names none.
    fn add_month_days(&self, month: &Month, offset: i64, days: &mut Days) {
        if self.month_days.is_empty() {
            let mut whole = Days::default();
            (0..month.length).for_each(|day| whole.add(offset + day));
            days.or(&whole);
            return;
        }
        for number in self.month_days.each() {
            let day = if number < 0 { month.length + 1 + number } else { number };
            if (1..=month.length).contains(&day) {
                days.add(offset + day - 1);
            } else if number > 0 {
                match self.skip {
                    Skip::Omit => {}
                    Skip::Backward => days.add(offset + month.length - 1),
                    Skip::Forward => days.add(offset + month.length),
                }
            }
        }
    }

    fn of_year_days(&self, length: i64) -> Days {
        let mut days = Days::default();
        for number in self.year_days.each() {
            let day = if number < 0 { length + 1 + number } else { number };
            if (1..=length).contains(&day) {
                days.add(day - 1);
            } else if number > 0 && self.skip == Skip::Backward {
                days.add(length - 1);
            }
        }
        days
    }

    /// Weekdays with a number, counted in a span that begins with the day `first`.
    fn add_counted(&self, first: i64, length: i64, offset: i64, days: &mut Days) {
        for (nth, day) in &self.counted {
            let earliest = (day - weekday(first)).rem_euclid(7);
            let latest = earliest + (length - 1 - earliest).div_euclid(7) * 7;
            let at = if *nth > 0 { earliest + (nth - 1) * 7 } else { latest + (nth + 1) * 7 };
            if (0..length).contains(&at) {
                days.add(offset + at);
            }
        }
    }

    /// The days of a year that lie in the weeks of BYWEEKNO. A week belongs to the year that has four days of it, so
    /// that the first days of a year may lie in the last week of the year before.
    fn of_weeks(&self, number: i64, year: &Year) -> Days {
        let mut days = Days::default();
        let first_week = |number: i64| {
            let first = self.scale.year(number)?.first;
            let into_week = (weekday(first) - self.week_start).rem_euclid(7);
            Some(if into_week <= 3 { first - into_week } else { first + 7 - into_week })
        };
        for of_year in number - 1..=number + 1 {
            let (Some(begin), Some(end)) = (first_week(of_year), first_week(of_year + 1)) else { continue };
            let weeks = (end - begin) / 7;
            for week in 1..=weeks {
                let from = (begin + (week - 1) * 7 - year.first).max(0);
                let until = (begin + week * 7 - year.first).min(year.length);
                if from < until && self.weeks.has(week, weeks) {
                    (from..until).for_each(|day| days.add(day));
                }
            }
        }
        days
    }
}

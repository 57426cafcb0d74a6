//! A rule as sets of bits, so that a long or hostile list costs no more than a short one.

/// How often a rule comes round (FREQ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Every so many seconds.
    Secondly,
    /// Every so many minutes.
    Minutely,
    /// Every so many hours.
    Hourly,
    /// Every so many days.
    Daily,
    /// Every so many weeks.
    Weekly,
    /// Every so many months; three for quarterly, six for half-yearly.
    Monthly,
    /// Every so many years.
    Yearly,
}

impl Frequency {
    /// As it is written in a rule.
    pub fn name(self) -> &'static str {
        match self {
            Self::Secondly => "SECONDLY",
            Self::Minutely => "MINUTELY",
            Self::Hourly => "HOURLY",
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// When a rule stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// It does not.
    #[default]
    Never,
    /// After so many, exceptions counted in.
    Count(u32),
    /// With this civil time, inclusive, in seconds of the plan's own clock (a whole day ends with its last second).
    Local(i64),
    /// With this moment, inclusive, in seconds of UTC.
    Moment(i64),
}

/// The calendar in which months and years are counted (RSCALE, RFC 7529).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// The calendar of every day.
    #[default]
    Gregorian,
    /// 农历.
    Chinese,
}

/// What a day means in a month that does not have it, or a leap month in a year without it (SKIP, RFC 7529).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skip {
    /// Nothing happens.
    #[default]
    Omit,
    /// The day or month before it.
    Backward,
    /// The day or month after it.
    Forward,
}

/// What happens to an occurrence on a day off (`X-WORKDAY`, our own part of a rule; `domain.md` §12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workday {
    /// It stays.
    #[default]
    Keep,
    /// The first working day after it, as for internal tasks.
    Next,
    /// The last working day before it, as for statutory filings.
    Previous,
    /// It does not take place.
    Omit,
}

/// Numbers from the beginning (1, 2 …) and from the end (-1, -2 …), up to 383 both ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    from_start: [u64; 6],
    from_end: [u64; 6],
    any: bool,
}

impl Numbers {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// Adds a number; whether it has a place here.
    pub fn add(&mut self, number: i64) -> bool {
        let words = if number < 0 { &mut self.from_end } else { &mut self.from_start };
        let index = number.abs();
        let Some(word) = usize::try_from(index / 64).ok().and_then(|word| words.get_mut(word)) else {
            return false;
        };
        *word |= 1 << (index % 64);
        self.any = true;
        true
    }

    /// Whether a number from the beginning is here, written either way: `number` of `length`, from 1.
    pub fn has(&self, number: i64, length: i64) -> bool {
        bit(&self.from_start, number) || bit(&self.from_end, length + 1 - number)
    }

    /// Every number, those from the beginning first.
    pub fn each(&self) -> impl Iterator<Item = i64> + '_ {
        ones(&self.from_start).chain(ones(&self.from_end).map(|index| -index))
    }
}

fn bit(words: &[u64; 6], index: i64) -> bool {
    let word = usize::try_from(index / 64).ok().and_then(|word| words.get(word));
    index > 0 && word.is_some_and(|word| word >> (index % 64) & 1 == 1)
}

fn ones(words: &[u64; 6]) -> impl Iterator<Item = i64> + '_ {
    (0_i64..).zip(words).flat_map(|(word, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let index = (rest != 0).then(|| i64::from(rest.trailing_zeros()))?;
            rest &= rest - 1;
            Some(word * 64 + index)
        })
    })
}

/// A rule as it was written: RRULE or EXRULE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// FREQ.
    pub frequency: Frequency,
    /// INTERVAL, at least 1.
    pub interval: u32,
    /// COUNT or UNTIL.
    pub end: End,
    /// BYSECOND, bit n for second n; 60 is kept as 59 (RFC 5545 §3.3.10: no leap seconds here).
    pub seconds: u64,
    /// BYMINUTE, bit n for minute n.
    pub minutes: u64,
    /// BYHOUR, bit n for hour n.
    pub hours: u64,
    /// BYDAY without numbers, bit 0 for Monday.
    pub weekdays: u8,
    /// BYDAY with numbers: the number, and the weekday from 0 for Monday.
    pub counted: Vec<(i64, i64)>,
    /// BYMONTHDAY.
    pub month_days: Numbers,
    /// BYYEARDAY.
    pub year_days: Numbers,
    /// BYWEEKNO.
    pub weeks: Numbers,
    /// BYMONTH, bit n for month n.
    pub months: u16,
    /// BYMONTH with an L, the leap months of the Chinese calendar.
    pub leap_months: u16,
    /// BYSETPOS.
    pub positions: Numbers,
    /// WKST, 0 for Monday.
    pub week_start: i64,
    /// RSCALE.
    pub scale: Scale,
    /// SKIP.
    pub skip: Skip,
    /// X-WORKDAY.
    pub workday: Workday,
}

impl Rule {
    /// A rule of which only the frequency is said.
    pub fn new(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            end: End::Never,
            seconds: 0,
            minutes: 0,
            hours: 0,
            weekdays: 0,
            counted: Vec::new(),
            month_days: Numbers::default(),
            year_days: Numbers::default(),
            weeks: Numbers::default(),
            months: 0,
            leap_months: 0,
            positions: Numbers::default(),
            week_start: 0,
            scale: Scale::Gregorian,
            skip: Skip::Omit,
            workday: Workday::Keep,
        }
    }

    /// Whether BYDAY is given.
    pub fn has_weekdays(&self) -> bool {
        self.weekdays != 0 || !self.counted.is_empty()
    }

    /// Whether BYMONTH is given.
    pub fn has_months(&self) -> bool {
        self.months != 0 || self.leap_months != 0
    }
}

//! The recurrence engine: month ends, leap days, counted weekdays, quarters, counts, shifts, hostile rules.

use chancery::rules::recurrence::{
    End, Frequency, MissingDay, NthWeekday, Occurrence, Recurrence, RecurrenceError,
};
use chancery::rules::working_days::{Shift, WorkCalendar};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(rule: &Recurrence, from: &str, until: &str) -> Vec<String> {
    let found = rule.occurrences(&WorkCalendar::default(), day(from)..day(until)).unwrap();
    found.into_iter().map(|occurrence| occurrence.date.to_string()).collect()
}

#[test]
fn each_frequency_repeats_its_start() {
    let rule = |every, interval| Recurrence::new(day("2026-01-15"), every, interval);
    assert_eq!(
        dates(&rule(Frequency::Daily, 10), "2026-01-01", "2026-02-05"),
        ["2026-01-15", "2026-01-25", "2026-02-04"]
    );
    assert_eq!(dates(&rule(Frequency::Weekly, 2), "2026-01-16", "2026-02-13"), ["2026-01-29", "2026-02-12"]);
    assert_eq!(
        dates(&rule(Frequency::Monthly, 1), "2026-01-01", "2026-03-16"),
        ["2026-01-15", "2026-02-15", "2026-03-15"]
    );
    assert_eq!(dates(&rule(Frequency::Yearly, 3), "2026-01-16", "2033-01-01"), ["2029-01-15", "2032-01-15"]);
}

#[test]
fn quarterly_and_half_yearly() {
    let quarterly = Recurrence::new(day("2025-11-30"), Frequency::Monthly, 3);
    assert_eq!(
        dates(&quarterly, "2025-01-01", "2026-12-01"),
        ["2025-11-30", "2026-05-30", "2026-08-30", "2026-11-30"]
    );
    let clamped = Recurrence { missing_day: MissingDay::LastDay, ..quarterly };
    assert_eq!(dates(&clamped, "2026-01-01", "2026-06-01"), ["2026-02-28", "2026-05-30"]);
    let half_yearly = Recurrence::new(day("2024-06-30"), Frequency::Monthly, 6);
    assert_eq!(dates(&half_yearly, "2026-01-01", "2027-01-01"), ["2026-06-30", "2026-12-30"]);
}

#[test]
fn month_end_and_days_from_the_end() {
    let last =
        Recurrence { month_days: vec![-1], ..Recurrence::new(day("2026-01-01"), Frequency::Monthly, 1) };
    assert_eq!(
        dates(&last, "2026-01-01", "2026-05-01"),
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    );
    let thirty_first = Recurrence::new(day("2026-01-31"), Frequency::Monthly, 1);
    assert_eq!(dates(&thirty_first, "2026-01-01", "2026-06-01"), ["2026-01-31", "2026-03-31", "2026-05-31"]);
    let several = Recurrence { month_days: vec![1, 31, -31, -1, 15], ..last };
    assert_eq!(
        dates(&several, "2026-03-01", "2026-05-01"),
        ["2026-03-01", "2026-03-15", "2026-03-31", "2026-04-01", "2026-04-15", "2026-04-30"]
    );
}

#[test]
fn leap_day() {
    let rule = Recurrence::new(day("2024-02-29"), Frequency::Yearly, 1);
    assert_eq!(dates(&rule, "2024-01-01", "2033-01-01"), ["2024-02-29", "2028-02-29", "2032-02-29"]);
    let clamped = Recurrence { missing_day: MissingDay::LastDay, ..rule };
    assert_eq!(dates(&clamped, "2026-01-01", "2029-01-01"), ["2026-02-28", "2027-02-28", "2028-02-29"]);
    let century = Recurrence::new(day("2096-02-29"), Frequency::Yearly, 1);
    assert_eq!(dates(&century, "2097-01-01", "2105-01-01"), ["2104-02-29"]);
}

#[test]
fn counted_weekdays() {
    let nth = |nth, weekday| vec![NthWeekday { nth, weekday }];
    let start = Recurrence::new(day("2026-01-01"), Frequency::Monthly, 1);
    let last_friday = Recurrence { nth_weekdays: nth(-1, Weekday::Fri), ..start.clone() };
    assert_eq!(dates(&last_friday, "2026-01-01", "2026-04-01"), ["2026-01-30", "2026-02-27", "2026-03-27"]);
    let fifth_monday = Recurrence { nth_weekdays: nth(5, Weekday::Mon), ..start.clone() };
    assert_eq!(dates(&fifth_monday, "2026-01-01", "2026-07-01"), ["2026-03-30", "2026-06-29"]);
    let second_tuesday_of_march = Recurrence {
        nth_weekdays: nth(2, Weekday::Tue),
        months: vec![3],
        ..Recurrence::new(day("2026-01-01"), Frequency::Yearly, 1)
    };
    assert_eq!(dates(&second_tuesday_of_march, "2026-01-01", "2028-01-01"), ["2026-03-10", "2027-03-09"]);
    let friday_13 = Recurrence { weekdays: vec![Weekday::Fri], month_days: vec![13], ..start };
    assert_eq!(dates(&friday_13, "2026-01-01", "2027-01-01"), ["2026-02-13", "2026-03-13", "2026-11-13"]);
}

#[test]
fn several_weekdays_and_months() {
    let rule = Recurrence {
        weekdays: vec![Weekday::Fri, Weekday::Mon],
        ..Recurrence::new(day("2026-01-07"), Frequency::Weekly, 2)
    };
    assert_eq!(
        dates(&rule, "2026-01-01", "2026-02-08"),
        ["2026-01-09", "2026-01-19", "2026-01-23", "2026-02-02", "2026-02-06"]
    );
    let workdays_of_june = Recurrence {
        weekdays: vec![Weekday::Mon],
        months: vec![6],
        ..Recurrence::new(day("2026-01-01"), Frequency::Daily, 1)
    };
    assert_eq!(
        dates(&workdays_of_june, "2026-01-01", "2027-01-01"),
        ["2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22", "2026-06-29"]
    );
}

#[test]
fn a_count_counts_from_the_start_and_over_exceptions() {
    let mut rule =
        Recurrence { end: End::Count(4), ..Recurrence::new(day("2026-01-05"), Frequency::Weekly, 1) };
    assert_eq!(dates(&rule, "2026-01-13", "2027-01-01"), ["2026-01-19", "2026-01-26"]);
    rule.exceptions.insert(day("2026-01-19"));
    assert_eq!(dates(&rule, "2026-01-01", "2027-01-01"), ["2026-01-05", "2026-01-12", "2026-01-26"]);
    rule.end = End::Count(0);
    assert!(dates(&rule, "2026-01-01", "2027-01-01").is_empty());
    rule.end = End::Until(day("2026-01-26"));
    assert_eq!(dates(&rule, "2026-01-20", "2027-01-01"), ["2026-01-26"]);
}

#[test]
fn dates_on_days_off_shift_and_meet_once() {
    let rule = |shift| Recurrence { shift, ..Recurrence::new(day("2026-09-01"), Frequency::Daily, 1) };
    assert_eq!(
        dates(&rule(Shift::Next), "2026-09-30", "2026-10-10"),
        ["2026-09-30", "2026-10-08", "2026-10-09"]
    );
    assert_eq!(dates(&rule(Shift::Previous), "2026-09-30", "2026-10-09"), ["2026-09-30", "2026-10-08"]);
    let calendar = WorkCalendar::default();
    let filing = Recurrence {
        month_days: vec![3],
        shift: Shift::Previous,
        ..Recurrence::new(day("2026-01-01"), Frequency::Monthly, 1)
    };
    // Planned after the range, takes place inside it.
    let found = filing.occurrences(&calendar, day("2026-09-30")..day("2026-10-01")).unwrap();
    assert_eq!(found, [Occurrence { date: day("2026-09-30"), planned: day("2026-10-03") }]);
    assert!(filing.occurrences(&calendar, day("2026-10-01")..day("2026-10-05")).unwrap().is_empty());
    let next = filing.next_on_or_after(&calendar, day("2026-10-01"), 400).unwrap();
    assert_eq!(next.map(|occurrence| occurrence.date), Some(day("2026-11-03")));
    assert_eq!(filing.next_on_or_after(&calendar, day("2026-10-01"), 20), Ok(None));
}

#[test]
fn wrong_and_hostile_rules_stop() {
    let calendar = WorkCalendar::default();
    let whole = NaiveDate::MIN..NaiveDate::MAX;
    let start = Recurrence::new(day("2026-01-01"), Frequency::Daily, 1);
    let ask = |rule: &Recurrence| rule.occurrences(&calendar, whole.clone());
    assert_eq!(ask(&Recurrence { interval: 0, ..start.clone() }), Err(RecurrenceError::ZeroInterval));
    assert_eq!(ask(&Recurrence { months: vec![13], ..start.clone() }), Err(RecurrenceError::BadMonth(13)));
    assert_eq!(
        ask(&Recurrence { month_days: vec![0], ..start.clone() }),
        Err(RecurrenceError::BadMonthDay(0))
    );
    assert_eq!(
        ask(&Recurrence { month_days: vec![i8::MIN], ..start.clone() }),
        Err(RecurrenceError::BadMonthDay(i8::MIN))
    );
    let nth = NthWeekday { nth: 0, weekday: Weekday::Mon };
    assert_eq!(
        ask(&Recurrence { nth_weekdays: vec![nth], ..start.clone() }),
        Err(RecurrenceError::BadNthWeekday(0))
    );
    assert_eq!(ask(&start), Err(RecurrenceError::TooMuchWork));
    let never = Recurrence { months: vec![2], month_days: vec![30], ..start.clone() };
    assert_eq!(ask(&never), Err(RecurrenceError::TooMuchWork));
    let far = Recurrence { interval: u32::MAX, every: Frequency::Yearly, ..start.clone() };
    assert_eq!(ask(&far).unwrap().len(), 1);
    let backwards = start.occurrences(&calendar, day("2026-02-01")..day("2026-01-01"));
    assert_eq!(backwards, Ok(Vec::new()));
}

#[test]
fn a_rule_survives_storage() {
    let mut rule = Recurrence {
        nth_weekdays: vec![NthWeekday { nth: -1, weekday: Weekday::Fri }],
        end: End::Count(3),
        ..Recurrence::new(day("2026-01-01"), Frequency::Monthly, 1)
    };
    rule.exceptions.insert(day("2026-02-27"));
    let text = serde_json::to_string(&rule).unwrap();
    assert_eq!(serde_json::from_str::<Recurrence>(&text).unwrap(), rule);
    let bytes = rmp_serde::to_vec(&rule).unwrap();
    assert_eq!(rmp_serde::from_slice::<Recurrence>(&bytes).unwrap(), rule);
    let short: Recurrence =
        serde_json::from_str("{\"start\":\"2026-01-01\",\"every\":\"Daily\",\"interval\":1}").unwrap();
    assert_eq!(short, Recurrence::new(day("2026-01-01"), Frequency::Daily, 1));
}

fn some_rule() -> impl Strategy<Value = Recurrence> {
    let weekday = (0_u8..7).prop_map(|number| Weekday::try_from(number).unwrap());
    let every = prop_oneof![
        Just(Frequency::Daily),
        Just(Frequency::Weekly),
        Just(Frequency::Monthly),
        Just(Frequency::Yearly)
    ];
    let nth = (prop_oneof![1_i8..=5, -5_i8..=-1], weekday.clone())
        .prop_map(|(nth, weekday)| NthWeekday { nth, weekday });
    (
        0_u64..3000,
        every,
        1_u32..5,
        prop::collection::vec(weekday, 0..3),
        prop::collection::vec(prop_oneof![1_i8..=31, -31_i8..=-1], 0..4),
        prop::collection::vec(nth, 0..3),
        prop::collection::vec(1_u8..=12, 0..4),
    )
        .prop_map(|(offset, every, interval, weekdays, month_days, nth_weekdays, months)| Recurrence {
            weekdays,
            month_days,
            nth_weekdays,
            months,
            ..Recurrence::new(day("2018-01-01") + Days::new(offset), every, interval)
        })
}

/// The meaning of a rule, one day at a time, written apart from the engine.
fn is_meant(rule: &Recurrence, at: NaiveDate) -> bool {
    let start = rule.start;
    let interval = i64::from(rule.interval);
    let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let monday = |date: NaiveDate| date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    let length = at.with_day(28).unwrap().iter_days().take_while(|next| next.month() == at.month()).count()
        as i64
        + 27;
    let from_start = i64::from(at.day());
    let from_end = length + 1 - from_start;
    let in_turn = match rule.every {
        Frequency::Daily => (at - start).num_days() % interval == 0,
        Frequency::Weekly => (monday(at) - monday(start)).num_days() / 7 % interval == 0,
        Frequency::Monthly => (month(at) - month(start)) % interval == 0,
        Frequency::Yearly => i64::from(at.year() - start.year()) % interval == 0,
    };
    let by_month = matches!(rule.every, Frequency::Monthly | Frequency::Yearly);
    let month_fits = if rule.months.is_empty() {
        rule.every != Frequency::Yearly || at.month() == start.month()
    } else {
        rule.months.iter().any(|month| u32::from(*month) == at.month())
    };
    let listed =
        rule.month_days.iter().any(|day| i64::from(*day) == from_start || -i64::from(*day) == from_end);
    let weekday = rule.weekdays.contains(&at.weekday())
        || (by_month
            && rule.nth_weekdays.iter().any(|entry| {
                entry.weekday == at.weekday()
                    && (i64::from(entry.nth) == (from_start - 1) / 7 + 1
                        || -i64::from(entry.nth) == (from_end - 1) / 7 + 1)
            }));
    let picks_weekdays = !rule.weekdays.is_empty() || (by_month && !rule.nth_weekdays.is_empty());
    let weekday_fits = if picks_weekdays {
        weekday
    } else {
        rule.every != Frequency::Weekly || at.weekday() == start.weekday()
    };
    let day_fits =
        if rule.every == Frequency::Weekly || (rule.month_days.is_empty() && (picks_weekdays || !by_month)) {
            true
        } else if rule.month_days.is_empty() {
            at.day() == start.day()
        } else {
            listed
        };
    at >= start && in_turn && month_fits && weekday_fits && day_fits
}

proptest! {
    #[test]
    fn the_walk_gives_exactly_the_days_that_are_meant(rule in some_rule(), offset in 0_u64..5000, length in 1_u64..1200) {
        let first = day("2017-01-01") + Days::new(offset);
        let end = first + Days::new(length);
        let found: Vec<NaiveDate> = rule.occurrences(&WorkCalendar::default(), first..end).unwrap().into_iter().map(|found| found.date).collect();
        let meant: Vec<NaiveDate> = first.iter_days().take_while(|at| *at < end).filter(|at| is_meant(&rule, *at)).collect();
        prop_assert_eq!(&found, &meant);
        let counted = Recurrence { end: End::Count(1_000_000), ..rule };
        let slow: Vec<NaiveDate> = counted.occurrences(&WorkCalendar::default(), first..end).unwrap().into_iter().map(|found| found.date).collect();
        prop_assert_eq!(slow, meant);
    }
}

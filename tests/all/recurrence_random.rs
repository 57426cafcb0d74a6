//! The recurrence engine against a meaning of rules that is written apart from it, and against texts that are none.

use chancery::rules::recurrence::{Schedule, split};
use chancery::rules::working_days::WorkCalendar;
use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

use crate::recurrence::{plan, starts, time, whole_days};

fn some_rule() -> impl Strategy<Value = (u64, String)> {
    let part = |name: &'static str, numbers: std::ops::RangeInclusive<i32>| {
        prop::collection::vec(numbers.prop_filter("zero", |number| *number != 0), 0..3).prop_map(
            move |numbers| {
                let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                if texts.is_empty() { String::new() } else { format!(";{name}={}", texts.join(",")) }
            },
        )
    };
    let weekdays =
        prop::collection::vec(prop::sample::select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), 0..3)
            .prop_map(
                |days| if days.is_empty() { String::new() } else { format!(";BYDAY={}", days.join(",")) },
            );
    let frequency = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let numbers = (part("BYMONTH", 1..=12), part("BYMONTHDAY", -31..=31));
    (0_u64..3000, frequency, 1_u32..5, weekdays, numbers).prop_map(
        |(offset, frequency, interval, weekdays, (months, month_days))| {
            let month_days = if frequency == "WEEKLY" { String::new() } else { month_days };
            (offset, format!("RRULE:FREQ={frequency};INTERVAL={interval}{weekdays}{months}{month_days}"))
        },
    )
}

/// The meaning of a rule, one day at a time, written apart from the engine.
fn is_meant(start: NaiveDate, rule: &str, at: NaiveDate) -> bool {
    let part = |name: &str| {
        let found = rule.split([';', ':']).find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        found.map(|list| list.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
    };
    let numbers = |name: &str| part(name).iter().map(|text| text.parse::<i64>().unwrap()).collect::<Vec<_>>();
    let interval = numbers("INTERVAL")[0];
    let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let monday = |date: NaiveDate| date.week(Weekday::Mon).first_day();
    let next_month = at.with_day(1).unwrap().checked_add_months(chrono::Months::new(1)).unwrap();
    let length = i64::from(next_month.pred_opt().unwrap().day());
    let (months, month_days, weekdays) = (numbers("BYMONTH"), numbers("BYMONTHDAY"), part("BYDAY"));
    let weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][at.weekday().num_days_from_monday() as usize];
    let names_days = !(month_days.is_empty() && weekdays.is_empty());
    let frequency = part("FREQ")[0].clone();
    let in_turn = match frequency.as_str() {
        "DAILY" => (at - start).num_days() % interval == 0,
        "WEEKLY" => (monday(at) - monday(start)).num_days() / 7 % interval == 0,
        "MONTHLY" => (month(at) - month(start)) % interval == 0,
        _ => i64::from(at.year() - start.year()) % interval == 0,
    };
    let default_day = match frequency.as_str() {
        "WEEKLY" => names_days || at.weekday() == start.weekday(),
        "MONTHLY" => names_days || at.day() == start.day(),
        "YEARLY" => {
            names_days || (at.day() == start.day() && (!months.is_empty() || at.month() == start.month()))
        }
        _ => true,
    };
    let day = i64::from(at.day());
    at == start
        || at > start
            && in_turn
            && default_day
            && (months.is_empty() || months.contains(&i64::from(at.month())))
            && (weekdays.is_empty() || weekdays.iter().any(|known| known == weekday))
            && (month_days.is_empty()
                || month_days.contains(&day)
                || month_days.contains(&(day - length - 1)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_walk_gives_exactly_the_days_that_are_meant((offset, rule) in some_rule(), ahead in 0_u64..5000, length in 1_u64..1200) {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let start = day("2018-01-01") + chrono::Days::new(offset);
        let first = day("2017-01-01") + chrono::Days::new(ahead);
        let end = first + chrono::Days::new(length);
        let plan = whole_days(&start.format("%Y%m%d").to_string(), &rule);
        let midnight = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN);
        let found: Vec<NaiveDate> = Schedule::of(&plan).unwrap().occurrences(&WorkCalendar::default(), midnight(first)..midnight(end)).unwrap().iter().map(|at| at.start.date()).collect();
        let meant: Vec<NaiveDate> = first.iter_days().take_while(|at| *at < end).filter(|at| is_meant(start, &rule, *at)).collect();
        prop_assert_eq!(&found, &meant, "{} {}", start, rule);
        // A split anywhere loses and adds nothing, with a count too.
        let counted = whole_days(&start.format("%Y%m%d").to_string(), &format!("{rule};COUNT=12"));
        let all = starts(&counted, "20600101T000000");
        if let Some(cut) = all.get(1 + usize::try_from(length).unwrap() % 11) {
            let (before, after) = split(&counted, *cut).unwrap();
            let mut both = starts(&before, "20600101T000000");
            both.extend(starts(&after, "20600101T000000"));
            prop_assert_eq!(&both, &all, "{} {}", cut, rule);
        }
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in "(RRULE|RDATE|EXDATE|EXRULE)?(;TZID=Europe/Berlin|;VALUE=PERIOD)?:?[A-Z0-9=;,:/+-]{0,60}") {
        if let Ok(schedule) = Schedule::of(&plan("20260105T090000", &text)) {
            schedule.occurrences(&WorkCalendar::default(), time("20260101T000000")..time("20270101T000000")).ok();
        }
    }
}

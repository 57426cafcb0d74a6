//! The working-day calendar against worked dates of 2025 and 2026, and against the published tables.

use std::path::PathBuf;

use chancery::rules::holiday_table::{HolidayProblemKind, HolidayTable};
use chancery::rules::working_days::{Shift, WorkCalendar};
use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holiday_files() -> Option<Vec<(String, String)>> {
    let folder = std::env::var_os("CHANCERY_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder.join("holidays"))
        .ok()?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            name.ends_with(".json").then(|| std::fs::read_to_string(&path).ok().map(|text| (name, text)))?
        })
        .collect();
    files.sort();
    (!files.is_empty()).then_some(files)
}

/// Days from `first` to `last` that are listed as a range, for tables written as in the announcements.
fn days(first: &str, last: &str) -> Vec<NaiveDate> {
    day(first).iter_days().take_while(|at| *at <= day(last)).collect()
}

fn check_vectors(calendar: &WorkCalendar) {
    for (start, count, expected) in [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-09-17", 3, "2026-09-21"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2026-04-30", 3, "2026-05-08"),
    ] {
        assert_eq!(calendar.add_working_days(day(start), count), Some(day(expected)), "{start} + {count}");
        assert_eq!(calendar.working_days_between(day(start), day(expected)), i64::from(count));
    }
    assert_eq!(calendar.working_days_between(day("2026-02-13"), day("2026-02-28")), 6);
    assert_eq!(calendar.working_days_between(day("2026-02-28"), day("2026-02-13")), -6);
    for year in [2025, 2026] {
        let before = NaiveDate::from_ymd_opt(year - 1, 12, 31).unwrap();
        let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        assert_eq!(calendar.working_days_between(before, last), 248, "{year}");
    }
    let months = [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23];
    for (month, expected) in (1..).zip(months) {
        let worked = days("2026-01-01", "2026-12-31")
            .into_iter()
            .filter(|at| at.month() == month && calendar.is_working_day(*at))
            .count();
        assert_eq!(worked, expected, "2026-{month:02}");
    }
    let off: [(&str, &str); 13] = [
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ];
    let work = [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ];
    let listed_off: Vec<NaiveDate> = off.iter().flat_map(|(first, last)| days(first, last)).collect();
    let listed_work: Vec<NaiveDate> = work.iter().map(|text| day(text)).collect();
    for at in days("2025-01-01", "2026-12-31") {
        let entry = calendar.special_day(at).map(|special| special.is_work);
        let expected = if listed_off.contains(&at) {
            Some(false)
        } else if listed_work.contains(&at) {
            Some(true)
        } else {
            None
        };
        assert_eq!(entry, expected, "{at}");
    }
}

#[test]
fn the_built_in_table_gives_the_worked_dates() {
    let calendar = WorkCalendar::default();
    check_vectors(&calendar);
    assert_eq!(calendar.holiday_name(day("2026-02-17")), Some("春节"));
    assert_eq!(calendar.holiday_name(day("2026-02-28")), Some("春节"));
    assert_eq!(calendar.holiday_name(day("2026-03-02")), None);
    assert!(calendar.covers(2002) && calendar.covers(2026));
    assert!(!calendar.covers(2001) && !calendar.covers(2027) && !calendar.covers(i32::MAX));
}

#[test]
fn the_published_tables_give_the_worked_dates_too() {
    let Some(files) = holiday_files() else {
        println!("skipped: no holiday tables (set CHANCERY_DATA, or put them in ../shared/data/holidays)");
        return;
    };
    let mut overlay = HolidayTable::default();
    for (name, text) in &files {
        let table = HolidayTable::from_json(text).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        overlay.merge(table);
    }
    let calendar = WorkCalendar::new(&overlay);
    check_vectors(&calendar);
    assert!(!calendar.covers(2027), "2027 is an empty file until it is announced");
    // The two sources were made independently; a day on which they differ is an error in one of them.
    let built_in = WorkCalendar::default();
    for at in days("2018-01-01", "2026-12-31") {
        assert_eq!(calendar.is_working_day(at), built_in.is_working_day(at), "{at}");
    }
}

#[test]
fn an_overlay_wins_and_adds() {
    let overlay = HolidayTable::from_csv(
        "date,name,is_work\n2026-10-08,厂庆,false\n2026/10/1,国庆节,班\n20270101,元旦,休\n2027-10-01,国庆节,0\n",
    )
    .unwrap();
    let calendar = WorkCalendar::new(&overlay);
    assert_eq!(calendar.holiday_name(day("2026-10-08")), Some("厂庆"));
    assert!(!calendar.is_working_day(day("2026-10-08")));
    assert!(calendar.is_working_day(day("2026-10-01")));
    assert!(!calendar.is_working_day(day("2026-10-02")), "the rest of the built-in table stays");
    assert!(!calendar.is_working_day(day("2027-01-01")));
    assert!(calendar.covers(2027));
    assert_eq!(calendar.add_working_days(day("2026-09-30"), 2), Some(day("2026-10-09")));
    let stored = serde_json::to_string(&overlay).unwrap();
    assert_eq!(serde_json::from_str::<HolidayTable>(&stored).unwrap(), overlay);
}

#[test]
fn bad_tables_name_the_line() {
    let problems = HolidayTable::from_csv("date,name,is_work\n2027-02-30,春节,休\n\n2027-02-06,春节,maybe\n2027-02-07,,休\n2027-02-08,春节,休\n2027-02-08,春节,班\n").unwrap_err();
    let found: Vec<(u64, HolidayProblemKind)> =
        problems.into_iter().map(|problem| (problem.line, problem.kind)).collect();
    assert_eq!(
        found,
        [
            (2, HolidayProblemKind::BadDate("2027-02-30".into())),
            (4, HolidayProblemKind::BadIsWork("maybe".into())),
            (5, HolidayProblemKind::NoName),
            (7, HolidayProblemKind::Contradiction(day("2027-02-08"))),
        ]
    );
    let line_of = |text: &str| HolidayTable::from_json(text).unwrap_err()[0].line;
    assert_eq!(
        line_of("{\"days\": [\n {\"name\": \"元旦\",\n \"date\": \"2027-13-01\", \"isOffDay\": true}]}"),
        3
    );
    assert_eq!(
        line_of(
            "{\"days\": [\n{\"name\":\"a\",\"date\":\"2027-01-01\",\"isOffDay\":true},\n{\"name\":\"a\",\"date\":\"2027-01-01\",\"isOffDay\":false}]}"
        ),
        3
    );
    assert_eq!(line_of("{\"days\":\n[{\"name\":\"a\",\"date\":\"9999-01-01\",\"isOffDay\":true}]}"), 2);
    assert_eq!(line_of(""), 1);
    assert!(HolidayTable::from_json("[]").is_err());
    assert_eq!(HolidayTable::from_json("\u{feff}{\"days\": []}"), Ok(HolidayTable::default()));
}

#[test]
fn a_day_off_shifts_to_the_nearest_working_day() {
    let calendar = WorkCalendar::default();
    assert_eq!(calendar.shift(day("2026-10-03"), Shift::Previous), day("2026-09-30"));
    assert_eq!(calendar.shift(day("2026-10-03"), Shift::Next), day("2026-10-08"));
    assert_eq!(calendar.shift(day("2026-10-03"), Shift::Keep), day("2026-10-03"));
    assert_eq!(
        calendar.shift(day("2026-10-10"), Shift::Next),
        day("2026-10-10"),
        "a Saturday that is worked"
    );
}

#[test]
fn counting_back_and_far() {
    let calendar = WorkCalendar::default();
    assert_eq!(calendar.add_working_days(day("2026-10-08"), -1), Some(day("2026-09-30")));
    assert_eq!(calendar.add_working_days(day("2026-10-03"), 0), Some(day("2026-10-03")));
    assert_eq!(calendar.add_working_days(day("2026-10-03"), -1), Some(day("2026-09-30")));
    assert_eq!(calendar.add_working_days(NaiveDate::MAX, 1), None);
    assert_eq!(calendar.add_working_days(day("2026-01-01"), i32::MAX), None);
    assert_eq!(calendar.add_working_days(day("2026-01-01"), i32::MIN), None);
}

fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..12_000).prop_map(|offset| day("2000-01-01") + Days::new(offset))
}

proptest! {
    #[test]
    fn counting_agrees_with_looking_at_every_day(start in some_day(), length in 0_u64..900) {
        let calendar = WorkCalendar::default();
        let end = start + Days::new(length);
        let looked = start.iter_days().skip(1).take_while(|at| *at <= end).filter(|at| calendar.is_working_day(*at)).count();
        prop_assert_eq!(calendar.working_days_between(start, end), i64::try_from(looked).unwrap());
    }

    #[test]
    fn adding_lands_on_the_working_day_with_that_count(start in some_day(), count in 1_i32..800) {
        let calendar = WorkCalendar::default();
        let later = calendar.add_working_days(start, count).unwrap();
        prop_assert!(calendar.is_working_day(later));
        prop_assert_eq!(calendar.working_days_between(start, later), i64::from(count));
        let earlier = calendar.add_working_days(start, -count).unwrap();
        prop_assert!(calendar.is_working_day(earlier));
        prop_assert_eq!(calendar.working_days_between(earlier.pred_opt().unwrap(), start.pred_opt().unwrap()), i64::from(count));
    }

    #[test]
    fn from_a_working_day_back_is_the_inverse_of_forth(start in some_day(), count in -800_i32..800) {
        let calendar = WorkCalendar::default();
        let start = calendar.shift(start, Shift::Next);
        let there = calendar.add_working_days(start, count).unwrap();
        prop_assert_eq!(calendar.add_working_days(there, -count), Some(start));
    }
}

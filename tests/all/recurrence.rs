//! The recurrence engine: the examples of RFC 5545 and RFC 7529, changes of the clocks, leap days and leap months,
//! shifts to working days, changes of a series, hostile rules.

use chancery::rules::recurrence::{
    MOST_OCCURRENCES, MOST_STEPS, Plan, RecurrenceError, Schedule, moved, split, without,
};
use chancery::rules::time_zones::Zone;
use chancery::rules::working_days::WorkCalendar;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::hostile_rules::hostile_rules;

pub fn time(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap()
}

/// An hour long, on the clock of New York, as in the examples of the RFC.
pub fn plan(start: &str, recurrence: &str) -> Plan {
    let start = time(start);
    Plan {
        start,
        end: start + TimeDelta::hours(1),
        all_day: false,
        time_zone: "America/New_York".to_owned(),
        recurrence: recurrence.to_owned(),
    }
}

pub fn whole_days(start: &str, recurrence: &str) -> Plan {
    let start = time(&format!("{start}T000000"));
    let end = start + TimeDelta::days(1);
    Plan { start, end, all_day: true, time_zone: String::new(), recurrence: recurrence.to_owned() }
}

fn starts_between(plan: &Plan, from: &str, until: &str) -> Vec<NaiveDateTime> {
    let schedule = Schedule::of(plan).unwrap();
    let found = schedule.occurrences(&WorkCalendar::default(), time(from)..time(until)).unwrap();
    found.into_iter().map(|occurrence| occurrence.start).collect()
}

pub fn starts(plan: &Plan, until: &str) -> Vec<NaiveDateTime> {
    starts_between(plan, "19000101T000000", until)
}

/// Days as `1997-09-02`, with the time where it is not nine o'clock or midnight.
fn shown(starts: &[NaiveDateTime]) -> String {
    let one = |start: &NaiveDateTime| match start.format("%H:%M:%S").to_string().as_str() {
        "09:00:00" | "00:00:00" => start.format("%Y-%m-%d").to_string(),
        _ => start.format("%Y-%m-%dT%H:%M").to_string(),
    };
    starts.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// How many occurrences a rule has before a day, and how those begin that are listed.
fn example(start: &str, recurrence: &str, until: &str, count: usize, listed: &str) {
    let found = starts(&plan(start, recurrence), until);
    let begin: Vec<NaiveDateTime> = found.iter().copied().take(listed.split(' ').count()).collect();
    assert_eq!(shown(&begin), listed, "{recurrence}");
    assert_eq!(found.len(), count, "{recurrence}: {}", shown(&found));
}

const SEPTEMBER_2: &str = "19970902T090000";

#[test]
fn rfc_5545_daily_and_weekly() {
    let year = "20000201T000000";
    example(
        SEPTEMBER_2,
        "RRULE:FREQ=DAILY;COUNT=10",
        year,
        10,
        "1997-09-02 1997-09-03 1997-09-04 1997-09-05",
    );
    example(SEPTEMBER_2, "RRULE:FREQ=DAILY;UNTIL=19971224T000000Z", year, 113, "1997-09-02 1997-09-03");
    example(
        SEPTEMBER_2,
        "RRULE:FREQ=DAILY;INTERVAL=2",
        "19971204T000000",
        47,
        "1997-09-02 1997-09-04 1997-09-06",
    );
    let every_10 = "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12";
    example(SEPTEMBER_2, "RRULE:FREQ=DAILY;INTERVAL=10;COUNT=5", year, 5, every_10);
    let january = "1998-01-01 1998-01-02 1998-01-03";
    let yearly = "RRULE:FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA";
    example("19980101T090000", yearly, "20010101T000000", 93, january);
    let daily = "RRULE:FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1";
    example("19980101T090000", daily, "20010101T000000", 93, january);
    let weeks = "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-10-07 1997-10-14 1997-10-21 1997-10-28 1997-11-04";
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;COUNT=10", year, 10, weeks);
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;UNTIL=19971224T000000Z", year, 17, weeks);
    let second = "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28 1997-11-11";
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU", "19980218T000000", 13, second);
    let two = "1997-09-02 1997-09-04 1997-09-09 1997-09-11 1997-09-16 1997-09-18 1997-09-23 1997-09-25 1997-09-30 1997-10-02";
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", year, 10, two);
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", year, 10, two);
    let other = "1997-09-01 1997-09-03 1997-09-05 1997-09-15 1997-09-17 1997-09-19 1997-09-29 1997-10-01 1997-10-03 1997-10-13";
    let rule = "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR";
    example("19970901T090000", rule, year, 25, other);
    let eight = "1997-09-02 1997-09-04 1997-09-16 1997-09-18 1997-09-30 1997-10-02 1997-10-14 1997-10-16";
    example(SEPTEMBER_2, "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", year, 8, eight);
    let monday = "1997-08-05 1997-08-10 1997-08-19 1997-08-24";
    example("19970805T090000", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", year, 4, monday);
    let sunday = "1997-08-05 1997-08-17 1997-08-19 1997-08-31";
    example("19970805T090000", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", year, 4, sunday);
}

#[test]
fn rfc_5545_monthly() {
    let year = "20000601T000000";
    let first_friday = "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 1998-05-01 1998-06-05";
    example("19970905T090000", "RRULE:FREQ=MONTHLY;COUNT=10;BYDAY=1FR", year, 10, first_friday);
    example(
        "19970905T090000",
        "RRULE:FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        year,
        4,
        "1997-09-05 1997-10-03 1997-11-07 1997-12-05",
    );
    let first_and_last = "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01 1998-03-29 1998-05-03 1998-05-31";
    example(
        "19970907T090000",
        "RRULE:FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        year,
        10,
        first_and_last,
    );
    let second_to_last = "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16";
    example("19970922T090000", "RRULE:FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", year, 6, second_to_last);
    let third_last_day = "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26";
    example("19970928T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-3", "19980301T000000", 6, third_last_day);
    let second_and_fifteenth = "1997-09-02 1997-09-15 1997-10-02 1997-10-15 1997-11-02 1997-11-15 1997-12-02 1997-12-15 1998-01-02 1998-01-15";
    example(SEPTEMBER_2, "RRULE:FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", year, 10, second_and_fifteenth);
    let edges = "1997-09-30 1997-10-01 1997-10-31 1997-11-01 1997-11-30 1997-12-01 1997-12-31 1998-01-01 1998-01-31 1998-02-01";
    example("19970930T090000", "RRULE:FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", year, 10, edges);
    let eighteen = "1997-09-10 1997-09-11 1997-09-12 1997-09-13 1997-09-14 1997-09-15 1999-03-10 1999-03-11 1999-03-12 1999-03-13";
    example(
        "19970910T090000",
        "RRULE:FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        year,
        10,
        eighteen,
    );
    let tuesdays = "1997-09-02 1997-09-09 1997-09-16 1997-09-23 1997-09-30 1997-11-04 1997-11-11 1997-11-18 1997-11-25 1998-01-06";
    example(SEPTEMBER_2, "RRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "19980401T000000", 18, tuesdays);
    let friday_13 = "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13";
    let rule = "RRULE:FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13";
    let excluded = format!("EXDATE;TZID=America/New_York:19970902T090000\n{rule}");
    example(SEPTEMBER_2, &excluded, "20010101T000000", 5, friday_13);
    // Without the EXDATE the beginning is the first occurrence all the same.
    example(SEPTEMBER_2, rule, "20010101T000000", 6, &format!("1997-09-02 {friday_13}"));
    let saturdays = "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10 1998-02-07 1998-03-07 1998-04-11 1998-05-09 1998-06-13";
    example(
        "19970913T090000",
        "RRULE:FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "19980701T000000",
        10,
        saturdays,
    );
    example(
        "19970904T090000",
        "RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        year,
        3,
        "1997-09-04 1997-10-07 1997-11-06",
    );
    let next_to_last = "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30";
    example(
        "19970929T090000",
        "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "19980401T000000",
        7,
        next_to_last,
    );
    let thirty = "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30";
    example("20070115T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "20080101T000000", 5, thirty);
}

#[test]
fn rfc_5545_yearly() {
    let june_and_july = "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 2001-06-10 2001-07-10";
    example(
        "19970610T090000",
        "RRULE:FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "20100101T000000",
        10,
        june_and_july,
    );
    let other_years = "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 2003-01-10 2003-02-10 2003-03-10";
    example(
        "19970310T090000",
        "RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "20100101T000000",
        10,
        other_years,
    );
    let year_days = "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 2003-07-19 2006-01-01";
    example(
        "19970101T090000",
        "RRULE:FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "20100101T000000",
        10,
        year_days,
    );
    example(
        "19970519T090000",
        "RRULE:FREQ=YEARLY;BYDAY=20MO",
        "20000101T000000",
        3,
        "1997-05-19 1998-05-18 1999-05-17",
    );
    example(
        "19970512T090000",
        "RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "20000101T000000",
        3,
        "1997-05-12 1998-05-11 1999-05-17",
    );
    let march = "1997-03-13 1997-03-20 1997-03-27 1998-03-05 1998-03-12 1998-03-19 1998-03-26 1999-03-04 1999-03-11 1999-03-18 1999-03-25";
    example("19970313T090000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "20000101T000000", 11, march);
    let summer = "1997-06-05 1997-06-12 1997-06-19 1997-06-26 1997-07-03";
    example("19970605T090000", "RRULE:FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "20000101T000000", 39, summer);
    let elections = "1996-11-05 2000-11-07 2004-11-02";
    let rule = "RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8";
    example("19961105T090000", rule, "20050101T000000", 3, elections);
}

#[test]
fn rfc_5545_within_a_day() {
    let end = "19970904T120000";
    let three_hours = "1997-09-02 1997-09-02T12:00 1997-09-02T15:00";
    // The RFC's own text says 17:00 and means UTC-4's 21:00 (errata 3883).
    example(SEPTEMBER_2, "RRULE:FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", end, 3, three_hours);
    let quarters =
        "1997-09-02 1997-09-02T09:15 1997-09-02T09:30 1997-09-02T09:45 1997-09-02T10:00 1997-09-02T10:15";
    example(SEPTEMBER_2, "RRULE:FREQ=MINUTELY;INTERVAL=15;COUNT=6", end, 6, quarters);
    let hour_and_a_half = "1997-09-02 1997-09-02T10:30 1997-09-02T12:00 1997-09-02T13:30";
    example(SEPTEMBER_2, "RRULE:FREQ=MINUTELY;INTERVAL=90;COUNT=4", end, 4, hour_and_a_half);
    let daily = "RRULE:FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40";
    let minutely = "RRULE:FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16";
    let listed = "1997-09-02 1997-09-02T09:20 1997-09-02T09:40 1997-09-02T10:00 1997-09-02T10:20";
    example(SEPTEMBER_2, daily, end, 48, listed);
    example(SEPTEMBER_2, minutely, end, 48, listed);
    let last_second = starts(
        &plan("20260101T000000", "RRULE:FREQ=HOURLY;BYMINUTE=0,30;BYSETPOS=-1;COUNT=3"),
        "20270101T000000",
    );
    assert_eq!(shown(&last_second), "2026-01-01 2026-01-01T00:30 2026-01-01T01:30");
}

#[test]
fn rfc_7529_calendars_and_skipping() {
    let until = "20200101T000000";
    let new_year = whole_days("20130210", "RRULE:RSCALE=CHINESE;FREQ=YEARLY");
    assert_eq!(shown(&starts(&new_year, "20170101T000000")), "2013-02-10 2014-01-31 2015-02-19 2016-02-08");
    let leap_day = |skip: &str| {
        whole_days("20120229", &format!("RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP={skip};COUNT=5"))
    };
    assert_eq!(
        shown(&starts(&leap_day("FORWARD"), until)),
        "2012-02-29 2013-03-01 2014-03-01 2015-03-01 2016-02-29"
    );
    assert_eq!(
        shown(&starts(&leap_day("BACKWARD"), until)),
        "2012-02-29 2013-02-28 2014-02-28 2015-02-28 2016-02-29"
    );
    assert_eq!(shown(&starts(&leap_day("OMIT"), until)), "2012-02-29 2016-02-29");
    let month_end = |skip: &str| {
        whole_days("20140131", &format!("RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP={skip};COUNT=4"))
    };
    assert_eq!(shown(&starts(&month_end("OMIT"), until)), "2014-01-31 2014-03-31 2014-05-31 2014-07-31");
    assert_eq!(shown(&starts(&month_end("BACKWARD"), until)), "2014-01-31 2014-02-28 2014-03-31 2014-04-30");
    assert_eq!(shown(&starts(&month_end("FORWARD"), until)), "2014-01-31 2014-03-01 2014-03-31 2014-05-01");
    let ethiopic = whole_days("20130906", "RRULE:RSCALE=ETHIOPIC;FREQ=MONTHLY;BYMONTH=13");
    assert_eq!(Schedule::of(&ethiopic).unwrap_err(), RecurrenceError::UnknownScale("ETHIOPIC".to_owned()));
}

#[test]
fn the_lunar_calendar() {
    // 春节, 端午, 中秋 and 除夕 of 2024 to 2027, as the State Council's arrangements have them.
    let lunar = |start: &str, rule: &str| shown(&starts(&whole_days(start, rule), "20280101T000000"));
    assert_eq!(
        lunar("20240210", "RRULE:RSCALE=CHINESE;FREQ=YEARLY"),
        "2024-02-10 2025-01-29 2026-02-17 2027-02-06"
    );
    assert_eq!(
        lunar("20240610", "RRULE:RSCALE=CHINESE;FREQ=YEARLY"),
        "2024-06-10 2025-05-31 2026-06-19 2027-06-09"
    );
    let mid_autumn = "RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15";
    assert_eq!(lunar("20240917", mid_autumn), "2024-09-17 2025-10-06 2026-09-25 2027-09-15");
    let eve = "RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1";
    assert_eq!(lunar("20240209", eve), "2024-02-09 2025-01-28 2026-02-16 2027-02-05");
    // 2025 has a second sixth month (闰六月) from 25 July; 2028 a fifth one.
    let first_days = "RRULE:RSCALE=CHINESE;FREQ=MONTHLY;COUNT=4";
    assert_eq!(lunar("20250527", first_days), "2025-05-27 2025-06-25 2025-07-25 2025-08-23");
    let in_leap_month = |skip: &str| {
        let rule = format!("RRULE:RSCALE=CHINESE;FREQ=YEARLY;SKIP={skip}");
        shown(&starts(&whole_days("20250727", &rule), "20270101T000000"))
    };
    assert_eq!(in_leap_month("OMIT"), "2025-07-27");
    assert_eq!(in_leap_month("BACKWARD"), "2025-07-27 2026-07-16");
    assert_eq!(in_leap_month("FORWARD"), "2025-07-27 2026-08-15");
    // The 30th day of a month that has 29.
    let thirtieth = "RRULE:RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD;COUNT=3";
    assert_eq!(
        lunar("20260217", &thirtieth.replace("COUNT=3", "COUNT=4")),
        "2026-02-17 2026-03-18 2026-04-16 2026-05-16"
    );
}

#[test]
fn the_clocks_change() {
    let offsets = |plan: &Plan, from: &str, until: &str| {
        let found = Schedule::of(plan)
            .unwrap()
            .occurrences(&WorkCalendar::default(), time(from)..time(until))
            .unwrap();
        let one = |at: &chancery::rules::recurrence::Occurrence| {
            format!("{}{:+}", at.start.format("%dT%H:%M"), at.start_offset / 3600)
        };
        found.iter().map(one).collect::<Vec<_>>().join(" ")
    };
    // Nine o'clock stays nine o'clock.
    let nine = plan("20260301T090000", "RRULE:FREQ=DAILY");
    assert_eq!(offsets(&nine, "20260307T120000", "20260309T220000"), "07T09:00-5 08T09:00-4 09T09:00-4");
    // RFC 5545 §3.3.5: half past two does not exist and is read on the old clock; half past one comes twice and
    // means the first.
    let gap = plan("20260306T023000", "RRULE:FREQ=DAILY;COUNT=4");
    assert_eq!(
        offsets(&gap, "20260306T000000", "20260311T000000"),
        "06T02:30-5 07T02:30-5 08T03:30-4 09T02:30-4"
    );
    let overlap = plan("20261031T013000", "RRULE:FREQ=DAILY;COUNT=3");
    assert_eq!(offsets(&overlap, "20261031T000000", "20261105T000000"), "31T01:30-4 01T01:30-4 02T01:30-5");
    // Two and three o'clock are one moment on the day the clocks go forward.
    let hourly = plan("20260308T000000", "RRULE:FREQ=HOURLY;COUNT=5");
    assert_eq!(
        offsets(&hourly, "20260308T000000", "20260310T000000"),
        "08T00:00-5 08T01:00-5 08T03:00-4 08T04:00-4"
    );
    // An hour stays an hour, a night is as long as the clocks make it.
    let night = Plan { end: time("20260308T060000"), ..plan("20260307T220000", "") };
    let found = Schedule::of(&night)
        .unwrap()
        .occurrences(&WorkCalendar::default(), time("20260307T000000")..time("20260310T000000"))
        .unwrap();
    assert_eq!((found[0].start_offset, found[0].end_offset), (-18_000, -14_400));
    // The office sees it on its own clock.
    assert_eq!(found[0].office_start(), time("20260308T110000"));
    let lord_howe = Zone::find("Australia/Lord_Howe").unwrap();
    assert_eq!(lord_howe.offset(1_767_225_600), 39_600);
    assert_eq!(Zone::find("Eastern Standard Time").unwrap().name(), "America/New_York");
    assert_eq!(Zone::find("china standard time").unwrap().name(), "Asia/Shanghai");
    assert_eq!(Zone::find("+05:30").unwrap().offset(0), 19_800);
    assert!(Zone::find("Mars/Olympus").is_none());
    assert_eq!(
        Zone::find_in_path("/softwarestudio.org/Olson_20011030_5/Pacific/Auckland").unwrap().name(),
        "Pacific/Auckland"
    );
}

#[test]
fn added_and_left_out() {
    let rule = "RRULE:FREQ=WEEKLY;COUNT=4\nRDATE;TZID=Europe/Berlin:20260107T150000\nRDATE;VALUE=PERIOD:20260108T090000/PT3H,20260109T090000/20260109T093000\nEXDATE:20260112T090000\nEXDATE;VALUE=DATE:20260119";
    let found = Schedule::of(&plan("20260105T090000", rule))
        .unwrap()
        .occurrences(&WorkCalendar::default(), time("20260101T000000")..time("20270101T000000"))
        .unwrap();
    let one = |at: &chancery::rules::recurrence::Occurrence| {
        format!("{} {}", at.start.format("%d"), (at.end - at.start).num_minutes())
    };
    assert_eq!(found.iter().map(one).collect::<Vec<_>>(), ["05 60", "07 60", "08 180", "09 30", "26 60"]);
    let without_weekends = "RRULE:FREQ=DAILY;COUNT=7\nEXRULE:FREQ=WEEKLY;BYDAY=SA,SU";
    let days = starts(&plan("20260105T090000", without_weekends), "20270101T000000");
    assert_eq!(shown(&days), "2026-01-05 2026-01-06 2026-01-07 2026-01-08 2026-01-09");
    // A rule typed without its name is a rule.
    assert_eq!(starts(&plan("20260105T090000", "freq=daily;count=2"), "20270101T000000").len(), 2);
}

#[test]
fn working_days() {
    let shifted = |shift: &str, from: &str, until: &str| {
        let rule = format!("RRULE:FREQ=MONTHLY;BYMONTHDAY=3;X-WORKDAY={shift}");
        shown(&starts_between(&plan_here("20260103T090000", &rule), from, until))
    };
    // 3 October 2026 is a holiday until the 7th; the days before it are worked.
    assert_eq!(shifted("NEXT", "20261001T000000", "20261101T000000"), "2026-10-08");
    assert_eq!(shifted("PREVIOUS", "20260930T000000", "20261001T000000"), "2026-09-30");
    assert_eq!(shifted("PREVIOUS", "20261001T000000", "20261005T000000"), "");
    assert_eq!(shifted("SKIP", "20260901T000000", "20261120T000000"), "2026-09-03 2026-11-03");
    // Days that are shifted to one day are one occurrence, the one planned there.
    let daily = plan_here("20260901T090000", "RRULE:FREQ=DAILY;X-WORKDAY=NEXT");
    let found = Schedule::of(&daily)
        .unwrap()
        .occurrences(&WorkCalendar::default(), time("20260930T000000")..time("20261010T000000"))
        .unwrap();
    let days: Vec<(NaiveDate, NaiveDate)> =
        found.iter().map(|at| (at.start.date(), at.original.date())).collect();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(days, ["2026-09-30", "2026-10-08", "2026-10-09"].map(|text| (day(text), day(text))));
    let next = Schedule::of(&plan_here("20260103T090000", "RRULE:FREQ=MONTHLY;X-WORKDAY=PREVIOUS")).unwrap();
    let next = next.next_after(&WorkCalendar::default(), time("20261001T000000")).unwrap().unwrap();
    assert_eq!(next.start, time("20261103T090000"));
}

fn plan_here(start: &str, recurrence: &str) -> Plan {
    Plan { time_zone: String::new(), ..plan(start, recurrence) }
}

#[test]
fn wrong_rules_are_refused() {
    let error = |rule: &str| Schedule::of(&plan("20260105T090000", rule)).unwrap_err();
    let bad =
        |part: &str, value: &str| RecurrenceError::BadPart { part: part.to_owned(), value: value.to_owned() };
    assert_eq!(error("RRULE:COUNT=3"), RecurrenceError::NoFrequency);
    assert_eq!(error("RRULE:FREQ=OFTEN"), bad("FREQ", "OFTEN"));
    assert_eq!(error("RRULE:FREQ=DAILY;INTERVAL=0"), bad("INTERVAL", "0"));
    assert_eq!(error("RRULE:FREQ=DAILY;COUNT=3;UNTIL=20270101"), RecurrenceError::TwoEnds);
    assert_eq!(error("RRULE:FREQ=DAILY;UNTIL=20123456T123456"), bad("UNTIL", "20123456T123456"));
    assert_eq!(error("RRULE:FREQ=DAILY;BYMONTH=13"), bad("BYMONTH", "13"));
    assert_eq!(error("RRULE:FREQ=DAILY;BYMONTH=5L"), bad("BYMONTH", "L"));
    assert_eq!(error("RRULE:FREQ=MONTHLY;BYMONTHDAY=0"), bad("BYMONTHDAY", "0"));
    assert_eq!(error("RRULE:FREQ=MONTHLY;BYDAY=XX"), bad("BYDAY", "XX"));
    assert_eq!(error("RRULE:FREQ=DAILY;FREQ=DAILY"), RecurrenceError::Twice("FREQ".to_owned()));
    let not_allowed = |part, frequency| RecurrenceError::NotAllowed { part, frequency };
    assert_eq!(error("RRULE:FREQ=WEEKLY;BYMONTHDAY=3"), not_allowed("BYMONTHDAY", "WEEKLY"));
    assert_eq!(error("RRULE:FREQ=WEEKLY;BYDAY=2MO"), not_allowed("BYDAY", "WEEKLY"));
    assert_eq!(error("RRULE:FREQ=MONTHLY;BYYEARDAY=3"), not_allowed("BYYEARDAY", "MONTHLY"));
    assert_eq!(error("RRULE:FREQ=MONTHLY;BYWEEKNO=3"), not_allowed("BYWEEKNO", "MONTHLY"));
    assert_eq!(error("RRULE:FREQ=MONTHLY;BYSETPOS=3"), not_allowed("BYSETPOS", "MONTHLY"));
    assert_eq!(error("EXDATE:soon"), RecurrenceError::BadTime("soon".to_owned()));
    assert!(matches!(error("SUMMARY:x"), RecurrenceError::BadLine { line: 1, .. }));
    let backwards = Plan { end: time("20260105T080000"), ..plan("20260105T090000", "") };
    assert_eq!(Schedule::of(&backwards).unwrap_err(), RecurrenceError::EndBeforeStart);
    let nowhere = Plan { time_zone: "Mars/Olympus".to_owned(), ..plan("20260105T090000", "") };
    assert!(matches!(Schedule::of(&nowhere).unwrap_err(), RecurrenceError::UnknownZone(_)));
}

#[test]
fn hostile_rules_stop() {
    let calendar = WorkCalendar::default();
    let ask = |rule: &str| {
        let schedule = Schedule::of(&plan("20260105T090000", rule))?;
        schedule
            .occurrences(&calendar, time("20260101T000000")..time("99990101T000000"))
            .map(|found| found.len())
    };
    assert_eq!(ask("RRULE:FREQ=SECONDLY"), Err(RecurrenceError::TooMany(MOST_OCCURRENCES)));
    assert_eq!(ask("RRULE:FREQ=SECONDLY;COUNT=1000000000"), Err(RecurrenceError::TooMany(MOST_OCCURRENCES)));
    // Never: found out, or given up.
    assert_eq!(ask("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), Ok(1));
    assert_eq!(ask("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), Err(RecurrenceError::TooMuchWork));
    assert_eq!(ask("RRULE:FREQ=SECONDLY;INTERVAL=4294967295;BYSECOND=1;COUNT=3"), Ok(1));
    assert!(ask("RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=11L;COUNT=9").is_err());
    // A list of a kilobyte that means every second.
    let list = |most: u32| (0..=most).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let every_second = format!(
        "RRULE:FREQ=YEARLY;BYHOUR={};BYMINUTE={};BYSECOND={};BYSETPOS=1,-1;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        list(23),
        list(59),
        list(59)
    );
    let ends = starts_between(&plan("20260105T090000", &every_second), "20260106T000000", "20280103T000000");
    assert_eq!(ends.len(), 4, "{ends:?}");
    // A month that is asked for is walked, whatever comes before and after it.
    let month = Schedule::of(&plan("19700105T090000", "RRULE:FREQ=DAILY;COUNT=100000000")).unwrap();
    assert_eq!(
        month.occurrences(&calendar, time("20260201T000000")..time("20260301T000000")).unwrap().len(),
        28
    );
    let many = format!("EXDATE:{}", "20260105T090000,".repeat(20_001));
    assert!(matches!(ask(&many), Err(RecurrenceError::TooMany(_))));
}

/// So many steps are walked within 50 ms, as `cargo bench --bench office -- occurrences` shows for each of these rules.
#[test]
fn hostile_rules_stop_after_as_many_steps_as_fit_into_a_moment() {
    let calendar = WorkCalendar::default();
    let month = time("20260601T000000")..time("20260701T000000");
    let always = time("19000101T000000")..time("99990101T000000");
    for (start, lines) in hostile_rules() {
        let shown: String = lines.chars().take(80).collect();
        let plan = plan(start, &lines);
        let schedule = match Schedule::of(&plan) {
            Ok(schedule) => schedule,
            Err(error) => {
                assert!(matches!(error, RecurrenceError::NotAllowed { .. }), "{shown}: {error:?}");
                continue;
            }
        };
        let (prepared, walked) = schedule.steps(always.clone());
        assert!(prepared <= MOST_STEPS && walked <= MOST_STEPS, "{shown}: {prepared} {walked}");
        match schedule.occurrences(&calendar, month.clone()) {
            Ok(found) => assert!(found.len() <= MOST_OCCURRENCES, "{shown}"),
            Err(error) => assert!(
                matches!(error, RecurrenceError::TooMany(_) | RecurrenceError::TooMuchWork),
                "{shown}: {error:?}"
            ),
        }
    }
}

/// A month takes as many steps whenever the plan began.
#[test]
fn how_old_a_series_is_does_not_matter() {
    let month = time("20260601T000000")..time("20260701T000000");
    for rule in
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY", "FREQ=HOURLY"]
    {
        let steps = |start| {
            let schedule = Schedule::of(&plan(start, &format!("RRULE:{rule}"))).unwrap();
            let (prepared, walked) = schedule.steps(month.clone());
            (prepared, walked, schedule.occurrences(&WorkCalendar::default(), month.clone()).unwrap().len())
        };
        let (old, young) = (steps("19700105T090000"), steps("20260105T090000"));
        assert!(old.0 == 0 && old.1 <= young.1 + 2 && old.2 == young.2, "{rule}: {old:?} {young:?}");
    }
}

#[test]
fn a_series_is_parted_without_loss() {
    let whole = plan_here(
        "20260105T090000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10\nRDATE:20260106T140000,20260220T140000\nEXDATE:20260112T090000,20260202T090000",
    );
    let end = "20280101T000000";
    let all = starts(&whole, end);
    for cut in all.iter().skip(1) {
        let (before, after) = split(&whole, *cut).unwrap();
        let mut both = starts(&before, end);
        assert!(both.iter().all(|start| start < cut));
        both.extend(starts(&after, end));
        assert_eq!(both, all, "{cut}: {before:?} {after:?}");
    }
    assert_eq!(split(&whole, all[0]).unwrap_err(), RecurrenceError::FirstOne);
    assert!(matches!(split(&whole, time("20260112T090000")), Err(RecurrenceError::NoOccurrence(_))));
    let one_less = without(&whole, all[2]).unwrap();
    let expected: Vec<_> = all.iter().filter(|start| **start != all[2]).copied().collect();
    assert_eq!(starts(&one_less, end), expected);
}

#[test]
fn a_series_moves_whole() {
    let weekly = plan_here(
        "20260105T090000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260128T090000\nEXDATE:20260112T090000",
    );
    let changed =
        moved(&weekly, time("20260107T090000"), time("20260108T103000"), time("20260108T113000")).unwrap();
    let expected = "2026-01-06T10:30 2026-01-08T10:30 2026-01-15T10:30 2026-01-20T10:30 2026-01-22T10:30 2026-01-27T10:30 2026-01-29T10:30";
    assert_eq!(shown(&starts(&changed.plan, "20270101T000000")), expected);
    assert_eq!(changed.recurrence_id(time("20260121T090000")), time("20260122T103000"));
    let second_tuesday = plan_here("20260113T090000", "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3");
    let third_wednesday =
        moved(&second_tuesday, time("20260113T090000"), time("20260121T090000"), time("20260121T100000"))
            .unwrap();
    assert_eq!(shown(&starts(&third_wednesday.plan, "20270101T000000")), "2026-01-21 2026-02-18 2026-03-18");
    let named = plan_here("20260105T090000", "RRULE:FREQ=MONTHLY;BYMONTHDAY=5,20");
    let refused = moved(&named, time("20260105T090000"), time("20260106T090000"), time("20260106T100000"));
    assert_eq!(refused.unwrap_err(), RecurrenceError::NamesItsDays);
}

#[test]
fn a_bare_rule_may_begin_with_its_calendar() {
    for bare in
        ["FREQ=DAILY;COUNT=3", "RSCALE=GREGORIAN;FREQ=DAILY;COUNT=3", "rscale=gregorian;freq=daily;count=3"]
    {
        assert!(Schedule::of(&plan("19970902T090000", bare)).is_ok(), "{bare}");
    }
}

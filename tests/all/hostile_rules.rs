//! Rules that are meant to keep a program busy (`limits.md` 1g): those known from other calendars, and what the bounds
//! of ours invite. The test asks for their steps, the benchmark for their time.

/// The beginning of each plan and the lines of its recurrence.
pub fn hostile_rules() -> Vec<(&'static str, String)> {
    let list = |first: i64, last: i64| (first..=last).map(|at| at.to_string()).collect::<Vec<_>>().join(",");
    let every_second = format!("BYHOUR={};BYMINUTE={};BYSECOND={}", list(0, 23), list(0, 59), list(0, 59));
    let days = "BYDAY=MO,TU,WE,TH,FR,SA,SU";
    let positions = |first: i64| format!("BYSETPOS={},{}", list(first, 366), list(-366, -first));
    let once = |rule: String| ("20260105T090000", format!("RRULE:{rule}"));
    let repeated = |name: &str, rule: &str, count: usize| format!("{name}:{rule}\n").repeat(count);
    let mut rules = vec![
        // Without end, at every second.
        once("FREQ=SECONDLY".to_owned()),
        ("19000101T000000", "RRULE:FREQ=SECONDLY".to_owned()),
        ("19000101T000000", format!("RRULE:FREQ=MINUTELY;BYSECOND={}", list(0, 59))),
        // A count that nobody lives to see (Radicale 2188), also one that must be walked to.
        once("FREQ=DAILY;COUNT=1000000000".to_owned()),
        once("FREQ=SECONDLY;COUNT=1000000000".to_owned()),
        once("FREQ=DAILY;BYMONTH=1,2,3,4,5,6;COUNT=1000000000".to_owned()),
        ("19700105T090000", "RRULE:FREQ=MINUTELY;BYHOUR=9,10,11;COUNT=4000000000".to_owned()),
        // A kilobyte of lists that means 31 million times a year (node-ical 542).
        once(format!("FREQ=YEARLY;{days};{every_second}")),
        once(format!("FREQ=YEARLY;{days};{every_second};BYSETPOS=1,-1")),
        once(format!("FREQ=YEARLY;{days};{every_second};{}", positions(1))),
        once(format!("FREQ=MONTHLY;{days};{every_second};{}", positions(1))),
        once(format!("FREQ=WEEKLY;{days};{every_second};{}", positions(1))),
        // Positions that no period has.
        once(format!("FREQ=SECONDLY;BYSECOND={};{}", list(0, 59), positions(2))),
        once(format!("FREQ=MINUTELY;BYSECOND=1;{}", positions(2))),
        once(format!("FREQ=DAILY;BYHOUR=1;{}", positions(2))),
        // Days that never come.
        once("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=SECONDLY;BYHOUR=3;BYMINUTE=4;BYSECOND=5;BYMONTH=2;BYMONTHDAY=30".to_owned()),
        once("FREQ=SECONDLY;INTERVAL=2;BYSECOND=1;BYMINUTE=1".to_owned()),
        once("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYSETPOS=366".to_owned()),
        once(format!("FREQ=YEARLY;BYWEEKNO={};BYYEARDAY=366;BYMONTHDAY=30;BYMONTH=2", list(1, 53))),
        once(format!("FREQ=YEARLY;BYWEEKNO={};BYYEARDAY={};BYDAY=MO", list(1, 53), list(1, 366))),
        once("FREQ=HOURLY;INTERVAL=1000000;BYHOUR=3".to_owned()),
        once("FREQ=SECONDLY;INTERVAL=4294967295;BYSECOND=1;COUNT=3".to_owned()),
        // The lunar calendar, whose new moons must be computed.
        once("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=11L;COUNT=900".to_owned()),
        once("RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=31".to_owned()),
        once("RSCALE=CHINESE;FREQ=DAILY;BYMONTH=1L".to_owned()),
        once("RSCALE=CHINESE;FREQ=DAILY;BYMONTHDAY=31".to_owned()),
        once("RSCALE=CHINESE;FREQ=HOURLY;BYMONTHDAY=31".to_owned()),
        once("RSCALE=CHINESE;FREQ=SECONDLY;BYMONTH=12L;BYMONTHDAY=30".to_owned()),
        // What is left out as densely as it comes (rust-rrule 70, 71).
        once("FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY".to_owned()),
        once("FREQ=DAILY\nEXRULE:FREQ=SECONDLY".to_owned()),
        // As many rules as may be, each with a count that is walked to.
        ("19000101T000000", repeated("RRULE", "FREQ=DAILY;BYMONTH=1,2,3;COUNT=4000000000", 32)),
        (
            "19000101T000000",
            format!(
                "{}{}",
                repeated("RRULE", "FREQ=HOURLY;BYMINUTE=1,2;BYDAY=MO;COUNT=4000000000", 32),
                repeated("EXRULE", "FREQ=YEARLY;BYDAY=MO,TU;COUNT=4000000000", 32),
            ),
        ),
        ("19000101T000000", repeated("RRULE", "FREQ=SECONDLY", 32)),
    ];
    // Shifted day by day to the next working day.
    rules.push(once("FREQ=HOURLY;X-WORKDAY=NEXT".to_owned()));
    // As many dates as may be.
    rules.push(("20260105T090000", format!("RDATE:{}", vec!["20260105T090000"; 20_000].join(","))));
    rules.push((
        "20260105T090000",
        format!("RRULE:FREQ=SECONDLY\nEXDATE:{}", vec!["20260105T090001"; 20_000].join(",")),
    ));
    rules
}

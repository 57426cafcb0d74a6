//! The reminder engine: lamps, shifts, catching up once, repeats, escalation.

use chancery::rules::reminders::{
    DayUnit, DueKind, Escalation, Lamp, OpenState, QuietHours, ReminderRule, Repeat, lamp,
};
use chancery::rules::working_days::WorkCalendar;
use chrono::{NaiveDate, NaiveTime};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Borrowed files: three days before, on the day, then every three working days; after ten the director too.
fn loan() -> ReminderRule {
    ReminderRule {
        key: "loan-due".into(),
        record: "loan".into(),
        date_field: "due".into(),
        offset: -3,
        unit: DayUnit::CalendarDays,
        repeat: Repeat::AfterDue { count: 3, unit: DayUnit::WorkingDays },
        recipient: "borrower".into(),
        escalation: vec![Escalation { after: 10, unit: DayUnit::WorkingDays, recipient: "director".into() }],
        due_kind: DueKind::Internal,
        quiet_hours: None,
    }
}

#[test]
fn the_lamp_counts_working_days() {
    let calendar = WorkCalendar::default();
    let at = |today: &str| lamp(day("2026-10-09"), day(today), &calendar, OpenState::Open);
    // 30 September and 8 and 9 October are worked; 1 to 7 October are not.
    assert_eq!(at("2026-09-28"), Lamp::Normal);
    assert_eq!(at("2026-09-29"), Lamp::Soon);
    assert_eq!(at("2026-10-09"), Lamp::Soon);
    assert_eq!(at("2026-10-10"), Lamp::Overdue);
    assert_eq!(lamp(day("2026-10-09"), day("2027-01-01"), &calendar, OpenState::Closed), Lamp::Done);
}

#[test]
fn due_dates_on_days_off_move_by_kind() {
    let calendar = WorkCalendar::default();
    let due = |due_kind| ReminderRule { due_kind, ..loan() }.effective_due(day("2026-10-03"), &calendar);
    assert_eq!(due(DueKind::Statutory), day("2026-09-30"));
    assert_eq!(due(DueKind::Internal), day("2026-10-08"));
    assert_eq!(due(DueKind::Fixed), day("2026-10-03"));
}

#[test]
fn a_reminder_rings_on_its_days_only() {
    let calendar = WorkCalendar::default();
    let rule = loan();
    let due = day("2026-03-09");
    let days = rule.reminder_dates(due, day("2026-03-01"), day("2026-03-24"), &calendar, 100);
    let expected = ["2026-03-06", "2026-03-09", "2026-03-12", "2026-03-17", "2026-03-20", "2026-03-23"];
    // 23 March is the tenth working day after the due date.
    assert_eq!(days, expected.map(day));
    let mut last = None;
    let mut rang = Vec::new();
    for today in day("2026-03-01").iter_days().take_while(|today| *today <= day("2026-03-24")) {
        for _ in 0..2 {
            let evaluation = rule.evaluate("7", due, today, &calendar, OpenState::Open, last);
            if let Some(reminder) = evaluation.ring {
                assert_eq!(reminder.scheduled, today);
                assert_eq!(
                    (reminder.key.rule.as_str(), reminder.key.record_id.as_str(), reminder.key.due),
                    ("loan-due", "7", due)
                );
                last = Some(today);
                rang.push(today);
            }
        }
    }
    assert_eq!(rang, expected.map(day));
}

#[test]
fn missed_days_are_caught_up_once() {
    let calendar = WorkCalendar::default();
    let rule = loan();
    let due = day("2026-03-09");
    let evaluate = |today: &str, last| rule.evaluate("7", due, day(today), &calendar, OpenState::Open, last);
    let first = evaluate("2026-03-18", None);
    let ring = first.ring.unwrap();
    assert_eq!(ring.scheduled, day("2026-03-17"));
    assert_eq!(ring.recipients, ["borrower"]);
    assert_eq!(first.next, Some(day("2026-03-20")));
    assert_eq!(first.lamp, Lamp::Overdue);
    let stored = Some(day("2026-03-18"));
    assert_eq!(evaluate("2026-03-18", stored).ring, None, "a second start on the same day");
    assert_eq!(evaluate("2026-03-12", stored).ring, None, "the clock was set back");
    let late = evaluate("2026-04-30", stored);
    assert_eq!(late.ring.unwrap().recipients, ["borrower", "director"]);
    let closed = rule.evaluate("7", due, day("2026-04-30"), &calendar, OpenState::Closed, stored);
    assert_eq!((closed.ring, closed.next, closed.lamp), (None, None, Lamp::Done));
}

#[test]
fn the_schedule_follows_the_shifted_date_but_the_key_does_not() {
    let calendar = WorkCalendar::default();
    let rule = ReminderRule {
        offset: -1,
        unit: DayUnit::WorkingDays,
        repeat: Repeat::Once,
        escalation: Vec::new(),
        due_kind: DueKind::Statutory,
        ..loan()
    };
    let due = day("2026-10-03");
    let evaluation = rule.evaluate("7", due, day("2026-09-29"), &calendar, OpenState::Open, None);
    assert_eq!(evaluation.due, day("2026-09-30"));
    let ring = evaluation.ring.unwrap();
    assert_eq!((ring.scheduled, ring.key.due), (day("2026-09-29"), due));
    assert_eq!(evaluation.next, None);
    assert_eq!(
        rule.evaluate("7", due, day("2026-09-28"), &calendar, OpenState::Open, None).next,
        Some(day("2026-09-29"))
    );
}

#[test]
fn repeats_of_zero_and_extreme_dates_stop() {
    let calendar = WorkCalendar::default();
    let rule = ReminderRule {
        offset: i32::MIN,
        repeat: Repeat::Every { count: 0, unit: DayUnit::CalendarDays },
        escalation: Vec::new(),
        ..loan()
    };
    let evaluation =
        rule.evaluate("7", day("2026-03-09"), day("2026-03-09"), &calendar, OpenState::Open, None);
    assert_eq!((evaluation.ring, evaluation.next), (None, None));
    let weekly = ReminderRule {
        offset: 0,
        repeat: Repeat::Every { count: 7, unit: DayUnit::CalendarDays },
        escalation: Vec::new(),
        ..loan()
    };
    let evaluation =
        weekly.evaluate("7", day("2026-03-09"), day("9026-03-09"), &calendar, OpenState::Open, None);
    assert!(evaluation.ring.unwrap().scheduled > day("9026-03-02"));
}

#[test]
fn quiet_hours_may_pass_midnight() {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let night = QuietHours { from: time(20), until: time(8) };
    assert!(
        night.contains(time(23))
            && night.contains(time(7))
            && !night.contains(time(8))
            && !night.contains(time(19))
    );
    let noon = QuietHours { from: time(12), until: time(14) };
    assert!(noon.contains(time(12)) && !noon.contains(time(14)) && !noon.contains(time(11)));
}

//! The calendar: what it reads, where things stand, what a drag becomes, what is printed, and its screens.

use std::ops::Range;
use std::sync::Arc;

use chancery::desk::calendar::{
    CalendarBook, CalendarEntry, DAY, Move, Source, days_title, lunar_words, minutes, month_title,
    month_weeks, move_command, place,
};
use chancery::desk::{Command, Office, Reach, Session, Touched, Values};
use chancery::exchange::extract::extract;
use chancery::model::{Problem, Value};
use chancery::print::{CalendarPrint, write_calendar};
use chancery::records::meetings::{Meeting, MeetingKind};
use chancery::rules::lunar_day::lunar_day;
use chancery::rules::side_by_side::{side_by_side, stacked};
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use proptest::prelude::*;

use crate::fixture::{SetClock, create, id, info, owner, void};
use crate::window::{office, rest, until, window};

fn civil(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn time(text: &str) -> NaiveDateTime {
    format!("{text}:00").parse().unwrap()
}

struct Desk {
    office: Office,
    session: Arc<Session>,
}

impl Desk {
    fn new() -> Self {
        let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
        let desk = Self { office, session: owner() };
        for room in [900, 901] {
            desk.run(create("room", room, Values::new().text("name", format!("会议室{room}"))));
        }
        desk
    }

    fn run(&self, command: Command) -> Vec<Touched> {
        self.office.execute(&self.session, command).unwrap().touched
    }

    fn meet(&self, number: u32, start: &str, end: &str, recurrence: &str) {
        let values = Values::new()
            .text("title", format!("会议{number}"))
            .with("start", Value::DateTime(time(start)))
            .with("end", Value::DateTime(time(end)))
            .with("room", Value::Link(id(900)))
            .text("recurrence", recurrence);
        self.run(create("meeting", number, values));
    }

    fn book(&self) -> CalendarBook {
        CalendarBook::read(&self.office.reader(&self.session).unwrap()).unwrap()
    }

    fn meeting(&self, number: u32) -> Meeting {
        let reader = self.office.reader(&self.session).unwrap();
        reader.find(chancery::model::Id::new(id(number))).unwrap().unwrap().record
    }

    /// Drags the first entry of a day.
    fn drag(&self, day: &str, change: impl Fn(&mut Move)) -> Result<Command, Problem> {
        self.drag_of(day, Reach::One, change)
    }

    /// Drags the first entry of a day, and as much of its series as is meant.
    fn drag_of(&self, day: &str, reach: Reach, change: impl Fn(&mut Move)) -> Result<Command, Problem> {
        let entry = all(&self.book(), &(civil(day)..civil(day).succ_opt().unwrap())).remove(0);
        let mut wanted =
            Move { start: entry.start, end: entry.end, all_day: entry.all_day, room: entry.room, entry };
        change(&mut wanted);
        move_command(&self.office.reader(&self.session).unwrap(), &wanted, reach)
    }
}

fn all(book: &CalendarBook, days: &Range<NaiveDate>) -> Vec<CalendarEntry> {
    book.between(days.clone(), &|_, _| true)
}

#[test]
fn a_book_tells_meetings_with_their_occurrences_and_what_falls_due() {
    let desk = Desk::new();
    desk.meet(1, "2026-11-23T09:00", "2026-11-23T10:00", "RRULE:FREQ=WEEKLY;COUNT=3");
    desk.meet(2, "2026-11-24T09:00", "2026-11-24T10:00", "");
    desk.run(create(
        "matter",
        3,
        Values::new().text("title", "报送总结").with("due", Value::Date(civil("2026-11-25"))),
    ));
    let book = desk.book();
    let found = all(&book, &(civil("2026-11-23")..civil("2026-12-08")));
    let told: Vec<(String, &str, bool)> = found
        .iter()
        .map(|entry| (entry.start.format("%m-%d").to_string(), entry.title.as_ref(), entry.all_day))
        .collect();
    let expected = [
        ("11-23".to_owned(), "会议1", false),
        ("11-24".to_owned(), "会议2", false),
        ("11-25".to_owned(), "报送总结", true),
        ("11-30".to_owned(), "会议1", false),
        ("12-07".to_owned(), "会议1", false),
    ];
    assert_eq!(told, expected);
    assert_eq!(found[0].place.as_ref(), "会议室900");
    assert!(found[0].repeats && !found[1].repeats);
    // A calendar that is put away is not read out; a room puts away its meetings.
    let meetings = book.between(civil("2026-11-23")..civil("2026-12-08"), &|source, room| {
        matches!(source, Source::Meeting(MeetingKind::Regular)) && room == Some(id(900))
    });
    assert_eq!(meetings.len(), 4);
    // After a change the next book knows it, and only what was called off or made void is gone.
    let touched = desk.run(void("meeting", 2));
    let next = book.refreshed(&desk.office.reader(&desk.session).unwrap(), &touched).unwrap();
    assert_eq!(all(&next, &(civil("2026-11-23")..civil("2026-12-08"))).len(), 4);
}

#[test]
fn what_is_lent_is_named_by_the_paper_and_not_by_the_number_of_the_loan() {
    let reader = office().reader(&owner()).unwrap();
    let book = CalendarBook::read(&reader).unwrap();
    let entries = all(&book, &(civil("2026-01-01")..civil("2028-01-01")));
    let mut loans = entries.iter().filter(|entry| entry.register == "loan").peekable();
    assert!(loans.peek().is_some());
    assert!(loans.all(|entry| !entry.title.starts_with("JY")), "{entries:?}");
}

#[test]
fn a_move_is_one_command_that_can_be_undone_and_a_taken_room_refuses_it() {
    let desk = Desk::new();
    desk.meet(1, "2026-11-24T09:00", "2026-11-24T10:00", "");
    desk.meet(2, "2026-11-25T09:00", "2026-11-25T10:00", "");
    let later = desk
        .drag("2026-11-24", |wanted| {
            wanted.start += chrono::TimeDelta::minutes(30);
            wanted.end += chrono::TimeDelta::minutes(45);
        })
        .unwrap();
    desk.run(later);
    assert_eq!(desk.meeting(1).start, Some(time("2026-11-24T09:30")));
    assert_eq!(desk.meeting(1).end, Some(time("2026-11-24T10:45")));
    desk.run(Command::Undo);
    assert_eq!(desk.meeting(1).start, Some(time("2026-11-24T09:00")));
    let onto = desk
        .drag("2026-11-24", |wanted| {
            wanted.start += chrono::TimeDelta::days(1);
            wanted.end += chrono::TimeDelta::days(1);
        })
        .unwrap();
    let Err(Problem::Input(faults)) = desk.office.execute(&desk.session, onto) else {
        panic!("a room was given twice");
    };
    let words = faults[0].message.in_language(Language::SimplifiedChinese);
    assert!(words.contains("会议2"), "the refusal names the meeting that has the room: {words}");
    // Into another room, at the same time.
    let elsewhere = desk.drag("2026-11-24", |wanted| wanted.room = Some(id(901))).unwrap();
    desk.run(elsewhere);
    assert_eq!(desk.meeting(1).room.map(chancery::model::Id::erase), Some(id(901)));
}

#[test]
fn one_of_a_series_is_moved_alone_with_those_that_follow_or_with_all() {
    for (reach, expected) in [
        (Reach::One, ["11-23 09:00", "11-30 10:00", "12-07 09:00"]),
        (Reach::Following, ["11-23 09:00", "11-30 10:00", "12-07 10:00"]),
        (Reach::All, ["11-23 10:00", "11-30 10:00", "12-07 10:00"]),
    ] {
        let desk = Desk::new();
        desk.meet(1, "2026-11-23T09:00", "2026-11-23T10:00", "RRULE:FREQ=WEEKLY;COUNT=3");
        let told = || -> Vec<String> {
            let found = all(&desk.book(), &(civil("2026-11-23")..civil("2026-12-20")));
            found.iter().map(|entry| entry.start.format("%m-%d %H:%M").to_string()).collect()
        };
        let hour = chrono::TimeDelta::hours(1);
        let command = desk.drag_of("2026-11-30", reach, |wanted| {
            wanted.start += hour;
            wanted.end += hour;
        });
        desk.run(command.unwrap());
        assert_eq!(told(), expected, "{reach:?}");
        desk.run(Command::Undo);
        assert_eq!(told(), ["11-23 09:00", "11-30 09:00", "12-07 09:00"], "{reach:?} is undone as one");
    }
}

#[test]
fn what_was_seen_in_another_version_is_not_moved() {
    let desk = Desk::new();
    desk.meet(1, "2026-11-24T09:00", "2026-11-24T10:00", "");
    let seen = desk.drag("2026-11-24", |wanted| wanted.end += chrono::TimeDelta::minutes(15)).unwrap();
    desk.run(crate::fixture::update(
        "meeting",
        1,
        None,
        Values::new().with("end", Value::DateTime(time("2026-11-24T11:00"))),
    ));
    assert!(matches!(desk.office.execute(&desk.session, seen), Err(Problem::Conflict { .. })));
}

#[test]
fn spans_that_overlap_stand_beside_each_other_and_fill_what_is_free() {
    let lanes = side_by_side(&[0..60, 30..90, 60..120, 200..260]);
    let told: Vec<(u16, u16, u16)> = lanes.iter().map(|lane| (lane.lane, lane.lanes, lane.reach)).collect();
    assert_eq!(told, [(0, 2, 1), (1, 2, 1), (0, 2, 1), (0, 1, 1)]);
    let wide = side_by_side(&[0..100, 0..20, 0..20, 50..60]);
    assert_eq!((wide[3].lane, wide[3].lanes, wide[3].reach), (1, 3, 2), "it may fill two lanes");
    assert_eq!(stacked(&[0..3, 1..2, 3..5, 2..4]), [0, 1, 0, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_that_overlap_share_a_place(spans in prop::collection::vec((0_i64..600, 1_i64..200), 0..40)) {
        let spans: Vec<Range<i64>> = spans.into_iter().map(|(from, length)| from..from + length).collect();
        let lanes = side_by_side(&spans);
        for (a, (of, at)) in spans.iter().zip(&lanes).enumerate() {
            prop_assert!(at.lane + at.reach <= at.lanes);
            for (other, there) in spans.iter().zip(&lanes).skip(a + 1) {
                if of.start < other.end && other.start < of.end {
                    let apart = at.lane + at.reach <= there.lane || there.lane + there.reach <= at.lane;
                    prop_assert!(apart, "{of:?} {at:?} covers {other:?} {there:?}");
                    prop_assert_eq!(at.lanes, there.lanes);
                }
            }
        }
    }
}

#[test]
fn a_month_counts_every_day_and_lays_long_ones_on_top() {
    let desk = Desk::new();
    for number in 1..=9 {
        let start = format!("2026-11-18T{:02}:00", 8 + number);
        let end = format!("2026-11-18T{:02}:00", 9 + number);
        desk.meet(number, &start, &end, "");
    }
    let values = Values::new()
        .text("title", "会议周")
        .with("start", Value::DateTime(time("2026-11-17T00:00")))
        .with("end", Value::DateTime(time("2026-11-20T00:00")))
        .with("all_day", Value::Flag(true));
    desk.run(create("meeting", 20, values));
    let days = civil("2026-10-26")..civil("2026-12-07");
    let entries = all(&desk.book(), &days);
    let weeks = month_weeks(&days, &entries);
    assert_eq!(weeks[3].counts, [0, 1, 10, 1, 0, 0, 0]);
    let long = weeks[3].bars[0];
    assert_eq!((long.from, long.until, long.row), (1, 4, 0));
    assert_eq!(entries[long.line].title.as_ref(), "会议周");
    let placed = place(civil("2026-11-18"), DAY, &entries, |_| true);
    assert_eq!(placed.len(), 9, "whole days are no blocks among the hours");
    assert_eq!((placed[0].from, placed[0].until), (540, 600));
    assert_eq!(minutes(civil("2026-11-18"), time("2026-11-19T00:30")), DAY + 30);
}

#[test]
fn days_of_the_chinese_calendar_and_titles_are_said_in_three_languages() {
    let said = |day: &str, language| lunar_words(lunar_day(civil(day)).unwrap(), language);
    let hans = Language::SimplifiedChinese;
    // 2026: 春节 17 February, 中秋 25 September; 2025 had a leap sixth month from 25 July.
    assert_eq!(said("2026-02-17", hans), "正月");
    assert_eq!(said("2026-09-25", hans), "十五");
    assert_eq!(said("2026-02-16", hans), "廿九");
    assert_eq!(said("2025-07-25", hans), "闰六月");
    assert_eq!(said("2025-07-25", Language::TraditionalChinese), "閏六月");
    assert_eq!(said("2026-11-22", hans), "小雪");
    assert_eq!(said("2026-03-05", Language::TraditionalChinese), "驚蟄");
    assert_eq!(said("2026-09-25", Language::English), "8/15");
    assert_eq!(month_title(civil("2026-11-05"), hans), "2026年11月");
    assert_eq!(month_title(civil("2026-11-05"), Language::English), "November 2026");
    let week = civil("2026-11-23")..civil("2026-11-30");
    assert_eq!(days_title(&week, hans), "2026年11月23日至29日");
    assert_eq!(days_title(&week, Language::English), "23–29 November 2026");
    let turn = civil("2026-12-28")..civil("2027-01-04");
    assert_eq!(days_title(&turn, Language::English), "28 December 2026 – 3 January 2027");
}

#[test]
fn a_week_and_a_month_are_printed_with_text_as_text() {
    let desk = Desk::new();
    desk.meet(1, "2026-11-24T09:00", "2026-11-24T10:00", "");
    let folder = tempfile::tempdir().unwrap();
    let reader = desk.office.reader(&desk.session).unwrap();
    for (name, days, pages) in [
        ("week.pdf", civil("2026-11-23")..civil("2026-11-30"), 1),
        ("month.pdf", civil("2026-11-01")..civil("2026-12-01"), 1),
        ("months.pdf", civil("2026-11-01")..civil("2027-01-01"), 2),
    ] {
        let path = folder.path().join(name);
        let order = CalendarPrint { days, passes: &|_, _| true, conditions: None };
        write_calendar(&reader, &order, &path, Language::SimplifiedChinese).unwrap();
        let read = extract(name, &std::fs::read(&path).unwrap());
        assert!(read.text.contains("会议1"), "{name}: {}", read.text);
        assert!(read.text.contains("2026年11月"), "{name}: {}", read.text);
        assert_eq!(read.pages, Some(pages), "{name}");
    }
}

fn calendar(language: Language, theme: Theme, width: f32) -> Harness<'static, App> {
    let mut harness = window(&office(), language, theme, width);
    rest(&mut harness);
    harness.state_mut().go(Route::Calendar);
    rest(&mut harness);
    harness
}

#[test]
fn every_view_rests_in_every_language_and_theme() {
    for (language, theme, width, views) in [
        (
            Language::SimplifiedChinese,
            Theme::Light,
            1600.0,
            ["日", "工作周", "周", "月", "年", "日程", "会议室", "并排"],
        ),
        (
            Language::TraditionalChinese,
            Theme::Dark,
            1280.0,
            ["日", "工作週", "週", "月", "年", "日程", "會議室", "並排"],
        ),
        (
            Language::English,
            Theme::Light,
            1280.0,
            ["Day", "Work week", "Week", "Month", "Year", "Agenda", "Rooms", "Side by side"],
        ),
    ] {
        let mut harness = calendar(language, theme, width);
        for view in views {
            let switch = |harness: &Harness<'static, App>| {
                harness
                    .query_all_by_label(view)
                    .find(|node| node.accesskit_node().role() == eframe::egui::Role::RadioButton)
                    .map(|node| node.click())
            };
            assert!(switch(&harness).is_some(), "{view} is no view");
            rest(&mut harness);
        }
    }
}

#[test]
fn a_week_shows_its_meetings_and_a_click_selects_one() {
    let mut harness = calendar(Language::SimplifiedChinese, Theme::Light, 1600.0);
    until(&mut harness, "the week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    let meeting = harness.get_all_by_label_contains("2027年度预算编制专题会").next().unwrap();
    meeting.click();
    until(&mut harness, "the inspector", |window| {
        window.query_by_label_contains("讨论各部门预算草案").is_some()
    });
}

#[test]
fn the_keyboard_walks_turns_pages_and_opens() {
    let mut harness = calendar(Language::SimplifiedChinese, Theme::Light, 1600.0);
    until(&mut harness, "the week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    harness.key_press(Key::PageDown);
    until(&mut harness, "the next week", |window| window.query_by_value("2026年11月30日至12月6日").is_some());
    harness.key_press(Key::T);
    until(&mut harness, "this week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    // From nine on Monday, where the cursor stands, to Wednesday at half past nine: the meeting about the budget.
    harness.key_press(Key::ArrowRight);
    rest(&mut harness);
    harness.key_press(Key::ArrowRight);
    rest(&mut harness);
    harness.key_press(Key::ArrowDown);
    until(&mut harness, "the inspector", |window| {
        window.query_by_label_contains("讨论各部门预算草案").is_some()
    });
    harness.key_press(Key::Enter);
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    harness.key_press(Key::Escape);
    rest(&mut harness);
    harness.key_press(Key::M);
    until(&mut harness, "the month", |window| window.query_all_by_value("2026年11月").next().is_some());
    harness.key_press(Key::Y);
    until(&mut harness, "the year", |window| window.query_by_value("2026年").is_some());
}

/// Presses, moves in steps and lets go.
fn drag(harness: &mut Harness<'static, App>, from: eframe::egui::Pos2, to: eframe::egui::Pos2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for step in 1..=6 {
        harness.hover_at(from + (to - from) * (step as f32 / 6.0));
        harness.step();
    }
    harness.drop_at(to);
    rest(harness);
}

#[test]
fn a_time_that_suits_is_found_and_opens_the_form_filled_in() {
    let mut harness = calendar(Language::SimplifiedChinese, Theme::Light, 1600.0);
    until(&mut harness, "the week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    harness.get_by_label_contains("查找空闲").click();
    until(&mut harness, "the answers", |window| window.query_all_by_value("人人空闲").next().is_some());
    rest(&mut harness);
    // Meetings of the week below are held in that room too; the buttons of the answers say its name alone.
    let offered = harness.query_all_by_label_contains("洽谈室").find(|node| {
        let node = node.accesskit_node();
        let is_short = node.label().is_some_and(|label| label.chars().count() < 8);
        node.role() == eframe::egui::Role::Button && is_short
    });
    offered.expect("the smallest room is offered first").click();
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    // Ten on Monday is now; the next quarter of an hour that is free begins then.
    assert!(harness.query_all_by_value("2026-11-23 10:00").next().is_some(), "the beginning is filled in");
}

#[test]
fn a_moved_occurrence_asks_how_much_of_its_series_is_meant() {
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::Calendar);
    until(&mut harness, "the week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    let before = office.reader(&owner()).unwrap().all::<Meeting>().unwrap().len();
    let rect = harness.get_all_by_label_contains("信息化例会").next().unwrap().rect();
    drag(&mut harness, rect.center(), rect.center() + eframe::egui::vec2(0.0, rect.height() + 1.5));
    until(&mut harness, "the question", |window| window.query_by_label("仅这一次").is_some());
    harness.get_by_label("仅这一次").click();
    let moved = || {
        let found = office.reader(&owner()).unwrap().all::<Meeting>().unwrap();
        let changed = |of: &Meeting| of.recurrence_id == Some(time("2026-11-24T16:00"));
        (
            found.len(),
            found.iter().any(|of| changed(&of.record) && of.record.start == Some(time("2026-11-24T17:00"))),
        )
    };
    until(&mut harness, "the changed occurrence", |_| moved() == (before + 1, true));
}

#[test]
fn dragging_the_ground_opens_a_form_and_dragging_a_meeting_moves_it() {
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::Calendar);
    until(&mut harness, "the week", |window| window.query_by_value("2026年11月23日至29日").is_some());
    let meeting = harness.get_all_by_label_contains("信息系统变更评审").next().unwrap();
    let rect = meeting.rect();
    let hour = rect.height() + 1.5;
    drag(&mut harness, rect.center(), rect.center() + eframe::egui::vec2(0.0, hour));
    let owner = Arc::new(Session::owner());
    let moved = || {
        let reader = office.reader(&owner).unwrap();
        let found = reader.all::<Meeting>().unwrap();
        found.into_iter().find(|of| of.record.title == "信息系统变更评审").unwrap().record
    };
    until(&mut harness, "the move", |_| moved().start == Some(time("2026-11-25T15:30")));
    assert_eq!(moved().end, Some(time("2026-11-25T16:30")), "its length stays");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "the undo", |_| moved().start == Some(time("2026-11-25T14:30")));
    // Its lower edge, with a hand that strays into the next day.
    rest(&mut harness);
    let rect = harness.get_all_by_label_contains("信息系统变更评审").next().unwrap().rect();
    let edge = rect.center_bottom() - eframe::egui::vec2(0.0, 2.0);
    drag(&mut harness, edge, edge + eframe::egui::vec2(rect.width() * 1.2, hour / 2.0));
    until(&mut harness, "the longer meeting", |_| moved().end == Some(time("2026-11-25T16:00")));
    assert_eq!(moved().start, Some(time("2026-11-25T14:30")));
    // Empty ground below it.
    let rect = harness.get_all_by_label_contains("信息系统变更评审").next().unwrap().rect();
    let free = rect.center_bottom() + eframe::egui::vec2(0.0, hour / 2.0 + 4.0);
    drag(&mut harness, free, free + eframe::egui::vec2(0.0, hour));
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    assert!(harness.query_all_by_value("2026-11-25 16:30").next().is_some(), "the beginning is filled in");
}

//! Activities: their life, the money they may cost, the law on large ones, who signs up and what they thought.

use std::sync::Arc;

use chancery::desk::{ActivityConsole, Command, Office, Session, Values};
use chancery::model::{Id, Money, Value};
use chancery::records::activities::{Activity, ActivityState};
use chancery::records::budget::{Commitment, CommitmentState};
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;
use eframe::egui::{Role, Theme};
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{SetClock, create, day, go, id, info, owner, person, refused, unit, update};
use crate::window::{rest, until, window};

struct Desk {
    office: Office,
    session: Arc<Session>,
}

fn time(text: &str) -> Value {
    Value::DateTime(format!("{text}:00").parse().unwrap())
}

fn yuan(amount: i64) -> Value {
    Value::Money(Money::from_fen(amount * 100))
}

impl Desk {
    fn new() -> Self {
        let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
        let desk = Self { office, session: owner() };
        desk.run(unit(50, "BGS"));
        for number in 60..65 {
            desk.run(person(number, &format!("人{number}")));
        }
        let version = Values::new().text("name", "2026 二下").with("year", Value::Integer(2026));
        let version = version.with("stated", yuan(10_000)).with("state", Value::choice("executing"));
        desk.run(create("budget_version", 70, version));
        let line = Values::new()
            .text("code", "BGS-03")
            .with("version", Value::Link(id(70)))
            .with("department", Value::Link(id(50)))
            .text("project", "会议与活动")
            .text("account", "30215 会议费")
            .with("original", yuan(10_000));
        desk.run(create("budget_line", 71, line));
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }

    fn refused(&self, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
        refused(&self.office, command)
    }

    fn activity(&self, number: u32) -> Activity {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }
}

fn walk(budget: i64) -> Values {
    Values::new()
        .text("title", "迎新健步走")
        .text("purpose", "增强凝聚力")
        .with("start", time("2026-03-21T08:30"))
        .with("end", time("2026-03-21T11:30"))
        .with("organiser", Value::Link(id(60)))
        .with("line", Value::Link(id(71)))
        .with("budget", yuan(budget))
        .with("places", Value::Integer(3))
}

#[test]
fn an_activity_goes_from_its_plan_to_the_archive() {
    let desk = Desk::new();
    desk.run(create("activity", 1, walk(4_000)));
    assert_eq!(desk.refused(go("activity", 1, "submit")), [(Some("safety_plan"), "safety_plan")]);
    desk.run(update("activity", 1, None, Values::new().text("safety_plan", "医护随行")));
    desk.run(go("activity", 1, "submit"));
    let early = create("registration", 10, joins(60));
    assert_eq!(desk.refused(early.clone()), [(Some("activity"), "activity_not_open")]);
    desk.run(go("activity", 1, "approve"));
    // The money is asked for with the approval.
    let asked = desk.office.reader(&desk.session).unwrap().all::<Commitment>().unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].record.amount, asked[0].record.state),
        (Money::from_fen(400_000), CommitmentState::Requested)
    );
    desk.run(early);
    assert_eq!(desk.refused(create("registration", 11, joins(60))), [(Some("person"), "registered_already")]);
    desk.run(create("registration", 11, joins(61)));
    desk.run(create("registration", 12, joins(62)));
    assert_eq!(desk.refused(create("registration", 13, joins(63))), [(None, "activity_full")]);
    desk.run(go("registration", 12, "withdraw"));
    desk.run(create("registration", 13, joins(63)));
    let supply = |cost: i64| {
        Values::new().with("activity", Value::Link(id(1))).text("item", "号码布").with("cost", yuan(cost))
    };
    desk.run(create("supply", 20, supply(3_000)));
    assert_eq!(desk.refused(create("supply", 21, supply(1_001))), [(None, "supplies_over_budget")]);
    desk.run(create("supply", 21, supply(1_000)));
    let late = Values::new()
        .with("activity", Value::Link(id(1)))
        .text("title", "颁奖")
        .with("start", time("2026-03-21T11:30"));
    assert_eq!(
        desk.refused(create("run_sheet_item", 30, late.clone())),
        [(Some("start"), "outside_activity")]
    );
    desk.run(create("run_sheet_item", 30, late.with("start", time("2026-03-21T11:00"))));
    desk.run(go("activity", 1, "prepare"));
    assert_eq!(desk.refused(go("registration", 10, "sign_in")), [(None, "activity_not_running")]);
    desk.run(go("activity", 1, "run"));
    for (number, score) in [(10, 5), (11, 4), (13, 4)] {
        desk.run(go("registration", number, "sign_in"));
        desk.run(update("registration", number, None, Values::new().with("score", Value::Integer(score))));
    }
    assert_eq!(
        desk.refused(update("registration", 10, None, Values::new().with("score", Value::Integer(6)))),
        [(Some("score"), "score_to_five")]
    );
    desk.run(go("activity", 1, "finish"));
    let now = desk.activity(1);
    // (5 + 4 + 4) / 3 = 4.333…
    assert_eq!((now.registered, now.present, now.feedback), (3, 3, Some(433)));
    assert_eq!(now.supplies_cost, Money::from_fen(400_000));
    assert_eq!(desk.refused(go("activity", 1, "file")).len(), 2, "it is summed up before it is filed");
    let over = Values::new().with("spent", yuan(4_001)).text("effect", "好");
    assert_eq!(desk.refused(update("activity", 1, None, over)), [(Some("spent"), "activity_over_budget")]);
    desk.run(update("activity", 1, None, Values::new().with("spent", yuan(3_980)).text("effect", "好")));
    desk.run(go("activity", 1, "file"));
    assert_eq!(desk.activity(1).state, ActivityState::Filed);
}

fn joins(number: u32) -> Values {
    Values::new().with("activity", Value::Link(id(1))).with("person", Value::Link(id(number)))
}

#[test]
fn a_budget_line_refuses_what_it_does_not_have() {
    let desk = Desk::new();
    desk.run(create("activity", 1, walk(10_001).text("safety_plan", "医护随行")));
    desk.run(go("activity", 1, "submit"));
    let found = desk.refused(go("activity", 1, "approve"));
    assert!(!found.is_empty(), "{found:?}");
    assert_eq!(desk.activity(1).state, ActivityState::Approving);
    let nothing = walk(100).with("line", Value::Nothing);
    assert_eq!(desk.refused(create("activity", 2, nothing)), [(Some("line"), "activity_needs_line")]);
}

#[test]
fn a_large_activity_needs_its_permit_and_a_plan_of_evacuation() {
    let desk = Desk::new();
    let large = walk(100).with("expected", Value::Integer(1_000)).text("safety_plan", "分区管理");
    desk.run(create("activity", 1, large));
    assert_eq!(desk.refused(go("activity", 1, "submit")), [(Some("evacuation_plan"), "large_activity")]);
    desk.run(update("activity", 1, None, Values::new().text("evacuation_plan", "四个出口")));
    for way in ["submit", "approve", "prepare"] {
        desk.run(go("activity", 1, way));
    }
    assert_eq!(desk.refused(go("activity", 1, "run")), [(Some("permit"), "large_activity")]);
    desk.run(update("activity", 1, None, Values::new().text("permit", "滨公许〔2026〕8号")));
    desk.run(go("activity", 1, "run"));
}

#[test]
fn an_activity_and_a_meeting_share_no_room() {
    let desk = Desk::new();
    desk.run(create("room", 90, Values::new().text("name", "多功能厅")));
    let held = walk(100).with("room", Value::Link(id(90)));
    desk.run(create("activity", 1, held.clone()));
    let meeting = Values::new()
        .text("title", "会")
        .with("start", time("2026-03-21T11:00"))
        .with("end", time("2026-03-21T12:00"))
        .with("room", Value::Link(id(90)));
    assert_eq!(desk.refused(create("meeting", 2, meeting.clone())), [(Some("room"), "occupied")]);
    let after = meeting.with("start", time("2026-03-21T11:30"));
    desk.run(create("meeting", 2, after));
    let until = Values::new().with("sign_up_until", day("2026-03-18")).with("end", time("2026-03-21T11:45"));
    assert_eq!(desk.refused(update("activity", 1, None, until)), [(Some("room"), "occupied")]);
}

impl Desk {
    /// An activity that is being prepared, with two parts, a supply that is missing and two who signed up.
    fn prepared(&self) {
        self.run(create("activity", 1, walk(4_000).text("safety_plan", "医护随行")));
        self.run(go("activity", 1, "submit"));
        self.run(go("activity", 1, "approve"));
        let of = || Values::new().with("activity", Value::Link(id(1)));
        for (number, at, title) in [(31, "2026-03-21T10:00", "颁奖"), (30, "2026-03-21T08:30", "开幕")] {
            let part = of().text("title", title).with("start", time(at)).with("minutes", Value::Integer(60));
            self.run(create("run_sheet_item", number, part.with("responsible", Value::Link(id(60)))));
        }
        self.run(create("supply", 20, of().text("item", "号码布").with("cost", yuan(1_000))));
        self.run(create("registration", 10, joins(60)));
        self.run(create("registration", 11, joins(61)));
        self.run(go("activity", 1, "prepare"));
    }

    fn console(&self, today: &str) -> ActivityConsole {
        let reader = self.office.reader(&self.session).unwrap();
        ActivityConsole::read(&reader, id(1), today.parse().unwrap()).unwrap().unwrap()
    }
}

#[test]
fn the_desk_of_an_activity_says_what_is_to_be_looked_at() {
    let desk = Desk::new();
    desk.prepared();
    let codes = |console: &ActivityConsole| -> Vec<&str> {
        console.warnings.iter().map(|warning| warning.code()).collect()
    };
    let early = desk.console("2026-03-02");
    let order: Vec<&str> = early.run_sheet.iter().map(|part| part.stored.record.title.as_str()).collect();
    assert_eq!(order, ["开幕", "颁奖"], "in the order of time");
    assert_eq!((early.ready(), early.scores(), early.used()), (0, 0, Money::from_fen(100_000)));
    assert_eq!(codes(&early), Vec::<&str>::new());
    assert_eq!(codes(&desk.console("2026-03-18")), ["not_ready"]);
    desk.run(update("supply", 20, None, Values::new().with("is_ready", Value::Flag(true))));
    assert_eq!(codes(&desk.console("2026-03-18")), Vec::<&str>::new());
    // One person at two places, and what runs now.
    desk.run(update("run_sheet_item", 31, None, Values::new().with("start", time("2026-03-21T09:15"))));
    let console = desk.console("2026-03-18");
    assert_eq!(codes(&console), ["overlap"]);
    let now = |text: &str| console.current(format!("2026-03-21T{text}:00").parse().unwrap());
    assert_eq!((now("08:00"), now("09:00"), now("10:30")), (None, Some(id(30)), None));
    // What was borrowed is owed until it is given back.
    let borrowed = Values::new().with("source", Value::choice("borrowed"));
    desk.run(update("supply", 20, None, borrowed));
    desk.run(go("activity", 1, "run"));
    desk.run(go("activity", 1, "finish"));
    assert!(codes(&desk.console("2026-03-22")).contains(&"not_returned"));
}

#[test]
fn an_activity_is_led_in_the_window() {
    let desk = Desk::new();
    desk.prepared();
    let office = Arc::new(desk.office);
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::Activity(None));
    until(&mut harness, "the choice", |window| {
        window.query_all_by_label_contains("迎新健步走").next().is_some()
    });
    harness.get_all_by_label_contains("迎新健步走").next().unwrap().click();
    until(&mut harness, "the run sheet", |window| {
        window.query_by_role_and_label(Role::CheckBox, "开幕").is_some()
    });
    harness.get_by_role_and_label(Role::CheckBox, "开幕").click();
    until(&mut harness, "what is done", |window| {
        window.query_all_by_label_contains("已完成 1 / 2").next().is_some()
    });
    // The figures stand over it: two of three places are taken.
    assert!(harness.query_all_by_label_contains("报名 2 / 3").next().is_some());
    harness.get_by_role_and_label(Role::RadioButton, "活动物资").click();
    until(&mut harness, "the supplies", |window| {
        window.query_by_role_and_label(Role::CheckBox, "号码布").is_some()
    });
    harness.get_by_role_and_label(Role::CheckBox, "号码布").click();
    until(&mut harness, "what is there", |window| {
        window.query_all_by_label_contains("物资到位 1 / 1").next().is_some()
    });
    for side in ["活动宣传", "总结"] {
        harness.get_by_role_and_label(Role::RadioButton, side).click();
        rest(&mut harness);
    }
}

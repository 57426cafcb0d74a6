//! Supervised matters: who is told along the org chart, slips in three colours, problems, milestones, and the screen
//! that shows what is late.

use std::sync::Arc;

use chancery::charts::{Chart, Content, Gantt, GanttPoint, GanttRow};
use chancery::desk::{MatterScope, Office, SupervisionPanel, Values};
use chancery::exchange::extract::extract;
use chancery::model::{Id, Role, Value};
use chancery::print::papers::{print_file, printable};
use chancery::records::organisation::{Appointment, Ladder, Post, Unit};
use chancery::records::supervision::{IssueState, Matter, MatterIssue, MatterState, Slip, SlipColour, told};
use chancery::rules::reminders::Lamp;
use chancery::rules::supervision::Attention;
use chancery::store::Store;
use chancery::text::Language;
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{
    SetClock, appointment, create, day, go, id, info, moment, owner, person, post, refused, unit, update,
};
use crate::window::{office as demo_office, rest, until, window};

/// An office of four: 71 owns matters, 72 heads the unit, 73 is deputy director, 74 director.
struct Desk {
    office: Office,
    clock: Arc<SetClock>,
}

impl Desk {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, clock };
        desk.run(unit(50, "DAS"));
        for (number, name, role) in [
            (74, "主任", "director"),
            (73, "副主任", "deputy"),
            (72, "室主任", "archivist"),
            (71, "档案员", "staff"),
        ] {
            desk.run(person(number, name));
            desk.run(post(number + 100, &format!("P{number}"), role));
            desk.run(appointment(number + 200, number, number + 100));
            let mut line = Values::new().with("unit", Value::Link(id(50)));
            if number < 74 {
                line = line.with("reports_to", Value::Link(id(number + 101)));
            }
            desk.run(update("post", number + 100, None, line));
        }
        desk.run(update("unit", 50, None, Values::new().with("head", Value::Link(id(72)))));
        desk
    }

    fn run(&self, command: chancery::desk::Command) {
        self.office.execute(&owner(), command).unwrap();
    }

    fn refused(&self, command: chancery::desk::Command) -> Vec<(Option<&'static str>, &'static str)> {
        refused(&self.office, command)
    }

    fn matter(&self, number: u32, due: &str) {
        let values = Values::new().text("title", "完成档案扫描").with("owner", Value::Link(id(71)));
        let values = values.with("lead_unit", Value::Link(id(50))).with("due", day(due));
        self.run(create("matter", number, values));
        self.run(go("matter", number, "assign"));
    }

    fn panel(&self) -> SupervisionPanel {
        SupervisionPanel::read(&self.office.reader(&owner()).unwrap(), self.office.clock().today()).unwrap()
    }
}

#[test]
fn who_is_told_climbs_the_org_chart_step_by_step() {
    let desk = Desk::new();
    desk.matter(1, "2026-03-20");
    let reader = desk.office.reader(&owner()).unwrap();
    let ladder = Ladder::new(
        &reader.all::<Unit>().unwrap(),
        &reader.all::<Post>().unwrap(),
        &reader.all::<Appointment>().unwrap(),
        desk.office.clock().today(),
    );
    let matter = reader.find::<Matter>(Id::new(id(1))).unwrap().unwrap().record;
    for (attention, expected) in [
        (Attention::Nobody, &[][..]),
        (Attention::Owner, &[71]),
        (Attention::Department, &[71, 72]),
        (Attention::Deputy, &[71, 72, 73]),
        (Attention::Director, &[71, 72, 73, 74]),
    ] {
        let found: Vec<_> = told(&ladder, &matter, attention).into_iter().map(|of| of.1.erase()).collect();
        assert_eq!(found, expected.iter().map(|number| id(*number)).collect::<Vec<_>>(), "{attention:?}");
    }
    // A head's own matter goes to the head above, and nobody stands above the director.
    let own = Matter { owner: Some(Id::new(id(74))), lead_unit: matter.lead_unit, ..matter };
    let found = told(&ladder, &own, Attention::Director);
    assert_eq!(found.iter().map(|of| of.1.erase()).collect::<Vec<_>>(), [id(74), id(72), id(73)]);
    assert_eq!(ladder.holders_of(Role::Deputy), [Id::new(id(73))]);
}

#[test]
fn slips_have_the_colour_of_the_day_and_are_kept() {
    let desk = Desk::new();
    desk.matter(1, "2026-03-13");
    let slip = |number| create("slip", number, Values::new().with("matter", Value::Link(id(1))));
    for (days, number, colour, copied) in [
        (0, 10, SlipColour::Green, &[][..]),
        // Tuesday 10 March: three working days are left.
        (8, 11, SlipColour::Yellow, &[]),
        (11, 12, SlipColour::Yellow, &["室主任"]),
        (14, 13, SlipColour::Red, &["室主任", "副主任"]),
        (18, 14, SlipColour::Red, &["室主任", "副主任", "主任"]),
    ] {
        desk.clock.set(moment(days));
        desk.run(slip(number));
        let made = desk.office.reader(&owner()).unwrap().find::<Slip>(Id::new(id(number))).unwrap().unwrap();
        assert_eq!(made.record.colour, colour, "{days}");
        assert_eq!(made.record.copied, copied, "{days}");
        assert_eq!(made.record.addressee, Some(Id::new(id(71))));
    }
    assert_eq!(
        desk.refused(update("slip", 10, None, Values::new().text("note", "改"))),
        [(Some("note"), "slip_fixed")]
    );
    desk.run(go("matter", 1, "undertake"));
    desk.run(crate::fixture::attach("matter", 1, 20, b"x"));
    desk.run(update("matter", 1, None, Values::new().text("result", "完成")));
    desk.run(go("matter", 1, "report_done"));
    assert_eq!(desk.refused(slip(15)), [(Some("matter"), "slip_closed")]);
}

#[test]
fn what_is_late_stands_first_with_whom_it_is_and_since_when() {
    let desk = Desk::new();
    desk.matter(1, "2026-03-31");
    desk.matter(2, "2026-03-06");
    desk.matter(3, "2026-03-11");
    desk.clock.set(moment(7));
    desk.run(go("matter", 1, "undertake"));
    let panel = desk.panel();
    let order: Vec<_> = panel.lines.iter().map(|line| (line.id, line.lamp.unwrap(), line.late)).collect();
    assert_eq!(order, [(id(2), Lamp::Overdue, 1), (id(3), Lamp::Soon, -2), (id(1), Lamp::Normal, -16),]);
    let first = &panel.lines[0];
    assert_eq!(first.holders, ["档案员"]);
    assert_eq!(first.matter.held_since.unwrap().to_string(), "2026-03-02");
    assert_eq!(first.told.iter().map(|of| of.2.as_str()).collect::<Vec<_>>(), ["档案员", "室主任", "副主任"]);
    let count = |scope| panel.chosen(scope, None, None).count();
    assert_eq!(MatterScope::ALL.map(count), [3, 1, 1, 0, 0, 0]);
    assert_eq!(panel.chosen(MatterScope::Open, Some("plan"), None).count(), 0);
    assert_eq!(panel.chosen(MatterScope::Open, None, Some(id(50))).count(), 3);
    // A Friday passed without a report of the matter that is in hand.
    assert!(panel.lines[2].misses_report);
    let report = Values::new().with("matter", Value::Link(id(1))).text("done", "扫描一半");
    desk.run(create("matter_report", 30, report));
    assert!(!desk.panel().lines[2].misses_report);
}

#[test]
fn an_extension_waits_with_the_director_and_a_problem_is_solved_step_by_step() {
    let desk = Desk::new();
    desk.matter(1, "2026-03-20");
    let late =
        Values::new().with("matter", Value::Link(id(1))).text("title", "验收").with("due", day("2026-03-23"));
    assert_eq!(desk.refused(create("milestone", 5, late.clone())), [(Some("due"), "milestone_after_due")]);
    desk.run(create("milestone", 5, late.with("due", day("2026-03-18"))));
    let ask = Values::new().with("asked_due", day("2026-03-27")).text("extension_reason", "设备未到");
    desk.run(update("matter", 1, None, ask));
    desk.clock.set(moment(2));
    desk.run(go("matter", 1, "ask_extension"));
    let line = desk.panel().lines.remove(0);
    assert_eq!(line.holders, ["主任"]);
    assert_eq!(line.matter.held_since.unwrap().to_string(), "2026-03-04");
    assert_eq!(line.milestones.len(), 1);
    assert_eq!(line.milestones[0].responsible, Some(Id::new(id(71))));
    desk.run(go("matter", 1, "grant_extension"));

    let raised = Values::new().with("matter", Value::Link(id(1))).text("title", "扫描仪故障");
    desk.run(create("matter_issue", 6, raised));
    assert_eq!(desk.panel().lines[0].matter.open_issues, 1);
    desk.run(go("matter_issue", 6, "accept"));
    assert_eq!(desk.refused(go("matter_issue", 6, "coordinate")), [(Some("unit"), "needed_for")]);
    desk.run(update("matter_issue", 6, None, Values::new().with("unit", Value::Link(id(50)))));
    desk.run(go("matter_issue", 6, "coordinate"));
    assert_eq!(desk.refused(go("matter_issue", 6, "solve")), [(Some("measures"), "needed_for")]);
    desk.run(update("matter_issue", 6, None, Values::new().text("measures", "借用设备")));
    desk.run(go("matter_issue", 6, "solve"));
    let reader = desk.office.reader(&owner()).unwrap();
    let issue = reader.find::<MatterIssue>(Id::new(id(6))).unwrap().unwrap().record;
    assert_eq!((issue.state, issue.solved_on.is_some()), (IssueState::Solved, true));
    assert_eq!(desk.panel().lines[0].matter.open_issues, 0);
    assert_eq!(desk.panel().lines[0].matter.state, MatterState::InHand);
}

#[test]
fn a_slip_is_printed_in_its_colour() {
    let office = demo_office();
    let reader = office.reader(&owner()).unwrap();
    let slips = reader.all::<Slip>().unwrap();
    let red = slips.iter().find(|slip| slip.record.colour == SlipColour::Red).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("slip.pdf");
    let chosen = chancery::desk::Conditions::chosen([red.meta.id]);
    let today = office.clock().today();
    print_file(printable("slip").unwrap(), &reader, &chosen, today, &path, Language::default()).unwrap();
    let text = extract("slip.pdf", &std::fs::read(&path).unwrap()).text;
    for words in ["红单", "已逾期 2 个工作日", "苏映雪、何远帆"] {
        assert!(text.replace('\n', "").contains(words), "{words} is missing: {text}");
    }
}

#[test]
fn the_screen_shows_what_is_late_and_makes_out_a_slip() {
    let office = demo_office();
    let before = office.reader(&owner()).unwrap().all::<Slip>().unwrap().len();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    // What was borrowed and is overdue is asked back on the home page.
    assert!(harness.query_by_label_contains("借阅逾期").is_some());
    harness.key_press_modifiers(Modifiers::ALT, Key::Num8);
    until(&mut harness, "the late matter", |window| {
        window.query_by_label_contains("印发《档案借阅管理办法》、督〔2026〕2号").is_some()
            || window.query_by_label_contains("逾期 6 个工作日").is_some()
    });
    harness.get_by_label_contains("逾期 6 个工作日").click();
    rest(&mut harness);
    harness.get_by_label_contains("开催办单").click();
    until(&mut harness, "the slip", |_| {
        office.reader(&owner()).unwrap().all::<Slip>().unwrap().len() == before + 1
    });
    harness.get_by_label("甘特图").click();
    until(&mut harness, "the bars", |window| {
        window.query_all_by_label_contains("完成全部文书档案扫描：2026-10-19 至 2026-11-30").next().is_some()
    });
    harness.run();
}

#[test]
fn the_gantt_chart_says_each_bar_and_marks_milestones() {
    let row = |name: &str, from: &str, until: &str| GanttRow {
        name: name.to_owned(),
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        progress: 40,
        words: format!("{name}的条"),
        points: vec![GanttPoint {
            day: until.parse().unwrap(), is_reached: false, words: "节点".to_owned()
        }],
        ..GanttRow::default()
    };
    let rows = vec![row("甲", "2026-03-02", "2026-03-20"), row("乙", "2026-02-02", "2026-02-20")];
    let gantt = Gantt { rows, today: "2026-03-09".parse().unwrap() };
    let chart = Chart { content: Content::Gantt(gantt), ..Chart::default() };
    let told = chart.in_words(Language::SimplifiedChinese);
    assert!(told.contains("甲的条") && told.contains("乙的条"), "{told}");
    assert!(Chart { content: Content::Gantt(Gantt::default()), ..Chart::default() }.is_empty());
}

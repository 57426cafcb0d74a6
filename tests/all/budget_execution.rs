//! The execution panel: its figures, and how it behaves in the window.

use chancery::charts::{Content, Layer, budget};
use chancery::desk::{ExecutionPanel, ExecutionQuery, GroupBy, Values};
use chancery::model::{Money, Value};
use chancery::text::Language;
use chrono::NaiveDate;
use eframe::egui::{Role, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::fixture::{create, id, owner};
use crate::window::{office, rest, until, window};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_panel_adds_up_by_every_breakdown() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let panel = ExecutionPanel::read(&reader, &ExecutionQuery::on(day("2026-11-23"))).unwrap().unwrap();
    let current = panel.figures.current().unwrap();
    for by in [GroupBy::Department, GroupBy::Project, GroupBy::Account] {
        let groups = panel.groups(by);
        let sum = Money::checked_sum(groups.iter().map(|group| group.figures.current().unwrap()));
        assert_eq!(sum, Some(current), "{by:?}");
        assert_eq!(groups.iter().map(|group| group.lines.len()).sum::<usize>(), panel.lines.len());
    }
    assert_eq!(Money::checked_sum(panel.months()), Some(panel.figures.executed));
    assert_eq!(current.checked_sub(panel.figures.original), Some(panel.figures.adjusted));

    // The waterfall leads from the original to this year's budget.
    let chart = budget::adjustment_chart(&panel, Language::English);
    let Content::Plane(plane) = &chart.content else { panic!("a plane") };
    let Layer::Steps { steps, .. } = &plane.layers[0] else { panic!("steps") };
    assert!((steps.last().unwrap().value - budget::amount(current)).abs() < 0.005);
    for place in 1..steps.len() - 1 {
        assert_eq!(budget::adjustment_rows(&panel, place).register, "adjustment");
        assert!(!budget::adjustment_rows(&panel, place).ids.is_empty());
    }
    // Every commitment has an age.
    let aged: usize = (0..5).map(|age| panel.of_age(age).count()).sum();
    assert_eq!((aged, panel.commitments.len()), (2, 2));
}

#[test]
fn an_earlier_day_leaves_out_later_papers_and_a_department_those_of_others() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let today = ExecutionQuery::on(day("2026-11-23"));
    let whole = ExecutionPanel::read(&reader, &today).unwrap().unwrap();
    let march = ExecutionQuery { day: day("2026-03-31"), ..today };
    let then = ExecutionPanel::read(&reader, &march).unwrap().unwrap();
    // 18,640 + 90,000 + 9,860 + 38,200 + 46,500
    assert_eq!(then.figures.executed, Money::from_fen(20_320_000));
    assert_eq!(then.figures.adjusted, Money::ZERO, "the adjustments came in June");
    assert_eq!((then.month, then.progress.rate()), (3, Some(2_500)));
    // What the lines say today is what their papers add up to.
    let tomorrow = ExecutionQuery { today: day("2026-11-24"), ..today };
    let counted = ExecutionPanel::read(&reader, &tomorrow).unwrap().unwrap();
    assert_eq!(counted.figures, whole.figures);
    let (department, name) = whole.departments.first().cloned().unwrap();
    let part = ExecutionQuery { department: Some(department), ..today };
    let part = ExecutionPanel::read(&reader, &part).unwrap().unwrap();
    assert!(part.lines.iter().all(|line| line.department == name) && !part.lines.is_empty());
    assert_eq!(part.departments, whole.departments, "the others can still be chosen");
}

#[test]
fn notes_and_changes_say_why() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let panel = ExecutionPanel::read(&reader, &ExecutionQuery::on(day("2026-11-23"))).unwrap().unwrap();
    let notes = panel.notes();
    assert!(notes.windows(2).all(|pair| pair[0].urgency >= pair[1].urgency));
    let words: Vec<String> =
        notes.iter().map(|note| note.reason.in_language(Language::SimplifiedChinese)).collect();
    assert!(words.iter().any(|words| words.contains("滞后")), "{words:?}");
    let changes = panel.changes();
    let software = changes.iter().find(|change| change.line.contains("31007")).unwrap();
    assert_eq!(software.change, Money::from_fen(8_000_000));
    assert_eq!(software.reasons, ["预调〔2026〕2号 安全加固"]);
}

#[test]
fn versions_are_compared_with_what_explains_the_difference() {
    let office = office();
    let run = |command| office.execute(&owner(), command).unwrap();
    let version = id(1);
    let values = Values::new().text("name", "2025").with("year", Value::Integer(2025));
    run(create("budget_version", 1, values));
    let reader = office.reader(&owner()).unwrap();
    let panel = ExecutionPanel::read(&reader, &ExecutionQuery::on(day("2026-11-23"))).unwrap().unwrap();
    let unit = panel.departments.iter().find(|(_, name)| name.contains("信息")).unwrap().0;
    for (number, account, original) in
        [(2, "31007 信息网络及软件购置更新", 42_000_000), (3, "30299 其他", 500)]
    {
        let values = Values::new()
            .with("version", Value::Link(version))
            .with("department", Value::Link(unit))
            .text("project", "信息化")
            .text("account", account)
            .with("original", Value::Money(Money::from_fen(original)));
        run(create("budget_line", number, values));
    }
    let reader = office.reader(&owner()).unwrap();
    let differences = panel.compare(&reader, version).unwrap();
    let of = |account: &str| differences.iter().find(|difference| difference.line.contains(account)).unwrap();
    let software = of("31007");
    assert_eq!(
        (software.change(), software.reason().key),
        (Money::from_fen(8_000_000), "execution.why_adjusted")
    );
    assert_eq!((of("30299").change().fen(), of("30299").reason().key), (-500, "execution.why_gone"));
    assert_eq!(of("30201").reason().key, "execution.why_new");
    assert_eq!(software.rows.ids.len(), 2, "the lines of both");
}

#[test]
fn a_figure_and_a_mark_open_their_rows() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_all_by_label("预算执行").next().unwrap().click();
    until(&mut harness, "the pictures", |window| window.query_all_by_role(Role::Figure).count() >= 6);
    rest(&mut harness);
    let told: Vec<String> =
        harness.query_all_by_role(Role::Figure).filter_map(|node| node.accesskit_node().label()).collect();
    assert!(told.iter().any(|told| told.contains("执行率") && told.contains("累计执行：")), "{told:?}");
    harness.get_all_by_label_contains("累计执行 · 3 月").next().unwrap().click();
    until(&mut harness, "the payments to March", |window| {
        window.query_all_by_label_contains("所选明细").next().is_some()
    });
    rest(&mut harness);
    assert!(harness.query_all_by_label_contains("年度工作会议").next().is_some());
    assert!(harness.query_all_by_label_contains("首付设备款").next().is_none(), "April is not among them");
}

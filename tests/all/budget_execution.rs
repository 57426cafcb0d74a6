//! The execution panel: its figures, and how it behaves in the window.

use chancery::charts::{Content, Layer, budget, budget_payments};
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
    let public = panel.three_public().unwrap();
    assert_eq!((public.lines.len(), public.figures.original), (2, Money::from_fen(24_000_000)));
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
    // 18,640 + 90,000 + 9,860 + 38,200 + 46,500 + 3 × 1,000
    assert_eq!(then.figures.executed, Money::from_fen(20_620_000));
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
fn a_budget_released_ahead_does_not_take_the_place_of_this_year() {
    let office = office();
    let values = Values::new().text("name", "2027").with("year", Value::Integer(2027));
    let next = create("budget_version", 1, values.with("state", Value::choice("executing")));
    office.execute(&owner(), next).unwrap();
    let reader = office.reader(&owner()).unwrap();
    let year = |on: &str| {
        ExecutionPanel::read(&reader, &ExecutionQuery::on(day(on))).unwrap().map(|panel| panel.year)
    };
    assert_eq!(
        (year("2026-11-23"), year("2027-01-04"), year("2028-01-04")),
        (Some(2026), Some(2027), Some(2027))
    );
    assert_eq!(year("2024-05-01"), Some(2027), "before the first budget the newest is shown");
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
    for part in ["滞后", "整千金额偏多", "付款日在休息日", "定期费用，不作重复处理"]
    {
        assert!(words.iter().any(|words| words.contains(part)), "{part}: {words:?}");
    }
    let changes = panel.changes();
    let software = changes.iter().find(|change| change.line.contains("31007")).unwrap();
    assert_eq!(software.change, Money::from_fen(8_000_000));
    assert_eq!(software.reasons, ["预调〔2026〕2号 安全加固"]);
}

#[test]
fn the_plan_by_months_and_the_forecast_have_their_figures() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let panel = ExecutionPanel::read(&reader, &ExecutionQuery::on(day("2026-11-23"))).unwrap().unwrap();
    let plan = panel.plan(0..panel.lines.len()).unwrap();
    assert_eq!(Money::checked_sum(plan), panel.figures.current());
    assert!(plan[1] > plan[0], "the property fee is planned for February");
    let (low, high) = panel.forecast_interval().unwrap();
    let forecast = panel.figures.forecast(panel.progress).unwrap();
    assert!(panel.figures.executed <= low && low < forecast && forecast < high);
    let chart = budget::execution_chart(&panel, Language::English);
    assert!(chart.in_words(Language::English).contains("with a chance of 80 %"));
    let Content::Plane(plane) = &chart.content else { panic!("a plane") };
    let Layer::Line { band: Some((_, upper)), is_expected: true, .. } = &plane.layers[2] else {
        panic!("a band")
    };
    assert!((upper[11].unwrap() - budget::amount(high)).abs() < 1.0);
    let year_over = ExecutionQuery { day: day("2026-12-31"), ..ExecutionQuery::on(day("2026-12-31")) };
    let panel = ExecutionPanel::read(&reader, &year_over).unwrap().unwrap();
    assert_eq!(panel.forecast_interval(), None, "nothing is left to forecast");
}

#[test]
fn marks_of_the_payment_charts_open_all_payments() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let panel = ExecutionPanel::read(&reader, &ExecutionQuery::on(day("2026-11-23"))).unwrap().unwrap();
    let chart = budget_payments::size_chart(&panel, Language::English);
    let Content::Plane(plane) = &chart.content else { panic!("a plane") };
    let Layer::Bars { series, .. } = &plane.layers[0] else { panic!("bars") };
    for (place, count) in series[0].values.iter().enumerate() {
        let rows = budget_payments::size_rows(&panel, place).ids.len();
        assert!((count.unwrap() - f64::from(u32::try_from(rows).unwrap())).abs() < 0.5);
    }
    let groups = panel.groups(GroupBy::Department);
    let boxes = budget_payments::box_chart(&panel, &groups, Language::English);
    assert!(boxes.in_words(Language::English).contains("median 90,000.00"));
    let control = budget_payments::control_chart(&panel, Language::English);
    let words = control.in_words(Language::English);
    assert!(words.contains("the lower limit ends at zero") && words.contains("Lower limit 0.00"), "{words}");
    let rates = budget_payments::rate_chart(&panel, Language::English);
    assert!(!rates.is_empty());
    let before = ExecutionQuery { day: day("2026-01-10"), ..ExecutionQuery::on(day("2026-11-23")) };
    let panel = ExecutionPanel::read(&reader, &before).unwrap().unwrap();
    for chart in [
        budget_payments::control_chart(&panel, Language::English),
        budget_payments::size_chart(&panel, Language::English),
        budget_payments::box_chart(&panel, &groups, Language::English),
    ] {
        assert!(chart.is_empty(), "{}", chart.heading);
    }
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
    let comparison = panel.compare(&reader, version).unwrap();
    let parts = comparison.parts().unwrap();
    let whole = [parts.added, parts.dropped, parts.planned, parts.adjusted];
    let change = comparison.now.checked_sub(comparison.before);
    assert_eq!(Money::checked_sum(whole), change, "the parts are the whole");
    assert_eq!((parts.dropped.fen(), parts.adjusted), (-500, Money::from_fen(8_000_000)));
    let differences = comparison.differences;
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
    until(&mut harness, "the pictures", |window| window.query_all_by_role(Role::Figure).count() >= 10);
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

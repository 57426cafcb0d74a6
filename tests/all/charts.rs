//! Charts: figures, axes, reduction, kinds, words, and how they behave on screen.

use std::convert::Infallible;
use std::sync::Arc;

use chancery::charts::{
    self, BoxFigures, Chart, ChartStyle, Content, Layer, Measure, Places, Plane, Series, box_figures,
    columns, compact, ticks,
};
use chancery::print::{ChartPage, write_charts};
use chancery::rules::control_limits::ControlLimits;
use chancery::text::Language;
use chancery::ui::theme;
use chancery::ui::tokens::{Density, Look};
use chancery::ui::widgets::chart::ChartView;
use eframe::egui::{Key, Modifiers, Role, Theme, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use proptest::prelude::*;

use crate::fixture::{office, owner};

const LANGUAGE: Language = Language::SimplifiedChinese;

#[test]
fn figures_are_written_as_readers_of_a_language_write_them() {
    for (value, hans, hant, english) in [
        (0.0, "0", "0", "0"),
        (950.0, "950", "950", "950"),
        (1_200.0, "1,200", "1,200", "1.2K"),
        (12_345.0, "1.23万", "1.23萬", "12.35K"),
        (9_999.9, "1万", "1萬", "10K"),
        (250_000.0, "25万", "25萬", "250K"),
        (-4_000_000.0, "-400万", "-400萬", "-4M"),
        (123_456_789.0, "1.23亿", "1.23億", "123.5M"),
        (5e12, "5万亿", "5萬億", "5T"),
        (f64::NAN, "—", "—", "—"),
    ] {
        assert_eq!(compact(value, Language::SimplifiedChinese), hans, "{value}");
        assert_eq!(compact(value, Language::TraditionalChinese), hant, "{value}");
        assert_eq!(compact(value, Language::English), english, "{value}");
    }
    assert_eq!(Measure::Amount.exact(1_234_567.8), "1,234,567.80");
    assert_eq!(Measure::PerCent.exact(58.0), "58.00 %");
    assert_eq!(Measure::Number.exact(12.0), "12");
}

#[test]
fn axes_carry_round_figures() {
    assert_eq!(ticks(0.0, 10.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    assert_eq!(ticks(0.0, 145_000.0, 5), [0.0, 50_000.0, 100_000.0, 150_000.0]);
    assert_eq!(ticks(-3.0, 7.0, 4), [-4.0, -2.0, 0.0, 2.0, 4.0, 6.0, 8.0]);
    assert_eq!(ticks(0.0, 0.0, 4), [0.0, 0.5, 1.0]);
    assert!(ticks(f64::NAN, 1.0, 4).len() > 1);
    assert!(ticks(-1e300, 1e300, 4).len() < 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn ticks_cover_what_they_are_asked_for(low in -1e9..1e9_f64, span in 1e-3..1e9_f64, about in 2..10_usize) {
        let found = ticks(low, low + span, about);
        prop_assert!(found[0] <= low + span * 1e-6 && *found.last().unwrap() >= low + span * (1.0 - 1e-6));
        prop_assert!(found.len() >= 2 && found.len() <= 3 * about + 3);
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

/// A surface of dots, which is drawn on by the rasteriser that every surface without lines of its own has.
#[derive(Clone, PartialEq)]
struct Dots {
    size: (u32, u32),
    set: Vec<bool>,
}

impl Dots {
    fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), set: vec![false; (width * height) as usize] }
    }
}

impl DrawingBackend for Dots {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(
        &mut self,
        (x, y): BackendCoord,
        _: BackendColor,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        if x >= 0 && y >= 0 && (x as u32) < self.size.0 && (y as u32) < self.size.1 {
            self.set[(y as u32 * self.size.0 + x as u32) as usize] = true;
        }
        Ok(())
    }
}

struct Pen;

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        BackendColor { alpha: 1.0, rgb: (0, 0, 0) }
    }
}

const WIDTH: usize = 97;
const HEIGHT: u32 = 61;

fn row(value: f64, low: f64, high: f64) -> i32 {
    ((high - value) / (high - low) * f64::from(HEIGHT - 1)).round() as i32
}

/// Draws a line; a step to where it already is leaves no mark, but the rasteriser would make one.
fn draw(points: impl Iterator<Item = (i32, i32)>) -> Dots {
    let mut dots = Dots::new(WIDTH as u32, HEIGHT);
    let mut points: Vec<(i32, i32)> = points.collect();
    points.dedup();
    dots.draw_path(points, &Pen).unwrap();
    dots
}

fn same_to_the_dot(values: &[f64]) -> bool {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min) - 1.0;
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max) + 1.0;
    let steps = (values.len() - 1).max(1) as f64;
    let all = values.iter().enumerate().map(|(place, value)| {
        ((place as f64 * (WIDTH - 1) as f64 / steps).round() as i32, row(*value, low, high))
    });
    let reduced = columns(values, WIDTH);
    let of_columns = reduced.iter().flat_map(|column| {
        [column.first, column.least, column.greatest, column.last]
            .map(|value| (column.place as i32, row(value, low, high)))
    });
    draw(all) == draw(of_columns)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_reduced_line_is_the_same_to_the_dot(
        values in prop::collection::vec(-1e6..1e6_f64, 2..1500),
        walks in any::<bool>(),
    ) {
        let mut sum = 0.0;
        let walked: Vec<f64> = values.iter().map(|step| { sum += step; sum }).collect();
        let line = if walks { &walked } else { &values };
        prop_assert!(same_to_the_dot(line));
    }
}

#[test]
fn a_long_line_is_reduced_by_two_threads_to_the_same() {
    let values: Vec<f64> = (0..300_001_i64).map(|place| (place * 7919 % 10_007) as f64).collect();
    assert!(same_to_the_dot(&values));
    let mut spike = vec![1.0; 400_000];
    spike[123_456] = 99.0;
    spike[399_999] = f64::NAN;
    spike[77] = f64::INFINITY;
    let reduced = columns(&spike, 500);
    assert_eq!(reduced.len(), 500);
    assert_eq!(reduced.iter().filter(|column| column.greatest == 99.0).count(), 1, "the one extreme is kept");
    assert!(reduced.iter().all(|column| column.last.is_finite() && column.greatest.is_finite()));
    assert!(columns(&[], 100).is_empty() && columns(&[f64::NAN], 100).is_empty());
}

#[test]
fn the_figures_of_each_kind_are_those_of_the_textbook() {
    // R: boxplot.stats and quantile(type = 7) of the same figures.
    let figures = box_figures(&[2.0, 4.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 30.0]);
    let expected = BoxFigures {
        low: 2.0,
        first: 4.0,
        median: 6.0,
        third: 8.0,
        high: 9.0,
        outliers: vec![30.0],
        count: 9,
    };
    assert_eq!(figures, expected);
    assert_eq!(box_figures(&[f64::NAN]).count, 0);

    let figures = [("b", 20.0), ("a", 50.0), ("none", 0.0), ("c", 30.0)];
    let figures = figures.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let names = ("amount".to_owned(), "part".to_owned());
    let (content, order) = charts::pareto(figures, names, Measure::Amount);
    assert_eq!(order, [1, 3, 0]);
    let Content::Plane(plane) = content else { panic!("a plane") };
    let Layer::Line { series, is_right: true, .. } = &plane.layers[1] else { panic!("a line") };
    assert_eq!(series.values, [Some(50.0), Some(80.0), Some(100.0)]);

    let counts: Vec<f64> = vec![1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0, 9.0];
    let Content::Plane(plane) = charts::histogram(&counts, "n".to_owned(), Measure::Number) else { panic!() };
    assert_eq!(plane.places, Places::Scale { low: 1.0, high: 9.0, slots: 4, measure: Measure::Number });
    let Layer::Bars { series, touches: true, .. } = &plane.layers[0] else { panic!() };
    assert_eq!(series[0].values, [Some(3.0), Some(4.0), Some(0.0), Some(1.0)]);

    let values = [10.0, 12.0, 10.0, 12.0, 32.0, 12.0];
    let limits = ControlLimits::of(&values, Some(0.0)).unwrap();
    let names = ["x", "mean", "upper", "lower"].map(str::to_owned);
    let places = (1..=6).map(|place| place.to_string()).collect();
    let content = charts::control(places, &values, limits, names, Measure::Number);
    let chart = Chart { content, ..Chart::default() };
    let words = chart.in_words(Language::English);
    assert!(words.contains("mean 14.67. upper 39.13. lower 0"), "{words}");
    let Content::Plane(plane) = chart.content else { panic!("a plane") };
    let rules: Vec<f64> = plane.layers.iter().filter_map(rule_of).collect();
    assert_eq!(rules, [limits.centre, limits.upper, limits.lower]);

    let change = |name: &str, value| (name.to_owned(), value);
    let steps = charts::waterfall(
        change("original", 120_000.0),
        vec![change("supplement", 10_000.0), change("moved out", -5_000.0)],
        "current".to_owned(),
        ("rise".to_owned(), "fall".to_owned()),
        Measure::Amount,
    );
    let chart = Chart { content: steps, ..Chart::default() };
    assert!(chart.in_words(Language::English).contains("current 125,000.00"), "{}", chart.in_words(LANGUAGE));
}

fn rule_of(layer: &Layer) -> Option<f64> {
    if let Layer::Rule { value, .. } = layer { Some(*value) } else { None }
}

#[test]
fn control_limits_end_at_the_least_value_that_is_possible() {
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found} {wanted}");
    // Moving ranges 2, 1, 2, 4: mean 2.25; the limits are 3 × 2.25 / 1.128 from the mean of 11.
    let steady = [10.0, 12.0, 11.0, 13.0, 9.0];
    let limits = ControlLimits::of(&steady, Some(0.0)).unwrap();
    near(limits.centre, 11.0);
    near(limits.upper, 11.0 + 6.75 / 1.128);
    near(limits.lower, 11.0 - 6.75 / 1.128);
    assert!(!limits.ends_at_least);
    // Moving ranges 90, 110, 100: mean 100; 62.5 - 300 / 1.128 would be -203.46.
    let restless = [100.0, 10.0, 120.0, 20.0];
    let free = ControlLimits::of(&restless, None).unwrap();
    near(free.lower, 62.5 - 300.0 / 1.128);
    let spent = ControlLimits::of(&restless, Some(0.0)).unwrap();
    assert_eq!((spent.lower, spent.ends_at_least), (0.0, true));
    near(spent.upper, 62.5 + 300.0 / 1.128);
    assert!(!spent.is_beyond(0.0), "nothing spent is on the limit and not below it");
    assert!(spent.is_beyond(329.0) && limits.is_beyond(5.0) && !limits.is_beyond(5.02));
    assert_eq!((ControlLimits::of(&[], None), ControlLimits::of(&[7.0], None)), (None, None), "no range");
}

fn months() -> Vec<String> {
    (1..=12).map(|month| format!("{month} 月")).collect()
}

/// One of every kind.
pub fn every_kind() -> Vec<Chart> {
    let wave = |place: i32| 40_000.0 + 25_000.0 * (f64::from(place) * 0.9).sin();
    let year = |shift: i32| (0..12).map(move |place| wave(place + shift));
    let chart = |heading: &str, content| Chart { heading: heading.to_owned(), content, ..Chart::default() };
    let named = |name: &str, shift| Series::new(name, year(shift));
    let edges =
        |by: f64| (0..12).map(|place| Some(wave(place) + by * (1.0 + f64::from(place) / 4.0))).collect();
    let units = || ["办公室", "行政科", "信息中心", "档案室", "人事部"].map(str::to_owned).to_vec();
    let groups: Vec<Vec<f64>> = (0..5)
        .map(|of| (0..40).map(|place| wave(place * (of + 2)) + f64::from(of) * 9_000.0).collect())
        .collect();
    let cells = (0..5).map(|row| (0..12).map(|month| (month < 10).then(|| wave(row * 3 + month))).collect());
    let pareto = units().into_iter().zip([320_000.0, 90_000.0, 210_000.0, 40_000.0, 130_000.0]).collect();
    let pair = |first: &str, second: &str| (first.to_owned(), second.to_owned());
    let many: Arc<[f64]> =
        (0..50_000).map(|place| wave(place) + f64::from((place * 7919) % 20_011)).collect();
    let control: Vec<f64> =
        (0..24).map(|place| if place == 17 { 90.0 } else { 50.0 + f64::from(place * 7 % 5) }).collect();
    let (top, _) = charts::pareto(pareto, pair("金额", "累计占比"), Measure::Amount);
    vec![
        chart(
            "Line 折线",
            charts::line(
                months(),
                named("执行", 0),
                Some((edges(-6_000.0), edges(6_000.0))),
                Measure::Amount,
            ),
        ),
        chart(
            "Bars 柱",
            charts::bars(
                months(),
                vec![named("今年", 0), named("去年", 2), named("前年", 4)],
                Measure::Amount,
            ),
        ),
        chart(
            "Stacked 堆叠",
            charts::stacked(
                units(),
                (0..6).map(|of| Series::new(format!("系列 {of}"), year(of).take(5))).collect(),
                Measure::Amount,
            ),
        ),
        chart(
            "Bars and line 柱线",
            charts::bars_and_line(months(), named("执行", 0), named("计划", 1), None, Measure::Amount),
        ),
        chart(
            "Waterfall 瀑布",
            charts::waterfall(
                ("原批复".to_owned(), 1_650_000.0),
                vec![
                    ("追加".to_owned(), 80_000.0),
                    ("追减".to_owned(), -20_000.0),
                    ("结转".to_owned(), 130_000.0),
                ],
                "本年预算".to_owned(),
                pair("增", "减"),
                Measure::Amount,
            ),
        ),
        chart(
            "Heat map 热力",
            charts::heat_map("当月执行".to_owned(), units(), months(), cells.collect(), Measure::Amount),
        ),
        chart("Pareto 帕累托", top),
        chart("Histogram 直方", charts::histogram(&groups.concat(), "笔数".to_owned(), Measure::Amount)),
        chart(
            "Boxes 箱线",
            charts::boxes(units(), &groups, Measure::Amount, |place, figures| {
                format!("{place} {}", figures.median)
            }),
        ),
        chart(
            "Control 控制",
            charts::control(
                (1..=24).map(|week| format!("第{week}周")).collect(),
                &control,
                ControlLimits::of(&control, Some(0.0)).unwrap(),
                ["满意度", "均值", "上限", "下限"].map(str::to_owned),
                Measure::PerCent,
            ),
        ),
        chart("Trace 走势", charts::trace("读数".to_owned(), many, (0.0, 50_000.0), Measure::Number)),
        chart("Nothing 空", charts::bars(months(), Vec::new(), Measure::Amount)),
        chart(
            "Below zero 负值",
            charts::bars(
                months(),
                vec![Series::new("差异", (0..12).map(|place| wave(place) - 45_000.0))],
                Measure::Amount,
            ),
        ),
    ]
}

struct Board {
    charts: Vec<Chart>,
    views: Vec<ChartView>,
    revision: u64,
    opened: Option<(usize, usize)>,
}

impl Board {
    fn new(charts: Vec<Chart>) -> Self {
        let views = charts.iter().map(|_| ChartView::default()).collect();
        Self { charts, views, revision: 0, opened: None }
    }

    fn ui(&mut self, ui: &mut Ui) {
        for (place, (chart, view)) in self.charts.iter().zip(&mut self.views).enumerate() {
            ui.push_id(place, |ui| {
                let size = vec2(ui.available_width(), 260.0);
                if let Some(mark) = view.show(ui, chart, self.revision, size) {
                    self.opened = Some(mark);
                }
            });
        }
    }

    fn calls(&self) -> u64 {
        self.views.iter().map(ChartView::calls).sum()
    }
}

fn board(charts: Vec<Chart>, language: Language, theme: Theme, width: f32) -> Harness<'static, Board> {
    let look = Look { language, density: Density::Normal };
    let height = 280.0 * charts.len() as f32 + 20.0;
    let mut harness = Harness::builder()
        .with_size(vec2(width, height))
        .with_theme(theme)
        .with_context_setup(move |ctx| theme::apply(ctx, look))
        .build_ui_state(|ui, board: &mut Board| board.ui(ui), Board::new(charts));
    harness.run();
    harness
}

#[test]
fn every_kind_settles_in_every_language_theme_and_size() {
    for (language, theme, width) in [
        (Language::SimplifiedChinese, Theme::Light, 900.0),
        (Language::TraditionalChinese, Theme::Dark, 420.0),
        (Language::English, Theme::Light, 90.0),
    ] {
        let harness = board(every_kind(), language, theme, width);
        let figures = harness.query_all_by_role(Role::Figure).count();
        assert_eq!(figures, every_kind().len());
    }
}

#[test]
fn an_unchanged_frame_draws_nothing() {
    let mut harness = board(every_kind(), LANGUAGE, Theme::Light, 700.0);
    let calls = harness.state().calls();
    assert!(calls > 500, "{calls}");
    for _ in 0..5 {
        harness.step();
    }
    harness.hover_at(eframe::egui::pos2(200.0, 150.0));
    harness.run();
    assert_eq!(harness.state().calls(), calls, "neither a frame nor the pointer draws a chart anew");
    harness.state_mut().revision += 1;
    harness.run();
    let again = harness.state().calls();
    assert!(again > calls, "new figures do");
    harness.set_size(vec2(640.0, 4_000.0));
    harness.run();
    assert!(harness.state().calls() > again, "and so does another size");
}

#[test]
fn a_mark_is_reached_by_keyboard_and_by_pointer() {
    let mut charts = every_kind();
    charts.truncate(2);
    charts.remove(0);
    let mut harness = board(charts, LANGUAGE, Theme::Light, 700.0);
    harness.get_by_role(Role::Figure).focus();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    let told = harness.get_by_role(Role::Figure).accesskit_node().value();
    assert!(told.is_some_and(|told| told.contains("去年 · 2 月")), "the chosen mark is told");
    harness.key_press_modifiers(Modifiers::NONE, Key::Enter);
    harness.run();
    assert_eq!(harness.state().opened, Some((1, 1)));
    harness.state_mut().opened = None;
    harness.get_all_by_label_contains("今年 · 5 月").next().unwrap().click();
    harness.run();
    assert_eq!(harness.state().opened, Some((0, 4)));
}

#[test]
fn a_chart_reads_as_words_with_its_figures() {
    let chart = Chart {
        heading: "执行".to_owned(),
        content: charts::bars(
            vec!["一季".to_owned(), "二季".to_owned()],
            vec![Series::new("已付", [1_200.5, 800.0])],
            Measure::Amount,
        ),
        ..Chart::default()
    };
    assert_eq!(chart.in_words(LANGUAGE), "执行。已付：一季 1,200.50、二季 800.00");
    let english = chart.in_words(Language::English);
    assert_eq!(english, "执行. 已付: 一季 1,200.50, 二季 800.00");
    assert!(Chart::default().in_words(LANGUAGE).contains("无数据"));
}

#[test]
fn series_differ_without_colour() {
    // Two stacked bars in one colour must still leave different marks: the second is hatched.
    let grey = charts::ChartColour(120, 120, 120);
    let style = ChartStyle {
        ground: charts::ChartColour(255, 255, 255),
        ink: grey,
        faded: grey,
        rule: grey,
        series: [grey; 6],
        good: grey,
        bad: grey,
        soon: grey,
        text_size: 12.0,
        language: LANGUAGE,
    };
    let marks = |series: usize| {
        let mut layers = vec![Series::default(); series];
        layers.push(Series::new("", [5.0]));
        let plane = Plane {
            places: Places::Named(vec![String::new()]),
            from_zero: true,
            layers: vec![Layer::Bars { series: layers, is_stacked: true, touches: false }],
            ..Plane::default()
        };
        let chart = Chart { content: Content::Plane(plane), ..Chart::default() };
        let mut log = Strokes(0);
        chart.draw(&mut log, &style).unwrap();
        log.0
    };
    let counts: Vec<usize> = (0..6).map(marks).collect();
    for pair in [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (3, 5)] {
        assert_ne!(counts[pair.0], counts[pair.1], "{counts:?}");
    }
}

/// Counts lines.
struct Strokes(usize);

impl DrawingBackend for &mut Strokes {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (400, 300)
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        _: &S,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        self.0 += path.into_iter().count();
        Ok(())
    }

    fn draw_text<T: plotters_backend::BackendTextStyle>(
        &mut self,
        _: &str,
        _: &T,
        _: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        Ok(())
    }
}

#[test]
fn charts_leave_as_svg_png_and_pdf() {
    let office = office();
    let reader = office.reader(&owner()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let page = ChartPage {
        title: "图表".to_owned(),
        lines: vec!["截至 2026-11-23".to_owned()],
        charts: every_kind(),
        count: 1,
        ..ChartPage::default()
    };
    for extension in ["svg", "png", "pdf"] {
        let path = folder.path().join(format!("charts.{extension}"));
        write_charts(&reader, &page, &path, LANGUAGE).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        match extension {
            "svg" => {
                let svg = String::from_utf8(bytes).unwrap();
                for part in ["本年预算", "累计占比", "165万", "无数据", "<polygon", "第17周"] {
                    assert!(svg.contains(part), "{part}");
                }
                assert!(!svg.contains("<image"), "charts are lines and letters");
            }
            "png" => assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000),
            _ => {
                let pdf = String::from_utf8_lossy(&bytes);
                assert!(pdf.starts_with("%PDF") && pdf.contains("/Font"));
                assert!(!pdf.contains("/Subtype/Image") && !pdf.contains("/Subtype /Image"));
            }
        }
    }
}

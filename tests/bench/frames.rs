//! Frames of the whole window without a screen, at 500 and at 100,000 staff (50 would not fill the screen): layout of every widget, the tree for
//! screen readers, and tessellation. Then from a key to the changed picture.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chancery::desk::Office;
use chancery::desk::scale::Scale;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::offices;
use crate::report::{print_amount, quantile, timed};

/// The whole window.
pub type Window = Harness<'static, App>;

const FRAMES: usize = 300;

/// Opens the window over a file.
pub fn window(file: &Path) -> Window {
    window_over(Arc::new(offices::open(file)))
}

/// Opens the window over an office.
pub fn window_over(office: Arc<Office>) -> Window {
    let language = Language::SimplifiedChinese;
    let options = WindowOptions { language: Some(language), ..WindowOptions::default() };
    Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(language)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down(&cc.egui_ctx, office);
            app
        })
}

/// One frame, and the triangles of what it draws.
pub fn frame(window: &mut Window) -> f64 {
    timed(|| {
        window.step();
        let output = window.output();
        window.ctx.tessellate(output.shapes.clone(), output.pixels_per_point)
    })
    .0
}

/// Lets frames follow until the window shows something, and the threads behind it rest.
pub fn until(window: &mut Window, what: &str, ready: impl Fn(&Window) -> bool) {
    let start = Instant::now();
    while !ready(window) {
        assert!(start.elapsed() < Duration::from_secs(60), "the window never showed {what}");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
    for _ in 0..20 {
        window.step();
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether the window shows a text.
pub fn shows(text: &'static str) -> impl Fn(&Window) -> bool {
    move |window| window.query_all_by_label_contains(text).next().is_some()
}

fn wheel(window: &Window, at: Pos2, lines: f32) {
    window.hover_at(at);
    window.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, -lines),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
}

/// Frames of each scene at one size.
fn scenes(file: &Path) -> Vec<(&'static str, Vec<f64>)> {
    let mut window = window(file);
    let mut scenes = Vec::new();
    let middle = pos2(700.0, 500.0);
    until(&mut window, "home", shows("人员"));
    window.get_by_label("人员").click();
    until(&mut window, "the list of people", shows("E0000"));
    // The search over everything is read meanwhile; its threads must not be measured.
    std::thread::sleep(Duration::from_secs(4));
    window.step();
    // Down and up again, so that a short list has rows to bring as well.
    let scroll = (0..FRAMES).map(|at| {
        wheel(&window, middle, if at % 20 < 10 { 9.0 } else { -9.0 });
        frame(&mut window)
    });
    scenes.push(("list, scrolling", scroll.collect()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.step();
    let mut typed = Vec::new();
    for _ in 0..FRAMES / 10 {
        for key in ["z", "h", "a", "n", "g"] {
            window.event(Event::Text(key.to_owned()));
            typed.push(frame(&mut window));
        }
        for _ in 0..5 {
            window.key_press(Key::Backspace);
            typed.push(frame(&mut window));
        }
    }
    scenes.push(("list, typing into the filter", typed));
    let row = window.get_all_by_label_contains("E0000").next();
    row.expect("a row").click();
    until(&mut window, "the inspector", shows("办理离职"));
    scenes.push(("inspector beside the list", (0..FRAMES).map(|_| frame(&mut window)).collect()));
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    until(&mut window, "the form", shows("保存"));
    scenes.push(("form over the list", (0..FRAMES).map(|_| frame(&mut window)).collect()));
    window.key_press(Key::Escape);
    window.step();
    window.get_all_by_label("组织架构图").next().expect("the way to the chart").click();
    until(&mut window, "the chart", |window| {
        window.query_by_label_contains("org search").is_some() || shows("组织架构图")(window)
    });
    std::thread::sleep(Duration::from_secs(3));
    for _ in 0..30 {
        window.step();
    }
    let zoom = (0..FRAMES).map(|at| {
        wheel(&window, middle, if at % 60 < 30 { 1.0 } else { -1.0 });
        frame(&mut window)
    });
    scenes.push(("org chart, zooming", zoom.collect()));
    scenes
}

/// Runs and prints all measurements.
pub fn run() {
    let medium = scenes(&offices::of_scale(Scale::Medium));
    let large = scenes(&offices::of_scale(Scale::Large));
    for ((name, medium), (_, large)) in medium.into_iter().zip(large) {
        print_amount(&format!("frame: {name}, p50 at L"), quantile(&large, 0.5), "ms", Some(2.0));
        print_amount(&format!("frame: {name}, p99 at L"), quantile(&large, 0.99), "ms", Some(4.0));
        print_amount(&format!("frame: {name}, longest at L"), quantile(&large, 1.0), "ms", Some(8.3));
        let ratio = quantile(&large, 0.5) / quantile(&medium, 0.5);
        print_amount(&format!("frame: {name}, L of M"), ratio, "×", Some(1.2));
    }
}

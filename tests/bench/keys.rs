//! From a key to the changed state: how long until what the key asks for stands in the tree that screen readers read, its frame
//! tessellated. Without a screen, so that what a graphics card adds is not in it.

use std::time::Instant;

use chancery::desk::scale::Scale;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::frames::{Window, frame, shows, until, window};
use crate::offices;
use crate::report::{print_amount, quantile};

/// How often each key is pressed.
const ROUNDS: usize = 40;

/// A state that never comes is a fault of the program and not a slow one.
const LONGEST_MS: f64 = 10_000.0;

/// What the window shows, as far as a key can change it.
fn state(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(Role::Row).filter_map(|row| {
        let node = row.accesskit_node();
        Some(format!("{:?} {}", node.toggled(), node.label()?))
    });
    let counts = window.query_all_by_label_contains(" / ").filter_map(|node| node.accesskit_node().label());
    rows.chain(counts).collect()
}

/// Milliseconds from an event until `changed` holds.
fn answer(window: &mut Window, event: impl FnOnce(&Window), changed: impl Fn(&Window) -> bool) -> f64 {
    let start = Instant::now();
    event(window);
    loop {
        frame(window);
        let passed = start.elapsed().as_secs_f64() * 1e3;
        if changed(window) {
            return passed;
        }
        assert!(passed < LONGEST_MS, "a key was never answered");
    }
}

fn key(window: &mut Window, event: impl FnOnce(&Window)) -> f64 {
    let before = state(window);
    answer(window, event, |window| state(window) != before)
}

/// Whether a screen of this title is shown; the navigation and the palette name it as well.
fn heading(title: &'static str) -> impl Fn(&Window) -> bool {
    move |window| {
        window.query_all_by_role(Role::Heading).any(|node| {
            let node = node.accesskit_node();
            node.value().or_else(|| node.label()).is_some_and(|text| text == title)
        })
    }
}

/// Runs and prints all measurements.
pub fn run() {
    let mut window = window(&offices::of_scale(Scale::Large));
    until(&mut window, "home", shows("人员"));
    window.get_by_label("人员").click();
    until(&mut window, "the list of people", shows("E0000"));
    // The search over everything is read meanwhile; its threads must not be measured.
    std::thread::sleep(std::time::Duration::from_secs(4));
    frame(&mut window);
    let mut measured: Vec<(&str, Vec<f64>)> = Vec::new();

    window.get_all_by_label_contains("E0000").next().expect("a row").click();
    until(&mut window, "the inspector", shows("办理离职"));
    let down = |window: &Window| window.key_press(Key::ArrowDown);
    measured
        .push(("arrow key to the next row chosen", (0..ROUNDS).map(|_| key(&mut window, down)).collect()));

    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    frame(&mut window);
    let mut typed = Vec::new();
    for _ in 0..ROUNDS / 4 {
        for letter in ["7", "1"] {
            typed.push(key(&mut window, |window| window.event(Event::Text(letter.to_owned()))));
        }
        for _ in 0..2 {
            typed.push(key(&mut window, |window| window.key_press(Key::Backspace)));
        }
    }
    measured.push(("letter in the filter of 100,000 rows to the rows left", typed));

    let mut screens = Vec::new();
    for _ in 0..ROUNDS / 2 {
        let alt = |key| move |window: &Window| window.key_press_modifiers(Modifiers::ALT, key);
        screens.push(answer(&mut window, alt(Key::Num4), heading("职责矩阵")));
        screens.push(answer(&mut window, alt(Key::Num3), heading("人员")));
    }
    measured.push(("shortcut to another screen", screens));

    let mut palette = Vec::new();
    for _ in 0..ROUNDS / 4 {
        let open = |window: &Window| window.key_press_modifiers(Modifiers::COMMAND, Key::K);
        palette.push(answer(&mut window, open, |window| window.query_by_label("命令").is_some()));
        for letter in ["z", "h"] {
            let type_letter = |window: &Window| window.event(Event::Text(letter.to_owned()));
            let hits = |window: &Window| {
                let items = window.query_all_by_role(Role::ListBoxOption);
                items.filter_map(|item| item.accesskit_node().label()).collect::<Vec<_>>()
            };
            let before = hits(&window);
            palette.push(answer(&mut window, type_letter, |window| hits(window) != before));
        }
        window.key_press(Key::Escape);
        frame(&mut window);
        frame(&mut window);
    }
    measured.push(("palette: opened, and each letter to its hits", palette));

    for (name, times) in measured {
        print_amount(&format!("keys: {name}, p50"), quantile(&times, 0.5), "ms", Some(16.7));
        print_amount(&format!("keys: {name}, p99"), quantile(&times, 0.99), "ms", Some(50.0));
    }
}

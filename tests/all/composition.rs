//! An input method at work: what it composes reaches the text, and its keys reach nothing else.

use std::sync::Arc;

use chancery::desk::Session;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, ImeEvent, Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::window::{office, rest, until, window};

type Window = Harness<'static, App>;

/// The keys by which a word is composed, and shortcuts pressed by mistake meanwhile.
const KEYS: [(Modifiers, Key); 9] = [
    (Modifiers::NONE, Key::Enter),
    (Modifiers::NONE, Key::Escape),
    (Modifiers::NONE, Key::ArrowDown),
    (Modifiers::NONE, Key::ArrowLeft),
    (Modifiers::NONE, Key::Tab),
    (Modifiers::NONE, Key::Backspace),
    (Modifiers::COMMAND, Key::Z),
    (Modifiers::COMMAND, Key::N),
    (Modifiers::ALT, Key::Num2),
];

fn compose(window: &mut Window, text: &str) {
    let active = 0..text.chars().count();
    let text = text.to_owned();
    window.event(Event::Ime(ImeEvent::Preedit { text, active_range_chars: Some(active) }));
    window.step();
}

fn commit(window: &mut Window, text: &str) {
    window.event(Event::Ime(ImeEvent::Commit(text.to_owned())));
    rest(window);
}

fn press_all(window: &mut Window) {
    for (modifiers, key) in KEYS {
        window.key_press_modifiers(modifiers, key);
        window.step();
    }
}

/// Whether a text field holds exactly this.
fn holds(window: &Window, text: &str) -> bool {
    let fields = window.root().children_recursive();
    fields.into_iter().any(|node| node.accesskit_node().value().as_deref() == Some(text))
}

/// Puts the keyboard into a field; what must be filled has a star behind its name.
fn focus(window: &Window, name: &str) {
    let mut fields = window.get_all_by_role(Role::TextInput);
    let is_it = |label: String| label.starts_with(name);
    fields.find(|field| field.accesskit_node().label().is_some_and(is_it)).unwrap().focus();
}

fn in_chinese(route: Route) -> Window {
    let mut window = window(&office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut window);
    window.state_mut().go(route);
    rest(&mut window);
    window
}

#[test]
fn a_form_takes_composed_words_and_keeps_its_keys_for_later() {
    let office = office();
    let owner = Arc::new(Session::owner());
    let units = chancery::records::find("unit").unwrap();
    let before = office.reader(&owner).unwrap().count(units).unwrap();
    let mut window = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut window);
    window.state_mut().go(Route::List("unit"));
    rest(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut window, "the form", |window| window.query_by_label("保存").is_some());
    focus(&window, "名称");
    rest(&mut window);
    compose(&mut window, "xin'ke");
    press_all(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    window.step();
    assert!(holds(&window, "xin'ke"), "what is composed stands in the field, untouched by the keys");
    assert!(window.query_by_label("保存").is_some(), "the form is still open");
    assert_eq!(office.reader(&owner).unwrap().count(units).unwrap(), before);
    commit(&mut window, "新科");
    assert!(holds(&window, "新科"));
    compose(&mut window, "shi");
    compose(&mut window, "");
    assert!(holds(&window, "新科"), "what was dropped leaves nothing behind");
    window.key_press(Key::Backspace);
    rest(&mut window);
    assert!(holds(&window, "新"), "afterwards the keys are the program's again");
}

#[test]
fn the_palette_waits_for_the_input_method() {
    let mut window = in_chinese(Route::Home);
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut window);
    compose(&mut window, "zhang'san");
    press_all(&mut window);
    rest(&mut window);
    assert!(holds(&window, "zhang'san"), "Escape drops the letters, not the palette");
    // Some systems report the key that ended the composition right behind it.
    let enter = |pressed| Event::Key {
        key: Key::Enter,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    let commit = Event::Ime(ImeEvent::Commit("张三".to_owned()));
    window.input_mut().events.extend([commit, enter(true), enter(false)]);
    window.step();
    until(&mut window, "张三", |window| window.query_all_by_label_contains("张三").next().is_some());
    assert!(holds(&window, "张三"), "that Enter chose a word and no line");
    window.key_press(Key::Enter);
    until(&mut window, "the person", |window| window.query_by_label("办理离职").is_some());
}

#[test]
fn the_filter_of_a_list_takes_composed_words() {
    let mut window = in_chinese(Route::List("person"));
    until(&mut window, "the list", |window| window.query_all_by_label_contains("A0017").next().is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    rest(&mut window);
    compose(&mut window, "zhang");
    press_all(&mut window);
    assert!(holds(&window, "zhang"), "Escape does not clear the filter meanwhile");
    commit(&mut window, "张三");
    assert!(holds(&window, "张三"));
    until(&mut window, "his row alone", |window| {
        window.query_all_by_label_contains("A0001").next().is_none()
            && window.query_all_by_label_contains("A0017").next().is_some()
    });
    window.key_press(Key::Escape);
    rest(&mut window);
    assert!(!holds(&window, "张三"), "and then it does");
}

#[test]
fn a_composition_that_was_left_does_not_hold_the_keys() {
    let mut window = in_chinese(Route::List("person"));
    until(&mut window, "the list", |window| window.query_all_by_label_contains("A0017").next().is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    rest(&mut window);
    compose(&mut window, "a");
    until(&mut window, "the list", |window| window.query_all_by_label_contains("A0017").next().is_some());
    window.get_all_by_label_contains("A0017").next().unwrap().click();
    rest(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut window);
    assert!(window.query_by_label("命令").is_some(), "no end of the composition was reported");
}

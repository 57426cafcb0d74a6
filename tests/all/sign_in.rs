//! The window behind its lock: nothing of the office is shown, and what was being done is there again afterwards.

use std::sync::Arc;

use chancery::desk::{FixedClock, Office, accounts};
use chancery::records::accounts::IDLE_MINUTES;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{CHEAP, info, moment, owner, person};
use crate::window::{rest, until};

const PASSWORD: &str = "four words make it";

/// A window in which the owner "wang" has signed in, idle for so many minutes at most.
fn window(
    language: Language,
    theme: Theme,
    idle_minutes: i64,
    seconds_a_frame: f32,
) -> Harness<'static, App> {
    let office = Office::new(Store::in_memory(&info()).unwrap(), Arc::new(FixedClock(moment(0)))).unwrap();
    office.execute(&owner(), person(1, "王芳")).unwrap();
    let (pass, _) = accounts::create_first(&office, &owner(), "wang", PASSWORD, CHEAP).unwrap();
    let office = Arc::new(office);
    let options = WindowOptions { language: Some(language), ..WindowOptions::default() };
    Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .with_theme(theme)
        .with_step_dt(seconds_a_frame)
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(language)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down_as(&cc.egui_ctx, office, pass, idle_minutes, None);
            app
        })
}

fn shows(harness: &Harness<'static, App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

fn try_password(harness: &mut Harness<'static, App>, language: Language, password: &str) {
    let field = harness.get_by_role_and_label(
        eframe::egui::accesskit::Role::PasswordInput,
        language.text("sign_in.password"),
    );
    field.focus();
    field.type_text(password);
    rest(harness);
    let buttons = harness.get_all_by_label(language.text("sign_in.enter"));
    buttons.last().unwrap().click();
    harness.step();
}

#[test]
fn a_locked_window_shows_nothing_until_the_password_is_typed() {
    let looks = [(Language::SimplifiedChinese, Theme::Light), (Language::English, Theme::Dark)];
    for (language, theme) in looks {
        let mut harness = window(language, theme, IDLE_MINUTES, 0.1);
        rest(&mut harness);
        assert!(shows(&harness, "wang"), "who is at work stands in the top bar");
        assert!(shows(&harness, language.text("register.person")));
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
        until(&mut harness, "the lock", |harness| shows(harness, language.text("sign_in.title")));
        rest(&mut harness);
        for text in [language.text("register.person"), "王芳", language.text("nav.home")] {
            assert!(!shows(&harness, text), "{text} is readable behind the lock");
        }
        // No shortcut reaches behind it.
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
        rest(&mut harness);
        assert!(!shows(&harness, language.text("settings.appearance")));
        try_password(&mut harness, language, "wrong");
        let wrong = language.text("account.wrong");
        until(&mut harness, "the refusal", |harness| shows(harness, wrong));
        rest(&mut harness);
        try_password(&mut harness, language, PASSWORD);
        until(&mut harness, "the office", |harness| shows(harness, language.text("register.person")));
        rest(&mut harness);
    }
}

/// Somebody who is called away in the midst of a form.
#[test]
fn a_window_is_locked_over_a_form_whose_draft_is_there_again() {
    let language = Language::English;
    let mut harness = window(language, Theme::Light, IDLE_MINUTES, 0.1);
    rest(&mut harness);
    harness.state_mut().go(chancery::ui::routes::Route::List("person"));
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut harness, "the form", |harness| shows(harness, "Save"));
    rest(&mut harness);
    let field = harness.get_by_role_and_label(eframe::egui::accesskit::Role::TextInput, "Name");
    field.focus();
    field.type_text("Half a na");
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    until(&mut harness, "the lock", |harness| shows(harness, language.text("sign_in.title")));
    rest(&mut harness);
    assert!(!shows(&harness, "Half a na") && !shows(&harness, "Save"));
    try_password(&mut harness, language, PASSWORD);
    until(&mut harness, "the office", |harness| shows(harness, "Save"));
    rest(&mut harness);
    let field = harness.get_by_role_and_label(eframe::egui::accesskit::Role::TextInput, "Name");
    assert_eq!(egui_kittest::kittest::NodeT::accesskit_node(&field).value().as_deref(), Some("Half a na"));
}

#[test]
fn a_window_that_nobody_touches_locks_itself() {
    let mut harness = window(Language::English, Theme::Light, 5, 6.0);
    harness.step();
    assert!(shows(&harness, "People"));
    until(&mut harness, "the lock", |harness| shows(harness, "Sign in"));
    assert!(!shows(&harness, "People"));
}

#[test]
fn enter_in_a_password_dialog_does_what_its_button_does() {
    let language = Language::SimplifiedChinese;
    let mut harness = window(language, Theme::Light, IDLE_MINUTES, 0.1);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    until(&mut harness, "the settings", |harness| shows(harness, language.text("password.change_title")));
    harness.get_all_by_label_contains(language.text("password.change_title")).next().unwrap().click();
    until(&mut harness, "the dialog", |harness| shows(harness, language.text("password.again")));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    assert!(shows(&harness, language.text("password.missing")), "Enter says what is missing");
    let kind = eframe::egui::accesskit::Role::PasswordInput;
    for (label, typed) in [
        ("password.old", PASSWORD),
        ("password.new", "three more words here"),
        ("password.again", "three more words here"),
    ] {
        let field = harness.get_by_role_and_label(kind, language.text(label));
        field.focus();
        field.type_text(typed);
        rest(&mut harness);
    }
    harness.key_press(Key::Enter);
    until(&mut harness, "the change", |harness| {
        shows(harness, language.text("sign_in.trying")) || !shows(harness, language.text("password.again"))
    });
}

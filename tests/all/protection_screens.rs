//! The screens on which an office is protected: a right changed in the matrix, a grant given to a register by its name,
//! a backup plan with its folder, and the audit trail.

use std::sync::Arc;

use chancery::desk::{Office, seed_roles, template};
use chancery::records::protection::{Reach, RoleGrant};
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::fixture::{SetClock, info, owner, person};
use crate::window::{rest, until};

const LANGUAGE: Language = Language::English;

/// An office with its roles, and its owner in the window on a screen.
fn window(route: Route) -> (Arc<Office>, Harness<'static, App>) {
    let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
    office.execute(&owner(), person(1, "王芳")).unwrap();
    seed_roles(&office, &owner(), LANGUAGE).unwrap();
    let office = Arc::new(office);
    let in_window = office.clone();
    let options = WindowOptions { language: Some(LANGUAGE), ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 720.0))
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(LANGUAGE)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down_with(&cc.egui_ctx, in_window, owner());
            app
        });
    rest(&mut harness);
    harness.state_mut().go(route);
    rest(&mut harness);
    (office, harness)
}

fn shows(harness: &Harness<'static, App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

/// What the role of everybody may read of the policies.
fn everybody_reads(office: &Office, register: &str) -> Reach {
    let reader = office.reader(&owner()).unwrap();
    let everyone = template().role("everyone").unwrap().id;
    let grants = reader.all::<RoleGrant>().unwrap().into_iter().map(|stored| stored.record);
    let mut of = grants.filter(|grant| grant.role.map(|role| role.erase()) == Some(everyone));
    of.find(|grant| grant.register == register).map(|grant| grant.read).unwrap_or_default()
}

#[test]
fn a_right_is_changed_in_the_matrix_and_undone() {
    let (office, mut harness) = window(Route::Rights);
    let read = LANGUAGE.text("role_grant.read");
    assert_eq!(everybody_reads(&office, "unit"), Reach::All);
    let cell = |reach: &str| format!("{} {read} {reach}", LANGUAGE.text("register.unit"));
    until(&mut harness, "the matrix", |window| shows(window, &cell("All")));
    harness.query_all_by_label_contains(&cell("All")).next().unwrap().click();
    rest(&mut harness);
    harness.get_all_by_label("Own").last().unwrap().click();
    until(&mut harness, "the change", |window| shows(window, &cell("Own")));
    assert_eq!(everybody_reads(&office, "unit"), Reach::Own);
    let differs = LANGUAGE.fill("rights.changed", &[("template", "All")]);
    assert!(shows(&harness, &differs), "what departs from the template says what the template has");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "what was before", |window| shows(window, &cell("All")));
    assert_eq!(everybody_reads(&office, "unit"), Reach::All);
}

#[test]
fn a_grant_names_its_register_and_a_backup_plan_its_folder() {
    let (_, mut harness) = window(Route::List("role_grant"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut harness, "the form", |window| shows(window, LANGUAGE.text("form.save")));
    rest(&mut harness);
    let label = LANGUAGE.text("role_grant.register");
    let register = harness.get_all_by_label(label).last().unwrap();
    register.focus();
    register.type_text("Budget l");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    let register = harness.get_all_by_label(label).last().unwrap();
    assert_eq!(register.accesskit_node().value().as_deref(), Some("Budget line"));

    let (_, mut harness) = window(Route::List("backup_plan"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut harness, "the form", |window| shows(window, LANGUAGE.text("form.save")));
    rest(&mut harness);
    assert!(shows(&harness, LANGUAGE.text("form.choose_path")), "the folder is chosen, not only typed");
}

#[test]
fn an_entry_of_the_trail_is_found_by_its_register_and_opened() {
    let (_, mut harness) = window(Route::AuditTrail);
    let hint = LANGUAGE.text("audit.choose");
    until(&mut harness, "the trail", |window| shows(window, hint));
    let register = harness.get_by_label(LANGUAGE.text("audit.any_register"));
    register.focus();
    register.type_text("Person");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    until(&mut harness, "one entry", |window| {
        shows(window, "王芳") && !shows(window, LANGUAGE.text("record.role_grant"))
    });
    harness.get_all_by_label_contains("王芳").next().unwrap().click();
    until(&mut harness, "what changed", |window| shows(window, LANGUAGE.text("audit.after")));
    rest(&mut harness);
    assert!(!shows(&harness, hint) && shows(&harness, LANGUAGE.text("audit.open_record")));
}

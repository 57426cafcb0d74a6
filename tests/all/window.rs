//! The whole window without a screen. The harness fails on missing glyphs, unnamed inputs and frames that never rest.

use std::sync::Arc;
use std::time::Duration;

use chancery::desk::{Command, FixedClock, Office, Session, demo};
use chancery::model::{Choice as _, Function, Kind, RecordId};
use chancery::records::RECORDS;
use chancery::store::{FORMAT, OfficeInfo, Store};
use chancery::text::Language;
use chancery::ui::actions::{ACTIONS, Action};
use chancery::ui::app::App;
use chancery::ui::routes::{FROM_SCREENS, NAVIGATION, NavigationGroup, Route, register_text};
use chancery::ui::{WindowOptions, fonts};
use chrono::{TimeZone as _, Utc};
use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

pub fn office() -> Arc<Office> {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 2, 0, 0).unwrap();
    let info = OfficeInfo {
        format: FORMAT,
        id: RecordId::generate(),
        name: "演示".to_owned(),
        created_at: now,
        demo: true,
    };
    let office = Office::new(Store::in_memory(&info).unwrap(), Arc::new(FixedClock(now))).unwrap();
    demo::fill(&office, &Arc::new(Session::owner())).unwrap();
    Arc::new(office)
}

pub fn window(office: &Arc<Office>, language: Language, theme: Theme, width: f32) -> Harness<'static, App> {
    let office = office.clone();
    let options = WindowOptions { language: Some(language), ..WindowOptions::default() };
    Harness::builder()
        .with_size(vec2(width, width * 0.6))
        .with_theme(theme)
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(language)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down(&cc.egui_ctx, office);
            app
        })
}

/// Lets threads answer and frames follow until `ready`, at most five seconds.
pub fn until(
    harness: &mut Harness<'static, App>,
    what: &str,
    ready: impl Fn(&Harness<'static, App>) -> bool,
) {
    for _ in 0..250 {
        harness.step();
        if ready(harness) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the window never showed {what}");
}

pub fn rest(harness: &mut Harness<'static, App>) {
    for _ in 0..8 {
        harness.step();
        std::thread::sleep(Duration::from_millis(15));
    }
    harness.run();
}

#[test]
fn every_screen_rests_in_every_language_and_theme() {
    let office = office();
    for (language, theme, width) in [
        (Language::SimplifiedChinese, Theme::Light, 1600.0),
        (Language::TraditionalChinese, Theme::Dark, 1280.0),
        (Language::English, Theme::Light, 1280.0),
    ] {
        let mut harness = window(&office, language, theme, width);
        rest(&mut harness);
        for route in NAVIGATION.iter().flat_map(NavigationGroup::routes) {
            harness.state_mut().go(route.clone());
            rest(&mut harness);
            let name = language.text(route.text());
            assert!(harness.query_all_by_label(name).next().is_some(), "{name} is not in the navigation");
        }
    }
}

#[test]
fn the_list_shows_people_and_the_inspector_follows_the_selection() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_by_label("人员").click();
    until(&mut harness, "A0017", |window| window.query_all_by_label_contains("A0017").next().is_some());
    harness.get_all_by_label_contains("A0017").next().unwrap().click();
    until(&mut harness, "the way to leave", |window| window.query_by_label("办理离职").is_some());
}

#[test]
fn the_palette_finds_a_person_by_initials_and_an_action_by_name() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1280.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut harness);
    harness.event(eframe::egui::Event::Text("zs".to_owned()));
    until(&mut harness, "张三", |window| window.query_all_by_label_contains("张三").next().is_some());
    // The person stands before commands that only have the letters somewhere.
    harness.key_press(Key::Enter);
    until(&mut harness, "the person", |window| window.query_by_label("办理离职").is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut harness);
    harness.event(eframe::egui::Event::Text("职责矩阵".to_owned()));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    until(&mut harness, "the matrix", |window| window.query_by_label_contains("默认权限由此而来").is_some());
    // 文件传递 is found by its second word as well.
    for typed in ["zhidu", "zd", "制度", "policies", "chuandi", "传递"] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        rest(&mut harness);
        assert!(harness.query_by_label("前往").is_none(), "an empty box offers actions only");
        harness.event(eframe::egui::Event::Text(typed.to_owned()));
        until(&mut harness, typed, |window| window.query_by_label("前往").is_some());
        let names = ["制度", "文件传递"].map(|name| harness.query_all_by_label_contains(name).count());
        assert!(names.iter().any(|count| *count > 0), "{typed}");
        harness.key_press(Key::Escape);
        rest(&mut harness);
    }
}

#[test]
fn whoever_looks_for_a_record_finds_it_where_a_figure_narrowed_the_list() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    let figure = |window: &Harness<'static, App>| window.query_all_by_label_contains("在办收文 ").count();
    until(&mut harness, "the figures", |window| figure(window) == 1);
    harness.get_by_label_contains("在办收文 ").click();
    let filed = |window: &Harness<'static, App>| window.query_all_by_label_contains("档案执法检查").count();
    until(&mut harness, "what is in hand", |window| window.query_by_label_contains("往来账款").is_some());
    assert_eq!((harness.state().route(), filed(&harness)), (&Route::List("incoming"), 0));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut harness);
    harness.event(eframe::egui::Event::Text("档案执法检查".to_owned()));
    until(&mut harness, "the paper", |window| filed(window) > 0);
    harness.key_press(Key::Enter);
    // In the list and beside it.
    until(&mut harness, "the paper in its list", |window| filed(window) > 1);
    // Gone to for its own sake, the list shows everything again.
    harness.state_mut().go(Route::Home);
    until(&mut harness, "the figures", |window| figure(window) == 1);
    harness.get_by_label_contains("在办收文 ").click();
    rest(&mut harness);
    let answered = |window: &Harness<'static, App>| window.query_all_by_label_contains("防汛应急").count();
    assert_eq!(answered(&harness), 0);
    harness.get_all_by_label("收文").next().unwrap().click();
    until(&mut harness, "all papers", |window| answered(window) > 0);
}

#[test]
fn boards_and_recycle_bins_are_reached_from_the_palette() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1280.0);
    rest(&mut harness);
    for (typed, route) in [
        ("回收站 人员", Route::RecycleBin("person")),
        ("人员回收站", Route::RecycleBin("person")),
        ("hsz renyuan", Route::RecycleBin("person")),
        ("recycle bin people", Route::RecycleBin("person")),
        ("看板 会议", Route::Board("meeting")),
        ("kb hy", Route::Board("meeting")),
    ] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        rest(&mut harness);
        harness.event(eframe::egui::Event::Text(typed.to_owned()));
        until(&mut harness, typed, |window| window.query_by_label("前往").is_some());
        harness.key_press(Key::Enter);
        rest(&mut harness);
        assert_eq!(harness.state().route(), &route, "{typed}");
    }
}

#[test]
fn a_record_of_any_register_is_made_from_the_palette() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1280.0);
    rest(&mut harness);
    for typed in ["新建收文", "xinjianshouwen", "xinjian shouwen", "new incoming"] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        rest(&mut harness);
        harness.event(eframe::egui::Event::Text(typed.to_owned()));
        until(&mut harness, typed, |window| window.query_by_label_contains("新建收文").is_some());
        harness.key_press(Key::Enter);
        until(&mut harness, typed, |window| window.query_by_label("保存").is_some());
        assert_eq!(harness.state().route(), &Route::List("incoming"), "{typed}");
        harness.key_press(Key::Escape);
        rest(&mut harness);
    }
}

#[test]
fn a_new_unit_is_typed_saved_shown_and_undone() {
    let office = office();
    let owner = Arc::new(Session::owner());
    let units = chancery::records::find("unit").unwrap();
    let before = office.reader(&owner).unwrap().count(units).unwrap();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("unit"));
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    harness.get_by_label("保存").click();
    rest(&mut harness);
    assert!(harness.query_by_label("保存").is_some(), "a faulty form stays open");
    harness.key_press(Key::Escape);
    rest(&mut harness);
    assert_eq!(office.reader(&owner).unwrap().count(units).unwrap(), before, "a faulty form writes nothing");
    let values = chancery::desk::Values::new().text("code", "XYZ").text("name", "新设科室");
    let create = Command::Create { register: "unit".to_owned(), id: RecordId::generate(), values };
    office.execute(&owner, create).unwrap();
    until(&mut harness, "a change from elsewhere", |window| {
        let count = (before + 1).to_string();
        window.query_by_label(&count).is_some() || window.query_by_label_contains("新设科室").is_some()
    });
}

#[test]
fn shortcuts_do_not_clash() {
    let mut seen = Vec::new();
    for row in ACTIONS {
        let Some(shortcut) = row.shortcut else { continue };
        assert!(!seen.contains(&shortcut), "{shortcut:?} stands twice in the table of actions");
        seen.push(shortcut);
        assert!(Language::knows(row.text), "{} has no text", row.text);
    }
    let reserved = [Key::C, Key::X, Key::V, Key::A];
    for row in ACTIONS.iter().filter(|row| row.action != Action::Copy) {
        let taken = row.shortcut.is_some_and(|shortcut| {
            shortcut.modifiers == Modifiers::COMMAND && reserved.contains(&shortcut.logical_key)
        });
        assert!(!taken, "{:?} takes a key that text fields need", row.action);
    }
}

#[test]
fn a_domain_unfolds_by_hand_and_when_one_of_its_screens_is_shown_and_stays_so() {
    let office = office();
    let mut harness = window(&office, Language::English, Theme::Light, 1280.0);
    rest(&mut harness);
    assert!(harness.query_by_label("Appointments").is_none());
    harness.get_by_label("Units and posts").click();
    until(&mut harness, "appointments", |window| window.query_by_label("Appointments").is_some());
    harness.state_mut().go(Route::List("budget_line"));
    until(&mut harness, "expenses", |window| window.query_by_label("Expense claims").is_some());

    let mut again = window(&office, Language::English, Theme::Light, 1280.0);
    rest(&mut again);
    assert!(again.query_by_label("Appointments").is_some(), "the folding was forgotten");
    again.get_by_label("Units and posts").click();
    rest(&mut again);
    assert!(again.query_by_label("Appointments").is_none());
}

#[test]
fn a_language_that_was_asked_for_goes_before_the_one_that_was_remembered() {
    let office = office();
    let mut harness = window(&office, Language::English, Theme::Light, 1280.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    until(&mut harness, "another language", |window| window.query_by_label("People").is_none());
    let mut again = window(&office, Language::English, Theme::Light, 1280.0);
    rest(&mut again);
    assert!(again.query_by_label("People").is_some());
}

#[test]
fn every_register_is_named_and_reached() {
    for record_type in RECORDS {
        assert!(Language::knows(register_text(record_type.name())), "{} has no name", record_type.name());
        let reached = NAVIGATION
            .iter()
            .flat_map(NavigationGroup::routes)
            .any(|route| *route == Route::List(record_type.name()));
        let in_navigation =
            |route: &Route| NAVIGATION.iter().any(|group| group.routes().any(|shown| shown == route));
        let reached = reached
            || FROM_SCREENS.iter().any(|(name, from)| *name == record_type.name() && in_navigation(from));
        assert!(reached, "{} stands nowhere in the navigation", record_type.name());
        for field in record_type.fields() {
            if let Kind::Link(register) = field.kind {
                assert!(!register_text(register).is_empty());
            }
        }
    }
}

#[test]
fn a_group_of_the_navigation_folds_and_unfolds_for_the_screen_one_goes_to() {
    let language = Language::SimplifiedChinese;
    let mut harness = window(&office(), language, Theme::Light, 1600.0);
    rest(&mut harness);
    // The home page names the five functions too.
    harness.state_mut().go(Route::List("person"));
    rest(&mut harness);
    let (group, screen) = (language.text("function.administration"), language.text("register.archive_item"));
    assert!(harness.query_by_label(screen).is_some());
    harness.get_by_label(group).click();
    rest(&mut harness);
    assert!(harness.query_by_label(screen).is_none(), "the group is folded");
    harness.state_mut().go(Route::List("archive_item"));
    rest(&mut harness);
    assert!(harness.query_all_by_label(screen).next().is_some(), "the screen is in its group");
}

#[test]
fn a_backup_that_failed_stands_before_everything_else_that_is_due() {
    let office = office();
    let owner = Arc::new(Session::owner());
    let values = chancery::desk::Values::new()
        .text("name", "移动硬盘")
        .text("destination", "/nowhere/at/all")
        .with("medium", chancery::model::Value::choice("removable"));
    let id = RecordId::generate();
    office.execute(&owner, Command::Create { register: "backup_plan".to_owned(), id, values }).unwrap();
    let language = Language::SimplifiedChinese;
    let runs = chancery::desk::backups::carry_out_due(&office, &owner, language, &mut |_| true).unwrap();
    assert!(runs[0].detail.contains("/nowhere/at/all"), "{}", runs[0].detail);
    let mut harness = window(&office, language, Theme::Light, 1280.0);
    rest(&mut harness);
    until(&mut harness, "the failed backup", |window| {
        window.query_by_label(language.text("due.backup_failed")).is_some()
    });
    let is_day = |label: &str| label.len() == "2026-11-23".len();
    let due: Vec<_> = harness
        .get_all_by_label_contains("2026-")
        .filter(|node| {
            let node = node.accesskit_node();
            node.value().or_else(|| node.label()).is_some_and(|text| is_day(&text))
        })
        .map(|node| node.rect().top())
        .collect();
    assert!(due.len() > 5, "{}", due.len());
    let failed = harness.get_by_label(language.text("due.backup_failed")).rect();
    assert!(due.iter().all(|top| *top >= failed.top() - 8.0), "something stands above it");
}

/// What a node is called, of the one that has the keyboard.
fn focused(harness: &Harness<'static, App>) -> Option<String> {
    let focused = harness.query_all_by(|node| node.is_focused()).next();
    focused.and_then(|node| node.accesskit_node().label())
}

#[test]
fn a_form_stands_whole_at_once_takes_the_keyboard_and_gives_it_back_to_the_list() {
    let mut harness = window(&office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("person"));
    until(&mut harness, "A0017", |window| window.query_all_by_label_contains("A0017").next().is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    harness.run();
    let size = |window: &Harness<'static, App>| window.get_by_label("保存").rect();
    let at_first = size(&harness);
    for _ in 0..8 {
        harness.hover_at(eframe::egui::pos2(800.0, 500.0));
        harness.step();
    }
    assert_eq!(size(&harness), at_first, "the form grows while it is open");
    let first =
        Language::SimplifiedChinese.text(chancery::records::find("person").unwrap().fields()[0].label);
    assert_eq!(focused(&harness).as_deref(), Some(first));
    harness.key_press(Key::Escape);
    rest(&mut harness);
    assert!(harness.query_by_label("保存").is_none());
    assert_eq!(focused(&harness).as_deref(), Some("人员"), "the list has the keyboard again");
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    until(&mut harness, "the form of the first row", |window| window.query_by_label("保存").is_some());
}

#[test]
fn the_navigation_has_the_five_functions_in_their_order() {
    let headings: Vec<&str> = NAVIGATION.iter().map(|group| group.text).collect();
    let functions = Function::ALL.iter().map(|function| Function::SET.text_key(function.code()).unwrap());
    let functions: Vec<&str> = functions.collect();
    assert!(headings.windows(functions.len()).any(|some| some == functions), "{headings:?}");
    for group in NAVIGATION {
        assert!(!group.places.is_empty(), "{} leads nowhere", group.text);
    }
}

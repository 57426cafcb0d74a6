//! The screens that show records, through the eyes of a member of staff: what stands in the accessibility tree and in
//! what is copied.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery::desk::{Right, Scope, template};
use chancery::records::{RECORDS, find};
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Event, Key, Modifiers, OutputCommand, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::leaks::Planted::Plain;
use crate::leaks::{LANGUAGE, Oracle, PLANTED, marker, planted_office, stands_in};

/// Registers, each with the screens beside its list on which its records stand.
const SCREENS: [(&str, &[Route]); 12] = [
    ("person", &[Route::Home]),
    ("unit", &[Route::Execution, Route::OrgChart]),
    ("policy", &[]),
    ("appointment", &[]),
    ("budget_line", &[Route::Execution]),
    ("expense", &[Route::Execution]),
    ("meeting", &[Route::Calendar, Route::Console(None), Route::WorkReport]),
    ("incoming", &[Route::Home, Route::Filing]),
    ("document", &[Route::DocumentTree]),
    ("loan", &[Route::Lending, Route::RecordProperties]),
    ("activity", &[Route::Calendar, Route::WorkReport]),
    ("matter", &[Route::Supervision, Route::Board("matter")]),
];

#[test]
fn nothing_reaches_the_accessibility_tree_or_the_clipboard() {
    let (office, viewers) = planted_office();
    let (office, viewer) = (Arc::new(office), viewers.into_iter().next().unwrap());
    let session = viewer.session.clone();
    let options = WindowOptions { language: Some(LANGUAGE), ..WindowOptions::default() };
    let mut harness: Harness<'_, App> = Harness::builder()
        .with_size(vec2(2400.0, 1400.0))
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(LANGUAGE)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down_with(&cc.egui_ctx, office, session);
            app
        });
    let mut texts = String::new();
    let mut gather = |harness: &mut Harness<'_, App>| {
        for _ in 0..12 {
            harness.step();
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let mut waiting = vec![harness.root()];
        while let Some(node) = waiting.pop() {
            let node_data = node.accesskit_node();
            for text in [node_data.label(), node_data.value(), node_data.description()] {
                texts.push_str(&text.unwrap_or_default());
                texts.push('\n');
            }
            waiting.extend(node.children());
        }
        for command in &harness.output().platform_output.commands {
            if let OutputCommand::CopyText(copied) = command {
                texts.push_str(copied);
            }
        }
    };
    gather(&mut harness);
    for (register, screens) in SCREENS {
        for screen in screens {
            harness.state_mut().go(screen.clone());
            gather(&mut harness);
        }
        harness.state_mut().go(Route::List(register));
        gather(&mut harness);
        let record_type = find(register).unwrap();
        let title = record_type.title_index();
        if let Some(marker) = marker(record_type, Plain, title, false) {
            harness.query_all_by_label_contains(&marker).take(1).for_each(|row| row.click());
            gather(&mut harness);
        }
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.step();
        harness.event(Event::Copy);
        gather(&mut harness);
    }
    let book = template();
    let oracle = Oracle { book: &book, viewer: &viewer };
    let (mut cells, mut shown) = (0, BTreeMap::new());
    for record_type in RECORDS {
        let register = record_type.name();
        for planted in PLANTED {
            for (place, field) in record_type.fields().iter().enumerate() {
                for old in [false, true] {
                    let Some(marker) = marker(*record_type, planted, place, old) else { continue };
                    cells += 1;
                    let found = stands_in(&texts, &marker);
                    *shown.entry(register).or_insert(0) += usize::from(found);
                    let may = oracle.sees_field(*record_type, planted, field);
                    let around = || texts.lines().find(|line| line.contains(&marker)).unwrap_or_default();
                    let name =
                        || format!("{register}.{} of {planted:?} in the tree: {}", field.key, around());
                    assert!(!found || may, "{}", name());
                }
            }
        }
    }
    let seen = |register: &&str| viewer.session.permissions.scope(register, Right::Read) == Some(Scope::All);
    let expected: Vec<&str> = SCREENS.iter().map(|(register, _)| *register).filter(seen).collect();
    let silent: Vec<_> = expected.iter().filter(|register| shown[*register] == 0).collect();
    assert!(silent.is_empty() && expected.len() > 4, "nothing is shown of {silent:?}: {shown:?}");
    assert!(cells > 300 && shown.values().sum::<usize>() > 20, "{cells} cells, {shown:?}");
    println!("{cells} cells, {shown:?}");
}

//! The screens that show records, through the eyes of a member of staff: what stands in the accessibility tree and in
//! what is copied.

use std::sync::Arc;

use chancery::desk::template;
use chancery::records::find;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Event, Key, Modifiers, OutputCommand, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::leaks::Planted::Plain;
use crate::leaks::{LANGUAGE, Oracle, PLANTED, marker, planted_office, stands_in};

#[test]
fn nothing_reaches_the_accessibility_tree_or_the_clipboard() {
    let (office, viewers) = planted_office();
    let office = Arc::new(office);
    let viewer = viewers.into_iter().next().unwrap();
    let book = template();
    let (mut cells, mut shown) = (0, 0);
    for register in
        ["person", "unit", "policy", "appointment", "budget_line", "expense", "meeting", "incoming"]
    {
        let (placed, session) = (office.clone(), viewer.session.clone());
        let options = WindowOptions { language: Some(LANGUAGE), ..WindowOptions::default() };
        let mut harness: Harness<'_, App> = Harness::builder()
            .with_size(vec2(2400.0, 1400.0))
            .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(LANGUAGE)))
            .build_eframe(move |cc| {
                let mut app = App::new(&cc.egui_ctx, &options);
                app.sit_down_with(&cc.egui_ctx, placed, session);
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
        if matches!(register, "unit" | "budget_line" | "expense") {
            harness.state_mut().go(Route::Execution);
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
        let oracle = Oracle { book: &book, viewer: &viewer };
        for planted in PLANTED {
            for (place, field) in record_type.fields().iter().enumerate() {
                for old in [false, true] {
                    let Some(marker) = marker(record_type, planted, place, old) else { continue };
                    cells += 1;
                    let found = stands_in(&texts, &marker);
                    shown += usize::from(found);
                    let may = oracle.sees_field(record_type, planted, field);
                    assert!(!found || may, "{register}.{} of {planted:?} in the tree", field.key);
                }
            }
        }
    }
    assert!(cells > 300 && shown > 20, "{cells} cells, {shown} shown");
    println!("{cells} cells, {shown} of them shown");
}

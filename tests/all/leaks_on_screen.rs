//! The screens that show records, through the eyes of a member of staff and of a director who is cleared for nothing:
//! what stands in the accessibility tree and in what is copied, screen by screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use chancery::desk::{Office, Right, Scope, Session, template};
use chancery::model::Role;
use chancery::records::{RECORDS, find};
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Event, Key, Modifiers, OutputCommand, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::leaks::Planted::{LinksToCore, Plain};
use crate::leaks::{LANGUAGE, Oracle, PLANTED, Viewer, marker, planted_id, planted_office, stands_in};

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
    ("loan", &[Route::Lending, Route::RecordProperties, Route::ArchiveReport]),
    ("activity", &[Route::Calendar, Route::WorkReport, Route::Activity(None)]),
    ("matter", &[Route::Supervision, Route::Board("matter")]),
];

/// What a director looks at besides: what is above the office, and what was thrown away.
const OVERSEEN: [(&str, &[Route]); 5] = [
    ("role_grant", &[Route::Rights, Route::AuditTrail]),
    ("backup_run", &[Route::Backups, Route::Settings, Route::ArchiveReport]),
    ("duty", &[Route::DutyMatrix]),
    ("person", &[Route::RecycleBin("person"), Route::OrgChart]),
    ("matter", &[Route::RecycleBin("matter"), Route::Supervision]),
];

/// A window, and what was seen in it: the place, and everything that could be read or copied there.
struct Looked {
    harness: Harness<'static, App>,
    session: Arc<Session>,
    seen: Vec<(String, String)>,
}

impl Looked {
    fn new(office: Arc<Office>, viewer: &Viewer) -> Self {
        let session = viewer.session.clone();
        let options = WindowOptions { language: Some(LANGUAGE), ..WindowOptions::default() };
        let harness = Harness::builder()
            .with_size(vec2(2400.0, 1400.0))
            .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(LANGUAGE)))
            .build_eframe(move |cc| {
                let mut app = App::new(&cc.egui_ctx, &options);
                app.sit_down_with(&cc.egui_ctx, office, session);
                app
            });
        Self { harness, session: viewer.session.clone(), seen: Vec::new() }
    }

    fn reads(&self, register: &str) -> bool {
        self.session.permissions.scope(register, Right::Read) == Some(Scope::All)
    }

    /// Until something stands on the screen; a busy machine reads slowly.
    fn wait(&mut self, what: &str, ready: impl Fn(&Harness<'static, App>) -> bool) {
        for _ in 0..500 {
            self.harness.step();
            if ready(&self.harness) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("{what} never comes to be seen");
    }

    fn gather(&mut self, place: String) {
        for _ in 0..12 {
            self.harness.step();
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let mut texts = String::new();
        let mut waiting = vec![self.harness.root()];
        while let Some(node) = waiting.pop() {
            let node_data = node.accesskit_node();
            for text in [node_data.label(), node_data.value(), node_data.description()] {
                texts.push_str(&text.unwrap_or_default());
                texts.push('\n');
            }
            waiting.extend(node.children());
        }
        self.seen.push((place, texts));
    }

    /// Where a register stands: its own screens, its list, one of its records, and what is copied of the list.
    fn look_at(&mut self, register: &'static str, screens: &[Route]) {
        for screen in screens {
            self.harness.state_mut().go(screen.clone());
            if *screen == Route::Rights && self.reads("role") {
                // Read after the screen has come.
                let everyone = LANGUAGE.text("role_name.everyone");
                self.wait("the matrix", |harness| {
                    harness.query_all_by_label_contains(everyone).next().is_some()
                });
            }
            self.gather(format!("{screen:?}"));
        }
        self.harness.state_mut().go(Route::List(register));
        let record_type = find(register).unwrap();
        let marker = marker(record_type, Plain, record_type.title_index(), false);
        let marker = marker.filter(|_| self.reads(register));
        if let Some(marker) = &marker {
            self.wait(&format!("a {register}"), |harness| {
                harness.query_all_by_label_contains(marker).next().is_some()
            });
        }
        self.gather(format!("list of {register}"));
        if let Some(marker) = &marker {
            self.harness.query_all_by_label_contains(marker).take(1).for_each(|row| row.click());
            self.gather(format!("inspector over {register}"));
        }
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.step();
        self.harness.event(Event::Copy);
        let mut copied = String::new();
        for _ in 0..12 {
            self.harness.step();
            for command in &self.harness.output().platform_output.commands {
                if let OutputCommand::CopyText(text) = command {
                    copied.push_str(text);
                }
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert!(marker.is_none() || !copied.is_empty(), "nothing of {register} is copied");
        self.seen.push((format!("{CLIPBOARD} over {register}"), copied));
    }

    /// Fails where something stands that may not be known; gives how often each register was seen at each kind of place.
    fn judge(&self, viewer: &Viewer) -> BTreeMap<(&'static str, bool), usize> {
        let book = template();
        let oracle = Oracle { book: &book, viewer };
        let (mut cells, mut shown, mut leaks) = (0, BTreeMap::new(), Vec::new());
        for record_type in RECORDS {
            let register = record_type.name();
            for planted in PLANTED {
                for (place, field) in record_type.fields().iter().enumerate() {
                    let may = oracle.sees_field(*record_type, planted, field);
                    for old in [false, true] {
                        let Some(marker) = marker(*record_type, planted, place, old) else { continue };
                        cells += 1;
                        for (at, texts) in &self.seen {
                            let copied = at.starts_with(CLIPBOARD);
                            let may = may && (!copied || matches!(planted, Plain | LinksToCore));
                            let found = stands_in(texts, &marker);
                            *shown.entry((register, copied)).or_insert(0) += usize::from(found);
                            if found && !may {
                                leaks.push(format!("{register}.{} of {planted:?} in {at}", field.key));
                            }
                        }
                    }
                }
            }
        }
        assert!(leaks.is_empty(), "{}: {} leaks:\n{}", viewer.name, leaks.len(), leaks.join("\n"));
        assert!(cells > 300, "{cells} cells");
        shown
    }
}

const CLIPBOARD: &str = "clipboard";

#[test]
fn nothing_reaches_the_accessibility_tree_or_the_clipboard() {
    let (office, viewers) = planted_office();
    let office = Arc::new(office);
    let viewer = &viewers[0];
    let mut looked = Looked::new(office, viewer);
    looked.gather("first screen".to_owned());
    for (register, screens) in SCREENS {
        looked.look_at(register, screens);
    }
    let shown = looked.judge(viewer);
    let seen = |register: &&str| looked.reads(register);
    let expected: Vec<&str> = SCREENS.iter().map(|(register, _)| *register).filter(seen).collect();
    let silent: Vec<_> = expected.iter().filter(|register| shown[&(**register, false)] == 0).collect();
    assert!(silent.is_empty() && expected.len() > 4, "nothing is shown of {silent:?}: {shown:?}");
    let total =
        |copied: bool| shown.iter().filter(|(key, _)| key.1 == copied).map(|(_, count)| count).sum::<usize>();
    assert!(total(false) > 20, "{shown:?}");
}

#[test]
fn nothing_reaches_a_director_above_their_clearance() {
    let (office, viewers) = planted_office();
    let office = Arc::new(office);
    let viewer = viewers.iter().find(|viewer| viewer.is(Role::Director)).unwrap();
    let mut looked = Looked::new(office, viewer);
    for (register, screens) in OVERSEEN {
        looked.look_at(register, screens);
    }
    looked.harness.state_mut().go(Route::Activity(Some(planted_id("activity", Plain))));
    looked.gather("activity desk".to_owned());
    let shown = looked.judge(viewer);
    let copied: usize = shown.iter().filter(|(key, _)| key.1).map(|(_, count)| *count).sum();
    assert!(copied > 20 && shown.values().sum::<usize>() > 100, "{shown:?}");
}

//! 四性: whether the electronic records of the archive are authentic, whole, usable and safe; in which formats they are,
//! how the backups stand, and how full the shelves are.

use eframe::egui::{Align, Context, Label, Layout, RichText, ScrollArea, Ui, vec2};

use crate::desk::{PROPERTIES, PropertyStanding, RecordStanding, civil_time, messages};
use crate::model::{Problem, RecordId};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::{Route, Selected};
use crate::ui::shell::register_links;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, key_values, screen_title, section_title};
use crate::ui::workplace::{Request, Workplace};

/// Faults shown; the list has all.
const MOST_FAULTS: usize = 12;

/// Width of the names of properties, formats and places.
const NAME: f32 = 120.0;

/// The electronic records.
#[derive(Default)]
pub struct RecordPropertiesScreen {
    standing: Loaded<RecordStanding>,
}

impl RecordPropertiesScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.standing.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        self.standing.refresh(|| workplace.ask(ctx, "records", |reader, _| reader.record_standing())).1
    }

    /// Draws them.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let Some(standing) = self.standing.value() else {
            screen_title(ui, language.text("nav.record_properties"), |_| {});
            return;
        };
        screen_title(ui, language.text("nav.record_properties"), |ui| {
            if !standing.items.is_empty() {
                if ui.primary_button((icons::CERTIFICATE, language.text("records.check_now"))).clicked() {
                    requests.push(Request::CheckRecords(standing.items.clone()));
                }
                if ui.quiet_button((icons::PRINT, language.text("action.print"))).clicked() {
                    requests.push(Request::Print("record-properties", standing.items.clone()));
                }
            }
        });
        if standing.items.is_empty() && standing.places.is_empty() {
            empty_state(ui, icons::CERTIFICATE, language.text("records.none"), None);
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.add_space(tokens.grid);
            summary_ui(ui, standing);
            ui.add_space(tokens.grid);
            for (key, property) in PROPERTIES.into_iter().zip(&standing.properties) {
                property_ui(ui, key, property, requests);
            }
            if !standing.unchecked.is_empty() {
                ui.horizontal(|ui| {
                    lamp(ui, Status::Behind, "");
                    let count = standing.unchecked.len().to_string();
                    let text = language.fill("records.unchecked", &[("count", &count)]);
                    link(ui, &text, &standing.unchecked, language.text("records.unchecked_rows"), requests);
                });
            }
            faults_ui(ui, standing, requests);
            formats_ui(ui, standing);
            backups_ui(ui, standing, requests);
            places_ui(ui, standing, requests);
            ui.add_space(tokens.gap);
            ui.horizontal(|ui| register_links(ui, &Route::RecordProperties, requests));
        });
    }
}

fn summary_ui(ui: &mut Ui, standing: &RecordStanding) {
    let language = ui.language();
    let items = standing.items.len().to_string();
    let last = standing.last_sample.map(|day| day.to_string()).unwrap_or_default();
    let (files, bytes) = standing
        .formats
        .iter()
        .fold((0, 0_u64), |(files, bytes), of| (files + of.files, bytes.saturating_add(of.bytes)));
    let files = language.fill("records.files", &[("files", &files.to_string()), ("size", &size(bytes))]);
    key_values(
        ui,
        &[
            (language.text("records.items"), &items),
            (language.text("archive_item.files"), &files),
            (language.text("records.last_sample"), &last),
        ],
    );
}

/// A place of a width, so that what stands behind lines up.
fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(width, ui.tokens().row);
    let layout = Layout::left_to_right(Align::Center);
    let inner = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(width);
        content(ui)
    });
    inner.inner
}

/// Bytes in a unit that is read at a glance.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut value = bytes.div_ceil(1024);
    let mut unit = 0;
    while value >= 10_000 && unit + 1 < UNITS.len() {
        value = value.div_ceil(1024);
        unit += 1;
    }
    format!("{value} {}", UNITS.get(unit).unwrap_or(&""))
}

fn link(ui: &mut Ui, text: &str, ids: &[RecordId], name: &str, requests: &mut Vec<Request>) {
    if ui.link(text).clicked() {
        requests.push(Request::OpenRows(RecordStanding::rows(ids), name.to_owned()));
    }
}

fn property_ui(ui: &mut Ui, key: &'static str, of: &PropertyStanding, requests: &mut Vec<Request>) {
    let language = ui.language();
    let tokens = ui.tokens();
    let name = language.text(key);
    let status = match (of.failed.is_empty(), of.passed.is_empty()) {
        (false, _) => Status::Overdue,
        (true, false) => Status::Done,
        (true, true) => Status::Neutral,
    };
    ui.horizontal(|ui| {
        ui.set_min_height(tokens.row);
        lamp(ui, status, "");
        cell(ui, NAME, |ui| ui.strong(name));
        ui.label(RichText::new(explanation(language, key)).color(tokens.text_weak));
        for (key, ids) in
            [("records.failed", &of.failed), ("records.passed", &of.passed), ("records.unsaid", &of.unsaid)]
        {
            if !ids.is_empty() {
                let text = language.fill(key, &[("count", &ids.len().to_string())]);
                link(ui, &text, ids, &format!("{name} · {text}"), requests);
            }
        }
    });
}

/// What a property means, in plain words.
fn explanation(language: Language, key: &str) -> &'static str {
    language.text(match key {
        "record_check.authenticity" => "records.authenticity",
        "record_check.integrity" => "records.integrity",
        "record_check.usability" => "records.usability",
        _ => "records.security",
    })
}

fn faults_ui(ui: &mut Ui, standing: &RecordStanding, requests: &mut Vec<Request>) {
    let language = ui.language();
    section_title(ui, language.text("records.faults"));
    if standing.faults.is_empty() {
        let is_checked = standing.unchecked.len() < standing.items.len();
        let told = if is_checked || standing.items.is_empty() {
            "records.no_faults"
        } else {
            "records.none_checked"
        };
        caption(ui, language.text(told));
    }
    for of in standing.faults.iter().take(MOST_FAULTS) {
        ui.push_id(of.check.as_bytes(), |ui| {
            ui.horizontal_wrapped(|ui| {
                lamp(ui, Status::Overdue, "");
                if ui.link(&of.title).clicked() {
                    requests.push(Request::Open(Selected { register: "record_check", id: of.check }));
                }
                ui.label(RichText::new(civil_time(of.at)).color(ui.tokens().text_weak));
                ui.add(Label::new(messages(&of.reasons, language).replace('\n', "  ")).wrap());
            });
        });
    }
}

fn formats_ui(ui: &mut Ui, standing: &RecordStanding) {
    let language = ui.language();
    let tokens = ui.tokens();
    section_title(ui, language.text("records.formats"));
    if standing.formats.is_empty() {
        caption(ui, language.text("records.no_files"));
    }
    for of in &standing.formats {
        ui.horizontal(|ui| {
            let (status, text) = match of.lasts {
                true => (Status::Done, "records.lasts"),
                false => (Status::Behind, "records.does_not_last"),
            };
            lamp(ui, status, "");
            let name = if of.ending.is_empty() { "—".to_owned() } else { of.ending.to_uppercase() };
            cell(ui, NAME, |ui| ui.label(name));
            let files = of.files.to_string();
            ui.label(language.fill("records.files", &[("files", &files), ("size", &size(of.bytes))]));
            ui.label(RichText::new(language.text(text)).color(tokens.text_weak));
        });
    }
}

fn backups_ui(ui: &mut Ui, standing: &RecordStanding, requests: &mut Vec<Request>) {
    let language = ui.language();
    section_title(ui, language.text("nav.backups"));
    let backups = &standing.backups;
    let proven = backups.last_proven().and_then(|run| run.record.at);
    ui.horizontal(|ui| {
        let (status, text) = match (proven, backups.keeps_three_two_one()) {
            (None, _) if standing.awaits_backup() => {
                (Status::Neutral, language.text("records.no_plan").to_owned())
            }
            (None, _) => (Status::Overdue, language.text("records.no_backup").to_owned()),
            (Some(at), true) => {
                (Status::Done, language.fill("records.backup_good", &[("at", &civil_time(at))]))
            }
            (Some(at), false) => {
                (Status::Behind, language.fill("records.backup_thin", &[("at", &civil_time(at))]))
            }
        };
        lamp(ui, status, &text);
        if ui.link(language.text("records.to_backups")).clicked() {
            requests.push(Request::Go(Route::Backups));
        }
    });
}

fn places_ui(ui: &mut Ui, standing: &RecordStanding, requests: &mut Vec<Request>) {
    let language = ui.language();
    let tokens = ui.tokens();
    section_title(ui, language.text("records.places"));
    if standing.places.is_empty() {
        caption(ui, language.text("records.no_places"));
    }
    for place in &standing.places {
        let of = &place.record;
        ui.push_id(place.meta.id.as_bytes(), |ui| {
            ui.horizontal(|ui| {
                let status = match of.occupancy {
                    100.. => Status::Overdue,
                    85.. => Status::Behind,
                    _ => Status::Done,
                };
                lamp(ui, status, "");
                let name = cell(ui, NAME * 2.0, |ui| ui.link(&of.name));
                if name.clicked() {
                    requests.push(Request::Open(Selected { register: "storage_place", id: place.meta.id }));
                }
                let (bar, _) = ui.allocate_exact_size(vec2(160.0, 8.0), eframe::egui::Sense::hover());
                ui.painter().rect_filled(bar, 2.0, tokens.chip);
                let share = i16::try_from(of.occupancy.clamp(0, 100)).map_or(0.0, f32::from) / 100.0;
                let mut filled = bar;
                filled.set_width(bar.width() * share);
                ui.painter().rect_filled(filled, 2.0, tokens.status(status));
                let (used, room, percent) =
                    (of.used.to_string(), of.capacity.to_string(), of.occupancy.to_string());
                let arguments =
                    [("used", used.as_str()), ("capacity", room.as_str()), ("percent", percent.as_str())];
                ui.label(language.fill("records.occupancy", &arguments));
            });
        });
    }
}

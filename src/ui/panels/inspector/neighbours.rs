//! The records that are linked with the one shown: those it names, and those that name it, by register.

use std::collections::BTreeSet;

use eframe::egui::{RichText, Ui};

use crate::desk::{Reader, Titles, View, show};
use crate::model::{Field, Problem, RecordType};
use crate::text::Language;
use crate::ui::routes::{Selected, register_text};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::{caption, section_title};
use crate::ui::workplace::Request;

/// More records of a register than this are counted, and read in its list.
const MOST: usize = 40;

/// So many of a register are shown before somebody asks for the others.
const FIRST: usize = 4;

/// A record that is linked with the one shown.
pub(super) struct Neighbour {
    pub(super) selected: Selected,
    pub(super) title: String,
    pub(super) role: String,
}

/// The records of one register that name the one shown, the newest first.
pub(super) struct Referring {
    register: &'static str,
    count: usize,
    records: Vec<Neighbour>,
}

/// Reads what names a record.
///
/// # Errors
/// When the file can't be read.
pub(super) fn referring(
    reader: &Reader,
    selected: Selected,
    language: Language,
) -> Result<Vec<Referring>, Problem> {
    let mut found = reader.referring(selected.id)?;
    // Identities grow with time.
    found.sort_by_key(|(source, view, _)| (source.name(), std::cmp::Reverse(view.row.meta.id)));
    let mut groups: Vec<Referring> = Vec::new();
    for (source, view, field) in found {
        if groups.last().is_none_or(|group| group.register != source.name()) {
            groups.push(Referring { register: source.name(), count: 0, records: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        group.count = group.count.saturating_add(1);
        if group.records.len() < MOST {
            group.records.push(Neighbour {
                selected: Selected { register: source.name(), id: view.row.meta.id },
                title: own_title(reader, source, &view, field, language)?,
                role: role_of(source, &view, field, language),
            });
        }
    }
    // As the registers stand in the program, which is the order of the work.
    let place = |register| crate::records::RECORDS.iter().position(|of| of.name() == register);
    groups.sort_by_key(|group| place(group.register));
    Ok(groups)
}

/// What a record is called beside the one that it names in a field: its title without that one's.
fn own_title(
    reader: &Reader,
    source: &'static dyn RecordType,
    view: &View,
    naming: &Field,
    language: Language,
) -> Result<String, Problem> {
    let mut titles = Titles::default();
    let mut parts = Vec::new();
    for (place, field) in source.fields().iter().enumerate() {
        if field.title
            && field.key != naming.key
            && let Some(value) = view.value(place)
        {
            parts.push(show(reader, &mut titles, field, &value, language)?);
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { reader.title(source, &view.row) } else { Ok(parts.join(" · ")) }
}

/// What it is to the one that it names: its state where it has one, and the day by which it is due.
fn role_of(source: &'static dyn RecordType, view: &View, naming: &Field, language: Language) -> String {
    let state = source.workflow().and_then(|(place, workflow)| {
        let value = view.value(place)?;
        let state = workflow.state(value.as_str()?)?;
        let due = source
            .fields()
            .iter()
            .position(|field| state.open && (field.due.is_some() || field.key == "due"));
        let due = due.and_then(|place| view.value(place)?.as_date());
        let due = due.map(|day| format!(" · {day}")).unwrap_or_default();
        Some(format!("{}{due}", language.text(state.text)))
    });
    state.unwrap_or_else(|| language.text(naming.label).to_owned())
}

/// Draws the records that the one shown names.
pub(super) fn neighbours_ui(
    ui: &mut Ui,
    heading: &str,
    neighbours: &[Neighbour],
    requests: &mut Vec<Request>,
) {
    if neighbours.is_empty() {
        return;
    }
    ui.add_space(ui.tokens().gap);
    section_title(ui, heading);
    for (place, neighbour) in neighbours.iter().enumerate() {
        ui.push_id(place, |ui| neighbour_ui(ui, neighbour, requests));
    }
}

/// Draws the records that name the one shown, a group a register; long groups can be unfolded.
pub(super) fn referring_ui(
    ui: &mut Ui,
    groups: &[Referring],
    unfolded: &mut BTreeSet<&'static str>,
    requests: &mut Vec<Request>,
) {
    if groups.is_empty() {
        return;
    }
    let (tokens, language) = (ui.tokens(), ui.language());
    ui.add_space(tokens.gap);
    section_title(ui, language.text("inspector.back_links"));
    for group in groups {
        ui.push_id(group.register, |ui| {
            let name = language.text(register_text(group.register));
            caption(ui, &format!("{name} {}", group.count));
            let is_long = group.records.len() > FIRST;
            let shows_all = unfolded.contains(group.register);
            let shown = if shows_all { MOST } else { FIRST };
            for (place, neighbour) in group.records.iter().take(shown).enumerate() {
                ui.push_id(place, |ui| neighbour_ui(ui, neighbour, requests));
            }
            if is_long {
                let count = group.records.len().to_string();
                let more = language.fill("home.show_all", &[("count", &count)]);
                let words = if shows_all { language.text("home.show_less") } else { &more };
                if ui.link(RichText::new(words).small()).clicked() && !unfolded.remove(group.register) {
                    unfolded.insert(group.register);
                }
            }
            ui.add_space(tokens.grid);
        });
    }
}

fn neighbour_ui(ui: &mut Ui, neighbour: &Neighbour, requests: &mut Vec<Request>) {
    ui.horizontal_wrapped(|ui| {
        if ui.link(&neighbour.title).clicked() {
            requests.push(Request::Open(neighbour.selected));
        }
        ui.label(RichText::new(&neighbour.role).color(ui.tokens().text_weak));
    });
}

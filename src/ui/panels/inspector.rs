//! The selected record beside its list: fields, the ways its workflow leaves open, links both ways, attachments,
//! history.

use eframe::egui::{Context, RichText, ScrollArea, Ui};

use crate::desk::{Command, Reader, Titles, Values, civil_time, show, show_plain};
use crate::model::{Kind, Problem, RecordType, Tone, Value};
use crate::store::audit::{ATTACHMENT_PREFIX, VOID_FIELD, Verb};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::list::tone_status;
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::section::{caption, key_values, section_title};
use crate::ui::workplace::{Request, Workplace};

/// How many changes are shown.
const MOST_HISTORY: usize = 30;

struct Way {
    code: &'static str,
    text: &'static str,
    reason: bool,
}

struct Neighbour {
    selected: Selected,
    title: String,
    role: String,
}

struct Change {
    heading: String,
    lines: Vec<String>,
}

/// A record as the inspector shows it: everything formatted once, when it was read.
struct Inspected {
    title: String,
    kind: String,
    state: Option<(String, Tone)>,
    rows: Vec<(String, String)>,
    ways: Vec<Way>,
    version: u64,
    out: Vec<Neighbour>,
    back: Vec<Neighbour>,
    attachments: Vec<(String, String)>,
    history: Vec<Change>,
}

/// The inspector.
#[derive(Default)]
pub struct Inspector {
    selected: Option<Selected>,
    shown: Loaded<Option<Inspected>>,
    /// A transition that waits for its reason.
    asking: Option<(&'static str, String)>,
}

impl Inspector {
    /// Shows a record.
    pub fn select(&mut self, selected: Option<Selected>) {
        if self.selected != selected {
            self.selected = selected;
            self.shown.invalidate();
            self.asking = None;
        }
    }

    /// The record shown.
    pub fn selected(&self) -> Option<Selected> {
        self.selected
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.shown.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (selected, language) = (self.selected, ctx.language());
        let (_, problem) = self.shown.refresh(|| {
            workplace.ask(ctx, "inspector", move |reader, _| match selected {
                Some(selected) => inspect(reader, selected, language),
                None => Ok(None),
            })
        });
        problem
    }

    /// Draws the inspector.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let shown = self.shown.value().and_then(Option::as_ref);
        let (Some(selected), Some(shown)) = (self.selected, shown) else {
            ui.add_space(tokens.padding);
            caption(ui, language.text("inspector.nothing"));
            return;
        };
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            caption(ui, &shown.kind);
            ui.label(RichText::new(&shown.title).text_style(crate::ui::theme::section_style()));
            if let Some((state, tone)) = &shown.state {
                ui.chip(state, Some(tone_status(*tone)));
            }
            ui.add_space(tokens.grid);
            ui.horizontal_wrapped(|ui| {
                if ui.button((icons::EDIT, language.text("action.edit"))).clicked() {
                    requests.push(Request::Edit(selected));
                }
                for way in &shown.ways {
                    if ui.button(language.text(way.text)).clicked() {
                        if way.reason {
                            self.asking = Some((way.code, String::new()));
                        } else {
                            requests.push(Request::Run(take(selected, shown.version, way.code, None)));
                        }
                    }
                }
                if ui.quiet_button((icons::VOID, language.text("action.void"))).clicked() {
                    requests.push(Request::Void(selected.register, vec![selected.id]));
                }
            });
            let mut taken = None;
            if let Some((code, reason)) = &mut self.asking {
                let label = ui.label(language.text("form.reason"));
                ui.text_edit_singleline(reason).labelled_by(label.id);
                if ui.primary_button(language.text("form.confirm")).clicked() && !reason.trim().is_empty() {
                    taken = Some(take(selected, shown.version, code, Some(reason.clone())));
                }
            }
            if let Some(command) = taken {
                requests.push(Request::Run(command));
                self.asking = None;
            }
            ui.add_space(tokens.gap);
            let rows: Vec<(&str, &str)> =
                shown.rows.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
            key_values(ui, &rows);
            neighbours(ui, language.text("inspector.links"), &shown.out, requests);
            neighbours(ui, language.text("inspector.back_links"), &shown.back, requests);
            if !shown.attachments.is_empty() {
                ui.add_space(tokens.gap);
                section_title(ui, language.text("inspector.attachments"));
                for (name, detail) in &shown.attachments {
                    ui.horizontal(|ui| {
                        ui.label(format!("{} {name}", icons::ATTACHMENT));
                        ui.label(RichText::new(detail).color(tokens.text_weak));
                    });
                }
            }
            ui.add_space(tokens.gap);
            section_title(ui, language.text("inspector.history"));
            for change in &shown.history {
                caption(ui, &change.heading);
                for line in &change.lines {
                    ui.label(line);
                }
                ui.add_space(tokens.grid);
            }
        });
    }
}

fn take(selected: Selected, version: u64, code: &str, reason: Option<String>) -> Command {
    Command::Move {
        register: selected.register.to_owned(),
        id: selected.id,
        base: Some(version),
        transition: code.to_owned(),
        values: Values::new(),
        reason,
    }
}

fn neighbours(ui: &mut Ui, heading: &str, neighbours: &[Neighbour], requests: &mut Vec<Request>) {
    if neighbours.is_empty() {
        return;
    }
    ui.add_space(ui.tokens().gap);
    section_title(ui, heading);
    for (place, neighbour) in neighbours.iter().enumerate() {
        ui.push_id(place, |ui| {
            ui.horizontal_wrapped(|ui| {
                if ui.link(&neighbour.title).clicked() {
                    requests.push(Request::Go(Route::List(neighbour.selected.register)));
                    requests.push(Request::Select(Some(neighbour.selected)));
                }
                ui.label(RichText::new(&neighbour.role).color(ui.tokens().text_weak));
            });
        });
    }
}

/// More links than this are counted in the list they open, not here.
const MOST_NEIGHBOURS: usize = 40;

fn inspect(reader: &Reader, selected: Selected, language: Language) -> Result<Option<Inspected>, Problem> {
    let Some(record_type) = crate::records::find(selected.register) else { return Ok(None) };
    let Some(view) = reader.get_any(record_type, selected.id)? else { return Ok(None) };
    let mut titles = Titles::default();
    let mut rows = Vec::new();
    let mut out = Vec::new();
    for (place, field) in record_type.fields().iter().enumerate() {
        let Some(value) = view.value(place) else { continue };
        if value.is_nothing() {
            continue;
        }
        let shown = show(reader, &mut titles, field.kind, &value, language)?;
        if let (Kind::Link(register), Value::Link(id)) = (field.kind, &value)
            && let Some(target) = crate::records::find(register)
        {
            out.push(Neighbour {
                selected: Selected { register: target.name(), id: *id },
                title: shown.clone(),
                role: language.text(field.label).to_owned(),
            });
        } else if !matches!(field.kind, Kind::State(_)) {
            rows.push((language.text(field.label).to_owned(), shown));
        }
    }
    let mut back = Vec::new();
    for (source, view, field) in reader.referring(selected.id)?.into_iter().take(MOST_NEIGHBOURS) {
        back.push(Neighbour {
            selected: Selected { register: source.name(), id: view.row.meta.id },
            title: reader.title(source, &view.row)?,
            role: format!("{} · {}", language.text(source.text()), language.text(field.label)),
        });
    }
    let workflow = record_type.workflow();
    let state = workflow.and_then(|(place, workflow)| {
        let value = view.value(place)?;
        let state = workflow.state(value.as_str()?)?;
        Some((language.text(state.text).to_owned(), state.tone))
    });
    let ways = match workflow {
        Some((place, workflow)) if view.row.meta.void.is_none() => {
            let value = view.value(place).unwrap_or_default();
            let permissions = &reader.session().permissions;
            let allowed = |by: &[crate::model::Role]| by.is_empty() || permissions.has_role(by);
            let current = value.as_str().unwrap_or_default();
            let ways = workflow.leaving(current).filter(|way| allowed(way.by));
            ways.map(|way| Way { code: way.code, text: way.text, reason: way.reason }).collect()
        }
        _ => Vec::new(),
    };
    let attachments = reader.attachments(record_type, selected.id)?;
    Ok(Some(Inspected {
        title: reader.title(record_type, &view.row)?,
        kind: language.text(record_type.text()).to_owned(),
        state,
        rows,
        ways,
        version: view.row.meta.version,
        out,
        back,
        attachments: attachments
            .into_iter()
            .map(|kept| (kept.name, format!("{} B · {}", kept.size, civil_time(kept.at))))
            .collect(),
        history: history(reader, &mut titles, record_type, selected, language)?,
    }))
}

/// The key of a verb's name.
pub fn verb_text(verb: Verb) -> &'static str {
    match verb {
        Verb::Create => "verb.create",
        Verb::Update => "verb.update",
        Verb::Move => "verb.move",
        Verb::Void => "verb.void",
        Verb::Restore => "verb.restore",
        Verb::Attach => "verb.attach",
        Verb::Detach => "verb.detach",
        Verb::Undo => "verb.undo",
        Verb::Redo => "verb.redo",
    }
}

fn history(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    selected: Selected,
    language: Language,
) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::new();
    for entry in reader.history(record_type, selected.id)?.into_iter().take(MOST_HISTORY) {
        let who = match entry.by {
            Some(person) => titles.get(reader, "person", person)?.to_owned(),
            None => language.text("inspector.owner").to_owned(),
        };
        let verb = language.text(verb_text(entry.verb));
        let mut lines = Vec::new();
        if entry.verb != Verb::Create {
            for change in &entry.changes {
                let Some((_, field)) = record_type.field(&change.field) else {
                    lines.extend(pseudo_field(&change.field, change.after.as_ref(), language));
                    continue;
                };
                let label = language.text(field.label);
                let (Some(before), Some(after)) = (&change.before, &change.after) else {
                    lines.push(language.fill("inspector.hidden_change", &[("field", label)]));
                    continue;
                };
                let shown =
                    |reader: &Reader, titles: &mut Titles, value: &Value| -> Result<String, Problem> {
                        if value.is_nothing() {
                            return Ok("—".to_owned());
                        }
                        match (value, field.kind) {
                            (Value::Link(_), _) => show(reader, titles, field.kind, value, language),
                            _ => Ok(show_plain(field.kind, value, language)),
                        }
                    };
                let (before, after) = (shown(reader, titles, before)?, shown(reader, titles, after)?);
                lines.push(format!("{label}  {before} → {after}"));
            }
        }
        lines.extend(entry.reason);
        changes.push(Change { heading: format!("{} · {who} · {verb}", civil_time(entry.at)), lines });
    }
    Ok(changes)
}

fn pseudo_field(field: &str, after: Option<&Value>, language: Language) -> Option<String> {
    if field == VOID_FIELD {
        return None;
    }
    field.strip_prefix(ATTACHMENT_PREFIX)?;
    let kept: crate::store::attachment::Attachment = serde_json::from_str(after?.as_str()?).ok()?;
    Some(format!("{}  {}", language.text("inspector.attachments"), kept.name))
}

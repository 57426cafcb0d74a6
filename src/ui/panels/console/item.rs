//! The chosen item: its clock, its materials, its votes, what is resolved, and the ways it can go.

use chrono::{DateTime, Utc};
use eframe::egui::{Button, RichText, Ui, vec2};

use super::agenda::{minutes, used};
use super::data::{ConsoleData, ItemDraft};
use crate::desk::{Command, ConsoleItem, Values};
use crate::model::{Kind, Problem, RecordId};
use crate::records;
use crate::records::meetings::{AgendaKind, AgendaState, MeetingState, VoteBase};
use crate::rules::quorum::{Needed, more_than_half};
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::panels::form::{Candidates, Input, input_ui, value_of};
use crate::ui::panels::list::unless;
use crate::ui::routes::Selected;
use crate::ui::theme::display_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::field_edit::Field;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, key_values, section_title};
use crate::ui::workplace::{Request, sentence};

/// Draws the item; what is typed stays in `draft`.
pub(super) fn item(
    ui: &mut Ui,
    data: &ConsoleData,
    draft: &mut ItemDraft,
    candidates: &Candidates,
    days: &Days,
    now: DateTime<Utc>,
    requests: &mut Vec<Request>,
) {
    let Some(place) = data.console.items.iter().position(|item| item.stored.meta.id == draft.id) else {
        return;
    };
    let Some(item) = data.console.items.get(place) else { return };
    let tokens = ui.tokens();
    let language = ui.language();
    let of = &item.stored.record;
    section_title(ui, &of.title);
    clock(ui, item, now);
    if of.kind == AgendaKind::Vote {
        quorum(ui, data, of.state);
    }
    ui.add_space(tokens.grid);
    ui.horizontal_wrapped(|ui| {
        for way in data.item_ways.get(place).into_iter().flatten() {
            let text = language.text(way.text);
            let runs = data.console.stored.record.state == MeetingState::Running;
            let is_main = runs && matches!(way.code, "begin" | "resolve");
            let pressed = match (&way.obstacle, is_main) {
                (None, true) => ui.primary_button(text).clicked(),
                (obstacle, _) => unless(ui, obstacle.as_deref(), Button::new(text)),
            };
            if pressed {
                run(draft, Some(way.code), language, requests);
            }
        }
        if draft.is_dirty() && ui.button((icons::SAVE, language.text("form.save"))).clicked() {
            run(draft, None, language, requests);
        }
        let selected = Selected { register: "agenda_item", id: draft.id };
        let edit = Button::new((icons::EDIT, language.text("action.edit"))).frame_when_inactive(false);
        if ui.add(edit).clicked() {
            requests.push(Request::Edit(selected));
        }
        let attach = (icons::ATTACHMENT, language.text("console.attach"));
        if ui.add(Button::new(attach).frame_when_inactive(false)).clicked() {
            requests.push(Request::Attach(selected));
        }
    });
    materials(ui, item, requests);
    ui.add_space(tokens.gap);
    let is_closed = !matches!(of.state, AgendaState::Waiting | AgendaState::Open | AgendaState::Voting);
    if is_closed {
        closed(ui, draft);
    } else {
        inputs(ui, draft, candidates, days);
    }
}

/// What came of an item that is closed.
fn closed(ui: &mut Ui, draft: &ItemDraft) {
    let language = ui.language();
    let Some(record_type) = records::find("agenda_item") else { return };
    let mut rows = Vec::new();
    for (place, input) in &draft.inputs {
        let shown = match input {
            Input::Text(text) | Input::Shown(text) => text.clone(),
            Input::Date(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Input::Link(link) => link.as_ref().map(|(_, title)| title.clone()).unwrap_or_default(),
            Input::Flag(_) | Input::Choice(_) | Input::Tags(_) => String::new(),
        };
        if let Some(field) = record_type.fields().get(*place)
            && !shown.is_empty()
        {
            rows.push((language.text(field.label), shown));
        }
    }
    let rows: Vec<(&str, &str)> = rows.iter().map(|(key, value)| (*key, value.as_str())).collect();
    key_values(ui, &rows);
}

/// What is filled while an item is talked about: its texts below each other, short fields side by side.
fn inputs(ui: &mut Ui, draft: &mut ItemDraft, candidates: &Candidates, days: &Days) {
    let language = ui.language();
    let Some(record_type) = records::find("agenda_item") else { return };
    let is_short = |input: &(usize, Input)| {
        record_type.fields().get(input.0).is_some_and(|field| field.kind != Kind::LongText)
    };
    let one = |ui: &mut Ui, (place, input): &mut (usize, Input), width: f32| {
        if let Some(field) = record_type.fields().get(*place) {
            ui.allocate_ui(vec2(width, 0.0), |ui| {
                ui.set_max_width(width);
                let edit = Field::new(language.text(field.label));
                input_ui(ui, field, &edit, input, candidates, days);
            });
        }
    };
    let width = ui.available_width();
    for run in draft.inputs.chunk_by_mut(|a, b| is_short(a) && is_short(b)) {
        if let [single] = run
            && !is_short(single)
        {
            one(ui, single, width);
            continue;
        }
        let count = u16::try_from(run.len()).map_or(1.0, f32::from);
        let each = ((width - ui.spacing().item_spacing.x * (count - 1.0)) / count).min(220.0);
        ui.horizontal_top(|ui| run.iter_mut().for_each(|input| one(ui, input, each)));
    }
}

fn run(draft: &ItemDraft, way: Option<&str>, language: crate::text::Language, requests: &mut Vec<Request>) {
    let Some(record_type) = records::find("agenda_item") else { return };
    let mut values = Values::new();
    for (place, input) in draft.changed() {
        let Some(field) = record_type.fields().get(*place) else { continue };
        match value_of(field, input) {
            Ok(value) => values.set(field.key, value),
            Err(message) => {
                let problem = Problem::input(message);
                requests.push(Request::Tell(sentence(&problem, language, Some("agenda_item"))));
                return;
            }
        }
    }
    let (register, id, base) = ("agenda_item".to_owned(), draft.id, Some(draft.version));
    requests.push(Request::Run(match way {
        Some(way) => Command::Move { register, id, base, transition: way.to_owned(), values, reason: None },
        None => Command::Update { register, id, base, values },
    }));
}

/// The clock of an item: what it has used of what was planned.
fn clock(ui: &mut Ui, item: &ConsoleItem, now: DateTime<Utc>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let planned = item.stored.record.minutes.unwrap_or(0);
    let Some(seconds) = used(item, now) else {
        if planned > 0 {
            caption(ui, &language.fill("console.planned", &[("minutes", &planned.to_string())]));
        }
        return;
    };
    let over = seconds - planned * 60;
    ui.horizontal(|ui| {
        let color = if planned > 0 && over > 0 { tokens.overdue } else { tokens.text };
        ui.label(RichText::new(minutes(seconds)).text_style(display_style()).color(color));
        if planned > 0 {
            let (key, left) = if over > 0 { ("console.over", over) } else { ("console.left", -over) };
            ui.label(RichText::new(language.fill(key, &[("time", &minutes(left))])).color(tokens.text_weak));
        }
    });
}

/// Whether a vote can be taken, and how many must be for it.
fn quorum(ui: &mut Ui, data: &ConsoleData, state: AgendaState) {
    let language = ui.language();
    let meeting = &data.console.stored.record;
    let (members, present) = (meeting.members, meeting.present);
    let (status, key) = if data.console.has_quorum() {
        (Status::Done, "console.quorum")
    } else {
        (Status::Overdue, "console.no_quorum")
    };
    let counts = [
        ("present", present.to_string()),
        ("members", members.to_string()),
        ("needed", data.console.needed.to_string()),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lamp(ui, status, &language.fill(key, &counts));
    if state == AgendaState::Voting {
        let base = match meeting.vote_base {
            VoteBase::Present => present,
            VoteBase::Members => members,
        };
        let base = u32::try_from(base.max(0)).unwrap_or(u32::MAX);
        let wanted = match meeting.quorum.needed() {
            Needed::TwoThirds => Needed::TwoThirds.of(base),
            _ => more_than_half(base),
        };
        caption(ui, &language.fill("console.wanted", &[("needed", &wanted.to_string())]));
    }
}

fn materials(ui: &mut Ui, item: &ConsoleItem, requests: &mut Vec<Request>) {
    let language = ui.language();
    for (place, material) in item.materials.iter().enumerate() {
        ui.push_id(("material", place), |ui| {
            let text = language.fill("attachment.save_named", &[("name", &material.name)]);
            let link = ui.link(format!("{} {}", icons::ATTACHMENT, material.name)).on_hover_text(text);
            if link.clicked() {
                requests.push(Request::SaveAttachment(Box::new(material.clone())));
            }
        });
    }
}

/// The item that is chosen when nobody has chosen: the one under discussion, or the first that waits.
pub(super) fn proposed(data: &ConsoleData) -> Option<RecordId> {
    let waiting = || data.console.items.iter().find(|item| item.stored.record.state == AgendaState::Waiting);
    let chosen = data.console.current().or_else(waiting).or(data.console.items.first());
    chosen.map(|item| item.stored.meta.id)
}

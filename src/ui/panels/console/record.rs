//! What is said, as the recorder writes it down; and the minutes, which say what was resolved and are issued.

use eframe::egui::{Button, Label, RichText, ScrollArea, TextEdit, Ui};

use super::data::ConsoleData;
use crate::desk::{Command, Values};
use crate::model::{RecordId, Value};
use crate::records::meetings::MeetingState;
use crate::ui::icons;
use crate::ui::panels::form::{Candidates, Picker};
use crate::ui::panels::leading::clock;
use crate::ui::panels::list::record_id;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

/// What is being written down.
#[derive(Default)]
pub(super) struct RecordState {
    speaker: Option<(u128, String)>,
    said: String,
    /// The minutes as they are typed, with the version they began from.
    minutes: Option<(u64, String)>,
}

/// Draws the record and the line that adds to it; `item` is what is talked about.
pub(super) fn record(
    ui: &mut Ui,
    data: &ConsoleData,
    state: &mut RecordState,
    item: Option<RecordId>,
    candidates: &Candidates,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    caption(ui, language.text("console.record_explain"));
    let name = language.text("console.speaker");
    Picker { register: "person", name, width: 200.0 }.show(ui, &mut state.speaker, candidates);
    let label = caption(ui, language.text("statement.text"));
    let edit = TextEdit::multiline(&mut state.said).desired_rows(3).desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id);
    let ready = !state.said.trim().is_empty() && data.edit.is_none();
    if ui.add_enabled(ready, Button::new((icons::ADD, language.text("console.write_down")))).clicked() {
        let mut values = Values::new()
            .with("meeting", Value::Link(data.console.stored.meta.id))
            .text("text", state.said.trim());
        if let Some((id, _)) = &state.speaker {
            values = values.with("speaker", Value::Link(record_id(*id)));
        }
        if let Some(item) = item {
            values = values.with("item", Value::Link(item));
        }
        let register = "statement".to_owned();
        requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
        state.said.clear();
    }
    ui.add_space(tokens.gap);
    if data.console.statements.is_empty() {
        caption(ui, language.text("console.nothing_said"));
    }
    ScrollArea::vertical().id_salt("record").auto_shrink(false).show(ui, |ui| {
        for statement in data.console.statements.iter().rev() {
            ui.push_id(statement.stored.meta.id.as_bytes(), |ui| {
                let mut heading = vec![statement.speaker.clone(), statement.item.clone()];
                heading.extend(statement.stored.record.at.map(clock));
                heading.retain(|part| !part.is_empty());
                ui.add(
                    Label::new(RichText::new(heading.join(" · ")).small().color(tokens.text_weak)).truncate(),
                );
                ui.add(Label::new(&statement.stored.record.text).wrap());
                ui.add_space(tokens.grid);
            });
        }
    });
}

/// Draws the minutes: as they are typed while they are drafted, as they stand otherwise.
pub(super) fn minutes(ui: &mut Ui, data: &ConsoleData, state: &mut RecordState, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let stored = &data.console.stored;
    let meeting = &stored.record;
    if let Some(due) = meeting.minutes_due {
        let status = match meeting.state {
            MeetingState::Issued | MeetingState::Supervised | MeetingState::Closed => Status::Done,
            _ if !data.warnings.is_empty() => Status::Behind,
            _ => Status::DueSoon,
        };
        let text = match meeting.issued_on {
            Some(on) => {
                let number = meeting.minutes_number.as_str();
                language.fill("console.issued", &[("number", number), ("day", &on.to_string())])
            }
            None => language.fill("console.minutes_due", &[("day", &due.to_string())]),
        };
        lamp(ui, status, &text);
    }
    let drafts =
        matches!(meeting.state, MeetingState::Held | MeetingState::Drafting | MeetingState::Reviewing)
            && data.edit.is_none();
    if meeting.minutes.trim().is_empty() && !drafts {
        caption(ui, language.text("console.no_minutes"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let dirty = state.minutes.as_ref().is_some_and(|(_, text)| *text != meeting.minutes);
        if drafts {
            let save = Button::new((icons::SAVE, language.text("console.save_minutes")));
            if ui.add_enabled(dirty, save).clicked()
                && let Some((base, text)) = state.minutes.take()
            {
                requests.push(Request::Run(Command::Update {
                    register: "meeting".to_owned(),
                    id: stored.meta.id,
                    base: Some(base),
                    values: Values::new().text("minutes", text),
                }));
            }
        }
        if !meeting.minutes.trim().is_empty() {
            let pdf = Button::new((icons::PRINT, language.text("console.print_minutes")));
            if ui.add(pdf.frame_when_inactive(false)).clicked() {
                requests.push(Request::Print("minutes", vec![stored.meta.id]));
            }
        }
    });
    ui.add_space(tokens.grid);
    ScrollArea::vertical().id_salt("minutes").auto_shrink(false).show(ui, |ui| {
        if drafts {
            let (_, text) =
                state.minutes.get_or_insert_with(|| (stored.meta.version, meeting.minutes.clone()));
            let label = caption(ui, language.text("meeting.minutes"));
            let edit = TextEdit::multiline(text).desired_rows(22).desired_width(f32::INFINITY);
            ui.add(edit).labelled_by(label.id);
        } else {
            for line in meeting.minutes.lines() {
                ui.add(Label::new(line).wrap().selectable(true));
            }
        }
    });
}

impl RecordState {
    /// Forgets minutes that nobody changed, so that the newest are shown.
    pub(super) fn refresh(&mut self, data: &ConsoleData) {
        if self.minutes.as_ref().is_some_and(|(version, text)| {
            *version != data.console.stored.meta.version
                && (*text == data.console.stored.record.minutes || text.trim().is_empty())
        }) {
            self.minutes = None;
        }
    }
}

//! 会议控制台: one screen from which the chair and the recorder lead a meeting: agenda with its clock, quorum and votes,
//! sign-in, record, minutes, and what was resolved.

mod agenda;
mod data;
mod item;
mod outcome;
mod people;
mod record;

use std::time::Duration;

use chrono::{DateTime, Utc};
use eframe::egui::{Button, Context, Label, RichText, TextEdit, Ui};

use self::data::{ConsoleData, ItemDraft};
use self::people::PeopleState;
use self::record::RecordState;
use super::leading::{Column, Leading, columns, quiet};
use crate::desk::{Command, MeetingChoice, Values};
use crate::model::{Problem, RecordId, Value};
use crate::records::meetings::MeetingState;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::jobs::Job;
use crate::ui::panels::{calendar_file, steps};
use crate::ui::routes::Route;
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::{Request, Workplace};

/// What stands beside the agenda.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    People,
    Record,
    Minutes,
    Outcome,
}

/// The console.
#[derive(Default)]
pub struct ConsoleScreen {
    meeting: Leading<ConsoleData>,
    /// An occurrence of a series that is given a record.
    preparing: Option<Job<Result<(RecordId, Command), Problem>>>,
    side: Side,
    /// The item chosen, and what is typed of it.
    chosen: Option<RecordId>,
    draft: Option<ItemDraft>,
    people: PeopleState,
    record: RecordState,
    new_item: String,
}

impl ConsoleScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.meeting.invalidate();
    }

    /// Takes what has been read and reads what has become old. Asks for the meeting that was prepared, with the command
    /// that makes it.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        meeting: Option<RecordId>,
        requests: &mut Vec<Request>,
    ) -> Vec<Problem> {
        if self.meeting.stand(meeting) {
            *self = Self { meeting: std::mem::take(&mut self.meeting), ..Self::default() };
        }
        let refused = self.preparing_logic(requests);
        let (arrived, problems) = self.meeting.refresh(ctx, workplace);
        if arrived {
            self.take_up();
        }
        refused.into_iter().chain(problems).collect()
    }

    /// Goes to the meeting that an occurrence has become.
    fn preparing_logic(&mut self, requests: &mut Vec<Request>) -> Option<Problem> {
        match Job::take_ended(&mut self.preparing)? {
            Ok((id, command)) => {
                requests.push(Request::Run(command));
                requests.push(Request::Go(Route::Console(Some(id))));
                None
            }
            Err(problem) => Some(problem),
        }
    }

    /// Brings what is typed together with what has arrived.
    fn take_up(&mut self) {
        let Some(data) = self.meeting.data() else { return };
        self.record.refresh(data);
        let is_there = |id: &RecordId| data.console.items.iter().any(|item| item.stored.meta.id == *id);
        self.chosen = self.chosen.filter(is_there).or_else(|| item::proposed(data));
        let fresh = data.drafts.iter().find(|draft| Some(draft.id) == self.chosen);
        let keeps = self.draft.as_ref().is_some_and(|draft| {
            Some(draft.id) == self.chosen
                && draft.is_dirty()
                && fresh.is_some_and(|fresh| fresh.version == draft.version)
        });
        if !keeps {
            self.draft = fresh.cloned();
        }
    }

    /// Draws the console, or the meetings that can be chosen.
    pub fn ui(&mut self, ui: &mut Ui, workplace: &Workplace, requests: &mut Vec<Request>) {
        let choice = self.meeting.choose_ui(ui, requests).map(|row| row.choice.clone());
        if let Some(choice) = choice {
            self.take_choice(ui, workplace, choice, requests);
        }
        self.meeting.head_ui(ui, requests, papers_ui);
        if let Some(data) = self.meeting.data() {
            steps::warnings_ui(ui, &data.warnings);
            ui.add_space(ui.tokens().gap);
            let now = workplace.office.clock().now();
            self.body(ui, &workplace.days(), now, requests);
        }
    }

    /// Goes to a meeting; an occurrence of a series is made one first.
    fn take_choice(
        &mut self,
        ui: &Ui,
        workplace: &Workplace,
        choice: MeetingChoice,
        requests: &mut Vec<Request>,
    ) {
        if choice.original.is_none() {
            requests.push(Request::Go(Route::Console(Some(choice.id))));
        } else if self.preparing.is_none() {
            let job = workplace.ask(ui.ctx(), "prepare", move |reader, _| choice.prepare(reader));
            self.preparing = Some(job);
            ui.request_repaint();
        }
    }

    fn body(&mut self, ui: &mut Ui, days: &Days, now: DateTime<Utc>, requests: &mut Vec<Request>) {
        let Self { meeting, chosen, draft, people, record, side, new_item, .. } = self;
        let Some(data) = meeting.data() else { return };
        let candidates = meeting.candidates();
        // The clock of an item moves once a second, and only while one is under discussion.
        if data.console.current().is_some() {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        let before = *chosen;
        columns(ui, "agenda", 0.58, |ui, column| match column {
            Column::Left => {
                agenda_head(ui, data, now);
                ui.scope(|ui| agenda::items(ui, data, chosen, now, requests));
                ui.add_space(ui.tokens().grid);
                add_item(ui, data, new_item, requests);
                if let Some(draft) = draft.as_mut().filter(|draft| Some(draft.id) == *chosen) {
                    item::item(ui, data, draft, candidates, days, now, requests);
                }
                ui.add_space(ui.tokens().padding);
            }
            Column::Right => {
                let language = ui.language();
                let sides = [
                    (Side::People, language.text("console.people")),
                    (Side::Record, language.text("register.statement")),
                    (Side::Minutes, language.text("meeting.minutes")),
                    (Side::Outcome, language.text("console.outcome")),
                ];
                segmented(ui, language.text("console.side"), side, &sides);
                ui.add_space(ui.tokens().gap);
                match side {
                    Side::People => people::people(ui, data, people, candidates, requests),
                    Side::Record => record::record(ui, data, record, *chosen, candidates, requests),
                    Side::Minutes => record::minutes(ui, data, record, requests),
                    Side::Outcome => outcome::outcome(ui, data, requests),
                }
            }
        });
        if before != *chosen {
            let fresh = data.drafts.iter().find(|draft| Some(draft.id) == *chosen);
            *draft = fresh.cloned();
        }
    }
}

/// What is printed and sent of a meeting.
fn papers_ui(ui: &mut Ui, data: &ConsoleData, requests: &mut Vec<Request>) {
    let stored = &data.console.stored;
    let id = stored.meta.id;
    if quiet(ui, icons::PRINT, "console.print_notice") {
        requests.push(Request::Print("notice", vec![id]));
    }
    if quiet(ui, icons::PRINT, "console.print_sheet") {
        requests.push(Request::Print("sign_in_sheet", vec![id]));
    }
    let people = data.console.attendees.iter();
    let people: Vec<_> =
        people.filter_map(|of| Some((of.stored.record.person?.erase(), of.name.clone()))).collect();
    let is_off = stored.record.state == MeetingState::Cancelled;
    calendar_file::meeting_menu(ui, id, is_off, &people, requests);
}

/// The head of the agenda with its planned and used time.
fn agenda_head(ui: &mut Ui, data: &ConsoleData, now: DateTime<Utc>) {
    let language = ui.language();
    let meeting = &data.console.stored.record;
    let used: i64 = data.console.items.iter().filter_map(|item| agenda::used(item, now)).sum();
    let mut words = language.fill(
        "console.agenda_of",
        &[("count", &data.console.items.len().to_string()), ("minutes", &meeting.agenda_minutes.to_string())],
    );
    if used > 0 {
        words.push_str(" · ");
        words.push_str(&language.fill("console.used", &[("time", &agenda::minutes(used))]));
    }
    ui.horizontal(|ui| {
        let heading = RichText::new(language.text("register.agenda_item")).text_style(section_style());
        let heading = ui.label(heading);
        ui.ctx().accesskit_node_builder(heading.id, |node| node.set_role(eframe::egui::Role::Heading));
        ui.add(Label::new(RichText::new(words).small().color(ui.tokens().text_weak)).truncate());
    });
    if data.console.items.is_empty() {
        caption(ui, language.text("console.no_items"));
    }
}

/// The line that adds an item.
fn add_item(ui: &mut Ui, data: &ConsoleData, title: &mut String, requests: &mut Vec<Request>) {
    let language = ui.language();
    let state = data.console.stored.record.state;
    if data.edit.is_some() || !(state.is_before() || state == MeetingState::Running) {
        return;
    }
    ui.horizontal(|ui| {
        let name = language.text("console.new_item");
        let edit = TextEdit::singleline(title).hint_text(name).desired_width(280.0);
        let edit = ui.add(edit);
        edit.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::TextInput, true, name));
        let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(eframe::egui::Key::Enter));
        let ready = !title.trim().is_empty();
        let add = ui.add_enabled(ready, Button::new((icons::ADD, language.text("console.add"))));
        if ready && (entered || add.clicked()) {
            let last = data.console.items.iter().filter_map(|item| item.stored.record.position).max();
            let values = Values::new()
                .with("meeting", Value::Link(data.console.stored.meta.id))
                .with("position", Value::Integer(last.unwrap_or(0).saturating_add(1)))
                .text("title", title.trim());
            let register = "agenda_item".to_owned();
            requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
            title.clear();
        }
    });
}

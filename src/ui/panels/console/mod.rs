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
use eframe::egui::{Button, Context, Label, Layout, RichText, ScrollArea, TextEdit, Ui};

use self::data::{ChoiceRow, ConsoleData, ItemDraft, candidates};
use self::people::PeopleState;
use self::record::RecordState;
use crate::desk::{Command, Values};
use crate::model::{Problem, RecordId, Value};
use crate::records::meetings::MeetingState;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::jobs::{Job, Loaded, Poll};
use crate::ui::panels::form::Candidates;
use crate::ui::panels::steps::{self, Reason, Stepping};
use crate::ui::panels::{calendar_file, choosing};
use crate::ui::routes::{Route, Selected};
use crate::ui::theme::section_style;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
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
    /// The meeting that `data` is of.
    meeting: Option<RecordId>,
    data: Loaded<Option<ConsoleData>>,
    choices: Loaded<Vec<ChoiceRow>>,
    candidates: Loaded<Candidates>,
    /// An occurrence of a series that is given a record.
    preparing: Option<Job<Result<(RecordId, Command), Problem>>>,
    side: Side,
    chosen: Option<RecordId>,
    draft: Option<ItemDraft>,
    people: PeopleState,
    record: RecordState,
    new_item: String,
    /// A way of the meeting that waits for its reason.
    asking: Reason,
}

impl ConsoleScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
        self.choices.invalidate();
        self.candidates.invalidate();
    }

    /// Takes what has been read and reads what has become old. Gives the meeting that was prepared, with the command
    /// that makes it.
    pub fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        meeting: Option<RecordId>,
        requests: &mut Vec<Request>,
    ) -> Vec<Problem> {
        if self.meeting != meeting {
            *self = Self { meeting, candidates: std::mem::take(&mut self.candidates), ..Self::default() };
        }
        let (today, language) = (workplace.today(), ctx.language());
        let mut problems = Vec::new();
        if let Some(job) = &self.preparing {
            match job.poll() {
                Poll::Busy => {}
                Poll::Lost => self.preparing = None,
                Poll::Ready(result) => {
                    self.preparing = None;
                    match result {
                        Ok((id, command)) => {
                            requests.push(Request::Run(command));
                            requests.push(Request::Go(Route::Console(Some(id))));
                        }
                        Err(problem) => problems.push(problem),
                    }
                }
            }
        }
        let Some(id) = meeting else {
            let (_, problem) = self.choices.refresh(|| {
                workplace.ask(ctx, "meetings", move |reader, _| ChoiceRow::read(reader, today, language))
            });
            problems.extend(problem);
            return problems;
        };
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "console", move |reader, _| ConsoleData::read(reader, id, today, language))
        });
        problems.extend(problem);
        if arrived {
            self.take_up();
        }
        let (_, problem) =
            self.candidates.refresh(|| workplace.ask(ctx, "people", move |reader, _| candidates(reader)));
        problems.extend(problem);
        problems
    }

    /// Brings what is typed together with what has arrived.
    fn take_up(&mut self) {
        let Some(Some(data)) = self.data.value() else { return };
        self.record.refresh(data);
        let can_still = |code: &str| data.ways.iter().any(|way| way.code == code);
        self.asking = self.asking.take().filter(|(code, _)| can_still(code));
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
        if self.meeting.is_none() {
            self.choose_ui(ui, workplace, requests);
            return;
        }
        let language = ui.language();
        match self.data.value() {
            None => {}
            Some(None) => {
                let step = language.text("console.choose");
                if empty_state(ui, icons::MEETING, language.text("console.gone"), Some(step)) {
                    requests.push(Request::Go(Route::Console(None)));
                }
            }
            Some(Some(_)) => {
                let now = workplace.office.clock().now();
                self.head(ui, requests);
                self.body(ui, &workplace.days(), now, requests);
            }
        }
    }

    fn choose_ui(&mut self, ui: &mut Ui, workplace: &Workplace, requests: &mut Vec<Request>) {
        let language = ui.language();
        screen_title(ui, language.text("nav.console"), |ui| {
            if ui.primary_button((icons::ADD, language.text("console.new"))).clicked() {
                requests.push(Request::New("meeting"));
            }
        });
        caption(ui, language.text("console.choose_explain"));
        ui.add_space(ui.tokens().gap);
        let Some(rows) = self.choices.value() else { return };
        if rows.is_empty() {
            empty_state(ui, icons::MEETING, language.text("console.none"), None);
            return;
        }
        let Some(row) = choosing::rows(ui, rows, |row| &row.shown) else { return };
        if row.choice.original.is_none() {
            requests.push(Request::Go(Route::Console(Some(row.choice.id))));
        } else if self.preparing.is_none() {
            let choice = row.choice.clone();
            let job = workplace.ask(ui.ctx(), "prepare", move |reader, _| choice.prepare(reader));
            self.preparing = Some(job);
            ui.request_repaint();
        }
    }

    fn head(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let Some(Some(data)) = self.data.value() else { return };
        let tokens = ui.tokens();
        let language = ui.language();
        let stored = &data.console.stored;
        let selected = Selected { register: "meeting", id: stored.meta.id };
        // While a meeting runs, its items have the primary action.
        let runs = stored.record.state == MeetingState::Running;
        let of = Stepping { register: "meeting", id: stored.meta.id, version: stored.meta.version };
        steps::head(ui, &stored.record.title, of, (&data.ways, !runs), &mut self.asking, requests);
        ui.horizontal_wrapped(|ui| {
            ui.chip(data.state, None);
            ui.label(RichText::new(&data.facts).color(tokens.text_weak));
            let quiet = |icon, key| Button::new((icon, language.text(key))).frame_when_inactive(false);
            if ui.add(quiet(icons::EDIT, "action.edit")).clicked() {
                requests.push(Request::Edit(selected));
            }
            if ui.add(quiet(icons::PRINT, "console.print_notice")).clicked() {
                requests.push(Request::Print("notice", vec![selected.id]));
            }
            if ui.add(quiet(icons::PRINT, "console.print_sheet")).clicked() {
                requests.push(Request::Print("sign_in_sheet", vec![selected.id]));
            }
            let people = data.console.attendees.iter();
            let people: Vec<_> =
                people.filter_map(|of| Some((of.stored.record.person?.erase(), of.name.clone()))).collect();
            let is_off = stored.record.state == MeetingState::Cancelled;
            calendar_file::meeting_menu(ui, selected.id, is_off, &people, requests);
            if ui.add(quiet(icons::BACK, "console.choose")).clicked() {
                requests.push(Request::Go(Route::Console(None)));
            }
        });
        steps::reason_ui(ui, of, &mut self.asking, requests);
        steps::warnings_ui(ui, &data.warnings);
        ui.add_space(tokens.gap);
    }

    fn body(&mut self, ui: &mut Ui, days: &Days, now: DateTime<Utc>, requests: &mut Vec<Request>) {
        let Self { data, candidates, chosen, draft, people, record, side, new_item, .. } = self;
        let Some(Some(data)) = data.value() else { return };
        let nobody = Candidates::default();
        let candidates = candidates.value().unwrap_or(&nobody);
        let tokens = ui.tokens();
        let language = ui.language();
        // The clock of an item moves once a second, and only while one is under discussion.
        if data.console.current().is_some() {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        let before = *chosen;
        let (whole, gap) = (ui.available_width(), tokens.padding * 1.5);
        let left = ((whole - gap) * 0.58).floor();
        let height = ui.available_height();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            ui.allocate_ui_with_layout(
                eframe::egui::vec2(left, height),
                Layout::top_down(eframe::egui::Align::Min),
                |ui| {
                    ui.set_width(left);
                    ui.spacing_mut().item_spacing.x = tokens.gap;
                    ScrollArea::vertical().id_salt("agenda").auto_shrink(false).show(ui, |ui| {
                        // The bar that scrolls stands beside the rows, not on them.
                        ui.set_max_width(left - 14.0);
                        agenda_head(ui, data, now);
                        ui.scope(|ui| agenda::items(ui, data, chosen, now, requests));
                        ui.add_space(tokens.grid);
                        add_item(ui, data, new_item, requests);
                        if let Some(draft) = draft.as_mut().filter(|draft| Some(draft.id) == *chosen) {
                            item::item(ui, data, draft, candidates, days, now, requests);
                        }
                        ui.add_space(tokens.padding);
                    });
                },
            );
            let right = (whole - left - gap).max(120.0);
            ui.allocate_ui_with_layout(
                eframe::egui::vec2(right, height),
                Layout::top_down(eframe::egui::Align::Min),
                |ui| {
                    ui.set_width(right);
                    ui.spacing_mut().item_spacing.x = tokens.gap;
                    let sides = [
                        (Side::People, language.text("console.people")),
                        (Side::Record, language.text("register.statement")),
                        (Side::Minutes, language.text("meeting.minutes")),
                        (Side::Outcome, language.text("console.outcome")),
                    ];
                    segmented(ui, language.text("console.side"), side, &sides);
                    ui.add_space(tokens.gap);
                    match side {
                        Side::People => people::people(ui, data, people, candidates, requests),
                        Side::Record => record::record(ui, data, record, *chosen, candidates, requests),
                        Side::Minutes => record::minutes(ui, data, record, requests),
                        Side::Outcome => outcome::outcome(ui, data, requests),
                    }
                },
            );
        });
        if before != *chosen {
            let fresh = data.drafts.iter().find(|draft| Some(draft.id) == *chosen);
            *draft = fresh.cloned();
        }
    }
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
    let is_open = matches!(
        data.console.stored.record.state,
        MeetingState::Planned
            | MeetingState::Preparing
            | MeetingState::Notified
            | MeetingState::SigningIn
            | MeetingState::Running
    );
    if data.edit.is_some() || !is_open {
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

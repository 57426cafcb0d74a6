//! The rows of a list as the table draws them, their menu, and what a click on them asks for.

use std::borrow::Cow;

use eframe::egui::{self, Button, Key, Modifiers, RichText, Ui};

use super::{DraggedRecords, ListObstacles, ListScreen, record_id, row_id, tone_status, unless};
use crate::desk::{Command, RegisterList, Which};
use crate::model::{Field, Kind, RecordId, RecordType, State, Workflow};
use crate::text::Language;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::panels::form::FollowUp;
use crate::ui::routes::{Selected, register_icon, register_text};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource};
use crate::ui::workplace::Request;

impl ListScreen {
    pub(super) fn table_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let register = self.record_type.name();
        let Some(list) = self.list.value() else {
            ui.label(RichText::new(language.text("list.reading")).color(ui.tokens().text_weak));
            return;
        };
        let fields = self.record_type.fields();
        let titled = self.columns.iter().zip(&self.titles);
        let columns: Vec<Column<'_>> = titled
            .filter_map(|(place, title)| {
                let field = fields.get(*place)?;
                let width = f32::from(field.column.unwrap_or(120));
                let mut column = Column::new(field.key, title.as_str(), width);
                if field.title {
                    column = column.grows();
                }
                if field.kind.is_number() {
                    column = column.numeric();
                }
                Some(column)
            })
            .collect();
        let source = Source {
            record_type: self.record_type,
            list,
            columns: &self.columns,
            totals: &self.totals,
            today: self.today,
        };
        let obstacles = &self.obstacles;
        let mut menu_request = Vec::new();
        let living = self.which == Which::Living;
        let (record_type, state) = (self.record_type, self.common_state);
        let mut wish = None;
        let mut menu = |ui: &mut Ui, row: RowId| {
            menu_request.extend(row_menu(ui, register, record_id(row), living, obstacles));
            if living && let Some(wished) = onward_menu(ui, record_type, state, obstacles) {
                wish = Some((record_id(row), wished));
            }
        };
        let filtered = list.total() > 0;
        let mut first_step = false;
        let mut empty = |ui: &mut Ui| {
            let (sentence, step) = match (filtered, living) {
                (true, _) => (language.text("list.nothing_found").to_owned(), None),
                (false, false) => (language.text("list.bin_empty").to_owned(), None),
                (false, true) => {
                    let name = language.text(register_text(register));
                    let step = obstacles.create.is_none().then(|| language.text("action.new"));
                    (language.fill("list.empty", &[("register", &language.within(name))]), step)
                }
            };
            first_step = empty_state(ui, register_icon(register), &sentence, step);
        };
        let name = language.text(register_text(register));
        let drags = self.scope.is_some() && obstacles.edit.is_none();
        let table = Table::new(name, &columns, &source).menu(&mut menu).empty(&mut empty).drags(drags);
        let response = table.show(ui, &mut self.table);
        requests.extend(menu_request);
        if let Some((row, wished)) = wish {
            let selected = self.selected();
            let ids = if selected.contains(&row) { selected } else { vec![row] };
            requests.push(match wished {
                Onward::FollowUp(to, field) => {
                    Request::FollowUp(FollowUp { of: register, ids, register: to, field })
                }
                Onward::Way(way) => Request::TakeWays(register, ids, way),
            });
        }
        if first_step {
            requests.push(Request::New(register));
        }
        if response.drag_started {
            let ids = self.selected();
            egui::DragAndDrop::set_payload(ui.ctx(), DraggedRecords { register, ids });
        }
        if response.selection_changed {
            self.sums_are_old = true;
            self.common_state = self.state_of_selection();
            let single = self.table.selection.single().map(record_id);
            requests.push(Request::Select(single.map(|id| Selected { register, id })));
        }
        if let Some(row) = response.opened.filter(|_| living) {
            requests.push(Request::Edit(Selected { register, id: record_id(row) }));
        }
        let copy = response.response.has_focus()
            && ui.input_mut(|input| {
                input.events.iter().any(|event| matches!(event, egui::Event::Copy))
                    || input.consume_key(Modifiers::COMMAND, Key::C)
            });
        if copy {
            requests.push(Request::Copy(self.selected_text()));
        }
        if response.sort_changed {
            self.apply();
        }
    }
}

impl ListScreen {
    /// The state that all selected records are in, where they are several and not so many that it takes time.
    pub(super) fn state_of_selection(&self) -> Option<&'static str> {
        /// Records that one command moves on.
        const MOST: usize = 2_000;
        let (place, workflow) = self.record_type.workflow()?;
        let list = self.list.value()?;
        let selected = self.selected();
        if !(2..=MOST).contains(&selected.len()) {
            return None;
        }
        let text = |id: &RecordId| list.position(*id).map(|position| list.text(position, place));
        let first = text(selected.first()?)?;
        let is_common = selected.iter().all(|id| text(id) == Some(first));
        named_state(workflow, first).filter(|_| is_common).map(|state| state.code)
    }
}

/// What can be done next with the records selected.
enum Onward {
    /// A record is made about them: its register, and its field that names them.
    FollowUp(&'static str, &'static str),
    /// They take a transition together.
    Way(&'static str),
}

/// Draws the ways that all selected records can take, and the records that can be made about them.
fn onward_menu(
    ui: &mut Ui,
    record_type: &'static dyn RecordType,
    state: Option<&str>,
    obstacles: &ListObstacles,
) -> Option<Onward> {
    let language = ui.language();
    let mut wish = None;
    if let (Some(state), Some((_, workflow))) = (state, record_type.workflow()) {
        ui.separator();
        for way in workflow.leaving(state).filter(|way| record_type.not_by_hand(way.code).is_none()) {
            let button = Button::new((icons::FORWARD, language.text(way.text)));
            if unless(ui, obstacles.ways.get(way.code).map(String::as_str), button) {
                wish = Some(Onward::Way(way.code));
            }
        }
    }
    if !record_type.follow_ups().is_empty() {
        ui.separator();
    }
    for (register, field) in record_type.follow_ups() {
        let name = crate::records::find(register).map_or("", |of| language.text(of.text()));
        let text = language.fill("form.new_title", &[("record", &language.within(name))]);
        let button = Button::new((register_icon(register), text));
        if unless(ui, obstacles.follow_ups.get(register).map(String::as_str), button) {
            wish = Some(Onward::FollowUp(register, field));
        }
    }
    wish
}

fn row_menu(
    ui: &mut Ui,
    register: &'static str,
    id: RecordId,
    living: bool,
    obstacles: &ListObstacles,
) -> Option<Request> {
    let language = ui.language();
    let mut request = None;
    if living {
        let edit = obstacles.edit.as_deref();
        if unless(ui, edit, Button::new((icons::EDIT, language.text("action.edit")))) {
            request = Some(Request::Edit(Selected { register, id }));
        }
        if unless(ui, edit, Button::new((icons::CHECK_ALL, language.text("action.bulk_edit")))) {
            request = Some(Request::Act(Action::BulkEdit));
        }
        if ui.button((icons::COPY, language.text("action.copy"))).clicked() {
            request = Some(Request::Act(Action::Copy));
        }
        let void = (icons::VOID, language.text("action.void"));
        if unless(ui, obstacles.void.as_deref(), Button::new(void)) {
            request = Some(Request::Act(Action::Void));
        }
    } else if ui.button((icons::RESTORE, language.text("action.restore"))).clicked() {
        request = Some(Request::Run(Command::Restore { register: register.to_owned(), id }));
    }
    request
}

struct Source<'a> {
    record_type: &'static dyn RecordType,
    list: &'a RegisterList,
    columns: &'a [usize],
    totals: &'a [Option<String>],
    /// The day in the office, as rows count days.
    today: i64,
}

impl Source<'_> {
    fn place(&self, key: &str) -> Option<usize> {
        self.record_type.fields().iter().position(|field| field.key == key)
    }
}

impl Source<'_> {
    /// Whether a row still owes what was to be done by the day in a field.
    fn is_overdue(&self, index: usize, place: usize, field: &Field) -> bool {
        let Some(owed) = field.owed() else { return false };
        let is_past = self.list.number(index, place).is_some_and(|day| day < self.today);
        is_past
            && self.record_type.workflow().is_some_and(|(state, workflow)| {
                named_state(workflow, self.list.text(index, state)).is_some_and(|state| owed.in_state(state))
            })
    }
}

impl TableSource for Source<'_> {
    fn row_count(&self) -> usize {
        self.list.len()
    }

    fn row_id(&self, index: usize) -> RowId {
        self.list.id(index).map_or(0, row_id)
    }

    fn index_of(&self, id: RowId) -> Option<usize> {
        self.list.position(record_id(id))
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let Some(place) = self.place(key) else { return Cell::default() };
        let text = self.list.text(index, place);
        let Some(field) = self.record_type.fields().get(place) else { return Cell::plain(text) };
        match field.kind {
            Kind::State(workflow) => Cell::styled(text, CellStyle::Status(state_status(workflow, text))),
            Kind::Date if self.is_overdue(index, place, field) => {
                Cell::styled(text, CellStyle::Status(Status::Overdue))
            }
            _ => Cell::plain(text),
        }
    }

    fn total(&self, key: &str) -> Option<Cow<'_, str>> {
        let place = self.place(key)?;
        let column = self.columns.iter().position(|other| *other == place)?;
        self.totals.get(column)?.as_deref().map(Cow::Borrowed)
    }
}

/// The status of a state as it is shown; looked up by its name in any language.
fn state_status(workflow: &'static Workflow, shown: &str) -> Status {
    named_state(workflow, shown).map_or(Status::Neutral, |state| tone_status(state.tone))
}

/// The state that is called so in some language.
fn named_state(workflow: &'static Workflow, shown: &str) -> Option<&'static State> {
    let called = |state: &&State| Language::ALL.into_iter().any(|of| of.text(state.text) == shown);
    workflow.states.iter().find(called)
}

//! The list of any register: sorted, filtered, with columns of the user's choice, from the field table alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use eframe::egui::{self, Context, Key, Modifiers, Panel, RichText, Ui};

use serde::{Deserialize, Serialize};

use crate::desk::{Command, FieldFilter, RegisterList, Which};
use crate::model::{Kind, Problem, RecordId, RecordType, Tone};
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::routes::{Route, Selected, register_icon, register_text};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::search_box::search_box;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, SortKey, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace};

/// The row of a record.
pub fn row_id(id: RecordId) -> RowId {
    u128::from_be_bytes(*id.as_bytes())
}

/// The record of a row.
pub fn record_id(row: RowId) -> RecordId {
    RecordId::from_bytes(row.to_be_bytes())
}

/// What a list remembers from one day to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Remembered {
    columns: Vec<String>,
    widths: BTreeMap<String, f32>,
    sort: Vec<(String, bool)>,
}

/// A list on screen.
pub struct ListScreen {
    record_type: &'static dyn RecordType,
    which: Which,
    list: Loaded<RegisterList>,
    query: String,
    filters: Vec<FieldFilter>,
    table: TableState,
    /// Places of the fields shown as columns.
    columns: Vec<usize>,
    titles: Vec<String>,
    totals: Vec<Option<String>>,
    count: String,
    focus_filter: bool,
    /// What the filter menus offer, gathered when the data arrive.
    facets: Vec<(usize, Vec<(String, usize)>)>,
    /// What the office remembers; `None` until it was asked.
    remembered: Option<Remembered>,
}

impl ListScreen {
    /// A list of a register, or its recycle bin.
    pub fn new(record_type: &'static dyn RecordType, which: Which) -> Self {
        let fields = record_type.fields().iter().enumerate();
        let columns = fields.filter(|(_, field)| field.column.is_some()).map(|(index, _)| index).collect();
        Self {
            record_type,
            which,
            list: Loaded::default(),
            query: String::new(),
            filters: Vec::new(),
            table: TableState::default(),
            columns,
            titles: Vec::new(),
            totals: Vec::new(),
            count: String::new(),
            focus_filter: false,
            facets: Vec::new(),
            remembered: None,
        }
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.list.invalidate();
    }

    /// Puts the keyboard into the filter.
    pub fn find(&mut self) {
        self.focus_filter = true;
    }

    /// Shows only what passes one filter.
    pub fn only(&mut self, filter: FieldFilter) {
        self.query.clear();
        self.filters = vec![filter];
        self.apply();
    }

    /// The records selected.
    pub fn selected(&self) -> Vec<RecordId> {
        let Some(list) = self.list.value() else { return Vec::new() };
        let ids = (0..list.len()).filter_map(|position| list.id(position));
        ids.filter(|id| self.table.selection.contains(row_id(*id))).collect()
    }

    /// The rows selected as text, columns apart by tabs.
    pub fn selected_text(&self) -> String {
        let Some(list) = self.list.value() else { return String::new() };
        let mut text = self.titles.join("\t");
        for position in 0..list.len() {
            let Some(id) = list.id(position) else { continue };
            if self.table.selection.contains(row_id(id)) {
                let cells =
                    self.columns.iter().map(|field| list.text(position, *field).replace(['\t', '\n'], " "));
                text.push('\n');
                text.push_str(&cells.collect::<Vec<_>>().join("\t"));
            }
        }
        text
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (record_type, which, language) = (self.record_type, self.which, ctx.language());
        if self.remembered.is_none() {
            self.recall(workplace);
        }
        let (arrived, problem) = self.list.refresh(|| {
            workplace.ask(ctx, "list", move |reader, progress| {
                let total = reader.count(record_type)?;
                RegisterList::read(reader, record_type, which, language, &mut |done| {
                    progress.report(u64::try_from(done).unwrap_or(u64::MAX), total)
                })
            })
        });
        if arrived {
            self.arrive(ctx);
        }
        problem
    }

    fn preference_name(&self) -> String {
        format!("list/{}", self.record_type.name())
    }

    /// Takes up columns, widths and order as they were left.
    fn recall(&mut self, workplace: &Workplace) {
        let reader = workplace.office.reader(&workplace.session).ok();
        let bytes = reader.and_then(|reader| reader.preference(&self.preference_name()).ok().flatten());
        let remembered: Option<Remembered> = bytes.and_then(|bytes| rmp_serde::from_slice(&bytes).ok());
        if let Some(remembered) = &remembered {
            let places = remembered.columns.iter().filter_map(|key| self.record_type.field(key));
            let places: Vec<usize> = places.map(|(place, _)| place).collect();
            if !places.is_empty() {
                self.columns = places;
            }
            self.table.widths.clone_from(&remembered.widths);
            let sort = remembered.sort.iter().cloned();
            self.table.sort = sort.map(|(column, descending)| SortKey { column, descending }).collect();
        }
        self.remembered = Some(remembered.unwrap_or_else(|| self.as_left()));
    }

    fn as_left(&self) -> Remembered {
        let fields = self.record_type.fields();
        let columns = self.columns.iter().filter_map(|place| fields.get(*place));
        Remembered {
            columns: columns.map(|field| field.key.to_owned()).collect(),
            widths: self.table.widths.clone(),
            sort: self.table.sort.iter().map(|key| (key.column.clone(), key.descending)).collect(),
        }
    }

    /// Notes what the user has changed, once the pointer is up.
    fn remember(&mut self, ui: &Ui, requests: &mut Vec<Request>) {
        if ui.input(|input| !input.pointer.any_released() && !input.pointer.any_click()) {
            return;
        }
        let now = self.as_left();
        if self.remembered.as_ref().is_some_and(|before| *before != now) {
            if let Ok(bytes) = rmp_serde::to_vec_named(&now) {
                requests.push(Request::Remember(self.preference_name(), bytes));
            }
            self.remembered = Some(now);
        }
    }

    fn arrive(&mut self, ctx: &Context) {
        let language = ctx.language();
        let Some(list) = self.list.value() else { return };
        self.columns.retain(|field| list.has_column(*field));
        let fields = self.record_type.fields();
        self.titles = self
            .columns
            .iter()
            .map(|place| fields.get(*place).map_or("", |field| language.text(field.label)).to_owned())
            .collect();
        let filtered =
            fields.iter().enumerate().filter(|(place, field)| field.filter && list.has_column(*place));
        self.facets = filtered.map(|(place, _)| (place, list.facets(place))).collect();
        self.apply();
    }

    fn apply(&mut self) {
        let Some(list) = self.list.value_mut() else { return };
        list.filter(&self.query, &self.filters);
        let fields = self.record_type.fields();
        let keys: Vec<(usize, bool)> = self
            .table
            .sort
            .iter()
            .filter_map(|key| {
                let place = fields.iter().position(|field| field.key == key.column)?;
                Some((place, key.descending))
            })
            .collect();
        list.sort(&keys);
        self.totals = self
            .columns
            .iter()
            .map(|place| {
                let sums = fields.get(*place).is_some_and(|field| field.sum);
                if sums { list.sum_text(*place) } else { None }
            })
            .collect();
        self.count = if list.len() == list.total() {
            list.total().to_string()
        } else {
            format!("{} / {}", list.len(), list.total())
        };
    }

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let name = language.text(register_text(self.record_type.name()));
        let title = match self.which {
            Which::Living => name.to_owned(),
            Which::Void => language.fill("list.bin_title", &[("register", name)]),
        };
        screen_title(ui, &title, |ui| self.head_buttons(ui, requests));
        ui.add_space(tokens.grid);
        self.filter_row(ui);
        ui.add_space(tokens.grid);
        self.table_ui(ui, requests);
        self.remember(ui, requests);
    }

    fn head_buttons(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let register = self.record_type.name();
        if self.which == Which::Void {
            if ui.quiet_button(language.text("list.back_to_list")).clicked() {
                requests.push(Request::Go(Route::List(register)));
            }
            return;
        }
        if ui.primary_button((icons::ADD, language.text("action.new"))).clicked() {
            requests.push(Request::New(register));
        }
        if ui.quiet_button((icons::EXPORT, language.text("action.export"))).clicked() {
            requests.push(Request::Act(Action::Export));
        }
        if ui.quiet_button((icons::IMPORT, language.text("action.import"))).clicked() {
            requests.push(Request::Act(Action::Import));
        }
        if self.record_type.workflow().is_some()
            && ui.quiet_button((icons::BOARD, language.text("list.board"))).clicked()
        {
            requests.push(Request::Go(Route::Board(register)));
        }
        if ui.icon_button(icons::RECYCLE_BIN, language.text("list.bin"), None).clicked() {
            requests.push(Request::Go(Route::RecycleBin(register)));
        }
    }

    fn filter_row(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let mut changed = false;
        ui.horizontal(|ui| {
            let hint = language.text("list.filter_hint");
            let response = search_box(ui, "list filter", &mut self.query, hint, 240.0);
            changed |= response.changed();
            if std::mem::take(&mut self.focus_filter) {
                response.request_focus();
            }
            changed |= self.facet_menus(ui);
            let chosen = self.chosen_filters(language);
            for (field, text) in chosen {
                let remove = language.fill("list.remove_filter", &[("filter", &text)]);
                if ui.removable_chip(&text, &remove) {
                    self.filters.retain(|filter| filter.field != field);
                    changed = true;
                }
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.column_menu(ui);
                ui.label(RichText::new(&self.count).color(ui.tokens().text_weak));
            });
        });
        if changed {
            self.table.scroll_to_top();
            self.apply();
        }
    }

    fn chosen_filters(&self, language: crate::text::Language) -> Vec<(String, String)> {
        let fields = self.record_type.fields();
        let filters = self.filters.iter().filter(|filter| !filter.shown.is_empty());
        filters
            .map(|filter| {
                let label = fields.iter().find(|field| field.key == filter.field);
                let label = label.map_or("", |field| language.text(field.label));
                let shown = filter.shown.iter().map(|text| if text.is_empty() { "—" } else { text });
                let shown = shown.collect::<Vec<_>>().join(", ");
                (filter.field.clone(), format!("{label}  {shown}"))
            })
            .collect()
    }

    fn facet_menus(&mut self, ui: &mut Ui) -> bool {
        const MOST_OFFERED: usize = 40;
        let language = ui.language();
        let mut changed = false;
        for (place, facets) in &self.facets {
            let Some(field) = self.record_type.fields().get(*place) else { continue };
            ui.menu_button(language.text(field.label), |ui| {
                egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    for (text, count) in facets.iter().take(MOST_OFFERED) {
                        let current = self.filters.iter_mut().find(|filter| filter.field == field.key);
                        let chosen = current.as_ref().is_some_and(|filter| filter.shown.contains(text));
                        let shown = if text.is_empty() { "—" } else { text };
                        let mut ticked = chosen;
                        if ui.checkbox(&mut ticked, format!("{shown}  {count}")).changed() {
                            changed = true;
                            match current {
                                Some(filter) if chosen => filter.shown.retain(|other| other != text),
                                Some(filter) => filter.shown.push(text.clone()),
                                None => self.filters.push(FieldFilter {
                                    field: field.key.to_owned(),
                                    shown: vec![text.clone()],
                                }),
                            }
                        }
                    }
                });
            });
        }
        changed
    }

    fn column_menu(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let Some(list) = self.list.value() else { return };
        let mut toggled = None;
        ui.menu_button(language.text("list.columns"), |ui| {
            for (place, field) in self.record_type.fields().iter().enumerate() {
                if !list.has_column(place) {
                    continue;
                }
                let mut ticked = self.columns.contains(&place);
                if ui.checkbox(&mut ticked, language.text(field.label)).changed() {
                    toggled = Some(place);
                }
            }
        });
        if let Some(place) = toggled {
            if self.columns.contains(&place) {
                if self.columns.len() > 1 {
                    self.columns.retain(|other| *other != place);
                }
            } else {
                self.columns.push(place);
                self.columns.sort_unstable();
            }
            self.arrive(ui.ctx());
        }
    }

    fn table_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
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
        let source =
            Source { record_type: self.record_type, list, columns: &self.columns, totals: &self.totals };
        let mut menu_request = Vec::new();
        let living = self.which == Which::Living;
        let mut menu = |ui: &mut Ui, row: RowId| {
            menu_request.extend(row_menu(ui, register, record_id(row), living));
        };
        let filtered = list.total() > 0;
        let mut first_step = false;
        let mut empty = |ui: &mut Ui| {
            let (sentence, step) = match (filtered, living) {
                (true, _) => (language.text("list.nothing_found").to_owned(), None),
                (false, false) => (language.text("list.bin_empty").to_owned(), None),
                (false, true) => {
                    let name = language.text(register_text(register));
                    (language.fill("list.empty", &[("register", name)]), Some(language.text("action.new")))
                }
            };
            first_step = empty_state(ui, register_icon(register), &sentence, step);
        };
        let name = language.text(register_text(register));
        let response =
            Table::new(name, &columns, &source).menu(&mut menu).empty(&mut empty).show(ui, &mut self.table);
        requests.extend(menu_request);
        if first_step {
            requests.push(Request::New(register));
        }
        if response.selection_changed {
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

fn row_menu(ui: &mut Ui, register: &'static str, id: RecordId, living: bool) -> Option<Request> {
    let language = ui.language();
    let mut request = None;
    if living {
        if ui.button((icons::EDIT, language.text("action.edit"))).clicked() {
            request = Some(Request::Edit(Selected { register, id }));
        }
        if ui.button((icons::COPY, language.text("action.copy"))).clicked() {
            request = Some(Request::Act(Action::Copy));
        }
        if ui.button((icons::VOID, language.text("action.void"))).clicked() {
            request = Some(Request::Void(register, vec![id]));
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
}

impl Source<'_> {
    fn place(&self, key: &str) -> Option<usize> {
        self.record_type.fields().iter().position(|field| field.key == key)
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
        let kind = self.record_type.fields().get(place).map(|field| field.kind);
        match kind {
            Some(Kind::State(workflow)) => {
                Cell::styled(text, CellStyle::Status(state_status(workflow, text)))
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
fn state_status(workflow: &'static crate::model::Workflow, shown: &str) -> Status {
    let named = workflow.states.iter().find(|state| {
        crate::text::Language::ALL.into_iter().any(|language| language.text(state.text) == shown)
    });
    named.map_or(Status::Neutral, |state| tone_status(state.tone))
}

/// The status a tone is shown with.
pub fn tone_status(tone: Tone) -> Status {
    match tone {
        Tone::Quiet | Tone::Stopped => Status::Neutral,
        Tone::Active => Status::DueSoon,
        Tone::Waiting => Status::Behind,
        Tone::Done => Status::Done,
    }
}

/// The panel at the side of a list that holds the inspector.
pub fn side_panel() -> Panel {
    Panel::right("inspector").default_size(340.0).size_range(280.0..=560.0)
}

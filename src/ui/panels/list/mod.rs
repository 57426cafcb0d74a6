//! The list of any register: sorted, filtered, with columns of the user's choice, from the field table alone.

mod arranging;
mod footer;
mod rows;
mod toolbar;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use eframe::egui::{Align, Button, Context, Layout, Panel, Ui};
use serde::{Deserialize, Serialize};

use crate::desk::{Asked, FieldFilter, QuickSum, Reader, RegisterList, Right, Which};
use crate::model::{Problem, RecordId, RecordType, Tone};
use crate::text::Language;
use crate::ui::jobs::Loaded;
use crate::ui::registers::Registers;
use crate::ui::routes::register_text;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{SortKey, TableState};
use crate::ui::workplace::{Request, Workplace};

use arranging::{Arranging, Offers};

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

/// Records that are being dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraggedRecords {
    /// Their register.
    pub register: &'static str,
    /// The records.
    pub ids: Vec<RecordId>,
}

/// The part of a register that a list inside another screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPart {
    /// What its records have in common.
    pub filters: Vec<FieldFilter>,
    /// The only records of it, where that does not tell them.
    pub records: Option<BTreeSet<RecordId>>,
}

/// A list on screen.
pub struct ListScreen {
    record_type: &'static dyn RecordType,
    which: Which,
    /// The part of the register that a screen around the list lets it show; `None` where the list is the screen.
    scope: Option<ListPart>,
    list: Loaded<RegisterList>,
    arranging: Arranging,
    query: String,
    filters: Vec<FieldFilter>,
    /// The rows a figure elsewhere is made of, with the name of the figure; only they are shown.
    chosen: Option<(String, BTreeSet<RecordId>)>,
    /// Whether a figure elsewhere says what is shown, until the list is gone to for its own sake.
    is_of_figure: bool,
    table: TableState,
    /// Places of the fields shown as columns.
    columns: Vec<usize>,
    titles: Vec<String>,
    totals: Vec<Option<String>>,
    count: String,
    focus_filter: bool,
    /// What the filter menus offer, gathered when the data arrive.
    facets: Offers,
    /// What the office remembers; `None` until it was asked.
    remembered: Option<Remembered>,
    /// The day in the office, as rows count days.
    today: i64,
    /// Count, sum, average, least and most in words, and whether rows or selection have changed since.
    sums: String,
    sums_are_old: bool,
    sums_of_all: Vec<(usize, QuickSum)>,
    /// Which arrival of the register's table the list stands on.
    revision: u64,
    obstacles: ListObstacles,
    /// The state that all selected records are in, where they are several.
    common_state: Option<&'static str>,
}

/// The rules, in words, by which the session may not do something in the whole register.
#[derive(Default)]
struct ListObstacles {
    create: Option<String>,
    edit: Option<String>,
    void: Option<String>,
    export: Option<String>,
    /// By the code of a step: whose it is, where it is not the session's. Whoever is named as signing one record may take
    /// a step of it, so that those are told by the record.
    ways: BTreeMap<&'static str, String>,
    /// By register: why no record of it can be made about these.
    follow_ups: BTreeMap<&'static str, String>,
}

impl ListObstacles {
    fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        language: Language,
    ) -> Result<Self, Problem> {
        let against = |right| -> Result<Option<String>, Problem> {
            let obstacle = reader.obstacle(record_type, None, Asked::Right(right))?;
            Ok(obstacle.map(|obstacle| obstacle.in_language(language)))
        };
        let (mut ways, mut follow_ups) = (BTreeMap::new(), BTreeMap::new());
        let steps = record_type.workflow().map(|(_, workflow)| workflow.transitions).unwrap_or_default();
        for way in steps.iter().filter(|way| way.signs.is_none()) {
            let obstacle = reader.obstacle(record_type, None, Asked::Transition(way.code))?;
            ways.extend(obstacle.map(|obstacle| (way.code, obstacle.in_language(language))));
        }
        for (register, _) in record_type.follow_ups() {
            let Some(made) = crate::records::find(register) else { continue };
            let obstacle = reader.obstacle(made, None, Asked::Right(Right::Create))?;
            follow_ups.extend(obstacle.map(|obstacle| (*register, obstacle.in_language(language))));
        }
        Ok(Self {
            create: against(Right::Create)?,
            edit: against(Right::Update)?,
            void: against(Right::Void)?,
            export: against(Right::Export)?,
            ways,
            follow_ups,
        })
    }
}

/// A button that a rule may stand against: then it is grey and says the rule.
pub(crate) fn unless(ui: &mut Ui, obstacle: Option<&str>, button: Button<'_>) -> bool {
    // Added as a widget and not inside a scope, so that a row of them wraps.
    let response = ui.add_enabled(obstacle.is_none(), button);
    match obstacle {
        Some(obstacle) => {
            response.on_disabled_hover_text(obstacle);
            false
        }
        None => response.clicked(),
    }
}

impl ListScreen {
    /// A list of a register, or its recycle bin.
    pub fn new(record_type: &'static dyn RecordType, which: Which) -> Self {
        let fields = record_type.fields().iter().enumerate();
        let columns = fields.filter(|(_, field)| field.column.is_some()).map(|(index, _)| index).collect();
        let sort = record_type
            .order_field()
            .map(|field| SortKey { column: field.key.to_owned(), descending: false });
        let mut table = TableState::default();
        table.sort.extend(sort);
        Self {
            record_type,
            which,
            scope: None,
            list: Loaded::default(),
            arranging: Arranging::default(),
            query: String::new(),
            filters: Vec::new(),
            chosen: None,
            is_of_figure: false,
            table,
            columns,
            titles: Vec::new(),
            totals: Vec::new(),
            count: String::new(),
            focus_filter: false,
            facets: Vec::new(),
            remembered: None,
            today: 0,
            sums: String::new(),
            sums_are_old: false,
            sums_of_all: Vec::new(),
            revision: 0,
            obstacles: ListObstacles::default(),
            common_state: None,
        }
    }

    /// A list inside another screen, which chooses what part of the register it shows; its rows can be dragged.
    pub fn inside(record_type: &'static dyn RecordType, columns: &[&str]) -> Self {
        let places = columns.iter().filter_map(|key| record_type.field(key)).map(|(place, _)| place);
        let columns = places.collect();
        Self { scope: Some(ListPart::default()), columns, ..Self::new(record_type, Which::Living) }
    }

    /// Shows only a part of the register, whatever is filtered besides.
    pub fn show_part(&mut self, part: ListPart) {
        if self.scope.as_ref() != Some(&part) {
            self.scope = Some(part);
            self.table.scroll_to_top();
            self.apply();
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

    /// Puts the keyboard into the rows, unless the filter waits for it.
    pub fn take_keyboard(&mut self) {
        if !self.focus_filter {
            self.table.take_keyboard();
        }
    }

    /// Shows only what passes one filter.
    pub fn only(&mut self, filter: FieldFilter) {
        self.show_all();
        self.is_of_figure = true;
        self.filters = vec![filter];
    }

    /// Shows only some rows, those that a figure of this name is made of.
    pub fn only_rows(&mut self, name: String, rows: impl IntoIterator<Item = RecordId>) {
        self.show_all();
        self.is_of_figure = true;
        self.chosen = Some((name, rows.into_iter().collect()));
        self.table.scroll_to_top();
    }

    /// The list is gone to for its own sake: what a figure wanted of it is over.
    pub fn leave_figure(&mut self) {
        if self.is_of_figure {
            self.show_all();
        }
    }

    /// Whoever looks for a record finds it, whatever the list was filtered by.
    pub fn uncover(&mut self, id: RecordId) {
        if self.list.value().is_some_and(|list| list.position(id).is_none()) {
            self.show_all();
        }
    }

    fn show_all(&mut self) {
        self.query.clear();
        self.filters.clear();
        self.chosen = None;
        self.is_of_figure = false;
        self.apply();
    }

    /// Selects one record and brings it into view.
    pub fn choose(&mut self, id: RecordId) {
        if self.single() != Some(id) {
            self.table.selection.select_only(row_id(id));
            self.table.reveal(row_id(id));
        }
    }

    /// The record selected, where it is one.
    pub fn single(&self) -> Option<RecordId> {
        self.table.selection.single().map(record_id)
    }

    /// The records selected.
    pub fn selected(&self) -> Vec<RecordId> {
        let Some(list) = self.list.value() else { return Vec::new() };
        let ids = (0..list.len()).filter_map(|position| list.id(position));
        ids.filter(|id| self.table.selection.contains(row_id(*id))).collect()
    }

    /// How many records there are, and those shown.
    pub fn shown(&self) -> (usize, Vec<RecordId>) {
        let Some(list) = self.list.value() else { return (0, Vec::new()) };
        (list.total(), (0..list.len()).filter_map(|position| list.id(position)).collect())
    }

    /// The rows selected as text, columns apart by tabs.
    pub fn selected_text(&self) -> String {
        let Some(list) = self.list.value() else { return String::new() };
        // A level never falls by copying: rows above 内部 stay behind, and the mark of the others goes with them.
        let selected: Vec<usize> = (0..list.len())
            .filter(|position| list.id(*position).is_some_and(|id| self.table.selection.contains(row_id(id))))
            .filter(|position| list.mark(*position).is_none_or(|mark| mark.may_leave))
            .collect();
        let marked = selected.iter().any(|position| list.mark(*position).is_some());
        let mut text = self.titles.join("\t");
        if marked {
            text.push_str("\tsecrecy");
        }
        for position in selected {
            let cells =
                self.columns.iter().map(|field| list.text(position, *field).replace(['\t', '\n'], " "));
            text.push('\n');
            text.push_str(&cells.collect::<Vec<_>>().join("\t"));
            if marked {
                text.push('\t');
                text.push_str(list.mark(position).map_or("", |mark| &mark.shown));
            }
        }
        text
    }

    /// Takes what has been read. A recycle bin is read here; the living records stand in the registers.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace, registers: &Registers) -> Option<Problem> {
        if self.remembered.is_none() {
            self.recall(workplace);
        }
        self.today = i64::from(workplace.today().num_days_from_ce());
        let problem = match self.which {
            Which::Living => {
                if let Some((revision, table)) = registers.newer(self.record_type.name(), self.revision) {
                    self.revision = revision;
                    if let Ok(reader) = workplace.office.reader(&workplace.session) {
                        table.record_access(&reader);
                        self.obstacles = ListObstacles::read(&reader, self.record_type, ctx.language())
                            .unwrap_or_default();
                    }
                    self.arrive(Some(table.clone()));
                }
                None
            }
            Which::Void => self.read_bin(ctx, workplace),
        };
        self.arrange(ctx);
        if self.sums_are_old {
            self.add_up(ctx.language());
        }
        problem
    }

    fn read_bin(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (record_type, which, language) = (self.record_type, self.which, ctx.language());
        let (arrived, problem) = self.list.refresh(|| {
            workplace.ask(ctx, "list", move |reader, progress| {
                RegisterList::read(reader, record_type, which, language, &mut |done| {
                    progress.report(u64::try_from(done).unwrap_or(u64::MAX), 0)
                })
            })
        });
        if arrived {
            self.arrive(None);
        }
        problem
    }

    fn preference_name(&self) -> String {
        let place = if self.scope.is_some() { "tree" } else { "list" };
        format!("{place}/{}", self.record_type.name())
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

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let name = language.text(register_text(self.record_type.name()));
        let title = match self.which {
            Which::Living => name.to_owned(),
            Which::Void => language.fill("list.bin_title", &[("register", name)]),
        };
        let has_words = self.words_fit(ui, &title);
        screen_title(ui, &title, |ui| self.head_buttons(ui, has_words, requests));
        ui.add_space(tokens.grid);
        self.body_ui(ui, requests);
    }

    /// Draws filters, rows and sums, without a title over them.
    pub fn body_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        self.filter_row(ui);
        ui.add_space(tokens.grid);
        let sums = self.sums_are_old;
        ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
            self.footer_ui(ui, requests);
            ui.with_layout(Layout::top_down(Align::Min), |ui| self.table_ui(ui, requests));
        });
        if self.sums_are_old && !sums || self.is_to_be_arranged() {
            ui.request_repaint();
        }
        self.remember(ui, requests);
    }
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

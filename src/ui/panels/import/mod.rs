//! Import: a file, what its columns hold, what would happen, then one command that one undo takes back.

mod every_row;
mod preview;
mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{Context, Key, RichText, ScrollArea, TextEdit, Ui};

pub(super) use self::preview::Preview;
use crate::exchange::{
    Mapping, OfficeSheet, Sheet, assignment, guess_layout, office_sheets, remembered_mapping, targets,
};
use crate::model::Problem;
use crate::records::RECORDS;
use crate::text::Language;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::jobs::{Job, Loaded};
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::field_edit::error_line;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::workplace::{Request, Workplace, sentence};

/// What is imported, and how its columns are read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOrder {
    /// Name of a register or layout.
    pub layout: &'static str,
    /// The table.
    pub sheet: Arc<Sheet>,
    /// Its columns.
    pub mapping: Mapping,
    /// The file, or the folder of a whole office.
    pub path: PathBuf,
    /// Fields that no column holds, the same in every row: key and text.
    pub every_row: Vec<(String, String)>,
    /// All rows or none.
    pub strict: bool,
}

/// A file that has been read.
struct Opened {
    path: PathBuf,
    sheet: Arc<Sheet>,
    /// The registers in it, where it holds a whole office.
    sheets: Vec<OfficeSheet>,
    /// Some values of each column.
    examples: Vec<String>,
    layout: &'static str,
    /// The key of what each column holds.
    columns: Vec<Option<&'static str>>,
    /// Whether the columns are as they were remembered.
    is_remembered: bool,
    /// What is said of fields that no column holds.
    every_row: BTreeMap<&'static str, String>,
}

/// What reading a file gives: the table, the layout it looks like, and the mapping remembered for each layout.
struct Arrived {
    path: PathBuf,
    sheet: Sheet,
    sheets: Vec<OfficeSheet>,
    guessed: Option<&'static str>,
    remembered: Vec<(&'static str, Mapping)>,
}

/// The screen.
#[derive(Default)]
pub struct ImportScreen {
    path: String,
    /// The layout asked for before the file was read.
    wanted: Option<&'static str>,
    reading: Option<Job<Result<Arrived, Problem>>>,
    opened: Option<Opened>,
    remembered: Vec<(&'static str, Mapping)>,
    failure: Option<String>,
    preview: Loaded<Preview>,
    is_importing: bool,
    /// Whether a problem keeps all rows out.
    strict: bool,
}

/// The layout of a whole office.
const OFFICE: &str = "office";

/// Every register and layout a table can be imported into.
fn layouts() -> impl Iterator<Item = (&'static str, &'static str)> {
    let registers = RECORDS.iter().map(|record_type| (record_type.name(), register_text(record_type.name())));
    let layouts =
        [("staff", "import_screen.staff"), ("bill", "import_screen.bill"), (OFFICE, "import_screen.office")];
    layouts.into_iter().chain(registers)
}

impl ImportScreen {
    /// Comes from a screen whose register is meant, unless the file says otherwise.
    pub fn want(&mut self, layout: &'static str) {
        self.wanted = Some(layout);
    }

    /// Reads a file.
    pub fn open(&mut self, ctx: &Context, workplace: &Workplace, path: PathBuf) {
        self.path = path.display().to_string();
        self.failure = None;
        self.reading = Some(workplace.ask(ctx, "read-table", move |reader, _| {
            let sheets = office_sheets(&path)?;
            let sheet =
                if path.is_dir() && !sheets.is_empty() { Sheet::default() } else { Sheet::read(&path)? };
            let mut remembered = Vec::new();
            for (layout, _) in layouts() {
                let mapping = remembered_mapping(reader, layout, &sheet)?;
                remembered.extend(mapping.map(|mapping| (layout, mapping)));
            }
            let guessed = if sheets.is_empty() { guess_layout(&sheet) } else { Some(OFFICE) };
            Ok(Arrived { guessed, path, sheet, sheets, remembered })
        }));
    }

    /// The office has changed: what would happen may be something else now.
    pub fn invalidate(&mut self) {
        self.preview.invalidate();
    }

    /// The import ended; a sound one ends the screen's work.
    pub fn finished(&mut self, is_done: bool) {
        self.is_importing = false;
        if is_done {
            *self = Self::default();
        }
    }

    /// Takes what has been read and works out what would happen.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let language = ctx.language();
        match Job::take_ended(&mut self.reading) {
            Some(Ok(arrived)) => self.arrive(arrived),
            Some(Err(problem)) => {
                self.opened = None;
                self.failure = Some(sentence(&problem, language, None));
            }
            None => {}
        }
        let order = self.order().filter(|_| !self.is_importing)?;
        let (office, session) = (workplace.office.clone(), workplace.session.clone());
        let start =
            || Job::start(ctx, "import-preview", move |_| preview::read(&office, &session, &order, language));
        let (arrived, problem) = self.preview.refresh(start);
        match problem {
            Some(problem) => self.failure = Some(sentence(&problem, language, None)),
            None if arrived => self.failure = None,
            None => {}
        }
        None
    }

    fn arrive(&mut self, arrived: Arrived) {
        let Arrived { path, sheet, sheets, guessed, remembered } = arrived;
        let only = match remembered.as_slice() {
            [(layout, _)] => Some(*layout),
            _ => None,
        };
        let whole = guessed.filter(|_| !sheets.is_empty());
        let layout = whole.or(only).or(guessed).or(self.wanted).unwrap_or("staff");
        let examples = table::examples(&sheet);
        self.remembered = remembered;
        self.opened = Some(Opened {
            path,
            sheet: Arc::new(sheet),
            sheets,
            examples,
            layout,
            columns: Vec::new(),
            is_remembered: false,
            every_row: BTreeMap::new(),
        });
        self.choose(layout);
    }

    fn choose(&mut self, layout: &'static str) {
        let Some(opened) = &mut self.opened else { return };
        let remembered = self.remembered.iter().find(|(of, _)| *of == layout).map(|(_, mapping)| mapping);
        opened.layout = layout;
        opened.is_remembered = remembered.is_some();
        opened.every_row.clear();
        // A number of the archive stands for ever: half a catalogue is worse than none.
        self.strict = layout.starts_with("archive_");
        opened.columns = assignment(layout, &opened.sheet, remembered.map_or(&[], Vec::as_slice));
        self.preview = Loaded::default();
        self.failure = None;
    }

    fn order(&self) -> Option<ImportOrder> {
        let opened = self.opened.as_ref()?;
        let titles = opened.sheet.columns.iter().zip(&opened.columns);
        let mapping = titles
            .filter(|(title, _)| !title.is_empty() && !title.eq_ignore_ascii_case("id"))
            .map(|(title, key)| (title.clone(), key.unwrap_or_default().to_owned()));
        let path = opened.path.clone();
        let said = every_row::fields(opened).filter_map(|field| {
            let text = opened.every_row.get(field.key).filter(|text| !text.trim().is_empty())?;
            Some((field.key.to_owned(), text.trim().to_owned()))
        });
        Some(ImportOrder {
            layout: opened.layout,
            sheet: opened.sheet.clone(),
            mapping: mapping.collect(),
            path,
            every_row: said.collect(),
            strict: self.strict,
        })
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let tokens = ui.tokens();
        let ready = !self.is_importing
            && self.failure.is_none()
            && self
                .preview
                .value()
                .is_some_and(|preview| preview.does_something && (preview.is_sound() || !self.strict));
        let order = self.order().filter(|_| ready);
        let mut imports = false;
        screen_title(ui, language.text("import_screen.title"), |ui| {
            if self.opened.is_some() {
                let run = language.text("import_screen.run");
                imports =
                    ui.add_enabled_ui(ready, |ui| ui.primary_button((icons::IMPORT, run))).inner.clicked();
            }
        });
        if imports && let Some(order) = order {
            self.is_importing = true;
            requests.push(Request::Import(order));
        }
        ui.add_space(tokens.grid);
        self.file_row(ui, requests);
        if let Some(failure) = &self.failure {
            ui.add_space(tokens.grid);
            error_line(ui, failure);
        }
        ui.add_space(tokens.gap);
        if self.opened.is_none() {
            let text = if self.reading.is_some() { "list.reading" } else { "import_screen.empty" };
            let step = self.reading.is_none().then(|| language.text("import_screen.browse"));
            if empty_state(ui, icons::IMPORT, language.text(text), step) {
                requests.push(Request::Act(Action::ChooseImport));
            }
            return;
        }
        self.layout_row(ui, language);
        ui.add_space(tokens.gap);
        // With nothing wrong the columns may have the room of the problems.
        let is_sound = self.preview.value().is_some_and(|preview| preview.is_sound());
        let share = ui.available_height() * if is_sound { 0.72 } else { 0.5 };
        // What is said of the outcome, and some of its problems, are seen in a low window too.
        let below = if is_sound { 120.0 } else { 240.0 };
        let said = self.opened.as_ref().map_or(0.0, |opened| every_row::height(ui, opened));
        let height = share.min(ui.available_height() - below - said);
        let mut changed = None;
        if let Some(opened) = &self.opened {
            ScrollArea::vertical().id_salt("columns").max_height(height.max(80.0)).show(ui, |ui| {
                if opened.layout == OFFICE {
                    table::sheets_ui(ui, &opened.sheets);
                } else {
                    changed = table::columns_ui(ui, opened, &targets(opened.layout));
                }
            });
        }
        if let (Some((column, key)), Some(opened)) = (changed, &mut self.opened) {
            // A field comes from one column.
            for other in opened.columns.iter_mut().filter(|other| key.is_some() && **other == key) {
                *other = None;
            }
            if let Some(place) = opened.columns.get_mut(column) {
                *place = key;
            }
            self.preview.invalidate();
            ui.request_repaint();
        }
        if let Some(opened) = &mut self.opened
            && every_row::ui(ui, opened)
        {
            self.preview.invalidate();
            ui.request_repaint();
        }
        ui.add_space(tokens.gap);
        match self.preview.value() {
            Some(preview) => preview::ui(ui, preview, &mut self.strict),
            None => {
                caption(ui, language.text("list.reading"));
            }
        }
    }

    fn file_row(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        ui.horizontal(|ui| {
            let label = ui.label(language.text("import_screen.file"));
            let width = (ui.available_width() - 140.0).clamp(200.0, 560.0);
            let hint = language.text("import_screen.hint");
            let edit = TextEdit::singleline(&mut self.path).desired_width(width).hint_text(hint);
            let edit = ui.add(edit).labelled_by(label.id);
            if edit.lost_focus()
                && ui.input(|input| input.key_pressed(Key::Enter))
                && !self.path.trim().is_empty()
            {
                requests.push(Request::ReadTable(PathBuf::from(self.path.trim())));
            }
            if ui.button((icons::FOLDER, language.text("import_screen.browse"))).clicked() {
                requests.push(Request::Act(Action::ChooseImport));
            }
        });
    }

    fn layout_row(&mut self, ui: &mut Ui, language: Language) {
        let Some(opened) = &self.opened else { return };
        let current = opened.layout;
        let mut chosen = None;
        let is_office = current == OFFICE;
        let all: usize = opened.sheets.iter().map(|sheet| sheet.rows).sum();
        let rows = if is_office { all } else { opened.sheet.rows.len() }.to_string();
        let columns = if is_office { opened.sheets.len() } else { opened.sheet.columns.len() }.to_string();
        ui.horizontal(|ui| {
            ui.label(language.text("import_screen.into"));
            let name = layouts().find(|(layout, _)| *layout == current).map_or("", |(_, text)| text);
            let text = format!("{}  {}", language.text(name), icons::CHEVRON_DOWN);
            ui.menu_button(text, |ui| {
                // A whole office is a workbook or a folder; a table can't be read as one.
                let is_whole = !opened.sheets.is_empty();
                for (layout, text) in layouts().filter(|(layout, _)| *layout != OFFICE || is_whole) {
                    if ui.selectable_label(layout == current, language.text(text)).clicked() {
                        chosen = Some(layout);
                        ui.close();
                    }
                }
            });
            let name = opened.path.file_name().map(|name| name.to_string_lossy().into_owned());
            let arguments =
                [("file", name.as_deref().unwrap_or_default()), ("rows", &rows), ("columns", &columns)];
            let size = if is_office { "import_screen.sheets" } else { "import_screen.size" };
            let text = language.fill(size, &arguments);
            ui.label(RichText::new(text).color(ui.tokens().text_weak));
            if opened.is_remembered {
                ui.chip(language.text("import_screen.remembered"), None);
            }
        });
        if let Some(layout) = chosen.filter(|layout| *layout != current) {
            self.choose(layout);
        }
    }
}

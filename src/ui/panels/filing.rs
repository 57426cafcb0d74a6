//! 待归档: what is done and stands in no archive yet, with the class that the office's own tables propose, filed
//! together by one command; and how complete the archive of each year is.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{Align2, Context, Label, Response, RichText, TextEdit, Ui};

use crate::charts::budget::rate;
use crate::desk::{FigureRows, FilingPaper, FilingQueue, PageCounters, Reader};
use crate::exchange::extract::page_count;
use crate::model::{Id, Problem, RecordId};
use crate::print::papers::pages_of_paper;
use crate::records::archive::{ArchiveDivision, RetentionRule};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::form::{Candidates, Picker};
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::{Selected, register_text};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace};

/// Pages are counted in files and in papers as they are printed.
const COUNTERS: PageCounters = PageCounters { of_file: page_count, of_paper: pages_of_paper };
/// More pages than any 件 has: a slip of the finger.
const MOST_PAGES: i64 = 99_999;
/// Years whose completeness is shown; older ones are in the report.
const MOST_YEARS: usize = 4;

/// The queue.
#[derive(Default)]
pub struct FilingScreen {
    queue: Loaded<FilingQueue>,
    rows: Vec<Row>,
    table: TableState,
    /// Pages counted by hand.
    counted: BTreeMap<RecordId, i64>,
    /// The papers whose pages are being typed, and what is typed.
    typed: (BTreeSet<RecordId>, String),
    /// In what language the rows are.
    language: Option<Language>,
    /// Who files, where nobody in particular is at work, and the people to choose from; `None` where whoever is at work
    /// does.
    filer: Option<Filer>,
}

/// Who files papers, as the owner of the file says.
#[derive(Default)]
struct Filer {
    people: Loaded<Candidates>,
    chosen: Option<(u128, String)>,
}

/// A paper as it is shown.
struct Row {
    id: RecordId,
    register: &'static str,
    cells: [String; 7],
    status: Status,
    standing: String,
}

impl FilingScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.queue.invalidate();
        if let Some(filer) = &mut self.filer {
            filer.people.invalidate();
        }
    }

    /// Takes what has been read and reads what has become old. What was chosen by hand for a paper stays with it.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let today = workplace.today();
        self.filer = workplace.session.is_nobody().then(|| self.filer.take().unwrap_or_default());
        let unread = self.filer.as_mut().and_then(|filer| {
            let read = |reader: &Reader| Candidates::of_registers(reader, &["person"]);
            filer.people.refresh(|| workplace.ask(ctx, "filing people", move |reader, _| read(reader))).1
        });
        let chosen: Vec<_> = self.queue.value().map_or_else(Vec::new, |queue| {
            queue.papers.iter().map(|paper| (paper.id, paper.class)).collect()
        });
        let counted = self.counted.clone();
        let read = || {
            workplace.ask(ctx, "filing", move |reader, _| {
                let mut queue = reader.filing_queue(today, COUNTERS)?;
                for (paper, pages) in counted {
                    queue.set_pages(paper, pages);
                }
                for paper in &mut queue.papers {
                    if let Some((_, class)) = chosen.iter().find(|(id, _)| *id == paper.id) {
                        paper.class.rule = paper.class.rule.or(class.rule);
                        paper.class = if class.rule.is_some() { *class } else { paper.class };
                    }
                }
                Ok(queue)
            })
        };
        let (arrived, problem) = self.queue.refresh(read);
        if arrived || self.language != Some(ctx.language()) {
            self.language = Some(ctx.language());
            self.arrange(ctx.language());
        }
        problem.or(unread)
    }

    fn arrange(&mut self, language: Language) {
        let Some(queue) = self.queue.value() else { return };
        let row = |paper: &FilingPaper| {
            let lacks = queue.lacks(paper);
            let (status, standing) = match (lacks.is_empty(), paper.is_late) {
                (false, _) => {
                    let names: Vec<&str> = lacks.iter().map(|label| language.text(label)).collect();
                    let names = names.join(language.list_separator());
                    (Status::Behind, language.fill("filing.lacking", &[("fields", &names)]))
                }
                (true, true) => (Status::Overdue, language.text("filing.late").to_owned()),
                (true, false) => (Status::DueSoon, language.text("filing.ready").to_owned()),
            };
            let day =
                |day: Option<chrono::NaiveDate>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
            let number = match paper.document_number.is_empty() {
                true => "—".to_owned(),
                false => paper.document_number.clone(),
            };
            Row {
                id: paper.id,
                register: paper.register,
                cells: [
                    paper.source(language),
                    number,
                    paper.title.clone(),
                    day(paper.done_on),
                    queue.class_text(paper),
                    if paper.pages > 0 { paper.pages.to_string() } else { "—".to_owned() },
                    paper.files.len().to_string(),
                ],
                status,
                standing,
            }
        };
        self.rows = queue.papers.iter().map(row).collect();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let chosen = self.chosen();
        let count = chosen.len().to_string();
        let Self { filer, queue, .. } = self;
        screen_title(ui, language.text("nav.filing"), |ui| {
            let text = if chosen.is_empty() {
                language.text("filing.file").to_owned()
            } else {
                language.fill("filing.file_count", &[("count", &count)])
            };
            let by = filer.as_ref().map(|filer| filer.chosen.as_ref().map(|(id, _)| record_id(*id)));
            let is_ready = !chosen.is_empty() && by != Some(None);
            let button = ui.add_enabled_ui(is_ready, |ui| ui.primary_button((icons::ARCHIVE, text)));
            if button.inner.clicked()
                && let Some(queue) = queue.value()
            {
                requests.push(Request::FilePapers(Box::new(queue.clone()), chosen.clone(), by.flatten()));
            }
            if let Some(Filer { people, chosen }) = filer
                && let Some(people) = people.value()
            {
                let name = language.text("archive_item.filed_by");
                Picker { register: "person", name, width: 150.0 }.show(ui, chosen, people);
            }
        });
        let Some(queue) = self.queue.value() else { return };
        years_ui(ui, queue, requests);
        ui.add_space(tokens.grid);
        self.classes_ui(ui, &chosen);
        ui.add_space(tokens.grid);
        self.table_ui(ui, requests);
    }

    /// The papers chosen, or all that are ready where none is.
    fn chosen(&self) -> BTreeSet<RecordId> {
        let rows = self.rows.iter().map(|row| row.id);
        rows.filter(|id| self.table.selection.contains(row_id(*id))).collect()
    }

    /// The boxes that give the chosen papers another row of the table, or another division.
    fn classes_ui(&mut self, ui: &mut Ui, chosen: &BTreeSet<RecordId>) {
        let language = ui.language();
        let tokens = ui.tokens();
        let Some(queue) = self.queue.value() else { return };
        let papers = || queue.papers.iter().filter(|paper| chosen.contains(&paper.id));
        let rule = same(papers().map(|paper| paper.class.rule));
        let division = same(papers().map(|paper| paper.class.division));
        if self.typed.0 != *chosen {
            let pages = same(papers().map(|paper| paper.pages)).filter(|pages| *pages > 0);
            self.typed = (chosen.clone(), pages.map(|pages| pages.to_string()).unwrap_or_default());
        }
        let typed = &mut self.typed.1;
        let mut changed: Option<Change> = None;
        // Beside the words both boxes have the rest of the row.
        let room = (ui.available_width() - 520.0).clamp(220.0, 460.0);
        ui.horizontal_wrapped(|ui| {
            let hint = if chosen.is_empty() { "filing.choose" } else { "filing.change" };
            ui.label(RichText::new(language.text(hint)).color(tokens.text_weak));
            ui.add_enabled_ui(!chosen.is_empty(), |ui| {
                let label = ui.label(language.text("archive_item.retention"));
                let shown = queue.rules.iter().find(|(id, ..)| Some(Some(*id)) == rule);
                let shown = shown.map_or("—", |(_, name, ..)| name.as_str());
                let combo = choice(ui, "rule", shown, room * 0.6, |ui| {
                    for (id, name, _, retention) in &queue.rules {
                        let period = crate::model::Choice::code(*retention);
                        if ui.selectable_label(Some(Some(*id)) == rule, format!("{name}  {period}")).clicked()
                        {
                            changed = Some(Change::Rule(*id));
                        }
                    }
                });
                combo.labelled_by(label.id);
                let label = ui.label(language.text("archive_item.division"));
                let shown = queue.divisions.iter().find(|(id, _)| Some(Some(*id)) == division);
                let shown = shown.map_or("—", |(_, name)| name.as_str());
                let combo = choice(ui, "division", shown, room * 0.4, |ui| {
                    if ui.selectable_label(division == Some(None), "—").clicked() {
                        changed = Some(Change::Division(None));
                    }
                    for (id, name) in &queue.divisions {
                        if ui.selectable_label(Some(Some(*id)) == division, name).clicked() {
                            changed = Some(Change::Division(Some(*id)));
                        }
                    }
                });
                combo.labelled_by(label.id);
                let label = ui.label(language.text("archive_item.pages"));
                let edit = TextEdit::singleline(typed).desired_width(48.0).align(Align2::RIGHT_CENTER);
                if ui.add(edit).labelled_by(label.id).lost_focus() {
                    let pages = typed.trim().parse().ok().filter(|pages| (1..=MOST_PAGES).contains(pages));
                    changed = changed.take().or(pages.map(Change::Pages));
                }
            });
        });
        let Some(change) = changed else { return };
        if let Some(queue) = self.queue.value_mut() {
            for id in chosen {
                match change {
                    Change::Rule(rule) => queue.set_rule(*id, rule),
                    Change::Division(division) => queue.set_division(*id, division),
                    Change::Pages(pages) => {
                        self.counted.insert(*id, pages);
                        queue.set_pages(*id, pages);
                    }
                }
            }
        }
        self.arrange(language);
    }

    fn table_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let source = Source { rows: &self.rows };
        let columns = [
            Column::new("standing", language.text("archive_item.state"), 170.0).unsorted(),
            Column::new("title", language.text("archive_item.title"), 280.0).grows().unsorted(),
            Column::new("class", language.text("filing.class"), 150.0).unsorted(),
            Column::new("pages", language.text("archive_item.pages"), 64.0).numeric().unsorted(),
            Column::new("number", language.text("archive_item.document_number"), 140.0).unsorted(),
            Column::new("register", language.text("filing.source"), 110.0).unsorted(),
            Column::new("done", language.text("filing.done_on"), 95.0).unsorted(),
            Column::new("files", language.text("archive_item.files"), 72.0).numeric().unsorted(),
        ];
        let mut empty = |ui: &mut Ui| {
            empty_state(ui, icons::ARCHIVE, language.text("filing.none"), None);
        };
        let response = Table::new(language.text("nav.filing"), &columns, &source)
            .empty(&mut empty)
            .show(ui, &mut self.table);
        let selected = |row: RowId| {
            let id = record_id(row);
            let found = self.rows.iter().find(|row| row.id == id)?;
            Some(Selected { register: found.register, id })
        };
        if response.selection_changed {
            requests.push(Request::Select(self.table.selection.single().and_then(selected)));
        }
        if let Some(selected) = response.opened.and_then(selected) {
            requests.push(Request::Open(selected));
        }
    }
}

/// What is changed of the chosen papers.
enum Change {
    Rule(Id<RetentionRule>),
    Division(Option<Id<ArchiveDivision>>),
    Pages(i64),
}

/// What all of some have; `None` where they differ or there are none.
fn same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// How complete the newest years are, each with what is still open.
fn years_ui(ui: &mut Ui, queue: &FilingQueue, requests: &mut Vec<Request>) {
    let language = ui.language();
    for year in queue.years.iter().take(MOST_YEARS) {
        ui.horizontal_wrapped(|ui| {
            let open = year.open_count();
            let is_late = year.last_day.is_some_and(|last| queue.today > last);
            let status = match (open, is_late) {
                (0, _) => Status::Done,
                (_, true) => Status::Overdue,
                (_, false) => Status::DueSoon,
            };
            lamp(ui, status, "");
            let percent = match year.filed().rate() {
                Some(hundredths) => rate(Some(hundredths)),
                None => language.text("filing.no_ratio").to_owned(),
            };
            let last = year.last_day.map(|day| day.to_string()).unwrap_or_default();
            let (number, done) = (year.year.to_string(), year.done().to_string());
            let (filed, late) = ((year.in_time + year.late).to_string(), year.late.to_string());
            let sentence = language.fill(
                "filing.year",
                &[
                    ("year", &number),
                    ("done", &done),
                    ("filed", &filed),
                    ("late", &late),
                    ("percent", &percent),
                    ("last", &last),
                ],
            );
            ui.add(Label::new(sentence));
            for rows in &year.open {
                let (register, count) =
                    (language.text(register_text(rows.register)), rows.ids.len().to_string());
                let text = language.fill("filing.open", &[("register", register), ("count", &count)]);
                if ui.link(text).clicked() {
                    let name = language.fill("filing.open_of", &[("year", &number)]);
                    requests.push(Request::OpenRows(FigureRows::clone(rows), name));
                }
            }
        });
    }
    for hole in queue.holes.iter().take(MOST_YEARS) {
        ui.horizontal_wrapped(|ui| {
            lamp(ui, Status::DueSoon, "");
            let count = hole.count.to_string();
            let arguments = [("first", hole.first.as_str()), ("last", &hole.last), ("count", &count)];
            ui.add(Label::new(language.fill("filing.hole", &arguments)));
        });
    }
    if queue.years.is_empty() {
        caption(ui, language.text("filing.nothing_done"));
    }
}

/// A box to choose in, no wider than there is room for, however long its choices are.
fn choice(ui: &mut Ui, id: &str, shown: &str, width: f32, choices: impl FnOnce(&mut Ui)) -> Response {
    let shown = combo(id, shown).width(width).truncate();
    let narrow = |ui: &mut Ui| {
        ui.set_max_width(width);
        shown.show_ui(ui, choices).response
    };
    ui.scope(narrow).inner
}

struct Source<'a> {
    rows: &'a [Row],
}

impl TableSource for Source<'_> {
    fn row_count(&self) -> usize {
        self.rows.len()
    }

    fn row_id(&self, index: usize) -> RowId {
        self.rows.get(index).map_or(0, |row| row_id(row.id))
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let Some(row) = self.rows.get(index) else { return Cell::default() };
        let [register, number, title, done, class, pages, files] = &row.cells;
        match key {
            "register" => Cell::styled(register.as_str(), CellStyle::Weak),
            "number" => Cell::plain(number.as_str()),
            "title" => Cell::plain(title.as_str()),
            "done" => Cell::plain(done.as_str()),
            "class" => Cell::plain(class.as_str()),
            "pages" => Cell::plain(pages.as_str()),
            "files" => Cell::styled(files.as_str(), CellStyle::Weak),
            _ => Cell::styled(row.standing.as_str(), CellStyle::Status(row.status)),
        }
    }
}

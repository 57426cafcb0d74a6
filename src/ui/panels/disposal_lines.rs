//! 清册清点: the lines of a list of disposal as a table. What is decided of those chosen is one key or one word: why they
//! are on the list while it is drafted, that they were counted and what differs while it is carried out.

use eframe::egui::{Context, Key, Modifiers, RichText, TextEdit, Ui};

use crate::desk::{Asked, DisposalLines, LineDecision, ListedItem, Right};
use crate::model::{Problem, RecordId};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::of_record::OfRecord;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace};

/// What is read for the screen.
struct Read {
    of: DisposalLines,
    rows: Vec<Row>,
    title: String,
    summary: String,
    /// Why nothing can be decided, where nothing can.
    obstacle: Option<String>,
}

/// A line as it is shown.
struct Row {
    id: RecordId,
    pages: String,
    status: Status,
    standing: String,
}

/// The screen.
#[derive(Default)]
pub struct DisposalLinesScreen {
    shown: OfRecord<Read>,
    table: TableState,
    /// The word that is given to the lines chosen: a reason, or what differs.
    word: String,
    /// Whether the word takes the keyboard when it is drawn next.
    wants_word: bool,
}

impl DisposalLinesScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.shown.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace, list: RecordId) -> Option<Problem> {
        if self.shown.select(Some(Selected { register: "disposal", id: list })) {
            self.table = TableState::default();
            self.table.take_keyboard();
            self.word.clear();
        }
        let language = ctx.language();
        let (_, problem) = self.shown.refresh(ctx, workplace, "disposal lines", move |reader, selected| {
            let Some(of) = reader.disposal_lines(selected.id)? else { return Ok(None) };
            let lines = crate::records::find("disposal_line");
            let obstacle = match (lines, of.lines.first()) {
                (Some(lines), Some(first)) => {
                    let asked = Asked::Right(Right::Update);
                    let field = if of.is_draft() { "reason" } else { "counted" };
                    let explained = reader.explain(lines, Some(first.id), asked, Some(field))?;
                    let reason = explained.reasons.into_iter().next().filter(|_| !explained.allowed);
                    reason.map(|reason| reason.in_language(language))
                }
                _ => None,
            };
            let record = &of.list.record;
            let (counted, differing) = of.counted();
            let [count, counted, differing] =
                [of.lines.len(), counted, differing].map(|number| number.to_string());
            let summary = [("count", count.as_str()), ("counted", &counted), ("differing", &differing)];
            Ok(Some(Read {
                rows: of.lines.iter().map(|line| row(line, language)).collect(),
                title: format!("{}《{}》", record.number, record.title),
                summary: language.fill("disposal_lines.summary", &summary),
                obstacle,
                of,
            }))
        });
        problem
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let (tokens, language) = (ui.tokens(), ui.language());
        let Some((selected, read)) = self.shown.shown() else {
            let step = Some(language.text("register.disposal"));
            if empty_state(ui, icons::SCALES, language.text("disposal_lines.gone"), step) {
                requests.push(Request::Go(Route::List("disposal")));
            }
            return;
        };
        screen_title(ui, &read.title, |ui| {
            if ui.quiet_button((icons::BACK, language.text("register.disposal"))).clicked() {
                requests.push(Request::Go(Route::List("disposal")));
                requests.push(Request::Select(Some(selected)));
            }
        });
        ui.label(RichText::new(&read.summary).color(tokens.text_weak));
        ui.add_space(tokens.grid);
        let is_draft = read.of.is_draft();
        let chosen = self.table.selection.len(read.rows.len());
        let mut decision = None;
        let can = read.obstacle.is_none() && chosen > 0;
        ui.horizontal_wrapped(|ui| {
            let count = chosen.to_string();
            ui.label(language.fill("disposal_lines.chosen", &[("count", &count)]));
            if !is_draft {
                let counted = (icons::CHECK, language.text("disposal_lines.agrees"));
                if ui.add_enabled_ui(can, |ui| ui.button(counted)).inner.clicked() {
                    decision = Some(LineDecision::Counted(String::new()));
                }
                let undone = language.text("disposal_lines.uncounted");
                if ui.add_enabled_ui(can, |ui| ui.quiet_button(undone)).inner.clicked() {
                    decision = Some(LineDecision::Uncounted);
                }
            }
            let key = if is_draft { "disposal_line.reason" } else { "disposal_line.discrepancy" };
            let label = ui.label(language.text(key));
            let edit = TextEdit::singleline(&mut self.word).desired_width(260.0);
            let edit = ui.add_enabled(can, edit).labelled_by(label.id);
            if std::mem::take(&mut self.wants_word) {
                edit.request_focus();
            }
            let is_entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let give = if is_draft { "disposal_lines.give_reason" } else { "disposal_lines.differs" };
            let has_word = can && !self.word.trim().is_empty();
            let give = ui.add_enabled_ui(has_word, |ui| ui.button(language.text(give))).inner;
            if has_word && (give.clicked() || is_entered) {
                let word = std::mem::take(&mut self.word);
                decision =
                    Some(if is_draft { LineDecision::Reason(word) } else { LineDecision::Counted(word) });
                self.table.take_keyboard();
            }
        });
        match &read.obstacle {
            Some(obstacle) => caption(ui, obstacle),
            None => {
                let keys = if is_draft { "disposal_lines.keys_draft" } else { "disposal_lines.keys" };
                caption(ui, language.text(keys))
            }
        };
        ui.add_space(tokens.grid);
        let source = Source { read };
        let columns = [
            Column::new("standing", language.text("disposal_lines.standing"), 110.0).unsorted(),
            Column::new("number", language.text("archive_item.number"), 230.0).unsorted(),
            Column::new("title", language.text("archive_item.title"), 220.0).grows().unsorted(),
            Column::new("pages", language.text("archive_item.pages"), 64.0).numeric().unsorted(),
            Column::new("reason", language.text("disposal_line.reason"), 170.0).unsorted(),
            Column::new("discrepancy", language.text("disposal_line.discrepancy"), 150.0).unsorted(),
        ];
        let mut empty = |ui: &mut Ui| {
            empty_state(ui, icons::SCALES, language.text("disposal_lines.none"), None);
        };
        let name = language.text("register.disposal_line");
        let table = Table::new(name, &columns, &source).empty(&mut empty);
        let response = table.show(ui, &mut self.table);
        if response.response.has_focus() && can {
            let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
            if !is_draft && pressed(Key::C) {
                decision = Some(LineDecision::Counted(String::new()));
            }
            if !is_draft && pressed(Key::U) {
                decision = Some(LineDecision::Uncounted);
            }
            self.wants_word |= pressed(Key::D);
        }
        let line = |row: RowId| Selected { register: "disposal_line", id: record_id(row) };
        if response.selection_changed {
            requests.push(Request::Select(self.table.selection.single().map(line)));
        }
        if let Some(row) = response.opened {
            requests.push(Request::Edit(line(row)));
        }
        let Some(decision) = decision else { return };
        let selection = &self.table.selection;
        requests.extend(read.of.decide(&|id| selection.contains(row_id(id)), &decision).map(Request::Run));
        // One by one, the next comes at once.
        if let Some(next) = selection.single().and_then(|only| next_after(&read.rows, only)) {
            self.table.go_to(next);
        }
    }
}

/// The row after another, with its place.
fn next_after(rows: &[Row], only: RowId) -> Option<(RowId, usize)> {
    let place = rows.iter().position(|row| row_id(row.id) == only)?.checked_add(1)?;
    rows.get(place).map(|row| (row_id(row.id), place))
}

fn row(line: &ListedItem, language: Language) -> Row {
    let (status, key) = match (line.counted, line.discrepancy.is_empty()) {
        (false, _) => (Status::Neutral, "disposal_lines.not_counted"),
        (true, true) => (Status::Done, "disposal_lines.agrees"),
        (true, false) => (Status::Overdue, "disposal_lines.differs"),
    };
    Row { id: line.id, pages: line.pages.to_string(), status, standing: language.text(key).to_owned() }
}

struct Source<'a> {
    read: &'a Read,
}

impl TableSource for Source<'_> {
    fn row_count(&self) -> usize {
        self.read.rows.len().min(self.read.of.lines.len())
    }

    fn row_id(&self, index: usize) -> RowId {
        self.read.rows.get(index).map_or(0, |row| row_id(row.id))
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let (Some(row), Some(line)) = (self.read.rows.get(index), self.read.of.lines.get(index)) else {
            return Cell::default();
        };
        match key {
            "number" => Cell::plain(line.number.as_str()),
            "title" => Cell::plain(line.title.as_str()),
            "pages" => Cell::plain(row.pages.as_str()),
            "reason" => Cell::plain(line.reason.as_str()),
            "discrepancy" => Cell::plain(line.discrepancy.as_str()),
            _ => Cell::styled(row.standing.as_str(), CellStyle::Status(row.status)),
        }
    }
}

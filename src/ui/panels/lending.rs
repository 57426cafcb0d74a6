//! 借阅台: who waits for what, who has what, and how urgently it is asked back.

use eframe::egui::{Context, RichText, Ui};

use crate::desk::{LendingRow, LendingStanding};
use crate::model::Problem;
use crate::text::Language;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::routes::{Route, Selected};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::screen_title;
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace};

/// The lending desk.
#[derive(Default)]
pub struct LendingScreen {
    rows: Loaded<Vec<LendingRow>>,
    shown: Vec<Shown>,
    figures: Vec<(Status, String)>,
    table: TableState,
    language: Option<Language>,
}

/// A loan as it is shown.
struct Shown {
    id: crate::model::RecordId,
    due: String,
    renewals: String,
    status: Status,
    standing: String,
}

impl LendingScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.rows.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let today = workplace.today();
        let read = || workplace.ask(ctx, "lending", move |reader, _| reader.lending_desk(today));
        let (arrived, problem) = self.rows.refresh(read);
        if arrived || self.language != Some(ctx.language()) {
            self.language = Some(ctx.language());
            self.arrange(ctx.language());
        }
        problem
    }

    fn arrange(&mut self, language: Language) {
        let Some(rows) = self.rows.value() else { return };
        let shown = |row: &LendingRow| {
            let (status, standing) = in_words(row.standing, language);
            Shown {
                id: row.id,
                due: row.due_on.map_or_else(|| "—".to_owned(), |day| day.to_string()),
                renewals: row.renewals.to_string(),
                status,
                standing,
            }
        };
        self.shown = rows.iter().map(shown).collect();
        let count = |is_it: fn(&LendingStanding) -> bool| {
            rows.iter().filter(|row| is_it(&row.standing)).count().to_string()
        };
        use LendingStanding::{Lost, Out, Overdue, Ready, Requested, Soon, Today, Waiting};
        self.figures = [
            (Status::Overdue, "lending.figure_overdue", count(|of| matches!(of, Overdue { .. } | Lost))),
            (Status::Behind, "lending.figure_soon", count(|of| matches!(of, Today | Soon))),
            (Status::DueSoon, "lending.figure_requested", count(|of| matches!(of, Requested | Ready))),
            (Status::Neutral, "lending.figure_waiting", count(|of| matches!(of, Waiting(_)))),
            (Status::Done, "lending.figure_out", count(|of| matches!(of, Out))),
        ]
        .into_iter()
        .map(|(status, key, count)| (status, language.fill(key, &[("count", &count)])))
        .collect();
    }

    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        screen_title(ui, language.text("nav.lending"), |ui| {
            if ui.primary_button((icons::ADD, language.text("lending.new"))).clicked() {
                requests.push(Request::New("loan"));
            }
            if ui.quiet_button((icons::LIST, language.text("register.loan"))).clicked() {
                requests.push(Request::Go(Route::List("loan")));
            }
        });
        ui.horizontal_wrapped(|ui| {
            for (status, text) in &self.figures {
                lamp(ui, *status, text);
                ui.add_space(tokens.gap);
            }
        });
        ui.add_space(tokens.grid);
        let Some(rows) = self.rows.value() else {
            ui.label(RichText::new(language.text("list.reading")).color(tokens.text_weak));
            return;
        };
        let source = Source { rows, shown: &self.shown };
        let columns = [
            Column::new("standing", language.text("lending.standing"), 250.0).unsorted(),
            Column::new("borrower", language.text("loan.borrower"), 80.0).unsorted(),
            Column::new("due", language.text("loan.due_on"), 95.0).unsorted(),
            Column::new("item", language.text("loan.item"), 280.0).grows().unsorted(),
            Column::new("number", language.text("loan.number"), 110.0).unsorted(),
            Column::new("renewals", language.text("loan.renewals"), 80.0).numeric().unsorted(),
        ];
        let mut first_step = false;
        let mut empty = |ui: &mut Ui| {
            let step = Some(language.text("lending.new"));
            first_step = empty_state(ui, icons::DELEGATION, language.text("lending.none"), step);
        };
        let table = Table::new(language.text("nav.lending"), &columns, &source).empty(&mut empty);
        let response = table.show(ui, &mut self.table);
        let selected = |row: RowId| Selected { register: "loan", id: record_id(row) };
        if first_step {
            requests.push(Request::New("loan"));
        }
        if response.selection_changed {
            requests.push(Request::Select(self.table.selection.single().map(selected)));
        }
        if let Some(row) = response.opened {
            requests.push(Request::Edit(selected(row)));
        }
    }
}

/// How a loan stands, in words.
fn in_words(standing: LendingStanding, language: Language) -> (Status, String) {
    match standing {
        LendingStanding::Overdue { days, reminders, to_director } => {
            let (days, reminders) = (days.to_string(), reminders.to_string());
            let key = if to_director { "lending.overdue_director" } else { "lending.overdue" };
            (Status::Overdue, language.fill(key, &[("days", &days), ("reminders", &reminders)]))
        }
        LendingStanding::Waiting(place) => {
            (Status::Neutral, language.fill("lending.waiting", &[("place", &place.to_string())]))
        }
        LendingStanding::Lost => (Status::Overdue, language.text("loan_state.lost").to_owned()),
        LendingStanding::Today => (Status::Behind, language.text("lending.today").to_owned()),
        LendingStanding::Soon => (Status::Behind, language.text("lending.soon").to_owned()),
        LendingStanding::Requested => (Status::DueSoon, language.text("lending.requested").to_owned()),
        LendingStanding::Ready => (Status::DueSoon, language.text("lending.ready").to_owned()),
        LendingStanding::Out => (Status::Done, language.text("loan_state.lent").to_owned()),
    }
}

struct Source<'a> {
    rows: &'a [LendingRow],
    shown: &'a [Shown],
}

impl TableSource for Source<'_> {
    fn row_count(&self) -> usize {
        self.shown.len().min(self.rows.len())
    }

    fn row_id(&self, index: usize) -> RowId {
        self.shown.get(index).map_or(0, |row| row_id(row.id))
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let (Some(row), Some(shown)) = (self.rows.get(index), self.shown.get(index)) else {
            return Cell::default();
        };
        match key {
            "number" => Cell::plain(row.number.as_str()),
            "item" => Cell::plain(row.item.as_str()),
            "borrower" => Cell::plain(row.borrower.as_str()),
            "due" => Cell::plain(shown.due.as_str()),
            "renewals" => Cell::styled(shown.renewals.as_str(), CellStyle::Weak),
            _ => Cell::styled(shown.standing.as_str(), CellStyle::Status(shown.status)),
        }
    }
}

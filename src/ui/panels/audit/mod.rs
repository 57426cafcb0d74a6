//! The audit trail: who did what when, each entry with its differences; the chain verified in one click, its head
//! taken elsewhere and held against it later.

mod filter;
mod reading;

use chrono::NaiveDate;
use eframe::egui::{self, Context, Frame, Margin, Panel, RichText, ScrollArea, Ui};

use self::reading::{Line, Page, Verified, gather, verify};
use crate::desk::{TrailFilter, TrailHead, civil_midnight};
use crate::model::{Problem, RecordId};
use crate::store::audit::Verb;
use crate::ui::icons;
use crate::ui::jobs::{Job, Loaded, Poll};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::section::{caption, screen_title};
use crate::ui::widgets::selection::RowId;
use crate::ui::widgets::table::{Cell, CellStyle, Column, Table, TableSource, TableState};
use crate::ui::workplace::{Request, Workplace, sentence};

/// Entries read at a time.
const PAGE: usize = 1000;

/// The audit trail.
#[derive(Default)]
pub struct AuditScreen {
    page: Loaded<Page>,
    wanted: usize,
    by: Option<Option<RecordId>>,
    register: Option<&'static str>,
    verb: Option<Verb>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    table: TableState,
    verifying: Option<Job<Result<Verified, Problem>>>,
    verified: Option<Verified>,
    noted_head: String,
}

impl AuditScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.page.invalidate();
    }

    /// The filter as it is set.
    pub fn filter(&self) -> TrailFilter {
        let end = self.until.and_then(|day| day.succ_opt());
        TrailFilter {
            by: self.by,
            register: self.register,
            verb: self.verb,
            from: self.from.map(civil_midnight),
            until: end.map(civil_midnight),
        }
    }

    /// The head of the chain when it was verified last.
    pub fn head(&self) -> Option<TrailHead> {
        self.verified.as_ref().and_then(|verified| verified.head)
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let language = ctx.language();
        let (filter, wanted) = (self.filter(), self.wanted.max(PAGE));
        // A refusal is told in the place of the trail.
        let problem = self.page.refresh(|| {
            workplace.ask(ctx, "audit", move |reader, progress| {
                gather(reader, &filter, wanted, language, &mut |done| progress.report(done, 0))
            })
        });
        let problem = problem.1.filter(|problem| !matches!(problem, Problem::Denied(_)));
        let verified = match self.verifying.as_ref().map(Job::poll) {
            None | Some(Poll::Busy) => return problem,
            Some(Poll::Lost) => None,
            Some(Poll::Ready(result)) => Some(result),
        };
        self.verifying = None;
        match verified {
            Some(Ok(verified)) => self.verified = Some(verified),
            Some(Err(refused)) => return Some(refused),
            None => {}
        }
        problem
    }

    /// Draws the trail.
    pub fn ui(&mut self, ui: &mut Ui, workplace: &Workplace, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        if let Some(refused @ Problem::Denied(_)) = self.page.failure() {
            screen_title(ui, language.text("nav.audit"), |_| {});
            empty_state(ui, icons::LOCK, &sentence(refused, language, None), None);
            return;
        }
        screen_title(ui, language.text("nav.audit"), |ui| {
            let busy = self.verifying.is_some();
            ui.add_enabled_ui(!busy, |ui| {
                if ui.primary_button((icons::SHIELD, language.text("audit.verify"))).clicked() {
                    self.verifying = Some(verify(ui.ctx(), workplace, &self.noted_head));
                }
            });
            if ui.quiet_button((icons::EXPORT, language.text("audit.export"))).clicked() {
                requests.push(Request::ExportAudit(self.filter()));
            }
        });
        ui.add_space(tokens.grid);
        if self.filter_row(ui, workplace.today()) {
            self.wanted = PAGE;
            self.table.scroll_to_top();
            self.page.invalidate();
        }
        ui.add_space(tokens.grid);
        self.verified_ui(ui, requests);
        // As long as nothing is chosen, the list has the room.
        if self.chosen().is_some() {
            Panel::bottom("audit detail")
                .frame(bare())
                .resizable(true)
                .default_size(220.0)
                .min_size(160.0)
                .show(ui, |ui| self.detail(ui, requests));
        } else {
            Panel::bottom("audit hint")
                .frame(bare())
                .show(ui, |ui| caption(ui, language.text("audit.choose")));
        }
        self.table_ui(ui);
    }

    fn verified_ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        ui.horizontal_wrapped(|ui| {
            let label = ui.label(RichText::new(language.text("audit.noted_head")).color(tokens.text_weak));
            let edit = egui::TextEdit::singleline(&mut self.noted_head)
                .hint_text(language.text("audit.noted_head_hint"))
                .desired_width(320.0);
            ui.add(edit).labelled_by(label.id);
            if self.verifying.is_some() {
                ui.label(RichText::new(language.text("audit.verifying")).color(tokens.text_weak));
            }
        });
        let Some(verified) = &self.verified else { return };
        let status = if verified.sound { Status::Done } else { Status::Overdue };
        ui.horizontal_wrapped(|ui| {
            ui.chip(&verified.sentence.in_language(language), Some(status));
            if let Some(head) = &verified.head {
                ui.label(RichText::new(head.to_string()).monospace().small());
                if ui.icon_button(icons::COPY, language.text("audit.copy_head"), None).clicked() {
                    requests.push(Request::Copy(head.to_string()));
                }
                if ui.quiet_button(language.text("audit.save_head")).clicked() {
                    requests.push(Request::SaveAuditHead(*head));
                }
            }
        });
        ui.add_space(tokens.grid);
    }

    fn table_ui(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let Some(page) = self.page.value() else {
            ui.label(RichText::new(language.text("list.reading")).color(ui.tokens().text_weak));
            return;
        };
        let more = page.more;
        if more {
            Panel::bottom("audit more").frame(bare()).show(ui, |ui| {
                if ui.quiet_button(language.text("audit.older")).clicked() {
                    self.wanted = self.wanted.max(PAGE).saturating_add(PAGE);
                    self.page.invalidate();
                }
            });
        }
        let Some(page) = self.page.value() else { return };
        let columns = [
            Column::new("number", language.text("audit.number"), 72.0).numeric().unsorted(),
            Column::new("when", language.text("audit.when"), 140.0).unsorted(),
            Column::new("who", language.text("audit.who"), 120.0).unsorted(),
            Column::new("verb", language.text("audit.what"), 124.0).unsorted(),
            Column::new("record", language.text("audit.register"), 110.0).unsorted(),
            Column::new("title", language.text("audit.record"), 174.0).unsorted(),
            Column::new("brief", language.text("audit.changes"), 260.0).grows().unsorted(),
        ];
        let mut empty = |ui: &mut Ui| {
            empty_state(ui, icons::AUDIT, language.text("audit.nothing"), None);
        };
        let lines = Lines(&page.lines);
        let table = Table::new(language.text("nav.audit"), &columns, &lines);
        let shown = table.empty(&mut empty).show(ui, &mut self.table);
        // What is told of it below must not cover it.
        if shown.selection_changed
            && let Some(row) = self.table.selection.single()
        {
            self.table.reveal(row);
        }
    }

    fn chosen(&self) -> Option<&Line> {
        let row = self.table.selection.single()?;
        self.page.value()?.lines.iter().find(|line| RowId::from(line.number) == row)
    }

    fn detail(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let Some(line) = self.chosen() else { return };
        ui.set_min_height(ui.available_height());
        ui.horizontal(|ui| {
            let title = format!("{} · {} · {}", line.verb, line.record, line.title);
            ui.add(egui::Label::new(RichText::new(title).strong()).truncate());
            if ui.quiet_button(language.text("audit.open_record")).clicked() {
                requests.push(Request::Open(line.selected));
            }
        });
        let reason = Some(&line.reason).filter(|reason| !reason.is_empty());
        let told = [Some(&line.when), Some(&line.who), reason].into_iter().flatten();
        caption(ui, &told.map(String::as_str).collect::<Vec<_>>().join(" · "));
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            egui_extras::TableBuilder::new(ui)
                .id_salt("audit changes")
                .striped(false)
                .column(egui_extras::Column::initial(160.0).at_least(80.0))
                .column(egui_extras::Column::remainder().at_least(120.0))
                .column(egui_extras::Column::remainder().at_least(120.0))
                .header(tokens.row, |mut header| {
                    for key in ["audit.field", "audit.before", "audit.after"] {
                        header.col(|ui| {
                            ui.label(RichText::new(language.text(key)).color(tokens.text_weak));
                        });
                    }
                })
                .body(|body| {
                    body.rows(tokens.row, line.changes.len(), |mut row| {
                        let Some(sides) = line.changes.get(row.index()) else { return };
                        for text in sides {
                            row.col(|ui| {
                                ui.add(egui::Label::new(text).truncate());
                            });
                        }
                    });
                });
        });
    }
}

/// What stands below the list begins where the list does.
fn bare() -> Frame {
    Frame::new().inner_margin(Margin::symmetric(0, 4))
}

struct Lines<'a>(&'a [Line]);

impl TableSource for Lines<'_> {
    fn row_count(&self) -> usize {
        self.0.len()
    }

    fn row_id(&self, index: usize) -> RowId {
        self.0.get(index).map_or(0, |line| RowId::from(line.number))
    }

    fn cell(&self, index: usize, key: &str) -> Cell<'_> {
        let Some(line) = self.0.get(index) else { return Cell::default() };
        match key {
            "number" => Cell::styled(line.number.to_string(), CellStyle::Weak),
            "when" => Cell::plain(line.when.as_str()),
            "who" => Cell::plain(line.who.as_str()),
            "record" => Cell::styled(line.record, CellStyle::Weak),
            "title" => Cell::plain(line.title.as_str()),
            "brief" => Cell::styled(line.brief.as_str(), CellStyle::Weak),
            "verb" => Cell::plain(line.verb.as_str()),
            _ => Cell::default(),
        }
    }
}

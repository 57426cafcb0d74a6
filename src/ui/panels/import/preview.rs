//! What an import would do: how many records, and every row that stands in its way.

use std::sync::Arc;

use eframe::egui::{Align, Label, Layout, RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::{ImportOrder, OFFICE};
use crate::desk::{Office, Session};
use crate::exchange::{ImportOptions, ImportReport, import_office, import_sheet, targets};
use crate::model::Problem;
use crate::text::Language;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::field_edit::error_line;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::{caption, section_title};

/// More problems than this are counted, not listed.
const MOST_PROBLEMS: usize = 2000;

/// A problem as it is listed.
struct Line {
    line: String,
    field: String,
    reason: String,
}

/// What would happen, in words.
pub(in crate::ui::panels) struct Preview {
    pub(in crate::ui::panels) does_something: bool,
    counts: Vec<(Status, String)>,
    problems: Vec<Line>,
    more: Option<String>,
}

impl Preview {
    /// A report in words; fields are called as `name` says.
    pub(in crate::ui::panels) fn of(
        report: &ImportReport,
        name: &dyn Fn(&str) -> String,
        language: Language,
    ) -> Self {
        let counts = [
            (Status::Done, "import_screen.created", report.created),
            (Status::DueSoon, "import_screen.updated", report.updated),
            (Status::Neutral, "import_screen.unchanged", report.unchanged),
            (Status::Overdue, "import_screen.skipped", report.skipped),
        ];
        let counts = counts
            .map(|(status, key, count)| (status, language.fill(key, &[("count", &count.to_string())])))
            .to_vec();
        let told = || report.problems.iter().chain(&report.notes);
        let problems = told()
            .take(MOST_PROBLEMS)
            .map(|problem| Line {
                line: problem.place(),
                field: problem.field.as_deref().map(name).unwrap_or_default(),
                reason: problem.message.in_language(language),
            })
            .collect();
        let more = told().count().checked_sub(MOST_PROBLEMS).filter(|more| *more > 0);
        let more = more.map(|more| language.fill("import_screen.more", &[("count", &more.to_string())]));
        Self { does_something: report.created + report.updated > 0, counts, problems, more }
    }

    /// Draws the counts, one beside the other.
    pub(in crate::ui::panels) fn counts_ui(&self, ui: &mut Ui) {
        for (status, text) in &self.counts {
            lamp(ui, *status, text);
            ui.add_space(ui.tokens().gap);
        }
    }

    /// Draws what stands in the way, and what has no place here.
    pub(in crate::ui::panels) fn problems_ui(&self, ui: &mut Ui) {
        let tokens = ui.tokens();
        let language = ui.language();
        if let Some(more) = &self.more {
            caption(ui, more);
        }
        TableBuilder::new(ui)
            .id_salt("import problems")
            .column(Column::initial(70.0).clip(true))
            .column(Column::initial(150.0).clip(true))
            .column(Column::remainder().clip(true))
            .auto_shrink(false)
            .header(tokens.row, |mut header| {
                for key in ["import_screen.line", "import_screen.field", "import_screen.reason"] {
                    header.col(|ui| {
                        caption(ui, language.text(key));
                    });
                }
            })
            .body(|body| {
                body.rows(tokens.row, self.problems.len(), |mut row| {
                    let Some(problem) = self.problems.get(row.index()) else { return };
                    for (text, is_weak) in
                        [(&problem.line, true), (&problem.field, false), (&problem.reason, false)]
                    {
                        row.col(|ui| {
                            let color = if is_weak { tokens.text_weak } else { tokens.text };
                            ui.add(Label::new(RichText::new(text).color(color)).truncate())
                                .on_hover_text(text);
                        });
                    }
                });
            });
    }

    /// How many lines tell what stands in the way, or has no place here.
    pub(in crate::ui::panels) fn lines(&self) -> usize {
        self.problems.len()
    }

    /// Whether nothing stands in the way.
    pub(in crate::ui::panels) fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Tries the import and changes nothing.
pub(super) fn read(
    office: &Office,
    session: &Arc<Session>,
    order: &ImportOrder,
    language: Language,
) -> Result<Preview, Problem> {
    let is_office = order.layout == OFFICE;
    let options = ImportOptions {
        mapping: if is_office { Vec::new() } else { order.mapping.clone() },
        every_row: order.every_row.clone(),
        dry_run: true,
        language,
        ..ImportOptions::default()
    };
    let report = match order.layout {
        OFFICE => import_office(office, session, &order.path, &options, &|_, _| true)?,
        layout => import_sheet(office, session, layout, &order.sheet, &options, &|_, _| true)?,
    };
    let names = targets(order.layout);
    let labels: Vec<_> = crate::records::RECORDS.iter().flat_map(|of| of.fields()).collect();
    let name = |key: &str| {
        let known = names.iter().find(|(known, _)| *known == key).map(|(_, text)| *text);
        let known = known.or_else(|| labels.iter().find(|field| field.key == key).map(|field| field.label));
        known.map_or_else(|| key.to_owned(), |text| language.text(text).to_owned())
    };
    Ok(Preview::of(&report, &name, language))
}

/// Draws the counts and the problems, and whether one keeps all rows out.
pub(super) fn ui(ui: &mut Ui, preview: &Preview, strict: &mut bool) {
    let language = ui.language();
    section_title(ui, language.text("import_screen.preview"));
    ui.horizontal(|ui| {
        preview.counts_ui(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.checkbox(strict, language.text("import_screen.strict"));
        });
    });
    ui.add_space(ui.tokens().grid);
    if preview.is_sound() {
        caption(ui, language.text("import_screen.no_problems"));
        return;
    }
    if *strict && preview.does_something {
        error_line(ui, language.text("import_screen.refused"));
    }
    preview.problems_ui(ui);
}

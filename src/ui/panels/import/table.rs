//! The table of columns: title, some values, and what the column holds.

use eframe::egui::{Align, Label, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo};
use egui_extras::{Column, TableBuilder};

use super::Opened;
use crate::exchange::{OfficeSheet, Sheet, Target};
use crate::ui::icons;
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;

/// Values shown of each column.
const EXAMPLES: usize = 3;

/// Rows looked at for them.
const LOOKED_AT: usize = 50;

/// Some values of each column.
pub(super) fn examples(sheet: &Sheet) -> Vec<String> {
    (0..sheet.columns.len())
        .map(|column| {
            let cells = sheet.rows.iter().take(LOOKED_AT).map(|row| row.cell(column));
            cells.filter(|cell| !cell.is_empty()).take(EXAMPLES).collect::<Vec<_>>().join(" · ")
        })
        .collect()
}

/// Draws the table; gives a column that is to hold something else.
pub(super) fn columns_ui(
    ui: &mut Ui,
    opened: &Opened,
    targets: &[Target],
) -> Option<(usize, Option<&'static str>)> {
    let tokens = ui.tokens();
    let language = ui.language();
    let mut changed = None;
    let row_height = tokens.control + tokens.grid;
    TableBuilder::new(ui)
        .id_salt("import columns")
        .vscroll(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::initial(200.0).at_least(120.0).clip(true))
        .column(Column::initial(300.0).at_least(120.0).clip(true))
        .column(Column::remainder().at_least(160.0).clip(true))
        .header(tokens.row, |mut header| {
            for key in ["import_screen.column", "import_screen.examples", "import_screen.holds"] {
                header.col(|ui| {
                    caption(ui, language.text(key));
                });
            }
        })
        .body(|body| {
            body.rows(row_height, opened.sheet.columns.len(), |mut row| {
                let place = row.index();
                let Some(title) = opened.sheet.columns.get(place) else { return };
                row.col(|ui| {
                    ui.add(Label::new(if title.is_empty() { "—" } else { title }).truncate());
                });
                row.col(|ui| {
                    let examples = opened.examples.get(place).map_or("", String::as_str);
                    ui.add(Label::new(RichText::new(examples).color(tokens.text_weak)).truncate());
                });
                row.col(|ui| {
                    let current = opened.columns.get(place).copied().flatten();
                    if let Some(key) = holds_ui(ui, title, current, targets) {
                        changed = Some((place, key));
                    }
                });
            });
        });
    changed
}

/// Draws what a workbook or folder holds of an office.
pub(super) fn sheets_ui(ui: &mut Ui, sheets: &[OfficeSheet]) {
    let tokens = ui.tokens();
    let language = ui.language();
    TableBuilder::new(ui)
        .id_salt("import sheets")
        .vscroll(false)
        .column(Column::initial(240.0).at_least(120.0).clip(true))
        .column(Column::initial(240.0).at_least(120.0).clip(true))
        .column(Column::exact(96.0))
        .header(tokens.row, |mut header| {
            for key in ["import_screen.sheet", "import_screen.into"] {
                header.col(|ui| {
                    caption(ui, language.text(key));
                });
            }
            header.col(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    caption(ui, language.text("import_screen.rows"));
                });
            });
        })
        .body(|body| {
            body.rows(tokens.row, sheets.len(), |mut row| {
                let Some(sheet) = sheets.get(row.index()) else { return };
                row.col(|ui| {
                    ui.add(Label::new(&sheet.name).truncate());
                });
                row.col(|ui| {
                    let left_out =
                        RichText::new(language.text("import_screen.left_out")).color(tokens.text_weak);
                    match sheet.register {
                        Some(register) => ui.label(language.text(register_text(register))),
                        None => ui.label(left_out),
                    };
                });
                row.col(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(sheet.rows.to_string());
                    });
                });
            });
        });
}

fn holds_ui(
    ui: &mut Ui,
    title: &str,
    current: Option<&'static str>,
    targets: &[Target],
) -> Option<Option<&'static str>> {
    let language = ui.language();
    let tokens = ui.tokens();
    let nothing = language.text("import_screen.left_out");
    let label = targets.iter().find(|(key, _)| Some(*key) == current);
    let shown = label.map_or(nothing, |(_, text)| language.text(text));
    let color = if current.is_some() { tokens.text } else { tokens.text_weak };
    let mut chosen = None;
    let text = RichText::new(format!("{shown}  {}", icons::CHEVRON_DOWN)).color(color);
    let menu = ui.menu_button(text, |ui| {
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            if ui.selectable_label(current.is_none(), nothing).clicked() {
                chosen = Some(None);
                ui.close();
            }
            for (key, text) in targets {
                if ui.selectable_label(Some(*key) == current, language.text(text)).clicked() {
                    chosen = Some(Some(*key));
                    ui.close();
                }
            }
        });
    });
    menu.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("{title}: {shown}")));
    chosen
}

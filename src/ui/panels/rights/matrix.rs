//! One role at a time: a row a register, a column a right, the reach in the cell. What departs from the template is
//! marked, and says what the template has.

use std::sync::LazyLock;

use eframe::egui::{self, Align, Layout, Popup, RichText, ScrollArea, Ui};

use crate::desk::{
    GUARDED_LEVELS, RegisterGrant, Right, RoleBook, RoleEntry, RoleMatrix, level_field, template,
};
use crate::model::{Choice, Message};
use crate::records::RECORDS;
use crate::records::protection::{FieldRight, Reach};
use crate::text::Language;
use crate::ui::routes::register_text;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

static TEMPLATE: LazyLock<RoleBook> = LazyLock::new(template);

const ROLE_WIDTH: f32 = 150.0;
const NAME_WIDTH: f32 = 150.0;
const CELL_WIDTH: f32 = 66.0;
const HEADING: f32 = 40.0;

/// The matrix.
#[derive(Default)]
pub(super) struct MatrixView {
    /// Code of the role shown.
    chosen: String,
}

/// One cell: the field of the grant, what it holds, and what it could hold.
struct Cell {
    title: &'static str,
    field: &'static str,
    code: &'static str,
    text: &'static str,
    of_template: &'static str,
    options: &'static [(&'static str, &'static str)],
}

impl MatrixView {
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        matrix: &RoleMatrix,
        obstacle: Option<&Message>,
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        let tokens = ui.tokens();
        caption(ui, language.text("rights.legend"));
        if let Some(obstacle) = obstacle {
            caption(ui, &obstacle.in_language(language));
        }
        ui.add_space(tokens.gap);
        let known = matrix.book.role(&self.chosen).or_else(|| matrix.book.roles.first());
        let Some(role) = known else { return };
        let mut picked = None;
        ui.horizontal_top(|ui| {
            ScrollArea::vertical().id_salt("roles").auto_shrink([true, false]).show(ui, |ui| {
                ui.set_width(ROLE_WIDTH);
                ui.vertical(|ui| {
                    for other in &matrix.book.roles {
                        let name = role_name(other, language);
                        let name = if changes(other) > 0 { format!("{name} ●") } else { name };
                        let label = ui.selectable_label(other.id == role.id, name);
                        if label.clicked() {
                            picked = Some(other.code.clone());
                        }
                    }
                });
            });
            ui.add_space(tokens.gap);
            ScrollArea::both().id_salt("grants").auto_shrink(false).show(ui, |ui| {
                ui.vertical(|ui| self.grid(ui, matrix, role, obstacle.is_none(), requests));
            });
        });
        if let Some(code) = picked {
            self.chosen = code;
        }
    }

    fn grid(
        &self,
        ui: &mut Ui,
        matrix: &RoleMatrix,
        role: &RoleEntry,
        may_change: bool,
        requests: &mut Vec<Request>,
    ) {
        let language = ui.language();
        let tokens = ui.tokens();
        let nothing = RegisterGrant::nothing("");
        // Titles of one and of two lines stand on the line below them.
        ui.allocate_ui_with_layout(
            egui::vec2(ui.available_width(), HEADING),
            Layout::left_to_right(Align::Max),
            |ui| {
                ui.set_height(HEADING);
                ui.add_space(NAME_WIDTH + ui.spacing().item_spacing.x);
                for cell in cells(&nothing, &nothing) {
                    let heading = Layout::bottom_up(Align::Center);
                    ui.allocate_ui_with_layout(egui::vec2(CELL_WIDTH, HEADING), heading, |ui| {
                        ui.set_width(CELL_WIDTH);
                        let title = RichText::new(language.text(cell.title)).strong();
                        ui.add(egui::Label::new(title).wrap().halign(Align::Center));
                    });
                }
            },
        );
        ui.separator();
        let of_template = TEMPLATE.role(&role.code);
        for record_type in RECORDS {
            let register = record_type.name();
            let empty = RegisterGrant::nothing(register);
            let grant = role.grant(register).unwrap_or(&empty);
            let seed = of_template.and_then(|of_template| of_template.grant(register)).unwrap_or(&empty);
            let name = language.text(register_text(register));
            ui.push_id(register, |ui| {
                ui.horizontal(|ui| {
                    sized(ui, NAME_WIDTH, |ui| ui.label(name));
                    for cell in cells(grant, seed) {
                        let changed = of_template.is_some() && cell.text != cell.of_template;
                        let shown = if cell.code == "none" { "·" } else { language.text(cell.text) };
                        let mut text =
                            RichText::new(if changed { format!("{shown} ●") } else { shown.to_owned() });
                        text = match (changed, cell.code) {
                            (true, _) => text.color(tokens.accent_text).strong(),
                            (false, "none") => text.color(tokens.text_weak),
                            (false, _) => text,
                        };
                        ui.push_id(cell.field, |ui| {
                            let button = egui::Button::new(text)
                                .frame(false)
                                .min_size(egui::vec2(CELL_WIDTH, tokens.control));
                            let response = ui.add_enabled(may_change, button);
                            let title = language.text(cell.title);
                            let mut spoken = format!("{name} {title} {}", language.text(cell.text));
                            if changed {
                                let seed = language.text(cell.of_template);
                                let note = language.fill("rights.changed", &[("template", seed)]);
                                spoken = format!("{spoken} {note}");
                                response.clone().on_hover_text(note);
                            }
                            response.widget_info(|| {
                                egui::WidgetInfo::labeled(egui::Role::Button, may_change, &spoken)
                            });
                            Popup::menu(&response).show(|ui| {
                                for (code, text) in cell.options {
                                    if ui.selectable_label(*code == cell.code, language.text(text)).clicked()
                                        && *code != cell.code
                                    {
                                        let command = matrix.set(role, register, cell.field, code, language);
                                        requests.push(Request::Run(command));
                                    }
                                }
                            });
                        });
                    }
                });
            });
        }
    }
}

fn sized<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) {
    ui.allocate_ui(egui::vec2(width, ui.tokens().control), |ui| {
        ui.set_width(width);
        content(ui);
    });
}

/// The cells of a register: eight rights, three levels of fields.
fn cells(grant: &RegisterGrant, seed: &RegisterGrant) -> Vec<Cell> {
    let reach = |reach: Reach| Reach::SET.text_key(reach.code()).unwrap_or_default();
    let field = |right: FieldRight| FieldRight::SET.text_key(right.code()).unwrap_or_default();
    let rights = Right::ALL.iter().map(|right| Cell {
        title: right_title(*right),
        field: right.field(),
        code: grant.of(*right).code(),
        text: reach(grant.of(*right)),
        of_template: reach(seed.of(*right)),
        options: Reach::SET.options,
    });
    let levels = GUARDED_LEVELS.iter().zip(grant.levels.iter().zip(seed.levels)).map(
        |(level, (held, of_template))| Cell {
            title: level.text(),
            field: level_field(*level),
            code: held.code(),
            text: field(*held),
            of_template: field(of_template),
            options: FieldRight::SET.options,
        },
    );
    rights.chain(levels).collect()
}

/// The short name of a right, as the field of the grant is called.
fn right_title(right: Right) -> &'static str {
    let grants = crate::records::find("role_grant").map_or(&[][..], |of| of.fields());
    grants.iter().find(|field| field.key == right.field()).map_or(right.text(), |field| field.label)
}

/// The name of a role. One that the program brought along was written in the language of whoever made the office; as
/// long as nobody gave it another name, everybody reads it in their own.
fn role_name(role: &RoleEntry, language: Language) -> String {
    let of_template = TEMPLATE.role(&role.code).map(|of_template| of_template.name.as_str());
    let as_brought = of_template.filter(|key| {
        Language::ALL.iter().any(|other| other.translate(key).as_ref() == role.name) || *key == role.name
    });
    as_brought.map_or_else(|| role.name.clone(), |key| language.translate(key).into_owned())
}

/// How many registers of a role depart from the template.
fn changes(role: &RoleEntry) -> usize {
    let Some(of_template) = TEMPLATE.role(&role.code) else { return 0 };
    let registers = RECORDS.iter().map(|of| of.name());
    registers
        .filter(|register| {
            let empty = RegisterGrant::nothing(register);
            role.grant(register).unwrap_or(&empty) != of_template.grant(register).unwrap_or(&empty)
        })
        .count()
}

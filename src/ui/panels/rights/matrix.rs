//! One role at a time: a row a register, a column a right, the reach in the cell. What departs from the template is
//! marked, and says what the template has.

use std::sync::LazyLock;

use eframe::egui::{self, Align, Atom, Layout, Popup, Rect, RichText, ScrollArea, Ui, vec2};

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

const ROLE_WIDTH: f32 = 136.0;
const NAME_WIDTH: f32 = 148.0;
const CELL_WIDTH: f32 = 64.0;
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
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let selection = &mut ui.visuals_mut().selection;
                    (selection.bg_fill, selection.stroke.color) = (tokens.selected, tokens.accent_text);
                    for other in &matrix.book.roles {
                        let name = role_name(other, language);
                        let name = if changes(other) > 0 { format!("{name} ●") } else { name };
                        let button = egui::Button::selectable(other.id == role.id, (name, Atom::grow()));
                        if ui.add(button.min_size(vec2(ROLE_WIDTH, tokens.row)).truncate()).clicked() {
                            picked = Some(other.code.clone());
                        }
                    }
                });
            });
            ui.add_space(tokens.gap);
            ScrollArea::horizontal().id_salt("grants").auto_shrink(false).show(ui, |ui| {
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
        let tokens = ui.tokens();
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        // A cell that departs from the template is no wider than the others.
        ui.spacing_mut().button_padding.x = 2.0;
        headings(ui);
        // The headings stay while the registers pass below them.
        let rows = ScrollArea::vertical().id_salt("registers").auto_shrink(false);
        rows.show_rows(ui, tokens.row, RECORDS.len(), |ui, range| {
            for record_type in RECORDS.iter().skip(range.start).take(range.len()) {
                let line = Line { matrix, role, register: record_type.name(), may_change };
                ui.push_id(line.register, |ui| line.ui(ui, requests));
            }
        });
    }
}

/// Titles of one and of two lines stand on the line below them.
fn headings(ui: &mut Ui) {
    let nothing = RegisterGrant::nothing("");
    let size = vec2(ui.available_width(), HEADING);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Max), |ui| {
        ui.set_height(HEADING);
        ui.add_space(NAME_WIDTH);
        for cell in cells(&nothing, &nothing) {
            let heading = Layout::bottom_up(Align::Center);
            ui.allocate_ui_with_layout(vec2(CELL_WIDTH, HEADING), heading, |ui| {
                ui.set_width(CELL_WIDTH);
                let title = RichText::new(ui.language().text(cell.title)).strong();
                ui.add(egui::Label::new(title).wrap().halign(Align::Center));
            });
        }
    });
    ui.add_space(ui.tokens().grid);
    ui.separator();
}

/// What a role may do with one register.
struct Line<'a> {
    matrix: &'a RoleMatrix,
    role: &'a RoleEntry,
    register: &'static str,
    may_change: bool,
}

impl Line<'_> {
    fn ui(&self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let of_template = TEMPLATE.role(&self.role.code);
        let empty = RegisterGrant::nothing(self.register);
        let grant = self.role.grant(self.register).unwrap_or(&empty);
        let seed = of_template.and_then(|of_template| of_template.grant(self.register)).unwrap_or(&empty);
        let band = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), tokens.row));
        if ui.rect_contains_pointer(band) {
            ui.painter().rect_filled(band, tokens.radius, tokens.hover);
        }
        ui.horizontal(|ui| {
            let name = ui.language().text(register_text(self.register));
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(vec2(NAME_WIDTH, tokens.row), layout, |ui| {
                ui.set_width(NAME_WIDTH);
                ui.add_space(tokens.grid);
                ui.add(egui::Label::new(name).truncate());
            });
            for cell in cells(grant, seed) {
                let changed = of_template.is_some() && cell.text != cell.of_template;
                ui.push_id(cell.field, |ui| self.cell(ui, name, &cell, changed, requests));
            }
        });
    }

    fn cell(&self, ui: &mut Ui, name: &str, cell: &Cell, changed: bool, requests: &mut Vec<Request>) {
        let (language, tokens) = (ui.language(), ui.tokens());
        let shown = if cell.code == "none" { "·" } else { language.text(cell.text) };
        let mut text = RichText::new(if changed { format!("{shown} ●") } else { shown.to_owned() });
        text = match (changed, cell.code) {
            (true, _) => text.color(tokens.accent_text).strong(),
            (false, "none") => text.color(tokens.text_weak),
            (false, _) => text,
        };
        let size = vec2(CELL_WIDTH, tokens.row);
        let button = egui::Button::new(text).frame_when_inactive(false).min_size(size);
        let response = ui.add_enabled(self.may_change, button);
        let title = language.text(cell.title);
        let mut spoken = format!("{name} {title} {}", language.text(cell.text));
        if changed {
            let seed = language.text(cell.of_template);
            let note = language.fill("rights.changed", &[("template", seed)]);
            spoken = format!("{spoken} {note}");
            response.clone().on_hover_text(note);
        }
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, self.may_change, &spoken));
        Popup::menu(&response).show(|ui| {
            for (code, text) in cell.options {
                let chosen = *code == cell.code;
                if ui.selectable_label(chosen, language.text(text)).clicked() && !chosen {
                    let command = self.matrix.set(self.role, self.register, cell.field, code, language);
                    requests.push(Request::Run(command));
                }
            }
        });
    }
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

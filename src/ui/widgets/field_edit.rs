//! Labelled inputs: the label above, help and the error below, one function for each kind of value.
//!
//! Each returns the response of its input, `changed()` when the *value* changed. Numbers and dates change when the
//! user leaves the field or presses Enter, never while he types.

use chrono::NaiveDate;
use eframe::egui::{Button, Id, Margin, Response, RichText, Role, TextEdit, Ui, Widget as _, vec2};

use super::calendar::DayKind;
use super::date_edit::DateEdit;
use super::mark::paint_lamp;
use super::pick_box::{PickBox, Picked, Proposal, pick_box};
use super::rank::score;
use super::tags::{names_edit, tags_edit};
use crate::ui::icons;
use crate::ui::tokens::{Status, UiExt as _};

/// What is around an input.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    /// The label, which is also the accessible name.
    pub label: &'a str,
    /// Shown under the input while there is no error.
    pub help: &'a str,
    /// What is wrong with the value; empty when nothing is.
    pub error: &'a str,
    /// Whether it must be filled.
    pub required: bool,
    /// The rule by which it is only shown, told on hover; empty where it may change.
    pub fixed: &'a str,
}

impl<'a> Field<'a> {
    /// A field with a label only.
    pub fn new(label: &'a str) -> Self {
        Self { label, ..Self::default() }
    }

    /// Must be filled.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// It is only shown, by this rule.
    pub fn fixed(mut self, rule: &'a str) -> Self {
        self.fixed = rule;
        self
    }

    /// Adds a line of help.
    pub fn help(mut self, help: &'a str) -> Self {
        self.help = help;
        self
    }

    /// Adds what is wrong; empty for nothing.
    pub fn error(mut self, error: &'a str) -> Self {
        self.error = error;
        self
    }

    /// Draws the label, `input` (given the label to salt its id with), and the line below. `unclear` of the input is
    /// an error of its own ("not a date") and wins over `error`.
    pub fn show(&self, ui: &mut Ui, input: impl FnOnce(&mut Ui) -> (Response, String)) -> Response {
        let tokens = ui.tokens();
        ui.push_id(("field", self.label), |ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = tokens.grid;
                let label = ui
                    .scope(|ui| {
                        // A row starts as high as a control; a label is lower.
                        ui.spacing_mut().interact_size.y = tokens.small;
                        ui.horizontal(|ui| self.label_line(ui)).inner
                    })
                    .inner;
                let error_known = !self.error.is_empty();
                let (response, unclear) = ui
                    .scope(|ui| {
                        if error_known {
                            let widgets = &mut ui.visuals_mut().widgets;
                            widgets.inactive.bg_stroke.color = tokens.overdue;
                            widgets.hovered.bg_stroke.color = tokens.overdue;
                        }
                        input(ui)
                    })
                    .inner;
                let error = if unclear.is_empty() { self.error } else { &unclear };
                ui.ctx().accesskit_node_builder(response.id, |node| {
                    if self.required && self.fixed.is_empty() {
                        node.set_required();
                    }
                    if !error.is_empty() {
                        node.set_invalid(eframe::egui::accesskit::Invalid::True);
                        node.set_description(error);
                    } else if !self.fixed.is_empty() {
                        node.set_read_only();
                        node.set_description(self.fixed);
                    } else if !self.help.is_empty() {
                        node.set_description(self.help);
                    }
                });
                if !error.is_empty() {
                    error_line(ui, error);
                } else if !self.help.is_empty() {
                    ui.label(RichText::new(self.help).small().color(tokens.text_weak));
                }
                response.labelled_by(label.id)
            })
            .inner
        })
        .inner
    }
}

impl Field<'_> {
    fn label_line(&self, ui: &mut Ui) -> Response {
        let tokens = ui.tokens();
        ui.spacing_mut().item_spacing.x = tokens.grid;
        let label = ui.label(RichText::new(self.label).small().color(tokens.text_weak));
        if !self.fixed.is_empty() {
            let lock = ui.label(RichText::new(icons::LOCK).small().color(tokens.text_weak));
            lock.on_hover_text(self.fixed);
        } else if self.required {
            ui.label(RichText::new("*").small().color(tokens.accent_text))
                .on_hover_text(ui.language().text("toolkit.required"));
        }
        label
    }
}

/// A line in red with the lamp of an error.
pub fn error_line(ui: &mut Ui, error: &str) -> Response {
    let tokens = ui.tokens();
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = tokens.small;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (rect, _) =
                ui.allocate_exact_size(eframe::egui::Vec2::splat(10.0), eframe::egui::Sense::hover());
            paint_lamp(ui.painter(), rect.center(), 8.0, Status::Overdue, tokens.overdue);
            let response = ui.label(RichText::new(error).small().color(tokens.overdue));
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_live(eframe::egui::accesskit::Live::Polite);
            });
            response
        })
        .inner
    })
    .inner
}

/// The width of inputs that fill their column.
pub(super) fn full_width(ui: &Ui) -> f32 {
    ui.available_width().min(600.0)
}

fn single_line<'t>(ui: &Ui, text: &'t mut String) -> TextEdit<'t> {
    TextEdit::singleline(text)
        .desired_width(full_width(ui))
        .margin(Margin { left: 8, right: 8, top: 2, bottom: 2 })
        .align(eframe::egui::Align2::LEFT_CENTER)
}

/// One line of text.
pub fn text_field(ui: &mut Ui, field: &Field<'_>, value: &mut String) -> Response {
    field.show(ui, |ui| (single_line(ui, value).ui(ui), String::new()))
}

/// The path of a file or folder, typed or chosen: `choose` stands on the button beside it. The second answer is whether
/// that was pressed.
pub fn path_field(ui: &mut Ui, field: &Field<'_>, value: &mut String, choose: &str) -> (Response, bool) {
    const BUTTON: f32 = 92.0;
    let mut pressed = false;
    let response = field.show(ui, |ui| {
        let width = full_width(ui) - BUTTON - ui.spacing().item_spacing.x;
        let row = ui.horizontal(|ui| {
            let edit = single_line(ui, value).desired_width(width).ui(ui);
            let button = Button::new((icons::FOLDER, choose)).min_size(vec2(BUTTON, ui.tokens().control));
            pressed = ui.add(button).clicked();
            edit
        });
        (row.inner, String::new())
    });
    (response, pressed)
}

/// Several lines of text.
pub fn long_text_field(ui: &mut Ui, field: &Field<'_>, value: &mut String, rows: usize) -> Response {
    field.show(ui, |ui| {
        let edit = TextEdit::multiline(value)
            .desired_width(full_width(ui))
            .desired_rows(rows)
            .margin(Margin { left: 8, right: 8, top: 4, bottom: 4 });
        (edit.ui(ui), String::new())
    })
}

/// What is typed into a field whose value is read when it is left.
#[derive(Clone, Default)]
struct Draft {
    text: String,
    editing: bool,
    error: String,
}

/// A number, an amount of money, a time: anything with a written form, read by `parse` when the user leaves the field
/// or presses Enter. What cannot be read stays in the field with `parse`'s error below, and the value stays as it was.
pub fn parsed_field<T: PartialEq>(
    ui: &mut Ui,
    field: &Field<'_>,
    value: &mut T,
    format: impl Fn(&T) -> String,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Response {
    field.show(ui, |ui| {
        let id: Id = ui.make_persistent_id("parsed");
        let mut draft: Draft = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        if !draft.editing && draft.error.is_empty() {
            draft.text = format(value);
        }
        let edit = TextEdit::singleline(&mut draft.text)
            .id(id)
            .desired_width(full_width(ui).min(200.0))
            .margin(Margin { left: 8, right: 8, top: 2, bottom: 2 })
            .align(eframe::egui::Align2::RIGHT_CENTER);
        let mut response = edit.ui(ui);
        draft.editing |= response.changed();
        let mut changed = false;
        if response.lost_focus() && draft.editing {
            draft.editing = false;
            match parse(draft.text.trim()) {
                Ok(read) => {
                    draft.error.clear();
                    changed = read != *value;
                    *value = read;
                }
                Err(error) => draft.error = error,
            }
        }
        let error = draft.error.clone();
        ui.data_mut(|data| data.insert_temp(id, draft));
        response.flags.set(eframe::egui::response::Flags::CHANGED, changed);
        (response, error)
    })
}

/// A date; `today` and the kinds of days come from the caller.
pub fn date_field(
    ui: &mut Ui,
    field: &Field<'_>,
    value: &mut Option<NaiveDate>,
    today: NaiveDate,
    kind: &dyn Fn(NaiveDate) -> DayKind,
) -> Response {
    field.show(ui, |ui| {
        let date = DateEdit::new(value, today).day_kind(kind).show(ui, "input");
        let error = if date.unclear { ui.language().text("toolkit.date_unclear") } else { "" };
        (date.response, error.to_owned())
    })
}

/// One of some choices, found by typing; `value` is the place of the chosen one.
pub fn choice_field(ui: &mut Ui, field: &Field<'_>, value: &mut Option<usize>, choices: &[&str]) -> Response {
    field.show(ui, |ui| {
        let chosen = value.and_then(|place| choices.get(place)).copied().unwrap_or_default();
        let look = PickBox { id_salt: "choice", chosen, hint: "", width: full_width(ui).min(280.0) };
        let (response, picked) = pick_box(ui, look, |query| {
            let mut found: Vec<(u32, Proposal)> = choices
                .iter()
                .enumerate()
                .filter_map(|(place, title)| {
                    let rank = score(query, [*title])?;
                    Some((rank, (u128::try_from(place).ok()?, (*title).to_owned(), String::new())))
                })
                .collect();
            found.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
            found.into_iter().map(|(_, proposal)| proposal).collect()
        });
        match picked {
            Some(Picked::One((place, _, _))) => *value = usize::try_from(place).ok(),
            Some(Picked::Nothing) => *value = None,
            None => {}
        }
        (response, String::new())
    })
}

/// Yes, or not yet: an empty box asks, and does not say no.
pub fn flag_field(ui: &mut Ui, field: &Field<'_>, value: &mut bool) -> Response {
    field.show(ui, |ui| (ui.checkbox(value, ui.language().text("toolkit.yes")), String::new()))
}

/// A link to a record: its id and the title shown. `propose` is asked only when the text changes.
pub fn link_field(
    ui: &mut Ui,
    field: &Field<'_>,
    value: &mut Option<(u128, String)>,
    hint: &str,
    propose: impl Fn(&str) -> Vec<Proposal>,
) -> Response {
    field.show(ui, |ui| {
        let chosen = value.as_ref().map(|(_, title)| title.clone()).unwrap_or_default();
        let look = PickBox { id_salt: "link", chosen: &chosen, hint, width: full_width(ui) };
        let (response, picked) = pick_box(ui, look, propose);
        match picked {
            Some(Picked::One((id, title, _))) => *value = Some((id, title)),
            Some(Picked::Nothing) => *value = None,
            None => {}
        }
        (response, String::new())
    })
}

/// Tags.
pub fn tags_field(ui: &mut Ui, field: &Field<'_>, value: &mut Vec<String>) -> Response {
    field.show(ui, |ui| (tags_edit(ui, "tags", value), String::new()))
}

/// Tags that are names of records.
pub fn names_field(
    ui: &mut Ui,
    field: &Field<'_>,
    value: &mut Vec<String>,
    hint: &str,
    propose: impl Fn(&str) -> Vec<Proposal>,
) -> Response {
    field.show(ui, |ui| (names_edit(ui, hint, value, propose), String::new()))
}

/// A value that may be read and not changed, shown where its input would be.
pub fn read_only_field(ui: &mut Ui, field: &Field<'_>, value: &str) -> Response {
    field.show(ui, |ui| {
        let shown = if value.is_empty() { "—" } else { value };
        let response = ui.add(eframe::egui::Label::new(shown).wrap().selectable(true));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_role(Role::Label));
        let response = if field.fixed.is_empty() { response } else { response.on_hover_text(field.fixed) };
        (response, String::new())
    })
}

//! Fields that a foreign file does not have and that are the same for all of it: the version of a budget, say.

use eframe::egui::{TextEdit, Ui};

use super::Opened;
use crate::model::{Field, Kind};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::section::caption;

/// The fields that may be said once for all rows: those that put records into groups, as far as no column holds them.
pub(super) fn fields(opened: &Opened) -> impl Iterator<Item = &'static Field> {
    let record_type = crate::records::find(opened.layout);
    let all = record_type.map(|of| of.fields()).unwrap_or_default();
    let is_asked = |field: &&'static Field| {
        let groups = matches!(field.kind, Kind::Link(_) | Kind::Choice(_) | Kind::State(_));
        groups && (field.filter || field.required) && !field.read_only
    };
    let columns = opened.columns.clone();
    all.iter().filter(is_asked).filter(move |field| !columns.contains(&Some(field.key)))
}

/// About as wide as a field with its name is, and as high as a row of them.
const EACH: f32 = 250.0;
const ROW: f32 = 36.0;

/// About how high they are, so that what stands above leaves them their room.
pub(super) fn height(ui: &Ui, opened: &Opened) -> f32 {
    let in_a_row = (ui.available_width() / EACH).floor().max(1.0);
    let asked = f32::from(u16::try_from(fields(opened).count()).unwrap_or(u16::MAX));
    if asked > 0.0 { (asked / in_a_row).ceil() * ROW + ROW } else { 0.0 }
}

/// Draws them; tells whether one was changed.
pub(super) fn ui(ui: &mut Ui, opened: &mut Opened) -> bool {
    let asked: Vec<&'static Field> = fields(opened).collect();
    if asked.is_empty() {
        return false;
    }
    let tokens = ui.tokens();
    let language = ui.language();
    let mut changed = false;
    ui.add_space(tokens.gap);
    caption(ui, language.text("import_screen.every_row"));
    ui.horizontal_wrapped(|ui| {
        for field in asked {
            let said = opened.every_row.entry(field.key).or_default();
            let name = language.text(field.label);
            // A field goes to the next row together with its name.
            if ui.available_size_before_wrap().x < EACH {
                ui.end_row();
                ui.set_row_height(tokens.control);
            }
            let label = ui.label(if field.required { format!("{name} *") } else { name.to_owned() });
            let options = field.kind.options();
            if options.is_empty() {
                let edit = TextEdit::singleline(said).desired_width(150.0);
                changed |= ui.add(edit).labelled_by(label.id).changed();
            } else {
                let chosen = options.iter().find(|(code, _)| code == said);
                let shown = chosen.map_or("—", |(_, text)| language.text(text));
                let before = said.clone();
                let combo = combo(field.key, shown).show_ui(ui, |ui| {
                    ui.selectable_value(said, String::new(), "—");
                    for (code, text) in &options {
                        ui.selectable_value(said, (*code).to_owned(), language.text(text));
                    }
                });
                combo.response.labelled_by(label.id);
                changed |= *said != before;
            }
            ui.add_space(tokens.gap);
        }
    });
    changed
}

//! A record that is made for a link to name it, with what is known of it from the record that names it: a box for an item.

use std::collections::BTreeMap;

use eframe::egui::Ui;

use crate::desk::Values;
use crate::model::{Kind, RecordId, RecordType};
use crate::ui::icons;
use crate::ui::panels::list::row_id;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;

/// A record that is made with the one that names it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Making {
    pub(super) register: &'static str,
    pub(super) id: RecordId,
    pub(super) values: Values,
}

impl Making {
    /// What can be made for the links of a register, by what is known of each.
    pub(super) fn all(
        record_type: &dyn RecordType,
        known: BTreeMap<&'static str, Values>,
    ) -> BTreeMap<&'static str, Self> {
        let making = |(field, values): (&'static str, Values)| match record_type.field(field)?.1.kind {
            Kind::Link(register) => Some((field, Self { register, id: RecordId::generate(), values })),
            _ => None,
        };
        known.into_iter().filter_map(making).collect()
    }
}

/// Draws the button that lets the link name it; whether it was pressed.
pub(super) fn making_ui(ui: &mut Ui, making: &Making, link: &mut Option<(u128, String)>) -> bool {
    let language = ui.language();
    let name = crate::records::find(making.register).map_or("", |of| language.text(of.text()));
    let text = language.fill("form.new_title", &[("record", &language.within(name))]);
    let is_named = link.as_ref().is_some_and(|(id, _)| *id == row_id(making.id));
    let is_pressed = !is_named && ui.quiet_button((icons::ADD, text.as_str())).clicked();
    if is_pressed {
        *link = Some((row_id(making.id), text));
    }
    is_pressed
}

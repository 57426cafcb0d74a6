//! By whom, of what, what was done, and when. Whom and what are found by typing: an office has many of both.

use chrono::NaiveDate;
use eframe::egui::{Role, Ui, WidgetInfo};

use super::AuditScreen;
use crate::desk::verb_text;
use crate::model::RecordType;
use crate::records::RECORDS;
use crate::rules::search_text::{matches, search_key};
use crate::store::audit::Verb;
use crate::ui::icons;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::calendar::DayKind;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::pick_box::{PickBox, Picked, pick_box};

/// Width of a box in points.
const BOX: f32 = 168.0;

impl AuditScreen {
    /// Draws the filter; whether it changed.
    pub(super) fn filter_row(&mut self, ui: &mut Ui, today: NaiveDate) -> bool {
        let language = ui.language();
        let before = self.filter();
        ui.horizontal_wrapped(|ui| {
            let actors = self.page.value().map_or(&[][..], |page| &page.actors);
            let names: Vec<&str> = actors.iter().map(|(_, name)| name.as_str()).collect();
            let place = self.by.and_then(|by| actors.iter().position(|(id, _)| *id == by));
            match pick(ui, "audit.anybody", &names, place) {
                Some(Some(place)) => self.by = actors.get(place).map(|(by, _)| *by),
                Some(None) => self.by = None,
                None => {}
            }
            let names: Vec<&str> = RECORDS.iter().map(|of| language.text(of.text())).collect();
            let place = self.register.and_then(|name| RECORDS.iter().position(|of| of.name() == name));
            match pick(ui, "audit.any_register", &names, place) {
                Some(Some(place)) => self.register = RECORDS.get(place).map(|of| RecordType::name(*of)),
                Some(None) => self.register = None,
                None => {}
            }
            let shown = self.verb.map_or("audit.any_verb", verb_text);
            ui.menu_button(format!("{} {}", icons::AUDIT, language.text(shown)), |ui| {
                if ui.selectable_label(self.verb.is_none(), language.text("audit.any_verb")).clicked() {
                    self.verb = None;
                }
                for verb in Verb::ALL {
                    if ui.selectable_label(self.verb == Some(verb), language.text(verb_text(verb))).clicked()
                    {
                        self.verb = Some(verb);
                    }
                }
            });
            let label = ui.label(language.text("audit.from"));
            let from = DateEdit::new(&mut self.from, today).day_kind(&|_| DayKind::Ordinary).width(120.0);
            from.show(ui, "audit from").response.labelled_by(label.id);
            let label = ui.label(language.text("audit.until"));
            let until = DateEdit::new(&mut self.until, today).day_kind(&|_| DayKind::Ordinary).width(120.0);
            until.show(ui, "audit until").response.labelled_by(label.id);
        });
        self.filter() != before
    }
}

/// One of several names, or none of them, of which `any` is the key; `None` while nothing is chosen anew.
fn pick(ui: &mut Ui, any: &'static str, names: &[&str], place: Option<usize>) -> Option<Option<usize>> {
    let hint = ui.language().text(any);
    let chosen = place.and_then(|place| names.get(place)).copied().unwrap_or_default();
    let (response, picked) = pick_box(ui, PickBox { id_salt: any, chosen, hint, width: BOX }, |query| {
        let named = names.iter().zip(0_u128..);
        let found = named.filter(|(name, _)| query.is_empty() || matches(&search_key(name), query));
        found.map(|(name, place)| (place, (*name).to_owned(), String::new())).collect()
    });
    let spoken = if chosen.is_empty() { hint } else { chosen };
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, spoken));
    match picked? {
        Picked::One((place, _, _)) => Some(usize::try_from(place).ok()),
        Picked::Nothing => Some(None),
    }
}

//! What stands over a list: its actions, its filters, its choice of columns.

use eframe::egui::{self, Button, Color32, RichText, TextStyle, Ui};

use super::{ListScreen, unless};
use crate::desk::{FieldFilter, Which};
use crate::print::papers::printables_of;
use crate::ui::actions::Action;
use crate::ui::icons;
use crate::ui::routes::Route;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::search_box::search_box;
use crate::ui::workplace::Request;

impl ListScreen {
    /// Whether the buttons over the list have room for their words beside the whole title; else they show their icons
    /// and tell their words when the pointer rests on them.
    pub(super) fn words_fit(&self, ui: &Ui, title: &str) -> bool {
        /// What a button is wider than its words by: its icon, its margins and the space to the next one.
        const AROUND: f32 = 55.0;
        /// The recycle bin, and some space behind the title.
        const REST: f32 = 56.0;
        let language = ui.language();
        let width = |text: &str, style: TextStyle| {
            let font = style.resolve(ui.style());
            ui.painter().layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size().x
        };
        let has_papers = printables_of(self.record_type.name()).next().is_some();
        let keys = [
            Some("action.new"),
            Some("action.export"),
            Some("action.import"),
            has_papers.then_some("action.print"),
            self.record_type.workflow().is_some().then_some("list.board"),
        ];
        let buttons = keys.into_iter().flatten();
        let buttons = buttons.map(|key| width(language.text(key), TextStyle::Button) + AROUND).sum::<f32>();
        width(title, TextStyle::Heading) + buttons + REST < ui.available_width()
    }

    pub(super) fn head_buttons(&self, ui: &mut Ui, has_words: bool, requests: &mut Vec<Request>) {
        let language = ui.language();
        let register = self.record_type.name();
        if self.which == Which::Void {
            if ui.quiet_button(language.text("list.back_to_list")).clicked() {
                requests.push(Request::Go(Route::List(register)));
            }
            return;
        }
        let create = self.obstacles.create.as_deref();
        if create.is_some() {
            // Grey, with the rule that stands against it; nothing is the first thing to do here then.
            unless(ui, create, Button::new((icons::ADD, language.text("action.new"))));
        } else if ui.primary_button((icons::ADD, language.text("action.new"))).clicked() {
            requests.push(Request::New(register));
        }
        let quiet = |ui: &mut Ui, obstacle: Option<&str>, icon: &str, key: &'static str| {
            let text = language.text(key);
            if has_words {
                return unless(ui, obstacle, Button::new((icon, text)).frame_when_inactive(false));
            }
            let response = ui.add_enabled_ui(obstacle.is_none(), |ui| ui.icon_button(icon, text, None)).inner;
            match obstacle {
                Some(obstacle) => {
                    response.on_disabled_hover_text(obstacle);
                    false
                }
                None => response.clicked(),
            }
        };
        if quiet(ui, self.obstacles.export.as_deref(), icons::EXPORT, "action.export") {
            requests.push(Request::Act(Action::Export));
        }
        self.print_menu(ui, has_words, requests);
        if quiet(ui, create, icons::IMPORT, "action.import") {
            requests.push(Request::Act(Action::Import));
        }
        if self.record_type.workflow().is_some() && quiet(ui, None, icons::BOARD, "list.board") {
            requests.push(Request::Go(Route::Board(register)));
        }
        if ui.icon_button(icons::RECYCLE_BIN, language.text("list.bin"), None).clicked() {
            requests.push(Request::Go(Route::RecycleBin(register)));
        }
    }

    /// What can be printed of the records selected, or of all that are shown.
    fn print_menu(&self, ui: &mut Ui, has_words: bool, requests: &mut Vec<Request>) {
        let language = ui.language();
        let register = self.record_type.name();
        let papers = || printables_of(register);
        if papers().next().is_none() {
            return;
        }
        let text = language.text("action.print");
        let is_barred = self.obstacles.export.is_some();
        let button = if has_words { Button::new((icons::PRINT, text)) } else { Button::new(icons::PRINT) };
        let menu = egui::containers::menu::MenuButton::from_button(button.frame_when_inactive(false));
        ui.add_enabled_ui(!is_barred, |ui| {
            let (response, _) = menu.ui(ui, |ui| {
                for paper in papers() {
                    if ui.button(language.text(paper.text)).clicked() {
                        let selected = self.selected();
                        let ids = if selected.is_empty() { self.shown().1 } else { selected };
                        requests.push(Request::Print(paper.name, ids));
                        ui.close();
                    }
                }
            });
            if !has_words {
                ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(text));
                response.on_hover_text(text);
            }
        });
    }

    pub(super) fn filter_row(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let mut changed = false;
        let below = self.filters_need_a_row(ui);
        ui.horizontal(|ui| {
            let hint = language.text("list.filter_hint");
            let response = search_box(ui, "list filter", &mut self.query, hint, 240.0);
            changed |= response.changed();
            if std::mem::take(&mut self.focus_filter) {
                response.request_focus();
            }
            if !below {
                changed |= self.filters_ui(ui);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.column_menu(ui);
                ui.label(RichText::new(&self.count).color(ui.tokens().text_weak));
            });
        });
        if below {
            changed |= ui.horizontal_wrapped(|ui| self.filters_ui(ui)).inner;
        }
        if changed {
            self.table.scroll_to_top();
            self.apply();
            self.arrange(ui.ctx());
        }
    }

    /// Whether the filters stand in a row of their own, below the search box, because they would push the choice of
    /// columns out of a narrow window.
    fn filters_need_a_row(&self, ui: &Ui) -> bool {
        /// About as wide as a filter's button is.
        const EACH: f32 = 124.0;
        /// The search box, the count and the choice of columns.
        const REST: f32 = 400.0;
        let menus = self.facets.len() + self.filters.len() + usize::from(self.chosen.is_some());
        let menus = f32::from(u16::try_from(menus).unwrap_or(u16::MAX));
        REST + menus * EACH > ui.available_width()
    }

    /// The filters offered and those chosen; `true` when they changed.
    fn filters_ui(&mut self, ui: &mut Ui) -> bool {
        let language = ui.language();
        let mut changed = self.facet_menus(ui);
        if let Some((name, _)) = &self.chosen {
            let name = language.fill("list.chosen", &[("name", name)]);
            let remove = language.fill("list.remove_filter", &[("filter", &name)]);
            if ui.removable_chip(&name, &remove) {
                self.chosen = None;
                changed = true;
            }
        }
        let chosen = self.chosen_filters(language);
        for (field, text) in chosen {
            let remove = language.fill("list.remove_filter", &[("filter", &text)]);
            if ui.removable_chip(&text, &remove) {
                self.filters.retain(|filter| filter.field != field);
                changed = true;
            }
        }
        changed
    }

    fn chosen_filters(&self, language: crate::text::Language) -> Vec<(String, String)> {
        let fields = self.record_type.fields();
        let filters = self.filters.iter().filter(|filter| !filter.shown.is_empty());
        filters
            .map(|filter| {
                let label = fields.iter().find(|field| field.key == filter.field);
                let label = label.map_or("", |field| language.text(field.label));
                let shown = filter.shown.iter().map(|text| if text.is_empty() { "—" } else { text });
                let shown = shown.collect::<Vec<_>>().join(", ");
                (filter.field.clone(), format!("{label}  {shown}"))
            })
            .collect()
    }

    fn facet_menus(&mut self, ui: &mut Ui) -> bool {
        const MOST_OFFERED: usize = 40;
        let language = ui.language();
        let mut changed = false;
        for (place, facets) in &self.facets {
            let Some(field) = self.record_type.fields().get(*place) else { continue };
            ui.menu_button(language.text(field.label), |ui| {
                egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                    for (text, count) in facets.iter().take(MOST_OFFERED) {
                        let current = self.filters.iter_mut().find(|filter| filter.field == field.key);
                        let chosen = current.as_ref().is_some_and(|filter| filter.shown.contains(text));
                        let shown = if text.is_empty() { "—" } else { text };
                        let mut ticked = chosen;
                        if ui.checkbox(&mut ticked, format!("{shown}  {count}")).changed() {
                            changed = true;
                            match current {
                                Some(filter) if chosen => filter.shown.retain(|other| other != text),
                                Some(filter) => filter.shown.push(text.clone()),
                                None => self.filters.push(FieldFilter {
                                    field: field.key.to_owned(),
                                    shown: vec![text.clone()],
                                }),
                            }
                        }
                    }
                });
            });
        }
        changed
    }

    fn column_menu(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let Some(list) = self.list.value() else { return };
        let mut toggled = None;
        ui.menu_button(language.text("list.columns"), |ui| {
            for (place, field) in self.record_type.fields().iter().enumerate() {
                if !list.has_column(place) {
                    continue;
                }
                let mut ticked = self.columns.contains(&place);
                if ui.checkbox(&mut ticked, language.text(field.label)).changed() {
                    toggled = Some(place);
                }
            }
        });
        if let Some(place) = toggled {
            if self.columns.contains(&place) {
                if self.columns.len() > 1 {
                    self.columns.retain(|other| *other != place);
                }
            } else {
                self.columns.push(place);
                self.columns.sort_unstable();
            }
            self.apply();
            self.arrange(ui.ctx());
        }
    }
}

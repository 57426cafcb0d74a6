//! The navigation at the left: the functions of an office, each of which can be folded away, the screens looked at
//! daily, and registers folded under one line a domain.

use std::collections::BTreeSet;

use eframe::egui::{self, Frame, Margin, Panel, RichText, ScrollArea, Ui};

use super::icons;
use super::routes::{Domain, NAVIGATION, Place, Route, register_icon};
use super::tokens::UiExt as _;

/// Name of the preference that holds which domains are unfolded and which groups are folded.
pub(super) const UNFOLDED: &str = "navigation";

/// Width of the navigation.
const WIDTH: f32 = 208.0;

/// How far the screens of a domain stand to the right of it.
const INDENT: i8 = 16;

/// Which domains are unfolded and which groups are folded. Those of the screen one goes to unfold by themselves.
#[derive(Default)]
pub(super) struct Navigation {
    unfolded: BTreeSet<&'static str>,
    folded: BTreeSet<&'static str>,
    /// The screen shown at the last drawing.
    at: Option<Route>,
    /// Whether its line is to be brought into sight.
    reveals: bool,
}

/// What the navigation was asked for.
pub(super) enum Chosen {
    /// A screen.
    Screen(Route),
    /// A domain was folded or unfolded, which is to be remembered.
    Folding,
}

impl Navigation {
    /// The folding that was remembered; domains and groups that are no more are left out.
    pub(super) fn remembered(bytes: &[u8]) -> Self {
        let names: BTreeSet<String> = rmp_serde::from_slice(bytes).unwrap_or_default();
        let unfolded = domains().map(|domain| domain.text).filter(|text| names.contains(*text)).collect();
        let folded = NAVIGATION.iter().map(|group| group.text).filter(|text| names.contains(*text)).collect();
        Self { unfolded, folded, ..Self::default() }
    }

    /// The folding as it is remembered.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        // The names of groups and of domains are different keys.
        rmp_serde::to_vec(&self.unfolded.union(&self.folded).collect::<BTreeSet<_>>()).ok()
    }

    /// Draws the navigation.
    pub(super) fn ui(&mut self, ui: &mut Ui, current: &Route) -> Option<Chosen> {
        if self.at.as_ref() != Some(current) {
            self.at = Some(current.clone());
            self.reveals = true;
            let home = domains().find(|domain| domain.routes.iter().any(|route| is_at(current, route)));
            self.unfolded.extend(home.map(|domain| domain.text));
            if let Some(group) = NAVIGATION.iter().find(|group| group.routes().any(|of| is_at(current, of))) {
                self.folded.remove(group.text);
            }
        }
        let tokens = ui.tokens();
        let language = ui.language();
        let mut chosen = None;
        let reveals = std::mem::take(&mut self.reveals);
        let frame = Frame::new().fill(tokens.sunken).inner_margin(Margin::symmetric(8, 8));
        Panel::left("navigation").resizable(false).exact_size(WIDTH).frame(frame).show(ui, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = tokens.grid / 2.0;
                for group in NAVIGATION {
                    if !group.text.is_empty() {
                        ui.add_space(tokens.grid);
                        let folded = self.folded.contains(group.text);
                        if heading(ui, language.text(group.text), folded) {
                            if !self.folded.remove(group.text) {
                                self.folded.insert(group.text);
                            }
                            chosen = Some(Chosen::Folding);
                        }
                        if folded {
                            continue;
                        }
                    }
                    for place in group.places {
                        let asked = match place {
                            Place::Screen(route) => screen_line(ui, route, current, 0, reveals),
                            Place::Domain(domain) => self.domain_lines(ui, domain, current, reveals),
                        };
                        chosen = chosen.take().or(asked);
                    }
                }
            });
        });
        chosen
    }

    /// A domain's line, and its screens below it when it is unfolded.
    fn domain_lines(
        &mut self,
        ui: &mut Ui,
        domain: &Domain,
        current: &Route,
        reveals: bool,
    ) -> Option<Chosen> {
        let tokens = ui.tokens();
        let language = ui.language();
        let name = language.text(domain.text);
        let unfolded = self.unfolded.contains(domain.text);
        let holds_current = domain.routes.iter().any(|route| is_at(current, route));
        let color = if holds_current && !unfolded { tokens.accent_text } else { tokens.text };
        let chevron = if unfolded { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
        let text = RichText::new(format!("{}  {name}", domain.icon)).color(color);
        let button = egui::Button::new(text)
            .right_text(RichText::new(chevron).small().color(tokens.text_weak))
            .fill(tokens.sunken)
            .stroke(egui::Stroke::NONE)
            .min_size(egui::vec2(ui.available_width(), tokens.row))
            .truncate();
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(unfolded));
        if response.clicked() {
            if !self.unfolded.remove(domain.text) {
                self.unfolded.insert(domain.text);
            }
            return Some(Chosen::Folding);
        }
        if !unfolded {
            return None;
        }
        let lines = domain.routes.iter().map(|route| screen_line(ui, route, current, INDENT, reveals));
        lines.fold(None, Option::or)
    }
}

/// The heading of a group; whether it was pressed. Its chevron stands there when the group is folded or pointed at.
fn heading(ui: &mut Ui, name: &str, folded: bool) -> bool {
    let tokens = ui.tokens();
    let area = egui::Rect::from_min_size(ui.cursor().min, egui::vec2(ui.available_width(), tokens.control));
    let pointed = ui.rect_contains_pointer(area);
    let chevron = match (folded, pointed) {
        (true, _) => icons::CHEVRON_RIGHT,
        (false, true) => icons::CHEVRON_DOWN,
        (false, false) => "",
    };
    let button = egui::Button::new(RichText::new(name).small().color(tokens.text_weak))
        .right_text(RichText::new(chevron).small().color(tokens.text_weak))
        .fill(tokens.sunken)
        .stroke(egui::Stroke::NONE)
        .min_size(egui::vec2(ui.available_width(), tokens.control))
        .truncate();
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(!folded));
    response.clicked()
}

fn domains() -> impl Iterator<Item = &'static Domain> {
    NAVIGATION.iter().flat_map(|group| group.places).filter_map(|place| match place {
        Place::Domain(domain) => Some(domain),
        Place::Screen(_) => None,
    })
}

/// A register's board and recycle bin belong to its list.
fn is_at(current: &Route, route: &Route) -> bool {
    match (current, route) {
        (Route::List(mine) | Route::Board(mine) | Route::RecycleBin(mine), Route::List(theirs)) => {
            mine == theirs
        }
        // Its lines belong to the list of a register.
        (Route::DisposalLines(_), Route::List("disposal")) => true,
        (Route::Console(_), Route::Console(_)) | (Route::Activity(_), Route::Activity(_)) => true,
        _ => current == route,
    }
}

/// The icon of a screen.
pub(super) fn route_icon(route: &Route) -> &'static str {
    match route {
        Route::Home => icons::HOME,
        Route::OrgChart => icons::ORG_CHART,
        Route::DocumentTree => icons::FOLDERS,
        Route::DutyMatrix => icons::MATRIX,
        Route::Calendar => icons::CALENDAR,
        Route::Execution => icons::CHART_BARS,
        Route::Supervision => icons::OVERDUE,
        Route::WorkReport => icons::CHART_LINE,
        Route::ArchiveReport => icons::CHART,
        Route::Console(_) => icons::CHAIR,
        Route::Activity(_) => icons::ACTIVITY,
        Route::Lending => icons::DELEGATION,
        Route::DisposalLines(_) => icons::SCALES,
        Route::RecordProperties => icons::CERTIFICATE,
        Route::Filing => icons::INBOX,
        Route::Rights => icons::SHIELD,
        Route::Import => icons::IMPORT,
        Route::Settings => icons::SETTINGS,
        Route::AuditTrail => icons::AUDIT,
        Route::Backups => icons::BACKUP,
        Route::List(register) | Route::Board(register) | Route::RecycleBin(register) => {
            register_icon(register)
        }
    }
}

fn screen_line(ui: &mut Ui, route: &Route, current: &Route, indent: i8, reveals: bool) -> Option<Chosen> {
    let tokens = ui.tokens();
    let selected = is_at(current, route);
    let name = ui.language().text(route.text());
    let color = if selected { tokens.accent_text } else { tokens.text };
    let text = RichText::new(format!("{}  {name}", route_icon(route))).color(color);
    let fill = if selected { tokens.selected } else { tokens.sunken };
    let frame = Frame::new().inner_margin(Margin { left: indent, ..Margin::ZERO });
    let clicked = frame.show(ui, |ui| {
        let button = egui::Button::new(text)
            .fill(fill)
            .stroke(egui::Stroke::NONE)
            .min_size(egui::vec2(ui.available_width(), tokens.row))
            .truncate();
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, selected, name));
        if selected && reveals {
            response.scroll_to_me(None);
        }
        response.clicked()
    });
    clicked.inner.then(|| Chosen::Screen(route.clone()))
}

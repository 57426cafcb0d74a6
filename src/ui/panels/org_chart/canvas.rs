//! The chart's canvas: what is in sight is drawn, and what the pointer and the keyboard do to it.

use eframe::egui::{
    self, FontId, Key, Modifiers, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::card::{CardLook, READABLE, dotted_line, draw_card, minimap};
use super::view::View;
use super::{CARD, Drawn, OrgChartScreen, ZOOM, room_of};
use crate::desk::{Command, OrgNode, Values};
use crate::model::Value;
use crate::rules::org_layout::{Direction, Layout};
use crate::rules::org_shape::{fitting, hide_unreadable};
use crate::text::Language;
use crate::ui::icons;
use crate::ui::photos::Photos;
use crate::ui::pixels::narrow;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::workplace::Request;

impl OrgChartScreen {
    pub(super) fn canvas(&mut self, ui: &mut Ui, photos: &mut Photos, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Canvas, true, language.text("nav.org_chart"))
        });
        ui.painter().rect_filled(rect, tokens.radius, tokens.sunken);
        self.room = rect.size();
        let Some(mut drawn) = self.drawn.take() else { return };
        if let Some(place) = self.wants.take() {
            drawn.layout.reveal(place);
            if let Some(card) = drawn.layout.position(place) {
                let centre = card.centre();
                self.centre = pos2(narrow(centre.x), narrow(centre.y));
                self.zoom = self.zoom.max(0.8);
                self.selected = drawn.chart.node(place).map(|node| node.post);
                let found = self.selected.map(|id| Selected { register: "post", id });
                requests.push(Request::Select(found));
            }
        }
        if std::mem::take(&mut self.wants_beginning) {
            self.show_beginning(&mut drawn, rect);
        }
        if std::mem::take(&mut self.wants_fit) {
            self.fit(&drawn.layout, rect);
        }
        self.navigate(ui, rect, &response);
        let view = View { rect, centre: self.centre, zoom: self.zoom };
        let hit = response.hover_pos().or(response.interact_pointer_pos()).and_then(|pointer| {
            let point = view.to_chart(pointer);
            drawn.layout.nearest(point).filter(|(_, distance)| *distance <= 0.0).map(|(place, _)| place)
        });
        self.handle(ui, &response, &view, hit, &mut drawn, requests);
        let painter = ui.painter_at(rect);
        let mut shapes = Vec::new();
        let line = Stroke::new((1.2 * self.zoom).clamp(0.6, 2.0), tokens.line_strong);
        drawn.layout.lines_in(view.window(), |_, segment| {
            shapes
                .push(Shape::line_segment([view.to_screen(segment.from), view.to_screen(segment.to)], line));
        });
        painter.extend(shapes);
        for (place, card) in drawn.layout.in_rect(view.window()) {
            if let Some(node) = drawn.chart.node(place) {
                dotted_line(&painter, &view, &drawn, node, card, tokens);
            }
        }
        self.sharpness.begin(self.zoom);
        for (place, card) in drawn.layout.in_rect(view.window()) {
            let Some(node) = drawn.chart.node(place) else { continue };
            let looks = CardLook {
                selected: self.selected == Some(node.post),
                found: self.found.contains(&place),
                folded: Some(drawn.chart.forest.children(place).len())
                    .filter(|below| *below > 0 && drawn.layout.is_collapsed(place)),
                difference: drawn.differences.get(&node.post).copied(),
                show_unit: self.show_unit,
                show_grade: self.show_grade,
                sharp: self.zoom < READABLE || self.sharpness.is_sharp(place),
            };
            draw_card(&painter, &view, card, node, &looks, photos, language);
        }
        if self.sharpness.is_waiting() {
            ui.ctx().request_repaint();
        }
        if let Some((_, at)) = self.dragged {
            let ghost = Rect::from_center_size(at, CARD * self.zoom);
            match line_wanted(ui) {
                Line::Solid => {
                    painter.rect_stroke(ghost, 4.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
                }
                Line::Dotted => {
                    let corners = [
                        ghost.left_top(),
                        ghost.right_top(),
                        ghost.right_bottom(),
                        ghost.left_bottom(),
                        ghost.left_top(),
                    ];
                    painter.extend(Shape::dashed_line(&corners, Stroke::new(2.0, tokens.link), 6.0, 5.0));
                }
            }
        }
        if self.gives_dotted.is_some() {
            let at = rect.left_top() + vec2(12.0, 12.0);
            let text = language.text("org_chart.dotted_here");
            let font = FontId::proportional(tokens.body);
            let galley = painter.layout_no_wrap(text.to_owned(), font, tokens.text);
            let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(10.0, 6.0));
            painter.rect_filled(ground, tokens.radius, tokens.selected);
            painter.galley(at, galley, tokens.text);
        }
        minimap(&painter, rect, &view, &drawn.layout, tokens);
        self.drawn = Some(drawn);
    }

    fn fit(&mut self, layout: &Layout, rect: Rect) {
        self.zoom = narrow(fitting(layout, room_of(rect.size()))).max(*ZOOM.start());
        let centre = layout.bounds().centre();
        self.centre = pos2(narrow(centre.x), narrow(centre.y));
    }

    /// At first, and after a new direction, as many levels are shown as can be read at once; where not even two can,
    /// the chart is shown from its root.
    fn show_beginning(&mut self, drawn: &mut Drawn, rect: Rect) {
        const READABLE: f32 = 0.6;
        if !std::mem::replace(&mut self.has_opened, true) {
            let levels = drawn.chart.forest.depths().into_iter().max().map_or(1, |depth| depth + 1);
            let (nodes, room) = (drawn.chart.nodes.len(), room_of(rect.size()));
            hide_unreadable(&mut drawn.layout, levels, nodes, room, f64::from(READABLE));
        }
        self.fit(&drawn.layout, rect);
        let root = drawn.chart.forest.roots().first().and_then(|root| drawn.layout.position(*root));
        if let Some(root) = root
            && self.zoom < READABLE
        {
            self.zoom = READABLE;
            let root = root.centre();
            let half = rect.size() / 2.0 / self.zoom;
            self.centre = match self.direction {
                Direction::TopDown => pos2(narrow(root.x), narrow(root.y) + half.y - CARD.y),
                Direction::LeftToRight => pos2(narrow(root.x) + half.x - CARD.x, narrow(root.y)),
            };
        }
    }

    fn navigate(&mut self, ui: &Ui, rect: Rect, response: &Response) {
        if response.contains_pointer() {
            let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
            let factor = pinch * (scroll.y / 300.0).exp();
            if let Some(pointer) = ui.input(|input| input.pointer.hover_pos())
                && (factor - 1.0).abs() > f32::EPSILON
            {
                let before = (pointer - rect.center()) / self.zoom;
                self.zoom = (self.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
                let after = (pointer - rect.center()) / self.zoom;
                self.centre += before - after;
            }
        }
        if response.has_focus() {
            let step = 64.0 / self.zoom;
            ui.input(|input| {
                if input.key_pressed(Key::ArrowLeft) {
                    self.centre.x -= step;
                }
                if input.key_pressed(Key::ArrowRight) {
                    self.centre.x += step;
                }
                if input.key_pressed(Key::ArrowUp) {
                    self.centre.y -= step;
                }
                if input.key_pressed(Key::ArrowDown) {
                    self.centre.y += step;
                }
            });
        }
    }

    fn handle(
        &mut self,
        ui: &Ui,
        response: &Response,
        view: &View,
        hit: Option<u32>,
        drawn: &mut Drawn,
        requests: &mut Vec<Request>,
    ) {
        if response.drag_started() {
            let origin = ui.input(|input| input.pointer.press_origin());
            let at = origin.and_then(|origin| drawn.layout.nearest(view.to_chart(origin)));
            let on_card = at.filter(|(_, distance)| *distance <= 0.0);
            self.dragged = on_card.zip(origin).map(|((place, _), origin)| (place, origin));
        }
        if response.dragged() {
            match &mut self.dragged {
                Some((_, at)) => *at += response.drag_delta(),
                None => self.centre -= response.drag_delta() / self.zoom,
            }
        }
        if response.drag_stopped()
            && let Some((place, at)) = self.dragged.take()
        {
            let target = drawn.layout.nearest(view.to_chart(at)).filter(|(_, distance)| *distance <= 0.0);
            if let Some((chief, _)) = target.filter(|(chief, _)| *chief != place) {
                let line = line_wanted(ui);
                requests.extend(give_chief(drawn, place, chief, line, ui.language()));
            }
        }
        if response.secondary_clicked() {
            self.menu_of = hit;
        }
        if let Some(place) = self.menu_of {
            response.context_menu(|ui| self.card_menu(ui, drawn, place, requests));
        }
        if let Some(place) = self.gives_dotted {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
                self.gives_dotted = None;
            } else if response.clicked() {
                self.gives_dotted = None;
                let chief = hit.filter(|chief| *chief != place);
                let given = |chief| give_chief(drawn, place, chief, Line::Dotted, ui.language());
                requests.extend(chief.and_then(given));
                return;
            }
        }
        if let Some(place) = hit {
            if response.double_clicked() {
                let folded = drawn.layout.is_collapsed(place);
                drawn.layout.set_collapsed(place, !folded);
            } else if response.clicked()
                && let Some(node) = drawn.chart.node(place)
            {
                self.selected = Some(node.post);
                requests.push(Request::Select(Some(Selected { register: "post", id: node.post })));
            }
        }
        if response.clicked() {
            response.request_focus();
        }
    }

    fn card_menu(&mut self, ui: &mut Ui, drawn: &Drawn, place: u32, requests: &mut Vec<Request>) {
        let language = ui.language();
        let Some(node) = drawn.chart.node(place) else { return };
        if ui.button((icons::EDIT, language.text("action.edit"))).clicked() {
            requests.push(Request::Edit(Selected { register: "post", id: node.post }));
        }
        if ui.button((icons::DOTTED_LINE, language.text("org_chart.give_dotted"))).clicked() {
            self.gives_dotted = Some(place);
        }
        if node.dotted_to.is_some()
            && ui.button((icons::UNLINK, language.text("org_chart.take_dotted"))).clicked()
        {
            requests.push(change_line(node, "dotted_to", Value::Nothing));
        }
    }
}

/// With Ctrl or Alt held, a card that is dropped on another is given a dotted line.
fn line_wanted(ui: &Ui) -> Line {
    let held = ui.input(|input| input.modifiers);
    if held.command || held.alt { Line::Dotted } else { Line::Solid }
}

/// A line from a post to its superior.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The line that makes the tree.
    Solid,
    /// A second superior.
    Dotted,
}

/// The command that gives a post another superior, or what stands against it.
fn give_chief(drawn: &Drawn, place: u32, chief: u32, line: Line, language: Language) -> Option<Request> {
    let chart = &drawn.chart;
    let (node, chief_node) = (chart.node(place)?, chart.node(chief)?);
    let names = [("post", node.name.as_ref()), ("chief", chief_node.name.as_ref())];
    let field = match line {
        Line::Solid if node.reports_to == Some(chief_node.post) => return None,
        Line::Solid if chart.forest.would_cycle(place, chief) => {
            return Some(Request::Tell(language.fill("org_chart.cycle", &names)));
        }
        Line::Solid => "reports_to",
        Line::Dotted if node.dotted_to == Some(chief_node.post) => return None,
        Line::Dotted if node.reports_to == Some(chief_node.post) => {
            return Some(Request::Tell(language.fill("org_chart.dotted_same", &names)));
        }
        Line::Dotted => "dotted_to",
    };
    Some(change_line(node, field, Value::Link(chief_node.post)))
}

fn change_line(node: &OrgNode, field: &'static str, value: Value) -> Request {
    Request::Run(Command::Update {
        register: "post".to_owned(),
        id: node.post,
        base: Some(node.version),
        values: Values::new().with(field, value),
    })
}

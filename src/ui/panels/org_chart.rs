//! The org chart: a canvas over the posts. Wheel zooms, dragging the ground pans, dragging a card gives it another
//! chief, a double click folds what is below.

use std::collections::HashMap;

use chrono::NaiveDate;
use eframe::egui::{
    self, Align2, Color32, Context, FontId, Key, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, pos2, vec2,
};

use crate::desk::{Command, OrgChart, OrgNode, Values};
use crate::model::{Problem, RecordId, Value};
use crate::rules::org_layout::{Direction, Layout, Options, Size};
use crate::rules::org_view;
use crate::rules::search_text::matches;
use crate::ui::actions::Action;
use crate::ui::fonts;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::pixels::narrow;
use crate::ui::routes::Selected;
use crate::ui::tokens::{Status, Tokens, UiExt as _};
use crate::ui::widgets::avatar::{initials, stable_hash};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::calendar::DayKind;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::search_box::search_box;
use crate::ui::widgets::section::screen_title;
use crate::ui::workplace::{Request, Workplace};

const CARD: Vec2 = vec2(208.0, 72.0);
const ZOOM: std::ops::RangeInclusive<f32> = 0.02..=2.0;

/// A card's part in a comparison of two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Difference {
    Added,
    Moved,
    Changed,
}

struct Drawn {
    chart: OrgChart,
    differences: HashMap<RecordId, Difference>,
    removed: usize,
    layout: Layout,
}

/// The org chart's screen.
pub struct OrgChartScreen {
    data: Loaded<(OrgChart, Option<OrgChart>)>,
    drawn: Option<Drawn>,
    direction: Direction,
    day: Option<NaiveDate>,
    compared: Option<NaiveDate>,
    query: String,
    found: Vec<u32>,
    found_at: usize,
    /// The point of the chart in the middle of the canvas, and points of the screen for one of the chart.
    centre: Pos2,
    zoom: f32,
    wants_beginning: bool,
    wants_fit: bool,
    wants: Option<u32>,
    dragged: Option<(u32, Pos2)>,
    show_unit: bool,
    show_grade: bool,
    selected: Option<RecordId>,
}

impl Default for OrgChartScreen {
    fn default() -> Self {
        Self {
            data: Loaded::default(),
            drawn: None,
            direction: Direction::TopDown,
            day: None,
            compared: None,
            query: String::new(),
            found: Vec::new(),
            found_at: 0,
            centre: Pos2::ZERO,
            zoom: 1.0,
            wants_beginning: true,
            wants_fit: false,
            wants: None,
            dragged: None,
            show_unit: true,
            show_grade: false,
            selected: None,
        }
    }
}

impl OrgChartScreen {
    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.data.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let day = self.day.unwrap_or(workplace.today());
        let compared = self.compared;
        let (arrived, problem) = self.data.refresh(|| {
            workplace.ask(ctx, "org-chart", move |reader, _| {
                let chart = OrgChart::read(reader, day)?;
                let earlier = compared.map(|day| OrgChart::read(reader, day)).transpose()?;
                Ok((chart, earlier))
            })
        });
        if arrived {
            self.arrive();
        }
        problem
    }

    fn arrive(&mut self) {
        let Some((chart, earlier)) = self.data.value() else { return };
        let mut differences = HashMap::new();
        let mut removed = 0;
        if let Some(earlier) = earlier {
            let comparison = chart.compare(earlier);
            removed = comparison.removed.len();
            differences.extend(comparison.changed.iter().map(|post| (*post, Difference::Changed)));
            differences.extend(comparison.moved.iter().map(|moved| (moved.key, Difference::Moved)));
            differences.extend(comparison.added.iter().map(|post| (*post, Difference::Added)));
        }
        let folded: std::collections::HashSet<RecordId> = match &self.drawn {
            Some(old) => {
                let nodes = old.chart.nodes.iter().zip(0_u32..);
                nodes
                    .filter(|(_, place)| old.layout.is_collapsed(*place))
                    .map(|(node, _)| node.post)
                    .collect()
            }
            None => std::collections::HashSet::new(),
        };
        let size = Size { width: f64::from(CARD.x), height: f64::from(CARD.y) };
        let options = Options { direction: self.direction, ..Options::default() };
        let is_folded = |place| chart.node(place).is_some_and(|node| folded.contains(&node.post));
        let layout = Layout::new(&chart.forest, |_| size, is_folded, options);
        self.drawn = Some(Drawn { chart: chart.clone(), differences, removed, layout });
        self.search();
    }

    fn search(&mut self) {
        self.found.clear();
        self.found_at = 0;
        let Some(drawn) = &self.drawn else { return };
        if self.query.trim().is_empty() {
            return;
        }
        let nodes = drawn.chart.nodes.iter().zip(0_u32..);
        self.found =
            nodes.filter(|(node, _)| matches(&node.key, &self.query)).map(|(_, place)| place).collect();
        self.wants = self.found.first().copied();
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, today: NaiveDate, requests: &mut Vec<Request>) {
        let language = ui.language();
        screen_title(ui, language.text("nav.org_chart"), |ui| {
            if ui.quiet_button((icons::EXPORT, language.text("action.export"))).clicked() {
                requests.push(Request::Act(Action::Export));
            }
        });
        self.toolbar(ui, today);
        ui.add_space(ui.tokens().grid);
        self.canvas(ui, requests);
    }

    fn toolbar(&mut self, ui: &mut Ui, today: NaiveDate) {
        let language = ui.language();
        ui.horizontal_wrapped(|ui| {
            let hint = language.text("org_chart.search");
            let response = search_box(ui, "org search", &mut self.query, hint, 220.0);
            if response.changed() {
                self.search();
            }
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                self.next_found();
            }
            if !self.query.is_empty() {
                let at = if self.found.is_empty() { 0 } else { self.found_at + 1 };
                ui.label(format!("{at} / {}", self.found.len()));
            }
            let mut changed = false;
            let before = (self.day, self.compared);
            let label = ui.label(language.text("org_chart.as_of"));
            let as_of = DateEdit::new(&mut self.day, today).day_kind(&|_| DayKind::Ordinary).width(120.0);
            let as_of = as_of.show(ui, "as of");
            as_of.response.labelled_by(label.id);
            changed |= self.day != before.0;
            let label = ui.label(language.text("org_chart.compare"));
            let compare =
                DateEdit::new(&mut self.compared, today).day_kind(&|_| DayKind::Ordinary).width(120.0);
            let compare = compare.show(ui, "compare");
            compare.response.labelled_by(label.id);
            changed |= self.compared != before.1;
            if changed {
                self.data.invalidate();
            }
            let (icon, name) = match self.direction {
                Direction::TopDown => (icons::LAYOUT_HORIZONTAL, "org_chart.left_to_right"),
                Direction::LeftToRight => (icons::LAYOUT_VERTICAL, "org_chart.top_down"),
            };
            if ui.icon_button(icon, language.text(name), None).clicked() {
                self.direction = match self.direction {
                    Direction::TopDown => Direction::LeftToRight,
                    Direction::LeftToRight => Direction::TopDown,
                };
                self.arrive();
                self.wants_beginning = true;
            }
            if ui.icon_button(icons::FIT, language.text("org_chart.fit"), None).clicked() {
                self.wants_fit = true;
            }
            if ui.icon_button(icons::ZOOM_IN, language.text("action.zoom_in"), None).clicked() {
                self.zoom = (self.zoom * 1.25).clamp(*ZOOM.start(), *ZOOM.end());
            }
            if ui.icon_button(icons::ZOOM_OUT, language.text("action.zoom_out"), None).clicked() {
                self.zoom = (self.zoom / 1.25).clamp(*ZOOM.start(), *ZOOM.end());
            }
            ui.menu_button(language.text("org_chart.levels"), |ui| self.level_menu(ui));
            ui.menu_button(language.text("org_chart.fields"), |ui| {
                ui.checkbox(&mut self.show_unit, language.text("post.unit"));
                ui.checkbox(&mut self.show_grade, language.text("post.grade"));
            });
            self.summary(ui);
        });
    }

    fn level_menu(&mut self, ui: &mut Ui) {
        const MOST_LEVELS: u32 = 6;
        let language = ui.language();
        let Some(drawn) = &mut self.drawn else { return };
        for levels in 1..=MOST_LEVELS {
            let text = language.fill("org_chart.down_to", &[("level", &levels.to_string())]);
            if ui.button(text).clicked() {
                drawn.layout.collapse_below(levels);
                self.wants_fit = true;
            }
        }
        if ui.button(language.text("org_chart.all_levels")).clicked() {
            drawn.layout.collapse_below(u32::MAX);
            self.wants_fit = true;
        }
    }

    fn summary(&self, ui: &mut Ui) {
        let Some(drawn) = &self.drawn else { return };
        let language = ui.language();
        let (posts, vacant) = (drawn.chart.nodes.len().to_string(), drawn.chart.vacant().to_string());
        ui.label(language.fill("org_chart.summary", &[("posts", &posts), ("vacant", &vacant)]));
        if self.compared.is_some() {
            let count = |kind| drawn.differences.values().filter(|other| **other == kind).count().to_string();
            ui.label(language.fill(
                "org_chart.differences",
                &[
                    ("added", &count(Difference::Added)),
                    ("moved", &count(Difference::Moved)),
                    ("changed", &count(Difference::Changed)),
                    ("removed", &drawn.removed.to_string()),
                ],
            ));
        }
    }

    fn next_found(&mut self) {
        if !self.found.is_empty() {
            self.found_at = (self.found_at + 1) % self.found.len();
            self.wants = self.found.get(self.found_at).copied();
        }
    }

    fn canvas(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Canvas, true, language.text("nav.org_chart"))
        });
        ui.painter().rect_filled(rect, tokens.radius, tokens.sunken);
        let Some(mut drawn) = self.drawn.take() else { return };
        if let Some(place) = self.wants.take() {
            drawn.layout.reveal(place);
            if let Some(card) = drawn.layout.position(place) {
                let centre = card.centre();
                self.centre = pos2(narrow(centre.x), narrow(centre.y));
                self.zoom = self.zoom.max(0.8);
                self.selected = drawn.chart.node(place).map(|node| node.post);
            }
        }
        if std::mem::take(&mut self.wants_beginning) {
            self.show_beginning(&drawn, rect);
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
        for (place, card) in drawn.layout.in_rect(view.window()) {
            let Some(node) = drawn.chart.node(place) else { continue };
            let looks = CardLook {
                selected: self.selected == Some(node.post),
                found: self.found.contains(&place),
                folded: drawn.layout.is_collapsed(place).then(|| drawn.chart.forest.children(place).len()),
                difference: drawn.differences.get(&node.post).copied(),
                show_unit: self.show_unit,
                show_grade: self.show_grade,
            };
            draw_card(&painter, &view, card, node, &looks, tokens, language);
        }
        if let Some((_, at)) = self.dragged {
            let ghost = Rect::from_center_size(at, CARD * self.zoom);
            painter.rect_stroke(ghost, 4.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
        }
        minimap(&painter, rect, &view, &drawn.layout, tokens);
        self.drawn = Some(drawn);
    }

    fn fit(&mut self, layout: &Layout, rect: Rect) {
        let bounds = layout.bounds();
        let (width, height) = (narrow(bounds.width).max(1.0), narrow(bounds.height).max(1.0));
        let zoom = ((rect.width() - 48.0) / width).min((rect.height() - 48.0) / height);
        self.zoom = zoom.clamp(*ZOOM.start(), 1.0);
        let centre = bounds.centre();
        self.centre = pos2(narrow(centre.x), narrow(centre.y));
    }

    /// At first, and after a new direction, a chart too large to be read whole is shown from its root.
    fn show_beginning(&mut self, drawn: &Drawn, rect: Rect) {
        const READABLE: f32 = 0.6;
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
                requests.extend(give_chief(&drawn.chart, place, chief, ui.language()));
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
}

/// The command that gives a post another chief, or what stands against it.
fn give_chief(chart: &OrgChart, place: u32, chief: u32, language: crate::text::Language) -> Option<Request> {
    let (node, chief_node) = (chart.node(place)?, chart.node(chief)?);
    if node.reports_to == Some(chief_node.post) {
        return None;
    }
    if chart.forest.would_cycle(place, chief) {
        let text = language.fill("org_chart.cycle", &[("post", &node.name), ("chief", &chief_node.name)]);
        return Some(Request::Tell(text));
    }
    Some(Request::Run(Command::Update {
        register: "post".to_owned(),
        id: node.post,
        base: Some(node.version),
        values: Values::new().with("reports_to", Value::Link(chief_node.post)),
    }))
}

/// From points of the chart to points of the screen and back.
struct View {
    rect: Rect,
    centre: Pos2,
    zoom: f32,
}

impl View {
    fn to_screen(&self, point: org_view::Point) -> Pos2 {
        let offset = vec2(narrow(point.x) - self.centre.x, narrow(point.y) - self.centre.y);
        self.rect.center() + offset * self.zoom
    }

    fn to_chart(&self, point: Pos2) -> org_view::Point {
        let offset = (point - self.rect.center()) / self.zoom + self.centre.to_vec2();
        org_view::Point { x: f64::from(offset.x), y: f64::from(offset.y) }
    }

    fn window(&self) -> org_view::Rect {
        let size = self.rect.size() / self.zoom;
        let corner = self.to_chart(self.rect.min);
        org_view::Rect { x: corner.x, y: corner.y, width: f64::from(size.x), height: f64::from(size.y) }
    }

    fn rect(&self, card: org_view::Rect) -> Rect {
        let min = self.to_screen(org_view::Point { x: card.x, y: card.y });
        Rect::from_min_size(min, vec2(narrow(card.width), narrow(card.height)) * self.zoom)
    }
}

struct CardLook {
    selected: bool,
    found: bool,
    /// How many posts below are folded away.
    folded: Option<usize>,
    difference: Option<Difference>,
    show_unit: bool,
    show_grade: bool,
}

fn dotted_line(
    painter: &egui::Painter,
    view: &View,
    drawn: &Drawn,
    node: &OrgNode,
    card: org_view::Rect,
    tokens: &Tokens,
) {
    let Some(chief) = node.dotted_to.and_then(|post| drawn.chart.places.get(&post)) else { return };
    let Some(chief) = drawn.layout.position(*chief) else { return };
    let points = [view.to_screen(card.centre()), view.to_screen(chief.centre())];
    let stroke = Stroke::new(1.2, tokens.link);
    painter.extend(Shape::dashed_line(&points, stroke, 6.0, 5.0));
}

fn draw_card(
    painter: &egui::Painter,
    view: &View,
    card: org_view::Rect,
    node: &OrgNode,
    look: &CardLook,
    tokens: &Tokens,
    language: crate::text::Language,
) {
    let rect = view.rect(card);
    let zoom = view.zoom;
    let edge = match look.difference {
        Some(Difference::Added) => Stroke::new(2.0, tokens.status(Status::Done)),
        Some(Difference::Moved) => Stroke::new(2.0, tokens.status(Status::Behind)),
        Some(Difference::Changed) => Stroke::new(2.0, tokens.status(Status::DueSoon)),
        None if look.selected => Stroke::new(2.0, tokens.accent),
        None if look.found => Stroke::new(2.0, tokens.link),
        None => Stroke::new(1.0, tokens.line),
    };
    let fill = if look.selected { tokens.selected } else { tokens.raised };
    let radius = (6.0 * zoom).clamp(0.0, 8.0);
    // Far away a card is a patch: its texts could not be read and would cost the frame.
    if zoom < 0.22 {
        let fill = if node.is_vacant() { tokens.chip } else { tokens.line_strong };
        painter.rect_filled(rect, 1.0, if look.selected || look.found { edge.color } else { fill });
        return;
    }
    painter.rect_filled(rect, radius, if node.is_vacant() { tokens.panel } else { fill });
    if node.is_vacant() && look.difference.is_none() && !look.selected {
        let corners =
            [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, tokens.line_strong), 5.0, 4.0));
    } else {
        painter.rect_stroke(rect, radius, edge, StrokeKind::Inside);
    }
    let disc = 40.0 * zoom;
    let disc_centre = pos2(rect.left() + 12.0 * zoom + disc / 2.0, rect.center().y);
    let (title, weak) = match node.holders.as_slice() {
        [] => (language.text("org_chart.vacant").to_owned(), true),
        [(name, false)] => (name.clone(), false),
        [(name, true)] => (language.fill("org_chart.acting", &[("name", name)]), false),
        [(name, _), rest @ ..] => (format!("{name} +{}", rest.len()), false),
    };
    if let Some((name, _)) = node.holders.first() {
        let hash = stable_hash(name);
        painter.circle_filled(disc_centre, disc / 2.0, tokens.avatar(hash ^ (hash >> 32)));
        let font = FontId::proportional(14.0 * zoom);
        painter.text(disc_centre, Align2::CENTER_CENTER, initials(name), font, tokens.text_on_accent);
    } else {
        painter.circle_stroke(disc_centre, disc / 2.0, Stroke::new(1.0, tokens.line_strong));
    }
    let left = disc_centre.x + disc / 2.0 + 10.0 * zoom;
    let width = rect.right() - left - 8.0 * zoom;
    let mut detail = String::new();
    if look.show_unit {
        detail.push_str(&node.unit);
    }
    if look.show_grade && !node.grade.is_empty() {
        detail.push_str("  ");
        detail.push_str(&node.grade);
    }
    if let Some(places) = node.places() {
        detail.push_str("  ");
        detail.push_str(&places);
    }
    let name_color = if weak { tokens.text_weak } else { tokens.text };
    let heading = FontId::new(14.0 * zoom, fonts::heading());
    let plain = FontId::proportional(12.0 * zoom);
    let middle = rect.center().y;
    line_of(painter, pos2(left, middle - 19.0 * zoom), &title, heading, name_color, width);
    line_of(painter, pos2(left, middle), &node.name, plain.clone(), tokens.text, width);
    line_of(painter, pos2(left, middle + 18.0 * zoom), detail.trim(), plain, tokens.text_weak, width);
    if let Some(count) = look.folded {
        let centre = pos2(rect.center().x, rect.bottom());
        painter.circle(centre, 10.0 * zoom, tokens.accent, Stroke::NONE);
        let font = FontId::proportional(11.0 * zoom);
        painter.text(centre, Align2::CENTER_CENTER, count.to_string(), font, tokens.text_on_accent);
    }
}

/// One line of text, cut with an ellipsis where its card ends.
fn line_of(painter: &egui::Painter, at: Pos2, text: &str, font: FontId, color: Color32, width: f32) {
    if text.is_empty() {
        return;
    }
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    let galley = painter.layout_job(job);
    painter.galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
}

/// Where the view is within the whole, in the corner; only when not all is in view.
fn minimap(painter: &egui::Painter, rect: Rect, view: &View, layout: &Layout, tokens: &Tokens) {
    let bounds = layout.bounds();
    let window = view.window();
    if bounds.width <= window.width && bounds.height <= window.height {
        return;
    }
    let size = vec2(160.0, 96.0);
    let frame = Rect::from_min_size(rect.right_bottom() - size - vec2(12.0, 12.0), size);
    painter.rect_filled(frame, 4.0, tokens.panel);
    painter.rect_stroke(frame, 4.0, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
    let scale = (size.x / narrow(bounds.width).max(1.0)).min(size.y / narrow(bounds.height).max(1.0));
    let drawn = vec2(narrow(bounds.width), narrow(bounds.height)) * scale;
    let corner = frame.center() - drawn / 2.0;
    let place = |x: f64, y: f64| corner + vec2(narrow(x - bounds.x), narrow(y - bounds.y)) * scale;
    let all = Rect::from_min_max(place(bounds.x, bounds.y), place(bounds.right(), bounds.bottom()));
    painter.rect_filled(all.shrink(1.0), 2.0, tokens.chip);
    let seen = Rect::from_min_max(place(window.x, window.y), place(window.right(), window.bottom()));
    let seen = seen.intersect(frame);
    painter.rect_stroke(seen, 2.0, Stroke::new(1.5, tokens.accent), StrokeKind::Inside);
}

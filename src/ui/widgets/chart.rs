//! A chart on screen: its figures show under the pointer, a mark is opened by a click or by Enter, and the whole of it
//! reads as words.

use eframe::egui::{
    EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Tooltip, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::chart_surface::{Picture, ScreenSurface, dots};
use crate::charts::{Area, Chart, ChartStyle, Spot};
use crate::text::Language;
use crate::ui::pixels::narrow;
use crate::ui::tokens::{Tokens, UiExt as _, chart_colour};

/// What a picture depends on besides its figures.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    revision: u64,
    size: (u32, u32),
    scale: f32,
    dark: bool,
    text_size: f32,
    language: Language,
}

/// A chart that is drawn when its figures, its size or its look have changed, and painted from memory otherwise.
#[derive(Debug, Default)]
pub struct ChartView {
    look: Option<Look>,
    picture: Picture,
    spots: Vec<Spot>,
    words: String,
    chosen: usize,
    calls: u64,
}

/// What a mark stands for: its series and its place, as in [`Spot`].
pub type MarkOf = (usize, usize);

impl ChartView {
    /// How often the drawing surface was called so far.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// Draws the chart in its newest revision; gives the mark that was opened.
    pub fn show(&mut self, ui: &mut Ui, chart: &Chart, revision: u64, size: Vec2) -> Option<MarkOf> {
        let tokens = ui.tokens();
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let scale = ui.ctx().pixels_per_point();
        let look = Look {
            revision,
            size: (dots(rect.width() * scale), dots(rect.height() * scale)),
            scale,
            dark: tokens.dark,
            text_size: tokens.small,
            language: ui.language(),
        };
        if self.look != Some(look) {
            self.draw(ui, chart, look);
        }
        let snap = |at: f32| (at * scale).round() / scale;
        let corner = pos2(snap(rect.left()), snap(rect.top()));
        let painter = ui.painter_at(rect.expand(1.0));
        self.picture.paint(&painter, corner.to_vec2());

        let keyed = self.keys(ui, &response);
        let mut opened = keyed;
        let mut pointed = None;
        let marks = ui.ctx().clone();
        for (place, spot) in self.spots.iter().enumerate() {
            let area = on_screen(spot.area, corner.to_vec2(), scale);
            let mark = ui.interact(area.intersect(rect), response.id.with(("mark", place)), Sense::CLICK);
            mark.widget_info(|| WidgetInfo::labeled(Role::GraphicsSymbol, true, &spot.words));
            if mark.hovered() {
                marks.set_cursor_icon(eframe::egui::CursorIcon::PointingHand);
                pointed = Some((place, area));
            }
            if mark.clicked() {
                self.chosen = place;
                opened = Some((spot.series, spot.place));
            }
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, &self.words));
        let focused = response.has_focus();
        let at_keyboard = self.spots.get(self.chosen).filter(|_| focused && pointed.is_none());
        if focused {
            let ring = rect.shrink(1.0);
            painter.rect_stroke(ring, tokens.radius, Stroke::new(2.0, tokens.focus), StrokeKind::Inside);
            if let Some(spot) = self.spots.get(self.chosen) {
                ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(spot.words.as_str()));
            }
        }
        let told = match (pointed, at_keyboard) {
            (Some((place, area)), _) => self.spots.get(place).map(|spot| (spot, area)),
            (None, Some(spot)) => Some((spot, on_screen(spot.area, corner.to_vec2(), scale))),
            (None, None) => None,
        };
        if let Some((spot, area)) = told {
            painter.rect_stroke(area, 0.0, Stroke::new(1.5, tokens.text), StrokeKind::Outside);
            tip(ui, response.id, area, &spot.words);
        }
        opened
    }

    fn draw(&mut self, ui: &Ui, chart: &Chart, look: Look) {
        self.look = Some(look);
        self.picture = Picture::default();
        let style = style(ui.tokens(), look);
        let surface = ScreenSurface {
            picture: &mut self.picture,
            painter: ui.painter(),
            size: look.size,
            scale: look.scale,
        };
        match chart.draw(surface, &style) {
            Ok(spots) => self.spots = spots,
            // A surface in memory does not fail; were it to, an empty picture is what there is.
            Err(error) => {
                tracing::error!(%error, "a chart could not be drawn");
                self.spots = Vec::new();
            }
        }
        self.calls += self.picture.calls;
        self.words = chart.in_words(look.language);
        if !self.spots.is_empty() {
            self.words.push_str(if look.language == Language::English { ". " } else { "。" });
            self.words.push_str(look.language.text("chart.keys"));
        }
        self.chosen = self.chosen.min(self.spots.len().saturating_sub(1));
    }

    /// Arrow keys move between marks, Enter opens one.
    fn keys(&mut self, ui: &Ui, response: &Response) -> Option<MarkOf> {
        if !response.has_focus() {
            return None;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (series, place) = self.spots.get(self.chosen).map(|spot| (spot.series, spot.place))?;
        let step = |wanted: &dyn Fn(&Spot) -> bool, least: &dyn Fn(&Spot) -> usize| {
            let found = self.spots.iter().enumerate().filter(|(_, spot)| wanted(spot));
            found.min_by_key(|(_, spot)| least(spot)).map(|(place, _)| place)
        };
        let next = if pressed(Key::ArrowRight) {
            step(&|spot| spot.series == series && spot.place > place, &|spot| spot.place)
        } else if pressed(Key::ArrowLeft) {
            step(&|spot| spot.series == series && spot.place < place, &|spot| usize::MAX - spot.place)
        } else if pressed(Key::ArrowDown) {
            step(&|spot| spot.series > series, &|spot| spot.series * 10_000 + spot.place.abs_diff(place))
        } else if pressed(Key::ArrowUp) {
            step(&|spot| spot.series < series, &|spot| {
                (series - spot.series) * 10_000 + spot.place.abs_diff(place)
            })
        } else if pressed(Key::Home) {
            step(&|spot| spot.series == series, &|spot| spot.place)
        } else if pressed(Key::End) {
            step(&|spot| spot.series == series, &|spot| usize::MAX - spot.place)
        } else {
            None
        };
        if let Some(next) = next {
            self.chosen = next;
        }
        (pressed(Key::Enter) || pressed(Key::Space)).then_some((series, place))
    }
}

/// The words of a mark beside it.
fn tip(ui: &Ui, id: Id, area: Rect, words: &str) {
    Tooltip::always_open(ui.ctx().clone(), ui.layer_id(), id, area).show(|ui| ui.label(words));
}

fn on_screen(area: Area, corner: Vec2, scale: f32) -> Rect {
    let at = pos2(narrow(area.left), narrow(area.top)) / scale + corner;
    Rect::from_min_size(at, vec2(narrow(area.width), narrow(area.height)) / scale)
}

fn style(tokens: &Tokens, look: Look) -> ChartStyle {
    ChartStyle {
        ground: chart_colour(tokens.panel),
        ink: chart_colour(tokens.text),
        faded: chart_colour(tokens.text_weak),
        rule: chart_colour(tokens.line),
        series: tokens.series.map(chart_colour),
        good: chart_colour(tokens.done),
        bad: chart_colour(tokens.accent_text),
        soon: chart_colour(tokens.behind),
        text_size: f64::from(look.text_size * look.scale),
        language: look.language,
    }
}

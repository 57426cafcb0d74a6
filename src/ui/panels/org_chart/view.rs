//! From points of the chart to points of the screen and back, and which letters are made for the zoom.

use std::collections::HashSet;

use eframe::egui::{Pos2, Rect, vec2};

use crate::rules::org_view;
use crate::ui::pixels::narrow;

/// From points of the chart to points of the screen and back.
pub(super) struct View {
    pub(super) rect: Rect,
    pub(super) centre: Pos2,
    pub(super) zoom: f32,
}

impl View {
    pub(super) fn to_screen(&self, point: org_view::Point) -> Pos2 {
        let offset = vec2(narrow(point.x) - self.centre.x, narrow(point.y) - self.centre.y);
        self.rect.center() + offset * self.zoom
    }

    pub(super) fn to_chart(&self, point: Pos2) -> org_view::Point {
        let offset = (point - self.rect.center()) / self.zoom + self.centre.to_vec2();
        org_view::Point { x: f64::from(offset.x), y: f64::from(offset.y) }
    }

    pub(super) fn window(&self) -> org_view::Rect {
        let size = self.rect.size() / self.zoom;
        let corner = self.to_chart(self.rect.min);
        org_view::Rect { x: corner.x, y: corner.y, width: f64::from(size.x), height: f64::from(size.y) }
    }

    pub(super) fn rect(&self, card: org_view::Rect) -> Rect {
        let min = self.to_screen(org_view::Point { x: card.x, y: card.y });
        Rect::from_min_size(min, vec2(narrow(card.width), narrow(card.height)) * self.zoom)
    }
}

/// Cards whose letters are made for the zoom in one frame: so many stay within the time of a frame.
const SHARPENED_A_FRAME: usize = 10;

/// Which cards have letters made for the zoom. While the zoom changes none has; once it rests, some more each frame.
#[derive(Default)]
pub(super) struct Sharpness {
    zoom: f32,
    cards: HashSet<u32>,
    allowance: usize,
    waiting: bool,
}

impl Sharpness {
    /// Begins a frame.
    pub(super) fn begin(&mut self, zoom: f32) {
        self.waiting = false;
        if self.zoom.to_bits() == zoom.to_bits() {
            self.allowance = SHARPENED_A_FRAME;
        } else {
            self.zoom = zoom;
            self.cards.clear();
            self.allowance = 0;
        }
    }

    /// Whether the letters of a card are drawn for the zoom.
    pub(super) fn is_sharp(&mut self, place: u32) -> bool {
        if self.cards.contains(&place) {
            return true;
        }
        self.waiting |= self.allowance == 0;
        let sharpens = self.allowance > 0;
        if sharpens {
            self.allowance -= 1;
            self.cards.insert(place);
        }
        sharpens
    }

    /// Whether another frame has something to do.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting
    }
}

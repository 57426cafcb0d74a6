//! The organisation chart as a drawing.

use std::sync::Arc;

use super::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use super::font::Typeface;
use super::palette;
use super::portrait::Portrait;
use crate::rules::org_layout::{Layout, Size};
use crate::rules::org_view::{Point, Rect, dotted_way};

/// Lengths of a card, in points.
const PADDING: f64 = 10.0;
const TITLE_SIZE: f64 = 12.0;
const TITLE_LINE: f64 = 17.0;
const LINE_SIZE: f64 = 9.5;
const LINE: f64 = 13.5;
const AVATAR: f64 = 15.0;
const RADIUS: f64 = 4.0;
/// White around the chart.
const BORDER: f64 = 36.0;
const HEADING: f64 = 34.0;

/// What a card stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardKind {
    /// A unit: its title stands on a tinted ground.
    Unit,
    /// A post.
    #[default]
    Post,
    /// A person.
    Person,
}

/// What happened to a card between two dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// Nothing, or no comparison.
    #[default]
    None,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere.
    Moved,
}

/// What a card says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrgCard {
    /// The name of the person, post or unit.
    pub title: String,
    /// The chosen fields, one a line.
    pub lines: Vec<String>,
    /// What stands in the circle when there is no picture, such as 张 or ZW; empty: no circle.
    pub initials: String,
    /// The picture that stands in the circle instead.
    pub portrait: Option<Arc<Portrait>>,
    /// Whether the post has no holder.
    pub is_vacant: bool,
    /// What it stands for.
    pub kind: CardKind,
    /// What happened to it.
    pub change: Change,
}

impl OrgCard {
    /// The size that shows the card in full, between `least` and `most` wide; longer texts are cut with an ….
    pub fn size(&self, typeface: &Typeface, least: f64, most: f64) -> Size {
        let title = typeface.text_width(true, TITLE_SIZE, &self.title);
        let lines =
            self.lines.iter().map(|line| typeface.text_width(false, LINE_SIZE, line)).fold(0.0, f64::max);
        let width = (self.text_left() + title.max(lines) + PADDING).clamp(least, most.max(least)).ceil();
        let text = self.lines.iter().fold(TITLE_LINE, |height, _| height + LINE);
        let avatar = if self.has_circle() { 2.0 * AVATAR } else { 0.0 };
        Size { width, height: text.max(avatar) + 2.0 * PADDING }
    }

    fn text_left(&self) -> f64 {
        if self.has_circle() { 2.0 * PADDING + 2.0 * AVATAR } else { PADDING }
    }

    fn has_circle(&self) -> bool {
        self.portrait.is_some() || !self.initials.is_empty()
    }

    fn accent(&self) -> Option<Ink> {
        match self.change {
            Change::None => None,
            Change::Added => Some(palette::ADDED),
            Change::Removed => Some(palette::REMOVED),
            Change::Moved => Some(palette::MOVED),
        }
    }
}

/// A whole chart.
#[derive(Clone, Copy, Debug)]
pub struct OrgChart<'a> {
    /// The heading, such as the body's name and the date the chart is of; empty: none.
    pub heading: &'a str,
    /// The cards, by node.
    pub cards: &'a [OrgCard],
    /// Where they stand, laid out with [`OrgCard::size`].
    pub layout: &'a Layout,
    /// Second reporting lines: a node and the superior it also reports to.
    pub dotted: &'a [(u32, u32)],
    /// The node marked with the accent, usually the root or the one that was searched for.
    pub marked: Option<u32>,
}

impl OrgChart<'_> {
    /// Draws the visible cards and lines.
    pub fn draw(&self, typeface: &Typeface) -> Drawing {
        let bounds = self.layout.bounds();
        let heading = if self.heading.is_empty() { 0.0 } else { HEADING };
        let heading_width = typeface.text_width(true, 16.0, self.heading);
        let width = bounds.width.max(heading_width) + 2.0 * BORDER;
        let height = bounds.height + 2.0 * BORDER + heading;
        let shift = Point { x: (width - bounds.width) / 2.0 - bounds.x, y: BORDER + heading - bounds.y };
        let moved = |point: Point| Point { x: point.x + shift.x, y: point.y + shift.y };

        let mut items = vec![Item::Rect {
            rect: Rect { x: 0.0, y: 0.0, width, height },
            radius: 0.0,
            fill: Some(palette::PAPER),
            stroke: None,
        }];
        if !self.heading.is_empty() {
            items.push(Item::Text {
                // Where the first of several sheets begins.
                position: Point { x: BORDER, y: BORDER + 14.0 },
                anchor: Anchor::Start,
                size: 16.0,
                is_bold: true,
                ink: palette::INK,
                text: self.heading.to_owned(),
            });
        }
        self.layout.lines_in(bounds, |_, line| {
            let points = vec![moved(line.from), moved(line.to)];
            items.push(Item::Polyline { points, stroke: Stroke::solid(palette::RULE, 1.0) });
        });
        for &(node, superior) in self.dotted {
            if let (Some(from), Some(to)) = (self.layout.position(superior), self.layout.position(node)) {
                let points = dotted_way(from, to).map(moved).to_vec();
                let stroke = Stroke::solid(palette::FADED_INK, 1.0).dashed(2.0, 3.0);
                items.push(Item::Polyline { points, stroke });
            }
        }
        for (node, rect) in self.layout.cards() {
            if let Some(card) = self.cards.get(node as usize) {
                let corner = moved(Point { x: rect.x, y: rect.y });
                let rect = Rect { x: corner.x, y: corner.y, ..rect };
                draw_card(&mut items, typeface, card, rect, self.marked == Some(node));
            }
        }
        Drawing { width, height, title: self.heading.to_owned(), items }
    }
}

fn draw_card(items: &mut Vec<Item>, typeface: &Typeface, card: &OrgCard, rect: Rect, is_marked: bool) {
    let is_gone = card.change == Change::Removed;
    let outline = match (is_marked, card.accent()) {
        (true, _) => Stroke::solid(palette::CINNABAR, 1.5),
        (false, Some(ink)) => Stroke::solid(ink, 1.5),
        (false, None) => Stroke::solid(palette::RULE, 0.75),
    };
    let outline = if card.is_vacant || is_gone { outline.dashed(4.0, 3.0) } else { outline };
    let fill = if card.is_vacant || is_gone { palette::PAPER } else { palette::SHEET };
    items.push(Item::Rect { rect, radius: RADIUS, fill: Some(fill), stroke: Some(outline) });
    if card.kind == CardKind::Unit {
        let header = Rect {
            x: rect.x + 1.0,
            y: rect.y + 1.0,
            width: rect.width - 2.0,
            height: (PADDING + TITLE_LINE).min(rect.height - 2.0),
        };
        items.push(Item::Rect {
            rect: header,
            radius: RADIUS - 1.0,
            fill: Some(palette::TINT),
            stroke: None,
        });
    }
    if is_marked {
        let bar = Rect { x: rect.x, y: rect.y + RADIUS, width: 3.0, height: rect.height - 2.0 * RADIUS };
        items.push(Item::Rect { rect: bar, radius: 0.0, fill: Some(palette::CINNABAR), stroke: None });
    }
    let ink = if card.is_vacant || is_gone { palette::FADED_INK } else { palette::INK };
    if let Some(picture) = &card.portrait {
        let centre = Point { x: rect.x + PADDING + AVATAR, y: rect.y + rect.height / 2.0 };
        items.push(Item::Portrait { centre, radius: AVATAR, picture: picture.clone() });
    } else if !card.initials.is_empty() {
        let centre = Point { x: rect.x + PADDING + AVATAR, y: rect.y + rect.height / 2.0 };
        let ground = if is_marked { palette::CINNABAR } else { palette::TINT };
        let dash = Stroke::solid(palette::RULE, 0.75).dashed(2.0, 2.0);
        items.push(Item::Circle {
            centre,
            radius: AVATAR,
            fill: (!card.is_vacant).then_some(ground),
            stroke: card.is_vacant.then_some(dash),
        });
        items.push(Item::Text {
            position: Point { x: centre.x, y: centre.y + TITLE_SIZE * 0.36 },
            anchor: Anchor::Middle,
            size: TITLE_SIZE,
            is_bold: true,
            ink: if is_marked && !card.is_vacant { palette::SHEET } else { ink },
            text: typeface.fit(true, TITLE_SIZE, &card.initials, 2.0 * AVATAR),
        });
    }
    let left = rect.x + card.text_left();
    let room = rect.right() - PADDING - left;
    let mut text = |y: f64, size: f64, is_bold: bool, ink: Ink, text: &str| {
        items.push(Item::Text {
            position: Point { x: left, y },
            anchor: Anchor::Start,
            size,
            is_bold,
            ink,
            // The width was rounded to a whole point, so a text that fits exactly must not be cut for a hair.
            text: typeface.fit(is_bold, size, text, room + 0.01),
        });
    };
    let mut y = rect.y + PADDING + TITLE_SIZE;
    text(y, TITLE_SIZE, true, ink, &card.title);
    y += TITLE_LINE - 1.0;
    for line in &card.lines {
        text(y, LINE_SIZE, false, palette::FADED_INK, line);
        y += LINE;
    }
}

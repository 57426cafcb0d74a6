//! What of a laid out chart is to be seen: places, the cards and lines within a window, the card at a point.

use super::org_contour::NONE;
use super::org_layout::{Direction, Layout, TOP, at, length};

/// A point of the chart; right and down are positive.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A rectangle of the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f64,
    /// The top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The bottom edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// How far a point lies outside; 0 inside.
    pub fn distance(&self, point: Point) -> f64 {
        let x = (self.x - point.x).max(point.x - self.right()).max(0.0);
        let y = (self.y - point.y).max(point.y - self.bottom()).max(0.0);
        x.hypot(y)
    }

    /// Whether the two share a point, an edge included.
    fn touches(&self, other: &Self) -> bool {
        self.x <= other.right()
            && other.x <= self.right()
            && self.y <= other.bottom()
            && other.y <= self.bottom()
    }

    /// With across and down exchanged.
    fn turned(self) -> Self {
        Self { x: self.y, y: self.x, width: self.height, height: self.width }
    }
}

/// A straight piece of a reporting line, always level or upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
}

/// A visible card on a walk from the top, with its place before the direction is applied.
#[derive(Clone, Copy, Debug)]
struct Visit {
    rank: u32,
    place: Place,
}

/// The centre across and the near edge down of a card.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    across: f64,
    down: f64,
}

/// Goes over the visible cards, each before its subordinates and in order, and skips every subtree outside a window.
///
/// Places are added up on the way, so nothing has to be stored or mended after a change.
struct Walk<'layout> {
    layout: &'layout Layout,
    window: Option<Rect>,
    waiting: Vec<Visit>,
}

impl Walk<'_> {
    fn push_family(&mut self, visit: Visit) {
        let from = self.waiting.len();
        let (waiting, window) = (&mut self.waiting, &self.window);
        self.layout.place_family(visit, |child, subtree| {
            if window.as_ref().is_none_or(|window| window.touches(&subtree)) {
                waiting.push(child);
            }
        });
        if let Some(family) = self.waiting.get_mut(from..) {
            family.reverse();
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Visit;

    fn next(&mut self) -> Option<Visit> {
        let visit = self.waiting.pop()?;
        self.push_family(visit);
        Some(visit)
    }
}

impl Layout {
    /// The card's rectangle; `None` when a superior is collapsed or the node is unknown.
    pub fn position(&self, node: u32) -> Option<Rect> {
        let visit = self.visit(at(&self.rank_of, node, NONE))?;
        Some(self.turn(self.card(visit)))
    }

    /// The rectangle around all visible cards.
    pub fn bounds(&self) -> Rect {
        let (left, right) = at(&self.span, TOP, (0.0, 0.0));
        let height = (at(&self.reach, TOP, 0.0) - self.options.level_gap).max(0.0);
        self.turn(Rect { x: left, y: 0.0, width: right - left, height })
    }

    /// Every visible node with the rectangle of its card, each before its subordinates, in order.
    pub fn cards(&self) -> impl Iterator<Item = (u32, Rect)> + '_ {
        self.walk(None).map(|visit| (at(&self.node_of, visit.rank, NONE), self.turn(self.card(visit))))
    }

    /// The nodes whose cards show within a window, with the rectangles of the cards.
    pub fn in_rect(&self, window: Rect) -> impl Iterator<Item = (u32, Rect)> + '_ {
        self.walk(Some(self.turn(window)))
            .map(|visit| (at(&self.node_of, visit.rank, NONE), self.turn(self.card(visit))))
            .filter(move |(_, card)| card.overlaps(&window))
    }

    /// Calls `draw` with every piece of a reporting line that shows within a window, and the superior it leaves from.
    pub fn lines_in(&self, window: Rect, mut draw: impl FnMut(u32, Segment)) {
        let mut pieces = Vec::new();
        for visit in self.walk(Some(self.turn(window))) {
            pieces.clear();
            self.lines_of_visit(visit, &mut pieces);
            let node = at(&self.node_of, visit.rank, NONE);
            for piece in pieces.iter().filter(|piece| touches(piece, &window)) {
                draw(node, *piece);
            }
        }
    }

    /// The reporting lines from a card to its visible subordinates: a trunk, a bar, a branch to each, and for a block
    /// one line for each pair of columns.
    pub fn lines_of(&self, node: u32) -> Vec<Segment> {
        let mut pieces = Vec::new();
        if let Some(visit) = self.visit(at(&self.rank_of, node, NONE)) {
            self.lines_of_visit(visit, &mut pieces);
        }
        pieces
    }

    /// The visible card nearest to a point, and how far away it is; 0 on the card.
    pub fn nearest(&self, point: Point) -> Option<(u32, f64)> {
        let mut radius = 64.0;
        let enough = self.bounds().distance(point) + self.bounds().width + self.bounds().height + radius;
        loop {
            let window =
                Rect { x: point.x - radius, y: point.y - radius, width: 2.0 * radius, height: 2.0 * radius };
            let found = self
                .in_rect(window)
                .map(|(node, card)| (node, card.distance(point)))
                .min_by(|first, second| first.1.total_cmp(&second.1));
            match found {
                // A card in the corner of the window may be further than one just outside its side.
                Some((_, distance)) if distance > radius => radius = distance + 1.0,
                Some(found) => return Some(found),
                None if radius > enough => return None,
                None => radius *= 4.0,
            }
        }
    }

    fn walk(&self, window: Option<Rect>) -> Walk<'_> {
        let mut walk = Walk { layout: self, window, waiting: Vec::new() };
        walk.push_family(Visit { rank: TOP, place: Place::default() });
        walk
    }

    /// Adds up the place of one rank.
    fn visit(&self, rank: u32) -> Option<Visit> {
        if rank == NONE || rank == TOP {
            return None;
        }
        let mut path = vec![rank];
        let mut above = at(&self.parent, rank, NONE);
        while above != NONE {
            if at(&self.collapsed, above, false) {
                return None;
            }
            path.push(above);
            above = at(&self.parent, above, NONE);
        }
        let mut place = Place::default();
        let mut superior = path.pop()?;
        while let Some(next) = path.pop() {
            let visit = Visit { rank: superior, place };
            if path.is_empty() {
                let mut found = None;
                self.place_family(visit, |child, _| {
                    if child.rank == next {
                        found = Some(child);
                    }
                });
                return found;
            }
            // Only the last of the path can stand in a block: the others have subordinates.
            place = Place { across: place.across + self.offset(next), down: self.family_top(visit) };
            superior = next;
        }
        None
    }

    /// Exchanges across and down when the chart grows to the right. It is its own inverse.
    fn turn(&self, rect: Rect) -> Rect {
        match self.options.direction {
            Direction::TopDown => rect,
            Direction::LeftToRight => rect.turned(),
        }
    }

    /// A card before the direction is applied.
    fn card(&self, visit: Visit) -> Rect {
        let (across, down) = at(&self.size, visit.rank, (0.0, 0.0));
        Rect { x: visit.place.across - across / 2.0, y: visit.place.down, width: across, height: down }
    }

    /// Where the subordinates of a card stand.
    fn family_top(&self, visit: Visit) -> f64 {
        visit.place.down + at(&self.size, visit.rank, (0.0, 0.0)).1 + self.options.level_gap
    }

    fn lines_of_visit(&self, visit: Visit, pieces: &mut Vec<Segment>) {
        let children = self.shown_children(visit.rank);
        let card = self.card(visit);
        if children.is_empty() {
            return;
        }
        let trunk = card.x + card.width / 2.0;
        let gap = self.options.sibling_gap;
        let family_top = card.bottom() + self.options.level_gap;
        let bar = card.bottom() + self.options.level_gap / 2.0;
        let (mut first, mut last) = (trunk, trunk);
        let mut rest = children;
        let mut add = |x1: f64, y1: f64, x2: f64, y2: f64| {
            let turned = self.options.direction == Direction::LeftToRight;
            let point = |x, y| if turned { Point { x: y, y: x } } else { Point { x, y } };
            pieces.push(Segment { from: point(x1, y1), to: point(x2, y2) });
        };
        while let Some(&head) = rest.first() {
            let count = self.run(head).max(1);
            let (members, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            let centre = visit.place.across + self.offset(head);
            if count == 1 {
                add(centre, bar, centre, family_top);
                first = first.min(centre);
                last = last.max(centre);
                continue;
            }
            let block = self.block(members);
            for pair in (0..block.columns).step_by(2) {
                // The line runs in the gap after the first column of a pair; a last single column has it before.
                let is_single = pair + 1 >= block.columns;
                let side = if is_single { -0.5 } else { 0.5 };
                let line = block.column_centre(centre, pair, gap) + side * (block.card_across + gap);
                let mut end = bar;
                for (row, cards) in members.chunks(block.columns).enumerate() {
                    let middle = family_top + length(row) * (block.card_down + gap) + block.card_down / 2.0;
                    for (column, &member) in cards.iter().enumerate().skip(pair).take(2) {
                        let half = at(&self.size, member, (0.0, 0.0)).0 / 2.0;
                        let card_centre = block.column_centre(centre, column, gap);
                        let edge = if card_centre < line { card_centre + half } else { card_centre - half };
                        add(line, middle, edge, middle);
                        end = middle;
                    }
                }
                add(line, bar, line, end);
                first = first.min(line);
                last = last.max(line);
            }
        }
        add(trunk, card.bottom(), trunk, bar);
        if first < last {
            add(first, bar, last, bar);
        }
    }

    /// Calls `take` with each shown subordinate of a card in order, and with the rectangle of its visible subtree.
    fn place_family(&self, superior: Visit, mut take: impl FnMut(Visit, Rect)) {
        let top = self.family_top(superior);
        let gap = self.options.sibling_gap;
        let mut rest = self.shown_children(superior.rank);
        while let Some(&head) = rest.first() {
            let centre = superior.place.across + self.offset(head);
            let count = self.run(head).max(1);
            let (members, others) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = others;
            if count == 1 {
                let (left, right) = at(&self.span, head, (0.0, 0.0));
                let height = at(&self.reach, head, 0.0);
                let subtree = Rect { x: centre + left, y: top, width: right - left, height };
                take(Visit { rank: head, place: Place { across: centre, down: top } }, subtree);
                continue;
            }
            let block = self.block(members);
            for (row, cards) in members.chunks(block.columns).enumerate() {
                let down = top + length(row) * (block.card_down + gap);
                for (column, &member) in cards.iter().enumerate() {
                    let visit = Visit {
                        rank: member,
                        place: Place { across: block.column_centre(centre, column, gap), down },
                    };
                    take(visit, self.card(visit));
                }
            }
        }
    }
}

/// Whether a level or upright piece touches a window.
fn touches(piece: &Segment, window: &Rect) -> bool {
    let (left, right) = (piece.from.x.min(piece.to.x), piece.from.x.max(piece.to.x));
    let (top, bottom) = (piece.from.y.min(piece.to.y), piece.from.y.max(piece.to.y));
    left <= window.right() && right >= window.x && top <= window.bottom() && bottom >= window.y
}

/// The way of a dotted line from one card to another: it leaves and enters at the sides that face each other.
pub fn dotted_way(from: Rect, to: Rect) -> [Point; 4] {
    let (start, end) = (from.centre(), to.centre());
    if from.bottom() <= to.y || to.bottom() <= from.y {
        let (exit, entry) = if start.y < end.y { (from.bottom(), to.y) } else { (from.y, to.bottom()) };
        // A quarter of the way from the entry, so that it does not lie on the solid bar in the middle of the gap.
        let bar = entry + (exit - entry).clamp(-10.0, 10.0);
        // Beside the middle, where the solid lines come and go.
        let (leave, arrive) = (start.x + from.width / 4.0, end.x + to.width / 4.0);
        return [
            Point { x: leave, y: exit },
            Point { x: leave, y: bar },
            Point { x: arrive, y: bar },
            Point { x: arrive, y: entry },
        ];
    }
    let (exit, entry) = if start.x < end.x { (from.right(), to.x) } else { (from.x, to.right()) };
    let bar = f64::midpoint(exit, entry);
    [
        Point { x: exit, y: start.y },
        Point { x: bar, y: start.y },
        Point { x: bar, y: end.y },
        Point { x: entry, y: end.y },
    ]
}

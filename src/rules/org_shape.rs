//! Which shape of an organisation chart shows it largest: leaves beside each other are read at once, leaves in columns
//! need less room.

use super::org_layout::{Direction, Layout, LeafColumns, Options, Size};
use super::org_tree::Forest;

/// Charts of more nodes are not read as a whole, and trying several shapes would take time.
const MOST_TRIED: usize = 2_000;

/// From how many leaves on they stand in a block, and in how many columns; the first is taken unless another shows the
/// chart clearly larger.
const SHAPES: [(u32, LeafColumns); 5] = [
    (5, LeafColumns::Balanced),
    (3, LeafColumns::Balanced),
    (2, LeafColumns::Exactly(2)),
    (3, LeafColumns::Exactly(1)),
    (2, LeafColumns::Exactly(1)),
];

/// What another shape must gain to be taken.
const CLEARLY: f64 = 1.05;

/// How large a chart can be drawn in a room: the factor on its size, 1 and less.
pub fn fitting(layout: &Layout, room: Size) -> f64 {
    let bounds = layout.bounds();
    (room.width / bounds.width.max(1.0)).min(room.height / bounds.height.max(1.0)).min(1.0)
}

/// The options with which a chart is drawn largest in a room. `size` and `collapsed` are as for [`Layout::new`].
pub fn shape_for(
    forest: &Forest,
    size: impl Fn(u32) -> Size,
    collapsed: impl Fn(u32) -> bool,
    direction: Direction,
    room: Size,
) -> Options {
    let mut best = Options { direction, ..Options::default() };
    if forest.len() > MOST_TRIED {
        return best;
    }
    let mut largest = 0.0;
    for (compact_from, leaf_columns) in SHAPES {
        let options = Options { compact_from: Some(compact_from), leaf_columns, ..best };
        let factor = fitting(&Layout::new(forest, &size, &collapsed, options), room);
        if factor > largest * CLEARLY {
            (best, largest) = (options, factor);
        }
    }
    best
}

/// Hides the levels that would make a chart too small to be read in a room: as many are shown as fit with the factor
/// `least`, and two at any rate. A chart of very many nodes is left as it is. Tells whether anything was hidden.
pub fn hide_unreadable(layout: &mut Layout, levels: u32, nodes: usize, room: Size, least: f64) -> bool {
    if nodes > MOST_TRIED || fitting(layout, room) >= least {
        return false;
    }
    for shown in (2..levels.max(3)).rev() {
        layout.collapse_below(shown);
        if fitting(layout, room) >= least {
            break;
        }
    }
    true
}

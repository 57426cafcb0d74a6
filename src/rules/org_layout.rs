//! Where each card of an organisation chart stands.
//!
//! The layout is van der Ploeg's linear tidy layout with real box sizes, packed by [`super::org_contour`], with runs
//! of leaves folded into compact blocks of several columns. Places are kept relative to the superior, so a change
//! packs again only the families from the changed card up to the root; places are added up when they are asked for.

use super::org_contour::{Cell, Contours, Gaps, Link, NONE, Unit, Workspace, middle};
use super::org_tree::{Forest, MoveError};

/// The rank of the invisible superior of all roots.
pub(super) const TOP: u32 = 0;

/// Which way the chart grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Subordinates stand below their superior.
    #[default]
    TopDown,
    /// Subordinates stand to the right of their superior.
    LeftToRight,
}

/// How many columns a compact block of leaves has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeafColumns {
    /// As many as make the block about one and a half times as wide as it is high.
    #[default]
    Balanced,
    /// This many; 0 counts as 1.
    Exactly(u32),
}

/// The size of a card, in the units of the chart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// How the chart is laid out. Gaps are in the units of the card sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Which way the chart grows.
    pub direction: Direction,
    /// Between a superior and the subordinates.
    pub level_gap: f64,
    /// Between siblings, and between the columns and rows of a block.
    pub sibling_gap: f64,
    /// Between cards with different superiors.
    pub subtree_gap: f64,
    /// Neighbouring siblings without visible subordinates become a block from this number on; `None`: never.
    pub compact_from: Option<u32>,
    /// The columns of such a block.
    pub leaf_columns: LeafColumns,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            direction: Direction::TopDown,
            level_gap: 40.0,
            sibling_gap: 20.0,
            subtree_gap: 32.0,
            compact_from: Some(5),
            leaf_columns: LeafColumns::Balanced,
        }
    }
}

/// A compact block of leaves. Across and down are meant before the direction is applied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) columns: usize,
    /// The room of one card.
    pub(super) card_across: f64,
    pub(super) card_down: f64,
    pub(super) across: f64,
    pub(super) down: f64,
}

impl Block {
    /// The centre across of a column of the block whose centre is `centre`.
    pub(super) fn column_centre(&self, centre: f64, column: usize, gap: f64) -> f64 {
        let indent = if self.columns == 1 { gap } else { 0.0 };
        centre - self.across / 2.0
            + indent
            + self.card_across / 2.0
            + length(column) * (self.card_across + gap)
    }
}

/// A laid out chart. Nodes are those of the [`Forest`] it was made from.
///
/// Inside, nodes have ranks: in the order of levels, so that subordinates stand next to each other in memory. Rank 0
/// is an invisible superior of all roots.
#[derive(Clone, Debug)]
pub struct Layout {
    pub(super) options: Options,
    pub(super) node_of: Vec<u32>,
    pub(super) rank_of: Vec<u32>,
    pub(super) parent: Vec<u32>,
    /// Where the subordinates of a rank start in `family`, and how many they are.
    first_child: Vec<u32>,
    child_count: Vec<u32>,
    family: Vec<u32>,
    /// Card sizes across and down.
    pub(super) size: Vec<(f64, f64)>,
    pub(super) collapsed: Vec<bool>,
    /// 1: stands alone; more: the first of a block of that many; 0: a later one of a block.
    run: Vec<u32>,
    /// The centre of a card or, for the first of a block, of the block, from that of the superior.
    offset: Vec<f64>,
    /// How far down the visible subtree reaches, gaps included.
    pub(super) reach: Vec<f64>,
    /// The left and right edge of the visible subtree, from the card's centre.
    pub(super) span: Vec<(f64, f64)>,
    /// Whether ranks no longer are in the order of levels, because a card was moved.
    is_shuffled: bool,
    contours: Contours,
    workspace: Workspace,
}

impl Layout {
    /// Lays out a forest. `size` gives the size of each card, `collapsed` tells whether its subordinates are hidden.
    pub fn new(
        forest: &Forest,
        size: impl Fn(u32) -> Size,
        collapsed: impl Fn(u32) -> bool,
        options: Options,
    ) -> Self {
        let count = forest.len() + 1;
        let mut layout = Self {
            options,
            node_of: Vec::with_capacity(count),
            rank_of: vec![NONE; forest.len()],
            parent: Vec::with_capacity(count),
            first_child: Vec::with_capacity(count),
            child_count: Vec::with_capacity(count),
            family: Vec::with_capacity(forest.len()),
            size: Vec::with_capacity(count),
            collapsed: Vec::with_capacity(count),
            run: vec![1; count],
            offset: vec![0.0; count],
            reach: vec![0.0; count],
            span: vec![(0.0, 0.0); count],
            is_shuffled: false,
            contours: Contours { cells: Vec::with_capacity(count * 2) },
            workspace: Workspace::default(),
        };
        layout.node_of.push(NONE);
        layout.parent.push(NONE);
        // Its negative height cancels the gap below it, so that the roots stand at 0.
        layout.size.push((0.0, -options.level_gap));
        layout.collapsed.push(false);
        let mut rank = 0;
        while let Some(&node) = layout.node_of.get(rank as usize) {
            let children = if rank == TOP { forest.roots() } else { forest.children(node) };
            layout.first_child.push(u32::try_from(layout.family.len()).unwrap_or(NONE));
            layout.child_count.push(u32::try_from(children.len()).unwrap_or(NONE));
            for &child in children {
                let child_rank = u32::try_from(layout.node_of.len()).unwrap_or(NONE);
                let card = size(child);
                layout.node_of.push(child);
                layout.parent.push(rank);
                layout.family.push(child_rank);
                layout.collapsed.push(collapsed(child));
                layout.size.push(match options.direction {
                    Direction::TopDown => (card.width, card.height),
                    Direction::LeftToRight => (card.height, card.width),
                });
                set(&mut layout.rank_of, child, child_rank);
            }
            rank += 1;
        }
        layout.arrange_all();
        layout
    }

    /// Hides or shows the subordinates of a card.
    pub fn set_collapsed(&mut self, node: u32, collapsed: bool) {
        let rank = at(&self.rank_of, node, NONE);
        if let Some(state) = self.collapsed.get_mut(rank as usize).filter(|state| **state != collapsed) {
            *state = collapsed;
            self.refresh(&[rank]);
        }
    }

    /// Whether the subordinates of a card are hidden.
    pub fn is_collapsed(&self, node: u32) -> bool {
        at(&self.collapsed, at(&self.rank_of, node, NONE), false)
    }

    /// Shows `levels` levels and hides everything below; 1 shows the roots only.
    pub fn collapse_below(&mut self, levels: u32) {
        let mut depth = vec![0_u32; self.node_of.len()];
        let mut waiting = vec![TOP];
        while let Some(rank) = waiting.pop() {
            let below = at(&depth, rank, 0) + 1;
            set(&mut self.collapsed, rank, rank != TOP && below > levels);
            for index in 0..self.children(rank).len() {
                let Some(child) = self.children(rank).get(index).copied() else { continue };
                set(&mut depth, child, below);
                waiting.push(child);
            }
        }
        self.arrange_all();
    }

    /// Shows a card that is hidden by collapsed superiors, as a search that flies to it needs. Tells whether
    /// anything was hidden.
    pub fn reveal(&mut self, node: u32) -> bool {
        let mut opened = Vec::new();
        let mut rank = at(&self.parent, at(&self.rank_of, node, NONE), NONE);
        while rank != NONE {
            if at(&self.collapsed, rank, false) {
                set(&mut self.collapsed, rank, false);
                opened.push(rank);
            }
            rank = at(&self.parent, rank, NONE);
        }
        // Nearest first, so a superior is packed after everything opened below it.
        if let Some(&nearest) = opened.first() {
            self.refresh(&[nearest]);
        }
        !opened.is_empty()
    }

    /// Puts a card under another superior (`None`: makes it a root) as subordinate number `position`, counted after
    /// it has left its old place, as [`Forest::move_node`] does.
    ///
    /// # Errors
    /// When a node is unknown or the move would close a ring; nothing has changed then.
    pub fn move_node(&mut self, node: u32, superior: Option<u32>, position: usize) -> Result<(), MoveError> {
        for asked in std::iter::once(node).chain(superior) {
            if asked as usize >= self.rank_of.len() {
                return Err(MoveError::Unknown(asked));
            }
        }
        let rank = at(&self.rank_of, node, NONE);
        let new = superior.map_or(TOP, |superior| at(&self.rank_of, superior, NONE));
        let mut above = new;
        while above != NONE {
            if above == rank {
                return Err(MoveError::Cycle { node, superior: superior.unwrap_or(node) });
            }
            above = at(&self.parent, above, NONE);
        }
        let old = at(&self.parent, rank, TOP);
        let mut siblings = self.children(old).to_vec();
        siblings.retain(|&sibling| sibling != rank);
        self.set_children(old, &siblings);
        let mut siblings = self.children(new).to_vec();
        siblings.insert(position.min(siblings.len()), rank);
        self.set_children(new, &siblings);
        set(&mut self.parent, rank, new);
        self.is_shuffled = true;
        self.refresh(&[old, new]);
        Ok(())
    }

    /// The visible or hidden subordinates of a rank.
    pub(super) fn children(&self, rank: u32) -> &[u32] {
        let start = at(&self.first_child, rank, 0) as usize;
        let count = at(&self.child_count, rank, 0) as usize;
        self.family.get(start..start + count).unwrap_or_default()
    }

    /// The subordinates of a rank that are shown.
    pub(super) fn shown_children(&self, rank: u32) -> &[u32] {
        if at(&self.collapsed, rank, false) { &[] } else { self.children(rank) }
    }

    pub(super) fn offset(&self, rank: u32) -> f64 {
        at(&self.offset, rank, 0.0)
    }

    pub(super) fn run(&self, rank: u32) -> usize {
        at(&self.run, rank, 1) as usize
    }

    fn set_children(&mut self, rank: u32, children: &[u32]) {
        if children.len() > self.children(rank).len() {
            set(&mut self.first_child, rank, u32::try_from(self.family.len()).unwrap_or(NONE));
            self.family.extend_from_slice(children);
        } else {
            let start = at(&self.first_child, rank, 0) as usize;
            if let Some(list) = self.family.get_mut(start..start + children.len()) {
                list.copy_from_slice(children);
            }
        }
        set(&mut self.child_count, rank, u32::try_from(children.len()).unwrap_or(NONE));
    }

    /// The block that `members` form.
    pub(super) fn block(&self, members: &[u32]) -> Block {
        let (mut card_across, mut card_down) = (0.0_f64, 0.0_f64);
        for &member in members {
            let (across, down) = at(&self.size, member, (0.0, 0.0));
            card_across = card_across.max(across);
            card_down = card_down.max(down);
        }
        let gap = self.options.sibling_gap;
        let pitch = (card_across + gap, card_down + gap);
        let columns = match self.options.leaf_columns {
            LeafColumns::Exactly(columns) => columns as usize,
            LeafColumns::Balanced => {
                let wanted = match self.options.direction {
                    Direction::TopDown => 1.5,
                    Direction::LeftToRight => 1.0 / 1.5,
                };
                let fits = |columns: &usize| {
                    let rows = members.len().div_ceil(*columns);
                    length(*columns) * pitch.0 >= wanted * length(rows) * pitch.1
                };
                let columns = (1..members.len()).find(fits).unwrap_or(members.len());
                // Pairs of columns share a line to the superior.
                if columns > 1 { columns.next_multiple_of(2) } else { columns }
            }
        };
        let columns = columns.clamp(1, members.len().max(1));
        let rows = members.len().div_ceil(columns);
        // A single column has its line at its near side.
        let across = if columns == 1 { card_across + gap } else { length(columns) * pitch.0 - gap };
        Block { columns, card_across, card_down, across, down: length(rows) * pitch.1 - gap }
    }

    fn arrange_all(&mut self) {
        let count = self.node_of.len();
        self.contours.cells.clear();
        self.contours.cells.resize(count, Cell::alone(0.0, 0.0));
        if !self.is_shuffled {
            for rank in (0..u32::try_from(count).unwrap_or(NONE)).rev() {
                self.arrange(rank);
            }
            return;
        }
        let mut sequence = Vec::with_capacity(count);
        sequence.push(TOP);
        let mut next = 0;
        while let Some(&rank) = sequence.get(next) {
            sequence.extend_from_slice(self.children(rank));
            next += 1;
        }
        for &rank in sequence.iter().rev() {
            self.arrange(rank);
        }
    }

    /// Packs the family of one node, whose subordinates have been arranged before.
    fn arrange(&mut self, rank: u32) {
        let (across, down) = at(&self.size, rank, (0.0, 0.0));
        let extent = down + self.options.level_gap;
        if self.shown_children(rank).is_empty() {
            set(&mut self.contours.cells, rank, Cell::alone(across / 2.0, extent));
            set(&mut self.reach, rank, extent);
            set(&mut self.span, rank, (-across / 2.0, across / 2.0));
            return;
        }
        let mut workspace = std::mem::take(&mut self.workspace);
        self.gather_units(rank, &mut workspace.units);
        let gaps = Gaps { sibling: self.options.sibling_gap, subtree: self.options.subtree_gap };
        self.contours.pack(&mut workspace, gaps);

        let units = &mut workspace.units;
        let centre = middle(&self.contours, units);
        let mut reach = 0.0_f64;
        let (mut left_edge, mut right_edge) = (-across / 2.0, across / 2.0);
        for unit in units.iter() {
            let offset = unit.centre - centre;
            set(&mut self.offset, unit.cell, offset);
            reach = reach.max(unit.reach);
            let (left, right) = at(&self.span, unit.cell, (0.0, 0.0));
            left_edge = left_edge.min(offset + left);
            right_edge = right_edge.max(offset + right);
        }
        set(&mut self.span, rank, (left_edge, right_edge));
        let left = self.contours.contour_below::<false>(units, centre);
        let right = match units.as_slice() {
            [only] => Link { cell: only.cell, shift: only.centre - centre },
            _ => {
                units.reverse();
                for unit in units.iter_mut() {
                    unit.centre = -unit.centre;
                }
                self.contours.contour_below::<true>(units, -centre)
            }
        };
        set(&mut self.contours.cells, rank, Cell { half: across / 2.0, extent, left, right });
        set(&mut self.reach, rank, extent + reach);
        self.workspace = workspace;
    }

    /// The subordinates of a rank as units: subtrees, single leaves, and blocks of neighbouring leaves.
    fn gather_units(&mut self, rank: u32, units: &mut Vec<Unit>) {
        units.clear();
        let start = at(&self.first_child, rank, 0) as usize;
        let end = start + at(&self.child_count, rank, 0) as usize;
        let compact_from = self.options.compact_from.map_or(usize::MAX, |number| number.max(2) as usize);
        let mut index = start;
        while index < end {
            let is_leaf = |child: &&u32| self.shown_children(**child).is_empty();
            let rest = self.family.get(index..end).unwrap_or_default();
            let length = rest.iter().take_while(is_leaf).count();
            let Some(&head) = rest.first() else { break };
            if length >= compact_from {
                let members = rest.get(..length).unwrap_or_default();
                let block = self.block(members);
                for member in members {
                    set(&mut self.run, *member, 0);
                }
                set(&mut self.run, head, u32::try_from(length).unwrap_or(NONE));
                let extent = block.down + self.options.level_gap;
                set(&mut self.contours.cells, head, Cell::alone(block.across / 2.0, extent));
                set(&mut self.span, head, (-block.across / 2.0, block.across / 2.0));
                units.push(Unit::new(head, extent));
                index += length;
                continue;
            }
            // The leaves before the next subtree, or that subtree, one by one.
            for &child in rest.iter().take(length.max(1)) {
                set(&mut self.run, child, 1);
                if length > 0 {
                    let (across, down) = at(&self.size, child, (0.0, 0.0));
                    let cell = Cell::alone(across / 2.0, down + self.options.level_gap);
                    set(&mut self.contours.cells, child, cell);
                    set(&mut self.span, child, (-across / 2.0, across / 2.0));
                }
                units.push(Unit::new(child, at(&self.reach, child, 0.0)));
            }
            index += length.max(1);
        }
    }

    /// Packs the families from the changed ranks up to the top again.
    fn refresh(&mut self, changed: &[u32]) {
        if self.contours.cells.len() > self.node_of.len().saturating_mul(4) + 1024 {
            // Cells that no contour uses any more have piled up.
            self.arrange_all();
            return;
        }
        // Deepest first, and what both paths share once.
        let mut path: Vec<(usize, u32)> = Vec::new();
        for &start in changed {
            let above = |rank: &u32| Some(at(&self.parent, *rank, NONE)).filter(|&above| above != NONE);
            let ranks: Vec<u32> = std::iter::successors(Some(start), above).collect();
            path.extend(ranks.iter().rev().copied().enumerate());
        }
        path.sort_unstable_by(|first, second| second.cmp(first));
        path.dedup();
        for (_, rank) in path {
            self.arrange(rank);
        }
    }
}

/// An entry of a flat array, or `otherwise` outside it.
pub(super) fn at<T: Copy>(entries: &[T], index: u32, otherwise: T) -> T {
    entries.get(index as usize).copied().unwrap_or(otherwise)
}

/// Sets an entry of a flat array.
pub(super) fn set<T>(entries: &mut [T], index: u32, value: T) {
    if let Some(entry) = entries.get_mut(index as usize) {
        *entry = value;
    }
}

/// A number of rows or columns as a factor.
pub(super) fn length(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

//! Contours of subtrees, and how subtrees with real box sizes are packed side by side against them.
//!
//! This is the core of van der Ploeg's linear layout of non-layered tidy trees (Software: Practice and Experience
//! 44(12), 2014). His threads are written into the leaves of the subtrees, so one change spoils every contour above.
//! Here a contour is a list of [`Cell`]s that shares the lists below it and is never overwritten: after a change only
//! the cells on the way to the root are made anew. A list costs at most as many new cells as the packing had to walk.
//!
//! Across is measured from the centre of the cell before, down is measured in extents from the top of the subtree, so
//! a contour stays true wherever its subtree is put. In `f64` both stay exact enough at a width of many million units.

/// The mark of "no cell".
pub(super) const NONE: u32 = u32::MAX;

/// The next cell of a contour, and how far its centre lies to the right of this cell's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) cell: u32,
    pub(super) shift: f64,
}

impl Link {
    /// The end of a contour.
    pub(super) const END: Self = Self { cell: NONE, shift: 0.0 };
}

/// A box as a piece of the left and the right contour of the subtrees that show it at their sides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Half the box's width across.
    pub(super) half: f64,
    /// How far down the piece reaches, the gap below the box included.
    pub(super) extent: f64,
    /// Below it on the left contour.
    pub(super) left: Link,
    /// Below it on the right contour.
    pub(super) right: Link,
}

impl Cell {
    /// A box with nothing below it.
    pub(super) const fn alone(half: f64, extent: f64) -> Self {
        Self { half, extent, left: Link::END, right: Link::END }
    }
}

/// A subtree (or a compact block of leaves) among its siblings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// The cell of its topmost box.
    pub(super) cell: u32,
    /// How far down it reaches.
    pub(super) reach: f64,
    /// Its centre across; any origin, the same for all siblings.
    pub(super) centre: f64,
    shift: f64,
    change: f64,
}

impl Unit {
    pub(super) const fn new(cell: u32, reach: f64) -> Self {
        Self { cell, reach, centre: 0.0, shift: 0.0, change: 0.0 }
    }
}

/// Gaps across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gaps {
    /// Between siblings.
    pub(super) sibling: f64,
    /// Between boxes of different subtrees.
    pub(super) subtree: f64,
}

/// A place on the contour of the units placed so far, or on that of the unit being placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    unit: usize,
    cell: u32,
    centre: f64,
    /// How far down the cell reaches.
    end: f64,
    half: f64,
    top: bool,
}

/// The stores that packing and linking work with, kept so that they are not allocated for each node.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    pub(super) units: Vec<Unit>,
    waiting: Vec<Cursor>,
}

/// The cells of all contours.
#[derive(Clone, Debug, Default)]
pub(super) struct Contours {
    pub(super) cells: Vec<Cell>,
}

impl Contours {
    fn cell(&self, index: u32) -> Cell {
        self.cells.get(index as usize).copied().unwrap_or(Cell::alone(0.0, 0.0))
    }

    /// The link down the near side: the left contour, or in the mirror the right one.
    fn below<const MIRROR: bool>(cell: &Cell) -> Link {
        if MIRROR { Link { shift: -cell.right.shift, ..cell.right } } else { cell.left }
    }

    /// Sets the units' centres: in their order, no boxes nearer than the gaps, and as near as that allows.
    ///
    /// Each unit is placed against the ones before it. Units between two that push each other apart are spread evenly.
    /// Two such pairs lie one within the other or side by side, never crosswise, so the mirrored units come to stand
    /// mirrored although they are placed from one side.
    pub(super) fn pack(&self, workspace: &mut Workspace, gaps: Gaps) {
        let Workspace { units, waiting } = workspace;
        let mut only_neighbours = true;
        waiting.clear();
        for unit in units.iter_mut() {
            unit.shift = 0.0;
            unit.change = 0.0;
        }
        for index in 0..units.len() {
            let Some(unit) = units.get(index).copied() else { break };
            let root = self.cell(unit.cell);
            let Some(mut placed) = waiting.pop() else {
                waiting.push(Cursor {
                    unit: index,
                    cell: unit.cell,
                    centre: 0.0,
                    end: root.extent,
                    half: root.half,
                    top: true,
                });
                if let Some(unit) = units.get_mut(index) {
                    unit.centre = 0.0;
                }
                continue;
            };
            let mut centre = placed.centre + placed.half + gaps.sibling + root.half;
            // Relative to `centre`, which moves.
            let mut placing = Cursor {
                unit: index,
                cell: unit.cell,
                centre: 0.0,
                end: root.extent,
                half: root.half,
                top: true,
            };
            loop {
                let (placed_end, placing_end) = (placed.end, placing.end);
                let mut placed_is_over = false;
                if placed_end <= placing_end && !self.step::<true>(&mut placed) {
                    match waiting.pop() {
                        Some(deeper) => placed = deeper,
                        None => placed_is_over = true,
                    }
                }
                if placing_end <= placed_end && !self.step::<false>(&mut placing) {
                    if !placed_is_over {
                        waiting.push(placed);
                    }
                    break;
                }
                if placed_is_over {
                    break;
                }
                let gap = if placed.top && placing.top { gaps.sibling } else { gaps.subtree };
                let overlap = placed.centre + placed.half + gap - (centre + placing.centre - placing.half);
                if overlap > 0.0 {
                    centre += overlap;
                    if placed.unit + 1 != index {
                        only_neighbours = false;
                        spread(units, placed.unit, index, overlap);
                    }
                }
            }
            if let Some(unit) = units.get_mut(index) {
                unit.centre = centre;
            }
            waiting.push(Cursor {
                unit: index,
                cell: unit.cell,
                centre,
                end: root.extent,
                half: root.half,
                top: true,
            });
        }
        if !only_neighbours {
            let (mut step, mut moved) = (0.0, 0.0);
            for unit in units.iter_mut() {
                step += unit.shift;
                moved += step + unit.change;
                unit.centre += moved;
            }
        }
    }

    /// Goes one cell down the right or the left contour. False at its end.
    fn step<const RIGHT: bool>(&self, cursor: &mut Cursor) -> bool {
        let cell = self.cell(cursor.cell);
        let link = if RIGHT { cell.right } else { cell.left };
        if link.cell == NONE {
            return false;
        }
        let next = self.cell(link.cell);
        cursor.cell = link.cell;
        cursor.centre += link.shift;
        cursor.end += next.extent;
        cursor.half = next.half;
        cursor.top = false;
        true
    }

    /// The contour below a node whose centre across is `centre`: the near side of its units, which are in place. In
    /// the mirror, the units must be reversed and their centres and `centre` negated.
    pub(super) fn contour_below<const MIRROR: bool>(&mut self, units: &[Unit], centre: f64) -> Link {
        let Some(first) = units.first() else { return Link::END };
        let mut head = Link::END;
        // The last cell made, and its centre.
        let mut tail: Option<(u32, f64)> = None;
        // What the contour shows next: a cell, its centre and how much of it is left.
        let mut cell = first.cell;
        let mut across = first.centre;
        let mut left_over = self.cell(cell).extent;
        let mut reach = first.reach;
        for unit in units.iter().skip(1).filter(|unit| unit.reach > first.reach) {
            if unit.reach <= reach {
                continue;
            }
            // The shown unit ends above this one: copy the rest of its contour …
            loop {
                let shown = self.cell(cell);
                tail = Some(self.append::<MIRROR>(&mut head, tail, centre, across, shown.half, left_over));
                let link = Self::below::<MIRROR>(&shown);
                if link.cell == NONE {
                    break;
                }
                cell = link.cell;
                across += link.shift;
                left_over = self.cell(cell).extent;
            }
            // … and go on with this one from there down.
            cell = unit.cell;
            across = unit.centre;
            let mut end = self.cell(cell).extent;
            while end <= reach {
                let link = Self::below::<MIRROR>(&self.cell(cell));
                if link.cell == NONE {
                    break;
                }
                cell = link.cell;
                across += link.shift;
                end += self.cell(cell).extent;
            }
            left_over = end - reach;
            reach = unit.reach;
        }
        let shown = self.cell(cell);
        if tail.is_some() {
            // Part of this cell lies beside the units copied above, so it cannot be shared; what is below it can.
            let (copy, _) = self.append::<MIRROR>(&mut head, tail, centre, across, shown.half, left_over);
            let below = Self::below::<MIRROR>(&shown);
            self.set_below::<MIRROR>(copy, below);
        } else {
            head = Link { cell, shift: across - centre };
        }
        if MIRROR {
            head.shift = -head.shift;
        }
        head
    }

    fn append<const MIRROR: bool>(
        &mut self,
        head: &mut Link,
        tail: Option<(u32, f64)>,
        origin: f64,
        across: f64,
        half: f64,
        extent: f64,
    ) -> (u32, f64) {
        let index = u32::try_from(self.cells.len()).unwrap_or(NONE);
        self.cells.push(Cell::alone(half, extent));
        match tail {
            Some((before, centre)) => {
                self.set_below::<MIRROR>(before, Link { cell: index, shift: across - centre });
            }
            None => *head = Link { cell: index, shift: across - origin },
        }
        (index, across)
    }

    fn set_below<const MIRROR: bool>(&mut self, index: u32, link: Link) {
        if let Some(cell) = self.cells.get_mut(index as usize) {
            if MIRROR {
                cell.right = Link { shift: -link.shift, ..link };
            } else {
                cell.left = link;
            }
        }
    }
}

/// The middle between the outer edges of the first and the last unit.
pub(super) fn middle(contours: &Contours, units: &[Unit]) -> f64 {
    match (units.first(), units.last()) {
        (Some(first), Some(last)) => f64::midpoint(
            first.centre - contours.cell(first.cell).half,
            last.centre + contours.cell(last.cell).half,
        ),
        _ => 0.0,
    }
}

/// Notes that the units between `from` and `to` share the move of `to` by `distance` (Buchheim et al. 2002).
fn spread(units: &mut [Unit], from: usize, to: usize, distance: f64) {
    let parts = u32::try_from(to - from).map_or(f64::from(u32::MAX), f64::from);
    let share = distance / parts;
    if let Some(unit) = units.get_mut(from + 1) {
        unit.shift += share;
    }
    if let Some(unit) = units.get_mut(to) {
        unit.shift -= share;
        unit.change -= distance - share;
    }
}

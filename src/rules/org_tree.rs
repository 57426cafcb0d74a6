//! The reporting tree of an organisation as flat arrays.
//!
//! Real staff lists hold superiors that point nowhere and people who report to each other. A [`Forest`] is built from
//! any list whatever: what is wrong with it is told in [`Defects`], and no later walk can loop.

use thiserror::Error;

/// The mark of "no node" in the flat arrays.
const NONE: u32 = u32::MAX;

/// People or posts that report to each other in a ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The nodes of the ring, each followed by its superior; the first is [`Self::broken_at`].
    pub nodes: Vec<u32>,
    /// The node that became a root so that the ring could be drawn: the one with the lowest number.
    pub broken_at: u32,
}

/// What is wrong with a list of superiors. Several roots are allowed, but told: most lists mean to have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defects {
    /// Rings of nodes that report to each other.
    pub cycles: Vec<Cycle>,
    /// Nodes whose superior does not exist, with the superior they name. They became roots.
    pub missing: Vec<(u32, u32)>,
    /// Every root when there is more than one, else empty.
    pub roots: Vec<u32>,
}

impl Defects {
    /// Whether the list was a single tree.
    pub fn is_empty(&self) -> bool {
        self.cycles.is_empty() && self.missing.is_empty() && self.roots.is_empty()
    }
}

/// Why a node cannot be put under another.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MoveError {
    /// The node or its new superior is not in the forest.
    #[error("node {0} does not exist")]
    Unknown(u32),
    /// The new superior is the node itself or reports to it.
    #[error("node {node} cannot report to {superior}, who reports to it")]
    Cycle {
        /// The node to be moved.
        node: u32,
        /// The superior asked for.
        superior: u32,
    },
}

/// Trees over the nodes `0..len`, without rings, with the subordinates of each node in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forest {
    parent: Vec<u32>,
    /// All sibling lists one after the other: the subordinates of node 0, of node 1, …, and the roots last.
    siblings: Vec<u32>,
    /// Where each list starts in `siblings`, and the end of the last one.
    list_start: Vec<u32>,
}

impl Forest {
    /// Builds the forest in which node `i` reports to `parents[i]`. Siblings stand in the order of
    /// `sibling_order[i]`, then of their number; a node without an entry there counts as 0.
    pub fn new(parents: &[Option<u32>], sibling_order: &[i64]) -> (Self, Defects) {
        let count = u32::try_from(parents.len()).unwrap_or(NONE);
        let mut defects = Defects::default();
        let mut parent: Vec<u32> = Vec::with_capacity(parents.len());
        for (node, superior) in (0..count).zip(parents) {
            parent.push(match *superior {
                Some(superior) if superior < count => superior,
                Some(superior) => {
                    defects.missing.push((node, superior));
                    NONE
                }
                None => NONE,
            });
        }
        defects.cycles = cut_cycles(&mut parent);

        let mut list_start = vec![0_u32; parent.len() + 2];
        for &superior in &parent {
            let list = superior.min(count) as usize;
            if let Some(length) = list_start.get_mut(list + 1) {
                *length += 1;
            }
        }
        let mut end = 0;
        for start in &mut list_start {
            end += *start;
            *start = end;
        }
        let mut sequence: Vec<u32> = (0..count).collect();
        if !sibling_order.is_empty() {
            sequence.sort_by_key(|&node| sibling_order.get(node as usize).copied().unwrap_or(0));
        }
        let mut next_free = list_start.clone();
        let mut siblings = vec![0_u32; parent.len()];
        for node in sequence {
            let list = parent.get(node as usize).map_or(count, |&superior| superior.min(count));
            if let Some(free) = next_free.get_mut(list as usize) {
                if let Some(place) = siblings.get_mut(*free as usize) {
                    *place = node;
                }
                *free += 1;
            }
        }
        let forest = Self { parent, siblings, list_start };
        if forest.roots().len() > 1 {
            defects.roots = forest.roots().to_vec();
        }
        (forest, defects)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The nodes that report to nobody, in order.
    pub fn roots(&self) -> &[u32] {
        self.list(self.len())
    }

    /// The superior of a node; `None` for a root and for an unknown node.
    pub fn parent(&self, node: u32) -> Option<u32> {
        self.parent.get(node as usize).copied().filter(|&superior| superior != NONE)
    }

    /// The direct subordinates of a node, in order.
    pub fn children(&self, node: u32) -> &[u32] {
        if (node as usize) < self.len() { self.list(node as usize) } else { &[] }
    }

    /// The superiors of a node, nearest first.
    pub fn ancestors(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.parent(node), |&superior| self.parent(superior))
    }

    /// How many superiors stand above a node; 0 for a root.
    pub fn depth(&self, node: u32) -> usize {
        self.ancestors(node).count()
    }

    /// Everybody below a node, each before its own subordinates, in order. The node itself is not among them.
    pub fn descendants(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let mut waiting: Vec<u32> = self.children(node).iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(self.children(next).iter().rev());
            Some(next)
        })
    }

    /// Every node, each before its own subordinates, in order.
    pub fn preorder(&self) -> impl Iterator<Item = u32> + '_ {
        self.roots().iter().flat_map(|&root| std::iter::once(root).chain(self.descendants(root)))
    }

    /// How many people stand below each node, by node.
    pub fn subordinate_counts(&self) -> Vec<u32> {
        let sequence: Vec<u32> = self.preorder().collect();
        let mut counts = vec![0_u32; self.len()];
        for &node in sequence.iter().rev() {
            let below = counts.get(node as usize).copied().unwrap_or(0);
            if let Some(superior) = self.parent(node).and_then(|superior| counts.get_mut(superior as usize)) {
                *superior += below + 1;
            }
        }
        counts
    }

    /// The depth of each node, by node.
    pub fn depths(&self) -> Vec<u32> {
        let mut depths = vec![0_u32; self.len()];
        for node in self.preorder() {
            let above =
                self.parent(node).and_then(|superior| depths.get(superior as usize)).map(|depth| depth + 1);
            if let (Some(depth), Some(above)) = (depths.get_mut(node as usize), above) {
                *depth = above;
            }
        }
        depths
    }

    /// Whether `node` reporting to `superior` would close a ring.
    pub fn would_cycle(&self, node: u32, superior: u32) -> bool {
        node == superior || self.ancestors(superior).any(|above| above == node)
    }

    /// Puts `node` under `superior` (`None`: makes it a root) as subordinate number `position`, counted after it has
    /// left its old place; a position past the end means the end.
    ///
    /// # Errors
    /// When a node is unknown or the move would close a ring; nothing has changed then.
    pub fn move_node(&mut self, node: u32, superior: Option<u32>, position: usize) -> Result<(), MoveError> {
        for asked in std::iter::once(node).chain(superior) {
            if asked as usize >= self.len() {
                return Err(MoveError::Unknown(asked));
            }
        }
        if let Some(superior) = superior.filter(|&superior| self.would_cycle(node, superior)) {
            return Err(MoveError::Cycle { node, superior });
        }
        let list_of = |superior: Option<u32>| superior.map_or(self.len(), |superior| superior as usize);
        let (old, new) = (list_of(self.parent(node)), list_of(superior));
        if let Some(place) = self.list(old).iter().position(|&sibling| sibling == node) {
            self.siblings.remove(self.list_range(old).start + place);
            self.list_start.iter_mut().skip(old + 1).for_each(|start| *start -= 1);
        }
        let range = self.list_range(new);
        self.siblings.insert(range.start.saturating_add(position).min(range.end), node);
        self.list_start.iter_mut().skip(new + 1).for_each(|start| *start += 1);
        if let Some(entry) = self.parent.get_mut(node as usize) {
            *entry = superior.unwrap_or(NONE);
        }
        Ok(())
    }

    /// Where the list of a node's subordinates (or, at `len`, of the roots) stands in `siblings`.
    fn list_range(&self, list: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.list_start.get(index).map_or(0, |&start| start as usize);
        at(list)..at(list + 1)
    }

    fn list(&self, list: usize) -> &[u32] {
        self.siblings.get(self.list_range(list)).unwrap_or_default()
    }
}

/// Makes the lowest node of every ring a root, and tells the rings. Each node is walked over once.
fn cut_cycles(parent: &mut [u32]) -> Vec<Cycle> {
    let count = u32::try_from(parent.len()).unwrap_or(NONE);
    let mut cycles = Vec::new();
    // The walk that first came to a node, counted from 1.
    let mut walk_of = vec![0_u32; parent.len()];
    for start in 0..count {
        let walk = start + 1;
        let mut node = start;
        while let Some(seen) = walk_of.get_mut(node as usize) {
            if *seen == 0 {
                *seen = walk;
                node = parent.get(node as usize).copied().unwrap_or(NONE);
                continue;
            }
            if *seen == walk {
                let above = |&node: &u32| parent.get(node as usize).copied();
                let mut nodes: Vec<u32> = std::iter::once(node)
                    .chain(std::iter::successors(above(&node), above).take_while(|&other| other != node))
                    .collect();
                let lowest =
                    nodes.iter().enumerate().min_by_key(|&(_, node)| *node).map_or(0, |(place, _)| place);
                nodes.rotate_left(lowest);
                let broken_at = nodes.first().copied().unwrap_or(node);
                if let Some(superior) = parent.get_mut(broken_at as usize) {
                    *superior = NONE;
                }
                cycles.push(Cycle { nodes, broken_at });
            }
            break;
        }
    }
    cycles
}

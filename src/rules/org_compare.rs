//! What changed between two states of an organisation.

use std::collections::HashMap;
use std::hash::Hash;

/// One node of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<Key> {
    /// What the node is known by in both states.
    pub key: Key,
    /// The superior's key; `None` for a root.
    pub superior: Option<Key>,
    /// Everything else that counts as a change when it differs: the label, the holder of a post.
    pub fingerprint: u64,
}

/// A node that reports to another superior than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved<Key> {
    /// The node.
    pub key: Key,
    /// The superior before; `None`: it was a root.
    pub from: Option<Key>,
    /// The superior after; `None`: it is a root.
    pub to: Option<Key>,
}

/// The differences between two states. `added`, `moved` and `changed` are in the order of the later state, `removed`
/// in that of the earlier one. A node that moved and changed is in both lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison<Key> {
    /// Only in the later state.
    pub added: Vec<Key>,
    /// Only in the earlier state.
    pub removed: Vec<Key>,
    /// Under another superior.
    pub moved: Vec<Moved<Key>>,
    /// With another fingerprint.
    pub changed: Vec<Key>,
}

/// Compares two states. Where a key stands twice in one state, its first standing counts.
pub fn compare<Key: Clone + Eq + Hash>(
    earlier: &[Standing<Key>],
    later: &[Standing<Key>],
) -> Comparison<Key> {
    let before = index(earlier);
    let after = index(later);
    let mut comparison =
        Comparison { added: Vec::new(), removed: Vec::new(), moved: Vec::new(), changed: Vec::new() };
    for (place, standing) in later.iter().enumerate() {
        if after.get(&standing.key).is_none_or(|&(first, _)| first != place) {
            continue;
        }
        let Some(&(_, old)) = before.get(&standing.key) else {
            comparison.added.push(standing.key.clone());
            continue;
        };
        if old.superior != standing.superior {
            comparison.moved.push(Moved {
                key: standing.key.clone(),
                from: old.superior.clone(),
                to: standing.superior.clone(),
            });
        }
        if old.fingerprint != standing.fingerprint {
            comparison.changed.push(standing.key.clone());
        }
    }
    for (place, standing) in earlier.iter().enumerate() {
        let is_first = before.get(&standing.key).is_some_and(|&(first, _)| first == place);
        if is_first && !after.contains_key(&standing.key) {
            comparison.removed.push(standing.key.clone());
        }
    }
    comparison
}

fn index<Key: Eq + Hash>(state: &[Standing<Key>]) -> HashMap<&Key, (usize, &Standing<Key>)> {
    let mut index = HashMap::with_capacity(state.len());
    for (place, standing) in state.iter().enumerate() {
        index.entry(&standing.key).or_insert((place, standing));
    }
    index
}

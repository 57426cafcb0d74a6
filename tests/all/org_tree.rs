//! The reporting tree, and the comparison of two of them.

use chancery::rules::org_compare::{Comparison, Moved, Standing, compare};
use chancery::rules::org_tree::{Cycle, Forest, MoveError};
use proptest::prelude::*;

/// 0 leads 1 and 2; 1 leads 3 and 4; 5 stands alone.
fn office() -> Forest {
    let (forest, defects) = Forest::new(&[None, Some(0), Some(0), Some(1), Some(1), None], &[]);
    assert_eq!(defects.roots, [0, 5]);
    forest
}

#[test]
fn walks_of_a_small_office() {
    let forest = office();
    assert_eq!(forest.roots(), [0, 5]);
    assert_eq!(forest.children(1), [3, 4]);
    assert_eq!(forest.children(99), [0_u32; 0]);
    assert_eq!(forest.ancestors(4).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(forest.descendants(0).collect::<Vec<_>>(), [1, 3, 4, 2]);
    assert_eq!(forest.preorder().collect::<Vec<_>>(), [0, 1, 3, 4, 2, 5]);
    assert_eq!(forest.subordinate_counts(), [4, 2, 0, 0, 0, 0]);
    assert_eq!(forest.depths(), [0, 1, 1, 2, 2, 0]);
    assert_eq!(forest.depth(4), 2);
}

#[test]
fn siblings_follow_their_order_then_their_number() {
    let (forest, defects) = Forest::new(&[None, Some(0), Some(0), Some(0)], &[0, 30, 10, 30]);
    assert_eq!(forest.children(0), [2, 1, 3]);
    assert!(defects.is_empty());
}

#[test]
fn every_defect_is_named_and_every_node_kept() {
    // 1 → 2 → 3 → 1 is a ring with 4 hanging on it; 5 reports to itself; 6 names a superior who does not exist.
    let parents = [None, Some(2), Some(3), Some(1), Some(3), Some(5), Some(70)];
    let (forest, defects) = Forest::new(&parents, &[]);
    assert_eq!(
        defects.cycles,
        [Cycle { nodes: vec![1, 2, 3], broken_at: 1 }, Cycle { nodes: vec![5], broken_at: 5 }]
    );
    assert_eq!(defects.missing, [(6, 70)]);
    assert_eq!(defects.roots, [0, 1, 5, 6]);
    assert_eq!(forest.preorder().collect::<Vec<_>>(), [0, 1, 3, 2, 4, 5, 6]);
}

#[test]
fn a_move_keeps_the_place_asked_for_and_refuses_rings() {
    let mut forest = office();
    assert!(forest.would_cycle(0, 4));
    assert!(!forest.would_cycle(4, 0));
    assert_eq!(forest.move_node(0, Some(3), 0), Err(MoveError::Cycle { node: 0, superior: 3 }));
    assert_eq!(forest.move_node(9, None, 0), Err(MoveError::Unknown(9)));
    assert_eq!(forest, office());

    forest.move_node(1, Some(5), 0).unwrap();
    assert_eq!(forest.preorder().collect::<Vec<_>>(), [0, 2, 5, 1, 3, 4]);
    forest.move_node(4, None, 1).unwrap();
    assert_eq!(forest.roots(), [0, 4, 5]);
    forest.move_node(4, Some(1), 9).unwrap();
    forest.move_node(1, Some(0), 0).unwrap();
    assert_eq!(forest, office());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_list_becomes_a_forest_of_all_its_nodes(
        parents in prop::collection::vec(prop::option::weighted(0.9, 0_u32..40), 0..40),
    ) {
        let (forest, defects) = Forest::new(&parents, &[]);
        let mut seen: Vec<u32> = forest.preorder().collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..u32::try_from(parents.len()).unwrap()).collect::<Vec<_>>());
        let cut = defects.cycles.len() + defects.missing.len();
        let meant = parents.iter().filter(|parent| parent.is_none()).count();
        prop_assert_eq!(forest.roots().len(), meant + cut);
        for cycle in &defects.cycles {
            let next = cycle.nodes.iter().cycle().skip(1);
            for (&node, &superior) in cycle.nodes.iter().zip(next) {
                prop_assert_eq!(parents[node as usize], Some(superior));
            }
            prop_assert_eq!(cycle.nodes.iter().min(), Some(&cycle.broken_at));
        }
    }
}

#[test]
fn two_states_compared() {
    let standing = |key, superior, fingerprint| Standing { key, superior, fingerprint };
    let earlier = [
        standing("head", None, 1),
        standing("clerk", Some("head"), 2),
        standing("driver", Some("head"), 3),
        standing("cook", Some("head"), 4),
    ];
    let later = [
        standing("head", None, 9),
        standing("deputy", Some("head"), 5),
        standing("clerk", Some("deputy"), 2),
        standing("driver", None, 8),
    ];
    assert_eq!(
        compare(&earlier, &later),
        Comparison {
            added: vec!["deputy"],
            removed: vec!["cook"],
            moved: vec![
                Moved { key: "clerk", from: Some("head"), to: Some("deputy") },
                Moved { key: "driver", from: Some("head"), to: None },
            ],
            changed: vec!["head", "driver"],
        }
    );
}

#[test]
fn a_key_that_stands_twice_counts_once() {
    let standing = |key, fingerprint| Standing { key, superior: None, fingerprint };
    let comparison = compare(&[standing("a", 1), standing("a", 2)], &[standing("a", 1), standing("a", 3)]);
    assert_eq!(comparison.changed, [""; 0]);
    let comparison = compare(&[standing("a", 1), standing("a", 2)], &[]);
    assert_eq!(comparison.removed, ["a"]);
}

//! Where the cards of an organisation chart stand.

use std::collections::HashMap;

use chancery::rules::org_layout::{Direction, Layout, LeafColumns, Options, Size};
use chancery::rules::org_shape::{fitting, hide_unreadable, shape_for};
use chancery::rules::org_tree::{Forest, MoveError};
use chancery::rules::org_view::{Point, Rect};
use proptest::prelude::*;

/// What is lost to rounding at most.
const TOLERANCE: f64 = 1e-6;

fn size_of(node: u32) -> Size {
    Size { width: 40.0 + f64::from(node * 7 % 11) * 9.0, height: 20.0 + f64::from(node * 5 % 7) * 13.0 }
}

fn plain() -> Options {
    Options { compact_from: None, ..Options::default() }
}

fn cards(layout: &Layout) -> HashMap<u32, Rect> {
    layout.cards().collect()
}

/// Random trees: node `i` reports to one of the nodes before it, or to nobody.
fn parents() -> impl Strategy<Value = Vec<Option<u32>>> {
    prop::collection::vec(any::<u32>(), 1..90).prop_map(|seeds| {
        let pick = |(index, seed): (usize, u32)| {
            let before = u32::try_from(index).ok().filter(|&before| before > 0)?;
            // Fewer choices make bushes, many make thin trees.
            let choices = if seed & 64 == 0 { before } else { before.min(1 + before / 6) };
            (seed % 23 != 0).then(|| (seed >> 8) % choices)
        };
        seeds.into_iter().enumerate().map(pick).collect()
    })
}

fn options() -> impl Strategy<Value = Options> {
    (any::<bool>(), prop::option::of(2_u32..6), prop::option::of(1_u32..5)).prop_map(
        |(turn, compact, columns)| Options {
            direction: if turn { Direction::LeftToRight } else { Direction::TopDown },
            compact_from: compact,
            leaf_columns: columns.map_or(LeafColumns::Balanced, LeafColumns::Exactly),
            ..Options::default()
        },
    )
}

fn no_two_cards_overlap(cards: &HashMap<u32, Rect>) -> Result<(), TestCaseError> {
    let mut sorted: Vec<_> = cards.iter().collect();
    sorted.sort_by_key(|(node, _)| **node);
    for (index, (node, card)) in sorted.iter().enumerate() {
        for (other, next) in &sorted[index + 1..] {
            let smaller = Rect {
                x: card.x + TOLERANCE,
                y: card.y + TOLERANCE,
                width: card.width - 2.0 * TOLERANCE,
                height: card.height - 2.0 * TOLERANCE,
            };
            prop_assert!(!smaller.overlaps(next), "{node} at {card:?} overlaps {other} at {next:?}");
        }
    }
    Ok(())
}

/// The order of siblings and, without blocks, each superior over the middle of the family.
fn families_are_in_order(
    forest: &Forest,
    cards: &HashMap<u32, Rect>,
    options: Options,
) -> Result<(), TestCaseError> {
    let across = |card: &Rect| match options.direction {
        Direction::TopDown => (card.x, card.right(), card.y, card.bottom()),
        Direction::LeftToRight => (card.y, card.bottom(), card.x, card.right()),
    };
    for (&node, card) in cards {
        let (left, right, _, bottom) = across(card);
        let family: Vec<_> =
            forest.children(node).iter().filter_map(|child| cards.get(child)).map(across).collect();
        for child in &family {
            prop_assert!(
                child.2 >= bottom + options.level_gap - TOLERANCE,
                "a child stands above its superior"
            );
        }
        for pair in family.windows(2) {
            let beside = pair[1].0 >= pair[0].1 + options.sibling_gap - TOLERANCE;
            let below = pair[1].2 >= pair[0].3 + options.sibling_gap - TOLERANCE;
            prop_assert!(
                beside || (below && options.compact_from.is_some()),
                "siblings out of order: {pair:?}"
            );
        }
        if let (Some(first), Some(last), None) = (family.first(), family.last(), options.compact_from) {
            let middle = f64::midpoint(first.0, last.1);
            prop_assert!((middle - f64::midpoint(left, right)).abs() < TOLERANCE, "not centred");
        }
    }
    Ok(())
}

fn same_cards(first: &Layout, second: &Layout) -> Result<(), TestCaseError> {
    let (first, second) = (cards(first), cards(second));
    prop_assert_eq!(first.len(), second.len());
    for (node, card) in &first {
        let other = second[node];
        let apart = (card.x - other.x).abs().max((card.y - other.y).abs());
        prop_assert!(apart < TOLERANCE, "{} stands at {:?} and at {:?}", node, card, other);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn cards_keep_their_distance_and_order(parents in parents(), options in options()) {
        let (forest, _) = Forest::new(&parents, &[]);
        let layout = Layout::new(&forest, size_of, |_| false, options);
        let cards = cards(&layout);
        prop_assert_eq!(cards.len(), parents.len());
        no_two_cards_overlap(&cards)?;
        families_are_in_order(&forest, &cards, options)?;
        let bounds = layout.bounds();
        let edge = |pick: fn(&Rect) -> f64, best: fn(f64, f64) -> f64| cards.values().map(pick).reduce(best).unwrap();
        prop_assert!((edge(|card| card.x, f64::min) - bounds.x).abs() < TOLERANCE || options.compact_from.is_some());
        prop_assert!((edge(Rect::right, f64::max) - bounds.right()).abs() < TOLERANCE || options.compact_from.is_some());
        prop_assert!((edge(Rect::bottom, f64::max) - bounds.bottom()).abs() < TOLERANCE || options.compact_from.is_some());
        for card in cards.values() {
            prop_assert!(card.x > bounds.x - TOLERANCE && card.right() < bounds.right() + TOLERANCE);
            prop_assert!(card.y > bounds.y - TOLERANCE && card.bottom() < bounds.bottom() + TOLERANCE);
        }
    }

    #[test]
    fn the_mirrored_tree_is_drawn_mirrored(parents in parents()) {
        let (forest, _) = Forest::new(&parents, &[]);
        let backwards: Vec<i64> = (0..i64::try_from(parents.len()).unwrap()).map(|order| -order).collect();
        let (mirrored, _) = Forest::new(&parents, &backwards);
        let layout = cards(&Layout::new(&forest, size_of, |_| false, plain()));
        let mirror = cards(&Layout::new(&mirrored, size_of, |_| false, plain()));
        for (node, card) in &layout {
            let other = mirror[node];
            prop_assert!((card.x + other.right()).abs() < TOLERANCE, "{}: {:?} and {:?}", node, card, other);
            prop_assert!((card.y - other.y).abs() < TOLERANCE);
        }
    }

    #[test]
    fn changes_one_by_one_give_what_a_new_layout_gives(
        parents in parents(),
        options in options(),
        changes in prop::collection::vec((any::<u8>(), any::<u32>(), any::<u32>()), 1..40),
    ) {
        let count = u32::try_from(parents.len()).unwrap();
        let (mut forest, _) = Forest::new(&parents, &[]);
        let mut layout = Layout::new(&forest, size_of, |_| false, options);
        let mut hidden = vec![false; parents.len()];
        for (kind, first, second) in changes {
            let (node, other) = (first % count, second % count);
            if kind & 1 == 0 {
                let superior = (kind & 2 == 0).then_some(other);
                let position = usize::from(kind >> 5);
                prop_assert_eq!(
                    layout.move_node(node, superior, position),
                    forest.move_node(node, superior, position)
                );
            } else {
                hidden[node as usize] ^= true;
                layout.set_collapsed(node, hidden[node as usize]);
            }
            let fresh = Layout::new(&forest, size_of, |node| hidden[node as usize], options);
            same_cards(&layout, &fresh)?;
        }
        no_two_cards_overlap(&cards(&layout))?;
    }

    #[test]
    fn a_window_shows_exactly_what_lies_in_it(
        parents in parents(),
        options in options(),
        (x, y, width, height) in (-900.0..900.0, -50.0..900.0, 1.0..700.0, 1.0..500.0),
    ) {
        let (forest, _) = Forest::new(&parents, &[]);
        let layout = Layout::new(&forest, size_of, |node| node % 9 == 4, options);
        let window = Rect { x, y, width, height };
        let mut found: Vec<u32> = layout.in_rect(window).map(|(node, _)| node).collect();
        found.sort_unstable();
        let mut expected: Vec<u32> =
            layout.cards().filter(|(_, card)| card.overlaps(&window)).map(|(node, _)| node).collect();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);

        let touches = |from: Point, to: Point| {
            from.x.min(to.x) <= window.right() && from.x.max(to.x) >= window.x
                && from.y.min(to.y) <= window.bottom() && from.y.max(to.y) >= window.y
        };
        let all = layout.cards().flat_map(|(node, _)| layout.lines_of(node));
        let expected = all.filter(|piece| touches(piece.from, piece.to)).count();
        let mut found = 0;
        layout.lines_in(window, |_, _| found += 1);
        prop_assert_eq!(found, expected);

        let point = Point { x, y };
        let (nearest, distance) = layout.nearest(point).unwrap();
        let least = layout.cards().map(|(_, card)| card.distance(point)).reduce(f64::min).unwrap();
        prop_assert!((distance - least).abs() < TOLERANCE);
        prop_assert!((layout.position(nearest).unwrap().distance(point) - least).abs() < TOLERANCE);
    }

    #[test]
    fn no_line_crosses_a_card(parents in parents(), options in options()) {
        let (forest, _) = Forest::new(&parents, &[]);
        let layout = Layout::new(&forest, size_of, |_| false, options);
        let cards = cards(&layout);
        for node in 0..u32::try_from(parents.len()).unwrap() {
            for piece in layout.lines_of(node) {
                let line = Rect {
                    x: piece.from.x.min(piece.to.x),
                    y: piece.from.y.min(piece.to.y),
                    width: (piece.from.x - piece.to.x).abs(),
                    height: (piece.from.y - piece.to.y).abs(),
                };
                for (other, card) in &cards {
                    let inner = Rect {
                        x: card.x + 0.01, y: card.y + 0.01, width: card.width - 0.02, height: card.height - 0.02,
                    };
                    let crosses = line.x < inner.right() && line.right() > inner.x
                        && line.y < inner.bottom() && line.bottom() > inner.y;
                    prop_assert!(!crosses, "a line of {node} crosses {other}: {line:?} {card:?}");
                }
            }
        }
    }
}

#[test]
fn identical_subtrees_are_drawn_identically() {
    // Two copies of a lopsided tree under one root.
    let shape = [None, Some(0), Some(0), Some(1), Some(1), Some(1), Some(4), Some(4)];
    let mut parents = vec![None];
    for copy in 0..2_u32 {
        let base = 1 + copy * 8;
        parents.extend(shape.iter().map(|parent| Some(parent.map_or(0, |parent| base + parent))));
    }
    let (forest, defects) = Forest::new(&parents, &[]);
    assert!(defects.is_empty());
    let layout = Layout::new(&forest, |node| size_of((node + 7) % 8), |_| false, plain());
    let cards = cards(&layout);
    for node in 1..9 {
        let (first, second) = (cards[&node], cards[&(node + 8)]);
        let apart = cards[&9].x - cards[&1].x;
        assert!((second.x - first.x - apart).abs() < TOLERANCE && (second.y - first.y).abs() < TOLERANCE);
    }
}

#[test]
fn small_families_between_large_ones_are_spread_evenly() {
    // Five siblings; the outer two have wide families that push each other apart.
    let mut parents = vec![None];
    parents.extend([Some(0); 5]);
    parents.extend([Some(1); 6]);
    parents.extend([Some(5); 6]);
    let (forest, _) = Forest::new(&parents, &[]);
    let layout = Layout::new(&forest, |_| Size { width: 60.0, height: 30.0 }, |_| false, plain());
    let places: Vec<f64> = (1..6).map(|node| layout.position(node).unwrap().x).collect();
    for pair in places.windows(2) {
        assert!((pair[1] - pair[0] - (places[4] - places[0]) / 4.0).abs() < TOLERANCE, "{places:?}");
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_is_no_trouble() {
    let count = 100_000_u32;
    let parents: Vec<Option<u32>> = (0..count).map(|node| node.checked_sub(1)).collect();
    let (forest, defects) = Forest::new(&parents, &[]);
    assert!(defects.is_empty());
    let size = Size { width: 100.0, height: 40.0 };
    let mut layout = Layout::new(&forest, |_| size, |_| false, Options::default());
    let last = layout.position(count - 1).unwrap();
    assert_eq!((last.x, last.y), (-50.0, f64::from(count - 1) * 80.0));
    layout.set_collapsed(10, true);
    assert_eq!(layout.position(count - 1), None);
    assert_eq!(layout.cards().count(), 11);
    assert!(layout.reveal(count - 1));
    assert!(!layout.reveal(count - 1));
    assert_eq!(layout.position(count - 1), Some(last));
    assert_eq!(layout.move_node(0, Some(7), 0), Err(MoveError::Cycle { node: 0, superior: 7 }));
}

#[test]
fn a_team_of_53_is_a_block_one_can_read() {
    // Six levels deep: a chain of five heads, the last with 53 people.
    let parents: Vec<Option<u32>> =
        (0..58_u32).map(|node| node.checked_sub(1).map(|above| above.min(4))).collect();
    let (forest, _) = Forest::new(&parents, &[]);
    let size = Size { width: 180.0, height: 64.0 };
    let layout = Layout::new(&forest, |_| size, |_| false, Options::default());
    let bounds = layout.bounds();
    assert!(bounds.width < 1700.0 && bounds.height < 1500.0, "{bounds:?}");
    let flat = Layout::new(&forest, |_| size, |_| false, plain()).bounds();
    assert_eq!(flat.width, 53.0 * 180.0 + 52.0 * 20.0);
    let columns = |number| {
        let options = Options { leaf_columns: LeafColumns::Exactly(number), ..Options::default() };
        Layout::new(&forest, |_| size, |_| false, options).bounds().width
    };
    assert_eq!((columns(1), columns(2), columns(3)), (200.0, 380.0, 580.0));
}

#[test]
fn collapsing_by_level_shows_that_many_levels() {
    let (forest, _) = Forest::new(&[None, Some(0), Some(1), Some(2), Some(0)], &[]);
    let mut layout = Layout::new(&forest, size_of, |_| false, Options::default());
    layout.collapse_below(2);
    assert_eq!(layout.cards().map(|(node, _)| node).collect::<Vec<_>>(), [0, 1, 4]);
    assert!(layout.is_collapsed(1) && !layout.is_collapsed(0));
    layout.collapse_below(1);
    assert_eq!(layout.cards().count(), 1);
    layout.collapse_below(u32::MAX);
    assert_eq!(layout.cards().count(), 5);
}

#[test]
fn an_empty_chart_has_no_size() {
    let layout = Layout::new(&Forest::default(), size_of, |_| false, Options::default());
    assert_eq!(layout.bounds(), Rect::default());
    assert_eq!(layout.nearest(Point::default()), None);
    assert_eq!(layout.position(0), None);
}

/// A head, seven deputies, and a team of so many below each.
fn office_of_teams(team: u32) -> Forest {
    let head = std::iter::once(None);
    let deputies = (0..7).map(|_| Some(0));
    let members = (0..7 * team).map(|member| Some(1 + member / team));
    Forest::new(&head.chain(deputies).chain(members).collect::<Vec<_>>(), &[]).0
}

#[test]
fn the_shape_that_fills_the_room_best_is_taken() {
    let room = Size { width: 1100.0, height: 740.0 };
    let size = |_| Size { width: 208.0, height: 72.0 };
    // Teams of four stand side by side by the usual options, which makes the chart flat and wide.
    let forest = office_of_teams(4);
    let usual = fitting(&Layout::new(&forest, size, |_| false, Options::default()), room);
    let options = shape_for(&forest, size, |_| false, Direction::TopDown, room);
    let shaped = fitting(&Layout::new(&forest, size, |_| false, options), room);
    assert!(shaped > 1.5 * usual, "{shaped} against {usual}");
    // A chart that fits anyway keeps the usual shape.
    let small = Forest::new(&[None, Some(0), Some(0), Some(0)], &[]).0;
    assert_eq!(shape_for(&small, size, |_| false, Direction::TopDown, room), Options::default());
}

#[test]
fn what_could_not_be_read_is_folded_down_to_two_levels_at_most() {
    let room = Size { width: 1100.0, height: 740.0 };
    let size = |_| Size { width: 100.0, height: 72.0 };
    let forest = office_of_teams(12);
    let mut layout = Layout::new(&forest, size, |_| false, Options::default());
    assert!(fitting(&layout, room) < 0.6);
    assert!(hide_unreadable(&mut layout, 3, forest.len(), room, 0.6));
    assert_eq!(layout.cards().count(), 8, "the head and the deputies");
    assert!(fitting(&layout, room) >= 0.6);
    let mut small = Layout::new(&office_of_teams(1), size, |_| false, Options::default());
    assert!(!hide_unreadable(&mut small, 3, 15, room, 0.3));
    assert_eq!(small.cards().count(), 15);
}

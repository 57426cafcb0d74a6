//! The organisation chart of 100,000 cards: layout, layout after a change, and what a window shows.
//!
//! The floor is one visit to each card in order: no layout can do less.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chancery::rules::org_layout::{Layout, Options, Size};
use chancery::rules::org_tree::Forest;
use chancery::rules::org_view::Rect;

const CARDS: u32 = 100_000;

/// The median of a number of rounds.
fn median(mut round: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn print(name: &str, time: Duration, floor: Duration) {
    let ratio = time.as_secs_f64() / floor.as_secs_f64();
    println!("{name:<44} {:>10.3} ms {ratio:>9.3} x floor", time.as_secs_f64() * 1e3);
}

/// A random tree with about twelve subordinates to a superior, always the same.
fn staff() -> Forest {
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state % u64::from(below)).unwrap()
    };
    let parents: Vec<Option<u32>> = (0..CARDS)
        .map(|node| (node > 0).then(|| if node < 12 { 0 } else { random(node / 12 + 1) }))
        .collect();
    Forest::new(&parents, &[]).0
}

/// Runs and prints all measurements.
pub fn run() {
    let forest = staff();
    let sizes: Vec<Size> = (0..CARDS)
        .map(|node| Size {
            width: 120.0 + f64::from(node % 7) * 10.0,
            height: 40.0 + f64::from(node % 5) * 12.0,
        })
        .collect();
    let size = |node: u32| sizes[node as usize];
    let floor = median(|| {
        black_box(forest.preorder().map(|node| size(node).width).sum::<f64>());
    });
    print("org chart: visit each card (the floor)", floor, floor);

    for (name, compact_from) in [("plain", None), ("compact", Some(5))] {
        let options = Options { compact_from, ..Options::default() };
        let time = median(|| {
            black_box(Layout::new(&forest, size, |_| false, options));
        });
        print(&format!("org chart: layout, {name} (goal 10 ms)"), time, floor);
        let time = median(|| {
            black_box(
                Layout::new(&forest, size, |_| false, options).cards().map(|(_, card)| card.x).sum::<f64>(),
            );
        });
        print(&format!("org chart: layout and all places, {name}"), time, floor);

        let mut layout = Layout::new(&forest, size, |_| false, options);
        let department = forest.children(0)[0];
        let is_head = |node: &&u32| !forest.children(**node).is_empty();
        let section = *forest.children(department).iter().find(is_head).unwrap();
        let time = median(|| {
            let collapsed = layout.is_collapsed(section);
            layout.set_collapsed(section, !collapsed);
        });
        print(&format!("org chart: collapse or expand, {name} (goal 2 ms)"), time, floor);
        let mut away = false;
        let time = median(|| {
            away = !away;
            layout.move_node(section, Some(if away { CARDS - 1 } else { department }), 0).unwrap();
        });
        print(&format!("org chart: move, {name} (goal 2 ms)"), time, floor);
        let window = Rect { x: 0.0, y: 0.0, width: 1920.0, height: 1080.0 };
        let time = median(|| {
            black_box(layout.in_rect(window).count());
        });
        print(&format!("org chart: cards in a window, {name}"), time, floor);
    }
}

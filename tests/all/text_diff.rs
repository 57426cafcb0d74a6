//! Comparing two texts: nothing is lost or invented, and the way is the shortest.

use chancery::rules::text_diff::{Change, Shown, diff, folded};
use proptest::prelude::*;

fn side(lines: &[chancery::rules::text_diff::Line], without: Change) -> String {
    let lines = lines.iter().filter(|line| line.change != without);
    lines.map(|line| line.text() + "\n").collect()
}

fn changes(before: &str, after: &str) -> usize {
    diff(before, after).iter().filter(|line| line.change != Change::Same).count()
}

/// The length of the longest common subsequence, by the table of the textbook.
fn common(left: &[&str], right: &[&str]) -> usize {
    let mut table = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (row, a) in left.iter().enumerate() {
        for (column, b) in right.iter().enumerate() {
            table[row + 1][column + 1] = if a == b {
                table[row][column] + 1
            } else {
                table[row][column + 1].max(table[row + 1][column])
            };
        }
    }
    table[left.len()][right.len()]
}

proptest! {
    #[test]
    fn both_texts_can_be_read_from_a_comparison_and_no_shorter_one_exists(
        before in proptest::collection::vec("[abc]{0,2}", 0..24),
        after in proptest::collection::vec("[abc]{0,2}", 0..24),
    ) {
        let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let (old, new) = (text(&before), text(&after));
        let lines = diff(&old, &new);
        prop_assert_eq!(side(&lines, Change::Added), old.clone());
        prop_assert_eq!(side(&lines, Change::Removed), new.clone());
        let (left, right): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
        let shortest = left.len() + right.len() - 2 * common(&left, &right);
        prop_assert_eq!(changes(&old, &new), shortest);
    }
}

#[test]
fn a_changed_line_shows_the_characters_that_changed() {
    let lines = diff("甲\n全年培训12期，其中公文写作2期。\n乙", "甲\n全年培训13期，其中公文写作3期。\n乙");
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[1].change, Change::Removed);
    let part = |text: &str, change| (change, text.to_owned());
    assert_eq!(
        lines[2].pieces,
        [
            part("全年培训1", Change::Same),
            part("3", Change::Added),
            part("期，其中公文写作", Change::Same),
            part("3", Change::Added),
            part("期。", Change::Same),
        ]
    );
    assert_eq!((lines[3].before, lines[3].after), (Some(3), Some(3)));
    // What has nothing in common is no changed line.
    assert_eq!(diff("完全不同的话", "another text")[0].pieces.len(), 1);
}

#[test]
fn what_is_far_from_a_change_is_folded_and_large_texts_end() {
    let before: String = (0..200).map(|line| format!("第{line}行\n")).collect();
    let after = before.replace("第100行", "第一百行");
    let shown = folded(diff(&before, &after), 3);
    assert!(matches!(shown.first(), Some(Shown::Folded(97))), "{:?}", shown.first());
    assert_eq!(shown.iter().filter(|shown| matches!(shown, Shown::Line(_))).count(), 8);
    let old: String = (0..30_000).map(|line| format!("{line}\n")).collect();
    let new: String = (0..30_000).map(|line| format!("x{line}\n")).collect();
    let begin = std::time::Instant::now();
    assert_eq!(changes(&old, &new), 60_000);
    assert!(begin.elapsed().as_secs() < 8, "{:?}", begin.elapsed());
}

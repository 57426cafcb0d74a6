//! Breaking a title into its lines: never more characters than fit, 梯形 or 菱形, and whole words kept together as far as
//! marks, function words and the pairs that Chinese words come in tell where one ends (GB/T 9704-2012, 7.3.1: 回行时，要做到
//! 词意完整，排列对称，长短适宜，间距恰当).

use std::collections::BTreeMap;

use super::flow::{CLOSING, OPENING};

/// What a break costs that nothing speaks against.
const FREE: u32 = 0;
/// One between two words that stand beside each other.
const SLIGHT: u32 = 10;
/// One that may part a word: of an odd number of characters one word is no pair.
const DOUBTFUL: u32 = 35;
/// One that parts a word, or leaves a mark where none may stand.
const BAD: u32 = 120;
/// A line more than needed.
const ANOTHER_LINE: u32 = 25;
/// A line that is longer than the one above it after one was shorter: neither 梯形 nor 菱形.
const WAIST: u32 = 80;

/// Words that are no pairs; what stands before and after them is counted anew.
const WHOLE: [&str; 16] = [
    "进一步",
    "办公室",
    "委员会",
    "节假日",
    "负责人",
    "负责制",
    "责任制",
    "领导小组",
    "工作日",
    "党代会",
    "职代会",
    "董事会",
    "国资委",
    "财政局",
    "人民政府",
    "有限公司",
];

/// 文种, with which a title ends.
const KINDS: [&str; 15] = [
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案",
    "函", "纪要",
];

/// What a break before each character costs.
fn costs(title: &[char]) -> Vec<u32> {
    let mut costs = vec![SLIGHT; title.len()];
    let mut set = |place: usize, cost: u32| {
        if let Some(found) = costs.get_mut(place) {
            *found = cost;
        }
    };
    // A stretch of plain characters begins here.
    let mut begins = 0;
    let mut place = 0;
    while place < title.len() {
        let piece = piece_at(title, place);
        if piece.takes == 1 && piece.is_plain {
            place += 1;
            continue;
        }
        pairs(begins..place, &mut set);
        if place > 0 {
            set(place, piece.before);
        }
        (place + 1..place + piece.takes).for_each(|within| set(within, BAD));
        place += piece.takes;
        set(place, piece.after);
        begins = place;
    }
    pairs(begins..title.len(), &mut set);
    // Marks forbid what words would allow.
    for (place, two) in title.windows(2).enumerate() {
        if let [before, after] = two
            && (CLOSING.contains(*after) || OPENING.contains(*before))
        {
            set(place + 1, BAD);
        }
    }
    costs
}

/// Within a stretch of plain characters words are taken for pairs; of an odd number any may stand alone.
fn pairs(stretch: std::ops::Range<usize>, set: &mut impl FnMut(usize, u32)) {
    let is_even = stretch.len().is_multiple_of(2);
    for (length, place) in stretch.enumerate().skip(1) {
        let cost = match (is_even, length.is_multiple_of(2)) {
            (true, true) => SLIGHT,
            (true, false) => BAD,
            (false, _) => DOUBTFUL,
        };
        set(place, cost);
    }
}

/// Something that is not parted, and what breaks beside it cost.
struct Piece {
    takes: usize,
    is_plain: bool,
    before: u32,
    after: u32,
}

/// What begins at a place of a title.
fn piece_at(title: &[char], place: usize) -> Piece {
    let rest = title.get(place..).unwrap_or_default();
    let begins = |word: &str| {
        word.chars().count() <= rest.len() && word.chars().eq(rest.iter().copied().take(word.chars().count()))
    };
    let takes = |word: &str| word.chars().count();
    // 的通知 at the end stays with itself.
    let ends = |kind: &&str| rest.first() == Some(&'的') && rest.iter().skip(1).copied().eq(kind.chars());
    if let Some(kind) = KINDS.iter().find(|kind| ends(kind)) {
        return Piece { takes: takes(kind) + 1, is_plain: false, before: DOUBTFUL, after: FREE };
    }
    if begins("关于") {
        return Piece { takes: 2, is_plain: false, before: FREE, after: FREE };
    }
    if let Some(word) = WHOLE.iter().find(|word| begins(word)) {
        return Piece { takes: takes(word), is_plain: false, before: SLIGHT, after: SLIGHT };
    }
    let is_latin = |of: &&char| of.is_ascii_alphanumeric() || ".-".contains(**of);
    let latin = rest.iter().take_while(is_latin).count();
    if latin > 0 {
        // 2027年, 第3号
        let counted = usize::from(rest.get(latin).is_some_and(|next| "年月日号届次个项".contains(*next)));
        return Piece { takes: latin + counted, is_plain: false, before: SLIGHT, after: SLIGHT };
    }
    match rest.first() {
        Some('和' | '及' | '与' | '暨') => {
            Piece { takes: 1, is_plain: false, before: SLIGHT, after: FREE }
        }
        Some('的') => Piece { takes: 1, is_plain: false, before: BAD, after: FREE },
        Some(mark) if CLOSING.contains(*mark) => {
            Piece { takes: 1, is_plain: false, before: BAD, after: FREE }
        }
        Some(mark) if OPENING.contains(*mark) => {
            Piece { takes: 1, is_plain: false, before: FREE, after: BAD }
        }
        _ => Piece { takes: 1, is_plain: true, before: SLIGHT, after: SLIGHT },
    }
}

/// What lines up to a place cost at least, and how long they are.
#[derive(Clone)]
struct Broken {
    cost: u32,
    lengths: Vec<usize>,
}

/// The best way to break a title into so many lines of at most `most` characters.
fn broken(costs: &[u32], count: usize, most: usize) -> Option<Broken> {
    // By where the lines end, how long the last one is, and whether one was shorter than the one above it.
    type Known = BTreeMap<(usize, usize, bool), Broken>;
    let mean = costs.len().div_ceil(count.max(1));
    let mut known: Known = BTreeMap::from([((0, 0, false), Broken { cost: 0, lengths: Vec::new() })]);
    for line in 1..=count {
        let mut next: Known = BTreeMap::new();
        for ((end, above, fell), so_far) in &known {
            let left = costs.len().saturating_sub(*end);
            let fewest = left.saturating_sub(most.saturating_mul(count - line)).max(1);
            for length in fewest..=most.min(left) {
                let until = end + length;
                let is_last = until == costs.len();
                if is_last != (line == count) {
                    continue;
                }
                let uneven = u32::try_from(length.abs_diff(mean)).unwrap_or(u32::MAX).saturating_pow(2);
                let waist = if *fell && length > *above { WAIST } else { 0 };
                let parted = costs.get(until).copied().unwrap_or(FREE);
                let cost = so_far.cost.saturating_add(uneven).saturating_add(waist + parted);
                let state = (until, length, *fell || (line > 1 && length < *above));
                if next.get(&state).is_none_or(|other| cost < other.cost) {
                    let mut lengths = so_far.lengths.clone();
                    lengths.push(length);
                    next.insert(state, Broken { cost, lengths });
                }
            }
        }
        known = next;
    }
    known.into_values().min_by_key(|broken| broken.cost)
}

/// Breaks a title into lines of at most `most` characters; one line more than needed where words ask for it.
pub(super) fn title_lines(title: &str, most: usize) -> Vec<String> {
    let characters: Vec<char> = title.chars().collect();
    if characters.is_empty() {
        return Vec::new();
    }
    let (costs, most) = (costs(&characters), most.max(1));
    let needed = characters.len().div_ceil(most);
    let fewest = broken(&costs, needed, most);
    // What stands in one line is not broken.
    let more = if needed == 1 { None } else { broken(&costs, needed + 1, most) };
    let better = match (fewest, more) {
        (Some(fewest), Some(more)) if more.cost + ANOTHER_LINE < fewest.cost => Some(more),
        (fewest, more) => fewest.or(more),
    };
    let mut rest = characters.into_iter();
    let lengths = better.map(|broken| broken.lengths).unwrap_or_default();
    let mut lines: Vec<String> =
        lengths.into_iter().map(|length| rest.by_ref().take(length).collect()).collect();
    let left: String = rest.collect();
    lines.extend(Some(left).filter(|left| !left.is_empty()));
    lines
}

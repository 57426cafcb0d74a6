//! What changed between two texts: line by line, and inside a line that was changed character by character.
//!
//! The shortest way from one to the other (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).
//! Texts that have next to nothing in common would take time and memory for no gain: beyond [`MOST_EDITS`] they count
//! as replaced as a whole.

/// More differences than this are not looked for.
pub const MOST_EDITS: usize = 1_500;

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is in both.
    Same,
    /// Only the earlier has it.
    Removed,
    /// Only the later has it.
    Added,
}

/// A line of either text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What became of it.
    pub change: Change,
    /// Its pieces; those that are [`Change::Same`] stand in the line it was changed from or to as well.
    pub pieces: Vec<(Change, String)>,
    /// Its number in the earlier text, from 1.
    pub before: Option<usize>,
    /// Its number in the later text, from 1.
    pub after: Option<usize>,
}

impl Line {
    /// The whole line.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// The lines of both texts in order, those that were removed before those that came for them.
pub fn diff(before: &str, after: &str) -> Vec<Line> {
    let old: Vec<&str> = before.lines().collect();
    let new: Vec<&str> = after.lines().collect();
    let mut lines = Vec::new();
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for (change, from, to) in edits(&old, &new) {
        match change {
            Change::Removed => removed.push(from),
            Change::Added => added.push(to),
            Change::Same => {
                replace(&old, &new, &mut removed, &mut added, &mut lines);
                let text = old.get(from).copied().unwrap_or_default();
                lines.push(Line {
                    change,
                    pieces: vec![(change, text.to_owned())],
                    before: Some(from + 1),
                    after: Some(to + 1),
                });
            }
        }
    }
    replace(&old, &new, &mut removed, &mut added, &mut lines);
    lines
}

/// Puts lines that were removed and added at one place side by side, as far as there are as many of both.
fn replace(
    old: &[&str],
    new: &[&str],
    removed: &mut Vec<usize>,
    added: &mut Vec<usize>,
    lines: &mut Vec<Line>,
) {
    let (removed, added) = (std::mem::take(removed), std::mem::take(added));
    let line = |of: &[&str], place: usize| of.get(place).copied().unwrap_or_default().to_owned();
    let pairs = if removed.len() == added.len() { removed.len() } else { 0 };
    let mut later = Vec::new();
    for (place, from) in removed.iter().enumerate() {
        let (mut was, mut became) = (vec![(Change::Removed, line(old, *from))], None);
        if let Some(to) = added.get(place).filter(|_| place < pairs) {
            let (left, right) = inside(&line(old, *from), &line(new, *to));
            (was, became) = (left, Some((*to, right)));
        }
        lines.push(Line { change: Change::Removed, pieces: was, before: Some(from + 1), after: None });
        later.extend(became);
    }
    let plain = added.iter().skip(pairs).map(|to| (*to, vec![(Change::Added, line(new, *to))]));
    for (to, pieces) in later.into_iter().chain(plain) {
        lines.push(Line { change: Change::Added, pieces, before: None, after: Some(to + 1) });
    }
}

type Pieces = Vec<(Change, String)>;

/// The pieces of a line before and after it was changed. Lines that share little are whole pieces.
fn inside(before: &str, after: &str) -> (Pieces, Pieces) {
    const LONGEST: usize = 2_000;
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let whole = || (vec![(Change::Removed, before.to_owned())], vec![(Change::Added, after.to_owned())]);
    if old.len() > LONGEST || new.len() > LONGEST {
        return whole();
    }
    let (mut left, mut right) = (Pieces::new(), Pieces::new());
    let mut same = 0_usize;
    for (change, from, to) in edits(&old, &new) {
        let push = |pieces: &mut Pieces, character: Option<&char>| {
            let Some(character) = character else { return };
            match pieces.last_mut() {
                Some((last, text)) if *last == change => text.push(*character),
                _ => pieces.push((change, character.to_string())),
            }
        };
        if change != Change::Added {
            push(&mut left, old.get(from));
        }
        if change != Change::Removed {
            push(&mut right, new.get(to));
        }
        same += usize::from(change == Change::Same);
    }
    // A few characters in common by chance say nothing.
    if same * 3 < old.len().min(new.len()) { whole() } else { (left, right) }
}

/// The way from one sequence to the other: what became of each element, with its places in both.
fn edits<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(Change, usize, usize)> {
    let start = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev());
    let end = ends.take_while(|(left, right)| left == right).count();
    let old_middle = old_rest.get(..old_rest.len() - end).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len() - end).unwrap_or_default();
    let mut way: Vec<_> = (0..start).map(|place| (Change::Same, place, place)).collect();
    let middle = middle(old_middle, new_middle);
    way.extend(middle.into_iter().map(|(change, from, to)| (change, from + start, to + start)));
    let (from, to) = (start + old_middle.len(), start + new_middle.len());
    way.extend((0..end).map(|place| (Change::Same, from + place, to + place)));
    way
}

/// The way between two sequences that begin and end differently.
fn middle<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(Change, usize, usize)> {
    let replaced = || {
        let removed = (0..old.len()).map(|place| (Change::Removed, place, 0));
        removed.chain((0..new.len()).map(|place| (Change::Added, old.len(), place))).collect()
    };
    if old.is_empty() || new.is_empty() {
        return replaced();
    }
    match trace(old, new) {
        Some(trace) => back(&trace, old.len(), new.len()),
        None => replaced(),
    }
}

/// The furthest place in the old sequence on each diagonal that so many edits lead to. With d edits these are the
/// diagonals -d, -d + 2 … d, so that the n-th is 2n - d; `None` where a diagonal lies beyond both ends.
type Furthest = Vec<Option<usize>>;

/// Where a diagonal is entered, coming from one edit less, and whether an element of the new sequence was added there.
fn entered(
    before: &Furthest,
    step: usize,
    edits: usize,
    (old, new): (usize, usize),
) -> Option<(usize, bool)> {
    let reached = |step: Option<usize>| step.and_then(|step| before.get(step).copied().flatten());
    // Down from the diagonal above adds one of the new, right from the one below removes one of the old.
    let down =
        reached(Some(step)).filter(|from| (from + edits).checked_sub(2 * step).is_some_and(|to| to <= new));
    let right = reached(step.checked_sub(1)).map(|from| from + 1).filter(|from| *from <= old);
    match (down, right) {
        (Some(down), Some(right)) if right > down => Some((right, false)),
        (Some(down), _) => Some((down, true)),
        (None, right) => Some((right?, false)),
    }
}

/// How far each number of edits leads, up to the number that leads to the end; `None` when there are too many.
fn trace<T: PartialEq>(old: &[T], new: &[T]) -> Option<Vec<Furthest>> {
    let ends = (old.len(), new.len());
    let most = (old.len() + new.len()).min(MOST_EDITS);
    let mut trace: Vec<Furthest> = Vec::new();
    for edits in 0..=most {
        let mut furthest = Furthest::with_capacity(edits + 1);
        let mut is_there = false;
        for step in 0..=edits {
            let start = match trace.last() {
                Some(before) => entered(before, step, edits, ends).map(|(from, _)| from),
                None => Some(0),
            };
            furthest.push(start.map(|start| {
                let mut from = start;
                let mut to = (from + edits).saturating_sub(2 * step);
                while let (Some(left), Some(right)) = (old.get(from), new.get(to)) {
                    if left != right {
                        break;
                    }
                    (from, to) = (from + 1, to + 1);
                }
                is_there |= (from, to) == ends;
                from
            }));
        }
        trace.push(furthest);
        if is_there {
            return Some(trace);
        }
    }
    None
}

/// Walks a trace from its end to the beginning.
fn back(trace: &[Furthest], old: usize, new: usize) -> Vec<(Change, usize, usize)> {
    let (mut from, mut to) = (old, new);
    let mut way = Vec::new();
    for edits in (0..trace.len()).rev() {
        let step = (from + edits).saturating_sub(to) / 2;
        let before = edits.checked_sub(1).and_then(|edits| trace.get(edits));
        let enter = before.and_then(|before| entered(before, step, edits, (old, new)));
        let start = enter.map_or(0, |(start, _)| start);
        while from > start && to > 0 {
            (from, to) = (from - 1, to - 1);
            way.push((Change::Same, from, to));
        }
        match enter {
            Some((_, true)) => {
                to = to.saturating_sub(1);
                way.push((Change::Added, from, to));
            }
            Some((_, false)) => {
                from = from.saturating_sub(1);
                way.push((Change::Removed, from, to));
            }
            None => {}
        }
    }
    way.reverse();
    way
}

/// A stretch of a comparison as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A line.
    Line(Line),
    /// So many lines that are the same, left out.
    Folded(usize),
}

/// The comparison with only so many unchanged lines around each change.
pub fn folded(lines: Vec<Line>, around: usize) -> Vec<Shown> {
    let mut near = vec![false; lines.len()];
    for (place, _) in lines.iter().enumerate().filter(|(_, line)| line.change != Change::Same) {
        let range = place.saturating_sub(around)..(place + around + 1).min(near.len());
        near.get_mut(range).into_iter().flatten().for_each(|near| *near = true);
    }
    let mut shown = Vec::new();
    for (line, near) in lines.into_iter().zip(near) {
        match (near, shown.last_mut()) {
            (true, _) => shown.push(Shown::Line(line)),
            (false, Some(Shown::Folded(count))) => *count += 1,
            (false, _) => shown.push(Shown::Folded(1)),
        }
    }
    shown
}

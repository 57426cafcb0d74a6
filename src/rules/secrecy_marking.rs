//! How a state secret says so on its face: 密级★期限 (国家秘密定密管理规定; GB/T 9704-2012 7.2.2).

use crate::rules::folding::fold;

/// The levels of state secrets as they are printed, folded.
const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];

/// Stands between level and period.
const STAR: char = '★';

/// So much of a text is its face, where a marking stands; in bytes. Further down a star is a text about markings.
const FACE: usize = 600;

/// Whether a text has the marking of a state secret anywhere: a level and a star behind it.
pub fn bears_state_marking(text: &str) -> bool {
    let folded = fold(text);
    folded.match_indices(STAR).any(|(place, _)| {
        let before = folded.get(..place).unwrap_or_default().trim_end();
        LEVELS.iter().any(|level| before.ends_with(level))
    })
}

/// Whether a text has the marking where a document wears it: at its beginning.
pub fn bears_state_marking_on_face(text: &str) -> bool {
    text.get(..text.floor_char_boundary(FACE)).is_some_and(bears_state_marking)
}

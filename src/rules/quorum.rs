//! Quorum and votes (公司法（2023）第一百二十四条; `domain.md` §4.1).

/// How many of `members` more than half is.
pub fn more_than_half(members: u32) -> u32 {
    members / 2 + 1
}

/// How many of `members` two thirds are, rounded up.
pub fn two_thirds(members: u32) -> u32 {
    members.saturating_mul(2).div_ceil(3)
}

/// A rule of how many must be there, or be for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// Nothing is asked.
    Any,
    /// More than half.
    MoreThanHalf,
    /// At least two thirds.
    TwoThirds,
}

impl Needed {
    /// How many of `base` this is.
    pub fn of(self, base: u32) -> u32 {
        match self {
            Self::Any => 0,
            Self::MoreThanHalf => more_than_half(base),
            Self::TwoThirds => two_thirds(base),
        }
    }
}

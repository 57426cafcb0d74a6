//! The ladder of approval: who may approve what amount (`domain.md` §6.1; the steps are this office's default).

use crate::model::Money;

/// Below this, 5,000 元, finance approves.
pub const MINOR_BELOW: Money = Money::from_fen(500_000);

/// Below this, 50,000 元, a deputy director approves; from it on the director.
pub const DEPUTY_BELOW: Money = Money::from_fen(5_000_000);

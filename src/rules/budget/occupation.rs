//! What is taken out of a budget line, so that nothing is counted twice: a payment against a commitment uses the
//! commitment up, and only what it leaves is still occupied.

use std::collections::BTreeMap;

use crate::model::{Money, RecordId};

/// How far an expense has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Claimed, not paid: it occupies.
    Claimed,
    /// Paid: it is executed.
    Paid,
}

/// An expense that takes money from a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The commitment it is paid from.
    pub commitment: Option<RecordId>,
    /// Amount.
    pub amount: Money,
    /// How far it has come.
    pub stage: Stage,
}

/// What a line has given away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occupation {
    /// 已占用: what living commitments still hold, and claims that are not paid.
    pub committed: Money,
    /// 已执行: what was paid.
    pub executed: Money,
}

/// Adds up the living commitments (identity and amount) and the expenses of a line. `None` when the sums leave the
/// range of [`Money`].
pub fn occupation(commitments: &[(RecordId, Money)], expenses: &[Taken]) -> Option<Occupation> {
    let mut used: BTreeMap<RecordId, i128> = BTreeMap::new();
    let (mut claimed, mut paid) = (0_i128, 0_i128);
    for taken in expenses {
        let amount = i128::from(taken.amount.fen());
        match taken.stage {
            Stage::Claimed => claimed += amount,
            Stage::Paid => paid += amount,
        }
        if let Some(commitment) = taken.commitment {
            *used.entry(commitment).or_default() += amount;
        }
    }
    let rest = |(id, amount): &(RecordId, Money)| {
        (i128::from(amount.fen()) - used.get(id).copied().unwrap_or_default()).max(0)
    };
    let held: i128 = commitments.iter().map(rest).sum();
    Some(Occupation { committed: fen(held.checked_add(claimed)?)?, executed: fen(paid)? })
}

fn fen(sum: i128) -> Option<Money> {
    i64::try_from(sum).ok().map(Money::from_fen)
}

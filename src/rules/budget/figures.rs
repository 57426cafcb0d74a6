//! The figures of a budget line, or of several added up, and the rates that are read from them.

use super::time_progress::TimeProgress;
use crate::model::Money;

/// Figures of one line or of several. `None` from any method means that there is nothing under the fraction, or that
/// the amounts leave the range of [`Money`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// 原批复
    pub original: Money,
    /// Σ 调整
    pub adjusted: Money,
    /// 已占用
    pub committed: Money,
    /// 已执行
    pub executed: Money,
}

impl Figures {
    /// 本年预算 = 原批复 + Σ 调整.
    pub fn current(&self) -> Option<Money> {
        self.original.checked_add(self.adjusted)
    }

    /// 可用 = 本年预算 − 占用 − 已执行.
    pub fn available(&self) -> Option<Money> {
        self.current()?.checked_sub(self.committed)?.checked_sub(self.executed)
    }

    /// 执行率 = 已执行 / 本年预算, in hundredths of a per cent.
    pub fn execution_rate(&self) -> Option<i64> {
        rate_of(self.executed, self.current()?)
    }

    /// 占用率 = (已执行 + 占用) / 本年预算, in hundredths of a per cent.
    pub fn occupancy_rate(&self) -> Option<i64> {
        rate_of(self.executed.checked_add(self.committed)?, self.current()?)
    }

    /// 进度偏差 = 执行率 − 序时进度, in hundredths of a percentage point.
    pub fn deviation(&self, progress: TimeProgress) -> Option<i64> {
        self.execution_rate()?.checked_sub(progress.rate()?)
    }

    /// 预测全年 = 已执行 / 序时进度.
    pub fn forecast(&self, progress: TimeProgress) -> Option<Money> {
        let scaled = i128::from(self.executed.fen()).checked_mul(i128::from(progress.whole))?;
        Money::from_ratio(scaled, i128::from(progress.elapsed)).ok()
    }

    /// Both added up.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            original: self.original.checked_add(other.original)?,
            adjusted: self.adjusted.checked_add(other.adjusted)?,
            committed: self.committed.checked_add(other.committed)?,
            executed: self.executed.checked_add(other.executed)?,
        })
    }
}

/// A fraction in hundredths of a per cent, half-up; `None` when nothing is under it.
pub(super) fn rate(numerator: i128, denominator: i128) -> Option<i64> {
    Money::from_ratio(numerator.checked_mul(10_000)?, denominator).ok().map(Money::fen)
}

fn rate_of(part: Money, whole: Money) -> Option<i64> {
    rate(i128::from(part.fen()), i128::from(whole.fen()))
}

//! 考核: how well a budget was kept, in points out of a hundred (`domain.md` §6.1; the penalties are an office's default).

/// What an assessment is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// 执行率 in hundredths of a per cent; `None` where there is no budget.
    pub rate: Option<i64>,
    /// Lines that were overdrawn without an approval.
    pub overspends: i64,
    /// Working days by which reports were late.
    pub late_days: i64,
    /// Approved adjustments.
    pub adjustments: i64,
}

/// Points that were lost, in hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Penalties {
    /// For a rate beyond 100 % ± 5 points: one point a percentage point.
    pub rate: i64,
    /// Five points an overspend.
    pub overspends: i64,
    /// One point a working day.
    pub late_days: i64,
    /// Two points for every adjustment after the third.
    pub adjustments: i64,
}

const FULL: i64 = 10_000;
const TOLERATED_RATE: i64 = 500;
const TOLERATED_ADJUSTMENTS: i64 = 3;

impl Findings {
    /// The points that were lost; `None` where there is no budget to assess.
    pub fn penalties(&self) -> Option<Penalties> {
        let away = self.rate?.saturating_sub(FULL).saturating_abs();
        let each = |count: i64, points: i64| count.max(0).saturating_mul(points * 100);
        Some(Penalties {
            rate: away.saturating_sub(TOLERATED_RATE).max(0),
            overspends: each(self.overspends, 5),
            late_days: each(self.late_days, 1),
            adjustments: each(self.adjustments.saturating_sub(TOLERATED_ADJUSTMENTS), 2),
        })
    }

    /// The score, 0 to 100, in hundredths of a point; `None` where there is no budget to assess.
    pub fn score(&self) -> Option<i64> {
        let lost = self.penalties()?;
        let lost = [lost.rate, lost.overspends, lost.late_days, lost.adjustments];
        Some(FULL.saturating_sub(lost.into_iter().fold(0, i64::saturating_add)).max(0))
    }
}

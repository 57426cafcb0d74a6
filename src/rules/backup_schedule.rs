//! When a backup is due, and which old copies may go.

use chrono::{DateTime, TimeDelta, Utc};

/// The newest copies that are never deleted, whatever a plan says (`domain.md` §7.3).
pub const NEVER_DELETED: usize = 2;

/// A restore drill is due so long after the last one (`domain.md` §3.3: each quarter).
pub const DRILL_INTERVAL: TimeDelta = TimeDelta::days(91);

/// A copy that failed is tried again after so long, or after the plan's interval when that is shorter.
pub const RETRY_AFTER: TimeDelta = TimeDelta::hours(1);

/// How a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The newest proven copy is young enough.
    Good,
    /// A copy is to be made now.
    Due,
    /// Two intervals have passed without a proven copy.
    Overdue,
}

/// When the next copy is due. A copy that was never made is due at once, and so is one that a clock set back would
/// put into the future.
pub fn next_due(
    last_proven: Option<DateTime<Utc>>,
    interval: TimeDelta,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    match last_proven {
        Some(last) if last <= now => last.checked_add_signed(interval).unwrap_or(now),
        _ => now,
    }
}

/// How a plan stands. A plan that has no copy yet is counted from `since`, the moment it was made.
pub fn standing(
    last_proven: Option<DateTime<Utc>>,
    since: DateTime<Utc>,
    interval: TimeDelta,
    now: DateTime<Utc>,
) -> Standing {
    if now < next_due(last_proven, interval, now) {
        return Standing::Good;
    }
    let counted = last_proven.unwrap_or(since);
    let overdue = now.signed_duration_since(counted) >= interval.checked_mul(2).unwrap_or(interval);
    if overdue { Standing::Overdue } else { Standing::Due }
}

/// The copies beyond those that are kept, of copies from the newest to the oldest.
pub fn surplus<T>(copies: &[T], keep: usize) -> &[T] {
    copies.get(keep.max(NEVER_DELETED)..).unwrap_or_default()
}

//! Backup plans that are behind or whose last copy failed.

use super::{Asked, DueItem};
use crate::desk::civil_date;
use crate::model::{Message, Problem};
use crate::records::backups::BackupOutcome;
use crate::rules::backup_schedule::Standing;
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    for plan in asked.reader.backup_standing(asked.now)?.plans {
        let failed = plan.last.is_some_and(|run| run.record.outcome == BackupOutcome::Failed);
        let reason = match plan.standing {
            Standing::Overdue => "due.backup_overdue",
            _ if failed => "due.backup_failed",
            _ => continue,
        };
        found.push(DueItem {
            register: "backup_plan",
            id: plan.plan.meta.id,
            title: plan.plan.record.name,
            reason: Message::new(reason),
            lamp: Lamp::Overdue,
            on: civil_date(plan.next_due),
        });
    }
    Ok(())
}

//! Totals that a record keeps over the records that refer to it, brought up to date inside the transaction that
//! changed one of them.

use super::check::differences;
use super::{Run, Write};
use crate::model::{Kind, Problem, RecordType, Row};
use crate::records;
use crate::store::Rows as _;
use crate::store::audit::Verb;

/// Totals of totals end here: shelf, row, rack, repository, and what is above.
const DEEPEST: usize = 12;

impl Run<'_> {
    /// Notes whose totals a write touches: its own, and those of the records that count it or have counted it.
    pub(super) fn note_totals(
        &mut self,
        record_type: &'static dyn RecordType,
        before: Option<&Row>,
        after: &Row,
    ) {
        if record_type.warns() {
            self.before.entry(after.meta.id).or_insert_with(|| before.cloned());
        }
        if record_type.keeps_totals() || record_type.warns() {
            self.totals_due.insert((record_type.name(), after.meta.id));
        }
        self.note_counting(record_type, before, after);
    }

    /// Notes the records that count this one or have counted it.
    fn note_counting(&mut self, record_type: &'static dyn RecordType, before: Option<&Row>, after: &Row) {
        for key in record_type.counted_by() {
            let Some((index, field)) = record_type.field(key) else { continue };
            let Kind::Link(register) = field.kind else { continue };
            for row in before.into_iter().chain([after]) {
                self.totals_due.extend(row.record.value(index).as_link().map(|target| (register, target)));
            }
        }
    }

    /// Computes the noted totals anew and writes those that changed, then those that count them, and so on.
    pub(super) fn bring_totals_up_to_date(&mut self) -> Result<(), Problem> {
        for _ in 0..DEEPEST {
            if self.totals_due.is_empty() {
                break;
            }
            self.bring_round_up_to_date()?;
        }
        self.totals_due.clear();
        Ok(())
    }

    fn bring_round_up_to_date(&mut self) -> Result<(), Problem> {
        for (register, id) in std::mem::take(&mut self.totals_due) {
            let Some(record_type) = records::find(register) else { continue };
            let Some(before) = self.transaction.stored(record_type, id)? else { continue };
            self.engage_with_parts(record_type, &before)?;
            if before.meta.void.is_some() {
                continue;
            }
            let mut after = before.clone();
            record_type.total(&mut after, &self.inside())?;
            if record_type.warns() {
                let first = self.before.get(&id).map_or(Some(&before), Option::as_ref);
                for warning in record_type.warnings(first, &after, &self.inside())? {
                    self.warn(warning);
                }
            }
            let changes = differences(record_type, Some(&before), &after);
            if changes.is_empty() {
                continue;
            }
            self.note_counting(record_type, Some(&before), &after);
            self.write(Write {
                record_type,
                before: Some(&before),
                after,
                verb: Verb::Total,
                changes,
                reason: None,
            })?;
        }
        Ok(())
    }
}

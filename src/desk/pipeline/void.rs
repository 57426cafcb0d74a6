//! Voiding a record, which keeps it in the recycle bin, and giving it back.

use super::{Run, Write, missing};
use crate::desk::permissions::Right;
use crate::model::{Faults, Message, Problem, RecordId, RecordType, Value, Void};
use crate::records;
use crate::store::Rows as _;
use crate::store::audit::{FieldChange, VOID_FIELD, Verb};

impl Run<'_> {
    pub(super) fn void(
        &mut self,
        record_type: &'static dyn RecordType,
        right: Right,
        id: RecordId,
        reason: &str,
    ) -> Result<Message, Problem> {
        let before = self.load(record_type, id, right)?;
        if reason.trim().is_empty() {
            return Err(Problem::input(Message::new("problem.reason_required")));
        }
        let mut faults = Faults::default();
        let (mut visible, mut beyond) = (Vec::new(), false);
        for (register, source, _) in self.transaction.references(id)? {
            if source == id {
                continue;
            }
            // A record that may not be seen still stands in the way, but is neither named nor counted.
            if let Some(source_type) = records::find(&register) {
                match self.known(source_type, source)? {
                    Some(row) => visible.push(self.title(source_type, &row)?),
                    None => beyond = true,
                }
            }
        }
        if let Some(first) = visible.first() {
            faults.whole(
                Message::new("problem.still_referenced").with("count", visible.len()).with("first", first),
            );
        } else if beyond {
            faults.whole(Message::new("problem.still_needed"));
        }
        record_type.check_void(&before, &self.inside(), &mut faults)?;
        faults.finish()?;
        let title = self.title(record_type, &before)?;
        let following = record_type.released(&before, false, &self.inside())?;
        let mut after = before.clone();
        after.meta.void = Some(Void {
            at: self.now,
            by: self.session.signature(),
            reason: reason.trim().to_owned(),
            undone: false,
        });
        let changes = vec![FieldChange {
            field: VOID_FIELD.into(),
            before: Value::Nothing,
            after: Value::Text(reason.trim().to_owned()),
        }];
        self.write(Write {
            record_type,
            before: Some(&before),
            after,
            verb: Verb::Void,
            changes,
            reason: Some(reason.trim().to_owned()),
        })?;
        self.follow(following)?;
        Ok(Message::new("done.voided").with("title", title))
    }

    pub(super) fn restore(
        &mut self,
        record_type: &'static dyn RecordType,
        right: Right,
        id: RecordId,
    ) -> Result<Message, Problem> {
        let stored = self.known(record_type, id)?.ok_or_else(|| missing(record_type, id))?;
        self.session.permissions.require(record_type.name(), right, &stored)?;
        let Some(void) = stored.meta.void.as_ref().filter(|void| !void.undone) else {
            return Err(Problem::input(Message::new("problem.not_void")));
        };
        let changes = vec![FieldChange {
            field: VOID_FIELD.into(),
            before: Value::Text(void.reason.clone()),
            after: Value::Nothing,
        }];
        let mut after = stored.clone();
        after.meta.void = None;
        let mut faults = Faults::default();
        self.check(record_type, None, &after, None, &mut faults)?;
        faults.finish()?;
        let title = self.title(record_type, &after)?;
        let following = record_type.released(&after, true, &self.inside())?;
        self.write(Write {
            record_type,
            before: Some(&stored),
            after,
            verb: Verb::Restore,
            changes,
            reason: None,
        })?;
        self.follow(following)?;
        Ok(Message::new("done.restored").with("title", title))
    }
}

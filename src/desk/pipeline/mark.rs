//! 定密、变更、解密: putting a mark of secrecy on a record or one of its attachments. Whoever may mark may raise;
//! lowering, widening the circle and taking a seal off need the right to declassify and a reason.

use super::attach::attachment_change;
use super::{Run, Write};
use crate::desk::permissions::Right;
use crate::desk::sealing::has_own_key;
use crate::model::{Faults, Kind, Mark, Message, Problem, RecordId, RecordType, Row, Secrecy, Term, Value};
use crate::records;
use crate::store::attachment;
use crate::store::audit::{FieldChange, MARK_FIELD, Verb};
use crate::store::vault::{Recipient, keyring};

impl Run<'_> {
    pub(super) fn mark(
        &mut self,
        record_type: &'static dyn RecordType,
        before: &Row,
        attachment: Option<RecordId>,
        wanted: &Mark,
        reason: &str,
    ) -> Result<Message, Problem> {
        let id = before.meta.id;
        let kept = match attachment {
            Some(attachment) => Some(
                self.kept(id, attachment)?
                    .ok_or_else(|| Problem::Missing(Message::new("problem.no_such_attachment")))?,
            ),
            None => None,
        };
        let old = match &kept {
            Some(kept) => kept.mark.as_deref(),
            None => before.meta.mark.as_deref(),
        };
        let old = old.cloned().unwrap_or_default();
        let mut mark = wanted.clone();
        mark.basis = mark.basis.trim().to_owned();
        mark.since = if (old.level, old.term) == (mark.level, mark.term) { old.since } else { self.today };
        if mark == old {
            return Ok(Message::new("done.nothing"));
        }
        let mut faults = Faults::default();
        self.check_mark(&mark, attachment.is_some(), id, &mut faults)?;
        if mark.level.is_state_secret() && attachment.is_none() {
            for (index, field) in record_type.fields().iter().enumerate() {
                if field.kind == Kind::LongText && !before.record.value(index).is_nothing() {
                    faults.at(field.key, Message::new("problem.state_secret_text"));
                }
            }
        }
        if loosens(&old, &mark) {
            self.session.permissions.require(record_type.name(), Right::Declassify, before)?;
            if reason.trim().is_empty() {
                faults.whole(Message::new("problem.reason_required"));
            }
        }
        faults.finish()?;
        let mark = (mark != Mark { since: mark.since, ..Mark::default() }).then(|| Box::new(mark));
        let mut after = before.clone();
        let mut sealing = self.sealing();
        let attached = kept.as_ref().map(|kept| kept.name.clone());
        let changes = match kept {
            Some(kept) => {
                let marked = attachment::Attachment { mark: mark.clone(), ..kept.clone() };
                *self.wrote = true;
                let marked = sealing.fit(self.transaction, before.meta.mark.as_deref(), marked)?;
                attachment::put(self.transaction, id, kept.id, Some(&marked))?;
                vec![attachment_change(kept.id, Some(&kept), Some(&marked))?]
            }
            None => {
                let change = FieldChange {
                    field: MARK_FIELD.into(),
                    before: as_value(before.meta.mark.as_deref())?,
                    after: as_value(mark.as_deref())?,
                };
                after.meta.mark.clone_from(&mark);
                let mut changes = vec![change];
                *self.wrote = true;
                for (was, is) in sealing.fit_record(self.transaction, before, mark.as_deref())? {
                    changes.push(attachment_change(is.id, Some(&was), Some(&is))?);
                }
                changes
            }
        };
        let guarded = has_own_key(mark.as_deref());
        let key = match () {
            () if !guarded => "done.marked",
            () if !self.has_accounts()? => "done.marked_without_key",
            () => "done.marked_with_key",
        };
        let title = match attached {
            Some(name) => name,
            None => self.title(record_type, before)?,
        };
        let level = mark.as_ref().map_or(Secrecy::Ordinary, |mark| mark.level);
        self.write(Write {
            record_type,
            before: Some(before),
            after,
            verb: Verb::Mark,
            changes,
            reason: (!reason.trim().is_empty()).then(|| reason.trim().to_owned()),
        })?;
        Ok(Message::new(key).with("title", title).with("level", level.text()))
    }

    /// Whether there is anybody to give a key to.
    fn has_accounts(&self) -> Result<bool, Problem> {
        Ok(keyring::public(&*self.transaction, Recipient::Recovery)?.is_some())
    }

    fn check_mark(
        &self,
        mark: &Mark,
        is_attachment: bool,
        id: RecordId,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let permissions = &self.session.permissions;
        if mark.level > permissions.clearance() {
            return Err(Problem::Denied(
                Message::new("denied.above_clearance").with("level", permissions.clearance().text()),
            ));
        }
        if mark.level.is_state_secret() {
            let has_content = is_attachment || !attachment::of(&*self.transaction, id)?.is_empty();
            if has_content {
                faults.whole(Message::new("problem.no_state_secret_content"));
            }
        }
        if mark.level >= Secrecy::Trade && mark.basis.is_empty() {
            faults.whole(Message::new("problem.mark_needs_basis"));
        }
        if let Some(most) = mark.level.most_years() {
            let years = match mark.term {
                Term::Years(years) => Some(years),
                Term::Months(months) => Some(months.div_ceil(12)),
                Term::LongTerm | Term::UntilPublished => None,
                Term::Until(_) => mark.ends().map(|day| day.years_since(mark.since).unwrap_or_default()),
            };
            if years.is_none_or(|years| years > most) {
                faults.whole(Message::new("problem.mark_too_long").with("years", most));
            }
        }
        if mark.level == Secrecy::Ordinary && (mark.sealed || !mark.circle.is_empty()) {
            faults.whole(Message::new("problem.ordinary_is_open"));
        }
        for member in &mark.circle {
            let mut known = false;
            for register in ["person", "unit"] {
                if let Some(record_type) = records::find(register) {
                    known |= self.known(record_type, *member)?.is_some_and(|row| row.meta.void.is_none());
                }
            }
            if !known {
                faults.whole(Message::new("problem.no_such_record").with("id", member));
            }
        }
        // Whoever draws a circle without standing in it could not see what they have done.
        if !permissions.may_know(Some(mark)) {
            faults.whole(Message::new("problem.circle_without_you"));
        }
        Ok(())
    }
}

/// Whether more people may know, or the content opens more easily, than before.
fn loosens(old: &Mark, new: &Mark) -> bool {
    let widened = !old.circle.is_empty()
        && (new.circle.is_empty() || new.circle.iter().any(|member| !old.circle.contains(member)));
    new.level < old.level || widened || (old.sealed && !new.sealed)
}

fn as_value(mark: Option<&Mark>) -> Result<Value, Problem> {
    match mark {
        Some(mark) => {
            serde_json::to_string(mark).map(Value::Text).map_err(|error| Problem::Bug(error.to_string()))
        }
        None => Ok(Value::Nothing),
    }
}

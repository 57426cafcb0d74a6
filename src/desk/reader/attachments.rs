//! Attachments through the read filter: which a session may see, and their content.

use super::{Reader, View};
use crate::desk::access::{Access, Outlet};
use crate::desk::sealing;
use crate::model::{Mark, Message, Problem, RecordId, RecordType, Secrecy};
use crate::records;
use crate::store::StoreError;
use crate::store::attachment::{self, Attachment};

impl Reader {
    /// Whether a record's seal, or with an attachment that attachment's, is open to the session now.
    pub fn is_open(&self, view: &View, attachment: Option<&Attachment>) -> bool {
        let mark = match attachment {
            Some(attachment) => attachment.mark.as_deref(),
            None => view.row.meta.mark.as_deref(),
        };
        self.session.permissions.is_open(view.row.meta.id, mark, self.now)
    }

    /// The attachments of a record that the session may see.
    ///
    /// # Errors
    /// When the file can't be read or the record may not be seen.
    pub fn attachments(
        &self,
        record_type: &dyn RecordType,
        owner: RecordId,
    ) -> Result<Vec<Attachment>, Problem> {
        let Some(view) = self.get_any(record_type, owner)? else { return Ok(Vec::new()) };
        let permissions = &self.session.permissions;
        if !permissions.is_open(owner, view.row.meta.mark.as_deref(), self.now) {
            return Ok(Vec::new());
        }
        let mut kept = attachment::of(self.snapshot(), owner)?;
        kept.retain(|attachment| permissions.may_know(attachment.mark.as_deref()));
        Ok(kept)
    }

    /// The content of an attachment whose record the session may see, and whose seal is open to it.
    ///
    /// # Errors
    /// When the file can't be read, the content is damaged, or the session has no key of it.
    pub fn content(&self, attachment: &Attachment) -> Result<Vec<u8>, Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_attachment"));
        let record_type = records::find(&attachment.register).ok_or_else(missing)?;
        let kept = self.attachments(record_type, attachment.owner)?;
        if !kept.contains(attachment) {
            return Err(missing());
        }
        if !self.session.permissions.is_open(attachment.owner, attachment.mark.as_deref(), self.now) {
            return Err(Problem::denied("denied.sealed_attachment"));
        }
        let content = attachment::content(self.snapshot(), &attachment.sha256)?.ok_or_else(missing)?;
        let content = if attachment.sealed {
            let keys = self.session.keys.as_deref();
            let keys = keys.ok_or_else(|| StoreError::NoKey(attachment.name.clone()))?;
            let opened = keys.open(self.snapshot(), attachment.id, sealing::place(attachment), &content);
            opened.map_err(|error| match error {
                StoreError::NoKey(_) => StoreError::NoKey(attachment.name.clone()),
                other => other,
            })?
        } else {
            zeroize::Zeroizing::new(content)
        };
        let level = |mark: Option<&Mark>| mark.map_or(Secrecy::Ordinary, |mark| mark.level);
        let mut access = Access::new(&attachment.register, Outlet::Attachment);
        (access.record, access.count) = (Some(attachment.owner), 1);
        access.records.push(attachment.id);
        let owner = self.mark(record_type.name(), attachment.owner)?;
        access.secrecy = level(owner.as_deref()).max(level(attachment.mark.as_deref()));
        access.sealed = attachment.sealed || attachment.mark.as_ref().is_some_and(|mark| mark.sealed);
        self.record_access(access);
        Ok(content.to_vec())
    }
}

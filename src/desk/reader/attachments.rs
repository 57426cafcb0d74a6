//! Attachments through the read filter: which a session may see, and their content.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::{Reader, View, Which};
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

    /// The attachments of a record that the session may see, in the order in which they were attached.
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
        // An identity tells the time only where this program made it.
        kept.sort_by_key(|attachment| (attachment.at, attachment.id));
        Ok(kept)
    }

    /// Visits the attachments of the living records of a register that the session may see, each with the mark of its
    /// record, in one pass over all that the office has.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::desk) fn each_attachment(
        &self,
        record_type: &dyn RecordType,
        visitor: &mut dyn FnMut(Attachment, Option<&Mark>),
    ) -> Result<(), Problem> {
        let mut owners = HashMap::new();
        self.visit(record_type, Which::Living, &mut |view| {
            if self.is_open(&view, None) {
                owners.insert(view.row.meta.id, view.row.meta.mark);
            }
            ControlFlow::Continue(())
        })?;
        attachment::each(self.snapshot(), &mut |attachment| {
            if let Some(mark) = owners.get(&attachment.owner)
                && self.session.permissions.may_know(attachment.mark.as_deref())
            {
                visitor(attachment, mark.as_deref());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }

    /// The content of an attachment whose record the session may see, and whose seal is open to it.
    ///
    /// # Errors
    /// When the file can't be read, the content is damaged, or the session has no key of it.
    pub fn content(&self, attachment: &Attachment) -> Result<Vec<u8>, Problem> {
        let content = self.opened(attachment)?;
        if let Some(record_type) = records::find(&attachment.register)
            && let Some(view) = self.get_any(record_type, attachment.owner)?
        {
            self.record_reading(&view, attachment);
        }
        Ok(content)
    }

    /// Notes that something of an attachment was read.
    pub(in crate::desk) fn record_reading(&self, owner: &View, attachment: &Attachment) {
        let level = |mark: Option<&Mark>| mark.map_or(Secrecy::Ordinary, |mark| mark.level);
        let mut access = Access::new(&attachment.register, Outlet::Attachment);
        (access.record, access.count) = (Some(attachment.owner), 1);
        access.records.push(attachment.id);
        access.secrecy = level(owner.row.meta.mark.as_deref()).max(level(attachment.mark.as_deref()));
        access.sealed = attachment.sealed || attachment.mark.as_ref().is_some_and(|mark| mark.sealed);
        self.record_access(access);
    }

    /// Whether [`Self::opened`] would open an attachment, without reading it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(in crate::desk) fn opens(&self, attachment: &Attachment) -> Result<bool, Problem> {
        let Some(record_type) = records::find(&attachment.register) else { return Ok(false) };
        let is_there = self.attachments(record_type, attachment.owner)?.contains(attachment);
        let permissions = &self.session.permissions;
        let has_key = !attachment.sealed || self.session.keys.is_some();
        Ok(is_there && has_key && permissions.is_open(attachment.owner, attachment.mark.as_deref(), self.now))
    }

    /// As [`Self::content`], for the program itself: nobody has read it yet, so nothing is noted.
    pub(in crate::desk) fn opened(&self, attachment: &Attachment) -> Result<Vec<u8>, Problem> {
        if let Some(record_type) = records::find(&attachment.register)
            && let Some(view) = self.get_any(record_type, attachment.owner)?
            && !self.opens_files(record_type.name(), &view.row)
        {
            return Err(Problem::denied("denied.archive_file"));
        }
        self.opened_on_loan(attachment)
    }

    /// As [`Self::opened`], for a borrower of the item that the attachment belongs to.
    pub(in crate::desk) fn opened_on_loan(&self, attachment: &Attachment) -> Result<Vec<u8>, Problem> {
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
        Ok(content.to_vec())
    }
}

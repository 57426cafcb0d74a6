//! Attaching a file to a record, and taking it off.

use super::check::differences;
use super::{Run, Write};
use crate::desk::sealing::Sealing;
use crate::model::{Message, Problem, RecordId, RecordType, Row, Value};
use crate::rules::secrecy_marking::{bears_state_marking, bears_state_marking_on_face};
use crate::store::attachment::{self, Attachment};
use crate::store::audit::{ATTACHMENT_PREFIX, FieldChange, Verb};

/// Longest reason of a version in characters.
const LONGEST_REASON: usize = 500;

/// Refuses a file that says on its face that it is a state secret: a program on an ordinary computer does not keep one
/// (保守国家秘密法; `domain.md` §3.1).
fn require_no_state_marking(name: &str, text: Option<&str>) -> Result<(), Problem> {
    if bears_state_marking(name) || text.is_some_and(bears_state_marking_on_face) {
        return Err(Problem::input(Message::new("problem.state_secret_file").with("name", name)));
    }
    Ok(())
}

/// A file as it was given.
pub(super) struct Given<'a> {
    pub(super) identity: RecordId,
    pub(super) name: &'a str,
    pub(super) media_type: &'a str,
    pub(super) content: &'a [u8],
    pub(super) reason: &'a str,
    pub(super) text: Option<&'a str>,
}

impl Run<'_> {
    pub(super) fn attach(
        &mut self,
        record_type: &'static dyn RecordType,
        before: &Row,
        given: &Given<'_>,
    ) -> Result<Message, Problem> {
        let kept = self.named(record_type, before, given)?;
        *self.wrote = true;
        let mark = before.meta.mark.as_deref();
        let kept = self.sealing().keep(self.transaction, mark, kept, given.content)?;
        // What can be read out of a sealed content is as secret as the content.
        if let Some(text) = given.text.filter(|_| !kept.sealed)
            && attachment::text(self.transaction, &kept.sha256)?.is_none()
        {
            attachment::put_text(self.transaction, &kept.sha256, text)?;
        }
        self.put_attached(record_type, before, &kept)
    }

    /// Attaches what waits in the file. Under a mark it goes the way of every content, so that it is sealed.
    pub(super) fn attach_deposit(
        &mut self,
        record_type: &'static dyn RecordType,
        before: &Row,
        given: &Given<'_>,
        deposit: RecordId,
    ) -> Result<Message, Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_deposit"));
        let waiting = attachment::deposit(self.transaction, deposit)?
            .filter(|waiting| waiting.by == self.session.signature())
            .ok_or_else(missing)?;
        if before.meta.mark.is_some() {
            let content = attachment::content(self.transaction, &waiting.sha256)?.ok_or_else(missing)?;
            let done = self.attach(record_type, before, &Given { content: &content, ..*given })?;
            attachment::put_deposit(self.transaction, deposit, None)?;
            if waiting.is_new {
                attachment::remove_content(self.transaction, &waiting.sha256)?;
            }
            return Ok(done);
        }
        let mut kept = self.named(record_type, before, given)?;
        require_no_state_marking(
            &kept.name,
            attachment::text(self.transaction, &waiting.sha256)?.as_deref(),
        )?;
        *self.wrote = true;
        (kept.sha256, kept.size) = (waiting.sha256, waiting.size);
        attachment::put_deposit(self.transaction, deposit, None)?;
        self.put_attached(record_type, before, &kept)
    }

    /// What is kept of a file apart from its content.
    fn named(
        &self,
        record_type: &'static dyn RecordType,
        before: &Row,
        given: &Given<'_>,
    ) -> Result<Attachment, Problem> {
        let Given { identity, name, media_type, content, reason, .. } = *given;
        let id = before.meta.id;
        if before.meta.mark.as_ref().is_some_and(|mark| mark.level.is_state_secret()) {
            return Err(Problem::input(Message::new("problem.no_state_secret_content")));
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        require_no_state_marking(name, given.text)?;
        self.require_room_for_file(record_type, before, name)?;
        let unusable =
            |character: char| character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character);
        if name.is_empty() || name == "." || name == ".." || name.chars().any(unusable) {
            return Err(Problem::input(Message::new("problem.file_name").with("name", name.escape_debug())));
        }
        let reason = reason.trim();
        if reason.chars().count() > LONGEST_REASON {
            return Err(Problem::input(Message::new("problem.too_long").with("limit", LONGEST_REASON)));
        }
        Ok(Attachment {
            id: identity,
            owner: id,
            register: record_type.name().to_owned(),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            size: u64::try_from(content.len()).unwrap_or(u64::MAX),
            sha256: String::new(),
            at: self.now,
            by: self.session.signature(),
            mark: None,
            reason: reason.to_owned(),
            sealed: false,
        })
    }

    /// What was filed stays as it was filed: of files that stay none is replaced by another version, and only an item of
    /// the archive takes further ones. What the owner of the file brings in is how things were elsewhere.
    fn require_room_for_file(
        &self,
        record_type: &'static dyn RecordType,
        before: &Row,
        name: &str,
    ) -> Result<(), Problem> {
        if !self.files_stay(record_type, before)? {
            return Ok(());
        }
        let there = attachment::of(self.transaction, before.meta.id)?;
        let is_new = there.iter().all(|file| file.name != name);
        let is_import = self.session.person.is_none();
        if is_import || (is_new && record_type.takes_later_files()) {
            return Ok(());
        }
        let told = if is_new { "problem.archived_takes_no_file" } else { "problem.archived_file_stays" };
        Err(Problem::input(Message::new(told).with("name", name)))
    }

    /// Whether the files of a record stay as they are.
    fn files_stay(&self, record_type: &'static dyn RecordType, row: &Row) -> Result<bool, Problem> {
        let state = record_type.workflow().map(|(place, _)| row.record.value(place));
        let state = state.as_ref().and_then(Value::as_str).unwrap_or_default();
        Ok(record_type.keeps_files().contains(&state) || record_type.holds_files(row, &self.inside())?)
    }

    fn put_attached(
        &mut self,
        record_type: &'static dyn RecordType,
        before: &Row,
        kept: &Attachment,
    ) -> Result<Message, Problem> {
        let id = before.meta.id;
        let hashes = |files: Vec<Attachment>| files.into_iter().map(|file| file.sha256).collect::<Vec<_>>();
        let without = hashes(attachment::of(self.transaction, id)?);
        attachment::put(self.transaction, id, kept.id, Some(kept))?;
        let mut after = before.clone();
        record_type.attached(&mut after, &without, &hashes(attachment::of(self.transaction, id)?))?;
        let mut changes = differences(record_type, Some(before), &after);
        changes.push(attachment_change(kept.id, None, Some(kept))?);
        self.write(Write {
            record_type,
            before: Some(before),
            after,
            verb: Verb::Attach,
            changes,
            reason: Some(kept.reason.clone()).filter(|reason| !reason.is_empty()),
        })?;
        Ok(Message::new("done.attached").with("name", &kept.name))
    }

    pub(super) fn detach(
        &mut self,
        record_type: &'static dyn RecordType,
        before: &Row,
        identity: RecordId,
    ) -> Result<Message, Problem> {
        let id = before.meta.id;
        let kept = self.kept(id, identity)?;
        let Some(kept) = kept else {
            return Err(Problem::Missing(Message::new("problem.no_such_attachment")));
        };
        if self.files_stay(record_type, before)? {
            return Err(Problem::input(Message::new("problem.archived_file_stays").with("name", &kept.name)));
        }
        *self.wrote = true;
        attachment::put(self.transaction, id, identity, None)?;
        let change = attachment_change(identity, Some(&kept), None)?;
        self.write(Write {
            record_type,
            before: Some(before),
            after: before.clone(),
            verb: Verb::Detach,
            changes: vec![change],
            reason: None,
        })?;
        Ok(Message::new("done.detached").with("name", kept.name))
    }
}

impl<'a> Run<'a> {
    /// Seals with the keys of who is at work.
    pub(in crate::desk) fn sealing(&self) -> Sealing<'a> {
        Sealing::new(self.session.keys.as_deref(), self.today)
    }

    /// An attachment that the session may know of.
    pub(super) fn kept(&self, owner: RecordId, id: RecordId) -> Result<Option<Attachment>, Problem> {
        let kept = attachment::of(self.transaction, owner)?.into_iter().find(|kept| kept.id == id);
        Ok(kept.filter(|kept| self.session.permissions.may_know(kept.mark.as_deref())))
    }
}

pub(in crate::desk) fn attachment_change(
    id: RecordId,
    before: Option<&Attachment>,
    after: Option<&Attachment>,
) -> Result<FieldChange, Problem> {
    let value = |attachment: Option<&Attachment>| match attachment {
        Some(attachment) => serde_json::to_string(attachment)
            .map(Value::Text)
            .map_err(|error| Problem::Bug(error.to_string())),
        None => Ok(Value::Nothing),
    };
    Ok(FieldChange {
        field: format!("{ATTACHMENT_PREFIX}{id}").into(),
        before: value(before)?,
        after: value(after)?,
    })
}

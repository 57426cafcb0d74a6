//! Contents with a key of their own: what is sealed or 核心商密 is encrypted for the accounts of those who may know, and
//! for nobody else. Whoever may know is asked of their rights and of the marks, never of who happens to be at work;
//! giving a key on takes somebody who has it. `store::vault` says what that keeps out and what not.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::NaiveDate;

use super::command::Touched;
use super::permissions::{Permissions, owner_under_separation};
use crate::model::{Id, Mark, Problem, RecordId, Row, Secrecy};
use crate::records;
use crate::records::accounts::{Account, AccountState};
use crate::store::attachment::{self, Attachment};
use crate::store::audit::{self, ATTACHMENT_PREFIX};
use crate::store::vault::{Keyring, Recipient, keyring};
use crate::store::{Rows as _, Transaction};

/// The registers that say who may know.
const SOURCES_OF_KNOWLEDGE: [&str; 7] =
    ["account", "appointment", "clearance", "person", "post", "separation", "unit"];

/// Whether changes of these records concern who may know.
pub(super) fn concerns(touched: &[Touched]) -> bool {
    touched.iter().any(|of| SOURCES_OF_KNOWLEDGE.contains(&of.register))
}

/// Whether content under a mark has a key of its own. State secrets have no content here.
pub(super) fn has_own_key(mark: Option<&Mark>) -> bool {
    mark.is_some_and(|mark| mark.sealed || mark.level >= Secrecy::CoreTrade)
}

/// Where a content belongs, so that it opens nowhere else.
pub(super) fn place(attachment: &Attachment) -> &[u8] {
    attachment.owner.as_bytes()
}

/// Everybody with an account, and what they may do.
struct Knowers(Vec<(Recipient, Permissions)>);

impl Knowers {
    fn read(transaction: &Transaction, day: NaiveDate) -> Result<Self, Problem> {
        let mut accounts = Vec::new();
        if let Some(record_type) = records::find("account") {
            transaction.each_stored(record_type, &mut |row| {
                if row.meta.void.is_none() {
                    accounts.extend(row.typed::<Account>());
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        let mut knowers = Vec::new();
        for account in accounts {
            if !matches!(account.record.state, AccountState::Active | AccountState::Locked) {
                continue;
            }
            let permissions = match account.record.person {
                _ if account.record.owner => {
                    owner_under_separation(transaction)?.unwrap_or_else(Permissions::owner)
                }
                Some(person) => match Permissions::of_person(transaction, Id::erase(person), day) {
                    Ok((_, permissions)) => permissions,
                    // Who has left knows nothing any more.
                    Err(Problem::Denied(_) | Problem::Missing(_)) => continue,
                    Err(problem) => return Err(problem),
                },
                None => continue,
            };
            knowers.push((Recipient::Account(account.meta.id), permissions));
        }
        Ok(Self(knowers))
    }

    fn of(&self, owner: Option<&Mark>, own: Option<&Mark>) -> BTreeSet<Recipient> {
        let may_know = |permissions: &Permissions| permissions.may_know(owner) && permissions.may_know(own);
        self.0.iter().filter(|(_, may)| may_know(may)).map(|(recipient, _)| *recipient).collect()
    }
}

/// Seals and unseals what belongs to one record inside a transaction.
pub(super) struct Sealing<'a> {
    keys: Option<&'a Keyring>,
    day: NaiveDate,
    knowers: Option<Knowers>,
}

impl<'a> Sealing<'a> {
    /// With the keys of who is at work, where they signed in.
    pub(super) fn new(keys: Option<&'a Keyring>, day: NaiveDate) -> Self {
        Self { keys, day, knowers: None }
    }

    fn knowers(&mut self, transaction: &Transaction) -> Result<&Knowers, Problem> {
        let knowers = match self.knowers.take() {
            Some(known) => known,
            None => Knowers::read(transaction, self.day)?,
        };
        Ok(self.knowers.insert(knowers))
    }

    /// Keeps a new content, sealed where its marks ask for it, and completes what is kept of it.
    pub(super) fn keep(
        &mut self,
        transaction: &mut Transaction,
        owner: Option<&Mark>,
        mut attachment: Attachment,
        content: &[u8],
    ) -> Result<Attachment, Problem> {
        let sealed = if has_own_key(owner) || has_own_key(attachment.mark.as_deref()) {
            let with = self.knowers(transaction)?.of(owner, attachment.mark.as_deref());
            keyring::seal(transaction, attachment.id, place(&attachment), content, with)?
        } else {
            None
        };
        attachment.sealed = sealed.is_some();
        attachment.sha256 = attachment::put_content(transaction, sealed.as_deref().unwrap_or(content))?;
        if attachment.sealed {
            attachment::put_guard(transaction, attachment.id, Some(&attachment))?;
        }
        Ok(attachment)
    }

    /// Brings an attachment to what its marks ask for: its content sealed, given to others, or in the plain again.
    pub(super) fn fit(
        &mut self,
        transaction: &mut Transaction,
        owner: Option<&Mark>,
        attachment: Attachment,
    ) -> Result<Attachment, Problem> {
        let guarded = has_own_key(owner) || has_own_key(attachment.mark.as_deref());
        match (guarded, attachment.sealed) {
            (true, false) => {
                let Some(content) = attachment::content(transaction, &attachment.sha256)? else {
                    return Ok(attachment);
                };
                let sealed = self.keep(transaction, owner, attachment.clone(), &content)?;
                if sealed.sealed {
                    attachment::put(transaction, sealed.owner, sealed.id, None)?;
                    attachment::remove_content(transaction, &attachment.sha256)?;
                }
                Ok(sealed)
            }
            (true, true) => {
                attachment::put_guard(transaction, attachment.id, Some(&attachment))?;
                self.share(transaction, owner, &attachment)?;
                Ok(attachment)
            }
            (false, true) => self.unseal(transaction, owner, attachment),
            (false, false) => Ok(attachment),
        }
    }

    /// Whoever lowers a mark without the key leaves the content sealed; it opens for those who had it.
    fn unseal(
        &mut self,
        transaction: &mut Transaction,
        owner: Option<&Mark>,
        attachment: Attachment,
    ) -> Result<Attachment, Problem> {
        let sealed = attachment::content(transaction, &attachment.sha256)?;
        let opened = match (self.keys, sealed) {
            (Some(keys), Some(sealed)) => {
                keys.open(transaction, attachment.id, place(&attachment), &sealed).ok()
            }
            _ => None,
        };
        let Some(content) = opened else {
            attachment::put_guard(transaction, attachment.id, Some(&attachment))?;
            self.share(transaction, owner, &attachment)?;
            return Ok(attachment);
        };
        for holder in keyring::holders(transaction, attachment.id)? {
            keyring::take(transaction, attachment.id, holder)?;
        }
        attachment::put_guard(transaction, attachment.id, None)?;
        let sha256 = attachment::put_content(transaction, &content)?;
        Ok(Attachment { sealed: false, sha256, ..attachment })
    }

    /// Gives the key of a content to whoever may know it now, and takes it from whoever may not.
    fn share(
        &mut self,
        transaction: &mut Transaction,
        owner: Option<&Mark>,
        attachment: &Attachment,
    ) -> Result<bool, Problem> {
        let mut wanted = self.knowers(transaction)?.of(owner, attachment.mark.as_deref());
        wanted.insert(Recipient::Recovery);
        let holders = keyring::holders(transaction, attachment.id)?;
        let mut changed = false;
        for holder in holders.difference(&wanted) {
            keyring::take(transaction, attachment.id, *holder)?;
            changed = true;
        }
        let mut missing = BTreeSet::new();
        for recipient in wanted.difference(&holders) {
            if keyring::public(transaction, *recipient)?.is_some() {
                missing.insert(*recipient);
            }
        }
        if let Some(keys) = self.keys.filter(|_| !missing.is_empty()) {
            changed |= keys.share(transaction, attachment.id, &missing)?;
        }
        Ok(changed)
    }

    /// Brings the attachments of a record to what its marks ask for; gives those that changed, before and after.
    /// What was once attached and taken off is sealed too: undo would bring it back.
    pub(super) fn fit_record(
        &mut self,
        transaction: &mut Transaction,
        row: &Row,
        mark: Option<&Mark>,
    ) -> Result<Vec<(Attachment, Attachment)>, Problem> {
        let mut changed = Vec::new();
        for before in attachment::of(transaction, row.meta.id)? {
            let after = self.fit(transaction, mark, before.clone())?;
            attachment::put(transaction, after.owner, after.id, Some(&after))?;
            if after != before {
                changed.push((before, after));
            }
        }
        if has_own_key(mark) {
            self.fit_history(transaction, row, mark)?;
        }
        Ok(changed)
    }

    fn fit_history(
        &mut self,
        transaction: &mut Transaction,
        row: &Row,
        mark: Option<&Mark>,
    ) -> Result<(), Problem> {
        let mut number = row.meta.entry;
        while number > 0 {
            let Some(entry) = audit::entry(transaction, number)? else { break };
            for change in entry.changes.iter().filter(|of| of.field.starts_with(ATTACHMENT_PREFIX)) {
                for value in [&change.before, &change.after] {
                    let Some(kept) = value.as_str().and_then(|json| serde_json::from_str(json).ok()) else {
                        continue;
                    };
                    let kept: Attachment = kept;
                    if !kept.sealed && attachment::guard(transaction, kept.id)?.is_none() {
                        self.fit(transaction, mark, kept)?;
                    }
                }
            }
            number = entry.previous;
        }
        Ok(())
    }

    /// An attachment that is put back on its record: what was sealed meanwhile stays sealed.
    pub(super) fn bring_back(
        &mut self,
        transaction: &mut Transaction,
        owner: Option<&Mark>,
        attachment: Attachment,
    ) -> Result<Attachment, Problem> {
        let known = attachment::guard(transaction, attachment.id)?.unwrap_or(attachment);
        self.fit(transaction, owner, known)
    }

    /// Brings the keys of every sealed content up to date with who may know; tells whether anything changed.
    pub(super) fn share_all(&mut self, transaction: &mut Transaction) -> Result<bool, Problem> {
        let mut changed = false;
        for attachment in attachment::guards(transaction)? {
            let mark = owner_mark(transaction, &attachment.register, attachment.owner)?;
            changed |= self.share(transaction, mark.as_deref(), &attachment)?;
        }
        Ok(changed)
    }

    /// Seals what marks ask to be sealed and still lies in the plain; tells whether anything changed. For the moment
    /// at which an office gets its first account.
    pub(super) fn seal_all(&mut self, transaction: &mut Transaction) -> Result<bool, Problem> {
        let mut changed = false;
        for before in attachment::all(transaction)? {
            let mark = owner_mark(transaction, &before.register, before.owner)?;
            let after = self.fit(transaction, mark.as_deref(), before.clone())?;
            if after != before {
                attachment::put(transaction, after.owner, after.id, Some(&after))?;
                changed = true;
            }
        }
        Ok(changed)
    }
}

fn owner_mark(
    transaction: &Transaction,
    register: &str,
    owner: RecordId,
) -> Result<Option<Box<Mark>>, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(None) };
    Ok(transaction.stored(record_type, owner)?.and_then(|row| row.meta.mark))
}

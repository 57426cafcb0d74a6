//! The keys that somebody who signed in has: the data key, and one key a secrecy level they are cleared for.
//!
//! A level has a random key of its own. It is sealed to the public key of every account that is cleared, and to the
//! recovery code's, in [`Table::Keys`]; nobody else can open it, not even with the data key. Who may be given a level
//! is the desk's business; only somebody who has the level can give it on.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::slot::{Identity, seal_key};
use super::{Key, PublicKey};
use crate::model::RecordId;
use crate::store::{Rows, StoreError, Table, Transaction};

/// Whom a level's key is sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// The account of a record of the register `account`.
    Account(RecordId),
    /// The recovery code.
    Recovery,
}

impl Recipient {
    fn name(self) -> String {
        match self {
            Self::Account(id) => id.to_string(),
            Self::Recovery => "recovery".to_owned(),
        }
    }

    fn public_key(self) -> Vec<u8> {
        format!("public/{}", self.name()).into_bytes()
    }

    fn level_key(self, level: &str) -> Vec<u8> {
        format!("level/{level}/{}", self.name()).into_bytes()
    }
}

/// Notes the public key of a recipient, so that keys can be sealed to it later. Levels that were sealed to another key
/// of the same recipient can no longer be opened and are removed; somebody who has them must give them anew.
///
/// # Errors
/// When it can't be written.
pub(in crate::store) fn put_public(
    transaction: &mut Transaction,
    recipient: Recipient,
    public: &PublicKey,
) -> Result<(), StoreError> {
    if self::public(transaction, recipient)?.as_ref() == Some(public) {
        return Ok(());
    }
    forget(transaction, recipient)?;
    transaction.put(Table::Keys, &recipient.public_key(), public.to_vec())
}

/// Removes every key of a recipient.
///
/// # Errors
/// When it can't be written.
pub(in crate::store) fn forget(
    transaction: &mut Transaction,
    recipient: Recipient,
) -> Result<(), StoreError> {
    let ending = format!("/{}", recipient.name());
    let mut sealed = Vec::new();
    transaction.entries(Table::Keys, b"level/", &mut |key, _| {
        if key.ends_with(ending.as_bytes()) {
            sealed.push(key.to_vec());
        }
        Ok(ControlFlow::Continue(()))
    })?;
    for key in sealed.iter().chain([&recipient.public_key()]) {
        transaction.delete(Table::Keys, key)?;
    }
    Ok(())
}

/// The public key of a recipient.
///
/// # Errors
/// When the file can't be read.
pub(in crate::store) fn public(
    rows: &impl Rows,
    recipient: Recipient,
) -> Result<Option<PublicKey>, StoreError> {
    let bytes = rows.value(Table::Keys, &recipient.public_key())?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}

/// The keys of somebody who signed in. They are wiped from memory when it is dropped.
#[derive(Clone, Debug)]
pub struct Keyring {
    recipient: Recipient,
    identity: Identity,
    data: Key,
    levels: BTreeMap<String, Key>,
}

impl Keyring {
    /// The keys that an identity opens in an office.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn load(
        rows: &impl Rows,
        recipient: Recipient,
        identity: Identity,
        data: Key,
    ) -> Result<Self, StoreError> {
        let mut levels = BTreeMap::new();
        let ending = format!("/{}", recipient.name());
        rows.entries(Table::Keys, b"level/", &mut |key, sealed| {
            let name = std::str::from_utf8(key).unwrap_or_default();
            let level = name.strip_prefix("level/").and_then(|rest| rest.strip_suffix(&ending));
            if let Some(level) = level
                && let Some(key) = identity.unseal(level.as_bytes(), sealed)
            {
                levels.insert(level.to_owned(), key);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(Self { recipient, identity, data, levels })
    }

    /// Who has these keys.
    pub fn recipient(&self) -> Recipient {
        self.recipient
    }

    /// The key pair of who has these keys, to make a slot with another password.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The key of the file; without encryption it only checks passwords.
    pub fn data(&self) -> &Key {
        &self.data
    }

    /// The levels whose content can be opened.
    pub fn levels(&self) -> impl Iterator<Item = &str> {
        self.levels.keys().map(String::as_str)
    }

    /// Makes sure that a level has a key which this keyring, `cleared` and the recovery code can open. Gives those who
    /// could not be given it, because they have no account that was ever signed in to.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when the level has a key that this keyring lacks, or when it can't be written.
    pub fn share(
        &mut self,
        transaction: &mut Transaction,
        level: &str,
        cleared: &[Recipient],
    ) -> Result<Vec<Recipient>, StoreError> {
        let key = match self.levels.get(level) {
            Some(key) => key.clone(),
            None => {
                let prefix = format!("level/{level}/");
                let mut exists = false;
                transaction.entries(Table::Keys, prefix.as_bytes(), &mut |_, _| {
                    exists = true;
                    Ok(ControlFlow::Break(()))
                })?;
                if exists {
                    return Err(StoreError::NoKey(level.to_owned()));
                }
                Key::random()?
            }
        };
        let mut without = Vec::new();
        let own = [self.recipient, Recipient::Recovery];
        for recipient in own.into_iter().chain(cleared.iter().copied()) {
            let known = if recipient == self.recipient {
                Some(self.identity.public())
            } else {
                public(transaction, recipient)?
            };
            match known {
                Some(public) => {
                    let sealed = seal_key(&public, level.as_bytes(), &key)?;
                    transaction.put(Table::Keys, &recipient.level_key(level), sealed)?;
                }
                None if cleared.contains(&recipient) => without.push(recipient),
                None => {}
            }
        }
        self.levels.insert(level.to_owned(), key);
        Ok(without)
    }

    /// Seals bytes for a level. `context` names their place (record and field, say), so that they open only there.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when this keyring lacks the level.
    pub fn seal(&self, level: &str, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let key = self.levels.get(level).ok_or_else(|| StoreError::NoKey(level.to_owned()))?;
        key.seal(&bound(level, context), plain)
    }

    /// Opens bytes of a level.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when this keyring lacks the level; [`StoreError::Damaged`] when they are not what was
    /// sealed for this level and place.
    pub fn open(&self, level: &str, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let key = self.levels.get(level).ok_or_else(|| StoreError::NoKey(level.to_owned()))?;
        let damaged = || StoreError::Damaged(format!("sealed {level}"));
        key.open(&bound(level, context), sealed).ok_or_else(damaged)
    }
}

fn bound(level: &str, context: &[u8]) -> Vec<u8> {
    let mut bound = level.as_bytes().to_vec();
    bound.push(0);
    bound.extend_from_slice(context);
    bound
}

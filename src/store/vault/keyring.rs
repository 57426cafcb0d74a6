//! The keys that somebody who signed in has, and the keys that contents have of their own.
//!
//! A sealed content lies in a compartment. The compartment has a random key; it is sealed to the public key of every
//! account that may know the content, and to the recovery code's, in [`Table::Keys`]. Nobody else can open it, not
//! even with the data key. Who may know is the desk's business; only somebody who has the key can give it on, anybody
//! can make a new compartment.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::slot::{Identity, seal_key};
use super::{Key, PublicKey};
use crate::model::RecordId;
use crate::store::{Rows, StoreError, Table, Transaction};

/// Whom a key is sealed to.
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

    fn from_name(name: &str) -> Option<Self> {
        match name {
            "recovery" => Some(Self::Recovery),
            id => id.parse().ok().map(Self::Account),
        }
    }

    fn public_key(self) -> Vec<u8> {
        format!("public/{}", self.name()).into_bytes()
    }

    fn sealed_key(self, compartment: RecordId) -> Vec<u8> {
        format!("sealed/{compartment}/{}", self.name()).into_bytes()
    }
}

/// Notes the public key of a recipient, so that keys can be sealed to it later. Keys that were sealed to another key
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
    transaction.entries(Table::Keys, b"sealed/", &mut |key, _| {
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
pub fn public(rows: &impl Rows, recipient: Recipient) -> Result<Option<PublicKey>, StoreError> {
    let bytes = rows.value(Table::Keys, &recipient.public_key())?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}

/// The keys of somebody who signed in. They are wiped from memory when it is dropped.
#[derive(Clone, Debug)]
pub struct Keyring {
    recipient: Recipient,
    identity: Identity,
    data: Key,
}

impl PartialEq for Keyring {
    fn eq(&self, other: &Self) -> bool {
        self.recipient == other.recipient && self.identity.public() == other.identity.public()
    }
}

impl Keyring {
    /// The keys that a slot has opened.
    pub fn new(recipient: Recipient, identity: Identity, data: Key) -> Self {
        Self { recipient, identity, data }
    }

    /// Who has these keys.
    pub fn recipient(&self) -> Recipient {
        self.recipient
    }

    /// The key of the file; without encryption it only checks passwords.
    pub fn data(&self) -> &Key {
        &self.data
    }

    /// The key of a compartment; `None` when it was not given to who has this keyring.
    fn compartment(&self, rows: &impl Rows, compartment: RecordId) -> Result<Option<Key>, StoreError> {
        let sealed = rows.value(Table::Keys, &self.recipient.sealed_key(compartment))?;
        Ok(sealed.and_then(|sealed| self.identity.unseal(compartment.as_bytes(), &sealed)))
    }

    /// Opens what [`seal`] made. `context` names its place.
    ///
    /// # Errors
    /// [`StoreError::NoKey`] when the key was not given to who has this keyring; [`StoreError::Damaged`] when the bytes
    /// are not what was sealed for this compartment and place.
    pub fn open(
        &self,
        rows: &impl Rows,
        compartment: RecordId,
        context: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let key = self.compartment(rows, compartment)?;
        let key = key.ok_or_else(|| StoreError::NoKey(compartment.to_string()))?;
        let damaged = || StoreError::Damaged(format!("sealed {compartment}"));
        key.open(&bound(compartment, context), sealed).ok_or_else(damaged)
    }

    /// Gives the key of a compartment to others; those without a public key are left out. Answers whether this keyring
    /// has the key.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn share(
        &self,
        transaction: &mut Transaction,
        compartment: RecordId,
        with: &BTreeSet<Recipient>,
    ) -> Result<bool, StoreError> {
        let Some(key) = self.compartment(transaction, compartment)? else { return Ok(false) };
        give(transaction, compartment, &key, with)?;
        Ok(true)
    }
}

fn give(
    transaction: &mut Transaction,
    compartment: RecordId,
    key: &Key,
    with: &BTreeSet<Recipient>,
) -> Result<usize, StoreError> {
    let mut given = 0;
    for recipient in with {
        let Some(public) = public(transaction, *recipient)? else { continue };
        let sealed = seal_key(&public, compartment.as_bytes(), key)?;
        transaction.put(Table::Keys, &recipient.sealed_key(compartment), sealed)?;
        given += 1;
    }
    Ok(given)
}

/// Seals bytes in a new compartment for some recipients and the recovery code. `context` names their place, so that
/// they open only there. `None`, and nothing written, when nobody has a public key: there are no accounts.
///
/// # Errors
/// When it can't be written.
pub fn seal(
    transaction: &mut Transaction,
    compartment: RecordId,
    context: &[u8],
    plain: &[u8],
    mut with: BTreeSet<Recipient>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let key = Key::random()?;
    with.insert(Recipient::Recovery);
    if give(transaction, compartment, &key, &with)? == 0 {
        return Ok(None);
    }
    key.seal(&bound(compartment, context), plain).map(Some)
}

/// Who has the key of a compartment.
///
/// # Errors
/// When the file can't be read.
pub fn holders(rows: &impl Rows, compartment: RecordId) -> Result<BTreeSet<Recipient>, StoreError> {
    let prefix = format!("sealed/{compartment}/");
    let mut holders = BTreeSet::new();
    rows.entries(Table::Keys, prefix.as_bytes(), &mut |key, _| {
        let name = key.get(prefix.len()..).and_then(|name| std::str::from_utf8(name).ok());
        holders.extend(name.and_then(Recipient::from_name));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(holders)
}

/// Takes the key of a compartment from somebody.
///
/// # Errors
/// When it can't be written.
pub fn take(transaction: &mut Transaction, compartment: RecordId, from: Recipient) -> Result<(), StoreError> {
    transaction.delete(Table::Keys, &from.sealed_key(compartment))
}

fn bound(compartment: RecordId, context: &[u8]) -> Vec<u8> {
    [compartment.as_bytes().as_slice(), context].concat()
}

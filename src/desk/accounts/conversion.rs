//! Turning the encryption of an office's file on and off.

use std::sync::Arc;

use super::{Pass, SignedIn, account_of};
use crate::desk::office::Office;
use crate::model::Problem;
use crate::records::RECORDS;
use crate::store::convert::{self, Step};
use crate::store::vault::{Recipient, SlotKind};
use crate::store::{Founding, Store};

/// Encrypts the file of an office with accounts. The office is closed; its file is opened anew by signing in.
///
/// # Errors
/// When there is no account, the session is no owner's, or the copy can't be made; the file is as it was then.
pub fn encrypt(signed: SignedIn, watch: &mut dyn FnMut(Step) -> bool) -> Result<(), Problem> {
    let store = close(signed.office, &signed.pass)?;
    if store.is_encrypted() {
        return Err(Problem::denied("account.already_encrypted"));
    }
    let mut founding = Founding::new()?;
    founding.salt = store.salt()?.ok_or_else(|| Problem::denied("account.no_accounts"))?;
    let snapshot = store.snapshot()?;
    for slot in store.slots()? {
        let recipient = match slot.kind {
            SlotKind::Recovery => Recipient::Recovery,
            SlotKind::Account | SlotKind::OneTime => {
                // A slot without an account opens nothing.
                let Some(account) = account_of(&snapshot, &founding.salt, &slot.label)? else { continue };
                Recipient::Account(account.meta.id)
            }
        };
        if let Some(public) = store.public_key(recipient)? {
            founding.slots.push(slot.with_data(&public, &founding.data)?);
        }
    }
    drop(snapshot);
    let room = u32::try_from(founding.slots.len().saturating_mul(2)).unwrap_or(u32::MAX);
    founding.capacity = founding.capacity.max(room);
    Ok(convert::encrypt(store, &founding, RECORDS, watch)?)
}

/// Takes the encryption off the file. The office is closed; its accounts stay.
///
/// # Errors
/// As [`encrypt`].
pub fn decrypt(signed: SignedIn, watch: &mut dyn FnMut(Step) -> bool) -> Result<(), Problem> {
    let store = close(signed.office, &signed.pass)?;
    if !store.is_encrypted() {
        return Err(Problem::denied("account.not_encrypted"));
    }
    Ok(convert::decrypt(store, RECORDS, watch)?)
}

fn close(office: Office, pass: &Pass) -> Result<Store, Problem> {
    if !pass.session.permissions.is_owner() {
        return Err(Problem::denied("denied.owner_account"));
    }
    into_store(office)
}

/// Closes an office and gives the store under it.
///
/// # Errors
/// When somebody still holds it.
pub fn into_store(office: Office) -> Result<Store, Problem> {
    let store = office.store().clone();
    drop(office);
    Arc::into_inner(store).ok_or_else(|| Problem::Bug("the office is still in use".to_owned()))
}

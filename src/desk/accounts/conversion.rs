//! Turning the encryption of an office's file on and off.

use std::sync::Arc;

use super::{Pass, SignedIn, account_of};
use crate::desk::office::Office;
use crate::desk::session::Session;
use crate::model::{Id, Problem};
use crate::records::RECORDS;
use crate::records::protection::{EncryptionChange, EncryptionOrder, EncryptionOrderState, Separation};
use crate::store::convert::{self, Step};
use crate::store::vault::{Recipient, SlotKind};
use crate::store::{Founding, Store};

/// Encrypts the file of an office with accounts. The office is closed; its file is opened anew by signing in.
///
/// # Errors
/// When there is no account, the session is no owner's, or the copy can't be made; the file is as it was then.
pub fn encrypt(signed: SignedIn, watch: &mut dyn FnMut(Step) -> bool) -> Result<(), Problem> {
    let store = close(signed.office, &signed.pass, EncryptionChange::Encrypt)?;
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
    let store = close(signed.office, &signed.pass, EncryptionChange::Decrypt)?;
    if !store.is_encrypted() {
        return Err(Problem::denied("account.not_encrypted"));
    }
    Ok(convert::decrypt(store, RECORDS, watch)?)
}

fn close(office: Office, pass: &Pass, change: EncryptionChange) -> Result<Store, Problem> {
    may_convert(&office, &pass.session, change)?;
    into_store(office)
}

/// Refuses who may not turn the encryption on or off. The owner may; while three administrators share the office, the
/// system administrator may, with the security administrator's consent to an order of theirs.
///
/// # Errors
/// [`Problem::Denied`], naming the rule.
pub fn may_convert(office: &Office, session: &Arc<Session>, change: EncryptionChange) -> Result<(), Problem> {
    let session = office.current(session)?;
    if session.permissions.is_owner() {
        return Ok(());
    }
    let mine = |order: &EncryptionOrder| {
        order.change == change
            && order.state == EncryptionOrderState::Consented
            && order.consenter.is_some()
            && order.applicant.map(Id::erase) == session.person
            && order.valid_until.is_some_and(|until| office.clock().now() < until)
    };
    let reader = office.reader(&session)?;
    let may = session.person.is_some() && session.permissions.may_maintain();
    if may && reader.all::<EncryptionOrder>()?.iter().any(|stored| mine(&stored.record)) {
        return Ok(());
    }
    let separated = reader.all::<Separation>()?.iter().any(|stored| stored.record.is_in_force());
    Err(Problem::denied(if separated { "denied.conversion_needs_order" } else { "denied.conversion" }))
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

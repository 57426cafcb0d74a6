//! The way in: slots are tried, attempts counted, sessions made.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::keeping::remove_unused_slots;
use super::{Door, Entrance, Pass, SignedIn, Who, account_of, find_account, note, rules};
use crate::desk::clock::{Clock, civil_date};
use crate::desk::office::Office;
use crate::desk::sealing::Sealing;
use crate::desk::session::Session;
use crate::model::{Id, Message, Problem, Stored};
use crate::records::RECORDS;
use crate::records::accounts::{Account, AccountState, SignIn, SignInEvent};
use crate::rules::password::{PasswordProfile, code_has_ended, has_expired, wait_left};
use crate::store::vault::{
    Attempts, Identity, Key, Keyring, Label, Recipient, Salt, Slot, SlotKind, Strength, normal_code,
};
use crate::store::{Found, SealedFile, Store, StoreError, convert};

/// Goes to the file at a path.
///
/// # Errors
/// When it can't be opened.
pub fn door(path: &Path) -> Result<Door, Problem> {
    let store = match Found::at(path)? {
        Found::Sealed(sealed) => {
            return Ok(Door::Shut(Entrance { accounts: ways_in(&sealed.slots()), encrypted: true }));
        }
        Found::Open(store) => store,
    };
    match entrance(&store)? {
        Entrance { accounts: 0, .. } => Ok(Door::Open(store)),
        shut => Ok(Door::Shut(shut)),
    }
}

/// What an open office will ask of who comes next.
///
/// # Errors
/// When the file can't be read.
pub fn entrance(store: &Store) -> Result<Entrance, Problem> {
    Ok(Entrance { accounts: ways_in(&store.slots()?), encrypted: store.is_encrypted() })
}

/// Opens a backup that is encrypted without changing a byte of it. Attempts are not counted: they would change it, and
/// whoever has a copy can try elsewhere.
///
/// # Errors
/// As [`sign_in`].
pub fn open_backup(path: &Path, who: Who<'_>, secret: &str) -> Result<Store, Problem> {
    let sealed = match Found::at(path)? {
        Found::Open(store) => return Ok(store),
        Found::Sealed(sealed) => sealed,
    };
    let slots = sealed.slots();
    let label = label_of(&slots, &sealed.salt(), who)?;
    let slot = slots.iter().find(|slot| slot.label == label);
    match slot.map(|slot| open_slot(slot, secret)).transpose()?.flatten() {
        Some((_, data)) => Ok(sealed.unlock_untouched(&data)?),
        None => Err(wrong(who)),
    }
}

/// What a wrong secret is told as. It does not tell whether there is an account of that name.
fn wrong(who: Who<'_>) -> Problem {
    Problem::denied(if who == Who::Recovery { "account.wrong_code" } else { "account.wrong" })
}

fn label_of(slots: &[Slot], salt: &Salt, who: Who<'_>) -> Result<Label, Problem> {
    let mut accounts = slots.iter().filter(|slot| slot.kind != SlotKind::Recovery);
    match (who, accounts.next(), accounts.next()) {
        (Who::Name(name), _, _) => Ok(Label::of_account(salt, name)),
        (Who::Recovery, _, _) => Ok(Label::of_recovery(salt)),
        (Who::Only, Some(only), None) => Ok(only.label),
        (Who::Only, _, _) => Err(Problem::denied("account.name_needed")),
    }
}

fn open_slot(slot: &Slot, secret: &str) -> Result<Option<(Identity, Key)>, StoreError> {
    match slot.kind {
        SlotKind::Account => slot.open(secret),
        SlotKind::OneTime | SlotKind::Recovery => slot.open(&normal_code(secret)),
    }
}

/// Whether working in an open office needs an account.
///
/// # Errors
/// When the file can't be read.
pub fn has_accounts(store: &Store) -> Result<bool, Problem> {
    Ok(ways_in(&store.slots()?) > 0)
}

pub(super) fn ways_in(slots: &[Slot]) -> usize {
    slots.iter().filter(|slot| slot.kind != SlotKind::Recovery).count()
}

/// The slots of a file, wherever they stand.
pub(super) enum Book<'a> {
    Sealed(&'a SealedFile),
    Open(&'a Store),
}

impl Book<'_> {
    fn slots(&self) -> Result<Vec<Slot>, StoreError> {
        match self {
            Self::Sealed(file) => Ok(file.slots()),
            Self::Open(store) => store.slots(),
        }
    }

    fn salt(&self) -> Result<Option<Salt>, StoreError> {
        match self {
            Self::Sealed(file) => Ok(Some(file.salt())),
            Self::Open(store) => store.salt(),
        }
    }

    fn attempts(&self, label: &Label) -> Result<Attempts, StoreError> {
        match self {
            Self::Sealed(file) => Ok(file.attempts(label)),
            Self::Open(store) => store.attempts(label),
        }
    }

    fn set_attempts(&self, label: &Label, attempts: Attempts) -> Result<(), StoreError> {
        match self {
            Self::Sealed(file) => file.set_attempts(label, attempts),
            Self::Open(store) => store.set_attempts(label, attempts),
        }
    }
}

/// A slot that a secret has opened.
pub(super) struct Opened {
    pub(super) slot: Slot,
    pub(super) salt: Salt,
    pub(super) identity: Identity,
    pub(super) data: Key,
    pub(super) failures: u32,
}

fn millis(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp_millis()).unwrap_or_default()
}

pub(super) fn try_secret(
    book: &Book<'_>,
    who: Who<'_>,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Opened, Problem> {
    let slots = book.slots()?;
    let salt = book.salt()?.ok_or_else(|| Problem::denied("account.no_accounts"))?;
    let label = label_of(&slots, &salt, who)?;
    let mut before = book.attempts(&label)?;
    if before.last_ms > millis(now) {
        // The clock was set back: the wait begins anew, once.
        before.last_ms = millis(now);
        book.set_attempts(&label, before)?;
    }
    match wait_left(before.failures, before.last_ms, millis(now)) {
        // Who holds the recovery code may always try it: it can't be guessed.
        _ if who == Who::Recovery => {}
        None => return Err(Problem::denied("account.shut")),
        Some(left) if !left.is_zero() => {
            let seconds = left.as_secs().saturating_add(u64::from(left.subsec_nanos() > 0));
            return Err(Problem::Denied(Message::new("account.wait").with("seconds", seconds)));
        }
        Some(_) => {}
    }
    let failures = before.failures.saturating_add(1);
    book.set_attempts(&label, Attempts { failures, last_ms: millis(now) })?;
    let slot = slots.iter().find(|slot| slot.label == label);
    let opened = match slot {
        Some(slot) => open_slot(slot, secret)?,
        None => {
            let usual = slots.iter().map(|slot| slot.strength).max().unwrap_or(Strength::STANDARD);
            Slot::pretend(usual, secret)?;
            None
        }
    };
    let (Some(slot), Some((identity, data))) = (slot, opened) else {
        return Err(wrong(who));
    };
    book.set_attempts(&label, Attempts::default())?;
    Ok(Opened { slot: slot.clone(), salt, identity, data, failures: before.failures })
}

/// Opens the office at a path for somebody with an account.
///
/// # Errors
/// The same for a wrong name and a wrong password; and when the account may not be used or the file not be opened.
pub fn sign_in(path: &Path, who: Who<'_>, secret: &str, clock: Arc<dyn Clock>) -> Result<SignedIn, Problem> {
    let now = clock.now();
    let (store, opened) = match Found::at(path)? {
        Found::Open(store) => match try_secret(&Book::Open(&store), who, secret, now) {
            Ok(opened) => (store, opened),
            Err(problem) => {
                note_failure(&Office::new(store, clock)?, who, &problem)?;
                return Err(problem);
            }
        },
        Found::Sealed(sealed) => {
            let opened = try_secret(&Book::Sealed(&sealed), who, secret, now)?;
            (sealed.unlock(&opened.data)?, opened)
        }
    };
    let store = without_remains(store, path, &opened.data)?;
    let office = Office::new(store, clock)?;
    let pass = admit(&office, opened)?;
    remove_unused_slots(&office, &pass)?;
    Ok(SignedIn { office, pass })
}

/// The store, written anew where unused pages may hold content that was sealed since. A disk that is too full for a
/// copy keeps nobody out: it is tried again the next time.
fn without_remains(store: Store, path: &Path, data: &Key) -> Result<Store, Problem> {
    // Before anything of it is looked at.
    store.proven()?;
    if !convert::has_remains(&store)? {
        return Ok(store);
    }
    if let Err(error) = convert::renew(store, RECORDS, &mut |_| true) {
        tracing::warn!(%error, "the file could not be written anew");
    }
    let store = match Found::at(path)? {
        Found::Open(store) => store,
        Found::Sealed(sealed) => sealed.unlock(data)?,
    };
    store.proven()?;
    Ok(store)
}

/// Closes an office and writes its file anew where unused pages may hold content that was sealed since.
///
/// # Errors
/// When somebody still holds it or the copy can't be made; the file is as it was then.
pub fn close(office: Office) -> Result<(), Problem> {
    let store = super::into_store(office)?;
    if convert::has_remains(&store)? {
        convert::renew(store, RECORDS, &mut |_| true)?;
    }
    Ok(())
}

/// Signs in to an office that is open: behind the idle lock, or as somebody else.
///
/// # Errors
/// As [`sign_in`].
pub fn sign_in_again(office: &Office, who: Who<'_>, secret: &str) -> Result<Pass, Problem> {
    match try_secret(&Book::Open(office.store()), who, secret, office.clock().now()) {
        Ok(opened) => admit(office, opened),
        Err(problem) => {
            note_failure(office, who, &problem)?;
            Err(problem)
        }
    }
}

/// Writes down that somebody tried and failed, where the file can be written. A name without an account is not noted:
/// it may be a password that was typed into the wrong field.
fn note_failure(office: &Office, who: Who<'_>, problem: &Problem) -> Result<(), Problem> {
    if *problem != wrong(who) {
        return Ok(());
    }
    let known = match who {
        Who::Name(name) => find_account(office, name).ok(),
        Who::Only | Who::Recovery => None,
    };
    let (id, name) = known.map_or((None, String::new()), |known| (Some(known.meta.id), known.record.name));
    note(office, id, &name, SignInEvent::Failed, 0)
}

/// Whether the password of an account is so old that the rules ask for another.
fn is_stale(office: &Office, account: &Stored<Account>) -> Result<bool, Problem> {
    let profile = rules(office)?.profile;
    if profile != PasswordProfile::GradedProtection {
        return Ok(false);
    }
    let set_at = last_event(office, account, SignInEvent::PasswordChanged)?;
    let set_at = set_at.unwrap_or(account.meta.created_at);
    Ok(has_expired(profile, civil_date(set_at), office.clock().today()))
}

/// When something happened with an account last.
fn last_event(
    office: &Office,
    account: &Stored<Account>,
    event: SignInEvent,
) -> Result<Option<DateTime<Utc>>, Problem> {
    let mut last = None;
    office.reader(&Arc::new(Session::program()))?.each::<SignIn>(&mut |stored| {
        let found = &stored.record;
        if found.event == event && found.account.is_some_and(|of| of.erase() == account.meta.id) {
            last = last.max(found.at);
        }
    })?;
    Ok(last)
}

/// Gives the keys of sealed contents to those who may know now and could not be given them before, and takes them from
/// those whose clearance has ended: whoever changed that need not have had the keys, and dates pass by themselves.
pub(super) fn share_keys(office: &Office, keyring: &Keyring) -> Result<(), Problem> {
    let mut transaction = office.store().begin()?;
    if Sealing::new(Some(keyring), office.clock().today()).share_all(&mut transaction)? {
        transaction.commit()?;
    }
    Ok(())
}

/// Makes a session of an opened slot, and writes down that somebody signed in.
fn admit(office: &Office, opened: Opened) -> Result<Pass, Problem> {
    let Opened { slot, salt, identity, data, failures } = opened;
    let snapshot = office.store().snapshot()?;
    if slot.kind == SlotKind::Recovery {
        let keyring = Keyring::new(Recipient::Recovery, identity, data);
        let session = Arc::new(Session { keys: Some(Arc::new(keyring.clone())), ..Session::owner() });
        note(office, None, "", SignInEvent::Recovered, failures)?;
        share_keys(office, &keyring)?;
        return Ok(Pass { session, account: None, name: String::new(), keyring, must_change: false });
    }
    let account =
        account_of(&snapshot, &salt, &slot.label)?.ok_or_else(|| Problem::denied("account.wrong"))?;
    let name = account.record.name.clone();
    if account.record.state != AccountState::Active {
        return Err(Problem::Denied(Message::new("account.not_active").with("name", name)));
    }
    if slot.kind == SlotKind::OneTime
        && let Some(made_at) = last_event(office, &account, SignInEvent::Reset)?
        && code_has_ended(made_at, office.clock().now())
    {
        return Err(Problem::denied("account.code_ended"));
    }
    let mut session = match account.record.person {
        person if account.record.owner => {
            let signed_in = Some(person.map_or(account.meta.id, Id::erase));
            Session { signed_in, ..Session::owner() }
        }
        Some(person) => Session::of_person(&snapshot, person.erase(), office.clock().today())?,
        None => return Err(Problem::denied("account.wrong")),
    };
    if session.name.is_empty() {
        session.name.clone_from(&name);
    }
    let keyring = Keyring::new(Recipient::Account(account.meta.id), identity, data);
    session.keys = Some(Arc::new(keyring.clone()));
    note(office, Some(account.meta.id), &name, SignInEvent::SignedIn, failures)?;
    share_keys(office, &keyring)?;
    Ok(Pass {
        session: Arc::new(session),
        account: Some(account.meta.id),
        name,
        keyring,
        must_change: slot.kind == SlotKind::OneTime || is_stale(office, &account)?,
    })
}

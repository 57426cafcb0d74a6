//! Making, resetting and closing accounts, and changing passwords.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::entering::{Book, Opened, share_keys, try_secret};
use super::{Pass, Who, each_account, find_account, has_accounts, note, rules, sign_in_again};
use crate::desk::clock::Clock;
use crate::desk::command::{Command, Values};
use crate::desk::office::Office;
use crate::desk::permissions::Right;
use crate::desk::reader::Which;
use crate::desk::sealing::Sealing;
use crate::desk::session::Session;
use crate::model::{Message, Problem, RecordId, Value};
use crate::records::accounts::{Account, AccountState, SignInEvent};
use crate::records::protection::Separation;
use crate::rules::password::{PasswordProfile, weaknesses};
use crate::store::vault::{
    Attempts, Identity, Label, Recipient, Slot, SlotKind, Strength, new_code, normal_code,
};
use crate::store::{Founding, OfficeInfo, Store};

/// Groups of four characters of a recovery code: 160 bits.
const RECOVERY_GROUPS: usize = 8;
/// Groups of four characters of a one-time code: 80 bits.
const ONE_TIME_GROUPS: usize = 4;

/// Refuses a password that the rules do not allow.
///
/// # Errors
/// What is wrong with it.
pub fn require_strong(profile: PasswordProfile, password: &str, name: &str) -> Result<(), Problem> {
    match weaknesses(profile, password, name).into_iter().next() {
        Some(message) => Err(Problem::input(message)),
        None => Ok(()),
    }
}

/// A first account and a recovery code: the slots of a new encrypted file, or of a file that had none.
struct First {
    founding: Founding,
    account: RecordId,
    code: Zeroizing<String>,
}

fn first(name: &str, password: &str, strength: Strength) -> Result<First, Problem> {
    let mut founding = Founding::new()?;
    let account = RecordId::generate();
    let (person, paper) = (Identity::new()?, Identity::new()?);
    let code = new_code(RECOVERY_GROUPS)?;
    let label = Label::of_account(&founding.salt, name);
    let recovery = Label::of_recovery(&founding.salt);
    founding.slots = vec![
        Slot::new(SlotKind::Account, label, strength, password, &person, &founding.data)?,
        Slot::new(SlotKind::Recovery, recovery, strength, &normal_code(&code), &paper, &founding.data)?,
    ];
    founding.publics =
        vec![(Recipient::Account(account), person.public()), (Recipient::Recovery, paper.public())];
    Ok(First { founding, account, code })
}

fn create_account(
    office: &Office,
    session: &Arc<Session>,
    id: RecordId,
    name: &str,
    person: Option<RecordId>,
    owner: bool,
) -> Result<(), Problem> {
    let mut values = Values::new().text("name", name.trim()).with("owner", Value::Flag(owner));
    if let Some(person) = person {
        values = values.with("person", Value::Link(person));
    }
    office.execute(session, Command::Create { register: "account".to_owned(), id, values }).map(drop)
}

/// Makes a new encrypted office with its first account, an owner's. Gives the recovery code, which is nowhere else.
///
/// # Errors
/// When the password is too weak or the file can't be made; nothing is left behind then.
pub fn create_sealed(
    path: &Path,
    info: &OfficeInfo,
    name: &str,
    password: &str,
    strength: Strength,
    clock: Arc<dyn Clock>,
) -> Result<(Office, Zeroizing<String>), Problem> {
    require_strong(PasswordProfile::default(), password, name)?;
    let First { founding, account, code } = first(name, password, strength)?;
    let office = Office::new(Store::create_sealed(path, info, &founding)?, clock)?;
    if let Err(problem) = create_account(&office, &Arc::new(Session::owner()), account, name, None, true) {
        drop(office);
        // The file never held anything of the user's.
        std::fs::remove_file(path).ok();
        return Err(problem);
    }
    Ok((office, code))
}

/// Makes the first account of an office that is not encrypted, an owner's. Gives the recovery code.
///
/// # Errors
/// When the password is too weak, there are accounts already, or it can't be written.
pub fn create_first(
    office: &Office,
    session: &Arc<Session>,
    name: &str,
    password: &str,
    strength: Strength,
) -> Result<(Pass, Zeroizing<String>), Problem> {
    require_strong(rules(office)?.profile, password, name)?;
    if has_accounts(office.store())? || !session.permissions.is_owner() {
        return Err(Problem::denied("denied.owner_account"));
    }
    let First { founding, account, code } = first(name, password, strength)?;
    create_account(office, session, account, name, None, true)?;
    office.store().put_slots(&founding.salt, &founding.slots, &founding.publics)?;
    let pass = sign_in_again(office, Who::Name(name), password)?;
    // Until now there was nobody to give a key to.
    let mut transaction = office.store().begin()?;
    if Sealing::new(Some(&pass.keyring), office.clock().today()).seal_all(&mut transaction)? {
        transaction.commit()?;
    }
    Ok((pass, code))
}

/// Adds an account, which opens with the one-time code that is given.
///
/// # Errors
/// When the session may not, or the record is refused.
pub fn add(
    office: &Office,
    pass: &Pass,
    name: &str,
    person: Option<RecordId>,
    owner: bool,
    strength: Strength,
) -> Result<Zeroizing<String>, Problem> {
    let id = RecordId::generate();
    if let Some(person) = person
        && has_had_account(office, person)?
    {
        require_two_hands(office, &pass.session, person)?;
    }
    create_account(office, &pass.session, id, name, person, owner)?;
    renew(office, pass, id, name, strength)
}

/// Gives an account a one-time code in place of its password. What was sealed for the account must be given to it
/// anew.
///
/// # Errors
/// When the session may not change the account.
pub fn reset(
    office: &Office,
    pass: &Pass,
    name: &str,
    strength: Strength,
) -> Result<Zeroizing<String>, Problem> {
    let record_type = crate::records::find("account").ok_or_else(|| Problem::Bug("account".to_owned()))?;
    // Before it is looked for: who may not change accounts learns from no refusal which there are.
    office.reader(&pass.session)?.require(record_type, Right::Update)?;
    let account = find_account(office, name)?;
    if account.record.owner && !pass.session.permissions.is_owner() {
        return Err(Problem::denied("denied.owner_account"));
    }
    if let Some(person) = account.record.person {
        require_two_hands(office, &pass.session, person.erase())?;
    }
    renew(office, pass, account.meta.id, &account.record.name, strength)
}

/// Whether there is or was an account of a person.
fn has_had_account(office: &Office, person: RecordId) -> Result<bool, Problem> {
    let record_type = crate::records::find("account").ok_or_else(|| Problem::Bug("account".to_owned()))?;
    let reader = office.reader(&Arc::new(Session::program()))?;
    let mut has = false;
    for which in [Which::Living, Which::Void] {
        reader.visit(record_type, which, &mut |view| {
            let account = view.row.typed_ref::<Account>();
            has |= account.is_some_and(|of| of.person.is_some_and(|of| of.erase() == person));
            ControlFlow::Continue(())
        })?;
    }
    Ok(has)
}

/// While three administrators share the office, none of them makes a code by which another of them signs in: whoever
/// resets a password could act as its owner.
fn require_two_hands(office: &Office, session: &Session, person: RecordId) -> Result<(), Problem> {
    let separations = office.reader(&Arc::new(Session::program()))?.all::<Separation>()?;
    let mut in_force = separations.iter().filter(|stored| stored.record.is_in_force());
    if in_force.any(|stored| stored.record.role_of(person).is_some()) && session.person != Some(person) {
        return Err(Problem::denied("denied.separation_reset"));
    }
    Ok(())
}

fn renew(
    office: &Office,
    pass: &Pass,
    id: RecordId,
    name: &str,
    strength: Strength,
) -> Result<Zeroizing<String>, Problem> {
    let salt = office.store().salt()?.ok_or_else(|| Problem::denied("account.no_accounts"))?;
    let identity = Identity::new()?;
    let code = new_code(ONE_TIME_GROUPS)?;
    let label = Label::of_account(&salt, name);
    let slot =
        Slot::new(SlotKind::OneTime, label, strength, &normal_code(&code), &identity, pass.keyring.data())?;
    office.store().put_slots(&salt, &[slot], &[(Recipient::Account(id), identity.public())])?;
    office.store().set_attempts(&label, Attempts::default())?;
    share_keys(office, &pass.keyring)?;
    note(office, Some(id), name, SignInEvent::Reset, 0)?;
    Ok(code)
}

/// Changes the own password; the old one, or the one-time code, is asked for again.
///
/// # Errors
/// When the old one is wrong or the new one too weak or the same.
pub fn change_password(
    office: &Office,
    pass: &Pass,
    old: &str,
    new: &str,
    strength: Strength,
) -> Result<(), Problem> {
    let id = pass.account.ok_or_else(|| Problem::denied("account.wrong"))?;
    require_strong(rules(office)?.profile, new, &pass.name)?;
    let book = Book::Open(office.store());
    let Opened { slot, salt, identity, data, .. } =
        try_secret(&book, Who::Name(&pass.name), old, office.clock().now())?;
    if old == new {
        return Err(Problem::input(Message::new("password.common")));
    }
    let strength = strength.max(slot.strength);
    let slot = Slot::new(SlotKind::Account, slot.label, strength, new, &identity, &data)?;
    office.store().put_slots(&salt, &[slot], &[(Recipient::Account(id), identity.public())])?;
    note(office, Some(id), &pass.name, SignInEvent::PasswordChanged, 0)
}

/// Takes the slots of accounts that were closed or are void out of the file. Done when somebody signs in, because a
/// transition alone can't write in front of an encrypted file.
pub(super) fn remove_unused_slots(office: &Office, pass: &Pass) -> Result<(), Problem> {
    let store = office.store();
    let Some(salt) = store.salt()? else { return Ok(()) };
    if pass.session.permissions.scope("account", Right::Update).is_none() {
        return Ok(());
    }
    let snapshot = store.snapshot()?;
    let accounts = each_account(&snapshot)?;
    let used: Vec<Label> = accounts
        .iter()
        .filter(|account| account.record.state != AccountState::Left)
        .map(|account| Label::of_account(&salt, &account.record.name))
        .collect();
    for slot in store.slots()? {
        if slot.kind != SlotKind::Recovery && !used.contains(&slot.label) {
            let owner =
                accounts.iter().find(|account| Label::of_account(&salt, &account.record.name) == slot.label);
            let recipient = owner.map_or(RecordId::default(), |account| account.meta.id);
            store.remove_slot(&slot.label, Recipient::Account(recipient))?;
        }
    }
    Ok(())
}

//! Signing in, and the accounts of the office. Secrets pass through here and stay nowhere: an account is a record,
//! its password opens a key slot of the file.
//!
//! A wrong name and a wrong password cost the same time, count alike and are told in the same words. Each attempt is
//! counted before it is tried, so that ending the program in the midst of it saves none.

mod conversion;
mod entering;
mod keeping;

use std::sync::Arc;

use super::command::{Command, Values};
use super::office::Office;
use super::session::Session;
use crate::model::{Choice as _, Message, Problem, RecordId, Stored, Value};
use crate::records::accounts::{Account, SignInEvent, SignInRules};
use crate::store::vault::{Keyring, Label, Salt, Slot, Strength};
use crate::store::{Snapshot, Store};

pub use conversion::{decrypt, encrypt, into_store, may_convert};
pub use entering::{close, door, entrance, has_accounts, open_backup, sign_in, sign_in_again};
pub use keeping::{add, change_password, create_first, create_sealed, require_strong, reset};

/// Who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    /// The only account there is.
    Only,
    /// The account of a name.
    Name(&'a str),
    /// Whoever holds the recovery code.
    Recovery,
}

/// What a file asks before it can be worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// How many accounts can sign in; 0 lets everybody in as the owner.
    pub accounts: usize,
    /// Whether the file is encrypted.
    pub encrypted: bool,
}

/// Somebody who signed in, and the keys they have.
#[derive(Debug)]
pub struct SignedIn {
    /// The office.
    pub office: Office,
    /// Who they are.
    pub pass: Pass,
}

/// Who signed in, and the keys they have.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Their rights.
    pub session: Arc<Session>,
    /// Their account; none for the recovery code.
    pub account: Option<RecordId>,
    /// The name of the account.
    pub name: String,
    /// Their keys.
    pub keyring: Keyring,
    /// They came with a one-time code and must choose a password before anything else.
    pub must_change: bool,
}

/// A file as it is found.
#[derive(Debug)]
pub enum Door {
    /// Nobody has an account: whoever comes is the owner.
    Open(Store),
    /// Somebody must sign in.
    Shut(Entrance),
}

/// What new slots cost on this machine: the standard, or more where that takes less than about 400 ms.
///
/// # Errors
/// When there is not enough memory.
pub fn strength() -> Result<Strength, Problem> {
    let began = std::time::Instant::now();
    Slot::pretend(Strength::STANDARD, "")?;
    Ok(Strength::calibrated(began.elapsed(), std::time::Duration::from_millis(400)))
}

fn each_account(snapshot: &Snapshot) -> Result<Vec<Stored<Account>>, Problem> {
    use crate::store::Rows as _;
    let mut found = Vec::new();
    if let Some(record_type) = crate::records::find("account") {
        snapshot.each_stored(record_type, &mut |row| {
            if row.meta.void.is_none() {
                found.extend(row.typed::<Account>());
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
    }
    Ok(found)
}

fn account_of(snapshot: &Snapshot, salt: &Salt, label: &Label) -> Result<Option<Stored<Account>>, Problem> {
    let mut accounts = each_account(snapshot)?.into_iter();
    Ok(accounts.find(|account| Label::of_account(salt, &account.record.name) == *label))
}

/// The account of a name.
///
/// # Errors
/// When there is none.
pub fn find_account(office: &Office, name: &str) -> Result<Stored<Account>, Problem> {
    let wanted = crate::store::vault::normal_name(name);
    let mut accounts = each_account(&office.store().snapshot()?)?.into_iter();
    let found = accounts.find(|account| crate::store::vault::normal_name(&account.record.name) == wanted);
    found.ok_or_else(|| Problem::Missing(Message::new("account.no_such").with("name", name)))
}

/// The program writes down what happens with accounts: whoever signs in need not have the right.
fn note(
    office: &Office,
    account: Option<RecordId>,
    name: &str,
    event: SignInEvent,
    failures: u32,
) -> Result<(), Problem> {
    let mut values = Values::new()
        .with("at", Value::Instant(office.clock().now()))
        .text("name", if name.is_empty() { "-" } else { name })
        .with("event", Value::choice(event.code()))
        .with("failures", Value::Integer(i64::from(failures)));
    if let Some(account) = account {
        values = values.with("account", Value::Link(account));
    }
    let command = Command::Note { register: "sign_in".to_owned(), id: RecordId::generate(), values };
    office.execute(&Arc::new(Session::program()), command).map(drop)
}

/// Writes down that somebody goes.
///
/// # Errors
/// When it can't be written.
pub fn sign_out(office: &Office, pass: &Pass) -> Result<(), Problem> {
    note(office, pass.account, &pass.name, SignInEvent::SignedOut, 0)
}

/// The rules for passwords and the idle lock.
///
/// # Errors
/// When the file can't be read.
pub fn rules(office: &Office) -> Result<SignInRules, Problem> {
    let found = office.reader(&Arc::new(Session::program()))?.all::<SignInRules>()?.into_iter().next();
    Ok(found.map_or_else(
        || SignInRules { idle_minutes: crate::records::accounts::IDLE_MINUTES, ..SignInRules::default() },
        |stored| stored.record,
    ))
}

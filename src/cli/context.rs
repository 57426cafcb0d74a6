//! What every verb needs: the file, who asks, and the record that was meant.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::failure::Failure;
use crate::desk::accounts::{self, Door, Pass, SignedIn, Who};
use crate::desk::{Clock, Office, Reader, SeenHeads, Session, SystemClock, person_named};
use crate::model::{Message, Problem, RecordId, RecordType};
use crate::records::{self, RECORDS};
use crate::store::Snapshot;
use crate::text::Language;

/// The global arguments.
pub(super) struct Context {
    pub(super) file: Option<PathBuf>,
    pub(super) language: Language,
    pub(super) person: Option<String>,
    pub(super) json: bool,
}

/// An open office and who works in it.
pub(super) struct AtWork {
    pub(super) office: Office,
    pub(super) session: Arc<Session>,
    /// Who signed in; nobody where there are no accounts.
    pub(super) pass: Option<Pass>,
}

/// The account that signs in; without it the only one there is.
const ACCOUNT_VARIABLE: &str = "CHANCERY_ACCOUNT";
/// Its password or one-time code.
pub(super) const PASSWORD_VARIABLE: &str = "CHANCERY_PASSWORD";
/// A password to be set.
pub(super) const NEW_PASSWORD_VARIABLE: &str = "CHANCERY_NEW_PASSWORD";
/// The recovery code, in place of an account.
const RECOVERY_VARIABLE: &str = "CHANCERY_RECOVERY_CODE";

fn variable(name: &str) -> Option<Zeroizing<String>> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).map(Zeroizing::new)
}

/// Who signs in, and with what.
pub(super) struct Credentials {
    name: Option<String>,
    secret: Zeroizing<String>,
    recovery: bool,
}

impl Credentials {
    /// For the desk.
    pub(super) fn parts(&self) -> (Who<'_>, &str) {
        let who = match &self.name {
            _ if self.recovery => Who::Recovery,
            Some(name) => Who::Name(name),
            None => Who::Only,
        };
        (who, &self.secret)
    }
}

impl Context {
    /// The office file.
    ///
    /// # Errors
    /// Wrong usage when none was named.
    pub(super) fn file(&self) -> Result<&Path, Failure> {
        self.file.as_deref().ok_or_else(|| Failure::Usage(Message::new("cli.no_file")))
    }

    /// Opens the office for whoever asks.
    ///
    /// # Errors
    /// When it can't be opened, or `--as` names nobody who works there.
    pub(super) fn open(&self) -> Result<AtWork, Failure> {
        let AtWork { office, session, pass } = self.enter()?;
        if pass.as_ref().is_some_and(|pass| pass.must_change) {
            return Err(Problem::denied("account.change_first").into());
        }
        let session = match &self.person {
            None => session,
            // Who may do everything may also act as another; nobody else may. Before there are accounts, whoever has
            // the file is anybody.
            Some(_) if pass.is_none() || office.current(&session)?.permissions.is_owner() => {
                let acting = self.session(&office.store().snapshot()?)?;
                Arc::new(Session { signed_in: session.signature(), ..acting })
            }
            Some(_) => return Err(Problem::denied("denied.acting_as").into()),
        };
        Ok(AtWork { office, session, pass })
    }

    /// Opens the office for who signs in, or for its owner where nobody has an account.
    ///
    /// # Errors
    /// When it can't be opened, or nobody signs in.
    pub(super) fn enter(&self) -> Result<AtWork, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let path = self.file()?;
        match accounts::door(path)? {
            Door::Open(store) => {
                let office = Office::new(store, clock)?;
                self.compare(&office)?;
                Ok(AtWork { office, session: Arc::new(Session::owner()), pass: None })
            }
            Door::Shut(_) => self.enter_with(&self.credentials()?),
        }
    }

    /// Opens the office for whose credentials these are.
    ///
    /// # Errors
    /// When it can't be opened, or they are nobody's.
    pub(super) fn enter_with(&self, credentials: &Credentials) -> Result<AtWork, Failure> {
        let (who, secret) = credentials.parts();
        let SignedIn { office, pass } = accounts::sign_in(self.file()?, who, secret, Arc::new(SystemClock))?;
        self.compare(&office)?;
        Ok(AtWork { office, session: pass.session.clone(), pass: Some(pass) })
    }

    /// Says what is strange about the file, compared with what this computer has seen of the office last.
    fn compare(&self, office: &Office) -> Result<(), Failure> {
        for message in SeenHeads::watch_over(office)? {
            writeln!(std::io::stderr(), "{}", message.in_language(self.language))?;
        }
        Ok(())
    }

    /// Who signs in, and with what: from the environment, or asked for on a terminal.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn credentials(&self) -> Result<Credentials, Failure> {
        if let Some(code) = variable(RECOVERY_VARIABLE) {
            return Ok(Credentials { name: None, secret: code, recovery: true });
        }
        let name = variable(ACCOUNT_VARIABLE).map(|name| name.to_string());
        let secret = self.secret(PASSWORD_VARIABLE, "cli.password")?;
        Ok(Credentials { name, secret, recovery: false })
    }

    /// A secret of an environment variable, or asked for on a terminal without being shown.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn secret(&self, name: &str, prompt: &'static str) -> Result<Zeroizing<String>, Failure> {
        if let Some(secret) = variable(name) {
            return Ok(secret);
        }
        if !std::io::stdin().is_terminal() {
            return Err(Problem::denied("account.sign_in_needed").into());
        }
        self.asked(prompt)
    }

    /// A new password: of an environment variable, or asked for twice, because it is not shown.
    ///
    /// # Errors
    /// When there is neither.
    pub(super) fn new_secret(&self, name: &str) -> Result<Zeroizing<String>, Failure> {
        if let Some(secret) = variable(name) {
            return Ok(secret);
        }
        loop {
            let secret = self.secret(name, "cli.new_password")?;
            if self.asked("cli.new_password_again")? == secret {
                return Ok(secret);
            }
            writeln!(std::io::stderr(), "{}", self.language.text("cli.passwords_differ"))?;
        }
    }

    fn asked(&self, prompt: &'static str) -> Result<Zeroizing<String>, Failure> {
        Ok(Zeroizing::new(rpassword::prompt_password(format!("{} ", self.language.text(prompt)))?))
    }

    /// Who asks.
    ///
    /// # Errors
    /// When `--as` names nobody, or more than one person.
    pub(super) fn session(&self, snapshot: &Snapshot) -> Result<Session, Failure> {
        match &self.person {
            Some(named) => {
                let person = person_named(snapshot, named)?;
                Ok(Session::of_person(snapshot, person, SystemClock.today())?)
            }
            None => Ok(Session::owner()),
        }
    }
}

impl AtWork {
    /// The office as it stands now.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn reader(&self) -> Result<Reader, Failure> {
        Ok(self.office.reader(&self.session)?)
    }

    /// The record that `named` means, by identity or by a unique value the session may see; living or void.
    ///
    /// # Errors
    /// When there is none in the registers asked, or more than one.
    pub(super) fn find(
        &self,
        registers: &[&'static dyn RecordType],
        named: &str,
    ) -> Result<(&'static dyn RecordType, RecordId), Failure> {
        let mut found = self.reader()?.named(registers, named)?.into_iter();
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => {
                Err(Problem::Missing(Message::new("cli.no_such_record").with("named", named)).into())
            }
            (Some(_), Some(_)) => {
                Err(Failure::request(Message::new("cli.several_records").with("named", named)))
            }
        }
    }

    /// The living record that `named` means as a link does: by identity, unique value, or a name that is its alone.
    ///
    /// # Errors
    /// When there is none in the registers asked, or more than one.
    pub(super) fn linked(&self, registers: &[&str], named: &str) -> Result<RecordId, Failure> {
        super::finding::linked(&self.reader()?, registers, named)
    }

    /// As [`Self::find`], in every register.
    pub(super) fn find_anywhere(&self, named: &str) -> Result<(&'static dyn RecordType, RecordId), Failure> {
        self.find(RECORDS, named)
    }
}

/// The record type of a name.
///
/// # Errors
/// When there is none; the message lists those there are.
pub(super) fn record_type(name: &str) -> Result<&'static dyn RecordType, Failure> {
    records::find(name).ok_or_else(|| {
        let known = RECORDS.iter().map(|record_type| record_type.name()).collect::<Vec<_>>().join(", ");
        Failure::request(Message::new("cli.no_such_register").with("named", name).with("known", known))
    })
}

//! What every verb needs: the file, who asks, and the record that was meant.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::failure::Failure;
use crate::desk::{Clock, Office, Reader, Session, SystemClock, Which};
use crate::model::{Id, Kind, Message, Problem, RecordId, RecordType, Value};
use crate::records::{self, RECORDS, organisation::Person};
use crate::store::{Rows, Snapshot};
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
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let office = Office::open(self.file()?, clock)?;
        let session = Arc::new(self.session(&office.store().snapshot()?)?);
        Ok(AtWork { office, session })
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
        let mut found = find_in(&self.reader()?, registers, named)?.into_iter();
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

    /// As [`Self::find`], in every register.
    pub(super) fn find_anywhere(&self, named: &str) -> Result<(&'static dyn RecordType, RecordId), Failure> {
        self.find(RECORDS, named)
    }
}

/// The records that `named` means, by identity or by a unique value, as far as the reader sees them.
///
/// # Errors
/// When the file can't be read.
pub(super) fn find_in(
    reader: &Reader,
    registers: &[&'static dyn RecordType],
    named: &str,
) -> Result<Vec<(&'static dyn RecordType, RecordId)>, Problem> {
    let identity: Option<RecordId> = named.parse().ok();
    let mut found = Vec::new();
    for record_type in registers.iter().copied() {
        if let Some(id) = identity {
            if reader.get_any(record_type, id)?.is_some() {
                return Ok(vec![(record_type, id)]);
            }
            continue;
        }
        let unique: Vec<usize> = (record_type.fields().iter().enumerate())
            .filter(|(_, field)| field.unique && matches!(field.kind, Kind::Text))
            .map(|(place, _)| place)
            .collect();
        if unique.is_empty() {
            continue;
        }
        let wanted = Value::text(named).index_bytes();
        for which in [Which::Living, Which::Void] {
            reader.visit(record_type, which, &mut |view| {
                let mut values = unique.iter().filter_map(|place| view.value(*place));
                if values.any(|value| !value.is_nothing() && value.index_bytes() == wanted) {
                    found.push((record_type, view.row.meta.id));
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })?;
            // A void record has given its values free: the living one is meant.
            if found.iter().any(|(of, _)| of.name() == record_type.name()) {
                break;
            }
        }
    }
    Ok(found)
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

fn person_named(snapshot: &Snapshot, named: &str) -> Result<RecordId, Failure> {
    let Some(record_type) = records::find("person") else {
        return Err(Problem::Bug("there is no register of people".to_owned()).into());
    };
    if let Ok(id) = named.parse::<RecordId>() {
        return Ok(Id::<Person>::new(id).erase());
    }
    if let Some(id) = snapshot.unique_owner(record_type.name(), "number", &Value::text(named))? {
        return Ok(id);
    }
    let mut found = Vec::new();
    snapshot.each_stored(record_type, &mut |row| {
        if row.meta.void.is_none()
            && let Some(person) = row.typed::<Person>()
            && [&person.record.name, &person.record.alias].into_iter().any(|name| name == named)
        {
            found.push(person.meta.id);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Problem::Missing(Message::new("cli.no_such_person").with("named", named)).into()),
        _ => Err(Failure::request(Message::new("cli.several_people").with("named", named))),
    }
}

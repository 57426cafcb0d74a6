//! Who has read what: reads of sensitive fields and of marked records, and every export, are entries of the same
//! audit chain as changes. They are grouped, so that scrolling a list is not a write a row.

use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::office::Job;
use super::session::Session;
use super::{Reader, View};
use crate::model::{KeptMessage, Level, Mark, Problem, RecordId, RecordType, Secrecy, Value};
use crate::store::Transaction;
use crate::store::audit::{
    self, ACCESS_FIELD, AuditEntry, AuditWriter, CommandEntry, FieldChange, MARK_FIELD, Verb,
};
use crate::text::Language;

/// The same reading within so many minutes is one entry.
const GROUPED_MINUTES: i64 = 10;

/// So many identities stand in one entry; the count tells of the rest.
const MOST_NAMED: usize = 100;

/// Where something was read or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlet {
    /// One record in full.
    Detail,
    /// A list with sensitive columns.
    List,
    /// A file of records.
    File,
    /// A drawing or a printed paper.
    Paper,
    /// The clipboard.
    Clipboard,
    /// The content of an attachment.
    Attachment,
}

impl Outlet {
    fn leaves(self) -> bool {
        matches!(self, Self::File | Self::Paper | Self::Clipboard)
    }
}

/// Something sensitive that was read or taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Register; of several, the first.
    pub register: String,
    /// The record, where it was one.
    pub record: Option<RecordId>,
    /// Where.
    pub outlet: Outlet,
    /// How many records.
    pub count: usize,
    /// Which of them, the first hundred.
    pub records: Vec<RecordId>,
    /// The keys of the levels of the fields that were seen.
    pub levels: Vec<String>,
    /// The highest mark among them.
    pub secrecy: Secrecy,
    /// Whether something sealed was among them, or something with a key of its own.
    #[serde(default)]
    pub sealed: bool,
    /// Why, where a reason was asked.
    pub reason: Option<String>,
}

impl Access {
    /// An access to some records of a register.
    pub fn new(register: &str, outlet: Outlet) -> Self {
        Self {
            register: register.to_owned(),
            record: None,
            outlet,
            count: 0,
            records: Vec::new(),
            levels: Vec::new(),
            secrecy: Secrecy::Ordinary,
            sealed: false,
            reason: None,
        }
    }

    /// Adds a record that was seen, with the levels of those of its fields that hold something.
    pub fn add(&mut self, record_type: &dyn RecordType, view: &View) {
        self.count = self.count.saturating_add(1);
        if self.records.len() < MOST_NAMED {
            self.records.push(view.row.meta.id);
        }
        self.secrecy = self.secrecy.max(view.secrecy());
        for (place, field) in record_type.fields().iter().enumerate() {
            if field.level != Level::Open && view.value(place).is_some_and(|value| !value.is_nothing()) {
                let level = field.level.text().to_owned();
                if !self.levels.contains(&level) {
                    self.levels.push(level);
                }
            }
        }
    }

    /// Whether it is worth an entry: everything that leaves the file, and what is sensitive.
    fn is_sensitive(&self) -> bool {
        self.count > 0
            && (self.outlet.leaves()
                || self.sealed
                || !self.levels.is_empty()
                || self.secrecy > Secrecy::Internal)
    }

    /// The access in words.
    fn shown(&self, language: Language) -> String {
        let outlet = match self.outlet {
            Outlet::Detail => "outlet.detail",
            Outlet::List => "outlet.list",
            Outlet::File => "outlet.file",
            Outlet::Paper => "outlet.paper",
            Outlet::Clipboard => "outlet.clipboard",
            Outlet::Attachment => "outlet.attachment",
        };
        let mut parts = vec![language.fill(outlet, &[("count", &self.count.to_string())])];
        parts.extend(self.levels.iter().map(|level| language.translate(level).into_owned()));
        if self.secrecy > Secrecy::Ordinary {
            parts.push(language.text(self.secrecy.text()).to_owned());
        }
        parts.join(" · ")
    }
}

/// The key of the name and the words of what the trail keeps about a record besides its fields: its mark, and who
/// read it.
pub fn show_trace(field: &str, value: &Value, language: Language) -> Option<(&'static str, String)> {
    let json = value.as_str().unwrap_or_default();
    match field {
        MARK_FIELD => {
            let mark = serde_json::from_str::<Mark>(json).unwrap_or_default();
            Some(("verb.mark", mark.shown(language)))
        }
        ACCESS_FIELD => {
            let access = serde_json::from_str::<Access>(json).ok();
            Some(("verb.read", access.map_or_else(|| "—".to_owned(), |access| access.shown(language))))
        }
        _ => None,
    }
}

impl Reader {
    /// Notes that one record was shown in full.
    pub fn record_detail(&self, record_type: &dyn RecordType, view: &View) {
        let mut access = Access::new(record_type.name(), Outlet::Detail);
        access.add(record_type, view);
        access.record = Some(view.row.meta.id);
        let is_sealed = view.row.meta.mark.as_ref().is_some_and(|mark| mark.sealed);
        access.sealed = is_sealed && self.is_open(view, None);
        self.record_access(access);
    }
}

type Key = (Option<RecordId>, String, Option<RecordId>, Outlet);

/// Hands accesses to the writer.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    /// Weak, so that a reader that is kept does not keep the writer at work.
    jobs: Weak<Sender<Job>>,
    recent: Arc<Mutex<HashMap<Key, DateTime<Utc>>>>,
}

impl Recorder {
    pub(super) fn new(jobs: &Arc<Sender<Job>>) -> Self {
        Self { jobs: Arc::downgrade(jobs), recent: Arc::default() }
    }

    pub(super) fn record(&self, session: &Arc<Session>, now: DateTime<Utc>, access: Access) {
        if !access.is_sensitive() {
            return;
        }
        // Each opening of a sealed content is one, however soon after another.
        let counts_each = access.sealed && access.outlet == Outlet::Attachment;
        if !access.outlet.leaves() && !counts_each {
            let key = (session.signature(), access.register.clone(), access.record, access.outlet);
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            recent.retain(|_, at| now - *at < TimeDelta::minutes(GROUPED_MINUTES));
            if recent.insert(key, now).is_some() {
                return;
            }
        }
        if let Some(jobs) = self.jobs.upgrade() {
            // A writer that is gone has told so already.
            jobs.send(Job::access(session.clone(), access)).ok();
        }
    }
}

/// Writes an access into the audit chain.
///
/// # Errors
/// When it can't be written.
pub(super) fn write(
    transaction: &mut Transaction,
    session: &Session,
    now: DateTime<Utc>,
    access: &Access,
) -> Result<(), Problem> {
    let number = audit::next_command(transaction)?;
    let mut writer = AuditWriter::new(transaction)?;
    let first = writer.next();
    let json = serde_json::to_string(access).map_err(|error| Problem::Bug(error.to_string()))?;
    let leaves = access.outlet.leaves();
    let entry = AuditEntry {
        command: number,
        at: now,
        by: session.signature(),
        verb: if leaves { Verb::Export } else { Verb::Read },
        register: access.register.clone().into(),
        id: access.record.unwrap_or_default(),
        version: 0,
        previous: 0,
        changes: vec![FieldChange {
            field: ACCESS_FIELD.into(),
            before: Value::Nothing,
            after: Value::Text(json),
        }],
        reason: access.reason.clone(),
    };
    let last = writer.append(transaction, &entry)?;
    let key = if leaves { "done.taken_out" } else { "done.read" };
    let label = KeptMessage {
        key: key.to_owned(),
        arguments: vec![
            ("record".to_owned(), format!("register.{}", access.register)),
            ("count".to_owned(), access.count.to_string()),
        ],
    };
    let command = CommandEntry { at: now, by: session.signature(), label, first, last, reverses: None };
    audit::put_command(transaction, number, &command)?;
    Ok(())
}

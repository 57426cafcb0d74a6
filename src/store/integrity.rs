//! Checks an office file whole: every value's checksum, every row, both directions of every index, the contents of
//! attachments and the audit chain.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Rows, Snapshot, StoreError, Table, attachment, audit, frame, rows};
use crate::model::{RecordId, RecordType};

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A word for the kind: `value`, `row`, `unique`, `link`, `mark`, `dangling`, `count`, `attachment`, `text`,
    /// `audit`, `occupancy`, `engagement`, `clash`, `hole`.
    pub code: &'static str,
    /// Where: table and record.
    pub place: String,
}

/// The code of two bookings that overlap.
pub const CLASH: &str = "clash";

/// The code of numbers that are missing in a row.
pub const HOLE: &str = "hole";

impl Finding {
    /// Whether the file itself is wrong, so that a backup would help.
    pub fn is_damage(&self) -> bool {
        !matches!(self.code, CLASH | HOLE)
    }
}

/// What a check found and how much it looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records looked at, void ones included.
    pub records: u64,
    /// How many of them are void.
    pub void: u64,
    /// Audit entries verified.
    pub audit_entries: u64,
    /// Attachments whose content was hashed.
    pub attachments: u64,
    /// What is wrong, the first thing first; at most [`MOST_FINDINGS`].
    pub findings: Vec<Finding>,
}

/// A damaged file may have a fault in every row; after this many the rest says nothing new.
pub const MOST_FINDINGS: usize = 1000;

impl Report {
    /// Records in force, which is what backups count too.
    pub fn living(&self) -> u64 {
        self.records.saturating_sub(self.void)
    }

    fn add(&mut self, code: &'static str, place: String) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding { code, place });
        }
    }
}

/// Checks everything that is in the file.
///
/// # Errors
/// When the engine can't read at all; what is merely wrong is in the report.
pub fn check(snapshot: &Snapshot, registry: &[&dyn RecordType]) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut claims = BTreeSet::new();
    let mut links = BTreeSet::new();
    let mut living = BTreeSet::new();
    let mut marks = BTreeSet::new();
    let mut left = BTreeSet::new();
    for record_type in registry {
        check_register(
            snapshot,
            *record_type,
            &mut report,
            [&mut claims, &mut links, &mut marks, &mut left],
            &mut living,
        )?;
    }
    for key in &links {
        let target = key.get(..16).and_then(RecordId::from_slice);
        if target.is_some_and(|target| !living.contains(&target)) {
            report.add("dangling", frame::place(Table::Links, key));
        }
    }
    compare_index(snapshot, Table::Unique, "unique", &claims, &left, &mut report)?;
    let none = BTreeSet::new();
    compare_index(snapshot, Table::Links, "link", &links, &none, &mut report)?;
    compare_index(snapshot, Table::Marks, "mark", &marks, &none, &mut report)?;
    check_attachments(snapshot, &mut report)?;
    check_texts(snapshot, &mut report)?;
    match audit::verify(snapshot) {
        Ok(chain) => {
            report.audit_entries = chain.entries;
            if let Some(number) = chain.broken_at {
                report.add("audit", format!("audit {number}"));
            }
        }
        Err(StoreError::Damaged(place)) => report.add("audit", place),
        Err(error) => return Err(error),
    }
    for table in Table::FIXED {
        let read = snapshot.visit(table, &[], &mut |_, _| Ok(ControlFlow::Continue(())));
        note_damage(read, "value", &mut report)?;
    }
    Ok(report)
}

fn check_register(
    snapshot: &Snapshot,
    record_type: &dyn RecordType,
    report: &mut Report,
    [claims, links, marks, left]: [&mut BTreeSet<Vec<u8>>; 4],
    living: &mut BTreeSet<RecordId>,
) -> Result<(), StoreError> {
    let mut count = 0_u64;
    let read = snapshot.each_stored(record_type, &mut |row| {
        report.records = report.records.saturating_add(1);
        claims.extend(rows::unique_claims(record_type, &row));
        left.extend(rows::numbers_left(record_type, &row));
        links.extend(rows::link_references(record_type, &row));
        marks.extend(rows::mark_claim(record_type, &row));
        if row.meta.void.is_none() {
            count = count.saturating_add(1);
            living.insert(row.meta.id);
        } else {
            report.void = report.void.saturating_add(1);
        }
        Ok(ControlFlow::Continue(()))
    });
    let whole = read.is_ok();
    note_damage(read, "row", report)?;
    if whole && snapshot.living(record_type.name())? != count {
        report.add("count", format!("counts {}", record_type.name()));
    }
    Ok(())
}

fn compare_index(
    snapshot: &Snapshot,
    table: Table,
    code: &'static str,
    expected: &BTreeSet<Vec<u8>>,
    allowed: &BTreeSet<Vec<u8>>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut found = BTreeSet::new();
    let read = snapshot.visit(table, &[], &mut |key, _| {
        found.insert(key.to_vec());
        Ok(ControlFlow::Continue(()))
    });
    note_damage(read, code, report)?;
    for key in expected.symmetric_difference(&found).filter(|key| !allowed.contains(*key)) {
        report.add(code, frame::place(table, key));
    }
    Ok(())
}

fn check_attachments(snapshot: &Snapshot, report: &mut Report) -> Result<(), StoreError> {
    let mut wanted = Vec::new();
    let read = snapshot.visit(Table::Attachments, &[], &mut |_, value| {
        let kept: attachment::Attachment =
            rmp_serde::from_slice(value).map_err(|error| StoreError::Damaged(error.to_string()))?;
        wanted.push((kept.id, kept.sha256));
        Ok(ControlFlow::Continue(()))
    });
    note_damage(read, "attachment", report)?;
    for (id, sha256) in wanted {
        report.attachments = report.attachments.saturating_add(1);
        match attachment::content(snapshot, &sha256) {
            Ok(Some(_)) => {}
            Ok(None) | Err(StoreError::Damaged(_)) => report.add("attachment", format!("attachments {id}")),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A text belongs to a content that is there and not sealed: what can be read out of a sealed one is as secret as it.
fn check_texts(snapshot: &Snapshot, report: &mut Report) -> Result<(), StoreError> {
    let sealed: BTreeSet<String> = attachment::guards(snapshot)?.into_iter().map(|of| of.sha256).collect();
    let mut texts = Vec::new();
    let read = snapshot.visit(Table::Texts, &[], &mut |key, _| {
        texts.push(String::from_utf8_lossy(key).into_owned());
        Ok(ControlFlow::Continue(()))
    });
    note_damage(read, "text", report)?;
    for sha256 in texts {
        match attachment::has_content(snapshot, &sha256) {
            Ok(true) if !sealed.contains(&sha256) => {}
            Ok(_) | Err(StoreError::Damaged(_)) => report.add("text", format!("texts {sha256}")),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn note_damage(
    read: Result<(), StoreError>,
    code: &'static str,
    report: &mut Report,
) -> Result<(), StoreError> {
    match read {
        Err(StoreError::Damaged(place)) => {
            report.add(code, place);
            Ok(())
        }
        other => other,
    }
}

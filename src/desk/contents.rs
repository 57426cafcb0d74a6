//! Who holds the same content: found by hash, as far as the session may know of it.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use super::Reader;
use crate::model::{Problem, RecordId};
use crate::records;
use crate::store::attachment::{self, Attachment};

/// A record that holds a content.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Its register.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
    /// The file.
    pub file: Attachment,
}

/// A content that several records hold.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// The records, in the order in which they got it.
    pub holders: Vec<Holder>,
}

impl Reader {
    /// The living records that hold some contents, by their hash. A sealed content has the hash of its sealed bytes, so
    /// that it is like no other.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn holders(&self, contents: &BTreeSet<String>) -> Result<HashMap<String, Vec<Holder>>, Problem> {
        let mut held: HashMap<String, Vec<Attachment>> = HashMap::new();
        if contents.is_empty() {
            return Ok(HashMap::new());
        }
        attachment::each(self.snapshot(), &mut |file| {
            if contents.contains(&file.sha256) {
                held.entry(file.sha256.clone()).or_default().push(file);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let mut seen = HashMap::new();
        for sha256 in contents {
            let mut holders = Vec::new();
            for file in held.remove(sha256).unwrap_or_default() {
                holders.extend(self.holder(file)?);
            }
            if !holders.is_empty() {
                holders.sort_by_key(|holder| (holder.file.at, holder.file.id));
                seen.insert(sha256.clone(), holders);
            }
        }
        Ok(seen)
    }

    /// The contents that more than one record holds, the largest waste first. Empty files are alike without meaning
    /// anything.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>, Problem> {
        let mut owners: HashMap<String, (RecordId, bool)> = HashMap::new();
        attachment::each(self.snapshot(), &mut |file| {
            if file.size > 0 && !file.sealed {
                let known = owners.entry(file.sha256).or_insert((file.owner, false));
                known.1 |= known.0 != file.owner;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let several = owners.into_iter().filter(|(_, (_, several))| *several).map(|(sha256, _)| sha256);
        let held = self.holders(&several.collect())?;
        let mut found: Vec<Duplicate> = held
            .into_iter()
            .map(|(sha256, holders)| Duplicate { sha256, holders })
            .filter(|duplicate| {
                let owners: BTreeSet<RecordId> = duplicate.holders.iter().map(|holder| holder.id).collect();
                owners.len() > 1
            })
            .collect();
        found.sort_by(|left, right| {
            right.waste().cmp(&left.waste()).then_with(|| left.sha256.cmp(&right.sha256))
        });
        Ok(found)
    }

    fn holder(&self, file: Attachment) -> Result<Option<Holder>, Problem> {
        let Some(register) = records::find(&file.register) else { return Ok(None) };
        let Some(view) = self.get(register, file.owner)? else { return Ok(None) };
        let may_know = self.session().permissions.may_know(file.mark.as_deref());
        if !may_know || !self.is_open(&view, None) {
            return Ok(None);
        }
        let title = self.title(register, &view.row)?;
        Ok(Some(Holder { register: register.name(), id: file.owner, title, file }))
    }
}

impl Duplicate {
    /// Bytes that would not be needed if only one record held it. They are kept once all the same; the waste is of
    /// attention.
    fn waste(&self) -> u64 {
        let size = self.holders.first().map_or(0, |holder| holder.file.size);
        size.saturating_mul(u64::try_from(self.holders.len().saturating_sub(1)).unwrap_or(u64::MAX))
    }
}

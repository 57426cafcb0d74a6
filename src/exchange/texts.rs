//! The texts of attached files, kept in the office file for the search. What is attached brings its text along; what
//! came otherwise, from an older program or an import, is read here. Every text can be made again from its content, and
//! the check does that.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::extract::{Extracted, Reading, extract, extract_as_first};
use crate::desk::Office;
use crate::model::Problem;
use crate::store::integrity::Finding;
use crate::store::{Rows, StoreError, attachment};

/// So many texts are written in one transaction.
const BATCH: usize = 64;

/// The text of a file, as the search keeps it.
pub fn text_of(name: &str, content: &[u8]) -> String {
    extract(name, content).text
}

/// Whether a content can be read as the file that its name says it is.
pub fn is_sound(name: &str, content: &[u8]) -> bool {
    !content.is_empty() && !matches!(extract(name, content).reading, Reading::Broken | Reading::Refused)
}

/// The contents that are not sealed, with the names they go by.
fn contents(rows: &impl Rows) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    attachment::each(rows, &mut |attachment| {
        if !attachment.sealed {
            found.entry(attachment.sha256).or_default().insert(attachment.name);
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// Reads the texts that are missing, whoever is at work: nobody sees them by that. Gives how many were read.
/// `progress` is told now and then how many, and answers whether to go on. For a thread nobody waits for.
///
/// # Errors
/// When the file can't be read or written.
pub fn read_missing(office: &Office, progress: &mut dyn FnMut(usize) -> bool) -> Result<usize, Problem> {
    let snapshot = office.store().snapshot()?;
    let mut missing = Vec::new();
    for (sha256, names) in contents(&snapshot)? {
        if attachment::text(&snapshot, &sha256)?.is_none() {
            missing.extend(names.into_iter().next().map(|name| (sha256, name)));
        }
    }
    let mut read = 0;
    for batch in missing.chunks(BATCH) {
        let mut texts = Vec::new();
        for (sha256, name) in batch {
            if let Some(content) = attachment::content(&snapshot, sha256)? {
                texts.push((sha256, text_of(name, &content)));
            }
        }
        let mut transaction = office.store().begin()?;
        for (sha256, text) in &texts {
            // What was sealed meanwhile is gone, and its text must not come back.
            if attachment::has_content(&transaction, sha256)? {
                attachment::put_text(&mut transaction, sha256, text)?;
            }
        }
        transaction.commit()?;
        read += texts.len();
        if !progress(read) {
            break;
        }
    }
    Ok(read)
}

/// Makes every kept text again and tells which are not what their contents say.
///
/// # Errors
/// When the file can't be read; damaged contents are told by the check of the store.
pub fn compare(rows: &impl Rows) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for (sha256, names) in contents(rows)? {
        let kept = match attachment::text(rows, &sha256) {
            Ok(Some(kept)) => kept,
            Ok(None) => continue,
            Err(StoreError::Damaged(place)) => {
                findings.push(Finding { code: "text", place });
                continue;
            }
            Err(error) => return Err(error),
        };
        let content = match attachment::content(rows, &sha256) {
            Ok(Some(content)) => content,
            Ok(None) | Err(StoreError::Damaged(_)) => continue,
            Err(error) => return Err(error),
        };
        // A reading that was stopped may stop elsewhere the next time.
        let is_it = |name: &String| {
            let is_same = |read: Extracted| read.text == kept.trim_end() || read.reading == Reading::Refused;
            is_same(extract(name, &content)) || is_same(extract_as_first(name, &content))
        };
        if !names.iter().any(is_it) {
            findings.push(Finding { code: "text", place: format!("texts {sha256}") });
        }
    }
    Ok(findings)
}

//! 页数 of a paper that is to be filed: as it was declared, else counted of what is filed with it, else of the paper as
//! this program lays it out. Where none of them tells, whoever files it is asked.

use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::Reader;
use crate::model::{Problem, RecordId};
use crate::store::attachment::Attachment;

/// Larger files are not opened to be counted, in bytes.
const MOST_BYTES: u64 = 96 * 1024 * 1024;

/// How pages are counted: what opens files and what lays papers out stands above the desk.
#[derive(Clone, Copy)]
pub struct PageCounters {
    /// Pages of a file by its content; `None` where it has none or they can't be told.
    pub of_file: fn(&[u8]) -> Option<i64>,
    /// Pages of a record's own paper as it is printed; `None` where there is no such paper, or it has enclosures that
    /// are not in this office file.
    pub of_paper: fn(&Reader, &'static str, RecordId) -> Result<Option<i64>, Problem>,
}

/// What was counted, by the SHA-256 of the content: the same content has the same pages for ever.
static COUNTED: LazyLock<Mutex<HashMap<String, Option<i64>>>> = LazyLock::new(Mutex::default);

impl Reader {
    /// The pages of a paper that declares none, which is filed with these files; 0 where one of them does not tell its
    /// own, for a sum that leaves one out would be believed. Of the same paper in two formats (`通知.docx` beside
    /// `通知.pdf`) one is enough.
    pub(super) fn pages_to_file(
        &self,
        counters: PageCounters,
        (register, id): (&'static str, RecordId),
        files: &[Attachment],
    ) -> Result<i64, Problem> {
        if files.is_empty() {
            return Ok((counters.of_paper)(self, register, id)?.unwrap_or_default());
        }
        // Of several versions of a file the newest is the paper.
        let mut newest: BTreeMap<&str, &Attachment> = BTreeMap::new();
        for file in files {
            let kept = newest.entry(file.name.as_str()).or_insert(file);
            if (kept.at, kept.id) < (file.at, file.id) {
                *kept = file;
            }
        }
        let (mut pages, mut counted, mut uncounted) = (0_i64, Vec::new(), Vec::new());
        for (name, file) in newest {
            match self.pages_of_file(counters, file)? {
                Some(of_file) => {
                    pages = pages.saturating_add(of_file);
                    counted.push(stem_of(name));
                }
                None => uncounted.push(stem_of(name)),
            }
        }
        let all_told = uncounted.iter().all(|name| counted.contains(name));
        Ok(if all_told { pages } else { 0 })
    }

    fn pages_of_file(&self, counters: PageCounters, file: &Attachment) -> Result<Option<i64>, Problem> {
        let counted = || COUNTED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = counted().get(&file.sha256) {
            return Ok(*known);
        }
        if file.size > MOST_BYTES {
            return Ok(None);
        }
        let content = match self.opened(file) {
            Ok(content) => content,
            // Whoever may not read a file can still be asked for its pages.
            Err(Problem::Denied(_)) => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let pages = (counters.of_file)(&content);
        counted().insert(file.sha256.clone(), pages);
        Ok(pages)
    }
}

/// A file name without its ending.
fn stem_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

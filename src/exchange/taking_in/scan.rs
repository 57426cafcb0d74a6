//! What lies under some paths: files with their folders, and what can't be taken with the reason. Links are not
//! followed, so a circle of folders ends; what is no file is left where it is.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};

use super::MOST_FILES;
use super::plan::Refused;
use crate::desk::civil_date;
use crate::exchange::Watch;
use crate::exchange::attaching::require_attachable;
use crate::model::{Message, Problem};
use crate::rules::filing::clean_name;

/// Folders within folders.
const DEEPEST: usize = 64;

/// A file that can be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// The folders it lies in from the one that was given, apart by `/`.
    pub folder: String,
    /// Its name as it can be kept.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The day on which it was last changed.
    pub changed_on: Option<NaiveDate>,
    /// What is to be said of it.
    pub notes: Vec<Message>,
}

/// What a scan has met so far.
struct Scan<'a> {
    files: Vec<Found>,
    refused: Vec<Refused>,
    watch: Watch<'a>,
}

/// Looks for files under some paths, in the order of their names.
///
/// # Errors
/// When there are more than [`MOST_FILES`], or the watcher does not want to go on.
pub fn scan(paths: &[PathBuf], watch: Watch<'_>) -> Result<(Vec<Found>, Vec<Refused>), Problem> {
    let mut scan = Scan { files: Vec::new(), refused: Vec::new(), watch };
    for path in paths {
        // What the user named is meant, be it a link.
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                let name =
                    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let folder = clean_name(&name).unwrap_or_default();
                scan.folder(path, &folder, 0)?;
            }
            Ok(meta) => scan.file(path, "", &meta)?,
            Err(error) => scan.refuse(path, Message::new("taking_in.unreadable").with("detail", error)),
        }
    }
    Ok((scan.files, scan.refused))
}

impl Scan<'_> {
    fn refuse(&mut self, path: &Path, why: Message) {
        self.refused.push(Refused { path: path.to_owned(), why });
    }

    fn folder(&mut self, path: &Path, folder: &str, depth: usize) -> Result<(), Problem> {
        if depth > DEEPEST {
            self.refuse(path, Message::new("taking_in.too_deep").with("limit", DEEPEST));
            return Ok(());
        }
        let entries = match fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse(path, Message::new("taking_in.unreadable").with("detail", error));
                return Ok(());
            }
        };
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let meta = match fs::symlink_metadata(&path) {
                Ok(meta) => meta,
                Err(error) => {
                    self.refuse(&path, Message::new("taking_in.unreadable").with("detail", error));
                    continue;
                }
            };
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if is_hidden {
                // What systems and programs keep for themselves; who means it names it.
                self.refuse(&path, Message::new("taking_in.hidden"));
            } else if meta.is_symlink() {
                self.refuse(&path, Message::new("taking_in.link"));
            } else if meta.is_dir() {
                let name =
                    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let name = clean_name(&name).unwrap_or_else(|| "_".to_owned());
                let inner = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                self.folder(&path, &inner, depth + 1)?;
            } else {
                self.file(&path, folder, &meta)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, folder: &str, meta: &fs::Metadata) -> Result<(), Problem> {
        let met = self.files.len() + self.refused.len();
        if met >= MOST_FILES {
            return Err(Problem::input(Message::new("taking_in.too_many").with("limit", MOST_FILES)));
        }
        crate::exchange::watched(self.watch, met, 0)?;
        let given = path.file_name().unwrap_or_default();
        let raw = given.to_string_lossy();
        let Some(name) = clean_name(&raw) else {
            self.refuse(path, Message::new("problem.file_name").with("name", raw.escape_debug()));
            return Ok(());
        };
        let why = if !meta.is_file() {
            Some(Message::new("taking_in.no_file"))
        } else if is_of_the_system(&name) {
            Some(Message::new("taking_in.of_the_system"))
        } else {
            require_attachable(meta.len()).err()
        };
        if let Some(why) = why {
            self.refuse(path, why);
            return Ok(());
        }
        let mut notes = Vec::new();
        if name != raw || given.to_str().is_none() {
            notes.push(Message::new("taking_in.renamed").with("raw", raw.escape_debug()).with("kept", &name));
        }
        let changed_on = meta.modified().ok().map(|at| civil_date(DateTime::<Utc>::from(at)));
        let folder = folder.to_owned();
        self.files.push(Found { path: path.to_owned(), folder, name, size: meta.len(), changed_on, notes });
        Ok(())
    }
}

/// Files that systems and Office programs leave in folders and nobody means.
fn is_of_the_system(name: &str) -> bool {
    const NAMES: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", ".directory"];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
        || name.starts_with("~$")
        || name.starts_with("._")
}

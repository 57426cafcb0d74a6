//! The files of records as files in a folder, in the folders they came from. Of a document the newest file of each name
//! goes out, of other records every file. What may not leave stays behind and is counted.

use std::collections::HashSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{ExportReport, Watch};
use crate::desk::{Access, Outlet, Reader, Right};
use crate::model::{Kind, Message, Problem, RecordId, RecordType};
use crate::rules::filing::{clean_name, stem};
use crate::store::StoreError;
use crate::store::attachment::Attachment;

/// Writes the files of some records below a folder. A file that is there is never written over: the new one gets a
/// number.
///
/// # Errors
/// When the session may not export, a file can't be written, or the watcher does not want to go on. What was written
/// until then stays.
pub fn export_files(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    records: &[RecordId],
    folder: &Path,
    watch: Watch<'_>,
) -> Result<ExportReport, Problem> {
    reader.require(record_type, Right::Export)?;
    let (name, mut report) = (record_type.name(), ExportReport::default());
    let mut access = Access::new(name, Outlet::File);
    let mut written = HashSet::new();
    let place =
        record_type.fields().iter().position(|field| field.key == "folder" && field.kind == Kind::Text);
    for (done, id) in records.iter().enumerate() {
        let wide = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        if !watch(wide(done), wide(records.len())) {
            return Err(Problem::input(Message::new("import.cancelled")));
        }
        let Some(view) = reader.get(record_type, *id)? else { continue };
        if !reader.session().permissions.reaches(name, Right::Export, &view.row) {
            continue;
        }
        if view.row.meta.mark.as_deref().is_some_and(|mark| !mark.may_leave()) {
            report.withheld += 1;
            continue;
        }
        let mut files = reader.attachments(record_type, *id)?;
        if name == "document" {
            files = newest(files);
        }
        let (staying, leaving): (Vec<Attachment>, Vec<Attachment>) = files
            .into_iter()
            .partition(|file| file.sealed || file.mark.as_deref().is_some_and(|mark| !mark.may_leave()));
        report.withheld += staying.len();
        if leaving.is_empty() {
            continue;
        }
        access.add(record_type, &view);
        let came_from = place.and_then(|place| view.value(place));
        let inner = came_from.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
        for file in leaving {
            let content = reader.content(&file)?;
            write(&place_of(folder, inner), &file.name, &content, &mut written)?;
            report.written += 1;
        }
    }
    reader.record_access(access);
    Ok(report)
}

/// The newest file of each name, in the order in which they were attached.
fn newest(files: Vec<Attachment>) -> Vec<Attachment> {
    let mut names = HashSet::new();
    let newest = files.into_iter().rev().filter(|file| names.insert(file.name.to_lowercase()));
    let mut newest: Vec<Attachment> = newest.collect();
    newest.reverse();
    newest
}

/// A folder below another, made of names that no system takes for something else.
fn place_of(folder: &Path, inner: &str) -> PathBuf {
    let names = inner.split('/').filter_map(clean_name).map(|name| on_any_system(&name));
    names.fold(folder.to_owned(), |place, name| place.join(name))
}

/// A name without the characters that one of the systems refuses in names.
fn on_any_system(name: &str) -> String {
    let kept = name.chars().map(|of| if "<>:\"|?*".contains(of) { '_' } else { of }).collect::<String>();
    kept.trim_end_matches(['.', ' ']).to_owned()
}

fn write(folder: &Path, name: &str, content: &[u8], written: &mut HashSet<PathBuf>) -> Result<(), Problem> {
    fs::create_dir_all(folder).map_err(|error| StoreError::from_io(&error, folder))?;
    let name = clean_name(name).map_or_else(|| "_".to_owned(), |name| on_any_system(&name));
    let start = stem(&name).to_owned();
    let ending = name.get(start.len()..).unwrap_or_default();
    for number in 1_u32.. {
        let path = match number {
            1 => folder.join(&name),
            number => folder.join(format!("{start} ({number}){ending}")),
        };
        if written.contains(&path) {
            continue;
        }
        match fs::OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(content).map_err(|error| StoreError::from_io(&error, &path))?;
                written.insert(path);
                return Ok(());
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                written.insert(path);
            }
            Err(error) => return Err(StoreError::from_io(&error, &path).into()),
        }
    }
    Ok(())
}

//! 电子档案移交包: the archive, or some of its items, as one zip with a manifest that names each part by its size and
//! SHA-256. What comes in is believed only as far as the manifest and its hashes bear it out; a package goes in whole or
//! not at all. Who borrows what is no part of an archive that is handed on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{Cursor, Read as _, Seek, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::export::{ExportReport, Names, Table, json_lines};
use super::package_links::{Absent, completing, note_people};
use super::package_scope::narrow;
use super::plan::Step;
use super::texts::text_of;
use super::{ImportOptions, ImportReport, Sheet, Watch, watched, whole};
use crate::desk::{Access, Command, Conditions, Office, Outlet, Reader, Session};
use crate::model::{Message, Problem, RecordId};
use crate::records::{self, domains::HOLDINGS};
use crate::store::attachment::{Attachment, sha256_hex};
use crate::store::{StoreError, files};

/// What a package says it is.
const FORMAT: &str = "chancery-archive";
const VERSION: u32 = 1;

/// Names inside a package.
const MANIFEST: &str = "manifest.json";
const FILES: &str = "attachments.jsonl";

/// Most entries of a package, most bytes of its manifest, of its registers and of all its files: they are held in memory
/// until they are in the office.
const MOST_ENTRIES: usize = 200_000;
const MOST_MANIFEST: u64 = 64 * 1024 * 1024;
const MOST_RECORDS: u64 = 256 * 1024 * 1024;
const MOST_FILES: u64 = 1024 * 1024 * 1024;

/// So many bytes of a part are held against its hash at a time.
const PIECE: usize = 64 * 1024;

/// What stands in the manifest.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: String,
    version: u32,
    office: String,
    made_at: String,
    parts: BTreeMap<String, Part>,
    /// The names of people and units that the records refer to, by register and reference: they are no part of the
    /// package, and the facts of the archive are not to be lost with them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, BTreeMap<String, String>>,
}

/// One part of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    size: u64,
    sha256: String,
}

/// A file of an item.
#[derive(Debug, Serialize, Deserialize)]
struct FileLine {
    id: String,
    owner: String,
    register: String,
    name: String,
    media_type: String,
    sha256: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
}

/// A zip being written, with what its manifest will say.
struct Packing {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    parts: BTreeMap<String, Part>,
}

fn failed(error: impl std::fmt::Display) -> Problem {
    StoreError::Io(error.to_string()).into()
}

impl Packing {
    fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Problem> {
        // The same bytes make the same package, so no time stands in it.
        let options = SimpleFileOptions::default().large_file(false);
        self.zip.start_file(name, options).map_err(failed)?;
        self.zip.write_all(content).map_err(failed)?;
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        self.parts.insert(name.to_owned(), Part { size, sha256: sha256_hex(content) });
        Ok(())
    }
}

/// Writes the archive as a package: the items that meet the conditions with their files, the holds on them, the lists
/// all of whose items they are, the boxes they lie in, and the scheme and places of all that; without conditions, all of
/// it. What may not leave stays and is counted.
///
/// # Errors
/// When no item meets the conditions, the session may not export, the files are too many for one package, or it can't be written.
pub fn export_archive(
    reader: &Reader,
    office: &str,
    path: &Path,
    conditions: &Conditions,
) -> Result<ExportReport, Problem> {
    let mut packing = Packing { zip: ZipWriter::new(Cursor::new(Vec::new())), parts: BTreeMap::new() };
    let mut names = Names::new(reader, false);
    let mut report = ExportReport::default();
    let mut accesses = Vec::new();
    let mut people = BTreeMap::new();
    let (mut lines, mut bytes, mut kept) = (Vec::new(), 0_u64, BTreeSet::new());
    let mut tables = Vec::new();
    for record_type in HOLDINGS.iter().filter_map(|register| records::find(register)) {
        let everything = Conditions::default();
        let which = if record_type.name() == "archive_item" { conditions } else { &everything };
        tables.push(Table::read(reader, record_type, which, None)?);
    }
    narrow(reader, &mut tables, !conditions.is_empty())?;
    for table in tables {
        let (record_type, register) = (table.record_type, table.record_type.name());
        note_people(reader, &table, &mut names, &mut people)?;
        packing.add(&format!("records/{register}.jsonl"), &json_lines(&table, &mut names)?)?;
        (report.written, report.withheld) =
            (report.written + table.rows.len(), report.withheld + table.withheld);
        for id in table.rows.iter().filter_map(|row| row.first()?.as_link()) {
            // When they were attached is no part of a package, so their identities order them.
            let mut files = reader.attachments(record_type, id)?;
            files.sort_by_key(|file| file.id);
            for file in files {
                if file.sealed || file.mark.as_ref().is_some_and(|mark| !mark.may_leave()) {
                    report.withheld += 1;
                    continue;
                }
                if kept.insert(file.sha256.clone()) {
                    let content = reader.content(&file)?;
                    bytes = bytes.saturating_add(file.size);
                    if bytes > MOST_FILES {
                        return Err(Problem::input(
                            Message::new("package.too_large").with("most", MOST_FILES >> 20),
                        ));
                    }
                    packing.add(&format!("files/{}", file.sha256), &content)?;
                }
                lines.push(line_of(&file));
            }
        }
        accesses.push(table.access);
    }
    let mut text = Vec::new();
    for line in &lines {
        serde_json::to_writer(&mut text, line).map_err(|error| Problem::Bug(error.to_string()))?;
        text.push(b'\n');
    }
    packing.add(FILES, &text)?;
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        office: office.to_owned(),
        made_at: reader.now().to_rfc3339(),
        parts: std::mem::take(&mut packing.parts),
        names: people,
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(|error| Problem::Bug(error.to_string()))?;
    packing.add(MANIFEST, &manifest)?;
    let package = packing.zip.finish().map_err(failed)?.into_inner();
    accesses.into_iter().for_each(|access| reader.record_access(access));
    if !lines.is_empty() {
        let mut access = Access::new("archive_item", Outlet::File);
        access.count = lines.len();
        reader.record_access(access);
    }
    files::write_whole(path, &package)?;
    Ok(report)
}

fn line_of(file: &Attachment) -> FileLine {
    FileLine {
        id: file.id.to_string(),
        owner: file.owner.to_string(),
        register: file.register.clone(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        sha256: file.sha256.clone(),
        reason: file.reason.clone(),
    }
}

/// A package that was opened and whose manifest was read.
struct Opened<R> {
    zip: ZipArchive<R>,
    manifest: Manifest,
}

pub(super) fn broken(detail: impl std::fmt::Display) -> Problem {
    Problem::input(Message::new("package.broken").with("detail", detail))
}

impl<R: std::io::Read + Seek> Opened<R> {
    fn new(source: R) -> Result<Self, Problem> {
        let mut zip = ZipArchive::new(source).map_err(broken)?;
        if zip.len() > MOST_ENTRIES {
            return Err(broken(zip.len()));
        }
        if zip.index_for_name(MANIFEST).is_none() {
            return Err(Problem::input(Message::new("package.no_manifest")));
        }
        let text = unpacked(&mut zip, MANIFEST, MOST_MANIFEST)?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(broken)?;
        if manifest.format != FORMAT {
            return Err(Problem::input(Message::new("package.not_one")));
        }
        if manifest.version > VERSION {
            return Err(Problem::input(Message::new("package.newer").with("version", manifest.version)));
        }
        // Nothing is in a package that its manifest does not name, and nothing has a name with a path of its own.
        let names = zip.file_names().map(|name| name.map(|name| name.into_owned()));
        let names: BTreeSet<String> = names.collect::<Result<_, _>>().map_err(broken)?;
        // Folders that a packing program noted hold nothing.
        for name in names.iter().filter(|name| *name != MANIFEST && !name.ends_with('/')) {
            if !manifest.parts.contains_key(name) || !is_known_name(name) {
                return Err(Problem::input(
                    Message::new("package.unknown_part").with("name", name.escape_debug()),
                ));
            }
        }
        if let Some(missing) = manifest.parts.keys().find(|name| !names.contains(*name)) {
            return Err(Problem::input(Message::new("package.missing_part").with("name", missing)));
        }
        let sizes = |of: &str| {
            let parts = manifest.parts.iter().filter(|(name, _)| name.starts_with(of));
            parts.fold(0_u64, |sum, (_, part)| sum.saturating_add(part.size))
        };
        if sizes("files/") > MOST_FILES || sizes("records/") > MOST_RECORDS {
            return Err(Problem::input(Message::new("package.too_large").with("most", MOST_FILES >> 20)));
        }
        Ok(Self { zip, manifest })
    }

    /// A part, if it is what the manifest says.
    fn part(&mut self, name: &str) -> Result<Vec<u8>, Problem> {
        let Some(part) = self.manifest.parts.get(name).cloned() else {
            return Err(Problem::input(Message::new("package.missing_part").with("name", name)));
        };
        // Held against its hash in pieces first: what is not what it says it is takes no room.
        if digest(&mut self.zip, name, part.size)? != part {
            return Err(Problem::input(Message::new("package.changed_part").with("name", name)));
        }
        unpacked(&mut self.zip, name, part.size)
    }
}

/// What a part of a zip is, of which no more than one byte over so many is unpacked.
fn digest<R: std::io::Read + Seek>(zip: &mut ZipArchive<R>, name: &str, most: u64) -> Result<Part, Problem> {
    let mut rest = zip.by_name(name).map_err(broken)?.take(most.saturating_add(1));
    let (mut hasher, mut size, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
    loop {
        let count = rest.read(&mut piece).map_err(broken)?;
        if count == 0 {
            break;
        }
        hasher.update(piece.get(..count).unwrap_or_default());
        size = size.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Part { size, sha256 })
}

/// A part of a zip, of which no more than so many bytes are unpacked.
fn unpacked<R: std::io::Read + Seek>(
    zip: &mut ZipArchive<R>,
    name: &str,
    most: u64,
) -> Result<Vec<u8>, Problem> {
    let file = zip.by_name(name).map_err(broken)?;
    let mut content = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut content).map_err(broken)?;
    if u64::try_from(content.len()).unwrap_or(u64::MAX) > most {
        return Err(Problem::input(Message::new("package.changed_part").with("name", name)));
    }
    Ok(content)
}

fn is_known_name(name: &str) -> bool {
    let hash = |of: &str| of.len() == 64 && of.bytes().all(|byte| byte.is_ascii_hexdigit());
    name == FILES
        || name.strip_prefix("files/").is_some_and(hash)
        || name
            .strip_prefix("records/")
            .and_then(|of| of.strip_suffix(".jsonl"))
            .is_some_and(|register| HOLDINGS.contains(&register))
}

/// Brings a package in: every record and file, or none. Links to people, units and papers that this office does not
/// have are left out and told as notes; whom they named stands in the note of the record until the package comes again
/// and they are here. Everything else that is wrong keeps the whole package out.
///
/// # Errors
/// When it is no package, damaged, changed since it was made, too large, or anything in it is refused.
pub fn import_archive(
    office: &Office,
    session: &Arc<Session>,
    path: &Path,
    options: &ImportOptions,
    watch: Watch<'_>,
) -> Result<ImportReport, Problem> {
    let file = fs::File::open(path).map_err(|error| StoreError::from_io(&error, path))?;
    let mut package = Opened::new(std::io::BufReader::new(file))?;
    let reader = office.reader(session)?;
    let mut sheets = Vec::new();
    let mut absent = Absent::new(std::mem::take(&mut package.manifest.names));
    for register in HOLDINGS.iter().copied() {
        let name = format!("records/{register}.jsonl");
        if !package.manifest.parts.contains_key(&name) {
            continue;
        }
        let text = String::from_utf8(package.part(&name)?).map_err(broken)?;
        if text.trim().is_empty() {
            continue;
        }
        let text = absent.known_links(&reader, register, &text)?;
        sheets.push((register.to_owned(), Sheet::from_json(&text)?));
    }
    let mut plan = whole::plan_sheets(&reader, sheets, &[], watch)?;
    completing(&reader, &mut plan)?;
    let lines = package.part(FILES)?;
    let lines = String::from_utf8(lines).map_err(broken)?;
    let total = lines.lines().count();
    let mut contents: HashMap<String, Vec<u8>> = HashMap::new();
    for (number, line) in lines.lines().enumerate() {
        watched(watch, number, total)?;
        let line: FileLine = serde_json::from_str(line).map_err(broken)?;
        let (Ok(id), Ok(owner)) = (line.id.parse::<RecordId>(), line.owner.parse::<RecordId>()) else {
            return Err(broken(&line.id));
        };
        let Some(record_type) = records::find(&line.register).filter(|of| HOLDINGS.contains(&of.name()))
        else {
            return Err(broken(&line.register));
        };
        let there = reader.attachments(record_type, owner)?;
        if there.iter().any(|kept| kept.id == id && kept.sha256 == line.sha256) {
            continue;
        }
        let name = format!("files/{}", line.sha256);
        let content = match contents.get(&line.sha256) {
            Some(content) => content.clone(),
            None => {
                let content = package.part(&name)?;
                // What the manifest calls by another content's hash is not that content.
                if sha256_hex(&content) != line.sha256 {
                    return Err(Problem::input(Message::new("package.changed_part").with("name", &name)));
                }
                contents.insert(line.sha256.clone(), content.clone());
                content
            }
        };
        let text = Some(text_of(&line.name, &content));
        let command = Command::Attach {
            register: line.register,
            id: owner,
            attachment: id,
            name: line.name,
            media_type: line.media_type,
            content,
            reason: line.reason,
            text,
        };
        plan.last_steps.push(Step { line: 0, command });
    }
    drop(contents);
    // A package is one thing: it comes in whole.
    let options = ImportOptions { strict: true, ..options.clone() };
    let mut report = plan.run(office, session, &options)?;
    report.notes.extend(absent.told());
    Ok(report)
}

//! 四性: whether the electronic files of the archive are still what was filed, whole, readable and safe. The program
//! looks at each when it is filed and at a sample each month, and writes down what it found.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::FigureRows;
use super::backups::BackupStanding;
use super::clock::civil_date;
use super::{BatchMode, Command, Office, Reader, Session, Values};
use crate::model::{
    Choice as _, Id, KeptMessage, Message, Problem, Record as _, RecordId, Secrecy, Stored, Value,
};
use crate::records::archive::{
    ArchiveItem, ArchiveItemState, ArchiveMedium, CheckOccasion, CheckResult, Disposal, DisposalKind,
    DisposalLine, DisposalState, RecordCheck, StoragePlace, files_digest,
};
use crate::rules::archive::sampling::{ending_of, is_due, is_lasting, sample};
use crate::rules::backup_schedule::Standing;
use crate::store::{attachment, backup};

/// Whether a content is a file of its name that can be read.
pub type Inspect = fn(&str, &[u8]) -> bool;

/// Checks written down by one command.
const BATCH: usize = 64;

/// What came of looking at one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Findings {
    authenticity: CheckResult,
    integrity: CheckResult,
    usability: CheckResult,
    security: CheckResult,
    files: usize,
    digest: String,
    reasons: Vec<Message>,
}

impl Findings {
    fn outcome(&self) -> CheckResult {
        let all = [self.authenticity, self.integrity, self.usability, self.security];
        if all.contains(&CheckResult::Failed) { CheckResult::Failed } else { CheckResult::Passed }
    }
}

/// Whether an item has electronic files to be looked at.
pub(super) fn is_electronic(item: &ArchiveItem) -> bool {
    let is_here = !matches!(
        item.state,
        ArchiveItemState::Pending | ArchiveItemState::Destroyed | ArchiveItemState::Transferred
    );
    is_here && (item.files > 0 || item.medium == ArchiveMedium::Electronic)
}

/// A result from what was asked of it.
fn judged(is_good: bool) -> CheckResult {
    if is_good { CheckResult::Passed } else { CheckResult::Failed }
}

/// Looks at the files of one item.
fn look_at(
    reader: &Reader,
    item: &Stored<ArchiveItem>,
    is_backed_up: Option<bool>,
    inspect: Inspect,
) -> Result<Findings, Problem> {
    let record = &item.record;
    let snapshot = reader.snapshot();
    let files = attachment::of(snapshot, item.meta.id)?;
    let mut found = Findings { files: files.len(), ..Findings::default() };
    let mut say =
        |key: &'static str, detail: &str| found.reasons.push(Message::new(key).with("detail", detail));
    let (mut whole, mut usable, mut has_plain_secret) = (true, true, false);
    for file in &files {
        let content = match attachment::content(snapshot, &file.sha256) {
            Ok(Some(content)) => content,
            Ok(None) | Err(crate::store::StoreError::Damaged(_)) => {
                whole = false;
                say("record_check.damaged", &file.name);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        // What is sealed opens for nobody here; that it is whole is all that can be said.
        if !file.sealed && !inspect(&file.name, &content) {
            usable = false;
            say("record_check.unreadable", &file.name);
        }
        if !is_lasting(&file.name) {
            say("record_check.format", &file.name);
        }
        let level = item.meta.mark.as_ref().map_or(Secrecy::Ordinary, |mark| mark.level);
        let own = file.mark.as_ref().map_or(Secrecy::Ordinary, |mark| mark.level);
        has_plain_secret |= level.max(own) >= Secrecy::CoreTrade && !file.sealed;
    }
    found.digest = files_digest(files.iter().map(|file| file.sha256.as_str()));
    let is_sealed = files.iter().any(|file| file.sealed);
    let counts = i64::try_from(files.len()).is_ok_and(|count| count == record.files);
    if !counts {
        found
            .reasons
            .push(Message::new("record_check.count").with("filed", record.files).with("found", files.len()));
    }
    found.authenticity = if record.digest == found.digest && !record.digest.is_empty() {
        let has_origin = !record.author.is_empty() && record.formed_on.is_some() && record.filed_on.is_some();
        if !has_origin {
            found.reasons.push(Message::new("record_check.origin"));
        }
        judged(has_origin)
    } else if is_sealed {
        // Sealing changed the bytes that are kept; what they open to is proven by the seal itself.
        CheckResult::NotApplicable
    } else {
        found.reasons.push(Message::new("record_check.changed"));
        CheckResult::Failed
    };
    found.integrity = judged(whole && counts && !record.number.is_empty() && !record.title.is_empty());
    found.usability = if files.iter().all(|file| file.sealed) && !files.is_empty() {
        CheckResult::NotApplicable
    } else {
        judged(whole && usable && !files.is_empty())
    };
    if is_backed_up == Some(false) {
        found.reasons.push(Message::new("record_check.backup"));
    }
    if has_plain_secret {
        found.reasons.push(Message::new("record_check.plain"));
    }
    found.security = match is_backed_up {
        None if !has_plain_secret => CheckResult::NotApplicable,
        is_backed_up => judged(is_backed_up == Some(true) && !has_plain_secret),
    };
    Ok(found)
}

/// Whether the office has a proven copy that is young enough. `None` where nothing was planned yet: that is a lack of the
/// office, told once ([`RecordStanding::awaits_backup`]), and no fault of each item.
fn is_backed_up(standing: &BackupStanding) -> Option<bool> {
    if is_unplanned(standing) {
        return None;
    }
    let good = |plan: &super::backups::PlanStanding| {
        plan.last_proven.is_some() && !plan.plan.record.paused && plan.standing != Standing::Overdue
    };
    Some(standing.plans.iter().any(good))
}

/// Whether the office has no plan of backups and no proven copy either.
fn is_unplanned(standing: &BackupStanding) -> bool {
    standing.plans.is_empty() && standing.last_proven().is_none()
}

/// Looks at some items and writes down what was found. Gives how many were looked at. `progress` is told how many, and
/// answers whether to go on.
///
/// # Errors
/// When the file can't be read or written.
pub fn check_records(
    office: &Office,
    items: &[RecordId],
    occasion: CheckOccasion,
    inspect: Inspect,
    progress: &mut dyn FnMut(usize) -> bool,
) -> Result<usize, Problem> {
    let session = &Arc::new(Session::program());
    let mut done = 0;
    for batch in items.chunks(BATCH) {
        let reader = office.reader(session)?;
        let backed_up = is_backed_up(&reader.backup_standing(reader.now())?);
        let mut steps = Vec::new();
        for id in batch {
            let Some(item) = reader.find::<ArchiveItem>(Id::new(*id))? else { continue };
            let found = look_at(&reader, &item, backed_up, inspect)?;
            let reasons: Vec<String> =
                found.reasons.iter().map(|reason| KeptMessage::from(reason).line()).collect();
            let result = |result: CheckResult| Value::choice(result.code());
            let values = Values::new()
                .with("at", Value::Instant(reader.now()))
                .with("item", Value::Link(*id))
                .with("occasion", Value::choice(occasion.code()))
                .with("outcome", result(found.outcome()))
                .with("authenticity", result(found.authenticity))
                .with("integrity", result(found.integrity))
                .with("usability", result(found.usability))
                .with("security", result(found.security))
                .with("files", Value::Integer(i64::try_from(found.files).unwrap_or(i64::MAX)))
                .text("reasons", reasons.join("\n"))
                .text("digest", found.digest);
            steps.push(Command::Note {
                register: RecordCheck::NAME.to_owned(),
                id: RecordId::generate(),
                values,
            });
        }
        done += steps.len();
        if !steps.is_empty() {
            let label = KeptMessage::from(&Message::new("done.records_checked").with("count", steps.len()));
            office.execute(session, Command::Batch { label, steps, mode: BatchMode::AllOrNothing })?;
        }
        if !progress(done) {
            break;
        }
    }
    Ok(done)
}

/// Looks at what has been filed since, at what is to be handed over, at everything after the office was brought back from
/// a backup, and once a month at a sample of all (`domain.md` §3.3); whoever is at work. Gives how many were looked at.
///
/// # Errors
/// When the file can't be read or written.
pub fn check_due_records(
    office: &Office,
    inspect: Inspect,
    progress: &mut dyn FnMut(usize) -> bool,
) -> Result<usize, Problem> {
    let session = &Arc::new(Session::program());
    let (mut filed, mut leaving, mut brought_back, mut all) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut last_sample = None;
    let today = office.clock().today();
    {
        let reader = office.reader(session)?;
        let mut last: HashMap<RecordId, DateTime<Utc>> = HashMap::new();
        reader.each::<RecordCheck>(&mut |check| {
            let (item, at) = (check.record.item.map(Id::erase), check.record.at);
            if let (Some(item), Some(at)) = (item, at) {
                let known = last.entry(item).or_insert(at);
                *known = at.max(*known);
            }
            if check.record.occasion == CheckOccasion::Monthly {
                last_sample = last_sample.max(check.record.at.map(civil_date));
            }
        })?;
        let approved = approved_transfers(&reader)?;
        let restored = backup::restored_at(reader.snapshot())?;
        reader.each::<ArchiveItem>(&mut |item| {
            if !is_electronic(&item.record) {
                return;
            }
            let id = item.meta.id;
            let at = last.get(&id).copied();
            // What came with an import was filed elsewhere; the sample comes to it.
            let is_new = at.is_none() && item.record.filed_on.is_some_and(|day| day == today);
            let is_leaving =
                approved.get(&id).is_some_and(|since| at.is_none_or(|at| civil_date(at) < *since));
            let came_back = restored.is_some_and(|restored| at.is_none_or(|at| at < restored));
            if is_new {
                filed.push(id);
            } else if is_leaving {
                leaving.push(id);
            } else if came_back {
                brought_back.push(id);
            } else {
                all.push((id, at));
            }
        })?;
    }
    let mut count = 0;
    for (items, occasion) in [
        (&filed, CheckOccasion::Filing),
        (&leaving, CheckOccasion::Transfer),
        (&brought_back, CheckOccasion::Restore),
    ] {
        count += check_records(office, items, occasion, inspect, progress)?;
    }
    if !all.is_empty() && is_due(last_sample, today) {
        count += check_records(office, &sample(&all), CheckOccasion::Monthly, inspect, progress)?;
    }
    Ok(count)
}

/// One of the four properties over the newest check of each item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PropertyStanding {
    /// Items that have it.
    pub passed: Vec<RecordId>,
    /// Items that lack it.
    pub failed: Vec<RecordId>,
    /// Items of which it can't be said.
    pub unsaid: Vec<RecordId>,
}

/// The items of transfer lists that are approved and not carried out yet, with the day of the approval, since
/// which a check counts.
fn approved_transfers(reader: &Reader) -> Result<HashMap<RecordId, NaiveDate>, Problem> {
    use DisposalState::{Approved, Confirmed, Signed};
    let mut lists = HashMap::new();
    reader.each::<Disposal>(&mut |list| {
        let is_approved = matches!(list.record.state, Approved | Confirmed | Signed);
        if let (true, DisposalKind::Transfer, Some(day)) =
            (is_approved, list.record.kind, list.record.approved_on)
        {
            lists.insert(list.meta.id, day);
        }
    })?;
    let mut items = HashMap::new();
    if !lists.is_empty() {
        reader.each::<DisposalLine>(&mut |line| {
            let since = line.record.disposal.and_then(|list| lists.get(&list.erase()));
            if let (Some(item), Some(since)) = (line.record.item, since) {
                items.insert(item.erase(), *since);
            }
        })?;
    }
    Ok(items)
}

/// Files of one format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormatCount {
    /// The ending of their names; empty where they have none.
    pub ending: String,
    /// How many.
    pub files: usize,
    /// Bytes.
    pub bytes: u64,
    /// Whether the format lasts.
    pub lasts: bool,
}

/// A check that found an item at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFault {
    /// The check.
    pub check: RecordId,
    /// When.
    pub at: DateTime<Utc>,
    /// 档号 of the item.
    pub number: String,
    /// 题名 of the item.
    pub title: String,
    /// Why, a line a reason.
    pub reasons: String,
}

/// How the electronic records stand.
#[derive(Clone, Debug, Default)]
pub struct RecordStanding {
    /// Items with electronic files.
    pub items: Vec<RecordId>,
    /// Those that were never looked at.
    pub unchecked: Vec<RecordId>,
    /// 真实性, 完整性, 可用性, 安全性
    pub properties: [PropertyStanding; 4],
    /// The newest checks with a fault, newest first.
    pub faults: Vec<RecordFault>,
    /// When the last sample was taken.
    pub last_sample: Option<NaiveDate>,
    /// Formats, those with the most files first.
    pub formats: Vec<FormatCount>,
    /// Backups.
    pub backups: BackupStanding,
    /// Places for boxes that count them, with their names.
    pub places: Vec<Stored<StoragePlace>>,
}

/// Keys of the names of the four properties, in their order.
pub const PROPERTIES: [&str; 4] = [
    "record_check.authenticity",
    "record_check.integrity",
    "record_check.usability",
    "record_check.security",
];

impl RecordStanding {
    /// Counts an item with electronic files by its newest check.
    pub(super) fn count(&mut self, item: RecordId, check: Option<&RecordCheck>) {
        self.items.push(item);
        let Some(check) = check else {
            self.unchecked.push(item);
            return;
        };
        let results = [check.authenticity, check.integrity, check.usability, check.security];
        for (property, result) in self.properties.iter_mut().zip(results) {
            match result {
                CheckResult::Passed => property.passed.push(item),
                CheckResult::Failed => property.failed.push(item),
                CheckResult::NotApplicable => property.unsaid.push(item),
            }
        }
    }

    /// Whether security can't be said yet, since the office has no plan of backups and no copy.
    pub fn awaits_backup(&self) -> bool {
        is_unplanned(&self.backups)
    }

    /// The rows of some items.
    pub fn rows(ids: &[RecordId]) -> FigureRows {
        FigureRows { register: ArchiveItem::NAME, ids: ids.to_vec() }
    }
}

impl Reader {
    /// The newest check of each item, as far as the session sees; `visitor` is told every check.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn newest_checks(
        &self,
        visitor: &mut dyn FnMut(&Stored<RecordCheck>),
    ) -> Result<HashMap<RecordId, Stored<RecordCheck>>, Problem> {
        let mut newest: HashMap<RecordId, Stored<RecordCheck>> = HashMap::new();
        self.each::<RecordCheck>(&mut |check| {
            visitor(&check);
            let Some(item) = check.record.item.map(Id::erase) else { return };
            let is_newer = newest
                .get(&item)
                .is_none_or(|known| (known.record.at, known.meta.id) < (check.record.at, check.meta.id));
            if is_newer {
                newest.insert(item, check);
            }
        })?;
        Ok(newest)
    }

    /// How the electronic records stand, as far as the session sees.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn record_standing(&self) -> Result<RecordStanding, Problem> {
        let mut standing =
            RecordStanding { backups: self.backup_standing(self.now())?, ..RecordStanding::default() };
        let newest = self.newest_checks(&mut |check| {
            if check.record.occasion == CheckOccasion::Monthly {
                standing.last_sample = standing.last_sample.max(check.record.at.map(civil_date));
            }
        })?;
        let mut formats: BTreeMap<String, FormatCount> = BTreeMap::new();
        let record_type = crate::records::find(ArchiveItem::NAME);
        for item in self.all::<ArchiveItem>()? {
            let id = item.meta.id;
            if !is_electronic(&item.record) {
                continue;
            }
            let files = match record_type {
                Some(record_type) => self.attachments(record_type, id)?,
                None => Vec::new(),
            };
            for file in files {
                let ending = ending_of(&file.name);
                let lasts = is_lasting(&file.name);
                let of = formats.entry(ending.clone()).or_insert_with(|| FormatCount {
                    ending,
                    lasts,
                    ..FormatCount::default()
                });
                (of.files, of.bytes) = (of.files + 1, of.bytes.saturating_add(file.size));
            }
            let check = newest.get(&id);
            standing.count(id, check.map(|check| &check.record));
            let Some(check) = check else { continue };
            let of = &check.record;
            if of.outcome == CheckResult::Failed {
                let at = of.at.unwrap_or_default();
                standing.faults.push(RecordFault {
                    check: check.meta.id,
                    at,
                    number: item.record.number,
                    title: item.record.title,
                    reasons: of.reasons.clone(),
                });
            }
        }
        standing.faults.sort_by_key(|of| std::cmp::Reverse((of.at, of.check)));
        standing.formats = formats.into_values().collect();
        standing.formats.sort_by_key(|of| std::cmp::Reverse(of.files));
        standing.places = self.all::<StoragePlace>()?;
        standing.places.retain(|place| place.record.capacity > 0);
        standing.places.sort_by(|one, other| one.record.code.cmp(&other.record.code));
        Ok(standing)
    }
}

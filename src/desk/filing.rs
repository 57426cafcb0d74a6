//! 归档: finished papers wait in a queue to be filed. The queue is no record but what can be seen of the records: what
//! is done and stands in no archive yet, with the class that the office's own tables propose.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};

use super::execution_panel::FigureRows;
use super::filing_pages::PageCounters;
use super::{BatchMode, Command, NumberHole, Reader, Titles, Values};
use crate::model::{Choice as _, Id, KeptMessage, Mark, Message, Problem, Record, RecordId, Stored, Value};
use crate::records::archive::{
    ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, ArchiveMedium, Fonds, Retention,
    RetentionRule,
};
use crate::records::contracts::{Contract, ContractState};
use crate::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState, PaperSeries};
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::organisation::{Person, Unit};
use crate::rules::archive::filing::{best_rule, filing_year};
use crate::rules::archive::retention::filed_by;
use crate::store::attachment::Attachment;

/// Attached files that go along in one command, in bytes; papers beyond are filed by the next.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// 文书档案, where a rule names no category (DA/T 22-2015 6.2).
const ADMINISTRATIVE: &str = "WS";

/// A paper that waits for filing.
#[derive(Clone, Debug, PartialEq)]
pub struct FilingPaper {
    /// Its register.
    pub register: &'static str,
    /// The paper.
    pub id: RecordId,
    /// 题名; one made by the program stands in [ ].
    pub title: String,
    /// 文号
    pub document_number: String,
    /// 责任者
    pub author: String,
    /// 形成时间
    pub formed_on: Option<NaiveDate>,
    /// 办结日
    pub done_on: Option<NaiveDate>,
    /// 年度
    pub year: i64,
    /// 页数; 0 where nothing tells it, and whoever files the paper is asked.
    pub pages: i64,
    /// 形成部门
    pub department: Option<Id<Unit>>,
    /// 责任人员
    pub responsible: Option<Id<Person>>,
    /// Its mark, which its item bears too.
    pub mark: Option<Box<Mark>>,
    /// Electronic files of it that can be filed with it.
    pub files: Vec<Attachment>,
    /// The last day for filing has passed.
    pub is_late: bool,
    /// The proposal.
    pub class: FilingClass,
}

/// Where a paper is to stand in the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingClass {
    /// 全宗
    pub fonds: Option<Id<Fonds>>,
    /// 门类
    pub category: Option<Id<ArchiveCategory>>,
    /// 机构(问题)
    pub division: Option<Id<ArchiveDivision>>,
    /// The row of the retention table, which says the period.
    pub rule: Option<Id<RetentionRule>>,
}

/// Papers of a year: how many were done, and what became of them by the end of June after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingYear {
    /// 年度
    pub year: i64,
    /// The last day for filing.
    pub last_day: Option<NaiveDate>,
    /// Filed in time.
    pub in_time: usize,
    /// Filed later.
    pub late: usize,
    /// Not filed, by register.
    pub open: Vec<FigureRows>,
}

impl FilingYear {
    /// Not filed.
    pub fn open_count(&self) -> usize {
        self.open.iter().map(|rows| rows.ids.len()).sum()
    }

    /// All that were done.
    pub fn done(&self) -> usize {
        self.in_time + self.late + self.open_count()
    }

    /// Filed in percent of done; `None` where nothing was done.
    pub fn percent(&self) -> Option<usize> {
        ((self.in_time + self.late) * 100).checked_div(self.done())
    }
}

/// What waits for filing, and how complete the archive is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingQueue {
    /// Papers, those longest done first.
    pub papers: Vec<FilingPaper>,
    /// Every year of which papers were done, the newest first.
    pub years: Vec<FilingYear>,
    /// The retention table: row, its name, category and period.
    pub rules: Vec<(Id<RetentionRule>, String, Option<Id<ArchiveCategory>>, Retention)>,
    /// The divisions with their codes and names.
    pub divisions: Vec<(Id<ArchiveDivision>, String)>,
    /// Codes of categories.
    pub categories: Vec<(Id<ArchiveCategory>, String)>,
    /// Numbers that are missing in their rows.
    pub holes: Vec<NumberHole>,
    /// The day of asking.
    pub today: NaiveDate,
}

impl FilingQueue {
    /// What a paper still lacks before it can be filed: labels of fields of the item.
    pub fn lacks(&self, paper: &FilingPaper) -> Vec<&'static str> {
        let class = paper.class;
        let lacking = [
            ("archive_item.fonds", class.fonds.is_none()),
            ("archive_item.category", class.category.is_none()),
            ("archive_item.retention", class.rule.is_none()),
            ("archive_item.author", paper.author.is_empty()),
            ("archive_item.formed_on", paper.formed_on.is_none()),
            ("archive_item.pages", paper.pages <= 0),
        ];
        lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(label, _)| label).collect()
    }

    /// The period that a row of the table gives.
    pub fn retention(&self, rule: Option<Id<RetentionRule>>) -> Option<Retention> {
        self.rules.iter().find(|(id, ..)| Some(*id) == rule).map(|(.., retention)| *retention)
    }

    /// Gives a paper another row of the table, and the category that the row names.
    pub fn set_rule(&mut self, paper: RecordId, rule: Id<RetentionRule>) {
        let category =
            self.rules.iter().find(|(id, ..)| *id == rule).and_then(|(_, _, category, _)| *category);
        if let Some(paper) = self.papers.iter_mut().find(|of| of.id == paper) {
            paper.class.rule = Some(rule);
            paper.class.category = category.or(paper.class.category);
        }
    }

    /// Gives a paper its pages, counted by hand.
    pub fn set_pages(&mut self, paper: RecordId, pages: i64) {
        if let Some(paper) = self.papers.iter_mut().find(|of| of.id == paper) {
            paper.pages = pages.max(0);
        }
    }

    /// Where a paper would stand, as the beginning of its number is written: 门类·年度-期限-机构.
    pub fn class_text(&self, paper: &FilingPaper) -> String {
        let name =
            |found: Option<&(Id<ArchiveCategory>, String)>| found.map_or("…", |(_, code)| code).to_owned();
        let category = name(self.categories.iter().find(|(id, _)| Some(*id) == paper.class.category));
        let retention = self.retention(paper.class.rule).map_or("…", |retention| retention.code());
        let division = self.divisions.iter().find(|(id, _)| Some(*id) == paper.class.division);
        let division = division.and_then(|(_, name)| name.split(' ').next()).map(|code| format!("-{code}"));
        format!("{category}·{}-{retention}{}", paper.year, division.unwrap_or_default())
    }
}

/// What the proposals are drawn from.
struct Scheme {
    rules: Vec<Stored<RetentionRule>>,
    categories: Vec<Stored<ArchiveCategory>>,
    divisions: Vec<Stored<ArchiveDivision>>,
    fonds: Vec<Stored<Fonds>>,
    parents: HashMap<Id<Unit>, Option<Id<Unit>>>,
}

impl Scheme {
    fn read(reader: &Reader) -> Result<Self, Problem> {
        let mut rules = reader.all::<RetentionRule>()?;
        rules.sort_by_cached_key(|rule| crate::rules::search_text::collation_key(&rule.record.number));
        let units = reader.all::<Unit>()?;
        Ok(Self {
            rules,
            categories: reader.all()?,
            divisions: reader.all()?,
            fonds: reader.all()?,
            parents: units.iter().map(|unit| (Id::new(unit.meta.id), unit.record.parent)).collect(),
        })
    }

    /// The nearest of a unit and those above it that something is of.
    fn nearest<T>(&self, unit: Option<Id<Unit>>, of: impl Fn(Id<Unit>) -> Option<T>) -> Option<T> {
        /// Deeper than any office.
        const DEEPEST: usize = 24;
        let mut unit = unit;
        for _ in 0..DEEPEST {
            let here = unit?;
            if let Some(found) = of(here) {
                return Some(found);
            }
            unit = self.parents.get(&here).copied().flatten();
        }
        None
    }

    fn propose(&self, title: &str, department: Option<Id<Unit>>) -> FilingClass {
        let rules = self.rules.iter().map(|rule| (rule, rule.record.keywords.as_slice()));
        let rule = best_rule(title, rules);
        let only = |category: &&Stored<ArchiveCategory>| {
            self.categories.len() == 1 || category.record.code == ADMINISTRATIVE
        };
        let usual = || self.categories.iter().find(only).map(|category| Id::new(category.meta.id));
        let division_of = |unit: Id<Unit>| {
            let found = self.divisions.iter().find(|of| of.record.unit == Some(unit));
            found.map(|of| Id::new(of.meta.id))
        };
        let fonds_of = |unit: Id<Unit>| {
            self.fonds.iter().find(|of| of.record.unit == Some(unit)).map(|of| Id::new(of.meta.id))
        };
        let only_fonds = || match self.fonds.as_slice() {
            [only] => Some(Id::new(only.meta.id)),
            _ => None,
        };
        FilingClass {
            fonds: only_fonds().or_else(|| self.nearest(department, fonds_of)),
            category: rule.and_then(|rule| rule.record.category).or_else(usual),
            division: self.nearest(department, division_of),
            rule: rule.map(|rule| Id::new(rule.meta.id)),
        }
    }
}

/// Papers of the office that are done, and what became of them.
struct Gathering<'a> {
    reader: &'a Reader,
    today: NaiveDate,
    counters: PageCounters,
    scheme: Scheme,
    /// Items by the paper they hold, with the day of filing.
    filed: HashMap<RecordId, Option<NaiveDate>>,
    years: BTreeMap<i64, FilingYear>,
    papers: Vec<FilingPaper>,
}

impl Gathering<'_> {
    /// Counts a paper that is done; gives it to the queue where it is not filed.
    fn take(&mut self, paper: FilingPaper, says_filed: bool) -> Result<(), Problem> {
        let last_day = filed_by(paper.year);
        let year = self.years.entry(paper.year).or_default();
        (year.year, year.last_day) = (paper.year, last_day);
        match (self.filed.get(&paper.id), says_filed) {
            (Some(day), _) if day.zip(last_day).is_some_and(|(day, last)| day > last) => year.late += 1,
            (Some(_), _) | (None, true) => year.in_time += 1,
            (None, false) => {
                match year.open.iter_mut().find(|rows| rows.register == paper.register) {
                    Some(rows) => rows.ids.push(paper.id),
                    None => year.open.push(FigureRows { register: paper.register, ids: vec![paper.id] }),
                }
                let class = self.scheme.propose(&paper.title, paper.department);
                let is_late = last_day.is_some_and(|last| self.today > last);
                let record_type = crate::records::find(paper.register);
                let mut files = match record_type {
                    Some(record_type) => self.reader.attachments(record_type, paper.id)?,
                    None => Vec::new(),
                };
                // A sealed file stays with its paper: its key is bound to it.
                files.retain(|file| !file.sealed && file.mark.is_none());
                let pages = match paper.pages {
                    declared @ 1.. => declared,
                    _ => self.reader.pages_to_file(self.counters, (paper.register, paper.id), &files)?,
                };
                self.papers.push(FilingPaper { class, is_late, files, pages, ..paper });
            }
        }
        Ok(())
    }
}

impl Reader {
    /// What waits for filing on a day, as far as the session sees it, and how complete the years are.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn filing_queue(&self, today: NaiveDate, counters: PageCounters) -> Result<FilingQueue, Problem> {
        let mut filed = HashMap::new();
        self.each::<ArchiveItem>(&mut |item| {
            let record = &item.record;
            if record.state != ArchiveItemState::Pending {
                let papers = record.sources().into_iter().filter_map(|(_, paper)| paper);
                filed.extend(papers.map(|id| (id, record.filed_on)));
            }
        })?;
        let scheme = Scheme::read(self)?;
        let (years, papers) = (BTreeMap::new(), Vec::new());
        let mut gathering = Gathering { reader: self, today, counters, scheme, filed, years, papers };
        self.gather_incoming(&mut gathering)?;
        self.gather_outgoing(&mut gathering)?;
        self.gather_meetings(&mut gathering)?;
        self.gather_contracts(&mut gathering)?;
        let Gathering { scheme, years, mut papers, .. } = gathering;
        papers.sort_by_key(|paper| (paper.done_on, paper.id));
        let rule = |rule: Stored<RetentionRule>| {
            let name = format!("{} {}", rule.record.number, rule.record.name);
            (Id::new(rule.meta.id), name, rule.record.category, rule.record.retention)
        };
        let division = |of: Stored<ArchiveDivision>| {
            (Id::new(of.meta.id), format!("{} {}", of.record.code, of.record.name))
        };
        Ok(FilingQueue {
            papers,
            holes: self.number_rows()?.holes(),
            today,
            years: years.into_values().rev().collect(),
            rules: scheme.rules.into_iter().map(rule).collect(),
            divisions: scheme.divisions.into_iter().map(division).collect(),
            categories: scheme
                .categories
                .into_iter()
                .map(|of| (Id::new(of.meta.id), of.record.code))
                .collect(),
        })
    }

    fn gather_incoming(&self, gathering: &mut Gathering<'_>) -> Result<(), Problem> {
        for paper in self.all::<Incoming>()? {
            let (record, meta) = (paper.record, paper.meta);
            use IncomingState::{Archived, Closed, Replied};
            if !matches!(record.state, Closed | Replied | Archived) {
                continue;
            }
            let year = filing_year(record.dated, record.received_on, record.closed_on);
            let number = if record.sender_number.is_empty() { record.number } else { record.sender_number };
            let paper = FilingPaper {
                register: Incoming::NAME,
                id: meta.id,
                title: record.title,
                document_number: number,
                author: record.sender,
                formed_on: record.dated.or(record.received_on),
                done_on: record.closed_on.or(record.received_on),
                year: year.unwrap_or_else(|| i64::from(gathering.today.year())),
                pages: record.pages.unwrap_or_default(),
                department: record.lead_unit,
                responsible: record.handler,
                mark: meta.mark,
                files: Vec::new(),
                is_late: false,
                class: FilingClass::default(),
            };
            gathering.take(paper, record.state == Archived)?;
        }
        Ok(())
    }

    fn gather_outgoing(&self, gathering: &mut Gathering<'_>) -> Result<(), Problem> {
        let series: HashMap<RecordId, String> =
            self.all::<PaperSeries>()?.into_iter().map(|of| (of.meta.id, of.record.issuer)).collect();
        for paper in self.all::<Outgoing>()? {
            let (record, meta) = (paper.record, paper.meta);
            use OutgoingState::{Archived, Issued};
            if !matches!(record.state, Issued | Archived) {
                continue;
            }
            let issuer = record.series.and_then(|of| series.get(&of.erase())).cloned();
            let year = filing_year(record.dated, None, record.issued_on);
            let paper = FilingPaper {
                register: Outgoing::NAME,
                id: meta.id,
                title: record.title,
                document_number: record.number,
                author: issuer.filter(|issuer| !issuer.is_empty()).unwrap_or(record.printed_by),
                formed_on: record.dated,
                done_on: record.issued_on.or(record.dated),
                year: year.unwrap_or_else(|| i64::from(gathering.today.year())),
                pages: 0,
                department: record.unit,
                responsible: record.drafter,
                mark: meta.mark,
                files: Vec::new(),
                is_late: false,
                class: FilingClass::default(),
            };
            gathering.take(paper, record.state == Archived)?;
        }
        Ok(())
    }

    fn gather_meetings(&self, gathering: &mut Gathering<'_>) -> Result<(), Problem> {
        let mut titles = Titles::default();
        for meeting in self.all::<Meeting>()? {
            let (record, meta) = (meeting.record, meeting.meta);
            use MeetingState::{Closed, Issued, Supervised};
            // A meeting that was closed without minutes leaves nothing to be filed.
            if !matches!(record.state, Issued | Supervised | Closed) || record.minutes.is_empty() {
                continue;
            }
            let author = match record.department {
                Some(unit) => titles.get(self, "unit", unit.erase())?.to_owned(),
                None => String::new(),
            };
            let (begun, ended) = (record.start.map(|at| at.date()), record.end.map(|at| at.date()));
            let title = match record.title.ends_with("纪要") {
                true => record.title,
                false => format!("[{}纪要]", record.title),
            };
            let paper = FilingPaper {
                register: Meeting::NAME,
                id: meta.id,
                title,
                document_number: String::new(),
                author,
                formed_on: ended.or(begun),
                done_on: ended.or(begun),
                year: filing_year(begun, begun, ended).unwrap_or_else(|| i64::from(gathering.today.year())),
                pages: 0,
                department: record.department,
                responsible: record.recorder,
                mark: meta.mark,
                files: Vec::new(),
                is_late: false,
                class: FilingClass::default(),
            };
            gathering.take(paper, false)?;
        }
        Ok(())
    }

    fn gather_contracts(&self, gathering: &mut Gathering<'_>) -> Result<(), Problem> {
        let mut titles = Titles::default();
        let mut contracts = Vec::new();
        self.each::<Contract>(&mut |contract| {
            if contract.record.state.is_ended() {
                contracts.push(contract);
            }
        })?;
        for Stored { record, meta } in contracts {
            let unit = match record.unit {
                Some(unit) => titles.get(self, "unit", unit.erase())?.to_owned(),
                None => String::new(),
            };
            let parties = [unit, record.counterparty];
            let author: Vec<&str> =
                parties.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
            // Performed over years, it belongs to the year of its end (DA/T 22-2015 5.2).
            let year = filing_year(record.signed_on, record.signed_on, record.ended_on);
            let paper = FilingPaper {
                register: Contract::NAME,
                id: meta.id,
                title: record.title,
                document_number: record.number,
                author: author.join("；"),
                formed_on: record.signed_on,
                done_on: record.ended_on.or(record.valid_until),
                year: year.unwrap_or_else(|| i64::from(gathering.today.year())),
                pages: record.pages.unwrap_or_default(),
                department: record.unit,
                responsible: record.keeper,
                mark: meta.mark,
                files: Vec::new(),
                is_late: false,
                class: FilingClass::default(),
            };
            gathering.take(paper, record.state == ContractState::Archived)?;
        }
        Ok(())
    }

    /// The one command that files papers: for each an item with its class, its mark and its files, which gets its
    /// number, and the paper itself closed as filed. All of them or none. Gives also how many papers it takes: files
    /// beyond a bound wait for the next command.
    ///
    /// # Errors
    /// When a paper lacks something, or a file can't be read.
    pub fn filing_command(
        &self,
        queue: &FilingQueue,
        chosen: &BTreeSet<RecordId>,
    ) -> Result<(Command, usize), Problem> {
        let (mut steps, mut count, mut bytes) = (Vec::new(), 0_usize, 0_u64);
        for paper in queue.papers.iter().filter(|paper| chosen.contains(&paper.id)) {
            if let Some(field) = queue.lacks(paper).first() {
                let lacks = Message::new("filing.lacks").with("title", &paper.title);
                return Err(Problem::input(lacks.with("field", field)));
            }
            let size = paper.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
            if count > 0 && bytes.saturating_add(size) > MOST_BYTES {
                break;
            }
            (bytes, count) = (bytes.saturating_add(size), count + 1);
            self.filing_steps(queue, paper, &mut steps)?;
        }
        if count == 0 {
            return Err(Problem::input(Message::new("filing.nothing_chosen")));
        }
        let label = KeptMessage::from(&Message::new("done.filed").with("count", count));
        Ok((Command::Batch { label, steps, mode: BatchMode::AllOrNothing }, count))
    }

    fn filing_steps(
        &self,
        queue: &FilingQueue,
        paper: &FilingPaper,
        steps: &mut Vec<Command>,
    ) -> Result<(), Problem> {
        let register = || ArchiveItem::NAME.to_owned();
        let id = RecordId::generate();
        let link = |id: Option<RecordId>| id.map_or(Value::Nothing, Value::Link);
        let class = paper.class;
        let medium = if paper.files.is_empty() { ArchiveMedium::Paper } else { ArchiveMedium::Both };
        let retention = queue.retention(class.rule).unwrap_or_default();
        let values = Values::new()
            .text("title", &paper.title)
            .text("author", &paper.author)
            .text("document_number", &paper.document_number)
            .with("formed_on", paper.formed_on.map_or(Value::Nothing, Value::Date))
            .with("pages", Value::Integer(paper.pages))
            .with("fonds", link(class.fonds.map(Id::erase)))
            .with("category", link(class.category.map(Id::erase)))
            .with("year", Value::Integer(paper.year))
            .with("retention", Value::choice(retention.code()))
            .with("division", link(class.division.map(Id::erase)))
            .with("rule", link(class.rule.map(Id::erase)))
            .with("department", link(paper.department.map(Id::erase)))
            .with("responsible", link(paper.responsible.map(Id::erase)))
            .with("medium", Value::choice(medium.code()))
            // The field that leads back to the paper is called as its register.
            .with(paper.register, Value::Link(paper.id));
        steps.push(Command::Create { register: register(), id, values });
        if let Some(mark) = &paper.mark {
            let mark = mark.as_ref().clone();
            steps.push(Command::Mark {
                register: register(),
                id,
                attachment: None,
                mark,
                reason: String::new(),
            });
        }
        for file in &paper.files {
            steps.push(Command::Attach {
                register: register(),
                id,
                attachment: RecordId::generate(),
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                content: self.content(file)?,
                reason: file.reason.clone(),
                text: None,
            });
        }
        steps.push(Command::Move {
            register: register(),
            id,
            base: None,
            transition: "file".to_owned(),
            values: Values::new(),
            reason: None,
        });
        Ok(())
    }
}

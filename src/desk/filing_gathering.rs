//! The papers that wait for filing: what is done in each register, and what became of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike as _, NaiveDate};

use super::filing::{FilingPaper, FilingQueue, FilingYear};
use super::filing_enclosures::Enclosed;
use super::filing_pages::PageCounters;
use super::filing_scheme::Scheme;
use super::{FigureRows, Reader, Titles};
use crate::model::{Id, Problem, Record as _, RecordId, Stored};
use crate::records::archive::{ArchiveDivision, ArchiveItem, ArchiveItemState, RetentionRule};
use crate::records::contracts::Contract;
use crate::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState, PaperSeries};
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::organisation::{Person, Unit};
use crate::rules::archive::filing::filing_year;
use crate::rules::archive::retention::filed_by;

/// Papers of the office that are done, and what became of them.
struct Gathering<'a> {
    reader: &'a Reader,
    today: NaiveDate,
    /// How pages are counted; `None` where only the years are.
    counters: Option<PageCounters>,
    enclosed: Enclosed,
    scheme: Scheme,
    /// Items by the paper they hold, with the day of filing.
    filed: HashMap<RecordId, (RecordId, Option<NaiveDate>)>,
    years: BTreeMap<i64, FilingYear>,
    papers: Vec<FilingPaper>,
    /// Meetings whose minutes a paper gives out, or is to: they are filed with it.
    given_out: HashSet<RecordId>,
}

impl Gathering<'_> {
    /// Counts a paper that is done; gives it to the queue where it is not filed.
    fn take(&mut self, paper: FilingPaper) -> Result<(), Problem> {
        let last_day = filed_by(paper.year);
        let year = self.years.entry(paper.year).or_default();
        (year.year, year.last_day) = (paper.year, last_day);
        year.marks.add(paper.mark.as_deref());
        // Either of a paper and the minutes that it gives out stands for both.
        let one = self.filed.get(&paper.id);
        let filed = one.or_else(|| self.filed.get(&paper.minutes_of.as_ref()?.0));
        match filed {
            Some((item, day)) if day.zip(last_day).is_some_and(|(day, last)| day > last) => {
                year.late += 1;
                year.items_late.push(*item);
            }
            Some((item, _)) => {
                year.in_time += 1;
                year.items_in_time.push(*item);
            }
            // One that says it is filed and stands in no archive is not (an import brings such).
            None => {
                match year.open.iter_mut().find(|rows| rows.register == paper.register) {
                    Some(rows) => rows.ids.push(paper.id),
                    None => year.open.push(FigureRows { register: paper.register, ids: vec![paper.id] }),
                }
                let Some(counters) = self.counters else { return Ok(()) };
                let class = self.scheme.propose(&paper.title, paper.department);
                let is_late = last_day.is_some_and(|last| self.today > last);
                let record_type = crate::records::find(paper.register);
                let mut files = match record_type {
                    Some(record_type) => self.reader.attachments(record_type, paper.id)?,
                    None => Vec::new(),
                };
                // A sealed file stays with its paper: its key is bound to it.
                if let (Some((meeting, _)), Some(meetings)) =
                    (&paper.minutes_of, crate::records::find(Meeting::NAME))
                {
                    files.extend(self.reader.attachments(meetings, *meeting)?);
                }
                files.retain(|file| !file.sealed && file.mark.is_none());
                files.extend(self.enclosed.files(self.reader, paper.id, paper.mark.as_deref())?);
                let pages = match paper.pages {
                    declared @ 1.. => declared,
                    _ => self.reader.pages_to_file(counters, (paper.register, paper.id), &files)?,
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
        self.gathered(today, Some(counters))
    }

    /// How complete the archive of each year is, without looking at what waits.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn filing_years(&self, today: NaiveDate) -> Result<Vec<FilingYear>, Problem> {
        Ok(self.gathered(today, None)?.years)
    }

    fn gathered(&self, today: NaiveDate, counters: Option<PageCounters>) -> Result<FilingQueue, Problem> {
        let mut filed = HashMap::new();
        self.each::<ArchiveItem>(&mut |item| {
            let record = &item.record;
            if record.state != ArchiveItemState::Pending {
                let papers = record.sources().into_iter().filter_map(|(_, paper)| paper);
                filed.extend(papers.map(|id| (id, (item.meta.id, record.filed_on))));
            }
        })?;
        let enclosed = match counters {
            Some(_) => Enclosed::read(self)?,
            None => Enclosed::default(),
        };
        let scheme = Scheme::read(self)?;
        let (years, papers, given_out) = (BTreeMap::new(), Vec::new(), HashSet::new());
        let mut gathering =
            Gathering { reader: self, today, counters, enclosed, scheme, filed, years, papers, given_out };
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
            holes: match counters {
                Some(_) => self.number_rows()?.holes(),
                None => Vec::new(),
            },
            today,
            years: years.into_values().rev().collect(),
            rules: scheme.rules.into_iter().map(rule).collect(),
            divided: scheme
                .fonds
                .iter()
                .filter(|fonds| fonds.record.grammar().is_ok_and(|of| of.says_division()))
                .map(|fonds| fonds.meta.id)
                .collect(),
            divisions: scheme.divisions.into_iter().map(division).collect(),
            categories: scheme
                .categories
                .into_iter()
                .map(|of| (Id::new(of.meta.id), of.record.code))
                .collect(),
        })
    }

    /// A unit, or else that of the person who did the work.
    fn unit_or_of(
        &self,
        unit: Option<Id<Unit>>,
        person: Option<Id<Person>>,
    ) -> Result<Option<Id<Unit>>, Problem> {
        match (unit, person) {
            (None, Some(person)) => Ok(self.find(person)?.and_then(|person| person.record.unit)),
            _ => Ok(unit),
        }
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
                department: self.unit_or_of(record.lead_unit, record.handler)?,
                responsible: record.handler,
                mark: meta.mark,
                ..FilingPaper::default()
            };
            gathering.take(paper)?;
        }
        Ok(())
    }

    fn gather_outgoing(&self, gathering: &mut Gathering<'_>) -> Result<(), Problem> {
        let series: HashMap<RecordId, String> =
            self.all::<PaperSeries>()?.into_iter().map(|of| (of.meta.id, of.record.issuer)).collect();
        let mut titles = Titles::default();
        for paper in self.all::<Outgoing>()? {
            let (record, meta) = (paper.record, paper.meta);
            use OutgoingState::{Archived, Issued};
            let is_out = matches!(record.state, Issued | Archived);
            let minutes_of = match record.meeting.filter(|_| is_out || record.state.is_open()) {
                Some(meeting) => {
                    gathering.given_out.insert(meeting.erase());
                    Some((meeting.erase(), titles.of(self, Some(meeting))?))
                }
                None => None,
            };
            if !is_out {
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
                department: self.unit_or_of(record.unit, record.drafter)?,
                minutes_of,
                responsible: record.drafter,
                mark: meta.mark,
                ..FilingPaper::default()
            };
            gathering.take(paper)?;
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
            if gathering.given_out.contains(&meta.id) {
                continue;
            }
            let author = titles.of(self, record.department)?;
            let (begun, ended) = (record.start.map(|at| at.date()), record.end.map(|at| at.date()));
            // A title that the archive makes itself stands in [ ].
            let title = match record.minutes_title() {
                own if own == record.title => own,
                made => format!("[{made}]"),
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
                department: record.department,
                responsible: record.recorder,
                mark: meta.mark,
                ..FilingPaper::default()
            };
            gathering.take(paper)?;
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
            let unit = titles.of(self, record.unit)?;
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
                ..FilingPaper::default()
            };
            gathering.take(paper)?;
        }
        Ok(())
    }
}

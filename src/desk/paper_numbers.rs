//! 收文编号 and 发文字号: the rows of numbers year by year, and where one is missing. The program gives them without gaps;
//! what came from elsewhere, or was typed, need not have been.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::{NumberHole, Reader};
use crate::model::{Message, Problem, Record as _, Value};
use crate::records;
use crate::records::documents::{Incoming, Outgoing, PaperSeries};
use crate::rules::archive::holes::holes;
use crate::rules::paper::number::{PaperNumber, parse};
use crate::store::integrity::{Finding, HOLE, MOST_FINDINGS};
use crate::store::{Rows as _, Snapshot};

/// The registers whose papers are numbered, each year from 1.
pub const NUMBERED: [&str; 2] = [Incoming::NAME, Outgoing::NAME];

/// A row of numbers: what they begin with, and their year.
pub type NumberRow = (String, i32);

/// The numbers of a register of papers.
#[derive(Clone, Debug, Default)]
pub struct PaperNumbers {
    rows: BTreeMap<NumberRow, BTreeSet<u64>>,
    /// The first number of a row that did not begin with this program.
    begins: BTreeMap<NumberRow, u64>,
}

impl PaperNumbers {
    /// Adds a number; gives the row it stands in, `None` where it is written otherwise.
    pub fn add(&mut self, number: &str) -> Option<NumberRow> {
        let PaperNumber { series, year, number } = parse(number)?;
        let row = (series, year);
        self.rows.entry(row.clone()).or_default().insert(u64::from(number));
        Some(row)
    }

    /// What is missing in a row.
    pub fn holes_of(&self, row: &NumberRow) -> Vec<NumberHole> {
        let Some(numbers) = self.rows.get(row) else { return Vec::new() };
        let begins = self.begins.get(row).copied().unwrap_or(1);
        let written = |number: u64| {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            PaperNumber { series: row.0.clone(), year: row.1, number }.to_string()
        };
        let missing = holes(numbers).into_iter().map(|(first, last)| (first.max(begins), last));
        let missing = missing.filter(|(first, last)| first <= last);
        missing
            .map(|(first, last)| NumberHole {
                first: written(first),
                last: written(last),
                count: last.saturating_sub(first).saturating_add(1),
            })
            .collect()
    }

    /// What is missing in all rows, in their order.
    pub fn holes(&self) -> Vec<NumberHole> {
        self.rows.keys().flat_map(|row| self.holes_of(row)).collect()
    }

    /// The numbers of a register with those of void papers; those of papers whose making was taken back are free.
    fn read(snapshot: &Snapshot, register: &str) -> Result<Self, Problem> {
        let mut numbers = Self::default();
        let Some(record_type) = records::find(register) else { return Ok(numbers) };
        let Some((place, _)) = record_type.field("number") else { return Ok(numbers) };
        snapshot.each_stored(record_type, &mut |row| {
            let was_never_made = row.meta.void.as_ref().is_some_and(|void| void.undone);
            if let (Value::Text(number), false) = (row.record.value(place), was_never_made) {
                numbers.add(&number);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if let Some(series) = records::find(PaperSeries::NAME).filter(|_| register == Outgoing::NAME) {
            snapshot.each_stored(series, &mut |row| {
                if let Some(series) = row.typed_ref::<PaperSeries>()
                    && let (Some(year), Some(first)) = (series.first_year, series.first_number)
                    && let (Ok(year), Ok(first)) = (i32::try_from(year), u64::try_from(first))
                {
                    numbers.begins.insert((series.code.clone(), year), first);
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(numbers)
    }
}

impl Reader {
    /// The numbers of a register of papers, those of papers among them that the session may not read: that a number is
    /// given says nothing of what it stands for.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn paper_numbers(&self, register: &str) -> Result<PaperNumbers, Problem> {
        PaperNumbers::read(self.snapshot(), register)
    }
}

/// The numbers that are missing among papers, for the check of a file: a matter of the office and no damage
/// ([`Finding::is_damage`]).
///
/// # Errors
/// When the file can't be read at all.
pub fn check_numbers(snapshot: &Snapshot) -> Result<Vec<Finding>, Problem> {
    let mut findings = Vec::new();
    for register in NUMBERED {
        for hole in PaperNumbers::read(snapshot, register)?.holes() {
            findings.push(Finding { code: HOLE, place: in_a_line(&hole) });
        }
    }
    findings.truncate(MOST_FINDINGS);
    Ok(findings)
}

fn in_a_line(hole: &NumberHole) -> String {
    if hole.count == 1 { hole.first.clone() } else { format!("{}–{}", hole.first, hole.last) }
}

/// What a check says of the office besides its damage: of each kind how many there are, and the first.
pub fn told_of_office(findings: &[Finding]) -> Vec<Message> {
    let kinds = [(crate::store::integrity::CLASH, "cli.clashes"), (HOLE, "cli.number_holes")];
    let told = kinds.into_iter().filter_map(|(code, key)| {
        let mut of_kind = findings.iter().filter(|finding| finding.code == code);
        let first = of_kind.next()?;
        Some(Message::new(key).with("count", of_kind.count().saturating_add(1)).with("place", &first.place))
    });
    told.collect()
}

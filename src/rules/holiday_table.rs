//! Holiday tables from outside: the yearly JSON of the public project holiday-cn, or CSV `date,name,is_work`.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One day that an arrangement names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The holiday it belongs to, as announced: `春节`.
    pub name: String,
    /// True for a make-up working day (班), false for a day off (休).
    pub is_work: bool,
}

/// Special days that an office imported or typed, laid over the built-in table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HolidayTable {
    /// By date.
    pub days: BTreeMap<NaiveDate, SpecialDay>,
}

/// What is wrong with a holiday table, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct HolidayProblem {
    /// Line in the text, counted from 1.
    pub line: u64,
    /// What is wrong there.
    pub kind: HolidayProblemKind,
}

/// The kinds of problem a holiday table can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HolidayProblemKind {
    /// Not the expected shape; the text is the parser's own message.
    #[error("not a holiday table: {0}")]
    Unreadable(String),
    /// Not a date of the years 1949 to 2200.
    #[error("'{0}' is not a date")]
    BadDate(String),
    /// The third column is neither yes nor no.
    #[error("'{0}' does not say whether the day is worked")]
    BadIsWork(String),
    /// The day has no name.
    #[error("the name is missing")]
    NoName,
    /// The same date is a day off in one line and a working day in another.
    #[error("{0} is both a day off and a working day")]
    Contradiction(NaiveDate),
}

#[derive(Deserialize)]
struct JsonTable {
    days: Vec<JsonDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonDay {
    name: String,
    date: NaiveDate,
    is_off_day: bool,
}

impl HolidayTable {
    /// Reads `{"days": [{"name": "元旦", "date": "2026-01-01", "isOffDay": true}, …]}`; other members are ignored.
    ///
    /// # Errors
    /// Every problem that was found; nothing is taken from a table that has one.
    pub fn from_json(text: &str) -> Result<HolidayTable, Vec<HolidayProblem>> {
        let text = text.trim_start_matches('\u{feff}');
        let table: JsonTable = serde_json::from_str(text).map_err(|error| {
            let line = u64::try_from(error.line()).unwrap_or_default().max(1);
            vec![HolidayProblem { line, kind: HolidayProblemKind::Unreadable(error.to_string()) }]
        })?;
        let mut reading = Reading::default();
        for day in table.days {
            let repeated = reading.table.days.contains_key(&day.date);
            let found = reading.problems.len();
            reading.add(1, day.date, day.name, !day.is_off_day);
            for problem in reading.problems.iter_mut().skip(found) {
                problem.line = line_of(text, day.date, repeated);
            }
        }
        reading.finish()
    }

    /// Reads lines of `date,name,is_work`, with or without that heading.
    ///
    /// A date is `2027-01-01`, `2027/1/1` or `20270101`; `is_work` is true/false, 1/0, yes/no, 是/否 or 班/休.
    ///
    /// # Errors
    /// Every problem that was found; nothing is taken from a table that has one.
    pub fn from_csv(text: &str) -> Result<HolidayTable, Vec<HolidayProblem>> {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut reading = Reading::default();
        for row in reader.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    reading.problem(line, HolidayProblemKind::Unreadable(error.to_string()));
                    continue;
                }
            };
            let line = row.position().map_or(1, |position| line_of_row(text, position));
            let cell = |column: usize| row.get(column).unwrap_or_default();
            if row.iter().all(str::is_empty) || (line == 1 && cell(0).eq_ignore_ascii_case("date")) {
                continue;
            }
            let date = date_of(cell(0));
            let is_work = is_work_of(cell(2));
            if date.is_none() {
                reading.problem(line, HolidayProblemKind::BadDate(cell(0).to_owned()));
            }
            if is_work.is_none() {
                reading.problem(line, HolidayProblemKind::BadIsWork(cell(2).to_owned()));
            }
            if let (Some(date), Some(is_work)) = (date, is_work) {
                reading.add(line, date, cell(1).to_owned(), is_work);
            }
        }
        reading.finish()
    }

    /// Lays another table over this one; where both name a date, the other wins.
    pub fn merge(&mut self, other: HolidayTable) {
        self.days.extend(other.days);
    }
}

#[derive(Default)]
struct Reading {
    table: HolidayTable,
    problems: Vec<HolidayProblem>,
}

impl Reading {
    fn problem(&mut self, line: u64, kind: HolidayProblemKind) {
        self.problems.push(HolidayProblem { line, kind });
    }

    fn add(&mut self, line: u64, date: NaiveDate, name: String, is_work: bool) {
        if !(1949..=2200).contains(&date.year()) {
            self.problem(line, HolidayProblemKind::BadDate(date.to_string()));
        } else if name.trim().is_empty() {
            self.problem(line, HolidayProblemKind::NoName);
        } else if self.table.days.get(&date).is_some_and(|known| known.is_work != is_work) {
            self.problem(line, HolidayProblemKind::Contradiction(date));
        } else {
            self.table.days.insert(date, SpecialDay { name: name.trim().to_owned(), is_work });
        }
    }

    fn finish(self) -> Result<HolidayTable, Vec<HolidayProblem>> {
        if self.problems.is_empty() { Ok(self.table) } else { Err(self.problems) }
    }
}

/// The line a date stands on (its second place where it is `repeated`), for a problem found after parsing.
fn line_of(text: &str, date: NaiveDate, repeated: bool) -> u64 {
    let written = date.to_string();
    let mut lines =
        (1..).zip(text.lines()).filter(|(_, line)| line.contains(&written)).map(|(number, _)| number);
    lines.nth(usize::from(repeated)).unwrap_or(1)
}

/// The line on which a row of CSV begins; the reader counts the empty lines before a row as part of it.
fn line_of_row(text: &str, position: &csv::Position) -> u64 {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.bytes().skip(begin).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    blank.filter(|byte| *byte == b'\n').fold(position.line(), |line, _| line + 1)
}

fn date_of(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"].iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

fn is_work_of(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "是" | "班" => Some(true),
        "false" | "0" | "no" | "否" | "休" => Some(false),
        _ => None,
    }
}

//! 收文登记簿 from elsewhere: what a list of papers leaves open is told when it comes in — numbers that are missing in the
//! rows it goes on with, and papers of one sender with one number, which may be the same paper twice.

use std::collections::{BTreeMap, HashMap};

use super::ImportProblem;
use crate::desk::{NUMBERED, NumberRow, PaperNumbers, Reader, Values};
use crate::model::{Message, Problem, Record as _, RecordId, Value};
use crate::records::documents::{Incoming, IncomingState};
use crate::rules::paper::number::compared;

/// A paper of a sender by the number the sender gave it, as it is compared.
type Sent = (String, String);

/// The papers that are there, with those of the list as they are read.
pub(super) struct PaperBook {
    numbers: PaperNumbers,
    /// The lines of the list at which rows of numbers begin.
    begun: BTreeMap<NumberRow, u64>,
    /// What each paper that came in is known by.
    sent: HashMap<Sent, (RecordId, String)>,
    notes: Vec<ImportProblem>,
}

impl PaperBook {
    /// The papers of the office; `None` for other registers.
    pub(super) fn of(reader: &Reader, register: &str) -> Result<Option<Self>, Problem> {
        if !NUMBERED.contains(&register) {
            return Ok(None);
        }
        let mut sent = HashMap::new();
        if register == Incoming::NAME {
            reader.each::<Incoming>(&mut |paper| {
                let of = paper.record;
                if of.state != IncomingState::Returned
                    && let Some(key) = key(&of.sender, &of.sender_number)
                {
                    let name = if of.number.is_empty() { of.title } else { of.number };
                    sent.entry(key).or_insert((paper.meta.id, name));
                }
            })?;
        }
        let numbers = reader.paper_numbers(register)?;
        Ok(Some(Self { numbers, begun: BTreeMap::new(), sent, notes: Vec::new() }))
    }

    /// Notes what a row says of a paper: new to the office, or there already.
    pub(super) fn note(&mut self, line: u64, id: RecordId, values: &Values) {
        let said = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or_default();
        if let Some(row) = self.numbers.add(said("number")) {
            self.begun.entry(row).or_insert(line);
        }
        let number = said("sender_number");
        let Some(key) = key(said("sender"), number) else { return };
        let name = [said("number"), said("title")].into_iter().find(|name| !name.is_empty());
        let name = name.unwrap_or_default().to_owned();
        match self.sent.get(&key) {
            Some((other, _)) if *other == id => {}
            Some((_, other)) => {
                let message = Message::new("import.paper_twice").with("number", number).with("other", other);
                self.notes.push(ImportProblem::at(line, Some("sender_number".to_owned()), message));
            }
            None => {
                self.sent.insert(key, (id, name));
            }
        }
    }

    /// What there is to look at: by line.
    pub(super) fn notes(mut self) -> Vec<ImportProblem> {
        for (row, line) in &self.begun {
            for hole in self.numbers.holes_of(row) {
                let message = Message::new("import.paper_hole").with("first", hole.first);
                let message = message.with("last", hole.last).with("count", hole.count);
                self.notes.push(ImportProblem::at(*line, Some("number".to_owned()), message));
            }
        }
        self.notes
    }
}

fn key(sender: &str, number: &str) -> Option<Sent> {
    let number = compared(number);
    (!number.is_empty()).then(|| (sender.trim().to_owned(), number))
}

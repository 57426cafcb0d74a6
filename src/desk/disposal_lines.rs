//! 清册: the lines of a list of disposal with their items, as whoever appraises or counts them works on them.

use super::{BatchMode, Command, Reader, Values};
use crate::model::{KeptMessage, Message, Problem, Record as _, RecordId, Stored, Value};
use crate::records::archive::{ArchiveItem, Disposal, DisposalLine, DisposalState};

/// A line with what is known of its item.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedItem {
    /// The line.
    pub id: RecordId,
    /// As it was read.
    pub version: u64,
    /// The item.
    pub item: Option<RecordId>,
    /// 档号
    pub number: String,
    /// 题名
    pub title: String,
    /// 页数
    pub pages: i64,
    /// 理由
    pub reason: String,
    /// 已清点
    pub counted: bool,
    /// 差异
    pub discrepancy: String,
}

/// What is decided of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineDecision {
    /// Why the items are on the list.
    Reason(String),
    /// Counted, and what was found other than the list says; empty where all agrees.
    Counted(String),
    /// Not counted after all.
    Uncounted,
}

/// A list with its lines in the order of their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct DisposalLines {
    /// The list.
    pub list: Stored<Disposal>,
    /// Its lines.
    pub lines: Vec<ListedItem>,
}

impl DisposalLines {
    /// How many lines were counted, and of how many something differs.
    pub fn counted(&self) -> (usize, usize) {
        let counted = self.lines.iter().filter(|line| line.counted);
        (counted.clone().count(), counted.filter(|line| !line.discrepancy.is_empty()).count())
    }

    /// Whether reasons are still written: the list was not submitted.
    pub fn is_draft(&self) -> bool {
        self.list.record.state == DisposalState::Draft
    }

    /// The one command that decides of some lines, all of them or none; `None` where nothing changes.
    pub fn decide(&self, chosen: &dyn Fn(RecordId) -> bool, decision: &LineDecision) -> Option<Command> {
        let values = match decision {
            LineDecision::Reason(reason) => Values::new().text("reason", reason.trim()),
            LineDecision::Counted(differs) => {
                Values::new().with("counted", Value::Flag(true)).text("discrepancy", differs.trim())
            }
            LineDecision::Uncounted => {
                Values::new().with("counted", Value::Flag(false)).text("discrepancy", "")
            }
        };
        let step = |line: &ListedItem| Command::Update {
            register: DisposalLine::NAME.to_owned(),
            id: line.id,
            base: Some(line.version),
            values: values.clone(),
        };
        let steps: Vec<Command> = self.lines.iter().filter(|line| chosen(line.id)).map(step).collect();
        match <[Command; 1]>::try_from(steps) {
            Ok([single]) => Some(single),
            Err(steps) if steps.is_empty() => None,
            Err(steps) => {
                let label = KeptMessage::from(&Message::new("batch.lines_decided"));
                Some(Command::Batch { label, steps, mode: BatchMode::AllOrNothing })
            }
        }
    }
}

impl Reader {
    /// Reads a list with its lines; `None` where there is none that the session may see.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn disposal_lines(&self, list: RecordId) -> Result<Option<DisposalLines>, Problem> {
        let Some(list) = self.find::<Disposal>(crate::model::Id::new(list))? else { return Ok(None) };
        let mut found = Vec::new();
        self.each::<DisposalLine>(&mut |line| {
            if line.record.disposal.map(crate::model::Id::erase) == Some(list.meta.id) {
                found.push(line);
            }
        })?;
        let mut lines = Vec::with_capacity(found.len());
        for Stored { record, meta } in found {
            let item = match record.item {
                Some(item) => self.find::<ArchiveItem>(item)?.map(|item| item.record),
                None => None,
            };
            let item = item.unwrap_or_default();
            lines.push(ListedItem {
                id: meta.id,
                version: meta.version,
                item: record.item.map(crate::model::Id::erase),
                number: item.number,
                title: item.title,
                pages: item.pages,
                reason: record.reason,
                counted: record.counted,
                discrepancy: record.discrepancy,
            });
        }
        lines.sort_by(|one, other| (&one.number, one.id).cmp(&(&other.number, other.id)));
        Ok(Some(DisposalLines { list, lines }))
    }
}

//! Filing: one command for the papers chosen.

use std::collections::BTreeSet;

use super::filing::{FilingPaper, FilingQueue};
use super::{BatchMode, Command, Reader, Values};
use crate::model::{Choice as _, Id, KeptMessage, Message, Problem, Record as _, RecordId, Value};
use crate::records::archive::{ArchiveItem, ArchiveMedium};
use crate::records::meetings::Meeting;

/// Attached files that go along in one command, in bytes; papers beyond are filed by the next.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

impl Reader {
    /// The one command that files papers: for each an item with its class, its mark and its files, which gets its
    /// number, and the paper itself closed as filed. All of them or none. `by` is who files them where the owner of the
    /// file says so. Gives also how many papers it takes: files beyond a bound wait for the next command.
    ///
    /// # Errors
    /// When a paper lacks something, or a file can't be read.
    pub fn filing_command(
        &self,
        queue: &FilingQueue,
        chosen: &BTreeSet<RecordId>,
        by: Option<RecordId>,
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
            self.filing_steps(queue, paper, by, &mut steps)?;
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
        by: Option<RecordId>,
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
        let values = match &paper.minutes_of {
            Some((meeting, _)) => values.with(Meeting::NAME, Value::Link(*meeting)),
            None => values,
        };
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
            values: by.map(|by| ("filed_by", Value::Link(by))).into_iter().collect(),
            reason: None,
        });
        Ok(())
    }
}

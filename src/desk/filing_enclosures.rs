//! What is filed with a paper besides its own files: the documents that came in or went out with it (DA/T 22-2015 5.1:
//! 正文 and 附件 are one 件).

use std::collections::HashMap;

use super::Reader;
use crate::model::{Id, Mark, Problem, Record as _, RecordId};
use crate::records;
use crate::records::documents::Document;
use crate::store::attachment::Attachment;

/// Documents by their paper, with their marks.
#[derive(Default)]
pub(super) struct Enclosed(HashMap<RecordId, Vec<(RecordId, Option<Box<Mark>>)>>);

impl Enclosed {
    /// Reads which documents belong to papers.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn read(reader: &Reader) -> Result<Self, Problem> {
        let mut enclosed = Self::default();
        reader.each::<Document>(&mut |document| {
            let record = document.record;
            let papers = [record.incoming.map(Id::erase), record.outgoing.map(Id::erase)];
            for paper in papers.into_iter().flatten() {
                enclosed.0.entry(paper).or_default().push((document.meta.id, document.meta.mark.clone()));
            }
        })?;
        Ok(enclosed)
    }

    /// The files in force of the documents of a paper. A document with a mark of its own stays by itself, and so does
    /// a file that is sealed: its key is bound to where it is.
    pub(super) fn files(
        &self,
        reader: &Reader,
        paper: RecordId,
        paper_mark: Option<&Mark>,
    ) -> Result<Vec<Attachment>, Problem> {
        let mut files = Vec::new();
        let Some(documents) = records::find(Document::NAME) else { return Ok(files) };
        for (document, mark) in self.0.get(&paper).into_iter().flatten() {
            if mark.is_some() && mark.as_deref() != paper_mark {
                continue;
            }
            let in_force = reader.attachments(documents, *document)?.into_iter().next_back();
            files.extend(in_force.filter(|file| !file.sealed && file.mark.is_none()));
        }
        Ok(files)
    }
}

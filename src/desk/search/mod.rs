//! Everything a session may see, found by what is in titles and search fields: as written, in pinyin, by initials; and
//! by what is written in attached files.
//!
//! A query is a substring search over the folded texts of every table, and what it finds is ranked. The tables may be
//! the ones that lists show; they are patched by the records that a command touched. What only a file has is asked of
//! the reader once more before it is shown.

mod folded_texts;
mod query;
mod scores;
mod snippet;
mod texts;
mod word;

pub use query::Query;
pub use snippet::{Snippet, words_in};
pub use texts::{Extract, Texts};

use std::sync::{Arc, OnceLock};

use self::query::Term;
use self::scores::{InText, scores};
use self::snippet::{around, flat};
use self::texts::{Having, KeptText};
use self::word::Word;
use super::register_part::is_searched;
use super::register_table::{RegisterTable, Wanted};
use super::{Reader, Touched, Which, patch};
use crate::model::{Field, Problem, RecordId};
use crate::records::RECORDS;
use crate::store::attachment::Attachment;
use crate::text::Language;

/// Longest detail in characters.
const DETAIL: usize = 60;

/// Of records that fit equally well, so many are put in order by the length of their titles.
const MOST_COMPARED: usize = 20_000;

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Register.
    pub register: &'static str,
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
    /// Something else that tells it from others: its number, a code.
    pub detail: String,
    /// How well it fits, for comparing with other hits of the same query only.
    pub score: u32,
    /// The words around what was found, where that is not in its title.
    pub snippet: Option<Snippet>,
}

/// What can be found, as one session sees it in one language.
#[derive(Clone, Debug)]
pub struct SearchIndex {
    tables: Vec<RegisterTable>,
    texts: Texts,
    /// The row of each text's owner, worked out by the first search that needs it.
    owners: Arc<OnceLock<Vec<Option<Place>>>>,
}

/// A row: the table's place among the tables, and the row in it.
type Place = (usize, usize);

impl SearchIndex {
    /// Looks through tables that are there already.
    pub fn new(tables: Vec<RegisterTable>) -> Self {
        Self { tables, texts: Texts::default(), owners: Arc::default() }
    }

    /// The same with the texts of attached files.
    pub fn with_texts(self, texts: Texts) -> Self {
        Self { texts, owners: Arc::default(), ..self }
    }

    /// Reads what can be searched of every record the session may see. `progress` is told now and then how many were
    /// read, and answers whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn build(
        reader: &Reader,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        Self::build_of(reader, Wanted::Searched, language, progress)
    }

    /// As [`Self::build`], with the fields that a query may name.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn build_of(
        reader: &Reader,
        wanted: Wanted,
        language: Language,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let mut tables = Vec::new();
        let mut earlier = 0;
        for record_type in RECORDS {
            let mut further = |done: usize| progress(earlier + done);
            let table =
                RegisterTable::read(reader, *record_type, Which::Living, wanted, language, &mut further)?;
            earlier += table.len();
            tables.push(table);
        }
        Ok(Self::new(tables))
    }

    /// How many records can be found.
    pub fn len(&self) -> usize {
        self.tables.iter().map(RegisterTable::len).sum()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads records again that a command touched, and those whose title names one of them.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn update(&mut self, reader: &Reader, touched: &[Touched]) -> Result<(), Problem> {
        let tables = match (patch(reader, &self.tables, touched)?, self.tables.first()) {
            (Some(tables), _) => tables,
            (None, Some(first)) => Self::build(reader, first.language(), &mut |_| true)?.tables,
            (None, None) => return Ok(()),
        };
        *self = Self::new(tables).with_texts(self.texts.clone());
        Ok(())
    }

    /// The records whose own fields have everything that is looked for, the best first: whole texts before beginnings
    /// before what stands somewhere within, titles before other fields, what is written before how it is read.
    pub fn query(&self, typed: &str, limit: usize) -> Vec<Hit> {
        let query = Query::parse(typed);
        let ranked = self.ranked(&query, &vec![Vec::new(); query.terms.len()], limit);
        let hits = ranked.into_iter().filter_map(|(score, (table, row))| {
            let table = self.tables.get(table)?;
            hit(table, row, u32::from(score), None)
        });
        hits.collect()
    }

    /// As [`Self::query`], also in the texts of attached files that the session may open, as written and in pinyin, with
    /// the words around what was found. What is found in a file comes after what is found in a record.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn search(&self, reader: &Reader, typed: &str, limit: usize) -> Result<Vec<Hit>, Problem> {
        let query = Query::parse(typed);
        let words: Vec<Word<'_>> = query.terms.iter().map(Word::of).collect();
        let mut in_texts = Vec::new();
        for (term, word) in query.terms.iter().zip(&words) {
            in_texts.push(match term.takes_texts() && !self.texts.is_empty() {
                true => self.texts.having(reader, word)?,
                false => Having::default(),
            });
        }
        let owners = self.owners.get_or_init(|| self.rows_of_texts());
        let row = |place: &u32| owners.get(usize::try_from(*place).ok()?).copied().flatten();
        let rows_of = |found: &Having| {
            let written = found.written.iter().filter_map(row).map(|place| (place, InText::Written));
            let read = found.read.iter().filter_map(row).map(|place| (place, InText::Read));
            written.chain(read).collect()
        };
        let rows: Vec<Vec<(Place, InText)>> = in_texts.iter().map(rows_of).collect();
        let mut hits = Vec::new();
        // A text that may not be opened makes no hit: some more are looked at than are wanted.
        for (score, (table, row)) in self.ranked(&query, &rows, limit.saturating_mul(2).max(limit)) {
            if hits.len() >= limit {
                break;
            }
            let Some(table) = self.tables.get(table) else { continue };
            match self.seen(reader, &query, &words, &in_texts, table, row)? {
                Seen::Not => {}
                Seen::Fields(snippet) | Seen::Texts(snippet) => {
                    hits.extend(hit(table, row, u32::from(score), snippet));
                }
            }
        }
        Ok(hits)
    }

    /// The row of the owner of each text.
    fn rows_of_texts(&self) -> Vec<Option<Place>> {
        let kept = self.texts.kept();
        let mut rows = Vec::with_capacity(kept.len());
        for of_register in kept.chunk_by(|one, next| one.register == next.register) {
            let register = of_register.first().map_or("", |kept| kept.register);
            let place = self.tables.iter().position(|table| table.record_type().name() == register);
            let table = place.and_then(|place| Some((place, self.tables.get(place)?)));
            let row =
                |kept: &KeptText| table.and_then(|(place, table)| Some((place, table.row(kept.owner)?)));
            rows.extend(of_register.iter().map(row));
        }
        rows
    }

    /// The rows that have everything, the best first; `in_texts` are those that have each term in an attached text.
    fn ranked(&self, query: &Query, in_texts: &[Vec<(Place, InText)>], limit: usize) -> Vec<(u16, Place)> {
        if query.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut in_texts: Vec<_> = in_texts.iter().map(|rows| self.by_table(rows)).collect();
        for (place, table) in self.tables.iter().enumerate() {
            let texts =
                in_texts.iter_mut().map(|rows| rows.get_mut(place).map(std::mem::take).unwrap_or_default());
            let texts: Vec<Vec<(usize, InText)>> = texts.collect();
            let scores = scores(table, query, &texts, limit.max(MOST_COMPARED));
            let rows = scores.into_iter().enumerate().filter(|(_, score)| *score > 0);
            found.extend(rows.map(|(row, score)| (score, place, row)));
        }
        let mut best: Vec<(std::cmp::Reverse<u16>, usize, usize, usize)> = Vec::new();
        for (score, place, row) in most_fitting(found, limit) {
            let length = self.tables.get(place).map_or(0, |table| table.title_length(row));
            best.push((std::cmp::Reverse(score), length, place, row));
        }
        best.sort_unstable();
        best.truncate(limit);
        best.into_iter().map(|(score, _, place, row)| (score.0, (place, row))).collect()
    }

    /// The rows that have a term in an attached text, for each table, ascending.
    fn by_table(&self, rows: &[(Place, InText)]) -> Vec<Vec<(usize, InText)>> {
        let mut tables = vec![Vec::new(); self.tables.len()];
        for ((table, row), how) in rows {
            if let Some(rows) = tables.get_mut(*table) {
                rows.push((*row, *how));
            }
        }
        tables.iter_mut().for_each(|rows| rows.sort_unstable());
        tables
    }

    /// Whether a row that was found may be shown as found, and the words around what was found.
    fn seen(
        &self,
        reader: &Reader,
        query: &Query,
        words: &[Word<'_>],
        in_texts: &[Having],
        table: &RegisterTable,
        row: usize,
    ) -> Result<Seen, Problem> {
        let mut only_in_texts = Vec::new();
        let mut snippet = None;
        for (place, (term, word)) in query.terms.iter().zip(words).enumerate() {
            match column_with(table, row, term, word) {
                None => only_in_texts.push(place),
                Some(field) if snippet.is_none() && !field.title => {
                    let text = table.record_type().field(field.key).map(|(place, _)| table.text(row, place));
                    let label = table.language().text(field.label);
                    snippet = around(label, &flat(text.unwrap_or_default()), word);
                }
                Some(_) => {}
            }
        }
        let Some(id) = table.id(row).filter(|_| !only_in_texts.is_empty()) else {
            return Ok(Seen::Fields(snippet));
        };
        let (record_type, register) = (table.record_type(), table.record_type().name());
        let Some(view) = reader.get(record_type, id)? else { return Ok(Seen::Not) };
        if !reader.opens_files(register, &view.row) {
            return Ok(Seen::Not);
        }
        let attached = reader.attachments(record_type, id)?;
        let mut shown: Option<(&Attachment, Snippet)> = None;
        let first = self.texts.kept().partition_point(|of| (of.register, of.owner) < (register, id));
        for place in only_in_texts {
            let (Some(found), Some(word)) = (in_texts.get(place), words.get(place)) else {
                return Ok(Seen::Not);
            };
            let kept = self.texts.of(register, id).iter().zip(first..);
            let kept =
                kept.filter(|(_, number)| u32::try_from(*number).is_ok_and(|number| found.has(number)));
            let with = kept.filter_map(|(kept, _)| {
                let attachment = attached.iter().find(|of| of.id == kept.attachment)?;
                reader.is_open(&view, Some(attachment)).then_some((kept, attachment))
            });
            // Whoever looks for words means the document as it stands now, and an old version only where it alone has
            // them.
            let newest = with.max_by_key(|(_, attachment)| (attachment.at, attachment.id));
            let Some((kept, attachment)) = newest else { return Ok(Seen::Not) };
            if shown.is_none()
                && let Some(text) = self.texts.written(reader, kept)?
                && let Some(snippet) = around(&attachment.name, &text, word)
            {
                shown = Some((attachment, Snippet { file: Some(attachment.id), ..snippet }));
            }
        }
        Ok(Seen::Texts(shown.map(|(attachment, snippet)| {
            reader.record_reading(&view, attachment);
            snippet
        })))
    }
}

/// What may be shown of a row that was found.
enum Seen {
    /// Nothing: what it was found by may not be opened.
    Not,
    /// Its own fields have everything.
    Fields(Option<Snippet>),
    /// An attached text has some of it.
    Texts(Option<Snippet>),
}

/// The field of a row that has a term, one that names the record first.
fn column_with(table: &RegisterTable, row: usize, term: &Term, word: &Word<'_>) -> Option<&'static Field> {
    let register = table.record_type().name();
    let fields = table.record_type().fields().iter().enumerate();
    let has = |place: usize| {
        let at = table.at(row, place);
        at.is_some_and(|(column, row)| word.is_written_in(column.row_key(row)))
    };
    let mut found = None;
    for (place, field) in fields.filter(|(_, field)| term.takes(register, field)) {
        if has(place) {
            if field.title {
                return Some(field);
            }
            found = found.or(Some(field));
        }
    }
    found
}

/// Those of the best scores: at least `limit` where there are so many, and not many more.
fn most_fitting(mut found: Vec<(u16, usize, usize)>, limit: usize) -> Vec<(u16, usize, usize)> {
    if found.len() <= limit {
        return found;
    }
    let mut counts = vec![0_usize; usize::from(u16::MAX) + 1];
    for (score, _, _) in &found {
        if let Some(count) = counts.get_mut(usize::from(*score)) {
            *count += 1;
        }
    }
    let mut left = limit;
    let mut least = 0;
    for (score, count) in counts.iter().enumerate().rev().filter(|(_, count)| **count > 0) {
        least = score;
        left = left.saturating_sub(*count);
        if left == 0 {
            break;
        }
    }
    let mut compared = limit.max(MOST_COMPARED);
    found.retain(|(score, _, _)| match usize::from(*score).cmp(&least) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => {
            let fits = compared > 0;
            compared = compared.saturating_sub(1);
            fits
        }
    });
    found
}

fn hit(table: &RegisterTable, row: usize, score: u32, snippet: Option<Snippet>) -> Option<Hit> {
    let id = table.id(row)?;
    let title = Some(table.title(row)).filter(|title| !title.is_empty());
    let fields = table.record_type().fields().iter().enumerate();
    let details = fields.filter(|(_, field)| field.search && !field.title);
    let detail = details.map(|(place, _)| table.text(row, place)).find(|text| !text.is_empty());
    Some(Hit {
        register: table.record_type().name(),
        id,
        title: title.unwrap_or_else(|| id.to_string()),
        detail: detail.unwrap_or_default().chars().take(DETAIL).collect(),
        score,
        snippet,
    })
}

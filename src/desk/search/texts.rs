//! The texts of attached files, as one session may search them: kept in the office file beside the contents they were
//! read out of, and folded in memory. What is sealed has no text in the file; it is read out of the opened content for
//! those who have its key, and stays in their memory only.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::folded_texts::FoldedTexts;
use super::snippet::flat;
use super::word::Word;
use super::{Reader, Touched};
use crate::model::{Problem, RecordId};
use crate::records;
use crate::rules::folding::fold;
use crate::store::attachment::{self, Attachment};

/// Reads the text out of a file of a name.
pub type Extract = fn(&str, &[u8]) -> String;

/// Folded texts up to so many bytes stand in memory; further ones are looked through in the file.
const MOST_IN_MEMORY: usize = 128 * 1024 * 1024;

/// When so many bytes have been added, they are put together with the others.
const MOST_LATE: usize = 4 * 1024 * 1024;

/// What sealing, clearances and openings change is which texts may be read at all.
const SOURCES_OF_SIGHT: [&str; 4] = ["account", "clearance", "opening", "separation"];

/// Where a folded text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The number of a text in memory.
    Memory(u32),
    /// Only in the file.
    File,
}

/// The text of one attachment.
#[derive(Clone, Debug)]
pub(super) struct KeptText {
    pub(super) register: &'static str,
    pub(super) owner: RecordId,
    pub(super) attachment: RecordId,
    sha256: [u8; 32],
    place: Place,
}

/// Which texts have a word, by their places in [`Texts::kept`], ascending.
#[derive(Clone, Debug, Default)]
pub(super) struct Having {
    /// As it is written.
    pub(super) written: Vec<u32>,
    /// Only as it is read, in pinyin.
    pub(super) read: Vec<u32>,
}

impl Having {
    /// Whether one of them has it.
    pub(super) fn has(&self, place: u32) -> bool {
        self.written.binary_search(&place).is_ok() || self.read.binary_search(&place).is_ok()
    }
}

/// The texts of the attachments of an office.
#[derive(Clone, Debug, Default)]
pub struct Texts(Arc<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    early: Arc<FoldedTexts>,
    late: Arc<FoldedTexts>,
    /// By register and owner.
    kept: Vec<KeptText>,
    /// Which of them have the text of a number, by number.
    users: Vec<(u32, u32)>,
    /// Numbers of the texts in memory by their content.
    known: HashMap<[u8; 32], u32>,
    /// What was read out of sealed contents, as it is written.
    sealed: HashMap<[u8; 32], Arc<str>>,
}

impl Texts {
    /// Reads the texts of every attachment. What stands in `before` already is not read again; `progress` is told how
    /// many were looked at, and answers whether to go on.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read(
        reader: &Reader,
        before: &Self,
        extract: Extract,
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self, Problem> {
        let before = &before.0;
        let mut shelf = Shelf {
            early: before.early.clone(),
            late: before.late.clone(),
            known: before.known.clone(),
            ..Shelf::default()
        };
        let mut late: Option<FoldedTexts> = None;
        let mut all = Vec::new();
        attachment::each(reader.snapshot(), &mut |attachment| {
            all.push(attachment);
            Ok(ControlFlow::Continue(()))
        })?;
        for (count, attachment) in all.iter().enumerate() {
            if count.is_multiple_of(1024) && !progress(count) {
                break;
            }
            let Some(record_type) = records::find(&attachment.register) else { continue };
            let Some(sha256) = bytes_of(&attachment.sha256) else { continue };
            let sealed = match (attachment.sealed, before.sealed.get(&sha256)) {
                (false, _) => None,
                (true, Some(text)) if reader.opens(attachment)? => Some(text.clone()),
                // Nothing may be told of what can't be opened, also not that it has a text.
                (true, _) => match reader.opened(attachment) {
                    Ok(content) => Some(Arc::from(flat(&extract(&attachment.name, &content)))),
                    Err(_) => continue,
                },
            };
            let place = match shelf.known.get(&sha256) {
                Some(number) => Place::Memory(*number),
                None => {
                    let text = match &sealed {
                        Some(text) => Some(text.to_string()),
                        None => attachment::text(reader.snapshot(), &attachment.sha256)?.map(|of| flat(&of)),
                    };
                    let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
                    let column = late.get_or_insert_with(|| shelf.late.as_ref().clone());
                    let bytes = shelf.early.bytes() + column.bytes();
                    if bytes + text.len() > MOST_IN_MEMORY && sealed.is_none() {
                        Place::File
                    } else {
                        let number = shelf.early.len() + column.len();
                        let number = u32::try_from(number).unwrap_or(u32::MAX);
                        column.push(&fold(&text));
                        shelf.known.insert(sha256, number);
                        Place::Memory(number)
                    }
                }
            };
            if let Some(text) = sealed {
                shelf.sealed.insert(sha256, text);
            }
            let (owner, register) = (attachment.owner, record_type.name());
            shelf.kept.push(KeptText { register, owner, attachment: attachment.id, sha256, place });
        }
        if let Some(late) = late {
            shelf.late = Arc::new(late);
        }
        if shelf.late.bytes() > MOST_LATE {
            let joined = FoldedTexts::joined([&shelf.early, &shelf.late]);
            (shelf.early, shelf.late) = (Arc::new(joined), Arc::default());
        }
        shelf.kept.sort_unstable_by_key(|kept| (kept.register, kept.owner, kept.attachment));
        let numbered = shelf.kept.iter().zip(0_u32..).filter_map(|(kept, place)| match kept.place {
            Place::Memory(number) => Some((number, place)),
            Place::File => None,
        });
        shelf.users = numbered.collect();
        shelf.users.sort_unstable();
        Ok(Self(Arc::new(shelf)))
    }

    /// Whether a change may have made other texts of these: files attached, taken off, sealed or opened.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn concern(&self, reader: &Reader, touched: &[Touched]) -> Result<bool, Problem> {
        for of in touched {
            if SOURCES_OF_SIGHT.contains(&of.register) {
                return Ok(true);
            }
            let there = attachment::of(reader.snapshot(), of.id)?;
            let known = self.of(of.register, of.id);
            if there.is_empty() && known.is_empty() {
                continue;
            }
            let same = |kept: &KeptText| {
                let is_it = |of: &&Attachment| of.id == kept.attachment;
                there.iter().find(is_it).is_some_and(|of| bytes_of(&of.sha256) == Some(kept.sha256))
            };
            if there.len() != known.len() || !known.iter().all(same) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many attachments have a text.
    pub fn len(&self) -> usize {
        self.0.kept.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.0.kept.is_empty()
    }

    /// All of them, by register and owner.
    pub(super) fn kept(&self) -> &[KeptText] {
        &self.0.kept
    }

    /// Those of one record.
    pub(super) fn of(&self, register: &str, owner: RecordId) -> &[KeptText] {
        let key = (register, owner);
        let kept = self.kept();
        let start = kept.partition_point(|of| (of.register, of.owner) < key);
        let rest = kept.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|of| (of.register, of.owner) == key)).unwrap_or_default()
    }

    /// The texts that have a word.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn having(&self, reader: &Reader, word: &Word<'_>) -> Result<Having, Problem> {
        let mut found = Having {
            written: self.places(|texts| texts.written_in(word)),
            read: self.places(|texts| texts.read_in(word)),
        };
        for (kept, place) in self.kept().iter().zip(0_u32..) {
            if kept.place != Place::File {
                continue;
            }
            let Some(text) = self.written(reader, kept)?.map(|text| fold(&text)) else { continue };
            if word.is_written_in(&text) {
                found.written.push(place);
            } else if word.is_read_in(&text) {
                found.read.push(place);
            }
        }
        found.written.sort_unstable();
        found.read.sort_unstable();
        found.read.retain(|place| found.written.binary_search(place).is_err());
        Ok(found)
    }

    /// The places in [`Self::kept`] of the texts in memory that were found, by their numbers.
    fn places(&self, found_in: impl Fn(&FoldedTexts) -> Vec<u32>) -> Vec<u32> {
        let mut numbers = found_in(&self.0.early);
        let first = u32::try_from(self.0.early.len()).unwrap_or(u32::MAX);
        numbers.extend(found_in(&self.0.late).into_iter().map(|number| number.saturating_add(first)));
        let mut users = self.0.users.iter().peekable();
        let mut found = Vec::new();
        // Both ascend: one walk through them, however many were found.
        for number in numbers {
            while users.next_if(|(of, _)| *of < number).is_some() {}
            while let Some((_, place)) = users.next_if(|(of, _)| *of == number) {
                found.push(*place);
            }
        }
        found
    }

    /// A text as it is written, on one line.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn written(&self, reader: &Reader, kept: &KeptText) -> Result<Option<String>, Problem> {
        if let Some(text) = self.0.sealed.get(&kept.sha256) {
            return Ok(Some(text.to_string()));
        }
        let hash: String = kept.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(attachment::text(reader.snapshot(), &hash)?.map(|text| flat(&text)))
    }
}

/// A hash from its hexadecimal digits.
fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hash.len() != 64 {
        return None;
    }
    for (byte, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(hash.get(place..place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

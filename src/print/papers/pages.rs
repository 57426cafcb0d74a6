//! How many pages a paper has that is to be filed.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{failed, meeting, outgoing};
use crate::desk::Reader;
use crate::model::{Id, Problem, RecordId};
use crate::print::paper::{OfficialPaper, official_sheets};
use crate::records::documents::Outgoing;
use crate::records::meetings::Meeting;

/// What was laid out, by the paper and its version: what is issued stays as it is.
static LAID_OUT: LazyLock<Mutex<HashMap<(RecordId, u64), Option<i64>>>> = LazyLock::new(Mutex::default);

/// The pages of a record's own paper as it is printed; `None` where there is no such paper, or it has enclosures that may
/// not be attached.
///
/// # Errors
/// When the office file or a font can't be read.
pub fn pages_of_paper(reader: &Reader, register: &'static str, id: RecordId) -> Result<Option<i64>, Problem> {
    match register {
        "outgoing" => {
            let Some(paper) = reader.find::<Outgoing>(Id::new(id))? else { return Ok(None) };
            // What is enclosed but not attached can't be counted.
            if !paper.record.annexes.is_empty() {
                return Ok(None);
            }
            laid_out((id, paper.meta.version), || outgoing::paper(reader, paper).map(Some))
        }
        "meeting" => {
            let Some(meeting) = reader.find::<Meeting>(Id::new(id))? else { return Ok(None) };
            let today = crate::desk::office_time(reader.now()).date();
            laid_out((id, meeting.meta.version), || meeting::minutes_paper(reader, id, today))
        }
        _ => Ok(None),
    }
}

fn laid_out(
    of: (RecordId, u64),
    paper: impl FnOnce() -> Result<Option<OfficialPaper>, Problem>,
) -> Result<Option<i64>, Problem> {
    let known = || LAID_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known().get(&of) {
        return Ok(*known);
    }
    let pages = match paper()? {
        Some(paper) => i64::try_from(official_sheets(&paper).map_err(failed)?.len()).ok(),
        None => None,
    };
    known().insert(of, pages);
    Ok(pages)
}

//! 公文处理单: a paper that came in with everything that was said of it, its readers and its reminders.

use super::PrintOrder;
use super::form::{self, SECRECY, Told};
use crate::desk::{Reader, civil_time};
use crate::model::{Id, Problem, Record as _, RecordId};
use crate::print::paper::FormOpinion;
use crate::records::archive::ArchiveItem;
use crate::records::documents::{Circulation, Incoming, Outgoing};

/// What stands above the opinions, a row each.
const HEAD: &[&[&str]] = &[
    &["number", "received_on"],
    &["sender", "sender_number"],
    &["title"],
    &["kind", "dated"],
    &[SECRECY, "urgency"],
    &["copies", "copy_number"],
    &["pages", "handling"],
    &["signed_by", "due"],
];
/// What is checked before anything else.
const CHECKS: &[&[&str]] = &[&["is_ours", "keeps_rules"], &["is_in_form", "is_agreed"]];
/// Who handles it.
const HANDS: &[&[&str]] = &[&["lead_unit", "assisting"], &["handler", "closed_on"]];

/// 批示 that another one took the place of.
const EARLIER: &str = "print.earlier_instruction";
/// 答复文号
const ANSWERS: &str = "print.answered_by";
/// 归档档号
const FILED_AS: &str = "print.filed_as";

/// Prints the forms of the papers that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    form::write(order, Incoming::NAME, "print.handling_form", fill)
}

fn fill(told: &mut Told<'_>) -> Result<(), Problem> {
    let (id, between) = (told.view.row.meta.id, told.language.list_separator());
    let linked = Linked::of(told.reader, id)?;
    told.grid(HEAD)?;
    told.grid(CHECKS)?;
    told.opinion("review")?;
    told.opinion("proposal")?;
    let earlier = told.given("instruction", false);
    told.boxed(EARLIER, earlier);
    told.opinion("instruction")?;
    told.grid(HANDS)?;
    let readers = readers(told)?;
    told.boxed("record.circulation", readers);
    told.urged(|urged| urged.paper.map(Id::erase) == Some(id))?;
    told.opinion("result")?;
    told.pairs(vec![(ANSWERS, linked.answers.join(between)), (FILED_AS, linked.filed_as.join(between))]);
    told.grid(&[&["note"]])
}

/// 传阅: who read it, when, and what they said.
fn readers(told: &mut Told<'_>) -> Result<Vec<FormOpinion>, Problem> {
    let mut found = Vec::new();
    for copy in told.reader.all::<Circulation>()? {
        if copy.record.paper.map(Id::erase) != Some(told.view.row.meta.id) {
            continue;
        }
        let who = told.titles.of(told.reader, copy.record.reader)?;
        let read = copy.record.read_at.map_or_else(|| "—".to_owned(), civil_time);
        found.push(FormOpinion { text: copy.record.opinion, signature: format!("{who}  {read}") });
    }
    Ok(found)
}

/// Numbers of what refers to a paper.
#[derive(Default)]
struct Linked {
    answers: Vec<String>,
    filed_as: Vec<String>,
}

impl Linked {
    fn of(reader: &Reader, paper: RecordId) -> Result<Self, Problem> {
        let mut found = Self::default();
        for (record_type, view, field) in reader.referring(paper)? {
            match (record_type.name(), field.key) {
                ("outgoing", "answers") => {
                    let number = view.row.typed::<Outgoing>().map(|answer| answer.record.number);
                    found.answers.extend(number.filter(|number| !number.is_empty()));
                }
                ("archive_item", "incoming") => {
                    let number = view.row.typed::<ArchiveItem>().map(|item| item.record.number);
                    found.filed_as.extend(number.filter(|number| !number.is_empty()));
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

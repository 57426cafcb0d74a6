//! 清册校验值: what proves that a list is the one that was approved, and the certificate the one that was signed. A sum says
//! by its beginning what it covers; one without a beginning is of an earlier version, over the items alone.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::disposal_line::lines;
use super::{ArchiveItem, Disposal, DisposalLine, Retention};
use crate::model::{Choice as _, Id, Lookup, Problem, Record as _, RecordId};
use crate::records::organisation::Person;

/// Over the list as it was approved.
const APPROVED: &str = "v2:";

/// Over the list as it was carried out, with everybody who signed.
const CARRIED_OUT: &str = "v2c:";

/// What a sum is over: each part with its name and its length, so that no two lists read the same.
#[derive(Default)]
struct Parts(String);

impl Parts {
    fn add(&mut self, name: &str, value: &str) {
        // Writing to a text can't fail.
        writeln!(self.0, "{name} {} {value}", value.len()).ok();
    }

    fn person(&mut self, name: &str, person: Option<Id<Person>>) {
        self.add(name, &person.map(|person| person.erase().to_string()).unwrap_or_default());
    }

    fn day(&mut self, name: &str, day: Option<chrono::NaiveDate>) {
        self.add(name, &day.map(|day| day.to_string()).unwrap_or_default());
    }

    fn sum(&self, form: &str) -> String {
        format!("{form}{}", sha256_hex(self.0.as_bytes()))
    }
}

impl Disposal {
    /// The sum over the list that is approved: what it is, what was found, and every line with its reason.
    pub(super) fn approved_sum(&self, id: RecordId, office: &dyn Lookup) -> Result<String, Problem> {
        Ok(self.approved_parts(id, office)?.sum(APPROVED))
    }

    /// The sum over the list that was carried out: that it was approved and by whom, how it was done and who signed, and
    /// what was counted.
    pub(super) fn carried_out_sum(&self, id: RecordId, office: &dyn Lookup) -> Result<String, Problem> {
        let mut parts = self.approved_parts(id, office)?;
        parts.person("approved_by", self.approved_by);
        parts.person("head", self.head);
        parts.day("confirmed_on", self.confirmed_on);
        parts.add("method", &self.method);
        parts.add("receiver", &self.receiver);
        parts.add("receiver_name", &self.receiver_name);
        parts.person("first_witness", self.first_witness);
        parts.day("first_signed_on", self.first_signed_on);
        parts.person("second_witness", self.second_witness);
        parts.day("done_on", self.done_on);
        for (line, counted) in sorted_lines(id, office)? {
            parts.add("line", &line.to_string());
            parts.add("counted", if counted { "1" } else { "0" });
            parts.add("discrepancy", &office.text_digest(DisposalLine::NAME, line, "discrepancy")?);
        }
        Ok(parts.sum(CARRIED_OUT))
    }

    /// Whether the list is still the one over which a sum was made when it was approved.
    pub(super) fn is_as_approved(
        &self,
        approved: &str,
        id: RecordId,
        office: &dyn Lookup,
    ) -> Result<bool, Problem> {
        let found = if approved.starts_with(APPROVED) {
            self.approved_sum(id, office)?
        } else {
            list_hash(lines(id, office)?.iter().map(|(id, item)| (*id, item)))
        };
        Ok(found == approved)
    }

    fn approved_parts(&self, id: RecordId, office: &dyn Lookup) -> Result<Parts, Problem> {
        let mut parts = Parts::default();
        parts.add("kind", self.kind.code());
        parts.add("number", &self.number);
        parts.add("title", &self.title);
        parts.add("opinion", &self.opinion);
        for member in &self.group {
            parts.add("group", member);
        }
        parts.day("extend_until", self.extend_until);
        parts.day("approved_on", self.approved_on);
        let items = lines(id, office)?;
        for line in sorted_lines(id, office)?.into_iter().map(|(line, _)| line) {
            let item = match office.find::<DisposalLine>(Id::new(line))? {
                Some(line) => line.record.item.map(Id::erase),
                None => None,
            };
            let Some((item, found)) = items.iter().find(|(of, _)| Some(*of) == item) else { continue };
            parts.add("item", &item.to_string());
            parts.add("pages", &found.pages.to_string());
            parts.add("retention", Retention::code(found.retention));
            // A witness without the right to read a reason gets the same sum.
            parts.add("reason", &office.text_digest(DisposalLine::NAME, line, "reason")?);
        }
        Ok(parts)
    }
}

/// The lines of a list in an order that stays, and whether each was counted.
fn sorted_lines(list: RecordId, office: &dyn Lookup) -> Result<Vec<(RecordId, bool)>, Problem> {
    let found = office.linking::<DisposalLine>(list, "disposal")?.into_iter();
    let mut found: Vec<(RecordId, bool)> = found.map(|line| (line.meta.id, line.record.counted)).collect();
    found.sort_unstable();
    Ok(found)
}

/// The sum over what stands on a list, as earlier versions made it and as a list has it that was carried out elsewhere:
/// identity and pages of each item.
pub fn list_hash<'a>(items: impl Iterator<Item = (RecordId, &'a ArchiveItem)>) -> String {
    let mut listed: Vec<(RecordId, i64)> = items.map(|(id, item)| (id, item.pages)).collect();
    listed.sort_unstable();
    let mut text = String::new();
    for (id, pages) in listed {
        // Writing to a text can't fail.
        writeln!(text, "{id} {pages}").ok();
    }
    sha256_hex(text.as_bytes())
}

fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

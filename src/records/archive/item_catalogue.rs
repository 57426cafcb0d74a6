//! What the catalogue says of an item that has its number: what number and class come from and what was filed with it stays
//! (DA/T 13-2022: 档号 is stable), the rest is corrected only with a reason.

use chrono::Datelike as _;

use super::{ArchiveItem, ArchiveItemState, ArchiveMedium, Disposal, DisposalLine, DisposalState};
use crate::model::{Change, Faults, Frozen, Lookup, Message, Problem, RecordId};

/// Fields of a numbered item whose change is a correction: what the catalogue, the labels and the lists say of it.
const CORRECTED: [&str; 8] =
    ["title", "author", "document_number", "formed_on", "pages", "department", "responsible", "medium"];

impl ArchiveItem {
    /// Fields that are moved only with a reason.
    pub(super) fn corrected(&self) -> &'static [&'static str] {
        if self.number.is_empty() { &[] } else { &CORRECTED }
    }

    /// Fixes what an item is filed by, and with.
    pub(super) fn freeze_catalogue(
        &self,
        id: RecordId,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.number.is_empty() {
            return Ok(());
        }
        let say = |key: &'static str| Message::new(key).with("number", &self.number);
        let class = ["fonds", "category", "year", "retention", "division", "rule"];
        frozen.fields(&class, &say("problem.archive_class_frozen"));
        for (field, source) in self.sources() {
            if source.is_some() {
                frozen.field(field, say("problem.filed_link_stands"));
            }
        }
        // A paper that was scanned later is both; what its files prove can be nothing else.
        if !self.digest.is_empty() && self.medium != ArchiveMedium::Paper {
            frozen.field("medium", say("problem.medium_stands"));
        }
        if self.state == ArchiveItemState::Lent || self.lent_to.is_some() {
            frozen.field("pages", say("problem.pages_while_lent"));
        } else if let Some(list) = open_list(id, office)? {
            frozen.field("pages", Message::new("problem.pages_on_list").with("list", list));
        }
        Ok(())
    }

    /// Holds a correction against the number and against what is there.
    pub(super) fn check_correction(&self, change: &Change<'_, Self>, faults: &mut Faults) {
        let Some(before) = change.before.filter(|before| !before.number.is_empty()) else { return };
        // What proves where it comes from is never taken away (GB/T 18894: 真实性).
        if self.author.is_empty() && !before.author.is_empty() {
            faults.at("author", Message::new("problem.required"));
        }
        let year = |item: &Self| item.formed_on.map(|day| i64::from(day.year()));
        match (year(self), year(before)) {
            (None, Some(_)) => faults.at("formed_on", Message::new("problem.required")),
            // A paper that was done with in the next year is filed under that one: then its own year stays.
            (Some(formed), stood)
                if self.formed_on != before.formed_on && formed != self.year && Some(formed) != stood =>
            {
                let message = Message::new("problem.formed_outside_year").with("number", &self.number);
                faults.at("formed_on", message.with("year", self.year));
            }
            _ => {}
        }
        if self.medium == before.medium {
            return;
        }
        if self.medium != ArchiveMedium::Paper && self.files == 0 {
            faults.at("medium", Message::new("problem.medium_without_files"));
        } else if (before.medium, self.medium) == (ArchiveMedium::Paper, ArchiveMedium::Electronic) {
            faults.at("medium", Message::new("problem.medium_keeps_paper"));
        }
    }
}

/// The number of the list, not yet carried out, on which an item stands.
fn open_list(item: RecordId, office: &dyn Lookup) -> Result<Option<String>, Problem> {
    for line in office.linking::<DisposalLine>(item, "item")? {
        if let Some(list) = line.record.disposal
            && let Some(list) = office.find::<Disposal>(list)?
            && list.record.state != DisposalState::Done
        {
            return Ok(Some(list.record.number));
        }
    }
    Ok(None)
}

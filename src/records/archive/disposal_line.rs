//! One item of a list of disposal, what stands against it there, and what is found when it is counted.

use serde::{Deserialize, Serialize};

use super::{ArchiveItem, ArchiveItemState, Disposal, DisposalKind, DisposalState, Loan};
use crate::fields;
use crate::model::{
    Change, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Rules, flag, link, text,
};
use crate::rules::archive::retention::{expires_on, is_due};

/// One item of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisposalLine {
    /// The list.
    pub disposal: Option<Id<Disposal>>,
    /// The item.
    pub item: Option<Id<ArchiveItem>>,
    /// 理由
    pub reason: String,
    /// 已清点
    pub counted: bool,
    /// 差异
    pub discrepancy: String,
}

fields! { DisposalLine, "disposal_line", Function::Administration;
    disposal => link::<Disposal>().required().column(240).filter();
    item => link::<ArchiveItem>().required().title().column(320).filter();
    reason => text().column(220).search();
    counted => flag().column(80).filter().later();
    discrepancy => text().column(180).search().later();
}

/// The lines of a list with their items, in the order of their numbers.
pub(super) fn lines(
    disposal: RecordId,
    office: &dyn Lookup,
) -> Result<Vec<(RecordId, ArchiveItem)>, Problem> {
    let mut found = Vec::new();
    for line in office.linking::<DisposalLine>(disposal, "disposal")? {
        if let Some(item) = line.record.item
            && let Some(item) = office.find(item)?
        {
            found.push((item.meta.id, item.record));
        }
    }
    found.sort_by(|left, right| left.1.number.cmp(&right.1.number));
    Ok(found)
}

/// What stands against an item on a list of a kind.
pub(super) fn objection(
    id: RecordId,
    item: &ArchiveItem,
    kind: DisposalKind,
    office: &dyn Lookup,
) -> Result<Option<Message>, Problem> {
    let say = |key: &'static str| Ok(Some(Message::new(key).with("number", &item.number)));
    // What stays may go on being read.
    let leaves = kind != DisposalKind::Extend;
    let is_out = leaves && office.linking::<Loan>(id, "item")?.iter().any(|loan| loan.record.is_out());
    if item.lent_to.is_some() || is_out {
        return say("problem.line_is_lent");
    }
    if !matches!(item.state, ArchiveItemState::Stored | ArchiveItemState::Appraisal) {
        return say("problem.line_not_in_archive");
    }
    match kind {
        DisposalKind::Destroy if item.held => say("problem.line_is_held"),
        DisposalKind::Destroy if !is_due(item.expires_on, office.today()) => {
            say("problem.line_inside_retention")
        }
        DisposalKind::Transfer => transfer_objection(item, office),
        _ => Ok(None),
    }
}

/// What stands against handing an item over: the office's own period has not passed (档案法实施条例 第二十条), or the
/// office has none.
fn transfer_objection(item: &ArchiveItem, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
    let fonds = match item.fonds {
        Some(fonds) => office.find(fonds)?.map(|fonds| fonds.record),
        None => None,
    };
    let years = fonds.as_ref().map_or(0, |fonds| fonds.transfer_after);
    let message = |key: &'static str| Message::new(key).with("number", &item.number);
    let last = match u16::try_from(years).ok().filter(|years| *years > 0) {
        Some(years) => expires_on(item.year, Some(years)),
        None => return Ok(Some(message("problem.transfer_without_term"))),
    };
    if is_due(last, office.today()) {
        return Ok(None);
    }
    let last = last.map(|day| day.to_string()).unwrap_or_default();
    Ok(Some(message("problem.transfer_too_early").with("years", years).with("last", last)))
}

impl Rules for DisposalLine {
    const COUNTED_BY: &'static [&'static str] = &["disposal"];
    const FOR_EACH: Option<&'static str> = Some("item");

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        let list = match self.disposal {
            Some(disposal) => office.find(disposal)?,
            None => None,
        };
        let Some(state) = list.map(|list| list.record.state) else { return Ok(()) };
        if state != DisposalState::Draft {
            frozen.fields(&["disposal", "item", "reason"], &Message::new("problem.list_frozen"));
        }
        if matches!(state, DisposalState::Draft | DisposalState::Submitted) {
            frozen.fields(&["counted", "discrepancy"], &Message::new("problem.count_after_approval"));
        }
        // What is counted and what differs is found while the list is carried out, and then stands too.
        if state == DisposalState::Done {
            frozen.fields(&["counted", "discrepancy"], &Message::new("problem.list_carried_out"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let (Some(disposal), Some(item)) = (change.after.disposal, change.after.item) else { return Ok(()) };
        let (Some(list), Some(found)) = (office.find(disposal)?, office.find(item)?) else { return Ok(()) };
        let state = list.record.state;
        let is_new = match change.before {
            None => true,
            Some(before) => (before.disposal, before.item) != (Some(disposal), Some(item)),
        };
        if !is_new {
            return Ok(());
        }
        if state != DisposalState::Draft && office.actor().is_none() && change.before.is_none() {
            // An import into another office brings lists that are under way or were carried out.
            return Ok(());
        }
        if state != DisposalState::Draft {
            faults.at("disposal", Message::new("problem.list_frozen"));
        }
        for other in office.linking::<Self>(item.erase(), "item")? {
            if other.meta.id == change.id {
                continue;
            }
            let open = match other.record.disposal {
                Some(other) => {
                    office.find(other)?.is_some_and(|list| list.record.state != DisposalState::Done)
                }
                None => false,
            };
            if open {
                faults.at("item", Message::new("problem.line_twice").with("number", &found.record.number));
            }
        }
        if let Some(message) = objection(item.erase(), &found.record, list.record.kind, office)? {
            faults.at("item", message);
        }
        Ok(())
    }

    fn check_void(_: RecordId, line: &Self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if let Some(disposal) = line.disposal
            && office.find(disposal)?.is_some_and(|list| list.record.state != DisposalState::Draft)
        {
            faults.whole(Message::new("problem.list_frozen"));
        }
        Ok(())
    }
}

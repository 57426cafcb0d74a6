//! 库位: where boxes stand, from the repository down to the shelf.

use serde::{Deserialize, Serialize};

use super::ArchiveBox;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, RecordId, Rules, choice, integer, link, text,
};
use crate::{choices, fields};

choices! {
    /// What kind of place it is.
    pub enum PlaceKind, "place_kind" {
        /// 库房
        Room = "room",
        /// 架
        Rack = "rack",
        /// 列
        Row = "row",
        /// 层
        Shelf = "shelf",
    }
}

/// A place for boxes, or for other places.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoragePlace {
    /// Code, as it stands on the shelf.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// The place it is in.
    pub parent: Option<Id<StoragePlace>>,
    /// How many boxes it takes; 0 is not counted.
    pub capacity: i64,
    /// How many boxes stand there.
    pub used: i64,
    /// 占用率 in percent.
    pub occupancy: i64,
    /// Remarks.
    pub note: String,
}

fields! { StoragePlace, "storage_place", Function::Administration;
    code => text().required().unique().max_length(40).column(120).search();
    name => text().required().title().column(220);
    kind => choice::<PlaceKind>().column(90).filter();
    parent => link::<StoragePlace>().column(200).filter();
    capacity => integer().minimum(0).column(90).sum();
    used => integer().total().column(90);
    occupancy => integer().total().column(110);
    note => text().column(200).search();
}

/// Refuses one more box where there is no space.
pub(super) fn require_space(
    place: Id<StoragePlace>,
    of: RecordId,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let Some(found) = office.find(place)? else { return Ok(()) };
    let there = office.linking::<ArchiveBox>(place.erase(), "place")?;
    let others = there.iter().filter(|other| other.meta.id != of).count();
    let others = i64::try_from(others).unwrap_or(i64::MAX);
    if found.record.capacity > 0 && others >= found.record.capacity {
        let message = Message::new("problem.place_full").with("place", &found.record.name);
        faults.at("place", message.with("capacity", found.record.capacity));
    }
    Ok(())
}

/// Deeper than any building.
const DEEPEST: usize = 12;

/// How many boxes stand in a place and in the places inside it.
#[derive(Clone, Copy, Default)]
struct Standing {
    /// So many it takes.
    takes: i64,
    /// So many it has.
    has: i64,
    /// So many of them stand where it is known how many there may be.
    counted: i64,
}

/// What a place takes and has, with the places inside it: a rack stands for its shelves, and the capacity of its own is
/// asked for only where it has none. Boxes on top of a rack without a capacity fill none of its shelves.
fn standing(id: RecordId, own: i64, office: &dyn Lookup, depth: usize) -> Result<Standing, Problem> {
    let mut all = Standing { has: boxes_at(id, office)?, ..Standing::default() };
    if depth < DEEPEST {
        for place in office.linking::<StoragePlace>(id, "parent")? {
            let inside = standing(place.meta.id, place.record.capacity, office, depth + 1)?;
            all.takes = all.takes.saturating_add(inside.takes);
            all.has = all.has.saturating_add(inside.has);
            all.counted = all.counted.saturating_add(inside.counted);
        }
    }
    Ok(if own > 0 { Standing { takes: own, counted: all.has, ..all } } else { all })
}

/// How many boxes stand in a place itself.
fn boxes_at(place: RecordId, office: &dyn Lookup) -> Result<i64, Problem> {
    Ok(i64::try_from(office.linking::<ArchiveBox>(place, "place")?.len()).unwrap_or(i64::MAX))
}

impl Rules for StoragePlace {
    const COUNTED_BY: &'static [&'static str] = &["parent"];

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let capacity = change.after.capacity;
        if capacity > 0 && change.before.is_some_and(|before| before.capacity != capacity) {
            let there = standing(change.id, capacity, office, 0)?.has;
            if there > capacity {
                faults.at("capacity", Message::new("problem.place_holds_more").with("count", there));
            }
        }
        let mut above = change.after.parent;
        for _ in 0..DEEPEST {
            let Some(parent) = above else { return Ok(()) };
            if parent.erase() == change.id {
                break;
            }
            above = office.find(parent)?.and_then(|parent| parent.record.parent);
        }
        faults.at("parent", Message::new("problem.place_in_itself"));
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let standing = standing(id, self.capacity, office, 0)?;
        self.used = standing.has;
        self.occupancy = standing.counted.saturating_mul(100).checked_div(standing.takes).unwrap_or_default();
        Ok(())
    }
}

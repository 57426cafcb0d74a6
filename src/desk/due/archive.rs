//! What falls due in the archive (`domain.md` §3.1): items whose period ends, papers that are to be filed by the end of
//! June. Told to whoever keeps the archive, a line a day or year and not one an item.

use std::collections::BTreeMap;

use super::{Asked, DueItem};
use crate::desk::{Right, Scope};
use crate::model::{Message, Problem, Record as _, RecordId};
use crate::records::archive::{ArchiveItem, ArchiveItemState};

/// The end of a period is told half a year before: an appraisal takes its time.
const EXPIRY_DAYS: i64 = 180;

/// The last day for filing is told so many days before.
const FILING_DAYS: i64 = 30;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let permissions = &asked.reader.session().permissions;
    if permissions.scope(ArchiveItem::NAME, Right::Move) != Some(Scope::All) {
        return Ok(());
    }
    let mut ending: BTreeMap<_, (String, RecordId, usize)> = BTreeMap::new();
    asked.reader.each::<ArchiveItem>(&mut |item| {
        use ArchiveItemState::{Filed, Lent, Stored};
        let waits = matches!(item.record.state, Filed | Stored | Lent);
        if let Some(on) = item.record.expires_on.filter(|on| waits && asked.is_near(*on, EXPIRY_DAYS)) {
            let line = ending.entry(on).or_insert_with(|| (item.record.number.clone(), item.meta.id, 0));
            line.2 += 1;
            if item.record.number < line.0 {
                (line.0, line.1) = (item.record.number, item.meta.id);
            }
        }
    })?;
    for (on, (_, id, count)) in ending {
        found.push(DueItem {
            register: ArchiveItem::NAME,
            id,
            title: asked.title(ArchiveItem::NAME, id)?,
            reason: Message::new("due.expiry").with("count", count),
            lamp: asked.lamp(on),
            on,
        });
    }
    for year in asked.reader.filing_years(asked.today)? {
        let Some(on) = year.last_day.filter(|on| asked.is_near(*on, FILING_DAYS)) else { continue };
        let first = year.open.first().and_then(|rows| Some((rows.register, *rows.ids.first()?)));
        let Some((register, id)) = first else { continue };
        let reason = Message::new("due.filing").with("count", year.open_count()).with("year", year.year);
        let (title, lamp) = (asked.title(register, id)?, asked.lamp(on));
        found.push(DueItem { register, id, title, reason, lamp, on });
    }
    Ok(())
}

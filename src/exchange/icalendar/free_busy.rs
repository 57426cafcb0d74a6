//! VFREEBUSY: when people are taken, without what by (RFC 5545 §3.6.4).

use std::ops::Range;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};

use super::content::push_folded;
use super::outgoing::named_person;
use super::people::Named;
use super::write::begin;
use crate::desk::{Access, Outlet, Reader, civil_moment};
use crate::model::{Problem, RecordId};
use crate::rules::free_time::BusyRanges;
use crate::store::files;

/// Writes when people are taken on some days (half-open): a component for each of them. Gives how many there are.
///
/// # Errors
/// When the session may not look at them or at meetings, or the file can't be written.
pub fn export_free_busy(
    reader: &Reader,
    people: &[RecordId],
    days: &Range<NaiveDate>,
    path: &Path,
) -> Result<usize, Problem> {
    let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN);
    let range = midnight(days.start)..midnight(days.end);
    let busy = reader.busy_people(people, &range, None)?;
    let mut out = String::new();
    begin(&mut out, Some("PUBLISH"));
    let mut access = Access::new("person", Outlet::File);
    for (person, times) in people.iter().zip(busy) {
        let named = named_person(reader, *person)?.unwrap_or_else(|| Named {
            name: String::new(),
            address: super::people::address_of(*person, ""),
        });
        access.records.push(*person);
        push_folded(&mut out, "BEGIN:VFREEBUSY");
        push_folded(&mut out, &format!("UID:{person}-{}@free-busy.chancery", days.start.format("%Y%m%d")));
        push_folded(&mut out, &format!("DTSTAMP:{}", reader.now().format("%Y%m%dT%H%M%SZ")));
        push_folded(&mut out, &format!("DTSTART:{}", utc(range.start)));
        push_folded(&mut out, &format!("DTEND:{}", utc(range.end)));
        push_folded(&mut out, &named.organizer());
        let times = BusyRanges::of(times.into_iter().map(|busy| busy.time).collect());
        for time in times.ranges() {
            let period = format!("{}/{}", utc(time.start.max(range.start)), utc(time.end.min(range.end)));
            push_folded(&mut out, &format!("FREEBUSY;FBTYPE=BUSY:{period}"));
        }
        push_folded(&mut out, "END:VFREEBUSY");
    }
    push_folded(&mut out, "END:VCALENDAR");
    access.count = people.len();
    reader.record_access(access);
    files::write_whole(path, out.as_bytes())?;
    Ok(people.len())
}

fn utc(time: NaiveDateTime) -> String {
    civil_moment(time).unwrap_or_default().format("%Y%m%dT%H%M%SZ").to_string()
}

//! Whether the index of rooms and people says what the records say: for the check of a file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};

use super::inside::Inside;
use super::permissions::Permissions;
use crate::model::{Engagement, Problem, RecordId, Row};
use crate::records::RECORDS;
use crate::store::integrity::{CLASH, Finding, MOST_FINDINGS};
use crate::store::occupancy::{self, Hold};
use crate::store::{Rows, Snapshot, engagement};

/// Compares who holds what and who takes part in what with the records that say so. Gives what differs, the first thing
/// first; last, things that two meetings have at the same time, which is a matter of the office and no damage
/// ([`Finding::is_damage`]).
///
/// # Errors
/// When the file can't be read at all.
pub fn check_times(snapshot: &Snapshot) -> Result<Vec<Finding>, Problem> {
    let permissions = Permissions::owner();
    let today = NaiveDate::default();
    let inside = Inside { rows: snapshot, today, actor: None, permissions: &permissions };
    let mut findings = Vec::new();
    let mut holds: BTreeSet<Hold> = BTreeSet::new();
    let mut bookings: BTreeMap<(RecordId, NaiveDateTime, NaiveDateTime, RecordId), String> = BTreeMap::new();
    let mut engagements: BTreeMap<RecordId, Engagement> = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for register in RECORDS.iter().filter(|register| register.can_occupy() || register.can_engage()) {
        rows.clear();
        snapshot.each_stored(*register, &mut |row| {
            if row.meta.void.is_none() {
                rows.push(row);
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })?;
        for row in &rows {
            let id = row.meta.id;
            if register.can_occupy() {
                let title = row.record.value(register.title_index());
                let title = title.as_str().unwrap_or_default().to_owned();
                for of in register.occupies(row, &inside)? {
                    holds.insert((of.thing, id, of.from, of.until));
                    bookings.insert((of.thing, of.from, of.until, id), title.clone());
                }
            }
            let engages = if register.can_engage() { register.engages(row, &inside)? } else { None };
            engagements.extend(engages.filter(|of| !of.people.is_empty()).map(|of| (id, tidy(of))));
        }
    }
    let shown = |(thing, holder, from, until): &Hold| format!("{holder} holds {thing} {from}–{until}");
    for (stands_in, found) in
        [("days", occupancy::every_time(snapshot)?), ("holders", occupancy::every_hold(snapshot)?)]
    {
        for hold in holds.difference(&found) {
            add(&mut findings, "occupancy", format!("{}: not in the index of {stands_in}", shown(hold)));
        }
        for hold in found.difference(&holds) {
            add(&mut findings, "occupancy", format!("{}: only in the index of {stands_in}", shown(hold)));
        }
    }
    // A file of an older program has no such index before it is opened for work.
    if engagement::is_complete(snapshot)? {
        let found: BTreeMap<RecordId, Engagement> = engagement::every_holder(snapshot)?.into_iter().collect();
        for (holder, _) in engagements.iter().filter(|(holder, of)| found.get(holder) != Some(of)) {
            add(&mut findings, "engagement", format!("{holder}: its people are not in the index"));
        }
        for (holder, _) in found.iter().filter(|(holder, _)| !engagements.contains_key(holder)) {
            add(&mut findings, "engagement", format!("{holder}: people in the index whom it does not name"));
        }
    }
    findings.extend(clashes(&bookings));
    findings.truncate(MOST_FINDINGS);
    Ok(findings)
}

/// Bookings that overlap another of the same thing. Minutes in between are a rule for new ones only.
fn clashes(bookings: &BTreeMap<(RecordId, NaiveDateTime, NaiveDateTime, RecordId), String>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut last: Option<(RecordId, NaiveDateTime, &String)> = None;
    for ((thing, from, until, _), title) in bookings {
        if let Some((last_thing, last_until, last_title)) = last
            && last_thing == *thing
            && *from < last_until
        {
            let place = format!("{} {title} / {last_title}", from.format("%Y-%m-%d %H:%M"));
            found.push(Finding { code: CLASH, place });
        }
        if last.is_none_or(|(last_thing, last_until, _)| last_thing != *thing || last_until < *until) {
            last = Some((*thing, *until, title));
        }
    }
    found
}

fn tidy(mut engagement: Engagement) -> Engagement {
    engagement.people.sort_unstable();
    engagement.people.dedup();
    engagement
}

fn add(findings: &mut Vec<Finding>, code: &'static str, place: String) {
    if findings.len() < MOST_FINDINGS {
        findings.push(Finding { code, place });
    }
}

//! Which meetings somebody goes to.

use std::collections::BTreeSet;

use super::super::Reader;
use crate::model::{Id, Problem, RecordId};
use crate::records::meetings::{Attendee, AttendeeState, Meeting};

/// The meetings that somebody chairs, records, or is asked to and has not declined.
///
/// # Errors
/// When the file can't be read.
pub fn meetings_of(reader: &Reader, person: RecordId) -> Result<BTreeSet<RecordId>, Problem> {
    let mut found = BTreeSet::new();
    for (record_type, view, field) in reader.referring(person)? {
        match (record_type.name(), field.key) {
            ("meeting", "chair" | "recorder") => {
                found.insert(view.row.meta.id);
            }
            ("attendee", "person" | "deputy") => {
                let Some(attendee) = view.row.typed_ref::<Attendee>() else { continue };
                // Whoever sends a deputy stays free; the deputy goes.
                let goes = match (&attendee.deputy, field.key) {
                    (Some(_), key) => key == "deputy",
                    (None, _) => attendee.state != AttendeeState::Excused,
                };
                found.extend(attendee.meeting.filter(|_| goes).map(Id::<Meeting>::erase));
            }
            _ => {}
        }
    }
    Ok(found)
}

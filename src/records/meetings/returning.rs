//! What was left open by earlier meetings of the same kind and returns to the agenda of the next one: items that were
//! carried over, and matters that are not finished (`domain.md` §4.2).

use super::{AgendaItem, AgendaKind, AgendaState, Meeting, MeetingKind};
use crate::model::{Choice as _, Id, RecordId, Stored, Value};
use crate::records::supervision::{Matter, MatterState};

/// Minutes that the report on a matter takes.
const REPORT_MINUTES: i64 = 5;

/// Something that returns, as the fields of the agenda item it becomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// Identity of the new item: always the same for what returns to a meeting.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// Its fields.
    pub values: Vec<(&'static str, Value)>,
}

/// Whether an earlier meeting is one of the same row as a later one.
fn is_kin(earlier: &Stored<Meeting>, later: &Stored<Meeting>) -> bool {
    let (a, b) = (&earlier.record, &later.record);
    let series = |of: &Stored<Meeting>| of.record.series.map_or(of.meta.id, Id::erase);
    let comes_again =
        matches!(a.kind, MeetingKind::Regular | MeetingKind::Office | MeetingKind::Board) && a.kind == b.kind;
    series(earlier) == series(later)
        || (comes_again && a.department.is_some() && a.department == b.department)
}

/// The identity of what `source` becomes on the agenda of a meeting.
fn item_of(meeting: RecordId, source: RecordId) -> RecordId {
    let mut bytes = *meeting.as_bytes();
    for (byte, other) in bytes.iter_mut().zip(source.as_bytes()).skip(6) {
        *byte ^= other.rotate_left(3);
    }
    RecordId::from_bytes(bytes)
}

/// What returns to a meeting and is not on its agenda yet.
pub fn returning(
    meeting: &Stored<Meeting>,
    meetings: &[Stored<Meeting>],
    items: &[Stored<AgendaItem>],
    matters: &[Stored<Matter>],
) -> Vec<Returning> {
    let Some(start) = meeting.record.start else { return Vec::new() };
    let kin: Vec<&Stored<Meeting>> = meetings
        .iter()
        .filter(|other| {
            other.meta.id != meeting.meta.id
                && other.record.start.is_some_and(|earlier| earlier < start)
                && other.record.state.was_held()
                && is_kin(other, meeting)
        })
        .collect();
    let own = |item: &&Stored<AgendaItem>| item.record.meeting.map(Id::erase) == Some(meeting.meta.id);
    let mut position = items.iter().filter(own).filter_map(|item| item.record.position).max().unwrap_or(0);
    let mut found = Vec::new();
    let mut add = |source: RecordId, title: String, rest: Vec<(&'static str, Value)>| {
        position = position.saturating_add(1);
        let mut values = vec![
            ("meeting", Value::Link(meeting.meta.id)),
            ("position", Value::Integer(position)),
            ("title", Value::text(title.as_str())),
        ];
        values.extend(rest);
        found.push(Returning { id: item_of(meeting.meta.id, source), title, values });
    };
    if let Some(previous) = kin.iter().max_by_key(|other| other.record.start) {
        let mut carried: Vec<&Stored<AgendaItem>> = items
            .iter()
            .filter(|item| {
                item.record.meeting.map(Id::erase) == Some(previous.meta.id)
                    && item.record.state == AgendaState::Carried
                    && !items.iter().any(|other| other.record.returns.map(Id::erase) == Some(item.meta.id))
            })
            .collect();
        carried.sort_by_key(|item| (item.record.position, item.meta.id));
        for item in carried {
            let mut rest = vec![
                ("kind", Value::choice(item.record.kind.code())),
                ("returns", Value::Link(item.meta.id)),
            ];
            rest.extend(item.record.minutes.map(|minutes| ("minutes", Value::Integer(minutes))));
            rest.extend(item.record.presenter.map(|who| ("presenter", Value::Link(who.erase()))));
            add(item.meta.id, item.record.title.clone(), rest);
        }
    }
    let mut open: Vec<&Stored<Matter>> = matters
        .iter()
        .filter(|matter| {
            !matches!(matter.record.state, MatterState::Accepted | MatterState::Closed | MatterState::Stopped)
                && kin.iter().any(|other| matter.record.meeting.map(Id::erase) == Some(other.meta.id))
                && !items
                    .iter()
                    .filter(own)
                    .any(|item| item.record.matter.map(Id::erase) == Some(matter.meta.id))
        })
        .collect();
    open.sort_by_key(|matter| (matter.record.due, matter.meta.id));
    for matter in open {
        let mut rest = vec![
            ("kind", Value::choice(AgendaKind::Inform.code())),
            ("matter", Value::Link(matter.meta.id)),
            ("minutes", Value::Integer(REPORT_MINUTES)),
        ];
        rest.extend(matter.record.owner.map(|who| ("presenter", Value::Link(who.erase()))));
        add(matter.meta.id, format!("督办进展：{}", matter.record.title), rest);
    }
    found
}

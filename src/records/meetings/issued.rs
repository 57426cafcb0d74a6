//! 纪要签发后: what stands in issued minutes is not changed behind them. Whoever finds a mistake takes the minutes back with
//! a reason, corrects them, and the chair issues them again under the same number.

use super::{Meeting, MeetingState};
use crate::model::{Faults, Field, Frozen, Id, Lookup, Message, Problem, Stored};
use crate::records::archive::{ArchiveItem, ArchiveItemState};
use crate::records::organisation::has_left;

impl Meeting {
    /// Whether its minutes are issued and were not taken back.
    pub fn has_issued_minutes(&self) -> bool {
        match self.state {
            MeetingState::Issued | MeetingState::Supervised => true,
            // One may also be closed without minutes.
            MeetingState::Closed => !self.minutes_number.is_empty(),
            _ => false,
        }
    }

    /// What its minutes are called.
    pub fn minutes_title(&self) -> String {
        if self.title.ends_with("纪要") { self.title.clone() } else { format!("{}纪要", self.title) }
    }

    /// The facts of a meeting that its minutes tell.
    const TOLD_BY_MINUTES: &'static [&'static str] = &[
        "title",
        "kind",
        "purpose",
        "start",
        "end",
        "all_day",
        "time_zone",
        "place",
        "room",
        "chair",
        "recorder",
        "department",
        "quorum",
        "vote_base",
        "minutes",
    ];

    /// Fixes what the minutes tell, and who signs them.
    pub(super) fn freeze_issued(
        &self,
        step: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.has_issued_minutes() && step != Some("recall_minutes") {
            frozen.fields(Self::TOLD_BY_MINUTES, &Message::new("problem.minutes_stand"));
            return Ok(());
        }
        let in_review = self.state == MeetingState::Reviewing;
        if in_review && step != Some("return_minutes") {
            frozen.field("minutes", Message::new("problem.minutes_in_review"));
        }
        if (in_review || !self.minutes_number.is_empty())
            && self.chair.is_some()
            && !has_left(self.chair, office)?
        {
            frozen.field("chair", Message::new("problem.chair_stands"));
        }
        Ok(())
    }
}

/// Refuses to take back minutes that stand in the archive.
pub(super) fn require_unfiled(
    meeting: Id<Meeting>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let items = office.linking::<ArchiveItem>(meeting.erase(), "meeting")?;
    if let Some(item) = items.iter().find(|item| item.record.state != ArchiveItemState::Pending) {
        faults.whole(Message::new("problem.minutes_filed").with("number", &item.record.number));
    }
    Ok(())
}

/// What stands against a change of something that belongs to a meeting: its minutes were issued.
fn fixed_by_minutes(meeting: Option<Id<Meeting>>, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
    let found = match meeting {
        Some(meeting) => office.find(meeting)?,
        None => None,
    };
    let issued = found.filter(|meeting| meeting.record.has_issued_minutes());
    let told = |of: Stored<Meeting>| {
        Message::new("problem.part_of_minutes").with("number", &of.record.minutes_number)
    };
    Ok(issued.map(told))
}

/// Refuses a change of something that belongs to meetings, where one of them has issued minutes.
pub(super) fn require_open_minutes(
    meetings: impl IntoIterator<Item = Option<Id<Meeting>>>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    for meeting in meetings {
        if let Some(message) = fixed_by_minutes(meeting, office)? {
            faults.whole(message);
            return Ok(());
        }
    }
    Ok(())
}

/// Fixes all of something that belongs to a meeting whose minutes were issued.
pub(super) fn freeze_part(
    fields: &[Field],
    meeting: Option<Id<Meeting>>,
    office: &dyn Lookup,
    frozen: &mut Frozen,
) -> Result<(), Problem> {
    if let Some(message) = fixed_by_minutes(meeting, office)? {
        frozen.all(fields, &message);
    }
    Ok(())
}

/// The same for a record that is made or changed. What the owner of the file brings in with an import may belong to a
/// meeting whose minutes were issued elsewhere.
pub(super) fn check_part(
    before: Option<Option<Id<Meeting>>>,
    after: Option<Id<Meeting>>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    // What is fixed has been told at its fields.
    if (before.is_none() && office.actor().is_none()) || !faults.is_empty() {
        return Ok(());
    }
    let moved_from = before.flatten().filter(|before| Some(*before) != after);
    require_open_minutes([moved_from, after], office, faults)
}

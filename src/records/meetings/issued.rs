//! 纪要签发后: what stands in issued minutes is not changed behind them. Whoever finds a mistake takes the minutes back with
//! a reason, corrects them, and the chair issues them again under the same number.

use super::{Meeting, MeetingState};
use crate::model::{Faults, Id, Lookup, Message, Problem};
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

    /// The facts of a meeting that its minutes tell, by field.
    fn facts_that_differ(&self, other: &Self) -> impl Iterator<Item = &'static str> + use<> {
        let facts = [
            ("title", self.title == other.title),
            ("kind", self.kind == other.kind),
            ("purpose", self.purpose == other.purpose),
            ("start", self.start == other.start),
            ("end", self.end == other.end),
            ("all_day", self.all_day == other.all_day),
            ("time_zone", self.time_zone == other.time_zone),
            ("place", self.place == other.place),
            ("room", self.room == other.room),
            ("chair", self.chair == other.chair),
            ("recorder", self.recorder == other.recorder),
            ("department", self.department == other.department),
            ("quorum", self.quorum == other.quorum),
            ("vote_base", self.vote_base == other.vote_base),
            ("minutes", self.minutes == other.minutes),
        ];
        facts.into_iter().filter(|(_, same)| !same).map(|(field, _)| field)
    }

    /// Refuses to change what the minutes tell, and to let somebody else sign them.
    pub(super) fn check_issued(
        &self,
        before: &Self,
        transition: Option<&str>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if before.has_issued_minutes() && transition != Some("recall_minutes") {
            for field in before.facts_that_differ(self) {
                faults.at(field, Message::new("problem.minutes_stand"));
            }
            return Ok(());
        }
        let in_review = before.state == MeetingState::Reviewing;
        if in_review && transition != Some("return_minutes") && before.minutes != self.minutes {
            faults.at("minutes", Message::new("problem.minutes_in_review"));
        }
        if (in_review || !before.minutes_number.is_empty())
            && before.chair != self.chair
            && before.chair.is_some()
            && !has_left(before.chair, office)?
        {
            faults.at("chair", Message::new("problem.chair_stands"));
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

/// Refuses a change of something that belongs to meetings, where one of them has issued minutes.
pub(super) fn require_open_minutes(
    meetings: impl IntoIterator<Item = Option<Id<Meeting>>>,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    for meeting in meetings.into_iter().flatten() {
        if let Some(meeting) = office.find(meeting)?
            && meeting.record.has_issued_minutes()
        {
            let message = Message::new("problem.part_of_minutes");
            faults.whole(message.with("number", &meeting.record.minutes_number));
            return Ok(());
        }
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
    if before.is_none() && office.actor().is_none() {
        return Ok(());
    }
    let moved_from = before.flatten().filter(|before| Some(*before) != after);
    require_open_minutes([moved_from, after], office, faults)
}

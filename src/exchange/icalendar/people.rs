//! Who is named in a calendar file (RFC 5545 §3.3.3, §3.8.4.1): addresses in and out.

use super::content::{Line, escaped_parameter, value_of};
use crate::model::RecordId;
use crate::records::meetings::{Attendee, AttendeeState, Part};

/// An address as it is compared: without case.
pub(super) fn address(line: &str) -> String {
    value_of(line).trim().to_lowercase()
}

/// The address of somebody: their e-mail, else their identity here, which an answer brings back.
pub(super) fn address_of(id: RecordId, email: &str) -> String {
    let email = email.trim();
    if email.contains('@') && !email.contains(char::is_whitespace) {
        format!("mailto:{email}")
    } else {
        format!("urn:uuid:{id}")
    }
}

/// The person an address names by identity.
pub(super) fn identity(address: &str) -> Option<RecordId> {
    address.strip_prefix("urn:uuid:").and_then(|id| id.parse().ok())
}

/// Somebody on the way out.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) address: String,
}

impl Named {
    /// ORGANIZER.
    pub(super) fn organizer(&self) -> String {
        format!("ORGANIZER;CN={}:{}", escaped_parameter(&self.name), self.address)
    }

    /// ATTENDEE, and the one who stands in for them.
    pub(super) fn attendee(&self, of: &Attendee, chairs: bool, deputy: Option<&Named>) -> Vec<String> {
        let role = match of.part {
            _ if chairs => "CHAIR",
            Part::Member | Part::Recorder => "REQ-PARTICIPANT",
            Part::Observer => "OPT-PARTICIPANT",
            Part::Staff => "NON-PARTICIPANT",
        };
        let (answer, asked) = match of.state {
            AttendeeState::Invited => ("NEEDS-ACTION", ";RSVP=TRUE"),
            AttendeeState::Accepted | AttendeeState::Present | AttendeeState::Left => ("ACCEPTED", ""),
            AttendeeState::Excused => ("DECLINED", ""),
        };
        let line = |who: &Named, answer: &str, more: &str| {
            let name = escaped_parameter(&who.name);
            format!("ATTENDEE;CN={name};ROLE={role};PARTSTAT={answer}{more}:{}", who.address)
        };
        match deputy {
            None => vec![line(self, answer, asked)],
            Some(deputy) => vec![
                line(self, "DELEGATED", &format!(";DELEGATED-TO=\"{}\"", deputy.address)),
                line(deputy, answer, &format!(";DELEGATED-FROM=\"{}\"{asked}", self.address)),
            ],
        }
    }
}

/// What somebody answers in a reply.
pub(super) struct Answer {
    pub(super) address: String,
    /// PARTSTAT, in capitals.
    pub(super) answer: String,
    /// Whom they send instead.
    pub(super) deputy: Option<String>,
}

impl Answer {
    /// Reads an ATTENDEE line as it was kept.
    pub(super) fn of(line: &str) -> Option<Self> {
        let line = Line::read(line)?;
        let answer = line.parameter("PARTSTAT").unwrap_or("NEEDS-ACTION").to_ascii_uppercase();
        let deputy = line.parameter("DELEGATED-TO").map(|deputy| deputy.trim_matches('"').to_lowercase());
        Some(Self { address: line.value().trim().to_lowercase(), answer, deputy })
    }
}

//! What an item is made of: the papers, the meeting or the contract that are filed with it, closed with it and opened again
//! when it is taken back.

use super::ArchiveItem;
use crate::model::{Consequence, Faults, Lookup, Message, Problem, Record as _, RecordId, Stored};
use crate::records::contracts::{Contract, ContractState};
use crate::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState};
use crate::records::meetings::Meeting;

impl ArchiveItem {
    /// A paper is one 件: it is filed once (DA/T 22-2015 5.1).
    pub(super) fn check_source(
        &self,
        id: RecordId,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        for (field, source) in self.sources() {
            let Some(source) = source else { continue };
            let others = office.linking::<Self>(source, field)?;
            if let Some(other) = others.iter().find(|other| other.meta.id != id) {
                let number =
                    if other.record.number.is_empty() { &other.record.title } else { &other.record.number };
                faults.at(field, Message::new("problem.filed_already").with("number", number));
            }
        }
        self.check_minutes(id, office, faults)
    }

    /// The minutes of a meeting and the paper that gives them out are one 件 too: neither is filed beside the other.
    fn check_minutes(&self, id: RecordId, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let mut told = |field: &'static str, others: Vec<Stored<Self>>| {
            if let Some(other) = others.into_iter().find(|other| other.meta.id != id) {
                let number =
                    if other.record.number.is_empty() { other.record.title } else { other.record.number };
                faults.at(field, Message::new("problem.minutes_are_one").with("number", number));
            }
        };
        if let Some(meeting) = self.meeting {
            for paper in office.linking::<Outgoing>(meeting.erase(), "meeting")? {
                told("meeting", office.linking::<Self>(paper.meta.id, Outgoing::NAME)?);
            }
        }
        if let Some(paper) = self.outgoing
            && let Some(paper) = office.find(paper)?
            && let Some(meeting) = paper.record.meeting
        {
            told("outgoing", office.linking::<Self>(meeting.erase(), Meeting::NAME)?);
        }
        Ok(())
    }

    /// Closes what is filed with this as filed.
    pub(super) fn close_papers(&self, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let archive =
            |register, id| Consequence::Move { register, id, transition: "archive", values: Vec::new() };
        let mut follow = Vec::new();
        if let Some(paper) = self.incoming
            && let Some(found) = office.find(paper)?
            && matches!(found.record.state, IncomingState::Closed | IncomingState::Replied)
        {
            follow.push(archive(Incoming::NAME, paper.erase()));
        }
        if let Some(paper) = self.outgoing
            && let Some(found) = office.find(paper)?
            && found.record.state == OutgoingState::Issued
        {
            follow.push(archive(Outgoing::NAME, paper.erase()));
        }
        if let Some(contract) = self.contract
            && let Some(found) = office.find(contract)?
            && matches!(found.record.state, ContractState::Concluded | ContractState::Terminated)
        {
            follow.push(archive(Contract::NAME, contract.erase()));
        }
        Ok(follow)
    }

    /// What was filed with this waits for filing again, in the state it was filed from.
    pub(super) fn reopen_papers(&self, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let back =
            |register, id, transition| Consequence::Move { register, id, transition, values: Vec::new() };
        let mut follow = Vec::new();
        if let Some(paper) = self.incoming
            && office.find(paper)?.is_some_and(|found| found.record.state == IncomingState::Archived)
        {
            let answers = office.linking::<Outgoing>(paper.erase(), "answers")?;
            let is_answered = answers.iter().any(|answer| answer.record.state.is_numbered());
            let transition = if is_answered { "unfile_replied" } else { "unfile" };
            follow.push(back(Incoming::NAME, paper.erase(), transition));
        }
        if let Some(paper) = self.outgoing
            && office.find(paper)?.is_some_and(|found| found.record.state == OutgoingState::Archived)
        {
            follow.push(back(Outgoing::NAME, paper.erase(), "unfile"));
        }
        if let Some(contract) = self.contract
            && let Some(found) = office.find(contract)?
            && found.record.state == ContractState::Archived
        {
            // Whoever concludes a contract writes down what came of it.
            let transition = if found.record.result.is_empty() { "unfile_terminated" } else { "unfile" };
            follow.push(back(Contract::NAME, contract.erase(), transition));
        }
        Ok(follow)
    }
}

//! Contracts in force that come to their last day: whoever keeps one ends it, renews it or has it amended. It is told
//! until that is done, however long ago the day was.

use super::{Asked, DueItem};
use crate::model::{Message, Problem};
use crate::records::contracts::{Contract, ContractState};

/// Days before the last day, where a contract does not say otherwise.
const USUAL_NOTICE: i64 = 30;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let reader = asked.reader;
    reader.each::<Contract>(&mut |contract| {
        let (record, meta) = (contract.record, contract.meta);
        let Some(on) = record.valid_until.filter(|_| record.state == ContractState::Performing) else {
            return;
        };
        if !asked.is_near(on, record.notice_days.unwrap_or(USUAL_NOTICE)) || !asked.concerns(record.keeper) {
            return;
        }
        let days = (on - asked.today).num_days();
        let reason = if days < 0 {
            Message::new("due.contract_over").with("days", -days).with("party", record.counterparty)
        } else {
            Message::new("due.contract_ends").with("days", days).with("party", record.counterparty)
        };
        let lamp = asked.lamp(on);
        found.push(DueItem { register: "contract", id: meta.id, title: record.title, reason, lamp, on });
    })
}

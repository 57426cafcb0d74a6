//! The office itself: one folder or file a domain, each with its structs, field tables, workflows and own rules.
//!
//! [`RECORDS`] is the registry. A new record type is its struct, its table, its texts and one line here; list, form,
//! import, export, search, permissions, history and the command line follow from that.

pub mod calendar;
pub mod organisation;

use crate::model::{RecordType, Register};
use calendar::Holiday;
use organisation::{Appointment, Delegation, Duty, Person, Policy, Post, Unit};

/// Every record type of the office, in the order of the navigation.
pub static RECORDS: &[&dyn RecordType] = &[
    &Register::<Unit>::new("record.unit"),
    &Register::<Post>::new("record.post"),
    &Register::<Person>::new("record.person"),
    &Register::<Appointment>::new("record.appointment"),
    &Register::<Delegation>::new("record.delegation"),
    &Register::<Duty>::new("record.duty"),
    &Register::<Policy>::new("record.policy"),
    &Register::<Holiday>::new("record.holiday"),
];

/// The record type of a name.
pub fn find(name: &str) -> Option<&'static dyn RecordType> {
    RECORDS.iter().copied().find(|record_type| record_type.name() == name)
}

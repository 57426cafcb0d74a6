//! The office itself: one folder or file a domain, each with its structs, field tables, workflows and own rules.
//!
//! [`RECORDS`] is the registry. A new record type is its struct, its table, its texts and one line here; list, form,
//! import, export, search, permissions, history and the command line follow from that.

pub mod accounts;
pub mod activities;
pub mod archive;
pub mod backups;
pub mod budget;
pub mod calendar;
pub mod contracts;
pub mod documents;
pub mod domains;
pub mod meetings;
pub mod organisation;
pub mod protection;
pub mod supervision;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::{RecordType, Register};
use accounts::{Account, SignIn, SignInRules};
use activities::{Activity, Promotion, Registration, RunSheetItem, Supply};
use archive::{
    ArchiveBox, ArchiveCategory, ArchiveDivision, ArchiveHold, ArchiveItem, Disposal, DisposalLine, Fonds,
    Loan, LoanRenewal, LoanUrging, LoanView, RecordCheck, RetentionRule, StoragePlace, Transmission,
};
use backups::{BackupPlan, BackupRun};
use budget::{Adjustment, Assessment, BudgetLine, BudgetVersion, Commitment, Expense, FundSource};
use calendar::Holiday;
use contracts::Contract;
use documents::{Circulation, Countersign, Document, Incoming, Outgoing, PaperSeries, Urging};
use meetings::{AgendaItem, Attendee, CalendarFeed, Meeting, Room, RoomWait, Statement};
use organisation::{Appointment, Delegation, Duty, Person, Policy, Post, Unit};
use protection::{Clearance, EncryptionOrder, OfficeRole, Opening, RoleAssignment, RoleGrant, Separation};
use supervision::{Matter, MatterIssue, MatterReport, Milestone, Slip};

/// Every record type of the office, in the order of the navigation; a record whose rules ask others comes after them.
pub static RECORDS: &[&dyn RecordType] = &[
    &Register::<Unit>::new("record.unit"),
    &Register::<Post>::new("record.post"),
    &Register::<Person>::new("record.person"),
    &Register::<Appointment>::new("record.appointment"),
    &Register::<Duty>::new("record.duty"),
    &Register::<Delegation>::new("record.delegation"),
    &Register::<Policy>::new("record.policy"),
    &Register::<FundSource>::new("record.fund_source"),
    &Register::<BudgetVersion>::new("record.budget_version"),
    &Register::<BudgetLine>::new("record.budget_line"),
    &Register::<Adjustment>::new("record.adjustment"),
    &Register::<Commitment>::new("record.commitment"),
    &Register::<Expense>::new("record.expense"),
    &Register::<Assessment>::new("record.assessment"),
    &Register::<PaperSeries>::new("record.paper_series"),
    &Register::<Incoming>::new("record.incoming"),
    &Register::<Outgoing>::new("record.outgoing"),
    &Register::<Circulation>::new("record.circulation"),
    &Register::<Countersign>::new("record.countersign"),
    &Register::<Urging>::new("record.urging"),
    &Register::<Document>::new("record.document"),
    &Register::<Contract>::new("record.contract"),
    &Register::<Room>::new("record.room"),
    &Register::<Meeting>::new("record.meeting"),
    &Register::<Fonds>::new("record.fonds"),
    &Register::<ArchiveCategory>::new("record.archive_category"),
    &Register::<ArchiveDivision>::new("record.archive_division"),
    &Register::<RetentionRule>::new("record.retention_rule"),
    &Register::<StoragePlace>::new("record.storage_place"),
    &Register::<ArchiveBox>::new("record.archive_box"),
    &Register::<ArchiveItem>::new("record.archive_item"),
    &Register::<ArchiveHold>::new("record.archive_hold"),
    &Register::<Disposal>::new("record.disposal"),
    &Register::<DisposalLine>::new("record.disposal_line"),
    &Register::<Loan>::new("record.loan"),
    &Register::<LoanRenewal>::new("record.loan_renewal"),
    &Register::<LoanUrging>::new("record.loan_urging"),
    &Register::<LoanView>::new("record.loan_view"),
    &Register::<Transmission>::new("record.transmission"),
    &Register::<RecordCheck>::new("record.record_check"),
    &Register::<Attendee>::new("record.attendee"),
    &Register::<AgendaItem>::new("record.agenda_item"),
    &Register::<RoomWait>::new("record.room_wait"),
    &Register::<CalendarFeed>::new("record.calendar_feed"),
    &Register::<Statement>::new("record.statement"),
    &Register::<Activity>::new("record.activity"),
    &Register::<Promotion>::new("record.promotion"),
    &Register::<Registration>::new("record.registration"),
    &Register::<Supply>::new("record.supply"),
    &Register::<RunSheetItem>::new("record.run_sheet_item"),
    &Register::<Matter>::new("record.matter"),
    &Register::<MatterReport>::new("record.matter_report"),
    &Register::<Milestone>::new("record.milestone"),
    &Register::<MatterIssue>::new("record.matter_issue"),
    &Register::<Slip>::new("record.slip"),
    &Register::<Holiday>::new("record.holiday"),
    &Register::<BackupPlan>::new("record.backup_plan"),
    &Register::<BackupRun>::new("record.backup_run"),
    &Register::<Account>::new("record.account"),
    &Register::<SignIn>::new("record.sign_in"),
    &Register::<SignInRules>::new("record.sign_in_rules"),
    &Register::<OfficeRole>::new("record.role"),
    &Register::<RoleGrant>::new("record.role_grant"),
    &Register::<RoleAssignment>::new("record.role_assignment"),
    &Register::<Clearance>::new("record.clearance"),
    &Register::<Separation>::new("record.separation"),
    &Register::<Opening>::new("record.opening"),
    &Register::<EncryptionOrder>::new("record.encryption_order"),
];

/// The record type of a name.
pub fn find(name: &str) -> Option<&'static dyn RecordType> {
    // Asked for every row of an import.
    static BY_NAME: LazyLock<HashMap<&'static str, &'static dyn RecordType>> =
        LazyLock::new(|| RECORDS.iter().map(|record_type| (record_type.name(), *record_type)).collect());
    BY_NAME.get(name).copied()
}

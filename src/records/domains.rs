//! Which registers belong together: each domain of the office once. Roles are given over these lists
//! (`desk::permissions`), and what leaves the office as a whole is made of them (`exchange::package`).

use crate::model::Record as _;

use super::accounts::{Account, SignIn, SignInRules};
use super::activities::{Activity, Promotion, Registration, RunSheetItem, Supply};
use super::archive::{
    ArchiveBox, ArchiveCategory, ArchiveDivision, ArchiveHold, ArchiveItem, Disposal, DisposalLine, Fonds,
    Loan, LoanRenewal, LoanUrging, LoanView, RecordCheck, RetentionRule, StoragePlace, Transmission,
};
use super::backups::{BackupPlan, BackupRun};
use super::budget::{Adjustment, Assessment, BudgetLine, BudgetVersion, Commitment, Expense, FundSource};
use super::calendar::Holiday;
use super::contracts::Contract;
use super::documents::{Circulation, Countersign, Document, Incoming, Outgoing, PaperSeries, Urging};
use super::meetings::{AgendaItem, Attendee, CalendarFeed, Meeting, Room, RoomWait, Statement};
use super::organisation::{Appointment, Delegation, Duty, Person, Policy, Post, Unit};
use super::protection::{
    Clearance, EncryptionOrder, OfficeRole, Opening, RoleAssignment, RoleGrant, Separation,
};
use super::supervision::{Matter, MatterIssue, MatterReport, Milestone, Slip};

/// The office, its people and its rules.
pub const ORGANISATION: &[&str] = &[
    Unit::NAME,
    Post::NAME,
    Person::NAME,
    Appointment::NAME,
    Delegation::NAME,
    Duty::NAME,
    Policy::NAME,
    Holiday::NAME,
];

/// What may be spent and what was.
pub const BUDGET: &[&str] = &[
    FundSource::NAME,
    BudgetVersion::NAME,
    BudgetLine::NAME,
    Adjustment::NAME,
    Commitment::NAME,
    Expense::NAME,
    Assessment::NAME,
];

/// Papers, documents and contracts.
pub const PAPERS: &[&str] = &[
    PaperSeries::NAME,
    Outgoing::NAME,
    Incoming::NAME,
    Circulation::NAME,
    Countersign::NAME,
    Urging::NAME,
    Document::NAME,
    Contract::NAME,
];

/// Meetings, what follows from them, and activities.
pub const MEETINGS: &[&str] = &[
    Room::NAME,
    Meeting::NAME,
    Attendee::NAME,
    AgendaItem::NAME,
    RoomWait::NAME,
    CalendarFeed::NAME,
    Matter::NAME,
    MatterReport::NAME,
    Milestone::NAME,
    MatterIssue::NAME,
    Slip::NAME,
    Statement::NAME,
    Activity::NAME,
    Promotion::NAME,
    Registration::NAME,
    Supply::NAME,
    RunSheetItem::NAME,
];

/// The archive itself, as it is handed on: its scheme, its places, what it holds and what became of it. Those that others
/// link to stand before them.
pub const HOLDINGS: &[&str] = &[
    Fonds::NAME,
    ArchiveCategory::NAME,
    ArchiveDivision::NAME,
    RetentionRule::NAME,
    StoragePlace::NAME,
    ArchiveBox::NAME,
    ArchiveItem::NAME,
    ArchiveHold::NAME,
    Disposal::NAME,
    DisposalLine::NAME,
];

/// How the archive is used and looked after: who borrows what, what is passed on, what was checked.
pub const ARCHIVE_USE: &[&str] =
    &[Loan::NAME, LoanRenewal::NAME, LoanUrging::NAME, LoanView::NAME, Transmission::NAME, RecordCheck::NAME];

/// Which roles there are, what each may, and who has them.
pub const ROLES: &[&str] = &[OfficeRole::NAME, RoleGrant::NAME, RoleAssignment::NAME];

/// Who is cleared to know what, and who looks after whom.
pub const CONFIDENCE: &[&str] = &[Clearance::NAME, Separation::NAME, Opening::NAME];

/// The registers by which the file itself is looked after.
pub const UPKEEP: &[&str] = &[BackupPlan::NAME, BackupRun::NAME, EncryptionOrder::NAME];

/// Who may sign in, and by which rules.
pub const ACCOUNTS: &[&str] = &[Account::NAME, SignIn::NAME, SignInRules::NAME];

//! 档案: what the office keeps for good, where it stands, who has it, how long it stays and what becomes of it then.
//!
//! Items get their 档号 inside the write transaction and keep it for ever. Loans are moved, never rewritten; who has an
//! item is a total over its loans. Lists of destruction and transfer settle their items when they are carried out.

mod archive_box;
mod check;
mod disposal;
mod disposal_line;
mod disposal_sum;
mod hold;
mod item;
mod item_catalogue;
mod item_number;
mod item_papers;
mod item_workflow;
mod loan;
mod loan_ledger;
mod loan_urging;
mod loan_view;
mod place;
mod renewal;
mod scheme;
mod transmission;

pub use archive_box::{ArchiveBox, SpineWidth};
pub use check::{CheckOccasion, CheckResult, RecordCheck};
pub use disposal::{DISPOSAL_WORKFLOW, Disposal, DisposalKind, DisposalState};
pub use disposal_line::DisposalLine;
pub use disposal_sum::list_hash;
pub use hold::{ArchiveHold, HOLD_WORKFLOW, HoldState};
pub use item::{ArchiveItem, ArchiveMedium, files_digest};
pub use item_workflow::{ARCHIVE_ITEM_WORKFLOW, ArchiveItemState};
pub use loan::{LOAN_WORKFLOW, Loan, LoanCondition, LoanMeans, LoanPurpose, LoanState};
pub use loan_urging::LoanUrging;
pub use loan_view::LoanView;
pub use place::{PlaceKind, StoragePlace};
pub use renewal::{LoanRenewal, RENEWAL_WORKFLOW, RenewalState};
pub use scheme::{ArchiveCategory, ArchiveDivision, DivisionKind, Fonds, Retention, RetentionRule};
pub use transmission::{TRANSMISSION_WORKFLOW, Transmission, TransmissionMeans, TransmissionState};

//! The office at work, without any window: who asks, what they may, and the one way in which anything changes.
//!
//! A [`Command`] goes through [`Office::execute`] and comes back as an [`Outcome`] or a problem; a [`Reader`] shows
//! what a [`Session`] may see and nothing else. Window, command line, import and kiosk all stand on these two.

mod access;
pub mod accounts;
mod activity_console;
mod archive_report;
mod audit_trail;
pub mod backups;
mod bulk_edit;
mod busy_times;
pub mod calendar;
mod clock;
mod command;
mod compaction;
mod condition;
mod contents;
mod dated;
pub mod demo;
mod deposits;
mod disposal_lines;
mod document_tree;
mod due;
mod execution_comparison;
mod execution_notes;
mod execution_panel;
mod execution_papers;
mod execution_sums;
mod field_bar;
mod figure_rows;
mod filing;
mod filing_command;
mod filing_enclosures;
mod filing_gathering;
mod filing_pages;
mod filing_scheme;
mod free_time;
mod hints;
mod history;
mod inside;
mod lending;
mod lending_desk;
mod meeting_choice;
mod meeting_console;
mod naming;
mod number_rows;
mod occurrences;
mod office;
mod opinions;
mod org_chart;
mod paper_numbers;
mod patching;
mod permissions;
mod photos;
mod pipeline;
mod quick_sums;
mod reader;
mod record_checks;
mod register_list;
mod register_part;
mod register_table;
mod report_figures;
mod rooms;
mod row_order;
mod row_search;
mod row_set;
pub mod scale;
mod sealing;
mod search;
mod seeding;
mod seen_heads;
mod series_edit;
mod session;
mod showing;
mod standing;
mod step_guard;
mod step_taken;
mod supervision_panel;
mod text_column;
mod times_check;
mod titles;
mod today;
mod told;
mod undo;
mod work_calendar;
mod work_report;

pub use access::{Access, Outlet, show_trace};
pub use activity_console::{
    ActivityConsole, Part as ActivityPart, activity_choices, end_of as run_sheet_end,
};
pub use archive_report::{
    ArchiveReport, BackupFigures, CheckFigures, DeliveryFigures, FilingFigures, HoldingFigures,
    LendingFigures, REST, StorageFigures,
};
pub use audit_trail::{TrailEntry, TrailFilter, TrailHead};
pub use bulk_edit::{BulkPlan, FieldChange, plan_bulk_edit};
pub use busy_times::BusyTime;
pub use clock::{
    Clock, FixedClock, SystemClock, civil_date, civil_midnight, civil_moment, civil_stamp, civil_time,
    end_of_day, office_time,
};
pub use command::{BatchMode, Command, Outcome, Touched, Values, only_takes_off};
pub use compaction::Compacted;
pub use condition::Conditions;
pub use contents::{Duplicate, Holder};
pub use dated::DatedField;
pub use deposits::{Deposited, Kept};
pub use disposal_lines::{DisposalLines, LineDecision, ListedItem};
pub use document_tree::{DocumentTree, TreeKind, TreeNode};
pub use due::{DueItem, due_items};
pub use execution_comparison::{Comparison, DifferenceParts, LineChange, VersionDifference};
pub use execution_notes::{ExecutionNote, Urgency};
pub use execution_panel::{
    ExecutionPanel, ExecutionQuery, PanelAdjustment, PanelCommitment, PanelLine, PanelPayment,
};
pub use execution_sums::{AGES, Group, GroupBy};
pub use figure_rows::FigureRows;
pub use filing::{FilingClass, FilingPaper, FilingQueue, FilingYear};
pub use filing_pages::PageCounters;
pub use free_time::{FreeSlot, OFFICE_HOURS, TimeQuery, find_time};
pub use hints::{hints, proposals};
pub use history::{Change, HistoryEntry};
pub use lending::close_electronic_loans;
pub use lending_desk::{LendingRow, LendingStanding, view_on_loan};
pub use meeting_choice::MeetingChoice;
pub use meeting_console::{
    ConsoleAttendee, ConsoleItem, ConsoleStatement, Heads, MeetingConsole, NOTICE_DAYS,
};
pub use naming::person_named;
pub use number_rows::{NumberHole, NumberRows};
pub use occurrences::{MOST_EXPANDED, OccurrenceBook, Shown, occurrences};
pub use office::Office;
pub use opinions::{GivenOpinion, opinions};
pub use org_chart::{Marks, OrgChart, OrgNode};
pub use paper_numbers::{NUMBERED, NumberRow, PaperNumbers, check_numbers, told_of_office};
pub use patching::patch;
pub use permissions::{
    Asked, BUSINESS, Explanation, GUARDED_LEVELS, Origin, PROTECTED, Permissions, RegisterGrant, Right,
    RoleBook, RoleEntry, RoleMatrix, Scope, Source, grant_identity, grant_values, has_own_roles,
    is_protected, level_field, seed_commands, seed_roles, template,
};
pub use photos::{PICTURED, photo_command};
pub use quick_sums::QuickSum;
pub use reader::{Reader, View, Which};
pub use record_checks::{
    FormatCount, Inspect, PROPERTIES, PropertyStanding, RecordFault, RecordStanding, check_due_records,
    check_records,
};
pub use register_list::{FieldFilter, RegisterList, RowMark};
pub use register_table::{RegisterTable, Wanted};
pub use report_figures::{Bar, BarTable, ReportDays, Share};
pub use rooms::{RoomsDone, look_after_rooms};
pub use search::{Extract, Hit, Query, SearchIndex, Snippet, Texts, words_in};
pub use seen_heads::{SeenHeads, state_folder};
pub use series_edit::{Reach, SeriesChange, edit_series, make_series, make_single};
pub use session::Session;
pub use showing::{field_label, messages, show, show_field, show_plain, tone};
pub use step_guard::follow_up_refusal;
pub use supervision_panel::{MatterLine, MatterScope, SupervisionPanel};
pub use times_check::check_times;
pub use titles::Titles;
pub use today::{InHand, MeetingToday, Today};
pub use told::{Told, actor_name, named_actor, tell, verb_text, what_was_done};
pub use work_calendar::work_calendar;
pub use work_report::WorkReport;

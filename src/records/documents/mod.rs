//! 文件与资料: documents with their versions, papers that come in (收文) and go out (发文), their circulation (传阅),
//! countersigning (会签) and urging (催办), and the series their numbers come from.

mod checking;
mod circulation;
mod countersign;
mod document;
mod incoming;
mod incoming_workflow;
mod limit;
mod outgoing;
mod outgoing_text;
mod outgoing_workflow;
mod series;
mod undertaking;
mod urging;

pub use circulation::{CIRCULATION_WORKFLOW, Circulation, CirculationState};
pub use countersign::{COUNTERSIGN_WORKFLOW, Countersign, CountersignState};
pub use document::{Document, DocumentContent, DocumentNature};
pub use incoming::{Handling, Incoming};
pub use incoming_workflow::{INCOMING_WORKFLOW, IncomingState};
pub use outgoing::Outgoing;
pub use outgoing_workflow::{OUTGOING_WORKFLOW, OutgoingState};
pub use series::PaperSeries;
pub use urging::Urging;

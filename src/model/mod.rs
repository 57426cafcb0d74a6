//! What a record, a field, a workflow, a link and a value *are*. Everything generic in the program is written
//! against these; everything special about the office is in `records`.

mod due;
pub mod encoding;
mod field;
mod field_building;
mod frozen;
mod id;
mod message;
mod money;
mod problem;
mod record;
mod record_type;
mod role;
mod rules;
mod secrecy;
mod value;
mod workflow;

pub use due::{Due, Owed, ToldFrom};
pub use field::{Field, Kind, Level, Opinion, Wording};
pub use field_building::{
    choice, date, date_time, decimal, flag, instant, integer, link, long_text, money, tags, text, workflow,
};
pub use frozen::Frozen;
pub use id::{Id, RecordId};
pub use message::{KeptMessage, Message, TITLE_SEPARATOR};
pub(crate) use money::separators_part_thousands;
pub use money::{AmountUnit, Money, MoneyError};
pub use problem::{Clash, Fault, Faults, Problem};
pub use record::{Access, AnyRecord, Meta, Record, Row, Stored, Void};
pub use record_type::{RecordType, Register};
pub use role::{Function, Role};
pub use rules::{
    Change, Completion, Consequence, Engagement, LastWord, Lookup, Occupied, Offer, Reference, Rules,
};
pub use secrecy::{Mark, Secrecy, Term};
pub use value::{Choice, ChoiceSet, FieldValue, Value, format_decimal, parse_date_time, parse_decimal};
pub use workflow::{State, Tone, Transition, Workflow, step};

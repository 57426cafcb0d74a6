//! Why a field of a record takes no other value: one answer for the pipeline that refuses it, for who asks why, and for
//! the form that shows it as it is.

use chrono::{DateTime, Utc};

use super::Reader;
use super::permissions::{Permissions, level_refusal};
use super::pipeline::by_step;
use crate::model::{Field, Kind, LastWord, Message, Offer, Problem, RecordType, Row, Transition};
use crate::records::protection::FieldRight;

/// A rule that stands against another value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// It is not for this session to change.
    Denied(Message),
    /// It is for nobody to change here.
    Fixed(Message),
}

impl Bar {
    /// The rule in words.
    pub(super) fn message(self) -> Message {
        match self {
            Self::Denied(message) | Self::Fixed(message) => message,
        }
    }
}

/// What the table and the rights say against another value of a field on a step (`None`: an edit). What the record's own
/// rules fix ([`Rules::freeze`](crate::model::Rules::freeze)) comes after.
pub(super) fn bar(
    permissions: &Permissions,
    record_type: &dyn RecordType,
    field: &Field,
    row: &Row,
    step: Option<&str>,
    now: DateTime<Utc>,
) -> Option<Bar> {
    if permissions.field_right(record_type.name(), field.level) != FieldRight::Change {
        return Some(Bar::Denied(level_refusal(record_type, field)));
    }
    if matches!(field.kind, Kind::State(_)) {
        return Some(Bar::Fixed(Message::new("problem.state_by_transition")));
    }
    if field.read_only && !permissions.is_program() {
        return Some(Bar::Fixed(Message::new("problem.set_by_program")));
    }
    if !field.editable_on(step) && !permissions.is_program() {
        return Some(Bar::Fixed(by_step(record_type, field)));
    }
    // What is sealed is not changed before it is opened.
    if !field.title && !permissions.is_open(row.meta.id, row.meta.mark.as_deref(), now) {
        return Some(Bar::Denied(Message::new("why.sealed").with("field", field.label)));
    }
    let is_given =
        || record_type.field(field.key).is_some_and(|(index, _)| !row.record.value(index).is_nothing());
    if field.permanent && is_given() {
        return Some(Bar::Fixed(Message::new("problem.permanent")));
    }
    None
}

impl Reader {
    /// What a link of some records, which are changed together, can name as they stand; `None` where every record of the
    /// register will do.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn offers(
        &self,
        record_type: &'static dyn RecordType,
        rows: &[Row],
        field: &Field,
    ) -> Result<Option<Offer>, Problem> {
        record_type.offers(rows, field.key, &self.inside())
    }

    /// What an irrevocable step will do to a record; `None` where a step can be taken back or does nothing else.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn last_word(
        &self,
        record_type: &'static dyn RecordType,
        row: &Row,
        way: &Transition,
    ) -> Result<Option<LastWord>, Problem> {
        if way.irrevocable { record_type.last_word(row, way.code, &self.inside()) } else { Ok(None) }
    }

    /// For each field of a record, the rule that stands against another value: of the table, of the session's rights, of
    /// the state in which the record is. `way` is the transition on which it would be given; what it asks for is asked.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn field_bars(
        &self,
        record_type: &'static dyn RecordType,
        row: &Row,
        way: Option<&'static Transition>,
    ) -> Result<Vec<Option<Message>>, Problem> {
        let session = self.session();
        let step = way.map(|way| way.code);
        let frozen = record_type.frozen(row, step, &self.inside())?;
        let signed_by = way.filter(|_| session.is_nobody()).and_then(|way| way.signs);
        let of_field = |field: &Field| {
            if signed_by == Some(field.key) {
                return None;
            }
            let barred = bar(&session.permissions, record_type, field, row, step, self.now());
            barred.map(Bar::message).or_else(|| frozen.rule(field.key).cloned())
        };
        Ok(record_type.fields().iter().map(of_field).collect())
    }
}

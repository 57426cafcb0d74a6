//! What the rules of a record say to a step before anybody takes it: the very rules that would refuse it, asked over what
//! is there now. A step that nothing filled in on its way could save is told with the rule, not offered.

use chrono::NaiveDate;

use super::inside::Inside;
use super::permissions::fill_guarded;
use super::{Reader, View, civil_date};
use crate::model::{
    Faults, Field, Lookup, Message, Meta, Problem, RecordId, RecordType, Reference, Role, Row, Transition,
    Value,
};
use crate::records;
use crate::store::attachment::Attachment;
use crate::store::{Rows as _, Snapshot, StoreError};

/// The most records of a register that are looked through to find out; a rule that would look through more answers when
/// the step is taken.
const MOST_VISITED: u64 = 2_000;

/// The rule that stands against a step whatever is filled in with it; `None` where there is none, or where it depends on
/// what is still to be filled in.
///
/// # Errors
/// When the file can't be read.
pub(super) fn step_refusal(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
    way: &'static Transition,
) -> Result<Option<Message>, Problem> {
    let Some((state, _)) = record_type.workflow() else { return Ok(None) };
    let Some(before) = reader.snapshot().stored(record_type, id)? else { return Ok(None) };
    let is_empty =
        |key: &&str| record_type.field(key).is_some_and(|(place, _)| before.record.value(place).is_nothing());
    if way.needs.iter().any(is_empty) {
        return Ok(None);
    }
    let person = reader.session().person;
    let mut after = before.clone();
    let office = Sparing::new(reader);
    let mut faults = Faults::default();
    let tried = fill_guarded(record_type, Some(way.code), &mut after, person, reader.now())
        .and_then(|()| record_type.complete(&mut after, Some(&before), Some(way.code), reader.now(), &office))
        .and_then(|()| {
            after.record.set_value(state, Value::choice(way.to)).map_err(Problem::input)?;
            let after = after.record.as_ref();
            record_type.check(before.meta.id, Some(&before), after, Some(way.code), &office, &mut faults)
        });
    let stands = |field: &Field| {
        !field.editable_on(Some(way.code)) || (person.is_some() && way.signs == Some(field.key))
    };
    first(record_type, tried, faults, |field| field.is_none_or(stands))
}

/// The rule that stands against making a record void.
///
/// # Errors
/// When the file can't be read.
pub(super) fn void_refusal(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    id: RecordId,
) -> Result<Option<Message>, Problem> {
    let Some(row) = reader.snapshot().stored(record_type, id)? else { return Ok(None) };
    let mut faults = Faults::default();
    let tried = record_type.check_void(&row, &Sparing::new(reader), &mut faults);
    first(record_type, tried, faults, |_| true)
}

/// The rule that stands against making a record about another, from what the other is; `field` is the link that names it.
///
/// # Errors
/// When the file can't be read.
pub fn follow_up_refusal(
    reader: &Reader,
    (source, of): (&'static dyn RecordType, &View),
    made: &'static dyn RecordType,
    field: &'static str,
) -> Result<Option<Message>, Problem> {
    let mut row = Row { meta: Meta { id: RecordId::generate(), ..Meta::default() }, record: made.blank() };
    let known = source.follow_up(&of.row, made.name());
    for (key, value) in known.into_iter().chain([(field, Value::Link(of.row.meta.id))]) {
        if let Some((place, _)) = made.field(key) {
            row.record.set_value(place, value).map_err(Problem::input)?;
        }
    }
    let office = Sparing::new(reader);
    let mut faults = Faults::default();
    let tried = made
        .complete(&mut row, None, None, reader.now(), &office)
        .and_then(|()| made.check(row.meta.id, None, row.record.as_ref(), None, &office, &mut faults));
    // What else is wrong with it is wrong with what nobody has filled in yet.
    let of_the_other = |told: Option<&Field>| told.is_some_and(|told| told.key == field);
    match tried {
        Err(Problem::Input(_) | Problem::Denied(_)) => Ok(None),
        tried => first(made, tried, faults, of_the_other),
    }
}

/// The first thing said that counts. What could not be found out sparingly says nothing.
fn first(
    record_type: &'static dyn RecordType,
    tried: Result<(), Problem>,
    faults: Faults,
    counts: impl Fn(Option<&Field>) -> bool,
) -> Result<Option<Message>, Problem> {
    let found = match tried.and_then(|()| faults.finish()) {
        Ok(()) | Err(Problem::Missing(_) | Problem::Storage(StoreError::Cancelled)) => Vec::new(),
        Err(Problem::Denied(message)) => return Ok(Some(message)),
        Err(Problem::Input(faults)) => faults,
        Err(problem) => return Err(problem),
    };
    let field_of = |key: Option<&'static str>| Some(record_type.field(key?)?.1);
    Ok(found.into_iter().find(|fault| counts(field_of(fault.field))).map(|fault| fault.message))
}

/// The office as rules see it, for a question that must not take long.
struct Sparing<'a> {
    inside: Inside<'a, Snapshot>,
}

impl<'a> Sparing<'a> {
    fn new(reader: &'a Reader) -> Self {
        let session = reader.session();
        let (rows, today) = (reader.snapshot(), civil_date(reader.now()));
        Self { inside: Inside { rows, today, actor: session.person, permissions: &session.permissions } }
    }
}

impl Lookup for Sparing<'_> {
    fn today(&self) -> NaiveDate {
        self.inside.today()
    }

    fn actor(&self) -> Option<RecordId> {
        self.inside.actor()
    }

    fn has_role(&self, register: &str, roles: &[Role]) -> bool {
        self.inside.has_role(register, roles)
    }

    fn last_number(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<u64, StoreError> {
        self.inside.last_number(register, field, prefix, width)
    }

    fn numbers(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<Vec<u64>, StoreError> {
        self.inside.numbers(register, field, prefix, width)
    }

    fn owner_of(&self, register: &str, field: &str, value: &Value) -> Result<Option<RecordId>, StoreError> {
        self.inside.owner_of(register, field, value)
    }

    fn text_digest(&self, register: &str, id: RecordId, field: &str) -> Result<String, StoreError> {
        self.inside.text_digest(register, id, field)
    }

    fn attachments(&self, owner: RecordId) -> Result<Vec<Attachment>, StoreError> {
        self.inside.attachments(owner)
    }

    fn row(&self, register: &str, id: RecordId) -> Result<Option<Row>, StoreError> {
        self.inside.row(register, id)
    }

    fn visit(&self, register: &str, visitor: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError> {
        let is_large = match records::find(register) {
            Some(record_type) => self.inside.rows.living(record_type.name())? > MOST_VISITED,
            None => false,
        };
        if is_large {
            return Err(StoreError::Cancelled);
        }
        self.inside.visit(register, visitor)
    }

    fn referring(&self, target: RecordId) -> Result<Vec<Reference>, StoreError> {
        self.inside.referring(target)
    }
}

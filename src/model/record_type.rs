//! A record type without its struct: what the registry lists and the generic parts of the program work with.

use std::ops::Range;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{
    AnyRecord, Change, Completion, Consequence, Engagement, Faults, Field, Frozen, Function, Kind, LastWord,
    Lookup, Message, Meta, Occupied, Offer, Problem, Record, RecordId, Row, Value, Workflow,
};
use crate::store::StoreError;

/// The erased face of a record type; the registry is a list of these.
pub trait RecordType: Sync + Send {
    /// Name of the register.
    fn name(&self) -> &'static str;

    /// Key of the name of one record (`person` → `record.person`).
    fn text(&self) -> &'static str;

    /// The function of the office it belongs to.
    fn function(&self) -> Function;

    /// Whether the program writes it about what it did, so that nobody edits, voids or undoes it.
    fn is_trace(&self) -> bool;

    /// Whether only the program takes a transition, when its time has come.
    fn is_by_program(&self, transition: &str) -> bool;

    /// The field table.
    fn fields(&self) -> &'static [Field];

    /// An empty record.
    fn blank(&self) -> Box<dyn AnyRecord>;

    /// Reads a stored row.
    ///
    /// # Errors
    /// When the bytes are not a row of this type.
    fn decode(&self, bytes: &[u8]) -> Result<Row, StoreError>;

    /// Which fields of a record as it stands no longer change ([`Rules::freeze`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn frozen(&self, row: &Row, step: Option<&str>, office: &dyn Lookup) -> Result<Frozen, Problem>;

    /// Whose step it is: the rule that keeps whoever acts from taking it ([`Rules::hand_refusal`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn hand_refusal(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<Message>, Problem>;

    /// Runs the record's own rules, after what is fixed was held against the change.
    ///
    /// # Errors
    /// When the file can't be read; what is wrong with the record goes to `faults`.
    fn check(
        &self,
        id: RecordId,
        before: Option<&Row>,
        after: &dyn AnyRecord,
        transition: Option<&str>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem>;

    /// Runs the record's own rules for becoming void.
    ///
    /// # Errors
    /// When the file can't be read; what stands against it goes to `faults`.
    fn check_void(&self, row: &Row, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem>;

    /// States in which a record of this type stands for ever.
    fn settled(&self) -> &'static [&'static str];

    /// States into which no step is taken back ([`Rules::STANDING`]).
    fn standing(&self) -> &'static [&'static str];

    /// States between which only the totals decide ([`Rules::TOTAL_STATES`]).
    fn total_states(&self) -> &'static [&'static str];

    /// Whether a value that is brought says nothing against the one that stands: it is the same, or only the totals decide
    /// between them.
    fn agrees(&self, field: &Field, stands: &Value, brought: &Value) -> bool {
        let is_total = |value: &Value| value.as_str().is_some_and(|code| self.total_states().contains(&code));
        field.total
            || stands == brought
            || (matches!(field.kind, Kind::State(_)) && is_total(stands) && is_total(brought))
    }

    /// States in which no file is taken off it.
    fn keeps_files(&self) -> &'static [&'static str];

    /// Whether no file is taken off a record now ([`Rules::holds_files`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn holds_files(&self, row: &Row, office: &dyn Lookup) -> Result<bool, Problem>;

    /// Whether further files may come to those that stay ([`Rules::TAKES_LATER_FILES`]).
    fn takes_later_files(&self) -> bool;

    /// Fields that are not moved without a reason ([`Rules::reasoned`]).
    fn reasoned(&self, row: &Row) -> &'static [&'static str];

    /// Fields that say nothing of a record as it stands ([`Rules::unused`]).
    fn unused(&self, row: &Row) -> &'static [&'static str];

    /// Whether records of this type know with whom they wait.
    fn knows_holder(&self) -> bool;

    /// With whom a record waits ([`Rules::holder`]).
    fn holder(&self, row: &Row) -> Option<(&'static str, RecordId)>;

    /// Lets a record take note of a file that was attached ([`Rules::attached`]).
    ///
    /// # Errors
    /// When the row is of another register.
    fn attached(&self, row: &mut Row, before: &[String], after: &[String]) -> Result<(), Problem>;

    /// Transitions that only follow from the change of another record ([`Rules::FOLLOWS`]).
    fn following(&self) -> &'static [(&'static str, &'static str)];

    /// What is said to whoever tries to take a transition that nobody takes by hand, because the program does or because
    /// it follows from another record; `None` for every other one.
    fn not_by_hand(&self, transition: &str) -> Option<&'static str> {
        if self.is_by_program(transition) {
            return Some("denied.by_program");
        }
        self.following().iter().find(|(code, _)| *code == transition).map(|(_, told)| *told)
    }

    /// Records that are made about one of these, and their field that names it ([`Rules::FOLLOW_UPS`]).
    fn follow_ups(&self) -> &'static [(&'static str, &'static str)];

    /// What is known beforehand of such a record ([`Rules::follow_up`]).
    fn follow_up(&self, row: &Row, register: &str) -> Vec<(&'static str, Value)>;

    /// Links of which a record fills one ([`Rules::ONE_OF`]).
    fn one_of(&self) -> &'static [&'static str];

    /// What is proposed for fields that are still empty ([`Rules::proposed`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn proposed(
        &self,
        row: &Row,
        step: Option<&str>,
        office: &dyn Lookup,
    ) -> Result<Vec<(&'static str, Value)>, Problem>;

    /// A link that may be filled with several, for a new record each ([`Rules::FOR_EACH`]).
    fn for_each(&self) -> Option<&'static str>;

    /// The link to the record on which one of these gives an opinion ([`Rules::OPINIONS_ON`]).
    fn opinions_on(&self) -> Option<&'static str>;

    /// What an irrevocable step will do to a record ([`Rules::last_word`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn last_word(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<LastWord>, Problem>;

    /// What is held against on a step ([`Rules::step_told`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn step_told(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<Message>, Problem>;

    /// What a link of some records can name as they stand ([`Rules::offers`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn offers(&self, rows: &[Row], field: &str, office: &dyn Lookup) -> Result<Option<Offer>, Problem>;

    /// Fills what the program itself gives a record ([`Rules::complete`]).
    ///
    /// # Errors
    /// When the file can't be read, or there is nothing left to give.
    fn complete(
        &self,
        row: &mut Row,
        before: Option<&Row>,
        transition: Option<&str>,
        now: DateTime<Utc>,
        office: &dyn Lookup,
    ) -> Result<(), Problem>;

    /// What else becomes of a change.
    ///
    /// # Errors
    /// When the file can't be read.
    fn consequences(
        &self,
        id: RecordId,
        before: Option<&Row>,
        after: &dyn AnyRecord,
        transition: Option<&str>,
        office: &dyn Lookup,
    ) -> Result<Vec<Consequence>, Problem>;

    /// What becomes of other records when a record is made void or given back ([`Rules::released`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn released(&self, row: &Row, is_back: bool, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem>;

    /// Whether records of this type hold things that only one may have at a time.
    fn can_occupy(&self) -> bool;

    /// What a record holds ([`Rules::occupies`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn occupies(&self, row: &Row, office: &dyn Lookup) -> Result<Vec<Occupied>, Problem>;

    /// Whether people take part in records of this type at certain times.
    fn can_engage(&self) -> bool;

    /// Who takes part in a record and when ([`Rules::engages`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn engages(&self, row: &Row, office: &dyn Lookup) -> Result<Option<Engagement>, Problem>;

    /// The times of a record within a range ([`Rules::engaged_times`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn engaged_times(
        &self,
        row: &Row,
        range: Range<NaiveDateTime>,
        office: &dyn Lookup,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem>;

    /// Links to records that keep totals over records of this type.
    fn counted_by(&self) -> &'static [&'static str];

    /// Fills the totals of a record.
    ///
    /// # Errors
    /// When the file can't be read, or the totals break a rule.
    fn total(&self, row: &mut Row, office: &dyn Lookup) -> Result<(), Problem>;

    /// Fields at which something is told while they are filled in ([`Rules::HINTED`]).
    fn hinted(&self) -> &'static [&'static str];

    /// What is told at fields of a record that is being written ([`Rules::hints`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn hints(&self, row: &Row, office: &dyn Lookup) -> Result<Vec<(&'static str, Message)>, Problem>;

    /// Whether there is something to tell of changes that are allowed.
    fn warns(&self) -> bool;

    /// What is told of a change ([`Rules::warnings`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn warnings(
        &self,
        before: Option<&Row>,
        after: &Row,
        office: &dyn Lookup,
    ) -> Result<Vec<Message>, Problem>;

    /// Whether records of this type keep totals.
    fn keeps_totals(&self) -> bool {
        self.fields().iter().any(|field| field.total)
    }

    /// Position and declaration of a field.
    fn field(&self, key: &str) -> Option<(usize, &'static Field)> {
        self.fields().iter().enumerate().find(|(_, field)| field.key == key)
    }

    /// Position of the field that names the record.
    fn title_index(&self) -> usize {
        self.fields().iter().position(|field| field.title).unwrap_or(0)
    }

    /// The field in whose order its records stand until somebody wants another: what tells them apart, else what
    /// names them, of those that lists show.
    fn order_field(&self) -> Option<&'static Field> {
        let shown = || self.fields().iter().filter(|field| field.column.is_some());
        shown().find(|field| field.unique).or_else(|| shown().find(|field| field.title))
    }

    /// The workflow, with the position of the state's field.
    fn workflow(&self) -> Option<(usize, &'static Workflow)> {
        self.fields().iter().enumerate().find_map(|(index, field)| match field.kind {
            Kind::State(workflow) => Some((index, workflow)),
            _ => None,
        })
    }
}

#[derive(Deserialize)]
#[serde(bound = "R: DeserializeOwned")]
struct Decoded<R> {
    meta: Meta,
    record: R,
}

/// The registry's entry for the record type `R`; a constant in `records`.
pub struct Register<R>(std::marker::PhantomData<fn() -> R>, &'static str);

impl<R> Register<R> {
    /// The entry; `text` is the key of the record's name.
    pub const fn new(text: &'static str) -> Self {
        Self(std::marker::PhantomData, text)
    }
}

impl<R: Record> RecordType for Register<R> {
    fn name(&self) -> &'static str {
        R::NAME
    }

    fn text(&self) -> &'static str {
        self.1
    }

    fn function(&self) -> Function {
        R::FUNCTION
    }

    fn is_trace(&self) -> bool {
        R::TRACE
    }

    fn is_by_program(&self, transition: &str) -> bool {
        R::BY_PROGRAM.contains(&transition)
    }

    fn fields(&self) -> &'static [Field] {
        R::FIELDS
    }

    fn blank(&self) -> Box<dyn AnyRecord> {
        Box::new(R::default())
    }

    fn decode(&self, bytes: &[u8]) -> Result<Row, StoreError> {
        let decoded: Decoded<R> =
            rmp_serde::from_slice(bytes).map_err(|error| StoreError::Encoding(error.to_string()))?;
        Ok(Row { meta: decoded.meta, record: Box::new(decoded.record) })
    }

    fn check(
        &self,
        id: RecordId,
        before: Option<&Row>,
        after: &dyn AnyRecord,
        transition: Option<&str>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if let Some(before) = before {
            for (key, rule) in self.frozen(before, transition, office)?.iter() {
                if let Some((index, _)) = self.field(key)
                    && before.record.value(index) != after.value(index)
                {
                    faults.at(key, rule.clone());
                }
            }
        }
        let before = before.and_then(Row::typed_ref::<R>);
        let after = after.as_any().downcast_ref::<R>().ok_or_else(wrong_type::<R>)?;
        R::check(&Change { id, before, after, transition }, office, faults)
    }

    fn frozen(&self, row: &Row, step: Option<&str>, office: &dyn Lookup) -> Result<Frozen, Problem> {
        let mut frozen = Frozen::default();
        typed::<R>(row)?.freeze(row.meta.id, step, office, &mut frozen)?;
        Ok(frozen)
    }

    fn hand_refusal(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
        typed::<R>(row)?.hand_refusal(row.meta.id, step, office)
    }

    fn settled(&self) -> &'static [&'static str] {
        R::SETTLED
    }

    fn standing(&self) -> &'static [&'static str] {
        R::STANDING
    }

    fn total_states(&self) -> &'static [&'static str] {
        R::TOTAL_STATES
    }

    fn keeps_files(&self) -> &'static [&'static str] {
        R::KEEPS_FILES
    }

    fn holds_files(&self, row: &Row, office: &dyn Lookup) -> Result<bool, Problem> {
        typed::<R>(row)?.holds_files(office)
    }

    fn takes_later_files(&self) -> bool {
        R::TAKES_LATER_FILES
    }

    fn knows_holder(&self) -> bool {
        R::HAS_HOLDER
    }

    fn holder(&self, row: &Row) -> Option<(&'static str, RecordId)> {
        row.typed_ref::<R>().and_then(R::holder)
    }

    fn unused(&self, row: &Row) -> &'static [&'static str] {
        row.typed_ref::<R>().map(R::unused).unwrap_or_default()
    }

    fn reasoned(&self, row: &Row) -> &'static [&'static str] {
        row.typed_ref::<R>().map(R::reasoned).unwrap_or_default()
    }

    fn attached(&self, row: &mut Row, before: &[String], after: &[String]) -> Result<(), Problem> {
        typed_mut::<R>(row)?.attached(before, after);
        Ok(())
    }

    fn following(&self) -> &'static [(&'static str, &'static str)] {
        R::FOLLOWS
    }

    fn follow_ups(&self) -> &'static [(&'static str, &'static str)] {
        R::FOLLOW_UPS
    }

    fn follow_up(&self, row: &Row, register: &str) -> Vec<(&'static str, Value)> {
        row.typed_ref::<R>().map(|record| record.follow_up(register)).unwrap_or_default()
    }

    fn for_each(&self) -> Option<&'static str> {
        R::FOR_EACH
    }

    fn one_of(&self) -> &'static [&'static str] {
        R::ONE_OF
    }

    fn proposed(
        &self,
        row: &Row,
        step: Option<&str>,
        office: &dyn Lookup,
    ) -> Result<Vec<(&'static str, Value)>, Problem> {
        typed::<R>(row)?.proposed(step, office)
    }

    fn opinions_on(&self) -> Option<&'static str> {
        R::OPINIONS_ON
    }

    fn last_word(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<LastWord>, Problem> {
        typed::<R>(row)?.last_word(row.meta.id, step, office)
    }

    fn step_told(&self, row: &Row, step: &str, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
        typed::<R>(row)?.step_told(step, office)
    }

    fn offers(&self, rows: &[Row], field: &str, office: &dyn Lookup) -> Result<Option<Offer>, Problem> {
        let typed = rows.iter().map(|row| Ok((row.meta.id, typed::<R>(row)?)));
        R::offers(&typed.collect::<Result<Vec<_>, Problem>>()?, field, office)
    }

    fn complete(
        &self,
        row: &mut Row,
        before: Option<&Row>,
        transition: Option<&str>,
        now: DateTime<Utc>,
        office: &dyn Lookup,
    ) -> Result<(), Problem> {
        let (id, before) = (row.meta.id, before.and_then(Row::typed_ref::<R>));
        let record = typed_mut::<R>(row)?;
        record.complete(&Completion { id, before, transition, actor: office.actor(), now }, office)
    }

    fn consequences(
        &self,
        id: RecordId,
        before: Option<&Row>,
        after: &dyn AnyRecord,
        transition: Option<&str>,
        office: &dyn Lookup,
    ) -> Result<Vec<Consequence>, Problem> {
        let before = before.and_then(Row::typed_ref::<R>);
        let after = after.as_any().downcast_ref::<R>().ok_or_else(wrong_type::<R>)?;
        R::consequences(&Change { id, before, after, transition }, office)
    }

    fn released(&self, row: &Row, is_back: bool, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        match row.typed_ref::<R>() {
            Some(record) => R::released(row.meta.id, record, is_back, office),
            None => Err(wrong_type::<R>()),
        }
    }

    fn can_occupy(&self) -> bool {
        R::OCCUPIES
    }

    fn occupies(&self, row: &Row, office: &dyn Lookup) -> Result<Vec<Occupied>, Problem> {
        let record = typed::<R>(row)?;
        record.occupies(row.meta.id, office)
    }

    fn can_engage(&self) -> bool {
        R::ENGAGES
    }

    fn engages(&self, row: &Row, office: &dyn Lookup) -> Result<Option<Engagement>, Problem> {
        let record = typed::<R>(row)?;
        record.engages(row.meta.id, office)
    }

    fn engaged_times(
        &self,
        row: &Row,
        range: Range<NaiveDateTime>,
        office: &dyn Lookup,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        let record = typed::<R>(row)?;
        record.engaged_times(range, office)
    }

    fn counted_by(&self) -> &'static [&'static str] {
        R::COUNTED_BY
    }

    fn hinted(&self) -> &'static [&'static str] {
        R::HINTED
    }

    fn hints(&self, row: &Row, office: &dyn Lookup) -> Result<Vec<(&'static str, Message)>, Problem> {
        typed::<R>(row)?.hints(row.meta.id, office)
    }

    fn warns(&self) -> bool {
        R::WARNS
    }

    fn warnings(
        &self,
        before: Option<&Row>,
        after: &Row,
        office: &dyn Lookup,
    ) -> Result<Vec<Message>, Problem> {
        let (id, before) = (after.meta.id, before.and_then(Row::typed_ref::<R>));
        let after = typed::<R>(after)?;
        R::warnings(&Change { id, before, after, transition: None }, office)
    }

    fn total(&self, row: &mut Row, office: &dyn Lookup) -> Result<(), Problem> {
        let id = row.meta.id;
        typed_mut::<R>(row)?.total(id, office)
    }

    fn check_void(&self, row: &Row, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let record = typed::<R>(row)?;
        R::check_void(row.meta.id, record, office, faults)
    }
}

/// The record of a row as what its register holds.
fn typed<R: Record>(row: &Row) -> Result<&R, Problem> {
    row.typed_ref::<R>().ok_or_else(wrong_type::<R>)
}

fn typed_mut<R: Record>(row: &mut Row) -> Result<&mut R, Problem> {
    row.record.as_any_mut().downcast_mut::<R>().ok_or_else(wrong_type::<R>)
}

fn wrong_type<R: Record>() -> Problem {
    Problem::Bug(format!("a row of another type reached the register {}", R::NAME))
}

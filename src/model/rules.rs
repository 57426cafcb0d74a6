//! What a record type decides for itself, and what it may ask of the office while it decides.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::{Faults, Frozen, Id, Message, Problem, Record, RecordId, Role, Row, Stored, Value};
use crate::store::StoreError;
use crate::store::attachment::Attachment;

/// A change that a record's own rules look at.
#[derive(Debug)]
pub struct Change<'a, R> {
    /// Identity of the record.
    pub id: RecordId,
    /// As it is stored; `None` for a new record.
    pub before: Option<&'a R>,
    /// As it will be.
    pub after: &'a R,
    /// Code of the transition that makes the change.
    pub transition: Option<&'a str>,
}

/// A record that is made or takes a transition, for [`Rules::complete`].
#[derive(Debug)]
pub struct Completion<'a, R> {
    /// Identity of the record.
    pub id: RecordId,
    /// As it is stored; `None` for a new record.
    pub before: Option<&'a R>,
    /// Code of the transition; `None` when the record is made.
    pub transition: Option<&'a str>,
    /// Who acts; `None` is the owner of the file.
    pub actor: Option<RecordId>,
    /// The moment of the command.
    pub now: DateTime<Utc>,
}

/// What is special about a record type, and nothing else. Field checks are the table's business.
pub trait Rules: Sized {
    /// The program writes it about what it did: nobody edits, voids or undoes it.
    const TRACE: bool = false;

    /// Transitions that only the program takes, when their time has come: nobody has them to choose.
    const BY_PROGRAM: &'static [&'static str] = &[];

    /// States in which the record stands for ever: it is neither changed, made void, nor taken back. A certificate of
    /// destruction, say.
    const SETTLED: &'static [&'static str] = &[];

    /// States in which the attached files stay: none is taken off, because what was archived is what was filed
    /// (GB/T 18894: 真实性、完整性).
    const KEEPS_FILES: &'static [&'static str] = &[];

    /// Whether further files may come to those that stay: the scan of a paper that was filed long ago. None replaces
    /// another.
    const TAKES_LATER_FILES: bool = false;

    /// Transitions that nobody takes by hand, because they follow from the change of another record
    /// ([`Rules::consequences`]): their codes, each with the key of what is said to whoever tries. They have no button.
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[];

    /// Records that are made about this one from where it stands, and their field that names it: the answer to a paper, a
    /// loan of an item.
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] = &[];

    /// A link that whoever makes records of this type may fill with several, for a record each: the readers of a paper.
    const FOR_EACH: Option<&'static str> = None;

    /// The link to the record on which this one gives an opinion ([`Field::opinion`](super::Field::opinion)): the paper that
    /// is countersigned. Whoever takes a step of either is shown what was said of the paper.
    const OPINIONS_ON: Option<&'static str> = None;

    /// States that stand in the books once they are entered, as a ledger says who had what and when: the step into one is
    /// not taken back, and what follows it corrects it.
    const STANDING: &'static [&'static str] = &[];

    /// States between which only the totals decide ([`Rules::total`]): 在库 and 借出. A file that says the one where the
    /// other holds says nothing against it.
    const TOTAL_STATES: &'static [&'static str] = &[];

    /// Links of this record to records that keep totals over it ([`Rules::total`]).
    const COUNTED_BY: &'static [&'static str] = &[];

    /// Whether records of this type hold things that only one may have at a time ([`Rules::occupies`]).
    const OCCUPIES: bool = false;

    /// Whether people take part in records of this type at certain times ([`Rules::engages`]).
    const ENGAGES: bool = false;

    /// What is known beforehand of a record of that register which is made about this one ([`Self::FOLLOW_UPS`]).
    fn follow_up(&self, _register: &str) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// Links of which a record of this type fills one: where it is made about something, the form shows that one alone.
    const ONE_OF: &'static [&'static str] = &[];

    /// What is proposed for fields that are still empty, to whoever makes a record (`step` is `None`) or takes a step with
    /// one: it stands in the form, and whoever fills that in may put something else.
    ///
    /// # Errors
    /// When the file can't be read.
    fn proposed(
        &self,
        _step: Option<&str>,
        _office: &dyn Lookup,
    ) -> Result<Vec<(&'static str, Value)>, Problem> {
        Ok(Vec::new())
    }

    /// What a link of these records, which are changed together, can name as they stand: a box that is of their class and
    /// has room. `None` where every record of the register will do.
    ///
    /// # Errors
    /// When the file can't be read.
    fn offers(
        _records: &[(RecordId, &Self)],
        _field: &str,
        _office: &dyn Lookup,
    ) -> Result<Option<Offer>, Problem> {
        Ok(None)
    }

    /// What an irrevocable step will do, for whoever is about to take it.
    ///
    /// # Errors
    /// When the file can't be read.
    fn last_word(
        &self,
        _id: RecordId,
        _step: &str,
        _office: &dyn Lookup,
    ) -> Result<Option<LastWord>, Problem> {
        Ok(None)
    }

    /// What whoever takes a step holds what they find against: what was handed out, where it comes back.
    ///
    /// # Errors
    /// When the file can't be read.
    fn step_told(&self, _step: &str, _office: &dyn Lookup) -> Result<Option<Message>, Problem> {
        Ok(None)
    }

    /// Fills what the program itself gives a new record or one on its way through its workflow: the number of a series,
    /// the day on which something is due. It runs inside the write transaction, before anything is checked.
    ///
    /// # Errors
    /// When the file can't be read, or there is nothing left to give.
    fn complete(&mut self, _completion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        Ok(())
    }

    /// Whether no file is taken off the record now, whatever its state: what is filed with another stays as it was filed.
    ///
    /// # Errors
    /// When the file can't be read.
    fn holds_files(&self, _office: &dyn Lookup) -> Result<bool, Problem> {
        Ok(false)
    }

    /// Fields of the record, as it stands, that are not moved without a reason once something is in them: the limit by
    /// which somebody has to be done.
    fn reasoned(&self) -> &'static [&'static str] {
        &[]
    }

    /// Fields that say nothing of the record as it stands: pages of what was never handed out. They are neither shown nor
    /// asked for.
    fn unused(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether records of this type know with whom they wait ([`Rules::holder`]).
    const HAS_HOLDER: bool = false;

    /// With whom the record waits now, a person or a unit: register and record. What a card of the board tells, and who is
    /// reminded.
    fn holder(&self) -> Option<(&'static str, RecordId)> {
        None
    }

    /// Takes note of a file that was attached: what the record says about its own files. `before` and `after` are the
    /// SHA-256 of its files without and with it, in their order.
    fn attached(&mut self, _before: &[String], _after: &[String]) {}

    /// Tells which fields of the record as it stands no longer change, and by which rule: what was signed, filed or written
    /// into a ledger. `step` is the transition that is taken; `None` is an edit. A change of such a field is refused before
    /// [`Rules::check`] is asked, and forms show it as it is from the beginning.
    ///
    /// # Errors
    /// When the file can't be read.
    fn freeze(
        &self,
        _id: RecordId,
        _step: Option<&str>,
        _office: &dyn Lookup,
        _frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        Ok(())
    }

    /// Whose step it is, where more decides than a role ([`Transition::by`](super::Transition::by)): the rule that keeps
    /// whoever acts from taking it, told of the record as it stands, before anything is filled in. The owner of the file
    /// acts for whoever's step it is; whom they name as signing is asked as if they acted.
    ///
    /// # Errors
    /// When the file can't be read.
    fn hand_refusal(
        &self,
        _id: RecordId,
        _step: &str,
        _office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        Ok(None)
    }

    /// Rules of a record and rules across records, for a new or changed record.
    ///
    /// # Errors
    /// When the file can't be read; what is wrong with the record goes to `faults`.
    fn check(_change: &Change<'_, Self>, _office: &dyn Lookup, _faults: &mut Faults) -> Result<(), Problem> {
        Ok(())
    }

    /// Rules for making a record void, besides the general one that nothing living may point to it.
    ///
    /// # Errors
    /// When the file can't be read; what stands against it goes to `faults`.
    fn check_void(
        _id: RecordId,
        _record: &Self,
        _office: &dyn Lookup,
        _faults: &mut Faults,
    ) -> Result<(), Problem> {
        Ok(())
    }

    /// The things this record alone holds, and when: no other record may hold one of them at the same time, which is
    /// ensured inside the write transaction.
    ///
    /// # Errors
    /// When the file can't be read.
    fn occupies(&self, _id: RecordId, _office: &dyn Lookup) -> Result<Vec<Occupied>, Problem> {
        Ok(Vec::new())
    }

    /// Who takes part in this record and when. Unlike a thing that is held, a person may be wanted at two places at the
    /// same time, which is told and not refused. It is asked for at the end of each command that touched the record, one
    /// that is counted by it, or the one of which it is a part ([`Rules::COUNTED_BY`]).
    ///
    /// # Errors
    /// When the file can't be read.
    fn engages(&self, _id: RecordId, _office: &dyn Lookup) -> Result<Option<Engagement>, Problem> {
        Ok(None)
    }

    /// The times within `range` (half-open, the office's clock) at which whoever takes part is engaged.
    ///
    /// # Errors
    /// When the file can't be read.
    fn engaged_times(
        &self,
        _range: Range<NaiveDateTime>,
        _office: &dyn Lookup,
    ) -> Result<Vec<Range<NaiveDateTime>>, Problem> {
        Ok(Vec::new())
    }

    /// What else becomes of a change, in the same transaction and taken back with it: the items of a list that was
    /// carried out, say. The program does it with its own authority, since whoever made the change need not be allowed
    /// to make each of its consequences by hand; rules and checks hold all the same.
    ///
    /// # Errors
    /// When the file can't be read.
    fn consequences(_change: &Change<'_, Self>, _office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        Ok(Vec::new())
    }

    /// What becomes of other records when this one is made void, or is given back from the recycle bin (`is_back`), in
    /// the same transaction: the paper that was filed with an item waits for filing again.
    ///
    /// # Errors
    /// When the file can't be read.
    fn released(
        _id: RecordId,
        _record: &Self,
        _is_back: bool,
        _office: &dyn Lookup,
    ) -> Result<Vec<Consequence>, Problem> {
        Ok(Vec::new())
    }

    /// Fields at which whoever fills them in is told something at once ([`Rules::hints`]).
    const HINTED: &'static [&'static str] = &[];

    /// What is told at a field while the record is being written, though nothing stands against it yet: the field and what
    /// is to be looked at. It is asked for over what is typed so far, besides the work at the desk.
    ///
    /// # Errors
    /// When the file can't be read.
    fn hints(&self, _id: RecordId, _office: &dyn Lookup) -> Result<Vec<(&'static str, Message)>, Problem> {
        Ok(Vec::new())
    }

    /// Whether there is something to tell of changes that are allowed ([`Rules::warnings`]).
    const WARNS: bool = false;

    /// What is told whoever made a change, though nothing stands against it. It is asked for at the end of each command
    /// that touched the record or one that is counted by it; `before` is as it stood when the command began.
    ///
    /// # Errors
    /// When the file can't be read.
    fn warnings(_change: &Change<'_, Self>, _office: &dyn Lookup) -> Result<Vec<Message>, Problem> {
        Ok(Vec::new())
    }

    /// Fills the total fields from the records that refer to this one, each time anew and never by adding to what
    /// stood there, so that nothing can be counted twice. It runs once at the end of every command that touched the
    /// record or one that is counted by it, undo included; what it refuses refuses the whole command.
    ///
    /// # Errors
    /// When the file can't be read, or the totals break a rule.
    fn total(&mut self, _id: RecordId, _office: &dyn Lookup) -> Result<(), Problem> {
        Ok(())
    }
}

/// What a step will do that nobody can take back; see [`Rules::last_word`].
#[derive(Clone, Debug, PartialEq)]
pub struct LastWord {
    /// What is told.
    pub told: Message,
    /// What it will be done to, a line each.
    pub concerned: Vec<String>,
    /// What has to be typed to confirm it: the number of the list. Empty where the button is enough.
    pub typed: String,
}

/// What a link can name; see [`Rules::offers`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// The records that will do.
    pub ids: Vec<RecordId>,
    /// What is known of a new one that would; `None` where none would.
    pub new: Option<Vec<(&'static str, Value)>>,
}

/// A thing that a record holds for a while; see [`Rules::occupies`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occupied {
    /// The thing.
    pub thing: RecordId,
    /// The field by which the record says so.
    pub field: &'static str,
    /// From when.
    pub from: NaiveDateTime,
    /// Until when, exclusive.
    pub until: NaiveDateTime,
    /// How far others must keep away on both sides.
    pub margin: TimeDelta,
    /// A record that gives way to this one when the command is complete: the series of a changed occurrence.
    pub kin: Option<RecordId>,
}

/// Who takes part in a record, and when; see [`Rules::engages`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// Who.
    pub people: Vec<RecordId>,
    /// The first moment.
    pub from: NaiveDateTime,
    /// The end, exclusive; `None` where there is none.
    pub until: Option<NaiveDateTime>,
    /// Whether only some times between are meant, which [`Rules::engaged_times`] tells.
    pub lasting: bool,
}

/// Something that follows from a change; see [`Rules::consequences`].
#[derive(Clone, Debug, PartialEq)]
pub enum Consequence {
    /// A record is made.
    Create {
        /// Register.
        register: &'static str,
        /// Its identity.
        id: RecordId,
        /// Its fields.
        values: Vec<(&'static str, Value)>,
    },
    /// Fields of a record are changed.
    Update {
        /// Register.
        register: &'static str,
        /// The record.
        id: RecordId,
        /// Its new values.
        values: Vec<(&'static str, Value)>,
    },
    /// A record takes a transition.
    Move {
        /// Register.
        register: &'static str,
        /// The record.
        id: RecordId,
        /// Code of the transition.
        transition: &'static str,
        /// Fields that are filled on the way.
        values: Vec<(&'static str, Value)>,
    },
}

/// What rules may ask of the office: the records as they stand inside the running transaction. Void records are left out.
pub trait Lookup {
    /// The civil date on which the command runs.
    fn today(&self) -> NaiveDate;

    /// Who acts; `None` is the owner of the file.
    fn actor(&self) -> Option<RecordId>;

    /// Whether whoever is at work has one of the roles in a register; the owner of the file has all of them.
    fn has_role(&self, register: &str, roles: &[Role]) -> bool;

    /// The highest number that any record, living or void, ever had in a permanent field under `prefix`, written with
    /// `width` digits; 0 when there is none.
    ///
    /// # Errors
    /// When the file can't be read.
    fn last_number(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<u64, StoreError>;

    /// Every number that any record, living or void, ever had there, in order.
    ///
    /// # Errors
    /// When the file can't be read.
    fn numbers(&self, register: &str, field: &str, prefix: &str, width: u32) -> Result<Vec<u64>, StoreError>;

    /// The record that has this value in a unique field: a living one, or for a permanent field a void one too.
    ///
    /// # Errors
    /// When the file can't be read.
    fn owner_of(&self, register: &str, field: &str, value: &Value) -> Result<Option<RecordId>, StoreError>;

    /// The SHA-256 over a text of a record as it is stored, which proves it to whoever may not read it; that
    /// over nothing where there is none.
    ///
    /// # Errors
    /// When the file can't be read.
    fn text_digest(&self, register: &str, id: RecordId, field: &str) -> Result<String, StoreError>;

    /// The attachments of a record, in the order in which they came.
    ///
    /// # Errors
    /// When the file can't be read.
    fn attachments(&self, owner: RecordId) -> Result<Vec<Attachment>, StoreError>;

    /// One record of a register.
    ///
    /// # Errors
    /// When the file can't be read.
    fn row(&self, register: &str, id: RecordId) -> Result<Option<Row>, StoreError>;

    /// Visits every record of a register until the visitor answers `false`.
    ///
    /// # Errors
    /// When the file can't be read.
    fn visit(&self, register: &str, visitor: &mut dyn FnMut(Row) -> bool) -> Result<(), StoreError>;

    /// The records that refer to `target`: register, identity, field.
    ///
    /// # Errors
    /// When the file can't be read.
    fn referring(&self, target: RecordId) -> Result<Vec<Reference>, StoreError>;
}

/// A record that refers to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Register of the referring record.
    pub register: &'static str,
    /// The referring record.
    pub id: RecordId,
    /// The field that refers.
    pub field: &'static str,
}

impl dyn Lookup + '_ {
    /// One record by its typed identity.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn find<R: Record>(&self, id: Id<R>) -> Result<Option<Stored<R>>, StoreError> {
        Ok(self.row(R::NAME, id.erase())?.and_then(Row::typed))
    }

    /// Every living record of a type.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn all<R: Record>(&self) -> Result<Vec<Stored<R>>, StoreError> {
        let mut found = Vec::new();
        self.visit(R::NAME, &mut |row| {
            found.extend(row.typed::<R>());
            true
        })?;
        Ok(found)
    }

    /// The living records of type `R` whose field refers to `target`.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn linking<R: Record>(&self, target: RecordId, field: &str) -> Result<Vec<Stored<R>>, StoreError> {
        let mut found = Vec::new();
        for reference in self.referring(target)? {
            if reference.register == R::NAME && reference.field == field {
                found.extend(self.row(R::NAME, reference.id)?.and_then(Row::typed::<R>));
            }
        }
        Ok(found)
    }
}

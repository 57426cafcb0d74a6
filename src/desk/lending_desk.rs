//! 借阅台: who waits for what in which order, who has what, and how urgently it is asked back. And the only way to read
//! the files of the archive for who does not keep it: an electronic loan, each look at which is written down.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Command, Office, Reader, Right, Session, Titles, Values, work_calendar};
use crate::model::{Id, Message, Problem, Record as _, RecordId, Row, Stored, Value};
use crate::records::archive::{ArchiveItem, Loan, LoanState, LoanView};
use crate::rules::archive::lending::{Dunning, dunning};
use crate::store::attachment::Attachment;

/// How a loan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LendingStanding {
    /// Overdue.
    Overdue {
        /// Working days since the due date.
        days: i64,
        /// Reminders that are due by now.
        reminders: i64,
        /// The director is told too.
        to_director: bool,
    },
    /// Lost or damaged, to be settled.
    Lost,
    /// Due today.
    Today,
    /// Due within three working days.
    Soon,
    /// Asked for and not decided.
    Requested,
    /// Approved: may be handed out now.
    Ready,
    /// Approved, waiting for an item that somebody has or is to have first: the place in the queue, from 1.
    Waiting(usize),
    /// Out.
    Out,
}

/// A loan that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LendingRow {
    /// The loan.
    pub id: RecordId,
    /// Its number.
    pub number: String,
    /// 档号 and 题名.
    pub item: String,
    /// 借阅人
    pub borrower: String,
    /// 应还日
    pub due_on: Option<NaiveDate>,
    /// 续借次数
    pub renewals: i64,
    /// How it stands.
    pub standing: LendingStanding,
}

impl Reader {
    /// The loans that are not over, the most urgent first, and in the queue of each item who waits longest.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn lending_desk(&self, today: NaiveDate) -> Result<Vec<LendingRow>, Problem> {
        let calendar = work_calendar(self)?;
        let mut titles = Titles::default();
        let mut open = Vec::new();
        self.each::<Loan>(&mut |loan| {
            use LoanState::{Approved, Lent, Lost, Requested};
            if matches!(loan.record.state, Requested | Approved | Lent | Lost) {
                open.push(loan);
            }
        })?;
        // Paper has one borrower: who waits for it stands behind who has it and who asked before.
        let mut queues: BTreeMap<RecordId, Vec<&Stored<Loan>>> = BTreeMap::new();
        for loan in open.iter().filter(|loan| loan.record.means.takes_paper()) {
            let is_in_line = loan.record.is_out() || loan.record.state == LoanState::Approved;
            if let Some(item) = loan.record.item.filter(|_| is_in_line) {
                queues.entry(item.erase()).or_default().push(loan);
            }
        }
        for queue in queues.values_mut() {
            queue.sort_by_key(|loan| (!loan.record.is_out(), loan.record.requested_on, &loan.record.number));
        }
        let mut rows = Vec::new();
        for loan in &open {
            let record = &loan.record;
            let place = record.item.and_then(|item| {
                queues.get(&item.erase())?.iter().position(|other| other.meta.id == loan.meta.id)
            });
            let standing = match (record.state, record.due_on) {
                (LoanState::Lost, _) => LendingStanding::Lost,
                (LoanState::Requested, _) => LendingStanding::Requested,
                (LoanState::Approved, _) => match place {
                    Some(place) if place > 0 => LendingStanding::Waiting(place),
                    _ => LendingStanding::Ready,
                },
                (_, Some(due)) => match dunning(due, today, &calendar) {
                    Dunning::Quiet => LendingStanding::Out,
                    Dunning::Soon => LendingStanding::Soon,
                    Dunning::Today => LendingStanding::Today,
                    Dunning::Overdue { days, reminders, to_director } => {
                        LendingStanding::Overdue { days, reminders, to_director }
                    }
                },
                (_, None) => LendingStanding::Out,
            };
            let item = match record.item {
                Some(item) => match self.find::<ArchiveItem>(item)? {
                    Some(found) => {
                        format!("{}  {}", found.record.number, found.record.title).trim().to_owned()
                    }
                    None => String::new(),
                },
                None => String::new(),
            };
            let borrower = titles.of(self, record.borrower)?;
            rows.push(LendingRow {
                id: loan.meta.id,
                number: record.number.clone(),
                item,
                borrower,
                due_on: record.due_on,
                renewals: record.renewals,
                standing,
            });
        }
        let urgency = |row: &LendingRow| match row.standing {
            LendingStanding::Overdue { days, .. } => (0, -days, 0),
            LendingStanding::Lost => (1, 0, 0),
            LendingStanding::Today => (2, 0, 0),
            LendingStanding::Soon => (3, 0, 0),
            LendingStanding::Requested => (4, 0, 0),
            LendingStanding::Ready => (5, 0, 0),
            LendingStanding::Waiting(place) => (6, 0, place),
            LendingStanding::Out => (7, 0, 0),
        };
        rows.sort_by(|one, other| {
            (urgency(one), one.due_on, &one.number).cmp(&(urgency(other), other.due_on, &other.number))
        });
        Ok(rows)
    }

    /// Whether the files of a record open for the session beside its fields. Those of the archive open for who keeps
    /// it or may take records out of it; for others an electronic loan is the way to read them (`domain.md` §3.3).
    pub fn opens_files(&self, register: &str, row: &Row) -> bool {
        let permissions = &self.session().permissions;
        register != ArchiveItem::NAME
            || [Right::Update, Right::Export]
                .into_iter()
                .any(|right| permissions.reaches(register, right, row))
    }

    /// The files of the item of an electronic loan that is the session's own and not over.
    ///
    /// # Errors
    /// When the loan is not there, not the session's, or over.
    pub fn lent_files(
        &self,
        loan: RecordId,
        today: NaiveDate,
    ) -> Result<(Stored<Loan>, Vec<Attachment>), Problem> {
        let missing = || Problem::Missing(Message::new("problem.no_such_loan"));
        let loan = self.find::<Loan>(Id::new(loan))?.ok_or_else(missing)?;
        // Each look is written down under a name, which also stands over what is read: nobody reads as another, and who
        // may open the item itself needs no loan.
        let reader = self.session().person;
        if reader.is_none() || loan.record.borrower.map(Id::erase) != reader {
            return Err(Problem::Denied(Message::new("problem.loan_of_another")));
        }
        if !loan.record.is_readable(today) {
            return Err(Problem::Denied(Message::new("problem.loan_shut")));
        }
        let item = loan.record.item.ok_or_else(missing)?.erase();
        let record_type = crate::records::find(ArchiveItem::NAME).ok_or_else(missing)?;
        Ok((loan, self.attachments(record_type, item)?))
    }
}

/// Opens a file of an electronic loan for reading: first it is written down who looks at what, then the content is
/// given. Nobody else gets it, and nobody after the last day.
///
/// # Errors
/// When the loan is not the session's or over, the look can't be written down, or the file can't be read.
pub fn view_on_loan(
    office: &Office,
    session: &Arc<Session>,
    loan: RecordId,
    file: &Attachment,
) -> Result<Vec<u8>, Problem> {
    let today = office.clock().today();
    let (_, files) = office.reader(session)?.lent_files(loan, today)?;
    if !files.contains(file) {
        return Err(Problem::Missing(Message::new("problem.no_such_attachment")));
    }
    let viewer = session.person.map_or(Value::Nothing, Value::Link);
    let values = Values::new()
        .with("loan", Value::Link(loan))
        .with("at", Value::Instant(office.clock().now()))
        .with("viewer", viewer)
        .text("file", &file.name);
    let command = Command::Note { register: LoanView::NAME.to_owned(), id: RecordId::generate(), values };
    office.execute(session, command)?;
    office.reader(session)?.opened_on_loan(file)
}

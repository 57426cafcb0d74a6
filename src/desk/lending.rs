//! Loans that end by themselves.

use std::sync::Arc;

use super::{BatchMode, Command, Office, Session, Values};
use crate::model::{KeptMessage, Problem, Record as _, Value};
use crate::records::archive::{Loan, LoanMeans, LoanState};

/// 电子借阅到期自动归还: closes the electronic loans whose last day has passed, as of that day, whoever is at work.
/// Says how many. Until then they can't be read any more either.
///
/// # Errors
/// When the file can't be read or written.
pub fn close_electronic_loans(office: &Office) -> Result<usize, Problem> {
    let session = &Arc::new(Session::program());
    let today = office.clock().today();
    let mut steps = Vec::new();
    office.reader(session)?.each::<Loan>(&mut |loan| {
        let is_shut = loan.record.state == LoanState::Lent
            && loan.record.means == LoanMeans::Electronic
            && !loan.record.is_readable(today);
        if is_shut {
            let last = loan.record.due_on.map_or(Value::Nothing, Value::Date);
            let values = Values::new().with("returned_on", last).with("condition", Value::choice("intact"));
            steps.push(Command::Move {
                register: Loan::NAME.to_owned(),
                id: loan.meta.id,
                base: Some(loan.meta.version),
                transition: "return".to_owned(),
                values,
                reason: None,
            });
        }
    })?;
    let count = steps.len();
    if count > 0 {
        let label = KeptMessage { key: "done.loans_closed".to_owned(), arguments: Vec::new() };
        office.execute(session, Command::Batch { label, steps, mode: BatchMode::GoodOnes })?;
    }
    Ok(count)
}

//! What was borrowed and is due, or overdue with its reminders (`domain.md` §3.2). Electronic loans end by themselves.

use super::{Asked, DueItem};
use crate::model::{Message, Problem};
use crate::records::archive::{Loan, LoanMeans, LoanState};
use crate::rules::archive::lending::{Dunning, dunning};
use crate::rules::reminders::Lamp;

pub(super) fn due_items(asked: &mut Asked, found: &mut Vec<DueItem>) -> Result<(), Problem> {
    let mut loans = Vec::new();
    asked.reader.each::<Loan>(&mut |loan| {
        if loan.record.state == LoanState::Lent && loan.record.means != LoanMeans::Electronic {
            loans.push(loan);
        }
    })?;
    for loan in loans {
        let Some(on) = loan.record.due_on else { continue };
        let due = dunning(on, asked.today, &asked.calendar);
        if due == Dunning::Quiet {
            continue;
        }
        let who = match loan.record.borrower {
            Some(borrower) => asked.title("person", borrower.erase())?,
            None => String::new(),
        };
        let (reason, lamp) = match due {
            Dunning::Quiet | Dunning::Soon => (Message::new("due.loan_soon").with("who", who), Lamp::Soon),
            Dunning::Today => (Message::new("due.loan_today").with("who", who), Lamp::Soon),
            Dunning::Overdue { days, reminders: _, to_director: true } => {
                (Message::new("due.loan_director").with("days", days).with("who", who), Lamp::Overdue)
            }
            Dunning::Overdue { days, reminders, to_director: false } => {
                let late = Message::new("due.loan_late").with("days", days);
                (late.with("reminders", reminders).with("who", who), Lamp::Overdue)
            }
        };
        let title = match loan.record.item {
            Some(item) => asked.title("archive_item", item.erase())?,
            None => loan.record.number.clone(),
        };
        found.push(DueItem { register: "loan", id: loan.meta.id, title, reason, lamp, on });
    }
    Ok(())
}

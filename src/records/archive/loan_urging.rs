//! 催还: each time somebody was asked to bring back what they have; kept for ever, never changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Loan, LoanState};
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    instant, link, long_text,
};
use crate::records::organisation::Person;

/// One reminder of a loan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoanUrging {
    /// The loan.
    pub loan: Option<Id<Loan>>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Who was reminded: the borrower, unless somebody else was.
    pub addressee: Option<Id<Person>>,
    /// 催还人
    pub by: Option<Id<Person>>,
    /// What was said, and the answer.
    pub note: String,
}

fields! { LoanUrging, "loan_urging", Function::Administration;
    loan => link::<Loan>().required().title().column(160).filter();
    at => instant().read_only().column(150);
    addressee => link::<Person>().title().column(110).filter();
    by => link::<Person>().read_only().column(110).filter();
    note => long_text().required().column(320).search();
}

impl Rules for LoanUrging {
    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        self.at = self.at.or(Some(occasion.now));
        self.by = self.by.or(occasion.actor.map(Id::new));
        if let (None, Some(loan)) = (self.addressee, self.loan) {
            self.addressee = office.find(loan)?.and_then(|loan| loan.record.borrower);
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        frozen.all(Self::FIELDS, &Message::new("problem.urging_fixed"));
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if change.before.is_none()
            && let Some(loan) = change.after.loan
            && let Some(loan) = office.find(loan)?
            && loan.record.state != LoanState::Lent
            // An import brings the reminders of loans that came back long ago.
            && change.after.at.is_none_or(|at| at.date_naive() >= office.today())
        {
            faults.at("loan", Message::new("problem.urged_not_lent"));
        }
        Ok(())
    }
}

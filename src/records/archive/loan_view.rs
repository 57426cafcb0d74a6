//! 查看记录: that an electronic loan was looked at.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Loan;
use crate::fields;
use crate::model::{Change, Faults, Function, Id, Lookup, Message, Problem, Rules, instant, link, text};
use crate::records::organisation::Person;

/// That an electronic loan was looked at. The program writes it; nobody edits it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoanView {
    /// The loan.
    pub loan: Option<Id<Loan>>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Who looked.
    pub viewer: Option<Id<Person>>,
    /// The file that was shown.
    pub file: String,
}

fields! { LoanView, "loan_view", Function::Administration;
    file => text().required().title().column(260);
    loan => link::<Loan>().required().column(130).filter();
    at => instant().required().column(150);
    viewer => link::<Person>().column(120).filter();
}

impl Rules for LoanView {
    const TRACE: bool = true;
    const COUNTED_BY: &'static [&'static str] = &["loan"];

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let view = change.after;
        let Some(loan) = view.loan else { return Ok(()) };
        let Some(loan) = office.find(loan)? else { return Ok(()) };
        // An import brings what was looked at long ago.
        let is_now =
            view.at.is_some_and(|at| at.date_naive() >= office.today().pred_opt().unwrap_or_default());
        if is_now && office.actor().is_some() && !loan.record.is_readable(office.today()) {
            faults.at("loan", Message::new("problem.loan_shut"));
        }
        Ok(())
    }
}

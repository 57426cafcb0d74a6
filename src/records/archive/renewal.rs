//! 续借: asked for before the due date, granted or refused, never lost.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Loan, LoanState};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Role, Rules, State,
    Tone, Transition, Workflow, date, link, step, text, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::Person;
use crate::rules::archive::lending::due_on;
use crate::{choices, fields};

choices! {
    /// Where a renewal stands.
    pub enum RenewalState, "renewal_state" {
        /// 申请
        Requested = "requested",
        /// 同意
        Granted = "granted",
        /// 不同意
        Refused = "refused",
    }
}

/// The life of a renewal.
pub static RENEWAL_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "requested", text: "renewal_state.requested", tone: Tone::Waiting, open: true },
        State { code: "granted", text: "renewal_state.granted", tone: Tone::Done, open: false },
        State { code: "refused", text: "renewal_state.refused", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            four_eyes: true,
            ..step("grant", "transition.grant_renewal", &["requested"], "granted", &[Role::Archivist])
        },
        Transition {
            reason: true,
            ..step("refuse", "transition.refuse_renewal", &["requested"], "refused", &[Role::Archivist])
        },
    ],
};

/// More time for a loan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoanRenewal {
    /// The loan.
    pub loan: Option<Id<Loan>>,
    /// 申请人
    pub applicant: Option<Id<Person>>,
    /// 申请日
    pub asked_on: Option<NaiveDate>,
    /// 理由
    pub reason: String,
    /// 新的应还日
    pub until: Option<NaiveDate>,
    /// Where it stands.
    pub state: RenewalState,
}

fields! { LoanRenewal, "loan_renewal", Function::Administration;
    reason => text().required().title().column(280);
    loan => link::<Loan>().required().column(140).filter();
    applicant => link::<Person>().column(100);
    asked_on => date().not_future().column(110);
    until => date().column(120);
    state => workflow(&RENEWAL_WORKFLOW).column(100).filter();
}

impl Rules for LoanRenewal {
    const COUNTED_BY: &'static [&'static str] = &["loan"];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if completion.before.is_some() {
            return Ok(());
        }
        self.asked_on = self.asked_on.or_else(|| Some(office.today()));
        let Some(loan) = self.loan else { return Ok(()) };
        if self.until.is_none()
            && let Some(loan) = office.find(loan)?
            && let Some(due) = loan.record.due_on
        {
            let terms = loan.record.terms(office)?;
            self.applicant = self.applicant.or(loan.record.borrower);
            self.until = due_on(due, terms.renewal_days, &work_calendar(office)?);
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
        let told = Message::new("problem.ledger_frozen");
        frozen.fields(&["loan", "until"], &told);
        if self.state != RenewalState::Requested {
            frozen.fields(&["reason", "applicant", "asked_on"], &told);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let renewal = change.after;
        let Some(id) = renewal.loan else { return Ok(()) };
        let Some(loan) = office.find(id)? else { return Ok(()) };
        let is_asked = change.before.is_none() && renewal.state == RenewalState::Requested;
        let is_granted = change.transition == Some("grant");
        if !is_asked && !is_granted {
            return Ok(());
        }
        if loan.record.state != LoanState::Lent {
            faults.at("loan", Message::new("problem.renew_not_lent"));
            return Ok(());
        }
        if is_asked && loan.record.is_overdue(office.today()) {
            faults.at("loan", Message::new("problem.renew_late"));
        }
        let terms = loan.record.terms(office)?;
        let others = office.linking::<Self>(id.erase(), "loan")?;
        let counted = others
            .iter()
            .filter(|other| other.meta.id != change.id && other.record.state != RenewalState::Refused);
        if i64::try_from(counted.count()).unwrap_or(i64::MAX) >= terms.renewals {
            faults.at("loan", Message::new("problem.renew_limit").with("count", terms.renewals));
        }
        if let Some(item) = loan.record.item.filter(|_| loan.record.means.takes_paper()) {
            let waiting = office.linking::<Loan>(item.erase(), "item")?;
            if let Some(next) = waiting.iter().find(|other| other.record.state == LoanState::Approved) {
                faults.at("loan", Message::new("problem.renew_reserved").with("loan", &next.record.number));
            }
        }
        Ok(())
    }

    fn check_void(_: RecordId, renewal: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if renewal.state == RenewalState::Granted {
            faults.whole(Message::new("problem.ledger_kept"));
        }
        Ok(())
    }
}

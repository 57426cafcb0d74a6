//! 预算行: department × project × account, with what was approved and what became of it.

use serde::{Deserialize, Serialize};

use super::holdings::Holdings;
use super::{BudgetVersion, FundSource, out_of_range};
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Money, Problem, RecordId, Rules, choice, link, long_text,
    money, text,
};
use crate::records::organisation::Unit;
use crate::rules::budget::figures::Figures;
use crate::{choices, fields};

choices! {
    /// Money out or in.
    pub enum BudgetSide, "budget_side" {
        /// 支出
        Expenditure = "expense",
        /// 收入
        Revenue = "revenue",
    }
}

/// A line of a budget.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BudgetLine {
    /// Code, where the office gives one.
    pub code: String,
    /// The version it stands in.
    pub version: Option<Id<BudgetVersion>>,
    /// 部门
    pub department: Option<Id<Unit>>,
    /// 项目
    pub project: String,
    /// 科目: code and name.
    pub account: String,
    /// Expenditure or revenue.
    pub side: BudgetSide,
    /// 资金来源
    pub source: Option<Id<FundSource>>,
    /// 原批复
    pub original: Money,
    /// Σ 调整
    pub adjusted: Money,
    /// 已占用
    pub committed: Money,
    /// 已执行
    pub executed: Money,
    /// 可用
    pub available: Money,
    /// 超预算批准额度: how far below zero 可用 may go.
    pub overrun: Money,
    /// Remarks.
    pub note: String,
}

// Amounts are open to whoever may read the line: a budget line without amounts says nothing, and heads of departments
// must see what they have left. Whose lines one may read is decided by the grants; `Level::Finance` is for amounts about
// people, which stand in registers that others have to read.
fields! { BudgetLine, "budget_line", Function::DecisionSupport;
    code => text().unique().max_length(60).column(120).search();
    version => link::<BudgetVersion>().required().column(130).filter();
    department => link::<Unit>().title().column(140).filter();
    project => text().title().column(140).filter();
    account => text().title().column(180).filter();
    side => choice::<BudgetSide>().filter();
    source => link::<FundSource>().filter();
    original => money().column(130).sum();
    adjusted => money().total().column(120).sum();
    committed => money().total().column(120).sum();
    executed => money().total().column(130).sum();
    available => money().total().column(130).sum();
    overrun => money().total();
    note => long_text().search();
}

impl BudgetLine {
    /// Its figures.
    pub fn figures(&self) -> Figures {
        Figures {
            original: self.original,
            adjusted: self.adjusted,
            committed: self.committed,
            executed: self.executed,
        }
    }

    /// What can still be taken: 可用 and the approved overrun.
    pub(super) fn room(&self) -> Option<Money> {
        self.available.checked_add(self.overrun)
    }

    fn is_locked(&self, office: &dyn Lookup) -> Result<bool, Problem> {
        let Some(version) = self.version else { return Ok(false) };
        Ok(office.find(version)?.is_some_and(|version| !version.record.state.is_open()))
    }
}

impl Rules for BudgetLine {
    const COUNTED_BY: &'static [&'static str] = &["version"];

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if after.department.is_none() && after.project.is_empty() && after.account.is_empty() {
            faults.at("account", Message::new("problem.line_of_nothing"));
        }
        let Some(before) = change.before else { return Ok(()) };
        let changed: Vec<&'static str> = [
            ("version", before.version != after.version),
            ("department", before.department != after.department),
            ("project", before.project != after.project),
            ("account", before.account != after.account),
            ("side", before.side != after.side),
            ("source", before.source != after.source),
            ("original", before.original != after.original),
        ]
        .into_iter()
        .filter_map(|(field, differs)| differs.then_some(field))
        .collect();
        if !changed.is_empty() && (before.is_locked(office)? || after.is_locked(office)?) {
            for field in changed {
                faults.at(field, Message::new("problem.budget_locked"));
            }
        }
        Ok(())
    }

    fn check_void(
        _id: RecordId,
        record: &Self,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if record.is_locked(office)? {
            faults.whole(Message::new("problem.budget_locked"));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let before = self.room();
        let holdings = Holdings::read(office, id)?;
        let figures = holdings.figures(self.original)?;
        self.adjusted = figures.adjusted;
        self.committed = figures.committed;
        self.executed = figures.executed;
        self.available = figures.available().ok_or_else(out_of_range)?;
        self.overrun = holdings.overrun()?;
        let room = self.room().ok_or_else(out_of_range)?;
        // A line planned below zero is not overdrawn by that alone. One that is overdrawn already may be brought
        // nearer to its limit, never farther away.
        let limit = self.original.min(Money::ZERO);
        if room < limit && before.is_none_or(|before| room < before) {
            return Err(Problem::input(
                Message::new("problem.line_overdrawn").with("line", &self.account).with("short", room),
            ));
        }
        Ok(())
    }
}

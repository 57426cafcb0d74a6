//! 预算行: department × project × account, with what was approved and what became of it.

use serde::{Deserialize, Serialize};

use super::holdings::Holdings;
use super::{BudgetVersion, FundSource, out_of_range, sum};
use crate::model::{
    Change, Choice as _, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, RecordId, Rules,
    Value, choice, link, long_text, money, text,
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
    /// 部门
    pub department: Option<Id<Unit>>,
    /// 项目
    pub project: String,
    /// 科目: code and name.
    pub account: String,
    /// The version it stands in.
    pub version: Option<Id<BudgetVersion>>,
    /// Expenditure or revenue.
    pub side: BudgetSide,
    /// 资金来源
    pub source: Option<Id<FundSource>>,
    /// 原批复
    pub original: Money,
    /// Planned for January.
    pub month_1: Option<Money>,
    /// Planned for February.
    pub month_2: Option<Money>,
    /// Planned for March.
    pub month_3: Option<Money>,
    /// Planned for April.
    pub month_4: Option<Money>,
    /// Planned for May.
    pub month_5: Option<Money>,
    /// Planned for June.
    pub month_6: Option<Money>,
    /// Planned for July.
    pub month_7: Option<Money>,
    /// Planned for August.
    pub month_8: Option<Money>,
    /// Planned for September.
    pub month_9: Option<Money>,
    /// Planned for October.
    pub month_10: Option<Money>,
    /// Planned for November.
    pub month_11: Option<Money>,
    /// Planned for December.
    pub month_12: Option<Money>,
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
    department => link::<Unit>().title().column(140).filter();
    project => text().title().column(140).filter();
    account => text().title().column(180).filter();
    version => link::<BudgetVersion>().required().title().column(130).filter();
    side => choice::<BudgetSide>().filter();
    source => link::<FundSource>().filter();
    original => money().column(130).sum();
    month_1 => money().minimum(0).sum();
    month_2 => money().minimum(0).sum();
    month_3 => money().minimum(0).sum();
    month_4 => money().minimum(0).sum();
    month_5 => money().minimum(0).sum();
    month_6 => money().minimum(0).sum();
    month_7 => money().minimum(0).sum();
    month_8 => money().minimum(0).sum();
    month_9 => money().minimum(0).sum();
    month_10 => money().minimum(0).sum();
    month_11 => money().minimum(0).sum();
    month_12 => money().minimum(0).sum();
    adjusted => money().total().column(120).sum();
    committed => money().total().column(120).sum();
    executed => money().total().column(130).sum();
    available => money().total().column(130).sum();
    overrun => money().total();
    note => long_text().search();
}

/// The fields of the plan by months, from January.
pub const MONTH_FIELDS: [&str; 12] = [
    "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9",
    "month_10", "month_11", "month_12",
];

impl BudgetLine {
    /// 分月计划: what each month was given; all empty where the line has no plan by months.
    pub fn months(&self) -> [Option<Money>; 12] {
        [
            self.month_1,
            self.month_2,
            self.month_3,
            self.month_4,
            self.month_5,
            self.month_6,
            self.month_7,
            self.month_8,
            self.month_9,
            self.month_10,
            self.month_11,
            self.month_12,
        ]
    }

    /// Its figures.
    pub fn figures(&self) -> Figures {
        Figures {
            original: self.original,
            adjusted: self.adjusted,
            committed: self.committed,
            executed: self.executed,
        }
    }

    /// What a copy of it in another version begins with. A code stays with the line that has it: no two lines share one.
    pub(super) fn in_version(&self, version: RecordId) -> Vec<(&'static str, Value)> {
        let link = |id: Option<RecordId>| id.map_or(Value::Nothing, Value::Link);
        let mut values = vec![
            ("version", Value::Link(version)),
            ("department", link(self.department.map(Id::erase))),
            ("project", Value::text(self.project.as_str())),
            ("account", Value::text(self.account.as_str())),
            ("side", Value::choice(self.side.code())),
            ("source", link(self.source.map(Id::erase))),
            ("original", Value::Money(self.original)),
            ("note", Value::text(self.note.as_str())),
        ];
        let months = MONTH_FIELDS.iter().zip(self.months());
        values.extend(months.filter_map(|(field, month)| Some((*field, Value::Money(month?)))));
        values
    }

    /// What can still be taken: 可用 and the approved overrun.
    fn room(&self) -> Option<Money> {
        self.available.checked_add(self.overrun)
    }

    fn is_locked(&self, office: &dyn Lookup) -> Result<bool, Problem> {
        let Some(version) = self.version else { return Ok(false) };
        Ok(office.find(version)?.is_some_and(|version| !version.record.state.is_open()))
    }
}

impl Rules for BudgetLine {
    const COUNTED_BY: &'static [&'static str] = &["version"];

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.is_locked(office)? {
            let told = Message::new("problem.budget_locked");
            let line = ["version", "department", "project", "account", "side", "source", "original"];
            frozen.fields(&line, &told);
            frozen.fields(&MONTH_FIELDS, &told);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if after.department.is_none() && after.project.is_empty() && after.account.is_empty() {
            faults.at("account", Message::new("problem.line_of_nothing"));
        }
        let planned = sum(after.months().into_iter().flatten())?;
        if after.months().iter().any(Option::is_some) && planned != after.original {
            let message = Message::new("problem.months_differ").with("months", planned);
            faults.at("original", message.with("original", after.original));
        }
        let Some(before) = change.before else {
            // A line that adjustments are to fill may join a released budget; one with money of its own may not, once
            // the lines add up. What comes back from a file finds its budget without its lines.
            let joins = after.side == BudgetSide::Expenditure && !after.original.is_zero();
            if joins
                && let Some(version) = after.version
                && let Some(version) = office.find(version)?
                && version.record.state.binds()
                && version.record.expenditure == version.record.stated
            {
                faults.at("original", Message::new("problem.budget_locked"));
            }
            return Ok(());
        };
        if before.version != after.version && faults.is_empty() && after.is_locked(office)? {
            faults.at("version", Message::new("problem.budget_locked"));
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

//! 反馈: what the owner of a matter says about it, each week, with evidence attached.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Matter;
use crate::fields;
use crate::model::{
    Change, Completion, Faults, Function, Id, Lookup, Message, Problem, Rules, date, integer, link, long_text,
};
use crate::records::organisation::Person;

/// A report about a matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatterReport {
    /// The matter.
    pub matter: Option<Id<Matter>>,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// Who reports.
    pub reporter: Option<Id<Person>>,
    /// 进度, in percent.
    pub progress: Option<i64>,
    /// 进展
    pub done: String,
    /// 下一步
    pub next: String,
    /// 问题
    pub problem: String,
    /// 措施
    pub measures: String,
}

fields! { MatterReport, "matter_report", Function::Supervision;
    matter => link::<Matter>().required().title().column(260).filter();
    on => date().not_future().column(110);
    reporter => link::<Person>().column(100).filter();
    progress => integer().minimum(0).column(80);
    done => long_text().required().column(260).search();
    next => long_text().column(200).search();
    problem => long_text().column(200).search();
    measures => long_text().search();
}

impl Rules for MatterReport {
    const COUNTED_BY: &'static [&'static str] = &["matter"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        self.on = self.on.or_else(|| Some(office.today()));
        self.reporter = self.reporter.or_else(|| occasion.actor.map(Id::new));
        Ok(())
    }

    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if change.after.progress.is_some_and(|progress| progress > 100) {
            faults.at("progress", Message::new("problem.over_hundred"));
        }
        Ok(())
    }
}

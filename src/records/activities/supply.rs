//! 物资: what an activity needs, bought, borrowed or from stock.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Activity;
use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Money, Problem, Rules, choice, date, flag, integer, link,
    long_text, money, text,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// 来源
    pub enum SupplySource, "supply_source" {
        /// 采购
        Bought = "bought",
        /// 借用
        Borrowed = "borrowed",
        /// 库存
        Stock = "stock",
    }
}

/// Something that is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Supply {
    /// The activity.
    pub activity: Option<Id<Activity>>,
    /// 物品
    pub item: String,
    /// 数量
    pub quantity: Option<i64>,
    /// 来源
    pub source: SupplySource,
    /// 金额
    pub cost: Option<Money>,
    /// 负责人
    pub responsible: Option<Id<Person>>,
    /// 已到位
    pub is_ready: bool,
    /// 归还日期
    pub returned_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { Supply, "supply", Function::Administration;
    activity => link::<Activity>().required().title().column(240).filter();
    item => text().required().title().max_length(100).column(200);
    quantity => integer().minimum(1).column(80).sum();
    source => choice::<SupplySource>().column(90).filter();
    cost => money().column(110).sum();
    responsible => link::<Person>().column(100).filter();
    is_ready => flag().column(80).filter();
    returned_on => date().not_future().column(110);
    note => long_text().search();
}

impl Rules for Supply {
    const COUNTED_BY: &'static [&'static str] = &["activity"];

    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if after.cost.is_some_and(Money::is_negative) {
            faults.at("cost", Message::new("problem.negative_cost"));
        }
        if after.returned_on.is_some() && after.source != SupplySource::Borrowed {
            faults.at("returned_on", Message::new("problem.only_borrowed_returns"));
        }
        Ok(())
    }
}

//! 资金筹措: where the money of a budget comes from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::{Function, Money, Rules, choice, date, long_text, money, text};
use crate::{choices, fields};

choices! {
    /// Where money comes from.
    pub enum FundKind, "fund_kind" {
        /// 拨款
        Appropriation = "appropriation",
        /// 自筹
        Own = "own",
        /// 专项
        Earmarked = "earmarked",
    }
}

/// Where money comes from. What a released budget allots of it never exceeds the amount.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FundSource {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: FundKind,
    /// Received and planned.
    pub amount: Money,
    /// 到账日
    pub received_on: Option<NaiveDate>,
    /// 用途限制
    pub restriction: String,
}

fields! { FundSource, "fund_source", Function::DecisionSupport;
    name => text().required().unique().title().column(220);
    kind => choice::<FundKind>().column(100).filter();
    amount => money().minimum(0).column(140).sum();
    received_on => date().column(110);
    restriction => long_text().search();
}

impl Rules for FundSource {}

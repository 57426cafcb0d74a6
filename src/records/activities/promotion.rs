//! 宣传: where and how an activity is made known.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Activity;
use crate::model::{Function, Id, Rules, choice, date, integer, link, long_text};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// 渠道
    pub enum Channel, "channel" {
        /// 内部门户
        Portal = "portal",
        /// 公告栏
        Board = "board",
        /// 邮件
        Mail = "mail",
        /// 公众号
        Social = "social",
        /// 会议
        Meeting = "meeting",
        /// 海报
        Poster = "poster",
    }
}

/// One way in which an activity is made known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Promotion {
    /// The activity.
    pub activity: Option<Id<Activity>>,
    /// 渠道
    pub channel: Channel,
    /// 文案
    pub text: String,
    /// 发布日期
    pub published_on: Option<NaiveDate>,
    /// 阅读
    pub reads: Option<i64>,
    /// 负责人
    pub responsible: Option<Id<Person>>,
}

fields! { Promotion, "promotion", Function::Administration;
    activity => link::<Activity>().required().title().column(260).filter();
    channel => choice::<Channel>().column(110).filter();
    text => long_text().required().column(320).search();
    published_on => date().column(110);
    reads => integer().minimum(0).column(90).sum();
    responsible => link::<Person>().column(100).filter();
}

impl Rules for Promotion {}

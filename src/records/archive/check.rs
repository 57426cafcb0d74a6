//! 四性检测: whether the electronic files of an item are still what was filed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ArchiveItem;
use crate::model::{Function, Id, Rules, Wording, choice, instant, integer, link, long_text, text};
use crate::{choices, fields};

choices! {
    /// Why it was looked at.
    pub enum CheckOccasion, "check_occasion" {
        /// 归档
        Filing = "filing",
        /// 每月抽查
        Monthly = "monthly",
        /// 移交
        Transfer = "transfer",
        /// 恢复后
        Restore = "restore",
        /// 手动
        ByHand = "by_hand",
    }
}

choices! {
    /// What came of it.
    pub enum CheckResult, "check_result" {
        /// 合格
        Passed = "passed",
        /// 不合格
        Failed = "failed",
        /// 不适用
        NotApplicable = "not_applicable",
    }
}

/// What came of looking at the files of one item. The program writes it; nobody edits it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordCheck {
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// The item.
    pub item: Option<Id<ArchiveItem>>,
    /// Why.
    pub occasion: CheckOccasion,
    /// All four together.
    pub outcome: CheckResult,
    /// 真实性
    pub authenticity: CheckResult,
    /// 完整性
    pub integrity: CheckResult,
    /// 可用性
    pub usability: CheckResult,
    /// 安全性
    pub security: CheckResult,
    /// 文件数
    pub files: i64,
    /// 原因: a line each, in no language until it is read.
    pub reasons: String,
    /// SHA-256 over the hashes of the files as they were found.
    pub digest: String,
}

fields! { RecordCheck, "record_check", Function::Administration;
    at => instant().required().column(140);
    item => link::<ArchiveItem>().required().title().column(280).filter();
    occasion => choice::<CheckOccasion>().column(90).filter();
    outcome => choice::<CheckResult>().column(80).filter();
    authenticity => choice::<CheckResult>().column(80).filter();
    integrity => choice::<CheckResult>().column(80).filter();
    usability => choice::<CheckResult>().column(80).filter();
    security => choice::<CheckResult>().column(80).filter();
    files => integer().minimum(0).column(70);
    reasons => long_text().worded(Wording::Messages).column(280).search();
    digest => text().max_length(64);
}

impl Rules for RecordCheck {
    const TRACE: bool = true;
}

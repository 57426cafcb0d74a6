//! 公文: kinds, directions, numbers, time limits and the rules of writing to one another (行文规则).
//!
//! Source: 党政机关公文处理工作条例 (2012), 第八条 (文种), 第九条 (格式要素), 第十五条 (上行文).

pub mod number;
pub mod writing;

use crate::choices;

choices! {
    /// 文种, 条例 第八条.
    pub enum PaperKind, "paper_kind" {
        /// 通知
        Circular = "circular",
        /// 请示
        Request = "request",
        /// 报告
        Report = "report",
        /// 批复
        Reply = "reply",
        /// 函
        Letter = "letter",
        /// 意见
        Opinion = "opinion",
        /// 通报
        Bulletin = "bulletin",
        /// 决定
        Decision = "decision",
        /// 决议
        Resolution = "resolution",
        /// 公告
        Announcement = "announcement",
        /// 通告
        Notice = "notice",
        /// 纪要
        Minutes = "minutes",
        /// 公报
        Communique = "communique",
        /// 命令（令）
        Order = "order",
        /// 议案
        Motion = "motion",
    }
}

choices! {
    /// 行文方向
    pub enum Direction, "paper_direction" {
        /// 下行
        Downward = "downward",
        /// 上行
        Upward = "upward",
        /// 平行
        Level = "level",
        /// 公布
        Public = "public",
    }
}

choices! {
    /// 紧急程度
    pub enum Urgency, "urgency" {
        /// 平件
        Plain = "plain",
        /// 加急
        Expedited = "expedited",
        /// 特急
        Express = "express",
    }
}

choices! {
    /// How a paper is laid out (GB/T 9704-2012, 7 and 10).
    pub enum PaperForm, "paper_form" {
        /// 文件格式
        Document = "document",
        /// 信函格式
        Letter = "letter",
        /// 纪要格式
        Minutes = "minutes",
    }
}

/// Working days for 会签 (`domain.md` §3.1; the office's own default, no law fixes it).
pub const COUNTERSIGN_DAYS: i32 = 2;

/// Working days for each reader of 传阅 (`domain.md` §3.1).
pub const READER_DAYS: i32 = 1;

impl Urgency {
    /// Working days for handling a paper when nobody names a day (`domain.md` §3.1).
    pub fn working_days(self) -> i32 {
        match self {
            Self::Express => 1,
            Self::Expedited => 3,
            Self::Plain => 7,
        }
    }

    /// Whether the paper must bear a day by which it is handled.
    pub fn is_urgent(self) -> bool {
        self != Self::Plain
    }
}

impl PaperKind {
    /// Whether papers of the kind go in a direction: 请示, 报告 and 议案 go up; 函 goes to equals; 公报, 公告 and 通告
    /// are published; 意见 and 纪要 go any way; the others go down.
    pub fn goes(self, direction: Direction) -> bool {
        match self {
            Self::Opinion | Self::Minutes => true,
            Self::Request | Self::Report | Self::Motion => direction == Direction::Upward,
            Self::Letter => direction == Direction::Level,
            Self::Announcement | Self::Notice | Self::Communique => direction == Direction::Public,
            Self::Circular
            | Self::Reply
            | Self::Bulletin
            | Self::Decision
            | Self::Resolution
            | Self::Order => direction == Direction::Downward,
        }
    }

    /// The kind as it stands in a title.
    pub fn written(self) -> &'static str {
        match self {
            Self::Circular => "通知",
            Self::Request => "请示",
            Self::Report => "报告",
            Self::Reply => "批复",
            Self::Letter => "函",
            Self::Opinion => "意见",
            Self::Bulletin => "通报",
            Self::Decision => "决定",
            Self::Resolution => "决议",
            Self::Announcement => "公告",
            Self::Notice => "通告",
            Self::Minutes => "纪要",
            Self::Communique => "公报",
            Self::Order => "令",
            Self::Motion => "议案",
        }
    }
}

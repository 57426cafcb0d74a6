//! 密级: what a record or an attachment may cost the organisation when the wrong people learn of it. One mark for
//! every kind of record, kept in its meta data; the read filter looks at nothing else.
//!
//! The program is not certified for state secrets. It keeps the *register* of what bears such a mark elsewhere
//! (number, title, keeper) and refuses their content.

use chrono::{Datelike as _, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Choice, RecordId};
use crate::choices;
use crate::text::Language;

choices! {
    /// How secret something is, from the lowest up (保守国家秘密法 十四; 中央企业商业秘密保护暂行规定 十二).
    pub enum Secrecy, "secrecy" {
        /// 普通: no mark.
        Ordinary = "ordinary",
        /// 内部: for the people of the office.
        Internal = "internal",
        /// 普通商密
        Trade = "trade",
        /// 核心商密
        CoreTrade = "core_trade",
        /// 秘密: a state secret, entered in a register only.
        Confidential = "confidential",
        /// 机密: a state secret, entered in a register only.
        Secret = "secret",
        /// 绝密: a state secret, entered in a register only.
        TopSecret = "top_secret",
    }
}

impl Secrecy {
    /// Key of its name.
    pub fn text(self) -> &'static str {
        Self::SET.text_key(self.code()).unwrap_or_default()
    }

    /// Whether it is a state secret, of which the program keeps the register and never the content.
    pub fn is_state_secret(self) -> bool {
        self >= Self::Confidential
    }

    /// Whether a copy may leave in a file or on paper, with its mark, without the right to declassify (`domain.md` §3.3).
    pub fn may_leave(self) -> bool {
        self <= Self::Internal
    }

    /// The longest period in years that the law allows: 绝密 30, 机密 20, 秘密 10 (保守国家秘密法 二十).
    pub fn most_years(self) -> Option<u32> {
        match self {
            Self::TopSecret => Some(30),
            Self::Secret => Some(20),
            Self::Confidential => Some(10),
            _ => None,
        }
    }
}

/// 保密期限: how long a mark is meant to stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// 长期
    #[default]
    LongTerm,
    /// 公布前
    UntilPublished,
    /// Whole years from the day of the mark.
    Years(u32),
    /// Whole months from the day of the mark.
    Months(u32),
    /// To a day, the last one included.
    Until(NaiveDate),
}

impl Term {
    /// Reads what is typed: `2y`, `6m`, `2027-01-31`, `long`, `published`; `None` when it is none of these.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        match text {
            "" | "long" => return Some(Self::LongTerm),
            "published" => return Some(Self::UntilPublished),
            _ => {}
        }
        if let Ok(day) = text.parse() {
            return Some(Self::Until(day));
        }
        let count = |suffix: char| text.strip_suffix(suffix)?.parse::<u32>().ok().filter(|count| *count > 0);
        match (count('y'), count('m')) {
            (Some(years), _) => Some(Self::Years(years)),
            (None, Some(months)) => Some(Self::Months(months)),
            (None, None) => None,
        }
    }
}

/// The mark of a record or an attachment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// How secret.
    pub level: Secrecy,
    /// The day on which it was marked.
    pub since: NaiveDate,
    /// How long it is meant to stand. It never falls by itself: at its end somebody is reminded.
    pub term: Term,
    /// 定密依据: by what rule.
    pub basis: String,
    /// 知悉范围: the people and units who may know; empty: everybody with the clearance.
    pub circle: Vec<RecordId>,
    /// Whether the content opens only with a second person's consent.
    pub sealed: bool,
}

impl Mark {
    /// The last day of its period; `None` when it has no end.
    pub fn ends(&self) -> Option<NaiveDate> {
        match self.term {
            Term::LongTerm | Term::UntilPublished => None,
            Term::Until(day) => Some(day),
            Term::Years(years) => self.since.checked_add_months(Months::new(years.saturating_mul(12))),
            Term::Months(months) => self.since.checked_add_months(Months::new(months)),
        }
    }

    /// Whether a copy may leave in a file or on paper, with its mark, without the right to declassify.
    pub fn may_leave(&self) -> bool {
        self.level.may_leave() && self.circle.is_empty() && !self.sealed
    }

    /// Reads level and period as [`Self::shown`] prints them, in any language.
    pub fn from_shown(text: &str) -> Option<(Secrecy, Term)> {
        let (level, term) = text.trim().split_once('★')?;
        let digits: String = term.chars().filter(char::is_ascii_digit).collect();
        let count = digits.parse().unwrap_or(0);
        let terms = [
            Term::LongTerm,
            Term::UntilPublished,
            Term::Years(count),
            Term::Months(count),
            Term::Until(term.parse().unwrap_or_default()),
        ];
        Language::ALL.into_iter().find_map(|language| {
            let level = Secrecy::ALL.iter().copied().find(|known| language.text(known.text()) == level)?;
            let shown = |term: &Term| Self { level, term: *term, ..Self::default() }.shown(language);
            terms.into_iter().find(|term| shown(term) == text.trim()).map(|term| (level, term))
        })
    }

    /// As it is printed: 秘密★1年, 核心商密★长期.
    pub fn shown(&self, language: Language) -> String {
        let level = language.text(self.level.text());
        if self.level == Secrecy::Ordinary {
            return level.to_owned();
        }
        let term = match self.term {
            Term::LongTerm => language.text("secrecy_term.long").to_owned(),
            Term::UntilPublished => language.text("secrecy_term.published").to_owned(),
            Term::Years(years) => language.fill("secrecy_term.years", &[("count", &years.to_string())]),
            Term::Months(months) => language.fill("secrecy_term.months", &[("count", &months.to_string())]),
            Term::Until(day) => {
                format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
            }
        };
        format!("{level}★{term}")
    }
}

//! 备份: where copies of the office go and how often, and what came of each. `domain.md` §3.3 and §7.3: three copies
//! on two media with one off site, a restore drill each quarter, the two newest generations never deleted.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{
    Change, Faults, Function, Id, Lookup, Message, Problem, Rules, Wording, choice, flag, instant, integer,
    link, long_text, text,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// How often a plan is carried out.
    pub enum BackupFrequency, "backup_frequency" {
        /// 每天
        Daily = "daily",
        /// 每小时
        Hourly = "hourly",
        /// 每周
        Weekly = "weekly",
        /// 每月, thirty days
        Monthly = "monthly",
    }
}

impl BackupFrequency {
    /// The time from one copy to the next.
    pub fn interval(self) -> TimeDelta {
        match self {
            Self::Hourly => TimeDelta::hours(1),
            Self::Daily => TimeDelta::days(1),
            Self::Weekly => TimeDelta::weeks(1),
            Self::Monthly => TimeDelta::days(30),
        }
    }
}

choices! {
    /// What a copy lies on (介质).
    pub enum BackupMedium, "backup_medium" {
        /// 本机硬盘
        Internal = "internal",
        /// 移动硬盘, U 盘
        Removable = "removable",
        /// 光盘
        Optical = "optical",
        /// 另一台机器
        Machine = "machine",
    }
}

/// Where copies of the office go, and how often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BackupPlan {
    /// Name.
    pub name: String,
    /// The folder, as this machine names it.
    pub destination: String,
    /// How often.
    pub frequency: BackupFrequency,
    /// Generations that are kept; at least 2.
    pub keep: i64,
    /// 介质
    pub medium: BackupMedium,
    /// 异地: the copy leaves the building.
    pub off_site: bool,
    /// Carried out only when somebody asks.
    pub paused: bool,
    /// Who answers for it.
    pub responsible: Option<Id<Person>>,
}

impl Default for BackupPlan {
    fn default() -> Self {
        Self {
            name: String::new(),
            destination: String::new(),
            frequency: BackupFrequency::default(),
            // A week of daily copies.
            keep: 7,
            medium: BackupMedium::default(),
            off_site: false,
            paused: false,
            responsible: None,
        }
    }
}

fields! { BackupPlan, "backup_plan", Function::Administration;
    name => text().required().unique().title().column(200).search();
    destination => text().required().max_length(400).worded(Wording::Folder).column(320);
    frequency => choice::<BackupFrequency>().column(90).filter();
    keep => integer().required().minimum(2).column(90);
    medium => choice::<BackupMedium>().column(110).filter();
    off_site => flag().column(80).filter();
    paused => flag().column(80).filter();
    responsible => link::<Person>().column(120).filter();
}

impl Rules for BackupPlan {
    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        // A folder named from where the program happened to be started would be another one tomorrow.
        if !std::path::Path::new(&change.after.destination).is_absolute() {
            faults.at("destination", Message::new("problem.folder_not_absolute"));
        }
        Ok(())
    }
}

choices! {
    /// What was done.
    pub enum BackupKind, "backup_kind" {
        /// A copy was made and proven.
        Copy = "copy",
        /// 恢复演练: a copy was brought back as a scratch file and compared.
        Drill = "drill",
    }
}

choices! {
    /// What came of it.
    pub enum BackupOutcome, "backup_outcome" {
        /// Opened, checked, counted and hashed.
        Proven = "proven",
        /// It failed; the detail says why.
        Failed = "failed",
    }
}

/// What came of one backup or drill. The program writes it; nobody edits it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BackupRun {
    /// When it was done.
    pub at: Option<DateTime<Utc>>,
    /// The plan; none when somebody made a copy by hand.
    pub plan: Option<Id<BackupPlan>>,
    /// A copy or a drill.
    pub kind: BackupKind,
    /// What came of it.
    pub outcome: BackupOutcome,
    /// The copy.
    pub file: String,
    /// Bytes of the copy.
    pub size: i64,
    /// Living records in it.
    pub records: i64,
    /// Audit entries in it.
    pub entries: i64,
    /// SHA-256 of the copy, hexadecimal.
    pub sha256: String,
    /// Why it failed.
    pub detail: String,
}

fields! { BackupRun, "backup_run", Function::Administration;
    at => instant().required().column(140);
    plan => link::<BackupPlan>().column(160).filter();
    kind => choice::<BackupKind>().column(100).filter();
    outcome => choice::<BackupOutcome>().column(90).filter();
    file => text().required().title().max_length(600).column(320);
    size => integer().minimum(0).column(110);
    records => integer().minimum(0).column(90);
    entries => integer().minimum(0).column(100);
    sha256 => text().max_length(64);
    detail => long_text();
}

impl Rules for BackupRun {
    const TRACE: bool = true;
}

//! 归档: finished papers wait in a queue to be filed. The queue is no record but what can be seen of the records: what
//! is done and stands in no archive yet, with the class that the office's own tables propose.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{FigureRows, Marks, NumberHole, Share};
use crate::model::{Choice as _, Id, Mark, RecordId};
use crate::records::archive::{ArchiveCategory, ArchiveDivision, Fonds, Retention, RetentionRule};
use crate::records::organisation::{Person, Unit};
use crate::store::attachment::Attachment;
use crate::text::Language;

/// A paper that waits for filing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingPaper {
    /// Its register.
    pub register: &'static str,
    /// The paper.
    pub id: RecordId,
    /// 题名; one made by the program stands in [ ].
    pub title: String,
    /// 文号
    pub document_number: String,
    /// 责任者
    pub author: String,
    /// 形成时间
    pub formed_on: Option<NaiveDate>,
    /// 办结日
    pub done_on: Option<NaiveDate>,
    /// 年度
    pub year: i64,
    /// 页数; 0 where nothing tells it, and whoever files the paper is asked.
    pub pages: i64,
    /// 形成部门
    pub department: Option<Id<Unit>>,
    /// 责任人员
    pub responsible: Option<Id<Person>>,
    /// The meeting whose minutes it gives out, with its title: both are filed as one.
    pub minutes_of: Option<(RecordId, String)>,
    /// Its mark, which its item bears too.
    pub mark: Option<Box<Mark>>,
    /// Electronic files of it that can be filed with it.
    pub files: Vec<Attachment>,
    /// The last day for filing has passed.
    pub is_late: bool,
    /// The proposal.
    pub class: FilingClass,
}

impl FilingPaper {
    /// What it is, and of which meeting it gives out the minutes.
    pub fn source(&self, language: Language) -> String {
        let register = crate::records::find(self.register).map_or("", |of| language.text(of.text()));
        match &self.minutes_of {
            Some((_, meeting)) => {
                language.fill("filing.with_minutes", &[("register", register), ("meeting", meeting)])
            }
            None => register.to_owned(),
        }
    }
}

/// Where a paper is to stand in the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingClass {
    /// 全宗
    pub fonds: Option<Id<Fonds>>,
    /// 门类
    pub category: Option<Id<ArchiveCategory>>,
    /// 机构(问题)
    pub division: Option<Id<ArchiveDivision>>,
    /// The row of the retention table, which says the period.
    pub rule: Option<Id<RetentionRule>>,
}

/// Papers of a year: how many were done, and what became of them by the end of June after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilingYear {
    /// 年度
    pub year: i64,
    /// The last day for filing.
    pub last_day: Option<NaiveDate>,
    /// Filed in time.
    pub in_time: usize,
    /// Filed later.
    pub late: usize,
    /// The items in which those stand that were filed in time; one may hold several.
    pub items_in_time: Vec<RecordId>,
    /// The items in which those stand that were filed later.
    pub items_late: Vec<RecordId>,
    /// The marks of all that were done.
    pub marks: Marks,
    /// Not filed, by register.
    pub open: Vec<FigureRows>,
}

impl FilingYear {
    /// Not filed.
    pub fn open_count(&self) -> usize {
        self.open.iter().map(|rows| rows.ids.len()).sum()
    }

    /// All that were done.
    pub fn done(&self) -> usize {
        self.in_time + self.late + self.open_count()
    }

    /// 归档完成率: filed, in time or later, of those that were done.
    pub fn filed(&self) -> Share {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let (part, whole) = (count(self.in_time + self.late), count(self.done()));
        Share { part, whole, ..Share::default() }
    }
}

/// What waits for filing, and how complete the archive is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingQueue {
    /// Papers, those longest done first.
    pub papers: Vec<FilingPaper>,
    /// Every year of which papers were done, the newest first.
    pub years: Vec<FilingYear>,
    /// The retention table: row, its name, category and period.
    pub rules: Vec<(Id<RetentionRule>, String, Option<Id<ArchiveCategory>>, Retention)>,
    /// The divisions with their codes and names.
    pub divisions: Vec<(Id<ArchiveDivision>, String)>,
    /// Fonds whose numbers say the 机构(问题).
    pub divided: BTreeSet<RecordId>,
    /// Codes of categories.
    pub categories: Vec<(Id<ArchiveCategory>, String)>,
    /// Numbers that are missing in their rows.
    pub holes: Vec<NumberHole>,
    /// The day of asking.
    pub today: NaiveDate,
}

impl FilingQueue {
    /// What a paper still lacks before it can be filed: labels of fields of the item.
    pub fn lacks(&self, paper: &FilingPaper) -> Vec<&'static str> {
        let class = paper.class;
        let is_divided = class.fonds.is_some_and(|fonds| self.divided.contains(&fonds.erase()));
        let lacking = [
            ("archive_item.fonds", class.fonds.is_none()),
            ("archive_item.category", class.category.is_none()),
            ("archive_item.retention", class.rule.is_none()),
            ("archive_item.division", class.division.is_none() && is_divided),
            ("archive_item.author", paper.author.is_empty()),
            ("archive_item.formed_on", paper.formed_on.is_none()),
            ("archive_item.pages", paper.pages <= 0),
        ];
        lacking.into_iter().filter(|(_, lacks)| *lacks).map(|(label, _)| label).collect()
    }

    /// The period that a row of the table gives.
    pub fn retention(&self, rule: Option<Id<RetentionRule>>) -> Option<Retention> {
        self.rules.iter().find(|(id, ..)| Some(*id) == rule).map(|(.., retention)| *retention)
    }

    /// Gives a paper another row of the table, and the category that the row names.
    pub fn set_rule(&mut self, paper: RecordId, rule: Id<RetentionRule>) {
        let category =
            self.rules.iter().find(|(id, ..)| *id == rule).and_then(|(_, _, category, _)| *category);
        if let Some(paper) = self.papers.iter_mut().find(|of| of.id == paper) {
            paper.class.rule = Some(rule);
            paper.class.category = category.or(paper.class.category);
        }
    }

    /// Gives a paper another 机构(问题), or none.
    pub fn set_division(&mut self, paper: RecordId, division: Option<Id<ArchiveDivision>>) {
        if let Some(paper) = self.papers.iter_mut().find(|of| of.id == paper) {
            paper.class.division = division;
        }
    }

    /// Gives a paper its pages, counted by hand.
    pub fn set_pages(&mut self, paper: RecordId, pages: i64) {
        if let Some(paper) = self.papers.iter_mut().find(|of| of.id == paper) {
            paper.pages = pages.max(0);
        }
    }

    /// Where a paper would stand, as the beginning of its number is written: 门类·年度-期限-机构.
    pub fn class_text(&self, paper: &FilingPaper) -> String {
        let name =
            |found: Option<&(Id<ArchiveCategory>, String)>| found.map_or("…", |(_, code)| code).to_owned();
        let category = name(self.categories.iter().find(|(id, _)| Some(*id) == paper.class.category));
        let retention = self.retention(paper.class.rule).map_or("…", |retention| retention.code());
        let division = self.divisions.iter().find(|(id, _)| Some(*id) == paper.class.division);
        let division = division.and_then(|(_, name)| name.split(' ').next()).map(|code| format!("-{code}"));
        format!("{category}·{}-{retention}{}", paper.year, division.unwrap_or_default())
    }
}

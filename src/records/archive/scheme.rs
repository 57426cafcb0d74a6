//! The office's own scheme: 全宗, 门类, 机构(问题) and 保管期限表. The program invents none of it.

use serde::{Deserialize, Serialize};

use super::{ArchiveBox, ArchiveItem};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record, RecordId, Rules,
    choice, date, integer, link, long_text, tags, text,
};
use crate::records::organisation::Unit;
use crate::rules::archive::lending::LendingTerms;
use crate::rules::archive::number::{
    DA_T_22, ELEMENTS, Grammar, NumberError, NumberParts, is_category, is_division, is_fonds,
};
use crate::{choices, fields};

choices! {
    /// 保管期限: for ever, or years (国家档案局令第 8、10 号; 会计档案管理办法).
    pub enum Retention, "retention" {
        /// 待定: nobody has said it yet, and the program does not say it for them.
        Undecided = "undecided",
        /// 永久
        Permanent = "Y",
        /// 定期 30 年
        Thirty = "D30",
        /// 定期 20 年
        Twenty = "D20",
        /// 定期 15 年
        Fifteen = "D15",
        /// 定期 10 年
        Ten = "D10",
        /// 定期 5 年
        Five = "D5",
    }
}

impl Retention {
    /// How many years; `None` is for ever, or not decided.
    pub fn years(self) -> Option<u16> {
        match self {
            Self::Undecided | Self::Permanent => None,
            Self::Thirty => Some(30),
            Self::Twenty => Some(20),
            Self::Fifteen => Some(15),
            Self::Ten => Some(10),
            Self::Five => Some(5),
        }
    }
}

/// 全宗: whose archive it is, how its numbers are written and how it lends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fonds {
    /// 全宗号
    pub code: String,
    /// 全宗名称
    pub name: String,
    /// The unit whose archive it is.
    pub unit: Option<Id<Unit>>,
    /// Grammar of its numbers; empty is that of DA/T 22-2015.
    pub grammar: String,
    /// Years after which what is permanent goes to the state archive; 0: it stays.
    pub transfer_after: i64,
    /// Working days of a loan; 0 is 10.
    pub loan_days: i64,
    /// Working days of a renewal; 0 is 5.
    pub renewal_days: i64,
    /// Items that one person may have at once; 0 is 5.
    pub loan_items: i64,
    /// Remarks: its history.
    pub note: String,
}

fields! { Fonds, "fonds", Function::Administration;
    code => text().required().unique().max_length(4).column(90).search();
    name => text().required().title().column(240);
    unit => link::<Unit>().column(160);
    grammar => text().max_length(120).column(330);
    transfer_after => integer().minimum(0);
    loan_days => integer().minimum(0).column(110);
    renewal_days => integer().minimum(0).column(110);
    loan_items => integer().minimum(0);
    note => long_text().search();
}

impl Fonds {
    /// The grammar of its numbers.
    ///
    /// # Errors
    /// When the office's grammar can't be used.
    pub fn grammar(&self) -> Result<Grammar, Problem> {
        let pattern = if self.grammar.is_empty() { DA_T_22 } else { &self.grammar };
        Grammar::parse(pattern).map_err(|error| Problem::input(malformed(&error)))
    }

    /// How it lends.
    pub fn lending_terms(&self) -> LendingTerms {
        let usual = LendingTerms::default();
        let days =
            |given: i64, usual: i32| i32::try_from(given).ok().filter(|days| *days > 0).unwrap_or(usual);
        LendingTerms {
            days: days(self.loan_days, usual.days),
            renewal_days: days(self.renewal_days, usual.renewal_days),
            renewals: usual.renewals,
            items: if self.loan_items > 0 { self.loan_items } else { usual.items },
        }
    }
}

/// What is said of a grammar that can't be used.
pub(super) fn malformed(error: &NumberError) -> Message {
    Message::new("problem.archive_grammar").with("detail", error).with("elements", ELEMENTS)
}

impl Rules for Fonds {
    /// What holds is what is shown: terms that nobody gave are the usual ones, and written down as such.
    fn complete(&mut self, _: &Completion<'_, Self>, _: &dyn Lookup) -> Result<(), Problem> {
        let terms = self.lending_terms();
        self.loan_days = i64::from(terms.days);
        self.renewal_days = i64::from(terms.renewal_days);
        self.loan_items = terms.items;
        if self.grammar.is_empty() {
            self.grammar = DA_T_22.to_owned();
        }
        Ok(())
    }

    fn freeze(
        &self,
        id: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_used(id, &["code", "grammar"], office, frozen)
    }

    fn check(change: &Change<'_, Self>, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let fonds = change.after;
        if !is_fonds(&fonds.code) {
            faults.at("code", Message::new("problem.fonds_code"));
        }
        if !fonds.grammar.is_empty()
            && let Err(error) = Grammar::parse(&fonds.grammar)
        {
            faults.at("grammar", malformed(&error));
        }
        Ok(())
    }
}

/// What stands in numbers is not changed.
fn freeze_used(
    id: RecordId,
    fields: &[&'static str],
    office: &dyn Lookup,
    frozen: &mut Frozen,
) -> Result<(), Problem> {
    let stands = |register: &str| register == ArchiveItem::NAME || register == ArchiveBox::NAME;
    let used = office.referring(id)?.iter().filter(|reference| stands(reference.register)).count();
    if used > 0 {
        frozen.fields(fields, &Message::new("problem.code_in_use").with("count", used));
    }
    Ok(())
}

/// 档案门类
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveCategory {
    /// 代码: `WS`, `KU`, `WS·GZ` …
    pub code: String,
    /// Name.
    pub name: String,
    /// Remarks.
    pub note: String,
}

fields! { ArchiveCategory, "archive_category", Function::Administration;
    code => text().required().unique().max_length(20).column(110).search();
    name => text().required().title().column(220);
    note => long_text().column(320).search();
}

impl Rules for ArchiveCategory {
    fn freeze(
        &self,
        id: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_used(id, &["code"], office, frozen)
    }

    fn check(change: &Change<'_, Self>, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if !is_category(&change.after.code) {
            faults.at("code", Message::new("problem.category_code"));
        }
        Ok(())
    }
}

choices! {
    /// By what a division sorts.
    pub enum DivisionKind, "division_kind" {
        /// 机构
        Unit = "unit",
        /// 问题
        Topic = "topic",
    }
}

/// 机构(问题): the lowest class but the period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveDivision {
    /// 代码: three digits or capital letters.
    pub code: String,
    /// Name.
    pub name: String,
    /// A unit or a topic.
    pub kind: DivisionKind,
    /// The unit.
    pub unit: Option<Id<Unit>>,
}

fields! { ArchiveDivision, "archive_division", Function::Administration;
    code => text().required().unique().max_length(3).column(90).search();
    name => text().required().title().column(220);
    kind => choice::<DivisionKind>().column(90).filter();
    unit => link::<Unit>().column(200);
}

impl Rules for ArchiveDivision {
    fn freeze(
        &self,
        id: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_used(id, &["code"], office, frozen)
    }

    fn check(change: &Change<'_, Self>, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if !is_division(&change.after.code) {
            faults.at("code", Message::new("problem.division_code"));
        }
        Ok(())
    }
}

/// A row of the office's own 归档范围和保管期限表.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetentionRule {
    /// 序号
    pub number: String,
    /// 文件材料: what it is about.
    pub name: String,
    /// 门类
    pub category: Option<Id<ArchiveCategory>>,
    /// 保管期限
    pub retention: Retention,
    /// Words in a title by which it is proposed.
    pub keywords: Vec<String>,
    /// 依据
    pub basis: String,
    /// When it was approved.
    pub approved_on: Option<chrono::NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { RetentionRule, "retention_rule", Function::Administration;
    number => text().required().unique().max_length(40).column(80).search();
    name => text().required().title().column(320);
    category => link::<ArchiveCategory>().column(120).filter();
    retention => choice::<Retention>().column(100).filter();
    keywords => tags().column(200).search();
    basis => text().column(220).search();
    approved_on => date().not_future().column(110);
    note => long_text().search();
}

impl Rules for RetentionRule {
    fn check(change: &Change<'_, Self>, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if change.after.retention == Retention::Undecided {
            faults.at("retention", Message::new("problem.retention_undecided"));
        }
        // The day of a decision says nothing of another period.
        if let Some(before) = change.before
            && before.retention != change.after.retention
            && before.approved_on.is_some()
            && before.approved_on == change.after.approved_on
        {
            faults.at("approved_on", Message::new("problem.retention_approved_before"));
        }
        Ok(())
    }
}

/// What the number of an item or a box says, from the records that it names; faults where one is missing.
pub(super) fn number_parts(
    fonds: Option<Id<Fonds>>,
    category: Option<Id<ArchiveCategory>>,
    year: i64,
    retention: Retention,
    division: Option<Id<ArchiveDivision>>,
    office: &dyn Lookup,
) -> Result<Option<(Grammar, NumberParts)>, Problem> {
    let (Some(fonds), Some(category)) = (fonds, category) else { return Ok(None) };
    if retention == Retention::Undecided {
        return Err(Problem::field("retention", Message::new("problem.retention_undecided")));
    }
    let (Some(fonds), Some(category)) = (office.find(fonds)?, office.find(category)?) else {
        return Ok(None);
    };
    let division = match division {
        Some(division) => office.find(division)?.map(|division| division.record.code),
        None => None,
    };
    let parts = NumberParts {
        fonds: fonds.record.code.clone(),
        category: category.record.code,
        year,
        retention: crate::model::Choice::code(retention).to_owned(),
        division: division.unwrap_or_default(),
    };
    Ok(Some((fonds.record.grammar()?, parts)))
}

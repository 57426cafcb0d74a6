//! 档案盒: what of one class stands together in one box.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::item_number::unfit;
use super::scheme::number_parts;
use super::{
    ArchiveCategory, ArchiveDivision, ArchiveItem, ArchiveItemState, Fonds, Retention, StoragePlace,
};
use crate::model::{
    Change, Choice as _, Completion, Faults, Frozen, Function, Id, Lookup, Message, Offer, Problem,
    Record as _, RecordId, Rules, Value, choice, date, integer, link, long_text, text,
};
use crate::records::organisation::Person;
use crate::rules::archive::boxes::{capacity, spine_for};
use crate::rules::archive::holes::number_before_the_end;
use crate::rules::archive::number::NumberError;
use crate::{choices, fields};

/// 全宗, 门类, 年度, 期限, 机构: never two of them in one box (DA/T 22-2015 6.4).
pub(super) type Class =
    (Option<Id<Fonds>>, Option<Id<ArchiveCategory>>, i64, Retention, Option<Id<ArchiveDivision>>);

choices! {
    /// How wide the spine is.
    pub enum SpineWidth, "spine_width" {
        /// 30 mm
        Thirty = "30",
        /// 20 mm
        Twenty = "20",
        /// 40 mm
        Forty = "40",
        /// 50 mm
        Fifty = "50",
    }
}

impl SpineWidth {
    /// In millimetres.
    pub fn millimetres(self) -> i64 {
        match self {
            Self::Twenty => 20,
            Self::Thirty => 30,
            Self::Forty => 40,
            Self::Fifty => 50,
        }
    }
}

/// A box of 310 × 220 mm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArchiveBox {
    /// 盒号 with its class; given when the box is made, and a typed one fits the class.
    pub number: String,
    /// 全宗
    pub fonds: Option<Id<Fonds>>,
    /// 门类
    pub category: Option<Id<ArchiveCategory>>,
    /// 年度
    pub year: i64,
    /// 保管期限
    pub retention: Retention,
    /// 机构(问题)
    pub division: Option<Id<ArchiveDivision>>,
    /// 盒脊宽度
    pub spine: SpineWidth,
    /// 存放位置
    pub place: Option<Id<StoragePlace>>,
    /// 件数
    pub items: i64,
    /// 页数
    pub pages: i64,
    /// 起件号
    pub first: String,
    /// 止件号
    pub last: String,
    /// 盒内文件情况说明
    pub note: String,
    /// 整理人
    pub arranged_by: Option<Id<Person>>,
    /// 整理日期
    pub arranged_on: Option<NaiveDate>,
    /// 检查人
    pub checked_by: Option<Id<Person>>,
    /// 检查日期
    pub checked_on: Option<NaiveDate>,
}

fields! { ArchiveBox, "archive_box", Function::Administration;
    number => text().max_length(60).permanent().title().column(230).later();
    fonds => link::<Fonds>().required().filter();
    category => link::<ArchiveCategory>().required().column(110).filter();
    year => integer().required().minimum(1900).ordinal().column(70).filter();
    retention => choice::<Retention>().column(96).filter();
    division => link::<ArchiveDivision>().column(130).filter();
    spine => choice::<SpineWidth>().column(80);
    place => link::<StoragePlace>().column(170).filter();
    items => integer().total().column(64).sum();
    pages => integer().total().column(64).sum();
    first => text().total().column(80);
    last => text().total().column(80);
    note => long_text().search();
    arranged_by => link::<Person>();
    arranged_on => date().not_future();
    checked_by => link::<Person>();
    checked_on => date().not_future();
}

/// How many digits a box has after its `H`.
const BOX_DIGITS: u32 = 3;

impl ArchiveBox {
    pub(super) fn class(&self) -> Class {
        (self.fonds, self.category, self.year, self.retention, self.division)
    }

    /// With what its number begins; `None` as long as fonds and category are not known.
    fn number_prefix(&self, office: &dyn Lookup) -> Result<Option<String>, Problem> {
        let (fonds, category, year, retention, division) = self.class();
        let Some((grammar, parts)) = number_parts(fonds, category, year, retention, division, office)? else {
            return Ok(None);
        };
        let prefix = grammar.prefix(&parts).map_err(|error| unfit(&error))?;
        Ok(Some(format!("{prefix}H")))
    }

    /// The number that a new box of its class gets: the one after the last of its row, as an item gets its own. Where a
    /// number at the very end was brought from elsewhere, the row goes on before it.
    fn next_number(&self, office: &dyn Lookup) -> Result<Option<String>, Problem> {
        let Some(prefix) = self.number_prefix(office)? else { return Ok(None) };
        let last = office.last_number(Self::NAME, "number", &prefix, BOX_DIGITS)?;
        let next = if last.saturating_add(1) < 10_u64.pow(BOX_DIGITS) {
            Some(last.saturating_add(1))
        } else {
            number_before_the_end(&office.numbers(Self::NAME, "number", &prefix, BOX_DIGITS)?)
        };
        let next = next.ok_or_else(|| unfit(&NumberError::Full))?;
        Ok(Some(format!("{prefix}{next:03}")))
    }

    /// Holds a number that was typed or comes in against the class of the box. A row may have holes, as a catalogue from
    /// elsewhere has.
    fn check_number(&self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let Some(prefix) = self.number_prefix(office)? else { return Ok(()) };
        let digits = self.number.strip_prefix(&prefix).unwrap_or_default();
        let is_number = u32::try_from(digits.len()).is_ok_and(|count| count == BOX_DIGITS)
            && digits.chars().all(|digit| digit.is_ascii_digit())
            && digits.chars().any(|digit| digit != '0');
        if !is_number {
            let message = Message::new("problem.box_number_differs").with("number", &self.number);
            faults.at("number", message.with("wanted", prefix));
        }
        Ok(())
    }
}

/// The items of a box: those that belong there, lent ones among them, without those that have left it for good.
fn contents(office: &dyn Lookup, of: RecordId) -> Result<Vec<(RecordId, ArchiveItem)>, Problem> {
    let items = office.linking::<ArchiveItem>(of, "in_box")?.into_iter();
    let is_there = |item: &ArchiveItem| {
        use ArchiveItemState::{Destroyed, Lost, Transferred};
        !matches!(item.state, Destroyed | Lost | Transferred)
    };
    Ok(items.map(|item| (item.meta.id, item.record)).filter(|(_, item)| is_there(item)).collect())
}

/// How many pages lie in a box, without some items.
fn pages_in(of: RecordId, without: &[RecordId], office: &dyn Lookup) -> Result<i64, Problem> {
    let others = contents(office, of)?.into_iter().filter(|(other, _)| !without.contains(other));
    Ok(others.fold(0_i64, |sum, (_, other)| sum.saturating_add(other.pages)))
}

/// Whether so many pages go into a box beside what is in it. What is thicker than any box stands alone in the widest.
fn fits(spine: SpineWidth, inside: i64, pages: i64) -> bool {
    let stands_alone = inside == 0 && spine_for(pages).is_none() && spine == SpineWidth::Fifty;
    inside.saturating_add(pages) <= capacity(spine.millimetres()) || stands_alone
}

/// The boxes into which some items go together: of their class and with room. And a new one that would take them.
pub(super) fn boxes_for(
    items: &[(RecordId, &ArchiveItem)],
    office: &dyn Lookup,
) -> Result<Option<Offer>, Problem> {
    let Some((_, first)) = items.first() else { return Ok(None) };
    let class = first.class();
    let (Some(fonds), true) = (first.fonds, items.iter().all(|(_, item)| item.class() == class)) else {
        // Of several classes, no box takes all.
        return Ok(Some(Offer::default()));
    };
    let moved: Vec<RecordId> = items.iter().map(|(id, _)| *id).collect();
    let pages = items.iter().fold(0_i64, |sum, (_, item)| sum.saturating_add(item.pages));
    let mut ids = Vec::new();
    for found in office.linking::<ArchiveBox>(fonds.erase(), "fonds")? {
        let (id, into) = (found.meta.id, found.record);
        if into.class() == class && fits(into.spine, pages_in(id, &moved, office)?, pages) {
            ids.push(id);
        }
    }
    let (_, category, year, retention, division) = class;
    let link = |id: Option<RecordId>| id.map_or(Value::Nothing, Value::Link);
    let usual = SpineWidth::default().millimetres();
    let spine = spine_for(pages).unwrap_or(SpineWidth::Fifty.millimetres()).max(usual);
    let new = vec![
        ("fonds", Value::Link(fonds.erase())),
        ("category", link(category.map(Id::erase))),
        ("year", Value::Integer(year)),
        ("retention", Value::choice(retention.code())),
        ("division", link(division.map(Id::erase))),
        ("spine", Value::choice(spine.to_string())),
    ];
    // More than one box takes goes into several.
    let is_one = items.len() == 1 || spine_for(pages).is_some();
    Ok(Some(Offer { ids, new: Some(new).filter(|_| is_one) }))
}

/// Refuses what no longer fits.
pub(super) fn require_room(
    id: Id<ArchiveBox>,
    into: &ArchiveBox,
    item: RecordId,
    pages: i64,
    office: &dyn Lookup,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let inside = pages_in(id.erase(), &[item], office)?;
    if !fits(into.spine, inside, pages) {
        let (room, wanted) = (capacity(into.spine.millimetres()), inside.saturating_add(pages));
        let wider = spine_for(wanted);
        let told = if wider.is_some() { "problem.box_full" } else { "problem.box_full_for_any" };
        let message = Message::new(told).with("box", &into.number).with("room", room);
        let message = message.with("pages", wanted);
        let wider = wider.map_or_else(String::new, |spine| format!("{spine} mm"));
        faults.at("in_box", message.with("wider", wider));
    }
    Ok(())
}

impl Rules for ArchiveBox {
    const COUNTED_BY: &'static [&'static str] = &["place"];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        if completion.before.is_none()
            && self.number.is_empty()
            && let Some(number) = self.next_number(office)?
        {
            self.number = number;
        }
        Ok(())
    }

    const HINTED: &'static [&'static str] = &["number"];

    fn hints(&self, _: RecordId, office: &dyn Lookup) -> Result<Vec<(&'static str, Message)>, Problem> {
        if !self.number.is_empty() || self.retention == Retention::Undecided {
            return Ok(Vec::new());
        }
        let next = self.next_number(office)?;
        Ok(next
            .map(|next| ("number", Message::new("hint.box_number").with("next", next)))
            .into_iter()
            .collect())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        let message = Message::new("problem.box_class_frozen").with("box", &self.number);
        frozen.fields(&["fonds", "category", "year", "retention", "division"], &message);
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if !after.number.is_empty() && change.before.is_none_or(|before| before.number.is_empty()) {
            after.check_number(office, faults)?;
        }
        if let Some(before) = change.before {
            let pages = pages_in(change.id, &[], office)?;
            if before.spine != after.spine && pages > capacity(after.spine.millimetres()) {
                faults.at("spine", Message::new("problem.spine_too_narrow").with("pages", pages));
            }
        }
        if after.checked_by.is_some() && after.checked_by == after.arranged_by {
            faults.at("checked_by", Message::new("problem.arranger_checks"));
        }
        if let Some(place) = after.place
            && change.before.is_none_or(|before| before.place != after.place)
        {
            super::place::require_space(place, change.id, office, faults)?;
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let contents = contents(office, id)?;
        self.items = i64::try_from(contents.len()).unwrap_or(i64::MAX);
        self.pages = contents.iter().fold(0_i64, |sum, (_, item)| sum.saturating_add(item.pages));
        let grammar = match self.fonds {
            Some(fonds) => office.find(fonds)?.and_then(|fonds| fonds.record.grammar().ok()),
            None => None,
        };
        let numbers = contents.iter().filter_map(|(_, item)| Some(grammar.as_ref()?.read(&item.number)?.1));
        let width = grammar.as_ref().map_or(4, |grammar| usize::try_from(grammar.width()).unwrap_or(4));
        let (mut first, mut last) = (None, None);
        for number in numbers {
            first = Some(first.map_or(number, |first: u64| first.min(number)));
            last = Some(last.map_or(number, |last: u64| last.max(number)));
        }
        let shown =
            |number: Option<u64>| number.map_or_else(String::new, |number| format!("{number:0width$}"));
        self.first = shown(first);
        self.last = shown(last);
        Ok(())
    }
}

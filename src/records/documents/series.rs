//! 发文代字: the series from which numbers are given, each year from 1 without gaps.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Outgoing;
use crate::fields;
use crate::model::{
    Change, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Rules, Value, choice, date,
    integer, link, long_text, text,
};
use crate::records::organisation::Unit;
use crate::rules::paper::PaperForm;
use crate::rules::paper::number::{PaperNumber, is_series, parse};

/// A series of numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaperSeries {
    /// 代字
    pub code: String,
    /// 发文机关标志: what stands in red at the head of its papers.
    pub masthead: String,
    /// 发文机关署名
    pub issuer: String,
    /// The layout of its papers.
    pub form: PaperForm,
    /// The unit whose series it is.
    pub unit: Option<Id<Unit>>,
    /// The year in which the program takes the series over.
    pub first_year: Option<i64>,
    /// The first number it gives in that year.
    pub first_number: Option<i64>,
    /// 停用日: from then on no paper gets a number from it.
    pub ended_on: Option<NaiveDate>,
    /// Remarks.
    pub note: String,
}

fields! { PaperSeries, "paper_series", Function::Administration;
    code => text().required().unique().title().max_length(12).column(140);
    masthead => text().required().max_length(60).column(220).search();
    issuer => text().required().max_length(60).column(200).search();
    form => choice::<PaperForm>().column(110).filter();
    unit => link::<Unit>().column(150).filter();
    first_year => integer().minimum(1900);
    first_number => integer().minimum(1);
    ended_on => date().column(110).later();
    note => long_text().search();
}

impl Rules for PaperSeries {
    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        // Papers are laid out when they are printed: what stands on those that bear a number stays as it was signed.
        if let Some(number) = self.given(None, office)? {
            let told = Message::new("problem.series_in_use").with("number", number);
            frozen.fields(Self::ON_PAPERS, &told);
        }
        frozen.field("code", Message::new("problem.series_fixed"));
        if let Some(year) = self.first_year
            && let Some(number) = self.given(Some(year), office)?
        {
            let told = Message::new("problem.series_runs").with("number", number);
            frozen.fields(&["first_year", "first_number"], &told);
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if !is_series(&change.after.code) {
            faults.at("code", Message::new("problem.series_code"));
        }
        if let Some(before) = change.before
            && (before.first_year, before.first_number)
                != (change.after.first_year, change.after.first_number)
            && faults.is_empty()
            && let Some(year) = change.after.first_year
            && let Some(number) = change.after.given(Some(year), office)?
        {
            faults.at("first_number", Message::new("problem.series_runs").with("number", number));
        }
        Ok(())
    }
}

impl PaperSeries {
    /// What its papers bear.
    const ON_PAPERS: &'static [&'static str] = &["code", "masthead", "issuer", "form"];

    /// A number that was given, in a year or at any time.
    fn given(&self, year: Option<i64>, office: &dyn Lookup) -> Result<Option<String>, Problem> {
        let mut found = None;
        office.visit("outgoing", &mut |row| {
            let number = row.typed::<Outgoing>().map(|paper| paper.record.number).unwrap_or_default();
            let is_of_it = parse(&number).is_some_and(|read| {
                read.series == self.code && year.is_none_or(|year| i64::from(read.year) == year)
            });
            found = is_of_it.then_some(number);
            !is_of_it
        })?;
        Ok(found)
    }

    /// The day on which it has ended; `None` while it runs.
    pub(super) fn has_ended(&self, office: &dyn Lookup) -> Option<NaiveDate> {
        self.ended_on.filter(|ended| *ended <= office.today())
    }

    /// Refuses to give a number when the series has ended.
    pub(super) fn check_runs(&self, office: &dyn Lookup, faults: &mut Faults) {
        if let Some(ended) = self.has_ended(office) {
            let told = Message::new("problem.series_ended").with("code", &self.code);
            faults.at("series", told.with("day", ended));
        }
    }

    /// The next free number of the year: the smallest that no living paper bears, so that one that was taken back is
    /// given again and the series has no gap.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn next(&self, dated: Option<NaiveDate>, office: &dyn Lookup) -> Result<String, Problem> {
        // The year of a number is that of the paper, which may have been signed on the last day of it.
        let year = dated.unwrap_or_else(|| office.today()).year();
        let first = match (self.first_year, self.first_number) {
            (Some(from), Some(first)) if from == i64::from(year) => u32::try_from(first).unwrap_or(1),
            _ => 1,
        };
        let mut number = PaperNumber { series: self.code.clone(), year, number: first };
        while office.owner_of("outgoing", "number", &Value::text(number.to_string()))?.is_some() {
            number.number = number.number.saturating_add(1);
        }
        Ok(number.to_string())
    }
}

//! 归档完成情况: what of each year's finished papers was filed by the end of June after it, later, or not yet.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::desk::report_figures::{Tally, YearsShown, figure};
use crate::desk::{Bar, BarTable, FigureRows, FilingYear, Reader, Share};
use crate::model::{Problem, Record as _, RecordId};
use crate::records::archive::ArchiveItem;
use crate::records::contracts::Contract;
use crate::records::documents::{Incoming, Outgoing};
use crate::records::meetings::Meeting;

/// Years that are told one by one; older ones stand together.
const MOST_YEARS: usize = 10;

/// What is filed, in the order in which it is told.
const PAPERS: [&str; 4] = [Incoming::NAME, Outgoing::NAME, Meeting::NAME, Contract::NAME];

/// How completely the office files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilingFigures {
    /// 归档完成率: filed, in time or later, of those whose last day for filing has passed.
    pub filed: Share,
    /// The same so far, with the last day, of the first year whose last day is still to come.
    pub not_due: Option<(NaiveDate, Share)>,
    /// Papers by 年度: filed in time, filed later, and a series each of `open`. The bars of those that were filed count
    /// papers and lead to the items in which they stand; an item may hold several.
    pub years: BarTable,
    /// The registers of papers that are done and not filed.
    pub open: Vec<&'static str>,
}

impl FilingFigures {
    /// The registers that the figures are made of. That a meeting took place everybody may know.
    pub const REGISTERS: &'static [&'static str] =
        &[ArchiveItem::NAME, Incoming::NAME, Outgoing::NAME, Contract::NAME];

    pub(super) fn read(reader: &Reader, today: NaiveDate, tally: &mut Tally) -> Result<Self, Problem> {
        let years = reader.filing_years(today)?;
        for year in &years {
            tally.marks.join(year.marks);
            tally.count = tally.count.saturating_add(year.done());
        }
        Ok(Self::of(&years, today))
    }

    fn of(years: &[FilingYear], today: NaiveDate) -> Self {
        let mut filed = Share { rows: rows(ArchiveItem::NAME), ..Share::default() };
        for year in years.iter().filter(|year| year.last_day.is_some_and(|last| today > last)) {
            let of = share(year);
            filed.part = filed.part.saturating_add(of.part);
            filed.whole = filed.whole.saturating_add(of.whole);
            filed.rows.ids.extend(of.rows.ids);
        }
        let ahead =
            years.iter().filter_map(|year| Some((year.last_day.filter(|last| today <= *last)?, year)));
        let next = ahead.min_by_key(|(last, _)| *last);
        let not_due = next.map(|(last, year)| (last, share(year))).filter(|(_, share)| share.whole > 0);
        let all: BTreeSet<i64> = years.iter().map(|year| year.year).collect();
        let shown = YearsShown::of(&all, MOST_YEARS);
        let is_open =
            |register: &&str| years.iter().flat_map(|year| &year.open).any(|rows| rows.register == *register);
        let open: Vec<&'static str> = PAPERS.into_iter().filter(is_open).collect();
        let mut series: Vec<Vec<Bar>> = vec![Vec::new(); open.len() + 2];
        for place in shown.years() {
            let here = || years.iter().filter(|year| shown.place(year.year) == *place);
            let of_items = |count: usize, ids: Vec<RecordId>| Bar {
                value: (count > 0).then(|| figure(count)),
                rows: FigureRows { register: ArchiveItem::NAME, ids },
            };
            let in_time = of_items(
                here().map(|year| year.in_time).sum(),
                here().flat_map(|year| year.items_in_time.iter().copied()).collect(),
            );
            let late = of_items(
                here().map(|year| year.late).sum(),
                here().flat_map(|year| year.items_late.iter().copied()).collect(),
            );
            let not_filed = open.iter().map(|register| {
                let of = here().flat_map(|year| &year.open).filter(|rows| rows.register == *register);
                Bar::counted_some(register, of.flat_map(|rows| rows.ids.iter().copied()).collect())
            });
            for (bars, bar) in series.iter_mut().zip([in_time, late].into_iter().chain(not_filed)) {
                bars.push(bar);
            }
        }
        let places = shown.years().iter().map(|year| shown.name(*year)).collect();
        Self { filed, not_due, years: BarTable { places, series }, open }
    }
}

fn rows(register: &'static str) -> FigureRows {
    FigureRows { register, ids: Vec::new() }
}

/// What of a year is filed, in time or later.
fn share(year: &FilingYear) -> Share {
    let ids = year.items_in_time.iter().chain(&year.items_late).copied().collect();
    Share { rows: FigureRows { register: ArchiveItem::NAME, ids }, ..year.filed() }
}

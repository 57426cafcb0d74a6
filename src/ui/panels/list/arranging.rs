//! Which rows a list shows and in what order, what they come to, and what its filters offer: worked out away from the
//! window where there are many, with the rows of before shown meanwhile.

use std::collections::BTreeSet;
use std::time::Duration;

use eframe::egui::Context;

use super::{ListPart, ListScreen};
use crate::desk::{FieldFilter, QuickSum, RegisterList, RegisterTable};
use crate::model::RecordId;
use crate::text::Language;
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::UiExt as _;

/// Up to so many rows are arranged at once: that takes less than waking a thread is worth.
const FEW_ROWS: usize = 2_000;

/// Many rows are often arranged within this; then the frame that asked shows them.
const BRIEFLY: Duration = Duration::from_millis(2);

/// Texts that a field's filter offers, each with how often it stands.
pub(super) type Offers = Vec<(usize, Vec<(String, usize)>)>;

/// Rows to be arranged.
enum Rows {
    /// New ones.
    Table(RegisterTable),
    /// Those of the list as it is.
    List(RegisterList),
}

/// What is asked for.
struct Wish {
    /// The part of the register that is shown at all; `None` is all of it.
    scope: Option<ListPart>,
    query: String,
    filters: Vec<FieldFilter>,
    /// The only records to be shown.
    chosen: Option<BTreeSet<RecordId>>,
    /// Places of the fields to sort by, the most important first; `true` is descending.
    order: Vec<(usize, bool)>,
    /// Places of the columns.
    columns: Vec<usize>,
    /// Whether the rows are new, so that the filters may offer something else.
    rows_are_new: bool,
}

/// A list as it was asked for.
pub(super) struct Arranged {
    list: RegisterList,
    /// Sums under the columns that have one.
    totals: Vec<(usize, Option<String>)>,
    /// What the numbers of all rows come to.
    sums: Vec<(usize, QuickSum)>,
    offers: Option<Offers>,
    /// How many rows there are before the user filters.
    all: usize,
}

/// What a list waits for.
#[derive(Default)]
pub(super) struct Arranging {
    job: Option<Job<Arranged>>,
    /// A table that has come and is not in the list yet.
    table: Option<RegisterTable>,
    /// Whether something else is asked for than what is shown or under way.
    is_due: bool,
    rows_are_new: bool,
}

impl Wish {
    fn grant(self, rows: Rows) -> Arranged {
        let mut list = match rows {
            Rows::Table(table) => RegisterList::new(table),
            Rows::List(list) => list,
        };
        let narrows = !self.query.trim().is_empty() || !self.filters.is_empty() || self.chosen.is_some();
        let mut all = list.total();
        if let Some(scope) = &self.scope {
            let narrow = |list: &mut RegisterList, query: &str, filters: &[FieldFilter]| {
                list.filter(query, &[scope.filters.as_slice(), filters].concat());
                if let Some(records) = &scope.records {
                    list.only(records);
                }
            };
            if narrows {
                narrow(&mut list, "", &[]);
                all = list.len();
            }
            narrow(&mut list, &self.query, &self.filters);
            all = if narrows { all } else { list.len() };
        } else {
            list.filter(&self.query, &self.filters);
        }
        if let Some(chosen) = &self.chosen {
            list.only(chosen);
        }
        list.sort(&self.order);
        let fields = list.table().record_type().fields();
        let is_offered =
            |place: &usize| fields.get(*place).is_some_and(|field| field.filter) && list.has_column(*place);
        let offers = self.rows_are_new.then(|| {
            let places = (0..fields.len()).filter(is_offered);
            places.map(|place| (place, list.facets(place))).collect()
        });
        let adds_up = |place: &&usize| fields.get(**place).is_some_and(|field| field.sum);
        let summed = self.columns.iter().filter(adds_up);
        let totals = summed.map(|place| (*place, list.sum_text(*place))).collect();
        let sum = |place: &usize| Some((*place, QuickSum::of(&list, *place, 0..list.len())?));
        // A number to filter by names a class, as a year does: its sum says nothing.
        let measures = |place: &&usize| fields.get(**place).is_some_and(|field| field.sum || !field.filter);
        let sums = self.columns.iter().filter(measures).filter_map(sum).collect();
        Arranged { totals, sums, offers, all, list }
    }
}

impl ListScreen {
    /// Other rows, another order or other columns are wanted.
    pub(super) fn apply(&mut self) {
        self.arranging.is_due = true;
    }

    /// Rows have come.
    pub(super) fn arrive(&mut self, table: Option<RegisterTable>) {
        if table.is_none() {
            // The rows stand in the list already: what is under way stands on those of before.
            self.arranging.job = None;
        }
        self.arranging.table = table;
        self.arranging.rows_are_new = true;
        self.apply();
    }

    /// Whether the next frame can begin to work out what is wanted.
    pub(super) fn is_to_be_arranged(&self) -> bool {
        self.arranging.is_due && self.arranging.job.is_none() && self.list.value().is_some()
    }

    /// Takes what has been worked out and begins with what is wanted since.
    pub(super) fn arrange(&mut self, ctx: &Context) {
        if let Some(job) = &self.arranging.job {
            match job.poll() {
                Poll::Busy => return,
                Poll::Lost => self.arranging.job = None,
                Poll::Ready(arranged) => self.take(arranged, ctx.language()),
            }
        }
        if !self.arranging.is_due {
            return;
        }
        let rows = match (self.arranging.table.take(), self.list.value()) {
            (Some(table), _) => Rows::Table(table),
            (None, Some(list)) => Rows::List(list.clone()),
            (None, None) => return,
        };
        self.arranging.is_due = false;
        let fields = self.record_type.fields();
        let place = |key: &str| fields.iter().position(|field| field.key == key);
        let order = self.table.sort.iter().filter_map(|key| Some((place(&key.column)?, key.descending)));
        let wish = Wish {
            scope: self.scope.clone(),
            query: self.query.clone(),
            filters: self.filters.clone(),
            chosen: self.chosen.as_ref().map(|(_, records)| records.clone()),
            order: order.collect(),
            columns: self.columns.clone(),
            rows_are_new: std::mem::take(&mut self.arranging.rows_are_new),
        };
        let count = match &rows {
            Rows::Table(table) => table.len(),
            Rows::List(list) => list.total(),
        };
        if count <= FEW_ROWS {
            self.take(wish.grant(rows), ctx.language());
            return;
        }
        let job = Job::start(ctx, "list-order", move |_| wish.grant(rows));
        match job.wait_briefly(BRIEFLY) {
            Some(arranged) => self.take(arranged, ctx.language()),
            None => self.arranging.job = Some(job),
        }
    }

    fn take(&mut self, arranged: Arranged, language: Language) {
        self.arranging.job = None;
        let Arranged { list, totals, sums, offers, all } = arranged;
        self.columns.retain(|place| list.has_column(*place));
        let fields = self.record_type.fields();
        let title = |place: &usize| fields.get(*place).map_or("", |field| language.text(field.label));
        self.titles = self.columns.iter().map(|place| title(place).to_owned()).collect();
        let total =
            |place: &usize| totals.iter().find(|(of, _)| of == place).and_then(|(_, total)| total.clone());
        self.totals = self.columns.iter().map(total).collect();
        self.sums_of_all = sums;
        self.sums_are_old = true;
        if let Some(offers) = offers {
            self.facets = offers;
        }
        self.count = if list.len() == all { all.to_string() } else { format!("{} / {all}", list.len()) };
        match self.list.value_mut() {
            Some(shown) => *shown = list,
            None => self.list.put(list),
        }
        self.common_state = self.state_of_selection();
    }
}

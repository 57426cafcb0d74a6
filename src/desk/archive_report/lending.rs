//! 借阅: what is out, what is overdue and for how long, and which classes are used most.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::holdings::{Catalogue, Class};
use crate::desk::clock::civil_date;
use crate::desk::report_figures::{Cells, ReportDays, Tally, greatest};
use crate::desk::{BarTable, FigureRows, Reader};
use crate::model::{Id, Problem, Record as _, RecordId};
use crate::records::archive::{Loan, LoanState, LoanView};
use crate::rules::archive::lending::{Dunning, dunning};
use crate::rules::working_days::WorkCalendar;

/// Upper bounds, in working days, of the times since the due date that are told apart; the last has none.
const OVERDUE_AGES: [i64; 3] = [3, 10, 30];

/// So many classes are told.
const MOST_CLASSES: usize = 10;

/// How the archive is used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LendingFigures {
    /// 在借 today, on paper or as files that can be read.
    pub out: FigureRows,
    /// 逾期未还 today. An electronic loan ends by itself and is never overdue.
    pub overdue: FigureRows,
    /// 逾期账龄: working days since the due date, by which urging counts too.
    pub ages: BarTable,
    /// Handed out in the days of the report, on paper or electronically.
    pub lent: FigureRows,
    /// The classes that were used most in these days: paper that was handed out, looks at electronic loans.
    pub classes: BarTable,
}

/// How an item was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Paper,
    Look,
}

impl LendingFigures {
    /// The registers that the figures are made of.
    pub const REGISTERS: &'static [&'static str] = &[Loan::NAME, LoanView::NAME];

    pub(super) fn read(
        reader: &Reader,
        catalogue: &Catalogue,
        days: ReportDays,
        (today, calendar): (NaiveDate, &WorkCalendar),
        tally: &mut Tally,
    ) -> Result<Self, Problem> {
        let classes: HashMap<RecordId, Class> =
            catalogue.items.iter().map(|item| (item.id, item.class)).collect();
        let rows = || FigureRows { register: Loan::NAME, ids: Vec::new() };
        let (mut out, mut overdue, mut lent) = (rows(), rows(), rows());
        let mut lateness: Vec<(i64, RecordId)> = Vec::new();
        let mut class_of: HashMap<RecordId, Class> = HashMap::new();
        let mut used: Cells<Use, Class> = Cells::new();
        reader.each::<Loan>(&mut |loan| {
            let (record, id) = (&loan.record, loan.meta.id);
            tally.add(loan.meta.mark.as_deref());
            let takes_paper = record.means.takes_paper();
            if record.is_readable(today) || (takes_paper && record.state == LoanState::Lent) {
                out.ids.push(id);
            }
            if takes_paper
                && record.is_overdue(today)
                && let Some(Dunning::Overdue { days, .. }) =
                    record.due_on.map(|due| dunning(due, today, calendar))
            {
                overdue.ids.push(id);
                lateness.push((days, id));
            }
            let class = record.item.and_then(|item| classes.get(&item.erase())).copied();
            class_of.extend(class.map(|class| (id, class)));
            if days.contain(record.lent_on) {
                lent.ids.push(id);
                if let Some(class) = class.filter(|_| takes_paper) {
                    used.add(Use::Paper, class, id);
                }
            }
        })?;
        reader.each::<LoanView>(&mut |view| {
            let loan = view.record.loan.map(Id::erase);
            if days.contain(view.record.at.map(civil_date))
                && let Some(class) = loan.and_then(|loan| class_of.get(&loan))
            {
                tally.add(view.meta.mark.as_deref());
                used.add(Use::Look, *class, view.meta.id);
            }
        })?;
        let most = greatest(used.places(), MOST_CLASSES);
        let register = |of: &Use| match of {
            Use::Paper => Loan::NAME,
            Use::Look => LoanView::NAME,
        };
        let name = |class: &Class| catalogue.class_name(*class);
        Ok(Self {
            out,
            overdue,
            ages: BarTable::in_spans(Loan::NAME, &OVERDUE_AGES, 0, lateness),
            lent,
            classes: used.table(&[Use::Paper, Use::Look], &most, register, name),
        })
    }
}

//! 借阅: a ledger of who had what. A loan is moved along its way and never rewritten; renewals are records of their own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::loan_ledger::{check_new, check_return, freeze_ledger};
use super::{
    ArchiveItem, ArchiveItemState, ArchiveMedium, Fonds, LoanRenewal, LoanView, RenewalState, Retention,
};
use crate::model::{
    Change, Choice as _, Completion, Consequence, Due, Faults, Frozen, Function, Id, Lookup, Message,
    Problem, Record as _, RecordId, Role, Row, Rules, Secrecy, State, Tone, Transition, Workflow, choice,
    date, integer, link, long_text, step, text, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::{Person, Unit, has_left};
use crate::rules::archive::lending::{LendingTerms, due_on};
use crate::{choices, fields};

choices! {
    /// Where a loan stands.
    pub enum LoanState, "loan_state" {
        /// 申请
        Requested = "requested",
        /// 已批准，待借出: the place in the queue for an item that is out.
        Approved = "approved",
        /// 借出
        Lent = "lent",
        /// 已归还
        Returned = "returned",
        /// 遗失或损毁，待处理
        Lost = "lost",
        /// 已处理
        Settled = "settled",
        /// 未批准
        Refused = "refused",
        /// 已撤回
        Cancelled = "cancelled",
    }
}

choices! {
    /// 利用目的
    pub enum LoanPurpose, "loan_purpose" {
        /// 工作查考
        Work = "work",
        /// 编史修志
        History = "history",
        /// 学术研究
        Research = "research",
        /// 经济建设
        Economy = "economy",
        /// 宣传教育
        Education = "education",
        /// 其他
        Other = "other",
    }
}

choices! {
    /// How it is used.
    pub enum LoanMeans, "loan_means" {
        /// 外借
        TakeOut = "take_out",
        /// 现场阅览
        OnSite = "on_site",
        /// 复制
        Copy = "copy",
        /// 电子阅览: timed, view only, each view noted.
        Electronic = "electronic",
    }
}

impl LoanMeans {
    /// Whether the paper itself is handed out, which only one can have.
    pub fn takes_paper(self) -> bool {
        self != Self::Electronic
    }
}

choices! {
    /// 完好状况
    pub enum LoanCondition, "loan_condition" {
        /// 未检查
        Unchecked = "unchecked",
        /// 完好
        Intact = "intact",
        /// 轻微破损
        Worn = "worn",
        /// 损坏
        Damaged = "damaged",
        /// 缺页
        Incomplete = "incomplete",
    }
}

const KEEPERS: &[Role] = &[Role::Archivist];

/// The life of a loan. Overdue is no state but a day that has passed.
pub static LOAN_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "requested", text: "loan_state.requested", tone: Tone::Waiting, open: true },
        State { code: "approved", text: "loan_state.approved", tone: Tone::Waiting, open: true },
        State { code: "lent", text: "loan_state.lent", tone: Tone::Active, open: true },
        State { code: "returned", text: "loan_state.returned", tone: Tone::Done, open: false },
        State { code: "lost", text: "loan_state.lost", tone: Tone::Stopped, open: true },
        State { code: "settled", text: "loan_state.settled", tone: Tone::Quiet, open: false },
        State { code: "refused", text: "loan_state.refused", tone: Tone::Stopped, open: false },
        State { code: "cancelled", text: "loan_state.cancelled", tone: Tone::Quiet, open: false },
    ],
    transitions: &[
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step("approve", "transition.approve_loan", &["requested"], "approved", KEEPERS)
        },
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step(
                "approve_restricted",
                "transition.approve_restricted_loan",
                &["requested"],
                "approved",
                &[Role::Director],
            )
        },
        Transition {
            reason: true,
            ..step(
                "refuse",
                "transition.refuse_loan",
                &["requested"],
                "refused",
                &[Role::Archivist, Role::Director, Role::Deputy],
            )
        },
        step("hand_out", "transition.hand_out", &["approved"], "lent", KEEPERS),
        Transition {
            needs: &["condition", "pages_returned"],
            ..step("return", "transition.return_loan", &["lent"], "returned", KEEPERS)
        },
        Transition {
            reason: true,
            ..step("report_loss", "transition.report_loss", &["lent"], "lost", KEEPERS)
        },
        Transition {
            needs: &["treatment"],
            ..step(
                "settle",
                "transition.settle_loss",
                &["lost"],
                "settled",
                &[Role::Director, Role::Archivist],
            )
        },
        Transition {
            reason: true,
            ..step("cancel", "transition.cancel_loan", &["requested", "approved"], "cancelled", &[])
        },
    ],
};

/// Somebody asks for, has or had an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Loan {
    /// Number; given when it is asked for.
    pub number: String,
    /// 档号 and 题名
    pub item: Option<Id<ArchiveItem>>,
    /// 借阅人
    pub borrower: Option<Id<Person>>,
    /// 部门
    pub department: Option<Id<Unit>>,
    /// Where it stands.
    pub state: LoanState,
    /// 方式
    pub means: LoanMeans,
    /// 利用目的
    pub purpose: LoanPurpose,
    /// 用途
    pub usage: String,
    /// 期限 in working days.
    pub days: i64,
    /// 申请日
    pub requested_on: Option<NaiveDate>,
    /// 审查意见
    pub opinion: String,
    /// 审批人
    pub approved_by: Option<Id<Person>>,
    /// 借出日
    pub lent_on: Option<NaiveDate>,
    /// 应还日 without renewals.
    pub first_due_on: Option<NaiveDate>,
    /// 应还日
    pub due_on: Option<NaiveDate>,
    /// 续借次数
    pub renewals: i64,
    /// 借出页数, counted when it was handed out.
    pub pages_lent: i64,
    /// 归还日
    pub returned_on: Option<NaiveDate>,
    /// 归还页数
    pub pages_returned: i64,
    /// 完好状况
    pub condition: LoanCondition,
    /// 查看次数 of an electronic loan.
    pub views: i64,
    /// 违规与处理
    pub treatment: String,
}

/// What is lent is owed; who is told when is a ladder of its own (`domain.md` §3.2).
const LOAN_DUE: Due = Due::new("calendar.dated.loan").owed_in(&["lent"]).named_by("item");

fields! { Loan, "loan", Function::Administration;
    number => text().max_length(40).permanent().title().column(120).later();
    item => link::<ArchiveItem>().required().column(280).filter();
    borrower => link::<Person>().at_work().required().column(90).filter();
    department => link::<Unit>().filter();
    state => workflow(&LOAN_WORKFLOW).column(150).filter();
    means => choice::<LoanMeans>().column(90).filter();
    purpose => choice::<LoanPurpose>().column(90).filter();
    usage => text().required().search();
    days => integer().minimum(0);
    requested_on => date().not_future().column(100).later();
    opinion => text().later();
    approved_by => link::<Person>().read_only();
    lent_on => date().not_future().column(100).later();
    first_due_on => date().later();
    due_on => date().total().starts_from("first_due_on").column(100).due(LOAN_DUE);
    renewals => integer().total().column(80);
    pages_lent => integer().minimum(0).read_only();
    returned_on => date().not_future().column(100).later();
    pages_returned => integer().minimum(0).later();
    condition => choice::<LoanCondition>().filter().later();
    views => integer().total();
    treatment => long_text().search().later();
}

impl Loan {
    /// Whether the item is out with the borrower, or lost by them.
    pub fn is_out(&self) -> bool {
        matches!(self.state, LoanState::Lent | LoanState::Lost)
    }

    /// Whether it was reported lost or spoilt, settled or not.
    pub fn was_lost(&self) -> bool {
        matches!(self.state, LoanState::Lost | LoanState::Settled)
    }

    /// Whether the paper is with the borrower, or lost by them: what came back spoilt or short is back.
    pub(super) fn has_paper(&self) -> bool {
        let is_away = match self.state {
            LoanState::Lent => true,
            LoanState::Lost => self.condition == LoanCondition::Unchecked,
            _ => false,
        };
        is_away && self.means.takes_paper()
    }

    /// Whether an electronic loan is open for reading on a day. It closes by itself when its last day has passed.
    pub fn is_readable(&self, today: NaiveDate) -> bool {
        self.state == LoanState::Lent
            && self.means == LoanMeans::Electronic
            && self.due_on.is_some_and(|due| today <= due)
    }

    /// Whether it is out and its last day has passed.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state == LoanState::Lent && self.due_on.is_some_and(|due| today > due)
    }

    /// How the archive that the item is of lends.
    pub(super) fn terms(&self, office: &dyn Lookup) -> Result<LendingTerms, Problem> {
        let item = match self.item {
            Some(item) => office.find(item)?,
            None => None,
        };
        let fonds = match item.and_then(|item| item.record.fonds) {
            Some(fonds) => office.find::<Fonds>(fonds)?,
            None => None,
        };
        Ok(fonds.map(|fonds| fonds.record.lending_terms()).unwrap_or_default())
    }

    fn check_request(&self, id: RecordId, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let Some((item, secrecy)) = self.found_item(office)? else { return Ok(()) };
        // What is lost may still be read where it was copied.
        let is_copied = self.means == LoanMeans::Electronic && item.state == ArchiveItemState::Lost;
        // Who asks for what another has stands in line for it.
        let is_here = matches!(item.state, ArchiveItemState::Stored | ArchiveItemState::Lent);
        if !is_here && !is_copied {
            faults
                .at("item", Message::new("problem.item_not_lendable").with("state", state_text(item.state)));
        }
        match (self.means, item.medium) {
            (LoanMeans::Electronic, ArchiveMedium::Paper) => {
                faults.at("means", Message::new("problem.loan_no_files"));
            }
            (LoanMeans::Electronic, _) | (_, ArchiveMedium::Paper | ArchiveMedium::Both) => {}
            (_, ArchiveMedium::Electronic) => faults.at("means", Message::new("problem.loan_no_paper")),
        }
        if secrecy > Secrecy::Internal && self.means != LoanMeans::OnSite {
            faults.at("means", Message::new("problem.loan_on_site_only"));
        }
        let Some(borrower) = self.borrower else { return Ok(()) };
        let today = office.today();
        let mut out = 0_i64;
        for other in office.linking::<Self>(borrower.erase(), "borrower")? {
            if other.meta.id == id {
                continue;
            }
            let is_open = matches!(other.record.state, LoanState::Requested | LoanState::Approved)
                || other.record.is_out();
            let is_the_same = other.record.item == self.item
                && other.record.means.takes_paper() == self.means.takes_paper();
            if is_open && is_the_same {
                let message = Message::new("problem.loan_asked_already").with("loan", &other.record.number);
                faults.at("item", message);
            }
            if !other.record.is_out() {
                continue;
            }
            out = out.saturating_add(1);
            if other.record.is_overdue(today) {
                let message = Message::new("problem.borrower_overdue").with("loan", &other.record.number);
                faults.at("borrower", message);
                return Ok(());
            }
        }
        let terms = self.terms(office)?;
        if out >= terms.items {
            faults.at("borrower", Message::new("problem.borrower_has_many").with("count", terms.items));
        }
        Ok(())
    }

    /// The item, and how secret it is.
    fn found_item(&self, office: &dyn Lookup) -> Result<Option<(ArchiveItem, Secrecy)>, Problem> {
        let Some(item) = self.item else { return Ok(None) };
        let Some(row): Option<Row> = office.row(ArchiveItem::NAME, item.erase())? else { return Ok(None) };
        let secrecy = row.meta.mark.as_ref().map_or(Secrecy::Ordinary, |mark| mark.level);
        Ok(row.typed::<ArchiveItem>().map(|item| (item.record, secrecy)))
    }

    /// One borrower an item: who has it, and who waited longer, come first.
    fn check_turn(&self, id: RecordId, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let Some(item) = self.item.filter(|_| self.means.takes_paper()) else { return Ok(()) };
        let mut others = office.linking::<Self>(item.erase(), "item")?;
        others.retain(|other| other.meta.id != id && other.record.means.takes_paper());
        if let Some(out) = others.iter().find(|other| other.record.is_out()) {
            faults.at("item", Message::new("problem.item_lent_already").with("loan", &out.record.number));
            return Ok(());
        }
        let mine = (self.requested_on, &self.number);
        let earlier = others.iter().find(|other| {
            other.record.state == LoanState::Approved
                && (other.record.requested_on, &other.record.number) < mine
        });
        if let Some(earlier) = earlier {
            faults.at("item", Message::new("problem.item_reserved").with("loan", &earlier.record.number));
        }
        Ok(())
    }
}

/// How a state of an item is called.
fn state_text(state: ArchiveItemState) -> &'static str {
    ArchiveItemState::SET.text_key(state.code()).unwrap_or_default()
}

impl Rules for Loan {
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] =
        &[("loan_renewal", "loan"), ("loan_urging", "loan")];
    const STANDING: &'static [&'static str] = &["lent", "returned", "lost", "settled"];
    const COUNTED_BY: &'static [&'static str] = &["item"];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let today = office.today();
        match completion.transition {
            None => {
                self.requested_on = self.requested_on.or(Some(today));
                if self.days == 0 {
                    self.days = i64::from(self.terms(office)?.days);
                }
                if self.department.is_none()
                    && let Some(borrower) = self.borrower
                {
                    self.department = office.find(borrower)?.and_then(|person| person.record.unit);
                }
                if self.number.is_empty() {
                    let year = self.requested_on.unwrap_or(today).format("%Y");
                    let prefix = format!("JY{year}-");
                    let last = office.last_number(Self::NAME, "number", &prefix, 5)?;
                    self.number = format!("{prefix}{:05}", last.saturating_add(1));
                }
            }
            Some("hand_out") => {
                let terms = self.terms(office)?;
                let asked = i32::try_from(self.days).ok().filter(|days| *days > 0).unwrap_or(terms.days);
                let lent_on = self.lent_on.unwrap_or(today);
                self.lent_on = Some(lent_on);
                self.first_due_on = due_on(lent_on, asked.min(terms.days), &work_calendar(office)?);
                self.due_on = self.first_due_on;
                self.pages_lent = self.found_item(office)?.map_or(0, |(item, _)| item.pages);
            }
            Some("approve" | "approve_restricted") => self.approved_by = completion.actor.map(Id::new),
            Some("return") => {
                self.returned_on = self.returned_on.or(Some(today));
                // What was only read is as it was.
                if !self.means.takes_paper() && self.condition == LoanCondition::Unchecked {
                    self.condition = LoanCondition::Intact;
                }
            }
            // Spoilt, it is back all the same.
            Some("report_loss") if self.condition != LoanCondition::Unchecked => {
                self.returned_on = self.returned_on.or(Some(today));
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn unused(&self) -> &'static [&'static str] {
        match self.means {
            LoanMeans::Electronic => &["pages_lent", "pages_returned", "condition"],
            _ => &["views"],
        }
    }

    fn step_told(&self, step: &str, office: &dyn Lookup) -> Result<Option<Message>, Problem> {
        if !matches!(step, "return" | "report_loss") || !self.means.takes_paper() {
            return Ok(None);
        }
        let Some((item, _)) = self.found_item(office)? else { return Ok(None) };
        let pages = if self.pages_lent > 0 { self.pages_lent } else { item.pages };
        let told = Message::new("loan.was_handed_out").with("number", &item.number);
        Ok(Some(told.with("title", &item.title).with("pages", pages)))
    }

    fn freeze(
        &self,
        _: RecordId,
        step: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        freeze_ledger(self, step, frozen);
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let loan = change.after;
        if change.before.is_none() {
            check_new(loan, office, faults);
        }
        // Whoever has left gives nothing back: they ask for nothing and are handed nothing, whoever writes it down.
        let asks = change.before.is_none() && loan.state == LoanState::Requested;
        let is_granted = matches!(change.transition, Some("approve" | "approve_restricted" | "hand_out"));
        if (asks || is_granted) && has_left(loan.borrower, office)? {
            faults.at("borrower", Message::new("problem.left_the_office"));
        }
        match loan.state {
            LoanState::Requested => {
                loan.check_request(change.id, office, faults)?;
                let most = i64::from(loan.terms(office)?.days);
                let is_new = change.before.is_none_or(|before| before.days != loan.days);
                if is_new && !(1..=most).contains(&loan.days) {
                    faults.at("days", Message::new("problem.loan_days").with("most", most));
                }
            }
            LoanState::Lent => loan.check_turn(change.id, office, faults)?,
            _ => {}
        }
        match change.transition {
            Some("approve") => {
                if let Some((item, secrecy)) = loan.found_item(office)?
                    && (secrecy > Secrecy::Internal || item.retention == Retention::Permanent)
                {
                    faults.at("state", Message::new("problem.loan_needs_director"));
                }
            }
            Some("hand_out") => loan.check_request(change.id, office, faults)?,
            Some("report_loss") if !loan.means.takes_paper() => {
                faults.at("means", Message::new("problem.nothing_to_lose"));
            }
            Some(step @ ("return" | "report_loss")) => {
                // Loans of earlier versions did not note what was handed out.
                let noted = Some(loan.pages_lent).filter(|pages| *pages > 0);
                let registered =
                    || Ok::<_, Problem>(loan.found_item(office)?.map_or(0, |(item, _)| item.pages));
                let pages = noted.map_or_else(registered, Ok)?;
                check_return(loan, step, pages, faults);
            }
            _ => {}
        }
        Ok(())
    }

    /// What was lost is in the archive no more.
    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let loan = change.after;
        let is_lost = change.transition == Some("report_loss")
            && loan.condition == LoanCondition::Unchecked
            && loan.means.takes_paper();
        let (Some(item), true) = (loan.item, is_lost) else { return Ok(Vec::new()) };
        if !office.find(item)?.is_some_and(|found| found.record.state.is_kept()) {
            return Ok(Vec::new());
        }
        let (register, id, transition, values) = (ArchiveItem::NAME, item.erase(), "lose", Vec::new());
        Ok(vec![Consequence::Move { register, id, transition, values }])
    }

    fn check_void(_: RecordId, loan: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if loan.lent_on.is_some() {
            faults.whole(Message::new("problem.ledger_kept"));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let renewals = office.linking::<LoanRenewal>(id, "loan")?;
        let granted = renewals.iter().filter(|renewal| renewal.record.state == RenewalState::Granted);
        self.renewals = i64::try_from(granted.clone().count()).unwrap_or(i64::MAX);
        let renewed = granted.filter_map(|renewal| renewal.record.until).max();
        self.due_on = renewed.max(self.first_due_on);
        let views = office.linking::<LoanView>(id, "loan")?;
        self.views = i64::try_from(views.len()).unwrap_or(i64::MAX);
        Ok(())
    }
}

//! 合同: what the office and somebody outside it owe each other, from the draft to its end and into the archive
//! (`domain.md` §14: a contract that is done waits for filing).

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::budget::{BudgetLine, Commitment, CommitmentState, sum};
use crate::model::{
    Change, Completion, Due, Faults, Frozen, Function, Id, Lookup, Message, Money, Problem, Record as _,
    RecordId, Role, Rules, State, Tone, Transition, Value, Workflow, choice, date, integer, link, long_text,
    money, step, text, workflow,
};
use crate::records::organisation::{Person, Unit};
use crate::{choices, fields};

choices! {
    /// What a contract is about (民法典 第三编 第二分编, as far as an office makes them).
    pub enum ContractKind, "contract_kind" {
        /// 采购
        Purchase = "purchase",
        /// 服务
        Service = "service",
        /// 租赁
        Lease = "lease",
        /// 工程
        Construction = "construction",
        /// 技术
        Technology = "technology",
        /// 销售
        Sale = "sale",
        /// 合作
        Cooperation = "cooperation",
        /// 其他
        Other = "other",
    }
}

choices! {
    /// Who pays.
    pub enum ContractSide, "contract_side" {
        /// 付款
        Pays = "pays",
        /// 收款
        Receives = "receives",
        /// 不涉款
        Free = "free",
    }
}

choices! {
    /// Where a contract stands.
    pub enum ContractState, "contract_state" {
        /// 草拟
        Draft = "draft",
        /// 审查
        Review = "review",
        /// 待审签
        Signing = "signing",
        /// 履行
        Performing = "performing",
        /// 已终结
        Concluded = "concluded",
        /// 已解除
        Terminated = "terminated",
        /// 已归档
        Archived = "archived",
    }
}

impl ContractState {
    /// Whether it was signed, so that what was agreed stands.
    pub fn is_signed(self) -> bool {
        !matches!(self, Self::Draft | Self::Review | Self::Signing)
    }

    /// Whether nothing is owed any more.
    pub fn is_ended(self) -> bool {
        matches!(self, Self::Concluded | Self::Terminated | Self::Archived)
    }
}

const HEADS: &[Role] = &[Role::Director, Role::Deputy];

/// The life of a contract: 草拟→审查→审签→履行→终结 or 解除→归档. Whoever drafts it neither reviews nor signs it.
pub static CONTRACT_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "contract_state.draft", tone: Tone::Quiet, open: true },
        State { code: "review", text: "contract_state.review", tone: Tone::Waiting, open: true },
        State { code: "signing", text: "contract_state.signing", tone: Tone::Waiting, open: true },
        State { code: "performing", text: "contract_state.performing", tone: Tone::Active, open: true },
        State { code: "concluded", text: "contract_state.concluded", tone: Tone::Done, open: false },
        State { code: "terminated", text: "contract_state.terminated", tone: Tone::Stopped, open: false },
        State { code: "archived", text: "contract_state.archived", tone: Tone::Done, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["unit", "keeper"],
            ..step("submit", "transition.submit_contract", &["draft"], "review", &[])
        },
        Transition {
            needs: &["review"],
            four_eyes: true,
            ..step(
                "endorse",
                "transition.endorse_contract",
                &["review"],
                "signing",
                &[Role::Deputy, Role::Finance, Role::Secretary],
            )
        },
        Transition {
            needs: &["valid_from"],
            four_eyes: true,
            signs: Some("signer"),
            ..step("sign", "transition.sign_contract", &["signing"], "performing", HEADS)
        },
        Transition {
            needs: &["result"],
            ..step("conclude", "transition.conclude_contract", &["performing"], "concluded", &[])
        },
        Transition {
            reason: true,
            ..step("terminate", "transition.terminate_contract", &["performing"], "terminated", HEADS)
        },
        step("archive", "transition.archive", &["concluded", "terminated"], "archived", &[Role::Archivist]),
        step("unfile", "transition.unfile", &["archived"], "concluded", &[Role::Archivist]),
        step("unfile_terminated", "transition.unfile", &["archived"], "terminated", &[Role::Archivist]),
        Transition {
            reason: true,
            ..step("amend", "transition.amend_contract", &["performing"], "review", &[])
        },
        Transition {
            reason: true,
            ..step("send_back", "transition.send_back", &["review", "signing"], "draft", &[])
        },
        Transition {
            reason: true,
            ..step("reopen", "transition.reopen_contract", &["concluded", "terminated"], "performing", HEADS)
        },
    ],
};

/// A contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contract {
    /// 合同编号; given when it is signed and never changed.
    pub number: String,
    /// 合同名称
    pub title: String,
    /// Where it stands.
    pub state: ContractState,
    /// 对方: the other party.
    pub counterparty: String,
    /// 承办部门: the unit of the office that made it.
    pub unit: Option<Id<Unit>>,
    /// 经办人: who sees to it.
    pub keeper: Option<Id<Person>>,
    /// What it is about.
    pub kind: ContractKind,
    /// Who pays.
    pub side: ContractSide,
    /// 合同金额
    pub amount: Money,
    /// Budget line it is paid from.
    pub line: Option<Id<BudgetLine>>,
    /// 已占用预算: what is promised for it in the budget.
    pub committed: Money,
    /// First day in force.
    pub valid_from: Option<NaiveDate>,
    /// Last day in force; none when it ends with what is owed.
    pub valid_until: Option<NaiveDate>,
    /// 提前提醒: days before its last day on which it is told.
    pub notice_days: Option<i64>,
    /// 签订日期
    pub signed_on: Option<NaiveDate>,
    /// 签署人
    pub signer: Option<Id<Person>>,
    /// 份数
    pub copies: Option<i64>,
    /// 页数
    pub pages: Option<i64>,
    /// 审查意见
    pub review: String,
    /// 终结日 or 解除日
    pub ended_on: Option<NaiveDate>,
    /// 履行结果
    pub result: String,
    /// Remarks.
    pub note: String,
}

fields! { Contract, "contract", Function::Administration;
    number => text().max_length(60).permanent().column(110).search();
    title => text().required().title().max_length(300).column(240);
    state => workflow(&CONTRACT_WORKFLOW).column(115).filter();
    counterparty => text().required().column(150).search().filter();
    unit => link::<Unit>().column(110).filter();
    keeper => link::<Person>().column(80).filter();
    kind => choice::<ContractKind>().filter();
    side => choice::<ContractSide>().filter();
    amount => money().minimum(0).column(120).sum();
    line => link::<BudgetLine>().filter();
    committed => money().total().sum();
    valid_from => date();
    valid_until => date().column(100).due(Due::new("calendar.dated.contract").owed_in(&["performing"]));
    notice_days => integer().minimum(1);
    signed_on => date().not_future();
    signer => link::<Person>().read_only();
    copies => integer().minimum(1);
    pages => integer().minimum(1);
    review => long_text();
    ended_on => date().not_future();
    result => long_text().search();
    note => long_text().search();
}

impl Contract {
    /// The next number of the year in which it was signed, `HT2026-018`: the smallest that no contract has, so that the
    /// series has no gap.
    fn next_number(&self, office: &dyn Lookup) -> Result<String, Problem> {
        let year = self.signed_on.unwrap_or_else(|| office.today()).year();
        for number in 1_u32.. {
            let written = format!("HT{year}-{number:03}");
            if office.owner_of(Self::NAME, "number", &Value::text(written.as_str()))?.is_none() {
                return Ok(written);
            }
        }
        Ok(String::new())
    }

    /// What was agreed.
    const AGREED: &'static [&'static str] =
        &["title", "kind", "counterparty", "side", "amount", "signed_on", "valid_from", "valid_until"];

    fn check_days(&self, faults: &mut Faults) {
        let is_before = |day: Option<NaiveDate>, other: Option<NaiveDate>| {
            day.zip(other).is_some_and(|(day, other)| day < other)
        };
        if is_before(self.valid_until, self.valid_from) {
            faults.at("valid_until", Message::new("problem.contract_ends_before_start"));
        }
        if is_before(self.ended_on, self.signed_on) {
            faults.at("ended_on", Message::new("problem.contract_ended_before_signed"));
        }
        if self.ended_on.is_some() && !self.state.is_ended() {
            faults.at("ended_on", Message::new("problem.contract_not_ended"));
        }
    }
}

impl Rules for Contract {
    const KEEPS_FILES: &'static [&'static str] = &["archived"];
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[
        ("archive", "problem.filed_by_filing"),
        ("unfile", "problem.unfiled_by_voiding"),
        ("unfile_terminated", "problem.unfiled_by_voiding"),
    ];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let today = office.today();
        match completion.transition {
            // An import brings what was signed elsewhere.
            None if self.state.is_signed() && self.number.is_empty() => {
                self.number = self.next_number(office)?;
            }
            Some("sign") => {
                self.signer = completion.actor.map(Id::new);
                self.signed_on = self.signed_on.or(Some(today));
                if self.number.is_empty() {
                    self.number = self.next_number(office)?;
                }
            }
            Some("conclude" | "terminate") => self.ended_on = self.ended_on.or(Some(today)),
            Some("reopen") => self.ended_on = None,
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        step: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state.is_signed() && step != Some("amend") {
            frozen.fields(Self::AGREED, &Message::new("problem.contract_frozen"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        after.check_days(faults);
        if after.side == ContractSide::Free && after.amount != Money::ZERO {
            faults.at("amount", Message::new("problem.contract_without_money"));
        }
        let had_number = change.before.is_some_and(|before| !before.number.is_empty());
        if !after.number.is_empty() && !after.state.is_signed() && !had_number {
            // Undo brings a contract back to before it was signed, and its number with it.
            let number = Value::text(after.number.as_str());
            if office.owner_of(Self::NAME, "number", &number)? != Some(change.id) {
                faults.at("number", Message::new("problem.contract_number_given_by_signing"));
            }
        }
        Ok(())
    }

    fn check_void(_: RecordId, contract: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if !contract.number.is_empty() {
            faults.whole(Message::new("problem.numbered_contract_stays").with("number", &contract.number));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let commitments = office.linking::<Commitment>(id, "contract")?;
        let held = commitments
            .iter()
            .filter(|of| matches!(of.record.state, CommitmentState::Occupied | CommitmentState::Released));
        self.committed = sum(held.map(|of| of.record.amount))?;
        Ok(())
    }
}

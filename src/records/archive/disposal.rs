//! 鉴定处置: what becomes of items whose period is over, or that go to another archive, as a list that is proposed,
//! approved, signed by two and carried out. Carried out, it is the certificate and stands for ever.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::disposal_line::{lines, objection};
use super::{ArchiveItem, ArchiveItemState, DisposalLine};
use crate::model::{
    Change, Completion, Consequence, Faults, Frozen, Function, Id, LastWord, Lookup, Message, Problem,
    Record as _, RecordId, Role, Rules, State, Tone, Transition, Value, Workflow, choice, date, integer,
    link, long_text, step, tags, text, workflow,
};
use crate::records::organisation::Person;
use crate::{choices, fields};

choices! {
    /// What becomes of the items.
    pub enum DisposalKind, "disposal_kind" {
        /// 销毁
        Destroy = "destroy",
        /// 移交
        Transfer = "transfer",
        /// 续存
        Extend = "extend",
    }
}

choices! {
    /// Where a list stands.
    pub enum DisposalState, "disposal_state" {
        /// 起草
        Draft = "draft",
        /// 待审批
        Submitted = "submitted",
        /// 已批准
        Approved = "approved",
        /// 单位负责人已批准
        Confirmed = "confirmed",
        /// 一人已签
        Signed = "signed",
        /// 已执行
        Done = "done",
    }
}

/// The life of a list. 档案管理员 proposes, 主任 approves, and where items are destroyed 单位负责人 too; two sign
/// (`domain.md` §3.1, §13).
pub static DISPOSAL_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "draft", text: "disposal_state.draft", tone: Tone::Quiet, open: true },
        State { code: "submitted", text: "disposal_state.submitted", tone: Tone::Waiting, open: true },
        State { code: "approved", text: "disposal_state.approved", tone: Tone::Active, open: true },
        State { code: "confirmed", text: "disposal_state.confirmed", tone: Tone::Active, open: true },
        State { code: "signed", text: "disposal_state.signed", tone: Tone::Active, open: true },
        State { code: "done", text: "disposal_state.done", tone: Tone::Done, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["opinion"],
            ..step("submit", "transition.submit", &["draft"], "submitted", &[Role::Archivist])
        },
        Transition {
            reason: true,
            ..step(
                "send_back",
                "transition.send_back",
                &["submitted", "approved", "confirmed"],
                "draft",
                &[Role::Director, Role::Archivist],
            )
        },
        Transition {
            four_eyes: true,
            signs: Some("approved_by"),
            ..step("approve", "transition.approve", &["submitted"], "approved", &[Role::Director])
        },
        Transition {
            signs: Some("head"),
            ..step("confirm", "transition.confirm_disposal", &["approved"], "confirmed", &[])
        },
        Transition {
            signs: Some("first_witness"),
            ..step("sign", "transition.sign_disposal", &["approved", "confirmed"], "signed", &[])
        },
        Transition {
            signs: Some("second_witness"),
            irrevocable: true,
            ..step("carry_out", "transition.carry_out_disposal", &["signed"], "done", &[])
        },
    ],
};

/// A list of items and what becomes of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Disposal {
    /// Number; given when it is made.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What becomes of the items.
    pub kind: DisposalKind,
    /// Where it stands.
    pub state: DisposalState,
    /// 件数
    pub items: i64,
    /// 页数
    pub pages: i64,
    /// 鉴定小组
    pub group: Vec<String>,
    /// 鉴定意见
    pub opinion: String,
    /// 续存至
    pub extend_until: Option<NaiveDate>,
    /// 接收单位
    pub receiver: String,
    /// 接收人
    pub receiver_name: String,
    /// 销毁方式或移交方式
    pub method: String,
    /// 批准日期
    pub approved_on: Option<NaiveDate>,
    /// 批准人
    pub approved_by: Option<Id<Person>>,
    /// 单位负责人: who heads the unit whose archive it is, as of the approval.
    pub head: Option<Id<Person>>,
    /// 单位负责人批准日期
    pub confirmed_on: Option<NaiveDate>,
    /// 清册校验值: SHA-256 over the list as it was approved.
    pub list_hash: String,
    /// 监销人或移交人
    pub first_witness: Option<Id<Person>>,
    /// When the first signed.
    pub first_signed_on: Option<NaiveDate>,
    /// 监销人或监交人
    pub second_witness: Option<Id<Person>>,
    /// 执行日期
    pub done_on: Option<NaiveDate>,
    /// 备注
    pub note: String,
}

fields! { Disposal, "disposal", Function::Administration;
    number => text().max_length(40).permanent().column(120).search().later();
    title => text().required().title().column(280);
    kind => choice::<DisposalKind>().column(80).filter();
    state => workflow(&DISPOSAL_WORKFLOW).column(150).filter();
    items => integer().total().column(64).sum();
    pages => integer().total().column(64).sum();
    group => tags();
    opinion => long_text().search();
    extend_until => date().later();
    receiver => text().column(150).search().later();
    receiver_name => text().later();
    method => text().later();
    approved_on => date().not_future().read_only().column(110);
    approved_by => link::<Person>().read_only();
    head => link::<Person>().read_only();
    confirmed_on => date().read_only();
    list_hash => text().max_length(64).read_only();
    first_witness => link::<Person>().column(90).later();
    first_signed_on => date().not_future().read_only();
    second_witness => link::<Person>().column(90).later();
    done_on => date().not_future().read_only().column(110);
    note => long_text().search();
}

/// The SHA-256 over a list: identity and pages of each item. Texts (titles, reasons) are left out, so that a witness
/// without the right to read one still gets the same sum; reasons are frozen from the moment the list is submitted.
pub fn list_hash<'a>(items: impl Iterator<Item = (RecordId, &'a ArchiveItem)>) -> String {
    let mut listed: Vec<(RecordId, i64)> = items.map(|(id, item)| (id, item.pages)).collect();
    listed.sort_unstable();
    let mut text = String::new();
    for (id, pages) in listed {
        // Writing to a text can't fail.
        writeln!(text, "{id} {pages}").ok();
    }
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a list of this kind that was carried out names the item.
pub(super) fn was_carried_out(
    item: RecordId,
    kind: DisposalKind,
    office: &dyn Lookup,
) -> Result<bool, Problem> {
    for line in office.linking::<DisposalLine>(item, "item")? {
        if let Some(disposal) = line.record.disposal
            && let Some(disposal) = office.find(disposal)?
            && disposal.record.kind == kind
            && disposal.record.state == DisposalState::Done
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Who heads the unit whose archive the items of a list are of.
fn head_of(list: RecordId, office: &dyn Lookup) -> Result<Option<Id<Person>>, Problem> {
    let items = lines(list, office)?;
    let Some(fonds) = items.first().and_then(|(_, item)| item.fonds) else { return Ok(None) };
    let unit = office.find(fonds)?.and_then(|fonds| fonds.record.unit);
    match unit {
        Some(unit) => Ok(office.find(unit)?.and_then(|unit| unit.record.head)),
        None => Ok(None),
    }
}

impl Disposal {
    fn check_carried_out(
        &self,
        id: RecordId,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if self.first_witness.is_none() {
            faults.at("first_witness", Message::new("problem.required"));
        }
        if self.first_witness == self.second_witness {
            faults.at("second_witness", Message::new("problem.two_witnesses"));
        }
        if self.kind == DisposalKind::Transfer && (self.receiver.is_empty() || self.receiver_name.is_empty())
        {
            faults.at("receiver_name", Message::new("problem.transfer_needs_receiver"));
        }
        let items = lines(id, office)?;
        if list_hash(items.iter().map(|(id, item)| (*id, item))) != self.list_hash {
            faults.at("list_hash", Message::new("problem.list_changed"));
        }
        for (id, item) in &items {
            if let Some(message) = objection(*id, item, self.kind, office)? {
                faults.whole(message);
            }
        }
        if self.kind != DisposalKind::Extend {
            self.check_counted(id, office, faults)?;
        }
        Ok(())
    }

    /// The certificate says how it was done, and that what was there was counted and was what the list says: it is asked
    /// before, not supposed.
    fn check_counted(&self, id: RecordId, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if self.method.trim().is_empty() {
            faults.at("method", Message::new("problem.disposal_method"));
        }
        for line in office.linking::<DisposalLine>(id, "disposal")? {
            let told = match (line.record.counted, line.record.discrepancy.trim()) {
                (false, _) => "problem.line_not_counted",
                (true, "") => continue,
                (true, _) => "problem.line_differs",
            };
            let item = match line.record.item {
                Some(item) => office.find(item)?,
                None => None,
            };
            let number = item.map(|item| item.record.number).unwrap_or_default();
            faults.whole(Message::new(told).with("number", number).with("differs", &line.record.discrepancy));
        }
        Ok(())
    }

    /// 批准 and 监销 are in different hands: a list that two people approved is destroyed before the eyes of two others.
    fn check_hands(&self, transition: Option<&str>, faults: &mut Faults) {
        if self.kind != DisposalKind::Destroy || !matches!(transition, Some("sign" | "carry_out")) {
            return;
        }
        for (field, witness) in
            [("first_witness", self.first_witness), ("second_witness", self.second_witness)]
        {
            if witness.is_some() && [self.approved_by, self.head].contains(&witness) {
                faults.at(field, Message::new("problem.approver_witnesses"));
            }
        }
    }

    /// Destruction is approved by 主任 and by the head of the unit (`domain.md` §3.1), who may be the same
    /// person in a small one and then says so twice.
    fn check_confirmed(&self, change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) {
        let is_destroyed = self.kind == DisposalKind::Destroy;
        match change.transition {
            Some("confirm") if !is_destroyed => {
                faults.whole(Message::new("problem.only_destruction_is_confirmed"));
            }
            Some("confirm") if self.head.is_none() => {
                faults.at("head", Message::new("problem.unit_without_head"));
            }
            Some("confirm")
                if office.actor().is_some_and(|actor| self.head.map(Id::erase) != Some(actor)) =>
            {
                faults.at("head", Message::new("problem.not_the_head"));
            }
            Some("sign")
                if is_destroyed
                    && change.before.is_some_and(|before| before.state == DisposalState::Approved) =>
            {
                faults.at("confirmed_on", Message::new("problem.destruction_needs_head"));
            }
            _ => {}
        }
    }
}

impl Rules for Disposal {
    const SETTLED: &'static [&'static str] = &["done"];
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] = &[("disposal_line", "disposal")];

    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let today = office.today();
        match completion.transition {
            None if self.number.is_empty() => {
                let prefix = format!("CZ{}-", today.format("%Y"));
                let last = office.last_number(Self::NAME, "number", &prefix, 3)?;
                self.number = format!("{prefix}{:03}", last.saturating_add(1));
            }
            Some("approve") => {
                self.approved_on = Some(today);
                self.approved_by = completion.actor.map(Id::new);
                if self.kind == DisposalKind::Destroy {
                    self.head = head_of(completion.id, office)?;
                }
                let items = lines(completion.id, office)?;
                self.list_hash = list_hash(items.iter().map(|(id, item)| (*id, item)));
            }
            Some("confirm") => {
                // The unit may have got its head meanwhile.
                if self.head.is_none() {
                    self.head = head_of(completion.id, office)?;
                }
                self.confirmed_on = Some(today);
            }
            Some("send_back") => {
                self.list_hash.clear();
                (self.approved_on, self.approved_by) = (None, None);
                (self.head, self.confirmed_on) = (None, None);
            }
            Some("sign") => {
                self.first_witness = self.first_witness.or_else(|| completion.actor.map(Id::new));
                self.first_signed_on = Some(today);
            }
            Some("carry_out") => {
                self.second_witness = self.second_witness.or_else(|| completion.actor.map(Id::new));
                self.done_on = Some(today);
            }
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if self.state != DisposalState::Draft {
            frozen.fields(&["kind", "extend_until", "opinion"], &Message::new("problem.list_frozen"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        let must_be = |person: Option<Id<Person>>, field: &'static str, faults: &mut Faults| {
            if office.actor().is_some_and(|actor| person.map(Id::erase) != Some(actor)) {
                faults.at(field, Message::new("problem.not_the_witness"));
            }
        };
        after.check_confirmed(change, office, faults);
        after.check_hands(change.transition, faults);
        match change.transition {
            Some("submit" | "approve") => {
                if after.kind == DisposalKind::Destroy && after.group.is_empty() {
                    faults.at("group", Message::new("problem.appraisal_group"));
                }
                let items = lines(change.id, office)?;
                if items.is_empty() {
                    faults.whole(Message::new("problem.list_empty"));
                }
                if after.kind == DisposalKind::Extend
                    && after.extend_until.is_none_or(|day| day <= office.today())
                {
                    faults.at("extend_until", Message::new("problem.extend_until"));
                }
                for (id, item) in &items {
                    if let Some(message) = objection(*id, item, after.kind, office)? {
                        faults.whole(message);
                    }
                }
            }
            Some("sign") => must_be(after.first_witness, "first_witness", faults),
            Some("carry_out") => {
                must_be(after.second_witness, "second_witness", faults);
                after.check_carried_out(change.id, office, faults)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// What is on the list, and what becomes of it.
    fn last_word(&self, id: RecordId, _step: &str, office: &dyn Lookup) -> Result<Option<LastWord>, Problem> {
        let items = lines(id, office)?;
        let key = match self.kind {
            DisposalKind::Destroy => "disposal.will_be_destroyed",
            DisposalKind::Transfer => "disposal.will_be_transferred",
            DisposalKind::Extend => "disposal.will_be_kept",
        };
        let pages = items.iter().fold(0_i64, |sum, (_, item)| sum.saturating_add(item.pages));
        let told = Message::new(key).with("number", &self.number).with("title", &self.title);
        let told = told.with("count", items.len()).with("pages", pages).with("receiver", &self.receiver);
        let until = self.extend_until.map(|day| day.to_string()).unwrap_or_default();
        let line = |(_, item): &(RecordId, ArchiveItem)| format!("{}  {}", item.number, item.title);
        Ok(Some(LastWord {
            told: told.with("until", until),
            concerned: items.iter().map(line).collect(),
            // What is kept longer is still there.
            typed: if self.kind == DisposalKind::Extend { String::new() } else { self.number.clone() },
        }))
    }

    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        if change.transition != Some("carry_out") {
            return Ok(Vec::new());
        }
        let register = ArchiveItem::NAME;
        let items = lines(change.id, office)?.into_iter();
        Ok(items
            .map(|(id, item)| {
                let values = Vec::new();
                match change.after.kind {
                    DisposalKind::Destroy => {
                        Consequence::Move { register, id, transition: "destroy", values }
                    }
                    DisposalKind::Transfer => {
                        Consequence::Move { register, id, transition: "hand_over", values }
                    }
                    DisposalKind::Extend => {
                        let until = change.after.extend_until.map_or(Value::Nothing, Value::Date);
                        let values = vec![("extended_until", until)];
                        if item.state == ArchiveItemState::Appraisal {
                            Consequence::Move { register, id, transition: "keep", values }
                        } else {
                            Consequence::Update { register, id, values }
                        }
                    }
                }
            })
            .collect())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let items = lines(id, office)?;
        self.items = i64::try_from(items.len()).unwrap_or(i64::MAX);
        self.pages = items.iter().fold(0_i64, |sum, (_, item)| sum.saturating_add(item.pages));
        Ok(())
    }
}

//! 传递: papers on their way from one hand to another.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ArchiveItem;
use crate::model::{
    Change, Completion, Due, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId,
    Role, Rules, Secrecy, State, Tone, Transition, Workflow, choice, date, flag, instant, integer, link,
    long_text, step, text, workflow,
};
use crate::records::organisation::{Person, acts_as};
use crate::{choices, fields};

choices! {
    /// Where a transmission stands.
    pub enum TransmissionState, "transmission_state" {
        /// 待核对
        Unchecked = "unchecked",
        /// 待传
        Ready = "ready",
        /// 途中
        OnTheWay = "on_the_way",
        /// 已签收
        Received = "received",
        /// 拒收
        Rejected = "rejected",
        /// 异常
        Irregular = "irregular",
        /// 异常已处理
        Resolved = "resolved",
    }
}

choices! {
    /// 方式
    pub enum TransmissionMeans, "transmission_means" {
        /// 专人
        Courier = "courier",
        /// 机要
        Confidential = "confidential",
        /// 邮政
        Post = "post",
        /// 内网
        Network = "network",
    }
}

/// The life of a transmission.
pub static TRANSMISSION_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "unchecked", text: "transmission_state.unchecked", tone: Tone::Quiet, open: true },
        State { code: "ready", text: "transmission_state.ready", tone: Tone::Waiting, open: true },
        State { code: "on_the_way", text: "transmission_state.on_the_way", tone: Tone::Active, open: true },
        State { code: "received", text: "transmission_state.received", tone: Tone::Done, open: false },
        State { code: "rejected", text: "transmission_state.rejected", tone: Tone::Stopped, open: true },
        State { code: "irregular", text: "transmission_state.irregular", tone: Tone::Stopped, open: true },
        State { code: "resolved", text: "transmission_state.resolved", tone: Tone::Quiet, open: false },
    ],
    transitions: &[
        Transition {
            offers: &["content_checked"],
            ..step("check", "transition.check_content", &["unchecked"], "ready", &[])
        },
        step("send", "transition.send_papers", &["ready"], "on_the_way", &[]),
        Transition {
            signs: Some("signed_by"),
            ..step("receive", "transition.sign_for_papers", &["on_the_way", "irregular"], "received", &[])
        },
        Transition {
            reason: true,
            ..step("reject", "transition.reject_papers", &["on_the_way", "irregular"], "rejected", &[])
        },
        Transition {
            needs: &["discrepancy"],
            ..step("report", "transition.report_discrepancy", &["on_the_way", "received"], "irregular", &[])
        },
        Transition {
            reason: true,
            ..step("resolve", "transition.resolve_discrepancy", &["irregular", "rejected"], "resolved", &[])
        },
    ],
};

/// Who of the office looks after an irregularity besides the two whose papers they are.
const OVERSEERS: &[Role] = &[Role::Director, Role::Deputy, Role::Secretary, Role::Archivist];

/// Papers sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Transmission {
    /// Number; given when it is made.
    pub number: String,
    /// 文件
    pub papers: String,
    /// 份数
    pub copies: i64,
    /// The item of the archive that it is.
    pub item: Option<Id<ArchiveItem>>,
    /// 发送人
    pub sender: Option<Id<Person>>,
    /// 接收人
    pub receiver: Option<Id<Person>>,
    /// 登记代收人
    pub deputy: Option<Id<Person>>,
    /// Where it stands.
    pub state: TransmissionState,
    /// 方式
    pub means: TransmissionMeans,
    /// 密封编号
    pub seal_number: String,
    /// 内容核对
    pub content_checked: bool,
    /// 传递时间
    pub sent_at: Option<DateTime<Utc>>,
    /// 签收人
    pub signed_by: Option<Id<Person>>,
    /// 签收时间
    pub signed_at: Option<DateTime<Utc>>,
    /// 应签收日
    pub due_on: Option<NaiveDate>,
    /// 差异
    pub discrepancy: String,
    /// 保管位置
    pub place: String,
}

/// Signed for by its day, or somebody asks where it is (`domain.md` §3.2).
const TRANSMISSION_DUE: Due =
    Due::new("calendar.dated.transmission").owed_in(&["on_the_way"]).told("due.transmission");

fields! { Transmission, "transmission", Function::Administration;
    number => text().max_length(40).permanent().column(120).search();
    papers => text().required().title().column(260);
    state => workflow(&TRANSMISSION_WORKFLOW).column(140).filter();
    copies => integer().minimum(1).column(64);
    item => link::<ArchiveItem>();
    sender => link::<Person>().required().column(90).filter();
    receiver => link::<Person>().required().column(90).filter();
    deputy => link::<Person>();
    means => choice::<TransmissionMeans>().column(80).filter();
    seal_number => text().max_length(60).column(110);
    content_checked => flag().column(80);
    sent_at => instant().read_only().column(140);
    signed_by => link::<Person>().read_only().column(90);
    signed_at => instant().read_only().column(140);
    due_on => date().due(TRANSMISSION_DUE);
    discrepancy => long_text().search();
    place => text().search();
}

impl Transmission {
    /// Whether somebody sends it, or acts for whoever does.
    fn is_sent_by(&self, actor: Id<Person>, office: &dyn Lookup) -> Result<bool, Problem> {
        self.sender.map_or(Ok(true), |sender| acts_as(actor, sender, Self::FUNCTION, office))
    }

    /// Whether it is for somebody: the receiver, the registered deputy, or who acts for the receiver.
    fn is_for(&self, actor: Id<Person>, office: &dyn Lookup) -> Result<bool, Problem> {
        if self.deputy == Some(actor) {
            return Ok(true);
        }
        self.receiver.map_or(Ok(true), |receiver| acts_as(actor, receiver, Self::FUNCTION, office))
    }

    /// What is sent is the sender's, and who takes it in the receiver's place is the receiver's to say.
    fn freeze_for(&self, actor: Id<Person>, office: &dyn Lookup, frozen: &mut Frozen) -> Result<(), Problem> {
        let oversees = office.has_role(Self::NAME, OVERSEERS);
        let sends = self.is_sent_by(actor, office)?;
        if !sends {
            // Ticked by whoever answers for what is sent.
            frozen.field("content_checked", Message::new("problem.sender_checks"));
        }
        if !sends && !oversees {
            let told = Message::new("problem.sender_fills");
            let sent = ["papers", "copies", "item", "sender", "receiver", "means", "seal_number"];
            frozen.fields(&sent, &told);
        }
        let receives = self.receiver.is_none_or(|receiver| receiver == actor);
        let is_before = self.sent_at.is_none() && sends;
        if !receives && !is_before && !oversees {
            frozen.field("deputy", Message::new("problem.receiver_names_deputy"));
        }
        Ok(())
    }
}

impl Rules for Transmission {
    fn complete(&mut self, completion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        match completion.transition {
            None => {
                self.copies = self.copies.max(1);
                if !self.number.is_empty() {
                    return Ok(());
                }
                let prefix = format!("CD{}-", office.today().format("%Y"));
                let last = office.last_number(Self::NAME, "number", &prefix, 5)?;
                self.number = format!("{prefix}{:05}", last.saturating_add(1));
            }
            Some("send") => {
                self.sent_at = Some(completion.now);
                let calendar = crate::records::calendar::work_calendar(office)?;
                self.due_on = calendar.add_working_days(office.today(), 1);
            }
            Some("receive") => {
                self.signed_at = Some(completion.now);
                self.signed_by = completion.actor.map(Id::new).or(self.signed_by);
            }
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        _: RecordId,
        _: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        if let Some(actor) = office.actor().map(Id::new) {
            self.freeze_for(actor, office, frozen)?;
        }
        if self.sent_at.is_some() {
            let told = Message::new("problem.transmission_fixed");
            frozen.fields(&["papers", "copies", "receiver", "sender", "means"], &told);
        }
        Ok(())
    }

    /// The sender checks and sends, the named receiver takes or refuses (`domain.md` §13); either tells what is irregular.
    fn hand_refusal(
        &self,
        _id: RecordId,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        let Some(actor) = office.actor().map(Id::new) else { return Ok(None) };
        let (is_theirs, rule) = match step {
            "check" | "send" => (self.is_sent_by(actor, office)?, "problem.not_the_sender"),
            "receive" => (self.is_for(actor, office)?, "problem.not_the_receiver"),
            "reject" => (self.is_for(actor, office)?, "problem.receiver_rejects"),
            _ => {
                let is_of_two = self.is_sent_by(actor, office)? || self.is_for(actor, office)?;
                (is_of_two || office.has_role(Self::NAME, OVERSEERS), "problem.irregular_by_two")
            }
        };
        Ok((!is_theirs).then(|| Message::new(rule)))
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if change.before.is_none()
            && let Some(actor) = office.actor().map(Id::new)
            && !after.is_sent_by(actor, office)?
            && !office.has_role(Self::NAME, OVERSEERS)
        {
            faults.at("sender", Message::new("problem.sends_for_another"));
        }
        if after.sender.is_some() && after.sender == after.receiver {
            faults.at("receiver", Message::new("problem.sender_is_receiver"));
        }
        if matches!(change.transition, Some("check" | "send")) && !after.content_checked {
            faults.at("content_checked", Message::new("problem.content_not_checked"));
        }
        if let Some(item) = after.item
            && let Some(row) = office.row(ArchiveItem::NAME, item.erase())?
            && row.meta.mark.as_ref().is_some_and(|mark| mark.level > Secrecy::Internal)
            && matches!(after.means, TransmissionMeans::Post | TransmissionMeans::Network)
        {
            faults.at("means", Message::new("problem.secret_channel"));
        }
        Ok(())
    }

    fn check_void(_: RecordId, record: &Self, _: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if record.sent_at.is_some() {
            faults.whole(Message::new("problem.ledger_kept"));
        }
        Ok(())
    }
}

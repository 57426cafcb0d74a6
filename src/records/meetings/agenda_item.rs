//! 议程: what a meeting talks about, in order, with its minutes; what it votes on, and what it resolves.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Meeting;
use super::issued::{check_part, freeze_part, require_open_minutes};
use crate::model::{
    Change, Completion, Consequence, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _,
    RecordId, Rules, State, Tone, Transition, Value, Workflow, choice, date, instant, integer, link,
    long_text, step, text, workflow,
};
use crate::records::organisation::{Person, Unit};
use crate::records::supervision::Matter;
use crate::{choices, fields};

choices! {
    /// 类型
    pub enum AgendaKind, "agenda_kind" {
        /// 讨论
        Discuss = "discuss",
        /// 通报
        Inform = "inform",
        /// 表决
        Vote = "vote",
    }
}

choices! {
    /// Where an item stands.
    pub enum AgendaState, "agenda_state" {
        /// 待议
        Waiting = "waiting",
        /// 讨论中
        Open = "open",
        /// 表决中
        Voting = "voting",
        /// 已议定
        Resolved = "resolved",
        /// 已否决
        Rejected = "rejected",
        /// 转下次会议
        Carried = "carried",
        /// 已通报
        Noted = "noted",
    }
}

/// The life of an item.
pub static AGENDA_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "waiting", text: "agenda_state.waiting", tone: Tone::Quiet, open: true },
        State { code: "open", text: "agenda_state.open", tone: Tone::Active, open: true },
        State { code: "voting", text: "agenda_state.voting", tone: Tone::Waiting, open: true },
        State { code: "resolved", text: "agenda_state.resolved", tone: Tone::Done, open: false },
        State { code: "rejected", text: "agenda_state.rejected", tone: Tone::Stopped, open: false },
        State { code: "carried", text: "agenda_state.carried", tone: Tone::Stopped, open: false },
        State { code: "noted", text: "agenda_state.noted", tone: Tone::Done, open: false },
    ],
    transitions: &[
        step("begin", "transition.begin_item", &["waiting"], "open", &[]),
        step("vote", "transition.put_to_vote", &["open"], "voting", &[]),
        Transition {
            needs: &["resolution"],
            ..step("resolve", "transition.resolve", &["open", "voting"], "resolved", &[])
        },
        step("note", "transition.note_item", &["open"], "noted", &[]),
        step("reject", "transition.vote_down", &["open", "voting"], "rejected", &[]),
        step("carry", "transition.carry_over", &["waiting", "open", "voting"], "carried", &[]),
    ],
};

/// An item of an agenda.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgendaItem {
    /// The meeting.
    pub meeting: Option<Id<Meeting>>,
    /// 序号
    pub position: Option<i64>,
    /// 议题
    pub title: String,
    /// 类型
    pub kind: AgendaKind,
    /// 分钟
    pub minutes: Option<i64>,
    /// 汇报人
    pub presenter: Option<Id<Person>>,
    /// When it was called up.
    pub began_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub ended_at: Option<DateTime<Utc>>,
    /// The item of an earlier meeting that was carried over to this one.
    pub returns: Option<Id<AgendaItem>>,
    /// The matter whose progress is heard.
    pub matter: Option<Id<Matter>>,
    /// What the meeting thinks of it.
    pub discussion: String,
    /// 赞成
    pub votes_for: Option<i64>,
    /// 反对
    pub votes_against: Option<i64>,
    /// 弃权
    pub abstentions: Option<i64>,
    /// 议定事项
    pub resolution: String,
    /// 责任部门
    pub lead_unit: Option<Id<Unit>>,
    /// 责任人
    pub owner: Option<Id<Person>>,
    /// 完成时限
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: AgendaState,
}

fields! { AgendaItem, "agenda_item", Function::Administration;
    meeting => link::<Meeting>().required().column(220).filter();
    position => integer().minimum(1).ordinal().column(60);
    title => text().required().title().max_length(300).column(280);
    kind => choice::<AgendaKind>().column(80).filter();
    minutes => integer().minimum(1).column(80).sum();
    presenter => link::<Person>().at_work().column(100).filter();
    began_at => instant().read_only();
    ended_at => instant().read_only();
    returns => link::<AgendaItem>();
    matter => link::<Matter>();
    discussion => long_text().search();
    votes_for => integer().minimum(0);
    votes_against => integer().minimum(0);
    abstentions => integer().minimum(0);
    resolution => long_text().search();
    lead_unit => link::<Unit>().filter();
    owner => link::<Person>().at_work().filter();
    due => date();
    state => workflow(&AGENDA_WORKFLOW).column(100).filter();
}

impl Rules for AgendaItem {
    const COUNTED_BY: &'static [&'static str] = &["meeting"];

    fn complete(&mut self, occasion: &Completion<'_, Self>, _office: &dyn Lookup) -> Result<(), Problem> {
        match occasion.transition {
            Some("begin") => self.began_at = Some(occasion.now),
            Some("resolve" | "note" | "reject" | "carry") if self.began_at.is_some() => {
                self.ended_at = Some(occasion.now);
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
        freeze_part(Self::FIELDS, self.meeting, office, frozen)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        check_part(change.before.map(|before| before.meeting), after.meeting, office, faults)?;
        let meeting = match after.meeting {
            Some(meeting) => office.find(meeting)?,
            None => None,
        };
        let Some(meeting) = meeting else { return Ok(()) };
        if change.transition == Some("begin") {
            // The clock runs for one item at a time.
            let others = office.linking::<Self>(meeting.meta.id, "meeting")?;
            let under_way = others.into_iter().find(|other| {
                other.meta.id != change.id
                    && matches!(other.record.state, AgendaState::Open | AgendaState::Voting)
            });
            if let Some(other) = under_way {
                faults.whole(Message::new("problem.item_under_way").with("title", other.record.title));
            }
        }
        let (members, present) = (count(meeting.record.members), count(meeting.record.present));
        let needed = meeting.record.quorum.needed();
        if change.transition == Some("vote") && present < needed.of(members) {
            let message = Message::new("problem.no_quorum").with("present", present);
            faults.whole(message.with("needed", needed.of(members)).with("members", members));
        }
        let votes = [after.votes_for, after.votes_against, after.abstentions].map(Option::unwrap_or_default);
        let cast: i64 = votes.iter().sum();
        if change.transition == Some("resolve") && after.kind == AgendaKind::Vote {
            if change.before.is_some_and(|before| before.state != AgendaState::Voting) {
                faults.whole(Message::new("problem.not_voted"));
            } else if cast > i64::from(present) {
                faults.at(
                    "votes_for",
                    Message::new("problem.more_votes_than_present").with("present", present),
                );
            } else {
                let base = match meeting.record.vote_base {
                    super::VoteBase::Present => present,
                    super::VoteBase::Members => members,
                };
                let wanted = if needed == crate::rules::quorum::Needed::TwoThirds {
                    needed.of(base)
                } else {
                    crate::rules::quorum::more_than_half(base)
                };
                if after.votes_for.unwrap_or_default() < i64::from(wanted) {
                    faults.at("votes_for", Message::new("problem.too_few_for").with("needed", wanted));
                }
            }
        }
        if change.transition == Some("resolve") && after.due.is_some() != after.owner.is_some() {
            faults.at("owner", Message::new("problem.resolution_needs_owner"));
        }
        Ok(())
    }

    fn consequences(change: &Change<'_, Self>, _office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let item = change.after;
        let (Some("resolve"), Some(owner), Some(due)) = (change.transition, item.owner, item.due) else {
            return Ok(Vec::new());
        };
        let link = |id: Option<RecordId>| id.map_or(Value::Nothing, Value::Link);
        let first = item.resolution.lines().next().unwrap_or_default();
        let values = vec![
            ("title", Value::text(first.chars().take(200).collect::<String>())),
            ("text", Value::text(item.resolution.as_str())),
            ("source", Value::choice("meeting")),
            ("meeting", link(item.meeting.map(Id::erase))),
            ("agenda_item", Value::Link(change.id)),
            ("owner", Value::Link(owner.erase())),
            ("lead_unit", link(item.lead_unit.map(Id::erase))),
            ("due", Value::Date(due)),
        ];
        Ok(vec![Consequence::Create { register: "matter", id: matter_of(change.id), values }])
    }

    fn check_void(_: RecordId, of: &Self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        require_open_minutes([of.meeting], office, faults)
    }
}

/// The identity of the matter that a resolution becomes: always the same, so that it can become one only.
fn matter_of(item: RecordId) -> RecordId {
    let mut bytes = *item.as_bytes();
    if let Some(last) = bytes.last_mut() {
        *last ^= 0x6d;
    }
    if let Some(first) = bytes.get_mut(8) {
        *first ^= 0x15;
    }
    RecordId::from_bytes(bytes)
}

fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

//! 活动: planned with its budget, approved, made known, prepared, carried out, summed up and filed.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Registration, RegistrationState, Supply};
use crate::model::{
    Change, Consequence, Faults, Function, Id, Lookup, Message, Money, Occupied, Problem, RecordId, Role,
    Rules, State, Tone, Transition, Value, Workflow, choice, date, date_time, decimal, integer, link,
    long_text, money, step, text, workflow,
};
use crate::records::budget::BudgetLine;
use crate::records::meetings::Room;
use crate::records::organisation::{Person, Unit};
use crate::{choices, fields};

choices! {
    /// 类型
    pub enum ActivityKind, "activity_kind" {
        /// 文体活动
        Culture = "culture",
        /// 年会庆典
        Celebration = "celebration",
        /// 论坛讲座
        Forum = "forum",
        /// 公益志愿
        Volunteering = "volunteering",
        /// 宣传展览
        Exhibition = "exhibition",
        /// 开放参观
        OpenDay = "open_day",
    }
}

choices! {
    /// Where an activity stands.
    pub enum ActivityState, "activity_state" {
        /// 策划
        Planned = "planned",
        /// 审批
        Approving = "approving",
        /// 宣传报名
        Promoting = "promoting",
        /// 准备
        Preparing = "preparing",
        /// 实施
        Running = "running",
        /// 总结
        Summarising = "summarising",
        /// 已归档
        Filed = "filed",
        /// 已取消
        Cancelled = "cancelled",
    }
}

const CHIEFS: &[Role] = &[Role::Director, Role::Deputy];

/// From so many people on a public activity is a large one, which needs a permit (大型群众性活动安全管理条例 第二条).
pub const LARGE_FROM: i64 = 1_000;

/// The life of an activity.
pub static ACTIVITY_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "planned", text: "activity_state.planned", tone: Tone::Quiet, open: true },
        State { code: "approving", text: "activity_state.approving", tone: Tone::Waiting, open: true },
        State { code: "promoting", text: "activity_state.promoting", tone: Tone::Active, open: true },
        State { code: "preparing", text: "activity_state.preparing", tone: Tone::Active, open: true },
        State { code: "running", text: "activity_state.running", tone: Tone::Active, open: true },
        State { code: "summarising", text: "activity_state.summarising", tone: Tone::Active, open: true },
        State { code: "filed", text: "activity_state.filed", tone: Tone::Done, open: false },
        State { code: "cancelled", text: "activity_state.cancelled", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["purpose", "organiser"],
            ..step("submit", "transition.submit_activity", &["planned"], "approving", &[])
        },
        Transition {
            four_eyes: true,
            ..step("approve", "transition.approve_activity", &["approving"], "promoting", CHIEFS)
        },
        Transition {
            reason: true,
            ..step("return", "transition.return_activity", &["approving"], "planned", CHIEFS)
        },
        step("prepare", "transition.prepare_activity", &["promoting"], "preparing", &[]),
        step("run", "transition.run_activity", &["preparing"], "running", &[]),
        step("finish", "transition.finish_activity", &["running"], "summarising", &[]),
        Transition {
            needs: &["spent", "effect"],
            ..step("file", "transition.file_activity", &["summarising"], "filed", &[])
        },
        Transition {
            reason: true,
            ..step(
                "cancel",
                "transition.cancel_activity",
                &["planned", "approving", "promoting", "preparing"],
                "cancelled",
                &[],
            )
        },
    ],
};

/// An activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Activity {
    /// 主题
    pub title: String,
    /// 类型
    pub kind: ActivityKind,
    /// 目的
    pub purpose: String,
    /// When it begins.
    pub start: Option<NaiveDateTime>,
    /// When it ends, exclusive.
    pub end: Option<NaiveDateTime>,
    /// 地点
    pub place: String,
    /// The room it holds.
    pub room: Option<Id<Room>>,
    /// 对象
    pub audience: String,
    /// 预计人数
    pub expected: Option<i64>,
    /// 名额; empty for as many as come.
    pub places: Option<i64>,
    /// 报名截止
    pub sign_up_until: Option<NaiveDate>,
    /// 内容
    pub content: String,
    /// 主办部门
    pub unit: Option<Id<Unit>>,
    /// 负责人
    pub organiser: Option<Id<Person>>,
    /// 预算行
    pub line: Option<Id<BudgetLine>>,
    /// 预算
    pub budget: Option<Money>,
    /// What the supplies cost.
    pub supplies_cost: Money,
    /// 安全预案
    pub safety_plan: String,
    /// 灭火和应急疏散预案
    pub evacuation_plan: String,
    /// 安全许可文号
    pub permit: String,
    /// 报名人数
    pub registered: i64,
    /// 实到人数
    pub present: i64,
    /// 反馈均分, in hundredths of a point of five; empty without any.
    pub feedback: Option<i64>,
    /// 实际花费
    pub spent: Option<Money>,
    /// 效果
    pub effect: String,
    /// 改进
    pub improvements: String,
    /// Where it stands.
    pub state: ActivityState,
}

fields! { Activity, "activity", Function::Administration;
    title => text().required().title().max_length(300).column(280);
    kind => choice::<ActivityKind>().column(100).filter();
    purpose => long_text().search();
    start => date_time().required().column(140);
    end => date_time().required();
    place => text().max_length(300).column(150).search();
    room => link::<Room>().filter();
    audience => text().max_length(200);
    expected => integer().minimum(1).column(80);
    places => integer().minimum(1);
    sign_up_until => date();
    content => long_text().search();
    unit => link::<Unit>().column(120).filter();
    organiser => link::<Person>().column(90).filter();
    line => link::<BudgetLine>().filter();
    budget => money().column(110).sum();
    supplies_cost => money().total().sum();
    safety_plan => long_text();
    evacuation_plan => long_text();
    permit => text().max_length(100);
    registered => integer().total().column(80).sum();
    present => integer().total().column(80).sum();
    feedback => decimal(2).total().column(80);
    spent => money().column(110).sum();
    effect => long_text().search();
    improvements => long_text().search();
    state => workflow(&ACTIVITY_WORKFLOW).column(100).filter();
}

impl Activity {
    /// Whether so many people are expected that the law asks for a permit.
    pub fn is_large(&self) -> bool {
        self.expected.is_some_and(|expected| expected >= LARGE_FROM)
    }
}

impl Rules for Activity {
    const OCCUPIES: bool = true;

    fn check(change: &Change<'_, Self>, _office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if let (Some(start), Some(end)) = (after.start, after.end)
            && end <= start
        {
            faults.at("end", Message::new("problem.activity_ends_early"));
        }
        if after.budget.is_some_and(|budget| !budget.is_zero()) && after.line.is_none() {
            faults.at("line", Message::new("problem.activity_needs_line"));
        }
        if matches!(change.transition, Some("submit" | "approve" | "run")) {
            // 消防法 第二十条: whoever holds a large public activity applies for a permit and makes a plan of evacuation.
            if after.is_large() {
                for (field, text) in [("permit", &after.permit), ("evacuation_plan", &after.evacuation_plan)]
                {
                    // The permit is applied for once the plan is approved.
                    let is_due = field != "permit" || change.transition == Some("run");
                    if is_due && text.trim().is_empty() {
                        faults.at(field, Message::new("problem.large_activity").with("from", LARGE_FROM));
                    }
                }
            }
            if after.safety_plan.trim().is_empty() {
                faults.at("safety_plan", Message::new("problem.safety_plan"));
            }
        }
        if let (Some(spent), Some(budget)) = (after.spent, after.budget)
            && spent > budget
        {
            faults.at("spent", Message::new("problem.activity_over_budget").with("budget", budget));
        }
        Ok(())
    }

    fn occupies(&self, _id: RecordId, office: &dyn Lookup) -> Result<Vec<Occupied>, Problem> {
        let (Some(room), Some(from), Some(until)) = (self.room, self.start, self.end) else {
            return Ok(Vec::new());
        };
        if self.state == ActivityState::Cancelled || until <= from {
            return Ok(Vec::new());
        }
        let buffer = office.find(room)?.and_then(|room| room.record.buffer).unwrap_or(0);
        let margin = TimeDelta::try_minutes(buffer).unwrap_or_default();
        Ok(vec![Occupied { thing: room.erase(), field: "room", from, until, margin, kin: None }])
    }

    /// An approved activity asks for its money: the budget line refuses what it does not have.
    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        let after = change.after;
        let (Some("approve"), Some(line), Some(budget)) =
            (change.transition, after.line, after.budget.filter(|budget| !budget.is_zero()))
        else {
            return Ok(Vec::new());
        };
        let values = vec![
            ("paper", Value::text(after.title.as_str())),
            ("line", Value::Link(line.erase())),
            ("date", Value::Date(office.today())),
            ("amount", Value::Money(budget)),
        ];
        Ok(vec![Consequence::Create { register: "commitment", id: commitment_of(change.id), values }])
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let out_of_range = || Problem::input(Message::new("problem.amount_out_of_range"));
        let mut cost = Money::ZERO;
        for supply in office.linking::<Supply>(id, "activity")? {
            cost = cost.checked_add(supply.record.cost.unwrap_or_default()).ok_or_else(out_of_range)?;
        }
        self.supplies_cost = cost;
        if let Some(budget) = self.budget.filter(|budget| cost > *budget) {
            let message = Message::new("problem.supplies_over_budget").with("cost", cost);
            return Err(Problem::input(message.with("budget", budget)));
        }
        let (mut registered, mut present, mut points, mut answers) = (0_i64, 0_i64, 0_i64, 0_i64);
        for registration in office.linking::<Registration>(id, "activity")? {
            let of = registration.record;
            registered = registered.saturating_add(i64::from(of.state != RegistrationState::Withdrawn));
            present = present.saturating_add(i64::from(of.state == RegistrationState::Present));
            if let Some(score) = of.score {
                points = points.saturating_add(score);
                answers = answers.saturating_add(1);
            }
        }
        (self.registered, self.present) = (registered, present);
        // Half a hundredth rounds up.
        self.feedback = (answers > 0).then(|| {
            points.saturating_mul(200).saturating_add(answers).div_euclid(answers.saturating_mul(2))
        });
        Ok(())
    }
}

/// The identity of the commitment that an activity asks for: always the same, so that it asks once.
fn commitment_of(activity: RecordId) -> RecordId {
    let mut bytes = *activity.as_bytes();
    if let Some(last) = bytes.last_mut() {
        *last ^= 0x61;
    }
    if let Some(first) = bytes.get_mut(8) {
        *first ^= 0x2b;
    }
    RecordId::from_bytes(bytes)
}

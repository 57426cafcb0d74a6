//! 督办事项: every decision has one owner and a day; only who checks it strikes it off, never the owner.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{IssueState, MatterIssue, MatterReport};
use crate::model::{
    Change, Completion, Due, Faults, Frozen, Function, Id, Lookup, Message, Problem, RecordId, Role, Rules,
    State, Tone, Transition, Value, Workflow, choice, date, integer, link, long_text, step, tags, text,
    workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::documents::Incoming;
use crate::records::meetings::{AgendaItem, Meeting};
use crate::records::organisation::{Person, Unit, has_left};
use crate::rules::supervision::{days_late, reports_due, score};
use crate::{choices, fields};

choices! {
    /// 来源
    pub enum MatterSource, "matter_source" {
        /// 会议
        Meeting = "meeting",
        /// 批示
        Instruction = "instruction",
        /// 上级
        Superior = "superior",
        /// 工作计划
        Plan = "plan",
        /// 信访
        Petition = "petition",
        /// 检查
        Inspection = "inspection",
    }
}

choices! {
    /// Where a matter stands. 逾期 is computed from the calendar and no state.
    pub enum MatterState, "matter_state" {
        /// 待分解
        Proposed = "proposed",
        /// 已交办
        Assigned = "assigned",
        /// 办理中
        InHand = "in_hand",
        /// 延期待批
        Extension = "extension",
        /// 待验收
        Reported = "reported",
        /// 办结
        Accepted = "accepted",
        /// 已销号
        Closed = "closed",
        /// 已中止
        Stopped = "stopped",
    }
}

const CHIEFS: &[Role] = &[Role::Director, Role::Deputy];
const CHECKERS: &[Role] = &[Role::Secretary];
const SUPERVISORS: &[Role] = &[Role::Director, Role::Deputy, Role::Secretary];

/// An extension can be granted so many times.
pub const MOST_EXTENSIONS: i64 = 2;

/// The life of a matter.
pub static MATTER_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "proposed", text: "matter_state.proposed", tone: Tone::Quiet, open: true },
        State { code: "assigned", text: "matter_state.assigned", tone: Tone::Waiting, open: true },
        State { code: "in_hand", text: "matter_state.in_hand", tone: Tone::Active, open: true },
        State { code: "extension", text: "matter_state.extension", tone: Tone::Waiting, open: true },
        State { code: "reported", text: "matter_state.reported", tone: Tone::Waiting, open: true },
        State { code: "accepted", text: "matter_state.accepted", tone: Tone::Done, open: false },
        State { code: "closed", text: "matter_state.closed", tone: Tone::Done, open: false },
        State { code: "stopped", text: "matter_state.stopped", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            needs: &["owner", "lead_unit", "due"],
            ..step("assign", "transition.assign_matter", &["proposed"], "assigned", CHIEFS)
        },
        Transition {
            reason: true,
            ..step(
                "reassign",
                "transition.reassign_matter",
                &["assigned", "in_hand", "extension"],
                "proposed",
                SUPERVISORS,
            )
        },
        step("undertake", "transition.undertake", &["assigned"], "in_hand", &[]),
        Transition {
            needs: &["asked_due", "extension_reason"],
            ..step("ask_extension", "transition.ask_extension", &["assigned", "in_hand"], "extension", &[])
        },
        step("grant_extension", "transition.grant_extension", &["extension"], "in_hand", CHIEFS),
        Transition {
            reason: true,
            ..step("refuse_extension", "transition.refuse_extension", &["extension"], "in_hand", CHIEFS)
        },
        Transition {
            needs: &["result"],
            ..step("report_done", "transition.report_done", &["in_hand"], "reported", &[])
        },
        step("accept", "transition.accept_matter", &["reported"], "accepted", CHECKERS),
        Transition {
            reason: true,
            ..step("send_back", "transition.send_back", &["reported"], "in_hand", CHECKERS)
        },
        step("strike_off", "transition.strike_off", &["accepted"], "closed", CHECKERS),
        Transition {
            reason: true,
            ..step(
                "stop",
                "transition.stop_matter",
                &["proposed", "assigned", "in_hand", "extension"],
                "stopped",
                CHIEFS,
            )
        },
    ],
};

/// Something that somebody owes by a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matter {
    /// 编号: 督〔2026〕1号
    pub number: String,
    /// 事项
    pub title: String,
    /// 原文
    pub text: String,
    /// 来源
    pub source: MatterSource,
    /// The meeting that resolved it.
    pub meeting: Option<Id<Meeting>>,
    /// Its item on the agenda.
    pub agenda_item: Option<Id<AgendaItem>>,
    /// The paper that bears the instruction.
    pub incoming: Option<Id<Incoming>>,
    /// 牵头部门
    pub lead_unit: Option<Id<Unit>>,
    /// 协办部门
    pub assisting: Vec<String>,
    /// 责任人
    pub owner: Option<Id<Person>>,
    /// 督办人: checks it, and is never the owner.
    pub checker: Option<Id<Person>>,
    /// 交办日期
    pub assigned_on: Option<NaiveDate>,
    /// 完成时限
    pub due: Option<NaiveDate>,
    /// The day that was set first.
    pub first_due: Option<NaiveDate>,
    /// Since when it has been with whom it is now with.
    pub held_since: Option<NaiveDate>,
    /// 验收标准
    pub acceptance: String,
    /// 进度, in percent, of the latest report.
    pub progress: i64,
    /// The day of the latest report.
    pub reported_on: Option<NaiveDate>,
    /// What the latest report says.
    pub last_word: String,
    /// Reports given.
    pub reports: i64,
    /// Problems raised and not solved.
    pub open_issues: i64,
    /// 申请延至
    pub asked_due: Option<NaiveDate>,
    /// 延期理由
    pub extension_reason: String,
    /// Extensions granted.
    pub extensions: i64,
    /// Times it was sent back.
    pub sent_back: i64,
    /// 办理结果
    pub result: String,
    /// 报结日期
    pub done_on: Option<NaiveDate>,
    /// 评分
    pub score: Option<i64>,
    /// What to-do lists of others know it by.
    pub uid: String,
    /// What a calendar file said beside, word for word.
    pub icalendar: String,
    /// Where it stands.
    pub state: MatterState,
}

fields! { Matter, "matter", Function::Supervision;
    number => text().permanent().read_only().max_length(40).column(120).search();
    title => text().required().title().max_length(300).column(300);
    text => long_text().search();
    source => choice::<MatterSource>().column(80).filter();
    meeting => link::<Meeting>().filter();
    agenda_item => link::<AgendaItem>();
    incoming => link::<Incoming>();
    lead_unit => link::<Unit>().column(120).filter();
    assisting => tags().proposing::<Unit>();
    owner => link::<Person>().at_work().column(90).filter();
    checker => link::<Person>().at_work().filter();
    assigned_on => date().read_only();
    due => date().column(110).due(Due::new("calendar.dated.matter"));
    first_due => date().read_only();
    held_since => date().read_only();
    acceptance => long_text();
    progress => integer().total().column(80);
    reported_on => date().total();
    last_word => text().total().column(220);
    reports => integer().total();
    open_issues => integer().total();
    asked_due => date();
    extension_reason => long_text();
    extensions => integer().read_only();
    sent_back => integer().read_only();
    result => long_text().search();
    done_on => date().read_only();
    score => integer().read_only().column(70);
    uid => text().max_length(500);
    icalendar => long_text().max_length(200_000);
    state => workflow(&MATTER_WORKFLOW).column(90).filter();
}

/// Whether a transition hands a matter to somebody else.
fn passes_on(transition: Option<&str>) -> bool {
    !matches!(transition, None | Some("undertake" | "strike_off" | "stop"))
}

impl Matter {
    /// 督〔2026〕1号: the next number of the year, without gaps.
    fn next_number(office: &dyn Lookup) -> Result<String, Problem> {
        let year = office.today().year();
        for number in 1_u32.. {
            let written = format!("督〔{year}〕{number}号");
            if office.owner_of("matter", "number", &Value::text(written.as_str()))?.is_none() {
                return Ok(written);
            }
        }
        Ok(String::new())
    }

    /// What was assigned.
    const ASSIGNMENT: &'static [&'static str] = &[
        "title",
        "text",
        "source",
        "meeting",
        "agenda_item",
        "incoming",
        "lead_unit",
        "assisting",
        "owner",
        "checker",
        "acceptance",
    ];

    /// A matter is given to somebody who is there, for a day that is to come.
    fn check_assigned(&self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        if self.due.is_some_and(|due| due < office.today()) {
            faults.at("due", Message::new("problem.due_has_passed"));
        }
        for (field, person) in [("owner", self.owner), ("checker", self.checker)] {
            if has_left(person, office)? {
                faults.at(field, Message::new("problem.left_the_office"));
            }
        }
        Ok(())
    }
}

impl Rules for Matter {
    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let today = office.today();
        if self.held_since.is_none() || passes_on(occasion.transition) {
            self.held_since = Some(today);
        }
        match occasion.transition {
            None if self.number.is_empty() => self.number = Self::next_number(office)?,
            Some("assign") => {
                self.assigned_on = Some(today);
                self.first_due = self.due;
            }
            Some("reassign") => {
                // It is assigned anew, with a day of its own.
                self.first_due = None;
                self.asked_due = None;
                self.extension_reason.clear();
            }
            Some("grant_extension") => {
                self.due = self.asked_due.take();
                self.extension_reason.clear();
                self.extensions = self.extensions.saturating_add(1);
            }
            Some("refuse_extension") => {
                self.asked_due = None;
                self.extension_reason.clear();
            }
            Some("report_done") => self.done_on = Some(today),
            Some("send_back") => {
                self.done_on = None;
                self.sent_back = self.sent_back.saturating_add(1);
            }
            Some("strike_off") => {
                if let (Some(due), Some(done), Some(from)) = (self.due, self.done_on, self.assigned_on) {
                    let late = days_late(due, done, &work_calendar(office)?);
                    let reports = u32::try_from(self.reports.max(0)).unwrap_or(u32::MAX);
                    self.score = Some(score(late, self.sent_back, reports, reports_due(from, done)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What was assigned changes only by being assigned anew; what was reported and asked for, not behind whoever
    /// decides about it.
    fn freeze(
        &self,
        _: RecordId,
        step: Option<&str>,
        _: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        use MatterState::{Assigned, Extension, InHand, Proposed};
        if self.state != Proposed {
            let told = match self.state {
                Assigned | InHand | Extension => "problem.matter_assigned",
                _ => "problem.matter_fixed",
            };
            frozen.fields(Self::ASSIGNMENT, &Message::new(told));
        }
        if !matches!(self.state, Proposed | Assigned | InHand | Extension) {
            frozen.field("result", Message::new("problem.matter_fixed"));
        }
        if step.is_none() && !matches!(self.state, Proposed | Assigned | InHand) {
            frozen.fields(&["asked_due", "extension_reason"], &Message::new("problem.extension_asked"));
        }
        if self.first_due.is_some() && !matches!(step, Some("grant_extension" | "reassign")) {
            frozen.field("due", Message::new("problem.due_by_extension"));
        }
        Ok(())
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if after.owner.is_some() && after.owner == after.checker {
            faults.at("checker", Message::new("problem.checker_is_owner"));
        }
        match change.transition {
            Some("assign") => after.check_assigned(office, faults)?,
            Some("reassign") => {
                let owner = change.before.and_then(|before| before.owner);
                if office.actor().is_some() && owner.map(Id::erase) == office.actor() {
                    faults.whole(Message::new("problem.owner_reassigns"));
                }
            }
            Some("ask_extension") => {
                let today = office.today();
                if after.due.is_some_and(|due| today >= due) {
                    faults.at("asked_due", Message::new("problem.extension_too_late"));
                }
                if after.extensions >= MOST_EXTENSIONS {
                    faults.whole(Message::new("problem.extensions_used").with("most", MOST_EXTENSIONS));
                }
                if let (Some(due), Some(asked)) = (after.due, after.asked_due)
                    && asked <= due
                {
                    faults.at("asked_due", Message::new("problem.extension_not_later"));
                }
            }
            Some("report_done") => {
                let mut evidence = !office.attachments(change.id)?.is_empty();
                for report in office.linking::<MatterReport>(change.id, "matter")? {
                    evidence = evidence || !office.attachments(report.meta.id)?.is_empty();
                }
                if !evidence {
                    faults.whole(Message::new("problem.no_evidence"));
                }
            }
            Some("accept" | "send_back" | "strike_off") => {
                let actor = office.actor();
                if actor.is_some() && after.owner.map(Id::erase) == actor {
                    faults.whole(Message::new("problem.owner_checks"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn check_void(
        _id: RecordId,
        record: &Self,
        _office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if record.state != MatterState::Proposed || record.assigned_on.is_some() {
            faults.whole(Message::new("problem.matter_stays").with("number", &record.number));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        let mut reports = office.linking::<MatterReport>(id, "matter")?;
        reports.sort_by_key(|report| (report.record.on, report.meta.created_at, report.meta.id));
        self.reports = i64::try_from(reports.len()).unwrap_or(i64::MAX);
        let last = reports.last().map(|report| &report.record);
        self.reported_on = last.and_then(|report| report.on);
        self.last_word =
            last.map_or_else(String::new, |report| report.done.lines().next().unwrap_or_default().to_owned());
        let issues = office.linking::<MatterIssue>(id, "matter")?;
        let open = issues.iter().filter(|issue| issue.record.state != IssueState::Solved).count();
        self.open_issues = i64::try_from(open).unwrap_or(i64::MAX);
        let progress = reports.iter().rev().find_map(|report| report.record.progress);
        self.progress = progress.unwrap_or_default();
        Ok(())
    }
}

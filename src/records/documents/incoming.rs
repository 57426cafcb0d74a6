//! 收文: 签收→登记→初审→拟办→批办→承办→办结→答复→归档, with 传阅 and 催办 beside it (条例 第二十四条).

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::incoming_workflow::{INCOMING_WORKFLOW, IncomingState};
use super::limit::{LIMIT, check_limit, tell_day_off};
use super::urging::times_urged;
use super::{Circulation, CirculationState, Outgoing, Urging};
use crate::model::{
    Change, Choice as _, Completion, Due, Faults, Frozen, Function, Id, Lookup, Message, Problem,
    Record as _, RecordId, Rules, Value, choice, date, flag, instant, integer, link, long_text, tags, text,
    workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::{NamedUnits, Person, Unit};
use crate::rules::paper::number::is_same;
use crate::rules::paper::{Direction, PaperForm, PaperKind, Urgency};
use crate::{choices, fields};

choices! {
    /// 办件类型
    pub enum Handling, "handling" {
        /// 批办性
        Act = "act",
        /// 阅知性
        Read = "read",
    }
}

/// A paper that came in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Incoming {
    /// 收文编号
    pub number: String,
    /// 标题
    pub title: String,
    /// 来文单位
    pub sender: String,
    /// 来文字号
    pub sender_number: String,
    /// 文种
    pub kind: PaperKind,
    /// 紧急程度
    pub urgency: Urgency,
    /// 成文日期
    pub dated: Option<NaiveDate>,
    /// 收文日期
    pub received_on: Option<NaiveDate>,
    /// 份数
    pub copies: Option<i64>,
    /// 份号
    pub copy_number: String,
    /// 页数
    pub pages: Option<i64>,
    /// 办件类型
    pub handling: Handling,
    /// 签收人
    pub signed_by: Option<Id<Person>>,
    /// 属本机关办理
    pub is_ours: bool,
    /// 符合行文规则
    pub keeps_rules: bool,
    /// 文种、格式符合要求
    pub is_in_form: bool,
    /// 涉及其他单位的已协商会签
    pub is_agreed: bool,
    /// 初审意见
    pub review: String,
    /// 拟办意见
    pub proposal: String,
    /// 批示
    pub instruction: String,
    /// 批示人
    pub instructed_by: Option<Id<Person>>,
    /// 批示时间
    pub instructed_at: Option<DateTime<Utc>>,
    /// 主办部门
    pub lead_unit: Option<Id<Unit>>,
    /// 协办部门
    pub assisting: Vec<String>,
    /// 承办人
    pub handler: Option<Id<Person>>,
    /// 办理时限
    pub due: Option<NaiveDate>,
    /// 办理结果
    pub result: String,
    /// 办结日
    pub closed_on: Option<NaiveDate>,
    /// 催办次数
    pub urged: i64,
    /// 传阅未毕
    pub unread: i64,
    /// Where it stands.
    pub state: IncomingState,
    /// Remarks.
    pub note: String,
}

fields! { Incoming, "incoming", Function::Administration;
    number => text().permanent().read_only().max_length(40).column(130).search();
    title => text().required().title().max_length(300).column(380);
    sender => text().required().column(160).search().filter();
    state => workflow(&INCOMING_WORKFLOW).column(140).filter();
    urgency => choice::<Urgency>().column(80).filter();
    due => date().column(110).due(Due::new("calendar.dated.incoming").told("due.incoming"));
    lead_unit => link::<Unit>().column(130).filter().later();
    handler => link::<Person>().at_work().column(90).filter().later();
    sender_number => text().max_length(80).column(190).search();
    kind => choice::<PaperKind>().column(80).filter();
    received_on => date().required().not_future().column(110);
    dated => date();
    copies => integer().minimum(1);
    copy_number => text().max_length(20);
    pages => integer().minimum(1);
    handling => choice::<Handling>().filter();
    signed_by => link::<Person>().read_only();
    is_ours => flag().later();
    keeps_rules => flag().later();
    is_in_form => flag().later();
    is_agreed => flag().later();
    review => long_text().later().opinion();
    proposal => long_text().later().opinion();
    instruction => long_text().search().by_step(&["instruct", "instruct_again"])
        .opinion_of("instructed_by", Some("instructed_at"));
    instructed_by => link::<Person>().read_only().filter();
    instructed_at => instant().read_only();
    assisting => tags().naming::<Unit>().later();
    result => long_text().search().later();
    closed_on => date().read_only();
    urged => integer().total();
    unread => integer().total();
    note => long_text().search();
}

impl Incoming {
    /// 收〔2026〕12号: the next number of the year, without gaps.
    fn next_number(office: &dyn Lookup) -> Result<String, Problem> {
        let year = office.today().year();
        for number in 1_u32.. {
            let written = format!("收〔{year}〕{number}号");
            if office.owner_of("incoming", "number", &Value::text(written.as_str()))?.is_none() {
                return Ok(written);
            }
        }
        Ok(String::new())
    }

    /// The day by which a paper of its urgency is handled most often: counted from the day on which it came, or from today
    /// where that is past.
    fn usual_limit(&self, office: &dyn Lookup) -> Result<Option<NaiveDate>, Problem> {
        let (calendar, today) = (work_calendar(office)?, office.today());
        let from = |day| calendar.add_working_days(day, self.urgency.working_days());
        let usual = from(self.received_on.unwrap_or(today));
        Ok(usual.filter(|day| *day >= today).or_else(|| from(today)))
    }

    /// The same paper of the same sender, where it stands here already; one that has its number goes before one that came
    /// in twice and was not registered yet.
    fn twin(&self, id: RecordId, office: &dyn Lookup) -> Result<Option<Self>, Problem> {
        if self.sender_number.trim().is_empty() {
            return Ok(None);
        }
        let mut found: Option<Self> = None;
        office.visit("incoming", &mut |row| {
            let other = row.typed::<Self>().filter(|other| other.meta.id != id).map(|other| other.record);
            let same = other.filter(|other| {
                other.state != IncomingState::Returned
                    && other.sender.trim() == self.sender.trim()
                    && is_same(&other.sender_number, &self.sender_number)
            });
            if let Some(same) = same.filter(|same| found.is_none() || !same.number.is_empty()) {
                found = Some(same);
            }
            found.as_ref().is_none_or(|found| found.number.is_empty())
        })?;
        Ok(found)
    }

    /// 初审: whether it is for this office, keeps the rules of writing, has the kind and form that it should, and was agreed
    /// with whom else it concerns; and what else there is to say (条例 第二十四条).
    pub(super) const CHECKED: &'static [&'static str] =
        &["is_ours", "keeps_rules", "is_in_form", "is_agreed", "review"];

    /// What is fixed once it is done with; a remark can still be made.
    const HANDLED: &'static [&'static str] = &[
        "title",
        "sender",
        "sender_number",
        "kind",
        "urgency",
        "dated",
        "received_on",
        "copies",
        "copy_number",
        "pages",
        "handling",
        "is_ours",
        "keeps_rules",
        "is_in_form",
        "is_agreed",
        "review",
        "proposal",
        "instruction",
        "lead_unit",
        "assisting",
        "handler",
        "due",
        "result",
    ];

    /// What an instruction was given on.
    const INSTRUCTED_ON: &'static [&'static str] =
        &["title", "sender", "sender_number", "kind", "dated", "review", "proposal"];

    /// Refuses to sign for another number of copies than was registered before, unless the difference is told.
    fn check_copies(&self, before: &Self, faults: &mut Faults) {
        if let (Some(registered), Some(counted)) = (before.copies, self.copies)
            && registered != counted
            && (self.note.trim().is_empty() || self.note == before.note)
        {
            let told = Message::new("problem.copies_differ").with("registered", registered);
            faults.at("note", told.with("counted", counted));
        }
    }

    /// What is known of the answer: a 请示 is answered by a 批复, everything else by a 函 (条例 第八条).
    fn answer(&self) -> Vec<(&'static str, Value)> {
        let title = self.title.trim();
        let (kind, title) = match (self.kind, title.strip_suffix('函'), title.strip_suffix("请示")) {
            (PaperKind::Request, _, Some(matter)) => (PaperKind::Reply, format!("{matter}批复")),
            (PaperKind::Request, ..) => (PaperKind::Reply, format!("关于《{title}》的批复")),
            (_, Some(matter), _) => (PaperKind::Letter, format!("{matter}复函")),
            _ => (PaperKind::Letter, format!("关于《{title}》的复函")),
        };
        let (direction, form) = match kind {
            PaperKind::Reply => (Direction::Downward, PaperForm::Document),
            _ => (Direction::Level, PaperForm::Letter),
        };
        vec![
            ("title", Value::text(title)),
            ("kind", Value::choice(kind.code())),
            ("direction", Value::choice(direction.code())),
            ("form", Value::choice(form.code())),
            ("urgency", Value::choice(self.urgency.code())),
            ("addressee", Value::text(self.sender.as_str())),
            ("unit", self.lead_unit.map_or(Value::Nothing, |unit| Value::Link(unit.erase()))),
        ]
    }
}

impl Rules for Incoming {
    const HAS_HOLDER: bool = true;
    const HINTED: &'static [&'static str] = &["sender", "sender_number"];
    const KEEPS_FILES: &'static [&'static str] = &["archived"];
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] =
        &[("circulation", "paper"), ("urging", "paper"), ("outgoing", "answers")];
    const FOLLOWS: &'static [(&'static str, &'static str)] = &[
        ("archive", "problem.filed_by_filing"),
        ("unfile", "problem.unfiled_by_voiding"),
        ("unfile_replied", "problem.unfiled_by_voiding"),
    ];

    fn follow_up(&self, register: &str) -> Vec<(&'static str, Value)> {
        match register {
            Outgoing::NAME => self.answer(),
            Urging::NAME => {
                vec![("addressee", self.handler.map_or(Value::Nothing, |who| Value::Link(who.erase())))]
            }
            _ => Vec::new(),
        }
    }

    fn hints(&self, id: RecordId, office: &dyn Lookup) -> Result<Vec<(&'static str, Message)>, Problem> {
        let Some(other) = self.twin(id, office)? else { return Ok(Vec::new()) };
        let known_by = if other.number.is_empty() { other.title } else { other.number };
        Ok(vec![("sender_number", Message::new("hint.paper_twice").with("other", known_by))])
    }

    fn proposed(
        &self,
        step: Option<&str>,
        office: &dyn Lookup,
    ) -> Result<Vec<(&'static str, Value)>, Problem> {
        // 急件 has a limit when somebody takes it in hand; others got theirs when they were registered.
        if step == Some("undertake") && self.urgency.is_urgent() {
            let usual = self.usual_limit(office)?;
            return Ok(usual.map(|day| ("due", Value::Date(day))).into_iter().collect());
        }
        Ok(Vec::new())
    }

    fn holder(&self) -> Option<(&'static str, RecordId)> {
        let person = self.handler.map(|who| (Person::NAME, who.erase()));
        person.or(self.lead_unit.map(|unit| (Unit::NAME, unit.erase()))).filter(|_| self.state.is_open())
    }

    fn reasoned(&self) -> &'static [&'static str] {
        // Registering it sets the limit.
        if matches!(self.state, IncomingState::Awaiting | IncomingState::Signed) { &[] } else { LIMIT }
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let actor = occasion.actor.map(Id::new);
        match occasion.transition {
            Some("sign") => self.signed_by = actor,
            Some("register") => {
                if self.number.is_empty() {
                    self.number = Self::next_number(office)?;
                }
                // 急件 must be given a day by a person; others get the usual one.
                if self.due.is_none() && !self.urgency.is_urgent() {
                    let from = self.received_on.unwrap_or_else(|| office.today());
                    self.due = work_calendar(office)?.add_working_days(from, self.urgency.working_days());
                }
            }
            Some("instruct" | "instruct_again") => {
                self.instructed_by = actor;
                self.instructed_at = Some(occasion.now);
            }
            Some("propose_again") => {
                self.instruction.clear();
                self.instructed_by = None;
                self.instructed_at = None;
            }
            Some("undertake") => self.take_in_hand(actor, office)?,
            Some("close") => self.closed_on = Some(office.today()),
            Some("reopen") => self.closed_on = None,
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
        if !self.state.is_open() && step != Some("reopen") {
            let told = match self.state {
                IncomingState::Archived => "problem.incoming_filed",
                IncomingState::Returned => "problem.incoming_returned",
                _ => "problem.incoming_closed",
            };
            frozen.fields(Self::HANDLED, &Message::new(told));
        }
        let is_instructed = matches!(self.state, IncomingState::Instructed | IncomingState::InHand);
        if is_instructed && step != Some("propose_again") {
            frozen.fields(Self::INSTRUCTED_ON, &Message::new("problem.incoming_instructed"));
        }
        Ok(())
    }

    fn hand_refusal(
        &self,
        _id: RecordId,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        self.handling_refusal(step, office)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if let Some(before) = change.before.filter(|before| before.state.is_open()) {
            let bound = [before.handler, after.handler];
            check_limit(Self::NAME, (before.due, after.due), &bound, office, faults);
        }
        if let Some(before) = change.before.filter(|_| change.transition == Some("sign")) {
            after.check_copies(before, faults);
        }
        Self::check_handler(change, office, faults)?;
        if after.state.is_before_instruction()
            && !after.instruction.is_empty()
            && change.before.is_none_or(|before| before.instruction != after.instruction)
        {
            faults.at("instruction", Message::new("problem.instruction_early"));
        }
        if let (Some(dated), Some(received)) = (after.dated, after.received_on)
            && received < dated
        {
            faults.at("received_on", Message::new("problem.received_before_dated"));
        }
        if let (Some(received), Some(due)) = (after.received_on, after.due)
            && due < received
        {
            faults.at("due", Message::new("problem.due_before_received"));
        }
        let in_hand = matches!(after.state, IncomingState::InHand);
        if in_hand && after.urgency.is_urgent() && after.due.is_none() {
            let usual = after.usual_limit(office)?.map(|day| day.to_string()).unwrap_or_default();
            let message = Message::new("problem.urgent_without_due");
            faults.at("due", message.with("days", after.urgency.working_days()).with("usual", usual));
        }
        // Whoever assists helps somebody who leads. Whoever takes it in hand is asked for the unit; from then on it can't
        // be taken away.
        let is_asked = change.transition == Some("undertake");
        if in_hand && !is_asked && !after.assisting.is_empty() && after.lead_unit.is_none() {
            faults.at("lead_unit", Message::new("problem.no_lead_unit"));
        }
        let is_new_word = |word: &&String| {
            change.transition == Some("undertake")
                || change.before.is_none_or(|before| !before.assisting.contains(word))
        };
        // An import brings units that are no more.
        if change.before.is_some() || after.state.is_open() {
            let words: Vec<String> = after.assisting.iter().filter(is_new_word).cloned().collect();
            for word in NamedUnits::of(&words, office)?.unknown {
                faults.at("assisting", Message::new("problem.no_such_unit").with("name", word));
            }
        }
        let is_renamed = change.before.is_some_and(|before| {
            !before.number.is_empty()
                && (&before.sender, &before.sender_number) != (&after.sender, &after.sender_number)
        });
        if (change.transition == Some("register") || is_renamed)
            && let Some(other) = after.twin(change.id, office)?.filter(|other| !other.number.is_empty())
        {
            let message = Message::new("problem.paper_registered").with("number", other.number);
            faults.at("sender_number", message);
        }
        if change.transition == Some("reply") {
            let answers = office.linking::<Outgoing>(change.id, "answers")?;
            if !answers.iter().any(|answer| answer.record.state.is_numbered()) {
                faults.whole(Message::new("problem.not_answered"));
            }
        }
        if change.transition == Some("close") {
            if change.before.is_some_and(|before| before.state == IncomingState::Instructed)
                && after.handling == Handling::Act
            {
                faults.whole(Message::new("problem.act_not_undertaken"));
            }
            let unread = unread(change.id, office)?;
            if unread > 0 {
                faults.whole(Message::new("problem.circulation_open").with("count", unread));
            }
        }
        Ok(())
    }

    const WARNS: bool = true;

    fn warnings(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Message>, Problem> {
        tell_day_off(change.before.and_then(|before| before.due), change.after.due, office)
    }

    fn check_void(
        _id: RecordId,
        record: &Self,
        _office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        if !record.number.is_empty() {
            faults.whole(Message::new("problem.numbered_incoming_stays").with("number", &record.number));
        }
        Ok(())
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        self.urged = times_urged(id, "paper", office)?;
        self.unread = i64::try_from(unread(id, office)?).unwrap_or(i64::MAX);
        Ok(())
    }
}

/// Readers who have not finished.
fn unread(id: RecordId, office: &dyn Lookup) -> Result<usize, Problem> {
    let readers = office.linking::<Circulation>(id, "paper")?;
    Ok(readers.iter().filter(|reader| reader.record.state == CirculationState::Unread).count())
}

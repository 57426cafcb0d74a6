//! 发文: a paper that goes out, with everything that GB/T 9704-2012 prints of it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::countersign::tell_unknown;
use super::limit::{LIMIT, check_limit, tell_day_off};
use super::outgoing_workflow::HEADS;
use super::urging::times_urged;
use super::{Incoming, OUTGOING_WORKFLOW, OutgoingState, PaperSeries, Urging};
use crate::fields;
use crate::model::{
    Change, Choice as _, Completion, Consequence, Due, Faults, Frozen, Function, Id, Lookup, Message,
    Problem, Record as _, RecordId, Role, Rules, Value, choice, date, flag, instant, integer, link,
    long_text, tags, text, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::meetings::Meeting;
use crate::records::organisation::{
    NamedUnits, Person, Unit, acts_for, full_name, has_left, head_of_organisation, stands_in_for,
};
use crate::rules::paper::number::parse;
use crate::rules::paper::writing::{Writing, breaches};
use crate::rules::paper::{COUNTERSIGN_DAYS, Direction, PaperForm, PaperKind, Urgency};

/// A paper that goes out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outgoing {
    /// 发文字号
    pub number: String,
    /// 标题
    pub title: String,
    /// 文种
    pub kind: PaperKind,
    /// 行文方向
    pub direction: Direction,
    /// 发文代字
    pub series: Option<Id<PaperSeries>>,
    /// 格式
    pub form: PaperForm,
    /// 紧急程度
    pub urgency: Urgency,
    /// 重要文件: signed by the head.
    pub important: bool,
    /// 主送机关
    pub addressee: String,
    /// 正文
    pub body: String,
    /// 附件说明: names of the annexes.
    pub annexes: Vec<String>,
    /// 抄送机关
    pub copies_to: String,
    /// 附注
    pub contact: String,
    /// 一文一事, confirmed by the checker.
    pub single_matter: bool,
    /// 领导直接交办: why it may go to a person.
    pub direct_order: bool,
    /// 出席, of 纪要.
    pub present: String,
    /// 请假, of 纪要.
    pub absent: String,
    /// 列席, of 纪要.
    pub guests: String,
    /// 拟稿人
    pub drafter: Option<Id<Person>>,
    /// 拟稿部门
    pub unit: Option<Id<Unit>>,
    /// 会签部门
    pub countersigners: Vec<String>,
    /// 会签意见
    pub countersign_note: String,
    /// 部门审核意见
    pub unit_review: String,
    /// 部门审核人: the head of the drafting unit, who checks first.
    pub checker: Option<Id<Person>>,
    /// 部门审核时间
    pub checked_at: Option<DateTime<Utc>>,
    /// 核稿意见
    pub review: String,
    /// 核稿人: the secretary who checked it after them.
    pub reviewer: Option<Id<Person>>,
    /// 核稿时间
    pub reviewed_at: Option<DateTime<Utc>>,
    /// 办理时限
    pub due: Option<NaiveDate>,
    /// 签发意见
    pub signing_note: String,
    /// 签发人
    pub signer: Option<Id<Person>>,
    /// 签发日
    pub signed_on: Option<NaiveDate>,
    /// 成文日期
    pub dated: Option<NaiveDate>,
    /// 印数
    pub print_copies: Option<i64>,
    /// 印发机关
    pub printed_by: String,
    /// 印发日期
    pub issued_on: Option<NaiveDate>,
    /// The paper it answers.
    pub answers: Option<Id<Incoming>>,
    /// 催办次数
    pub urged: i64,
    /// The meeting whose minutes it gives out: minutes and paper are one 件 (DA/T 22-2015 5.1: 纪要 per meeting).
    pub meeting: Option<Id<Meeting>>,
    /// 废止日
    pub repealed_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: OutgoingState,
    /// Remarks.
    pub note: String,
}

fields! { Outgoing, "outgoing", Function::Administration;
    number => text().permanent().read_only().max_length(40).column(180).search();
    title => text().required().title().max_length(300).column(380);
    state => workflow(&OUTGOING_WORKFLOW).column(140).filter();
    kind => choice::<PaperKind>().column(80).filter();
    direction => choice::<Direction>().column(96).filter();
    series => link::<PaperSeries>().column(110).filter();
    form => choice::<PaperForm>().filter();
    urgency => choice::<Urgency>().column(80).filter();
    important => flag().filter();
    addressee => long_text().max_length(2_000).column(180).search();
    body => long_text().max_length(100_000).search();
    annexes => tags();
    copies_to => long_text().max_length(2_000).search();
    contact => text().max_length(200);
    single_matter => flag();
    direct_order => flag();
    present => long_text().max_length(4_000).search().later();
    absent => long_text().max_length(4_000).later();
    guests => long_text().max_length(4_000).later();
    drafter => link::<Person>().at_work().column(90).filter();
    unit => link::<Unit>().column(130).filter();
    countersigners => tags().proposing::<Unit>();
    countersign_note => long_text().later().opinion();
    unit_review => long_text().by_step(&["check"]).opinion_of("checker", Some("checked_at"));
    checker => link::<Person>().read_only();
    checked_at => instant().read_only();
    review => long_text().by_step(&["countersign", "endorse"]).opinion_of("reviewer", Some("reviewed_at"));
    reviewer => link::<Person>().read_only();
    reviewed_at => instant().read_only();
    due => date().column(110).due(Due::new("calendar.dated.outgoing").told("due.outgoing"));
    signing_note => long_text().by_step(&["sign", "sign_deputy"]).opinion_of("signer", None);
    signer => link::<Person>().at_work().column(90).filter();
    signed_on => date().read_only();
    dated => date().column(110).later();
    print_copies => integer().minimum(1).later();
    printed_by => text().max_length(60).later();
    issued_on => date().read_only();
    answers => link::<Incoming>();
    urged => integer().total();
    meeting => link::<Meeting>();
    repealed_on => date().later();
    note => long_text().search();
}

impl Outgoing {
    /// With whom it waits, where one person is named; a secretary who is to check it is not.
    pub(super) fn held_by(&self) -> Option<Id<Person>> {
        match self.state {
            OutgoingState::Drafting => self.drafter,
            OutgoingState::DepartmentReview => self.checker,
            OutgoingState::Signing => self.signer,
            _ => None,
        }
    }

    /// The layout of the series is that of its papers, unless another was chosen.
    fn take_form(&mut self, office: &dyn Lookup) -> Result<(), Problem> {
        if let (PaperForm::Document, Some(series)) = (self.form, self.series) {
            self.form = office.find(series)?.map_or(self.form, |series| series.record.form);
        }
        Ok(())
    }

    /// A deputy signs by delegation; an amended paper is signed again by whoever signed it, while they are there.
    fn check_signer(
        &self,
        change: &Change<'_, Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(actor) = office.actor().map(Id::<Person>::new) else { return Ok(()) };
        let before = change.before.and_then(|before| before.signer);
        // 主要负责人 signs what is important or goes upward (条例 第二十二条), or who stands in for them.
        let head = head_of_organisation(self.unit, office)?;
        let is_head = head == Some(actor);
        if self.is_for_the_head()
            && let Some(head) = head.filter(|head| *head != actor)
            && !stands_in_for(actor, head, Self::FUNCTION, office)?
        {
            let name = office.find(head)?.map(|person| person.record.name).unwrap_or_default();
            faults.at("signer", Message::new("problem.head_of_organisation_signs").with("name", name));
            return Ok(());
        }
        // Being named is not enough: whoever signs is the head or has the role.
        if change.transition == Some("sign") && !is_head && !office.has_role(Self::NAME, HEADS) {
            faults.at("signer", Message::new("problem.signer_is_no_head"));
        }
        if let Some(signer) = before.filter(|signer| *signer != actor)
            && !has_left(Some(signer), office)?
        {
            let name = office.find(signer)?.map(|person| person.record.name).unwrap_or_default();
            faults.whole(Message::new("problem.signed_by_another").with("name", name));
        }
        if change.transition == Some("sign_deputy")
            && !acts_for(actor, Role::Director, Self::FUNCTION, office)?
        {
            faults.whole(Message::new("problem.deputy_without_delegation"));
        }
        Ok(())
    }

    /// A number is given by a series that runs, for a text that is laid out as it was signed.
    fn check_series(
        &self,
        before: Option<&Self>,
        office: &dyn Lookup,
        faults: &mut Faults,
    ) -> Result<(), Problem> {
        let Some(series) = self.series.map(|series| office.find(series)).transpose()?.flatten() else {
            return Ok(());
        };
        let series = series.record;
        if before.is_some_and(|before| before.number.is_empty()) {
            series.check_runs(office, faults);
        }
        if self.form == PaperForm::Document && series.form != self.form {
            let form = PaperForm::SET.text_key(series.form.code()).unwrap_or_default();
            faults.at("series", Message::new("problem.series_form").with("form", form));
        }
        Ok(())
    }

    /// 重要文件 and 上行文: signed by the head.
    fn is_for_the_head(&self) -> bool {
        self.important || self.direction == Direction::Upward
    }

    fn check_writing(&self, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let mut subordinates = Vec::new();
        if self.direction == Direction::Upward && !self.copies_to.trim().is_empty() {
            let units = office.all::<Unit>()?.into_iter().filter(|unit| unit.record.parent.is_some());
            subordinates = units.map(|unit| unit.record.name).collect();
        }
        let writing = Writing {
            kind: self.kind,
            direction: self.direction,
            addressee: &self.addressee,
            copies_to: &self.copies_to,
            body: &self.body,
            contact: &self.contact,
            is_single: self.single_matter,
            is_ordered: self.direct_order,
            subordinates: &subordinates,
        };
        for breach in breaches(&writing) {
            let (field, told) = breach.told();
            faults.at(field, Message::new(told));
        }
        Ok(())
    }
}

impl Rules for Outgoing {
    const HAS_HOLDER: bool = true;
    const KEEPS_FILES: &'static [&'static str] = &["archived"];
    const FOLLOW_UPS: &'static [(&'static str, &'static str)] = &[(Urging::NAME, "outgoing")];
    const FOLLOWS: &'static [(&'static str, &'static str)] =
        &[("archive", "problem.filed_by_filing"), ("unfile", "problem.unfiled_by_voiding")];

    fn follow_up(&self, _register: &str) -> Vec<(&'static str, Value)> {
        vec![("addressee", self.held_by().map_or(Value::Nothing, |who| Value::Link(who.erase())))]
    }

    fn holder(&self) -> Option<(&'static str, RecordId)> {
        self.held_by().map(|who| (Person::NAME, who.erase()))
    }

    fn reasoned(&self) -> &'static [&'static str] {
        if self.state == OutgoingState::Drafting { &[] } else { LIMIT }
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        let actor = occasion.actor.map(Id::new);
        let today = office.today();
        match occasion.transition {
            None if self.state == OutgoingState::Drafting => {
                self.drafter = self.drafter.or(actor);
                if let (None, Some(drafter)) = (self.unit, self.drafter) {
                    self.unit = office.find(drafter)?.and_then(|drafter| drafter.record.unit);
                }
                self.take_form(office)?;
            }
            Some("submit") => {
                self.take_form(office)?;
                self.begin_checking(office)?;
                if self.due.is_none() {
                    self.due = work_calendar(office)?.add_working_days(today, self.urgency.working_days());
                }
            }
            Some(way @ ("check" | "endorse")) => {
                self.note_check(way, actor, occasion.now);
                // Whoever has to sign is named, and so sees it.
                if way == "endorse" && self.signer.is_none() && self.is_for_the_head() {
                    self.signer = head_of_organisation(self.unit, office)?;
                }
            }
            Some("countersign") => {
                let until = work_calendar(office)?.add_working_days(today, COUNTERSIGN_DAYS);
                self.due = self.due.max(until);
            }
            Some("sign" | "sign_deputy") => {
                if actor.is_some() && actor == self.drafter {
                    return Err(Problem::input(Message::new("problem.drafter_signs")));
                }
                self.signer = actor.or(self.signer);
                self.signed_on = Some(today);
                self.dated = self.dated.or(Some(today));
            }
            // An amended paper goes back to whoever signed it.
            Some("amend") => self.signed_on = None,
            Some(way @ ("send_back" | "recall")) => {
                self.forget_checks();
                if way == "send_back" {
                    self.signer = None;
                    self.signed_on = None;
                }
            }
            Some("register") => {
                if self.number.is_empty()
                    && let Some(series) = self.series
                    && let Some(series) = office.find(series)?
                {
                    self.number = series.record.next(self.dated, office)?;
                    // 印发机关 stands at the foot of every paper (GB/T 9704-2012, 7.4.3): the unit of the series, or
                    // else whose series it is.
                    if self.printed_by.is_empty() {
                        let unit = match series.record.unit {
                            Some(unit) => full_name(unit, office)?,
                            None => None,
                        };
                        self.printed_by = unit.unwrap_or(series.record.issuer);
                    }
                }
            }
            Some("issue") => self.issued_on = Some(today),
            _ => {}
        }
        Ok(())
    }

    fn freeze(
        &self,
        id: RecordId,
        step: Option<&str>,
        office: &dyn Lookup,
        frozen: &mut Frozen,
    ) -> Result<(), Problem> {
        self.freeze_hands(step, frozen);
        self.freeze_countersigned(id, step, office, frozen)?;
        self.freeze_text(step, office, frozen)
    }

    fn hand_refusal(
        &self,
        _id: RecordId,
        step: &str,
        office: &dyn Lookup,
    ) -> Result<Option<Message>, Problem> {
        self.sending_back_refusal(step, office)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if !after.number.is_empty() {
            match (parse(&after.number), after.series) {
                (None, _) => {
                    let message = Message::new("problem.paper_number").with("value", &after.number);
                    faults.at("number", message.with("sample", "国办发〔2012〕10号"));
                }
                (Some(number), Some(series)) => {
                    let known = office.find(series)?.map(|series| series.record.code);
                    if known.is_some_and(|known| known != number.series && known != "—") {
                        faults.at("number", Message::new("problem.number_of_another_series"));
                    }
                }
                (Some(_), None) => {}
            }
        }
        // Sending it round sets a limit of its own.
        if let Some(before) = change.before.filter(|before| before.state != OutgoingState::Drafting)
            && change.transition != Some("countersign")
        {
            let bound = [before.drafter, before.held_by()];
            check_limit(Self::NAME, (before.due, after.due), &bound, office, faults);
        }
        if matches!(change.transition, Some("sign" | "sign_deputy")) {
            after.check_signer(change, office, faults)?;
            // It may have been changed since it was endorsed.
            after.check_writing(office, faults)?;
        }
        after.check_hands(change, office, faults)?;
        match change.transition {
            Some(way @ ("submit" | "check" | "endorse" | "countersign")) => {
                after.check_writing(office, faults)?;
                match way {
                    "endorse" => after.check_countersigned(change.id, office, faults)?,
                    "countersign" => tell_unknown(&NamedUnits::of(&after.countersigners, office)?, faults),
                    _ => {}
                }
            }
            Some("register") => after.check_series(change.before, office, faults)?,
            Some("sign_deputy") if after.is_for_the_head() => {
                faults.whole(Message::new("problem.head_signs"));
            }
            _ => {}
        }
        if let (Some(dated), Some(repealed)) = (after.dated, after.repealed_on)
            && repealed < dated
        {
            faults.at("repealed_on", Message::new("problem.repealed_before_dated"));
        }
        let is_repealed_now = after.state == OutgoingState::Repealed
            && change
                .before
                .is_some_and(|before| (before.state, before.repealed_on) != (after.state, after.repealed_on));
        if let Some(day) = after.repealed_on.filter(|day| is_repealed_now && *day > office.today()) {
            faults.at("repealed_on", Message::new("problem.repealed_ahead").with("date", day));
        }
        Ok(())
    }

    fn consequences(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Consequence>, Problem> {
        Self::countersigning(change, office)
    }

    fn total(&mut self, id: RecordId, office: &dyn Lookup) -> Result<(), Problem> {
        self.urged = times_urged(id, "outgoing", office)?;
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
            faults.whole(Message::new("problem.numbered_paper_stays").with("number", &record.number));
        }
        Ok(())
    }
}

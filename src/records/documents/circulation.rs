//! 传阅: one row a reader, so that it can be traced and nobody is missed (条例 第二十四条).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::limit::{LIMIT, check_limit, tell_day_off};
use super::{Incoming, IncomingState};
use crate::model::{
    Change, Completion, Faults, Frozen, Function, Id, Lookup, Message, Problem, Record as _, RecordId, Rules,
    State, Tone, Transition, Workflow, date, instant, link, long_text, step, workflow,
};
use crate::records::calendar::work_calendar;
use crate::records::organisation::Person;
use crate::rules::paper::READER_DAYS;
use crate::{choices, fields};

choices! {
    /// Where the copy of one reader stands.
    pub enum CirculationState, "circulation_state" {
        /// 待阅
        Unread = "unread",
        /// 阅毕
        Read = "read",
        /// 已撤回
        Recalled = "recalled",
    }
}

/// The life of one reader's copy.
pub static CIRCULATION_WORKFLOW: Workflow = Workflow {
    states: &[
        State { code: "unread", text: "circulation_state.unread", tone: Tone::Waiting, open: true },
        State { code: "read", text: "circulation_state.read", tone: Tone::Done, open: false },
        State { code: "recalled", text: "circulation_state.recalled", tone: Tone::Stopped, open: false },
    ],
    transitions: &[
        Transition {
            offers: &["opinion"],
            ..step("finish", "transition.finish_reading", &["unread"], "read", &[])
        },
        Transition { reason: true, ..step("recall", "transition.recall", &["unread"], "recalled", &[]) },
    ],
};

/// A paper before one reader.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circulation {
    /// The paper.
    pub paper: Option<Id<Incoming>>,
    /// Who reads it.
    pub reader: Option<Id<Person>>,
    /// 送出
    pub sent_at: Option<DateTime<Utc>>,
    /// The day by which it is read.
    pub due: Option<NaiveDate>,
    /// 阅毕
    pub read_at: Option<DateTime<Utc>>,
    /// 代登记人: who wrote down that it was read, where that was not the reader.
    pub entered_by: Option<Id<Person>>,
    /// 意见
    pub opinion: String,
    /// Where it stands.
    pub state: CirculationState,
}

fields! { Circulation, "circulation", Function::Administration;
    paper => link::<Incoming>().required().title().column(260).filter();
    reader => link::<Person>().at_work().required().title().column(110).filter();
    sent_at => instant().read_only().column(150);
    due => date().column(110);
    read_at => instant().read_only().column(150);
    entered_by => link::<Person>().read_only().column(110);
    opinion => long_text().column(220).search().later().opinion_of("reader", Some("read_at"));
    state => workflow(&CIRCULATION_WORKFLOW).column(90).filter();
}

impl Rules for Circulation {
    const HAS_HOLDER: bool = true;
    const OPINIONS_ON: Option<&'static str> = Some("paper");
    const COUNTED_BY: &'static [&'static str] = &["paper"];
    const FOR_EACH: Option<&'static str> = Some("reader");

    fn holder(&self) -> Option<(&'static str, RecordId)> {
        let reader = self.reader.filter(|_| self.state == CirculationState::Unread);
        reader.map(|who| (Person::NAME, who.erase()))
    }

    fn reasoned(&self) -> &'static [&'static str] {
        LIMIT
    }

    fn complete(&mut self, occasion: &Completion<'_, Self>, office: &dyn Lookup) -> Result<(), Problem> {
        match occasion.transition {
            None => {
                self.sent_at = self.sent_at.or(Some(occasion.now));
                if self.due.is_none() && self.state == CirculationState::Unread {
                    self.due = work_calendar(office)?.add_working_days(office.today(), READER_DAYS);
                }
            }
            Some("finish") => {
                self.read_at = Some(occasion.now);
                let actor = occasion.actor.map(Id::new);
                self.entered_by = actor.filter(|actor| Some(*actor) != self.reader);
            }
            Some(_) => {}
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
        frozen.fields(&["paper", "reader"], &Message::new("problem.circulation_fixed"));
        if self.state == CirculationState::Read && step.is_none() {
            frozen.field("opinion", Message::new("problem.opinion_stands"));
        }
        Ok(())
    }

    const WARNS: bool = true;

    fn warnings(change: &Change<'_, Self>, office: &dyn Lookup) -> Result<Vec<Message>, Problem> {
        tell_day_off(change.before.and_then(|before| before.due), change.after.due, office)
    }

    fn check(change: &Change<'_, Self>, office: &dyn Lookup, faults: &mut Faults) -> Result<(), Problem> {
        let after = change.after;
        if let Some(before) = change.before {
            check_limit(Self::NAME, (before.due, after.due), &[after.reader], office, faults);
        }
        if change.before.is_none()
            && let Some(paper) = after.paper
        {
            // An import brings what went round long ago.
            let is_now = after.sent_at.is_none_or(|at| Some(at.date_naive()) >= office.today().pred_opt());
            let paper_state = office.find(paper)?.map(|paper| paper.record.state);
            if is_now && paper_state == Some(IncomingState::Archived) {
                faults.at("paper", Message::new("problem.circulation_filed"));
            }
            let same = office.linking::<Self>(paper.erase(), "paper")?.into_iter().any(|other| {
                other.meta.id != change.id
                    && other.record.reader == after.reader
                    && other.record.state == CirculationState::Unread
                    && after.state == CirculationState::Unread
            });
            if same {
                let reader = match after.reader {
                    Some(reader) => office.find(reader)?.map(|reader| reader.record.name),
                    None => None,
                };
                let message = Message::new("problem.circulated_already");
                faults.at("reader", message.with("name", reader.unwrap_or_default()));
            }
        }
        Ok(())
    }
}

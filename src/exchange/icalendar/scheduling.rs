//! What a calendar file asks of a meeting or answers (RFC 5546): invitations, answers, calling off.

use super::event::Event;
use super::import::{Importing, cancelling};
use super::people::{Answer, address, identity};
use super::write::is;
use crate::desk::{Command, Values, View};
use crate::exchange::ImportProblem;
use crate::exchange::plan::Step;
use crate::model::{Message, Problem, RecordId, Stored, Value};
use crate::records::meetings::{Attendee, AttendeeState, Meeting};
use crate::rules::recurrence;
use crate::text::Language;

impl Importing<'_> {
    /// METHOD:REQUEST: those of this office who are asked to come are its attendees.
    pub(super) fn invite(&mut self, event: &Event, meeting: RecordId) {
        let mut asked = Vec::new();
        for answer in event.kept.lines().filter(|line| is(line, "ATTENDEE")).filter_map(Answer::of) {
            let Some(person) = self.people.get(&answer.address).copied() else { continue };
            if asked.contains(&person) {
                continue;
            }
            asked.push(person);
            let state = match answer.answer.as_str() {
                "ACCEPTED" => "accepted",
                "DECLINED" => "excused",
                _ => "invited",
            };
            let values = Values::new()
                .with("meeting", Value::Link(meeting))
                .with("person", Value::Link(person))
                .with("state", Value::choice(state));
            let register = "attendee".to_owned();
            let command = Command::Create { register, id: RecordId::generate(), values };
            self.plan.steps.push(Step { line: event.line, command });
        }
    }

    /// METHOD:CANCEL: the meeting is called off, or one occurrence of it.
    pub(super) fn cancel(&mut self, event: &Event) -> Result<(), Problem> {
        let Some(view) = self.view(&event.uid, None)? else {
            self.leave_out(event.line, "UID", Message::new("icalendar.not_here").with("uid", &event.uid));
            return Ok(());
        };
        if self.integer(&view, "sequence") > event.sequence {
            self.leave_out(event.line, "SEQUENCE", Message::new("icalendar.older"));
            return Ok(());
        }
        let id = view.row.meta.id;
        let Some(original) = event.recurrence_id else {
            return self.cancel_whole(event, &view);
        };
        if let Some(replacing) = self.view(&event.uid, Some(original))? {
            self.cancel_one(event, &replacing);
            if !event.following {
                return Ok(());
            }
        }
        let base = Some(view.row.meta.version);
        let Some(stored) = view.row.typed::<Meeting>() else { return Ok(()) };
        let Some(plan) = stored.record.plan() else { return Ok(()) };
        let left = if event.following {
            recurrence::split(&plan, original).map(|(before, _)| before)
        } else {
            recurrence::without(&plan, original)
        };
        match left {
            Ok(left) => {
                let values = Values::new()
                    .text("recurrence", left.recurrence)
                    .with("sequence", Value::Integer(event.sequence));
                let command = Command::Update { register: "meeting".to_owned(), id, base, values };
                self.plan.steps.push(Step { line: event.line, command });
            }
            // It was called off before.
            Err(recurrence::RecurrenceError::NoOccurrence(_)) => self.plan.unchanged += 1,
            Err(error) => self.leave_out(event.line, "RECURRENCE-ID", error.message()),
        }
        Ok(())
    }

    /// The meeting with all of its changed occurrences.
    fn cancel_whole(&mut self, event: &Event, view: &View) -> Result<(), Problem> {
        for (_, changed, field) in self.reader.referring(view.row.meta.id)? {
            if field.key == "series" && self.can_cancel(&changed) {
                let command = cancelling(changed.row.meta.id);
                self.plan.steps.push(Step { line: event.line, command });
            }
        }
        self.cancel_one(event, view);
        Ok(())
    }

    fn cancel_one(&mut self, event: &Event, view: &View) {
        if self.value(view, "state") == Value::choice("cancelled") {
            self.plan.unchanged += 1;
        } else if self.can_cancel(view) {
            self.plan.steps.push(Step { line: event.line, command: cancelling(view.row.meta.id) });
        } else {
            self.leave_out(event.line, "STATUS", Message::new("icalendar.too_late"));
        }
    }

    /// METHOD:REPLY: what somebody answers is the state of the attendee; of those who are none here, it stands with the
    /// meeting.
    pub(super) fn reply(&mut self, event: &Event) -> Result<(), Problem> {
        let replaced = self.view(&event.uid, event.recurrence_id)?;
        let is_own = replaced.is_some();
        let Some(view) = (match replaced {
            Some(view) => Some(view),
            None => self.view(&event.uid, None)?,
        }) else {
            self.leave_out(event.line, "UID", Message::new("icalendar.not_here").with("uid", &event.uid));
            return Ok(());
        };
        let mut attendees: Vec<Stored<Attendee>> = Vec::new();
        for (_, view, field) in self.reader.referring(view.row.meta.id)? {
            attendees.extend(view.row.typed::<Attendee>().filter(|_| field.key == "meeting"));
        }
        let kept = self.value(&view, "icalendar").as_str().unwrap_or_default().to_owned();
        let mut lines: Vec<String> = kept.lines().map(str::to_owned).collect();
        let mut answered = false;
        for line in event.kept.lines().filter(|line| is(line, "ATTENDEE")) {
            let Some(answer) = Answer::of(line) else { continue };
            let person = self.people.get(&answer.address).copied().or_else(|| identity(&answer.address));
            let own = person.and_then(|person| {
                attendees.iter().find(|of| of.record.person.is_some_and(|of| of.erase() == person))
            });
            match own {
                // It is about one time of a series, which has no attendees of its own yet.
                Some(_) if event.recurrence_id.is_some() && !is_own => {
                    self.leave_out(event.line, "RECURRENCE-ID", Message::new("icalendar.reply_for_one"));
                    answered = true;
                }
                Some(own) => {
                    self.answer(event, own, &answer);
                    answered = true;
                }
                None => {
                    lines.retain(|known| !(is(known, "ATTENDEE") && address(known) == answer.address));
                    lines.insert(0, line.to_owned());
                }
            }
        }
        lines.sort_by_key(|line| !is(line, "ATTENDEE"));
        let now = lines.join("\n");
        if now == kept {
            self.plan.unchanged += usize::from(!answered);
            return Ok(());
        }
        let values = Values::new().text("icalendar", now);
        let (id, base) = (view.row.meta.id, Some(view.row.meta.version));
        let command = Command::Update { register: "meeting".to_owned(), id, base, values };
        self.plan.steps.push(Step { line: event.line, command });
        Ok(())
    }

    /// Brings an attendee to the state that they answer.
    fn answer(&mut self, event: &Event, of: &Stored<Attendee>, answer: &Answer) {
        let register = || "attendee".to_owned();
        let (id, state) = (of.meta.id, of.record.state);
        let came = matches!(state, AttendeeState::Present | AttendeeState::Left);
        let (transition, reason) = match answer.answer.as_str() {
            "ACCEPTED" if state == AttendeeState::Accepted || came => {
                self.plan.unchanged += 1;
                return;
            }
            "DECLINED" if state == AttendeeState::Excused => {
                self.plan.unchanged += 1;
                return;
            }
            "ACCEPTED" => ("accept", None),
            "DECLINED" if !came => {
                let said = event.comment();
                let reason =
                    said.unwrap_or_else(|| Language::default().text("icalendar.declined").to_owned());
                ("excuse", Some(reason))
            }
            "DELEGATED" => {
                let deputy = answer.deputy.as_ref();
                let deputy =
                    deputy.and_then(|deputy| self.people.get(deputy).copied().or_else(|| identity(deputy)));
                let Some(deputy) = deputy else {
                    let shown = answer.deputy.clone().unwrap_or_default();
                    let message = Message::new("icalendar.unknown_deputy").with("deputy", shown);
                    return self.leave_out(event.line, "ATTENDEE", message);
                };
                let values = Values::new().with("deputy", Value::Link(deputy));
                let command = Command::Update { register: register(), id, base: None, values };
                self.plan.steps.push(Step { line: event.line, command });
                return;
            }
            other => {
                let message = Message::new("icalendar.answer").with("answer", other);
                self.plan.skipped.insert(event.line);
                let problem = ImportProblem::at(event.line, Some("PARTSTAT".to_owned()), message);
                self.plan.problems.push(problem);
                return;
            }
        };
        let command = Command::Move {
            register: register(),
            id,
            base: None,
            transition: transition.to_owned(),
            values: Values::new(),
            reason,
        };
        self.plan.steps.push(Step { line: event.line, command });
    }
}

//! Which step of its workflow a record took by a change, read off the states that the change went between: the audit
//! trail keeps what changed, not how it is called.

use super::history::HistoryEntry;
use crate::model::{RecordType, State, Transition};
use crate::store::audit::Verb;
use crate::text::Language;

/// A step that was taken.
pub(super) struct StepTaken {
    /// The step; several where more than one leads that way.
    ways: Vec<&'static Transition>,
    /// The states it went between; `None` where it left the state as it was.
    between: Option<[&'static State; 2]>,
}

impl StepTaken {
    /// The step that an entry of a history tells of; `None` where it was none.
    pub(super) fn of(record_type: &dyn RecordType, entry: &HistoryEntry) -> Option<Self> {
        if entry.verb != Verb::Move {
            return None;
        }
        let (place, workflow) = record_type.workflow()?;
        let key = record_type.fields().get(place)?.key;
        let change = entry.changes.iter().find(|change| change.field == key);
        let between = match change {
            Some(change) => {
                let state = |value: &Option<crate::model::Value>| workflow.state(value.as_ref()?.as_str()?);
                Some([state(&change.before)?, state(&change.after)?])
            }
            None => None,
        };
        let has_reason = entry.reason.is_some();
        let leads = |way: &&Transition| match between {
            Some([from, to]) => way.to == to.code && way.from.contains(&from.code),
            None => way.from.contains(&way.to),
        };
        let mut ways: Vec<&Transition> = workflow.transitions.iter().filter(leads).collect();
        // A reason is given where one is asked for.
        if ways.iter().any(|way| way.reason == has_reason) {
            ways.retain(|way| way.reason == has_reason);
        }
        // What it asks for is what it changes.
        let writes = |way: &&Transition| {
            way.needs.iter().any(|key| entry.changes.iter().any(|change| change.field == *key))
        };
        if ways.iter().any(writes) {
            ways.retain(writes);
        }
        (!ways.is_empty()).then_some(Self { ways, between })
    }

    /// What it is called.
    pub(super) fn verb(&self, language: Language) -> String {
        let mut names: Vec<&str> = self.ways.iter().map(|way| language.text(way.text)).collect();
        names.dedup();
        names.join(language.list_separator())
    }

    /// Whether the states it went between are known, so that [`Self::in_words`] tells them.
    pub(super) fn tells_states(&self) -> bool {
        self.between.is_some()
    }

    /// What it is called, and the states it went between.
    pub(super) fn in_words(&self, language: Language) -> String {
        let verb = self.verb(language);
        let Some([from, to]) = self.between else { return verb };
        let (from, to) = (language.text(from.text), language.text(to.text));
        language.fill("history.step", &[("verb", &verb), ("from", from), ("to", to)])
    }
}

//! What a form begins with: the values that stand or are proposed, its title, and where the keyboard is.

use std::collections::{BTreeMap, BTreeSet};

use super::confirmation::Confirmation;
use super::hints::Hints;
use super::input::{Input, input_of, value_of};
use super::making::Making;
use super::opinions::Opinions;
use super::several::{Each, Several};
use super::{CONFIRMATION, Draft, FormData, FormScreen, REASON};
use crate::model::{Field, Kind, RecordId, RecordType, Transition, Value};
use crate::text::Language;
use crate::ui::days::Days;

impl FormScreen {
    /// A form over what was read.
    pub fn new(
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        data: FormData,
        language: Language,
        days: Days,
    ) -> Self {
        let FormData {
            stored,
            bars,
            last_words,
            makings,
            draft,
            candidates,
            way,
            told,
            unused,
            reasoned,
            opinions,
            also,
            each,
            proposed,
            is_nobody,
        } = data;
        let makings = Making::all(record_type, makings);
        let bars: Vec<Option<String>> =
            bars.into_iter().map(|bar| bar.map(|rule| rule.in_language(language))).collect();
        let is_barred = |place: usize| bars.get(place).is_some_and(Option::is_some);
        let of_way = way.into_iter().flat_map(|way| way.asks(is_nobody).chain(way.offers.iter().copied()));
        let asked = of_way.filter(|key| !unused.contains(key)).chain(proposed.iter().map(|(key, _)| *key));
        let asked: BTreeSet<&'static str> = asked.collect();
        let blank = record_type.blank();
        let step = way.map(|way| way.code);
        let mut sent = said_anew(record_type, step, &asked);
        sent.extend(proposed.iter().map(|(key, _)| *key));
        let others = others_of(record_type, &draft);
        let fields = record_type.fields().iter().enumerate();
        let values: Vec<Option<Input>> = fields
            .map(|(place, field)| {
                let value = match &stored {
                    Some((_, values, _)) => {
                        let stands = values.get(place).cloned().flatten()?;
                        let proposed = proposed.iter().find(|(key, _)| *key == field.key);
                        match (proposed, stands) {
                            (Some((_, proposed)), _) => proposed.clone(),
                            _ if sent.contains(field.key) => Value::Nothing,
                            // What is counted on a step was not counted before it.
                            (None, Value::Integer(0)) if asked.contains(field.key) => Value::Nothing,
                            (None, stands) => stands,
                        }
                    }
                    None if others.contains(&field.key) => return None,
                    None => match (draft.values.get(field.key), blank.value(place)) {
                        (Some(known), _) => known.clone(),
                        // A number that nobody has given yet is none.
                        (None, Value::Integer(0)) if field.kind == Kind::Integer => Value::Nothing,
                        (None, value) => value,
                    },
                };
                // Who signs is filled by the program except where it can't know.
                let is_filled = stored.is_none() && field.read_only && !asked.contains(field.key);
                let read_only = is_filled || is_barred(place);
                let field = Field { read_only, ..*field };
                Some(input_of(&field, &value, &candidates.titles, step, language))
            })
            .collect();
        let title = title_of(record_type, &stored, way, also.len(), language);
        let is_waiting = |field: &&Field| {
            field.later
                && field.editable_on(None)
                && draft.values.get(field.key).is_none()
                && stored.is_none()
        };
        let waiting: BTreeSet<&'static str> =
            record_type.fields().iter().filter(is_waiting).map(|field| field.key).collect();
        // Of what is known already nothing need be typed.
        let is_open = |(place, (field, value)): &(usize, (&Field, &Option<Input>))| {
            let is_empty = |input: &Input| value_of(field, input).is_ok_and(|value| value.is_nothing());
            let is_asked = way.is_none() || asked.contains(field.key);
            (field.editable_on(step) || asked.contains(field.key))
                && is_asked
                && !is_barred(*place)
                && !waiting.contains(field.key)
                && (stored.is_some() || value.as_ref().is_some_and(is_empty))
        };
        let mut open = record_type.fields().iter().zip(&values).enumerate();
        let first = open.find(is_open).map(|(_, (field, _))| field.key);
        // Why a step is taken is asked before anything else.
        let confirmation = Confirmation::of(last_words, language);
        let focus = match first {
            _ if way.is_some_and(|way| way.reason) => Some(REASON),
            None if confirmation.is_some() => Some(CONFIRMATION),
            first => first,
        };
        let several = if stored.is_some() { None } else { several_of(record_type, each) };
        Self {
            record_type,
            also,
            several,
            id: id.unwrap_or_else(RecordId::generate),
            base: stored.as_ref().map(|(version, _, _)| *version),
            title,
            name: stored.map(|(_, _, title)| title).unwrap_or_default(),
            before: values.clone(),
            now: values,
            bars,
            makings,
            confirmation,
            faults: BTreeMap::new(),
            whole: Vec::new(),
            clashes: Vec::new(),
            hints: Hints::default(),
            candidates,
            asks_to_close: false,
            saving: false,
            focus,
            days,
            with: draft.with,
            way,
            reasoned,
            opinions: Opinions::new(opinions),
            fields_height: 0.0,
            sent,
            told: told.iter().map(|told| told.in_language(language)).collect(),
            reason: String::new(),
            asked,
            waiting,
            signature: way.filter(|_| is_nobody).and_then(|way| way.signs),
        }
    }
}

/// The fields that a step alone writes: what they hold is said by whoever takes it, not by whoever took it before.
fn said_anew(
    record_type: &dyn RecordType,
    step: Option<&str>,
    asked: &BTreeSet<&'static str>,
) -> BTreeSet<&'static str> {
    let is_said_anew =
        |field: &Field| field.opinion.is_some() && step.is_some_and(|step| field.steps.contains(&step));
    let said = record_type.fields().iter().filter(|field| is_said_anew(field)).map(|field| field.key);
    said.filter(|key| asked.contains(key)).collect()
}

/// Of links of which a record has one, those that a draft does not have.
fn others_of(record_type: &dyn RecordType, draft: &Draft) -> Vec<&'static str> {
    let is_given = |key: &str| draft.values.get(key).is_some_and(|value| !value.is_nothing());
    let all = record_type.one_of().iter().copied();
    if all.clone().any(is_given) { all.filter(|key| !is_given(key)).collect() } else { Vec::new() }
}

/// The link of a new record that several may be chosen for.
fn several_of(record_type: &dyn RecordType, each: Option<Each>) -> Option<Several> {
    match each {
        Some(each) => Some(Several::fixed(each)),
        None => record_type.for_each().map(Several::open),
    }
}

/// What stands over the form; `others` take the step too.
fn title_of(
    record_type: &dyn RecordType,
    stored: &Option<(u64, Vec<Option<Value>>, String)>,
    way: Option<&'static Transition>,
    others: usize,
    language: Language,
) -> String {
    let name = language.text(record_type.text());
    let count = others.saturating_add(1).to_string();
    match (stored, way) {
        (Some(_), Some(way)) if others > 0 => {
            language.fill("form.way_several", &[("way", language.text(way.text)), ("count", &count)])
        }
        (Some((_, _, title)), Some(way)) => {
            language.fill("form.way_title", &[("way", language.text(way.text)), ("title", title)])
        }
        (Some((_, _, title)), None) => {
            language.fill("form.edit_title", &[("record", name), ("title", title)])
        }
        (None, _) => language.fill("form.new_title", &[("record", &language.within(name))]),
    }
}

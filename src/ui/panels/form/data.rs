//! What a form is opened with: a record as it is stored, what is known of a new one, or what is made about others.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Candidates, Each};
use crate::desk::{GivenOpinion, Reader, Titles, Values, civil_date, opinions, proposals};
use crate::model::{Kind, LastWord, Message, Problem, RecordId, RecordType, Transition, Value};
use crate::text::Language;

/// A new record of which something is known already, and what is made together with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Its register.
    pub register: &'static str,
    /// What is known.
    pub values: Values,
    /// Records that belong to it: their register, the field that names it, their values.
    pub with: Vec<(&'static str, &'static str, Values)>,
}

impl Draft {
    /// What has to have a day and can't have one to come (收文日期) has most often that of today.
    fn happens_on(&mut self, today: NaiveDate, record_type: &dyn RecordType) {
        for field in record_type.fields() {
            let is_day = field.kind == Kind::Date && field.required && field.not_future;
            if is_day && self.values.get(field.key).is_none() {
                self.values.set(field.key, Value::Date(today));
            }
        }
    }
}

/// Records that are to be made about others.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowUp {
    /// The register of those that they are about.
    pub of: &'static str,
    /// Those.
    pub ids: Vec<RecordId>,
    /// The register of those that are made.
    pub register: &'static str,
    /// Their field that names what they are about.
    pub field: &'static str,
}

/// What a form needs from the office.
pub struct FormData {
    /// Values and version of the record; `None` for a new one.
    pub(super) stored: Option<(u64, Vec<Option<Value>>, String)>,
    /// For each field of a record, why it can't change, where it can't.
    pub(super) bars: Vec<Option<Message>>,
    /// What an irrevocable step will do to each record that takes it.
    pub(super) last_words: Vec<LastWord>,
    /// By link, what is known of a new record that it could name.
    pub(super) makings: BTreeMap<&'static str, Values>,
    pub(super) draft: Draft,
    pub(super) candidates: Candidates,
    /// The transition that is to be taken with what is filled in.
    pub(super) way: Option<&'static Transition>,
    /// What is to be held against on the step, of each record that takes it.
    pub(super) told: Vec<Message>,
    /// Fields that say nothing of the record.
    pub(super) unused: &'static [&'static str],
    /// Fields that are not moved without a reason.
    pub(super) reasoned: &'static [&'static str],
    /// What was said so far of the record that takes it.
    pub(super) opinions: Vec<GivenOpinion>,
    /// Records that take it too.
    pub(super) also: Vec<RecordId>,
    /// What new records are about, one each, where they are several.
    pub(super) each: Option<Each>,
    /// What is proposed for fields that are empty, on a step.
    pub(super) proposed: Vec<(&'static str, Value)>,
    /// Nobody in particular is at work: who signs is asked for.
    pub(super) is_nobody: bool,
}

impl FormData {
    /// Reads a record, what is fixed of it and what its links can point to; of a new one only these. `way` is the code of
    /// the transition that is taken with what is filled in, by the records of `also` too.
    ///
    /// # Errors
    /// When the file can't be read or the record is gone.
    pub fn read(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        id: Option<RecordId>,
        way: Option<&str>,
        also: Vec<RecordId>,
    ) -> Result<Self, Problem> {
        let way = way.and_then(|code| record_type.workflow()?.1.transition(code));
        let (mut bars, mut makings, mut last_words) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut told = Vec::new();
        let mut candidates = Candidates::read(reader, record_type)?;
        let (mut reasoned, mut unused): (&[&str], &[&str]) = (&[], &[]);
        let stored = match id {
            Some(id) => {
                let view = reader.get(record_type, id)?.ok_or_else(|| {
                    Problem::Missing(
                        Message::new("problem.missing").with("record", record_type.text()).with("id", id),
                    )
                })?;
                reader.record_detail(record_type, &view);
                reasoned = record_type.reasoned(&view.row);
                unused = record_type.unused(&view.row);
                let values: Vec<Option<Value>> =
                    (0..record_type.fields().len()).map(|place| view.value(place)).collect();
                let title = reader.title(record_type, &view.row)?;
                bars = reader.field_bars(record_type, &view.row, way)?;
                let mut rows = vec![view.row.clone()];
                for other in &also {
                    rows.extend(reader.get(record_type, *other)?.map(|view| view.row));
                }
                if let Some(way) = way {
                    for row in &rows {
                        last_words.extend(reader.last_word(record_type, row, way)?);
                        told.extend(reader.step_told(record_type, row, way)?);
                    }
                }
                for field in record_type.fields() {
                    if let Kind::Link(register) = field.kind
                        && let Some(offer) = reader.offers(record_type, &rows, field)?
                    {
                        candidates.narrow(field.key, register, &offer.ids);
                        makings.extend(offer.new.map(|new| (field.key, new.into_iter().collect())));
                    }
                }
                Some((view.row.meta.version, values, title))
            }
            None => None,
        };
        let mut titles = Titles::default();
        if let Some((_, values, _)) = &stored {
            for (field, value) in record_type.fields().iter().zip(values) {
                if let (Kind::Link(register), Some(Value::Link(id))) = (field.kind, value)
                    && !candidates.titles.contains_key(id)
                {
                    let title = titles.get(reader, register, *id)?.to_owned();
                    candidates.titles.insert(*id, title);
                }
            }
        }
        let proposed = match (id, way) {
            (Some(id), Some(way)) => proposals(reader, record_type, id, &Values::new(), Some(way.code))?,
            _ => Vec::new(),
        };
        let mut draft = Draft::default();
        if stored.is_none() {
            draft.happens_on(civil_date(reader.now()), record_type);
        }
        Ok(Self {
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
            opinions: Vec::new(),
            also,
            each: None,
            proposed,
            is_nobody: reader.session().is_nobody(),
        })
    }

    /// With what was said so far of the record that takes the transition.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn with_opinions(
        self,
        reader: &Reader,
        (record_type, id): (&'static dyn RecordType, Option<RecordId>),
        language: Language,
    ) -> Result<Self, Problem> {
        let opinions = match (self.way, id) {
            (Some(_), Some(id)) => opinions(reader, record_type, id, language)?,
            _ => Vec::new(),
        };
        Ok(Self { opinions, ..self })
    }

    /// Reads what is known of records that are made about others.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read_follow_up(reader: &Reader, asked: FollowUp) -> Result<Self, Problem> {
        let unknown = || Problem::Bug(format!("no register {}", asked.register));
        let record_type = crate::records::find(asked.register).ok_or_else(unknown)?;
        let mut draft = Draft { register: asked.register, ..Draft::default() };
        match asked.ids.as_slice() {
            [only] => {
                if let Some(source) = crate::records::find(asked.of)
                    && let Some(view) = reader.get(source, *only)?
                    && !(0..source.fields().len()).any(|place| view.is_hidden(place))
                {
                    for (key, value) in source.follow_up(&view.row, asked.register) {
                        draft.values.set(key, value);
                    }
                }
                draft.values.set(asked.field, Value::Link(*only));
            }
            _ => {
                let each = Each { field: asked.field, ids: asked.ids };
                return Ok(Self { each: Some(each), ..Self::read_draft(reader, record_type, draft)? });
            }
        }
        Self::read_draft(reader, record_type, draft)
    }

    /// Reads what a new record's links can point to, and takes over what is known of it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn read_draft(
        reader: &Reader,
        record_type: &'static dyn RecordType,
        mut draft: Draft,
    ) -> Result<Self, Problem> {
        draft.happens_on(civil_date(reader.now()), record_type);
        for (key, value) in proposals(reader, record_type, RecordId::generate(), &draft.values, None)? {
            draft.values.set(key, value);
        }
        Ok(Self { draft, ..Self::read(reader, record_type, None, None, Vec::new())? })
    }
}

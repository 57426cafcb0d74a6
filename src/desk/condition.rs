//! Which records of a register are meant: fields that must have given values. `list --where`, `export --where` and
//! whatever else selects records ask through here, so that a filter means the same everywhere.

use std::collections::BTreeSet;

use super::command::Values;
use super::permissions::level_refusal;
use super::reader::{Reader, View};
use crate::model::{Message, Problem, RecordId, RecordType};

/// Values that all must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    wanted: Vec<(usize, Vec<u8>)>,
    /// Only these records, where some were chosen one by one.
    chosen: Option<BTreeSet<RecordId>>,
}

impl Conditions {
    /// Conditions on a register. [`Value::Nothing`](crate::model::Value::Nothing) asks for records without a value; text is compared without
    /// regard to case.
    ///
    /// # Errors
    /// When a field does not exist or may not be seen: a filter by it would tell what it holds.
    pub fn new(reader: &Reader, record_type: &dyn RecordType, values: &Values) -> Result<Self, Problem> {
        let mut wanted = Vec::new();
        for (key, value) in values.iter() {
            wanted.push((reader.visible_field(record_type, key)?, value.index_bytes()));
        }
        Ok(Self { wanted, chosen: None })
    }

    /// The records that were chosen one by one, as those a list shows.
    pub fn chosen(ids: impl IntoIterator<Item = RecordId>) -> Self {
        Self { wanted: Vec::new(), chosen: Some(ids.into_iter().collect()) }
    }

    /// Whether there is none, so that every record meets them.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.chosen.is_none()
    }

    /// Whether a record meets them all.
    pub fn pass(&self, view: &View) -> bool {
        let is_chosen = self.chosen.as_ref().is_none_or(|chosen| chosen.contains(&view.row.meta.id));
        is_chosen
            && self.wanted.iter().all(|(place, wanted)| {
                view.value(*place).is_some_and(|value| {
                    if wanted.is_empty() { value.is_nothing() } else { value.index_bytes() == *wanted }
                })
            })
    }
}

impl Reader {
    /// The place of a field that the session sees. A hidden one may not even order a list.
    ///
    /// # Errors
    /// When there is no such field or the session may not see it.
    pub fn visible_field(&self, record_type: &dyn RecordType, key: &str) -> Result<usize, Problem> {
        match record_type.field(key) {
            Some((place, field)) if self.session().permissions.sees(record_type.name(), field.level) => {
                Ok(place)
            }
            Some((_, field)) => Err(Problem::Denied(level_refusal(record_type, field))),
            None => Err(Problem::input(Message::new("problem.unknown_field").with("field", key))),
        }
    }
}

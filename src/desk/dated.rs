//! The dates of the registers by which something has to be done, found in the field tables.

use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{Reader, View};
use crate::model::{Due, Kind, Problem, RecordType, Workflow};
use crate::records::{self, RECORDS};

/// A field that holds a date by which something has to be done.
pub struct DatedField {
    /// Its register.
    pub record_type: &'static dyn RecordType,
    /// What the date stands for.
    pub due: Due,
    place: usize,
    state: Option<(usize, &'static Workflow)>,
}

static ALL: LazyLock<Vec<DatedField>> = LazyLock::new(|| {
    let of = |record_type: &&'static dyn RecordType| {
        let record_type = *record_type;
        let fields = record_type.fields().iter().enumerate();
        let state = fields.clone().find_map(|(place, field)| match field.kind {
            Kind::State(workflow) => Some((place, workflow)),
            _ => None,
        });
        fields.filter_map(move |(place, field)| {
            field.due.map(|due| DatedField { record_type, due, place, state })
        })
    };
    RECORDS.iter().flat_map(of).collect()
});

impl DatedField {
    /// Every such field, in the order of the registers.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The first one of a register.
    pub fn of(register: &str) -> Option<&'static Self> {
        Self::all().iter().find(|dated| dated.record_type.name() == register)
    }

    /// The day of a record as the session sees it, whether or not it still matters.
    pub fn date(&self, view: &View) -> Option<NaiveDate> {
        view.value(self.place)?.as_date()
    }

    /// Whether the record is in a state in which the day matters; one without states always is.
    pub fn is_owed(&self, view: &View) -> bool {
        let Some((place, workflow)) = self.state else { return true };
        let value = view.value(place);
        let state = value.as_ref().and_then(|value| workflow.state(value.as_str()?));
        state.is_some_and(|state| self.due.owed.in_state(state))
    }

    /// What the record is called where its day is told, as far as the reader may know it.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn name(&self, reader: &Reader, view: &View) -> Result<String, Problem> {
        let link = self.due.named_by.and_then(|key| self.record_type.field(key));
        let target = link.and_then(|(place, _)| view.value(place)?.as_link());
        if let (Some((_, field)), Some(target)) = (link, target)
            && let Kind::Link(register) = field.kind
            && let Some(target_type) = records::find(register)
            && let Some(named) = reader.get_any(target_type, target)?
        {
            return reader.title(target_type, &named.row);
        }
        reader.title(self.record_type, &view.row)
    }

    /// The day of a record, while it matters.
    pub fn day(&self, view: &View) -> Option<NaiveDate> {
        self.date(view).filter(|_| self.is_owed(view))
    }
}

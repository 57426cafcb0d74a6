//! A record: a kind of thing the office keeps. A plain struct, one table of fields beside it, and its own rules.

use std::any::Any;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::encoding::{append_without_empty, moment};
use super::{Field, Function, Id, Mark, Message, RecordId, Rules, Value};
use crate::store::StoreError;

/// What every record carries besides its own fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Identity.
    pub id: RecordId,
    /// Counts the changes, from 1; a writer that saw another version is refused.
    pub version: u64,
    /// When it was made.
    #[serde(with = "moment")]
    pub created_at: DateTime<Utc>,
    /// Who made it; `None` is the owner of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<RecordId>,
    /// When it was last changed.
    #[serde(with = "moment")]
    pub updated_at: DateTime<Utc>,
    /// Who last changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<RecordId>,
    /// Set when the record is void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<Void>,
    /// Number of the latest audit entry about this record; each entry names the one before it.
    pub entry: u64,
    /// How secret it is; `None` is 普通.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Box<Mark>>,
}

/// Why and when a record was made void.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Void {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<RecordId>,
    /// The reason given.
    pub reason: String,
    /// The record only vanished because its creation was undone; it is not shown in the recycle bin.
    #[serde(default)]
    pub undone: bool,
}

/// How the generic parts of the program reach one field of the struct `R`.
pub struct Access<R> {
    /// Reads the field.
    pub get: fn(&R) -> Value,
    /// Writes the field.
    pub set: fn(&mut R, Value) -> Result<(), Message>,
}

/// A record type. Implemented by [`fields!`](crate::fields), never by hand.
pub trait Record:
    Rules + Clone + Default + PartialEq + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// Name of the register: in the file, on the command line, in permissions and in the audit trail.
    const NAME: &'static str;
    /// The function of the office it belongs to; from it come its place in the navigation and its permissions.
    const FUNCTION: Function;
    /// The field table.
    const FIELDS: &'static [Field];
    /// The way to each field, in the same order.
    const ACCESS: &'static [Access<Self>];
}

/// A record with what it carries besides its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<R> {
    /// Identity, version, who and when.
    pub meta: Meta,
    /// The record itself.
    pub record: R,
}

impl<R> Stored<R> {
    /// The typed identity.
    pub fn id(&self) -> Id<R> {
        Id::new(self.meta.id)
    }
}

/// A record of any type, as the generic parts of the program see it: values in the order of the field table.
pub trait AnyRecord: fmt::Debug + Send + Sync {
    /// The value of the field at `index`; [`Value::Nothing`] past the end of the table.
    fn value(&self, index: usize) -> Value;

    /// Sets the field at `index`.
    ///
    /// # Errors
    /// A message for the user when the value does not fit.
    fn set_value(&mut self, index: usize, value: Value) -> Result<(), Message>;

    /// The record as named MessagePack.
    ///
    /// # Errors
    /// When it can't be encoded, which is a fault of the program.
    fn encode(&self, meta: &Meta) -> Result<Vec<u8>, StoreError>;

    /// A copy.
    fn boxed(&self) -> Box<dyn AnyRecord>;

    /// For [`Row::typed`].
    fn into_any(self: Box<Self>) -> Box<dyn Any>;

    /// For [`Row::typed_ref`].
    fn as_any(&self) -> &dyn Any;

    /// For [`RecordType::total`](super::RecordType::total).
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

/// Most rows take fewer bytes, so that their buffer need not grow.
const USUAL_BYTES: usize = 512;

/// A MessagePack map of two, and the names of its fields.
const MAP_OF_TWO: &[u8] = &[0x82];
const META: &[u8] = b"\xa4meta";
const RECORD: &[u8] = b"\xa6record";

impl<R: Record> AnyRecord for R {
    fn value(&self, index: usize) -> Value {
        R::ACCESS.get(index).map_or(Value::Nothing, |access| (access.get)(self))
    }

    fn set_value(&mut self, index: usize, value: Value) -> Result<(), Message> {
        match R::ACCESS.get(index) {
            Some(access) => (access.set)(self, value),
            None => Err(Message::new("problem.unknown_field").with("field", index)),
        }
    }

    fn encode(&self, meta: &Meta) -> Result<Vec<u8>, StoreError> {
        let failed = |error: rmp_serde::encode::Error| StoreError::Encoding(error.to_string());
        let mut row = Vec::with_capacity(USUAL_BYTES);
        row.extend_from_slice(MAP_OF_TWO);
        row.extend_from_slice(META);
        rmp_serde::encode::write_named(&mut row, meta).map_err(failed)?;
        row.extend_from_slice(RECORD);
        let mut record = Vec::with_capacity(USUAL_BYTES);
        rmp_serde::encode::write_named(&mut record, self).map_err(failed)?;
        append_without_empty(&record, &mut row);
        // Many rows wait in memory until they are written, each in no more than it needs.
        Ok(row.as_slice().to_vec())
    }

    fn boxed(&self) -> Box<dyn AnyRecord> {
        Box::new(self.clone())
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// A record of any type with its meta data.
#[derive(Debug)]
pub struct Row {
    /// Identity, version, who and when.
    pub meta: Meta,
    /// The record.
    pub record: Box<dyn AnyRecord>,
}

impl Clone for Row {
    fn clone(&self) -> Self {
        Self { meta: self.meta.clone(), record: self.record.boxed() }
    }
}

impl Row {
    /// The record as its own type; `None` when it is of another.
    pub fn typed<R: Record>(self) -> Option<Stored<R>> {
        let record = self.record.into_any().downcast::<R>().ok()?;
        Some(Stored { meta: self.meta, record: *record })
    }

    /// A look at the record as its own type.
    pub fn typed_ref<R: Record>(&self) -> Option<&R> {
        self.record.as_any().downcast_ref::<R>()
    }
}

/// Declares the field table of a record. A struct field that the table lacks does not compile.
///
/// ```ignore
/// fields! { Person, "person", Function::Administration;
///     name => text().required().title().column(120);
///     unit => link::<Unit>().column(160).filter();
/// }
/// ```
#[macro_export]
macro_rules! fields {
    ($record:ident, $name:literal, $function:expr; $($field:ident => $declaration:expr;)*) => {
        impl $crate::model::Record for $record {
            const NAME: &'static str = $name;
            const FUNCTION: $crate::model::Function = $function;
            const FIELDS: &'static [$crate::model::Field] = &[
                $($declaration.named(stringify!($field), concat!($name, ".", stringify!($field))),)*
            ];
            const ACCESS: &'static [$crate::model::Access<Self>] = &[
                $($crate::model::Access {
                    get: |record| $crate::model::FieldValue::to_value(&record.$field),
                    set: |record, value| {
                        record.$field = $crate::model::FieldValue::from_value(value)?;
                        Ok(())
                    },
                },)*
            ];
        }

        const _: fn($record) = |record| {
            let $record { $($field: _,)* } = record;
        };
    };
}

//! How rows and audit entries are made small without becoming unreadable: MessagePack with field names, moments as
//! numbers, empty fields left out.

/// A moment as microseconds since 1970 in UTC. A text, which earlier files have, is read as well.
pub mod moment {
    use std::fmt;

    use chrono::{DateTime, Utc};
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    /// Writes a moment.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(moment: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(moment.timestamp_micros())
    }

    /// Reads a moment.
    ///
    /// # Errors
    /// When it is none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
        deserializer.deserialize_any(Moment)
    }

    struct Moment;

    impl Visitor<'_> for Moment {
        type Value = DateTime<Utc>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("microseconds since 1970 or a moment in words")
        }

        fn visit_i64<E: Error>(self, micros: i64) -> Result<Self::Value, E> {
            DateTime::from_timestamp_micros(micros).ok_or_else(|| E::custom("a moment out of range"))
        }

        fn visit_u64<E: Error>(self, micros: u64) -> Result<Self::Value, E> {
            i64::try_from(micros).map_err(E::custom).and_then(|micros| self.visit_i64(micros))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            text.parse().map_err(E::custom)
        }
    }
}

/// A value of an audit entry: nothing, or its kind by number and its content. The names of the kinds, which earlier
/// files have, are read as well.
pub mod compact_value {
    use std::fmt;

    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Error, MapAccess, SeqAccess, Visitor};
    use serde::{Deserialize as _, Deserializer, Serialize, Serializer};

    use crate::model::Value;

    /// Writes a value.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Value::Nothing => serializer.serialize_unit(),
            Value::Text(text) => (0_u8, text).serialize(serializer),
            Value::Integer(number) => (1_u8, number).serialize(serializer),
            Value::Money(money) => (2_u8, money).serialize(serializer),
            Value::Date(date) => (3_u8, date).serialize(serializer),
            Value::Instant(instant) => (4_u8, instant).serialize(serializer),
            Value::Flag(flag) => (5_u8, flag).serialize(serializer),
            Value::Choice(code) => (6_u8, code).serialize(serializer),
            Value::Link(id) => (7_u8, id).serialize(serializer),
            Value::Tags(tags) => (8_u8, tags).serialize(serializer),
            Value::DateTime(time) => (9_u8, time).serialize(serializer),
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    /// When it is none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Compact)
    }

    struct Compact;

    impl<'de> Visitor<'de> for Compact {
        type Value = Value;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a value")
        }

        fn visit_unit<E: Error>(self) -> Result<Value, E> {
            Ok(Value::Nothing)
        }

        fn visit_str<E: Error>(self, name: &str) -> Result<Value, E> {
            if name == "Nothing" { Ok(Value::Nothing) } else { Err(E::custom("a value without content")) }
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
            Value::deserialize(MapAccessDeserializer::new(map))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Value, A::Error> {
            let kind: Option<u8> = parts.next_element()?;
            let content = match kind {
                Some(0) => parts.next_element()?.map(Value::Text),
                Some(1) => parts.next_element()?.map(Value::Integer),
                Some(2) => parts.next_element()?.map(Value::Money),
                Some(3) => parts.next_element()?.map(Value::Date),
                Some(4) => parts.next_element()?.map(Value::Instant),
                Some(5) => parts.next_element()?.map(Value::Flag),
                Some(6) => parts.next_element()?.map(Value::Choice),
                Some(7) => parts.next_element()?.map(Value::Link),
                Some(8) => parts.next_element()?.map(Value::Tags),
                Some(9) => parts.next_element()?.map(Value::DateTime),
                _ => None,
            };
            content.ok_or_else(|| A::Error::custom("a value of no known kind"))
        }
    }
}

/// Appends an encoded record without the entries that say nothing: an empty text, an empty list, no value. A missing
/// field has its default, and a field of these kinds is empty by default. What is not understood is left as it is.
pub(super) fn append_without_empty(record: &[u8], row: &mut Vec<u8>) {
    let start = row.len();
    if append_pruned(record, row).is_none() {
        row.truncate(start);
        row.extend_from_slice(record);
    }
}

const NOTHING: u8 = 0xc0;
const EMPTY_TEXT: u8 = 0xa0;
const EMPTY_LIST: u8 = 0x90;

fn append_pruned(record: &[u8], row: &mut Vec<u8>) -> Option<()> {
    let (count, entries) = match record {
        [short @ 0x80..=0x8f, rest @ ..] => (usize::from(short & 0x0f), rest),
        [0xde, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        _ => return None,
    };
    let (mut rest, mut left) = (entries, 0_u16);
    let head = row.len();
    // As long as the head of most records, which have more than fifteen fields that say something.
    row.extend_from_slice(&[0xde, 0, 0]);
    for _ in 0..count {
        let name = length(rest)?;
        let entry = name.checked_add(length(rest.get(name..)?)?)?;
        let (this, next) = rest.split_at_checked(entry)?;
        if !matches!(this.get(name..)?, [NOTHING | EMPTY_TEXT | EMPTY_LIST]) {
            row.extend_from_slice(this);
            left = left.checked_add(1)?;
        }
        rest = next;
    }
    let [high, low] = left.to_be_bytes();
    match u8::try_from(left) {
        Ok(few @ 0..=15) => drop(row.splice(head..head + 3, [0x80 | few])),
        _ => row.get_mut(head + 1..head + 3)?.copy_from_slice(&[high, low]),
    }
    Some(())
}

/// Bytes that the first MessagePack value takes.
fn length(bytes: &[u8]) -> Option<usize> {
    let number = |width: usize| {
        let bytes = bytes.get(1..=width)?;
        bytes
            .iter()
            .try_fold(0_usize, |number, byte| number.checked_mul(256)?.checked_add(usize::from(*byte)))
    };
    let nested = |head: usize, values: usize| {
        let mut total = head;
        for _ in 0..values {
            total = total.checked_add(length(bytes.get(total..)?)?)?;
        }
        Some(total)
    };
    match *bytes.first()? {
        short @ 0x80..=0x8f => nested(1, 2 * usize::from(short & 0x0f)),
        short @ 0x90..=0x9f => nested(1, usize::from(short & 0x0f)),
        short @ 0xa0..=0xbf => Some(1 + usize::from(short & 0x1f)),
        0xc4 | 0xd9 => number(1)?.checked_add(2),
        0xc5 | 0xda => number(2)?.checked_add(3),
        0xc6 | 0xdb => number(4)?.checked_add(5),
        0xcc | 0xd0 => Some(2),
        0xcd | 0xd1 => Some(3),
        0xca | 0xce | 0xd2 => Some(5),
        0xcb | 0xcf | 0xd3 => Some(9),
        0xdc => nested(3, number(2)?),
        0xde => nested(3, number(2)?.checked_mul(2)?),
        0x00..=0x7f | 0xc0 | 0xc2 | 0xc3 | 0xe0..=0xff => Some(1),
        _ => None,
    }
}

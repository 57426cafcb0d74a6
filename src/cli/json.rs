//! Records as JSON objects, one a line. Keys are those of `records`, with `id` and `revision` besides; what the session
//! may not see is left out, what has no value is null.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Number, Value as Json};

use crate::desk::{HistoryEntry, View};
use crate::model::{Field, Kind, RecordId, RecordType, Value, format_decimal};
use crate::store::attachment::Attachment;

/// A moment in RFC 3339, UTC.
pub(super) fn moment(at: DateTime<Utc>) -> Json {
    Json::String(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// An actor: the person's identity, null for the owner of the file.
pub(super) fn actor(by: Option<RecordId>) -> Json {
    by.map_or(Json::Null, |by| Json::String(by.to_string()))
}

/// The value of a field. Money is a whole number of 分, a decimal its real value.
pub(super) fn value(kind: Kind, value: &Value) -> Json {
    match (value, kind) {
        (Value::Nothing, Kind::Tags) => Json::Array(Vec::new()),
        (Value::Nothing, _) => Json::Null,
        (Value::Text(text) | Value::Choice(text), _) => Json::String(text.clone()),
        (Value::Integer(number), Kind::Decimal(places)) => {
            format_decimal(*number, places).parse::<Number>().map_or(Json::Null, Json::Number)
        }
        (Value::Integer(number), _) => Json::from(*number),
        (Value::Money(money), _) => Json::from(money.fen()),
        (Value::Date(date), _) => Json::String(date.to_string()),
        (Value::DateTime(time), _) => Json::String(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
        (Value::Instant(instant), _) => moment(*instant),
        (Value::Flag(flag), _) => Json::Bool(*flag),
        (Value::Link(id), _) => Json::String(id.to_string()),
        (Value::Tags(tags), _) => Json::from(tags.clone()),
    }
}

/// A file that is attached to a record.
pub(super) fn attachment(file: &Attachment) -> Json {
    serde_json::json!({
        "id": file.id.to_string(),
        "name": file.name,
        "size": file.size,
        "at": moment(file.at),
        "by": actor(file.by),
        "media_type": file.media_type,
        "reason": file.reason,
    })
}

/// A record as the session sees it.
pub(super) fn record(record_type: &dyn RecordType, view: &View) -> Map<String, Json> {
    let meta = &view.row.meta;
    let mut object = Map::new();
    object.insert("id".to_owned(), Json::String(meta.id.to_string()));
    for (index, field) in record_type.fields().iter().enumerate() {
        match view.value(index) {
            Some(seen) => object.insert(field.key.to_owned(), value(field.kind, &seen)),
            // What a record points to is hidden with it: that there is something must not show either.
            None if matches!(field.kind, Kind::Link(_)) => object.insert(field.key.to_owned(), Json::Null),
            None => None,
        };
    }
    object.insert("revision".to_owned(), Json::from(meta.version));
    if let Some(void) = &meta.void {
        let void = serde_json::json!({ "at": moment(void.at), "by": actor(void.by), "reason": void.reason });
        object.insert("void".to_owned(), void);
    }
    object
}

/// A field as `records` describes it.
pub(super) fn field(field: &Field) -> Json {
    let choices = match field.kind {
        Kind::Choice(_) | Kind::State(_) => {
            Json::from(field.kind.options().into_iter().map(|(code, _)| code).collect::<Vec<_>>())
        }
        _ => Json::Null,
    };
    let link = match field.kind {
        Kind::Link(register) => Json::from(register),
        _ => Json::Null,
    };
    serde_json::json!({
        "key": field.key,
        "type": field.kind.name(),
        "required": field.required,
        "choices": choices,
        "link": link,
    })
}

/// One line of a record's history; values that the session may not see are left out.
pub(super) fn history(record_type: &dyn RecordType, entry: &HistoryEntry) -> Json {
    let changes = entry.changes.iter().map(|change| {
        let kind = record_type.field(&change.field).map_or(Kind::Text, |(_, field)| field.kind);
        let mut object = Map::new();
        object.insert("field".to_owned(), Json::from(change.field.as_str()));
        for (name, side) in [("before", &change.before), ("after", &change.after)] {
            if let Some(side) = side {
                object.insert(name.to_owned(), value(kind, side));
            }
        }
        Json::Object(object)
    });
    serde_json::json!({
        "number": entry.number,
        "at": moment(entry.at),
        "by": actor(entry.by),
        "verb": entry.verb,
        "revision": entry.version,
        "reason": entry.reason,
        "changes": changes.collect::<Vec<_>>(),
    })
}

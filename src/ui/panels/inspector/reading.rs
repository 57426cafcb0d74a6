//! What the inspector shows of a record, read and put into words once.

use chrono::{DateTime, Utc};

use super::neighbours::{Neighbour, Referring, referring};
use crate::desk::{
    Asked, Reader, Right, Titles, Told, Values, View, civil_date, civil_time, follow_up_refusal, proposals,
    show, tell,
};
use crate::model::{Kind, Problem, RecordType, Tone, Value};
use crate::records::meetings::{Meeting, MeetingState};
use crate::records::protection::Opening;
use crate::store::attachment::Attachment;
use crate::store::audit::Verb;
use crate::text::{Language, size_text};
use crate::ui::routes::Selected;

/// How many changes are shown.
const MOST_HISTORY: usize = 30;

/// A way out of the state a record is in.
pub(super) struct Way {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
    pub(super) reason: bool,
    /// Whether fields must be filled, or what it does confirmed, before it is taken.
    pub(super) lacks: bool,
    /// The rule that stands against it, in words.
    pub(super) obstacle: Option<String>,
}

/// What the session may not do or see with the record, and by which rule.
#[derive(Default)]
pub(super) struct Obstacles {
    pub(super) edit: Option<String>,
    pub(super) void: Option<String>,
    pub(super) mark: Option<String>,
    /// Every rule that keeps something from the session here, for whoever asks why.
    pub(super) why: Vec<String>,
}

/// A file that is attached, with its mark, size and day in words.
pub(super) struct Attached {
    pub(super) kept: Attachment,
    pub(super) detail: String,
    /// Whether the session may take it out: its seal is open, and it is not one that is read on a loan alone.
    pub(super) is_open: bool,
}

/// A field with its value; where the past is shown, with today's value when it differs.
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) now: Option<String>,
}

/// A change, and the moment after it.
pub(super) struct Change {
    pub(super) at: DateTime<Utc>,
    pub(super) heading: String,
    pub(super) lines: Vec<String>,
}

/// A record as the inspector shows it: everything formatted once, when it was read.
pub(super) struct Inspected {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) state: Option<(String, Tone)>,
    pub(super) rows: Vec<Row>,
    pub(super) ways: Vec<Way>,
    pub(super) obstacles: Obstacles,
    /// The mark as it is printed, and by which rules it is known all the same.
    pub(super) mark: Option<(String, String)>,
    /// Whether something of it is sealed and not open to the session.
    pub(super) is_shut: bool,
    /// What can be made about it: register, field that names it, and the rule that stands against it.
    pub(super) follow_ups: Vec<(&'static str, &'static str, Option<String>)>,
    pub(super) version: u64,
    pub(super) out: Vec<Neighbour>,
    pub(super) back: Vec<Referring>,
    pub(super) attachments: Vec<Attached>,
    /// Whether it is an electronic loan whose files the session may read now.
    pub(super) lends_files: bool,
    /// Whether it is a meeting that was called off.
    pub(super) is_called_off: bool,
    /// Whether the record lives, so that it can be changed.
    pub(super) is_living: bool,
    pub(super) history: Vec<Change>,
    /// Whether a past moment was asked for at which there was no such record.
    pub(super) was_not_there: bool,
}

/// Reads a record as it is, or as it was at a moment.
pub(super) fn inspect(
    reader: &Reader,
    selected: Selected,
    moment: Option<DateTime<Utc>>,
    language: Language,
) -> Result<Option<Inspected>, Problem> {
    let Some(record_type) = crate::records::find(selected.register) else { return Ok(None) };
    let Some(now) = reader.get_any(record_type, selected.id)? else { return Ok(None) };
    reader.record_detail(record_type, &now);
    let mut titles = Titles::default();
    let mut obstacles = Obstacles::default();
    let then = match moment {
        Some(moment) => reader.as_of(record_type, selected.id, moment)?,
        None => None,
    };
    let was_not_there = moment.is_some() && then.is_none();
    let view = then.as_ref().unwrap_or(&now);
    let (rows, mut out) = match moment {
        None => fields(reader, &mut titles, record_type, view, language)?,
        Some(_) if was_not_there => (Vec::new(), Vec::new()),
        Some(_) => (past(reader, &mut titles, record_type, view, &now, language)?, Vec::new()),
    };
    if moment.is_none() {
        out.extend(subject(reader, view, language)?);
    }
    let workflow = record_type.workflow();
    let state = workflow.filter(|_| !was_not_there).and_then(|(place, workflow)| {
        let value = view.value(place)?;
        let state = workflow.state(value.as_str()?)?;
        Some((language.text(state.text).to_owned(), state.tone))
    });
    let (ways, back, attachments) = match moment {
        None => (
            ways(reader, record_type, &now, language, &mut obstacles)?,
            referring(reader, selected, language)?,
            reader.attachments(record_type, selected.id)?,
        ),
        Some(_) => (Vec::new(), Vec::new(), Vec::new()),
    };
    let sealed_attachment = attachments.iter().find(|kept| kept.mark.as_ref().is_some_and(|of| of.sealed));
    let is_shut = !reader.is_open(&now, None) || !reader.is_open(&now, sealed_attachment);
    let opens_files = reader.opens_files(selected.register, &now.row);
    Ok(Some(Inspected {
        title: reader.title(record_type, &view.row)?,
        kind: language.text(record_type.text()).to_owned(),
        state,
        rows,
        ways,
        obstacles,
        mark: mark(reader, record_type, &now, language)?,
        is_shut: is_shut && now.row.meta.void.is_none(),
        follow_ups: match moment {
            None if now.row.meta.void.is_none() => follow_ups(reader, record_type, &now, language)?,
            _ => Vec::new(),
        },
        version: now.row.meta.version,
        out,
        back,
        lends_files: selected.register == "loan"
            && moment.is_none()
            && reader.lent_files(selected.id, civil_date(reader.now())).is_ok(),
        attachments: attachments
            .into_iter()
            .map(|kept| {
                let mut detail = format!("{} · {}", size_text(kept.size), civil_time(kept.at));
                if let Some(mark) = &kept.mark {
                    detail = format!("{} · {detail}", mark.shown(language));
                }
                if kept.sealed {
                    detail = format!("{detail} · {}", language.text("attachment.own_key"));
                }
                let is_open = opens_files && reader.is_open(&now, Some(&kept));
                Attached { kept, detail, is_open }
            })
            .collect(),
        is_called_off: now
            .row
            .typed_ref::<Meeting>()
            .is_some_and(|meeting| meeting.state == MeetingState::Cancelled),
        is_living: now.row.meta.void.is_none(),
        history: history(reader, &mut titles, record_type, selected, language)?,
        was_not_there,
    }))
}

/// What a request to open asks for. It is kept as text and not as a link, but whoever consents wants to know its name.
fn subject(reader: &Reader, view: &View, language: Language) -> Result<Option<Neighbour>, Problem> {
    let Some(opening) = view.row.typed_ref::<Opening>() else { return Ok(None) };
    let (Some(register), Ok(id)) = (crate::records::find(&opening.register), opening.subject.parse()) else {
        return Ok(None);
    };
    let Some(asked) = reader.get(register, id)? else { return Ok(None) };
    Ok(Some(Neighbour {
        selected: Selected { register: register.name(), id },
        title: reader.title(register, &asked.row)?,
        role: language.text("opening.asked").to_owned(),
    }))
}

/// The fields that have a value, and the links apart from them.
fn fields(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
) -> Result<(Vec<Row>, Vec<Neighbour>), Problem> {
    let (mut rows, mut out) = (Vec::new(), Vec::new());
    for (place, field) in record_type.fields().iter().enumerate() {
        let Some(value) = view.value(place).filter(|value| !value.is_nothing()) else { continue };
        if record_type.unused(&view.row).contains(&field.key) {
            continue;
        }
        let shown = show(reader, titles, field, &value, language)?;
        if let (Kind::Link(register), Value::Link(id)) = (field.kind, &value)
            && let Some(target) = crate::records::find(register)
        {
            out.push(Neighbour {
                selected: Selected { register: target.name(), id: *id },
                title: shown,
                role: language.text(field.label).to_owned(),
            });
        } else if !matches!(field.kind, Kind::State(_)) {
            rows.push(Row { label: language.text(field.label).to_owned(), value: shown, now: None });
        }
    }
    Ok((rows, out))
}

/// Every field that has a value then or now, links among them.
fn past(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    then: &View,
    now: &View,
    language: Language,
) -> Result<Vec<Row>, Problem> {
    let mut rows = Vec::new();
    for (place, field) in record_type.fields().iter().enumerate() {
        let (Some(before), Some(after)) = (then.value(place), now.value(place)) else { continue };
        if before.is_nothing() && after.is_nothing() {
            continue;
        }
        let shown = show(reader, titles, field, &before, language)?;
        let differs = before != after;
        let now = if differs { Some(show(reader, titles, field, &after, language)?) } else { None };
        let now = now.map(|text| if text.is_empty() { "—".to_owned() } else { text });
        rows.push(Row { label: language.text(field.label).to_owned(), value: shown, now });
    }
    Ok(rows)
}

/// What can be made about the record, and what stands against it.
fn follow_ups(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
) -> Result<Vec<(&'static str, &'static str, Option<String>)>, Problem> {
    let mut found = Vec::new();
    for (register, field) in record_type.follow_ups() {
        let Some(made) = crate::records::find(register) else { continue };
        let obstacle = match reader.obstacle(made, None, Asked::Right(Right::Create))? {
            None => follow_up_refusal(reader, (record_type, view), made, field)?,
            denied => denied,
        };
        found.push((*register, *field, obstacle.map(|obstacle| obstacle.in_language(language))));
    }
    Ok(found)
}

/// The ways that leave the record's state, those that a rule stands against too; and what else rules stand against.
fn ways(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
    obstacles: &mut Obstacles,
) -> Result<Vec<Way>, Problem> {
    if view.row.meta.void.is_some() {
        return Ok(Vec::new());
    }
    let id = view.row.meta.id;
    let mut against = |what: &str, asked: Asked<'_>| -> Result<Option<String>, Problem> {
        let obstacle = reader.obstacle(record_type, Some(id), asked)?;
        // Fields that are still to be filled are no matter of rights; the answer to the command says so.
        let obstacle = obstacle.filter(|obstacle| obstacle.key != "why.needs");
        let obstacle = obstacle.map(|obstacle| obstacle.in_language(language));
        obstacles.why.extend(obstacle.as_ref().map(|obstacle| format!("{what} — {obstacle}")));
        Ok(obstacle)
    };
    let edit = against(language.text("action.edit"), Asked::Right(Right::Update))?;
    let void = against(language.text("action.void"), Asked::Right(Right::Void))?;
    let mark = against(language.text("right.mark"), Asked::Right(Right::Mark))?;
    let mut ways = Vec::new();
    if let Some((place, workflow)) = record_type.workflow() {
        let blank = record_type.blank();
        let value = view.value(place).unwrap_or_default();
        let steps = workflow.leaving(value.as_str().unwrap_or_default());
        // What only the program does, or what follows from another record, has no button.
        for way in steps.filter(|way| record_type.not_by_hand(way.code).is_none()) {
            let obstacle = against(language.text(way.text), Asked::Transition(way.code))?;
            // A choice that still stands where every record begins has not been made: 未检查 when a loan comes back.
            // What the step alone writes is asked for each time it is taken.
            let is_empty = |key: &'static str| {
                let Some((place, field)) = record_type.field(key) else { return false };
                if record_type.unused(&view.row).contains(&key) {
                    return false;
                }
                if field.steps.contains(&way.code) {
                    return true;
                }
                let begins = matches!(field.kind, Kind::Choice(_)).then(|| blank.value(place));
                let value = view.value(place);
                value.is_some_and(|value| value.is_nothing() || begins.is_some_and(|begins| begins == value))
            };
            let is_nobody = reader.session().is_nobody();
            let is_proposed = obstacle.is_none()
                && !proposals(reader, record_type, id, &Values::new(), Some(way.code))?.is_empty();
            let lacks = way.opens_form(is_nobody) || way.asks(is_nobody).any(is_empty) || is_proposed;
            ways.push(Way { code: way.code, text: way.text, reason: way.reason, lacks, obstacle });
        }
        // What leads on comes before what leads back or out, so that no second press takes back the first.
        let place_of = |code: &str| workflow.states.iter().position(|state| state.code == code);
        let here = value.as_str().and_then(place_of);
        ways.sort_by_key(|way| {
            let to = workflow.transition(way.code).map_or("", |transition| transition.to);
            let stops = workflow.state(to).is_some_and(|state| state.tone == Tone::Stopped);
            way.reason || stops || place_of(to) <= here
        });
    }
    for (place, field) in record_type.fields().iter().enumerate() {
        if view.is_hidden(place) {
            let read = Asked::Right(Right::Read);
            let explanation = reader.explain(record_type, Some(id), read, Some(field.key))?;
            obstacles.why.extend(explanation.reasons.iter().map(|reason| reason.in_language(language)));
        }
    }
    (obstacles.edit, obstacles.void, obstacles.mark) = (edit, void, mark);
    Ok(ways)
}

fn mark(
    reader: &Reader,
    record_type: &'static dyn RecordType,
    view: &View,
    language: Language,
) -> Result<Option<(String, String)>, Problem> {
    let Some(mark) = &view.row.meta.mark else { return Ok(None) };
    let mut why = Vec::new();
    // Of what was thrown away nothing more is asked.
    if view.row.meta.void.is_none() {
        let read = Asked::Right(Right::Read);
        let explanation = reader.explain(record_type, Some(view.row.meta.id), read, None)?;
        why.extend(explanation.reasons.iter().map(|reason| reason.in_language(language)));
    }
    Ok(Some((mark.shown(language), why.join("\n"))))
}

fn history(
    reader: &Reader,
    titles: &mut Titles,
    record_type: &'static dyn RecordType,
    selected: Selected,
    language: Language,
) -> Result<Vec<Change>, Problem> {
    let mut changes = Vec::new();
    for entry in reader.history(record_type, selected.id)?.into_iter().take(MOST_HISTORY) {
        let told: Told = tell(reader, titles, record_type, &entry, language)?;
        let heading = told.heading();
        // What a record was made with is what it shows.
        let mut lines = if entry.verb == Verb::Create { Vec::new() } else { told.lines };
        lines.extend(told.reason);
        changes.push(Change { at: entry.at, heading, lines });
    }
    Ok(changes)
}

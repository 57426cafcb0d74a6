//! What is fixed of a record is shown as it is: a form learns it from the rules by which the pipeline refuses a change.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use chancery::desk::{Command, Office, View, Which};
use chancery::model::{Id, Kind, Money, Problem, RecordId, Transition, Value};
use chancery::records::documents::Outgoing;
use chancery::records::{RECORDS, find};
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use chrono::TimeDelta;
use eframe::egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::demo::demo_office;
use crate::fixture::owner;
use crate::window::{rest, until, window};

const LANGUAGE: Language = Language::SimplifiedChinese;

/// Records of each state that are tried, of each register.
const TRIED: usize = 2;

/// Another value of the same kind.
fn another(kind: Kind, value: &Value) -> Option<Value> {
    Some(match (kind, value) {
        (Kind::Text | Kind::LongText, _) => Value::text("另一个值"),
        (Kind::Integer | Kind::Decimal(_), Value::Integer(number)) => Value::Integer(number + 1),
        (Kind::Integer | Kind::Decimal(_), _) => Value::Integer(7),
        (Kind::Money, Value::Money(amount)) => Value::Money(Money::from_fen(amount.fen() + 1)),
        (Kind::Money, _) => Value::Money(Money::from_fen(7)),
        (Kind::Date, Value::Date(day)) => Value::Date(day.pred_opt()?),
        (Kind::Date, _) => Value::Date("2026-01-05".parse().ok()?),
        (Kind::DateTime, Value::DateTime(at)) => Value::DateTime(*at - TimeDelta::hours(1)),
        (Kind::Instant, Value::Instant(at)) => Value::Instant(*at - TimeDelta::hours(1)),
        (Kind::Instant, _) => Value::Instant(crate::fixture::moment(0)),
        (Kind::Flag, Value::Flag(flag)) => Value::Flag(!flag),
        (Kind::Flag, _) => Value::Flag(true),
        (Kind::Choice(_) | Kind::State(_), value) => {
            let options = kind.options();
            let other = options.iter().find(|(code, _)| value.as_str() != Some(*code))?;
            Value::choice(other.0)
        }
        (Kind::Link(_), Value::Link(_)) => Value::Nothing,
        (Kind::Tags, _) => Value::Tags(vec!["另一个值".to_owned()]),
        _ => return None,
    })
}

/// Some records of each state of every register.
fn samples(reader: &chancery::desk::Reader) -> Vec<(&'static str, View)> {
    let mut found = Vec::new();
    for record_type in RECORDS {
        let mut states: BTreeMap<String, usize> = BTreeMap::new();
        reader
            .visit(*record_type, Which::Living, &mut |view| {
                let state = record_type.workflow().and_then(|(place, _)| view.value(place));
                let state = state.and_then(|state| state.as_str().map(str::to_owned)).unwrap_or_default();
                let count = states.entry(state).or_default();
                *count += 1;
                if *count <= TRIED {
                    found.push((record_type.name(), view));
                }
                ControlFlow::Continue(())
            })
            .unwrap();
    }
    found
}

#[test]
fn what_a_form_shows_as_fixed_the_pipeline_refuses_by_the_same_rule() {
    let (office, session) = demo_office();
    let reader = office.reader(&session).unwrap();
    let (mut tried, mut wrong) = (0_usize, Vec::new());
    for (register, view) in samples(&reader) {
        let record_type = find(register).unwrap();
        let bars = reader.field_bars(record_type, &view.row, None).unwrap();
        for ((place, field), bar) in record_type.fields().iter().enumerate().zip(bars) {
            let Some(rule) = bar else { continue };
            let value = view.value(place).unwrap_or_default();
            // The totals are passed over in silence: a file may bring them along.
            let Some(other) = another(field.kind, &value).filter(|other| !field.total && *other != value)
            else {
                continue;
            };
            tried += 1;
            let values = chancery::desk::Values::new().with(field.key, other);
            let (register, id) = (register.to_owned(), view.row.meta.id);
            let answer = office.execute(&session, Command::Update { register, id, base: None, values });
            let is_told = match &answer {
                // Before its fields, the whole record stands.
                Err(Problem::Denied(message)) => {
                    message.key == "denied.settled" || message.key == "denied.trace"
                }
                Err(Problem::Input(faults)) => {
                    faults.iter().any(|fault| fault.field == Some(field.key) && fault.message == rule)
                        // What can't be held is told before the record's own rules are asked.
                        || faults.iter().any(|fault| fault.field == Some(field.key))
                }
                _ => false,
            };
            if !is_told {
                wrong.push(format!("{}.{} by {}: {answer:?}", record_type.name(), field.key, rule.key));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().take(12).collect::<Vec<_>>().join("\n"));
    assert!(tried > 400, "only {tried} fields were tried");
}

/// A record of the demonstration office in a state.
fn in_state(reader: &chancery::desk::Reader, register: &str, state: &str) -> View {
    let record_type = find(register).unwrap();
    let (place, _) = record_type.workflow().unwrap();
    let mut found = None;
    reader
        .visit(record_type, Which::Living, &mut |view| {
            if view.value(place) == Some(Value::choice(state)) {
                found = Some(view);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    found.unwrap_or_else(|| panic!("no {register} is {state}"))
}

/// The rules that stand against fields of a record of the demonstration office.
fn rules(register: &str, state: &str, step: Option<&str>) -> BTreeMap<&'static str, &'static str> {
    let (office, session) = demo_office();
    let reader = office.reader(&session).unwrap();
    let record_type = find(register).unwrap();
    let view = in_state(&reader, register, state);
    let way = step.and_then(|step| record_type.workflow().unwrap().1.transition(step));
    let bars = reader.field_bars(record_type, &view.row, way).unwrap();
    let fields = record_type.fields().iter().zip(bars);
    fields.filter_map(|(field, bar)| Some((field.key, bar?.key))).collect()
}

#[test]
fn each_state_fixes_what_its_rules_say_and_no_more() {
    let issued = rules("outgoing", "issued", None);
    assert_eq!(issued.get("title"), Some(&"problem.text_frozen"));
    assert_eq!(issued.get("signer"), Some(&"problem.signer_stands"));
    assert_eq!(issued.get("number"), Some(&"problem.set_by_program"));
    assert_eq!(issued.get("state"), Some(&"problem.state_by_transition"));
    assert_eq!(issued.get("note"), None, "a remark can still be made");
    let drafted = rules("outgoing", "drafting", None);
    assert_eq!((drafted.get("title"), drafted.get("body")), (None, None));

    let filed = rules("archive_item", "stored", None);
    assert_eq!(filed.get("year"), Some(&"problem.archive_class_frozen"));
    assert_eq!(filed.get("lent_to"), Some(&"problem.set_by_program"));
    assert_eq!(filed.get("keywords"), None);
    let lent = rules("loan", "lent", None);
    assert_eq!(lent.get("borrower"), Some(&"problem.ledger_frozen"));
    assert_eq!(lent.get("condition"), Some(&"problem.loan_before_its_step"));
    let back = rules("loan", "lent", Some("return"));
    assert_eq!((back.get("condition"), back.get("pages_returned")), (None, None), "the step writes them");
    assert_eq!(back.get("borrower"), Some(&"problem.ledger_frozen"));
}

#[test]
fn a_form_shows_what_is_fixed_with_its_rule_and_saves_the_rest() {
    let office = crate::window::office();
    let reader = office.reader(&owner()).unwrap();
    let view = in_state(&reader, "outgoing", "issued");
    let id: RecordId = view.row.meta.id;
    let record_type = find("outgoing").unwrap();
    let title = reader.title(record_type, &view.row).unwrap();
    drop(reader);
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("outgoing"));
    until(&mut harness, "the paper", |window| window.query_all_by_label_contains(&title).next().is_some());
    harness.query_all_by_label_contains(&title).next().unwrap().click();
    let edit = LANGUAGE.text("action.edit");
    until(&mut harness, "the inspector", |window| window.query_by_label_contains(edit).is_some());
    harness.get_by_label_contains(edit).click();
    let heading =
        LANGUAGE.fill("form.edit_title", &[("record", LANGUAGE.text("record.outgoing")), ("title", &title)]);
    until(&mut harness, "the form", |window| window.query_all_by_label(&heading).next().is_some());
    let rule = LANGUAGE.text("problem.text_frozen");
    let fixed = |window: &Harness<'static, App>| {
        window
            .root()
            .children_recursive()
            .filter(|node| node.accesskit_node().description().as_deref() == Some(rule))
            .count()
    };
    until(&mut harness, "what is fixed", |window| fixed(window) > 0);
    let note = LANGUAGE.text("outgoing.note");
    let input = harness.query_all_by_label_contains(note).last().unwrap();
    input.focus();
    input.type_text("存底");
    rest(&mut harness);
    harness.get_by_label(LANGUAGE.text("form.save")).click();
    let note_of = || {
        let reader = office.reader(&owner()).unwrap();
        let view = reader.get(record_type, id).unwrap().unwrap();
        view.value(record_type.field("note").unwrap().0)
    };
    until(&mut harness, "the remark", |_| note_of().is_some_and(|note| note.as_str() == Some("存底")));
}

/// The window with the form of a step open, over a paper in a state: what it names, and the record.
fn step_form(
    office: &Arc<Office>,
    register: &'static str,
    state: &str,
    way: &Transition,
) -> (Harness<'static, App>, RecordId) {
    let reader = office.reader(&owner()).unwrap();
    let view = in_state(&reader, register, state);
    let title = reader.title(find(register).unwrap(), &view.row).unwrap();
    let mut harness = window(office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List(register));
    until(&mut harness, "the paper", |window| window.query_all_by_label_contains(&title).next().is_some());
    harness.query_all_by_label_contains(&title).next().unwrap().click();
    let verb = LANGUAGE.text(way.text);
    until(&mut harness, "its ways", |window| window.query_all_by_label(verb).next().is_some());
    harness.query_all_by_label(verb).next().unwrap().click();
    let heading = LANGUAGE.fill("form.way_title", &[("way", verb), ("title", &title)]);
    until(&mut harness, "the form of the step", |window| {
        window.query_all_by_label(&heading).next().is_some()
    });
    rest(&mut harness);
    (harness, view.row.meta.id)
}

/// Takes the step whose form is open.
fn take(
    harness: &mut Harness<'static, App>,
    office: &Arc<Office>,
    register: &str,
    id: RecordId,
    way: &Transition,
) {
    harness.query_all_by_label(LANGUAGE.text(way.text)).last().unwrap().click();
    let record_type = find(register).unwrap();
    let (place, _) = record_type.workflow().unwrap();
    let state_of = || {
        let reader = office.reader(&owner()).unwrap();
        reader.get(record_type, id).unwrap().unwrap().value(place)
    };
    until(harness, "the step", |_| state_of() == Some(Value::choice(way.to)));
}

#[test]
fn why_a_step_is_taken_is_asked_in_its_form() {
    let office = crate::window::office();
    let (_, workflow) = find("incoming").unwrap().workflow().unwrap();
    let way = workflow.leaving("signed").find(|way| way.reason).unwrap();
    let (mut harness, id) = step_form(&office, "incoming", "signed", way);
    // The reason has the keyboard at once.
    let reason = harness.query_all_by_label_contains(LANGUAGE.text("form.reason")).last().unwrap();
    assert!(reason.is_focused());
    reason.type_text("份数不符");
    rest(&mut harness);
    take(&mut harness, &office, "incoming", id, way);
}

#[test]
fn whoever_is_expected_to_sign_is_shown_in_the_form_and_signs_by_it() {
    let office = crate::window::office();
    let (_, workflow) = find("outgoing").unwrap().workflow().unwrap();
    let way = workflow.transition("sign").unwrap();
    let (mut harness, id) = step_form(&office, "outgoing", "signing", way);
    let signer =
        || office.reader(&owner()).unwrap().find::<Outgoing>(Id::new(id)).unwrap().unwrap().record.signer;
    let expected = signer();
    assert!(expected.is_some(), "somebody is expected to");
    take(&mut harness, &office, "outgoing", id, way);
    assert_eq!(signer(), expected);
}

//! What must hold of every record type, over the whole registry.

use std::collections::BTreeSet;

use chancery::desk::field_label;
use chancery::model::{
    Choice, ChoiceSet, Function, Kind, Meta, Money, RecordId, RecordType, Role, Row, Value, Void, Workflow,
};
use chancery::records::accounts::{ACCOUNT_WORKFLOW, AccountState};
use chancery::records::activities::{
    ACTIVITY_WORKFLOW, ActivityState, REGISTRATION_WORKFLOW, RegistrationState,
};
use chancery::records::archive::{
    ARCHIVE_ITEM_WORKFLOW, ArchiveItemState, DISPOSAL_WORKFLOW, DisposalState, HOLD_WORKFLOW, HoldState,
    LOAN_WORKFLOW, LoanState, RENEWAL_WORKFLOW, RenewalState, Retention, TRANSMISSION_WORKFLOW,
    TransmissionState,
};
use chancery::records::budget::{
    ADJUSTMENT_WORKFLOW, ASSESSMENT_WORKFLOW, AdjustmentKind, AdjustmentState, AssessmentState, BudgetRound,
    BudgetSide, BudgetState, COMMITMENT_WORKFLOW, CommitmentState, EXPENSE_WORKFLOW, ExpenseState, FundKind,
    VERSION_WORKFLOW,
};
use chancery::records::contracts::{CONTRACT_WORKFLOW, ContractKind, ContractSide, ContractState};
use chancery::records::documents::{
    CIRCULATION_WORKFLOW, COUNTERSIGN_WORKFLOW, CirculationState, CountersignState, DocumentContent,
    DocumentNature, Handling, INCOMING_WORKFLOW, IncomingState, OUTGOING_WORKFLOW, OutgoingState,
};
use chancery::records::meetings::{
    AGENDA_WORKFLOW, ATTENDEE_WORKFLOW, AgendaState, AttendeeState, FEED_WORKFLOW, FeedState,
    MEETING_WORKFLOW, MeetingState, ROOM_WAIT_WORKFLOW, RoomWaitState,
};
use chancery::records::organisation::{
    Involvement, PERSON_WORKFLOW, POLICY_WORKFLOW, PersonState, PolicyState, Tenure,
};
use chancery::records::protection::{
    ENCRYPTION_ORDER_WORKFLOW, EncryptionOrderState, OPENING_WORKFLOW, OpeningState, SEPARATION_WORKFLOW,
    SeparationState,
};
use chancery::records::supervision::{ISSUE_WORKFLOW, IssueState, MATTER_WORKFLOW, MatterState};
use chancery::records::{self, RECORDS};
use chancery::rules::paper::{Direction, PaperForm, PaperKind, Urgency};
use chancery::text::Language;
use chrono::{DateTime, NaiveDate, Timelike as _, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Each workflow with the set of codes that the struct's field can hold.
const STATES: &[(&Workflow, &ChoiceSet)] = &[
    (&PERSON_WORKFLOW, PersonState::SET),
    (&COUNTERSIGN_WORKFLOW, CountersignState::SET),
    (&POLICY_WORKFLOW, PolicyState::SET),
    (&VERSION_WORKFLOW, BudgetState::SET),
    (&ADJUSTMENT_WORKFLOW, AdjustmentState::SET),
    (&COMMITMENT_WORKFLOW, CommitmentState::SET),
    (&EXPENSE_WORKFLOW, ExpenseState::SET),
    (&ASSESSMENT_WORKFLOW, AssessmentState::SET),
    (&ARCHIVE_ITEM_WORKFLOW, ArchiveItemState::SET),
    (&HOLD_WORKFLOW, HoldState::SET),
    (&DISPOSAL_WORKFLOW, DisposalState::SET),
    (&LOAN_WORKFLOW, LoanState::SET),
    (&RENEWAL_WORKFLOW, RenewalState::SET),
    (&TRANSMISSION_WORKFLOW, TransmissionState::SET),
    (&ACCOUNT_WORKFLOW, AccountState::SET),
    (&SEPARATION_WORKFLOW, SeparationState::SET),
    (&OPENING_WORKFLOW, OpeningState::SET),
    (&INCOMING_WORKFLOW, IncomingState::SET),
    (&OUTGOING_WORKFLOW, OutgoingState::SET),
    (&CIRCULATION_WORKFLOW, CirculationState::SET),
    (&CONTRACT_WORKFLOW, ContractState::SET),
    (&MEETING_WORKFLOW, MeetingState::SET),
    (&ENCRYPTION_ORDER_WORKFLOW, EncryptionOrderState::SET),
    (&ATTENDEE_WORKFLOW, AttendeeState::SET),
    (&AGENDA_WORKFLOW, AgendaState::SET),
    (&ROOM_WAIT_WORKFLOW, RoomWaitState::SET),
    (&FEED_WORKFLOW, FeedState::SET),
    (&MATTER_WORKFLOW, MatterState::SET),
    (&ISSUE_WORKFLOW, IssueState::SET),
    (&ACTIVITY_WORKFLOW, ActivityState::SET),
    (&REGISTRATION_WORKFLOW, RegistrationState::SET),
];

#[test]
fn register_names_are_unique_and_found() {
    let mut names = BTreeSet::new();
    for record_type in RECORDS {
        let name = record_type.name();
        assert!(names.insert(name), "{name} is registered twice");
        assert!(is_code(name), "{name} can't be typed on a command line");
        assert_eq!(records::find(name).map(|of| of.name()), Some(name));
    }
    assert!(names.len() >= 8);
    assert!(records::find("no such register").is_none());
}

#[test]
fn field_tables_are_sound() {
    for record_type in RECORDS {
        let name = record_type.name();
        let fields = record_type.fields();
        assert!(!fields.is_empty() && fields.len() <= 64, "{name} has {} fields", fields.len());
        let mut keys = BTreeSet::new();
        for (index, field) in fields.iter().enumerate() {
            let key = field.key;
            assert!(keys.insert(key), "{name}.{key} is declared twice");
            assert!(is_code(key), "{name}.{key} can't be typed on a command line");
            assert_eq!(field.label, format!("{name}.{key}"));
            assert_eq!(record_type.field(key).map(|(place, _)| place), Some(index));
            assert!(field.max_length > 0, "{name}.{key} can hold nothing");
            assert!(!field.sum || field.kind.is_number(), "{name}.{key} is summed but is no number");
            assert!(!field.not_future || field.kind == Kind::Date, "{name}.{key} is no date");
            assert!(field.column.is_none_or(|width| (40..=600).contains(&width)), "{name}.{key} is too wide");
            assert!(!field.total || field.read_only, "{name}.{key} is a total that people write");
            if let Kind::Link(target) = field.kind {
                assert!(records::find(target).is_some(), "{name}.{key} links to the unknown {target}");
            }
        }
        for key in record_type.counted_by() {
            let Some((_, field)) = record_type.field(key) else { panic!("{name} lacks the field {key}") };
            let Kind::Link(target) = field.kind else { panic!("{name}.{key} is no link") };
            assert!(records::find(target).is_some_and(|target| target.keeps_totals()), "{name}.{key}");
        }
        assert!(fields.iter().any(|field| field.title), "{name} has no title");
        assert!(fields[record_type.title_index()].title);
        assert!(fields.iter().any(|field| field.column.is_some()), "{name} shows no column");
        let states = fields.iter().filter(|field| matches!(field.kind, Kind::State(_))).count();
        assert!(states <= 1, "{name} has {states} workflows");
    }
}

#[test]
fn a_new_record_offers_the_fields_that_it_requires() {
    for record_type in RECORDS {
        for field in record_type.fields().iter().filter(|field| field.required) {
            assert!(
                field.editable(),
                "{}.{} is required but nobody can fill it",
                record_type.name(),
                field.key
            );
        }
    }
}

#[test]
fn what_is_made_about_a_record_names_it() {
    for record_type in RECORDS {
        let register = record_type.name();
        for (made, field) in record_type.follow_ups() {
            let made = records::find(made)
                .unwrap_or_else(|| panic!("{register} is followed up by no register {made}"));
            let (_, field) = made.field(field).unwrap_or_else(|| panic!("{} has no {field}", made.name()));
            assert_eq!(field.kind, Kind::Link(register), "{}.{}", made.name(), field.key);
            let blank = Row { meta: Meta::default(), record: record_type.blank() };
            for (key, _) in record_type.follow_up(&blank, made.name()) {
                let (_, field) = made.field(key).unwrap_or_else(|| panic!("{} has no {key}", made.name()));
                assert!(field.editable(), "{}.{key} is filled in by hand", made.name());
            }
        }
        if let Some(several) = record_type.for_each() {
            let (_, field) = record_type.field(several).unwrap();
            assert!(matches!(field.kind, Kind::Link(_)) && field.editable(), "{register}.{several}");
        }
    }
}

#[test]
fn workflows_are_sound() {
    for record_type in RECORDS {
        let Some((state_index, workflow)) = record_type.workflow() else { continue };
        let name = record_type.name();
        let mut codes = BTreeSet::new();
        for state in workflow.states {
            assert!(codes.insert(state.code), "{name} has the state {} twice", state.code);
        }
        let mut taken = BTreeSet::new();
        for transition in workflow.transitions {
            let code = transition.code;
            assert!(taken.insert(code), "{name} has the transition {code} twice");
            assert!(!transition.from.is_empty(), "{name} {code} starts nowhere");
            assert!(codes.contains(transition.to), "{name} {code} goes to an unknown state");
            assert!(
                transition.from.iter().all(|from| codes.contains(from)),
                "{name} {code} starts at an unknown state"
            );
            assert!(!transition.from.contains(&transition.to), "{name} {code} goes to where it starts");
            for needed in transition.needs {
                let (index, field) = record_type
                    .field(needed)
                    .unwrap_or_else(|| panic!("{name} {code} needs the unknown field {needed}"));
                assert!(
                    index != state_index && field.editable(),
                    "{name} {code} needs {needed}, which nobody can fill"
                );
            }
        }
        let mut reached = BTreeSet::from([workflow.initial()]);
        for _ in workflow.states {
            let onward =
                workflow.transitions.iter().filter(|way| way.from.iter().any(|from| reached.contains(from)));
            let arrived: Vec<_> = onward.map(|way| way.to).collect();
            reached.extend(arrived);
        }
        assert_eq!(reached, codes, "{name} has states that no way leads to");
        let initial = record_type.blank().value(state_index);
        assert_eq!(initial, Value::choice(workflow.initial()), "a new {name} begins elsewhere");
    }
}

#[test]
fn states_of_structs_and_workflows_agree() {
    for record_type in RECORDS {
        let Some((state_index, workflow)) = record_type.workflow() else { continue };
        let name = record_type.name();
        let (_, set) = STATES
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, workflow))
            .unwrap_or_else(|| panic!("add the workflow of {name} to STATES"));
        let states: Vec<_> = workflow.states.iter().map(|state| (state.code, state.text)).collect();
        assert_eq!(set.options, states, "the states of {name} differ from its workflow");
        let mut record = record_type.blank();
        assert!(record.set_value(state_index, Value::choice("no such state")).is_err());
    }
}

#[test]
fn choices_roundtrip() {
    fn check<C: Choice + std::fmt::Debug>(all: &[C]) {
        let codes: BTreeSet<_> = C::SET.options.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), C::SET.options.len(), "two choices share a code");
        assert_eq!(all.len(), codes.len());
        for choice in all {
            let code = choice.code();
            assert_eq!(C::from_code(code), Some(*choice));
            assert!(C::SET.text_key(code).is_some_and(|key| key.ends_with(&format!(".{code}"))));
        }
        assert_eq!(C::default().code(), C::SET.options[0].0);
        assert_eq!(C::from_code("no such code"), None);
    }
    check(Role::ALL);
    check(Function::ALL);
    check(Tenure::ALL);
    check(Involvement::ALL);
    check(PersonState::ALL);
    check(PolicyState::ALL);
    check(FundKind::ALL);
    check(BudgetSide::ALL);
    check(BudgetRound::ALL);
    check(BudgetState::ALL);
    check(AdjustmentKind::ALL);
    check(AdjustmentState::ALL);
    check(CommitmentState::ALL);
    check(ExpenseState::ALL);
    check(DocumentNature::ALL);
    check(ContractKind::ALL);
    check(ContractSide::ALL);
    check(DocumentContent::ALL);
    check(Handling::ALL);
    check(IncomingState::ALL);
    check(OutgoingState::ALL);
    check(CirculationState::ALL);
    check(PaperKind::ALL);
    check(Direction::ALL);
    check(PaperForm::ALL);
    check(Urgency::ALL);
    check(Retention::ALL);
    check(LoanState::ALL);
}

#[test]
fn a_choice_is_stored_by_its_code() {
    for record_type in RECORDS {
        for (index, field) in record_type.fields().iter().enumerate() {
            for (code, _) in field.kind.options() {
                let mut record = record_type.blank();
                // An import gives the code as a text.
                record.set_value(index, Value::text(code)).unwrap();
                assert_eq!(record.value(index), Value::choice(code), "{}.{}", record_type.name(), field.key);
            }
        }
    }
}

#[test]
fn a_value_of_another_kind_is_refused() {
    for record_type in RECORDS {
        for (index, field) in record_type.fields().iter().enumerate() {
            let mut record = record_type.blank();
            let before = record.value(index);
            let other = match field.kind {
                Kind::Flag => Value::Integer(1),
                _ => Value::Flag(true),
            };
            assert!(record.set_value(index, other).is_err(), "{}.{}", record_type.name(), field.key);
            assert_eq!(record.value(index), before);
        }
        let past_the_end = record_type.fields().len();
        let mut record = record_type.blank();
        assert_eq!(record.value(past_the_end), Value::Nothing);
        assert!(record.set_value(past_the_end, Value::Flag(true)).is_err());
    }
}

#[test]
fn set_then_get_is_identity() {
    for record_type in RECORDS {
        for (index, field) in record_type.fields().iter().enumerate() {
            let mut runner = TestRunner::new(config(48));
            let outcome = runner.run(&value_of(field.kind), |value| {
                let mut record = record_type.blank();
                let blank = record_type.blank();
                record.set_value(index, value.clone()).unwrap();
                prop_assert_eq!(record.value(index), value);
                for other in (0..record_type.fields().len()).filter(|other| *other != index) {
                    prop_assert_eq!(record.value(other), blank.value(other), "a neighbour changed");
                }
                Ok(())
            });
            outcome.unwrap_or_else(|error| panic!("{}.{}: {error}", record_type.name(), field.key));
        }
    }
}

#[test]
fn an_optional_field_can_be_emptied() {
    let empties = |kind| {
        matches!(
            kind,
            Kind::Text
                | Kind::LongText
                | Kind::Date
                | Kind::DateTime
                | Kind::Instant
                | Kind::Link(_)
                | Kind::Tags
        )
    };
    for record_type in RECORDS {
        for (index, field) in record_type.fields().iter().enumerate().filter(|(_, field)| empties(field.kind))
        {
            let mut runner = TestRunner::new(config(4));
            let outcome = runner.run(&value_of(field.kind), |value| {
                let mut record = record_type.blank();
                record.set_value(index, value).unwrap();
                record.set_value(index, Value::Nothing).unwrap();
                prop_assert_eq!(record.value(index), Value::Nothing);
                Ok(())
            });
            outcome.unwrap_or_else(|error| panic!("{}.{}: {error}", record_type.name(), field.key));
        }
    }
}

#[test]
fn encode_then_decode_is_identity() {
    for record_type in RECORDS {
        let values: Vec<_> = record_type.fields().iter().map(|field| value_of(field.kind)).collect();
        let mut runner = TestRunner::new(config(64));
        let outcome = runner.run(&(values, meta()), |(values, meta)| {
            let mut record = record_type.blank();
            for (index, value) in values.iter().enumerate() {
                record.set_value(index, value.clone()).unwrap();
            }
            let bytes = record.encode(&meta).unwrap();
            let row = record_type.decode(&bytes).unwrap();
            prop_assert_eq!(&row.meta, &meta);
            prop_assert_eq!(all_values(*record_type, row.record.as_ref()), values);
            prop_assert_eq!(row.record.encode(&row.meta).unwrap(), bytes, "the bytes depend on the way");
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", record_type.name()));
    }
}

#[test]
fn a_truncated_row_is_refused() {
    for record_type in RECORDS {
        let bytes = record_type.blank().encode(&Meta::default()).unwrap();
        assert!(record_type.decode(&bytes).is_ok());
        for length in 0..bytes.len() {
            assert!(
                record_type.decode(&bytes[..length]).is_err(),
                "{} at {length} bytes",
                record_type.name()
            );
        }
    }
}

fn all_values(record_type: &dyn RecordType, record: &dyn chancery::model::AnyRecord) -> Vec<Value> {
    (0..record_type.fields().len()).map(|index| record.value(index)).collect()
}

/// Lower case, digits and `_`, as a shell takes it without quotes.
fn is_code(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|of| of.is_ascii_lowercase() || of.is_ascii_digit() || of == '_')
}

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

fn identity() -> impl Strategy<Value = RecordId> {
    any::<[u8; 16]>().prop_map(RecordId::from_bytes)
}

/// Moments between the years 1 and 9999, to the nanosecond.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    // To the microsecond, as moments are kept.
    (-62_135_596_800_i64..253_402_300_800, 0_u32..1_000_000)
        .prop_filter_map("a moment", |(seconds, micros)| DateTime::from_timestamp(seconds, micros * 1000))
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (1_i32..3_652_059).prop_filter_map("a day", NaiveDate::from_num_days_from_ce_opt)
}

fn meta() -> impl Strategy<Value = Meta> {
    let void = (moment(), proptest::option::of(identity()), any::<String>(), any::<bool>())
        .prop_map(|(at, by, reason, undone)| Void { at, by, reason, undone });
    let who = || proptest::option::of(identity());
    (identity(), any::<u64>(), moment(), who(), moment(), who(), proptest::option::of(void), any::<u64>())
        .prop_map(|(id, version, created_at, created_by, updated_at, updated_by, void, entry)| Meta {
            mark: None,
            id,
            version,
            created_at,
            created_by,
            updated_at,
            updated_by,
            void,
            entry,
        })
}

/// A value that a field of the kind can hold.
fn value_of(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text | Kind::LongText => any::<String>().prop_map(Value::text).boxed(),
        Kind::Integer | Kind::Decimal(_) => any::<i64>().prop_map(Value::Integer).boxed(),
        Kind::Money => any::<i64>().prop_map(|fen| Value::Money(Money::from_fen(fen))).boxed(),
        Kind::Date => day().prop_map(Value::Date).boxed(),
        Kind::DateTime => {
            moment().prop_map(|at| Value::DateTime(at.naive_utc().with_nanosecond(0).unwrap())).boxed()
        }
        Kind::Instant => moment().prop_map(Value::Instant).boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::Choice(_) | Kind::State(_) => {
            let codes: Vec<_> = kind.options().into_iter().map(|(code, _)| code).collect();
            proptest::sample::select(codes).prop_map(Value::choice).boxed()
        }
        Kind::Link(_) => identity().prop_map(Value::Link).boxed(),
        Kind::Tags => proptest::collection::vec(any::<String>(), 1..5).prop_map(Value::Tags).boxed(),
    }
}

#[test]
fn a_field_is_called_as_in_its_register_or_as_anywhere() {
    let language = Language::SimplifiedChinese;
    assert_eq!(field_label(Some("archive_box"), "arranged_by", language), "整理人");
    assert_eq!(field_label(Some("unit"), "arranged_by", language), "整理人", "a fault at another record");
    assert_eq!(field_label(None, "arranged_by", Language::English), "Arranged by");
    assert_eq!(field_label(Some("unit"), "备注栏", language), "备注栏", "the title of a column");
}

//! What a person may read, worked out anew after a paper has begun to go round: an office of 500 people with 50,000
//! papers that came in, each read by three, and 10,000 that went out, each countersigned by two units.

use std::hint::black_box;
use std::sync::Arc;

use chancery::desk::{Clock as _, Command, Office, Session, SystemClock, Values};
use chancery::model::{Meta, Record, RecordId, Row, Value};
use chancery::records::documents::{Circulation, Countersign, Incoming, Outgoing};
use chancery::records::find;
use chancery::records::organisation::{Person, Unit};
use chancery::store::{Store, Transaction};

use crate::offices::{self, owner};
use crate::report::{Target, print, rounds};

const UNITS: usize = 40;
const PEOPLE: usize = 500;
const CAME_IN: usize = 50_000;
const WENT_OUT: usize = 10_000;

/// Puts a record into the file, past all rules.
fn put<R: Record>(transaction: &mut Transaction, values: &[(&str, Value)]) -> RecordId {
    let record_type = find(R::NAME).unwrap();
    let mut record = record_type.blank();
    for (key, value) in values {
        let (place, _) = record_type.field(key).unwrap();
        record.set_value(place, value.clone()).unwrap();
    }
    let meta = Meta { id: RecordId::generate(), version: 1, ..Meta::default() };
    let id = meta.id;
    transaction.put_row(record_type, None, &Row { meta, record }).unwrap();
    id
}

/// Runs and prints all measurements.
pub fn run() {
    let office = Office::new(Store::in_memory(&offices::info()).unwrap(), Arc::new(SystemClock)).unwrap();
    let mut transaction = office.store().begin().unwrap();
    let text = |text: String| Value::text(text);
    let units: Vec<RecordId> = (0..UNITS)
        .map(|number| {
            put::<Unit>(
                &mut transaction,
                &[("code", text(format!("U{number}"))), ("name", text(format!("部门{number}")))],
            )
        })
        .collect();
    let people: Vec<RecordId> = (0..PEOPLE)
        .map(|number| {
            let unit = Value::Link(units[number % UNITS]);
            let values = [
                ("number", text(format!("{number:04}"))),
                ("name", text(format!("人{number}"))),
                ("unit", unit),
            ];
            put::<Person>(&mut transaction, &values)
        })
        .collect();
    for number in 0..CAME_IN {
        let paper = put::<Incoming>(&mut transaction, &[("title", text(format!("来文{number}")))]);
        for reader in 0..3 {
            let reader = people[(number * 3 + reader) % PEOPLE];
            put::<Circulation>(
                &mut transaction,
                &[("paper", Value::Link(paper)), ("reader", Value::Link(reader))],
            );
        }
    }
    for number in 0..WENT_OUT {
        let paper = put::<Outgoing>(&mut transaction, &[("title", text(format!("发文{number}")))]);
        for unit in 0..2 {
            let unit = units[(number * 2 + unit) % UNITS];
            put::<Countersign>(
                &mut transaction,
                &[("paper", Value::Link(paper)), ("unit", Value::Link(unit))],
            );
        }
    }
    transaction.commit().unwrap();
    let (person, day) = (people[7], SystemClock.today());
    let snapshot = office.store().snapshot().unwrap();
    let times = rounds(21, || {
        black_box(Session::of_person(&snapshot, person, day).unwrap());
    });
    print("rights: of one person, 50,000 papers going round", &times, Target::Milliseconds(16.7));
    drop(snapshot);
    let paper = put_one(&office);
    let session = Arc::new(Session::of_person(&office.store().snapshot().unwrap(), person, day).unwrap());
    let mut next = 8;
    let times = rounds(21, || {
        next += 1;
        let values =
            Values::new().with("paper", Value::Link(paper)).with("reader", Value::Link(people[next]));
        let id = RecordId::generate();
        office
            .execute(&owner(), Command::Create { register: Circulation::NAME.to_owned(), id, values })
            .unwrap();
        black_box(office.reader(&session).unwrap());
    });
    print("rights: a paper goes round to one more, and the next look", &times, Target::Milliseconds(16.7));
}

/// One more paper, as somebody makes it.
fn put_one(office: &Office) -> RecordId {
    let id = RecordId::generate();
    let values = Values::new().text("title", "又一件").text("sender", "市局");
    let values = values.with("received_on", Value::Date(SystemClock.today()));
    office.execute(&owner(), Command::Create { register: Incoming::NAME.to_owned(), id, values }).unwrap();
    id
}

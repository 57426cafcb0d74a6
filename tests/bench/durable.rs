//! One durable command against a bare `fdatasync`, and eight writers that share commits against one.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};

use chancery::desk::{Command, Values};
use chancery::model::RecordId;

use crate::offices;
use crate::report::{Target, in_turn, print_against, timed};
use crate::sqlite::Sqlite;

const ROUNDS: usize = 300;

fn create(number: usize) -> Command {
    let values = Values::new().text("name", "张三").text("email", format!("{number}@office.example"));
    Command::Create { register: "person".to_owned(), id: RecordId::generate(), values }
}

/// Runs and prints all measurements.
pub fn run() {
    let office = offices::fresh("durable.chancery");
    let session = offices::owner();
    let path = offices::folder().join("durable.raw");
    let mut raw = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(&path).unwrap();
    raw.write_all(&vec![0; 4096 * 1024]).unwrap();
    raw.sync_all().unwrap();
    let (mut number, mut page) = (0, 0_u64);
    let mut one = || {
        number += 1;
        office.execute(&session, create(number)).unwrap();
    };
    let mut floor = || {
        page = (page + 1) % 1024;
        raw.seek(SeekFrom::Start(page * 4096)).unwrap();
        raw.write_all(&[7; 4096]).unwrap();
        raw.sync_data().unwrap();
    };
    let (ours, bare) = in_turn(ROUNDS, &mut one, &mut floor);
    print_against("durable: one command", &ours, "fdatasync", &bare, Target::Times(4.0));

    let (mut shared, mut single) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS / 8 {
        let eight = || {
            let answers: Vec<_> =
                (0..8).map(|at| office.submit(&session, create(1_000_000 + round * 8 + at))).collect();
            for answer in answers {
                answer.recv().unwrap().unwrap();
            }
        };
        shared.push(timed(eight).0 / 8.0);
        single.push(timed(&mut one).0);
    }
    print_against("durable: a command of eight at once", &shared, "one alone", &single, Target::Faster(4.0));

    let database = offices::folder().join("durable.sqlite");
    fs::remove_file(&database).ok();
    if let Some(mut peer) = Sqlite::open(&database) {
        peer.run(
            "PRAGMA synchronous=FULL; CREATE TABLE person(id BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID;\
             CREATE TABLE mail(email TEXT PRIMARY KEY, id BLOB) WITHOUT ROWID;\
             CREATE TABLE audit(number INTEGER PRIMARY KEY, entry BLOB);",
        );
        let theirs = || {
            peer.run(
                "BEGIN; INSERT INTO person VALUES(randomblob(16), randomblob(150));\
                 INSERT INTO mail VALUES(hex(randomblob(12)), randomblob(16));\
                 INSERT INTO audit(entry) VALUES(randomblob(200)); COMMIT;",
            );
        };
        let (ours, theirs) = in_turn(ROUNDS / 3, one, theirs);
        print_against("durable: one command", &ours, "SQLite default", &theirs, Target::Faster(1.8));
    }
}

//! A list of 1,000,000 rows: read, filtered key by key, sorted by each column, patched after a change.
//!
//! The floor of a filter is one substring search over the same texts standing one after another.

use std::hint::black_box;

use chancery::desk::{RegisterList, RegisterTable, Touched, Wanted, Which, patch};
use chancery::records;
use chancery::text::Language;
use memchr::memmem;

use crate::offices::{self, COLUMNS, ROWS};
use crate::report::{Target, in_turn, print, print_against, print_amount, resident, rounds, timed};
use crate::sqlite::Sqlite;

const ROUNDS: usize = 9;

/// Runs and prints all measurements.
pub fn run() {
    let office = offices::open(&offices::million());
    let reader = office.reader(&offices::owner()).unwrap();
    let person = records::find("person").unwrap();
    let before = resident("self");
    let read = |which, wanted| {
        RegisterTable::read(&reader, person, which, wanted, Language::English, &mut |_| true).unwrap()
    };
    let (time, table) = timed(|| read(Which::Living, Wanted::All));
    assert_eq!(table.len(), ROWS);
    print("list: 1,000,000 rows read from the file", &[time], Target::None);
    print_amount("list: memory of 1,000,000 rows of 13 fields", resident("self") - before, "MB", None);
    let mut list = RegisterList::new(table.clone());

    let mut peer = Sqlite::open(std::path::Path::new(":memory:"));
    if let Some(peer) = &mut peer {
        peer.run(&format!(".import --csv {} t", offices::table().display()));
    }
    filter(&mut list, peer.as_mut());
    sort(&mut list, peer.as_mut());

    let id = list.id(0).unwrap();
    let touched = [Touched { register: "person", id }];
    let times = rounds(ROUNDS, || {
        black_box(patch(&reader, std::slice::from_ref(&table), &touched).unwrap());
    });
    print("list: one changed record read again (worker)", &times, Target::None);
    let patched = patch(&reader, std::slice::from_ref(&table), &touched).unwrap().unwrap().remove(0);
    let times = rounds(ROUNDS, || {
        let mut list = RegisterList::new(patched.clone());
        list.filter("", &[]);
        list.sort(&[(1, false)]);
        black_box(list.len());
    });
    print("list: shown and sorted again after a change (window)", &times, Target::Milliseconds(50.0));
}

fn filter(list: &mut RegisterList, mut peer: Option<&mut Sqlite>) {
    let text: String = (0..ROWS).map(|number| offices::row(number).join("\u{1}") + "\n").collect();
    for typed in ["王", "王芳", "zhang", "e0123", "staff 77", "6123", "zzz"] {
        let mut keys: Vec<String> = Vec::new();
        for character in typed.chars() {
            keys.push(keys.last().cloned().unwrap_or_default() + &character.to_string());
        }
        for key in keys {
            let floor = || {
                black_box(memmem::find_iter(text.as_bytes(), &key).count());
            };
            // As it is typed: each key after the one before it.
            let shorter: String = key.chars().take(key.chars().count() - 1).collect();
            let mut ours = Vec::new();
            let mut floors = Vec::new();
            for _ in 0..ROUNDS {
                list.filter(&shorter, &[]);
                ours.push(timed(|| list.filter(&key, &[])).0);
                floors.push(timed(floor).0);
            }
            let name = format!("list: filter “{key}” ({} rows)", list.len());
            print_against(&name, &ours, "memmem", &floors, Target::Milliseconds(5.0));
        }
        if let Some(peer) = &mut peer {
            let any: Vec<String> =
                COLUMNS.iter().map(|column| format!("{column} LIKE '%{typed}%'")).collect();
            let query = format!("SELECT count(*) FROM t WHERE {};", any.join(" OR "));
            let whole = || {
                list.filter("", &[]);
                list.filter(typed, &[]);
            };
            let (ours, theirs) = in_turn(3, whole, || {
                black_box(peer.run(&query));
            });
            let name = format!("list: filter “{typed}” at once");
            print_against(&name, &ours, "SQLite LIKE", &theirs, Target::Faster(20.0));
        }
    }
    list.filter("", &[]);
}

fn sort(list: &mut RegisterList, mut peer: Option<&mut Sqlite>) {
    let person = records::find("person").unwrap();
    for column in COLUMNS {
        let (place, _) = person.field(column).unwrap();
        let (first, ()) = timed(|| list.sort(&[(place, false)]));
        print(&format!("list: sort by {column}, the first time"), &[first], Target::Milliseconds(150.0));
        let ours = || list.sort(&[(place, true)]);
        match &mut peer {
            Some(peer) => {
                let query =
                    format!("SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY {column}) n FROM t);");
                let (ours, theirs) = in_turn(3, ours, || {
                    black_box(peer.run(&query));
                });
                let name = format!("list: sort by {column} again");
                print_against(&name, &ours, "SQLite", &theirs, Target::Milliseconds(150.0));
            }
            None => {
                let times = rounds(ROUNDS, ours);
                print(&format!("list: sort by {column} again"), &times, Target::Milliseconds(150.0));
            }
        }
    }
    list.sort(&[]);
}

//! Size of the file of 100,000 staff against the bytes that live in it and against SQLite with the same entries.

use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;

use chancery::desk::scale::Scale;
use chancery::records::RECORDS;
use chancery::store::{Store, Table};

use crate::offices;
use crate::report::print_amount;
use crate::sqlite::Sqlite;

const MEGABYTE: f64 = 1024.0 * 1024.0;

/// Runs and prints all measurements.
pub fn run() {
    let made = offices::of_scale(Scale::Large);
    let path = offices::folder().join("size.chancery");
    fs::copy(&made, &path).unwrap();
    let megabytes =
        |path: &std::path::Path| fs::metadata(path).map_or(0.0, |data| data.len() as f64) / MEGABYTE;
    let (script, database) = (offices::folder().join("size.sql"), offices::folder().join("size.sqlite"));
    let mut sql = std::io::BufWriter::new(fs::File::create(&script).unwrap());
    writeln!(sql, "BEGIN;").unwrap();
    let mut live = 0;
    let store = Store::open(&path).unwrap();
    let snapshot = store.snapshot().unwrap();
    let rows = RECORDS.iter().map(|record_type| Table::Rows(record_type.name()));
    for table in Table::FIXED.into_iter().chain(rows) {
        let name = table.name();
        writeln!(sql, "CREATE TABLE \"{name}\"(k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID;").unwrap();
        let (mut bytes, mut entries) = (0, 0);
        snapshot
            .visit(table, &[], &mut |key, value| {
                bytes += key.len() + value.len();
                entries += 1;
                let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                writeln!(sql, "INSERT INTO \"{name}\" VALUES(X'{}',X'{}');", hex(key), hex(value)).unwrap();
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        if let Some(each) = usize::checked_div(bytes, entries) {
            let megabytes = bytes as f64 / MEGABYTE;
            println!("size: {name:<20} {entries:>8} entries {megabytes:>8.1} MB, {each} bytes each");
        }
        live += bytes;
    }
    drop(snapshot);
    writeln!(sql, "COMMIT;").unwrap();
    sql.flush().unwrap();
    let live = live as f64 / MEGABYTE;
    print_amount("size: live bytes", live, "MB", None);
    print_amount("size: file as written, of live bytes", megabytes(&path) / live, "×", Some(2.0));
    let started = std::time::Instant::now();
    store.compact(&mut |_, _| true).unwrap();
    print_amount("size: compaction, copied and compared", started.elapsed().as_secs_f64(), "s", None);
    drop(store);
    let packed = megabytes(&path);
    print_amount("size: file after compaction, of live bytes", packed / live, "×", Some(2.0));
    fs::remove_file(&database).ok();
    if let Some(mut peer) = Sqlite::open(&database) {
        peer.run(&format!("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;\n.read {}", script.display()));
        print_amount("size: file after compaction, of SQLite", packed / megabytes(&database), "×", Some(1.6));
    }
    for file in [path, script, database] {
        fs::remove_file(file).ok();
    }
}

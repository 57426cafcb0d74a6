//! A process that is killed while it writes (SIGKILL, TerminateProcess): its file holds every command it was answered.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use chancery::desk::{Command as Change, Office, SystemClock};
use chancery::exchange::attaching::attach_command;
use chancery::records::{RECORDS, find};
use chancery::store::{Store, attachment, integrity};

use crate::fixture::{Random, id, info, owner, person};

/// Names the file to the process that will be killed.
const FILE: &str = "CHANCERY_TEST_KILLED_FILE";

/// Kills of a process that writes command after command.
const KILLS: u64 = 160;

/// Kills of the program itself while it carries out a verb.
const VERB_KILLS: u64 = 40;

/// Not a test but the process that is killed: adds people, each with an attachment, and says so after each.
#[test]
#[ignore = "the other half of a killed writer loses nothing"]
fn writer() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let office = Office::open(Path::new(&file), Arc::new(SystemClock)).unwrap();
    let people = office.reader(&owner()).unwrap().count(find("person").unwrap()).unwrap();
    let mut output = std::io::stdout().lock();
    for number in u32::try_from(people).unwrap() + 1.. {
        office.execute(&owner(), person(number, "众")).unwrap();
        office.execute(&owner(), file_of(number)).unwrap();
        writeln!(output, "\nanswered {number}").unwrap();
        output.flush().unwrap();
    }
}

/// The file of a person.
fn file_of(number: u32) -> Change {
    attach_command("person", id(number), "件.txt", format!("第{number}件").into(), "")
}

#[test]
fn a_killed_writer_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    drop(Store::create(&file, &info()).unwrap());
    let mut random = Random(3);
    let mut answered = 0_u32;
    for kill in 0..KILLS {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::writer", "--ignored", "--nocapture"])
            .env(FILE, &file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = BufReader::new(writer.stdout.take().unwrap());
        let reader = std::thread::Builder::new()
            .name("answers".to_owned())
            .spawn(move || {
                let lines = output.lines().map_while(Result::ok);
                lines.filter_map(|line| line.strip_prefix("answered ")?.parse::<u32>().ok()).last()
            })
            .unwrap();
        std::thread::sleep(Duration::from_millis(20 + random.below(60)));
        writer.kill().unwrap();
        writer.wait().unwrap();
        answered = answered.max(reader.join().unwrap().unwrap_or(0));

        let store = Store::open(&file).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        let snapshot = store.snapshot().unwrap();
        let report = integrity::check(&snapshot, RECORDS).unwrap();
        assert_eq!(report.findings, [], "kill {kill}");
        assert!(report.records >= u64::from(answered), "kill {kill}: {} of {answered}", report.records);
        drop(snapshot);
        let office = Office::new(store, Arc::new(SystemClock)).unwrap();
        let reader = office.reader(&owner()).unwrap();
        for number in 1..=answered {
            let kept = reader.attachments(find("person").unwrap(), id(number)).unwrap();
            assert_eq!(kept.len(), 1, "kill {kill}: person {number}");
            // What the search looks through is written with the content, or not at all.
            let text = attachment::text(&office.store().snapshot().unwrap(), &kept[0].sha256).unwrap();
            assert!(text.is_some_and(|text| text == format!("第{number}件")), "kill {kill}: text {number}");
        }
        // A person was added and not yet their attachment: two commands, so both states are whole.
        let people = u32::try_from(report.records).unwrap();
        assert!(people <= answered + 1, "kill {kill}: {people} people, {answered} answered");
        answered = people;
        if reader.attachments(find("person").unwrap(), id(people)).unwrap().is_empty() && people > 0 {
            office.execute(&owner(), file_of(people)).unwrap();
        }
    }
    assert!(answered > 50, "the writer only got to {answered}");
}

/// The program itself, killed at a random moment of an `add` or of an `import` of a thousand rows.
#[test]
fn a_killed_verb_is_done_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    drop(Store::create(&file, &info()).unwrap());
    let mut random = Random(5);
    let (mut answered, mut cut) = (0_u64, 0_u64);
    for kill in 0..VERB_KILLS {
        let many = kill % 4 == 3;
        let rows = if many { 1_000 } else { 1 };
        let mut verb = Command::new(env!("CARGO_BIN_EXE_chancery"));
        verb.arg("--file").arg(&file).env("XDG_STATE_HOME", folder.path());
        if many {
            let table = folder.path().join(format!("{kill}.csv"));
            let lines: String = (0..rows).map(|row| format!("{kill}-{row},众\n")).collect();
            std::fs::write(&table, format!("number,name\n{lines}")).unwrap();
            verb.args(["import", "person"]).arg(&table);
        } else {
            verb.args(["add", "person", "name=众"]).arg(format!("number={kill}"));
        }
        let mut running = verb.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.below(if many { 600 } else { 40 })));
        running.kill().ok();
        let done = running.wait().unwrap().success();
        cut += u64::from(!done);

        let store = Store::open(&file).unwrap_or_else(|error| panic!("kill {kill}: {error}"));
        let report = integrity::check(&store.snapshot().unwrap(), RECORDS).unwrap();
        assert_eq!(report.findings, [], "kill {kill}");
        let more = report.records - answered;
        assert!(more == rows || (more == 0 && !done), "kill {kill}: {more} of {rows}, done {done}");
        answered = report.records;
    }
    assert!(cut > 4 && answered > 4, "{cut} were cut, {answered} records were made");
}

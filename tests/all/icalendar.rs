//! Calendar files: those of other programs in and out, those that must be refused, invitations, answers, bad input.

use std::fs;
use std::path::{Path, PathBuf};

use chancery::desk::{Command, Conditions, Office, Reader, Values};
use chancery::exchange::icalendar::read_calendar;
use chancery::exchange::{ImportOptions, ImportReport, export_file, import_file};
use chancery::model::Stored;
use chancery::records;
use chancery::records::meetings::{Meeting, MeetingState};
use proptest::prelude::*;

use crate::fixture::{office, owner};

struct Place(Office);

impl Place {
    fn new() -> Self {
        Self(office())
    }

    fn reader(&self) -> Reader {
        self.0.reader(&owner()).unwrap()
    }
}

fn data(folder: &str) -> Vec<PathBuf> {
    let data = std::env::var_os("CHANCERY_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = data.join("calendar").join(folder);
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: there is no folder {}", folder.display());
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn import(place: &Place, path: &Path) -> ImportReport {
    import_file(&place.0, &owner(), "meeting", path, &ImportOptions::default()).unwrap()
}

fn import_text(place: &Place, text: &str) -> ImportReport {
    let file = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
    fs::write(file.path(), text).unwrap();
    import(place, file.path())
}

fn meetings(place: &Place) -> Vec<Stored<Meeting>> {
    let mut all = place.reader().all::<Meeting>().unwrap();
    all.sort_by_key(|stored| (stored.record.uid.clone(), stored.record.recurrence_id));
    all
}

fn export(place: &Place) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.ics");
    let record_type = records::find("meeting").unwrap();
    export_file(&place.reader(), record_type, &path, &Conditions::default()).unwrap();
    fs::read_to_string(path).unwrap()
}

/// Everything about a meeting but its identity here.
fn meaning(place: &Place) -> Vec<Meeting> {
    let without = |stored: Stored<Meeting>| Meeting { series: None, ..stored.record };
    meetings(place).into_iter().map(without).collect()
}

fn calendar(body: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//Test//EN\r\n{body}END:VCALENDAR\r\n")
}

fn event(lines: &str) -> String {
    let lines = lines.trim().replace('\n', "\r\n");
    format!("BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n{lines}\r\nEND:VEVENT\r\n")
}

#[test]
fn valid_files_come_back_with_the_same_meaning() {
    let mut bad = Vec::new();
    for path in data("valid") {
        let place = Place::new();
        // The folder names one file without an extension.
        let copy = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
        fs::copy(&path, copy.path()).unwrap();
        let report = import(&place, copy.path());
        let shown = path.display();
        let in_format = |code: &str| {
            [
                "no_meeting",
                "todo_elsewhere",
                "free_busy",
                "no_start",
                "asked",
                "not_here",
                "older",
                "not_parted",
                "twice",
                "unknown_zone",
                "near_zone",
                "too_long",
            ]
            .contains(&code)
        };
        let unexpected: Vec<_> =
            report.problems.iter().filter(|problem| !in_format(problem.message.code())).collect();
        let again = import(&place, copy.path());
        let written = export(&place);
        let folded = written.split("\r\n").all(|line| line.len() <= 75);
        let other = Place::new();
        let back = import_text(&other, &written);
        let accounted = report.created + report.updated + report.unchanged + report.skipped == report.read;
        let (before, after) = (meaning(&place), meaning(&other));
        let differs = before.iter().zip(&after).find(|(before, after)| before != after);
        let stable = again.created + again.updated == 0;
        if !unexpected.is_empty()
            || !stable
            || !folded
            || !back.problems.is_empty()
            || !accounted
            || before != after
        {
            bad.push(format!("{shown}: {unexpected:?} {report:?} {again:?} {:?} {differs:?}", back.problems));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}

/// Properties whose meaning stands in fields, and so is written in our own words.
const IN_FIELDS: [&str; 17] = [
    "BEGIN",
    "END",
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "DURATION",
    "RRULE",
    "EXRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "SEQUENCE",
    "STATUS",
    "SUMMARY",
    "LOCATION",
    "DESCRIPTION",
];

#[test]
fn nothing_a_file_says_is_dropped_in_silence() {
    let mut lost = Vec::new();
    for path in data("valid") {
        let place = Place::new();
        let copy = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
        let bytes = fs::read(&path).unwrap();
        fs::write(copy.path(), &bytes).unwrap();
        let report = import(&place, copy.path());
        let written = export(&place).replace("\r\n ", "");
        let told: Vec<u64> =
            report.problems.iter().chain(&report.notes).map(|problem| problem.line).collect();
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        let (mut stack, mut begin, mut number) = (Vec::new(), 0, 0);
        let mut lines = text.split('\n').peekable();
        while let Some(first) = lines.next() {
            number += 1;
            let (at, mut line) = (number, first.to_owned());
            while let Some(more) = lines.peek().and_then(|next| next.strip_prefix([' ', '\t'])) {
                line.push_str(more);
                lines.next();
                number += 1;
            }
            let name = line.split([':', ';']).next().unwrap_or_default().to_ascii_uppercase();
            match name.as_str() {
                "BEGIN" => {
                    stack.push(line[6..].trim().to_ascii_uppercase());
                    begin = if stack.len() == 2 { at } else { begin };
                }
                "END" => {
                    stack.pop();
                }
                _ => {}
            }
            let in_event = stack.get(1).is_some_and(|component| component == "VEVENT");
            let of_calendar = stack.len() == 1
                && !["VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-TIMEZONE", "END"]
                    .contains(&name.as_str());
            let is_checked =
                of_calendar || (in_event && (stack.len() > 2 || !IN_FIELDS.contains(&name.as_str())));
            let clean: String =
                line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            if is_checked
                && !line.trim().is_empty()
                && !written.contains(clean.trim_end())
                && !told.contains(&at)
                && !told.contains(&begin)
            {
                lost.push(format!("{}:{at} {}", path.display(), clean.chars().take(80).collect::<String>()));
            }
        }
    }
    assert!(lost.is_empty(), "{} lines:\n{}", lost.len(), lost[..lost.len().min(40)].join("\n"));
}

#[test]
fn files_that_break_the_format_are_refused_with_line_and_reason() {
    for path in data("invalid") {
        let Err(refusal) = read_calendar(&fs::read(&path).unwrap()) else {
            panic!("{} was read", path.display())
        };
        assert!(refusal.line >= 1, "{}: {refusal:?}", path.display());
        let place = Place::new();
        let report = import(&place, &path);
        assert_eq!((report.created, report.problems.len()), (0, 1), "{}: {report:?}", path.display());
    }
}

#[test]
fn a_meeting_is_known_by_its_identity() {
    let place = Place::new();
    let first = event(
        "UID:a@x\nSUMMARY;LANGUAGE=de:Besprechung\\, wöchentlich\nDTSTART;TZID=Europe/Berlin:20260105T090000\nDURATION:PT1H30M\nRRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20260112T090000\nLOCATION:Raum 3\nX-OWN:kept\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:b@x\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nDESCRIPTION:soon\nEND:VALARM",
    );
    let changed = event(
        "UID:a@x\nRECURRENCE-ID:20260119T080000Z\nSUMMARY:Moved\nDTSTART;TZID=Europe/Berlin:20260119T140000\nDTEND;TZID=Europe/Berlin:20260119T150000",
    );
    let report = import_text(&place, &calendar(&format!("{changed}{first}")));
    assert_eq!((report.created, report.problems.len()), (2, 0), "{report:?}");
    let all = meetings(&place);
    let (series, one) = (&all[0].record, &all[1].record);
    assert_eq!(series.title, "Besprechung, wöchentlich");
    assert_eq!(series.end.unwrap().to_string(), "2026-01-05 10:30:00");
    assert_eq!(series.time_zone, "Europe/Berlin");
    assert_eq!(series.recurrence, "RRULE:FREQ=WEEKLY;COUNT=5\nEXDATE:20260112T090000");
    assert!(series.icalendar.contains("X-OWN:kept") && series.icalendar.contains("TRIGGER:-PT15M"));
    assert_eq!(one.recurrence_id.unwrap().to_string(), "2026-01-19 09:00:00");
    assert_eq!(one.series.map(|id| id.erase()), Some(all[0].meta.id));
    // An answer stands with the meeting, a cancellation takes one occurrence away.
    let method = |method: &str, event: &str| calendar(&format!("METHOD:{method}\r\n{event}"));
    let answer =
        event("UID:a@x\nDTSTART;TZID=Europe/Berlin:20260105T090000\nATTENDEE;PARTSTAT=ACCEPTED:MAILTO:b@x");
    assert_eq!(import_text(&place, &method("REPLY", &answer)).updated, 1);
    assert!(meetings(&place)[0].record.icalendar.contains("ACCEPTED"));
    assert!(!meetings(&place)[0].record.icalendar.contains("NEEDS-ACTION"));
    let off = event("UID:a@x\nSEQUENCE:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260126T090000");
    assert_eq!(import_text(&place, &method("CANCEL", &off)).updated, 1);
    assert!(meetings(&place)[0].record.recurrence.ends_with("EXDATE:20260126T090000"));
    let older = event("UID:a@x\nSEQUENCE:0\nSUMMARY:Old\nDTSTART:20260105T090000Z");
    let report = import_text(&place, &method("REQUEST", &older));
    assert_eq!((report.updated, report.problems[0].message.code()), (0, "older"));
    let all_off = event("UID:a@x\nSEQUENCE:2");
    assert_eq!(import_text(&place, &method("CANCEL", &all_off)).problems, []);
    assert_eq!(meetings(&place)[0].record.state, MeetingState::Cancelled);
    let elsewhere = import_text(&place, &method("CANCEL", &event("UID:z@x")));
    assert_eq!(elsewhere.problems[0].message.code(), "not_here");
    let counter = import_text(&place, &method("COUNTER", &older));
    assert_eq!(counter.problems[0].message.code(), "asked");
}

#[test]
fn a_meeting_that_is_being_prepared_is_called_off_by_a_file() {
    let place = Place::new();
    let planned = "UID:p@x\nSUMMARY:Budget\nDTSTART:20260701T010000Z\nDTEND:20260701T020000Z";
    assert_eq!(import_text(&place, &calendar(&event(planned))).problems, []);
    let approve = Command::Move {
        register: "meeting".to_owned(),
        id: meetings(&place)[0].meta.id,
        base: None,
        transition: "approve".to_owned(),
        values: Values::new(),
        reason: None,
    };
    place.0.execute(&owner(), approve).unwrap();
    assert_eq!(meetings(&place)[0].record.state, MeetingState::Preparing);
    let off = calendar(&event(&format!("{planned}\nSTATUS:CANCELLED")));
    assert_eq!(import_text(&place, &off).problems, []);
    assert_eq!(meetings(&place)[0].record.state, MeetingState::Cancelled);
    assert_eq!(import_text(&place, &off).unchanged, 1);
}

#[test]
fn zones_of_others() {
    let place = Place::new();
    let zone = |name: &str| {
        format!(
            "BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
        )
    };
    let body = |name: &str, uid: &str| {
        format!(
            "{}{}",
            zone(name),
            event(&format!("UID:{uid}\nSUMMARY:x\nDTSTART;TZID={name}:20260701T090000"))
        )
    };
    assert_eq!(import_text(&place, &calendar(&body("Eastern Standard Time", "a"))).problems, []);
    assert_eq!(import_text(&place, &calendar(&body("Our own office", "b"))).problems, []);
    assert_eq!(import_text(&place, &calendar(&body("/x.org/Olson/America/Toronto", "c"))).problems, []);
    let zones: Vec<String> = meetings(&place).into_iter().map(|stored| stored.record.time_zone).collect();
    assert_eq!(zones[0], "America/New_York");
    assert_eq!(zones[2], "America/Toronto");
    let found = chancery::rules::time_zones::Zone::find(&zones[1]).unwrap();
    assert_eq!(
        (found.offset(1_782_900_000), found.offset(1_768_000_000)),
        (-14_400, -18_000),
        "{}",
        zones[1]
    );
    let unknown = calendar(&event("UID:d\nSUMMARY:x\nDTSTART;TZID=Mars:20260701T090000"));
    assert_eq!(import_text(&place, &unknown).problems[0].message.code(), "undescribed_zone");
}

/// The rules of before 2007, which an old program writes of every year.
#[test]
fn a_zone_that_is_nearly_one_of_the_database_is_read_as_that_and_told() {
    let place = Place::new();
    let zone = "BEGIN:VTIMEZONE\r\nTZID:Eastern\r\nBEGIN:STANDARD\r\nDTSTART:19501029T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19500402T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nRRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n";
    let meeting = "UID:near\nSUMMARY:Call\nDTSTART;TZID=Eastern:20260105T090000\nDURATION:PT1H";
    let report = import_text(&place, &calendar(&format!("{zone}{}", event(meeting))));
    let told: Vec<&str> = report.problems.iter().map(|problem| problem.message.code()).collect();
    assert_eq!(told, ["near_zone"]);
    let found = &meetings(&place)[0].record;
    let clock = chancery::rules::time_zones::Zone::find(&found.time_zone).unwrap();
    let noon = chrono::DateTime::parse_from_rfc3339("2026-01-05T14:00:00Z").unwrap().timestamp();
    assert_eq!(clock.offset(noon), -5 * 3600, "{}", found.time_zone);
}

#[test]
fn charsets_and_folding() {
    let place = Place::new();
    let text = calendar(&event("UID:a\nSUMMARY:办公室主任办公会议\nDTSTART;VALUE=DATE:20260105"));
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let file = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
    fs::write(file.path(), bytes).unwrap();
    assert_eq!(import(&place, file.path()).created, 1);
    assert_eq!(meetings(&place)[0].record.title, "办公室主任办公会议");
    assert!(meetings(&place)[0].record.all_day);
    let long = format!("UID:b\nSUMMARY:{}\nDTSTART:20260105T090000Z", "会议".repeat(120));
    assert_eq!(import_text(&place, &calendar(&event(&long))).problems, []);
    let written = export(&place);
    assert!(
        written.split("\r\n").all(|line| line.len() <= 75 && std::str::from_utf8(line.as_bytes()).is_ok())
    );
    let other = Place::new();
    import_text(&other, &written);
    assert_eq!(meaning(&other), meaning(&place));
}

#[test]
fn hostile_files_are_bounded() {
    let refused = |text: &str| read_calendar(text.as_bytes()).unwrap_err();
    assert_eq!(refused("").message.code(), "no_calendar");
    assert_eq!(refused(&"BEGIN:VCALENDAR\r\n".repeat(2)).line, 2);
    let deep = format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:VEVENT\r\n".repeat(100));
    assert_eq!(refused(&deep).message.code(), "too_deep");
    let many = "BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(200_001);
    assert_eq!(refused(&calendar(&many)).message.code(), "too_many_events");
    let place = Place::new();
    let absurd = calendar(&event("UID:a\nSUMMARY:x\nDTSTART:99990101T000000Z"));
    assert_eq!(import_text(&place, &absurd).problems.last().unwrap().message.code(), "no_start");
    let rule = calendar(&event("UID:b\nSUMMARY:x\nDTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;BYHOUR=99"));
    let report = import_text(&place, &rule);
    assert_eq!((report.created, report.problems[0].message.code()), (0, "bad_part"), "{report:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_reader_fall(lines in prop::collection::vec("(BEGIN:VEVENT|END:VEVENT|BEGIN:VTIMEZONE|DTSTART|RDATE|EXDATE;TZID=|DURATION|[A-Z-]{1,8})?[:;=\",A-Z0-9é ]{0,30}", 0..20)) {
        let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{}\nEND:VCALENDAR\n", lines.join("\n"));
        read_calendar(text.as_bytes()).ok();
    }
}

//! Rules that reach over several registers: what was issued, closed, assigned or carried out stays as it was, whichever way
//! one comes at it; and what rooms and series refuse.

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values, check_times};
use chancery::model::{Id, Problem, Record, Value};
use chancery::records::archive::{ArchiveItem, ArchiveItemState, Disposal, DisposalLine, DisposalState};
use chancery::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState};
use chancery::records::meetings::{Meeting, MeetingState};
use chancery::records::supervision::{Matter, MatterState};
use chancery::store::{Store, occupancy};

use crate::archive::{because, filed, link, run, scheme, with};
use crate::fixture::{
    SetClock, appointment, create, day, go, id, info, person, post, signed, unit, update, void,
};

pub type Refusals = Vec<(Option<&'static str>, &'static str)>;

/// Monday 2 March 2026, noon.
pub fn office() -> (Office, Arc<SetClock>) {
    let clock = SetClock::new();
    (Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap(), clock)
}

/// Somebody at work in a role, whose post does the office's business.
pub fn worker(office: &Office, number: u32, role: &str) {
    run(office, person(number, &format!("人{number}")));
    run(office, post(number + 100, &format!("P{number}"), role));
    run(office, appointment(number + 200, number, number + 100));
    for (place, function) in [(300, "administration"), (400, "supervision")] {
        let duty = Values::new().with("post", link(number + 100)).with("function", Value::choice(function));
        let involvement = if role == "director" { "A" } else { "R" };
        run(office, create("duty", number + place, duty.with("involvement", Value::choice(involvement))));
    }
}

/// A session of somebody, with the rights that they have then.
pub fn acting(number: u32) -> Arc<Session> {
    let mut session = Session::owner();
    session.person = Some(id(number));
    Arc::new(session)
}

pub fn refused_as(office: &Office, session: &Arc<Session>, command: Command) -> Refusals {
    match office.execute(session, command.clone()) {
        Err(Problem::Input(faults)) => {
            faults.into_iter().map(|fault| (fault.field, fault.message.code())).collect()
        }
        Err(Problem::Denied(rule)) => vec![(None, rule.code())],
        other => panic!("{command:?}: {other:?}"),
    }
}

pub fn refused(office: &Office, command: Command) -> Refusals {
    refused_as(office, &Arc::new(Session::owner()), command)
}

pub fn read<R: Record>(office: &Office, number: u32) -> R {
    let session = Arc::new(Session::owner());
    office.reader(&session).unwrap().find::<R>(Id::new(id(number))).unwrap().unwrap().record
}

pub fn time(text: &str) -> Value {
    Value::DateTime(format!("{text}:00").parse().unwrap())
}

pub fn as_person(office: &Office, number: u32, command: Command) {
    office.execute(&acting(number), command.clone()).unwrap_or_else(|why| panic!("{command:?}: {why:?}"));
}

/// A draft that was submitted passes both hands: somebody for the unit, then a secretary.
pub fn checked(office: &Office, number: u32, head: u32, secretary: u32) {
    run(office, signed(go("outgoing", number, "check"), head));
    run(office, signed(go("outgoing", number, "endorse"), secretary));
}

// 归档

#[test]
fn papers_are_archived_by_filing_alone() {
    let (office, _) = office();
    let came = Values::new().text("title", "通知").text("sender", "市国资委").text("result", "已办");
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("closed"));
    run(&office, create("incoming", 20, came));
    let sent = Values::new().text("title", "通知").with("state", Value::choice("issued"));
    run(&office, create("outgoing", 21, sent));
    assert_eq!(refused(&office, go("incoming", 20, "archive")), [(None, "filed_by_filing")]);
    assert_eq!(refused(&office, go("outgoing", 21, "archive")), [(None, "filed_by_filing")]);
    scheme(&office);
    for (item, register, paper) in [(30, "incoming", 20), (31, "outgoing", 21)] {
        let values = Values::new().text("title", "通知").text("author", "市国资委");
        let values = values.with("formed_on", day("2026-03-01")).with("fonds", link(1));
        let values = values.with("category", link(2)).with("division", link(3)).with(register, link(paper));
        let values = values.with("retention", Value::choice("D10"));
        run(&office, create("archive_item", item, values));
        run(&office, filed(item));
    }
    assert_eq!(read::<Incoming>(&office, 20).state, IncomingState::Archived);
    assert_eq!(read::<Outgoing>(&office, 21).state, OutgoingState::Archived);
    // Both are taken back together.
    run(&office, Command::Undo);
    assert_eq!(read::<Outgoing>(&office, 21).state, OutgoingState::Issued);
    assert_eq!(read::<ArchiveItem>(&office, 31).state, ArchiveItemState::Pending);
}

// 纪要

/// A meeting (1) chaired by 60 with a member (61), an item (90) and a statement (91), its minutes issued.
fn issued(office: &Office) {
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "secretary")] {
        worker(office, number, role);
    }
    let values = Values::new().text("title", "办公会").with("chair", link(60)).text("minutes", "议定三项");
    let values = values.with("start", time("2026-03-02T09:00")).with("end", time("2026-03-02T10:00"));
    run(office, create("meeting", 1, values.with("state", Value::choice("reviewing"))));
    let of = || Values::new().with("meeting", link(1));
    run(office, create("attendee", 70, of().with("person", link(61))));
    let item = of().text("title", "预算").text("resolution", "同意");
    run(office, create("agenda_item", 90, item.with("state", Value::choice("resolved"))));
    run(office, create("statement", 91, of().with("speaker", link(61)).text("text", "同意")));
    as_person(office, 60, go("meeting", 1, "issue_minutes"));
    run(office, go("meeting", 1, "supervise"));
}

#[test]
fn issued_minutes_are_not_changed_behind_them() {
    let (office, _) = office();
    issued(&office);
    let text = |key: &'static str, value: &str| Values::new().text(key, value);
    for (field, values) in [
        ("minutes", text("minutes", "伪造")),
        ("title", text("title", "另一个会")),
        ("chair", Values::new().with("chair", link(62))),
        ("start", Values::new().with("start", time("2026-03-02T08:00"))),
    ] {
        assert_eq!(refused(&office, update("meeting", 1, None, values)), [(Some(field), "minutes_stand")]);
    }
    let of = || Values::new().with("meeting", link(1));
    let resolved = text("resolution", "不同意").with("votes_for", Value::Integer(0));
    for (command, fields) in [
        (update("agenda_item", 90, None, resolved), &["votes_for", "resolution"][..]),
        (update("attendee", 70, None, Values::new().with("person", link(62))), &["person"]),
        (update("statement", 91, None, text("text", "反对")), &["text"]),
    ] {
        let told: Vec<_> = fields.iter().map(|field| (Some(*field), "part_of_minutes")).collect();
        assert_eq!(refused(&office, command), told);
    }
    for command in [void("attendee", 70), void("agenda_item", 90), void("statement", 91)] {
        assert_eq!(refused(&office, command), [(None, "part_of_minutes")]);
    }
    let more = create("attendee", 71, of().with("person", link(62)));
    assert_eq!(refused_as(&office, &acting(61), more), [(None, "part_of_minutes")]);
    assert_eq!(refused(&office, void("meeting", 1)).last(), Some(&(None, "issued_meeting_stays")));
    // What is no part of the minutes can still be noted.
    run(&office, update("meeting", 1, None, text("note", "已抄送")));
}

#[test]
fn what_stands_in_minutes_is_not_undone_either() {
    let (office, _) = office();
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "secretary")] {
        worker(&office, number, role);
    }
    let values = Values::new().text("title", "办公会").with("chair", link(60)).text("minutes", "议定三项");
    let values = values.with("start", time("2026-03-02T09:00")).with("state", Value::choice("drafting"));
    run(&office, create("meeting", 1, values));
    as_person(
        &office,
        61,
        create("attendee", 70, Values::new().with("meeting", link(1)).with("person", link(61))),
    );
    as_person(&office, 62, update("meeting", 1, None, Values::new().text("minutes", "议定四项")));
    run(&office, go("meeting", 1, "submit_minutes"));
    let review = update("meeting", 1, None, Values::new().text("minutes", "议定五项"));
    assert_eq!(refused(&office, review), [(Some("minutes"), "minutes_in_review")]);
    // Nobody makes themselves the chair to sign.
    let usurped = with(go("meeting", 1, "issue_minutes"), "chair", link(62));
    assert_eq!(refused_as(&office, &acting(62), usurped), [(Some("chair"), "chair_stands")]);
    as_person(&office, 60, go("meeting", 1, "issue_minutes"));
    assert_eq!(refused_as(&office, &acting(62), Command::Undo), [(Some("minutes"), "minutes_stand")]);
    assert_eq!(refused_as(&office, &acting(61), Command::Undo), [(None, "part_of_minutes")]);
    // Whoever issued them may take that back at once.
    as_person(&office, 60, Command::Undo);
    assert_eq!(read::<Meeting>(&office, 1).state, MeetingState::Reviewing);
}

#[test]
fn a_mistake_in_minutes_is_corrected_with_a_reason_and_signed_again() {
    let (office, _) = office();
    issued(&office);
    let number = read::<Meeting>(&office, 1).minutes_number;
    assert!(!number.is_empty());
    assert_eq!(refused(&office, go("meeting", 1, "recall_minutes")), [(None, "reason_required")]);
    run(&office, because(go("meeting", 1, "recall_minutes")));
    assert_eq!(read::<Meeting>(&office, 1).issued_on, None);
    let other = update("meeting", 1, None, Values::new().with("chair", link(62)));
    assert_eq!(refused(&office, other), [(Some("chair"), "chair_stands")]);
    run(&office, update("agenda_item", 90, None, Values::new().text("resolution", "同意，下月执行")));
    run(&office, update("meeting", 1, None, Values::new().text("minutes", "议定三项，下月执行")));
    run(&office, go("meeting", 1, "submit_minutes"));
    assert_eq!(
        refused_as(&office, &acting(62), go("meeting", 1, "issue_minutes")),
        [(Some("chair"), "chair_signs")]
    );
    as_person(&office, 60, go("meeting", 1, "issue_minutes"));
    let again = read::<Meeting>(&office, 1);
    assert_eq!((again.minutes_number, again.state), (number, MeetingState::Issued));
    // Filed minutes stay.
    scheme(&office);
    let item = Values::new().text("title", "纪要").text("author", "办公室").with("meeting", link(1));
    let item = item.with("formed_on", day("2026-03-02")).with("fonds", link(1)).with("category", link(2));
    let item = item.with("division", link(3)).with("retention", Value::choice("Y"));
    run(&office, create("archive_item", 30, item));
    worker(&office, 64, "archivist");
    run(&office, signed(go("archive_item", 30, "file"), 64));
    assert_eq!(refused(&office, because(go("meeting", 1, "recall_minutes"))), [(None, "minutes_filed")]);
}

// 处置清册

/// A list (70) with one line (80), made by 12, of an item (20) whose period is over.
fn list(office: &Office) {
    scheme(office);
    worker(office, 12, "archivist");
    let class = Values::new().with("fonds", link(1)).with("category", link(2)).with("division", link(3));
    let class = class.with("year", Value::Integer(2015)).with("retention", Value::choice("D10"));
    run(office, create("archive_box", 30, class.clone()));
    let item = class.text("title", "旧文").text("author", "办公室").with("formed_on", day("2015-03-01"));
    run(office, create("archive_item", 20, item.with("pages", Value::Integer(4))));
    run(office, signed(go("archive_item", 20, "file"), 12));
    run(office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    as_person(
        office,
        12,
        create(
            "disposal",
            70,
            Values::new()
                .text("title", "销毁")
                .text("opinion", "无续存价值")
                .text("method", "化浆")
                .with("group", Value::Tags(vec!["张三".to_owned()])),
        ),
    );
    let line = Values::new().with("disposal", link(70)).with("item", link(20)).text("reason", "期满");
    as_person(office, 12, create("disposal_line", 80, line));
}

#[test]
fn a_list_of_destruction_can_not_be_emptied_by_undo() {
    let (office, _) = office();
    list(&office);
    let reason = || update("disposal_line", 80, None, Values::new().text("reason", "改写"));
    run(&office, go("disposal", 70, "submit"));
    assert_eq!(refused_as(&office, &acting(12), Command::Undo), [(None, "list_frozen")]);
    assert_eq!(refused(&office, reason()), [(Some("reason"), "list_frozen")]);
    worker(&office, 15, "director");
    run(&office, signed(go("disposal", 70, "approve"), 15));
    run(&office, signed(go("disposal", 70, "confirm"), 11));
    run(&office, with(go("disposal", 70, "sign"), "first_witness", link(10)));
    run(&office, update("disposal_line", 80, None, Values::new().with("counted", Value::Flag(true))));
    run(&office, with(go("disposal", 70, "carry_out"), "second_witness", link(19)));
    assert!(office.execute(&acting(12), Command::Undo).is_err(), "what was counted stands too");
    assert_eq!(refused(&office, reason()), [(Some("reason"), "list_frozen")]);
    let counted = update("disposal_line", 80, None, Values::new().with("counted", Value::Flag(false)));
    assert_eq!(refused(&office, counted), [(Some("counted"), "list_carried_out")]);
    let done = read::<Disposal>(&office, 70);
    assert_eq!((done.state, done.items), (DisposalState::Done, 1));
    assert_eq!(read::<DisposalLine>(&office, 80).reason, "期满");
    assert_eq!(read::<ArchiveItem>(&office, 20).state, ArchiveItemState::Destroyed);
}

#[test]
fn a_list_in_draft_is_undone_line_by_line() {
    let (office, _) = office();
    list(&office);
    as_person(&office, 12, Command::Undo);
    assert_eq!(read::<Disposal>(&office, 70).items, 0);
    as_person(&office, 12, Command::Redo);
    assert_eq!(read::<Disposal>(&office, 70).items, 1);
}

// 会议室

pub const ROOM: u32 = 900;

pub fn booked(office: &Office, number: u32, start: &str, end: &str) {
    let values = Values::new().text("title", format!("会{number}")).with("room", link(ROOM));
    run(office, create("meeting", number, values.with("start", time(start)).with("end", time(end))));
}

#[test]
fn a_room_does_not_change_under_what_is_booked_in_it() {
    let (office, clock) = office();
    run(&office, create("room", ROOM, Values::new().text("name", "第一会议室")));
    booked(&office, 1, "2026-03-03T09:00", "2026-03-03T10:00");
    booked(&office, 2, "2026-03-03T10:00", "2026-03-03T11:00");
    let change = |key: &'static str, value: Value| update("room", ROOM, None, Values::new().with(key, value));
    let text = |text: &str| Value::text(text.to_owned());
    let widened = change("buffer", Value::Integer(15));
    match office.execute(&Arc::new(Session::owner()), widened.clone()) {
        Err(Problem::Input(faults)) => {
            let said = faults[0].message.in_language(chancery::text::Language::English);
            assert!(said.contains("1 meeting to come: 2026-03-03 10:00 会2"), "{said}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(refused(&office, change("opens", text("09:30"))), [(Some("opens"), "room_is_booked")]);
    assert_eq!(refused(&office, change("closes", text("10:30"))), [(Some("closes"), "room_is_booked")]);
    assert_eq!(refused(&office, change("closed", Value::Flag(true))), [(Some("closed"), "room_is_booked")]);
    run(&office, change("closes", text("11:00")));
    // What is over stands in nobody's way, can be written on, and is no damage.
    clock.set(crate::fixture::moment(7));
    run(&office, widened);
    run(&office, change("closed", Value::Flag(true)));
    run(&office, update("meeting", 1, None, Values::new().text("note", "已开")));
    assert_eq!(check_times(&office.store().snapshot().unwrap()).unwrap(), []);
    let moved = update("meeting", 1, None, Values::new().with("start", time("2026-03-10T08:00")));
    assert!(!refused(&office, moved).is_empty(), "a closed room takes nothing new");
}

#[test]
fn a_clash_is_told_and_is_no_damage() {
    let (office, _) = office();
    run(&office, create("room", ROOM, Values::new().text("name", "第一会议室")));
    booked(&office, 1, "2026-03-03T09:00", "2026-03-03T10:00");
    booked(&office, 2, "2026-03-03T10:00", "2026-03-03T11:00");
    // As a fault of the program would leave it.
    let store = office.store();
    let record_type = chancery::records::find("meeting").unwrap();
    let session = Arc::new(Session::owner());
    let stored = office.reader(&session).unwrap().find::<Meeting>(Id::new(id(2))).unwrap().unwrap();
    let begins: chrono::NaiveDateTime = "2026-03-03T09:30:00".parse().unwrap();
    let mut late = stored.clone();
    late.record.start = Some(begins);
    let row = |of: chancery::model::Stored<Meeting>| chancery::model::Row {
        meta: of.meta,
        record: Box::new(of.record),
    };
    let mut transaction = store.begin().unwrap();
    transaction.put_row(record_type, Some(&row(stored)), &row(late)).unwrap();
    let until: chrono::NaiveDateTime = "2026-03-03T11:00:00".parse().unwrap();
    transaction.hold(id(2), &[(id(ROOM), begins..until)]).unwrap();
    transaction.commit().unwrap();
    let snapshot = store.snapshot().unwrap();
    let found = check_times(&snapshot).unwrap();
    let told: Vec<_> = found.iter().map(|of| (of.code, of.is_damage(), of.place.as_str())).collect();
    assert_eq!(told, [("clash", false, "2026-03-03 09:30 会2 / 会1")]);
    assert_eq!(occupancy::held_by(&snapshot, id(2)).unwrap(), [(id(ROOM), begins..until)]);
}

#[test]
fn a_series_does_not_take_its_room_twice() {
    let (office, _) = office();
    run(
        &office,
        create("room", ROOM, Values::new().text("name", "洽谈室").with("buffer", Value::Integer(10))),
    );
    let series = |number: u32, minutes: u32| {
        let values = Values::new().text("title", "洽谈").with("room", link(ROOM));
        let values = values.with("start", time("2026-03-03T09:00")).with("end", time("2026-03-03T10:00"));
        let rule = format!("RRULE:FREQ=MINUTELY;INTERVAL={minutes};COUNT=3");
        create("meeting", number, values.text("recurrence", rule))
    };
    assert_eq!(refused(&office, series(1, 30)), [(Some("room"), "occupied_by_itself")]);
    assert_eq!(refused(&office, series(1, 65)), [(Some("room"), "occupied_by_itself")]);
    run(&office, series(1, 70));
    let denser = Values::new().text("recurrence", "RRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=3");
    assert_eq!(refused(&office, update("meeting", 1, None, denser)), [(Some("room"), "occupied_by_itself")]);
    assert_eq!(check_times(&office.store().snapshot().unwrap()).unwrap(), []);
}

// 督办

/// A matter (1) of 61, assigned by 60, checked by 62.
fn assigned(office: &Office) {
    run(office, unit(50, "BGS"));
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "secretary"), (63, "staff")] {
        worker(office, number, role);
    }
    let matter = Values::new().text("title", "完成扫描").with("owner", link(61)).with("checker", link(62));
    run(office, create("matter", 1, matter.with("lead_unit", link(50)).with("due", day("2026-03-20"))));
    as_person(office, 60, go("matter", 1, "assign"));
}

#[test]
fn nobody_gives_away_a_matter_they_owe() {
    let (office, _) = office();
    assigned(&office);
    let give = |values: Values| update("matter", 1, None, values);
    for (field, values) in [
        ("owner", Values::new().with("owner", link(63))),
        ("checker", Values::new().with("checker", link(63))),
        ("title", Values::new().text("title", "别的")),
        ("text", Values::new().text("text", "别的")),
        ("lead_unit", Values::new().with("lead_unit", Value::Nothing)),
    ] {
        let told = refused_as(&office, &acting(61), give(values));
        assert_eq!(told, [(Some(field), "matter_assigned")]);
    }
    let way = with(go("matter", 1, "undertake"), "owner", link(63));
    assert_eq!(refused_as(&office, &acting(61), way), [(Some("owner"), "matter_assigned")]);
    let back = || because(go("matter", 1, "reassign"));
    assert_eq!(refused_as(&office, &acting(61), back()), [(None, "owner_reassigns")]);
    assert_eq!(refused_as(&office, &acting(62), go("matter", 1, "reassign")), [(None, "reason_required")]);
    as_person(&office, 62, back());
    assert!(refused(&office, void("matter", 1)).contains(&(None, "matter_stays")));
    run(&office, give(Values::new().with("owner", link(63)).with("due", day("2026-03-27"))));
    as_person(&office, 60, go("matter", 1, "assign"));
    let again = read::<Matter>(&office, 1);
    assert_eq!((again.owner, again.first_due), (Some(Id::new(id(63))), "2026-03-27".parse().ok()));
}

#[test]
fn what_was_struck_off_or_waits_for_a_decision_stands() {
    let (office, _) = office();
    assigned(&office);
    run(&office, go("matter", 1, "undertake"));
    let ask = Values::new().with("asked_due", day("2026-03-25")).text("extension_reason", "设备未到");
    run(&office, update("matter", 1, None, ask));
    run(&office, go("matter", 1, "ask_extension"));
    let longer = Values::new().with("asked_due", day("2026-12-31"));
    assert_eq!(refused(&office, update("matter", 1, None, longer)), [(Some("asked_due"), "extension_asked")]);
    run(&office, go("matter", 1, "grant_extension"));
    run(&office, update("matter", 1, None, Values::new().text("result", "完成")));
    run(&office, crate::fixture::attach("matter", 1, 20, b"x"));
    run(&office, go("matter", 1, "report_done"));
    let result = || update("matter", 1, None, Values::new().text("result", "改写"));
    assert_eq!(refused(&office, result()), [(Some("result"), "matter_fixed")]);
    as_person(&office, 62, go("matter", 1, "accept"));
    as_person(&office, 62, go("matter", 1, "strike_off"));
    assert_eq!(read::<Matter>(&office, 1).state, MatterState::Closed);
    assert_eq!(refused(&office, result()), [(Some("result"), "matter_fixed")]);
    let title = update("matter", 1, None, Values::new().text("title", "别的").with("owner", link(63)));
    assert_eq!(refused(&office, title), [(Some("title"), "matter_fixed"), (Some("owner"), "matter_fixed")]);
}

#[test]
fn a_matter_is_assigned_to_somebody_who_is_there_for_a_day_to_come() {
    let (office, _) = office();
    run(&office, unit(50, "BGS"));
    run(&office, person(61, "离职者"));
    let matter = Values::new().text("title", "完成扫描").with("owner", link(61)).with("lead_unit", link(50));
    run(&office, create("matter", 1, matter.with("due", day("2020-01-01"))));
    let leave = because(with(go("person", 61, "leave"), "left_on", day("2026-03-02")));
    office.execute(&Arc::new(Session::owner()), leave).ok();
    let told = refused(&office, go("matter", 1, "assign"));
    assert!(told.contains(&(Some("due"), "due_has_passed")), "{told:?}");
    let today = Values::new().with("due", day("2026-03-02"));
    run(&office, update("matter", 1, None, today));
}

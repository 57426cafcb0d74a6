//! Rooms that look after themselves: nobody came, somebody waits. And the check that compares the index with meetings.

use std::sync::Arc;

use chancery::desk::{Command, Office, RoomsDone, Session, Values, check_times, due_items, look_after_rooms};
use chancery::model::{Id, Problem, RecordId, Value};
use chancery::records::meetings::{Meeting, MeetingState, RoomWait, RoomWaitState};
use chancery::store::{Store, Table, occupancy};
use chrono::NaiveDateTime;

use crate::fixture::{SetClock, create, go, id, info, owner, person, update, void};

const ROOM: u32 = 900;

struct Desk {
    office: Office,
    session: Arc<Session>,
    clock: Arc<SetClock>,
}

impl Desk {
    /// A room that is given back after a quarter of an hour. Noon on Monday 2 March 2026.
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, session: owner(), clock };
        let room = Values::new().text("name", "第一会议室").with("release_after", Value::Integer(15));
        desk.run(create("room", ROOM, room));
        desk.run(person(60, "王芳"));
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }

    fn meeting(&self, number: u32, start: &str, end: &str, more: Values) {
        let values = Values::new().text("title", format!("会{number}")).text("purpose", "议事");
        let mut values = values.with("start", at(start));
        values.set("end", at(end));
        more.iter().for_each(|(key, value)| values.set(key.to_owned(), value.clone()));
        self.run(create("meeting", number, values));
    }

    /// At a time of the office on 2 March.
    fn look(&self, time: &str) -> RoomsDone {
        let local = format!("2026-03-02T{time}:00+08:00");
        self.clock.set(chrono::DateTime::parse_from_rfc3339(&local).unwrap().to_utc());
        look_after_rooms(&self.office).unwrap()
    }

    fn state(&self, number: u32) -> MeetingState {
        self.found(number).state
    }

    fn found(&self, number: u32) -> Meeting {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }

    fn wait(&self, number: u32) -> RoomWaitState {
        let reader = self.office.reader(&self.session).unwrap();
        reader.find::<RoomWait>(Id::new(id(number))).unwrap().unwrap().record.state
    }

    fn holders(&self) -> Vec<RecordId> {
        let snapshot = self.office.store().snapshot().unwrap();
        let whole = civil("2026-01-01 00:00")..civil("2027-01-01 00:00");
        occupancy::held(&snapshot, id(ROOM), &whole).unwrap().into_iter().map(|held| held.holder).collect()
    }
}

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn at(text: &str) -> Value {
    Value::DateTime(civil(text))
}

fn room() -> Values {
    Values::new().with("room", Value::Link(id(ROOM)))
}

fn waiting(number: u32, meeting: u32, at_once: bool) -> Command {
    let values = room().with("meeting", Value::Link(id(meeting)));
    create("room_wait", number, values.with("at_once", Value::Flag(at_once)))
}

#[test]
fn a_room_to_which_nobody_came_is_given_back() {
    let desk = Desk::new();
    desk.meeting(1, "2026-03-02 13:00", "2026-03-02 14:00", room());
    desk.meeting(2, "2026-03-02 14:00", "2026-03-02 15:00", room());
    for (attendee, meeting) in [(70, 1), (71, 2)] {
        let values = Values::new().with("meeting", Value::Link(id(meeting)));
        desk.run(create("attendee", attendee, values.with("person", Value::Link(id(60)))));
    }
    let early = desk.look("13:14");
    assert_eq!(
        (early.released, early.next.map(|at| at.to_rfc3339())),
        (0, Some("2026-03-02T05:15:00+00:00".to_owned()))
    );
    assert_eq!(desk.look("13:15").released, 1);
    assert_eq!((desk.state(1), desk.holders()), (MeetingState::Cancelled, vec![id(2)]));
    // Somebody has signed in to the second one.
    desk.look("13:55");
    desk.run(go("attendee", 71, "sign_in"));
    assert_eq!(desk.look("14:30").released, 0);
    // One that was opened stays too, and so does what is in a room without this rule.
    desk.meeting(3, "2026-03-02 15:00", "2026-03-02 16:00", room());
    desk.run(go("meeting", 3, "approve"));
    desk.run(go("meeting", 3, "start"));
    desk.run(create("room", 901, Values::new().text("name", "第二会议室")));
    desk.meeting(4, "2026-03-02 15:00", "2026-03-02 16:00", Values::new().with("room", Value::Link(id(901))));
    assert_eq!(desk.look("15:30").released, 0);
}

#[test]
fn of_a_series_only_the_one_is_given_back() {
    let desk = Desk::new();
    desk.meeting(
        1,
        "2026-02-23 13:00",
        "2026-02-23 14:00",
        room().text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=4"),
    );
    assert_eq!(desk.look("13:20").released, 1);
    assert_eq!((desk.state(1), desk.holders().len()), (MeetingState::Planned, 3));
    assert_eq!(desk.look("13:40").released, 0);
    desk.run(go("meeting", 1, "approve"));
    desk.run(update("meeting", 1, None, Values::new().text("note", "仍在")));
}

#[test]
fn who_waits_gets_the_room_in_turn() {
    let desk = Desk::new();
    desk.meeting(1, "2026-03-03 09:00", "2026-03-03 11:00", room());
    for number in 2..5 {
        desk.meeting(number, "2026-03-03 09:30", "2026-03-03 10:30", Values::new());
    }
    desk.run(waiting(80, 2, false));
    desk.look("12:01");
    desk.run(waiting(81, 3, true));
    let twice = desk.office.execute(&desk.session, waiting(82, 3, true));
    assert!(matches!(twice, Err(Problem::Input(_))));
    let done = desk.look("12:02");
    assert_eq!((done.offered, done.taken, done.released), (0, 0, 0));
    desk.run(void("meeting", 1));
    // The first in line has it offered; the second does not get it meanwhile.
    let done = desk.look("12:03");
    assert_eq!((done.offered, done.taken), (1, 0));
    assert_eq!((desk.wait(80), desk.wait(81)), (RoomWaitState::Offered, RoomWaitState::Waiting));
    let reader = desk.office.reader(&desk.session).unwrap();
    let due = due_items(&reader, reader.now()).unwrap();
    let told: Vec<_> = due.iter().map(|item| (item.register, item.id, item.reason.code())).collect();
    assert_eq!(told, [("room_wait", id(80), "room_offered")]);
    drop(reader);
    let done = desk.look("13:00");
    assert_eq!((done.offered, done.taken, done.next.is_some()), (0, 0, true));
    // Nobody took it for four hours: the next in line gets it.
    assert_eq!(desk.look("16:04").taken, 1);
    assert_eq!((desk.wait(80), desk.wait(81)), (RoomWaitState::Waiting, RoomWaitState::Taken));
    assert_eq!(desk.found(3).room.map(Id::erase), Some(id(ROOM)));
    // By hand: when it is free again the first in line takes what was offered.
    desk.run(update("meeting", 3, None, Values::new().with("room", Value::Nothing)));
    assert_eq!(desk.look("16:06").offered, 1);
    desk.run(go("room_wait", 80, "take"));
    assert_eq!((desk.wait(80), desk.found(2).room.map(Id::erase)), (RoomWaitState::Taken, Some(id(ROOM))));
    // A taken room can't be taken, and a wait for a meeting that is over lapses.
    desk.run(waiting(83, 4, true));
    let taken = desk.office.execute(&desk.session, go("room_wait", 83, "take"));
    assert!(matches!(taken, Err(Problem::Input(_))));
    desk.run(Command::Move {
        register: "meeting".to_owned(),
        id: id(4),
        base: None,
        transition: "cancel".to_owned(),
        values: Values::new(),
        reason: Some("不开了".to_owned()),
    });
    desk.look("16:07");
    assert_eq!(desk.wait(83), RoomWaitState::Lapsed);
}

#[test]
fn the_check_names_what_the_index_and_the_meetings_differ_in() {
    let desk = Desk::new();
    let chair = room().with("chair", Value::Link(id(60)));
    desk.meeting(
        1,
        "2026-03-03 09:00",
        "2026-03-03 10:00",
        chair.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=4"),
    );
    desk.meeting(2, "2026-03-03 10:00", "2026-03-03 11:00", room());
    let store = desk.office.store();
    assert_eq!(check_times(&store.snapshot().unwrap()).unwrap(), []);
    let mut keys: Vec<Vec<u8>> = Vec::new();
    let snapshot = store.snapshot().unwrap();
    snapshot
        .visit(Table::Occupancy, &[], &mut |key, _| {
            keys.push(key.to_vec());
            Ok(std::ops::ControlFlow::Continue(()))
        })
        .unwrap();
    drop(snapshot);
    // Whatever single entry is lost, the check says so; the last one only says that the index is whole.
    for key in keys.iter().filter(|key| key[0] < 2 || key[0] == 4) {
        let mut transaction = store.begin().unwrap();
        transaction.delete(Table::Occupancy, key).unwrap();
        let kept = store.snapshot().unwrap().get(Table::Occupancy, key).unwrap().unwrap();
        transaction.commit().unwrap();
        let found = check_times(&store.snapshot().unwrap()).unwrap();
        assert!(!found.is_empty(), "{key:?}");
        assert!(found[0].place.contains(&id(1).to_string()) || found[0].place.contains(&id(2).to_string()));
        let mut transaction = store.begin().unwrap();
        transaction.put(Table::Occupancy, key, kept).unwrap();
        transaction.commit().unwrap();
    }
    assert_eq!(check_times(&store.snapshot().unwrap()).unwrap(), []);
    // Two that hold the same: only a fault can bring that about, and the check finds it.
    let mut transaction = store.begin().unwrap();
    let time = civil("2026-03-03 09:30")..civil("2026-03-03 10:30");
    transaction.hold(id(3), &[(id(ROOM), time)]).unwrap();
    transaction.commit().unwrap();
    let found = check_times(&store.snapshot().unwrap()).unwrap();
    assert!(found.iter().any(|finding| finding.place.contains(&id(3).to_string())), "{found:?}");
}

#[test]
fn a_file_of_an_older_program_is_given_the_index_of_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.chancery");
    let clock = SetClock::new();
    {
        let office = Office::create(&path, &info(), clock.clone()).unwrap();
        office.execute(&owner(), person(60, "王芳")).unwrap();
        let values = Values::new().text("title", "会").with("chair", Value::Link(id(60)));
        let values = values.with("start", at("2026-03-03 09:00")).with("end", at("2026-03-03 10:00"));
        office.execute(&owner(), create("meeting", 1, values)).unwrap();
        // As such a file was: without any of it.
        let mut keys: Vec<Vec<u8>> = Vec::new();
        let snapshot = office.store().snapshot().unwrap();
        snapshot
            .visit(Table::Occupancy, &[], &mut |key, _| {
                keys.push(key.to_vec());
                Ok(std::ops::ControlFlow::Continue(()))
            })
            .unwrap();
        drop(snapshot);
        let mut transaction = office.store().begin().unwrap();
        for key in keys.iter().filter(|key| key[0] >= 2) {
            transaction.delete(Table::Occupancy, key).unwrap();
        }
        transaction.commit().unwrap();
    }
    let office = Office::open(&path, clock).unwrap();
    let range = civil("2026-03-03 00:00")..civil("2026-03-04 00:00");
    let busy = office.reader(&owner()).unwrap().busy_people(&[id(60)], &range, None).unwrap();
    assert_eq!(busy[0].len(), 1);
}

#[test]
fn what_the_program_did_is_not_taken_back_by_who_works_and_only_the_program_does_it() {
    let desk = Desk::new();
    desk.meeting(1, "2026-03-02 13:00", "2026-03-02 14:00", room());
    let attendee = Values::new().with("meeting", Value::Link(id(1))).with("person", Value::Link(id(60)));
    desk.run(create("attendee", 70, attendee));
    desk.meeting(2, "2026-03-02 13:30", "2026-03-02 13:45", Values::new());
    desk.run(waiting(80, 2, false));
    desk.run(create("room", 901, Values::new().text("name", "第二会议室")));
    let by_hand = |transition| match desk.office.execute(&desk.session, go("room_wait", 80, transition)) {
        Err(Problem::Denied(rule)) => rule.key == "denied.by_program",
        _ => false,
    };
    assert!(by_hand("offer") && by_hand("lapse"), "nobody takes a step of the program, not the owner either");
    let reader = desk.office.reader(&desk.session).unwrap();
    let register = chancery::records::find("room_wait").unwrap();
    let asked = chancery::desk::Asked::Transition("offer");
    let rule = reader.obstacle(register, Some(id(80)), asked).unwrap().unwrap();
    assert_eq!(rule.key, "denied.by_program");
    // The room is released, and offered to who waits.
    let done = desk.look("13:15");
    assert_eq!((done.released, done.offered, desk.wait(80)), (1, 1, RoomWaitState::Offered));
    let reader = desk.office.reader(&desk.session).unwrap();
    let newest = &reader.history(register, id(80)).unwrap()[0];
    assert_eq!(newest.by, Some(RecordId::PROGRAM));
    let mut titles = chancery::desk::Titles::default();
    let language = chancery::text::Language::English;
    assert_eq!(
        chancery::desk::tell(&reader, &mut titles, register, newest, language).unwrap().who,
        "The program"
    );
    // What the owner did last was the second room.
    desk.run(Command::Undo);
    let rooms =
        desk.office.reader(&desk.session).unwrap().all::<chancery::records::meetings::Room>().unwrap();
    assert_eq!(rooms.len(), 1);
    assert_eq!((desk.state(1), desk.wait(80)), (MeetingState::Cancelled, RoomWaitState::Offered));
    desk.run(Command::Redo);
    assert_eq!(desk.wait(80), RoomWaitState::Offered);
}

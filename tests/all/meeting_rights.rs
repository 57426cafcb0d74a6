//! Who may know what of meetings: everybody sees what, when and where and that a room is taken; what is said inside is
//! for those who take part and for those who keep or lead meetings.

use std::sync::Arc;

use chancery::desk::{Asked, Command, Office, Right, SearchIndex, Session, Values, civil_date, seed_roles};
use chancery::model::{Id, Value};
use chancery::records::find;
use chancery::records::meetings::Meeting;
use chancery::text::Language;
use chrono::NaiveDateTime;

use crate::fixture::{appointment, create, id, moment, office, owner, person, post, unit, update, void};

const ROOM: u32 = 900;
const MEETING: u32 = 100;
/// Somebody at work, who is asked to nothing at first; and one of each who knows.
const STAFF: u32 = 60;
const CHAIR: u32 = 61;
const SECRETARY: u32 = 62;
const DIRECTOR: u32 = 63;
const AUDITOR: u32 = 64;
const DEPUTY: u32 = 65;

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn link(number: u32) -> Value {
    Value::Link(id(number))
}

fn desk() -> Office {
    let office = office();
    seed_roles(&office, &owner(), Language::English).unwrap();
    let run = |command: Command| office.execute(&owner(), command).unwrap();
    run(unit(50, "BGS"));
    let roles = ["staff", "staff", "secretary", "director", "auditor", "staff"];
    for (number, role) in (STAFF..).zip(roles) {
        run(person(number, &format!("人{number}")));
        run(post(number + 20, &format!("P{number}"), role));
        run(appointment(number + 40, number, number + 20));
    }
    run(create("room", ROOM, Values::new().text("name", "第一会议室")));
    let said =
        [("purpose", "议题甲"), ("requirements", "带材料乙"), ("minutes", "议定丙"), ("note", "备注丁")];
    let values = Values::new()
        .text("title", "周例会")
        .with("start", Value::DateTime(civil("2026-03-03 09:00")))
        .with("end", Value::DateTime(civil("2026-03-03 10:00")))
        .with("room", link(ROOM))
        .with("chair", link(CHAIR));
    run(create("meeting", MEETING, said.iter().fold(values, |values, (key, text)| values.text(key, *text))));
    office
}

fn session(office: &Office, number: u32) -> Arc<Session> {
    let day = civil_date(moment(0));
    Arc::new(Session::of_person(&office.store().snapshot().unwrap(), id(number), day).unwrap())
}

/// What somebody sees of the inside of a meeting, which is all of it or nothing, in every outlet alike.
fn sees_inside(office: &Office, session: &Arc<Session>, meeting: u32) -> bool {
    let reader = office.reader(session).unwrap();
    let record = reader.find::<Meeting>(Id::new(id(meeting))).unwrap().unwrap().record;
    let seen = [&record.purpose, &record.requirements, &record.minutes, &record.note];
    let full = seen.iter().filter(|text| !text.is_empty()).count();
    assert!(full == 0 || full == seen.len(), "{seen:?}");
    // What everybody sees.
    assert!(record.title == "周例会" && record.start.is_some() && record.room == Some(Id::new(id(ROOM))));
    let index = SearchIndex::build(&reader, Language::English, &mut |_| true).unwrap();
    assert_eq!(!index.query("议定丙", 5).is_empty(), full > 0, "by search");
    assert!(!index.query("周例会", 5).is_empty());
    let register = find("meeting").unwrap();
    let told = format!("{:?}", reader.history(register, id(meeting)).unwrap());
    assert_eq!(told.contains("议定丙"), full > 0, "in the history");
    let asked = Asked::Right(Right::Read);
    let why = reader.explain(register, Some(id(meeting)), asked, Some("minutes")).unwrap();
    assert_eq!(why.reasons.iter().any(|reason| reason.key == "denied.inside"), full == 0, "{why:?}");
    full > 0
}

#[test]
fn what_is_said_in_a_meeting_is_for_those_who_take_part_or_keep_meetings() {
    let office = desk();
    let run = |command: Command| office.execute(&owner(), command).unwrap();
    for (number, knows) in
        [(STAFF, false), (DEPUTY, false), (CHAIR, true), (SECRETARY, true), (DIRECTOR, true), (AUDITOR, true)]
    {
        assert_eq!(sees_inside(&office, &session(&office, number), MEETING), knows, "{number}");
    }
    // A session that is held sees what its person is asked to from then on, and the deputy who was sent with it.
    let (staff, deputy) = (session(&office, STAFF), session(&office, DEPUTY));
    let asked = Values::new().with("meeting", link(MEETING)).with("person", link(STAFF));
    run(create("attendee", 200, asked));
    assert!(sees_inside(&office, &staff, MEETING));
    run(update("attendee", 200, None, Values::new().with("deputy", link(DEPUTY))));
    assert!(sees_inside(&office, &deputy, MEETING));
    run(void("attendee", 200));
    assert!(!sees_inside(&office, &staff, MEETING) && !sees_inside(&office, &deputy, MEETING));
}

#[test]
fn everybody_sees_that_a_room_is_taken_and_nobody_without_part_changes_a_meeting() {
    let office = desk();
    let staff = session(&office, STAFF);
    let reader = office.reader(&staff).unwrap();
    let whole = civil("2026-03-03 00:00")..civil("2026-03-04 00:00");
    let taken = reader.busy_room(id(ROOM), &whole).unwrap();
    assert_eq!(taken[0].time, civil("2026-03-03 09:00")..civil("2026-03-03 10:00"));
    for register in ["room", "meeting", "activity"] {
        assert!(reader.count(find(register).unwrap()).is_ok(), "{register}");
        for command in [
            update(register, MEETING, None, Values::new().text("title", "改名")),
            void(register, MEETING),
            create(register, 300, Values::new().text("title", "新").text("name", "新")),
        ] {
            assert!(office.execute(&staff, command).is_err(), "{register}");
        }
    }
    // Of agenda, statements and matters nothing is everybody's.
    for register in ["agenda_item", "statement", "matter", "attendee"] {
        let record_type = find(register).unwrap();
        let all = staff.permissions.scope(register, Right::Read);
        assert_ne!(all, Some(chancery::desk::Scope::All), "{}", record_type.name());
    }
}

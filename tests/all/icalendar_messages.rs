//! Invitations, answers and calling off; to-dos, busy times, subscriptions; what other programs write; hostile files.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chancery::desk::{Command, Conditions, OccurrenceBook, Office, Session, Values};
use chancery::exchange::icalendar::{
    CalendarMessage, export_free_busy, export_message, read_calendar, write_due_feeds,
};
use chancery::exchange::{ImportOptions, ImportReport, export_file, import_file};
use chancery::model::{Id, Mark, Problem, Secrecy, Stored, Value};
use chancery::records;
use chancery::records::meetings::{Attendee, AttendeeState, CalendarFeed, FeedState, Meeting, MeetingState};
use chancery::records::supervision::Matter;
use chancery::store::Store;
use chrono::{NaiveDate, NaiveDateTime};
use tempfile::TempDir;

use crate::fixture::{SetClock, create, id, info, moment, owner, update};

struct Desk {
    office: Office,
    session: Arc<Session>,
    clock: Arc<SetClock>,
    folder: TempDir,
}

impl Desk {
    /// Wang, who has an address, and Li, who has none.
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, session: owner(), clock, folder: tempfile::tempdir().unwrap() };
        let wang = Values::new().text("number", "P60").text("name", "王芳").text("email", "Wang@office.cn");
        desk.run(create("person", 60, wang));
        desk.run(create("person", 61, Values::new().text("number", "P61").text("name", "李:伟")));
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }

    /// A meeting that Wang chairs and to which both come.
    fn meeting(&self) {
        self.run(create("room", 900, Values::new().text("name", "第一会议室")));
        let values = Values::new().text("title", "预算会").with("chair", Value::Link(id(60)));
        let values = values.with("start", at("2026-03-09 09:00")).with("end", at("2026-03-09 10:00"));
        let values = values.with("room", Value::Link(id(900)));
        self.run(create("meeting", 1, values.text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=4")));
        for person in [60, 61] {
            let values = Values::new().with("meeting", Value::Link(id(1)));
            self.run(create("attendee", 10 + person, values.with("person", Value::Link(id(person)))));
        }
    }

    fn message(&self, message: CalendarMessage) -> Result<String, Problem> {
        let path = self.folder.path().join("message.ics");
        let reader = self.office.reader(&self.session).unwrap();
        let meeting = reader.all::<Meeting>()?.first().unwrap().meta.id;
        export_message(&reader, meeting, message, &path)?;
        Ok(fs::read_to_string(path).unwrap())
    }

    fn import(&self, register: &str, text: &str) -> ImportReport {
        let path = self.folder.path().join("in.ics");
        fs::write(&path, text).unwrap();
        import_file(&self.office, &self.session, register, &path, &ImportOptions::default()).unwrap()
    }

    fn export(&self, register: &str) -> String {
        let path = self.folder.path().join("out.ics");
        let reader = self.office.reader(&self.session).unwrap();
        export_file(&reader, records::find(register).unwrap(), &path, &Conditions::default()).unwrap();
        fs::read_to_string(path).unwrap()
    }

    fn all<R: chancery::model::Record>(&self) -> Vec<Stored<R>> {
        self.office.reader(&self.session).unwrap().all().unwrap()
    }

    fn answers(&self) -> Vec<AttendeeState> {
        let mut all = self.all::<Attendee>();
        all.sort_by_key(|of| of.record.person.map(Id::erase));
        all.into_iter().map(|of| of.record.state).collect()
    }
}

fn at(text: &str) -> Value {
    Value::DateTime(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

fn calendar(body: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\n{body}END:VCALENDAR\r\n")
}

fn codes(report: &ImportReport) -> Vec<&str> {
    report.problems.iter().map(|problem| problem.message.code()).collect()
}

#[test]
fn an_invitation_is_answered_and_called_off() {
    let desk = Desk::new();
    desk.meeting();
    let invitation = desk.message(CalendarMessage::Invitation).unwrap();
    let lines = unfolded(&invitation);
    assert!(
        lines.contains("METHOD:REQUEST\r\n") && lines.contains("ORGANIZER;CN=王芳:mailto:Wang@office.cn\r\n")
    );
    assert!(
        lines.contains(
            "ATTENDEE;CN=王芳;ROLE=CHAIR;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:Wang@office.cn\r\n"
        )
    );
    assert!(lines.contains(&format!(
        "ATTENDEE;CN=\"李:伟\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:urn:uuid:{}\r\n",
        id(61)
    )));
    assert!(lines.contains("LOCATION;X-CHANCERY-PLACE=ROOM:第一会议室\r\n"));
    assert!(invitation.split("\r\n").all(|line| line.len() <= 75));
    // Another office reads it: whom it knows is asked there.
    let other = Desk::new();
    let report = other.import("meeting", &invitation);
    assert_eq!((report.created, codes(&report)), (1, Vec::new()), "{report:?}");
    assert_eq!(other.all::<Meeting>()[0].record.place, "第一会议室");
    assert_eq!(other.answers(), [AttendeeState::Invited, AttendeeState::Invited]);
    assert_eq!(other.import("meeting", &invitation).unchanged, 1);
    let wang = other.all::<Attendee>().into_iter().find(|of| of.record.person.map(Id::erase) == Some(id(60)));
    other.run(Command::Move {
        register: "attendee".to_owned(),
        id: wang.unwrap().meta.id,
        base: None,
        transition: "accept".to_owned(),
        values: Values::new(),
        reason: None,
    });
    let reply = other.message(CalendarMessage::Reply(id(60))).unwrap();
    assert_eq!(unfolded(&reply).matches("ATTENDEE").count(), 1, "{reply}");
    let report = desk.import("meeting", &reply);
    assert_eq!((report.updated, codes(&report)), (1, Vec::new()), "{report:?}");
    assert_eq!(desk.answers(), [AttendeeState::Accepted, AttendeeState::Invited]);
    assert_eq!(desk.import("meeting", &reply).unchanged, 1);
    // By identity, with a word about why; and an answer that needs a person to look at it.
    let uid = format!("{}@meeting.chancery", id(1));
    let answer = |line: &str| {
        calendar(&format!(
            "METHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260301T000000Z\r\n{line}\r\nEND:VEVENT\r\n"
        ))
    };
    let declined = format!("ATTENDEE;PARTSTAT=DECLINED:urn:uuid:{}\r\nCOMMENT:出差\\, 抱歉", id(61));
    assert_eq!(desk.import("meeting", &answer(&declined)).updated, 1);
    assert_eq!(desk.answers(), [AttendeeState::Accepted, AttendeeState::Excused]);
    let unsure = desk.import("meeting", &answer("ATTENDEE;PARTSTAT=TENTATIVE:mailto:wang@office.cn"));
    assert_eq!((codes(&unsure), unsure.skipped), (vec!["answer"], 1));
    let sent =
        format!("ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"urn:uuid:{}\":mailto:wang@office.cn", id(61));
    assert_eq!(desk.import("meeting", &answer(&sent)).updated, 1);
    let deputies: Vec<_> = desk.all::<Attendee>().into_iter().filter_map(|of| of.record.deputy).collect();
    assert_eq!(deputies, [Id::new(id(61))]);
    let stranger = desk.import("meeting", &answer("ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest@x.cn"));
    assert_eq!((stranger.updated, codes(&stranger)), (1, Vec::new()));
    assert!(desk.all::<Meeting>()[0].record.icalendar.contains("guest@x.cn"));
    // Calling off, which another office hears of.
    assert!(matches!(desk.message(CalendarMessage::Cancellation), Err(Problem::Input(_))));
    desk.run(Command::Move {
        register: "meeting".to_owned(),
        id: id(1),
        base: None,
        transition: "cancel".to_owned(),
        values: Values::new(),
        reason: Some("改期".to_owned()),
    });
    let off = desk.message(CalendarMessage::Cancellation).unwrap();
    assert!(unfolded(&off).contains("METHOD:CANCEL") && off.contains("STATUS:CANCELLED"));
    assert_eq!(codes(&other.import("meeting", &off)), Vec::<&str>::new());
    assert_eq!(other.all::<Meeting>()[0].record.state, MeetingState::Cancelled);
    assert_eq!(other.import("meeting", &off).unchanged, 1);
    let nobody = desk.message(CalendarMessage::Reply(id(99)));
    assert!(matches!(nobody, Err(Problem::Input(_))));
}

#[test]
fn what_is_marked_is_not_sent() {
    let desk = Desk::new();
    desk.meeting();
    let mark =
        Mark { level: Secrecy::CoreTrade, basis: "商业秘密管理办法".to_owned(), ..Mark::default() };
    let (register, reason) = ("meeting".to_owned(), String::new());
    desk.run(Command::Mark { register, id: id(1), attachment: None, mark, reason });
    assert!(matches!(desk.message(CalendarMessage::Invitation), Err(Problem::Denied(_))));
}

#[test]
fn own_series_and_their_changed_occurrences_come_back_as_themselves() {
    let desk = Desk::new();
    desk.meeting();
    let values = Values::new().text("title", "预算会").with("series", Value::Link(id(1)));
    let values = values.with("recurrence_id", at("2026-03-16 09:00")).with("start", at("2026-03-17 09:00"));
    desk.run(create("meeting", 2, values.with("end", at("2026-03-17 10:00")).text("place", "现场")));
    let written = desk.export("meeting");
    let report = desk.import("meeting", &written);
    assert_eq!((report.unchanged, codes(&report)), (2, Vec::new()), "{report:?}");
    let other = Desk::new();
    assert_eq!(other.import("meeting", &written).created, 2);
    assert_eq!(other.export("meeting").matches("BEGIN:VEVENT").count(), 2);
}

#[test]
fn to_dos_are_matters() {
    let desk = Desk::new();
    let text = calendar(
        "BEGIN:VTODO\r\nUID:t@x\r\nDTSTAMP:20260301T000000Z\r\nSUMMARY:报送总结\r\nDESCRIPTION:按时\\n报送\r\nDUE;TZID=Asia/Shanghai:20260320T170000\r\nSTATUS:IN-PROCESS\r\nPERCENT-COMPLETE:40\r\nPRIORITY:1\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VTODO\r\nBEGIN:VTODO\r\nUID:r@x\r\nSUMMARY:每周\r\nDTSTART;VALUE=DATE:20260302\r\nRRULE:FREQ=WEEKLY\r\nEND:VTODO\r\nBEGIN:VEVENT\r\nUID:e@x\r\nDTSTART:20260320T090000Z\r\nEND:VEVENT\r\nBEGIN:VJOURNAL\r\nUID:j@x\r\nEND:VJOURNAL\r\n",
    );
    let report = desk.import("matter", &text);
    assert_eq!((report.read, report.created, report.skipped), (4, 2, 2), "{report:?}");
    let mut told = codes(&report);
    told.sort_unstable();
    assert_eq!(told, ["event_elsewhere", "no_matter", "todo_repeats"]);
    let matters = desk.all::<Matter>();
    let matter = &matters.iter().find(|of| of.record.uid == "t@x").unwrap().record;
    assert_eq!((matter.title.as_str(), matter.text.as_str()), ("报送总结", "按时\n报送"));
    assert_eq!(matter.due, Some("2026-03-20".parse::<NaiveDate>().unwrap()));
    assert_eq!(desk.import("matter", &text).unchanged, 2);
    let written = desk.export("matter");
    let lines = unfolded(&written);
    for kept in [
        "STATUS:IN-PROCESS",
        "PERCENT-COMPLETE:40",
        "DUE;TZID=Asia/Shanghai:20260320T170000",
        "TRIGGER:-PT1H",
        "RRULE:FREQ=WEEKLY",
    ] {
        assert!(lines.contains(kept), "{kept}: {lines}");
    }
    let other = Desk::new();
    assert_eq!(other.import("matter", &written).created, 2);
    let meaning = |desk: &Desk| {
        let mut all: Vec<_> = desk
            .all::<Matter>()
            .into_iter()
            .map(|of| (of.record.title, of.record.text, of.record.due, of.record.uid))
            .collect();
        all.sort();
        all
    };
    assert_eq!(meaning(&other), meaning(&desk));
    // One that was made here says where it stands.
    let own = Values::new().text("title", "本机关事项").with("owner", Value::Link(id(60)));
    desk.run(create("matter", 5, own.with("due", Value::Date("2026-04-01".parse().unwrap()))));
    let written = unfolded(&desk.export("matter"));
    assert!(
        written.contains("DUE;VALUE=DATE:20260401")
            && written.contains("ATTENDEE;CN=王芳:mailto:Wang@office.cn")
    );
    let report = desk.import("matter", &written);
    assert_eq!((report.unchanged, report.created), (3, 0), "{report:?}");
    // Events and to-dos each say where the other goes.
    let report = desk.import("meeting", &text);
    assert_eq!(codes(&report).iter().filter(|code| **code == "todo_elsewhere").count(), 2);
}

#[test]
fn busy_times_go_out_without_what_they_are() {
    let desk = Desk::new();
    desk.meeting();
    let path = desk.folder.path().join("busy.ics");
    let days = "2026-03-09".parse().unwrap().."2026-03-17".parse().unwrap();
    let reader = desk.office.reader(&desk.session).unwrap();
    assert_eq!(export_free_busy(&reader, &[id(60), id(61)], &days, &path).unwrap(), 2);
    let text = unfolded(&fs::read_to_string(&path).unwrap());
    assert_eq!(text.matches("FREEBUSY;FBTYPE=BUSY:20260309T010000Z/20260309T020000Z").count(), 2);
    assert_eq!(text.matches("FREEBUSY;FBTYPE=BUSY:20260316T010000Z/20260316T020000Z").count(), 2);
    assert!(!text.contains("预算会") && !text.contains("会议室"));
    let report = desk.import("meeting", &text);
    assert_eq!((codes(&report), report.skipped), (vec!["free_busy", "free_busy"], 2));
}

#[test]
fn a_subscription_is_written_on_its_schedule() {
    let desk = Desk::new();
    desk.meeting();
    let other = Values::new().text("title", "别处的会").with("start", at("2026-03-10 09:00"));
    desk.run(create("meeting", 2, other.with("end", at("2026-03-10 10:00"))));
    let secret = Values::new().text("title", "并购").with("start", at("2026-03-11 09:00"));
    desk.run(create(
        "meeting",
        3,
        secret.with("room", Value::Link(id(900))).with("end", at("2026-03-11 10:00")),
    ));
    let mark = Mark { level: Secrecy::Internal, basis: "内部事项".to_owned(), ..Mark::default() };
    let (register, reason) = ("meeting".to_owned(), String::new());
    desk.run(Command::Mark { register, id: id(3), attachment: None, mark, reason });
    let file = |name: &str| desk.folder.path().join(name);
    let feed = |number: u32, path: &Path, detail: &str| {
        let values = Values::new().text("name", format!("订阅{number}")).text("file", path.to_str().unwrap());
        let values = values.with("detail", Value::choice(detail)).with("room", Value::Link(id(900)));
        create("calendar_feed", number, values.with("frequency", Value::choice("daily")))
    };
    desk.run(feed(80, &file("full.ics"), "full"));
    desk.run(feed(81, &file("busy.ics"), "busy"));
    desk.run(feed(82, &file("no/such/folder.ics"), "busy"));
    let relative = desk.office.execute(&desk.session, feed(83, Path::new("here.ics"), "busy"));
    assert!(matches!(relative, Err(Problem::Input(_))));
    let done = write_due_feeds(&desk.office).unwrap();
    assert_eq!((done.written, done.failed), (2, 1));
    let full = unfolded(&fs::read_to_string(file("full.ics")).unwrap());
    assert!(full.contains("预算会") && full.contains("REFRESH-INTERVAL;VALUE=DURATION:P1D"));
    assert!(!full.contains("别处的会") && !full.contains("并购"), "{full}");
    let busy = unfolded(&fs::read_to_string(file("busy.ics")).unwrap());
    assert!(!busy.contains("预算会") && !busy.contains("会议室") && busy.contains("SUMMARY:忙"));
    assert_eq!(read_calendar(busy.as_bytes()).unwrap().len(), 1);
    let state = |number: u32| {
        let reader = desk.office.reader(&desk.session).unwrap();
        reader.find::<CalendarFeed>(Id::new(id(number))).unwrap().unwrap().record.state
    };
    assert_eq!((state(80), state(82)), (FeedState::Active, FeedState::Failed));
    // Not before it is due; what failed is tried sooner.
    assert_eq!(write_due_feeds(&desk.office).unwrap().written, 0);
    fs::create_dir_all(file("no/such")).unwrap();
    desk.clock.set(moment(0) + chrono::TimeDelta::minutes(61));
    let done = write_due_feeds(&desk.office).unwrap();
    assert_eq!((done.written, done.failed, state(82)), (1, 0, FeedState::Active));
    desk.clock.set(moment(1) + chrono::TimeDelta::minutes(2));
    assert_eq!(write_due_feeds(&desk.office).unwrap().written, 2);
}

/// What Outlook, Google and Apple write, shortened to what is theirs.
const OTHERS: [&str; 3] = [
    "METHOD:PUBLISH\r\nX-MS-OLK-FORCEINSPECTOROPEN:TRUE\r\nBEGIN:VTIMEZONE\r\nTZID:China Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nCLASS:PUBLIC\r\nCREATED:20260301T010000Z\r\nDTEND;TZID=\"China Standard Time\":20260310T110000\r\nDTSTAMP:20260301T010000Z\r\nDTSTART;TZID=\"China Standard Time\":20260310T100000\r\nLAST-MODIFIED:20260301T010000Z\r\nLOCATION;LANGUAGE=zh-cn:三楼会议室\r\nORGANIZER;CN=\"Zhang, San\":mailto:zhang@x.cn\r\nPRIORITY:5\r\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU\r\nSEQUENCE:0\r\nSUMMARY;LANGUAGE=zh-cn:周例会\r\nTRANSP:OPAQUE\r\nUID:040000008200E00074C5B7101A82E008\r\nX-ALT-DESC;FMTTYPE=text/html:<html><body>议程</body></html>\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nX-MICROSOFT-CDO-IMPORTANCE:1\r\nX-MICROSOFT-DISALLOW-COUNTER:FALSE\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\n",
    "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:办公室\r\nX-WR-TIMEZONE:Asia/Shanghai\r\nBEGIN:VEVENT\r\nDTSTART:20260310T020000Z\r\nDTEND:20260310T030000Z\r\nDTSTAMP:20260301T010000Z\r\nUID:abc123@google.com\r\nATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=zhang@x.cn;X-NUM-GUESTS=0:mailto:zhang@x.cn\r\nX-GOOGLE-CONFERENCE:https://meet.google.com/abc\r\nCREATED:20260301T010000Z\r\nDESCRIPTION:<b>议程</b><br>见附件\r\nLAST-MODIFIED:20260301T010000Z\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\nSUMMARY:Sync\\, weekly\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n",
    "CALSCALE:GREGORIAN\r\nX-APPLE-CALENDAR-COLOR:#CC73E1\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:+0900\r\nRRULE:FREQ=YEARLY;UNTIL=19910914T170000Z;BYMONTH=9;BYDAY=3SU\r\nDTSTART:19890917T020000\r\nTZNAME:CST\r\nTZOFFSETTO:+0800\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\nTZOFFSETFROM:+0800\r\nDTSTART:19910414T020000\r\nTZNAME:CDT\r\nTZOFFSETTO:+0900\r\nRDATE:19910414T020000\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nCREATED:20260301T010000Z\r\nUID:9D3C-APPLE\r\nDTEND;TZID=Asia/Shanghai:20260310T110000\r\nTRANSP:OPAQUE\r\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\r\nSUMMARY:评审\r\nDTSTART;TZID=Asia/Shanghai:20260310T100000\r\nDTSTAMP:20260301T010000Z\r\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS=\"Beijing\";X-TITLE=大厦:geo:39.9,116.4\r\nSEQUENCE:0\r\nATTACH;FMTTYPE=text/plain:https://x.cn/a.txt\r\nBEGIN:VALARM\r\nX-WR-ALARMUID:1\r\nTRIGGER:-PT30M\r\nATTACH;VALUE=URI:Basso\r\nACTION:AUDIO\r\nEND:VALARM\r\nEND:VEVENT\r\n",
];

#[test]
fn what_other_programs_write_is_read_and_kept() {
    for text in OTHERS {
        let desk = Desk::new();
        let report = desk.import("meeting", &calendar(text));
        assert_eq!((report.created, codes(&report)), (1, Vec::new()), "{report:?}");
        let meeting = desk.all::<Meeting>().remove(0).record;
        assert!(meeting.start.is_some() && !meeting.title.is_empty());
        let written = unfolded(&desk.export("meeting"));
        let begin = text.find("BEGIN:VEVENT").unwrap();
        for line in text[begin..].split("\r\n").filter(|line| !line.is_empty()) {
            // Times are written with our name of their zone, the moment of writing anew.
            let time = ["DTSTART", "DTEND", "DTSTAMP"].iter().any(|name| line.starts_with(name));
            assert!(time || written.contains(line), "{line}\n{written}");
        }
    }
}

#[test]
fn hostile_files_are_read_or_refused_in_a_moment() {
    // A million events: refused at the first too many, with its line.
    let many = "BEGIN:VEVENT\r\nEND:VEVENT\r\n".repeat(1_000_000);
    let refusal = read_calendar(calendar(&many).as_bytes()).unwrap_err();
    assert_eq!((refusal.message.code(), refusal.line), ("too_many_events", 2 * 200_000 + 4));
    // Rules without end, without any day, and with too many parts: bounded, told with the meeting, the rest is shown.
    let rules = [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYSECOND=0,1,2,3,4,5,6,7,8,9",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYSETPOS=366",
        "FREQ=HOURLY;INTERVAL=1000000",
    ];
    let desk = Desk::new();
    for (number, rule) in rules.iter().enumerate() {
        let text = calendar(&format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:x\r\nDTSTART:19000101T000000Z\r\nDTEND:19000101T000001Z\r\nRRULE:{rule}\r\nEND:VEVENT\r\n"
        ));
        desk.import("meeting", &text);
    }
    desk.run(create("meeting", 1, Values::new().text("title", "正常").with("start", at("2026-03-10 09:00"))));
    let reader = desk.office.reader(&desk.session).unwrap();
    let book = OccurrenceBook::read(&reader, records::find("meeting").unwrap()).unwrap();
    let days = "2026-01-01".parse::<NaiveDate>().unwrap().."2027-01-01".parse::<NaiveDate>().unwrap();
    let begun = Instant::now();
    let shown = book.between(days.clone());
    let taken = begun.elapsed();
    assert!(shown.iter().any(|shown| shown.record == id(1)));
    assert!(book.troubles(days).len() <= rules.len());
    // Six rules of 50 ms at most, for a build that is ten times slower.
    assert!(taken < Duration::from_secs(3), "{taken:?}");
    // Broken folding, a wrong charset, absurd years and lengths: refused or read, with the line, never a fall.
    for (text, code) in [
        (" SUMMARY:folded at once\r\n", "broken_line"),
        ("BEGIN:VEVENT\r\nSUMMARY;X=\"open:quote\r\nEND:VEVENT\r\n", "broken_line"),
        ("BEGIN:VEVENT\r\nDTSTART:20261301T000000Z\r\nEND:VEVENT\r\n", "bad_time"),
        (
            "BEGIN:VEVENT\r\nDTSTART:20260101T000000Z\r\nDURATION:P99999999999999999999D\r\nEND:VEVENT\r\n",
            "bad_duration",
        ),
    ] {
        let whole = if text.starts_with(' ') { format!("{text}{}", calendar("")) } else { calendar(text) };
        let refusal = read_calendar(whole.as_bytes()).unwrap_err();
        assert_eq!(refusal.message.code(), code, "{text}");
        assert!(refusal.line >= 1);
    }
    let mut bytes =
        calendar("BEGIN:VEVENT\r\nUID:w\r\nDTSTART:20260101T000000Z\r\nSUMMARY:X\r\nEND:VEVENT\r\n")
            .into_bytes();
    let place = bytes.iter().position(|byte| *byte == b'X').unwrap();
    bytes.splice(place..=place, [0xff, 0xfe, 0x80]);
    assert_eq!(read_calendar(&bytes).unwrap().len(), 1);
    let utf16: Vec<u8> = "\u{feff}BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(read_calendar(&utf16).is_ok());
}

#[test]
fn a_changed_answer_stands_and_an_older_message_does_not() {
    let desk = Desk::new();
    desk.meeting();
    desk.run(update("meeting", 1, None, Values::new().with("sequence", Value::Integer(3))));
    let uid = format!("{}@meeting.chancery", id(1));
    let off =
        calendar(&format!("METHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:2\r\nEND:VEVENT\r\n"));
    assert_eq!(codes(&desk.import("meeting", &off)), ["older"]);
    // One time of a series is called off; then all of it with what was changed.
    let one = calendar(&format!(
        "METHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:4\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20260316T090000\r\nEND:VEVENT\r\n"
    ));
    assert_eq!(desk.import("meeting", &one).updated, 1);
    let values = Values::new().text("title", "改").with("series", Value::Link(id(1)));
    let values = values.with("recurrence_id", at("2026-03-23 09:00")).with("start", at("2026-03-24 09:00"));
    desk.run(create("meeting", 2, values.with("end", at("2026-03-24 10:00"))));
    let all =
        calendar(&format!("METHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:5\r\nEND:VEVENT\r\n"));
    assert_eq!(codes(&desk.import("meeting", &all)), Vec::<&str>::new());
    assert!(desk.all::<Meeting>().iter().all(|of| of.record.state == MeetingState::Cancelled));
}

/// The times of an office's meetings in some weeks, with what they are called.
fn times(desk: &Desk, days: [&str; 2]) -> Vec<String> {
    let reader = desk.office.reader(&desk.session).unwrap();
    let book = OccurrenceBook::read(&reader, records::find("meeting").unwrap()).unwrap();
    let [from, until] = days.map(|day| day.parse::<NaiveDate>().unwrap());
    let name = |id| reader.find::<Meeting>(Id::new(id)).unwrap().unwrap().record.title;
    let shown = book.between(from..until);
    let line = |shown: &chancery::desk::Shown| {
        let start = shown.occurrence.office_start().format("%m-%d %H:%M");
        format!("{start} {}", name(shown.record))
    };
    shown.iter().map(line).collect()
}

const PARTED: &str = "BEGIN:VEVENT\r\nUID:w\r\nSUMMARY:Old\r\nDTSTART;TZID=Asia/Shanghai:20260302T090000\r\n\
    DTEND;TZID=Asia/Shanghai:20260302T100000\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nEXDATE;TZID=Asia/Shanghai:20260330T090000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:w\r\nSUMMARY:New\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260316T090000\r\n\
    DTSTART;TZID=Asia/Shanghai:20260317T140000\r\nDTEND;TZID=Asia/Shanghai:20260317T150000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:w\r\nSUMMARY:Once\r\nRECURRENCE-ID;TZID=Asia/Shanghai:20260323T090000\r\n\
    DTSTART;TZID=Asia/Shanghai:20260325T160000\r\nDTEND;TZID=Asia/Shanghai:20260325T170000\r\nEND:VEVENT\r\n";

#[test]
fn what_changes_all_that_follow_parts_the_series() {
    let desk = Desk::new();
    let report = desk.import("meeting", &calendar(PARTED));
    assert_eq!((report.created, codes(&report)), (3, Vec::new()), "{report:?}");
    let told =
        ["03-02 09:00 Old", "03-09 09:00 Old", "03-17 14:00 New", "03-25 16:00 Once", "04-07 14:00 New"];
    assert_eq!(times(&desk, ["2026-03-01", "2026-06-01"]), told);
    // The same file says nothing new, and what goes out means the same elsewhere.
    let again = desk.import("meeting", &calendar(PARTED));
    assert_eq!((again.created + again.updated, again.unchanged), (0, 3), "{again:?}");
    let other = Desk::new();
    other.import("meeting", &desk.export("meeting"));
    assert_eq!(times(&other, ["2026-03-01", "2026-06-01"]), told);
    // From the first one on all are meant.
    let all = PARTED
        .replace("THISANDFUTURE;TZID=Asia/Shanghai:20260316", "THISANDFUTURE;TZID=Asia/Shanghai:20260302");
    let whole = Desk::new();
    let report = whole.import("meeting", &calendar(&all));
    assert_eq!(codes(&report), Vec::<&str>::new(), "{report:?}");
    let first = times(&whole, ["2026-03-01", "2026-06-01"]);
    assert_eq!(first.first().map(String::as_str), Some("03-17 14:00 New"), "{first:?}");
    assert_eq!(first.len(), 5);
    // A time that the series does not have is told with its line; it stays the change of one time.
    let wrong = PARTED.replace(
        "RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260316",
        "RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260318",
    );
    let report = Desk::new().import("meeting", &calendar(&wrong));
    assert_eq!(codes(&report), ["not_parted", "no_occurrence"], "{report:?}");
    assert_eq!(report.problems[0].line, 12);
}

#[test]
fn a_series_of_the_office_is_parted_by_what_a_message_says() {
    let desk = Desk::new();
    desk.meeting();
    let uid = format!("{}@meeting.chancery", id(1));
    let message = calendar(&format!(
        "METHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:1\r\nSUMMARY:Later\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20260316T090000\r\n\
         DTSTART;TZID=Asia/Shanghai:20260316T150000\r\nDTEND;TZID=Asia/Shanghai:20260316T160000\r\nEND:VEVENT\r\n"
    ));
    let report = desk.import("meeting", &message);
    assert_eq!((report.created, codes(&report)), (1, Vec::new()), "{report:?}");
    let told = ["03-09 09:00 预算会", "03-16 15:00 Later", "03-23 15:00 Later", "03-30 15:00 Later"];
    assert_eq!(times(&desk, ["2026-03-01", "2026-06-01"]), told);
    let again = desk.import("meeting", &message);
    assert_eq!((again.unchanged, codes(&again)), (1, Vec::new()), "{again:?}");
    // Of a series that nobody here knows nothing is made up.
    let unknown = message.replace(&uid, "unknown");
    assert_eq!(codes(&desk.import("meeting", &unknown)), ["not_here"]);
}

#[test]
fn what_is_said_of_the_whole_calendar_is_noted() {
    let desk = Desk::new();
    let text = calendar(
        "X-WR-CALNAME:Holidays\r\nX-WR-TIMEZONE:Europe/Berlin\r\nCOLOR:turquoise\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n\
         BEGIN:VEVENT\r\nUID:z\r\nSUMMARY:x\r\nDTSTART:20260302T090000\r\nEND:VEVENT\r\n",
    );
    let report = desk.import("meeting", &text);
    assert_eq!((report.created, codes(&report)), (1, Vec::new()));
    let notes: Vec<_> = report.notes.iter().map(|note| (note.line, note.field.as_deref().unwrap())).collect();
    assert_eq!(notes, [(4, "X-WR-CALNAME"), (5, "X-WR-TIMEZONE"), (6, "COLOR"), (7, "REFRESH-INTERVAL")]);
    let json = report.json(chancery::text::Language::English);
    assert_eq!(json["notes"][0]["message"].as_str().unwrap().split(' ').next(), Some("X-WR-CALNAME"));
    // The clock of the calendar is no news where every time has its own.
    let zoned = text.replace("DTSTART:20260302T090000", "DTSTART:20260302T090000Z");
    assert_eq!(desk.import("meeting", &zoned).notes.len(), 3);
}

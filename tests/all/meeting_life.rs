//! A meeting from its plan to the last resolution struck off, as the chair and the recorder work on it; what the console
//! warns of; and its papers.

use std::sync::Arc;

use chancery::desk::{
    BatchMode, Command, Conditions, MatterScope, MeetingChoice, MeetingConsole, Office, Session,
    SupervisionPanel, Values,
};
use chancery::exchange::extract::extract;
use chancery::model::{Id, Problem, RecordId, Value};
use chancery::print::papers::{print_file, printable};
use chancery::records::meetings::{AgendaItem, AgendaState, Attendee, Meeting, MeetingState, sign_in_code};
use chancery::records::supervision::{Matter, MatterState};
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;
use eframe::egui::Theme;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{
    SetClock, attach, batch, create, day, go, id, info, moment, owner, person, unit, update,
};
use crate::window::{rest, until, window};

const ROOM: u32 = 900;
const SERIES: u32 = 1;

/// An office with a weekly meeting of five, its room, its chair (60) and its recorder (65).
struct Desk {
    office: Arc<Office>,
    clock: Arc<SetClock>,
}

fn time(text: &str) -> Value {
    Value::DateTime(format!("{text}:00").parse().unwrap())
}

impl Desk {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office: Arc::new(office), clock };
        desk.run(unit(50, "BGS"));
        desk.run(create("room", ROOM, Values::new().text("name", "第一会议室")));
        let people = ["顾清和", "何远帆", "许静宜", "方以宁", "韩立诚", "梁雨辰"];
        for (number, name) in (60..).zip(people) {
            desk.run(person(number, name));
        }
        let weekly = Values::new()
            .text("title", "综合办公室周例会")
            .text("purpose", "通报上周工作")
            .with("start", time("2026-03-02T14:00"))
            .with("end", time("2026-03-02T15:00"))
            .with("room", Value::Link(id(ROOM)))
            .with("chair", Value::Link(id(60)))
            .with("recorder", Value::Link(id(65)))
            .with("department", Value::Link(id(50)))
            .text("recurrence", "RRULE:FREQ=WEEKLY;COUNT=10");
        desk.run(create("meeting", SERIES, weekly));
        for number in 60..66 {
            let part = if number == 65 { "recorder" } else { "member" };
            let values = Values::new()
                .with("meeting", Value::Link(id(SERIES)))
                .with("person", Value::Link(id(number)))
                .with("part", Value::choice(part));
            desk.run(create("attendee", number + 100, values));
        }
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&owner(), command).unwrap();
    }

    fn refused(&self, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
        match self.office.execute(&owner(), command) {
            Err(Problem::Input(faults)) => {
                faults.into_iter().map(|fault| (fault.field, fault.message.code())).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn go(&self, register: &str, id: RecordId, transition: &str, values: Values) {
        self.run(step(register, id, transition, values));
    }

    /// Gives the occurrence of a day its own record, as the console does.
    fn prepare(&self, day: &str) -> RecordId {
        let reader = self.office.reader(&owner()).unwrap();
        let choices = MeetingChoice::read(&reader, self.office.clock().today()).unwrap();
        let choice = choices.iter().find(|of| of.start.date().to_string() == day).unwrap();
        assert!(choice.original.is_some(), "{day} is prepared already");
        let (id, command) = choice.prepare(&reader).unwrap();
        self.run(command);
        id
    }

    fn console(&self, id: RecordId) -> MeetingConsole {
        let reader = self.office.reader(&owner()).unwrap();
        MeetingConsole::read(&reader, id, self.office.clock().today()).unwrap().unwrap()
    }

    fn meeting(&self, id: RecordId) -> Meeting {
        self.console(id).stored.record
    }

    fn item(&self, meeting: RecordId, number: u32, title: &str, kind: &str) {
        let position = self.console(meeting).items.len() + 1;
        let values = Values::new()
            .with("meeting", Value::Link(meeting))
            .text("title", title)
            .with("kind", Value::choice(kind.to_owned()))
            .with("minutes", Value::Integer(15))
            .with("presenter", Value::Link(id(61)))
            .with("position", Value::Integer(i64::try_from(position).unwrap()));
        self.run(create("agenda_item", number, values));
    }

    fn sign_in(&self, meeting: RecordId, count: usize) {
        for attendee in self.console(meeting).attendees.iter().take(count) {
            self.go("attendee", attendee.stored.meta.id, "sign_in", Values::new());
        }
    }
}

fn step(register: &str, id: RecordId, transition: &str, values: Values) -> Command {
    Command::Move {
        register: register.to_owned(),
        id,
        base: None,
        transition: transition.to_owned(),
        values,
        reason: None,
    }
}

fn titles(console: &MeetingConsole) -> Vec<String> {
    console.items.iter().map(|item| item.stored.record.title.clone()).collect()
}

/// Plan a weekly meeting, hold it, issue its minutes, chase a decision until it is struck off.
#[test]
fn a_weekly_meeting_is_planned_held_minuted_and_its_decision_chased_to_the_end() {
    let desk = Desk::new();
    // The meeting of 2 March carries an item over and resolves a matter.
    let first = desk.prepare("2026-03-02");
    assert_eq!(desk.console(first).attendees.len(), 6, "who comes to the series comes to its occurrence");
    desk.item(first, 90, "年度培训计划", "discuss");
    desk.item(first, 91, "档案扫描进度", "inform");
    desk.go("meeting", first, "approve", Values::new());
    desk.go("meeting", first, "notify", Values::new());
    desk.go("meeting", first, "open_sign_in", Values::new());
    desk.sign_in(first, 4);
    desk.go("meeting", first, "start", Values::new());
    desk.go("agenda_item", id(90), "carry", Values::new());
    desk.go("agenda_item", id(91), "begin", Values::new());
    let owed = Values::new()
        .text("resolution", "3月13日前完成全部扫描")
        .with("owner", Value::Link(id(61)))
        .with("lead_unit", Value::Link(id(50)))
        .with("due", day("2026-03-13"));
    desk.go("agenda_item", id(91), "resolve", owed);
    desk.go("meeting", first, "hold", Values::new());

    // The meeting of 9 March takes up what was left open: the item, then the matter.
    desk.clock.set(moment(3));
    let second = desk.prepare("2026-03-09");
    desk.item(second, 92, "清明值班安排", "vote");
    assert_eq!(desk.console(second).returning.len(), 2);
    desk.go("meeting", second, "approve", Values::new());
    let console = desk.console(second);
    assert_eq!(titles(&console), ["清明值班安排", "年度培训计划", "督办进展：3月13日前完成全部扫描"]);
    assert!(console.returning.is_empty(), "what was taken up returns no more");
    desk.run(console.moved(2, 0).unwrap());
    let console = desk.console(second);
    assert_eq!(titles(&console), ["督办进展：3月13日前完成全部扫描", "清明值班安排", "年度培训计划"]);
    assert!(console.moved(0, 0).is_none());
    desk.go("meeting", second, "notify", Values::new());
    desk.go("meeting", second, "open_sign_in", Values::new());
    desk.clock.set(moment(7));
    desk.go("meeting", second, "start", Values::new());
    desk.sign_in(second, 2);
    let report = console.items[0].stored.meta.id;
    desk.go("agenda_item", report, "begin", Values::new());
    assert_eq!(
        desk.refused(step("agenda_item", id(92), "begin", Values::new())),
        [(None, "item_under_way")],
        "the clock runs for one item at a time"
    );
    desk.clock.set(moment(7) + chrono::TimeDelta::minutes(4));
    desk.go("agenda_item", report, "note", Values::new());
    desk.go("agenda_item", id(92), "begin", Values::new());
    // T4: two of five members are no quorum, three are.
    assert!(!desk.console(second).has_quorum());
    assert_eq!(desk.refused(step("agenda_item", id(92), "vote", Values::new())), [(None, "no_quorum")]);
    desk.sign_in_others(second);
    desk.go("agenda_item", id(92), "vote", Values::new());
    let voted = Values::new()
        .with("votes_for", Value::Integer(4))
        .with("votes_against", Value::Integer(1))
        .with("abstentions", Value::Integer(0))
        .text("resolution", "值班表3月20日前报办公室\n节日期间两人一班")
        .with("owner", Value::Link(id(62)))
        .with("due", day("2026-03-20"));
    desk.go("agenda_item", id(92), "resolve", voted);
    desk.go("agenda_item", console.items[2].stored.meta.id, "carry", Values::new());
    desk.go("meeting", second, "hold", Values::new());

    // Minutes: drafted from the agenda, reviewed, issued with a number within three working days.
    desk.go("meeting", second, "draft_minutes", Values::new());
    let minutes = desk.meeting(second).minutes;
    for words in [
        "2026年3月9日下午，顾清和在第一会议室主持召开综合办公室周例会，研究3项议题。现纪要如下。",
        "一、督办进展：3月13日前完成全部扫描",
        "会议听取了何远帆的通报。",
        "经表决，赞成4票、反对1票、弃权0票，会议议定：\n（1）值班表3月20日前报办公室。\n（2）节日期间两人一班。",
        "（责任人：许静宜；完成时限：2026年3月20日）",
        "三、年度培训计划\n会议听取了何远帆的汇报。会议决定，该议题转下次会议研究。",
    ] {
        assert!(minutes.contains(words), "{words} is missing: {minutes}");
    }
    desk.go("meeting", second, "submit_minutes", Values::new());
    desk.go("meeting", second, "issue_minutes", Values::new());
    let issued = desk.meeting(second);
    assert_eq!(issued.minutes_number, "纪要〔2026〕1号");
    assert!(issued.issued_on <= issued.minutes_due);
    desk.go("meeting", second, "supervise", Values::new());

    // The decision is chased.
    let reader = desk.office.reader(&owner()).unwrap();
    let matter =
        reader.all::<Matter>().unwrap().into_iter().find(|of| of.record.meeting == Some(Id::new(second)));
    let matter = matter.unwrap();
    assert_eq!(matter.record.due.unwrap().to_string(), "2026-03-20");
    desk.go("matter", matter.meta.id, "assign", Values::new().with("lead_unit", Value::Link(id(50))));
    desk.go("matter", matter.meta.id, "undertake", Values::new());
    desk.clock.set(moment(19));
    let panel =
        SupervisionPanel::read(&desk.office.reader(&owner()).unwrap(), desk.office.clock().today()).unwrap();
    assert!(panel.chosen(MatterScope::Late, None, None).any(|line| line.id == matter.meta.id));
    desk.run(create("slip", 95, Values::new().with("matter", Value::Link(matter.meta.id))));
    let report = Values::new().with("matter", Value::Link(matter.meta.id)).text("done", "值班表已排定");
    desk.run(create("matter_report", 96, report));
    desk.run(attach("matter_report", 96, 97, "值班表".as_bytes()));
    desk.go("matter", matter.meta.id, "report_done", Values::new().text("result", "已报送"));
    desk.go("matter", matter.meta.id, "accept", Values::new());
    desk.go("matter", matter.meta.id, "strike_off", Values::new());
    let end = desk.office.reader(&owner()).unwrap().find::<Matter>(Id::new(matter.meta.id)).unwrap().unwrap();
    // On a Saturday no working day is lost; of two weekly reports one was given.
    assert_eq!((end.record.state, end.record.score), (MatterState::Closed, Some(40 + 40 + 10)));
    desk.go("meeting", second, "close", Values::new());
    assert_eq!(desk.meeting(second).state, MeetingState::Closed);
}

impl Desk {
    fn sign_in_others(&self, meeting: RecordId) {
        for attendee in self.console(meeting).attendees.iter().skip(2).take(3) {
            self.go("attendee", attendee.stored.meta.id, "sign_in", Values::new());
        }
    }
}

#[test]
fn the_minutes_leave_as_paper_and_as_a_document() {
    let desk = Desk::new();
    let meeting = desk.prepare("2026-03-02");
    desk.item(meeting, 90, "年度培训计划", "discuss");
    desk.go("meeting", meeting, "approve", Values::new());
    let excused = desk.console(meeting).attendees[4].stored.meta.id;
    let away = Command::Move {
        register: "attendee".to_owned(),
        id: excused,
        base: None,
        transition: "excuse".to_owned(),
        values: Values::new(),
        reason: Some("出差".to_owned()),
    };
    desk.run(away);
    desk.go("meeting", meeting, "start", Values::new());
    desk.sign_in(meeting, 3);
    desk.go("agenda_item", id(90), "begin", Values::new());
    desk.go("agenda_item", id(90), "resolve", Values::new().text("resolution", "同意增办一期"));
    desk.go("meeting", meeting, "hold", Values::new());
    desk.go("meeting", meeting, "draft_minutes", Values::new());
    let reader = desk.office.reader(&owner()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let chosen = Conditions::chosen([meeting]);
    let today = desk.office.clock().today();
    for name in ["minutes.pdf", "minutes.docx", "notice.pdf", "notice.docx", "sign_in_sheet.pdf"] {
        let path = folder.path().join(name);
        let paper = printable(name.split('.').next().unwrap()).unwrap();
        print_file(paper, &reader, &chosen, today, &path, Language::English).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() > 1_000, "{name}");
    }
    let read = |name: &str| extract(name, &std::fs::read(folder.path().join(name)).unwrap()).text;
    let minutes = read("minutes.docx");
    for words in [
        "BGS 科会议纪要",
        "会议议定：同意增办一期。",
        "请假：韩立诚",
        "缺席：方以宁",
        "签发人：",
        "顾清和、何远帆、许静宜",
    ] {
        assert!(minutes.replace('\n', "").contains(words), "{words} is missing: {minutes}");
    }
    let notice = read("notice.docx");
    for words in
        ["关于召开综合办公室周例会的通知", "2026年3月2日14:00至15:00", "（1）年度培训计划（何远帆汇报）"]
    {
        assert!(notice.contains(words), "{words} is missing: {notice}");
    }
}

#[test]
fn whoever_signs_themselves_in_types_the_code() {
    let desk = Desk::new();
    let meeting = desk.prepare("2026-03-02");
    desk.go("meeting", meeting, "approve", Values::new());
    desk.go("meeting", meeting, "open_sign_in", Values::new());
    let console = desk.console(meeting);
    let seat = |number: u32| {
        let found = console.attendees.iter().find(|of| of.stored.record.person == Some(Id::new(id(number))));
        found.unwrap().stored.meta.id
    };
    let enter = |number: u32, code: &str| {
        let mut session = Session::owner();
        session.person = Some(id(number));
        let values = Values::new().text("code", code);
        desk.office.execute(&Arc::new(session), step("attendee", seat(number), "sign_in", values))
    };
    let code = sign_in_code(meeting);
    assert_eq!(code.len(), 6);
    assert!(enter(61, "").is_err());
    assert!(enter(61, "000").is_err());
    assert!(enter(61, &code).is_ok());
    // The chair is there without proof, and the code is not kept.
    assert!(enter(60, "").is_ok());
    let reader = desk.office.reader(&owner()).unwrap();
    let seated = reader.find::<Attendee>(Id::new(seat(61))).unwrap().unwrap().record;
    assert_eq!((seated.code.as_str(), seated.signed_in_at.is_some()), ("", true));
}

#[test]
fn an_overlong_agenda_and_people_who_left_are_warned_of() {
    let desk = Desk::new();
    let meeting = desk.prepare("2026-03-16");
    for number in 90..95 {
        desk.item(meeting, number, "议题", "discuss");
    }
    let gone = Values::new().with("left_on", day("2026-03-06"));
    desk.run(update("person", 61, None, gone));
    let codes = |desk: &Desk| -> Vec<&'static str> {
        desk.console(meeting).warnings.iter().map(|warning| warning.key).collect()
    };
    let found = codes(&desk);
    assert!(found.contains(&"console.agenda_too_long"), "{found:?}");
    assert!(found.contains(&"console.person_left"), "{found:?}");
    assert!(!found.contains(&"console.notice_late"), "{found:?}");
    // Friday before Monday's meeting is too late for a notice, and its items have no material.
    desk.clock.set(moment(11));
    let found = codes(&desk);
    assert!(found.contains(&"console.notice_late") && found.contains(&"console.no_material"), "{found:?}");
    let reader = desk.office.reader(&owner()).unwrap();
    let item = reader.find::<AgendaItem>(Id::new(id(90))).unwrap().unwrap().record;
    assert_eq!(item.state, AgendaState::Waiting, "a warning stands in nobody's way");
}

#[test]
fn the_console_leads_through_a_meeting_in_the_window() {
    let desk = Desk::new();
    let meeting = desk.prepare("2026-03-02");
    desk.item(meeting, 90, "年度培训计划", "vote");
    let mut harness = window(&desk.office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::Console(None));
    until(&mut harness, "the choice", |window| {
        window.query_all_by_label_contains("2026-03-02 14:00").next().is_some()
    });
    harness.get_all_by_label_contains("2026-03-02 14:00").next().unwrap().click();
    until(&mut harness, "the console", |window| window.query_by_label("批准").is_some());
    harness.get_by_label("批准").click();
    until(&mut harness, "the notice", |window| window.query_by_label("发出通知").is_some());
    desk.go("meeting", meeting, "start", Values::new());
    until(&mut harness, "the sign-in", |window| window.query_all_by_label("签到").count() > 1);
    assert!(harness.query_all_by_label_contains("未达法定人数 3").next().is_some());
    desk.sign_in(meeting, 3);
    until(&mut harness, "a quorum", |window| {
        window.query_all_by_label_contains("达到法定人数 3").next().is_some()
    });
    harness.get_by_label("开始讨论").click();
    until(&mut harness, "the vote", |window| window.query_by_label("付表决").is_some());
    assert_eq!(desk.console(meeting).current().unwrap().stored.record.title, "年度培训计划");
    // Used time is shown; nothing but its clock moves.
    until(&mut harness, "the clock", |window| window.query_all_by_label_contains("00:00").next().is_some());
    desk.run(batch(
        vec![go("agenda_item", 90, "vote"), go("agenda_item", 90, "carry")],
        BatchMode::AllOrNothing,
    ));
    harness.get_by_label("议定与督办").click();
    rest(&mut harness);
}

#[test]
fn a_reply_is_looked_at_and_read_in_the_window() {
    let desk = Desk::new();
    desk.run(update("person", 61, None, Values::new().text("email", "he@office.cn")));
    let file = tempfile::Builder::new().suffix(".ics").tempfile().unwrap();
    let reply = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{}@meeting.chancery\r\n\
         DTSTAMP:20260301T000000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:he@office.cn\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        id(SERIES)
    );
    std::fs::write(file.path(), reply).unwrap();
    let mut harness = window(&desk.office, Language::SimplifiedChinese, Theme::Light, 1280.0);
    rest(&mut harness);
    let ctx = harness.ctx.clone();
    harness.state_mut().look_at_calendar(&ctx, file.path().to_owned());
    // Whose answer changes what is told before anything changes.
    until(&mut harness, "what will happen", |window| {
        window.query_all_by_label_contains("何远帆").next().is_some()
            && window.query_by_label("读入").is_some()
    });
    let state = |desk: &Desk| {
        let mut asked = desk.office.reader(&owner()).unwrap().all::<Attendee>().unwrap().into_iter();
        let own = asked.find(|of| {
            let (meeting, person) = (of.record.meeting, of.record.person);
            meeting.map(Id::erase) == Some(id(SERIES)) && person.map(Id::erase) == Some(id(61))
        });
        own.unwrap().record.state
    };
    assert_eq!(state(&desk), chancery::records::meetings::AttendeeState::Invited);
    // The dialog has grown with what it tells, and finds its place first.
    rest(&mut harness);
    harness.get_by_label("读入").click();
    until(&mut harness, "the answer", |_| {
        state(&desk) == chancery::records::meetings::AttendeeState::Accepted
    });
    until(&mut harness, "the console", |window| {
        window.query_all_by_label_contains("日历文件").next().is_some()
    });
}

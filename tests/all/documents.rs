//! Papers in and out: the ways they go, what holds them up, and their numbers (`domain.md` §3.1, T1 and T2).

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values};
use chancery::model::{Id, Rules as _, Value};
use chancery::records::documents::{Incoming, IncomingState, Outgoing, OutgoingState};
use chancery::rules::paper::number::{is_same, parse};
use chancery::rules::paper::writing::{Breach, Writing, breaches};
use chancery::rules::paper::{Direction, PaperKind, Urgency};
use chancery::store::Store;
use proptest::prelude::*;

use crate::fixture::{
    SetClock, attach, create, day, go, id, info, moment, owner, person, refused, signed, unit, update, void,
};

/// Who signs in these tests.
const SIGNER: u32 = 900;

/// Who checks drafts after the head of their unit.
const SECRETARY: u32 = 901;

struct Desk {
    office: Office,
    session: Arc<Session>,
    clock: Arc<SetClock>,
}

impl Desk {
    fn new() -> Self {
        let clock = SetClock::new();
        let office = Office::new(Store::in_memory(&info()).unwrap(), clock.clone()).unwrap();
        let desk = Self { office, session: owner(), clock };
        desk.run(person(SIGNER, "顾清和"));
        desk.run(person(SECRETARY, "方以宁"));
        desk
    }

    fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }

    /// The fields and codes of a refusal.
    fn refused(&self, command: Command) -> Vec<(Option<&'static str>, &'static str)> {
        refused(&self.office, command)
    }

    fn incoming(&self, number: u32) -> Incoming {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }

    fn outgoing(&self, number: u32) -> Outgoing {
        self.office.reader(&self.session).unwrap().find(Id::new(id(number))).unwrap().unwrap().record
    }

    fn came(&self, number: u32, urgency: &str) {
        let values = Values::new().text("title", "关于报送总结的通知").text("sender", "市国资委");
        let values = values.with("urgency", Value::choice(urgency)).with("received_on", day("2026-03-02"));
        self.run(create("incoming", number, values.with("copies", Value::Integer(1))));
    }

    fn to_instructed(&self, number: u32) {
        self.run(signed(go("incoming", number, "sign"), SIGNER));
        self.run(go("incoming", number, "register"));
        self.run(go("incoming", number, "review"));
        self.run(update("incoming", number, None, Values::new().text("proposal", "拟请行政科办理")));
        self.run(go("incoming", number, "propose"));
        let given = Values::new().text("instruction", "同意");
        self.run(signed(with_values(go("incoming", number, "instruct"), given, ""), SIGNER));
    }

    fn series(&self, number: u32, code: &str) {
        let values = Values::new().text("code", code).text("masthead", "江岳集团文件");
        self.run(create("paper_series", number, values.text("issuer", "江岳集团")));
    }

    fn drafted(&self, number: u32, series: u32) {
        let values = Values::new().text("title", "关于规范公文处理的通知").text("addressee", "各部门");
        let values = values.text("body", "经费 42 万元。").with("series", Value::Link(id(series)));
        self.run(create("outgoing", number, values.with("print_copies", Value::Integer(10))));
    }

    fn to_rechecked(&self, number: u32) {
        for way in ["submit", "check", "endorse", "sign", "recheck"] {
            let who = if way == "endorse" { SECRETARY } else { SIGNER };
            self.run(signed(go("outgoing", number, way), who));
        }
    }
}

fn with_values(command: Command, given: Values, why: &str) -> Command {
    match command {
        Command::Move { register, id, base, transition, .. } => {
            Command::Move { register, id, base, transition, values: given, reason: Some(why.to_owned()) }
        }
        other => other,
    }
}

#[test]
fn an_urgent_paper_needs_a_day_and_two_units_need_a_lead() {
    let desk = Desk::new();
    desk.run(unit(1, "行政科"));
    desk.run(unit(2, "信息中心"));
    desk.came(10, "express");
    desk.to_instructed(10);
    // One that assists is enough to need one that leads.
    let assisting = Value::Tags(vec!["信息中心".to_owned()]);
    desk.run(update("incoming", 10, None, Values::new().with("assisting", assisting)));
    let refused = desk.refused(go("incoming", 10, "undertake"));
    assert_eq!(refused, [(Some("lead_unit"), "needed_for")]);
    desk.run(update("incoming", 10, None, Values::new().with("lead_unit", Value::Link(id(1)))));
    assert_eq!(desk.refused(go("incoming", 10, "undertake")), [(Some("due"), "urgent_without_due")]);
    let due = Values::new().with("due", day("2026-03-03"));
    desk.run(update("incoming", 10, None, due));
    desk.run(go("incoming", 10, "undertake"));
    assert_eq!(desk.incoming(10).state, IncomingState::InHand);
    // Neither can be taken away again.
    let none = Values::new().with("lead_unit", Value::Nothing);
    assert_eq!(desk.refused(update("incoming", 10, None, none)), [(Some("lead_unit"), "no_lead_unit")]);
    let none = Values::new().with("due", Value::Nothing);
    assert_eq!(desk.refused(update("incoming", 10, None, none)), [(Some("due"), "urgent_without_due")]);
}

#[test]
fn a_plain_paper_gets_seven_working_days_and_closes_when_all_have_read() {
    let desk = Desk::new();
    desk.run(unit(1, "XZK"));
    desk.run(person(2, "方以宁"));
    desk.came(10, "plain");
    desk.to_instructed(10);
    let paper = desk.incoming(10);
    assert_eq!((paper.number.as_str(), paper.due), ("收〔2026〕1号", "2026-03-11".parse().ok()));
    let copy = Values::new().with("paper", Value::Link(id(10))).with("reader", Value::Link(id(2)));
    desk.run(create("circulation", 20, copy.clone()));
    assert_eq!(desk.incoming(10).unread, 1);
    assert_eq!(desk.refused(create("circulation", 21, copy)), [(Some("reader"), "circulated_already")]);
    let given = Values::new().with("lead_unit", Value::Link(id(1))).text("result", "已报送");
    desk.run(update("incoming", 10, None, given));
    assert_eq!(desk.refused(go("incoming", 10, "close"))[0].1, "act_not_undertaken");
    desk.run(go("incoming", 10, "undertake"));
    assert_eq!(desk.refused(go("incoming", 10, "close")), [(None, "circulation_open")]);
    let urged = Values::new().with("paper", Value::Link(id(10))).with("addressee", Value::Link(id(2)));
    desk.run(create("urging", 30, urged.text("note", "请抓紧阅毕")));
    assert_eq!(desk.incoming(10).urged, 1);
    desk.run(go("circulation", 20, "finish"));
    desk.run(go("incoming", 10, "close"));
    assert_eq!(desk.incoming(10).closed_on, "2026-03-02".parse().ok());
    // Numbered papers stay; an answer must exist before it is said to.
    assert_eq!(desk.refused(go("incoming", 10, "reply")), [(None, "not_answered")]);
    desk.came(11, "plain");
    desk.run(signed(go("incoming", 11, "sign"), SIGNER));
    desk.run(go("incoming", 11, "register"));
    assert_eq!(desk.incoming(11).number, "收〔2026〕2号");
    assert_eq!(desk.refused(void("incoming", 11)), [(None, "numbered_incoming_stays")]);
}

#[test]
fn a_change_after_signing_goes_back_to_the_signer() {
    let desk = Desk::new();
    desk.series(1, "江岳办发");
    desk.drafted(10, 1);
    desk.to_rechecked(10);
    let changed = Values::new().text("body", "经费 43 万元。");
    assert_eq!(desk.refused(update("outgoing", 10, None, changed.clone())), [(Some("body"), "text_frozen")]);
    // 登记 would be next; the change leads back to 签发 instead.
    desk.run(with_values(go("outgoing", 10, "amend"), changed, "金额更正"));
    let paper = desk.outgoing(10);
    assert_eq!((paper.state, paper.signed_on), (OutgoingState::Signing, None));
    assert_eq!(paper.body, "经费 43 万元。");
    let refused = desk.office.execute(&desk.session, go("outgoing", 10, "register")).unwrap_err();
    assert_eq!(refused.code(), "input", "no number before 复核");
    desk.run(signed(go("outgoing", 10, "sign"), SIGNER));
    desk.run(go("outgoing", 10, "recheck"));
    desk.run(go("outgoing", 10, "register"));
    assert_eq!(desk.outgoing(10).number, "江岳办发〔2026〕1号");
    assert_eq!(desk.refused(void("outgoing", 10)), [(None, "numbered_paper_stays")]);
}

#[test]
fn numbers_are_without_gaps_and_begin_anew_each_year() {
    let desk = Desk::new();
    desk.series(1, "江岳办发");
    desk.series(2, "江岳发");
    for number in 10..34 {
        desk.drafted(number, if number == 33 { 2 } else { 1 });
        desk.to_rechecked(number);
    }
    let office = &desk.office;
    std::thread::scope(|scope| {
        for worker in 0..6 {
            let session = desk.session.clone();
            scope.spawn(move || {
                for number in (10..32).filter(|number| number % 6 == worker) {
                    office.execute(&session, go("outgoing", number, "register")).unwrap();
                }
            });
        }
    });
    let mut given: Vec<u32> =
        (10..32).map(|number| parse(&desk.outgoing(number).number).unwrap().number).collect();
    given.sort_unstable();
    assert_eq!(given, (1..=22).collect::<Vec<u32>>());
    // One that stands on paper stays with its paper, whatever is taken back.
    desk.run(go("outgoing", 32, "register"));
    desk.run(Command::Undo);
    let paper = desk.outgoing(32);
    assert_eq!((paper.number.as_str(), paper.state), ("江岳办发〔2026〕23号", OutgoingState::Rechecked));
    desk.run(go("outgoing", 32, "register"));
    assert_eq!(desk.outgoing(32).number, "江岳办发〔2026〕23号");
    desk.clock.set(moment(365));
    desk.run(go("outgoing", 33, "register"));
    assert_eq!(desk.outgoing(33).number, "江岳发〔2026〕1号", "its year is that in which it was signed");
    desk.drafted(34, 1);
    desk.to_rechecked(34);
    desk.run(go("outgoing", 34, "register"));
    assert_eq!(desk.outgoing(34).number, "江岳办发〔2027〕1号");
}

#[test]
fn a_number_is_the_same_however_it_is_typed() {
    for typed in
        ["市政办发[2026]5号", "市政办发〔2026〕05号", "市政办发（２０２６）第5号", " 市政办发 【2026】 5号"]
    {
        assert!(is_same("市政办发〔2026〕5号", typed), "{typed}");
    }
    for other in
        ["市政办发〔2026〕50号", "市政办发〔2025〕5号", "市政办发〔2026〕15号", "", "市政发〔2026〕5号"]
    {
        assert!(!is_same("市政办发〔2026〕5号", other), "{other}");
    }
    assert!(!is_same("", ""));
    assert!(is_same("〔2026〕100号", "〔2026〕0100号") && !is_same("〔2026〕100号", "〔2026〕10号"));
}

#[test]
fn numbers_are_written_as_the_standard_has_them() {
    for wrong in [
        "国办发[2012]10号",
        "国办发【2012】10号",
        "国办发〔2012〕010号",
        "国办发〔2012〕第10号",
        "国办发〔12〕10号",
        "国办发〔2012〕0号",
        "国办发〔2012〕10",
        "〔2012〕10号",
        "GBF〔2012〕10号",
    ] {
        assert_eq!(parse(wrong), None, "{wrong}");
    }
    let number = parse("国办发〔2012〕10号").unwrap();
    assert_eq!((number.series.as_str(), number.year, number.number), ("国办发", 2012, 10));
    assert_eq!(number.to_string(), "国办发〔2012〕10号");
    let desk = Desk::new();
    for wrong in ["国办发[2012]10号", "国办发〔2012〕010号"] {
        let values = Values::new().text("title", "通知").text("number", wrong);
        assert_eq!(desk.refused(create("outgoing", 1, values)), [(Some("number"), "paper_number")]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_number_reads_as_it_was_written(series in "[\u{4e00}-\u{9fa5}]{1,12}", year in 1900..2100_i32, number in 1..u32::MAX) {
        let number = chancery::rules::paper::number::PaperNumber { series, year, number };
        prop_assert_eq!(parse(&number.to_string()), Some(number));
    }

    #[test]
    fn no_text_upsets_the_reader_of_numbers(text in "\\PC{0,24}") {
        if let Some(number) = parse(&text) {
            prop_assert_eq!(number.to_string(), text);
        }
    }
}

#[test]
fn each_rule_of_writing_is_named() {
    let sound = Writing {
        kind: PaperKind::Request,
        direction: Direction::Upward,
        addressee: "市国资委",
        copies_to: "",
        body: "妥否，请批示。",
        contact: "联系人：苏映雪，电话：8016-2208",
        is_single: true,
        is_ordered: false,
        subordinates: &["财务部".to_owned()],
    };
    assert_eq!(breaches(&sound), []);
    let broken = |writing: Writing<'_>, expected: Breach| assert_eq!(breaches(&writing), [expected]);
    broken(Writing { direction: Direction::Downward, ..sound }, Breach::Direction);
    broken(Writing { addressee: "市国资委、市财政局", ..sound }, Breach::OneSuperior);
    broken(Writing { addressee: "张伟局长", ..sound }, Breach::ToPerson);
    assert_eq!(breaches(&Writing { addressee: "张伟局长", is_ordered: true, ..sound }), []);
    broken(Writing { copies_to: "财务部", ..sound }, Breach::CopiedBelow);
    broken(Writing { is_single: false, ..sound }, Breach::OneMatter);
    broken(Writing { contact: "苏映雪", ..sound }, Breach::Contact);
    broken(Writing { kind: PaperKind::Report, ..sound }, Breach::RequestInReport);
    assert_eq!(Urgency::ALL.iter().map(|of| of.working_days()).collect::<Vec<_>>(), [7, 3, 1]);
}

#[test]
fn versions_keep_their_reasons() {
    let desk = Desk::new();
    desk.run(create("document", 1, Values::new().text("title", "培训计划")));
    desk.run(attach("document", 1, 2, b"first"));
    let Command::Attach { register, id: owner, name, media_type, .. } = attach("document", 1, 3, b"second")
    else {
        panic!("no attachment")
    };
    desk.run(Command::Attach {
        register,
        id: owner,
        attachment: id(3),
        name,
        media_type,
        content: b"second".to_vec(),
        reason: "增加一期".to_owned(),
        text: Some("second".to_owned()),
    });
    let reader = desk.office.reader(&desk.session).unwrap();
    let record_type = chancery::records::find("document").unwrap();
    let versions = reader.attachments(record_type, id(1)).unwrap();
    let reasons: Vec<&str> = versions.iter().map(|version| version.reason.as_str()).collect();
    assert_eq!(reasons, ["", "增加一期"]);
    desk.run(Command::Undo);
    desk.run(Command::Redo);
    let reader = desk.office.reader(&desk.session).unwrap();
    assert_eq!(reader.attachments(record_type, id(1)).unwrap()[1].reason, "增加一期");
}

#[test]
fn an_answer_begins_with_what_the_paper_says() {
    let answer = |title: &str, kind: PaperKind| {
        let paper =
            Incoming { title: title.into(), kind, sender: "市国资委".into(), ..Incoming::default() };
        let known = paper.follow_up("outgoing");
        let of = |key: &str| known.iter().find(|(of, _)| *of == key).unwrap().1.clone();
        assert_eq!(of("addressee"), Value::text("市国资委"));
        let text = |value: Value| match value {
            Value::Text(text) | Value::Choice(text) => text,
            other => panic!("{other:?}"),
        };
        (text(of("title")), text(of("kind")))
    };
    let told = |title: &str, kind: &str| (title.to_owned(), kind.to_owned());
    assert_eq!(answer("关于商请借用场地的函", PaperKind::Letter), told("关于商请借用场地的复函", "letter"));
    assert_eq!(answer("关于购置设备的请示", PaperKind::Request), told("关于购置设备的批复", "reply"));
    assert_eq!(
        answer("关于报送总结的通知", PaperKind::Circular),
        told("关于《关于报送总结的通知》的复函", "letter")
    );
}

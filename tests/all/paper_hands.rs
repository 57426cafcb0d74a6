//! Whose hands a paper passes through: whoever is on the 传阅 list reads it, a 批示 is the director's alone, and a paper
//! that names 会签部门 does not pass without them.

use chancery::desk::{Asked, Command, Office, Right, Values};
use chancery::model::{Id, Value};
use chancery::records::documents::{
    Circulation, CirculationState, Countersign, CountersignState, Incoming, IncomingState, Outgoing,
    OutgoingState,
};
use chancery::records::find;
use chancery::rules::paper::PaperForm;
use chancery::text::Language;

use crate::archive::{because, link, run, with};
use crate::fixture::{create, day, go, id, person, post, signed, unit, update};
use crate::rules::{acting, as_person, checked, office, read, refused, refused_as};

/// A person of a unit with a post of a role.
fn of_unit(office: &Office, number: u32, unit: u32, role: &str) {
    run(office, with(person(number, &format!("人{number}")), "unit", link(unit)));
    run(office, post(number + 100, &format!("P{number}"), role));
    run(office, crate::fixture::appointment(number + 200, number, number + 100));
}

fn came(state: &str) -> Values {
    let values = Values::new().text("title", "通知").text("sender", "市国资委").with("lead_unit", link(50));
    values.with("received_on", day("2026-03-02")).with("state", Value::choice(state))
}

#[test]
fn a_reader_on_the_list_reads_the_paper_whatever_their_unit() {
    let (office, _) = office();
    for (number, code) in [(50, "MSK"), (51, "XZK")] {
        run(&office, unit(number, code));
    }
    of_unit(&office, 61, 51, "staff");
    run(&office, create("incoming", 20, came("in_hand")));
    run(&office, create("incoming", 21, came("in_hand")));
    let sees = |number: u32| {
        let reader = office.reader(&acting(61)).unwrap();
        reader.get(find("incoming").unwrap(), id(number)).unwrap().is_some()
    };
    assert!(!sees(20), "it is of another unit");
    let copy = Values::new().with("paper", link(20)).with("reader", link(61));
    run(&office, create("circulation", 30, copy.clone()));
    assert!(sees(20) && !sees(21));
    let reader = office.reader(&acting(61)).unwrap();
    assert_eq!(reader.all::<Circulation>().unwrap().len(), 1);
    // Reading it is not handling it.
    let taken = office.execute(&acting(61), update("incoming", 20, None, Values::new().text("note", "x")));
    assert!(taken.is_err());
    let finish = with(go("circulation", 30, "finish"), "opinion", Value::text("已阅"));
    office.execute(&acting(61), finish).unwrap();
    assert_eq!(read::<Circulation>(&office, 30).state, CirculationState::Read);
    assert!(sees(20), "whoever has read it may look again");
    let rewritten = update("circulation", 30, None, Values::new().text("opinion", "不同意"));
    assert_eq!(refused(&office, rewritten), [(Some("opinion"), "opinion_stands")]);
    run(&office, create("circulation", 31, copy));
    run(&office, because(go("circulation", 31, "recall")));
    assert!(sees(20), "the copy that was read stands");
    let other = Values::new().with("paper", link(21)).with("reader", link(61));
    run(&office, create("circulation", 32, other));
    assert!(sees(21));
    run(&office, because(go("circulation", 32, "recall")));
    assert!(!sees(21), "what was recalled is no longer theirs");
}

#[test]
fn an_instruction_is_the_directors_and_stands_once_given() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary"), (62, "staff")] {
        of_unit(&office, number, 50, role);
    }
    let said = |text: &str| Values::new().text("instruction", text);
    let early = came("proposed").text("instruction", "同意");
    assert_eq!(
        refused(&office, create("incoming", 20, early.clone())),
        [(Some("instruction"), "instruction_early")]
    );
    let typed =
        Values::new().text("title", "通知").text("sender", "甲").with("received_on", day("2026-03-02"));
    let typed = create("incoming", 20, typed.text("instruction", "同意"));
    assert_eq!(refused_as(&office, &acting(61), typed), [(Some("instruction"), "by_steps")]);
    run(&office, create("incoming", 20, came("proposed").with("handler", link(62))));
    let before = update("incoming", 20, None, said("秘书代拟"));
    assert_eq!(refused_as(&office, &acting(61), before), [(Some("instruction"), "by_steps")]);
    let instruct =
        |way: &str, text: &str| with(because(go("incoming", 20, way)), "instruction", Value::text(text));
    as_person(&office, 60, instruct("instruct", "请文秘科办理。"));
    for who in [61, 62] {
        let changed = update("incoming", 20, None, said("不同意，退回。"));
        assert_eq!(refused_as(&office, &acting(who), changed), [(Some("instruction"), "by_steps")]);
    }
    // Nor on the way of another step.
    let undertake = with(go("incoming", 20, "undertake"), "instruction", Value::text("承办人改批示"));
    assert_eq!(refused_as(&office, &acting(62), undertake), [(Some("instruction"), "by_steps")]);
    as_person(&office, 62, go("incoming", 20, "undertake"));
    let reader = office.reader(&acting(61)).unwrap();
    let why = reader
        .explain(find("incoming").unwrap(), Some(id(20)), Asked::Right(Right::Update), Some("instruction"))
        .unwrap();
    assert_eq!((why.allowed, why.reasons[0].key), (false, "problem.by_steps"));
    as_person(&office, 60, instruct("instruct_again", "请信息中心协办。"));
    let paper = read::<Incoming>(&office, 20);
    assert_eq!((paper.state, paper.instruction.as_str()), (IncomingState::Instructed, "请信息中心协办。"));
    assert_eq!(paper.instructed_by, Some(Id::new(id(60))));
}

fn drafted(office: &Office, names: &[&str]) {
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let values = values.with("drafter", link(61)).with("countersigners", Value::Tags(names));
    run(office, create("outgoing", 10, values));
    run(office, go("outgoing", 10, "submit"));
}

fn asked(office: &Office) -> Vec<(Countersign, Command, Command)> {
    let reader = office.reader(&crate::fixture::owner()).unwrap();
    let go = |id, way: &str| Command::Move {
        register: "countersign".to_owned(),
        id,
        base: None,
        transition: way.to_owned(),
        values: Values::new().text("opinion", "意见"),
        reason: None,
    };
    let all = reader.all::<Countersign>().unwrap().into_iter();
    all.map(|of| (of.record, go(of.meta.id, "agree"), go(of.meta.id, "object"))).collect()
}

#[test]
fn a_paper_that_names_units_waits_for_what_they_say() {
    let (office, _) = office();
    for (number, code) in [(50, "MSK"), (51, "CWB")] {
        run(&office, unit(number, code));
    }
    for (number, unit, role) in
        [(61, 50, "staff"), (62, 50, "deputy"), (63, 51, "staff"), (64, 50, "secretary")]
    {
        of_unit(&office, number, unit, role);
    }
    drafted(&office, &["CWB"]);
    run(&office, signed(go("outgoing", 10, "check"), 62));
    let endorse = || go("outgoing", 10, "endorse");
    assert_eq!(
        refused_as(&office, &acting(64), endorse()),
        [(Some("countersigners"), "countersign_unasked")]
    );
    as_person(&office, 64, go("outgoing", 10, "countersign"));
    assert_eq!(refused_as(&office, &acting(64), endorse()), [(Some("countersigners"), "countersign_open")]);
    let dropped = update("outgoing", 10, None, Values::new().with("countersigners", Value::Nothing));
    assert_eq!(refused(&office, dropped), [(Some("countersigners"), "countersigners_stand")]);
    // The unit sees the paper, and its people alone speak for it.
    let paper = find("outgoing").unwrap();
    let seen = office.reader(&acting(63)).unwrap().get(paper, id(10)).unwrap();
    assert!(seen.is_some());
    let (_, agree, object) = asked(&office).remove(0);
    assert_eq!(refused_as(&office, &acting(64), agree.clone()), [(None, "countersign_of_unit")]);
    let named = with(agree.clone(), "signer", link(63));
    assert_eq!(refused_as(&office, &acting(64), named), [(None, "countersign_of_unit")]);
    office.execute(&acting(63), object).unwrap();
    let given = asked(&office).remove(0).0;
    assert_eq!((given.signer, given.state), (Some(Id::new(id(63))), CountersignState::Objected));
    assert!(given.signed_at.is_some());
    assert_eq!(
        refused_as(&office, &acting(64), endorse()),
        [(Some("countersign_note"), "countersign_objected")]
    );
    // What they gave their opinion on is not changed under it.
    let changed = update("outgoing", 10, None, Values::new().text("body", "改过的正文"));
    assert_eq!(refused(&office, changed.clone()), [(Some("body"), "countersigned_text")]);
    // A draft that goes back is countersigned anew.
    as_person(&office, 64, because(go("outgoing", 10, "send_back")));
    assert_eq!(asked(&office)[0].0.state, CountersignState::Lapsed);
    run(&office, changed);
    run(&office, go("outgoing", 10, "submit"));
    assert_eq!(read::<Outgoing>(&office, 10).checked_at, None, "it is checked anew");
    run(&office, signed(go("outgoing", 10, "check"), 62));
    assert_eq!(
        refused_as(&office, &acting(64), endorse()),
        [(Some("countersigners"), "countersign_unasked")]
    );
    as_person(&office, 64, go("outgoing", 10, "countersign"));
    let (_, agree, _) =
        asked(&office).into_iter().find(|of| of.0.state == CountersignState::Waiting).unwrap();
    as_person(&office, 63, agree);
    as_person(&office, 64, endorse());
    assert_eq!(read::<Outgoing>(&office, 10).state, OutgoingState::Signing);
}

#[test]
fn units_that_are_none_are_not_asked_and_no_row_is_made_by_hand() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    of_unit(&office, 61, 50, "staff");
    of_unit(&office, 62, 50, "staff");
    of_unit(&office, 64, 50, "secretary");
    drafted(&office, &["市财政局"]);
    run(&office, signed(go("outgoing", 10, "check"), 62));
    for way in ["countersign", "endorse"] {
        let faults = refused(&office, signed(go("outgoing", 10, way), 64));
        assert_eq!(faults, [(Some("countersigners"), "countersign_unknown")]);
    }
    let by_hand = Values::new().with("paper", link(10)).with("unit", link(50));
    assert_eq!(
        refused(&office, create("countersign", 40, by_hand)),
        [(Some("unit"), "countersign_by_paper")]
    );
}

#[test]
fn a_paper_takes_the_layout_of_its_series_and_the_unit_of_its_drafter() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    of_unit(&office, 61, 50, "staff");
    of_unit(&office, 60, 50, "director");
    of_unit(&office, 64, 50, "secretary");
    let series = Values::new().text("code", "测函").text("masthead", "测试").text("issuer", "测试");
    run(&office, create("paper_series", 5, series.with("form", Value::choice("letter"))));
    drafted(&office, &[]);
    let paper = read::<Outgoing>(&office, 10);
    assert_eq!((paper.form, paper.unit), (PaperForm::Document, Some(Id::new(id(50)))));
    let values = Values::new().text("title", "函").text("addressee", "某局").text("body", "正文");
    run(&office, create("outgoing", 11, values.with("series", link(5))));
    assert_eq!(read::<Outgoing>(&office, 11).form, PaperForm::Letter);
    // One that was signed otherwise does not take a number of the series.
    checked(&office, 10, 60, 64);
    for way in ["sign", "recheck"] {
        run(&office, signed(go("outgoing", 10, way), 60));
    }
    let number = Values::new().with("series", link(5)).with("print_copies", Value::Integer(1));
    run(&office, update("outgoing", 10, None, number));
    assert_eq!(refused(&office, go("outgoing", 10, "register")), [(Some("series"), "series_form")]);
}

#[test]
fn why_tells_what_the_step_itself_would_be_told() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary"), (64, "secretary")] {
        of_unit(&office, number, 50, role);
    }
    run(&office, create("incoming", 20, came("proposed")));
    let why = |who: u32, register: &str, id, way: &str| {
        let reader = office.reader(&acting(who)).unwrap();
        reader.explain(find(register).unwrap(), id, Asked::Transition(way), None).unwrap()
    };
    // Whose step it is, in the register as a whole and of a record; and by name.
    for id in [None, Some(id(20))] {
        let denied = why(61, "incoming", id, "instruct");
        let role = denied.reasons.iter().find(|reason| reason.key == "denied.transition").unwrap();
        let told = role.in_language(Language::SimplifiedChinese);
        assert!(!denied.allowed && told.contains("主任、副主任"), "{told}");
    }
    // What only the record's rules know is told by trying.
    drafted(&office, &["MSK"]);
    run(&office, signed(go("outgoing", 10, "check"), 60));
    let mut explained = why(64, "outgoing", Some(id(10)), "endorse");
    assert!(explained.allowed);
    let tried = office.try_out(&acting(64), &go("outgoing", 10, "endorse")).map(|_| ());
    explained.doubt(find("outgoing").unwrap(), tried);
    assert_eq!((explained.allowed, explained.reasons[0].key), (false, "problem.countersign_unasked"));
}

//! Who may do what with papers: whose step it is besides the roles, in whose hands the text of a draft is, and what stands
//! once it was signed or instructed.

use std::sync::Arc;

use chancery::desk::{Asked, Command, Office, Session, Values};
use chancery::model::{Id, Value};
use chancery::records::archive::{Transmission, TransmissionState};
use chancery::records::documents::{
    Countersign, CountersignState, Incoming, IncomingState, Outgoing, OutgoingState,
};
use chancery::records::find;

use crate::archive::{because, link, run, with};
use crate::fixture::{create, day, go, id, owner, signed, unit, update, void};
use crate::rules::{acting, as_person, office, read, refused, refused_as, worker};

/// The rule by which a step is greyed for somebody.
fn greyed(office: &Office, who: u32, register: &str, number: u32, way: &str) -> Option<&'static str> {
    let reader = office.reader(&acting(who)).unwrap();
    let rule = reader.obstacle(find(register).unwrap(), Some(id(number)), Asked::Transition(way)).unwrap();
    rule.map(|rule| rule.code())
}

/// Somebody acts for another in the administration.
fn stands_in(office: &Office, number: u32, for_whom: u32, who: u32) {
    let acts = Values::new().with("delegator", link(for_whom)).with("delegate", link(who));
    let acts = acts.with("from", day("2026-03-01")).with("until", day("2026-03-31"));
    run(office, create("delegation", number, acts.with("scope", Value::choice("administration"))));
}

/// A step that is somebody else's: refused by its rule, and grey with the same.
fn is_anothers(office: &Office, who: u32, step: Command, rule: &'static str) {
    let Command::Move { register, id, transition, .. } = &step else { panic!("no step") };
    let reader = office.reader(&acting(who)).unwrap();
    let told = reader.obstacle(find(register).unwrap(), Some(*id), Asked::Transition(transition)).unwrap();
    assert_eq!(told.map(|rule| rule.code()), Some(rule), "{who} {transition}");
    assert_eq!(refused_as(office, &acting(who), step), [(None, rule)]);
}

// 传递

#[test]
fn papers_are_sent_by_their_sender_and_taken_by_their_receiver() {
    let (office, _) = office();
    for (number, role) in
        [(60, "staff"), (61, "staff"), (62, "staff"), (63, "staff"), (64, "staff"), (65, "secretary")]
    {
        worker(&office, number, role);
    }
    let sent = Values::new().text("papers", "合同").with("sender", link(60)).with("receiver", link(61));
    run(&office, create("transmission", 40, sent.with("deputy", link(64))));
    let way = |way: &str| go("transmission", 40, way);
    let check = || with(way("check"), "content_checked", Value::Flag(true));
    for other in [61, 62, 65] {
        is_anothers(&office, other, check(), "not_the_sender");
        let ticked =
            update("transmission", 40, None, Values::new().with("content_checked", Value::Flag(true)));
        assert_eq!(refused_as(&office, &acting(other), ticked), [(Some("content_checked"), "sender_checks")]);
    }
    assert_eq!(greyed(&office, 60, "transmission", 40, "check"), None);
    let unread = refused_as(&office, &acting(60), way("check"));
    assert_eq!(unread, [(Some("content_checked"), "content_not_checked")]);
    as_person(&office, 60, check());
    is_anothers(&office, 61, way("send"), "not_the_sender");
    stands_in(&office, 900, 60, 63);
    as_person(&office, 63, way("send"));
    for other in [60, 62, 63] {
        is_anothers(&office, other, because(way("reject")), "receiver_rejects");
        is_anothers(&office, other, way("receive"), "not_the_receiver");
    }
    let report = || with(way("report"), "discrepancy", Value::text("缺一份"));
    is_anothers(&office, 62, report(), "irregular_by_two");
    as_person(&office, 60, report());
    is_anothers(&office, 62, because(way("resolve")), "irregular_by_two");
    // Whoever is to get it can still refuse or take it.
    assert_eq!(greyed(&office, 61, "transmission", 40, "reject"), None);
    as_person(&office, 64, way("receive"));
    let transmission = read::<Transmission>(&office, 40);
    assert_eq!(
        (transmission.state, transmission.signed_by),
        (TransmissionState::Received, Some(Id::new(id(64))))
    );
    assert_eq!(refused(&office, void("transmission", 40)), [(None, "ledger_kept")]);
    as_person(&office, 61, report());
    as_person(&office, 65, because(way("resolve")));
    // The owner of the file names who signs, and the rule holds for them.
    let sent = Values::new().text("papers", "函").with("sender", link(60)).with("receiver", link(61));
    run(&office, create("transmission", 41, sent.with("state", Value::choice("on_the_way"))));
    let receive = || go("transmission", 41, "receive");
    assert_eq!(refused(&office, signed(receive(), 62)), [(Some("signed_by"), "not_the_receiver")]);
    run(&office, signed(receive(), 61));
}

// 发文

/// Unit 51 (head 66) over unit 50 (head 63); 61 drafts, 64 is a secretary, 60 the director, 65 of another unit (52, head 67).
fn house(office: &Office) {
    for (number, role) in [
        (60, "director"),
        (61, "staff"),
        (62, "staff"),
        (63, "staff"),
        (64, "secretary"),
        (65, "staff"),
        (66, "staff"),
        (67, "staff"),
        (68, "secretary"),
    ] {
        worker(office, number, role);
    }
    run(office, with(unit(51, "BGS"), "head", link(66)));
    run(office, with(with(unit(50, "MSK"), "parent", link(51)), "head", link(63)));
    run(office, with(with(unit(52, "CWB"), "parent", link(51)), "head", link(67)));
    for (number, unit) in [(61, 50), (62, 50), (63, 50), (65, 52), (67, 52)] {
        run(office, update("person", number, None, Values::new().with("unit", link(unit))));
    }
    let series = |number: u32, code: &str| {
        let values = Values::new().text("code", code).text("masthead", "江岳集团文件");
        run(office, create("paper_series", number, values.text("issuer", "江岳集团")));
    };
    series(1, "江岳发");
    series(2, "江岳办发");
}

fn drafted(office: &Office, number: u32, values: Values) {
    let values = values.text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let values = values.with("drafter", link(61)).with("unit", link(50)).with("series", link(1));
    run(office, create("outgoing", number, values));
    run(office, go("outgoing", number, "submit"));
}

#[test]
fn a_text_changes_in_the_hands_of_whoever_checks_it_and_in_nobodys_after() {
    let (office, _) = office();
    house(&office);
    drafted(&office, 10, Values::new());
    let body = |text: &str| update("outgoing", 10, None, Values::new().text("body", text));
    let by = |who: u32| refused_as(&office, &acting(who), body("改"));
    let told = |rule: &'static str| vec![(Some("body"), rule)];
    for other in [60, 61, 62, 64] {
        assert_eq!(by(other), told("text_before_head"), "{other}");
    }
    as_person(&office, 63, body("部门改"));
    for (key, value) in [("important", Value::Flag(true)), ("series", link(2))] {
        let changed = update("outgoing", 10, None, Values::new().with(key, value));
        assert_eq!(refused_as(&office, &acting(61), changed), [(Some(key), "text_before_head")]);
    }
    let moved = update("outgoing", 10, None, Values::new().with("unit", link(52)));
    assert_eq!(refused(&office, moved), [(Some("unit"), "drafting_unit_stands")]);
    // What the form shows is what the pipeline refuses.
    let reader = office.reader(&acting(61)).unwrap();
    let outgoing = find("outgoing").unwrap();
    let view = reader.get(outgoing, id(10)).unwrap().unwrap();
    let bars = reader.field_bars(outgoing, &view.row, None).unwrap();
    let (place, _) = outgoing.field("body").unwrap();
    assert_eq!(bars[place].as_ref().map(|rule| rule.code()), Some("text_before_head"));
    as_person(&office, 63, go("outgoing", 10, "check"));
    for other in [60, 61, 63] {
        assert_eq!(by(other), told("text_before_secretary"), "{other}");
    }
    as_person(&office, 64, body("核稿改"));
    as_person(&office, 64, go("outgoing", 10, "endorse"));
    for other in [60, 61, 64] {
        assert_eq!(by(other), told("text_before_signer"), "{other}");
    }
    assert_eq!(refused(&office, body("所有者改")), told("text_before_signer"));
    // Not on the way of the signature either.
    let sign = with(go("outgoing", 10, "sign"), "body", Value::text("签时改"));
    assert_eq!(refused_as(&office, &acting(60), sign), told("text_before_signer"));
    as_person(&office, 60, go("outgoing", 10, "sign"));
    for (key, value) in
        [("important", Value::Flag(true)), ("series", link(2)), ("direct_order", Value::Flag(true))]
    {
        let changed = Values::new().with(key, value);
        let refusal = [(Some(key), "text_frozen")];
        assert_eq!(refused_as(&office, &acting(61), update("outgoing", 10, None, changed)), refusal);
    }
    let register = with(go("outgoing", 10, "register"), "print_copies", Value::Integer(5));
    as_person(&office, 64, go("outgoing", 10, "recheck"));
    let swapped = with(register.clone(), "series", link(2));
    assert_eq!(refused_as(&office, &acting(64), swapped), [(Some("series"), "text_frozen")]);
    as_person(&office, 64, register);
    as_person(&office, 64, go("outgoing", 10, "print"));
    let other = update("outgoing", 10, None, Values::new().text("printed_by", "别的单位"));
    assert_eq!(refused_as(&office, &acting(64), other), [(Some("printed_by"), "paper_printed")]);
}

#[test]
fn a_draft_is_sent_back_by_whoever_has_it() {
    let (office, _) = office();
    house(&office);
    let back = |number: u32| because(go("outgoing", number, "send_back"));
    for number in 10..16 {
        drafted(&office, number, Values::new());
    }
    // 部门审核: its head, one above, or the heads of the office.
    for other in [62, 64, 65, 67] {
        is_anothers(&office, other, back(10), "head_sends_back");
    }
    is_anothers(&office, 61, back(10), "drafter_sends_back");
    for (number, who) in [(10, 63), (11, 66), (12, 60)] {
        as_person(&office, who, back(number));
    }
    // While nobody has decided on it, its drafter takes it back.
    is_anothers(&office, 63, go("outgoing", 13, "recall"), "drafter_recalls");
    as_person(&office, 61, go("outgoing", 13, "recall"));
    assert_eq!(read::<Outgoing>(&office, 13).state, OutgoingState::Drafting);
    // 核稿: a secretary.
    for number in [14, 15] {
        as_person(&office, 63, with(go("outgoing", number, "check"), "unit_review", Value::text("同意")));
    }
    assert_eq!(greyed(&office, 61, "outgoing", 14, "recall"), Some("wrong_state"));
    for other in [63, 65] {
        is_anothers(&office, other, back(14), "secretary_sends_back");
    }
    as_person(&office, 64, back(14));
    // Nobody has checked a draft that went back, and nothing says that somebody has.
    let paper = read::<Outgoing>(&office, 14);
    assert_eq!((paper.checker, paper.checked_at, paper.unit_review.as_str()), (None, None, ""));
    // 待签发: the signer.
    as_person(&office, 64, go("outgoing", 15, "endorse"));
    is_anothers(&office, 61, back(15), "drafter_sends_back");
    for other in [63, 64, 65] {
        is_anothers(&office, other, back(15), "signer_sends_back");
    }
    as_person(&office, 60, back(15));
    let paper = read::<Outgoing>(&office, 15);
    assert_eq!((paper.reviewer, paper.reviewed_at), (None, None));
}

#[test]
fn the_owner_of_the_file_is_asked_who_signs_though_somebody_is_expected() {
    let (office, _) = office();
    house(&office);
    drafted(&office, 10, Values::new().with("important", Value::Flag(true)));
    assert_eq!(read::<Outgoing>(&office, 10).checker, Some(Id::new(id(63))));
    assert_eq!(refused(&office, go("outgoing", 10, "check")), [(Some("checker"), "who_signs")]);
    run(&office, signed(go("outgoing", 10, "check"), 63));
    run(&office, signed(go("outgoing", 10, "endorse"), 64));
    assert_eq!(read::<Outgoing>(&office, 10).signer, Some(Id::new(id(66))), "it waits for the head");
    assert_eq!(refused(&office, go("outgoing", 10, "sign")), [(Some("signer"), "who_signs")]);
    run(&office, signed(go("outgoing", 10, "sign"), 66));
}

#[test]
fn a_paper_is_repealed_from_a_day_that_has_come() {
    let (office, _) = office();
    let sent = Values::new().text("title", "通知").with("state", Value::choice("issued"));
    run(&office, create("outgoing", 10, sent));
    let repeal = |on: &str| because(with(go("outgoing", 10, "repeal"), "repealed_on", day(on)));
    assert_eq!(refused(&office, repeal("2026-03-03")), [(Some("repealed_on"), "repealed_ahead")]);
    run(&office, repeal("2026-03-02"));
    let later = update("outgoing", 10, None, Values::new().with("repealed_on", day("2026-04-01")));
    assert_eq!(refused(&office, later), [(Some("repealed_on"), "repealed_ahead")]);
}

// 会签

#[test]
fn a_unit_countersigns_by_its_head_and_as_themselves() {
    let (office, _) = office();
    house(&office);
    drafted(&office, 10, Values::new().with("countersigners", Value::Tags(vec!["CWB".to_owned()])));
    as_person(&office, 63, go("outgoing", 10, "check"));
    as_person(&office, 64, go("outgoing", 10, "countersign"));
    let asked = office.reader(&owner()).unwrap().all::<Countersign>().unwrap().remove(0).meta.id;
    let agree = || Command::Move {
        register: "countersign".to_owned(),
        id: asked,
        base: None,
        transition: "agree".to_owned(),
        values: Values::new().text("opinion", "同意"),
        reason: None,
    };
    // Neither for another unit nor for the head of it, whoever is named.
    for other in [63, 64, 65] {
        is_anothers(&office, other, agree(), "countersign_of_head");
        is_anothers(&office, other, with(agree(), "signer", link(67)), "countersign_of_head");
    }
    assert_eq!(refused(&office, agree()), [(Some("signer"), "who_signs")]);
    assert_eq!(refused(&office, signed(agree(), 65)), [(Some("signer"), "countersign_of_head")]);
    let forged = with(agree(), "signer", link(65));
    assert_eq!(refused_as(&office, &acting(67), forged), [(Some("signer"), "not_the_witness")]);
    stands_in(&office, 900, 67, 65);
    as_person(&office, 65, agree());
    let given = office.reader(&owner()).unwrap().all::<Countersign>().unwrap().remove(0).record;
    assert_eq!((given.signer, given.state), (Some(Id::new(id(65))), CountersignState::Agreed));
    // What a unit agreed to does not change on the way back to the signer.
    as_person(&office, 64, go("outgoing", 10, "endorse"));
    as_person(&office, 60, go("outgoing", 10, "sign"));
    let amend = because(with(go("outgoing", 10, "amend"), "body", Value::text("改")));
    assert_eq!(refused_as(&office, &acting(64), amend), [(Some("body"), "countersigned_text")]);
}

// 收文

fn came(office: &Office, number: u32, state: &str) {
    let values =
        Values::new().text("title", "通知").text("sender", "市国资委").text("proposal", "拟请财务部办理");
    let values = values.with("lead_unit", link(52)).with("received_on", day("2026-03-02"));
    run(office, create("incoming", number, values.with("state", Value::choice(state))));
}

#[test]
fn the_unit_in_charge_handles_a_paper() {
    let (office, _) = office();
    house(&office);
    came(&office, 20, "instructed");
    let undertake = |number: u32| go("incoming", number, "undertake");
    for other in [61, 63] {
        is_anothers(&office, other, undertake(20), "unit_in_charge");
    }
    // Whoever is not of it names somebody who is.
    assert_eq!(refused_as(&office, &acting(60), undertake(20)), [(Some("handler"), "handler_is_named")]);
    let named = |who: u32| with(undertake(20), "handler", link(who));
    assert_eq!(refused_as(&office, &acting(60), named(62)), [(Some("handler"), "handler_of_unit")]);
    as_person(&office, 60, named(65));
    assert_eq!(read::<Incoming>(&office, 20).handler, Some(Id::new(id(65))));
    is_anothers(
        &office,
        61,
        with(go("incoming", 20, "close"), "result", Value::text("已办")),
        "unit_in_charge",
    );
    came(&office, 21, "instructed");
    as_person(&office, 67, undertake(21));
    assert_eq!(read::<Incoming>(&office, 21).handler, Some(Id::new(id(67))));
    came(&office, 22, "instructed");
    stands_in(&office, 900, 67, 62);
    as_person(&office, 62, undertake(22));
    assert_eq!(read::<Incoming>(&office, 22).handler, Some(Id::new(id(62))));
    let elsewhere = update("incoming", 21, None, Values::new().with("handler", link(61)));
    assert_eq!(refused(&office, elsewhere), [(Some("handler"), "handler_of_unit")]);
    // Its head gives it to another of the unit, who takes it in hand in turn.
    let reassign = |who: u32| because(with(go("incoming", 21, "reassign"), "handler", link(who)));
    is_anothers(&office, 65, reassign(65), "head_reassigns");
    is_anothers(&office, 63, reassign(65), "head_reassigns");
    assert_eq!(refused_as(&office, &acting(67), reassign(67)), [(Some("handler"), "handler_is_same")]);
    assert_eq!(refused_as(&office, &acting(67), reassign(61)), [(Some("handler"), "handler_of_unit")]);
    as_person(&office, 67, reassign(65));
    as_person(&office, 65, undertake(21));
    let paper = read::<Incoming>(&office, 21);
    assert_eq!((paper.state, paper.handler), (IncomingState::InHand, Some(Id::new(id(65)))));
}

#[test]
fn the_head_of_the_unit_needs_no_other_right_to_reassign() {
    let (office, _) = office();
    house(&office);
    // A duty lets its holder do everything; without one the head has what everybody of a unit has.
    run(&office, crate::fixture::person(70, "科长"));
    run(&office, crate::fixture::post(170, "KZ", "staff"));
    run(&office, crate::fixture::appointment(270, 70, 170));
    run(&office, update("person", 70, None, Values::new().with("unit", link(52))));
    run(&office, update("unit", 52, None, Values::new().with("head", link(70))));
    came(&office, 20, "instructed");
    as_person(&office, 65, go("incoming", 20, "undertake"));
    as_person(&office, 70, because(with(go("incoming", 20, "reassign"), "handler", link(67))));
    assert_eq!(read::<Incoming>(&office, 20).handler, Some(Id::new(id(67))));
}

#[test]
fn what_was_instructed_on_stands_until_it_is_proposed_anew() {
    let (office, _) = office();
    house(&office);
    came(&office, 20, "proposed");
    let proposal = |text: &str| update("incoming", 20, None, Values::new().text("proposal", text));
    as_person(&office, 64, proposal("拟请财务部、信息中心办理"));
    as_person(&office, 60, with(go("incoming", 20, "instruct"), "instruction", Value::text("照办")));
    assert_eq!(
        refused_as(&office, &acting(64), proposal("另拟")),
        [(Some("proposal"), "incoming_instructed")]
    );
    let renamed =
        Values::new().text("title", "别的").text("sender", "别人").text("sender_number", "别〔2026〕1号");
    assert_eq!(
        refused(&office, update("incoming", 20, None, renamed)),
        [("title"), ("sender"), ("sender_number")].map(|key| (Some(key), "incoming_instructed"))
    );
    as_person(&office, 67, go("incoming", 20, "undertake"));
    let again = || with(because(go("incoming", 20, "propose_again")), "proposal", Value::text("另拟"));
    assert_eq!(refused_as(&office, &acting(65), again()), [(None, "transition")]);
    as_person(&office, 64, again());
    let paper = read::<Incoming>(&office, 20);
    assert_eq!((paper.state, paper.proposal.as_str()), (IncomingState::Proposed, "另拟"));
    assert_eq!((paper.instruction.as_str(), paper.instructed_by), ("", None), "it is instructed anew");
    let reader = office.reader(&owner()).unwrap();
    let said = chancery::desk::opinions(
        &reader,
        find("incoming").unwrap(),
        id(20),
        chancery::text::Language::SimplifiedChinese,
    );
    let texts: Vec<String> = said.unwrap().into_iter().map(|said| said.text).collect();
    assert!(texts.contains(&"照办".to_owned()), "what was instructed stays in the history: {texts:?}");
}

#[test]
fn another_count_than_was_registered_is_told() {
    let (office, _) = office();
    house(&office);
    let values =
        Values::new().text("title", "通知").text("sender", "市国资委").with("copies", Value::Integer(3));
    run(&office, create("incoming", 20, values.with("received_on", day("2026-03-02"))));
    let sign = || with(go("incoming", 20, "sign"), "copies", Value::Integer(2));
    assert_eq!(refused_as(&office, &acting(64), sign()), [(Some("note"), "copies_differ")]);
    as_person(&office, 64, with(sign(), "note", Value::text("登记三份，实收两份")));
    assert_eq!(read::<Incoming>(&office, 20).copies, Some(2));
}

// 时限

#[test]
fn a_limit_on_a_day_off_is_told_and_none_is_emptied() {
    let (office, _) = office();
    house(&office);
    came(&office, 20, "in_hand");
    let due = |value: Value, reason: &str| Command::Amend {
        register: "incoming".to_owned(),
        id: id(20),
        base: None,
        values: Values::new().with("due", value),
        reason: reason.to_owned(),
    };
    let told = |day: &str| {
        let outcome = office.execute(&acting(64), due(crate::fixture::day(day), "对方要求")).unwrap();
        outcome.warnings.iter().map(|warning| warning.code()).collect::<Vec<_>>()
    };
    assert_eq!(told("2026-03-10"), Vec::<&str>::new());
    assert_eq!(told("2026-03-14"), ["limit_day_off"], "a Saturday");
    for reason in ["", "不再限时"] {
        let emptied = refused_as(&office, &acting(64), due(Value::Nothing, reason));
        assert_eq!(emptied, [(Some("due"), "limit_stays")]);
    }
    // On the way of a step neither.
    let close = with(go("incoming", 20, "close"), "result", Value::text("已办"));
    let moved = with(close, "due", day("2026-03-20"));
    assert_eq!(refused_as(&office, &acting(64), moved), [(Some("due"), "move_wants_reason")]);
    let session: Arc<Session> = owner();
    let copy = Values::new().with("paper", link(20)).with("reader", link(62)).with("due", day("2026-03-15"));
    let outcome = office.execute(&session, create("circulation", 30, copy)).unwrap();
    assert_eq!(outcome.warnings.iter().map(|warning| warning.code()).collect::<Vec<_>>(), ["limit_day_off"]);
}

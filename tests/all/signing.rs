//! Steps that somebody signs: where the file is worked by its owner, the step says who, and is held against the rules as
//! theirs (`domain.md` §3.1: 签收, 批示, 签发, 监销).

use chancery::desk::{BatchMode, Command, Session, Values};
use chancery::model::{Id, Kind, Value};
use chancery::records::RECORDS;
use chancery::records::archive::{ArchiveItem, Disposal, DisposalState, Loan, LoanState};
use chancery::records::documents::{Incoming, Outgoing, OutgoingState};

use crate::archive::{because, class, give_back, item, link, loan, run, scheme, with};
use crate::fixture::{batch, create, day, go, id, person, signed, update};
use crate::rules::{acting, as_person, checked, office, read, refused, refused_as, worker};

#[test]
fn who_signs_is_always_a_person() {
    let mut signed = 0;
    for record_type in RECORDS {
        let Some((_, workflow)) = record_type.workflow() else { continue };
        for step in workflow.transitions {
            let Some(field) = step.signs else { continue };
            let (_, field) = record_type.field(field).unwrap();
            assert_eq!(field.kind, Kind::Link("person"), "{} {}", record_type.name(), step.code);
            signed += 1;
        }
    }
    assert!(signed >= 12, "{signed}");
    assert!(Session::owner().is_nobody());
}

#[test]
fn a_paper_that_came_in_is_signed_for_and_instructed_by_somebody() {
    let (office, _) = office();
    run(&office, person(10, "李秘书"));
    run(&office, person(11, "顾清和"));
    let came =
        Values::new().text("title", "通知").text("sender", "市国资委").with("copies", Value::Integer(1));
    run(&office, create("incoming", 20, came.with("received_on", day("2026-03-02"))));
    assert_eq!(refused(&office, go("incoming", 20, "sign")), [(Some("signed_by"), "who_signs")]);
    run(&office, signed(go("incoming", 20, "sign"), 10));
    assert_eq!(read::<Incoming>(&office, 20).signed_by, Some(Id::new(id(10))));
    run(&office, go("incoming", 20, "register"));
    run(&office, go("incoming", 20, "review"));
    run(&office, with(go("incoming", 20, "propose"), "proposal", Value::text("拟请办理")));
    let instruct = || with(go("incoming", 20, "instruct"), "instruction", Value::text("同意"));
    assert_eq!(refused(&office, instruct()), [(Some("instructed_by"), "who_signs")]);
    // Whoever has left signs nothing any more.
    run(&office, because(with(go("person", 10, "leave"), "left_on", day("2026-03-01"))));
    assert_eq!(refused(&office, signed(instruct(), 10)), [(Some("instructed_by"), "left_the_office")]);
    run(&office, signed(instruct(), 11));
    let paper = read::<Incoming>(&office, 20);
    assert_eq!(paper.instructed_by, Some(Id::new(id(11))));
    assert!(paper.instructed_at.is_some());
}

#[test]
fn the_rules_hold_for_whom_the_owner_names() {
    let (office, _) = office();
    for (number, role) in [(60, "director"), (61, "staff"), (62, "deputy"), (64, "secretary")] {
        worker(&office, number, role);
    }
    let draft = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    run(&office, create("outgoing", 10, draft.with("drafter", link(61))));
    run(&office, go("outgoing", 10, "submit"));
    assert_eq!(refused(&office, go("outgoing", 10, "check")), [(Some("checker"), "who_signs")]);
    run(&office, signed(go("outgoing", 10, "check"), 62));
    assert_eq!(
        refused(&office, signed(go("outgoing", 10, "endorse"), 62)),
        [(Some("reviewer"), "transition")]
    );
    run(&office, signed(go("outgoing", 10, "endorse"), 64));
    assert_eq!(refused(&office, go("outgoing", 10, "sign")), [(Some("signer"), "who_signs")]);
    assert_eq!(refused(&office, signed(go("outgoing", 10, "sign"), 61)), [(None, "drafter_signs")]);
    assert_eq!(
        refused(&office, signed(go("outgoing", 10, "sign_deputy"), 62)),
        [(None, "deputy_without_delegation")]
    );
    // Somebody signed in signs for themselves.
    let forged = refused_as(&office, &acting(60), signed(go("outgoing", 10, "sign"), 62));
    assert_eq!(forged, [(Some("signer"), "not_the_witness")]);
    run(&office, signed(go("outgoing", 10, "sign"), 60));
    let paper = read::<Outgoing>(&office, 10);
    assert_eq!((paper.state, paper.signer), (OutgoingState::Signed, Some(Id::new(id(60)))));
}

#[test]
fn each_step_of_a_batch_is_signed_for_itself() {
    let (office, _) = office();
    scheme(&office);
    run(&office, item(20, 2025, "Y"));
    run(&office, item(21, 2025, "Y"));
    let steps = vec![signed(go("archive_item", 20, "file"), 11), go("archive_item", 21, "file")];
    assert_eq!(refused(&office, batch(steps, BatchMode::AllOrNothing)), [(Some("filed_by"), "who_signs")]);
    run(&office, signed(go("archive_item", 20, "file"), 11));
    assert_eq!(read::<ArchiveItem>(&office, 20).filed_by, Some(Id::new(id(11))));
}

#[test]
fn a_destruction_has_three_hands_and_each_is_written() {
    let (office, _) = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2015, "D10")));
    run(&office, item(20, 2015, "D10"));
    run(&office, signed(go("archive_item", 20, "file"), 10));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    let list = Values::new().text("title", "销毁").text("opinion", "期满").text("method", "粉碎");
    let group = Value::Tags(vec!["鉴定小组".to_owned()]);
    run(&office, create("disposal", 70, list.with("group", group)));
    let line = Values::new().with("disposal", link(70)).with("item", link(20));
    run(&office, create("disposal_line", 80, line.with("counted", Value::Flag(true))));
    run(&office, go("disposal", 70, "submit"));
    let go = |way: &str| go("disposal", 70, way);
    assert_eq!(refused(&office, go("approve")), [(Some("approved_by"), "who_signs")]);
    run(&office, signed(go("approve"), 13));
    // A list that was sent back is approved anew, by whoever does it then.
    run(&office, because(go("send_back")));
    assert_eq!(read::<Disposal>(&office, 70).approved_by, None);
    run(&office, go("submit"));
    run(&office, signed(go("approve"), 13));
    // Whoever heads the unit is expected to confirm it, and is asked all the same.
    assert_eq!(refused(&office, go("confirm")), [(Some("head"), "who_signs")]);
    run(&office, signed(go("confirm"), 11));
    assert_eq!(refused(&office, go("sign")), [(Some("first_witness"), "who_signs")]);
    assert_eq!(refused(&office, signed(go("sign"), 13)), [(Some("first_witness"), "approver_witnesses")]);
    run(&office, signed(go("sign"), 10));
    assert_eq!(refused(&office, go("carry_out")), [(Some("second_witness"), "who_signs")]);
    assert_eq!(
        refused(&office, signed(go("carry_out"), 13)),
        [(Some("second_witness"), "approver_witnesses")]
    );
    assert_eq!(refused(&office, signed(go("carry_out"), 10)), [(Some("second_witness"), "two_witnesses")]);
    // Who heads the unit has approved it too.
    assert_eq!(
        refused(&office, signed(go("carry_out"), 11)),
        [(Some("second_witness"), "approver_witnesses")]
    );
    run(&office, signed(go("carry_out"), 19));
    let done = read::<Disposal>(&office, 70);
    let hands = [done.approved_by, done.first_witness, done.second_witness];
    assert_eq!(hands, [13, 10, 19].map(|number| Some(Id::new(id(number)))));
    assert_eq!(done.state, DisposalState::Done);
}

#[test]
fn what_goes_upward_is_signed_by_the_head_of_the_organisation() {
    let (office, _) = office();
    for (number, role) in [(60, "director"), (61, "staff"), (62, "staff"), (64, "secretary")] {
        worker(&office, number, role);
    }
    let head = Values::new().text("code", "JYJT").text("name", "江岳集团").with("head", link(62));
    run(&office, create("unit", 50, head));
    let below = Values::new().text("code", "BGS").text("name", "办公室").with("parent", link(50));
    run(&office, create("unit", 51, below));
    let draft = |number: u32| {
        let values = Values::new().text("title", "报告").text("addressee", "市国资委").text("body", "正文");
        create("outgoing", number, values.with("drafter", link(61)).with("unit", link(51)))
    };
    let report = with(draft(10), "kind", Value::choice("report"));
    run(&office, with(report, "direction", Value::choice("upward")));
    run(&office, go("outgoing", 10, "submit"));
    checked(&office, 10, 62, 64);
    assert_eq!(read::<Outgoing>(&office, 10).signer, Some(Id::new(id(62))), "it waits for the head");
    let by_director = refused_as(&office, &acting(60), go("outgoing", 10, "sign"));
    assert_eq!(by_director, [(Some("signer"), "head_of_organisation_signs")]);
    let passed = update("outgoing", 10, None, Values::new().with("signer", link(60)));
    assert_eq!(refused(&office, passed), [(Some("signer"), "signer_stands")]);
    // The head sees it and signs it, whatever their role.
    as_person(&office, 62, go("outgoing", 10, "sign"));
    assert_eq!(read::<Outgoing>(&office, 10).signer, Some(Id::new(id(62))));
    // Elsewhere the signer may be named before; to be named makes nobody a head.
    run(&office, with(draft(11), "signer", link(62)));
    run(&office, with(draft(12), "signer", link(61)));
    run(&office, with(draft(13), "drafter", link(60)));
    for number in [11, 12, 13] {
        run(&office, go("outgoing", number, "submit"));
        checked(&office, number, 62, 64);
    }
    as_person(&office, 62, go("outgoing", 11, "sign"));
    let other = update("outgoing", 12, None, Values::new().with("signer", link(60)));
    assert_eq!(refused(&office, other), [(Some("signer"), "signer_stands")]);
    run(&office, because(go("outgoing", 13, "send_back")));
    run(&office, update("outgoing", 13, None, Values::new().with("signer", link(61))));
    run(&office, go("outgoing", 13, "submit"));
    checked(&office, 13, 62, 64);
    let named = refused_as(&office, &acting(61), go("outgoing", 13, "sign"));
    assert_eq!(named, [(Some("signer"), "signer_is_no_head")]);
}

#[test]
fn what_the_ledger_says_of_who_had_an_item_is_not_undone() {
    let (office, _) = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2026, "D30")));
    run(&office, item(20, 2026, "D30"));
    run(&office, signed(go("archive_item", 20, "file"), 10));
    run(&office, with(go("archive_item", 20, "store"), "in_box", link(30)));
    run(&office, loan(50, 20, 10));
    run(&office, signed(go("loan", 50, "approve"), 13));
    run(&office, go("loan", 50, "hand_out"));
    // What is taken back is what was done before; it has gone into the ledger too.
    assert_eq!(refused(&office, Command::Undo), [(None, "step_stands")]);
    assert_eq!(read::<Loan>(&office, 50).state, LoanState::Lent);
    run(&office, give_back(50));
    assert_eq!(refused(&office, Command::Undo), [(None, "step_stands")]);
    let returned = read::<Loan>(&office, 50);
    assert!(returned.lent_on.is_some() && returned.returned_on.is_some());
    // In a batch with other steps neither.
    run(&office, loan(51, 20, 11));
    let steps = vec![signed(go("loan", 51, "approve"), 13), go("loan", 51, "hand_out")];
    run(&office, batch(steps, BatchMode::AllOrNothing));
    assert_eq!(refused(&office, Command::Undo), [(None, "step_stands")]);
}

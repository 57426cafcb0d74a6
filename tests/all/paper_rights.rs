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


//! No way around the steps: a record begins where its life begins, a signature is that of somebody who may give it, and
//! what was countersigned, filed or is secret is not slipped in from the side.

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values};
use chancery::exchange::attaching::attach_command;
use chancery::model::Value;
use chancery::records::archive::ArchiveItem;
use chancery::rules::secrecy_marking::bears_state_marking;

use crate::archive::{class, item, link, run, scheme, with};
use crate::fixture::{create, day, go, id, signed, update};
use crate::rules::{office, read, refused, refused_as, worker};

fn session(office: &Office, number: u32) -> Arc<Session> {
    let snapshot = office.store().snapshot().unwrap();
    Arc::new(Session::of_person(&snapshot, id(number), office.clock().today()).unwrap())
}

#[test]
fn nobody_enters_a_record_further_on_than_they_could_bring_it() {
    let (office, _) = office();
    scheme(&office);
    worker(&office, 60, "secretary");
    worker(&office, 61, "archivist");
    let [secretary, archivist] = [60, 61].map(|number| session(&office, number));
    let in_state = |state: &str| Values::new().with("state", Value::choice(state));
    let paper =
        |state| in_state(state).text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let came = |state| {
        in_state(state).text("title", "来文").text("sender", "市局").with("received_on", day("2026-03-02"))
    };
    for (session, register, values) in [
        (&secretary, "outgoing", paper("issued")),
        (&secretary, "outgoing", paper("registered")),
        (&secretary, "incoming", came("closed")),
        (&archivist, "disposal", in_state("done").text("title", "销毁")),
        (&archivist, "disposal", in_state("confirmed").text("title", "销毁")),
        (&archivist, "loan", in_state("lent").with("item", link(20)).with("borrower", link(61))),
        (&secretary, "transmission", in_state("received").text("papers", "合同").with("sender", link(60))),
    ] {
        assert_eq!(
            refused_as(&office, session, create(register, 70, values)),
            [(None, "state")],
            "{register}"
        );
    }
    // What is one's own from the first step on may come as far: the archive of earlier years.
    let old = in_state("filed").text("title", "旧件").text("number", "Z109-WS·2015-D10-BGS-0001");
    let old = old.with("fonds", link(1)).with("year", Value::Integer(2015));
    let told = office.execute(&archivist, create("archive_item", 71, old));
    assert!(!matches!(told, Err(chancery::model::Problem::Denied(_))), "{told:?}");
}

#[test]
fn whoever_is_named_as_signing_may_sign() {
    let (office, _) = office();
    worker(&office, 60, "director");
    worker(&office, 62, "staff");
    let came =
        Values::new().text("title", "来文").text("sender", "市局").with("received_on", day("2026-03-02"));
    run(&office, create("incoming", 20, came.with("state", Value::choice("proposed"))));
    let instruct = |person: u32| {
        with(
            with(go("incoming", 20, "instruct"), "instruction", Value::text("请办")),
            "instructed_by",
            link(person),
        )
    };
    assert_eq!(refused(&office, instruct(62)), [(Some("instructed_by"), "transition")]);
    run(&office, instruct(60));
}

#[test]
fn what_is_filed_takes_a_later_file_and_no_other_version() {
    let (office, _) = office();
    scheme(&office);
    worker(&office, 61, "archivist");
    run(&office, create("archive_box", 30, class(2026, "D30")));
    run(&office, with(item(20, 2026, "D30"), "medium", Value::choice("both")));
    run(&office, attach_command("archive_item", id(20), "通知.txt", "正文".into(), ""));
    run(&office, signed(go("archive_item", 20, "file"), 61));
    let archivist = session(&office, 61);
    let digest = read::<ArchiveItem>(&office, 20).digest;
    let again = attach_command("archive_item", id(20), "通知.txt", "改过".into(), "换");
    assert_eq!(refused_as(&office, &archivist, again), [(None, "archived_file_stays")]);
    office
        .execute(&archivist, attach_command("archive_item", id(20), "扫描.txt", "补扫".into(), ""))
        .unwrap();
    let item = read::<ArchiveItem>(&office, 20);
    assert_eq!(item.files, 2);
    assert_ne!(item.digest, digest, "it is part of the item from now on");
    office.execute(&archivist, Command::Undo).unwrap();
    assert_eq!(read::<ArchiveItem>(&office, 20).digest, digest);
    // Who filed it and when is what happened.
    let other = Values::new().with("filed_on", day("2020-01-01"));
    assert_eq!(
        refused_as(&office, &archivist, update("archive_item", 20, None, other)),
        [(Some("filed_on"), "set_by_program")]
    );
}

#[test]
fn what_says_on_its_face_that_it_is_a_state_secret_stays_out() {
    for marked in ["绝密★30年", "机密 ★ 5年 报告", "秘密★1年", "絕密★30年", "文件（機密★长期）"]
    {
        assert!(bears_state_marking(marked), "{marked}");
    }
    for plain in ["商密★3年", "保密工作要点", "★★★", "秘密", "内部★1年"] {
        assert!(!bears_state_marking(plain), "{plain}");
    }
    let (office, _) = office();
    let named = Values::new().text("title", "机密★5年 报告");
    assert_eq!(refused(&office, create("document", 20, named)), [(Some("title"), "state_secret_title")]);
    run(&office, create("document", 20, Values::new().text("title", "报告")));
    let attached = |name: &str, text: &str| {
        let Command::Attach { register, id, attachment, name, media_type, content, reason, .. } =
            attach_command("document", id(20), name, text.into(), "")
        else {
            panic!("an attachment");
        };
        Command::Attach {
            register,
            id,
            attachment,
            name,
            media_type,
            content,
            reason,
            text: Some(text.to_owned()),
        }
    };
    assert_eq!(refused(&office, attached("绝密★30年材料.txt", "正文")), [(None, "state_secret_file")]);
    assert_eq!(refused(&office, attached("材料.txt", "秘密★1年\n正文")), [(None, "state_secret_file")]);
    // A text about markings is none.
    let lesson = format!("{}密级标志写作秘密★1年。", "定密工作讲义。".repeat(60));
    run(&office, attached("讲义.txt", &lesson));
}

#[test]
fn a_text_is_held_against_the_rules_when_it_is_signed() {
    let (office, _) = office();
    worker(&office, 60, "director");
    let values = Values::new()
        .text("title", "关于经费的报告")
        .with("kind", Value::choice("report"))
        .with("direction", Value::choice("upward"))
        .text("addressee", "市局")
        .text("body", "特此请示，请予批准。");
    // Nobody changes a text that waits for its signature; an import brings one as it is.
    run(&office, create("outgoing", 10, values.with("state", Value::choice("signing"))));
    let faults = refused(&office, signed(go("outgoing", 10, "sign"), 60));
    assert!(faults.iter().any(|(field, _)| *field == Some("body")), "{faults:?}");
}

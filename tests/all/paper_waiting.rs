//! Papers that wait: whoever has them can be urged, and the day by which they are to be done is moved with a reason by
//! those who set it.

use chancery::desk::{Command, Office, Values, due_items};
use chancery::model::{Id, RecordId, Value};
use chancery::records::documents::{Circulation, Countersign, Incoming, Outgoing, Urging};
use chancery::records::find;

use crate::archive::{link, run, with};
use crate::fixture::{create, day, go, id, moment, owner, signed, unit, update};
use crate::rules::{acting, as_person, office, read, refused, refused_as, worker};

fn urge(number: u32, what: &'static str, target: RecordId) -> Command {
    let values = Values::new().text("note", "请抓紧").with(what, Value::Link(target));
    create("urging", number, values)
}

fn urged(office: &Office, number: u32) -> Urging {
    read::<Urging>(office, number)
}

#[test]
fn a_paper_that_goes_out_and_its_countersigning_can_be_urged() {
    let (office, _) = office();
    for (number, role) in [(61, "staff"), (62, "staff"), (64, "secretary"), (65, "staff")] {
        worker(&office, number, role);
    }
    run(&office, with(unit(50, "MSK"), "head", link(62)));
    run(&office, with(unit(51, "CWB"), "head", link(65)));
    run(&office, update("person", 65, None, Values::new().with("unit", link(51))));
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let values = values.with("drafter", link(61)).with("unit", link(50));
    run(&office, create("outgoing", 10, values.with("countersigners", Value::Tags(vec!["CWB".to_owned()]))));
    run(&office, go("outgoing", 10, "submit"));
    // Whoever has it is reminded, where nobody else is named.
    as_person(&office, 64, urge(70, "outgoing", id(10)));
    assert_eq!(urged(&office, 70).addressee, Some(Id::new(id(62))));
    assert_eq!(urged(&office, 70).by, Some(Id::new(id(64))));
    run(&office, signed(go("outgoing", 10, "check"), 62));
    as_person(&office, 64, go("outgoing", 10, "countersign"));
    let reader = office.reader(&owner()).unwrap();
    let asked = reader.all::<Countersign>().unwrap().remove(0).meta.id;
    as_person(&office, 64, urge(71, "countersign", asked));
    let reminder = urged(&office, 71);
    assert_eq!((reminder.outgoing, reminder.addressee), (Some(Id::new(id(10))), Some(Id::new(id(65)))));
    let reader = office.reader(&owner()).unwrap();
    assert_eq!(reader.all::<Countersign>().unwrap().remove(0).record.urged, 1);
    assert_eq!(read::<Outgoing>(&office, 10).urged, 2);
    let seen = office.reader(&acting(65)).unwrap().get(find("urging").unwrap(), id(71)).unwrap();
    assert!(seen.is_some(), "whoever is reminded sees it");
    let reminded = |who: u32| {
        let reader = office.reader(&acting(who)).unwrap();
        let due = due_items(&reader, moment(0)).unwrap().into_iter();
        due.filter(|item| item.reason.key.starts_with("due.urged"))
            .map(|item| item.register)
            .collect::<Vec<_>>()
    };
    assert_eq!((reminded(65), reminded(62)), (vec!["countersign"], vec!["outgoing"]));
    // One thing, which still waits.
    let faults = refused(&office, with(urge(72, "outgoing", id(10)), "note", Value::text("请抓紧")));
    assert_eq!(faults, [(Some("addressee"), "required")], "nobody in particular has it while it goes round");
    let nothing = create("urging", 72, Values::new().text("note", "请抓紧").with("addressee", link(62)));
    assert_eq!(refused(&office, nothing), [(Some("paper"), "urging_of_one")]);
    let agree = Command::Move {
        register: "countersign".to_owned(),
        id: asked,
        base: None,
        transition: "agree".to_owned(),
        values: Values::new().text("opinion", "同意"),
        reason: None,
    };
    office.execute(&acting(65), agree).unwrap();
    assert_eq!(reminded(65), Vec::<&str>::new(), "what was done is no more owed");
    assert_eq!(refused(&office, urge(72, "countersign", asked)), [(Some("countersign"), "urging_answered")]);
    let sent = Values::new().text("title", "通知").with("state", Value::choice("issued"));
    run(&office, create("outgoing", 11, sent));
    let late = with(urge(72, "outgoing", id(11)), "addressee", link(62));
    assert_eq!(refused(&office, late), [(Some("outgoing"), "urging_closed")]);
    let other = with(with(urge(72, "countersign", asked), "outgoing", link(11)), "addressee", link(62));
    assert!(refused(&office, other).contains(&(Some("countersign"), "urging_of_another")));
}

fn amend(register: &str, number: u32, due: &str) -> Command {
    Command::Amend {
        register: register.to_owned(),
        id: id(number),
        base: None,
        values: Values::new().with("due", day(due)),
        reason: "对方延期".to_owned(),
    }
}

#[test]
fn a_limit_is_moved_with_a_reason_and_not_by_whom_it_binds() {
    let (office, _) = office();
    for (number, role) in [(60, "director"), (61, "staff"), (62, "staff"), (64, "secretary")] {
        worker(&office, number, role);
    }
    let came = |due: Option<&str>| {
        let values = Values::new().text("title", "通知").text("sender", "市国资委").text("result", "已办");
        let values = values.with("received_on", day("2026-03-02")).with("handler", link(61));
        let values = values.with("state", Value::choice("in_hand"));
        values.with("due", due.map_or(Value::Nothing, day))
    };
    run(&office, create("incoming", 20, came(Some("2026-03-10"))));
    let later = || update("incoming", 20, None, Values::new().with("due", day("2026-03-20")));
    assert_eq!(refused_as(&office, &acting(61), later()), [(Some("due"), "limit_of_ones_own")]);
    assert_eq!(
        refused_as(&office, &acting(61), amend("incoming", 20, "2026-03-20")),
        [(Some("due"), "limit_of_ones_own")]
    );
    let on_the_way = with(go("incoming", 20, "close"), "due", day("2026-03-20"));
    assert_eq!(refused_as(&office, &acting(61), on_the_way), [(Some("due"), "limit_of_ones_own")]);
    assert_eq!(refused_as(&office, &acting(62), later()), [(Some("due"), "limit_is_set")]);
    assert_eq!(refused_as(&office, &acting(64), later()), [(Some("due"), "move_wants_reason")]);
    assert_eq!(refused(&office, later()), [(Some("due"), "move_wants_reason")]);
    let on_the_way = with(go("incoming", 20, "close"), "due", day("2026-03-20"));
    assert_eq!(refused_as(&office, &acting(64), on_the_way), [(Some("due"), "move_wants_reason")]);
    as_person(&office, 64, amend("incoming", 20, "2026-03-20"));
    let due = |number: u32| Value::Date(read::<Incoming>(&office, number).due.unwrap());
    assert_eq!(due(20), day("2026-03-20"));
    let reader = office.reader(&owner()).unwrap();
    let history = reader.history(find("incoming").unwrap(), id(20)).unwrap();
    assert_eq!(history[0].reason.as_deref(), Some("对方延期"));
    as_person(&office, 64, Command::Undo);
    assert_eq!(due(20), day("2026-03-10"));
    // Whoever handles one without a limit may set it.
    run(&office, create("incoming", 21, came(None)));
    as_person(&office, 61, update("incoming", 21, None, Values::new().with("due", day("2026-03-20"))));
    // Readers and drafters neither.
    let copy = Values::new().with("paper", link(20)).with("reader", link(62));
    run(&office, create("circulation", 30, copy));
    let own = amend("circulation", 30, "2026-04-01");
    assert_eq!(refused_as(&office, &acting(62), own.clone()), [(Some("due"), "limit_of_ones_own")]);
    as_person(&office, 64, own);
    assert_eq!(read::<Circulation>(&office, 30).due.map(Value::Date), Some(day("2026-04-01")));
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    run(&office, create("outgoing", 10, values.with("drafter", link(61)).with("due", day("2026-03-10"))));
    let moved = |due: &str| update("outgoing", 10, None, Values::new().with("due", day(due)));
    as_person(&office, 61, moved("2026-03-11"));
    as_person(&office, 61, go("outgoing", 10, "submit"));
    assert_eq!(refused_as(&office, &acting(61), moved("2026-03-12")), [(Some("due"), "limit_of_ones_own")]);
    as_person(&office, 60, amend("outgoing", 10, "2026-03-12"));
}

//! Papers that wait: whoever has them can be urged, and the day by which they are to be done is moved with a reason by
//! those who set it.

use chancery::desk::{Command, Office, Values};
use chancery::model::{Id, RecordId, Value};
use chancery::records::documents::{Circulation, Countersign, Incoming, Outgoing, Urging};
use chancery::records::find;

use crate::archive::{link, run, with};
use crate::fixture::{create, day, go, id, owner, signed, unit, update};
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
    assert_eq!(refused(&office, urge(72, "countersign", asked)), [(Some("countersign"), "urging_answered")]);
    let sent = Values::new().text("title", "通知").with("state", Value::choice("issued"));
    run(&office, create("outgoing", 11, sent));
    let late = with(urge(72, "outgoing", id(11)), "addressee", link(62));
    assert_eq!(refused(&office, late), [(Some("outgoing"), "urging_closed")]);
    let other = with(with(urge(72, "countersign", asked), "outgoing", link(11)), "addressee", link(62));
    assert!(refused(&office, other).contains(&(Some("countersign"), "urging_of_another")));
}

//! The search index: ranks, and that a patched index answers like a new one.

use std::sync::Arc;

use chancery::desk::{Command, FixedClock, Hit, Office, SearchIndex, Session, Values};
use chancery::model::{RecordId, Value};
use chancery::store::Store;
use chancery::text::Language;

use crate::fixture::{id, info, moment, owner};

fn office() -> Office {
    Office::new(Store::in_memory(&info()).unwrap(), Arc::new(FixedClock(moment(0)))).unwrap()
}

fn create(office: &Office, session: &Arc<Session>, register: &str, id: RecordId, values: Values) {
    let register = register.to_owned();
    office.execute(session, Command::Create { register, id, values }).unwrap();
}

fn build(office: &Office, session: &Arc<Session>) -> SearchIndex {
    let reader = office.reader(session).unwrap();
    SearchIndex::build(&reader, Language::SimplifiedChinese, &mut |_| true).unwrap()
}

fn titles(index: &SearchIndex, query: &str) -> Vec<String> {
    index.query(query, 50).into_iter().map(|hit| hit.title).collect()
}

fn person(name: &str) -> Values {
    Values::new().text("name", name)
}

#[test]
fn better_fits_come_first() {
    let (office, session) = (office(), owner());
    for (number, name) in ["小张三", "张三丰", "张三", "李四"].into_iter().enumerate() {
        create(&office, &session, "person", id(u32::try_from(number).unwrap() + 1), person(name));
    }
    let index = build(&office, &session);
    assert_eq!(index.len(), 4);
    assert_eq!(titles(&index, "张三"), ["张三", "张三丰", "小张三"]);
    assert_eq!(titles(&index, "zs").first().map(String::as_str), Some("张三"));
    assert_eq!(titles(&index, "張三").first().map(String::as_str), Some("张三"));
    assert_eq!(index.query("zhang", 1).len(), 1);
    assert!(titles(&index, "  ").is_empty());
    assert!(titles(&index, "王").is_empty());
}

#[test]
fn a_person_comes_before_what_names_them() {
    let (office, session) = (office(), owner());
    create(&office, &session, "unit", id(1), Values::new().text("code", "BGS").text("name", "办公室"));
    let post = Values::new().text("code", "P1").text("name", "主任").with("unit", Value::Link(id(1)));
    create(&office, &session, "post", id(2), post);
    create(&office, &session, "person", id(10), person("张三").text("number", "A0017"));
    let held = Values::new().with("person", Value::Link(id(10))).with("post", Value::Link(id(2)));
    create(&office, &session, "appointment", id(3), held);
    for query in ["zs", "张三"] {
        let hits = build(&office, &session).query(query, 5);
        let registers: Vec<&str> = hits.iter().map(|hit| hit.register).collect();
        assert_eq!(registers, ["person", "appointment"], "{query}");
    }
    let hit = build(&office, &session).query("a0017", 1).remove(0);
    assert_eq!((hit.title.as_str(), hit.detail.as_str()), ("张三", "A0017"));
}

#[test]
fn a_whole_name_is_found_among_thousands_that_contain_it() {
    let (office, session) = (office(), owner());
    let steps = (1..=3000_u32).map(|number| Command::Create {
        register: "person".to_owned(),
        id: id(number),
        values: person(&if number == 2999 { "文".to_owned() } else { format!("张文{number}") }),
    });
    let batch = Command::Batch {
        label: chancery::model::KeptMessage::default(),
        steps: steps.collect(),
        mode: chancery::desk::BatchMode::AllOrNothing,
    };
    office.execute(&session, batch).unwrap();
    let index = build(&office, &session);
    assert_eq!(titles(&index, "文").first().map(String::as_str), Some("文"));
}

#[test]
fn a_patched_index_answers_like_a_new_one() {
    let (office, session) = (office(), owner());
    create(&office, &session, "unit", id(1), Values::new().text("code", "BGS").text("name", "办公室"));
    let post = Values::new().text("code", "P1").text("name", "主任").with("unit", Value::Link(id(1)));
    create(&office, &session, "post", id(2), post);
    for number in 10..20 {
        create(&office, &session, "person", id(number), person(&format!("张{number}")));
    }
    let held = Values::new().with("person", Value::Link(id(10))).with("post", Value::Link(id(2)));
    create(&office, &session, "appointment", id(3), held);
    let mut patched = build(&office, &session);
    let rename = |id, name: &str| Command::Update {
        register: "person".to_owned(),
        id,
        base: None,
        values: person(name),
    };
    let void = Command::Void { register: "person".to_owned(), id: id(12), reason: "x".to_owned() };
    let restore = Command::Restore { register: "person".to_owned(), id: id(12) };
    for command in [rename(id(10), "李十"), void, rename(id(11), "王五"), restore, Command::Undo] {
        let outcome = office.execute(&session, command).unwrap();
        patched.update(&office.reader(&session).unwrap(), &outcome.touched).unwrap();
        let fresh = build(&office, &session);
        assert_eq!(patched.len(), fresh.len());
        for query in ["张", "李十", "王五", "zhang", "lishi", "主任", "张12", "zr"] {
            let sorted = |mut hits: Vec<Hit>| {
                hits.sort_by_key(|hit| (hit.register, hit.id));
                hits
            };
            assert_eq!(sorted(patched.query(query, 50)), sorted(fresh.query(query, 50)), "{query}");
        }
    }
    let appointed = titles(&patched, "李十");
    assert!(appointed.iter().any(|title| title.contains("主任")), "the link's new name: {appointed:?}");
}

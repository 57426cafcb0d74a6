//! Lists in memory: filtering, sorting, and that a patched table shows what a freshly read one shows.

use std::sync::Arc;

use chancery::desk::{
    BatchMode, Command, FieldFilter, Office, RegisterList, RegisterTable, Session, Values, Wanted, Which,
    patch,
};
use chancery::model::Value;
use chancery::records;
use chancery::rules::collation_order::places;
use chancery::rules::search_text::collation_key;
use chancery::text::Language;
use proptest::prelude::*;

use crate::fixture::{appointment, batch, create, day, id, office, owner, post, unit, update, void};

const NAME: usize = 1;
const HIRED_ON: usize = 10;

fn read(office: &Office, session: &Arc<Session>) -> RegisterTable {
    let reader = office.reader(session).unwrap();
    let (which, wanted) = (Which::Living, Wanted::All);
    let person = records::find("person").unwrap();
    RegisterTable::read(&reader, person, which, wanted, Language::English, &mut |_| true).unwrap()
}

fn person(number: u32, name: &str, hired_on: &str) -> Command {
    let mut values = Values::new().text("number", format!("P{number}")).text("name", name);
    if number.is_multiple_of(3) {
        values = values.with("unit", Value::Link(id(1)));
    }
    if !hired_on.is_empty() {
        values = values.with("hired_on", day(hired_on));
    }
    create("person", number, values)
}

/// What a list shows, row by row.
fn rows(list: &RegisterList) -> Vec<Vec<String>> {
    let fields = records::find("person").unwrap().fields().len();
    (0..list.len())
        .map(|at| {
            let mut row = vec![list.id(at).unwrap().to_string(), list.title(at)];
            row.extend((0..fields).map(|field| list.text(at, field).to_owned()));
            row
        })
        .collect()
}

fn names(list: &RegisterList) -> Vec<String> {
    (0..list.len()).map(|at| list.text(at, NAME).to_owned()).collect()
}

fn small_office() -> (Office, Arc<Session>) {
    let (office, session) = (office(), owner());
    let mut steps = vec![unit(1, "BGS")];
    for (number, (name, hired)) in [
        ("张三", "2020-01-01"),
        ("李四", ""),
        ("王五", "2019-05-05"),
        ("Zoe", "2021-01-01"),
        ("阿强", "2020-01-01"),
    ]
    .into_iter()
    .enumerate()
    {
        steps.push(person(10 + u32::try_from(number).unwrap(), name, hired));
    }
    office.execute(&session, batch(steps, BatchMode::AllOrNothing)).unwrap();
    (office, session)
}

#[test]
fn a_list_filters_by_what_is_written_and_how_it_is_read() {
    let (office, session) = small_office();
    let mut list = RegisterList::new(read(&office, &session));
    for (query, expected) in [
        ("张", vec!["张三"]),
        ("zs", vec!["张三"]),
        ("z", vec!["张三", "Zoe"]),
        ("zo", vec!["Zoe"]),
        ("p1", vec!["张三", "李四", "王五", "Zoe", "阿强"]),
        ("p1 wang", vec!["王五"]),
        ("p1 wangx", vec![]),
        ("bgs", vec!["王五"]),
        ("", vec!["张三", "李四", "王五", "Zoe", "阿强"]),
    ] {
        list.filter(query, &[]);
        assert_eq!(names(&list), expected, "{query}");
    }
    let filter = FieldFilter { field: "hired_on".to_owned(), shown: vec!["2020-01-01".to_owned()] };
    list.filter("", &[filter]);
    assert_eq!(names(&list), ["张三", "阿强"]);
    assert_eq!(list.facets(HIRED_ON).first(), Some(&("2020-01-01".to_owned(), 2)));
}

#[test]
fn a_list_sorts_by_pinyin_and_by_date_with_absent_values_last() {
    let (office, session) = small_office();
    let mut list = RegisterList::new(read(&office, &session));
    list.sort(&[(NAME, false)]);
    assert_eq!(names(&list), ["Zoe", "阿强", "李四", "王五", "张三"]);
    list.sort(&[(NAME, true)]);
    assert_eq!(names(&list), ["张三", "王五", "李四", "阿强", "Zoe"]);
    list.sort(&[(HIRED_ON, false), (NAME, true)]);
    assert_eq!(names(&list), ["王五", "张三", "阿强", "Zoe", "李四"]);
    list.sort(&[(HIRED_ON, true), (NAME, false)]);
    assert_eq!(names(&list), ["Zoe", "阿强", "张三", "王五", "李四"]);
    list.filter("p1", &[]);
    list.sort(&[]);
    assert_eq!(names(&list), ["张三", "李四", "王五", "Zoe", "阿强"]);
}

#[test]
fn a_patched_table_shows_what_a_new_one_shows() {
    let (office, session) = small_office();
    let mut patched = read(&office, &session);
    let rename = |number, name: &str| update("person", number, None, Values::new().text("name", name));
    let commands = [
        rename(11, "赵六"),
        void("person", 12),
        person(5, "新人", "2020-06-06"),
        rename(10, "张三"),
        update("unit", 1, None, Values::new().text("name", "总务处")),
        Command::Undo,
        update("unit", 1, None, Values::new().text("name", "后勤处")),
        rename(5, "老人"),
        person(12_000, "最后", ""),
        Command::Restore { register: "person".to_owned(), id: id(12) },
    ];
    for command in commands {
        let outcome = office.execute(&session, command.clone()).unwrap();
        let reader = office.reader(&session).unwrap();
        let tables = patch(&reader, &[patched], &outcome.touched).unwrap().unwrap();
        patched = tables.into_iter().next().unwrap();
        let fresh = read(&office, &session);
        for (query, sort) in [
            ("", vec![]),
            ("", vec![(NAME, false)]),
            ("", vec![(HIRED_ON, true), (NAME, false)]),
            ("p1", vec![(NAME, true)]),
            ("后勤", vec![]),
        ] {
            let (mut one, mut other) = (RegisterList::new(patched.clone()), RegisterList::new(fresh.clone()));
            for list in [&mut one, &mut other] {
                list.filter(query, &[]);
                list.sort(&sort);
            }
            assert_eq!(rows(&one), rows(&other), "{command:?} {query} {sort:?}");
            assert_eq!(one.facets(NAME), other.facets(NAME));
            for at in 0..one.len() {
                assert_eq!(one.position(one.id(at).unwrap()), Some(at));
            }
        }
    }
}

#[test]
fn a_patched_table_shows_others_what_a_new_one_shows_and_is_read_anew_when_their_rights_change() {
    let office = office();
    let owner = owner();
    let run = |command: Command| office.execute(&owner, command).unwrap();
    for command in [
        unit(1, "BGS"),
        unit(2, "XXK"),
        person(10, "王芳", "2020-01-01"),
        person(11, "李伟", ""),
        post(20, "MS", "secretary"),
        appointment(30, 11, 20),
    ] {
        run(command);
    }
    let today = office.clock().today();
    let other = Session::of_person(&office.store().snapshot().unwrap(), id(11), today).unwrap();
    let other = Arc::new(other);
    assert!(!other.permissions.is_owner());
    let registers = ["unit", "person", "policy"].map(|register| records::find(register).unwrap());
    let read_all = || -> Vec<RegisterTable> {
        let reader = office.reader(&other).unwrap();
        let read = |record_type| {
            let (which, wanted) = (Which::Living, Wanted::All);
            RegisterTable::read(&reader, record_type, which, wanted, Language::English, &mut |_| true)
                .unwrap()
        };
        registers.into_iter().map(read).collect()
    };
    let shown = |table: &RegisterTable| {
        let mut list = RegisterList::new(table.clone());
        list.sort(&[(0, false)]);
        rows(&list)
    };
    let mut tables = read_all();
    let policy = Values::new().text("number", "ZD-1").text("name", "办法").with("owner", Value::Link(id(1)));
    let commands = [
        update("person", 10, None, Values::new().text("name", "赵六")),
        create("policy", 50, policy),
        update("policy", 50, None, Values::new().text("name", "细则")),
        void("policy", 50),
        Command::Undo,
        void("person", 10),
        Command::Undo,
    ];
    for command in commands {
        let outcome = run(command.clone());
        let reader = office.reader(&other).unwrap();
        tables = patch(&reader, &tables, &outcome.touched).unwrap().unwrap();
        for (patched, fresh) in tables.iter().zip(&read_all()) {
            assert_eq!(shown(patched), shown(fresh), "{command:?}");
        }
    }
    let outcome = run(void("appointment", 30));
    let reader = office.reader(&other).unwrap();
    assert!(patch(&reader, &tables, &outcome.touched).unwrap().is_none(), "the post and its rights are gone");
}

#[test]
fn a_change_of_very_many_records_is_not_patched() {
    let (office, session) = (office(), owner());
    let table = read(&office, &session);
    let steps = (0..5000).map(|number| person(3 * number + 1, "批量", "")).collect();
    let outcome = office.execute(&session, batch(steps, BatchMode::AllOrNothing)).unwrap();
    let reader = office.reader(&session).unwrap();
    assert!(patch(&reader, &[table], &outcome.touched).unwrap().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_order_texts_as_their_keys_do(
        start in "(关于|關於|a1|（第|０|){0,2}",
        ends in proptest::collection::vec("(关于印发办公室管理办法的通知|a|A|00|①|[0-9]{0,14}|[一-龟]{0,3}| ){0,4}", 0..60)
    ) {
        let texts: Vec<String> = ends.into_iter().map(|end| if end.is_empty() { end } else { format!("{start}{end}") }).collect();
        let places = places(texts.len(), |at| texts[at].as_str());
        for (one, first) in texts.iter().enumerate() {
            for (other, second) in texts.iter().enumerate() {
                let expected = match (first.is_empty(), second.is_empty()) {
                    (false, false) => collation_key(first).cmp(&collation_key(second)),
                    (one, other) => one.cmp(&other),
                };
                prop_assert_eq!(places[one].cmp(&places[other]), expected, "{:?} {:?}", first, second);
            }
        }
    }
}

#[test]
fn texts_of_any_length_that_differ_at_their_very_end_are_ordered() {
    let texts = ["2", "1", "", "2"].map(|end| format!("{}{end}", "7".repeat(200_000)));
    let shown = places(texts.len(), |at| texts[at].as_str());
    assert_eq!(shown, [2, 1, 0, 2]);
}

#[test]
fn many_texts_are_ordered_by_two_threads_as_by_one() {
    let texts: Vec<String> = (0..40_000_u32)
        .map(|number| format!("通知 {}", number.wrapping_mul(2_654_435_761) % 9_000))
        .collect();
    let places = places(texts.len(), |at| texts[at].as_str());
    let mut by_place: Vec<usize> = (0..texts.len()).collect();
    by_place.sort_by_key(|at| places[*at]);
    for pair in by_place.windows(2) {
        let keys = [pair[0], pair[1]].map(|at| collation_key(&texts[at]));
        assert_eq!(keys[0].cmp(&keys[1]), places[pair[0]].cmp(&places[pair[1]]));
    }
}

#[test]
fn states_sort_in_the_order_of_the_workflow_whatever_they_are_called() {
    let (office, session) = (office(), owner());
    // Of several kinds of papers each state, the last one first.
    let states = ["returned", "archived", "in_hand", "closed", "registered", "awaiting", "signed"];
    for (number, state) in (10_u32..).zip(states) {
        let values = Values::new().text("title", state).text("sender", "市国资委");
        let values = values.with("received_on", day("2026-03-02")).with("state", Value::choice(state));
        office.execute(&session, create("incoming", number, values)).unwrap();
    }
    let incoming = records::find("incoming").unwrap();
    let (state, _) = incoming.field("state").unwrap();
    let wanted = ["awaiting", "signed", "registered", "in_hand", "closed", "archived", "returned"];
    for language in [Language::SimplifiedChinese, Language::English] {
        let reader = office.reader(&session).unwrap();
        let table =
            RegisterTable::read(&reader, incoming, Which::Living, Wanted::All, language, &mut |_| true)
                .unwrap();
        let mut list = RegisterList::new(table);
        list.sort(&[(state, false)]);
        let titles: Vec<String> = (0..list.len()).map(|at| list.title(at)).collect();
        assert_eq!(titles, wanted);
        list.sort(&[(state, true)]);
        let titles: Vec<String> = (0..list.len()).map(|at| list.title(at)).collect();
        assert!(titles.iter().rev().eq(wanted.iter()), "{titles:?}");
    }
}

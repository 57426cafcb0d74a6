//! The document tree: what it counts, what its nodes show, where dragging puts things, and its keys.

use std::collections::BTreeSet;
use std::sync::Arc;

use chancery::desk::{
    Command, DocumentTree, Office, RegisterList, RegisterTable, Session, TreeKind, Values, Wanted, Which,
};
use chancery::model::{RecordId, Value};
use chancery::records::documents::Document;
use chancery::records::find;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::routes::Route;
use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::fixture::{SetClock, create, id, info, owner, unit, update, void};
use crate::window::{office as demo_office, rest, until, window};

fn document(number: u32, title: &str, facets: [&str; 2], folder: &str, department: Option<u32>) -> Command {
    let values = Values::new()
        .text("title", title)
        .with("nature", Value::choice(facets[0]))
        .with("content", Value::choice(facets[1]))
        .text("folder", folder)
        .with("department", department.map_or(Value::Nothing, |unit| Value::Link(id(unit))));
    create("document", number, values)
}

fn office() -> Office {
    let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
    let steps = [
        unit(1, "JT"),
        unit(2, "BGS"),
        update("unit", 2, None, Values::new().with("parent", Value::Link(id(1)))),
        document(10, "甲", ["policy", "personnel"], "制度/人事", Some(2)),
        document(11, "乙", ["policy", "finance"], "制度/财务", Some(1)),
        document(12, "丙", ["internal", "finance"], "", None),
        document(13, "丁", ["policy", "finance"], "制度/财务", None),
        void("document", 13),
    ];
    for command in steps {
        office.execute(&owner(), command).unwrap();
    }
    office
}

fn table(office: &Office, session: &Arc<Session>, register: &str) -> RegisterTable {
    let reader = office.reader(session).unwrap();
    let record_type = find(register).unwrap();
    let (which, wanted) = (Which::Living, Wanted::All);
    RegisterTable::read(&reader, record_type, which, wanted, Language::SimplifiedChinese, &mut |_| true)
        .unwrap()
}

fn tree(office: &Office, kind: TreeKind) -> DocumentTree {
    let table = table(office, &owner(), kind.register());
    let reader = office.reader(&owner()).unwrap();
    DocumentTree::read(&reader, kind, &table, Language::SimplifiedChinese).unwrap()
}

/// Every node with its depth and count, all of it unfolded.
fn drawn(tree: &DocumentTree) -> Vec<String> {
    let keys: BTreeSet<String> = (0..tree.len()).map(|place| tree.node(place).unwrap().key.clone()).collect();
    let line = |place| {
        let node = tree.node(place).unwrap();
        format!("{}{} {}", "·".repeat(node.depth), node.name, node.count)
    };
    tree.rows(&keys).into_iter().map(line).collect()
}

fn shown(office: &Office, tree: &DocumentTree, path: &[&str]) -> Vec<String> {
    let place = (0..tree.len()).find(|place| tree.path(*place) == path).unwrap();
    let mut list = RegisterList::new(table(office, &owner(), tree.kind.register()));
    list.filter("", &tree.filters(place));
    let mut titles: Vec<String> = (0..list.len()).map(|row| list.title(row)).collect();
    titles.sort();
    titles
}

#[test]
fn each_kind_of_tree_counts_what_lives_and_shows_what_it_counts() {
    let office = office();
    let nature = tree(&office, TreeKind::Nature);
    assert_eq!(
        drawn(&nature),
        ["业务 0", "政策 2", "·人事 1", "··BGS 科 1", "·财务 1", "··JT 科 1", "内部 1", "·财务 1", "·· 1"],
        "kinds stand as they are declared, also where nothing is in them"
    );
    assert_eq!(nature.total(), 3, "what is void stands nowhere");
    assert_eq!(shown(&office, &nature, &["政策"]), ["乙", "甲"]);
    assert_eq!(shown(&office, &nature, &["政策", "财务"]), ["乙"]);
    assert_eq!(shown(&office, &nature, &["内部", "财务", ""]), ["丙"]);

    let departments = tree(&office, TreeKind::Department);
    assert_eq!(drawn(&departments), ["JT 科 2", "·BGS 科 1", " 1"]);
    assert_eq!(shown(&office, &departments, &["JT 科"]), ["乙", "甲"], "units below are among it");
    assert_eq!(shown(&office, &departments, &["JT 科", "BGS 科"]), ["甲"]);

    let folders = tree(&office, TreeKind::Folder);
    assert_eq!(drawn(&folders), ["制度 2", "·财务 1", "·人事 1", " 1"]);
    assert_eq!(shown(&office, &folders, &["制度"]), ["乙", "甲"]);
    for kind in TreeKind::ALL {
        let tree = tree(&office, kind);
        let keys: BTreeSet<&str> =
            (0..tree.len()).map(|place| tree.node(place).unwrap().key.as_str()).collect();
        assert_eq!(keys.len(), tree.len(), "two nodes of {kind:?} have one key");
    }
}

#[test]
fn two_units_of_one_name_are_told_apart() {
    let office = office();
    let steps = [
        unit(3, "CWB"),
        unit(4, "OTHER"),
        update("unit", 4, None, Values::new().text("name", "BGS 科")),
        document(14, "戊", ["policy", "finance"], "", Some(4)),
        document(15, "己", ["policy", "finance"], "", Some(4)),
    ];
    for command in steps {
        office.execute(&owner(), command).unwrap();
    }
    let departments = tree(&office, TreeKind::Department);
    assert_eq!(drawn(&departments), ["CWB 科 0", "JT 科 2", "·BGS 科 1", "BGS 科 2", " 1"]);
    let places = (0..departments.len()).filter(|place| departments.node(*place).unwrap().name == "BGS 科");
    let mut found: Vec<Vec<RecordId>> =
        places.map(|place| departments.records(place).unwrap().iter().copied().collect()).collect();
    found.sort_by_key(Vec::len);
    assert_eq!(found, [vec![id(10)], vec![id(14), id(15)]]);
    let place = (0..departments.len()).find(|place| departments.path(*place) == ["JT 科"]).unwrap();
    assert_eq!(departments.records(place).unwrap().len(), 2, "what stands above one of them as well");
    let place = (0..departments.len()).find(|place| departments.path(*place) == ["CWB 科"]).unwrap();
    assert!(departments.records(place).is_none());
    // So they are at every other level, and one can put a document into the right one.
    for kind in [TreeKind::Nature, TreeKind::Content] {
        let tree = tree(&office, kind);
        let places = (0..tree.len()).filter(|place| tree.node(*place).unwrap().name == "BGS 科");
        let mut found = Vec::new();
        for place in places {
            let records: Vec<RecordId> = tree.records(place).unwrap().iter().copied().collect();
            assert_eq!(tree.node(place).unwrap().count, records.len());
            let department = tree.values(place).unwrap().get("department").cloned().unwrap();
            found.extend(records.into_iter().map(|record| (record, department.clone())));
        }
        found.sort_by_key(|(record, _)| *record);
        let (bgs, other) = (Value::Link(id(2)), Value::Link(id(4)));
        assert_eq!(found, [(id(10), bgs), (id(14), other.clone()), (id(15), other)]);
        assert!(tree.top_values().is_none(), "everything has a nature and a content");
    }
}

#[test]
fn what_is_put_to_the_top_leaves_its_department_or_folder() {
    let office = office();
    let departments = tree(&office, TreeKind::Department);
    office.execute(&owner(), departments.move_command(None, &[id(10)]).unwrap()).unwrap();
    let read = |number: u32| {
        let documents = office.reader(&owner()).unwrap().all::<Document>().unwrap();
        documents.into_iter().find(|document| document.meta.id == id(number)).unwrap().record
    };
    assert_eq!(read(10).department, None);
    let folders = tree(&office, TreeKind::Folder);
    office.execute(&owner(), folders.move_command(None, &[id(10)]).unwrap()).unwrap();
    assert_eq!(read(10).folder, "");
}

#[test]
fn what_is_put_into_a_node_gets_what_the_node_stands_for_and_one_undo_takes_it_back() {
    let office = office();
    let nature = tree(&office, TreeKind::Nature);
    let place = (0..nature.len()).find(|place| nature.path(*place) == ["政策", "人事", "BGS 科"]).unwrap();
    let command = nature.move_command(Some(place), &[id(11), id(12)]).unwrap();
    office.execute(&owner(), command).unwrap();
    assert_eq!(
        shown(&office, &tree(&office, TreeKind::Nature), &["政策", "人事", "BGS 科"]),
        ["丙", "乙", "甲"]
    );
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(drawn(&tree(&office, TreeKind::Nature)), drawn(&nature));

    let departments = tree(&office, TreeKind::Department);
    let nobody = (0..departments.len()).find(|place| departments.path(*place) == [""]).unwrap();
    assert_eq!(departments.values(nobody), Some(Values::new().with("department", Value::Nothing)));
}

#[test]
fn the_archive_stands_by_its_classes_and_a_numbered_item_stays_in_its_own() {
    let office = demo_office();
    let archive = tree(&office, TreeKind::Archive);
    let lines = drawn(&archive);
    let reader = office.reader(&owner()).unwrap();
    let items = reader.count(find("archive_item").unwrap()).unwrap();
    assert_eq!(archive.total() as u64, items);
    let tops: usize = (0..archive.len())
        .map(|place| archive.node(place).unwrap())
        .filter(|node| node.depth == 0)
        .map(|node| node.count)
        .sum();
    assert_eq!(tops as u64, items, "every item stands under one 全宗: {lines:?}");
    let box_of = |place: &usize| archive.node(*place).unwrap().field == "in_box";
    let boxed =
        (0..archive.len()).filter(box_of).find(|place| !archive.node(*place).unwrap().name.is_empty());
    let boxed = boxed.expect("an item in a box");
    assert_eq!(archive.path(boxed).len(), 6, "全宗, 门类, 年度, 机构, 期限, 盒");
    let mut list = RegisterList::new(table(&office, &owner(), "archive_item"));
    list.filter("", &archive.filters(boxed));
    assert_eq!(list.len(), archive.node(boxed).unwrap().count);
    let item = list.id(0).unwrap();
    let elsewhere = (0..archive.len()).find(|place| {
        let node = archive.node(*place).unwrap();
        node.field == "year" && !archive.path(boxed).starts_with(&archive.path(*place))
    });
    let elsewhere = elsewhere.expect("another year");
    let refused = office.execute(&owner(), archive.move_command(Some(elsewhere), &[item]).unwrap());
    assert!(refused.is_err(), "a number that was given stays where it counts");
}

#[test]
fn a_session_counts_only_what_it_may_see() {
    let office = office();
    office.execute(&owner(), crate::fixture::person(50, "外人")).unwrap();
    let outsider = {
        let store = office.store().snapshot().unwrap();
        Arc::new(Session::of_person(&store, id(50), "2026-03-02".parse().unwrap()).unwrap())
    };
    let table = table(&office, &outsider, "document");
    let reader = office.reader(&outsider).unwrap();
    let tree = DocumentTree::read(&reader, TreeKind::Nature, &table, Language::SimplifiedChinese).unwrap();
    assert_eq!(tree.total() as u64, reader.count(find("document").unwrap()).unwrap());
    let counted: usize = (0..tree.len())
        .map(|place| tree.node(place).unwrap())
        .filter(|node| node.depth == 0)
        .map(|node| node.count)
        .sum();
    assert_eq!(counted, tree.total());
}

#[test]
fn the_tree_is_walked_by_keys_and_shows_the_list_of_its_node() {
    let mut harness = window(&demo_office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num7);
    let item = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>, name: &str| {
        window.query_all_by_role(Role::TreeItem).any(|node| {
            node.accesskit_node().label().is_some_and(|label| label.split(", ").next() == Some(name))
        })
    };
    until(&mut harness, "the tree", |window| item(window, "政策"));
    harness.get_all_by_role(Role::TreeItem).next().unwrap().click();
    rest(&mut harness);
    assert!(!item(&harness, "人事"), "nothing is unfolded at first");
    // Letters jump, in pinyin too; the right arrow unfolds and then goes in.
    harness.event(Event::Text("zc".to_owned()));
    rest(&mut harness);
    harness.key_press(Key::ArrowRight);
    rest(&mut harness);
    assert!(item(&harness, "财务"), "政策 is unfolded");
    until(&mut harness, "a policy", |window| {
        window.query_all_by_label_contains("归档文件整理规则").next().is_some()
    });
    assert!(harness.query_all_by_label_contains("保密工作自查表").next().is_none());
    harness.key_press(Key::Home);
    until(&mut harness, "everything", |window| {
        window.query_all_by_label_contains("保密工作自查表").next().is_some()
    });

    // Its text is seen when it is selected.
    harness.get_all_by_label_contains("保密工作自查表").next().unwrap().click();
    until(&mut harness, "the text", |window| {
        window.query_all_by_label_contains("发现问题立行立改").next().is_some()
    });
    harness.get_by_role_and_label(Role::RadioButton, "属性").click();
    until(&mut harness, "the details", |window| window.query_all_by_label_contains("编辑").next().is_some());
    harness.get_by_role_and_label(Role::RadioButton, "档案").click();
    until(&mut harness, "the archive", |window| item(window, "全部"));
    rest(&mut harness);
}

#[test]
fn a_document_dragged_onto_a_node_is_filed_there_and_its_versions_are_compared() {
    let office = demo_office();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut harness, "the list", |window| {
        window.query_all_by_label_contains("保密工作自查表").next().is_some()
    });
    let policy = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>| {
        let nodes = window.query_all_by_role(Role::TreeItem);
        nodes.filter_map(|node| node.accesskit_node().label()).find(|label| label.starts_with("政策"))
    };
    // List and tree are read apart; both stand still before something is taken hold of.
    until(&mut harness, "the tree", |window| policy(window).is_some());
    rest(&mut harness);
    let before = policy(&harness).unwrap();
    let from = harness.get_all_by_label_contains("保密工作自查表").next().unwrap().rect().center();
    let onto = harness.get_by_label(&before).rect().center();
    let button = |pressed, pos| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    harness.event(Event::PointerMoved(from));
    harness.event(button(true, from));
    harness.step();
    for step in 1..=6_u8 {
        harness.event(Event::PointerMoved(from.lerp(onto, f32::from(step) / 6.0)));
        harness.step();
    }
    harness.event(button(false, onto));
    until(&mut harness, "one more policy", |window| policy(window).is_some_and(|label| label != before));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "as it was", |window| policy(window).is_some_and(|label| label == before));

    harness.get_by_role_and_label(Role::RadioButton, "版本").click();
    harness.get_all_by_label_contains("总经理办公会纪要").next().unwrap().click();
    until(&mut harness, "the comparison", |window| window.query_by_label("删 1 行，增 1 行").is_some());
    assert!(
        harness.query_all_by_label_contains("归档版本").next().is_some(),
        "the archive keeps one of them"
    );
    assert!(harness.query_all_by_label_contains("Z109-WS·2025").next().is_some(), "under its number");
    harness.get_by_label_contains("新版本…").click();
    until(&mut harness, "why it was changed", |window| window.query_by_label("修改原因").is_some());
    harness.key_press(Key::Escape);
    rest(&mut harness);
    harness.get_by_label_contains("查重").click();
    until(&mut harness, "what is there twice", |window| {
        window.query_all_by_label_contains("报送稿").next().is_some()
            && window.query_all_by_label_contains("保密工作自查表").next().is_none()
    });
}

#[test]
fn what_was_unfolded_is_remembered() {
    let office = demo_office();
    let mut harness = window(&office, Language::SimplifiedChinese, Theme::Dark, 1280.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num7);
    let items = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>| {
        window.query_all_by_role(Role::TreeItem).count()
    };
    until(&mut harness, "the tree", |window| items(window) > 2);
    let before = items(&harness);
    harness.get_all_by_role(Role::TreeItem).nth(1).unwrap().click();
    rest(&mut harness);
    harness.key_press(Key::ArrowRight);
    until(&mut harness, "more", |window| items(window) > before);
    drop(harness);
    let mut again = window(&office, Language::English, Theme::Light, 1280.0);
    rest(&mut again);
    again.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut again, "the same tree in another language", |window| items(window) > before);
}

#[test]
fn the_pages_of_a_pdf_are_turned_by_buttons_and_keys_and_read_as_text() {
    let mut harness = window(&demo_office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num7);
    until(&mut harness, "the list", |window| {
        window.query_all_by_label_contains("公文处理工作规范").next().is_some()
    });
    harness.get_all_by_label_contains("公文处理工作规范").next().unwrap().click();
    let is_at = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>, page: &str| {
        let place = format!("第 {page} / 3 页");
        // The page and the words above it say so: the page is there.
        window.query_all_by_label(&place).count() == 2
    };
    until(&mut harness, "the first page", |window| is_at(window, "1"));
    harness.get_by_label("下一页").click();
    until(&mut harness, "the second page", |window| is_at(window, "2"));
    harness.get_by_role_and_label(Role::Image, "第 2 / 3 页").click();
    rest(&mut harness);
    harness.key_press(Key::PageUp);
    until(&mut harness, "the first page again", |window| is_at(window, "1"));
    harness.get_by_label("放大").click();
    rest(&mut harness);
    harness.get_by_label("适合宽度").click();
    rest(&mut harness);
    harness.get_by_role_and_label(Role::RadioButton, "文字").click();
    until(&mut harness, "its text", |window| {
        window.query_all_by_label_contains("公文处理").any(|node| {
            node.accesskit_node().value().is_some_and(|text| text.chars().count() > 20)
                || node.accesskit_node().label().is_some_and(|text| text.chars().count() > 20)
        })
    });
    rest(&mut harness);
}

#[test]
fn what_was_found_in_a_file_is_shown_in_the_file() {
    let mut harness = window(&demo_office(), Language::SimplifiedChinese, Theme::Light, 1600.0);
    rest(&mut harness);
    for typed in ["原则同意所报投资", "yuanzetongyisuobao"] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
        rest(&mut harness);
        harness.event(Event::Text(typed.to_owned()));
        let is_found = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>| {
            window.query_all_by_label_contains("原则同意所报投资计划").next().is_some()
        };
        until(&mut harness, typed, is_found);
        harness.key_press(Key::Enter);
        rest(&mut harness);
        assert_eq!(harness.state().route(), &Route::DocumentTree, "{typed}");
        until(&mut harness, "the words in the file", is_found);
        harness.state_mut().go(Route::Home);
        rest(&mut harness);
    }
}

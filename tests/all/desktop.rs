//! The window's work on lists and files: bulk edit, import, sums, the past, other eyes, second starts.

use std::path::Path;
use std::sync::Arc;

use chancery::desk::{
    BatchMode, Command, Office, QuickSum, RegisterList, Session, Values, Which, plan_bulk_edit,
};
use chancery::exchange::{
    ImportOptions, Sheet, assignment, guess_layout, import_file, import_sheet, remember_mapping,
    remembered_mapping,
};
use chancery::model::{KeptMessage, RecordId, Value};
use chancery::records::find;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::front::{Front, bring_forward};
use eframe::egui::accesskit::Role;
use eframe::egui::{Context, Key, Modifiers, PointerButton};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{SetClock, id, info, owner};
use crate::window::{office, rest, until, window};

fn empty_office() -> Office {
    Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap()
}

fn add(office: &Office, register: &str, number: u32, values: Values) {
    let command = Command::Create { register: register.to_owned(), id: id(number), values };
    office.execute(&owner(), command).unwrap();
}

fn text_of(office: &Office, register: &str, record: RecordId, field: &str) -> String {
    let record_type = find(register).unwrap();
    let view = office.reader(&owner()).unwrap().get(record_type, record).unwrap().unwrap();
    let value = view.value(record_type.field(field).unwrap().0).unwrap();
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_bulk_edit_is_looked_at_then_done_and_undone_as_one() {
    let office = empty_office();
    for (number, place) in [(1, "东楼"), (2, "东楼"), (3, "西楼")] {
        let values = Values::new().text("name", format!("人{number}")).text("place", place);
        add(&office, "person", number, values);
    }
    let person = find("person").unwrap();
    let ids = [id(1), id(2), id(3)];
    let values = Values::new().text("place", "西楼");
    let plan =
        |values: &Values| plan_bulk_edit(&office, &owner(), person, &ids, values, Language::English).unwrap();
    let planned = plan(&values);
    assert_eq!((planned.changed.len(), planned.unchanged, planned.refused.len()), (2, 1, 0));
    assert_eq!(planned.fields[0].from, [("东楼".to_owned(), 2)]);
    assert_eq!(planned.fields[0].to, "西楼");
    assert_eq!(text_of(&office, "person", id(1), "place"), "东楼", "a preview changes nothing");
    let outcome = office.execute(&owner(), planned.command.unwrap()).unwrap();
    assert_eq!(outcome.touched.len(), 2);
    assert_eq!(text_of(&office, "person", id(1), "place"), "西楼");
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(text_of(&office, "person", id(2), "place"), "东楼", "one undo takes all of it back");

    let impossible = plan(&Values::new().with("name", Value::Nothing));
    assert_eq!((impossible.changed.len(), impossible.refused.len()), (0, 3));
    assert!(impossible.command.is_none());
    assert_eq!(impossible.refused[0].0, "人1");
}

#[test]
fn quick_sums_count_add_and_average_what_has_a_value() {
    let office = empty_office();
    for (number, places) in [(1, 100), (2, 50), (3, 250)] {
        let values = Values::new().text("code", format!("P{number}")).text("name", "岗");
        add(&office, "post", number, values.with("establishment", Value::Integer(places)));
    }
    let post = find("post").unwrap();
    let reader = office.reader(&owner()).unwrap();
    let list = RegisterList::read(&reader, post, Which::Living, Language::English, &mut |_| true).unwrap();
    let field = post.field("establishment").unwrap().0;
    let all = QuickSum::of(&list, field, 0..list.len()).unwrap();
    assert_eq!((all.count, all.sum, all.least, all.most), (3, 400, 50, 250));
    assert_eq!(all.text(all.sum), "4");
    assert_eq!(all.average_text(), "1.33");
    assert!(QuickSum::of(&list, field, []).is_none());
    assert!(QuickSum::of(&list, post.field("name").unwrap().0, 0..list.len()).is_none());
    // A year is a number that nobody adds up.
    let values =
        Values::new().text("title", "甲").with("year", Value::Integer(2015)).text("author", "办公室");
    add(&office, "archive_item", 10, values);
    let (item, reader) = (find("archive_item").unwrap(), office.reader(&owner()).unwrap());
    let list = RegisterList::read(&reader, item, Which::Living, Language::English, &mut |_| true).unwrap();
    let sum = |key: &str| QuickSum::of(&list, item.field(key).unwrap().0, 0..list.len());
    assert!(sum("pages").is_some() && sum("year").is_none());
}

fn sheet(text: &str) -> Sheet {
    Sheet::from_csv(text).unwrap()
}

#[test]
fn the_layout_and_the_columns_are_guessed_from_the_titles() {
    assert_eq!(guess_layout(&sheet("工号,姓名,部门,职务,上级工号\n1,张三,办公室,主任,\n")), Some("staff"));
    assert_eq!(guess_layout(&sheet("id,parentId,name,position\n1,,A,B\n")), Some("staff"));
    assert_eq!(guess_layout(&sheet("code,name,alias\nBGS,办公室,\n")), Some("unit"));
    assert_eq!(guess_layout(&sheet("date,name,working\n2026-10-01,国庆节,no\n")), Some("holiday"));
    assert_eq!(guess_layout(&sheet("foo,bar\n1,2\n")), None);
    let people = sheet("姓名,座位\n张三,东楼\n");
    assert_eq!(assignment("person", &people, &[]), [Some("name"), None]);
    let mapping = [("座位".to_owned(), "place".to_owned())];
    assert_eq!(assignment("person", &people, &mapping), [Some("name"), Some("place")]);
    let staff = sheet("姓名,头儿,岗位\n张三,,主任\n");
    let mapping = [("头儿".to_owned(), "superior".to_owned()), ("岗位".to_owned(), String::new())];
    assert_eq!(assignment("staff", &staff, &mapping), [Some("name"), Some("superior"), None]);
}

#[test]
fn a_mapping_is_remembered_for_the_next_file_with_the_same_titles() {
    let office = empty_office();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, "姓名,座位,废话\n张三,东楼,x\n").unwrap();
    let table = Sheet::read(&path).unwrap();
    let mapping = vec![
        ("姓名".to_owned(), "name".to_owned()),
        ("座位".to_owned(), "place".to_owned()),
        ("废话".to_owned(), String::new()),
    ];
    let options = ImportOptions { mapping: mapping.clone(), ..ImportOptions::default() };
    let report = import_sheet(&office, &owner(), "person", &table, &options, &|_, _| true).unwrap();
    assert_eq!((report.created, report.problems.len()), (1, 0), "a column that is left out is no problem");
    remember_mapping(&office, &owner(), "person", &table, &mapping).unwrap();
    let reader = office.reader(&owner()).unwrap();
    assert_eq!(remembered_mapping(&reader, "person", &table).unwrap(), Some(mapping));
    assert_eq!(remembered_mapping(&reader, "unit", &table).unwrap(), None);
    std::fs::write(&path, "姓名,座位,废话\n李四,西楼,y\n").unwrap();
    let report = import_file(&office, &owner(), "person", &path, &ImportOptions::default()).unwrap();
    assert_eq!((report.created, report.problems.len()), (1, 0));
    let stopped = import_sheet(&office, &owner(), "person", &table, &options, &|_, _| false);
    assert!(stopped.is_err(), "an import can be stopped before it writes");
}

#[test]
fn a_second_start_is_answered_by_the_first_window_only_while_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.chancery");
    std::fs::write(&path, "").unwrap();
    let front = Front::watch(&Context::default(), &path);
    assert!(bring_forward(&path));
    drop(front);
    assert!(!bring_forward(&path));
}

#[test]
fn a_long_list_is_filtered_and_sorted_away_from_the_window() {
    let office = empty_office();
    let steps = (1..=2_400_u32).map(|number| {
        let values =
            Values::new().text("name", format!("人{number}")).text("number", format!("N{number:04}"));
        Command::Create { register: "person".to_owned(), id: id(number), values }
    });
    let batch = Command::Batch {
        label: KeptMessage::default(),
        steps: steps.collect(),
        mode: BatchMode::AllOrNothing,
    };
    office.execute(&owner(), batch).unwrap();
    let office = Arc::new(office);
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1280.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::ALT, Key::Num3);
    until(&mut harness, "everybody", |window| window.query_all_by_label_contains("N0001").next().is_some());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    rest(&mut harness);
    harness.event(eframe::egui::Event::Text("人239".to_owned()));
    until(&mut harness, "eleven", |window| window.query_by_label("11 / 2400").is_some());
    assert!(harness.query_all_by_label_contains("N2399").next().is_some());
    assert!(harness.query_all_by_label_contains("N0001").next().is_none());
}

/// Names a file on the screen of imports.
fn open_for_import(harness: &mut Harness<'static, App>, path: &Path) {
    rest(harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::I);
    rest(harness);
    harness.get_by_label("文件").focus();
    harness.step();
    harness.event(eframe::egui::Event::Text(path.display().to_string()));
    harness.step();
    harness.key_press(Key::Enter);
}

#[test]
fn a_file_is_imported_through_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("units.csv");
    std::fs::write(&path, "code,name,不认识\nNEW1,新机构一,x\n,没有代码,y\n").unwrap();
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1280.0);
    open_for_import(&mut harness, &path);
    until(&mut harness, "the preview", |window| window.query_by_label("新建 1").is_some());
    assert!(harness.query_by_label("跳过 1").is_some());
    assert!(harness.query_by_label("不认识: 不导入").is_some());
    let units = find("unit").unwrap();
    let before = office.reader(&owner()).unwrap().count(units).unwrap();
    // The entry of the navigation is named without its icon.
    harness.get_by_label_contains(chancery::ui::icons::IMPORT).click();
    until(&mut harness, "the toast", |window| window.query_all_by_label_contains("已导入").next().is_some());
    assert_eq!(office.reader(&owner()).unwrap().count(units).unwrap(), before + 1);
}

#[test]
fn other_eyes_are_taken_and_given_back() {
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1280.0);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut harness);
    harness.event(eframe::egui::Event::Text("以他人身份查看".to_owned()));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    until(&mut harness, "the question", |window| window.query_by_label_contains("所做的修改记在").is_some());
    harness.get_all_by_label("人员").last().unwrap().focus();
    harness.step();
    harness.event(eframe::egui::Event::Text("zs".to_owned()));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    harness.get_by_label("查看").click();
    until(&mut harness, "the banner", |window| window.query_by_label_contains("的身份查看和办理").is_some());
    harness.get_by_label("恢复本人身份").click();
    until(&mut harness, "no banner", |window| window.query_by_label_contains("的身份查看和办理").is_none());
}

#[test]
fn a_record_is_seen_as_it_was_and_as_it_is() {
    let office = office();
    let session = Arc::new(Session::owner());
    let reader = office.reader(&session).unwrap();
    let person = reader.linked("person", "A0017").unwrap()[0];
    drop(reader);
    let values = Values::new().text("place", "改到别处");
    let command = Command::Update { register: "person".to_owned(), id: person, base: None, values };
    office.execute(&session, command).unwrap();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_by_label("人员").click();
    rest(&mut harness);
    let there = |window: &Harness<'static, App>, text: &str| {
        window.query_all_by_label_contains(text).next().is_some()
    };
    until(&mut harness, "A0017", |window| window.query_all_by_label_contains("A0017").next().is_some());
    harness.get_all_by_label_contains("A0017").next().unwrap().click();
    until(&mut harness, "today's value", |window| there(window, "改到别处"));
    harness.get_all_by_label_contains("文件所有者 · 新建").next().unwrap().scroll_to_me();
    rest(&mut harness);
    harness.get_all_by_label_contains("文件所有者 · 新建").next().unwrap().click();
    until(&mut harness, "the way back", |window| there(window, "回到现在"));
    assert!(!there(&harness, "编辑"), "the past is not edited");
    harness.get_by_label_contains("回到现在").scroll_to_me();
    rest(&mut harness);
    harness.get_by_label_contains("回到现在").click();
    until(&mut harness, "today", |window| !there(window, "回到现在"));
}

#[test]
fn a_selection_is_changed_through_the_dialog_and_undone() {
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_by_label("人员").click();
    rest(&mut harness);
    until(&mut harness, "A0017", |window| window.query_all_by_label_contains("A0017").next().is_some());
    harness.get_all_by_label_contains("A0017").next().unwrap().click();
    rest(&mut harness);
    assert!(harness.query_all_by_label_contains("已选 1 行").next().is_some());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    until(&mut harness, "the dialog", |window| window.query_by_label_contains("添加要修改的字段").is_some());
    // A dialog finds its place with its second frame.
    rest(&mut harness);
    harness.get_by_label_contains("添加要修改的字段").click();
    rest(&mut harness);
    harness.get_all_by_label("个人手机").last().unwrap().click();
    rest(&mut harness);
    harness.get_by_role_and_label(Role::TextInput, "个人手机").focus();
    harness.step();
    harness.event(eframe::egui::Event::Text("139 1111 2222".to_owned()));
    rest(&mut harness);
    harness.get_by_label("预览").click();
    until(&mut harness, "the preview", |window| window.query_by_label_contains("1 条将修改").is_some());
    // Grown by the preview, it finds its place again.
    rest(&mut harness);
    harness.get_by_label("修改 1 条记录").click();
    let session = Arc::new(Session::owner());
    let person = office.reader(&session).unwrap().linked("person", "A0017").unwrap()[0];
    until(&mut harness, "the change", |_| text_of(&office, "person", person, "mobile") == "139 1111 2222");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    until(&mut harness, "the undo", |_| text_of(&office, "person", person, "mobile") != "139 1111 2222");
}

#[test]
fn a_dotted_line_is_given_on_the_chart_by_the_menu_of_a_card() {
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_by_label("组织架构图").click();
    until(&mut harness, "the posts", |window| window.query_by_label_contains("个岗位").is_some());
    let canvas = |window: &Harness<'static, App>| {
        window.get_all_by_label("组织架构图").last().unwrap().rect().center()
    };
    let fly_to = |window: &mut Harness<'static, App>, name: &str| {
        window.get_by_label("查找人员或岗位").focus();
        window.step();
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.event(eframe::egui::Event::Text(name.to_owned()));
        rest(window);
    };
    let press = |window: &mut Harness<'static, App>, button: PointerButton| {
        let at = canvas(window);
        window.event(eframe::egui::Event::PointerMoved(at));
        window.step();
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            window.event(eframe::egui::Event::PointerButton { pos: at, button, pressed, modifiers });
            window.step();
        }
        rest(window);
    };
    fly_to(&mut harness, "薪酬专员");
    press(&mut harness, PointerButton::Secondary);
    harness.get_by_label_contains("添加虚线上级").click();
    rest(&mut harness);
    fly_to(&mut harness, "审计部经理");
    press(&mut harness, PointerButton::Primary);
    let reader = || office.reader(&Arc::new(Session::owner())).unwrap();
    let posts = reader().all::<chancery::records::organisation::Post>().unwrap();
    let chief = posts.iter().find(|post| post.record.name == "审计部经理").unwrap().meta.id;
    until(&mut harness, "the dotted line", |_| {
        let posts = reader().all::<chancery::records::organisation::Post>().unwrap();
        let post = posts.into_iter().find(|post| post.record.name == "薪酬专员").unwrap();
        post.record.dotted_to.map(chancery::model::Id::erase) == Some(chief)
    });
}

#[test]
fn what_a_list_shows_is_exported_to_a_typed_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people");
    let office = office();
    let mut harness = window(&office, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1600.0);
    rest(&mut harness);
    harness.get_by_label("人员").click();
    rest(&mut harness);
    until(&mut harness, "A0017", |window| window.query_all_by_label_contains("A0017").next().is_some());
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    until(&mut harness, "the dialog", |window| window.query_by_label("JSON (jsonl)").is_some());
    harness.get_by_label("JSON (jsonl)").click();
    rest(&mut harness);
    harness.get_all_by_label_contains("文件位置").last().unwrap().focus();
    harness.step();
    harness.event(eframe::egui::Event::Text(path.display().to_string()));
    harness.step();
    harness.key_press(Key::Enter);
    let written = path.with_extension("jsonl");
    until(&mut harness, "the file", |_| written.exists());
    let people = office.reader(&Arc::new(Session::owner())).unwrap().count(find("person").unwrap()).unwrap();
    let lines = std::fs::read_to_string(written).unwrap().lines().count();
    assert_eq!(u64::try_from(lines).unwrap(), people);
}

#[test]
fn a_whole_office_is_imported_through_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("办公室.xlsx");
    let full = office();
    chancery::exchange::export_office(&full.reader(&owner()).unwrap(), &path).unwrap();
    let empty = Arc::new(empty_office());
    let mut harness = window(&empty, Language::SimplifiedChinese, eframe::egui::Theme::Light, 1280.0);
    open_for_import(&mut harness, &path);
    until(&mut harness, "the sheets", |window| {
        window.query_all_by_label_contains("张工作表").next().is_some()
    });
    until(&mut harness, "the preview", |window| window.query_all_by_label_contains("新建 ").next().is_some());
    harness.get_by_label_contains(chancery::ui::icons::IMPORT).click();
    until(&mut harness, "the toast", |window| window.query_all_by_label_contains("已导入").next().is_some());
    for register in ["unit", "person", "post", "appointment", "policy"] {
        let record_type = find(register).unwrap();
        let count = |office: &Office| office.reader(&owner()).unwrap().count(record_type).unwrap();
        assert_eq!(count(&empty), count(&full), "{register}");
    }
}

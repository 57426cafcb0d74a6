//! Registers of papers: numbers that are missing and papers that came twice are told when a list comes in, while a paper is
//! typed and when the file is checked; and what a card of the board tells.

use std::sync::Arc;

use chancery::desk::{Values, check_numbers, hints, told_of_office};
use chancery::exchange::ImportReport;
use chancery::model::{Id, Value};
use chancery::records::documents::Outgoing;
use chancery::records::find;
use chancery::store::integrity::HOLE;
use chancery::text::Language;
use chancery::ui::routes::Route;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::archive::{link, run, with};
use crate::fixture::{create, day, go, id, office, owner, person, unit, update};
use crate::import::Place;
use crate::rules::{office as rules_office, refused};
use crate::window::{rest, until, window};

const LANGUAGE: Language = Language::SimplifiedChinese;

fn notes(report: &ImportReport) -> Vec<(u64, &'static str, String)> {
    let told = |message: &chancery::model::Message| message.in_language(LANGUAGE);
    let notes = report.notes.iter();
    notes.map(|note| (note.line, note.message.code(), told(&note.message))).collect()
}

#[test]
fn a_list_of_papers_tells_what_is_missing_and_what_came_twice() {
    let place = Place::new();
    let report = place.import(
        "incoming",
        "number,title,sender,sender_number,received_on\n\
         收〔2026〕1号,甲,市局,市发〔2026〕1号,2026-01-05\n\
         收〔2026〕2号,乙,市局,市发〔2026〕2号,2026-01-06\n\
         收〔2026〕5号,丙,市局,市发[2026]第02号,2026-01-07\n\
         收〔2026〕6号,丁,省厅,市发〔2026〕2号,2026-01-08\n",
    );
    assert_eq!((report.created, report.problems.len()), (4, 0), "{report:?}");
    let told = notes(&report);
    let codes: Vec<_> = told.iter().map(|(line, code, _)| (*line, *code)).collect();
    assert_eq!(codes, [(4, "paper_twice"), (2, "paper_hole")], "{told:?}");
    assert!(
        told[0].2.contains("收〔2026〕2号") && told[1].2.contains("收〔2026〕3号 至 收〔2026〕4号"),
        "{told:?}"
    );
    let report = place.import(
        "incoming",
        "number,title,sender,sender_number,received_on\n收〔2026〕3号,戊,市局,市发〔2026〕1号,2026-01-09\n",
    );
    let told = notes(&report);
    let codes: Vec<_> = told.iter().map(|(line, code, _)| (*line, *code)).collect();
    assert_eq!(codes, [(2, "paper_twice"), (2, "paper_hole")], "{told:?}");
    assert!(told[0].2.contains("收〔2026〕1号") && told[1].2.contains("收〔2026〕4号"), "{told:?}");
    // The check of the file tells it too, and the file is sound.
    let snapshot = place.office.store().snapshot().unwrap();
    let found = check_numbers(&snapshot).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].code, found[0].is_damage(), found[0].place.as_str()),
        (HOLE, false, "收〔2026〕4号")
    );
    assert!(told_of_office(&found)[0].in_language(LANGUAGE).contains("收〔2026〕4号"));
}

#[test]
fn a_series_begins_where_the_office_took_it_over() {
    let place = Place::new();
    let series = Values::new().text("code", "测纪").text("masthead", "测试").text("issuer", "测试");
    let series = series.with("first_year", Value::Integer(2026)).with("first_number", Value::Integer(9));
    run(&place.office, create("paper_series", 5, series));
    let out = |number: u32, named: &str| {
        let values = Values::new().text("title", "纪要").text("number", named).with("series", link(5));
        run(&place.office, create("outgoing", number, values.with("state", Value::choice("issued"))));
    };
    out(10, "测纪〔2026〕9号");
    let holes = || {
        let reader = place.office.reader(&owner()).unwrap();
        let holes = reader.paper_numbers("outgoing").unwrap().holes();
        holes.into_iter().map(|hole| (hole.first, hole.last, hole.count)).collect::<Vec<_>>()
    };
    assert_eq!(holes(), []);
    out(11, "测纪〔2026〕12号");
    assert_eq!(holes(), [("测纪〔2026〕10号".to_owned(), "测纪〔2026〕11号".to_owned(), 2)]);
}

#[test]
fn a_series_stands_as_its_papers_bear_it_and_another_takes_its_place() {
    let (office, _) = rules_office();
    let series = |number: u32, code: &str, masthead: &str| {
        let values = Values::new().text("code", code).text("masthead", masthead).text("issuer", "江岳集团");
        create("paper_series", number, values)
    };
    run(&office, series(5, "江岳发", "江岳集团文件"));
    let renamed = || update("paper_series", 5, None, Values::new().text("masthead", "江岳控股文件"));
    // A wrong masthead is put right as long as no paper bears it.
    run(&office, renamed());
    run(&office, update("paper_series", 5, None, Values::new().text("masthead", "江岳集团文件")));
    let paper = |number: u32| {
        let values = Values::new().text("title", "通知").with("series", link(5));
        let values = values.with("print_copies", Value::Integer(9)).with("state", Value::choice("rechecked"));
        run(&office, create("outgoing", number, values));
        go("outgoing", number, "register")
    };
    let first = paper(10);
    run(&office, first);
    assert_eq!(refused(&office, renamed()), [(Some("masthead"), "series_in_use")]);
    for (field, value) in [
        ("code", Value::text("江控发")),
        ("issuer", Value::text("江岳控股")),
        ("form", Value::choice("letter")),
    ] {
        let change = update("paper_series", 5, None, Values::new().with(field, value));
        assert_eq!(refused(&office, change), [(Some(field), "series_in_use")]);
    }
    // It ends, and the next one gives its own numbers.
    let end = Values::new().with("ended_on", Value::Date(office.clock().today()));
    run(&office, update("paper_series", 5, None, end));
    run(&office, series(6, "江控发", "江岳控股文件"));
    let second = paper(11);
    assert_eq!(refused(&office, second.clone()), [(Some("series"), "series_ended")]);
    run(&office, with(second, "series", link(6)));
    let number = |of: u32| {
        let reader = office.reader(&owner()).unwrap();
        reader.find::<Outgoing>(Id::new(id(of))).unwrap().unwrap().record.number
    };
    assert_eq!((number(10).as_str(), number(11).as_str()), ("江岳发〔2026〕1号", "江控发〔2026〕1号"));
}

#[test]
fn the_imprint_names_the_organisation_and_its_unit() {
    let (office, _) = rules_office();
    run(&office, with(unit(50, "JT"), "name", Value::text("江岳集团")));
    run(&office, with(with(unit(51, "BGS"), "name", Value::text("综合办公室")), "parent", link(50)));
    let series =
        Values::new().text("code", "江岳办发").text("masthead", "江岳集团文件").text("issuer", "江岳集团");
    run(&office, create("paper_series", 5, series.with("unit", link(51))));
    let values =
        Values::new().text("title", "通知").with("series", link(5)).with("print_copies", Value::Integer(9));
    run(&office, create("outgoing", 10, values.with("state", Value::choice("rechecked"))));
    run(&office, go("outgoing", 10, "register"));
    let reader = office.reader(&owner()).unwrap();
    let paper = reader.find::<Outgoing>(Id::new(id(10))).unwrap().unwrap().record;
    assert_eq!(paper.printed_by, "江岳集团综合办公室");
    // What is known at the end is not asked at the beginning.
    let asked_later = ["dated", "print_copies", "printed_by", "repealed_on"];
    let outgoing = find("outgoing").unwrap();
    assert!(asked_later.iter().all(|key| outgoing.field(key).unwrap().1.later));
}

#[test]
fn a_paper_that_came_before_is_told_while_it_is_typed() {
    let office = Arc::new(office());
    let came =
        Values::new().text("title", "通知").text("sender", "市局").text("sender_number", "市发〔2026〕2号");
    let came = came.with("received_on", day("2026-03-02"));
    run(&office, create("incoming", 20, came.clone().text("number", "收〔2026〕7号")));
    run(
        &office,
        create("incoming", 21, came.text("sender", "省厅").with("state", Value::choice("returned"))),
    );
    let told = |number: u32, sender: &str| {
        let typed = Values::new().text("sender", sender).text("sender_number", "市发[2026]2号");
        let reader = office.reader(&owner()).unwrap();
        hints(&reader, find("incoming").unwrap(), id(number), &typed).unwrap()
    };
    let hint = told(30, "市局");
    assert_eq!((hint.len(), hint[0].0, hint[0].1.code()), (1, "sender_number", "paper_twice"));
    assert!(hint[0].1.in_language(LANGUAGE).contains("收〔2026〕7号"));
    assert_eq!(told(20, "市局"), [], "it is the paper itself");
    assert_eq!(told(30, "省厅"), [], "what was returned may come again");
    let mut window = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut window);
    window.state_mut().go(Route::List("incoming"));
    rest(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::N);
    until(&mut window, "the form", |window| window.query_by_label("保存").is_some());
    for (name, text) in [("来文单位", "市局"), ("来文字号", "市发〔2026〕2号")] {
        {
            let mut fields = window.get_all_by_role(Role::TextInput);
            let is_it = |label: String| label.starts_with(name);
            let field = fields.find(|field| field.accesskit_node().label().is_some_and(is_it)).unwrap();
            field.focus();
            field.type_text(text);
        }
        rest(&mut window);
    }
    until(&mut window, "the hint", |window| {
        window.query_by_label_contains("收〔2026〕7号，请核对").is_some()
    });
}

#[test]
fn a_card_tells_number_urgency_holder_and_what_is_late() {
    let office = Arc::new(office());
    run(&office, person(9, "李承办"));
    let came = Values::new().text("title", "防汛通知").text("sender", "市局").text("number", "收〔2026〕7号");
    let came = came.with("received_on", day("2026-02-02")).with("due", day("2026-02-20"));
    let came = came.with("urgency", Value::choice("express")).with("handler", link(9));
    run(&office, create("incoming", 20, came.clone().with("state", Value::choice("in_hand"))));
    let done = came.text("number", "收〔2026〕8号").text("title", "已办的通知");
    run(
        &office,
        create("incoming", 21, done.with("due", day("2026-02-19")).with("state", Value::choice("closed"))),
    );
    let new = Values::new().text("title", "刚到的函").text("sender", "市局");
    run(&office, create("incoming", 22, new.with("received_on", day("2026-03-02"))));
    let mut window = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut window);
    window.state_mut().go(Route::Board("incoming"));
    until(&mut window, "the card", |window| window.query_by_label("收〔2026〕7号").is_some());
    for told in ["李承办", "2026-02-20 逾期", "2026-02-19"] {
        assert!(window.query_by_label(told).is_some(), "{told}");
    }
    assert_eq!(window.query_all_by_label_contains("特急").count(), 2);
    // A card is chosen like a button, wherever its column has been scrolled to.
    {
        let mut cards = window.get_all_by_role(Role::Button);
        let is_it = |label: String| label == "防汛通知";
        cards.find(|card| card.accesskit_node().label().is_some_and(is_it)).unwrap().click_accesskit();
    }
    until(&mut window, "the paper beside it", |window| {
        window.query_by_label(LANGUAGE.text("transition.close_paper")).is_some()
    });
}

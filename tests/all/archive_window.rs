//! Papers and their archive in the window.

use std::sync::Arc;

use chancery::desk::{Office, Values};
use chancery::model::{Id, Value};
use chancery::records::documents::{Circulation, Incoming, IncomingState};
use chancery::text::Language;
use chancery::ui::routes::Route;
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::archive::with;
use crate::fixture::{create, day, go, id, office, owner, person, signed, unit, update};
use crate::window::{rest, until, window};

const PAPER: &str = "关于防汛的紧急通知";
const LANGUAGE: Language = Language::SimplifiedChinese;

/// A paper on which there is an instruction: urgent, without a day, and nobody's yet.
fn instructed() -> Arc<Office> {
    let office = office();
    let run = |command| office.execute(&owner(), command).unwrap();
    run(unit(1, "XZK"));
    let values = Values::new().text("title", PAPER).text("sender", "市应急局");
    let values = values.with("received_on", day("2026-03-02")).with("copies", Value::Integer(1));
    let values = values.with("urgency", Value::choice("express"));
    run(create("incoming", 10, values));
    run(person(9, "顾清和"));
    for way in ["sign", "register", "review"] {
        run(signed(go("incoming", 10, way), 9));
    }
    run(update("incoming", 10, None, Values::new().text("proposal", "请办")));
    run(signed(go("incoming", 10, "propose"), 9));
    run(signed(with(go("incoming", 10, "instruct"), "instruction", Value::text("即办")), 9));
    Arc::new(office)
}

fn paper(office: &Office) -> Incoming {
    office.reader(&owner()).unwrap().find::<Incoming>(Id::new(id(10))).unwrap().unwrap().record
}

#[test]
fn a_step_that_nobody_takes_asks_who_signs() {
    let office = Arc::new(office());
    office.execute(&owner(), person(9, "李秘书")).unwrap();
    let values = Values::new().text("title", PAPER).text("sender", "市应急局");
    let values = values.with("received_on", day("2026-03-02")).with("copies", Value::Integer(1));
    office.execute(&owner(), create("incoming", 10, values)).unwrap();
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("incoming"));
    until(&mut harness, "the paper", |window| window.query_by_label_contains(PAPER).is_some());
    harness.get_by_label_contains(PAPER).click();
    let sign = LANGUAGE.text("transition.sign_for");
    until(&mut harness, "its ways", |window| window.query_by_label(sign).is_some());
    harness.get_by_label(sign).click();
    let title = LANGUAGE.fill("form.way_title", &[("way", sign), ("title", PAPER)]);
    until(&mut harness, "the form of the step", |window| window.query_all_by_label(&title).next().is_some());
    let signer = harness.query_all_by_label_contains(LANGUAGE.text("incoming.signed_by")).last().unwrap();
    signer.focus();
    signer.type_text("李秘书");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    harness.query_all_by_label(sign).last().unwrap().click();
    until(&mut harness, "the step", |_| paper(&office).state == IncomingState::Signed);
    assert_eq!(paper(&office).signed_by, Some(Id::new(id(9))));
}

#[test]
fn a_step_that_lacks_something_asks_for_it() {
    let office = instructed();
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("incoming"));
    until(&mut harness, "the paper", |window| window.query_by_label_contains(PAPER).is_some());
    harness.get_by_label_contains(PAPER).click();
    let undertake = LANGUAGE.text("transition.undertake");
    until(&mut harness, "its ways", |window| window.query_by_label(undertake).is_some());
    harness.get_by_label(undertake).click();
    // The lead unit is asked for, and the day by which an urgent paper is handled is proposed: nothing is refused first.
    let title = LANGUAGE.fill("form.way_title", &[("way", undertake), ("title", PAPER)]);
    until(&mut harness, "the form of the step", |window| window.query_all_by_label(&title).next().is_some());
    assert!(harness.query_by_label_contains("急件必须写明办理时限").is_none());
    let lead = harness.query_all_by_label_contains(LANGUAGE.text("incoming.lead_unit")).last().unwrap();
    lead.focus();
    lead.type_text("XZK");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    let due = harness.get_by_role_and_label(Role::TextInput, LANGUAGE.text("incoming.due"));
    assert_eq!(due.accesskit_node().value().as_deref(), Some("2026-03-03"));
    let take: Vec<_> = harness.get_all_by_label(undertake).collect();
    take[take.len() - 1].click();
    until(&mut harness, "the step", |_| paper(&office).state == IncomingState::InHand);
    assert_eq!(paper(&office).due, "2026-03-03".parse().ok());
}

#[test]
fn a_paper_goes_before_several_readers_from_where_it_stands() {
    let office = instructed();
    for (number, name) in [(2, "方以宁"), (3, "梁雨辰"), (4, "宋佳禾")] {
        office.execute(&owner(), person(number, name)).unwrap();
    }
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("incoming"));
    until(&mut harness, "the paper", |window| window.query_by_label_contains(PAPER).is_some());
    harness.get_by_label_contains(PAPER).click();
    let more = LANGUAGE.text("action.follow_up");
    until(&mut harness, "what follows", |window| window.query_by_label_contains(more).is_some());
    harness.get_by_label_contains(more).click();
    until(&mut harness, "circulation", |window| window.query_by_label_contains("新建传阅").is_some());
    harness.get_by_label_contains("新建传阅").click();
    until(&mut harness, "the form", |window| window.query_by_label("保存").is_some());
    for name in ["方以宁", "梁雨辰", "方以宁"] {
        let reader = LANGUAGE.text("circulation.reader");
        let field = harness.query_all_by_label_contains(reader).last().unwrap();
        field.focus();
        field.type_text(name);
        rest(&mut harness);
        harness.key_press(Key::Enter);
        rest(&mut harness);
    }
    assert!(harness.query_by_label("移除 梁雨辰").is_some(), "those chosen stand below the field");
    harness.get_by_label("保存").click();
    let readers = || {
        let all = office.reader(&owner()).unwrap().all::<Circulation>().unwrap();
        let mut readers: Vec<_> = all
            .into_iter()
            .map(|of| (of.record.paper.map(Id::erase), of.record.reader.map(Id::erase)))
            .collect();
        readers.sort();
        readers
    };
    until(&mut harness, "the readers", |_| !readers().is_empty());
    let paper = Some(id(10));
    assert_eq!(readers(), [(paper, Some(id(2))), (paper, Some(id(3)))]);
}

#[test]
fn items_are_boxed_together() {
    let office = Arc::new(office());
    crate::archive::scheme(&office);
    crate::archive::run(&office, create("archive_box", 30, crate::archive::class(2015, "D10")));
    for number in [20, 21, 22] {
        crate::archive::run(&office, crate::archive::item(number, 2015, "D10"));
        crate::archive::run(&office, crate::archive::filed(number));
    }
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("archive_item"));
    until(&mut harness, "the items", |window| window.query_by_label_contains("-BGS-0003").is_some());
    harness.get_by_label_contains("-BGS-0001").click();
    rest(&mut harness);
    harness.get_by_label_contains("-BGS-0002").click_modifiers(Modifiers::SHIFT);
    rest(&mut harness);
    harness.get_by_label_contains("-BGS-0002").click_secondary();
    let store = LANGUAGE.text("transition.store_item");
    until(&mut harness, "the ways of both", |window| {
        window.query_all_by_label_contains(store).next().is_some()
    });
    harness.query_all_by_label_contains(store).last().unwrap().click();
    let title = LANGUAGE.fill("form.way_several", &[("way", store), ("count", "2")]);
    until(&mut harness, "the form of both", |window| window.query_all_by_label(&title).next().is_some());
    harness.query_all_by_label(store).last().unwrap().click();
    // The box was not asked for; the refusal brings its field.
    let place = LANGUAGE.text("archive_item.in_box");
    until(&mut harness, "the box", |window| {
        window
            .query_all_by_role(Role::ComboBox)
            .chain(window.query_all_by_role(Role::TextInput))
            .any(|node| node.accesskit_node().label().is_some_and(|label| label.contains(place)))
    });
}

#[test]
fn the_title_of_a_list_is_whole_beside_its_buttons() {
    let office = instructed();
    let language = Language::English;
    let mut harness = window(&office, language, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("incoming"));
    until(&mut harness, "the paper", |window| window.query_by_label_contains(PAPER).is_some());
    let title = language.text("register.incoming");
    let heading = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>| {
        let mut headings = window.query_all_by_role(Role::Heading);
        headings.find(|node| node.value().as_deref() == Some(title)).expect("a heading").rect()
    };
    let wanted = heading(&harness).width();
    // Beside the inspector there is no room for all the words: the buttons keep their names and lose them.
    for width in [1280.0, 1180.0, 1080.0] {
        harness.set_size(eframe::egui::vec2(width, 720.0));
        rest(&mut harness);
        assert!((heading(&harness).width() - wanted).abs() < 1.0, "the title is cut at {width}");
        for action in ["action.export", "action.import", "list.board"] {
            let named = harness.query_all_by_label_contains(language.text(action)).count();
            assert!(named > 0, "{action} at {width}");
        }
    }
}

#[test]
fn whoever_instructs_reads_the_proposal_first() {
    let office = Arc::new(office());
    let run = |command| office.execute(&owner(), command).unwrap();
    run(person(9, "李秘书"));
    let values = Values::new().text("title", PAPER).text("sender", "市应急局");
    let values = values.with("received_on", day("2026-03-02")).with("copies", Value::Integer(1));
    run(create("incoming", 10, values));
    for way in ["sign", "register", "review"] {
        run(signed(go("incoming", 10, way), 9));
    }
    run(with(go("incoming", 10, "propose"), "proposal", Value::text("拟请行政科排班")));
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("incoming"));
    until(&mut harness, "the paper", |window| window.query_by_label_contains(PAPER).is_some());
    harness.get_by_label_contains(PAPER).click();
    let instruct = LANGUAGE.text("transition.instruct");
    until(&mut harness, "its ways", |window| window.query_by_label(instruct).is_some());
    harness.get_by_label(instruct).click();
    let said = "拟办意见 · 文件所有者 · 2026-03-02";
    until(&mut harness, "what was said", |window| window.query_by_label_contains(said).is_some());
    rest(&mut harness);
    // Over the field, under its name and day.
    let heading = harness.get_by_label_contains(said).rect();
    let field = harness.query_all_by_role(Role::MultilineTextInput).next().unwrap().rect();
    assert!(heading.bottom() <= field.top(), "{heading:?} {field:?}");
}

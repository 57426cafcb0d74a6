//! Papers and their archive in the window.

use std::sync::Arc;

use chancery::desk::{Office, Values};
use chancery::model::{Id, Value};
use chancery::records::archive::ArchiveItem;
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
    // A new box that takes both is made with the step, of their class.
    rest(&mut harness);
    let make = LANGUAGE.fill("form.new_title", &[("record", LANGUAGE.text("record.archive_box"))]);
    harness.query_all_by_label_contains(&make).last().unwrap().click();
    rest(&mut harness);
    harness.query_all_by_label(store).last().unwrap().click();
    let stored = || {
        let reader = office.reader(&owner()).unwrap();
        let items = reader.all::<ArchiveItem>().unwrap();
        let boxes = items.iter().filter_map(|item| item.record.in_box).collect::<Vec<_>>();
        let made = boxes.first().and_then(|made| reader.find(*made).unwrap());
        (boxes.len(), made.map(|made| (made.record.number, made.record.items)))
    };
    until(&mut harness, "both in their box", |_| stored().0 == 2);
    assert_eq!(stored().1, Some(("Z109-WS·2015-D10-BGS-H002".to_owned(), 2)));
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

/// A list of two items that one witness has signed and that was counted: it waits for the second.
fn signed_list() -> Arc<Office> {
    use crate::archive::{class, item, link, run, scheme};
    let office = office();
    scheme(&office);
    run(&office, unit(5, "DAS"));
    run(&office, create("archive_box", 30, class(2015, "D10")));
    for number in [20, 21] {
        run(&office, item(number, 2015, "D10"));
        run(&office, crate::archive::filed(number));
        run(&office, with(go("archive_item", number, "store"), "in_box", link(30)));
    }
    let list = Values::new().text("title", LIST).text("opinion", "无续存价值").text("method", "化浆");
    run(&office, create("disposal", 70, list.with("group", Value::Tags(vec!["张三".to_owned()]))));
    for (line, of) in [(80, 20), (81, 21)] {
        let values = Values::new().with("disposal", link(70)).with("item", link(of));
        run(&office, create("disposal_line", line, values));
    }
    run(&office, go("disposal", 70, "submit"));
    run(&office, signed(go("disposal", 70, "approve"), 13));
    run(&office, signed(go("disposal", 70, "confirm"), 11));
    run(&office, with(go("disposal", 70, "sign"), "first_witness", link(10)));
    Arc::new(office)
}

const LIST: &str = "2015 年度到期档案销毁";

#[test]
fn a_destruction_is_told_and_confirmed_before_it_is_carried_out() {
    let office = signed_list();
    for line in [80, 81] {
        let counted = Values::new().with("counted", Value::Flag(true));
        crate::archive::run(&office, update("disposal_line", line, None, counted));
    }
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("disposal"));
    until(&mut harness, "the list", |window| window.query_by_label_contains(LIST).is_some());
    harness.get_by_label_contains(LIST).click();
    let way = LANGUAGE.text("transition.carry_out_disposal");
    until(&mut harness, "its ways", |window| window.query_by_label(way).is_some());
    harness.get_by_label(way).click();
    let shows = |window: &egui_kittest::Harness<'static, chancery::ui::app::App>, text: &str| {
        window.query_all_by_value(text).next().is_some()
    };
    let told = LANGUAGE.fill(
        "disposal.will_be_destroyed",
        &[("number", "CZ2026-001"), ("title", LIST), ("count", "2"), ("pages", "8")],
    );
    until(&mut harness, "what will be done", |window| shows(window, &told));
    rest(&mut harness);
    for number in ["0001  关于第 20 号事项的通知", "0002  关于第 21 号事项的通知"] {
        assert!(shows(&harness, &format!("Z109-WS·2015-D10-BGS-{number}")), "{number} is not named");
    }
    // Whoever signs is named by hand and by keyboard alone.
    harness.query_all_by_label_contains(LANGUAGE.text("disposal.second_witness")).last().unwrap().focus();
    rest(&mut harness);
    harness
        .query_all_by_label_contains(LANGUAGE.text("disposal.second_witness"))
        .last()
        .unwrap()
        .type_text("周八");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    rest(&mut harness);
    let state = || {
        let reader = office.reader(&owner()).unwrap();
        reader.find::<chancery::records::archive::Disposal>(Id::new(id(70))).unwrap().unwrap().record.state
    };
    let confirm = LANGUAGE.fill("form.type_to_confirm", &[("word", "CZ2026-001")]);
    for (typed, is_taken) in [("CZ2026", false), ("-001", true)] {
        let field = harness.get_by_role_and_label(Role::TextInput, &confirm);
        field.focus();
        field.type_text(typed);
        rest(&mut harness);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
        rest(&mut harness);
        let is_done = |_: &egui_kittest::Harness<'static, chancery::ui::app::App>| {
            state() == chancery::records::archive::DisposalState::Done
        };
        if is_taken {
            until(&mut harness, "the list carried out", is_done);
        } else {
            assert!(!is_done(&harness), "half a number confirms nothing");
        }
    }
}

#[test]
fn a_list_is_counted_from_the_keyboard_line_by_line_or_together() {
    let office = signed_list();
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("disposal"));
    until(&mut harness, "the list", |window| window.query_by_label_contains(LIST).is_some());
    harness.get_by_label_contains(LIST).click();
    let lines = LANGUAGE.text("register.disposal_line");
    let button = format!("{} {lines}", chancery::ui::icons::DUTY);
    until(&mut harness, "its lines", |window| window.query_by_label(&button).is_some());
    harness.get_by_label(&button).click();
    until(&mut harness, "the table", |window| window.query_by_label_contains("-BGS-0002").is_some());
    rest(&mut harness);
    let line = |number: u32| {
        let reader = office.reader(&owner()).unwrap();
        let line = reader.find::<chancery::records::archive::DisposalLine>(Id::new(id(number)));
        let line = line.unwrap().unwrap().record;
        (line.counted, line.discrepancy)
    };
    // One by one: the next line comes by itself.
    harness.key_press(Key::ArrowDown);
    rest(&mut harness);
    harness.key_press(Key::C);
    until(&mut harness, "the first counted", |_| line(80).0);
    rest(&mut harness);
    harness.key_press(Key::D);
    rest(&mut harness);
    let differs = LANGUAGE.text("disposal_line.discrepancy");
    harness.get_by_role_and_label(Role::TextInput, differs).type_text("缺一页");
    rest(&mut harness);
    harness.key_press(Key::Enter);
    until(&mut harness, "what differs", |_| line(81) == (true, "缺一页".to_owned()));
    assert_eq!(line(80), (true, String::new()));
    rest(&mut harness);
    let summary = [("count", "2"), ("counted", "2"), ("differing", "1")];
    let summary = LANGUAGE.fill("disposal_lines.summary", &summary);
    until(&mut harness, "the sums", |window| window.query_all_by_value(&summary).next().is_some());
    // Several at once, as one command.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    rest(&mut harness);
    harness.key_press(Key::U);
    until(&mut harness, "none counted", |_| !line(80).0 && !line(81).0);
    rest(&mut harness);
    harness.key_press(Key::C);
    until(&mut harness, "both counted", |_| line(80).0 && line(81) == (true, String::new()));
    office.execute(&owner(), chancery::desk::Command::Undo).unwrap();
    assert_eq!((line(80).0, line(81).0), (false, false), "one command, taken back as one");
}

#[test]
fn a_step_of_the_ledger_offers_no_undo_and_takes_nothing_else_back() {
    use crate::archive::{class, loan, run, scheme, stored};
    let office = office();
    scheme(&office);
    run(&office, create("archive_box", 30, class(2015, "D10")));
    stored(&office, 20, 2015, "D10", 30);
    run(&office, update("archive_item", 20, None, Values::new().text("note", "重要备注")));
    run(&office, loan(50, 20, 10));
    run(&office, signed(go("loan", 50, "approve"), 13));
    let office = Arc::new(office);
    let mut harness = window(&office, LANGUAGE, Theme::Light, 1600.0);
    rest(&mut harness);
    harness.state_mut().go(Route::List("loan"));
    until(&mut harness, "the loan", |window| window.query_by_label_contains("JY2026-00001").is_some());
    harness.get_by_label_contains("JY2026-00001").click();
    let hand_out = LANGUAGE.text("transition.hand_out");
    until(&mut harness, "its ways", |window| window.query_by_label(hand_out).is_some());
    let undo = LANGUAGE.text("action.undo");
    let offered = harness.query_all_by_label(undo).count();
    harness.get_by_label(hand_out).click();
    let lent = || {
        let reader = office.reader(&owner()).unwrap();
        let loan = reader.find::<chancery::records::archive::Loan>(Id::new(id(50))).unwrap().unwrap().record;
        let item = reader.find::<ArchiveItem>(Id::new(id(20))).unwrap().unwrap().record;
        (loan.lent_on.is_some(), item.note)
    };
    until(&mut harness, "it is out", |_| lent().0);
    rest(&mut harness);
    assert_eq!(harness.query_all_by_label(undo).count(), offered, "no toast offers to take it back");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    let told = LANGUAGE.fill("problem.step_stands", &[("state", LANGUAGE.text("loan_state.lent"))]);
    until(&mut harness, "why it stays", |window| window.query_all_by_value(&told).next().is_some());
    assert_eq!(lent(), (true, "重要备注".to_owned()));
    // What comes back is held against what went out.
    harness.get_by_label(LANGUAGE.text("transition.return_loan")).click();
    let out = [("number", "Z109-WS·2015-D10-BGS-0001"), ("title", "关于第 20 号事项的通知"), ("pages", "4")];
    let out = LANGUAGE.fill("loan.was_handed_out", &out);
    until(&mut harness, "what was handed out", |window| window.query_all_by_value(&out).next().is_some());
}

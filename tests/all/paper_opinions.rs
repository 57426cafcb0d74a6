//! What was said of a paper so far, for whoever decides about it; and the steps of its way by their names.

use std::sync::Arc;

use chancery::desk::{Command, Office, Titles, Values, opinions, tell};
use chancery::model::Value;
use chancery::records::documents::Countersign;
use chancery::records::find;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use eframe::egui::Theme;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::archive::{because, link, run, with};
use crate::fixture::{appointment, create, day, go, id, owner, person, post, unit, update};
use crate::rules::{acting, as_person, office};
use crate::window::{rest, until, window};

const LANGUAGE: Language = Language::SimplifiedChinese;

/// Heading and text of what was said, as somebody reads it; `None` is the owner of the file.
fn said(
    office: &Office,
    who: Option<u32>,
    register: &str,
    of: chancery::model::RecordId,
) -> Vec<(String, String)> {
    let session = who.map_or_else(owner, acting);
    let reader = office.reader(&session).unwrap();
    let given = opinions(&reader, find(register).unwrap(), of, LANGUAGE).unwrap();
    given.into_iter().map(|given| (given.heading, given.text)).collect()
}

fn of_unit(office: &Office, number: u32, unit: u32, role: &str) {
    run(office, with(person(number, &format!("人{number}")), "unit", link(unit)));
    run(office, post(number + 100, &format!("P{number}"), role));
    run(office, appointment(number + 200, number, number + 100));
}

#[test]
fn whoever_signs_reads_what_was_said_before() {
    let (office, clock) = office();
    for (number, code) in [(50, "MSK"), (51, "CWB")] {
        run(&office, unit(number, code));
    }
    for (number, unit, role) in
        [(61, 50, "staff"), (62, 50, "deputy"), (63, 51, "staff"), (64, 50, "secretary"), (65, 51, "staff")]
    {
        of_unit(&office, number, unit, role);
    }
    run(&office, update("unit", 50, None, Values::new().with("head", link(62))));
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let values = values.with("drafter", link(61)).with("unit", link(50));
    run(&office, create("outgoing", 10, values.with("countersigners", Value::Tags(vec!["CWB".to_owned()]))));
    let way = |way: &str| go("outgoing", 10, way);
    as_person(&office, 61, way("submit"));
    as_person(&office, 62, because(way("send_back")));
    as_person(&office, 61, way("submit"));
    as_person(&office, 62, with(way("check"), "unit_review", Value::text("同意")));
    clock.set(crate::fixture::moment(1));
    as_person(&office, 64, with(way("countersign"), "review", Value::text("请财务部会签")));
    let reader = office.reader(&owner()).unwrap();
    let asked = reader.all::<Countersign>().unwrap().remove(0).meta.id;
    // Whoever countersigns reads what was said in the house that drafted it.
    assert_eq!(said(&office, Some(63), "countersign", asked).len(), 3);
    let object = Command::Move {
        register: "countersign".to_owned(),
        id: asked,
        base: None,
        transition: "object".to_owned(),
        values: Values::new().text("opinion", "经费无来源"),
        reason: None,
    };
    office.execute(&acting(63), object).unwrap();
    let note = Values::new().text("countersign_note", "已商定由办公费列支");
    as_person(&office, 64, update("outgoing", 10, None, note));
    as_person(&office, 64, with(way("endorse"), "review", Value::text("建议签发")));
    let expected = [
        ("退回 · 人62 · 2026-03-02 12:00", "试验"),
        ("部门审核意见 · 人62 · 2026-03-02 12:00", "同意"),
        ("核稿意见 · 人64 · 2026-03-03 12:00", "请财务部会签"),
        ("会签意见（有不同意见） · CWB 科 人63 · 2026-03-03 12:00", "经费无来源"),
        ("会签意见 · 人64 · 2026-03-03 12:00", "已商定由办公费列支"),
        ("核稿意见 · 人64 · 2026-03-03 12:00", "建议签发"),
    ];
    let told = said(&office, None, "outgoing", id(10));
    let mut sorted: Vec<_> = told.iter().map(|(heading, text)| (heading.as_str(), text.as_str())).collect();
    assert_eq!(sorted.len(), expected.len(), "{told:?}");
    assert_eq!(sorted[..2], expected[..2]);
    sorted.sort_unstable();
    let mut wanted = expected.to_vec();
    wanted.sort_unstable();
    assert_eq!(sorted, wanted);
    // What was said before the draft went back, and what was said anew, is told as such.
    let reader = office.reader(&owner()).unwrap();
    let standing = |of: &str| {
        let given = opinions(&reader, find("outgoing").unwrap(), id(10), LANGUAGE).unwrap();
        given.into_iter().find(|given| given.text == of).unwrap().stands
    };
    for (text, stands) in
        [("试验", false), ("同意", true), ("请财务部会签", false), ("建议签发", true), ("经费无来源", true)]
    {
        assert_eq!(standing(text), stands, "{text}");
    }
    // What somebody may not see is not told them.
    of_unit(&office, 66, 50, "staff");
    assert_eq!(said(&office, Some(66), "outgoing", id(10)), []);
}

#[test]
fn an_instruction_that_was_replaced_is_told_and_one_that_was_taken_back_is_not() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    for (number, role) in [(60, "director"), (61, "secretary")] {
        of_unit(&office, number, 50, role);
    }
    let came = Values::new().text("title", "通知").text("sender", "市国资委").with("lead_unit", link(50));
    let came = came.with("received_on", day("2026-03-02")).with("state", Value::choice("reviewed"));
    run(&office, create("incoming", 20, came.text("review", "属我单位办理")));
    let way =
        |way: &str, field: &'static str, text: &str| with(go("incoming", 20, way), field, Value::text(text));
    as_person(&office, 61, way("propose", "proposal", "拟请文秘科办理"));
    as_person(&office, 60, way("instruct", "instruction", "同意"));
    as_person(&office, 60, Command::Undo);
    let told = said(&office, Some(60), "incoming", id(20));
    let texts = |told: &[(String, String)]| told.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
    assert!(!texts(&told).contains(&"同意".to_owned()), "{told:?}");
    // What came with the record has no name and no day that is known.
    assert_eq!(told[0], ("初审意见".to_owned(), "属我单位办理".to_owned()));
    as_person(&office, 60, way("instruct", "instruction", "请先请示"));
    as_person(&office, 61, go("incoming", 20, "undertake"));
    as_person(&office, 60, because(way("instruct_again", "instruction", "照办")));
    let told = said(&office, Some(60), "incoming", id(20));
    let given: Vec<_> = told.iter().filter(|(heading, _)| heading.starts_with("批示 · 人60")).collect();
    assert_eq!(given.len(), 2, "{told:?}");
}

#[test]
fn a_draft_that_comes_again_is_checked_without_the_words_of_its_earlier_round() {
    let (office, _) = office();
    for (number, code) in [(50, "MSK"), (51, "CWB")] {
        run(&office, unit(number, code));
    }
    for (number, unit, role) in [
        (61, 50, "staff"),
        (62, 50, "deputy"),
        (63, 51, "staff"),
        (64, 50, "secretary"),
        (65, 50, "secretary"),
    ] {
        of_unit(&office, number, unit, role);
    }
    run(&office, update("unit", 50, None, Values::new().with("head", link(62))));
    let values = Values::new().text("title", "通知").text("addressee", "各部门").text("body", "正文");
    let values = values.with("drafter", link(61)).with("unit", link(50));
    run(&office, create("outgoing", 10, values.with("countersigners", Value::Tags(vec!["CWB".to_owned()]))));
    let way = |way: &str| go("outgoing", 10, way);
    let countersign = || {
        let reader = office.reader(&owner()).unwrap();
        let all = reader.all::<Countersign>().unwrap().into_iter();
        let waiting = all.filter(|asked| asked.record.signer.is_none());
        waiting.map(|asked| asked.meta.id).next().unwrap()
    };
    let check = || {
        as_person(&office, 61, way("submit"));
        as_person(&office, 62, with(way("check"), "unit_review", Value::text("同意")));
    };
    check();
    as_person(&office, 64, with(way("countersign"), "review", Value::text("请财务部会签")));
    let agree = Command::Move {
        register: "countersign".to_owned(),
        id: countersign(),
        base: None,
        transition: "agree".to_owned(),
        values: Values::new().text("opinion", "经费已列支"),
        reason: None,
    };
    office.execute(&acting(63), agree).unwrap();
    as_person(&office, 64, because(way("send_back")));
    check();
    as_person(&office, 64, with(way("countersign"), "review", Value::text("再请会签")));
    let reader = office.reader(&owner()).unwrap();
    let given = opinions(&reader, find("outgoing").unwrap(), id(10), LANGUAGE).unwrap();
    let lapsed: Vec<_> =
        given.iter().filter(|given| !given.stands).map(|given| given.text.as_str()).collect();
    assert_eq!(lapsed.len(), 4, "{given:?}");
    assert!(["请财务部会签", "经费已列支", "试验"].iter().all(|text| lapsed.contains(text)), "{lapsed:?}");
    drop(reader);
    // Its form begins empty: the words of another stay theirs. The newest are read first.
    let mut window = window(&Arc::new(office), LANGUAGE, Theme::Light, 1600.0);
    rest(&mut window);
    window.state_mut().go(Route::Board("outgoing"));
    let labelled = |window: &Harness<'static, App>, label: &str| {
        let mut nodes = window.root().children_recursive();
        let found = nodes.find(|node| {
            let node = node.accesskit_node();
            [node.label(), node.value()].into_iter().flatten().any(|of| of == label)
        });
        found.map(|node| node.rect().top())
    };
    for (label, next) in [("通知", "endorse"), (LANGUAGE.text("transition.endorse_draft"), "form")] {
        until(&mut window, next, |window| labelled(window, label).is_some());
        rest(&mut window);
        let mut buttons = window.get_all_by_role(Role::Button);
        let is_it = |of: String| of == label;
        buttons.find(|node| node.accesskit_node().label().is_some_and(is_it)).unwrap().click_accesskit();
    }
    let earlier = LANGUAGE.text("form.opinions_earlier");
    until(&mut window, "the form", |window| labelled(window, earlier).is_some());
    rest(&mut window);
    let top = |label: &str| labelled(&window, label).unwrap_or_else(|| panic!("{label}"));
    let (newest, lapsed) =
        ("核稿意见 · 人64 · 2026-03-02 12:00", "会签意见（已失效） · CWB 科 人63 · 2026-03-02 12:00");
    assert!(top(newest) < top(earlier) && top(earlier) < top(lapsed));
    let fields = window.get_all_by_role(Role::MultilineTextInput);
    let values: Vec<String> = fields.filter_map(|field| field.accesskit_node().value()).collect();
    assert!(values.iter().all(|value| !value.contains("再请会签")), "{values:?}");
}

#[test]
fn a_history_names_each_step_and_its_states() {
    let (office, _) = office();
    run(&office, unit(50, "MSK"));
    of_unit(&office, 61, 50, "secretary");
    let came = Values::new().text("title", "通知").text("sender", "市国资委");
    let came = came.with("received_on", day("2026-03-02")).with("copies", Value::Integer(1));
    run(&office, create("incoming", 20, came));
    as_person(&office, 61, go("incoming", 20, "sign"));
    as_person(&office, 61, because(go("incoming", 20, "return")));
    let register = find("incoming").unwrap();
    for (language, steps) in [
        (LANGUAGE, ["签收：待签收 → 已签收", "退回来文单位：已签收 → 已退回"]),
        (Language::TraditionalChinese, ["簽收：待簽收 → 已簽收", "退回來文單位：已簽收 → 已退回"]),
        (
            Language::English,
            ["Sign for: To be signed for → Signed for", "Return to sender: Signed for → Returned"],
        ),
    ] {
        let reader = office.reader(&owner()).unwrap();
        let entries = reader.history(register, id(20)).unwrap();
        let told = entries
            .iter()
            .rev()
            .map(|entry| tell(&reader, &mut Titles::default(), register, entry, language).unwrap());
        let told: Vec<_> = told.collect();
        let verbs: Vec<&str> =
            told.iter().map(|told| told.verb.as_str()).filter(|verb| verb.contains('→')).collect();
        assert_eq!(verbs, steps);
        // What the step says is not said again below it; the trail keeps it.
        let sign = &told[1];
        assert!(
            sign.lines
                .iter()
                .all(|line| !line.contains('→') || !line.contains(language.text("incoming.state")))
        );
        assert!(sign.changes.iter().any(|[field, ..]| field == language.text("incoming.state")));
    }
}

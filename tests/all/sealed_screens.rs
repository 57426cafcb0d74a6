//! A director, a secretary and a second person before the same sealed attachment, each at their own screen.

use std::sync::Arc;

use chancery::desk::{Command, Office, Session, Values};
use chancery::model::{Mark, Secrecy};
use chancery::records::protection::Opening;
use chancery::store::Store;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::{WindowOptions, fonts};
use eframe::egui::{Event, Key, Modifiers, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::fixture::{SetClock, appointment, attach, create, go, id, info, owner, person, post};
use crate::window::{rest, until};

fn office() -> Arc<Office> {
    let office = Office::new(Store::in_memory(&info()).unwrap(), SetClock::new()).unwrap();
    for (number, name, role) in
        [(10, "顾清和", "director"), (11, "许静宜", "deputy"), (12, "宋佳禾", "secretary")]
    {
        for command in [
            person(number, name),
            post(number + 100, role, role),
            appointment(number + 200, number, number + 100),
        ] {
            office.execute(&owner(), command).unwrap();
        }
    }
    let policy = Values::new().text("number", "ZD50").text("name", "并购方案");
    office.execute(&owner(), create("policy", 50, policy)).unwrap();
    office.execute(&owner(), attach("policy", 50, 60, b"x")).unwrap();
    Arc::new(office)
}

fn session(office: &Office, number: u32) -> Arc<Session> {
    let snapshot = office.store().snapshot().unwrap();
    Arc::new(Session::of_person(&snapshot, id(number), office.clock().today()).unwrap())
}

/// The policy in the window of somebody.
fn window(office: &Arc<Office>, number: u32, language: Language, theme: Theme) -> Harness<'static, App> {
    let (office, session) = (office.clone(), session(office, number));
    let options = WindowOptions { language: Some(language), ..WindowOptions::default() };
    let mut harness = Harness::builder()
        .with_size(vec2(1600.0, 1000.0))
        .with_theme(theme)
        .with_context_setup(move |ctx| ctx.set_fonts(fonts::definitions_in(language)))
        .build_eframe(move |cc| {
            let mut app = App::new(&cc.egui_ctx, &options);
            app.sit_down_with(&cc.egui_ctx, office, session);
            app
        });
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    rest(&mut harness);
    harness.event(Event::Text("并购方案".to_owned()));
    until(&mut harness, "the policy", |window| shows(window, "并购方案"));
    rest(&mut harness);
    harness.key_press(Key::Enter);
    until(&mut harness, "the attachment", |window| shows(window, "附件.txt"));
    rest(&mut harness);
    harness
}

fn shows(harness: &Harness<'static, App>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn what_is_sealed_is_asked_for_where_it_stands() {
    for (language, theme) in [
        (Language::SimplifiedChinese, Theme::Light),
        (Language::TraditionalChinese, Theme::Dark),
        (Language::English, Theme::Light),
    ] {
        let office = office();
        let named = |key| language.fill(key, &[("name", "附件.txt")]);
        let (save, mark_it) = (named("attachment.save_named"), named("attachment.mark"));
        // The director marks the attachment.
        let mut director = window(&office, 10, language, theme);
        assert!(shows(&director, &save));
        director.get_by_label(&mark_it).click();
        until(&mut director, "the dialog", |window| shows(window, language.text("mark.sealed")));
        assert!(shows(&director, &language.fill("mark.title", &[("title", "附件.txt")])));
        drop(director);
        let sealed = Mark { level: Secrecy::Internal, sealed: true, ..Mark::default() };
        let command = Command::Mark {
            register: "policy".to_owned(),
            id: id(50),
            attachment: Some(id(60)),
            mark: sealed,
            reason: String::new(),
        };
        office.execute(&session(&office, 10), command).unwrap();
        // The secretary sees its name and its mark, may neither add nor mark nor save, and asks for it.
        let mut secretary = window(&office, 12, language, theme);
        assert!(shows(&secretary, language.text("secrecy_term.long")) && !shows(&secretary, &save));
        assert!(!shows(&secretary, &mark_it));
        let mut new = secretary.get_all_by_label_contains(language.text("action.new"));
        assert!(new.any(|node| node.accesskit_node().is_disabled()), "a rule stands against it");
        drop(new);
        secretary.get_by_label_contains(language.text("inspector.ask_opening")).click();
        rest(&mut secretary);
        let purpose = secretary.get_all_by_label(language.text("opening.purpose")).last().unwrap();
        purpose.focus();
        purpose.type_text("谈判准备");
        rest(&mut secretary);
        secretary.get_by_label(language.text("inspector.send_opening")).click();
        let asked = || -> Vec<_> {
            let reader = office.reader(&owner()).unwrap();
            reader.all::<Opening>().unwrap().into_iter().map(|opening| opening.meta.id).collect()
        };
        until(&mut secretary, "the request", |_| !asked().is_empty());
        let mut consent = go("opening", 0, "consent");
        let Command::Move { id, .. } = &mut consent else { panic!() };
        *id = asked()[0];
        office.execute(&session(&office, 11), consent).unwrap();
        until(&mut secretary, "the way to the content", |window| shows(window, &save));
        assert!(!shows(&secretary, language.text("inspector.ask_opening")));
    }
}

//! The widgets: the table's exactness, dates, dialogs, the palette's ranking, the contrast of the tokens.

use std::collections::BTreeSet;
use std::time::Instant;

use chancery::text::Language;
use chancery::ui::gallery::{Asked, Gallery, Side};
use chancery::ui::history::History;
use chancery::ui::theme;
use chancery::ui::tokens::{Density, Look, Status, tokens};
use chancery::ui::widgets::avatar::initials;
use chancery::ui::widgets::calendar::{day_after_key, first_shown};
use chancery::ui::widgets::date_edit::parse_date;
use chancery::ui::widgets::rank::score;
use chancery::ui::widgets::selection::Selection;
use chancery::ui::widgets::table::SortKey;
use chancery::ui::widgets::table_header::sort_by;
use chancery::ui::widgets::table_scroll::Window;
use chrono::NaiveDate;
use eframe::egui::{Color32, Event, Key, Modifiers, PointerButton, Pos2, Rgba, Role, Theme, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

fn harness_in(rows: usize, look: Look, theme: Theme) -> Harness<'static, Gallery> {
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_theme(theme)
        .with_context_setup(move |ctx| theme::apply(ctx, look))
        .build_ui_state(|ui, gallery: &mut Gallery| gallery.ui(ui), Gallery::new(rows));
    harness.run();
    harness
}

fn harness(rows: usize) -> Harness<'static, Gallery> {
    harness_in(rows, Look::default(), Theme::Light)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn row_names(harness: &Harness<'_, Gallery>) -> Vec<String> {
    harness.query_all_by_role(Role::Row).filter_map(|row| row.accesskit_node().label()).collect()
}

fn focus_table(harness: &mut Harness<'_, Gallery>) {
    harness.get_by(|node| node.role() == Role::Table).focus();
    harness.run();
}

#[test]
fn every_part_settles_in_every_look() {
    for theme in [Theme::Light, Theme::Dark] {
        for density in [Density::Compact, Density::Normal, Density::Touch] {
            for language in Language::ALL {
                let mut harness = harness_in(1000, Look { language, density }, theme);
                for side in [Side::Form, Side::Parts, Side::Empty] {
                    harness.state_mut().side = side;
                    harness.run();
                }
            }
        }
    }
}

#[test]
fn end_shows_the_last_of_a_million_rows() {
    let mut harness = harness(1_000_000);
    focus_table(&mut harness);
    harness.key_press(Key::End);
    harness.run();
    let last = harness.get_by_label_contains("〔2026〕1000000 号").rect();
    let before = harness.get_by_label_contains("〔2026〕999999 号").rect();
    assert_eq!(last.top() - before.top(), 28.0, "rows stay a row apart at the far end");
    assert_eq!(last.top().fract(), 0.0, "and on whole pixels");
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_eq!(harness.state().table.selection.single(), Some(999_999));
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().opened, Some(999_999));
}

#[test]
fn only_rows_in_sight_are_in_the_tree() {
    let few = row_names(&harness(60)).len();
    let many = row_names(&harness(10_000_000)).len();
    assert_eq!(few, many);
    assert!(many < 40, "{many} rows in the tree");
    let tall = harness(10_000_000);
    let table = tall.get_by(|node| node.role() == Role::Table);
    assert_eq!(table.accesskit_node().data().row_count(), Some(10_000_000));
}

#[test]
fn a_frame_costs_the_same_whatever_the_count() {
    let cost = |rows| {
        let mut harness = harness(rows);
        let mut times: Vec<f64> = (0..20)
            .map(|_| {
                let start = Instant::now();
                harness.step();
                start.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[3]
    };
    let (small, large) = (cost(1000), cost(10_000_000));
    assert!(large < 3.0 * small, "a frame of ten million rows took {large} s, of a thousand {small} s");
}

#[test]
fn selection_is_by_id_and_survives_a_sort() {
    let mut harness = harness(1_000_000);
    harness.get_by_label_contains("〔2026〕3 号").click();
    harness.run();
    assert_eq!(harness.state().table.selection.single(), Some(3));
    harness.get_by_role_and_label(Role::ColumnHeader, "文号").click();
    harness.run();
    harness.get_by_role_and_label(Role::ColumnHeader, "文号").click();
    harness.run();
    assert!(harness.state().rows.reversed, "a second click turns the order round");
    assert!(harness.query_by_label_contains("〔2026〕1000000 号").is_some());
    assert_eq!(harness.state().table.selection.single(), Some(3));
    focus_table(&mut harness);
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(harness.state().table.selection.single(), Some(2), "the keyboard goes on from the same row");
}

#[test]
fn ranges_picks_and_everything() {
    let mut harness = harness(10_000_000);
    harness.get_by_label_contains("〔2026〕2 号").click();
    harness.run();
    harness.get_by_label_contains("〔2026〕5 号").click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(harness.state().table.selection.len(10_000_000), 4);
    harness.get_by_label_contains("〔2026〕4 号").click_modifiers(Modifiers::COMMAND);
    harness.run();
    assert!(!harness.state().table.selection.contains(4));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    assert_eq!(harness.state().table.selection.len(10_000_000), 10_000_000);
    harness.get_by_label_contains("〔2026〕4 号").click_modifiers(Modifiers::COMMAND);
    harness.run();
    assert_eq!(harness.state().table.selection.len(10_000_000), 9_999_999);
}

#[test]
fn dragging_the_scrollbar_reaches_both_ends() {
    let mut harness = harness(10_000_000);
    let table = harness.get_by(|node| node.role() == Role::Table).rect();
    let bar = |y: f32| Pos2::new(table.right() - 6.0, y);
    harness.drag_at(bar(table.top() + 40.0));
    harness.run();
    harness.hover_at(bar(table.bottom() + 200.0));
    harness.run();
    harness.drop_at(bar(table.bottom() + 200.0));
    harness.run();
    assert!(harness.query_by_label_contains("〔2026〕10000000 号").is_some(), "the end");
}

#[test]
fn a_quick_drag_takes_the_row_that_was_pressed() {
    let mut harness = harness(1000);
    let row =
        |harness: &Harness<'_, Gallery>, text: &str| harness.get_by_label_contains(text).rect().center();
    let (from, past) = (row(&harness, "〔2026〕5 号"), row(&harness, "〔2026〕2 号"));
    // Press and movement come in one frame, as on a busy machine.
    let press = Event::PointerButton {
        pos: from,
        button: PointerButton::Primary,
        pressed: true,
        modifiers: Modifiers::NONE,
    };
    let events = &mut harness.input_mut().events;
    events.extend([Event::PointerMoved(from), press, Event::PointerMoved(past)]);
    harness.step();
    harness.hover_at(past + vec2(0.0, -40.0));
    harness.step();
    harness.step();
    let pressed = harness.state().table.selection.single();
    assert_eq!((pressed, harness.state().drags), (Some(5), 1));
    harness.drop_at(past);
    harness.run();
    assert_eq!(harness.state().table.selection.single(), Some(5));
}

#[test]
fn a_window_is_exact_at_row_ten_million() {
    let window = Window { rows: 10_000_000, row: 28.0, height: 600.0 };
    let position = window.reveal(0.0, 9_999_998);
    assert_eq!(position, 9_999_999.0 * 28.0 - 600.0);
    let (first, above) = window.first(position);
    assert_eq!((first, above), (9_999_977, 16.0));
    assert_eq!(window.reveal(position, 9_999_990), position, "a row in sight does not move the window");
    assert_eq!(window.first(window.furthest() + 1.0).0, 9_999_978);
    let empty = Window { rows: 0, row: 28.0, height: 600.0 };
    assert_eq!((empty.furthest(), empty.first(0.0)), (0.0, (0, 0.0)));
}

#[test]
fn clicks_on_titles_make_a_sort_order() {
    let key = |column: &str, descending| SortKey { column: column.to_owned(), descending };
    let mut sort = Vec::new();
    sort_by(&mut sort, "name", false);
    assert_eq!(sort, [key("name", false)]);
    sort_by(&mut sort, "date", true);
    sort_by(&mut sort, "date", true);
    assert_eq!(sort, [key("name", false), key("date", true)]);
    sort_by(&mut sort, "date", true);
    assert_eq!(sort, [key("name", false)]);
    sort_by(&mut sort, "name", false);
    assert_eq!(sort, [key("name", true)]);
    sort_by(&mut sort, "name", false);
    assert!(sort.is_empty());
}

#[test]
fn selecting_everything_but_one() {
    let mut selection = Selection::default();
    selection.select_all();
    selection.toggle(7);
    assert!(selection.contains(8) && !selection.contains(7));
    assert_eq!((selection.len(10), selection.is_everything(), selection.single()), (9, false, None));
    selection.toggle(7);
    assert!(selection.is_everything());
}

#[test]
fn dates_are_read_as_people_write_them() {
    let today = day(2026, 9, 28);
    for text in
        ["2026-10-01", "2026/10/1", "2026.10.1", "2026年10月1日", "20261001", "10-1", "10月1日", " +3 "]
    {
        assert_eq!(parse_date(text, today), Some(day(2026, 10, 1)), "{text}");
    }
    assert_eq!(parse_date("昨天", today), Some(day(2026, 9, 27)));
    assert_eq!(parse_date("-28", today), Some(day(2026, 8, 31)));
    for text in ["", "2026-13-01", "2026-02-29", "next week", "1-2-3-4", "26-10-01"] {
        assert_eq!(parse_date(text, today), None, "{text}");
    }
}

#[test]
fn a_calendar_begins_on_monday() {
    assert_eq!(first_shown(day(2026, 10, 15)), day(2026, 9, 28));
    assert_eq!(first_shown(day(2026, 6, 30)), day(2026, 6, 1));
    assert_eq!(day_after_key(day(2026, 1, 31), Key::PageDown, false), day(2026, 2, 28));
    assert_eq!(day_after_key(day(2026, 10, 1), Key::Home, false), day(2026, 9, 28));
}

#[test]
fn a_date_is_typed_and_what_is_unclear_is_said() {
    let mut harness = harness(10);
    let field = harness.get_by_role_and_label(Role::TextInput, "办结期限");
    field.click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "办结期限").type_text("2026/12/3");
    harness.run();
    assert_eq!(harness.state().due, Some(day(2026, 10, 10)), "not while typing");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().due, Some(day(2026, 12, 3)));
    harness.get_by_role_and_label(Role::TextInput, "办结期限").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "办结期限").type_text("后天吧");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().due, Some(day(2026, 12, 3)));
    assert!(harness.query_by_label_contains("不是有效日期").is_some());
}

#[test]
fn a_date_is_taken_from_the_calendar() {
    let mut harness = harness(10);
    harness.get_by_label("打开日历").click();
    harness.run();
    harness.get_by_label("2026-10-12").click();
    harness.run();
    assert_eq!(harness.state().due, Some(day(2026, 10, 12)));
    assert!(harness.query_by_label("2026-10-12").is_none(), "the calendar is closed");
    harness.get_by_label("打开日历").click();
    harness.run();
    harness.key_press(Key::ArrowRight);
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().due, Some(day(2026, 10, 20)));
}

#[test]
fn a_number_is_read_on_commit() {
    let mut harness = harness(10);
    harness.get_by_role_and_label(Role::TextInput, "金额（元）").click();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.get_by_role_and_label(Role::TextInput, "金额（元）").type_text("1,250");
    harness.run();
    assert_eq!(harness.state().amount, 128_000);
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().amount, 1250);
}

#[test]
fn a_link_is_found_by_typing() {
    let mut harness = harness(10);
    harness.get_by_role_and_label(Role::TextInput, "承办人").click();
    harness.run();
    harness.event(Event::Ime(eframe::egui::ImeEvent::Commit("欧阳".to_owned())));
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().keeper, Some((8, "欧阳文".to_owned())));
    harness.get_by_role_and_label(Role::TextInput, "承办人").click();
    harness.run();
    harness.get_by_role_and_label(Role::ListBoxOption, "李娜 综合办公室").click();
    harness.run();
    assert_eq!(harness.state().keeper, Some((3, "李娜".to_owned())));
}

#[test]
fn escape_closes_the_popup_then_the_dialog_and_the_backdrop_does_not() {
    let mut harness = harness(10);
    harness.state_mut().editing = true;
    harness.run();
    harness.hover_at(Pos2::new(20.0, 700.0));
    harness.drag_at(Pos2::new(20.0, 700.0));
    harness.drop_at(Pos2::new(20.0, 700.0));
    harness.run();
    assert!(harness.state().editing, "a stray click loses no draft");
    let fields: Vec<_> = harness.get_all_by_role_and_label(Role::TextInput, "类别").collect();
    let inside = fields.iter().min_by(|a, b| a.rect().left().total_cmp(&b.rect().left())).unwrap();
    inside.click();
    drop(fields);
    harness.run();
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "通报").is_some());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.state().editing, "Escape closes the popup first");
    assert!(harness.query_by_role_and_label(Role::ListBoxOption, "通报").is_none());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().editing);
}

#[test]
fn escape_closes_only_the_question_on_top() {
    let mut harness = harness(10);
    harness.state_mut().editing = true;
    harness.run();
    harness.state_mut().questions.ask(chancery::ui::widgets::dialog::Question {
        title: "放弃修改".to_owned(),
        body: "修改还没有保存。".to_owned(),
        answers: vec![("放弃".to_owned(), chancery::ui::widgets::dialog::Weight::Danger, Asked::Void)],
    });
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().questions.is_open());
    assert!(harness.state().editing);
    assert_eq!(harness.state().asked, None);
}

#[test]
fn a_toast_offers_undo_and_goes_by_itself() {
    let mut harness = harness(10);
    harness.state_mut().toasts.done("已办结", Some(("撤销".to_owned(), Asked::Undo)));
    harness.run();
    harness.get_by_label("撤销").click();
    harness.run();
    assert_eq!(harness.state().asked, Some(Asked::Undo));
    assert_eq!(harness.state().toasts.len(), 1, "its own answer is a toast too");
    harness.remove_cursor();
    for _ in 0..40 {
        harness.step();
    }
    assert!(harness.state().toasts.is_empty());
    for number in 0..9 {
        harness.state_mut().toasts.info(number.to_string());
    }
    assert_eq!(harness.state().toasts.len(), 4);
}

#[test]
fn the_palette_is_worked_from_the_keyboard() {
    let mut harness = harness(10);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    assert!(harness.state().palette.is_open());
    harness.event(Event::Text("xjgw".to_owned()));
    harness.run();
    assert!(harness.query_by_label_contains("打印登记表").is_none());
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().asked, Some(Asked::Edit));
    assert!(!harness.state().palette.is_open() && harness.state().editing);
}

#[test]
fn ranking_prefers_beginnings() {
    let rank = |key: &'static str| score("bud", [key]);
    let order = ["bud", "budget lines", "annual budget", "rebudget", "b-u-d"].map(rank);
    assert!(order.windows(2).all(|pair| pair[0] > pair[1] && pair[1].is_some()), "{order:?}");
    assert_eq!(rank("loan"), None);
    assert!(score("zw", ["张伟", "zw"]) > score("zw", ["张五洲", "zhangwu", "zw"]), "earlier keys first");
    assert!(score("BUDGET annual", ["Annual budget"]).is_some(), "words in any order");
    assert_eq!(score("", ["anything"]), Some(0));
    assert!(score("x", ["a x-ray"]).is_some());
    assert!(score("预算", ["年度预算执行"]).is_some());
}

#[test]
fn history_goes_back_and_forward() {
    let mut history = History::new(1);
    history.go(2);
    history.go(2);
    history.go(3);
    assert!(history.back() && history.back() && !history.back());
    assert_eq!(history.current(), &1);
    assert!(history.forward());
    history.go(4);
    assert!(!history.can_go_forward(), "a new way forgets the old one");
    history.retain(|place| *place != 2);
    assert!(history.back());
    assert_eq!((history.current(), history.can_go_back()), (&1, false));
}

#[test]
fn initials_of_names() {
    for (name, expected) in
        [("张伟", "张伟"), ("欧阳文", "阳文"), ("Ada Lovelace", "AL"), ("ada", "A"), ("", "")]
    {
        assert_eq!(initials(name), expected, "{name}");
    }
}

/// The contrast of WCAG 2.1 between two opaque colours, 1 to 21.
fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let linear = Rgba::from(color);
        0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_is_readable_on_every_ground() {
    for theme in [Theme::Light, Theme::Dark] {
        let t = tokens(theme, Density::Normal);
        let grounds = [
            ("panel", t.panel),
            ("sunken", t.sunken),
            ("raised", t.raised),
            ("hover", t.hover),
            ("selected", t.selected),
            ("chip", t.chip),
        ];
        for (ground_name, ground) in grounds {
            let texts =
                [("text", t.text), ("weak", t.text_weak), ("link", t.link), ("accent", t.accent_text)];
            for (name, text) in texts {
                let found = contrast(text, ground);
                assert!(found >= 4.5, "{theme:?} {name} on {ground_name}: {found}");
            }
            for status in Status::ALL {
                let found = contrast(t.status(status), ground);
                assert!(found >= 4.5, "{theme:?} {status:?} on {ground_name}: {found}");
            }
            let found = contrast(t.focus, ground);
            assert!(found >= 3.0, "{theme:?} focus ring on {ground_name}: {found}");
        }
        for fill in [t.accent, t.accent_hover, t.accent_pressed].into_iter().chain(t.avatars) {
            let found = contrast(t.text_on_accent, fill);
            assert!(found >= 4.5, "{theme:?} text on {fill:?}: {found}");
        }
        assert!(contrast(t.text, t.text_selection) >= 4.5);
    }
}

#[test]
fn statuses_differ_by_colour_too() {
    for theme in [Theme::Light, Theme::Dark] {
        let colors: BTreeSet<[u8; 4]> = Status::ALL
            .iter()
            .map(|status| tokens(theme, Density::Normal).status(*status).to_array())
            .collect();
        assert_eq!(colors.len(), Status::ALL.len());
    }
}

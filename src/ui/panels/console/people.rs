//! Who is asked, who answered, who is there: the list of the door, with its code.

use eframe::egui::{Button, Label, Layout, RichText, ScrollArea, TextEdit, Ui};

use super::data::{ConsoleData, Way};
use crate::desk::{Command, ConsoleAttendee, Values};
use crate::model::{Choice as _, RecordId, Value};
use crate::records::meetings::{AttendeeState, Part};
use crate::ui::icons;
use crate::ui::panels::form::{Candidates, Picker};
use crate::ui::panels::leading::clock;
use crate::ui::panels::list::{record_id, unless};
use crate::ui::theme::display_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::caption;
use crate::ui::workplace::Request;

/// What is typed on this side.
#[derive(Default)]
pub(super) struct PeopleState {
    /// Who is to be asked.
    asked: Option<(u128, String)>,
    /// Only those who have not answered.
    only_silent: bool,
    /// Who is excused, with the reason as it is typed and who stands in.
    excusing: Option<Excuse>,
}

/// An excuse as it is typed.
struct Excuse {
    attendee: RecordId,
    reason: String,
    /// 代会人
    deputy: Option<(u128, String)>,
}

/// Draws the list.
pub(super) fn people(
    ui: &mut Ui,
    data: &ConsoleData,
    state: &mut PeopleState,
    candidates: &Candidates,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    let meeting = &data.console.stored.record;
    let (status, key) = if data.console.has_quorum() {
        (Status::Done, "console.quorum")
    } else {
        (Status::Overdue, "console.no_quorum")
    };
    let counts = [
        ("present", meeting.present.to_string()),
        ("members", meeting.members.to_string()),
        ("needed", data.console.needed.to_string()),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(key, value)| (*key, value.as_str())).collect();
    lamp(ui, status, &language.fill(key, &counts));
    if let Some(code) = &data.code {
        ui.horizontal(|ui| {
            ui.label(RichText::new(language.text("console.code")).color(tokens.text_weak));
            ui.label(RichText::new(code).text_style(display_style()));
        });
    }
    let heads = &data.heads;
    let words = [
        ("asked", heads.asked),
        ("coming", heads.coming),
        ("excused", heads.excused),
        ("silent", heads.silent),
        ("late", heads.late),
    ];
    let words: Vec<(&str, String)> = words.iter().map(|(key, count)| (*key, count.to_string())).collect();
    let words: Vec<(&str, &str)> = words.iter().map(|(key, count)| (*key, count.as_str())).collect();
    ui.horizontal(|ui| {
        caption(ui, &language.fill("console.heads", &words));
        if heads.silent > 0 {
            ui.checkbox(&mut state.only_silent, language.text("console.only_silent"));
        }
    });
    ui.horizontal(|ui| {
        let hint = language.text("console.ask");
        Picker { register: "person", name: hint, width: 200.0 }.show(ui, &mut state.asked, candidates);
        let ready = state.asked.is_some() && data.edit.is_none();
        let add = ui.add_enabled(ready, Button::new((icons::ADD, language.text("console.add"))));
        if add.clicked()
            && let Some((id, _)) = state.asked.take()
        {
            let values = Values::new()
                .with("meeting", Value::Link(data.console.stored.meta.id))
                .with("person", Value::Link(record_id(id)))
                .with("part", Value::choice(Part::Member.code()));
            let register = "attendee".to_owned();
            requests.push(Request::Run(Command::Create { register, id: RecordId::generate(), values }));
        }
    });
    ui.add_space(tokens.grid);
    ScrollArea::vertical().id_salt("people").auto_shrink(false).show(ui, |ui| {
        for (place, attendee) in data.console.attendees.iter().enumerate() {
            let silent = attendee.stored.record.state == AttendeeState::Invited;
            if state.only_silent && !silent {
                continue;
            }
            ui.push_id(attendee.stored.meta.id.as_bytes(), |ui| {
                let ways = data.attendee_ways.get(place).map(Vec::as_slice).unwrap_or_default();
                let word = data.attendee_states.get(place).copied().unwrap_or_default();
                one(ui, (attendee, word, ways), state, candidates, requests);
            });
        }
    });
}

fn status(state: AttendeeState) -> Status {
    match state {
        AttendeeState::Invited => Status::Behind,
        AttendeeState::Accepted => Status::DueSoon,
        AttendeeState::Present => Status::Done,
        AttendeeState::Excused | AttendeeState::Left => Status::Neutral,
    }
}

fn one(
    ui: &mut Ui,
    (attendee, word, ways): (&ConsoleAttendee, &str, &[Way]),
    state: &mut PeopleState,
    candidates: &Candidates,
    requests: &mut Vec<Request>,
) {
    let tokens = ui.tokens();
    let language = ui.language();
    let of = &attendee.stored.record;
    let part = Part::SET.text_key(of.part.code()).map_or("", |key| language.text(key));
    ui.horizontal(|ui| {
        lamp(ui, status(of.state), &attendee.name);
        let mut detail = vec![part.to_owned()];
        if !attendee.deputy.is_empty() {
            detail.push(language.fill("console.deputy", &[("name", &attendee.deputy)]));
        }
        detail.push(match of.signed_in_at {
            Some(at) => format!("{word} {}", clock(at)),
            None => word.to_owned(),
        });
        ui.with_layout(Layout::right_to_left(eframe::egui::Align::Center), |ui| {
            for way in ways.iter().rev() {
                let text = language.text(way.text);
                let button = Button::new(text).frame_when_inactive(way.code == "sign_in");
                if unless(ui, way.obstacle.as_deref(), button) {
                    if way.reason {
                        let attendee = attendee.stored.meta.id;
                        state.excusing = Some(Excuse { attendee, reason: String::new(), deputy: None });
                    } else {
                        requests.push(Request::Run(take(attendee, way.code, Values::new(), None)));
                    }
                }
            }
            ui.with_layout(Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                let mut color = tokens.text_weak;
                if of.late {
                    detail.push(language.text("attendee.late").to_owned());
                    color = tokens.overdue;
                }
                ui.add(Label::new(RichText::new(detail.join(" · ")).small().color(color)).truncate());
            });
        });
    });
    let Some(excuse) = &mut state.excusing else { return };
    if excuse.attendee != attendee.stored.meta.id {
        return;
    }
    let mut done = false;
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(language.text("form.reason"));
        ui.add(TextEdit::singleline(&mut excuse.reason).desired_width(160.0)).labelled_by(label.id);
        let name = language.text("attendee.deputy");
        Picker { register: "person", name, width: 150.0 }.show(ui, &mut excuse.deputy, candidates);
        if ui.button(language.text("form.confirm")).clicked() && !excuse.reason.trim().is_empty() {
            let mut values = Values::new();
            if let Some((deputy, _)) = &excuse.deputy {
                values = values.with("deputy", Value::Link(record_id(*deputy)));
            }
            requests.push(Request::Run(take(attendee, "excuse", values, Some(excuse.reason.clone()))));
            done = true;
        }
        done |= ui.quiet_button(language.text("toolkit.cancel")).clicked();
    });
    if done {
        state.excusing = None;
    }
}

fn take(attendee: &ConsoleAttendee, way: &str, values: Values, reason: Option<String>) -> Command {
    Command::Move {
        register: "attendee".to_owned(),
        id: attendee.stored.meta.id,
        base: Some(attendee.stored.meta.version),
        transition: way.to_owned(),
        values,
        reason,
    }
}

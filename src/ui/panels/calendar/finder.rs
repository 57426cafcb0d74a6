//! When can these people and a room for twelve with a projector meet: asked again at every change of the question, the
//! answers below it with what speaks against them; choosing one opens the form of the meeting, filled in.

use std::ops::Range;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use eframe::egui::{Align, Context, Layout, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::page::Page;
use crate::desk::calendar::{CalendarRoom, day_words};
use crate::desk::{FreeSlot, OFFICE_HOURS, TimeQuery, Values, find_time};
use crate::model::{Problem, RecordId, Value};
use crate::records::meetings::Room;
use crate::rules::search_text::matches;
use crate::text::Language;
use crate::ui::days::Days as OfficeDays;
use crate::ui::icons;
use crate::ui::jobs::Loaded;
use crate::ui::panels::form::Draft;
use crate::ui::panels::list::{record_id, row_id};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::combo::combo;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::field_edit::{Field, error_line};
use crate::ui::widgets::pick_box::{PickBox, Picked, Proposal, pick_box};
use crate::ui::widgets::section::caption;
use crate::ui::widgets::tags::tags_edit;
use crate::ui::workplace::Workplace;

/// So many answers are asked for.
const MOST_ANSWERS: usize = 12;
/// So many people are proposed at once.
const MOST_PROPOSALS: usize = 12;
/// So far ahead is looked at first.
const WINDOW_DAYS: u64 = 14;
const WIDTH: f32 = 760.0;
const LIST_HEIGHT: f32 = 260.0;

/// Lengths that are offered, in minutes.
const LENGTHS: [i64; 6] = [30, 45, 60, 90, 120, 180];

/// What the user wants of the dialog.
pub(super) enum FinderWish {
    /// Close it.
    Close,
    /// Make this meeting.
    Make(Draft),
}

/// An answer with its words.
struct Answer {
    slot: FreeSlot,
    when: String,
    rooms: Vec<(RecordId, String)>,
    note: String,
    suits_all: bool,
}

/// The dialog.
pub(super) struct Finder {
    people: Vec<(RecordId, String)>,
    optional: Vec<(RecordId, String)>,
    minutes: i64,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    earliest: String,
    latest: String,
    any_day: bool,
    needs_room: bool,
    seats: String,
    equipment: Vec<String>,
    asked: Option<TimeQuery>,
    answers: Loaded<Vec<Answer>>,
    refused: Option<Problem>,
}

fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Finder {
    /// The question about the next two weeks, of nobody yet.
    pub(super) fn new(today: NaiveDate) -> Self {
        Self {
            people: Vec::new(),
            optional: Vec::new(),
            minutes: 60,
            from: Some(today),
            until: today.checked_add_days(Days::new(WINDOW_DAYS - 1)),
            earliest: clock(OFFICE_HOURS.start),
            latest: clock(OFFICE_HOURS.end),
            any_day: false,
            needs_room: true,
            seats: String::new(),
            equipment: Vec::new(),
            asked: None,
            answers: Loaded::default(),
            refused: None,
        }
    }

    fn hours(&self) -> Option<Range<i64>> {
        Some(Room::minutes(&self.earliest)?..Room::minutes(&self.latest)?)
    }

    /// The question as it stands; `None` while it can't be read.
    fn query(&self) -> Option<TimeQuery> {
        let (from, until) = (self.from?, self.until?);
        let seats = match self.seats.trim() {
            "" => None,
            text => Some(text.parse::<i64>().ok().filter(|seats| *seats > 0)?),
        };
        let ids = |people: &[(RecordId, String)]| people.iter().map(|(id, _)| *id).collect();
        Some(TimeQuery {
            people: ids(&self.people),
            optional: ids(&self.optional),
            needs_room: self.needs_room,
            seats: seats.filter(|_| self.needs_room),
            equipment: if self.needs_room { self.equipment.clone() } else { Vec::new() },
            minutes: self.minutes,
            hours: self.hours()?,
            any_day: self.any_day,
            most: MOST_ANSWERS,
            ..TimeQuery::within(from..until.succ_opt()?)
        })
    }

    /// Asks when the question has changed, and takes the answers.
    pub(super) fn logic(&mut self, ctx: &Context, workplace: &Workplace, page: Option<&Arc<Page>>) {
        let query = self.query();
        if query != self.asked {
            self.asked.clone_from(&query);
            self.answers.invalidate();
        }
        let (Some(query), Some(page)) = (query, page) else { return };
        let language = ctx.language();
        let (people, rooms) = (page.people.clone(), page.rooms.clone());
        let (arrived, failed) = self.answers.refresh(|| {
            workplace.ask(ctx, "find-time", move |reader, _| {
                let found = find_time(reader, &query)?;
                Ok(found.into_iter().map(|slot| answer(slot, &people, &rooms, language)).collect())
            })
        });
        if arrived {
            self.refused = None;
        }
        if failed.is_some() {
            self.refused = failed;
        }
    }

    /// The office has changed.
    pub(super) fn invalidate(&mut self) {
        self.answers.invalidate();
    }

    /// Draws the dialog.
    pub(super) fn show(&mut self, ctx: &Context, page: &Page, days: &OfficeDays) -> Option<FinderWish> {
        let language = ctx.language();
        let dialog = Dialog::new("find time", language.text("calendar.find_time")).width(WIDTH).edits();
        let (wish, dismissal) = dialog.show(ctx, |ui| {
            self.question(ui, page, days);
            ui.add_space(ui.tokens().gap);
            ui.separator();
            let wish = self.answers_ui(ui);
            let closes = button_row(ui, |ui| ui.button(language.text("calendar.close")).clicked());
            wish.or(closes.then_some(FinderWish::Close))
        });
        wish.or(dismissal.is_some().then_some(FinderWish::Close))
    }

    fn question(&mut self, ui: &mut Ui, page: &Page, days: &OfficeDays) {
        let language = ui.language();
        let taken: Vec<RecordId> = self.people.iter().chain(&self.optional).map(|(id, _)| *id).collect();
        people_ui(ui, "calendar.must_come", &mut self.people, &taken, page);
        people_ui(ui, "calendar.may_come", &mut self.optional, &taken, page);
        ui.add_space(ui.tokens().grid);
        let kind = |day| days.kind(day);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = ui.tokens().padding;
            length_ui(ui, &mut self.minutes);
            for (key, day) in [("calendar.from_day", &mut self.from), ("calendar.until_day", &mut self.until)]
            {
                Field::new(language.text(key)).show(ui, |ui| {
                    let edit = DateEdit::new(day, days.today).day_kind(&kind).width(124.0).show(ui, key);
                    (edit.response, String::new())
                });
            }
            for (key, text) in
                [("calendar.earliest", &mut self.earliest), ("calendar.latest", &mut self.latest)]
            {
                let bad = Room::minutes(text).is_none();
                let error = if bad { language.text("calendar.bad_time") } else { "" };
                Field::new(language.text(key))
                    .error(error)
                    .show(ui, |ui| (ui.add(TextEdit::singleline(text).desired_width(64.0)), String::new()));
            }
            ui.vertical(|ui| {
                ui.add_space(18.0);
                ui.checkbox(&mut self.any_day, language.text("calendar.any_day"));
            });
        });
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = ui.tokens().padding;
            ui.vertical(|ui| {
                ui.add_space(18.0);
                ui.checkbox(&mut self.needs_room, language.text("calendar.needs_room"));
            });
            if self.needs_room {
                let bad = !self.seats.trim().is_empty() && self.seats.trim().parse::<u32>().is_err();
                let error = if bad { language.text("calendar.bad_number") } else { "" };
                Field::new(language.text("room.capacity")).error(error).show(ui, |ui| {
                    (ui.add(TextEdit::singleline(&mut self.seats).desired_width(64.0)), String::new())
                });
                Field::new(language.text("room.equipment"))
                    .show(ui, |ui| (tags_edit(ui, "equipment", &mut self.equipment), String::new()));
            }
        });
    }

    fn answers_ui(&self, ui: &mut Ui) -> Option<FinderWish> {
        let tokens = ui.tokens();
        let language = ui.language();
        let mut wish = None;
        ui.allocate_ui(vec2(ui.available_width(), LIST_HEIGHT), |ui| {
            ui.set_min_height(LIST_HEIGHT);
            if let Some(problem) = &self.refused {
                error_line(ui, &problem.in_language(language, str::to_owned));
                return;
            }
            if self.asked.is_none() {
                caption(ui, language.text("calendar.unclear_question"));
                return;
            }
            let Some(answers) = self.answers.value() else {
                caption(ui, language.text("calendar.looking"));
                return;
            };
            if answers.is_empty() {
                caption(ui, language.text("calendar.nothing_found"));
                return;
            }
            if answers.first().is_some_and(|answer| !answer.suits_all) {
                ui.chip(language.text("calendar.suits_not_all"), Some(Status::Behind));
            }
            ScrollArea::vertical().id_salt("found times").auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = tokens.grid;
                for (place, answer) in answers.iter().enumerate() {
                    ui.push_id(place, |ui| wish = wish.take().or(self.answer_ui(ui, answer)));
                }
            });
        });
        wish
    }

    fn answer_ui(&self, ui: &mut Ui, answer: &Answer) -> Option<FinderWish> {
        let tokens = ui.tokens();
        let language = ui.language();
        let mut wish = None;
        ui.horizontal(|ui| {
            ui.set_min_height(tokens.row);
            column(ui, 190.0, |ui| ui.label(&answer.when));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words = language.text("calendar.choose_time");
                let rooms = &answer.rooms;
                if rooms.is_empty() {
                    if ui.button(words).clicked() {
                        wish = Some(FinderWish::Make(self.draft(answer, None)));
                    }
                } else {
                    let others = rooms.get(1..).unwrap_or_default();
                    if !others.is_empty() {
                        ui.menu_button(language.text("calendar.other_room"), |ui| {
                            for (room, name) in others {
                                if ui.button(name.as_str()).clicked() {
                                    wish = Some(FinderWish::Make(self.draft(answer, Some(*room))));
                                }
                            }
                        });
                    }
                    if let Some((room, name)) = rooms.first()
                        && ui.button((icons::ROOM, name.as_str())).on_hover_text(words).clicked()
                    {
                        wish = Some(FinderWish::Make(self.draft(answer, Some(*room))));
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let colour = if answer.suits_all { tokens.text_weak } else { tokens.behind };
                    let note = RichText::new(&answer.note).small().color(colour);
                    ui.add(eframe::egui::Label::new(note).truncate());
                });
            });
        });
        wish
    }

    fn draft(&self, answer: &Answer, room: Option<RecordId>) -> Draft {
        let mut values = Values::new()
            .with("start", Value::DateTime(answer.slot.time.start))
            .with("end", Value::DateTime(answer.slot.time.end));
        if let Some(room) = room {
            values.set("room", Value::Link(room));
        }
        let part = |people: &[(RecordId, String)], part: &'static str| -> Vec<_> {
            let values = people.iter().map(|(id, _)| {
                Values::new().with("person", Value::Link(*id)).with("part", Value::choice(part))
            });
            values.map(|values| ("attendee", "meeting", values)).collect()
        };
        let mut with = part(&self.people, "member");
        with.extend(part(&self.optional, "observer"));
        Draft { register: "meeting", values, with }
    }
}

fn answer(
    slot: FreeSlot,
    people: &[(RecordId, String, String)],
    rooms: &[CalendarRoom],
    language: Language,
) -> Answer {
    let name =
        |id: &RecordId| people.iter().find(|(of, ..)| of == id).map_or("—", |(.., name)| name.as_str());
    let names = |ids: &[RecordId]| ids.iter().map(name).collect::<Vec<_>>().join(language.list_separator());
    let day = day_words(slot.time.start.date(), language);
    let when = format!("{day} {}–{}", slot.time.start.format("%H:%M"), slot.time.end.format("%H:%M"));
    let mut notes = Vec::new();
    if !slot.missing.is_empty() {
        notes.push(language.fill("calendar.missing", &[("names", &names(&slot.missing))]));
    }
    if !slot.away.is_empty() {
        notes.push(language.fill("calendar.away", &[("names", &names(&slot.away))]));
    }
    if notes.is_empty() {
        notes.push(language.text("calendar.suits_all").to_owned());
    }
    let room_name =
        |id: &RecordId| rooms.iter().find(|room| room.id == *id).map(|room| (*id, room.name.to_string()));
    Answer {
        when,
        rooms: slot.rooms.iter().filter_map(room_name).collect(),
        note: notes.join(language.list_separator()),
        suits_all: slot.missing.is_empty(),
        slot,
    }
}

fn length_ui(ui: &mut Ui, minutes: &mut i64) {
    let language = ui.language();
    let words = |minutes: i64| language.fill("calendar.minutes", &[("count", &minutes.to_string())]);
    Field::new(language.text("calendar.length")).show(ui, |ui| {
        let shown = words(*minutes);
        let response = combo("length", shown).width(96.0).show_ui(ui, |ui| {
            for length in LENGTHS {
                ui.selectable_value(minutes, length, words(length));
            }
        });
        (response.response, String::new())
    });
}

/// Chips of people, and a box that adds one.
fn people_ui(
    ui: &mut Ui,
    key: &'static str,
    chosen: &mut Vec<(RecordId, String)>,
    taken: &[RecordId],
    page: &Page,
) {
    let language = ui.language();
    ui.push_id(key, |ui| {
        ui.horizontal_wrapped(|ui| {
            let words = RichText::new(language.text(key)).color(ui.tokens().text_weak);
            let label = column(ui, 80.0, |ui| ui.label(words));
            let mut removed = None;
            for (place, (_, name)) in chosen.iter().enumerate() {
                let words = language.fill("calendar.remove_column", &[("name", name)]);
                if ui.removable_chip(name, &words) {
                    removed = Some(place);
                }
            }
            if let Some(place) = removed {
                chosen.remove(place);
            }
            let hint = language.text("calendar.add_person");
            let look = PickBox { id_salt: "person", chosen: "", hint, width: 150.0 };
            let (response, picked) = pick_box(ui, look, |query| {
                let found = page.people.iter().filter(|(_, key, _)| query.is_empty() || matches(key, query));
                let free = found.filter(|(id, ..)| !taken.contains(id));
                free.take(MOST_PROPOSALS)
                    .map(|(id, _, name)| -> Proposal { (row_id(*id), name.clone(), String::new()) })
                    .collect()
            });
            response.labelled_by(label.id);
            if let Some(Picked::One((id, name, _))) = picked {
                chosen.push((record_id(id), name));
            }
        });
    });
}

/// Something of a fixed width that begins at the left.
fn column<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(width, ui.tokens().control);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(width);
        content(ui)
    })
    .inner
}

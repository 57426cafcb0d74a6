//! The selected record beside its list: fields, the ways its workflow leaves open, links both ways, attachments,
//! history, and the record as it was at any moment.

mod neighbours;
mod reading;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use eframe::egui::containers::menu::MenuButton;
use eframe::egui::{
    Align, Button, Context, Frame, Label, Layout, Margin, RichText, ScrollArea, TextEdit, Ui,
};

use self::neighbours::{neighbours_ui, referring_ui};
use self::reading::{Attached, Inspected, inspect};
use crate::desk::{Command, PICTURED, Reader, Values, civil_date, civil_time, end_of_day};
use crate::model::{Problem, RecordId};
use crate::print::papers::printables_of;
use crate::ui::days::Days;
use crate::ui::icons;
use crate::ui::of_record::OfRecord;
use crate::ui::panels::calendar_file::{self, CalendarOrder};
use crate::ui::panels::form::FollowUp;
use crate::ui::panels::list::{tone_status, unless};
use crate::ui::photos::Photos;
use crate::ui::routes::{Route, Selected, register_icon};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::avatar::pictured;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::date_edit::DateEdit;
use crate::ui::widgets::section::{KeyValue, caption, key_values_noted, section_title};
use crate::ui::workplace::{Request, Workplace};

/// Points across a photo.
const PHOTO: f32 = 56.0;

/// The inspector.
#[derive(Default)]
pub struct Inspector {
    shown: OfRecord<Inspected>,
    /// What sealed content is to be opened for, while it is asked.
    opening: Option<String>,
    /// Whether the reasons are shown why something can't be seen or done.
    shows_why: bool,
    /// The registers of which all records that name this one are shown.
    unfolded: BTreeSet<&'static str>,
    /// The moment whose record is shown; `None` is now.
    moment: Option<DateTime<Utc>>,
}

impl Inspector {
    /// Shows a record.
    pub fn select(&mut self, selected: Option<Selected>) {
        if self.shown.select(selected) {
            self.opening = None;
            self.unfolded.clear();
            self.moment = None;
        }
    }

    /// The record shown.
    pub fn selected(&self) -> Option<Selected> {
        self.shown.selected()
    }

    /// The office has changed.
    pub fn invalidate(&mut self) {
        self.shown.invalidate();
    }

    /// Takes what has been read and reads what has become old.
    pub fn logic(&mut self, ctx: &Context, workplace: &Workplace) -> Option<Problem> {
        let (moment, language) = (self.moment, ctx.language());
        let read = move |reader: &Reader, selected| inspect(reader, selected, moment, language);
        self.shown.refresh(ctx, workplace, "inspector", read).1
    }

    /// Draws the inspector.
    pub fn ui(&mut self, ui: &mut Ui, days: &Days, photos: &mut Photos, requests: &mut Vec<Request>) {
        let tokens = ui.tokens();
        let language = ui.language();
        let Some((selected, shown)) = self.shown.shown() else {
            ui.add_space(tokens.padding);
            caption(ui, language.text("inspector.nothing"));
            return;
        };
        let mut moment = self.moment;
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            heading_ui(ui, selected, shown, photos, requests);
            if let Some((state, tone)) = &shown.state {
                ui.chip(state, Some(tone_status(*tone)));
            }
            if let Some((mark, why)) = &shown.mark {
                let chip = ui.chip(mark, None);
                if !why.is_empty() {
                    chip.on_hover_text(why);
                }
            }
            ui.add_space(tokens.grid);
            match self.moment {
                Some(then) => past_banner(ui, then, shown.was_not_there, &mut moment),
                None => ways_ui(ui, selected, shown, requests),
            }
            if shown.is_shut && self.moment.is_none() {
                self.opening = opening_ui(ui, selected, self.opening.take(), requests);
            }
            if !shown.obstacles.why.is_empty() {
                ui.checkbox(&mut self.shows_why, language.text("inspector.why"));
                let reasons = shown.obstacles.why.iter().filter(|_| self.shows_why);
                reasons.for_each(|reason| {
                    caption(ui, reason);
                });
            }
            ui.add_space(tokens.gap);
            let rows: Vec<KeyValue<'_>> = shown
                .rows
                .iter()
                .map(|row| KeyValue { key: &row.label, value: &row.value, note: row.now.as_deref() })
                .collect();
            key_values_noted(ui, &rows, |note| language.fill("as_of.now", &[("value", note)]));
            neighbours_ui(ui, language.text("inspector.links"), &shown.out, requests);
            if self.moment.is_none() {
                attachments_ui(ui, selected, shown, requests);
            }
            referring_ui(ui, &shown.back, &mut self.unfolded, requests);
            history_ui(ui, shown, days, &mut moment);
        });
        if moment != self.moment {
            self.moment = moment;
            self.shown.invalidate();
            ui.request_repaint();
        }
    }
}

/// What the record is called; a person's photo beside it, which is given by a click.
fn heading_ui(
    ui: &mut Ui,
    selected: Selected,
    shown: &Inspected,
    photos: &mut Photos,
    requests: &mut Vec<Request>,
) {
    let language = ui.language();
    let title = RichText::new(&shown.title).text_style(crate::ui::theme::section_style());
    if selected.register != PICTURED {
        caption(ui, &shown.kind);
        ui.label(title);
        return;
    }
    ui.horizontal(|ui| {
        let tokens = ui.tokens();
        pictured(ui, &shown.title, PHOTO, |ui, rect| photos.paint(ui.painter(), rect, selected.id, tokens));
        ui.vertical(|ui| {
            caption(ui, &shown.kind);
            ui.label(title);
            let choose = RichText::new(language.text("photo.choose")).small();
            if shown.is_living && shown.obstacles.edit.is_none() && ui.link(choose).clicked() {
                requests.push(Request::ChoosePhoto(selected));
            }
        });
    });
}

/// Says that this is the past, and the way back.
fn past_banner(ui: &mut Ui, then: DateTime<Utc>, was_not_there: bool, moment: &mut Option<DateTime<Utc>>) {
    let tokens = ui.tokens();
    let language = ui.language();
    Frame::new().fill(tokens.selected).corner_radius(tokens.radius).inner_margin(Margin::same(10)).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            let key = if was_not_there { "as_of.nothing" } else { "as_of.banner" };
            ui.label(language.fill(key, &[("time", &civil_time(then))]));
            ui.add_space(tokens.grid);
            if ui.button((icons::BACK, language.text("as_of.return"))).clicked() {
                *moment = None;
            }
        },
    );
}

/// What can be done with the record.
fn ways_ui(ui: &mut Ui, selected: Selected, shown: &Inspected, requests: &mut Vec<Request>) {
    let language = ui.language();
    ui.horizontal_wrapped(|ui| {
        let obstacles = &shown.obstacles;
        let edit = (icons::EDIT, language.text("action.edit"));
        if unless(ui, obstacles.edit.as_deref(), Button::new(edit)) {
            requests.push(Request::Edit(selected));
        }
        for way in &shown.ways {
            if unless(ui, way.obstacle.as_deref(), Button::new(language.text(way.text))) {
                // What it lacks, and why it is taken, is asked for in the form of the step.
                if way.lacks {
                    requests.push(Request::TakeWay(selected, way.code));
                } else {
                    requests.push(Request::Run(take(selected, shown.version, way.code)));
                }
            }
        }
        if selected.register == "meeting" && shown.is_living {
            let console = Button::new((icons::CHAIR, language.text("nav.console")));
            if ui.add(console).clicked() {
                requests.push(Request::Go(Route::Console(Some(selected.id))));
            }
            calendar_file::meeting_menu(ui, selected.id, shown.is_called_off, &[], requests);
        }
        if selected.register == "disposal" && shown.is_living {
            let lines = Button::new((icons::DUTY, language.text("register.disposal_line")));
            if ui.add(lines).clicked() {
                requests.push(Request::Go(Route::DisposalLines(selected.id)));
            }
        }
        if selected.register == "activity" && shown.is_living {
            let desk = Button::new((icons::ACTIVITY, language.text("nav.activity")));
            if ui.add(desk).clicked() {
                requests.push(Request::Go(Route::Activity(Some(selected.id))));
            }
        }
        if selected.register == "person" && shown.is_living {
            let busy = Button::new((icons::CALENDAR, language.text("calendar_file.free_busy_more")));
            if ui.add(busy.frame_when_inactive(false)).clicked() {
                requests.push(Request::CalendarFile(CalendarOrder::FreeBusy(vec![selected.id])));
            }
        }
        follow_up_ui(ui, selected, shown, requests);
        print_ui(ui, selected, shown, requests);
        if shown.lends_files && ui.add(Button::new((icons::EYE, language.text("viewer.open")))).clicked() {
            requests.push(Request::ViewLoan(selected.id));
        }
        let void = (icons::VOID, language.text("action.void"));
        if unless(ui, obstacles.void.as_deref(), Button::new(void).frame_when_inactive(false)) {
            requests.push(Request::Void(selected.register, vec![selected.id]));
        }
        let mark = (icons::LOCK, language.text("right.mark"));
        if unless(ui, obstacles.mark.as_deref(), Button::new(mark).frame_when_inactive(false)) {
            requests.push(Request::Mark(selected, None));
        }
    });
}

/// What can be made about the record.
fn follow_up_ui(ui: &mut Ui, selected: Selected, shown: &Inspected, requests: &mut Vec<Request>) {
    let language = ui.language();
    if shown.follow_ups.is_empty() {
        return;
    }
    let button = Button::new((icons::ADD, language.text("action.follow_up"))).frame_when_inactive(false);
    MenuButton::from_button(button).ui(ui, |ui| {
        for (register, field, obstacle) in &shown.follow_ups {
            let name = crate::records::find(register).map_or("", |of| language.text(of.text()));
            let text = language.fill("form.new_title", &[("record", &language.within(name))]);
            if unless(ui, obstacle.as_deref(), Button::new((register_icon(register), text))) {
                let (of, ids) = (selected.register, vec![selected.id]);
                requests.push(Request::FollowUp(FollowUp { of, ids, register, field }));
                ui.close();
            }
        }
    });
}

/// What can be printed of the record: a button, or a menu where there are several papers.
fn print_ui(ui: &mut Ui, selected: Selected, shown: &Inspected, requests: &mut Vec<Request>) {
    let language = ui.language();
    let papers = || printables_of(selected.register).filter(|_| shown.is_living);
    let print = Button::new((icons::PRINT, language.text("action.print"))).frame_when_inactive(false);
    match papers().count() {
        0 => {}
        1 => {
            if ui.add(print).clicked() {
                requests.extend(papers().map(|paper| Request::Print(paper.name, vec![selected.id])));
            }
        }
        _ => {
            MenuButton::from_button(print).ui(ui, |ui| {
                for paper in papers() {
                    if ui.button(language.text(paper.text)).clicked() {
                        requests.push(Request::Print(paper.name, vec![selected.id]));
                        ui.close();
                    }
                }
            });
        }
    }
}

/// The way to sealed content: a request that says what for, to which a second person consents.
fn opening_ui(
    ui: &mut Ui,
    selected: Selected,
    purpose: Option<String>,
    requests: &mut Vec<Request>,
) -> Option<String> {
    let language = ui.language();
    ui.add_space(ui.tokens().grid);
    caption(ui, language.text("inspector.sealed"));
    let Some(mut purpose) = purpose else {
        let asked = ui.button((icons::LOCK, language.text("inspector.ask_opening"))).clicked();
        return asked.then(String::new);
    };
    let label = ui.label(language.text("opening.purpose"));
    let width = (ui.available_width() - 12.0).max(120.0);
    ui.add(TextEdit::singleline(&mut purpose).desired_width(width)).labelled_by(label.id);
    if ui.primary_button(language.text("inspector.send_opening")).clicked() && !purpose.trim().is_empty() {
        let values =
            Values::new().text("register", selected.register).text("subject", selected.id.to_string());
        requests.push(Request::Run(Command::Create {
            register: "opening".to_owned(),
            id: RecordId::generate(),
            values: values.text("purpose", purpose),
        }));
        return None;
    }
    Some(purpose)
}

fn attachments_ui(ui: &mut Ui, selected: Selected, shown: &Inspected, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    if shown.attachments.is_empty() && !shown.is_living {
        return;
    }
    ui.add_space(tokens.gap);
    section_title(ui, language.text("inspector.attachments"));
    for (place, attached) in shown.attachments.iter().enumerate() {
        ui.push_id(place, |ui| attachment_ui(ui, selected, shown, attached, requests));
    }
    let add = Button::new((icons::ATTACHMENT, language.text("attachment.add"))).frame_when_inactive(false);
    if shown.is_living && unless(ui, shown.obstacles.edit.as_deref(), add) {
        requests.push(Request::Attach(selected));
    }
    let version = Button::new((icons::HISTORY, language.text("versions.new"))).frame_when_inactive(false);
    let has_one = shown.is_living && !shown.attachments.is_empty();
    if has_one && unless(ui, shown.obstacles.edit.as_deref(), version) {
        requests.push(Request::NewVersion(selected));
    }
}

/// One attachment: its name, and what may be done with it at the end of the line.
fn attachment_ui(
    ui: &mut Ui,
    selected: Selected,
    shown: &Inspected,
    attached: &Attached,
    requests: &mut Vec<Request>,
) {
    let language = ui.language();
    let Attached { kept, detail, is_open } = attached;
    let named = |key| language.fill(key, &[("name", &kept.name)]);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let may_edit = shown.is_living && shown.obstacles.edit.is_none();
            if may_edit && ui.icon_button(icons::REMOVE, &named("attachment.remove"), None).clicked() {
                requests.push(Request::Run(Command::Detach {
                    register: selected.register.to_owned(),
                    id: selected.id,
                    attachment: kept.id,
                }));
            }
            let may_mark = shown.is_living && shown.obstacles.mark.is_none();
            if may_mark && ui.icon_button(icons::LOCK, &named("attachment.mark"), None).clicked() {
                requests.push(Request::Mark(selected, Some(kept.id)));
            }
            // What is sealed is asked for above.
            if *is_open && ui.icon_button(icons::DOWNLOAD, &named("attachment.save_named"), None).clicked() {
                requests.push(Request::SaveAttachment(Box::new(kept.clone())));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(&kept.name).truncate()).on_hover_text(detail);
            });
        });
    });
    caption(ui, detail);
    if !kept.reason.is_empty() {
        caption(ui, &kept.reason);
    }
}

/// The changes, each of which opens the record as it was after it; a date opens it as it was at the end of that day.
fn history_ui(ui: &mut Ui, shown: &Inspected, days: &Days, moment: &mut Option<DateTime<Utc>>) {
    let tokens = ui.tokens();
    let language = ui.language();
    ui.add_space(tokens.gap);
    section_title(ui, language.text("inspector.history"));
    ui.horizontal(|ui| {
        let label = caption(ui, language.text("as_of.choose"));
        let mut day: Option<NaiveDate> = moment.map(civil_date);
        let kind = |day| days.kind(day);
        let edit = DateEdit::new(&mut day, days.today).day_kind(&kind).width(120.0).show(ui, "record as of");
        if edit.response.changed() {
            *moment = day.and_then(end_of_day);
        }
        edit.response.labelled_by(label.id);
    });
    ui.add_space(tokens.grid);
    for (place, change) in shown.history.iter().enumerate() {
        ui.push_id(place, |ui| {
            let current = *moment == Some(change.at);
            let color = if current { tokens.accent_text } else { tokens.text_weak };
            let heading = RichText::new(&change.heading).small().color(color);
            // The newest change is how the record stands now.
            if place == 0 {
                ui.label(heading);
            } else if ui.link(heading).on_hover_text(language.text("as_of.view")).clicked() {
                *moment = Some(change.at);
            }
            for line in &change.lines {
                ui.label(line);
            }
            ui.add_space(tokens.grid);
        });
    }
}

fn take(selected: Selected, version: u64, code: &str) -> Command {
    Command::Move {
        register: selected.register.to_owned(),
        id: selected.id,
        base: Some(version),
        transition: code.to_owned(),
        values: Values::new(),
        reason: None,
    }
}

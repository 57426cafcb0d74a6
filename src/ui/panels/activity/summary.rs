//! 宣传 and 总结: how it was made known, and what came of it.

use eframe::egui::{Button, Label, RichText, ScrollArea, Ui};

use super::data::ActivityData;
use crate::desk::Values;
use crate::model::{Choice as _, Value};
use crate::records::activities::Channel;
use crate::ui::icons;
use crate::ui::panels::form::Draft;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::{caption, key_values, section_title};
use crate::ui::workplace::Request;

/// Draws how it is made known.
pub(super) fn promotion(ui: &mut Ui, data: &ActivityData, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let language = ui.language();
    let add = Button::new((icons::ADD, language.text("activity_console.new_promotion")));
    if ui.add_enabled(data.edit.is_none(), add).clicked() {
        let values = Values::new().with("activity", Value::Link(data.console.stored.meta.id));
        let draft = Draft { register: "promotion", values, with: Vec::new() };
        requests.push(Request::NewFrom(Box::new(draft)));
    }
    ui.add_space(tokens.grid);
    if data.console.promotions.is_empty() {
        caption(ui, language.text("activity_console.no_promotions"));
    }
    ScrollArea::vertical().id_salt("promotion").auto_shrink(false).show(ui, |ui| {
        for part in &data.console.promotions {
            let of = &part.stored.record;
            ui.push_id(part.stored.meta.id.as_bytes(), |ui| {
                let text = Button::new(RichText::new(&of.text).color(tokens.link)).frame(false).truncate();
                if ui.add(text).clicked() {
                    let selected = Selected { register: "promotion", id: part.stored.meta.id };
                    requests.push(Request::Edit(selected));
                }
                let channel = Channel::SET.text_key(of.channel.code()).map_or("", |key| language.text(key));
                let mut detail = vec![channel.to_owned()];
                detail.push(match of.published_on {
                    Some(day) => day.to_string(),
                    None => language.text("activity_console.not_published").to_owned(),
                });
                if let Some(reads) = of.reads {
                    detail.push(language.fill("activity_console.reads", &[("count", &reads.to_string())]));
                }
                detail.push(part.person.clone());
                detail.retain(|word| !word.is_empty());
                let detail = RichText::new(detail.join(" · ")).small().color(tokens.text_weak);
                ui.add(Label::new(detail).truncate());
                ui.add_space(tokens.grid);
            });
        }
    });
}

/// Draws what came of it, with what those who came said.
pub(super) fn summary(ui: &mut Ui, data: &ActivityData, requests: &mut Vec<Request>) {
    let language = ui.language();
    let activity = &data.console.stored.record;
    let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let (expected, signed_up, came) =
        (number(activity.expected), number(Some(activity.registered)), number(Some(activity.present)));
    let spent = activity.spent.map_or_else(String::new, |spent| spent.to_string());
    ScrollArea::vertical().id_salt("summary").auto_shrink(false).show(ui, |ui| {
        key_values(
            ui,
            &[
                (language.text("activity.expected"), &expected),
                (language.text("activity.registered"), &signed_up),
                (language.text("activity.present"), &came),
                (language.text("activity.spent"), &spent),
                (language.text("activity.effect"), &activity.effect),
                (language.text("activity.improvements"), &activity.improvements),
            ],
        );
        let edit = Button::new((icons::EDIT, language.text("activity_console.sum_up_more")));
        if ui.add_enabled(data.edit.is_none(), edit).clicked() {
            let selected = Selected { register: "activity", id: data.console.stored.meta.id };
            requests.push(Request::Edit(selected));
        }
        let said: Vec<_> =
            data.console.people.iter().filter(|part| !part.stored.record.comment.trim().is_empty()).collect();
        section_title(ui, language.text("registration.comment"));
        if said.is_empty() {
            caption(ui, language.text("activity_console.no_comments"));
        }
        for part in said {
            let of = &part.stored.record;
            let score = of
                .score
                .map(|points| language.fill("activity_console.points", &[("points", &points.to_string())]));
            ui.label(&of.comment);
            let mut who = vec![part.person.clone()];
            who.extend(score);
            ui.label(RichText::new(who.join(" · ")).small().color(ui.tokens().text_weak));
            ui.add_space(ui.tokens().grid);
        }
    });
}

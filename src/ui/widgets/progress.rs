//! A line for a job in the background.

use eframe::egui::{Rect, RichText, Role, Sense, Sides, Ui, WidgetInfo, vec2};

use super::buttons::ButtonsExt as _;
use crate::ui::tokens::UiExt as _;

/// What a job says about itself.
#[derive(Clone, Copy, Debug)]
pub struct JobProgress<'a> {
    /// What is being done ("Importing staff.xlsx").
    pub name: &'a str,
    /// Parts done of the whole, 0 to 1; `None` while the whole is unknown.
    pub fraction: Option<f32>,
    /// A figure beside the name ("3,200 of 10,000").
    pub detail: &'a str,
    /// Whether it can be cancelled.
    pub can_cancel: bool,
}

/// Draws the line; true when the user cancels. Nothing moves by itself: it is redrawn when the job reports.
pub fn job_line(ui: &mut Ui, job: &JobProgress<'_>) -> bool {
    let tokens = ui.tokens();
    let mut cancelled = false;
    Sides::new().shrink_left().truncate().show(
        ui,
        |ui| {
            ui.label(job.name);
            ui.label(RichText::new(job.detail).color(tokens.text_weak));
        },
        |ui| {
            if job.can_cancel {
                cancelled = ui.quiet_button(ui.language().text("toolkit.cancel")).clicked();
            }
        },
    );
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    ui.painter().rect_filled(rect, 2.0, tokens.chip);
    let fraction = job.fraction.map(|fraction| fraction.clamp(0.0, 1.0));
    let (start, width) = match fraction {
        Some(fraction) => (0.0, fraction),
        None => (0.35, 0.3),
    };
    let filled = Rect::from_min_size(
        rect.min + vec2(rect.width() * start, 0.0),
        vec2(rect.width() * width, rect.height()),
    );
    ui.painter().rect_filled(filled, 2.0, if fraction.is_some() { tokens.link } else { tokens.line_strong });
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, job.name);
        info.value = fraction.map(f64::from);
        info
    });
    cancelled
}

//! What was said of a record so far, above the fields of a step: whoever decides reads it before they do (拟办意见 before
//! 批示, 会签意见 before 签发).

use eframe::egui::{Frame, Key, Label, Margin, Modifiers, RichText, ScrollArea, Sense, Ui, vec2};

use crate::desk::GivenOpinion;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::section::{caption, section_title};

/// The fewest points that it takes of the form.
const LEAST: f32 = 190.0;

/// Points of that for the heading and the frame.
const AROUND: f32 = 54.0;

/// Points that a key scrolls a long opinion by.
const SCROLLED: f32 = 100.0;

/// What was said of a record, in the order in which it is read.
#[derive(Default)]
pub(super) struct Opinions {
    /// What holds, newest first.
    standing: Vec<GivenOpinion>,
    /// What held once, newest first.
    earlier: Vec<GivenOpinion>,
}

impl Opinions {
    /// Takes what was said, oldest first.
    pub(super) fn new(said: Vec<GivenOpinion>) -> Self {
        let (standing, earlier) = said.into_iter().rev().partition(|given| given.stands);
        Self { standing, earlier }
    }

    fn is_empty(&self) -> bool {
        self.standing.is_empty() && self.earlier.is_empty()
    }

    /// Points for it in a form of so many, whose fields take some: all that they leave.
    pub(super) fn height(&self, room: f32, fields: f32) -> f32 {
        if self.is_empty() { 0.0 } else { (room - fields).max(LEAST) }
    }

    /// Draws the opinions in a height that they need not fill; nothing where there are none. The keyboard reaches each of
    /// them.
    pub(super) fn ui(&self, ui: &mut Ui, height: f32) {
        if self.is_empty() {
            return;
        }
        let tokens = ui.tokens();
        section_title(ui, ui.language().text("form.opinions"));
        let frame = Frame::new().fill(tokens.sunken).corner_radius(tokens.radius);
        frame.inner_margin(Margin::symmetric(10, 6)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            let area = ScrollArea::vertical().id_salt("opinions").max_height(height - AROUND);
            area.auto_shrink([false, true]).show(ui, |ui| {
                // The bar floats; it has a place beside the text.
                ui.set_max_width(ui.available_width() - tokens.gap);
                for (place, given) in self.standing.iter().enumerate() {
                    ui.push_id(place, |ui| opinion_ui(ui, given));
                }
                if !self.earlier.is_empty() {
                    ui.separator();
                    caption(ui, ui.language().text("form.opinions_earlier"));
                }
                for (place, given) in self.earlier.iter().enumerate() {
                    ui.push_id(("earlier", place), |ui| opinion_ui(ui, given));
                }
            });
        });
        ui.add_space(tokens.grid);
    }
}

fn opinion_ui(ui: &mut Ui, given: &GivenOpinion) {
    let tokens = ui.tokens();
    ui.spacing_mut().item_spacing.y = tokens.grid;
    let heading = RichText::new(&given.heading).small().color(tokens.text_weak);
    let heading = ui.add(Label::new(heading).wrap().sense(Sense::focusable_noninteractive()));
    let text = RichText::new(&given.text);
    let text = if given.stands { text } else { text.color(tokens.text_weak) };
    ui.add(Label::new(text).wrap().selectable(true)).labelled_by(heading.id);
    if heading.gained_focus() {
        heading.scroll_to_me(None);
    }
    if heading.has_focus() {
        for (key, by) in [(Key::PageDown, -SCROLLED), (Key::PageUp, SCROLLED)] {
            if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
                ui.scroll_with_delta(vec2(0.0, by));
            }
        }
    }
    ui.add_space(tokens.grid);
}

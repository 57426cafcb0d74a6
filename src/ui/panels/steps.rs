//! What the screens that lead something share (a meeting, an activity): the ways on, and what is to be looked at.

use eframe::egui::{Button, Frame, Margin, Ui};

use crate::desk::{Asked, Command, Reader, Values};
use crate::model::{Problem, RecordId};
use crate::records;
use crate::text::Language;
use crate::ui::panels::list::unless;
use crate::ui::routes::Selected;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::mark::lamp;
use crate::ui::widgets::section::screen_title;
use crate::ui::workplace::Request;

/// A way out of the state something is in.
pub(super) struct Way {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
    pub(super) reason: bool,
    /// Whether fields must be filled before it can be taken.
    pub(super) lacks: bool,
    /// The rule that stands against it, in words.
    pub(super) obstacle: Option<String>,
}

/// The ways of a record, each with what stands against it.
pub(super) fn ways(
    reader: &Reader,
    register: &str,
    id: RecordId,
    state: &str,
    language: Language,
) -> Result<Vec<Way>, Problem> {
    let Some(record_type) = records::find(register) else { return Ok(Vec::new()) };
    let Some((_, workflow)) = record_type.workflow() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for way in workflow.leaving(state).filter(|way| record_type.not_by_hand(way.code).is_none()) {
        let obstacle = reader.obstacle(record_type, Some(id), Asked::Transition(way.code))?;
        let lacks_fields = obstacle.as_ref().is_some_and(|obstacle| obstacle.key == "why.needs");
        let obstacle = obstacle.filter(|_| !lacks_fields).map(|obstacle| obstacle.in_language(language));
        let lacks = lacks_fields || way.irrevocable;
        found.push(Way { code: way.code, text: way.text, reason: way.reason, lacks, obstacle });
    }
    Ok(found)
}

/// A record that takes a step.
#[derive(Clone, Copy)]
pub(super) struct Stepping {
    pub(super) register: &'static str,
    pub(super) id: RecordId,
    pub(super) version: u64,
}

impl Stepping {
    /// Takes a way: at once, or in the form of the step where it lacks something or asks why.
    pub(super) fn take(self, way: &Way) -> Request {
        if way.lacks || way.reason {
            return Request::TakeWay(Selected { register: self.register, id: self.id }, way.code);
        }
        Request::Run(Command::Move {
            register: self.register.to_owned(),
            id: self.id,
            base: Some(self.version),
            transition: way.code.to_owned(),
            values: Values::new(),
            reason: None,
        })
    }
}

/// Draws the title of what is led with its ways: what comes next is the one primary action, at the right, unless
/// something else on the screen has it; whatever else can be done stands beside it.
pub(super) fn head(
    ui: &mut Ui,
    title: &str,
    of: Stepping,
    (ways, has_main): (&[Way], bool),
    requests: &mut Vec<Request>,
) {
    let language = ui.language();
    let mut taken = None;
    screen_title(ui, title, |ui| {
        let main = ways.iter().position(|way| !way.reason && has_main);
        let others = (0..ways.len()).filter(|place| Some(*place) != main);
        for place in main.into_iter().chain(others) {
            let Some(way) = ways.get(place) else { continue };
            let text = language.text(way.text);
            let pressed = match (&way.obstacle, Some(place) == main) {
                (None, true) => ui.primary_button(text).clicked(),
                (obstacle, _) => {
                    unless(ui, obstacle.as_deref(), Button::new(text).frame_when_inactive(false))
                }
            };
            if pressed {
                taken = Some(way);
            }
        }
    });
    requests.extend(taken.map(|way| of.take(way)));
}

/// Draws what is to be looked at.
pub(super) fn warnings_ui(ui: &mut Ui, warnings: &[String]) {
    let tokens = ui.tokens();
    if warnings.is_empty() {
        return;
    }
    ui.add_space(tokens.grid);
    Frame::new()
        .fill(tokens.sunken)
        .corner_radius(tokens.radius)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 2.0;
            for warning in warnings {
                lamp(ui, Status::Behind, warning);
            }
        });
}

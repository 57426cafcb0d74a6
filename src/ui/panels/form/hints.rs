//! What is told at a field while it is typed: looked up away from the window, once for each state of what is typed.

use eframe::egui::{Context, RichText, Ui};

use crate::desk::{Values, hints};
use crate::model::{Problem, RecordId, RecordType};
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::workplace::Workplace;

type Told = Vec<(&'static str, String)>;

/// What is told of a form, and what it was asked for.
#[derive(Default)]
pub(super) struct Hints {
    told: Told,
    /// What was typed when it was last asked.
    asked: Option<Values>,
    job: Option<Job<Result<Told, Problem>>>,
}

impl Hints {
    /// Takes what was found, and asks anew when something else is typed.
    pub(super) fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        (record_type, id): (&'static dyn RecordType, RecordId),
        typed: Values,
    ) {
        match self.job.as_ref().map(Job::poll) {
            Some(Poll::Busy) => return,
            Some(Poll::Ready(Ok(told))) => self.told = told,
            // That it could not be looked up stands in the way of nothing.
            Some(Poll::Ready(Err(_)) | Poll::Lost) => self.told.clear(),
            None => {}
        }
        self.job = None;
        if self.asked.as_ref() == Some(&typed) {
            return;
        }
        let language = ctx.language();
        self.asked = Some(typed.clone());
        self.job = Some(workplace.ask(ctx, "hints", move |reader, _| {
            let told = hints(reader, record_type, id, &typed)?.into_iter();
            Ok(told.map(|(field, hint)| (field, hint.in_language(language))).collect())
        }));
    }

    /// Draws what is told at a field, below it.
    pub(super) fn ui(&self, ui: &mut Ui, field: &str) {
        let color = ui.tokens().status(Status::Behind);
        for (_, hint) in self.told.iter().filter(|(at, _)| *at == field) {
            ui.label(RichText::new(hint).color(color));
        }
    }
}

//! The dialog of a mark of secrecy: what it needs is read first, what it says becomes a command.

use super::{App, Context, MarkData, MarkScreen, MarkWish, Selected};
use crate::model::RecordId;
use crate::ui::jobs::Poll;

impl App {
    /// Reads what the dialog needs.
    pub(super) fn open_mark(&mut self, ctx: &Context, selected: Selected, attachment: Option<RecordId>) {
        let Some(workplace) = &self.workplace else { return };
        let job = workplace.ask(ctx, "mark", move |reader, _| MarkData::read(reader, selected, attachment));
        self.mark_job = Some((selected, job));
    }

    /// Opens the dialog when what it needs has come.
    pub(super) fn mark_logic(&mut self) {
        let Some((selected, job)) = &self.mark_job else { return };
        let selected = *selected;
        match job.poll() {
            Poll::Busy => {}
            Poll::Lost => self.mark_job = None,
            Poll::Ready(result) => {
                self.mark_job = None;
                match result {
                    Ok(data) => self.mark = Some(MarkScreen::new(selected, data)),
                    Err(problem) => self.tell(&problem, Some(selected.register)),
                }
            }
        }
    }

    /// Draws the dialog.
    pub(super) fn mark_ui(&mut self, ctx: &Context) {
        match self.mark.as_mut().and_then(|mark| mark.show(ctx)) {
            Some(MarkWish::Save(command)) => {
                if let Some(workplace) = &mut self.workplace {
                    workplace.run(command);
                }
                self.mark = None;
            }
            Some(MarkWish::Close) => self.mark = None,
            None => {}
        }
    }
}

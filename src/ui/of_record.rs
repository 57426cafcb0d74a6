//! What a pane shows of the record that is selected, and of which record it is.

use eframe::egui::Context;

use super::jobs::Loaded;
use super::routes::Selected;
use super::workplace::Workplace;
use crate::desk::Reader;
use crate::model::Problem;

/// Something read of the selected record in the background. Until it has arrived the last thing read is shown, and what
/// is done there is done to the record it was read of.
#[derive(Debug)]
pub struct OfRecord<T> {
    selected: Option<Selected>,
    read: Loaded<Option<(Selected, T)>>,
}

impl<T> Default for OfRecord<T> {
    fn default() -> Self {
        Self { selected: None, read: Loaded::default() }
    }
}

impl<T: Send + 'static> OfRecord<T> {
    /// Selects a record, or none; whether it is another than before.
    pub fn select(&mut self, selected: Option<Selected>) -> bool {
        let is_other = self.selected != selected;
        if is_other {
            self.selected = selected;
            self.read.invalidate();
        }
        is_other
    }

    /// The record selected.
    pub fn selected(&self) -> Option<Selected> {
        self.selected
    }

    /// The office has changed, or something else is to be read of the record.
    pub fn invalidate(&mut self) {
        self.read.invalidate();
    }

    /// The record last read with what was read of it; `None` while none is selected, and of one that is gone.
    pub fn shown(&self) -> Option<(Selected, &T)> {
        self.selected?;
        self.read.value()?.as_ref().map(|(of, read)| (*of, read))
    }

    /// What was read last, to be changed in place.
    pub fn shown_mut(&mut self) -> Option<&mut T> {
        self.selected?;
        self.read.value_mut()?.as_mut().map(|(_, read)| read)
    }

    /// Takes what has been read and reads what is selected; `name` is the name of the thread, `read` answers `None` of a
    /// record that is gone or not to be seen. Gives whether something arrived, and a failure to be shown.
    pub fn refresh(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        name: &str,
        read: impl FnOnce(&Reader, Selected) -> Result<Option<T>, Problem> + Send + 'static,
    ) -> (bool, Option<Problem>) {
        let selected = self.selected;
        self.read.refresh(|| {
            workplace.ask(ctx, name, move |reader, _| match selected {
                Some(selected) => Ok(read(reader, selected)?.map(|found| (selected, found))),
                None => Ok(None),
            })
        })
    }
}

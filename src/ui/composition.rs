//! An input method at work. While it composes a word, the keys are its own: Enter takes the letters over, Escape drops
//! them, arrows and digits choose among the candidates. Some systems report these keys to the program all the same;
//! here they are taken out before any widget or shortcut sees them.

use eframe::egui::{Context, Event, Id, ImeEvent, Key, Plugin, RawInput};

/// Keeps the keys of an input method from the program.
#[derive(Default)]
pub struct Composition {
    /// The text in which a word is being composed.
    within: Option<Id>,
}

impl Composition {
    /// Whether an event may reach the program.
    fn lets_through(&mut self, event: &Event, focused: Option<Id>, ended: &mut bool) -> bool {
        match event {
            Event::Ime(ImeEvent::Preedit { text, .. }) => {
                *ended |= self.within.is_some() && text.is_empty();
                self.within = focused.filter(|_| !text.is_empty());
                true
            }
            Event::Ime(ImeEvent::Commit(_)) => {
                *ended |= self.within.take().is_some();
                true
            }
            // A click elsewhere and another window end the composition; not every system says so.
            Event::PointerButton { pressed: true, .. } | Event::WindowFocused(false) => {
                self.within = None;
                true
            }
            Event::Copy | Event::Cut | Event::Paste(_) => self.within.is_none(),
            // The key that ended the composition may come right behind its end.
            Event::Key { key: Key::Enter | Key::Escape, pressed: true, .. } => {
                self.within.is_none() && !*ended
            }
            Event::Key { pressed: true, .. } => self.within.is_none(),
            _ => true,
        }
    }
}

impl Plugin for Composition {
    fn debug_name(&self) -> &'static str {
        "composition"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        let focused = ctx.memory(|memory| memory.focused()).filter(|_| ctx.text_edit_focused());
        if self.within != focused {
            self.within = None;
        }
        let mut ended = false;
        input.events.retain(|event| self.lets_through(event, focused, &mut ended));
    }
}

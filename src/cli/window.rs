//! Opening the window.

use super::failure::Failure;
use crate::exchange::pdf_process;
use crate::model::Message;
use crate::ui::{self, WindowOptions};

/// Opens the window and waits until it is closed.
///
/// # Errors
/// When there is no screen, or no window could be opened on it.
pub(super) fn open(options: &WindowOptions) -> Result<(), Failure> {
    if !has_display(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return Err(Failure::request(Message::new("cli.no_display")));
    }
    // What can't be found draws its pages itself.
    if let Ok(program) = std::env::current_exe() {
        pdf_process::draw_by(program);
    }
    ui::run(options).map_err(|detail| {
        Failure::request(Message::new("cli.no_window").with("detail", without_places(&detail.to_string())))
    })
}

/// What a library says went wrong, without the place in its source where it noticed.
fn without_places(detail: &str) -> String {
    let detail = detail.replace("os error at ", "");
    let words = detail.split(' ').filter(|word| !word.contains(".rs:"));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether there is a screen to open a window on. Only Linux can tell beforehand.
fn has_display(is_set: impl Fn(&str) -> bool) -> bool {
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

//! The window of the operating system: renderer, size, first office.

use std::path::PathBuf;

use eframe::egui::{ViewportBuilder, vec2};

use super::app::App;
use super::front;
use crate::text::Language;

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    /// OpenGL.
    Glow,
    /// DirectX 12 or Metal; on Windows and macOS only.
    Wgpu,
}

/// How to open the window.
#[derive(Clone, Debug, Default)]
pub struct WindowOptions {
    /// The office file; `None` opens the last one, or the welcome screen where there is none.
    pub file: Option<PathBuf>,
    /// The language; `None` follows the system.
    pub language: Option<Language>,
    /// What draws the window; `None` tries OpenGL first.
    pub renderer: Option<Renderer>,
    /// Whose place is taken at once, as `--as` names them: staff number, name or identity.
    pub person: Option<String>,
}

/// Opens the window and comes back when it is closed. Where OpenGL is missing, as over a remote desktop, the next
/// renderer is tried. Where a window has the file open already, that window comes to the front instead.
///
/// # Errors
/// A sentence about why no window could be opened.
pub fn run(options: &WindowOptions) -> Result<(), String> {
    let renderers = match options.renderer {
        Some(renderer) => vec![renderer],
        None if cfg!(any(windows, target_os = "macos")) => vec![Renderer::Glow, Renderer::Wgpu],
        None => vec![Renderer::Glow],
    };
    let options = &WindowOptions {
        file: options.file.clone().or_else(super::app::opening::last_file),
        ..options.clone()
    };
    if let Some(file) = &options.file
        && front::is_open_elsewhere(file)
        && front::bring_forward(file)
    {
        return Ok(());
    }
    let mut failure = String::new();
    for renderer in renderers {
        match open(options, renderer) {
            Ok(()) => return Ok(()),
            Err(error) => {
                tracing::warn!(?renderer, %error, "the window could not be opened");
                failure = error.to_string();
            }
        }
    }
    Err(failure)
}

fn open(options: &WindowOptions, renderer: Renderer) -> eframe::Result {
    let renderer = match renderer {
        Renderer::Glow => eframe::Renderer::Glow,
        #[cfg(any(windows, target_os = "macos"))]
        Renderer::Wgpu => eframe::Renderer::Wgpu,
        #[cfg(not(any(windows, target_os = "macos")))]
        Renderer::Wgpu => {
            return Err(eframe::Error::AppCreation("wgpu is built for Windows and macOS only".into()));
        }
    };
    let viewport = ViewportBuilder::default()
        .with_title("Chancery 文枢")
        .with_app_id("chancery")
        .with_inner_size(vec2(1360.0, 860.0))
        .with_min_inner_size(vec2(960.0, 600.0));
    let native = eframe::NativeOptions { viewport, renderer, ..eframe::NativeOptions::default() };
    let options = options.clone();
    eframe::run_native("chancery", native, Box::new(move |cc| Ok(Box::new(App::new(&cc.egui_ctx, &options)))))
}

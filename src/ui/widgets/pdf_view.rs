//! A PDF page by page, as pictures that are drawn away from the window and as sharp as they are shown.

use eframe::egui::{
    Align, ColorImage, Context, EventFilter, Image, Key, Label, Layout, RichText, ScrollArea, Sense, Stroke,
    StrokeKind, TextureHandle, TextureOptions, Ui, vec2,
};

use super::buttons::ButtonsExt as _;
use crate::exchange::pdf_pages::{PageFault, PagePicture, PdfPages};
use crate::ui::icons;
use crate::ui::jobs::{Job, Loaded};
use crate::ui::tokens::UiExt as _;

/// The widths at which a page is shown, as parts of the room there is.
const ZOOMS: [f32; 7] = [0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0];
/// Where a page is as wide as the room.
const FITS: usize = 2;
/// Pictures are drawn in widths of so many pixels, so that dragging a border does not draw each pixel anew.
const STEP: f32 = 64.0;
/// The widest picture in pixels.
const WIDEST: f32 = 4_096.0;

/// What is drawn: a page of a width in pixels.
type Wanted = (usize, u16);

/// The pages of one file.
pub struct PdfView {
    file: PdfPages,
    page: usize,
    /// How many there are; unknown until the first is drawn.
    pages: Option<usize>,
    zoom: usize,
    /// What is to be drawn, known once the room is, and what was asked for last.
    wanted: Option<Wanted>,
    asked: Option<Wanted>,
    drawn: Loaded<(usize, Result<PagePicture, PageFault>)>,
    texture: Option<(usize, TextureHandle)>,
    fault: Option<PageFault>,
}

impl PdfView {
    /// The first page of a file, as wide as the room.
    pub fn new(file: PdfPages) -> Self {
        Self {
            file,
            page: 0,
            pages: None,
            zoom: FITS,
            wanted: None,
            asked: None,
            drawn: Loaded::default(),
            texture: None,
            fault: None,
        }
    }

    /// Whether it shows this file.
    pub fn is_of(&self, file: &PdfPages) -> bool {
        self.file.is_same(file)
    }

    /// Takes what has been drawn and draws what is wanted.
    pub fn logic(&mut self, ctx: &Context) {
        let Some((page, width)) = self.wanted else { return };
        if self.asked != self.wanted {
            self.asked = self.wanted;
            self.drawn.invalidate();
        }
        let file = self.file.clone();
        let most = u16::try_from(ctx.input(|input| input.max_texture_side)).unwrap_or(u16::MAX);
        let start = || Job::start(ctx, "page", move |_| Ok((page, file.picture(page, width, most))));
        let (arrived, _) = self.drawn.refresh(start);
        if !arrived {
            return;
        }
        match self.drawn.value() {
            Some((page, Ok(picture))) => {
                let image = ColorImage::from_rgba_unmultiplied(picture.size, &picture.pixels);
                self.texture = Some((*page, ctx.load_texture("page", image, TextureOptions::LINEAR)));
                self.pages = Some(picture.pages);
                self.page = self.page.min(picture.pages.saturating_sub(1));
                self.fault = None;
            }
            Some((_, Err(fault))) => {
                self.fault = Some(*fault);
                self.texture = None;
            }
            None => {}
        }
        // The texture has it now.
        self.drawn.put((page, Err(PageFault::Broken)));
    }

    /// Draws the page with the ways to others and to other sizes. `over` is drawn upon the page as far as it is seen.
    pub fn ui(&mut self, ui: &mut Ui, over: impl FnOnce(&Ui, eframe::egui::Rect)) {
        self.bar_ui(ui);
        let language = ui.language();
        let tokens = ui.tokens();
        if let Some(fault) = self.fault {
            ui.add(Label::new(RichText::new(language.text(fault.text())).color(tokens.text_weak)).wrap());
        }
        let room = ui.available_width();
        let zoom = ZOOMS.get(self.zoom).copied().unwrap_or(1.0);
        // Room for the scroll bar, so that a page that fits is not scrolled sideways.
        let shown = ((room - 8.0) * zoom).max(64.0);
        self.want(ui, shown * ui.pixels_per_point());
        let Some((page, texture)) = &self.texture else { return };
        let is_old = *page != self.page;
        let name = self.place_text(ui);
        let size = texture.size_vec2();
        let size = vec2(shown, size.y * shown / size.x.max(1.0));
        let scrolled = ScrollArea::both().id_salt(("page", *page)).auto_shrink(false).show(ui, |ui| {
            if is_old {
                // The next one is being drawn.
                ui.multiply_opacity(0.35);
            }
            let image = Image::new(texture).fit_to_exact_size(size).alt_text(&name).sense(Sense::click());
            let response = ui.add(image);
            // White paper on a ground that is nearly white.
            let edge = Stroke::new(1.0, tokens.line);
            ui.painter().rect_stroke(response.rect, 0.0, edge, StrokeKind::Inside);
            response
        });
        over(ui, scrolled.inner_rect);
        let response = scrolled.inner;
        if response.clicked() {
            response.request_focus();
        }
        if response.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
            ui.painter().rect_stroke(
                scrolled.inner_rect,
                tokens.radius,
                Stroke::new(1.0, tokens.accent),
                StrokeKind::Inside,
            );
            self.keys(ui);
        }
    }

    /// Where one is: `Page 2 of 5`.
    fn place_text(&self, ui: &Ui) -> String {
        let (page, pages) = ((self.page + 1).to_string(), self.pages.map(|pages| pages.to_string()));
        let pages = pages.as_deref().unwrap_or("—");
        ui.language().fill("preview.page", &[("page", &page), ("pages", pages)])
    }

    /// Notes what is to be drawn.
    fn want(&mut self, ui: &Ui, pixels: f32) {
        let width = ((pixels / STEP).ceil() * STEP).clamp(STEP, WIDEST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between 64 and 4096"
        )]
        let wanted = Some((self.page, width as u16));
        if self.wanted != wanted {
            self.wanted = wanted;
            // It is drawn after the next frame began.
            ui.request_repaint();
        }
    }

    fn last(&self) -> usize {
        self.pages.map_or(0, |pages| pages.saturating_sub(1))
    }

    fn bar_ui(&mut self, ui: &mut Ui) {
        let language = ui.language();
        let tokens = ui.tokens();
        ui.horizontal(|ui| {
            let (first, last) = (self.page == 0, self.page >= self.last());
            let back = ui.add_enabled_ui(!first, |ui| {
                ui.icon_button(icons::CHEVRON_LEFT, language.text("preview.page_before"), None)
            });
            if back.inner.clicked() {
                self.page = self.page.saturating_sub(1);
            }
            ui.label(RichText::new(self.place_text(ui)).color(tokens.text_weak));
            let forward = ui.add_enabled_ui(!last, |ui| {
                ui.icon_button(icons::CHEVRON_RIGHT, language.text("preview.page_after"), None)
            });
            if forward.inner.clicked() {
                self.page += 1;
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let fit = ui.add_enabled_ui(self.zoom != FITS, |ui| {
                    ui.icon_button(icons::FIT, language.text("preview.fit_width"), None)
                });
                if fit.inner.clicked() {
                    self.zoom = FITS;
                }
                let larger = ui.add_enabled_ui(self.zoom + 1 < ZOOMS.len(), |ui| {
                    ui.icon_button(icons::ZOOM_IN, language.text("preview.larger"), None)
                });
                if larger.inner.clicked() {
                    self.zoom += 1;
                }
                let smaller = ui.add_enabled_ui(self.zoom > 0, |ui| {
                    ui.icon_button(icons::ZOOM_OUT, language.text("preview.smaller"), None)
                });
                if smaller.inner.clicked() {
                    self.zoom = self.zoom.saturating_sub(1);
                }
            });
        });
    }

    /// Keys while the page has the focus.
    fn keys(&mut self, ui: &Ui) {
        let last = self.last();
        let pressed = |keys: &[Key]| ui.input(|input| keys.iter().any(|key| input.key_pressed(*key)));
        if pressed(&[Key::PageDown, Key::ArrowRight]) {
            self.page = (self.page + 1).min(last);
        }
        if pressed(&[Key::PageUp, Key::ArrowLeft]) {
            self.page = self.page.saturating_sub(1);
        }
        if pressed(&[Key::Home]) {
            self.page = 0;
        }
        if pressed(&[Key::End]) {
            self.page = last;
        }
        if pressed(&[Key::Plus, Key::Equals]) {
            self.zoom = (self.zoom + 1).min(ZOOMS.len().saturating_sub(1));
        }
        if pressed(&[Key::Minus]) {
            self.zoom = self.zoom.saturating_sub(1);
        }
        if pressed(&[Key::Num0]) {
            self.zoom = FITS;
        }
    }
}

//! 电子阅览: the files of an electronic loan, to be read and not taken along. Over them stand who reads, when, and for
//! which loan; nothing can be marked, copied or saved; each file that is opened is written down.

use eframe::egui::{
    Align, Context, FontId, Label, Layout, Painter, Rect, RichText, ScrollArea, Ui, epaint::TextShape, pos2,
    vec2,
};

use crate::exchange::pdf_pages::PdfPages;
use crate::model::{Problem, RecordId};
use crate::store::attachment::Attachment;
use crate::ui::jobs::{Job, Poll};
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::dialog::{Dialog, button_row};
use crate::ui::widgets::pdf_view::PdfView;
use crate::ui::widgets::section::caption;

/// Lines of a text that are shown; what is longer is read on paper.
pub const MOST_LINES: usize = 20_000;

/// Points between two rows of the watermark, and between two in a row.
const ROWS_APART: f32 = 110.0;
const APART: f32 = 360.0;

/// What is read before the window opens.
pub struct LentFiles {
    /// The loan.
    pub loan: RecordId,
    /// What stands over everything that is read: name, time, number of the loan.
    pub watermark: String,
    /// The title of what was lent.
    pub title: String,
    /// Its files.
    pub files: Vec<Attachment>,
}

/// The lines of a file; none where it has no text.
pub type Lines = Vec<String>;

/// What is read of a file: its pages, where they can be drawn, or its text.
pub enum Viewed {
    /// The pages of a PDF.
    Pages(PdfPages),
    /// The text.
    Lines(Lines),
}

/// A text in lines that the window shows whole: no longer than so many columns, of which a Chinese character takes two.
pub fn lines_of(text: &str) -> Lines {
    const COLUMNS: usize = 100;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut taken) = (String::new(), 0);
        for character in paragraph.chars() {
            let takes = if u32::from(character) >= 0x2e80 { 2 } else { 1 };
            if taken + takes > COLUMNS {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            line.push(character);
            taken += takes;
        }
        lines.push(line);
        if lines.len() >= MOST_LINES {
            break;
        }
    }
    lines
}

/// The window.
pub struct LoanViewer {
    lent: LentFiles,
    /// The file that is read, and its lines when they are there.
    open: Option<(usize, Reading)>,
}

enum Reading {
    Coming(Job<Result<Viewed, Problem>>),
    There(Lines),
    Drawn(Box<PdfView>),
}

/// What the user wants of the window.
pub enum ViewWish {
    /// To read a file: its place.
    Read(usize),
    /// To close it.
    Close,
}

impl LoanViewer {
    /// The window of a loan.
    pub fn new(lent: LentFiles) -> Self {
        Self { lent, open: None }
    }

    /// The loan.
    pub fn loan(&self) -> RecordId {
        self.lent.loan
    }

    /// One of its files.
    pub fn file(&self, place: usize) -> Option<&Attachment> {
        self.lent.files.get(place)
    }

    /// A file is being read.
    pub fn reads(&mut self, place: usize, job: Job<Result<Viewed, Problem>>) {
        self.open = Some((place, Reading::Coming(job)));
    }

    /// Takes what has been read. Gives why it could not be.
    pub fn logic(&mut self, ctx: &Context) -> Option<Problem> {
        if let Some((_, Reading::Drawn(view))) = &mut self.open {
            view.logic(ctx);
        }
        let Some((place, Reading::Coming(job))) = &self.open else { return None };
        match job.poll() {
            Poll::Busy => None,
            Poll::Lost => {
                self.open = None;
                None
            }
            Poll::Ready(Ok(viewed)) => {
                let reading = match viewed {
                    Viewed::Lines(lines) => Reading::There(lines),
                    Viewed::Pages(pages) => Reading::Drawn(Box::new(PdfView::new(pages))),
                };
                self.open = Some((*place, reading));
                None
            }
            Poll::Ready(Err(problem)) => {
                self.open = None;
                Some(problem)
            }
        }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &Context) -> Option<ViewWish> {
        let language = ctx.language();
        let title = language.fill("viewer.title", &[("title", &self.lent.title)]);
        let size = ctx.content_rect().size();
        let mut wish = None;
        let dialog = Dialog::new("loan viewer", &title).width((size.x - 160.0).clamp(400.0, 1000.0)).edits();
        let (_, dismissal) = dialog.show(ctx, |ui| {
            caption(ui, language.text("viewer.rules"));
            ui.horizontal_wrapped(|ui| {
                let open = self.open.as_ref().map(|(place, _)| *place);
                for (place, file) in self.lent.files.iter().enumerate() {
                    if ui.selectable_label(open == Some(place), &file.name).clicked() && open != Some(place) {
                        wish = Some(ViewWish::Read(place));
                    }
                }
            });
            ui.separator();
            self.text_ui(ui, (size.y - 320.0).max(160.0));
            button_row(ui, |ui| {
                if ui.primary_button(language.text("viewer.close")).clicked() {
                    wish = Some(ViewWish::Close);
                }
            });
        });
        if dismissal.is_some() {
            wish = Some(ViewWish::Close);
        }
        wish
    }

    fn text_ui(&mut self, ui: &mut Ui, height: f32) {
        let tokens = ui.tokens();
        let language = ui.language();
        let rect = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
        let hint = match &self.open {
            None if self.lent.files.is_empty() => Some("viewer.no_files"),
            None => Some("viewer.choose"),
            Some((_, Reading::Coming(_))) => Some("list.reading"),
            Some((_, Reading::There(lines))) if lines.is_empty() => Some("viewer.no_text"),
            Some(_) => None,
        };
        if let Some((_, Reading::Drawn(view))) = &mut self.open {
            let size = vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
                ui.set_min_size(size);
                // On paper, which is white in the dark too.
                view.ui(ui, |ui, seen| {
                    watermark(&ui.painter().with_clip_rect(seen), seen, &self.lent.watermark, tokens.accent);
                });
            });
        }
        if let Some((_, Reading::There(lines))) = &self.open {
            let row = tokens.row;
            ScrollArea::vertical().max_height(height).auto_shrink(false).show_rows(
                ui,
                row,
                lines.len(),
                |ui, seen| {
                    for line in lines.get(seen).unwrap_or_default() {
                        // What can't be marked can't be copied.
                        let size = vec2(ui.available_width(), row);
                        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                            ui.set_min_size(size);
                            ui.add(Label::new(line.as_str()).selectable(false).truncate());
                        });
                    }
                },
            );
            watermark(&ui.painter().with_clip_rect(rect), rect, &self.lent.watermark, tokens.text_weak);
        }
        if let Some(key) = hint {
            ui.vertical_centered(|ui| {
                ui.add_space(height / 2.0 - tokens.row);
                ui.label(RichText::new(language.text(key)).color(tokens.text_weak));
                ui.add_space(height / 2.0 - tokens.row);
            });
        }
    }
}

/// Writes a text aslant over a place again and again.
fn watermark(painter: &Painter, rect: Rect, text: &str, color: eframe::egui::Color32) {
    let color = color.gamma_multiply(0.22);
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(14.0), color);
    let mut y = rect.top() - 40.0;
    let mut shift = 0.0;
    while y < rect.bottom() + APART {
        let mut x = rect.left() - 60.0 - shift;
        while x < rect.right() {
            let shape = TextShape::new(pos2(x, y), galley.clone(), color).with_angle(-0.35);
            painter.add(shape);
            x += APART.max(galley.size().x + 60.0);
        }
        y += ROWS_APART;
        shift = if shift > 0.0 { 0.0 } else { APART / 2.0 };
    }
}

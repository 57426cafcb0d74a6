//! What a file of the selected record shows: a picture, the pages of a PDF, or its text page by page. It is read and
//! opened away from the window, through the read filter and its trail; what is sealed is opened only for those who may.

use std::ops::Range;

use eframe::egui::{
    Align, Button, ColorImage, Context, Image, Label, Layout, RichText, ScrollArea, Sense, TextureHandle,
    TextureOptions, Ui, vec2,
};

use super::FoundInFile;
use super::text_pages::{page_line, text_ui};
use crate::desk::{Reader, Titles, civil_time, named_actor, words_in};
use crate::exchange::attaching::is_read_outside;
use crate::exchange::extract::Reading;
use crate::exchange::pdf_pages::{PageFault, PdfPages};
use crate::exchange::preview::{Picture, Preview, preview};
use crate::model::{Problem, RecordId};
use crate::print::typefaces::FACES;
use crate::store::attachment::Attachment;
use crate::text::{Language, size_text};
use crate::ui::icons;
use crate::ui::of_record::OfRecord;
use crate::ui::routes::Selected;
use crate::ui::tokens::UiExt as _;
use crate::ui::widgets::buttons::ButtonsExt as _;
use crate::ui::widgets::empty_state::empty_state;
use crate::ui::widgets::pdf_view::PdfView;
use crate::ui::widgets::section::caption;
use crate::ui::widgets::segmented::segmented;
use crate::ui::workplace::{Request, Workplace};

/// A file of the record.
pub(super) struct File {
    pub(super) kept: Attachment,
    /// Its place among the files, from 1, its size and day, in words.
    pub(super) detail: String,
}

/// What is shown of the file chosen.
enum Body {
    /// The record has no file.
    NoFile,
    /// Why it can't be seen, in words.
    Shut(String),
    Shown(Preview),
}

/// What was read of a record.
pub(super) struct Read {
    title: String,
    files: Vec<File>,
    /// The place of the file shown.
    shown: usize,
    body: Body,
    /// The file as pages to be drawn, where it is a PDF; taken by the view when it has arrived.
    drawn: Option<Result<PdfPages, PageFault>>,
    /// The page and the place in its text, in bytes, where the words stand that were searched for.
    found: Option<(usize, Range<usize>)>,
}

/// How a file with pages is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Look {
    #[default]
    Pages,
    Text,
}

/// The pane.
#[derive(Default)]
pub(super) struct PreviewPane {
    read: OfRecord<Read>,
    /// The file asked for; the last one where none was.
    wanted: Option<RecordId>,
    /// The words in a file that are to be shown, until something else is selected.
    sought: Option<FoundInFile>,
    /// Whether they have come and are to be brought into sight.
    reveals: bool,
    texture: Option<TextureHandle>,
    page: usize,
    /// Whether a picture is shown in its own size.
    full_size: bool,
    /// The pages of a PDF, or why there are none.
    view: Option<Result<PdfView, PageFault>>,
    look: Look,
}

impl PreviewPane {
    /// The office has changed.
    pub(super) fn invalidate(&mut self) {
        self.read.invalidate();
    }

    /// Shows where a file has the words that it was found by, as soon as its record is selected.
    pub(super) fn show_words(&mut self, found: FoundInFile) {
        self.show(found.file);
        self.sought = Some(found);
    }

    /// Shows another file of the record.
    pub(super) fn show(&mut self, file: RecordId) {
        self.wanted = Some(file);
        self.sought = None;
        self.page = 0;
        self.read.invalidate();
    }

    /// Takes what has been read and reads what is selected.
    pub(super) fn logic(
        &mut self,
        ctx: &Context,
        workplace: &Workplace,
        selected: Option<Selected>,
    ) -> Option<Problem> {
        if self.read.select(selected) {
            self.sought = self.sought.take().filter(|sought| Some(sought.selected) == selected);
            self.wanted = self.sought.as_ref().map(|sought| sought.file);
            self.page = 0;
            self.full_size = false;
            self.view = None;
        }
        let (wanted, language) = (self.wanted, ctx.language());
        let words = self.sought.as_ref().map(|sought| sought.words.clone());
        let read = move |reader: &Reader, selected| {
            let mut read = read(reader, selected, wanted, language)?;
            if let (Some(read), Some(words)) = (&mut read, words) {
                read.look_for(&words);
            }
            Ok(read)
        };
        let (arrived, problem) = self.read.refresh(ctx, workplace, "preview", read);
        if arrived {
            let found = self.read.shown().and_then(|(_, read)| read.found.as_ref());
            if let Some((page, _)) = found {
                (self.page, self.look, self.reveals) = (*page, Look::Text, true);
            }
            let shown = self.read.shown().map(|(_, read)| &read.body);
            self.texture = match shown {
                Some(Body::Shown(Preview::Picture(picture))) => Some(texture(ctx, picture)),
                _ => None,
            };
            let drawn = self.read.shown_mut().and_then(|read| read.drawn.take());
            let before = self.view.take();
            self.view = drawn.map(|drawn| match before {
                // What is read again because something else changed stays where it was.
                Some(Ok(view)) if drawn.as_ref().is_ok_and(|pages| view.is_of(pages)) => Ok(view),
                _ => drawn.map(PdfView::new),
            });
        }
        if let Some(Ok(view)) = &mut self.view {
            view.logic(ctx);
        }
        problem
    }

    /// Draws the pane.
    pub(super) fn ui(&mut self, ui: &mut Ui, requests: &mut Vec<Request>) {
        let language = ui.language();
        let tokens = ui.tokens();
        let Some((selected, read)) = self.read.shown() else {
            let key = if self.read.selected().is_some() { "list.reading" } else { "document_tree.choose" };
            empty_state(ui, icons::DOCUMENT, language.text(key), None);
            return;
        };
        ui.label(RichText::new(&read.title).text_style(crate::ui::theme::section_style()));
        let mut chosen = None;
        if read.files.len() > 1 {
            ui.add_space(tokens.grid);
            chosen = files_ui(ui, read);
        }
        if let Some(file) = read.files.get(read.shown) {
            ui.add_space(tokens.grid);
            file_line(ui, file, requests);
        }
        ui.add_space(tokens.gap);
        let has_text = matches!(read.body, Body::Shown(Preview::Pages { .. }));
        let is_drawn = matches!(self.view, Some(Ok(_)));
        if is_drawn && has_text {
            let looks = [
                (Look::Pages, language.text("preview.as_pages")),
                (Look::Text, language.text("preview.as_text")),
            ];
            if segmented(ui, language.text("preview.look"), &mut self.look, &looks) {
                ui.request_repaint();
            }
            ui.add_space(tokens.grid);
        }
        let shows_pages = is_drawn && (self.look == Look::Pages || !has_text);
        if let Some(Err(fault)) = self.view {
            caption(ui, language.text(fault.text()));
            ui.add_space(tokens.grid);
        }
        match &read.body {
            Body::Shown(_) if shows_pages => {
                if let Some(Ok(view)) = &mut self.view {
                    view.ui(ui, |_, _| {});
                }
            }
            Body::NoFile => {
                let sentence = language.text("document_tree.no_file");
                let step = language.text("attachment.add");
                if empty_state(ui, icons::ATTACHMENT, sentence, Some(step)) {
                    requests.push(Request::Attach(selected));
                }
            }
            Body::Shut(why) => {
                empty_state(ui, icons::LOCK, why, None);
            }
            Body::Shown(Preview::Nothing(reading)) => {
                let key = match reading {
                    Reading::NoText | Reading::Whole | Reading::Cut => "preview.none",
                    Reading::Torn | Reading::Broken => "preview.broken",
                    Reading::Refused => "preview.refused",
                };
                empty_state(ui, icons::DOCUMENT, language.text(key), None);
            }
            Body::Shown(Preview::Picture(picture)) => {
                if let Some(texture) = &self.texture {
                    picture_ui(ui, picture, texture, &mut self.full_size);
                }
            }
            Body::Shown(Preview::Pages { pages, are_own, reading }) => {
                let name = read.files.get(read.shown).map_or("", |file| file.kept.name.as_str());
                let says_so = has_layout(name) && self.view.is_none();
                page_line(ui, pages.len(), (*are_own, says_so), *reading, &mut self.page);
                let found = read.found.as_ref().filter(|(page, _)| *page == self.page);
                let reveals = std::mem::take(&mut self.reveals);
                let text = pages.get(self.page).map_or("", String::as_str);
                text_ui(ui, self.page, text, found.map(|(_, found)| found), reveals);
            }
        }
        if let Some(chosen) = chosen {
            self.show(chosen);
            ui.request_repaint();
        }
    }
}

impl Read {
    /// Looks for words in what the file shows as text.
    fn look_for(&mut self, words: &str) {
        let Body::Shown(Preview::Pages { pages, .. }) = &self.body else { return };
        let mut pages = pages.iter().enumerate();
        self.found = pages.find_map(|(page, text)| Some((page, words_in(text, words)?)));
    }
}

fn read(
    reader: &Reader,
    selected: Selected,
    wanted: Option<RecordId>,
    language: Language,
) -> Result<Option<Read>, Problem> {
    let Some(record_type) = crate::records::find(selected.register) else { return Ok(None) };
    let Some(view) = reader.get_any(record_type, selected.id)? else { return Ok(None) };
    let title = reader.title(record_type, &view.row)?;
    let kept = reader.attachments(record_type, selected.id)?;
    if !reader.is_open(&view, None) {
        let body = Body::Shut(language.text("preview.sealed").to_owned());
        return Ok(Some(Read { title, files: Vec::new(), shown: 0, body, drawn: None, found: None }));
    }
    let asked = kept.iter().position(|file| Some(file.id) == wanted);
    // Of versions the last one is in force.
    let shown = asked.unwrap_or(kept.len().saturating_sub(1));
    let mut drawn = None;
    let body = match kept.get(shown) {
        None => Body::NoFile,
        Some(file) if !reader.is_open(&view, Some(file)) => {
            Body::Shut(language.text("preview.sealed").to_owned())
        }
        Some(file) => match reader.content(file) {
            Ok(content) => {
                let shown = preview(&file.name, &content);
                drawn = PdfPages::of(content, &FACES);
                Body::Shown(shown)
            }
            Err(problem) => Body::Shut(crate::ui::workplace::sentence(&problem, language, None)),
        },
    };
    let mut titles = Titles::default();
    let mut files = Vec::with_capacity(kept.len());
    for (place, kept) in kept.into_iter().enumerate() {
        let detail = version_detail(reader, &mut titles, &kept, language)?;
        let number = (place + 1).to_string();
        let key = if selected.register == "document" { "preview.version" } else { "preview.file" };
        files.push(File { detail: language.fill(key, &[("number", &number), ("detail", &detail)]), kept });
    }
    Ok(Some(Read { title, files, shown, body, drawn, found: None }))
}

/// Size and day of a file, and who attached it.
pub(super) fn version_detail(
    reader: &Reader,
    titles: &mut Titles,
    kept: &Attachment,
    language: Language,
) -> Result<String, Problem> {
    let author = match kept.by {
        Some(by) => named_actor(reader, titles, by)?,
        None => language.text("history.owner"),
    };
    let author = if author.is_empty() { "—" } else { author };
    Ok(format!("{} · {} · {author}", size_text(kept.size), civil_time(kept.at)))
}

fn texture(ctx: &Context, picture: &Picture) -> TextureHandle {
    let image = ColorImage::from_rgba_unmultiplied(picture.size, &picture.pixels);
    ctx.load_texture("preview", image, TextureOptions::LINEAR)
}

/// The files to choose from, the newest first; gives the one chosen.
fn files_ui(ui: &mut Ui, read: &Read) -> Option<RecordId> {
    let tokens = ui.tokens();
    let mut chosen = None;
    ScrollArea::vertical().id_salt("files").max_height(96.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (place, file) in read.files.iter().enumerate().rev() {
            let name = format!("{}. {}", place + 1, file.kept.name);
            let is_shown = place == read.shown;
            let color = if is_shown { tokens.accent_text } else { tokens.text };
            let button = Button::new(RichText::new(&name).color(color))
                .fill(if is_shown { tokens.selected } else { tokens.panel })
                .stroke(eframe::egui::Stroke::NONE)
                .min_size(vec2(ui.available_width(), tokens.control))
                .truncate();
            ui.push_id(place, |ui| {
                let response = ui.add(button);
                let role = eframe::egui::Role::RadioButton;
                response.widget_info(|| eframe::egui::WidgetInfo::selected(role, true, is_shown, &name));
                if response.on_hover_text(&file.detail).clicked() {
                    chosen = Some(file.kept.id);
                }
            });
        }
    });
    chosen
}

/// Name, size and day of the file shown, why the version was made, and the way to save it.
fn file_line(ui: &mut Ui, file: &File, requests: &mut Vec<Request>) {
    let language = ui.language();
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let named = language.fill("attachment.save_named", &[("name", &file.kept.name)]);
            if ui.icon_button(icons::DOWNLOAD, &named, None).clicked() {
                requests.push(Request::SaveAttachment(Box::new(file.kept.clone())));
            }
            let may_leave =
                !file.kept.sealed && file.kept.mark.as_deref().is_none_or(|mark| mark.may_leave());
            if may_leave && is_read_outside(&file.kept.name) {
                let named = language.fill("preview.open_named", &[("name", &file.kept.name)]);
                if ui.icon_button(icons::OPEN, &named, None).clicked() {
                    requests.push(Request::OpenOutside(Box::new(file.kept.clone())));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(&file.kept.name).truncate()).on_hover_text(&file.kept.name);
            });
        });
    });
    caption(ui, &file.detail);
    if !file.kept.reason.is_empty() {
        ui.add(Label::new(&file.kept.reason).wrap());
    }
}

/// A picture as wide as there is room; a click shows it in its own size and back.
fn picture_ui(ui: &mut Ui, picture: &Picture, texture: &TextureHandle, full_size: &mut bool) {
    let language = ui.language();
    let [width, height] = picture.full_size.map(|side| side.to_string());
    let size = language.fill("preview.size", &[("width", &width), ("height", &height)]);
    caption(ui, &size);
    let natural = texture.size_vec2() / ui.pixels_per_point();
    ScrollArea::both().id_salt("picture").auto_shrink(false).show(ui, |ui| {
        let room = vec2(ui.available_width(), (ui.available_height() - 4.0).max(120.0));
        let fit = (room.x / natural.x).min(room.y / natural.y).min(1.0);
        let shown = if *full_size { natural } else { natural * fit };
        let image = Image::new(texture).fit_to_exact_size(shown).alt_text(&size).sense(Sense::click());
        let key = if *full_size { "preview.fit" } else { "preview.full_size" };
        let response = ui.add(image).on_hover_text(language.text(key));
        if response.clicked() {
            *full_size = !*full_size;
        }
    });
}

/// Whether a file has more to show than its text.
fn has_layout(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["pdf", "ofd", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "html", "htm"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(ending))
}

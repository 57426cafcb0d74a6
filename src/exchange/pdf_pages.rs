//! Pages of a PDF as pictures for the screen. Files come from anywhere: they are looked at before they are opened
//! ([`may_be_drawn`]), drawn on a thread of their own with room for deep nesting, and given up when they take too long. In
//! the window that thread is one of another process ([`super::pdf_process`]), which ends with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::extract::{Reading, may_be_drawn};
use super::pdf_process::{self, PageOrder};

/// Longest time spent on a page; larger files than so many bytes are not drawn, and no picture has more pixels.
const LONGEST: Duration = Duration::from_secs(15);
pub(super) const MOST_BYTES: usize = 96 * 1024 * 1024;
const MOST_PIXELS: f32 = 16_000_000.0;

/// The stack of the thread that draws, in bytes: forms, patterns and masks may stand within one another.
const STACK: usize = 64 * 1024 * 1024;

/// So many threads of a process draw at most: one that was given up works on until it or its process ends.
const MOST_AT_WORK: usize = 3;
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// The name of the thread that draws. A fault there is one of the file and is told as such, not reported as a fault of
/// this program.
pub const THREAD: &str = "chancery-pdf-page";

/// A page as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePicture {
    /// How many pages the file has.
    pub pages: usize,
    /// Width and height in pixels.
    pub size: [usize; 2],
    /// Red, green, blue and opacity of each pixel, row after row.
    pub pixels: Vec<u8>,
}

/// Why there is no picture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFault {
    /// The file is damaged, or what draws it failed on it.
    Broken,
    /// It can't be opened without a password.
    Encrypted,
    /// It would take too much memory.
    TooLarge,
    /// It took too long.
    TooLong,
}

impl PageFault {
    /// Every one.
    pub(super) const ALL: [Self; 4] = [Self::Broken, Self::Encrypted, Self::TooLarge, Self::TooLong];

    /// Key of its description.
    pub fn text(self) -> &'static str {
        match self {
            Self::Broken => "preview.page_broken",
            Self::Encrypted => "preview.page_encrypted",
            Self::TooLarge => "preview.page_too_large",
            Self::TooLong => "preview.page_too_long",
        }
    }
}

/// A PDF whose pages can be drawn.
#[derive(Clone)]
pub struct PdfPages {
    content: Arc<Vec<u8>>,
    faces: &'static Faces,
}

/// Typefaces for text whose own is not in the file, as Chinese offices often send it: Han regular and bold, Latin regular
/// and bold.
pub type Faces = [&'static [u8]; 4];

impl PdfPages {
    /// A file that may be drawn; `None` when it is no PDF.
    pub fn of(content: Vec<u8>, faces: &'static Faces) -> Option<Result<Self, PageFault>> {
        let beginning = content.get(..content.len().min(1024)).unwrap_or_default();
        memchr::memmem::find(beginning, b"%PDF-")?;
        if content.len() > MOST_BYTES {
            return Some(Err(PageFault::TooLarge));
        }
        Some(match may_be_drawn(&content) {
            Ok(()) => Ok(Self { content: Arc::new(content), faces }),
            Err(Reading::Refused) => Err(PageFault::TooLarge),
            Err(_) if memchr::memmem::find(&content, b"/Encrypt").is_some() => Err(PageFault::Encrypted),
            Err(_) => Err(PageFault::Broken),
        })
    }

    /// Whether both are the same file.
    pub fn is_same(&self, other: &Self) -> bool {
        self.content == other.content
    }

    /// A page, counted from 0, as wide as so many pixels, but no side longer than `most`; the last one where there are
    /// fewer pages.
    ///
    /// # Errors
    /// When the page can't be drawn within the bounds.
    pub fn picture(&self, page: usize, width: u16, most: u16) -> Result<PagePicture, PageFault> {
        let order = PageOrder { page, width, most };
        pdf_process::draw(&self.content, order).unwrap_or_else(|| self.picture_here(order))
    }

    /// As [`Self::picture`], in this process.
    pub(super) fn picture_here(&self, order: PageOrder) -> Result<PagePicture, PageFault> {
        let (content, faces) = (self.content.clone(), self.faces);
        // The crate that draws has no unsafe code but indexes into what files say: a panic is one of the ways in which it
        // tells that a file is damaged, so it is caught here and nowhere else.
        let work = move || {
            catch_unwind(AssertUnwindSafe(|| draw(content, faces, order))).unwrap_or(Err(PageFault::Broken))
        };
        if AT_WORK.fetch_add(1, Ordering::SeqCst) >= MOST_AT_WORK {
            AT_WORK.fetch_sub(1, Ordering::SeqCst);
            return Err(PageFault::TooLong);
        }
        let (sender, result) = mpsc::channel();
        let worker = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(move || {
            let picture = work();
            AT_WORK.fetch_sub(1, Ordering::SeqCst);
            // Who asked may have given up.
            sender.send(picture).ok();
        });
        if worker.is_err() {
            AT_WORK.fetch_sub(1, Ordering::SeqCst);
            return Err(PageFault::TooLarge);
        }
        match result.recv_timeout(LONGEST) {
            Ok(picture) => picture,
            Err(RecvTimeoutError::Timeout) => Err(PageFault::TooLong),
            Err(RecvTimeoutError::Disconnected) => Err(PageFault::Broken),
        }
    }
}

fn draw(
    content: Arc<Vec<u8>>,
    faces: &'static Faces,
    PageOrder { page, width, most }: PageOrder,
) -> Result<PagePicture, PageFault> {
    let pdf = Pdf::new(content).map_err(|fault| match fault {
        LoadPdfError::Decryption(_) => PageFault::Encrypted,
        LoadPdfError::Invalid => PageFault::Broken,
    })?;
    let pages = pdf.pages();
    let last = pages.len().checked_sub(1).ok_or(PageFault::Broken)?;
    let shown = pages.get(page.min(last)).ok_or(PageFault::Broken)?;
    let (wide, high) = shown.render_dimensions();
    if !(wide > 0.0 && high > 0.0) {
        return Err(PageFault::Broken);
    }
    let most = f32::from(most);
    let bounds = [f32::from(width) / wide, most / wide, most / high, (MOST_PIXELS / (wide * high)).sqrt()];
    let scale = bounds.into_iter().fold(f32::INFINITY, f32::min);
    if wide * scale < 1.0 || high * scale < 1.0 {
        return Err(PageFault::TooLarge);
    }
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |query| Some((face(faces, query), 0))),
        warning_sink: Arc::new(|_| {}),
        ..InterpreterSettings::default()
    };
    let pixmap = render(
        shown,
        &RenderCache::new(),
        &settings,
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let size = [usize::from(pixmap.width()), usize::from(pixmap.height())];
    // On white nothing is left transparent.
    Ok(PagePicture { pages: pages.len(), size, pixels: pixmap.data_as_u8_slice().to_vec() })
}

fn face(faces: &'static Faces, query: &FontQuery) -> FontData {
    let [han, han_bold, latin, latin_bold] = faces;
    let face: &'static [u8] = match query {
        FontQuery::Standard(face) if face.postscript_name().contains("Bold") => latin_bold,
        FontQuery::Standard(_) => latin,
        FontQuery::Fallback(query) if query.is_bold || query.font_weight >= 600 => han_bold,
        FontQuery::Fallback(_) => han,
    };
    Arc::new(face)
}

//! Pages of a PDF drawn by another process of this program: nothing can stop a thread, but a process that takes too long
//! is ended, and what it took is given back. It is handed the bytes of the file and nothing else: no office, no path.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use super::pdf_pages::{Faces, MOST_BYTES, PageFault, PagePicture, PdfPages, THREAD};

/// The verb of the command line by which a process draws.
pub const VERB: &str = "draw-page";

/// A process that has not answered by then is ended; it gives up by itself before.
const LONGEST: Duration = Duration::from_secs(20);
/// Longest answer in bytes: four for each of the most pixels that a picture has, and what stands before them.
const MOST_ANSWER: u64 = 4 * 16_000_000 + 1_024;
/// What a process that draws must not inherit.
const SECRETS: [&str; 3] = ["CHANCERY_PASSWORD", "CHANCERY_NEW_PASSWORD", "CHANCERY_RECOVERY_CODE"];

/// So many processes draw at most.
const MOST_AT_WORK: usize = 3;
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

static DRAWER: OnceLock<Drawer> = OnceLock::new();

/// From now on pages are drawn by processes of this program.
pub fn draw_by(program: PathBuf) {
    DRAWER.set(Drawer { program, longest: LONGEST }).ok();
}

/// Draws a page by another process; `None` when none was named or none can be started.
pub(super) fn draw(content: &Arc<Vec<u8>>, order: PageOrder) -> Option<Result<PagePicture, PageFault>> {
    DRAWER.get()?.draw(content, order)
}

/// A page that is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct PageOrder {
    /// Which one, counted from 0.
    pub page: usize,
    /// How wide in pixels.
    pub width: u16,
    /// The longest that a side may be, in pixels.
    pub most: u16,
}

/// What draws pages.
#[derive(Clone, Debug)]
pub struct Drawer {
    /// This program.
    pub program: PathBuf,
    /// A process that has not answered by then is ended.
    pub longest: Duration,
}

/// A place for a process among those that draw.
struct Slot;

impl Slot {
    fn take() -> Option<Self> {
        if AT_WORK.fetch_add(1, Ordering::SeqCst) < MOST_AT_WORK {
            return Some(Self);
        }
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
        None
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drawer {
    /// Draws a page; `None` when no process can be started.
    pub fn draw(&self, content: &Arc<Vec<u8>>, order: PageOrder) -> Option<Result<PagePicture, PageFault>> {
        let Some(_slot) = Slot::take() else { return Some(Err(PageFault::TooLong)) };
        let mut command = Command::new(&self.program);
        command.arg(VERB).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        for name in SECRETS {
            command.env_remove(name);
        }
        #[cfg(windows)]
        {
            // CREATE_NO_WINDOW: no console flashes up.
            std::os::windows::process::CommandExt::creation_flags(&mut command, 0x0800_0000);
        }
        let mut child = command.spawn().ok()?;
        let answer = self.answer_of(&mut child, content, order);
        // Its pipes close with it, so whoever still talks with it ends too.
        child.kill().ok();
        child.wait().ok();
        Some(answer)
    }

    fn answer_of(
        &self,
        child: &mut Child,
        content: &Arc<Vec<u8>>,
        order: PageOrder,
    ) -> Result<PagePicture, PageFault> {
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(PageFault::Broken);
        };
        let content = content.clone();
        let (sender, answer) = mpsc::channel();
        let talk = move || {
            // Who asked may have given up.
            sender.send(converse(input, output, &content, order)).ok();
        };
        thread::Builder::new().name(THREAD.to_owned()).spawn(talk).map_err(|_| PageFault::TooLarge)?;
        match answer.recv_timeout(self.longest) {
            Ok(Ok(answer)) => answer,
            // It broke off: the file was too much for it.
            Ok(Err(_)) | Err(mpsc::RecvTimeoutError::Disconnected) => Err(PageFault::Broken),
            Err(mpsc::RecvTimeoutError::Timeout) => Err(PageFault::TooLong),
        }
    }
}

fn converse(
    mut input: ChildStdin,
    output: ChildStdout,
    content: &[u8],
    order: PageOrder,
) -> io::Result<Result<PagePicture, PageFault>> {
    let page = u64::try_from(order.page).unwrap_or(u64::MAX);
    input.write_all(&page.to_le_bytes())?;
    input.write_all(&order.width.to_le_bytes())?;
    input.write_all(&order.most.to_le_bytes())?;
    input.write_all(content)?;
    drop(input);
    let mut output = output.take(MOST_ANSWER);
    let [code] = read(&mut output)?;
    if let Some(fault) = PageFault::ALL.into_iter().zip(1_u8..).find(|(_, of)| *of == code) {
        return Ok(Err(fault.0));
    }
    let mut number = || read(&mut output).map(u64::from_le_bytes).and_then(whole);
    let (pages, size) = (number()?, [number()?, number()?]);
    let mut pixels = Vec::new();
    output.read_to_end(&mut pixels)?;
    if size[0].checked_mul(size[1]).and_then(|of| of.checked_mul(4)) != Some(pixels.len()) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Ok(PagePicture { pages, size, pixels }))
}

fn read<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn whole(number: u64) -> io::Result<usize> {
    usize::try_from(number).map_err(|_| io::ErrorKind::InvalidData.into())
}

/// What a process does that draws: reads its order and the file, and answers with the picture.
///
/// # Errors
/// When whoever asked has gone.
pub fn serve(input: &mut dyn Read, out: &mut dyn Write, faces: &'static Faces) -> io::Result<()> {
    let mut input = input.take(u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(16));
    let page = whole(u64::from_le_bytes(read(&mut input)?))?;
    let (width, most) = (u16::from_le_bytes(read(&mut input)?), u16::from_le_bytes(read(&mut input)?));
    let mut content = Vec::new();
    input.read_to_end(&mut content)?;
    let picture = match PdfPages::of(content, faces) {
        Some(Ok(file)) => file.picture_here(PageOrder { page, width, most }),
        Some(Err(fault)) => Err(fault),
        None => Err(PageFault::Broken),
    };
    match picture {
        Ok(picture) => {
            out.write_all(&[0])?;
            for number in [picture.pages, picture.size[0], picture.size[1]] {
                out.write_all(&u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes())?;
            }
            out.write_all(&picture.pixels)?;
        }
        Err(fault) => {
            let code = PageFault::ALL.into_iter().zip(1_u8..).find(|(of, _)| *of == fault);
            out.write_all(&[code.map_or(1, |(_, code)| code)])?;
        }
    }
    out.flush()
}

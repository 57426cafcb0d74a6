//! A second start on a file that is open brings the first window to the front.
//!
//! The first window listens on a socket of this machine alone and leaves a marker in the system's folder for temporary
//! files, named after the office file, with the socket's port and a word. The second start says the word; the first
//! window comes forward and answers. Nobody looks whether something has come: the listening thread sleeps in the
//! system until it is called, alike on Linux, Windows and macOS, and nothing leaves the machine.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui::{Context, UserAttentionType, ViewportCommand};

use crate::model::RecordId;
use crate::store::attachment::sha256_hex;

/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(2);

/// The words of one window: one asks it to the front, the other ends the listening.
const WORD_BYTES: usize = 16;
type Word = [u8; WORD_BYTES];

/// What the first window says when it has come forward.
const ANSWER: u8 = 1;

/// Where the marker of an office file lies.
fn marker(office: &Path) -> PathBuf {
    let path = office.canonicalize().unwrap_or_else(|_| office.to_owned());
    let name = sha256_hex(path.as_os_str().as_encoded_bytes());
    std::env::temp_dir().join(format!("chancery-{name}.front"))
}

/// Whether another process has the file open: the engine keeps it locked.
pub fn is_open_elsewhere(office: &Path) -> bool {
    let Ok(file) = File::open(office) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

/// Asks whoever has the file open to come to the front; `true` when a window did.
pub fn bring_forward(office: &Path) -> bool {
    let Some((port, word)) = read_marker(&marker(office)) else { return false };
    let asked = || -> io::Result<u8> {
        let mut window = call(port, &word)?;
        window.set_read_timeout(Some(PATIENCE))?;
        let mut answer = [0];
        window.read_exact(&mut answer)?;
        let [answer] = answer;
        Ok(answer)
    };
    asked().is_ok_and(|answer| answer == ANSWER)
}

fn call(port: u16, word: &Word) -> io::Result<TcpStream> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut window = TcpStream::connect_timeout(&address, PATIENCE)?;
    window.write_all(word)?;
    Ok(window)
}

/// The port and the word that a marker names; `None` for anything else.
fn read_marker(marker: &Path) -> Option<(u16, Word)> {
    let mut start = Vec::new();
    File::open(marker).ok()?.take(64).read_to_end(&mut start).ok()?;
    let (port, word) = start.split_first_chunk::<2>()?;
    Some((u16::from_be_bytes(*port), Word::try_from(word).ok()?))
}

/// Writes a marker that only this user may read. One that cannot be taken away is somebody else's and is let be.
fn write_marker(marker: &Path, port: u16, word: &Word) -> io::Result<()> {
    fs::remove_file(marker).ok();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(marker)?;
    file.write_all(&port.to_be_bytes())?;
    file.write_all(word)
}

/// Hears second starts while it is kept.
#[derive(Debug)]
pub struct Front {
    listening: Option<Listening>,
}

#[derive(Debug)]
struct Listening {
    port: u16,
    /// Ends the listening.
    end: Word,
    marker: PathBuf,
}

impl Front {
    /// Begins to listen for second starts on a file.
    pub fn watch(ctx: &Context, office: &Path) -> Self {
        let listening = Listening::start(ctx, marker(office));
        if let Err(error) = &listening {
            tracing::warn!(%error, "second starts are not heard");
        }
        Self { listening: listening.ok() }
    }
}

impl Listening {
    fn start(ctx: &Context, marker: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let [come, end] = [RecordId::generate(), RecordId::generate()].map(|word| *word.as_bytes());
        let ctx = ctx.clone();
        let listen = move || {
            // A failure to take a call is the system's: it ends the listening, not the office.
            while let Ok((mut caller, _)) = listener.accept() {
                match heard(&mut caller) {
                    Ok(word) if word == end => return,
                    Ok(word) if word == come => {
                        come_forward(&ctx);
                        caller.write_all(&[ANSWER]).ok();
                    }
                    Ok(_) | Err(_) => {}
                }
            }
        };
        std::thread::Builder::new().name("chancery-front".to_owned()).spawn(listen)?;
        let listening = Self { port, end, marker };
        write_marker(&listening.marker, port, &come).inspect_err(|_| listening.stop())?;
        Ok(listening)
    }

    fn stop(&self) {
        // Another window may have opened the file in the meantime: its marker stays.
        if read_marker(&self.marker).is_some_and(|(port, _)| port == self.port) {
            fs::remove_file(&self.marker).ok();
        }
        call(self.port, &self.end).ok();
    }
}

fn heard(caller: &mut TcpStream) -> io::Result<Word> {
    caller.set_read_timeout(Some(PATIENCE))?;
    let mut word = Word::default();
    caller.read_exact(&mut word)?;
    Ok(word)
}

fn come_forward(ctx: &Context) {
    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
    ctx.send_viewport_cmd(ViewportCommand::Focus);
    // Where the desktop lets no window take the focus, it is at least pointed out.
    ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
    ctx.request_repaint();
}

impl Drop for Front {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.stop();
        }
    }
}

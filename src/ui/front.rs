//! A second start on a file that is open brings the first window to the front.
//!
//! The second start leaves a marker in the system's folder for temporary files, named after the office file; the first
//! window's watcher takes it away and comes forward, which is the answer. No network and no message of the desktop is
//! needed, so it works alike on Linux, Windows and macOS.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Thread;
use std::time::Duration;

use eframe::egui::{Context, UserAttentionType, ViewportCommand};

use crate::store::attachment::sha256_hex;

/// How often the first window looks for a marker.
const EVERY: Duration = Duration::from_millis(400);

/// How often, and how many times, the second start looks whether it was taken.
const WAITS: (Duration, u32) = (Duration::from_millis(50), 40);

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
    let marker = marker(office);
    if fs::write(&marker, []).is_err() {
        return false;
    }
    let (pause, times) = WAITS;
    for _ in 0..times {
        std::thread::sleep(pause);
        if !marker.exists() {
            return true;
        }
    }
    fs::remove_file(&marker).ok();
    false
}

/// Watches for second starts while it is kept.
#[derive(Debug)]
pub struct Front {
    ended: Arc<AtomicBool>,
    watcher: Option<Thread>,
}

impl Front {
    /// Begins to watch for second starts on a file.
    pub fn watch(ctx: &Context, office: &Path) -> Self {
        let marker = marker(office);
        // What a start before this one left behind asks for nothing.
        fs::remove_file(&marker).ok();
        let ended = Arc::new(AtomicBool::new(false));
        let (ctx, told) = (ctx.clone(), ended.clone());
        let started = std::thread::Builder::new().name("chancery-front".to_owned()).spawn(move || {
            while !told.load(Ordering::Acquire) {
                if marker.exists() && fs::remove_file(&marker).is_ok() {
                    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
                    ctx.send_viewport_cmd(ViewportCommand::Focus);
                    // Where the desktop lets no window take the focus, it is at least pointed out.
                    let attention = ViewportCommand::RequestUserAttention(UserAttentionType::Informational);
                    ctx.send_viewport_cmd(attention);
                    ctx.request_repaint();
                }
                std::thread::park_timeout(EVERY);
            }
        });
        if let Err(error) = &started {
            tracing::warn!(%error, "second starts are not watched for");
        }
        Self { ended, watcher: started.ok().map(|handle| handle.thread().clone()) }
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        if let Some(watcher) = &self.watcher {
            watcher.unpark();
        }
    }
}

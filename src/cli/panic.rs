//! A fault of the program leaves a report that can be sent to whoever repairs it.

use std::backtrace::Backtrace;
use std::path::PathBuf;
use std::{fs, io};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::desk::{Clock as _, SystemClock};
use crate::text::Language;

/// What is known of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanicFacts {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Name of the thread.
    pub thread: String,
    /// What the program says of it.
    pub message: String,
    /// File, line and column in the sources.
    pub location: String,
    /// How the program got there.
    pub backtrace: String,
}

/// The report as text: facts first, the backtrace last. It holds nothing from the office file but what the message of
/// the fault itself quotes.
pub fn report(facts: &PanicFacts) -> String {
    format!(
        "Chancery 文枢 stopped because of a fault in the program.\n\n\
         time: {}\nversion: {}\nsystem: {} {}\nthread: {}\nmessage: {}\nat: {}\n\nbacktrace:\n{}\n",
        facts.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        facts.thread,
        facts.message,
        facts.location,
        facts.backtrace,
    )
}

/// From now on a fault writes a report and says where it is.
pub(super) fn install(language: Language) {
    std::panic::set_hook(Box::new(move |information| {
        // A file that can't be drawn is told where it is shown.
        if std::thread::current().name() == Some(crate::exchange::pdf_pages::THREAD) {
            return;
        }
        let message = information.payload_as_str().unwrap_or("unknown").to_owned();
        let facts = PanicFacts {
            at: SystemClock.now(),
            thread: std::thread::current().name().unwrap_or("unnamed").to_owned(),
            location: information.location().map(ToString::to_string).unwrap_or_default(),
            backtrace: Backtrace::force_capture().to_string(),
            message,
        };
        let text = report(&facts);
        match write(&facts, &text) {
            Ok(path) => {
                let path = path.display().to_string();
                tell(&language.fill("cli.fault", &[("message", &facts.message), ("path", &path)]));
            }
            // Without a place for the report the error stream is the only one left.
            Err(_) => tell(&text),
        }
    }));
}

fn tell(text: &str) {
    use io::Write as _;
    writeln!(io::stderr().lock(), "{text}").ok();
}

fn write(facts: &PanicFacts, text: &str) -> io::Result<PathBuf> {
    let folder = state_folder(|name| std::env::var_os(name).map(PathBuf::from));
    fs::create_dir_all(&folder)?;
    let name = format!("chancery-fault-{}.txt", facts.at.format("%Y%m%d-%H%M%S-%3f"));
    let path = folder.join(name);
    fs::write(&path, text)?;
    Ok(path)
}

/// Where programs of this system keep such reports for the user.
fn state_folder(variable: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    let set = |name: &str| variable(name).filter(|path| path.is_absolute());
    let known = if cfg!(windows) {
        set("LOCALAPPDATA").map(|folder| folder.join("Chancery"))
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Logs/Chancery"))
    } else {
        set("XDG_STATE_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".local/state")))
            .map(|folder| folder.join("chancery"))
    };
    known.unwrap_or_else(|| std::env::temp_dir().join("chancery"))
}

//! The command line: the same commands and the same reads as the window, for scripts, scheduled backups and checks.
//!
//! It ends with 0 when the work is done, 1 when the data or the request has problems, 2 when it was called wrongly.

mod account;
mod arguments;
mod assignment;
mod audit;
mod calendar_files;
mod context;
mod due;
mod expanded;
mod failure;
mod files;
mod filing;
mod finding;
mod json;
mod occurrence;
mod office_file;
mod panic;
mod protection;
mod reading;
mod table;
mod upkeep;
mod window;
mod writing;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Verb};
use context::Context;
use failure::Failure;
use finding::FindPart;

pub use panic::{PanicFacts, report as panic_report};
pub use table::{width, write_table};

use crate::exchange::pdf_process;
use crate::print::typefaces::FACES;
use crate::text::Language;
use crate::ui::WindowOptions;

/// Reads the arguments of the process, does what they say and gives the exit code.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let language = arguments.lang.unwrap_or_else(|| language_of(|name| std::env::var(name).ok()));
    log_to_stderr();
    panic::install(language);
    let json = arguments.json;
    let standard = io::stdout().lock();
    let mut out = io::BufWriter::new(standard);
    let done = run(arguments, language, &mut out).and_then(|()| out.flush().map_err(Failure::from));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // What was already written stands; when even that fails the exit code still tells.
            failure.say(language, json, &mut out, &mut io::stderr().lock()).ok();
            out.flush().ok();
            failure.exit_code()
        }
    }
}

fn run(arguments: Arguments, language: Language, out: &mut dyn Write) -> Result<(), Failure> {
    let Arguments { file, lang, person, renderer, json, verb } = arguments;
    let Some(verb) = verb else {
        return window::open(&WindowOptions {
            file,
            language: lang,
            renderer: renderer.map(Into::into),
            person,
        });
    };
    let context = Context { file, language, person, json };
    match verb {
        Verb::DrawPage => Ok(pdf_process::serve(&mut io::stdin().lock(), out, &FACES)?),
        Verb::New(new) => office_file::new(&context, new, out),
        Verb::Records => reading::records(&context, out),
        Verb::Import(import) => files::import(&context, &import, out),
        Verb::Export(export) => files::export(&context, &export, out),
        Verb::List(list) => reading::list(&context, &list, out),
        Verb::Show(show) => reading::show(&context, &show, out),
        Verb::Why(why) => protection::why(&context, &why, out),
        Verb::Mark(mark) => protection::mark(&context, &mark, out),
        Verb::Find { what: FindPart::Time(find) } => finding::time(&context, &find, out),
        Verb::Search(search) => reading::search(&context, &search, out),
        Verb::Due => due::due(&context, out),
        Verb::Add(add) => writing::add(&context, &add, out),
        Verb::Set(set) => writing::set(&context, &set, out),
        Verb::Do(take) => writing::take(&context, &take, out),
        Verb::Attach(attach) => writing::attach(&context, &attach, out),
        Verb::Occurrence(asked) => occurrence::change(&context, &asked, out),
        Verb::Void(void) => writing::void(&context, &void, out),
        Verb::Unvoid { record } => writing::unvoid(&context, &record, out),
        Verb::Undo => writing::undo(&context, out),
        Verb::Redo => writing::redo(&context, out),
        Verb::Chart { name, output } => files::chart(&context, &name, &output, out),
        Verb::Print(print) => files::print(&context, &print, out),
        Verb::CheckRecords { all } => filing::check_records(&context, all, out),
        Verb::Filing { part } => filing::filing(&context, &part, out),
        Verb::Check => office_file::check(&context, out),
        Verb::Compact => office_file::compact(&context, out),
        Verb::Backup { destination } => office_file::backup(&context, destination.as_deref(), out),
        Verb::Upkeep => upkeep::upkeep(&context, out),
        Verb::Audit { part } => audit::audit(&context, &part, out),
        Verb::Account { part } => account::account(&context, &part, out),
        Verb::Encrypt => account::encrypt(&context, out),
        Verb::Decrypt => account::decrypt(&context, out),
        Verb::Restore { source } => office_file::restore(&context, &source, out),
    }
}

/// The language of the environment: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that says something.
pub fn language_of(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set).unwrap_or_default();
    let locale = locale.to_ascii_lowercase().replace('-', "_");
    if !locale.starts_with("zh") {
        return Language::English;
    }
    if ["hant", "_tw", "_hk", "_mo"].iter().any(|mark| locale.contains(mark)) {
        Language::TraditionalChinese
    } else {
        Language::SimplifiedChinese
    }
}

/// Warnings go to the error stream; `RUST_LOG` may name another level.
fn log_to_stderr() {
    use tracing_subscriber::filter::LevelFilter;
    let level = std::env::var("RUST_LOG").ok().and_then(|level| level.parse().ok());
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_max_level(level.unwrap_or(LevelFilter::WARN))
        .try_init()
        // Only fails when logging is set up already, which is as good.
        .ok();
}

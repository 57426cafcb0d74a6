//! Papers of the demonstration office as they come from the printer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chancery::desk::{Command, Conditions, Office, Session};
use chancery::exchange::extract::extract;
use chancery::model::RecordId;
use chancery::print::papers::{print_file, printable};
use chancery::text::Language;
use tempfile::TempDir;

use crate::demo::demo_office;

/// Prints a paper of an office into a folder.
pub fn print_into(
    folder: &Path,
    (office, session): (&Office, &Arc<Session>),
    name: &str,
    of: &Conditions,
    language: Language,
) -> PathBuf {
    let path = folder.join(format!("{name}.pdf"));
    let reader = office.reader(session).unwrap();
    print_file(printable(name).unwrap(), &reader, of, office.clock().today(), &path, language)
        .unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
    path
}

/// What a printed paper says; a cell is broken where it ends.
pub fn said_by(path: &Path) -> String {
    extract("a.pdf", &std::fs::read(path).unwrap()).text.replace('\n', "")
}

/// The demonstration office with a place for what it prints.
pub struct Press {
    pub office: Office,
    pub session: Arc<Session>,
    pub folder: TempDir,
}

impl Press {
    pub fn new() -> Self {
        let (office, session) = demo_office();
        Self { office, session, folder: tempfile::tempdir().unwrap() }
    }

    /// Prints a paper, in the first language.
    pub fn print(&self, name: &str, of: &Conditions) -> PathBuf {
        let at_work = (&self.office, &self.session);
        print_into(self.folder.path(), at_work, name, of, Language::default())
    }

    /// What a paper says in a language.
    pub fn said(&self, name: &str, of: &Conditions, language: Language) -> String {
        said_by(&print_into(self.folder.path(), (&self.office, &self.session), name, of, language))
    }

    /// What the paper of one record says.
    pub fn one(&self, name: &str, id: RecordId) -> String {
        self.said(name, &Conditions::chosen([id]), Language::default())
    }

    pub fn run(&self, command: Command) {
        self.office.execute(&self.session, command).unwrap();
    }
}

//! The peer: the `sqlite3` program, where it is installed, asked over pipes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running `sqlite3`.
pub struct Sqlite {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Sqlite {
    /// Starts it on a file; `None`, with a line that says so, where it is not installed.
    pub fn open(file: &Path) -> Option<Self> {
        let started = Command::new("sqlite3").arg(file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let Ok(mut child) = started else {
            println!("peer not installed: sqlite3");
            return None;
        };
        let input = child.stdin.take()?;
        let output = BufReader::new(child.stdout.take()?);
        Some(Self { child, input, output })
    }

    /// Runs statements and waits for their last answer.
    pub fn run(&mut self, statements: &str) -> String {
        self.input.write_all(statements.as_bytes()).unwrap();
        self.input.write_all(b"\n.print --done--\n").unwrap();
        self.input.flush().unwrap();
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "sqlite3 ended");
            if line.trim() == "--done--" {
                return answer.trim().to_owned();
            }
            answer = line;
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

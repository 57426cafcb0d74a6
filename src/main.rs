//! The program: a window, or one verb of the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    chancery::cli::main()
}

//! The program as it is started: from start to the first picture of the office, memory at rest, and idleness. It needs
//! a screen; `Xvfb :9 & DISPLAY=:9 cargo bench --bench office window` gives it one.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chancery::desk::scale::Scale;

use crate::offices;
use crate::report::{Target, print, print_amount, resident};

/// How long the window is left alone.
const REST: Duration = Duration::from_secs(20);

/// Runs and prints all measurements.
pub fn run() {
    if std::env::var_os("DISPLAY").is_none() {
        println!("window: not measured, there is no DISPLAY");
        return;
    }
    measure("release", Path::new(env!("CARGO_BIN_EXE_chancery")));
    let shipped: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/dist/chancery");
    if shipped.exists() {
        measure("dist", &shipped);
    } else {
        println!("window: dist not measured, there is no {}", shipped.display());
    }
}

fn measure(profile: &str, program: &Path) {
    let size = fs::metadata(program).map_or(0.0, |data| data.len() as f64) / (1024.0 * 1024.0);
    print_amount(&format!("window: {profile} executable"), size, "MB", None);
    for scale in [Scale::Small, Scale::Large] {
        let file = offices::of_scale(scale);
        let letter = scale.letter();
        let times: Vec<f64> =
            (0..7).filter_map(|_| first_frame(program, &file).map(|(time, _)| time)).collect();
        if times.is_empty() {
            println!("window: {profile} at {letter} never showed a picture");
            continue;
        }
        let name = format!("window: {profile}, start to first picture at {letter}");
        print(&name, &times, Target::Milliseconds(300.0));
        let Some((_, mut child)) = first_frame(program, &file) else { continue };
        // What is read in the background after the start is part of being at rest.
        std::thread::sleep(Duration::from_secs(8));
        let process = child.0.id().to_string();
        let name = format!("window: {profile}, memory at rest at {letter}");
        print_amount(&name, resident(&process), "MB", Some(200.0));
        let before = ticks(&process);
        std::thread::sleep(REST);
        let name = format!("window: {profile}, processor ticks in {} s at {letter}", REST.as_secs());
        print_amount(&name, ticks(&process) - before, "ticks", Some(1.0));
        child.0.kill().ok();
    }
}

/// A running program, ended when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Starts the program and waits until it says that it has drawn the office.
fn first_frame(program: &Path, file: &Path) -> Option<(f64, Running)> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg("--file")
        .arg(file)
        .env("RUST_LOG", "info")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let said = BufReader::new(child.stderr.take()?);
    let child = Running(child);
    let mut lines = said.lines().map_while(Result::ok);
    lines.find(|line| line.contains("first picture of the office"))?;
    let time = start.elapsed().as_secs_f64() * 1e3;
    // Reads on, so that the program never waits for somebody to read.
    let reading = std::thread::Builder::new().name("bench-log".to_owned());
    reading.spawn(move || lines.for_each(drop)).ok()?;
    Some((time, child))
}

/// Clock ticks that a process has spent, in user and system mode.
fn ticks(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let field = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    field(11) + field(12)
}

//! Measurements: `cargo bench --bench office [NAME…]` runs those whose name contains one of the names. Each prints its
//! figure against its floor or peer in the same run, the target of the design, and whether it is met.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures and ends by failing"
)]

mod archive;
mod calendar;
mod chain;
mod charts;
mod durable;
mod frames;
#[path = "../all/hostile_rules.rs"]
mod hostile_rules;
mod keys;
mod lists;
mod occurrences;
mod offices;
mod org_layout;
mod report;
mod rights;
mod sealed;
mod searching;
mod size;
mod sqlite;
mod tables;
mod window;

/// The measurements. Memory is measured before what would leave some behind.
const BENCHES: [(&str, fn()); 17] = [
    ("org_layout", org_layout::run),
    ("lists", lists::run),
    ("durable", durable::run),
    ("tables", tables::run),
    ("searching", searching::run),
    ("documents", searching::documents),
    ("chain", chain::run),
    ("occurrences", occurrences::run_all),
    ("size", size::run),
    ("charts", charts::run),
    ("frames", frames::run),
    ("keys", keys::run),
    ("calendar", calendar::run),
    ("archive", archive::run),
    ("rights", rights::run),
    ("sealed", sealed::run),
    ("window", window::run),
];

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let Some(name) = wanted.iter().find_map(|argument| argument.strip_prefix(offices::MAKE)) {
        offices::make(name);
        return;
    }
    for (name, run) in BENCHES {
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
            run();
        }
    }
}

//! Measurements. `cargo bench --bench office NAME` runs those whose name contains `NAME`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints its figures and ends by failing"
)]

mod org_layout;

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let benches: [(&str, fn()); 1] = [("org_layout", org_layout::run)];
    for (name, run) in benches {
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
            run();
        }
    }
}

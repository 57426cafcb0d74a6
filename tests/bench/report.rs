//! Rounds of two programs in turn, and how their figures are printed: the median of the ratios of the rounds, with
//! the least and the greatest. A target holds when the worse quartile of the rounds holds.

use std::time::Instant;

/// What a figure should reach.
#[derive(Clone, Copy)]
pub enum Target {
    /// At most so many milliseconds.
    Milliseconds(f64),
    /// At most so many times the other program's time.
    Times(f64),
    /// At least so many times faster than the other program.
    Faster(f64),
    /// Printed to be read, without a target.
    None,
}

/// Milliseconds that something takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64() * 1e3, result)
}

/// Milliseconds of a number of rounds.
pub fn rounds(count: usize, mut work: impl FnMut()) -> Vec<f64> {
    (0..count).map(|_| timed(&mut work).0).collect()
}

/// Milliseconds of two programs that take turns.
pub fn in_turn(count: usize, mut ours: impl FnMut(), mut other: impl FnMut()) -> (Vec<f64>, Vec<f64>) {
    (0..count).map(|_| (timed(&mut ours).0, timed(&mut other).0)).unzip()
}

/// The value that a share of the values do not exceed.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return f64::NAN;
    }
    let at = ((sorted.len() - 1) as f64 * share).round();
    sorted[at as usize]
}

fn spread(values: &[f64], unit: &str) -> String {
    let (least, middle, most) = (quantile(values, 0.0), quantile(values, 0.5), quantile(values, 1.0));
    if values.len() == 1 {
        return format!("{middle:.2}{unit}");
    }
    format!("{middle:.2}{unit} ({least:.2}–{most:.2})")
}

fn verdict(target: Target, ours: &[f64], ratios: &[f64]) -> String {
    let (words, met) = match target {
        Target::Milliseconds(most) => (format!("≤ {most} ms"), quantile(ours, 0.75) <= most),
        Target::Times(most) => (format!("≤ {most} ×"), quantile(ratios, 0.75) <= most),
        Target::Faster(least) => (format!("≥ {least} × faster"), 1.0 / quantile(ratios, 0.75) >= least),
        Target::None => return String::new(),
    };
    format!("target {words}: {}", if met { "met" } else { "MISSED" })
}

/// Prints times without another program's.
pub fn print(name: &str, ours: &[f64], target: Target) {
    println!("{name:<58} {:<28} {}", spread(ours, " ms"), verdict(target, ours, &[]));
}

/// Prints times against those of another program or a floor, round by round.
pub fn print_against(name: &str, ours: &[f64], other_name: &str, other: &[f64], target: Target) {
    let ratios: Vec<f64> = ours.iter().zip(other).map(|(ours, other)| ours / other).collect();
    println!(
        "{name:<58} {:<28} {:<26} of {other_name} {}  {}",
        spread(ours, " ms"),
        spread(&ratios, " ×"),
        spread(other, " ms"),
        verdict(target, ours, &ratios)
    );
}

/// Prints a quantity that is no time.
pub fn print_amount(name: &str, amount: f64, unit: &str, most: Option<f64>) {
    let verdict = most.map_or_else(String::new, |most| {
        format!("target ≤ {most} {unit}: {}", if amount <= most { "met" } else { "MISSED" })
    });
    println!("{name:<58} {:<28} {verdict}", format!("{amount:.2} {unit}"));
}

/// Memory of a process that is its own and resident, in MB; 0 where the system does not tell.
pub fn resident(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

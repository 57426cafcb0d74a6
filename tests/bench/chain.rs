//! The audit chain of 1,000,000 entries verified. The floor is SHA-256 over as many bytes.

use std::hint::black_box;
use std::ops::ControlFlow;

use chancery::store::{Table, audit};
use sha2::{Digest as _, Sha256};

use crate::offices;
use crate::report::{Target, in_turn, print_against};

/// Runs and prints all measurements.
pub fn run() {
    let office = offices::open(&offices::million());
    let snapshot = office.store().snapshot().unwrap();
    let mut entries: Vec<Vec<u8>> = Vec::new();
    snapshot
        .visit(Table::Audit, &[], &mut |_, value| {
            entries.push(value.to_vec());
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    let ours = || {
        let report = audit::verify(&snapshot).unwrap();
        assert_eq!((report.broken_at, report.entries), (None, entries.len() as u64));
    };
    let floor = || {
        for entry in &entries {
            black_box(Sha256::digest(entry));
        }
    };
    let (ours, floor) = in_turn(5, ours, floor);
    let name = format!("chain: {} entries verified", entries.len());
    print_against(&name, &ours, "SHA-256 alone", &floor, Target::Milliseconds(500.0));
}

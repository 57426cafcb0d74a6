//! What encryption costs: an office of size M is made, opened and its people are read, with and without it, in turn;
//! one of size L is opened and read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chancery::desk::scale::{Scale, fill};
use chancery::desk::{Office, SystemClock, Which};
use chancery::records::{RECORDS, find};
use chancery::store::{Founding, SealedFile, Store, convert};

use crate::offices::{folder, info, of_scale, owner};

const ROUNDS: usize = 9;

/// Opens an office.
fn opened(path: &Path, founding: Option<&Founding>) -> Office {
    let store = match founding {
        Some(founding) => SealedFile::open(path).unwrap().unlock(&founding.data).unwrap(),
        None => Store::open(path).unwrap(),
    };
    Office::new(store, Arc::new(SystemClock)).unwrap()
}

/// Seconds for opening an office, until every page is proven beside that, and for reading its people then.
fn open_and_read(path: &Path, founding: Option<&Founding>, least: usize) -> [f64; 3] {
    let began = Instant::now();
    let office = opened(path, founding);
    let open = began.elapsed().as_secs_f64();
    office.store().proven().unwrap();
    let proven = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let reader = office.reader(&owner()).unwrap();
    let mut seen = 0;
    for register in ["person", "post", "appointment"] {
        reader
            .visit(find(register).unwrap(), Which::Living, &mut |_| {
                seen += 1;
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
    }
    assert!(seen > least, "{seen}");
    [open, proven, began.elapsed().as_secs_f64()]
}

/// Seconds for making an office of size M, opening it, and reading it.
fn once(founding: Option<&Founding>) -> [f64; 4] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.chancery");
    let began = Instant::now();
    let store = match founding {
        Some(founding) => Store::create_sealed(&path, &info(), founding).unwrap(),
        None => Store::create(&path, &info()).unwrap(),
    };
    let office = Office::new(store, Arc::new(SystemClock)).unwrap();
    fill(&office, &owner(), Scale::Medium, &mut |_, _| ()).unwrap();
    let made = began.elapsed().as_secs_f64();
    drop(office);
    let [open, proven, read] = open_and_read(&path, founding, 500);
    [made, open, proven, read]
}

/// A copy of the office of size L, and an encrypted one.
fn large(founding: &Founding) -> [PathBuf; 2] {
    let source = of_scale(Scale::Large);
    let places = ["plain-L.chancery", "sealed-L.chancery"].map(|name| folder().join(name));
    for place in &places {
        fs::copy(&source, place).unwrap();
    }
    convert::encrypt(Store::open(&places[1]).unwrap(), founding, RECORDS, &mut |_| true).unwrap();
    places
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// Prints the medians and their ratio.
fn print<const N: usize>(size: &str, rounds: &[([f64; N], [f64; N])], figures: [(&str, &str); N]) {
    for (place, (what, target)) in figures.into_iter().enumerate() {
        let plain = median(rounds.iter().map(|(plain, _)| plain[place]).collect());
        let sealed = median(rounds.iter().map(|(_, sealed)| sealed[place]).collect());
        let ratio = median(rounds.iter().map(|(plain, sealed)| sealed[place] / plain[place]).collect());
        println!(
            "sealed: {size}, {what}: {:.1} ms, encrypted {:.1} ms, ratio {ratio:.2} ({target})",
            plain * 1e3,
            sealed * 1e3
        );
    }
}

/// Measures both sizes.
pub fn run() {
    let founding = Founding::new().unwrap();
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (once(None), once(Some(&founding)))).collect();
    // A small encrypted file is verified beside its opening, in which every block is opened once.
    let open = ("opened", "at most 1.5");
    let proven = ("every page proven", "no target: nobody waits but the first who writes");
    let read = ("lists read", "at most 1.5");
    print("M", &rounds, [("made", "at most 1.5"), open, proven, read]);
    let [plain, sealed] = large(&founding);
    let rounds: Vec<_> = (0..ROUNDS)
        .map(|_| (open_and_read(&plain, None, 50_000), open_and_read(&sealed, Some(&founding), 50_000)))
        .collect();
    print("L", &rounds, [open, ("proven", "by check and by every backup"), read]);
}

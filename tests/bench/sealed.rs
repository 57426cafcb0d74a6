//! What encryption costs: an office of size M is made and its people are read, with and without it, in turn.

use std::sync::Arc;
use std::time::Instant;

use chancery::desk::scale::{Scale, fill};
use chancery::desk::{Clock as _, Office, Session, SystemClock, Which};
use chancery::model::RecordId;
use chancery::records::find;
use chancery::store::{FORMAT, Founding, OfficeInfo, SealedFile, Store};

const ROUNDS: usize = 5;

/// Seconds for making an office and for reading its people from a file that was just opened.
fn once(founding: Option<&Founding>) -> [f64; 3] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.chancery");
    let info = OfficeInfo {
        format: FORMAT,
        id: RecordId::generate(),
        name: "M".to_owned(),
        created_at: SystemClock.now(),
        demo: false,
    };
    let session = Arc::new(Session::owner());
    let began = Instant::now();
    let store = match founding {
        Some(founding) => Store::create_sealed(&path, &info, founding).unwrap(),
        None => Store::create(&path, &info).unwrap(),
    };
    let office = Office::new(store, Arc::new(SystemClock)).unwrap();
    fill(&office, &session, Scale::Medium, &mut |_, _| ()).unwrap();
    let made = began.elapsed().as_secs_f64();
    drop(office);
    let began = Instant::now();
    let store = match founding {
        Some(founding) => SealedFile::open(&path).unwrap().unlock(&founding.data).unwrap(),
        None => Store::open(&path).unwrap(),
    };
    let office = Office::new(store, Arc::new(SystemClock)).unwrap();
    let opened = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let reader = office.reader(&session).unwrap();
    let mut seen = 0;
    for register in ["person", "post", "appointment"] {
        reader
            .visit(find(register).unwrap(), Which::Living, &mut |_| {
                seen += 1;
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
    }
    assert!(seen > 500, "{seen}");
    [made, opened, began.elapsed().as_secs_f64()]
}

/// Prints the medians and their ratio.
pub fn run() {
    let founding = Founding::new().unwrap();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((once(None), once(Some(&founding))));
    }
    // A small file is verified whole when it is opened, so every block is opened then and read again from memory.
    let figures = [("make M", "at most 1.5"), ("open", "at most 20 ms"), ("read the lists", "at most 1.5")];
    for (place, (what, target)) in figures.into_iter().enumerate() {
        let median = |mut of: Vec<f64>| {
            of.sort_by(f64::total_cmp);
            of[of.len() / 2]
        };
        let plain = median(rounds.iter().map(|(plain, _)| plain[place]).collect());
        let sealed = median(rounds.iter().map(|(_, sealed)| sealed[place]).collect());
        let ratio = median(rounds.iter().map(|(plain, sealed)| sealed[place] / plain[place]).collect());
        println!(
            "sealed: {what}: {:.1} ms, encrypted {:.1} ms, ratio {ratio:.2} ({target})",
            plain * 1e3,
            sealed * 1e3
        );
    }
}

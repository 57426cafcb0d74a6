//! Flipped bits: a damaged file says that it is damaged. It never shows a wrong value and never ends the program.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chancery::records::RECORDS;
use chancery::store::{Store, StoreError, integrity};

use crate::fixture::{Disk, Random, digest, info, office_on, owner, script};

const PAGE: usize = 4096;
const FLIPS: usize = 2000;

#[test]
fn a_flipped_bit_never_shows_a_wrong_value() {
    let disk = Disk::default();
    let office = office_on(&disk);
    for command in script() {
        office.execute(&owner(), command).unwrap();
    }
    let expected = digest(&office.store().snapshot().unwrap()).unwrap();
    drop(office);
    let image = disk.image();
    let pages = image.len() / PAGE;
    let mut random = Random(1);
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bad = Vec::new();
    for turn in 0..FLIPS.max(pages * 2) {
        // The first page holds the header, on which everything hangs.
        let page = if turn % 8 == 0 { 0 } else { turn % pages };
        let limit = if turn % 3 == 0 { 512 } else { PAGE };
        let place = page * PAGE + usize::try_from(random.below(limit as u64)).unwrap();
        let bit = 1_u8 << random.below(8);
        let mut damaged = image.clone();
        damaged[place] ^= bit;
        let looked = catch_unwind(AssertUnwindSafe(|| -> Result<u64, StoreError> {
            let store = Store::with_backend(Disk::of(damaged), &info())?;
            let snapshot = store.snapshot()?;
            let found = digest(&snapshot)?;
            integrity::check(&snapshot, RECORDS)?;
            Ok(found)
        }));
        let outcome = match looked {
            Ok(Ok(found)) if found == expected => "unharmed",
            Ok(Ok(_)) => "wrong",
            Ok(Err(_)) => "reported",
            Err(_) => "panicked",
        };
        if matches!(outcome, "wrong" | "panicked") {
            bad.push((place, bit, outcome));
        }
        *outcomes.entry(outcome).or_default() += 1;
    }
    assert!(bad.is_empty(), "{outcomes:?} {bad:?}");
    assert!(outcomes.get("reported").is_some_and(|count| *count > FLIPS / 10), "{outcomes:?}");
}

//! Flipped bits: a damaged file says that it is damaged. It never shows a wrong value and never ends the program.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chancery::records::RECORDS;
use chancery::store::{StoreError, integrity};

use crate::fixture::{Cover, Disk, Random, digest, office_under, owner, script, store_on};

const PAGE: usize = 4096;
/// Every block of an encrypted file is opened when it is read, which an unoptimised test pays for.
const FLIPS: [usize; 2] = [2000, 500];

#[test]
fn a_flipped_bit_never_shows_a_wrong_value() {
    flip_bits(Cover::Plain);
}

#[test]
fn a_flipped_bit_of_an_encrypted_file_never_shows_a_wrong_value() {
    flip_bits(Cover::Sealed);
}

fn flip_bits(cover: Cover) {
    let disk = Disk::default();
    let office = office_under(&disk, cover);
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
    let flips = FLIPS[usize::from(cover == Cover::Sealed)];
    for turn in 0..flips {
        // The first page holds the header, on which everything hangs.
        let page = if turn % 8 == 0 { 0 } else { turn % pages };
        let limit = if turn % 3 == 0 { 512 } else { PAGE };
        let place = page * PAGE + usize::try_from(random.below(limit as u64)).unwrap();
        let bit = 1_u8 << random.below(8);
        let mut damaged = image.clone();
        damaged[place] ^= bit;
        let looked = catch_unwind(AssertUnwindSafe(|| -> Result<u64, StoreError> {
            let store = store_on(&Disk::of(damaged), cover)?;
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
    assert!(outcomes.get("reported").is_some_and(|count| *count > flips / 10), "{outcomes:?}");
}

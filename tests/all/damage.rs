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

/// Writes that the disk said it had done and has lost: every block that a command changed holds what it held before.
#[test]
fn a_write_that_was_lost_never_shows_an_older_value() {
    lose_writes(Cover::Plain);
    lose_writes(Cover::Sealed);
}

fn lose_writes(cover: Cover) {
    let disk = Disk::default();
    let office = office_under(&disk, cover);
    let mut commands = script();
    let last = commands.pop().unwrap();
    for command in commands {
        office.execute(&owner(), command).unwrap();
    }
    drop(office);
    let before = disk.image();
    let office = office_under(&disk, cover);
    office.execute(&owner(), last).unwrap();
    let expected = digest(&office.store().snapshot().unwrap()).unwrap();
    drop(office);
    let after = disk.image();
    // A block of an encrypted file is longer than one of the engine's and stands behind slots and two headers.
    let (start, block) = match cover {
        Cover::Plain => (PAGE, PAGE),
        Cover::Sealed => (4096 + 2 * 8 * 256 + 2 * 4608, PAGE + 40),
    };
    let (mut lost, mut reported) = (0, 0);
    for place in (start..before.len().min(after.len()) - block).step_by(block) {
        let block = place..place + block;
        if before[block.clone()] == after[block.clone()] {
            continue;
        }
        let mut image = after.clone();
        image[block.clone()].copy_from_slice(&before[block]);
        lost += 1;
        let looked = store_on(&Disk::of(image), cover).and_then(|store| {
            // Nothing is written before, and who signs in writes.
            store.proven()?;
            digest(&store.snapshot()?)
        });
        match looked {
            Ok(found) => assert_eq!(found, expected, "{cover:?}: byte {place}"),
            Err(_) => reported += 1,
        }
    }
    assert!(lost > 4 && reported > 2, "{cover:?}: {lost} lost, {reported} reported");
}

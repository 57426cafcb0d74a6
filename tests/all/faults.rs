//! A disk that refuses: whichever call fails, once or from then on, the command says so, nothing that was answered is
//! lost, and the file is good when it is opened again.

use std::io::ErrorKind;

use chancery::model::Problem;
use chancery::store::StoreError;

use crate::crash::require_sound;
use crate::fixture::{Cover, Disk, Fault, fresh_image, office_under, owner, script, script_digests};

/// Runs the script on a disk that fails, and checks what it leaves; gives whether the fault was met.
fn run_with(cover: Cover, fresh: &[u8], digests: &[u64], fault: Fault) -> bool {
    let what = format!("{fault:?}");
    let disk = Disk::of(fresh.to_vec());
    let office = office_under(&disk, cover);
    disk.fail(fault);
    let mut answered = 0;
    let mut met = false;
    for command in script() {
        match office.execute(&owner(), command.clone()) {
            Ok(_) => answered += 1,
            Err(Problem::Storage(error)) => {
                met = true;
                let says_full = error == StoreError::DiskFull;
                assert_eq!(says_full, fault.kind == ErrorKind::StorageFull, "{what}: {error}");
                // Reading goes on, and asking again is either carried out or refused for the same reason.
                let reader = office.reader(&owner()).unwrap();
                assert!(reader.undoable().is_ok(), "{what}");
                match office.execute(&owner(), command) {
                    Ok(_) => answered += 1,
                    Err(Problem::Storage(_)) => {}
                    Err(other) => panic!("{what}: {other:?}"),
                }
                break;
            }
            Err(other) => panic!("{what}: {other:?}"),
        }
    }
    drop(office);
    require_sound(cover, disk.durable_image(), answered, digests, &format!("{what}, power cut"));
    require_sound(cover, disk.image(), answered, digests, &format!("{what}, restart"));
    met
}

#[test]
fn any_call_that_fails_loses_nothing() {
    fail_every_call(Cover::Plain);
}

#[test]
fn any_call_that_fails_on_an_encrypted_file_loses_nothing() {
    fail_every_call(Cover::Sealed);
}

fn fail_every_call(cover: Cover) {
    let digests = script_digests(cover);
    let fresh = fresh_image(cover);
    let disk = Disk::of(fresh.clone());
    let office = office_under(&disk, cover);
    disk.reset_counts();
    for command in script() {
        office.execute(&owner(), command).unwrap();
    }
    let (calls, _) = disk.counts();
    drop(office);
    assert!(calls > 300, "the script makes only {calls} calls");
    let mut met = 0;
    // Which call of an encrypted file fails matters less than that every kind of call does.
    let step = if cover == Cover::Sealed { 5 } else { 1 };
    for (turn, at) in (1..=calls).step_by(step).enumerate() {
        let kind = if turn % 2 == 0 { ErrorKind::StorageFull } else { ErrorKind::Other };
        met += usize::from(run_with(cover, &fresh, &digests, Fault { at, kind, forever: turn % 4 < 2 }));
    }
    assert!(met * 10 * step > usize::try_from(calls).unwrap() * 8, "only {met} of {calls} were met");
}

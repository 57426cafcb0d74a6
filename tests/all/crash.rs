//! Power cuts: at every sync, with whatever part of the unsynced writes the disk had done, a reopened office holds
//! every command that was answered, and no half of one that was not.

use chancery::records::RECORDS;
use chancery::store::integrity;

use crate::fixture::{
    Cover, Disk, Random, digest, fresh_image, office_under, owner, script, script_digests, store_on,
};

/// Reopens an image and requires it to be sound and to stand after `answered` commands, or one more.
pub fn require_sound(cover: Cover, image: Vec<u8>, answered: usize, digests: &[u64], what: &str) {
    let mut store =
        store_on(&Disk::of(image), cover).unwrap_or_else(|error| panic!("{what}: does not open: {error}"));
    let snapshot = store.snapshot().unwrap();
    let found = digest(&snapshot).unwrap_or_else(|error| panic!("{what}: can't be read: {error}"));
    let allowed = digests.get(answered..(answered + 2).min(digests.len())).unwrap();
    let stands_after = digests.iter().position(|known| *known == found);
    assert!(allowed.contains(&found), "{what}: {answered} answered, stands after {stands_after:?}");
    let report = integrity::check(&snapshot, RECORDS).unwrap();
    assert_eq!(report.findings, [], "{what}");
    drop(snapshot);
    assert!(store.verify_pages().unwrap(), "{what}: pages needed repair");
}

#[test]
fn a_power_cut_at_any_sync_loses_nothing_that_was_answered() {
    cut_at_every_sync(Cover::Plain);
}

#[test]
fn a_power_cut_at_any_sync_of_an_encrypted_file_loses_nothing_that_was_answered() {
    cut_at_every_sync(Cover::Sealed);
}

fn cut_at_every_sync(cover: Cover) {
    let digests = script_digests(cover);
    let fresh = fresh_image(cover);
    let mut images = 0;
    let mut sync = 0;
    loop {
        sync += 1;
        let disk = Disk::of(fresh.clone());
        let office = office_under(&disk, cover);
        disk.cut_power_at_sync(sync);
        let mut answered = 0;
        for command in script() {
            if office.execute(&owner(), command).is_err() {
                break;
            }
            answered += 1;
        }
        drop(office);
        require_sound(cover, disk.durable_image(), answered, &digests, &format!("cut at sync {sync}"));
        for seed in 0..if cover == Cover::Sealed { 1 } else { 3 } {
            let image = disk.torn_image(&mut Random(sync * 1000 + seed));
            require_sound(cover, image, answered, &digests, &format!("cut at sync {sync}, seed {seed}"));
            images += 1;
        }
        if answered == script().len() {
            break;
        }
    }
    assert!(sync > 60 && images >= sync, "only {sync} syncs were seen");
}

#[test]
fn a_second_cut_while_recovering_loses_nothing() {
    cut_twice(Cover::Plain);
}

#[test]
fn a_second_cut_while_recovering_an_encrypted_file_loses_nothing() {
    cut_twice(Cover::Sealed);
}

fn cut_twice(cover: Cover) {
    let digests = script_digests(cover);
    let fresh = fresh_image(cover);
    let mut random = Random(7);
    let mut recoveries = 0;
    for sync in (1..80).step_by(6) {
        let disk = Disk::of(fresh.clone());
        let office = office_under(&disk, cover);
        disk.cut_power_at_sync(sync);
        let answered =
            script().into_iter().take_while(|each| office.execute(&owner(), each.clone()).is_ok()).count();
        drop(office);
        let torn = disk.torn_image(&mut random);
        for second in 1.. {
            let disk = Disk::of(torn.clone());
            disk.cut_power_at_sync(second);
            let whole = store_on(&disk, cover).is_ok();
            require_sound(
                cover,
                disk.torn_image(&mut random),
                answered,
                &digests,
                &format!("cuts at {sync}, {second}"),
            );
            recoveries += 1;
            if whole && disk.counts().1 < second {
                break;
            }
        }
    }
    assert!(recoveries > 14, "only {recoveries}");
}

//! Who may read the files that hold an office.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use chancery::records::RECORDS;
use chancery::store::convert;
use chancery::store::{SealedFile, Store, backup};

use crate::fixture::{FOUNDING, info, moment};

/// The rights of an office file as everything leaves them that writes it anew, and those of a new one.
#[test]
fn only_who_made_a_file_may_read_it_unless_it_was_given_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.chancery");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let store = Store::create(&file, &info()).unwrap();
    let copy = folder.path().join("copy.backup");
    backup::write(&store.snapshot().unwrap(), &copy, &mut |_| true).unwrap();
    assert_eq!([mode(&file), mode(&copy)], [0o600, 0o600]);
    let restored = folder.path().join("restored.chancery");
    backup::restore_from(Store::open(&copy).unwrap(), &restored, RECORDS, moment(0)).unwrap();
    assert_eq!(mode(&restored), 0o600);
    store.compact(&mut |_, _| true).unwrap();
    assert_eq!(mode(&file), 0o600, "compacted");
    convert::encrypt(store, &FOUNDING, RECORDS, &mut |_| true).unwrap();
    assert_eq!(mode(&file), 0o600, "encrypted");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let store = SealedFile::open(&file).unwrap().unlock(&FOUNDING.data).unwrap();
    convert::decrypt(store, RECORDS, &mut |_| true).unwrap();
    assert_eq!(mode(&file), 0o640, "decrypted");
    Store::open(&file).unwrap().compact(&mut |_, _| true).unwrap();
    assert_eq!(mode(&file), 0o640, "compacted");
}

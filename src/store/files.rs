//! Files that the program makes.
//!
//! Those that hold what an office holds may be read by who made them alone, whatever other files of that person are like
//! (umask); who gives an office file to others keeps that through everything that writes it anew. On Windows a file has
//! the rights of its folder, and the folders of a user are that user's.
//!
//! What a user names as the place of a list, a paper or a note may not be an office file: that is never written over.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::StoreError;

/// Makes a file that is not there yet, to be read and written.
///
/// # Errors
/// When there is one, or it can't be made.
pub fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a file in the place of one that was left behind, if there is one.
///
/// # Errors
/// When that can't be removed, or the file not be made.
pub fn create_anew(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => create_new(path),
    }
}

/// Writes a whole file that only who makes it may read.
///
/// # Errors
/// When it can't be written, or would take the place of an office file.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    refuse_office(path)?;
    let written = create_anew(path).and_then(|mut file| file.write_all(content));
    written.map_err(|error| StoreError::from_io(&error, path))
}

/// Writes a whole file, in the place of one that is there. It appears under its name when it is complete.
///
/// # Errors
/// When it can't be written, or would take the place of an office file.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    refuse_office(path)?;
    let unfinished = super::sealed::beside(path, ".unfinished");
    let written = (|| {
        let mut file = File::create(&unfinished)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    })();
    written.map_err(|error| {
        fs::remove_file(&unfinished).ok();
        StoreError::from_io(&error, path)
    })
}

fn refuse_office(path: &Path) -> Result<(), StoreError> {
    match super::file::recognise(path) {
        Ok(_) => Err(StoreError::Exists(path.to_owned())),
        Err(_) => Ok(()),
    }
}

/// Lets those read and write a copy who may read and write the file that it will replace.
///
/// # Errors
/// When the system refuses.
pub fn give_rights_of(file: &Path, copy: &Path) -> io::Result<()> {
    fs::set_permissions(copy, fs::metadata(file)?.permissions())
}

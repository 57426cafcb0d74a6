//! What can go wrong with the file or the disk, sorted by what the user can do about it.

use std::path::PathBuf;

use crate::model::Message;

/// A failure of the office file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    NotFound(PathBuf),
    /// There is no such folder, or its disk is not plugged in.
    #[error("there is no folder {}", .0.display())]
    NoFolder(PathBuf),
    /// A file of that name exists already.
    #[error("there is already a file {}", .0.display())]
    Exists(PathBuf),
    /// The file is something else, or too damaged to be recognised.
    #[error("not an office file: {}", .0.display())]
    NotAnOffice(PathBuf),
    /// Another process has the file open.
    #[error("the office is already open: {}", .0.display())]
    AlreadyOpen(PathBuf),
    /// The file was written by a newer version of the program.
    #[error("the file has format {found}, this program knows up to {known}")]
    Newer {
        /// Format of the file.
        found: u32,
        /// Newest format this program knows.
        known: u32,
    },
    /// The file lies on a network share, where the engine can't keep its promises.
    #[error("the file lies on a network share: {}", .0.display())]
    NetworkShare(PathBuf),
    /// The file or its folder can't be written.
    #[error("no permission to write {}", .0.display())]
    ReadOnly(PathBuf),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// A stored value does not match its checksum, or the engine found its pages damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The disk or the operating system refused.
    #[error("input or output failed: {0}")]
    Io(String),
    /// An earlier failure made the engine stop; the file must be opened again.
    #[error("an earlier failure of the disk stopped writing")]
    Stopped,
    /// The file is encrypted and was opened without a key.
    #[error("the office is encrypted: {}", .0.display())]
    Sealed(PathBuf),
    /// There is no room for another account in front of the encrypted file.
    #[error("no room for another key slot")]
    SlotsFull,
    /// The content is sealed, and who is at work has not its key.
    #[error("no key of {0}")]
    NoKey(String),
    /// It was stopped on request; nothing has changed.
    #[error("it was stopped as asked")]
    Cancelled,
    /// Somebody wrote while a copy was made that was to take the place of the file; nothing has changed.
    #[error("something was written meanwhile")]
    Overtaken,
    /// A value could not be encoded or decoded.
    #[error("encoding: {0}")]
    Encoding(String),
}

impl StoreError {
    /// What to tell the user: what happened, to what, and what to do next.
    pub fn message(&self) -> Message {
        let path = |key, path: &PathBuf| Message::new(key).with("path", path.display());
        match self {
            Self::NotFound(file) => path("store.not_found", file),
            Self::NoFolder(folder) => path("store.no_folder", folder),
            Self::Exists(file) => path("store.exists", file),
            Self::NotAnOffice(file) => path("store.not_an_office", file),
            Self::AlreadyOpen(file) => path("store.already_open", file),
            Self::Newer { found, known } => {
                Message::new("store.newer").with("found", found).with("known", known)
            }
            Self::NetworkShare(file) => path("store.network_share", file),
            Self::ReadOnly(file) => path("store.read_only", file),
            Self::DiskFull => Message::new("store.disk_full"),
            Self::Damaged(what) => Message::new("store.damaged").with("what", what),
            Self::Io(detail) => Message::new("store.io").with("detail", detail),
            Self::Stopped => Message::new("store.stopped"),
            Self::Sealed(file) => path("store.sealed", file),
            Self::SlotsFull => Message::new("store.slots_full"),
            Self::NoKey(name) => Message::new("store.no_key").with("name", name),
            Self::Cancelled => Message::new("store.cancelled"),
            Self::Overtaken => Message::new("store.overtaken"),
            Self::Encoding(detail) => Message::new("store.encoding").with("detail", detail),
        }
    }

    /// Sorts a failure of the operating system; `path` is the file it concerns.
    pub fn from_io(error: &std::io::Error, path: &std::path::Path) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound => match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
                    Self::NoFolder(folder.to_owned())
                }
                _ => Self::NotFound(path.to_owned()),
            },
            ErrorKind::AlreadyExists => Self::Exists(path.to_owned()),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path.to_owned()),
            // The blocks of an encrypted file are authenticated.
            ErrorKind::InvalidData => Self::Damaged(error.to_string()),
            // A file that ends before what it says it holds.
            ErrorKind::UnexpectedEof => Self::Damaged(path.display().to_string()),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::DiskFull,
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<redb::Error> for StoreError {
    fn from(error: redb::Error) -> Self {
        match error {
            redb::Error::Io(error) => Self::from_io(&error, std::path::Path::new("")),
            redb::Error::Corrupted(what) => {
                // The engine's words are for the log; which record lies on the page it does not know.
                tracing::warn!(%what, "the engine found the file damaged");
                Self::Damaged("store.damaged_pages".to_owned())
            }
            redb::Error::PreviousIo | redb::Error::DatabaseClosed => Self::Stopped,
            redb::Error::DatabaseAlreadyOpen => Self::AlreadyOpen(PathBuf::new()),
            redb::Error::TableTypeMismatch { .. } | redb::Error::TypeDefinitionChanged { .. } => {
                tracing::warn!(%error, "the engine found the file damaged");
                Self::Damaged("store.damaged_tables".to_owned())
            }
            other => Self::Io(other.to_string()),
        }
    }
}

macro_rules! from_engine {
    ($($error:ty),*) => {$(
        impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                redb::Error::from(error).into()
            }
        }
    )*};
}

from_engine!(
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::DatabaseError,
    redb::CompactionError
);

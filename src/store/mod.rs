//! The office file: one redb database that the user owns.
//!
//! The boundary to the engine is narrow, because a second engine will stand behind it one day: a [`Snapshot`] gets,
//! ranges and counts; a [`Transaction`] also puts and deletes and is committed as a whole. Keys and values are bytes;
//! every value is framed with a checksum over its key and content, because the engine's own reads verify none.
//! Nothing outside this folder names the engine. A file may be encrypted below the engine: [`vault`] says how.

pub mod attachment;
pub mod audit;
pub mod backup;
mod compaction;
pub mod convert;
pub mod engagement;
mod error;
mod file;
pub mod files;
mod frame;
pub mod integrity;
pub mod migration;
pub mod occupancy;
mod proof;
mod rows;
mod sealed;
mod snapshot;
mod table;
mod transaction;
pub mod vault;

pub use compaction::Space;
pub use error::StoreError;
pub use file::{FORMAT, OfficeInfo, Store};
pub use rows::{Rows, decode_row, link_references, unique_key};
pub use sealed::{Found, Founding, SLOTS, SealedFile};
pub use snapshot::Snapshot;
pub use table::Table;
pub use transaction::Transaction;

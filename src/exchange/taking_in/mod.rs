//! Files and whole folders become documents: what is there is looked at first, what will be made is shown with its
//! reasons, and one command makes all of it. Nothing is half filed: until that command only contents are in the file,
//! and they go again when it does not come.

mod plan;
mod run;
mod scan;

pub use plan::{Item, Refused, Same, TakingIn, look};
pub(super) use run::tried;
pub use run::{TakenIn, take_in};
pub use scan::{Found, scan};

/// More files than this are no import but a disk.
pub const MOST_FILES: usize = 100_000;

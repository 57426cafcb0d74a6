//! Work that is worth a second thread, and no more: an office's machine has other things to do.

use std::thread::{Builder, scope};

/// Does two parts of one thing at the same time, the first on a thread of that name.
pub fn both<T: Send>(name: &str, first: impl Fn() -> T + Sync, second: impl FnOnce() -> T) -> (T, T) {
    scope(|scope| {
        let other = Builder::new().name(format!("chancery-{name}")).spawn_scoped(scope, &first);
        let second = second();
        // Where no thread can be had, this one does both.
        let first_done = other.ok().and_then(|other| other.join().ok());
        (first_done.unwrap_or_else(&first), second)
    })
}

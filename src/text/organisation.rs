//! Texts.

use super::Entry;

/// The rows.
pub(super) const ENTRIES: &[Entry] = &[];

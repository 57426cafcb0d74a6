//! The tables of an office file.

use std::borrow::Cow;

/// One ordered table of bytes to bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Facts about the file itself: format, name, identity.
    Office,
    /// The records of one register: identity → row.
    Rows(&'static str),
    /// Unique fields of living records: register, field, value → identity.
    Unique,
    /// References backwards: target, source, field → register of the source.
    Links,
    /// Records with a mark of secrecy: register, record → the last day of its period, or nothing.
    Marks,
    /// Who holds what when: thing, day, holder, beginning → end; holder → all that it holds. And who takes part in what
    /// when, in the same way.
    Occupancy,
    /// The audit chain: number (big-endian) → entry and its hash.
    Audit,
    /// Commands: number (big-endian) → who, when, what, and which audit entries.
    Commands,
    /// What each actor can undo and redo: actor, direction, position → number of a command.
    UndoStacks,
    /// Attachments: owner, identity → name, type, size, hash.
    Attachments,
    /// Contents of attachments in pieces: SHA-256, piece (big-endian) → bytes.
    Blobs,
    /// What was read out of contents: SHA-256 → text.
    Texts,
    /// Living records a register: register → count.
    Counts,
    /// Preferences of actors and remembered mappings: actor, name → value.
    Preferences,
    /// Public keys of accounts and keys sealed to them; without encryption the key slots too.
    Keys,
}

impl Table {
    /// The tables that every office file has whatever its registers.
    pub const FIXED: [Self; 14] = [
        Self::Office,
        Self::Unique,
        Self::Links,
        Self::Marks,
        Self::Occupancy,
        Self::Audit,
        Self::Commands,
        Self::UndoStacks,
        Self::Attachments,
        Self::Blobs,
        Self::Texts,
        Self::Counts,
        Self::Preferences,
        Self::Keys,
    ];

    /// The name in the file.
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Office => "office".into(),
            Self::Rows(register) => format!("rows/{register}").into(),
            Self::Unique => "unique".into(),
            Self::Links => "links".into(),
            Self::Marks => "marks".into(),
            Self::Occupancy => "occupancy".into(),
            Self::Audit => "audit".into(),
            Self::Commands => "commands".into(),
            Self::UndoStacks => "undo".into(),
            Self::Attachments => "attachments".into(),
            Self::Blobs => "blobs".into(),
            Self::Texts => "texts".into(),
            Self::Counts => "counts".into(),
            Self::Preferences => "preferences".into(),
            Self::Keys => "keys".into(),
        }
    }
}

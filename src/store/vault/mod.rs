//! Encryption at rest: an office file below the engine, sealed with a random data key, and the slots that open it.
//!
//! # The file
//!
//! | bytes | holds |
//! |---|---|
//! | 0 … 4096 | two plates of 512 bytes (magic, format, cipher, file identity, salt, number of slots) and two tables of failed attempts |
//! | then | every key slot of 256 bytes, and every one a second time |
//! | then | block 0, the engine's header, in two copies that are written in turn |
//! | then | the other blocks, 4136 bytes each for 4096 of the engine's |
//!
//! A block is XChaCha20-Poly1305 with a random nonce for each time it is written; file identity, key version and block
//! number are authenticated with it, so a block neither moves to another place nor to another file.
//!
//! The data key is in no slot as such. Each account has an X25519 key pair; its private key is encrypted with a key
//! that Argon2id makes of the password (salt and cost are in the slot, so that they can be raised), and the data key is
//! sealed to the public key. A changed password therefore writes one slot again and not the file. A recovery code is
//! one more slot. A slot is found by a keyed hash of the account's name: names are not in the file to be read, though
//! whoever has the file can try names that they guess.
//!
//! # Contents with a key of their own
//!
//! The content of an attachment that is sealed, or 核心商密, is encrypted with a key of its own below everything else,
//! also in a file that is not encrypted. That key is sealed to each account that may know ([`keyring`]) and to the
//! recovery code. So neither a fault of the read filter nor the data key opens it for anybody else. It does not keep
//! out: whoever had it once and kept it; whoever may reset a password and then signs in with it after somebody gave the
//! key anew (the trail tells of the reset); backups from before the content was sealed. Without accounts there is nobody
//! to give a key to: a seal is a rule of the program only.
//!
//! Two things are rules of the program and not of a key. The *fields of a record* under a seal: rules, indexes, totals
//! and the diffs of the trail must read them whoever is at work, so they are as safe as the data key and the read
//! filter are, and no safer. What needs a key of its own belongs into an attachment. The *consent of a second person*:
//! whoever may know a sealed content holds its whole key, and the program waits for the consent before it uses it. Keys
//! in two shares would make two people necessary, but then nobody alone could give a share to who is cleared next or
//! whose password was reset, the last but one who leaves would lock the content for all but the recovery code, and
//! after one consent the applicant has the key all the same. The trail tells of every consent and every reading.
//!
//! # What it protects, and what not
//!
//! - A lost or stolen disk or backup: without a password or the recovery code nothing of any record, attachment, index
//!   or search text can be read. Whoever holds the file can try passwords as fast as Argon2id lets them: the counter of
//!   failed attempts only slows somebody who uses this program.
//! - A changed byte is noticed: blocks and slots are authenticated, plate and counters have a checksum. A single block
//!   that is what it was before, because the disk lost a write, is authentic too; the engine's checksums tell it. In a
//!   file up to 8 MB they are all verified on a second thread from the moment of opening on (`store::proof`): nothing is
//!   written before that has come out well, and signing in waits for it, so nobody sees or works in such a file. Larger
//!   files, encrypted or not, are verified by `check`, by every backup and by a compaction.
//! - **Not** protected: the size of the file and of what was written between two looks at it; the number of slots; a
//!   whole older file put in place of a newer one (each is authentic; only a head of the audit chain kept elsewhere
//!   tells them apart: `desk::SeenHeads` keeps one beside the program's settings, `audit head` one on paper), and with it an older password; single blocks that are put back to what the same block was in
//!   the same file, where the engine's own checksums do not cover them; somebody who has the key and with it
//!   everything; memory, swap and sleep images of the running computer. Slots that were written over may survive in
//!   spare sectors of a solid-state disk: where a password became known, make the file anew with `decrypt` and
//!   `encrypt`.
//!
//! # Torn writes
//!
//! A power cut may leave any part of what was written since the last sync, in sectors of 512 bytes of which each is old
//! or new. The engine writes its pages to places that nothing committed refers to, and a block holds exactly one page
//! of the smallest size, so a torn block is one that nobody asks for. Sectors that a block shares with its neighbours
//! hold the same bytes of the neighbours before and after. Only the engine's header is written over in place: it has
//! two places, and the one that is known to be on the disk is never written before a sync has proven the other. Slots
//! and counters lie within a sector, have two copies too, and the second copy is written after the first is on the
//! disk; at the end both are the same, so that an old password does not stay behind.

mod attempts;
mod blocks;
mod header;
mod key;
pub mod keyring;
mod opened;
mod slot;

pub(super) use attempts::AttemptTable;
pub use attempts::Attempts;
pub(super) use blocks::SealedBlocks;
pub(super) use header::{Header, MAGIC as HEADER_MAGIC};
pub use key::{Key, PublicKey, Salt};
pub use keyring::{Keyring, Recipient};
pub use slot::{Identity, Label, Slot, SlotKind, Strength, new_code, normal_code, normal_name};

//! The colours of printed matter: paper, ink and one seal. Screens have their own tokens; paper has no dark theme.

use super::drawing::Ink;

/// The ground.
pub const PAPER: Ink = Ink::opaque(0xFB, 0xF9, 0xF4);
/// Cards and other raised surfaces.
pub const SHEET: Ink = Ink::opaque(0xFF, 0xFF, 0xFF);
/// Text.
pub const INK: Ink = Ink::opaque(0x22, 0x20, 0x1E);
/// Secondary text.
pub const FADED_INK: Ink = Ink::opaque(0x6A, 0x65, 0x5E);
/// Thin rules and outlines.
pub const RULE: Ink = Ink::opaque(0xB9, 0xB2, 0xA6);
/// The ground of headers.
pub const TINT: Ink = Ink::opaque(0xEE, 0xE9, 0xDF);
/// The accent: 朱砂.
pub const CINNABAR: Ink = Ink::opaque(0xB3, 0x34, 0x2D);
/// Something new.
pub const ADDED: Ink = Ink::opaque(0x2E, 0x6B, 0x4F);
/// Something gone.
pub const REMOVED: Ink = Ink::opaque(0x8A, 0x84, 0x7B);
/// Something that stands elsewhere now.
pub const MOVED: Ink = Ink::opaque(0x2F, 0x4B, 0x7C);

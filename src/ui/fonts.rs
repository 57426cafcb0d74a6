//! The bundled fonts and the order in which a character is looked for in them.
//!
//! The Han font comes first in Chinese, because egui takes the height of a row from the first font of a family and a
//! Latin one would clip Han characters. It also holds Latin, so digits, letters and Han share one baseline. English
//! puts a Latin font of the same design and the same row height before it: in a Chinese font `’ “ ” … ×` are as wide
//! as a Han character. What none of them has is left to egui's own fonts and then to the system.
//!
//! Where the files come from and how they are made again is in `fonts/README.md`.

use std::sync::Arc;

use eframe::egui::{FontData, FontDefinitions, FontFamily, FontTweak};

use crate::text::Language;

pub use crate::print::typefaces::{HAN_BOLD, HAN_REGULAR, ICONS, LATIN_BOLD, LATIN_REGULAR};

const HAN_REGULAR_NAME: &str = "Chancery Sans SC";
const HAN_BOLD_NAME: &str = "Chancery Sans SC Bold";
const LATIN_REGULAR_NAME: &str = "Chancery Sans Latin";
const LATIN_BOLD_NAME: &str = "Chancery Sans Latin Bold";
const ICONS_NAME: &str = "Chancery Icons";

/// The family of headings and of whatever else is bold: egui makes no bold of its own.
pub fn heading() -> FontFamily {
    FontFamily::Name("heading".into())
}

/// The family that looks for icons first, for a text that is an icon and nothing else.
pub fn icons() -> FontFamily {
    FontFamily::Name("icons".into())
}

/// The fonts for a window in `language`, to be set before its first text and again when the language changes.
///
/// The families are egui's two, [`heading`] and [`icons`]. The fonts are part of the program and are not copied.
pub fn definitions_in(language: Language) -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [
        (HAN_REGULAR_NAME, HAN_REGULAR),
        (HAN_BOLD_NAME, HAN_BOLD),
        (LATIN_REGULAR_NAME, LATIN_REGULAR),
        (LATIN_BOLD_NAME, LATIN_BOLD),
    ] {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // The outlines of the icons lie on a grid of their own and carry no hints; a guessed hint would bend them.
    let unhinted = FontTweak { hinting: Some(false), ..FontTweak::default() };
    fonts.font_data.insert(ICONS_NAME.to_owned(), Arc::new(FontData::from_static(ICONS).tweak(unhinted)));

    let english = language == Language::English;
    let before_regular: &[&str] = if english { &[LATIN_REGULAR_NAME] } else { &[] };
    let before_bold: &[&str] = if english { &[LATIN_BOLD_NAME] } else { &[] };
    let own = |first: &[&str], second: &[&str]| -> Vec<String> {
        [first, second, &[HAN_REGULAR_NAME, ICONS_NAME]].concat().into_iter().map(str::to_owned).collect()
    };

    let last = fonts.families.remove(&FontFamily::Proportional).unwrap_or_default();
    let mut proportional = own(before_regular, &[]);
    let mut bold = own(before_bold, &[HAN_BOLD_NAME]);
    proportional.extend(last.iter().cloned());
    bold.extend(last.iter().cloned());

    // Codes and file names keep egui's own monospaced Latin; everything else comes from ours.
    let mut monospace = fonts.families.remove(&FontFamily::Monospace).unwrap_or_default();
    let after_latin = monospace.len().min(1);
    monospace.splice(after_latin..after_latin, own(&[], &[]));

    fonts.families.insert(FontFamily::Proportional, proportional);
    fonts.families.insert(FontFamily::Monospace, monospace);
    fonts.families.insert(heading(), bold);
    fonts.families.insert(icons(), own(&[ICONS_NAME], &[]));
    fonts
}

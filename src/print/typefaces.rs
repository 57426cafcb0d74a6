//! The bundled fonts as bytes, for paper and for the window.

/// The Han font, regular: every Han character of GB 18030-2022 level 2 and of Big5, Latin, Greek, Cyrillic, signs.
pub static HAN_REGULAR: &[u8] = include_bytes!("../../fonts/ChancerySansSC-Regular.otf");
/// The Han font, bold: 通用规范汉字表 and the common characters of Big5.
pub static HAN_BOLD: &[u8] = include_bytes!("../../fonts/ChancerySansSC-Bold.otf");
/// Latin with the narrow punctuation of English, regular.
pub static LATIN_REGULAR: &[u8] = include_bytes!("../../fonts/ChancerySansLatin-Regular.otf");
/// Latin with the narrow punctuation of English, bold.
pub static LATIN_BOLD: &[u8] = include_bytes!("../../fonts/ChancerySansLatin-Bold.otf");
/// Faces for documents that bring none of their own: Han regular and bold, Latin regular and bold.
pub static FACES: [&[u8]; 4] = [HAN_REGULAR, HAN_BOLD, LATIN_REGULAR, LATIN_BOLD];
/// The icons of the window.
pub static ICONS: &[u8] = include_bytes!("../../fonts/ChanceryIcons-Regular.ttf");

//! Design tokens: every colour and size by its meaning. The only file with literal colours.
//!
//! Paper, ink and one seal: a warm paper ground and near-black ink (dark: ink ground, paper text), one cinnabar accent
//! for the chosen thing and the one primary action, indigo for links and focus, four status colours that also differ
//! by shape. Sizes sit on a 4 px grid.

#![expect(clippy::disallowed_methods, reason = "this is where colours get their names")]

use eframe::egui::{Color32, Context, Id, Theme};

use crate::charts::ChartColour;
use crate::text::Language;

/// How tightly things are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Density {
    /// Rows of 24 px, for those who read registers all day.
    Compact,
    /// Rows of 28 px.
    #[default]
    Normal,
    /// Rows of 48 px and larger text, for a finger on the reception terminal.
    Touch,
}

/// How a record stands against its due date, and the tone of a message. Colour and shape differ together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nothing to say; a hollow ring in weak ink.
    Neutral,
    /// Due soon, or plain information; a blue disc.
    DueSoon,
    /// Behind schedule, or a warning; an amber triangle.
    Behind,
    /// Overdue, or an error; a red diamond.
    Overdue,
    /// Done; a green tick.
    Done,
}

impl Status {
    /// All statuses, from calm to urgent to done.
    pub const ALL: [Self; 5] = [Self::Neutral, Self::DueSoon, Self::Behind, Self::Overdue, Self::Done];
}

/// The named colours and sizes of one theme at one density. Lengths are in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// Whether the ground is dark.
    pub dark: bool,
    /// The ground of the window.
    pub panel: Color32,
    /// Ground that recedes: navigation, table headers.
    pub sunken: Color32,
    /// Ground that comes forward: inputs, popups, dialogs.
    pub raised: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Pressed.
    pub pressed: Color32,
    /// The chosen row or item.
    pub selected: Color32,
    /// Ground of a chip.
    pub chip: Color32,
    /// Hairlines between things.
    pub line: Color32,
    /// Edges of inputs, which must be seen.
    pub line_strong: Color32,
    /// Text.
    pub text: Color32,
    /// Labels, help, secondary figures.
    pub text_weak: Color32,
    /// Text on [`Self::accent`].
    pub text_on_accent: Color32,
    /// What leaves the colours of a picture as they are.
    pub untinted: Color32,
    /// The seal: the one primary action, the mark beside the chosen thing.
    pub accent: Color32,
    /// The seal under the pointer.
    pub accent_hover: Color32,
    /// The seal pressed.
    pub accent_pressed: Color32,
    /// Cinnabar as a text colour.
    pub accent_text: Color32,
    /// Links.
    pub link: Color32,
    /// The focus ring.
    pub focus: Color32,
    /// Selected text in an input.
    pub text_selection: Color32,
    /// Dims the window behind a dialog.
    pub backdrop: Color32,
    /// Shadow of popups and dialogs.
    pub shadow: Color32,
    /// [`Status::DueSoon`].
    pub due_soon: Color32,
    /// [`Status::Behind`].
    pub behind: Color32,
    /// [`Status::Overdue`].
    pub overdue: Color32,
    /// [`Status::Done`].
    pub done: Color32,
    /// Grounds of initials discs.
    pub avatars: [Color32; 8],
    /// Series of a chart, told apart in this order.
    pub series: [Color32; 6],
    /// Height of a list row.
    pub row: f32,
    /// Height of buttons and inputs.
    pub control: f32,
    /// Smallest text.
    pub small: f32,
    /// Body text.
    pub body: f32,
    /// Title of a section.
    pub section: f32,
    /// Title of a screen.
    pub title: f32,
    /// A single large figure.
    pub display: f32,
    /// The grid.
    pub grid: f32,
    /// Space between controls.
    pub gap: f32,
    /// Space inside panels and dialogs.
    pub padding: f32,
    /// Corner radius of controls.
    pub radius: u8,
    /// Corner radius of popups and dialogs.
    pub radius_large: u8,
}

impl Tokens {
    /// The colour of a status, readable as text on every ground.
    pub fn status(&self, status: Status) -> Color32 {
        match status {
            Status::Neutral => self.text_weak,
            Status::DueSoon => self.due_soon,
            Status::Behind => self.behind,
            Status::Overdue => self.overdue,
            Status::Done => self.done,
        }
    }

    /// The colour of a disc for `hash`, always the same for the same value.
    pub fn avatar(&self, hash: u64) -> Color32 {
        let slot = usize::try_from(hash % 8).unwrap_or_default();
        self.avatars.get(slot).copied().unwrap_or(self.link)
    }

    const fn light(density: Density) -> Self {
        Self {
            dark: false,
            panel: rgb(0xFB_F9F4),
            sunken: rgb(0xF4_F0E6),
            raised: rgb(0xFF_FEFB),
            hover: rgb(0xF3_EEE2),
            pressed: rgb(0xE9_E2D2),
            selected: rgb(0xF7_E6DF),
            chip: rgb(0xEF_EADD),
            line: rgb(0xE8_E2D5),
            line_strong: rgb(0xC9_C0AD),
            text: rgb(0x23_201B),
            text_weak: rgb(0x69_6256),
            text_on_accent: rgb(0xFF_FCF7),
            accent: rgb(0xB3_342D),
            accent_hover: rgb(0xA0_2C26),
            accent_pressed: rgb(0x88_231F),
            accent_text: rgb(0xA6_2F28),
            link: rgb(0x3B_4A90),
            focus: rgb(0x4A_5CB0),
            text_selection: rgb(0xD5_DAF0),
            backdrop: Color32::from_rgba_premultiplied(14, 12, 10, 92),
            shadow: Color32::from_rgba_premultiplied(4, 3, 2, 30),
            due_soon: rgb(0x1D_63A3),
            behind: rgb(0x8A_5600),
            overdue: rgb(0xB0_1E3F),
            done: rgb(0x2A_6A3C),
            avatars: [
                rgb(0x5B_6B9A),
                rgb(0x8A_5A44),
                rgb(0x4F_7358),
                rgb(0x86_5A82),
                rgb(0x3F_7080),
                rgb(0x7E_6530),
                rgb(0x9A_4F5B),
                rgb(0x5E_6670),
            ],
            series: [
                rgb(0x3B_4A90),
                rgb(0xB3_342D),
                rgb(0x3F_7F6B),
                rgb(0xB4_7A1C),
                rgb(0x86_5A82),
                rgb(0x4F_7E9E),
            ],
            ..Self::sizes(density)
        }
    }

    const fn dark(density: Density) -> Self {
        Self {
            dark: true,
            panel: rgb(0x1B_1A18),
            sunken: rgb(0x15_1412),
            raised: rgb(0x24_2320),
            hover: rgb(0x29_2724),
            pressed: rgb(0x33_302B),
            selected: rgb(0x3A_2623),
            chip: rgb(0x2F_2D28),
            line: rgb(0x2E_2C27),
            line_strong: rgb(0x55_5148),
            text: rgb(0xE9_E3D6),
            text_weak: rgb(0xA8_A193),
            text_on_accent: rgb(0xFF_FCF7),
            accent: rgb(0xB3_342D),
            accent_hover: rgb(0xBF_3F37),
            accent_pressed: rgb(0x96_2923),
            accent_text: rgb(0xEE_8173),
            link: rgb(0xA3_B3F0),
            focus: rgb(0x8C_9EE8),
            text_selection: rgb(0x3A_4370),
            backdrop: Color32::from_rgba_premultiplied(0, 0, 0, 140),
            shadow: Color32::from_rgba_premultiplied(0, 0, 0, 110),
            due_soon: rgb(0x79_B4EE),
            behind: rgb(0xE0_B050),
            overdue: rgb(0xF4_8799),
            done: rgb(0x80_C490),
            avatars: [
                rgb(0x52_628E),
                rgb(0x80_5340),
                rgb(0x48_6A51),
                rgb(0x7A_5277),
                rgb(0x3A_6776),
                rgb(0x73_5C2C),
                rgb(0x8C_4853),
                rgb(0x55_5D66),
            ],
            series: [
                rgb(0x8C_9EE8),
                rgb(0xE0_6A5E),
                rgb(0x74_BFA6),
                rgb(0xE0_B050),
                rgb(0xC0_94BB),
                rgb(0x7F_B6D6),
            ],
            ..Self::sizes(density)
        }
    }

    /// The sizes of a density, with no colours yet.
    const fn sizes(density: Density) -> Self {
        let (row, control, small, body, section, gap) = match density {
            Density::Compact => (24.0, 24.0, 12.0, 14.0, 16.0, 4.0),
            Density::Normal => (28.0, 28.0, 12.0, 14.0, 16.0, 8.0),
            Density::Touch => (52.0, 52.0, 16.0, 20.0, 20.0, 12.0),
        };
        let none = Color32::TRANSPARENT;
        Self {
            dark: false,
            panel: none,
            sunken: none,
            raised: none,
            hover: none,
            pressed: none,
            selected: none,
            chip: none,
            line: none,
            line_strong: none,
            text: none,
            text_weak: none,
            text_on_accent: none,
            untinted: Color32::WHITE,
            accent: none,
            accent_hover: none,
            accent_pressed: none,
            accent_text: none,
            link: none,
            focus: none,
            text_selection: none,
            backdrop: none,
            shadow: none,
            due_soon: none,
            behind: none,
            overdue: none,
            done: none,
            avatars: [none; 8],
            series: [none; 6],
            row,
            control,
            small,
            body,
            section,
            title: if matches!(density, Density::Touch) { 28.0 } else { 20.0 },
            display: 28.0,
            grid: 4.0,
            gap,
            padding: 16.0,
            radius: 4,
            radius_large: 8,
        }
    }
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

static LIGHT_COMPACT: Tokens = Tokens::light(Density::Compact);
static LIGHT_NORMAL: Tokens = Tokens::light(Density::Normal);
static LIGHT_TOUCH: Tokens = Tokens::light(Density::Touch);
static DARK_COMPACT: Tokens = Tokens::dark(Density::Compact);
static DARK_NORMAL: Tokens = Tokens::dark(Density::Normal);
static DARK_TOUCH: Tokens = Tokens::dark(Density::Touch);

/// The tokens of a theme at a density.
pub fn tokens(theme: Theme, density: Density) -> &'static Tokens {
    match (theme, density) {
        (Theme::Light, Density::Compact) => &LIGHT_COMPACT,
        (Theme::Light, Density::Normal) => &LIGHT_NORMAL,
        (Theme::Light, Density::Touch) => &LIGHT_TOUCH,
        (Theme::Dark, Density::Compact) => &DARK_COMPACT,
        (Theme::Dark, Density::Normal) => &DARK_NORMAL,
        (Theme::Dark, Density::Touch) => &DARK_TOUCH,
    }
}

/// What every widget needs to know to draw itself, besides the theme that egui keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The language of the toolkit's own texts.
    pub language: Language,
    /// How tightly things are set.
    pub density: Density,
}

fn look_id() -> Id {
    Id::unique("chancery look")
}

/// Reads the look from anywhere a widget draws: `ui.tokens().accent`, `ui.language().text("…")`.
pub trait UiExt {
    /// The look set by [`UiExt::set_look`], or the default one.
    fn look(&self) -> Look;
    /// Sets the look; sizes reach egui's own widgets through [`crate::ui::theme::apply`], which calls this.
    fn set_look(&self, look: Look);
    /// The tokens of the current theme and density.
    fn tokens(&self) -> &'static Tokens;
    /// The language of visible texts.
    fn language(&self) -> Language;
}

impl UiExt for Context {
    fn look(&self) -> Look {
        self.data(|data| data.get_temp(look_id())).unwrap_or_default()
    }

    fn set_look(&self, look: Look) {
        self.data_mut(|data| data.insert_temp(look_id(), look));
    }

    fn tokens(&self) -> &'static Tokens {
        tokens(self.theme(), self.look().density)
    }

    fn language(&self) -> Language {
        self.look().language
    }
}

/// A token as charts know colours.
pub fn chart_colour(colour: Color32) -> ChartColour {
    ChartColour(colour.r(), colour.g(), colour.b())
}

/// The colour a chart was drawn in, made of tokens by [`chart_colour`]; `opacity` is 0 to 1.
pub fn drawn_colour([red, green, blue]: [u8; 3], opacity: f64) -> Color32 {
    Color32::from_rgb(red, green, blue).gamma_multiply(super::pixels::narrow(opacity))
}

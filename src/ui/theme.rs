//! Hands the design tokens to egui, for both themes.

use std::collections::BTreeMap;

use eframe::egui::style::{ScrollAnimation, ScrollStyle, WidgetVisuals};
use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme,
    Visuals, vec2,
};

use super::fonts::{definitions_in, heading};
use super::tokens::{Density, Look, Tokens, UiExt as _, tokens};

/// Zoom steps offered to the user; 1 is the screen's own scale.
pub const ZOOM_STEPS: [f32; 7] = [0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0];

/// The text style of a section's title.
pub fn section_style() -> TextStyle {
    TextStyle::Name("section".into())
}

/// The text style of one large figure.
pub fn display_style() -> TextStyle {
    TextStyle::Name("display".into())
}

/// Applies the look to both themes, with the fonts of its language. Called once before the first text and whenever a
/// setting changes; not every frame.
pub fn apply(ctx: &Context, look: Look) {
    ctx.set_look(look);
    ctx.set_fonts(definitions_in(look.language));
    for theme in [Theme::Light, Theme::Dark] {
        ctx.set_style_of(theme, style(tokens(theme, look.density), look.density));
    }
}

/// Sets the zoom to the step `steps` away from the present one, clamped to [`ZOOM_STEPS`]; 0 returns to 1.
pub fn zoom(ctx: &Context, steps: i32) {
    let current = ctx.zoom_factor();
    let next = match steps.signum() {
        1 => ZOOM_STEPS.into_iter().find(|step| *step > current + 0.01),
        -1 => ZOOM_STEPS.into_iter().rev().find(|step| *step < current - 0.01),
        _ => Some(1.0),
    };
    if let Some(next) = next {
        ctx.set_zoom_factor(next);
    }
}

fn style(tokens: &Tokens, density: Density) -> Style {
    let mut style = Style { visuals: visuals(tokens), ..Style::default() };
    style.text_styles = text_styles(tokens);
    style.animation_time = 0.0;
    style.scroll_animation = ScrollAnimation::none();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, if density == Density::Compact { 4.0 } else { 8.0 });
    spacing.button_padding = match density {
        Density::Compact => vec2(8.0, 2.0),
        Density::Normal => vec2(12.0, 4.0),
        Density::Touch => vec2(20.0, 12.0),
    };
    spacing.interact_size = vec2(tokens.control, tokens.control);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(4);
    spacing.menu_spacing = 4.0;
    spacing.icon_width = if density == Density::Touch { 24.0 } else { 16.0 };
    spacing.icon_width_inner = if density == Density::Touch { 14.0 } else { 10.0 };
    spacing.icon_spacing = 8.0;
    spacing.indent = 16.0;
    spacing.combo_width = 160.0;
    spacing.combo_height = 320.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle { floating: true, bar_width: 8.0, ..ScrollStyle::floating() };
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
    style
}

fn text_styles(tokens: &Tokens) -> BTreeMap<TextStyle, FontId> {
    let proportional = |size| FontId::new(size, FontFamily::Proportional);
    let bold = |size| FontId::new(size, heading());
    BTreeMap::from([
        (TextStyle::Small, proportional(tokens.small)),
        (TextStyle::Body, proportional(tokens.body)),
        (TextStyle::Button, proportional(tokens.body)),
        (section_style(), bold(tokens.section)),
        (TextStyle::Heading, bold(tokens.title)),
        (display_style(), bold(tokens.display)),
        (TextStyle::Monospace, FontId::new(tokens.body, FontFamily::Monospace)),
    ])
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(tokens.radius);
    let look = |fill: Color32, edge: Color32, width: f32, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(width, edge),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.5, text),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = look(tokens.panel, tokens.line, 1.0, tokens.text);
    visuals.widgets.inactive = look(tokens.raised, tokens.line_strong, 1.0, tokens.text);
    visuals.widgets.hovered = look(tokens.hover, tokens.line_strong, 1.0, tokens.text);
    // egui shows keyboard focus with the active look: its edge is the focus ring.
    visuals.widgets.active = look(tokens.pressed, tokens.focus, 2.0, tokens.text);
    visuals.widgets.open = look(tokens.hover, tokens.line_strong, 1.0, tokens.text);
    visuals.selection.bg_fill = tokens.text_selection;
    visuals.selection.stroke = Stroke::new(2.0, tokens.focus);
    visuals.text_cursor.stroke = Stroke::new(1.5, tokens.text);
    visuals.ime_composition.active_underline_stroke = Stroke::new(2.0, tokens.accent_text);
    visuals.ime_composition.inactive_underline_stroke = Stroke::new(1.0, tokens.line_strong);
    visuals.weak_text_color = Some(tokens.text_weak);
    visuals.hyperlink_color = tokens.link;
    visuals.faint_bg_color = tokens.sunken;
    visuals.extreme_bg_color = tokens.raised;
    visuals.text_edit_bg_color = Some(tokens.raised);
    visuals.code_bg_color = tokens.chip;
    visuals.warn_fg_color = tokens.behind;
    visuals.error_fg_color = tokens.overdue;
    visuals.panel_fill = tokens.panel;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.window_corner_radius = CornerRadius::same(tokens.radius_large);
    visuals.menu_corner_radius = CornerRadius::same(tokens.radius_large);
    visuals.window_shadow = Shadow { offset: [0, 8], blur: 32, spread: 0, color: tokens.shadow };
    visuals.popup_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: tokens.shadow };
    visuals.striped = false;
    visuals.indent_has_left_vline = false;
    visuals.interact_cursor = None;
    visuals
}

//! Figures at the top of a screen, each of which opens its rows.

use eframe::egui::{CursorIcon, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo};

use super::buttons::focus_ring;
use crate::desk::FigureRows;
use crate::ui::pixels::floor;
use crate::ui::theme::section_style;
use crate::ui::tokens::{Status, UiExt as _};
use crate::ui::workplace::Request;

/// The least room of a figure; where it is lacking they stand in more rows.
const LEAST: f32 = 128.0;

/// A figure.
pub struct Tile {
    /// Key of its name.
    pub name: &'static str,
    /// The figure with its unit.
    pub value: String,
    /// What is said beside the figure when it is pointed at; may be empty.
    pub told: String,
    /// What it is to be noticed for.
    pub status: Option<Status>,
    /// What it is made of.
    pub rows: Option<FigureRows>,
}

/// Draws the figures; each opens its rows.
pub fn tiles(ui: &mut Ui, all: &[Tile], requests: &mut Vec<Request>) {
    let gap = ui.tokens().padding;
    let width = ui.available_width();
    let fitting = floor(f64::from((width + gap) / (LEAST + gap))).max(1);
    let in_row = all.len().div_ceil(all.len().div_ceil(fitting).max(1)).max(1);
    let each = width_of_one(width, gap, in_row);
    for (row, tiles) in all.chunks(in_row).enumerate() {
        ui.push_id(("tiles", row), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = gap;
                for tile in tiles {
                    ui.push_id(tile.name, |ui| one(ui, tile, each, requests));
                }
            });
        });
    }
}

/// The width of each of so many beside each other.
fn width_of_one(width: f32, gap: f32, count: usize) -> f32 {
    let count = u16::try_from(count).map_or(1.0, f32::from);
    (width - gap * (count - 1.0)) / count
}

fn one(ui: &mut Ui, tile: &Tile, width: f32, requests: &mut Vec<Request>) {
    let tokens = ui.tokens();
    let name = ui.language().text(tile.name);
    let sense = if tile.rows.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui
        .scope_builder(UiBuilder::new().sense(sense), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.vertical(|ui| {
                ui.label(RichText::new(name).small().color(tokens.text_weak));
                let color = tile.status.map_or(tokens.text, |status| tokens.status(status));
                ui.label(RichText::new(&tile.value).text_style(section_style()).color(color));
            });
        })
        .response;
    let role = if tile.rows.is_some() { Role::Button } else { Role::Label };
    response.widget_info(|| {
        let told = format!("{name} {} {}", tile.value, tile.told);
        WidgetInfo::labeled(role, true, told.trim_end())
    });
    focus_ring(ui, response.rect.expand(4.0), &response);
    let response = if tile.told.is_empty() { response } else { response.on_hover_text(&tile.told) };
    if let Some(rows) = &tile.rows
        && response.on_hover_cursor(CursorIcon::PointingHand).clicked()
    {
        requests.push(Request::OpenRows(rows.clone(), name.to_owned()));
    }
}

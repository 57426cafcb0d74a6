//! Cells by row and column. A cell is the darker the more it holds, and says its figure where there is room.

use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};

use super::canvas::{Canvas, Drawn, Letters};
use super::figures::{whole, wide};
use super::{Area, ChartColour, HeatMap, Spot};

/// How far the lightest and the darkest cell stand from the ground.
const LIGHTEST: f64 = 0.07;
const DARKEST: f64 = 0.92;

impl<D: DrawingBackend> Canvas<'_, D> {
    pub(super) fn heat_map(&mut self, map: &HeatMap, area: Area) -> Drawn<D> {
        let (unit, language) = (self.unit(), self.style.language);
        let figures = || map.cells.iter().flatten().flatten().copied().filter(|value| value.is_finite());
        let most = figures().fold(0.0_f64, |most, value| most.max(value.abs()));
        let has_less = figures().any(|value| value < 0.0);
        let widest = map.rows.iter().map(|name| self.text_width(name, unit, false)).fold(0.0, f64::max);
        let names = widest.min(area.width * 0.3);
        let left = area.left + names + unit * 1.3;
        let top = area.top + unit * 2.2;
        let width = (area.right() - unit - left).max(unit) / wide(map.columns.len().max(1));
        let height =
            ((area.bottom() - unit * 2.0 - top) / wide(map.rows.len().max(1))).clamp(4.0, unit * 4.0);

        // The scale: from nothing to the most.
        let low = if has_less { -most } else { 0.0 };
        let most_text = map.measure.short(most, language);
        let low_text = map.measure.short(low, language);
        let y = area.top + unit * 1.1;
        let right = area.right() - unit;
        let letters = Letters { across: HPos::Right, ..self.letters(self.style.faded) };
        self.text(&most_text, right, y, letters)?;
        let mut x = right - self.text_width(&most_text, unit, false) - unit * 0.5;
        for step in (0..5_usize).rev() {
            x -= unit * 1.1;
            let value = low + (most - low) * wide(step) / 4.0;
            let patch = Area { left: x, top: y - unit * 0.45, width: unit, height: unit * 0.9 };
            self.fill(patch, self.cell_colour(value, most))?;
        }
        self.text(&low_text, x - unit * 0.5, y, letters)?;
        let room = x - unit - self.text_width(&low_text, unit, false) - area.left - unit;
        let name = self.fitted(&map.name, unit, room);
        let letters = self.letters(self.style.ink);
        self.text(&name, area.left + unit, y, letters)?;

        for (row, (name, cells)) in map.rows.iter().zip(&map.cells).enumerate() {
            let y = top + height * wide(row);
            let name = self.fitted(name, unit, names);
            let letters = Letters { across: HPos::Right, ..self.letters(self.style.ink) };
            self.text(&name, left - unit * 0.6, y + height / 2.0, letters)?;
            for (column, cell) in cells.iter().enumerate() {
                let area = Area {
                    left: left + width * wide(column),
                    top: y,
                    width: (width - 2.0).max(1.0),
                    height: (height - 2.0).max(1.0),
                };
                self.cell(map, (row, column), *cell, most, area)?;
            }
        }
        let base = top + height * wide(map.rows.len()) + unit * 0.3;
        let widest = map.columns.iter().map(|name| self.text_width(name, unit, false)).fold(0.0, f64::max);
        let every = whole(((widest + unit * 0.4) / width).ceil()).max(1);
        for (column, name) in map.columns.iter().enumerate().step_by(every) {
            let letters = Letters { across: HPos::Center, down: VPos::Top, ..self.letters(self.style.faded) };
            self.text(name, left + width * (wide(column) + 0.5), base, letters)?;
        }
        Ok(())
    }

    fn cell(
        &mut self,
        map: &HeatMap,
        (row, column): (usize, usize),
        cell: Option<f64>,
        most: f64,
        area: Area,
    ) -> Drawn<D> {
        let unit = self.unit();
        let Some(value) = cell.filter(|value| value.is_finite()) else {
            return self.outline(area, self.style.rule, 1.0);
        };
        let colour = self.cell_colour(value, most);
        self.fill(area, colour)?;
        let size = unit * 0.88;
        let text = map.measure.short(value, self.style.language);
        if area.height >= unit * 1.2 && self.text_width(&text, size, false) <= area.width - 4.0 {
            let (ink, ground) = (self.style.ink, self.style.ground);
            let far = |other: ChartColour| (other.lightness() - colour.lightness()).abs();
            let ink = if far(ink) >= far(ground) { ink } else { ground };
            let letters = Letters { across: HPos::Center, size, ..self.letters(ink) };
            self.text(&text, area.left + area.width / 2.0, area.top + area.height / 2.0, letters)?;
        }
        let name = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
        let words = format!(
            "{} · {} · {}",
            name(&map.rows, row),
            name(&map.columns, column),
            map.measure.exact(value)
        );
        self.spots.push(Spot { area, series: row, place: column, words });
        Ok(())
    }

    fn cell_colour(&self, value: f64, most: f64) -> ChartColour {
        let part = if most > 0.0 { (value.abs() / most).min(1.0) } else { 0.0 };
        let full = self.series_colour(usize::from(value < 0.0));
        self.style.ground.towards(full, LIGHTEST + (DARKEST - LIGHTEST) * part)
    }
}

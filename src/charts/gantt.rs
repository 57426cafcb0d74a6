//! Bars over days: what is under way from when to when, how far it is, its milestones, and today.

use chrono::{Datelike as _, Days, NaiveDate};
use plotters_backend::DrawingBackend;
use plotters_backend::text_anchor::{HPos, VPos};

use super::canvas::{Canvas, Drawn, Letters};
use super::figures::wide;
use super::{Area, ChartColour, Spot};

/// How a bar is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GanttTone {
    /// In time.
    #[default]
    Normal,
    /// Due soon.
    Soon,
    /// Its end has passed and it is not finished.
    Late,
    /// Finished.
    Done,
}

/// A point on a bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GanttPoint {
    /// Its day.
    pub day: NaiveDate,
    /// Whether it was reached.
    pub is_reached: bool,
    /// What it says.
    pub words: String,
}

/// A bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GanttRow {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// The last day as it was set first, where it was put off.
    pub first_until: Option<NaiveDate>,
    /// How far it is, in per cent.
    pub progress: u8,
    /// How it is going.
    pub tone: GanttTone,
    /// Its milestones.
    pub points: Vec<GanttPoint>,
    /// What it says.
    pub words: String,
}

/// Bars over days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gantt {
    /// The bars, one a row.
    pub rows: Vec<GanttRow>,
    /// Today, which is marked by a line.
    pub today: NaiveDate,
}

impl Gantt {
    /// The first and the last day shown.
    fn ends(&self) -> (NaiveDate, NaiveDate) {
        let days = self.rows.iter().flat_map(|row| {
            [row.from, row.until, self.today].into_iter().chain(row.points.iter().map(|point| point.day))
        });
        let (mut first, mut last) = (self.today, self.today);
        for day in days {
            (first, last) = (first.min(day), last.max(day));
        }
        let week = Days::new(4);
        (first.checked_sub_days(week).unwrap_or(first), last.checked_add_days(week).unwrap_or(last))
    }
}

/// The room of the bars.
struct Room {
    first: NaiveDate,
    left: f64,
    top: f64,
    day: f64,
    row: f64,
    bottom: f64,
}

impl Room {
    /// Where a day begins.
    fn at(&self, day: NaiveDate) -> f64 {
        let days = i32::try_from((day - self.first).num_days()).unwrap_or(0);
        self.left + f64::from(days) * self.day
    }

    /// Where it ends.
    fn end(&self, day: NaiveDate) -> f64 {
        self.at(day) + self.day
    }
}

impl<D: DrawingBackend> Canvas<'_, D> {
    pub(super) fn gantt(&mut self, gantt: &Gantt, area: Area) -> Drawn<D> {
        let unit = self.unit();
        let (first, last) = gantt.ends();
        let widest = gantt.rows.iter().map(|row| self.text_width(&row.name, unit, false)).fold(0.0, f64::max);
        let names = widest.min(area.width * 0.32);
        let left = area.left + names + unit * 1.2;
        let days = i32::try_from((last - first).num_days() + 1).map_or(1.0, f64::from);
        let top = area.top + unit * 2.4;
        let row = ((area.bottom() - unit * 0.5 - top) / wide(gantt.rows.len().max(1))).clamp(4.0, unit * 2.4);
        let bottom = top + row * wide(gantt.rows.len());
        let day = (area.right() - unit - left).max(unit) / days;
        let room = Room { first, left, top, day, row, bottom };
        self.weeks_and_months(&room, last)?;
        for (place, bar) in gantt.rows.iter().enumerate() {
            let y = top + row * wide(place);
            if place % 2 == 1 {
                let band = Area { left: area.left, top: y, width: area.width, height: row };
                self.tint(band, self.style.faded, 0.06)?;
            }
            let name = self.fitted(&bar.name, unit, names);
            let letters = self.letters(self.style.ink);
            self.text(&name, area.left + unit * 0.4, y + row / 2.0, letters)?;
        }
        for (place, bar) in gantt.rows.iter().enumerate() {
            self.gantt_bar(&room, place, bar, gantt.today)?;
        }
        let x = room.at(gantt.today) + day / 2.0;
        let accent = self.style.bad;
        self.line(&[(x, top - unit * 0.3), (x, bottom)], accent, unit / 8.0)?;
        let word = self.style.language.text("chart.today");
        let letters = Letters { across: HPos::Center, is_bold: true, ..self.letters(accent) };
        self.text(word, x, area.top + unit * 0.6, letters)
    }

    /// A rule where each month begins, with its name, and thin ones for Mondays where they fit.
    fn weeks_and_months(&mut self, room: &Room, last: NaiveDate) -> Drawn<D> {
        let unit = self.unit();
        let language = self.style.language;
        let mut at = room.first;
        let mut named_until = room.left - unit;
        loop {
            let x = room.at(at);
            let is_month = at.day() == 1;
            if is_month || (at.weekday() == chrono::Weekday::Mon && room.day * 7.0 > unit * 1.6) {
                let colour =
                    if is_month { self.style.rule } else { self.style.ground.towards(self.style.rule, 0.45) };
                self.line(&[(x, room.top), (x, room.bottom)], colour, 1.0)?;
            }
            if is_month || at == room.first {
                let month = language.fill("chart.month", &[("month", &at.month().to_string())]);
                let name = if at.month() == 1 || at == room.first {
                    format!("{} {month}", at.year())
                } else {
                    month
                };
                if x >= named_until + unit * 0.6 {
                    let letters = Letters { down: VPos::Bottom, ..self.letters(self.style.faded) };
                    self.text(&name, x + unit * 0.25, room.top - unit * 0.2, letters)?;
                    named_until = x + self.text_width(&name, unit, false);
                }
            }
            match at.succ_opt() {
                Some(next) if next <= last => at = next,
                _ => return Ok(()),
            }
        }
    }

    fn gantt_bar(&mut self, room: &Room, place: usize, bar: &GanttRow, today: NaiveDate) -> Drawn<D> {
        let unit = self.unit();
        let middle = room.top + room.row * (wide(place) + 0.5);
        let height = (room.row * 0.5).min(unit * 1.1);
        let colour = self.gantt_colour(bar.tone);
        let (from, until) = (room.at(bar.from), room.end(bar.until.max(bar.from)));
        let whole = Area { left: from, top: middle - height / 2.0, width: until - from, height };
        self.fill(whole, self.style.ground.towards(colour, 0.28))?;
        let reached = Area { width: whole.width * f64::from(bar.progress.min(100)) / 100.0, ..whole };
        self.fill(reached, colour)?;
        if let Some(first) = bar.first_until.filter(|first| *first < bar.until && *first >= bar.from) {
            let x = room.end(first);
            self.hatch(Area { left: x, width: (until - x).max(0.0), ..whole }, 1)?;
            self.line(&[(x, whole.top - 2.0), (x, whole.bottom() + 2.0)], self.style.ink, unit / 8.0)?;
        }
        self.outline(whole, colour, (unit / 12.0).max(1.0))?;
        if bar.tone == GanttTone::Late && today > bar.until {
            let x = room.at(today) + room.day / 2.0;
            self.dashes(&[(until, middle), (x, middle)], colour, unit / 6.0)?;
        }
        self.spots.push(Spot { area: whole, series: place, place: 0, words: bar.words.clone() });
        for (number, point) in bar.points.iter().enumerate() {
            let x = room.at(point.day) + room.day / 2.0;
            let half = (height * 0.55).max(3.0);
            let corners = [(x, middle - half), (x + half, middle), (x, middle + half), (x - half, middle)];
            let ground = if point.is_reached { self.style.ink } else { self.style.ground };
            self.shape(&corners, ground, 1.0)?;
            let [top, right, bottom, left] = corners;
            self.line(&[top, right, bottom, left, top], self.style.ink, (unit / 10.0).max(1.0))?;
            let area = Area { left: x - half, top: middle - half, width: half * 2.0, height: half * 2.0 };
            self.spots.push(Spot { area, series: place, place: number + 1, words: point.words.clone() });
        }
        Ok(())
    }

    fn gantt_colour(&self, tone: GanttTone) -> ChartColour {
        match tone {
            GanttTone::Normal => self.series_colour(0),
            GanttTone::Soon => self.style.soon,
            GanttTone::Late => self.style.bad,
            GanttTone::Done => self.style.good,
        }
    }
}

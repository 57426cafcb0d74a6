//! How a drawing is put on sheets of paper: which way they lie, at what scale, and where each begins.

use super::drawing::{Drawing, Item};
use crate::rules::org_view::Rect;

/// So many sheets are tried before a drawing is simply laid out at the least scale.
const MOST_TRIED: usize = 48;

/// What each try at a smaller scale leaves of the scale before.
const STEP: f64 = 0.98;

/// Between the edge of a sheet and what stands whole on it, in points of the drawing.
const BREATH: f64 = 4.0;

/// Below the drawing, for the line at the foot of each sheet.
pub(super) const FOOTER: f64 = 16.0;

/// A sheet of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm.
    A3,
}

/// How a drawing is put on paper. Lengths are in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheets {
    /// The paper.
    pub paper: Paper,
    /// Whether the long side lies across.
    pub is_landscape: bool,
    /// White on all sides, which printers cannot print on.
    pub margin: f64,
    /// The least part of the drawing that each sheet shares with the next, to be glued over.
    pub overlap: f64,
    /// The factor on the drawing's size; `None`: as large as fits on one sheet, and not above 1.
    pub scale: Option<f64>,
}

impl Default for Sheets {
    fn default() -> Self {
        Self { paper: Paper::A4, is_landscape: true, margin: 28.0, overlap: 14.0, scale: None }
    }
}

impl Sheets {
    /// The fewest sheets on which a drawing can be read, which is at `least` of its size and more, and the largest
    /// scale at which they hold it.
    pub fn for_reading(drawing: &Drawing, least: f64) -> Self {
        let lying = |is_landscape| Self { is_landscape, ..Self::default() };
        let both = [lying(drawing.width >= drawing.height), lying(drawing.width < drawing.height)];
        let one = |sheets: &Self| sheets.fitting(drawing, (1, 1));
        if let Some(sheets) = both.iter().find(|sheets| one(sheets) >= least) {
            return *sheets;
        }
        let blocks = Blocks::of(drawing);
        for count in 2..=MOST_TRIED {
            let mut best: Option<Self> = None;
            for sheets in both {
                for columns in (1..=count).filter(|columns| count % columns == 0) {
                    let grid = (columns, count / columns);
                    let largest = best.and_then(|best| best.scale).unwrap_or(least);
                    let Some(scale) = sheets.largest(drawing, &blocks, grid, largest) else { continue };
                    if best.is_none_or(|best| best.scale.is_none_or(|known| scale > known)) {
                        best = Some(Self { scale: Some(scale), ..sheets });
                    }
                }
            }
            if let Some(best) = best {
                return best;
            }
        }
        Self { scale: Some(least), ..lying(drawing.width >= drawing.height) }
    }

    /// The sheet's width and height.
    pub fn paper_size(&self) -> (f64, f64) {
        let (short, long) = match self.paper {
            Paper::A4 => (595.276, 841.890),
            Paper::A3 => (841.890, 1190.551),
        };
        if self.is_landscape { (long, short) } else { (short, long) }
    }

    /// What of a sheet is drawn on.
    pub(super) fn frame(&self) -> Rect {
        let (width, height) = self.paper_size();
        Rect {
            x: self.margin,
            y: self.margin,
            width: width - 2.0 * self.margin,
            height: height - 2.0 * self.margin - FOOTER,
        }
    }

    /// The scale at which a grid of sheets would just hold a drawing if cards could be cut anywhere, 1 and less.
    fn fitting(&self, drawing: &Drawing, (columns, rows): (usize, usize)) -> f64 {
        let frame = self.frame();
        let reach = |length: f64, count: usize| {
            let count = u32::try_from(count).map_or(f64::MAX, f64::from);
            length * count - self.overlap * (count - 1.0)
        };
        let (across, down) = (reach(frame.width, columns), reach(frame.height, rows));
        (across / drawing.width).min(down / drawing.height).min(1.0)
    }

    /// The largest scale, not below `least`, at which a grid holds a drawing without cutting what can stand whole.
    fn largest(&self, drawing: &Drawing, blocks: &Blocks, grid: (usize, usize), least: f64) -> Option<f64> {
        let mut scale = self.fitting(drawing, grid);
        while scale >= least {
            let (lefts, tops) = self.beginnings(drawing, blocks, scale);
            if lefts.len() <= grid.0 && tops.len() <= grid.1 {
                return Some(scale);
            }
            scale *= STEP;
        }
        None
    }

    /// The factor on the size of a drawing.
    pub(super) fn scale_of(&self, drawing: &Drawing) -> f64 {
        self.scale.unwrap_or_else(|| self.fitting(drawing, (1, 1)))
    }

    /// Where the columns and the rows of sheets begin, in points of the drawing.
    pub fn begins(&self, drawing: &Drawing) -> (Vec<f64>, Vec<f64>) {
        self.beginnings(drawing, &Blocks::of(drawing), self.scale_of(drawing))
    }

    fn beginnings(&self, drawing: &Drawing, blocks: &Blocks, scale: f64) -> (Vec<f64>, Vec<f64>) {
        let frame = self.frame();
        let overlap = self.overlap.max(0.0) / scale;
        let lefts = beginnings(drawing.width, frame.width / scale, overlap, &blocks.across);
        let tops = beginnings(drawing.height, frame.height / scale, overlap, &blocks.down);
        (lefts, tops)
    }
}

/// From where to where the rectangles of a drawing reach, which shall not be cut between two sheets.
struct Blocks {
    across: Vec<(f64, f64)>,
    down: Vec<(f64, f64)>,
}

impl Blocks {
    fn of(drawing: &Drawing) -> Self {
        let rects = drawing.items.iter().filter_map(|item| match item {
            Item::Rect { rect, .. } => Some(rect),
            _ => None,
        });
        let (across, down) = rects.map(|rect| ((rect.x, rect.right()), (rect.y, rect.bottom()))).unzip();
        Self { across, down }
    }
}

/// Where each sheet begins, along one side: the next one begins before the first block that the one before cuts, as
/// far as blocks are small enough to stand whole.
fn beginnings(length: f64, sheet: f64, overlap: f64, blocks: &[(f64, f64)]) -> Vec<f64> {
    // A hair of tolerance, or a drawing scaled to fit would take a second sheet for a rounding error.
    const HAIR: f64 = 1e-6;
    let mut found = vec![0.0];
    let mut begin = 0.0;
    while begin + sheet < length - HAIR {
        let end = begin + sheet;
        let is_cut = |(from, until): &&(f64, f64)| {
            *from < end - HAIR && *until > end + HAIR && until - from + 2.0 * BREATH <= sheet / 2.0
        };
        let first = blocks.iter().filter(is_cut).map(|(from, _)| from - BREATH).fold(end - overlap, f64::min);
        begin = first.max(begin + sheet / 4.0);
        found.push(begin);
    }
    found
}

/// The place of a sheet among all, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetNumber {
    /// The row.
    pub row: usize,
    /// The column.
    pub column: usize,
    /// All rows.
    pub rows: usize,
    /// All columns.
    pub columns: usize,
}

impl SheetNumber {
    /// Which of all it is, counted row by row from 1.
    pub fn place(&self) -> usize {
        self.row.saturating_sub(1).saturating_mul(self.columns).saturating_add(self.column)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.saturating_mul(self.columns)
    }
}

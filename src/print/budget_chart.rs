//! Charts as files: one picture, or several on a page.

use std::path::Path;

use chrono::NaiveDate;

use super::chart_file::{marked_heading, require_may_leave, typeface, write_drawing};
use super::chart_surface::ChartSurface;
use super::drawing::{Anchor, Drawing, Ink, Item};
use super::font::Typeface;
use super::palette;
use crate::charts::{Chart, ChartColour, ChartStyle, Content, budget};
use crate::desk::{Access, ExecutionPanel, ExecutionQuery, Marks, Outlet, Reader, Right};
use crate::model::{Message, Problem};
use crate::records;
use crate::rules::org_view::{Point, Rect};
use crate::text::Language;

/// Size of a single chart, in points.
const SIZE: (u32, u32) = (760, 420);
/// Size of one of several on a page, two beside each other.
const SIZE_ON_PAGE: (u32, u32) = (410, 270);
/// The width of a page with its borders: as much as fits on an upright A4 sheet without becoming too small to be read.
const PAGE: f64 = 880.0;
const BORDER: f64 = 20.0;
const TEXT_SIZE: f64 = 12.0;

/// The registers that the pictures of the budget are made of.
const BUDGET: &[&str] = &["budget_line", "budget_version", "adjustment", "commitment", "expense"];

/// Charts that leave the office together.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartPage {
    /// The registers that the figures are made of, each of which the session may export; the trail names the first.
    pub registers: Vec<&'static str>,
    /// Title of a page of several.
    pub title: String,
    /// Lines of text under the title.
    pub lines: Vec<String>,
    /// Lines of text at the end.
    pub closing: Vec<String>,
    /// The charts.
    pub charts: Vec<Chart>,
    /// The marks of everything that is shown.
    pub marks: Marks,
    /// Of how many records of a register the figures are.
    pub count: usize,
}

impl Default for ChartPage {
    fn default() -> Self {
        Self {
            registers: BUDGET.to_vec(),
            title: String::new(),
            lines: Vec::new(),
            closing: Vec::new(),
            charts: Vec::new(),
            marks: Marks::default(),
            count: 0,
        }
    }
}

/// Draws the execution of the newest released budget on a day into a file; its extension says what kind.
///
/// # Errors
/// When no budget was released, the kind is unknown, or the file can't be written.
pub fn write_budget_execution(
    reader: &Reader,
    day: NaiveDate,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let query = ExecutionQuery::on(day);
    let panel = ExecutionPanel::read(reader, &query)?
        .ok_or_else(|| Problem::input(Message::new("print.no_budget")))?;
    let page = ChartPage {
        charts: vec![budget::execution_chart(&panel, language)],
        marks: panel.marks,
        count: panel.lines.len(),
        ..ChartPage::default()
    };
    write_charts(reader, &page, path, language)
}

/// Draws charts into a file: one alone, several below each other under a title.
///
/// # Errors
/// When the session may not export the registers of the page, what is shown may not leave the office, the kind is unknown, or the file can't be written.
pub fn write_charts(
    reader: &Reader,
    page: &ChartPage,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    for register in &page.registers {
        if let Some(record_type) = records::find(register) {
            reader.require(record_type, Right::Export)?;
        }
    }
    require_may_leave(page.marks)?;
    let typeface = typeface()?;
    let drawing = draw_page(page, &typeface, language)
        .map_err(|error| Problem::input(Message::new("print.failed").with("detail", error)))?;
    let mut access = Access::new(page.registers.first().copied().unwrap_or_default(), Outlet::Paper);
    access.count = page.count;
    access.secrecy = page.marks.level;
    write_drawing(reader, access, &drawing, &typeface, path, language)
}

fn draw_page(page: &ChartPage, typeface: &Typeface, language: Language) -> Result<Drawing, String> {
    let style = style(language);
    let draw = |chart: &Chart, size| {
        let mut drawing = Drawing::default();
        let surface = ChartSurface::new(&mut drawing, typeface, size);
        chart.draw(surface, &style).map_err(|error| error.to_string())?;
        drawing.title = chart.in_words(language);
        Ok::<_, String>(drawing)
    };
    if let ([chart], true) = (page.charts.as_slice(), page.title.is_empty()) {
        let heading = marked_heading(page.marks, chart.heading.clone(), language);
        // Every bar of a Gantt chart has its line, however many there are.
        let size = match &chart.content {
            Content::Gantt(gantt) => {
                let rows = u32::try_from(gantt.rows.len()).unwrap_or(u32::MAX).min(400);
                (SIZE.0, SIZE.1.max(90 + rows * 24))
            }
            _ => SIZE,
        };
        return draw(&Chart { heading, ..chart.clone() }, size);
    }
    let title = marked_heading(page.marks, page.title.clone(), language);
    let mut items = Vec::new();
    let mut height = BORDER;
    let mut write = |text: &str, size: f64, is_bold: bool, ink: Ink, height: &mut f64| {
        *height += size * 1.5;
        let position = Point { x: BORDER + TEXT_SIZE, y: *height };
        let text = typeface.fit(is_bold, size, text, PAGE - 2.0 * (BORDER + TEXT_SIZE));
        items.push(Item::Text { position, anchor: Anchor::Start, size, is_bold, ink, text });
    };
    write(&title, 18.0, true, palette::INK, &mut height);
    for line in &page.lines {
        write(line, TEXT_SIZE, false, palette::FADED_INK, &mut height);
    }
    height += BORDER;
    let mut charts = Vec::new();
    let mut told = vec![title];
    let (across, down) = (f64::from(SIZE_ON_PAGE.0) + BORDER, f64::from(SIZE_ON_PAGE.1) + BORDER);
    for pair in page.charts.chunks(2) {
        for (chart, left) in pair.iter().zip([BORDER, BORDER + across]) {
            let drawing = draw(chart, SIZE_ON_PAGE)?;
            told.push(drawing.title);
            charts.extend(drawing.items.into_iter().map(|item| item.moved(left, height)));
        }
        height += down;
    }
    for line in &page.closing {
        write(line, TEXT_SIZE, false, palette::INK, &mut height);
    }
    height += BORDER;
    let ground = Rect { x: 0.0, y: 0.0, width: PAGE, height };
    let mut all = vec![Item::Rect { rect: ground, radius: 0.0, fill: Some(palette::PAPER), stroke: None }];
    all.extend(charts);
    all.extend(items);
    Ok(Drawing { width: PAGE, height, title: told.join("\n"), items: all })
}

/// The style of charts on paper.
fn style(language: Language) -> ChartStyle {
    let first = [palette::MOVED, palette::CINNABAR, palette::ADDED];
    let series = [
        colour(first[0]),
        colour(first[1]),
        colour(first[2]),
        ChartColour(0xB4, 0x7A, 0x1C),
        ChartColour(0x86, 0x5A, 0x82),
        ChartColour(0x4F, 0x7E, 0x9E),
    ];
    ChartStyle {
        ground: colour(palette::PAPER),
        ink: colour(palette::INK),
        faded: colour(palette::FADED_INK),
        rule: colour(palette::TINT),
        series,
        good: colour(palette::ADDED),
        bad: colour(palette::CINNABAR),
        soon: ChartColour(0xB4, 0x7A, 0x1C),
        text_size: TEXT_SIZE,
        language,
    }
}

fn colour(ink: Ink) -> ChartColour {
    ChartColour(ink.r, ink.g, ink.b)
}

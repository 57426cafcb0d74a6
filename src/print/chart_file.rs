//! Drawings as files, the org chart among them: SVG, PNG, or PDF over as many sheets as it takes to be read.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::drawing::Drawing;
use super::font::Typeface;
use super::org_chart::{CardKind, OrgCard, OrgChart as Picture};
use super::portrait::Portrait;
use super::sheets::{SheetNumber, Sheets};
use super::{pdf, png, svg, typefaces};
use crate::desk::{Access, Marks, OrgChart, OrgNode, Outlet, Reader};
use crate::model::{Message, Problem, RecordId, Secrecy};
use crate::rules::org_layout::{Direction, Layout, Size};
use crate::rules::org_shape::shape_for;
use crate::store::files;
use crate::text::Language;

const LEAST_WIDTH: f64 = 120.0;
const MOST_WIDTH: f64 = 220.0;

/// Pixels across a photo: sharp on paper at 300 to the inch.
const PORTRAIT_SIDE: u32 = 128;

/// Pixels for a point of a PNG.
const PIXELS: f64 = 2.0;

/// Below this factor text on paper can't be read; the chart is then tiled over several sheets.
const LEAST_SCALE: f64 = 0.6;

/// Draws the org chart of a day into a file; its extension says what kind.
///
/// # Errors
/// When there is nothing to draw, the kind is unknown, or the file can't be written.
pub fn write_org_chart(
    reader: &Reader,
    day: NaiveDate,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let chart = OrgChart::read(reader, day)?;
    if chart.nodes.is_empty() {
        return Err(Problem::input(Message::new("print.no_posts")));
    }
    require_may_leave(chart.marks)?;
    let typeface = typeface()?;
    let mut cards: Vec<OrgCard> = chart.nodes.iter().map(|node| card(node, language)).collect();
    for (card, node) in cards.iter_mut().zip(&chart.nodes) {
        if let Some(person) = node.person {
            card.portrait = portrait(reader, person)?;
        }
    }
    let size = |place: u32| {
        let card = usize::try_from(place).ok().and_then(|place| cards.get(place));
        card.map(|card| card.size(&typeface, LEAST_WIDTH, MOST_WIDTH)).unwrap_or_default()
    };
    let room = Sheets::default().frame();
    let room = Size { width: room.width, height: room.height };
    let options = shape_for(&chart.forest, size, |_| false, Direction::TopDown, room);
    let layout = Layout::new(&chart.forest, size, |_| false, options);
    let dotted: Vec<(u32, u32)> = chart
        .nodes
        .iter()
        .zip(0_u32..)
        .filter_map(|(node, place)| Some((place, chart.places.get(&node.dotted_to?).copied()?)))
        .collect();
    let heading = language.fill("print.org_chart_heading", &[("day", &day.to_string())]);
    let heading = marked_heading(chart.marks, heading, language);
    let marked = chart.forest.roots().first().copied();
    let picture = Picture { heading: &heading, cards: &cards, layout: &layout, dotted: &dotted, marked };
    let drawing = picture.draw(&typeface);
    let mut access = Access::new("post", Outlet::Paper);
    access.count = chart.nodes.len();
    access.secrecy = chart.marks.level;
    write_drawing(reader, access, &drawing, &typeface, path, language)
}

/// A person's photo, small. A file that is no picture after all leaves the initials.
fn portrait(reader: &Reader, person: RecordId) -> Result<Option<Arc<Portrait>>, Problem> {
    let Some(photo) = reader.photo(person)? else { return Ok(None) };
    Ok(Portrait::read(&reader.content(&photo)?, PORTRAIT_SIDE).ok().map(Arc::new))
}

/// The typeface of everything that is drawn into files.
pub(super) fn typeface() -> Result<Typeface, Problem> {
    Typeface::new(typefaces::HAN_REGULAR, Some(typefaces::HAN_BOLD))
        .map_err(|error| Problem::Bug(error.to_string()))
}

/// Refuses to draw what is kept in the office file.
pub(super) fn require_may_leave(marks: Marks) -> Result<(), Problem> {
    if marks.keeps {
        return Err(Problem::Denied(Message::new("denied.withheld").with("level", Secrecy::Trade.text())));
    }
    Ok(())
}

/// A heading with the highest mark of what stands below it.
pub(super) fn marked_heading(marks: Marks, heading: String, language: Language) -> String {
    if marks.level > Secrecy::Ordinary {
        return format!("{}  {heading}", language.text(marks.level.text()));
    }
    heading
}

/// Writes a drawing into a file, whose extension says what kind, and notes that it left the office.
///
/// # Errors
/// When the kind is unknown or the file can't be written.
pub(super) fn write_drawing(
    reader: &Reader,
    access: Access,
    drawing: &Drawing,
    typeface: &Typeface,
    path: &Path,
    language: Language,
) -> Result<(), Problem> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let bytes = match extension.to_ascii_lowercase().as_str() {
        "svg" => svg::write(drawing).into_bytes(),
        "png" => png::write(drawing, typeface, PIXELS)
            .map_err(|error| Problem::input(Message::new("print.failed").with("detail", error)))?,
        "pdf" => {
            let footer = |sheet: SheetNumber| sheet_number(sheet, language);
            pdf::write_sheets(drawing, typeface, Sheets::for_reading(drawing, LEAST_SCALE), &footer)
                .map_err(|error| Problem::input(Message::new("print.failed").with("detail", error)))?
        }
        other => return Err(Problem::input(Message::new("print.format").with("extension", other))),
    };
    reader.record_access(access);
    Ok(files::write_whole(path, &bytes)?)
}

/// Which sheet it is, and where it lies among the others when they are glued together.
fn sheet_number(sheet: SheetNumber, language: Language) -> String {
    let key = if sheet.rows > 1 && sheet.columns > 1 { "print.sheet_of_grid" } else { "print.sheet" };
    language.fill(
        key,
        &[
            ("sheet", &sheet.place().to_string()),
            ("sheets", &sheet.count().to_string()),
            ("row", &sheet.row.to_string()),
            ("column", &sheet.column.to_string()),
        ],
    )
}

fn card(node: &OrgNode, language: Language) -> OrgCard {
    let holder = node.holders.first();
    let title = match holder {
        Some((name, true)) => language.fill("org_chart.acting", &[("name", name)]),
        Some((name, false)) if node.holders.len() > 1 => format!("{name} +{}", node.holders.len() - 1),
        Some((name, false)) => name.to_string(),
        None => language.text("org_chart.vacant").to_owned(),
    };
    let mut lines = vec![node.name.to_string()];
    if !node.unit.is_empty() {
        lines.push(node.unit.to_string());
    }
    lines.extend(node.places());
    let initials = holder.map(|(name, _)| name.chars().next().map(String::from).unwrap_or_default());
    OrgCard {
        title,
        lines,
        initials: initials.unwrap_or_default(),
        is_vacant: holder.is_none(),
        kind: CardKind::Post,
        ..OrgCard::default()
    }
}

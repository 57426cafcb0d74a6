//! 催办单: green, yellow or red, with what is owed, since when, and room for the answer.

use super::{PrintOrder, day_in, failed, pdf_of};
use crate::desk::{Titles, View, civil_date, work_calendar};
use crate::model::{Choice as _, Problem};
use crate::print::drawing::{Anchor, Ink};
use crate::print::paper::{Face, Sheet, TableColumn, table_sheets};
use crate::records::supervision::{Matter, MatterSource, Slip, SlipColour};
use crate::rules::supervision::days_late;
use crate::text::Language;

const GREEN: Ink = Ink::opaque(0x2E, 0x6B, 0x4F);
const YELLOW: Ink = Ink::opaque(0xB4, 0x7A, 0x1C);
const RED: Ink = Ink::opaque(0xB3, 0x34, 0x2D);

/// Prints the slips that are meant.
pub(super) fn write(order: &PrintOrder<'_>) -> Result<Vec<u8>, Problem> {
    order.require_pdf()?;
    let mut sheets = Vec::new();
    for view in order.records("slip")? {
        sheets.extend(sheets_of(order, view)?);
    }
    pdf_of(&sheets)
}

fn sheets_of(order: &PrintOrder<'_>, view: View) -> Result<Vec<Sheet>, Problem> {
    let (reader, language) = (order.reader, order.language);
    let missing = || Problem::Bug("a row of another type reached the printer".to_owned());
    let stored = view.row.typed::<Slip>().ok_or_else(missing)?;
    let (made, slip) = (stored.meta.created_at, stored.record);
    let matter: Matter = match slip.matter {
        Some(matter) => reader.find(matter)?.map(|matter| matter.record).unwrap_or_default(),
        None => Matter::default(),
    };
    let on = slip.on.unwrap_or(civil_date(made));
    let mut titles = Titles::default();
    let source = MatterSource::SET.text_key(matter.source.code()).map_or("", |key| language.text(key));
    let owner = titles.of(reader, slip.addressee)?;
    let unit = titles.of(reader, matter.lead_unit)?;
    let by = titles.of(reader, slip.by)?;
    let day = |day| day_in(language, day);
    let last = match matter.reported_on {
        Some(on) => format!("{on}  {}", matter.last_word),
        None => language.text("supervision.no_word").to_owned(),
    };
    let row = |key: &'static str, value: String| vec![language.text(key).to_owned(), value];
    let rows = vec![
        row("matter.number", matter.number.clone()),
        row("matter.title", matter.title.clone()),
        row("matter.text", matter.text.clone()),
        row("matter.source", source.to_owned()),
        row("matter.lead_unit", unit),
        row("slip.addressee", owner),
        row("matter.assigned_on", day(matter.assigned_on)),
        row("matter.due", day(slip.due)),
        row("matter.acceptance", matter.acceptance.clone()),
        row("matter.last_word", last),
        row("slip.note", asked(order, &slip, on)?),
        row("slip.copied", slip.copied.join(language.list_separator())),
        row("slip.by", by),
        row("slip.on", day(Some(on))),
        row("print.answer", "\n\n\n".to_owned()),
        row("print.signed_for", "\n".to_owned()),
    ];
    let columns = [("print.form_item", 1.4), ("print.form_content", 4.0)]
        .map(|(key, share)| TableColumn { title: language.text(key).to_owned(), share });
    let mut sheets = table_sheets(language.text("print.slip"), "", &columns, &rows).map_err(failed)?;
    if let Some(first) = sheets.first_mut() {
        seal(first, slip.colour, language);
    }
    Ok(sheets)
}

/// What is asked for: the words of whoever urges, then what the rule asks.
fn asked(order: &PrintOrder<'_>, slip: &Slip, on: chrono::NaiveDate) -> Result<String, Problem> {
    let mut words = Vec::new();
    if !slip.note.trim().is_empty() {
        words.push(slip.note.trim().to_owned());
    }
    if let Some(due) = slip.due {
        let late = days_late(due, on, &work_calendar(order.reader)?);
        words.push(if slip.colour == SlipColour::Red {
            order.language.fill("print.slip_late", &[("days", &late.to_string())])
        } else {
            order.language.fill("print.slip_asks", &[("due", &day_in(order.language, Some(due)))])
        });
    }
    Ok(words.join("\n"))
}

/// The colour of the slip, told by its name and by its frame: one line, two, three.
fn seal(sheet: &mut Sheet, colour: SlipColour, language: Language) {
    let (ink, lines) = match colour {
        SlipColour::Green => (GREEN, 1_u8),
        SlipColour::Yellow => (YELLOW, 2),
        SlipColour::Red => (RED, 3),
    };
    let (x, y, width, height) = (167.0, 15.0, 28.0, 10.0);
    for line in 0..lines {
        let inset = f64::from(line) * 0.9;
        sheet.frame(x + inset, y + inset, width - 2.0 * inset, height - 2.0 * inset, 0.35, ink);
    }
    let name = SlipColour::SET.text_key(colour.code()).map_or("", |key| language.text(key));
    sheet.text((x + width / 2.0, y + 6.6), 12.0, Face::Title, Anchor::Middle, ink, name);
}

//! Drawings as SVG, PNG and PDF.

use std::io::Write as _;
use std::process::{Command, Stdio};

use chancery::print::drawing::{Anchor, Drawing, Ink, Item, Stroke};
use chancery::print::font::{Font, FontError, Typeface, text_width};
use chancery::print::org_chart::{CardKind, Change, OrgCard, OrgChart};
use chancery::print::pdf::{self, PdfError};
use chancery::print::png::{self, PngError};
use chancery::print::sheets::{Paper, SheetNumber, Sheets};
use chancery::print::svg;
use chancery::rules::org_layout::{Layout, Options};
use chancery::rules::org_tree::Forest;
use chancery::rules::org_view::{Point, Rect};

static REGULAR: &[u8] = include_bytes!("../../fonts/ChancerySansSC-Regular.otf");
static BOLD: &[u8] = include_bytes!("../../fonts/ChancerySansSC-Bold.otf");
static LATIN: &[u8] = include_bytes!("../../fonts/ChancerySansLatin-Regular.otf");

const BLACK: Ink = Ink::opaque(0, 0, 0);

fn typeface() -> Typeface {
    Typeface::new(REGULAR, Some(BOLD)).unwrap()
}

fn text(x: f64, y: f64, text: &str) -> Item {
    Item::Text {
        position: Point { x, y },
        anchor: Anchor::Start,
        size: 12.0,
        is_bold: false,
        ink: BLACK,
        text: text.to_owned(),
    }
}

fn page(width: f64, height: f64, items: Vec<Item>) -> Drawing {
    Drawing { width, height, title: "试图".to_owned(), items }
}

/// The text and the number of pages of a PDF as poppler reads it; `None` where poppler is not installed.
fn read_back(pdf: &[u8]) -> Option<(String, usize)> {
    let mut reader = match Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
    {
        Ok(reader) => reader,
        Err(error) => {
            eprintln!("skipped: pdftotext cannot be started: {error}");
            return None;
        }
    };
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    let pages = text.matches('\u{c}').count();
    Some((text, pages))
}

fn office() -> (Vec<OrgCard>, Forest) {
    let card = |title: &str, line: &str| OrgCard {
        title: title.to_owned(),
        lines: vec![line.to_owned()],
        initials: title.chars().take(1).collect(),
        ..OrgCard::default()
    };
    let mut cards =
        vec![card("市政府办公室", "编制 12"), card("张文", "综合科科长"), card("Ana Lima", "Archivist")];
    cards[0].kind = CardKind::Unit;
    cards.push(OrgCard { is_vacant: true, change: Change::Added, ..card("空缺", "文书岗") });
    let (forest, _) = Forest::new(&[None, Some(0), Some(0), Some(1)], &[]);
    (cards, forest)
}

fn chart() -> Drawing {
    let (cards, forest) = office();
    let typeface = typeface();
    let layout = Layout::new(
        &forest,
        |node| cards[node as usize].size(&typeface, 120.0, 220.0),
        |_| false,
        Options::default(),
    );
    let chart = OrgChart {
        heading: "组织架构图",
        cards: &cards,
        layout: &layout,
        dotted: &[(3, 2)],
        marked: Some(0),
    };
    chart.draw(&typeface)
}

#[test]
fn widths_come_from_the_font() {
    let typeface = typeface();
    // A Han character is exactly as wide as the size.
    assert!((typeface.text_width(false, 12.0, "文枢") - 24.0).abs() < 1e-9);
    let latin = Font::new(LATIN).unwrap();
    let (narrow, wide) = (text_width(&latin, 10.0, "iii"), text_width(&latin, 10.0, "mmm"));
    assert!(narrow > 5.0 && narrow < 10.0 && wide > 20.0 && wide < 30.0, "{narrow} {wide}");
    assert!(typeface.regular.covers('文') && !latin.covers('文'));
    // A character that the bold font lacks is set in the regular one.
    let rare = ('\u{3400}'..'\u{4db5}').find(|&rare| !typeface.bold.unwrap().covers(rare)).unwrap();
    assert!(!typeface.glyph(rare, true).0 && typeface.glyph('文', true).0);
    assert_eq!(typeface.fit(false, 10.0, "综合科科长", 50.0), "综合科科长");
    assert_eq!(typeface.fit(false, 10.0, "综合科科长", 45.0), "综合科…");
    assert_eq!(Font::new(b"no font").unwrap_err(), FontError::NotAFont);
    assert!(Font::new(&REGULAR[..2000]).is_err());
}

#[test]
fn svg_keeps_text_as_text_and_escapes_it() {
    let drawing = page(
        100.0,
        50.5,
        vec![
            text(1.25, 20.0, "<a> & \"b\" 文\u{1}"),
            Item::Rect {
                rect: Rect { x: 0.0, y: -0.0001, width: 10.0, height: 5.0 },
                radius: 2.0,
                fill: Some(Ink::opaque(1, 2, 255).with_opacity(51)),
                stroke: Some(Stroke::solid(BLACK, 1.0).dashed(4.0, 2.0)),
            },
        ],
    );
    let svg = svg::write(&drawing);
    assert!(svg.contains("viewBox=\"0 0 100 50.5\""), "{svg}");
    assert!(svg.contains("<text x=\"1.25\" y=\"20\" font-size=\"12\" fill=\"#000000\">&lt;a&gt; &amp; &quot;b&quot; 文\u{fffd}</text>"), "{svg}");
    assert!(
        svg.contains("<rect x=\"0\" y=\"0\" width=\"10\" height=\"5\" rx=\"2\" fill=\"#0102ff\" fill-opacity=\"0.2\" stroke=\"#000000\" stroke-width=\"1\" stroke-dasharray=\"4 2\"/>"),
        "{svg}"
    );
}

#[test]
fn png_has_the_size_asked_for_and_shows_the_text() {
    let typeface = typeface();
    let blank = png::write(&page(40.0, 20.0, Vec::new()), &typeface, 2.0).unwrap();
    let written = png::write(&page(40.0, 20.0, vec![text(4.0, 15.0, "文")]), &typeface, 2.0).unwrap();
    assert_eq!(written[16..24], [0, 0, 0, 80, 0, 0, 0, 40]);
    assert_ne!(blank, written);
    assert!(written.len() > blank.len() + 100);
}

#[test]
fn a_picture_without_bounds_is_refused() {
    let typeface = typeface();
    let huge = png::write(&page(9_000.0, 9_000.0, Vec::new()), &typeface, 1.0);
    assert!(matches!(huge, Err(PngError::TooLarge { .. })));
    assert!(matches!(png::write(&page(0.0, 9.0, Vec::new()), &typeface, 1.0), Err(PngError::Empty)));
    assert!(matches!(png::write(&page(9.0, 9.0, Vec::new()), &typeface, f64::NAN), Err(PngError::Empty)));
    let footer = |_| String::new();
    let many = pdf::write_sheets(
        &page(1e6, 1e6, Vec::new()),
        &typeface,
        Sheets { scale: Some(1.0), ..Sheets::default() },
        &footer,
    );
    assert!(matches!(many, Err(PdfError::TooManySheets(_))));
    let none = pdf::write_sheets(
        &page(10.0, 10.0, Vec::new()),
        &typeface,
        Sheets { margin: 400.0, ..Sheets::default() },
        &footer,
    );
    assert!(matches!(none, Err(PdfError::Empty)));
}

#[test]
fn a_chart_is_drawn_with_all_its_texts() {
    let svg = svg::write(&chart());
    for text in ["组织架构图", "市政府办公室", "张文", "综合科科长", "Ana Lima", "Archivist", "空缺"]
    {
        assert!(svg.contains(&format!(">{text}</text>")), "{text} is missing");
    }
    // The vacant post and the dotted line are dashed.
    assert!(svg.contains("stroke-dasharray=\"4 3\"") && svg.contains("stroke-dasharray=\"2 3\""));
}

#[test]
fn a_pdf_holds_its_text_and_is_the_same_each_time() {
    let drawing = chart();
    let typeface = typeface();
    let pdf = pdf::write(&drawing, &typeface).unwrap();
    assert_eq!(pdf, pdf::write(&drawing, &typeface).unwrap());
    assert!(pdf.len() < 200_000, "the font must be cut down to what is used: {} bytes", pdf.len());
    if let Some((text, pages)) = read_back(&pdf) {
        assert_eq!(pages, 1);
        for line in ["组织架构图", "市政府办公室", "综合科科长", "Ana Lima", "空缺"] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    }
}

#[test]
fn a_large_chart_takes_as_many_sheets_as_it_needs() {
    let typeface = typeface();
    let sheets = Sheets { scale: Some(1.0), margin: 20.0, overlap: 10.0, ..Sheets::default() };
    let (width, height) = sheets.paper_size();
    // The first sheet shows all of the frame; each more adds the frame less the overlap. Sixteen are for the footer.
    let (across, down) = (width - 40.0, height - 40.0 - 16.0);
    let drawing = |columns: f64, rows: f64| {
        let size = (across + (columns - 1.0) * (across - 10.0), down + (rows - 1.0) * (down - 10.0));
        page(size.0, size.1, vec![text(5.0, 20.0, "左上"), text(size.0 - 40.0, size.1 - 10.0, "右下")])
    };
    let footer = |number: SheetNumber| {
        format!("第{}/{}行第{}/{}列", number.row, number.rows, number.column, number.columns)
    };
    let pages = |drawing: &Drawing, sheets: Sheets| {
        read_back(&pdf::write_sheets(drawing, &typeface, sheets, &footer).unwrap())
    };
    let Some((text, count)) = pages(&drawing(3.0, 2.0), sheets) else { return };
    assert_eq!(count, 6);
    let page_texts: Vec<&str> = text.split('\u{c}').collect();
    assert!(page_texts[0].contains("左上") && page_texts[0].contains("第1/2行第1/3列"), "{text}");
    assert!(page_texts[5].contains("右下") && page_texts[5].contains("第2/2行第3/3列"), "{text}");
    assert!(!page_texts[1].contains("左上") && !page_texts[4].contains("右下"));

    // One point more takes another column; half the scale takes fewer sheets, and no scale takes one.
    let mut wider = drawing(3.0, 2.0);
    wider.width += 1.0;
    assert_eq!(pages(&wider, sheets).unwrap().1, 8);
    assert_eq!(pages(&wider, Sheets { scale: None, ..sheets }).unwrap().1, 1);
    assert_eq!(pages(&drawing(2.0, 2.0), Sheets { scale: Some(0.4), ..sheets }).unwrap().1, 1);
    let a3 = Sheets { paper: Paper::A3, is_landscape: false, ..sheets };
    assert_eq!(a3.paper_size(), (841.890, 1190.551));
    assert_eq!(pages(&drawing(2.0, 2.0), a3).unwrap().1, 2);
}

#[test]
fn a_code_is_printed_on_a_sheet_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.pdf");
    let code = "AB12-CD34-EF56-GH78-JK90-MN12-PQ34-RS56";
    for language in chancery::text::Language::ALL {
        for (one_time, sentence) in [(false, "recovery.sentence"), (true, "recovery.one_time_sentence")] {
            chancery::print::write_code(code, one_time, "试验办公室", &path, language).unwrap();
            let text = chancery::exchange::extract::extract("code.pdf", &std::fs::read(&path).unwrap()).text;
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            assert!(plain(&text).contains(&plain(language.text(sentence))), "{text}");
        }
    }
}

/// What is typed off the sheet later is the head that was printed.
#[test]
fn a_head_is_printed_or_written_so_that_it_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let head = chancery::desk::TrailHead { entries: 1557, hash: [0xa7; 32] };
    for language in chancery::text::Language::ALL {
        for name in ["head.pdf", "head.txt"] {
            let path = folder.path().join(name);
            chancery::print::write_head(&head, "试验办公室", &path, language).unwrap();
            let text = chancery::exchange::extract::extract(name, &std::fs::read(&path).unwrap()).text;
            let groups = text.split(|character: char| !character.is_ascii_hexdigit());
            let groups: Vec<&str> = groups.filter(|group| group.len() == 8 || *group == "1557").collect();
            assert_eq!(groups.join("-").parse(), Ok(head), "{text}");
        }
    }
}

#[test]
fn no_card_is_cut_between_two_sheets_and_the_sheets_are_few() {
    let card = |x: f64, y: f64| Item::Rect {
        rect: Rect { x, y, width: 150.0, height: 60.0 },
        radius: 4.0,
        fill: None,
        stroke: None,
    };
    let cards = (0..12).flat_map(|column| (0..7).map(move |row| (f64::from(column), f64::from(row))));
    let items = cards.map(|(column, row)| card(20.0 + column * 170.0, 60.0 + row * 90.0)).collect();
    let drawing = page(12.0 * 170.0 + 40.0, 7.0 * 90.0 + 90.0, items);
    let sheets = Sheets::for_reading(&drawing, 0.6);
    // Two sheets upright, side by side, would hold it at 0.5 only; two lying hold it.
    assert!(sheets.is_landscape && sheets.scale.is_some_and(|scale| scale >= 0.6), "{sheets:?}");
    let (lefts, tops) = sheets.begins(&drawing);
    assert_eq!((lefts.len(), tops.len()), (2, 1), "{lefts:?} {tops:?}");
    let width = (sheets.paper_size().0 - 2.0 * sheets.margin) / sheets.scale.unwrap();
    for item in &drawing.items {
        let Item::Rect { rect, .. } = item else { continue };
        let whole = |left: &&f64| **left <= rect.x && rect.right() <= **left + width;
        assert!(lefts.iter().find(whole).is_some(), "{rect:?} is cut: {lefts:?}, {width}");
    }
    // What fits on one sheet stands on one, the way it lies.
    let tall = page(400.0, 700.0, vec![card(10.0, 10.0)]);
    let one = Sheets::for_reading(&tall, 0.6);
    assert!(!one.is_landscape && one.scale.is_none() && one.begins(&tall).0.len() == 1);
}

//! The text of PDF files, page by page in the order in which it is drawn. Scanned pages have none; encrypted files are
//! not opened.

use std::collections::{BTreeSet, HashMap};

use super::Effort;
use super::pdf_fonts::Font;
use super::pdf_lines::Pen;
use super::pdf_objects::{File, Object, Reader};

/// Pages within groups of pages, forms within forms.
const DEEPEST: u32 = 24;
/// More pages than this are counted, not read.
const MOST_PAGES: usize = 5_000;

struct Page {
    contents: Vec<u32>,
    resources: Object,
}

/// How many pages a file has, without reading them.
pub(super) fn count(content: &[u8], effort: &mut Effort) -> usize {
    pages_of(&File::read(content, effort)).len()
}

/// Whether the end of a file is there: every writer ends with this mark, some with blanks or a signature's rest behind
/// it (ISO 32000-1, 7.5.5).
pub(super) fn has_end(content: &[u8]) -> bool {
    const LOOKED_AT: usize = 2048;
    let end = content.get(content.len().saturating_sub(LOOKED_AT)..).unwrap_or_default();
    memchr::memmem::find(end, b"%%EOF").is_some()
}

fn pages_of(file: &File<'_>) -> Vec<Page> {
    let mut pages = Vec::new();
    let root = file.all().find(|(_, object)| object.get("Type").name() == "Catalog");
    if let Some((_, root)) = root {
        gather(file, root.get("Pages"), &Object::Nothing, 0, &mut BTreeSet::new(), &mut pages);
    }
    if pages.is_empty() {
        for (_, object) in file.all().filter(|(_, object)| object.get("Type").name() == "Page") {
            pages.push(page(file, object, &Object::Nothing));
        }
    }
    pages
}

/// Reads a file; answers its pages and whether it was sound.
pub(super) fn read(content: &[u8], effort: &mut Effort) -> (usize, bool) {
    let file = File::read(content, effort);
    let pages = pages_of(&file);
    if file.is_encrypted {
        return (pages.len(), false);
    }
    let mut fonts = HashMap::new();
    for page in pages.iter().take(MOST_PAGES) {
        if !effort.goes_on() {
            break;
        }
        effort.page();
        let mut data = Vec::new();
        for number in &page.contents {
            data.extend(file.stream(*number, effort));
            data.push(b'\n');
        }
        draw(&file, &data, &page.resources, &mut fonts, effort, 0);
    }
    (pages.len(), !pages.is_empty())
}

fn page(file: &File<'_>, object: &Object, inherited: &Object) -> Page {
    let contents = match object.get("Contents") {
        Object::Reference(number) => match file.follow(object.get("Contents")) {
            Object::Array(parts) => references(parts),
            _ => vec![*number],
        },
        Object::Array(parts) => references(parts),
        _ => Vec::new(),
    };
    let own = file.follow(object.get("Resources"));
    let resources = if *own == Object::Nothing { inherited } else { own };
    Page { contents, resources: resources.clone() }
}

fn references(parts: &[Object]) -> Vec<u32> {
    parts
        .iter()
        .filter_map(|part| if let Object::Reference(number) = part { Some(*number) } else { None })
        .collect()
}

fn gather(
    file: &File<'_>,
    node: &Object,
    inherited: &Object,
    depth: u32,
    seen: &mut BTreeSet<u32>,
    pages: &mut Vec<Page>,
) {
    if let Object::Reference(number) = node
        && !seen.insert(*number)
    {
        return;
    }
    let object = file.follow(node);
    if depth > DEEPEST || pages.len() > MOST_PAGES * 20 {
        return;
    }
    match file.follow(object.get("Kids")) {
        Object::Array(kids) => {
            let own = file.follow(object.get("Resources"));
            let resources = if *own == Object::Nothing { inherited } else { own };
            for kid in kids {
                gather(file, kid, resources, depth + 1, seen, pages);
            }
        }
        _ if *object != Object::Nothing => pages.push(page(file, object, inherited)),
        _ => {}
    }
}

/// Follows the operators of a content stream (ISO 32000-1, annex A) as far as they set text.
fn draw(
    file: &File<'_>,
    data: &[u8],
    resources: &Object,
    fonts: &mut HashMap<u32, Font>,
    effort: &mut Effort,
    depth: u32,
) {
    let mut reader = Reader { bytes: data, place: 0 };
    let mut given: Vec<Object> = Vec::new();
    let mut font = Font::Unknown;
    let mut pen = Pen::default();
    while reader.place < data.len() && effort.goes_on() {
        let Some(object) = reader.next(0) else {
            reader.place += 1;
            continue;
        };
        let Object::Word(operator) = &object else {
            if given.len() < 4096 {
                given.push(object);
            }
            continue;
        };
        match operator.as_str() {
            "BT" => pen.begin(),
            "Tf" => {
                pen.set_size(given.get(1).and_then(Object::number).unwrap_or_default());
                let name = given.first().map_or("", Object::name);
                let entry = file.follow(resources.get("Font")).get(name);
                font = match entry {
                    Object::Reference(number) => fonts
                        .entry(*number)
                        .or_insert_with(|| Font::of(file, file.follow(entry), effort))
                        .clone(),
                    other => Font::of(file, other, effort),
                };
            }
            "Tm" => {
                let number = |place: usize| given.get(place).and_then(Object::number).unwrap_or_default();
                pen.set([0, 1, 2, 3, 4, 5].map(number));
            }
            "TL" => pen.set_leading(given.first().and_then(Object::number).unwrap_or_default()),
            "Td" | "TD" => {
                let number = |place: usize| given.get(place).and_then(Object::number).unwrap_or_default();
                pen.step(number(0), number(1));
                if operator == "TD" {
                    pen.set_leading(-number(1));
                }
            }
            "T*" => pen.next_line(),
            "Tj" | "'" | "\"" => {
                if operator != "Tj" {
                    pen.next_line();
                }
                if let Some(Object::Bytes(bytes)) = given.last() {
                    pen.write(&font.text(bytes), effort);
                }
            }
            "TJ" => {
                for item in given
                    .last()
                    .map_or(&[][..], |array| if let Object::Array(items) = array { items } else { &[] })
                {
                    match item {
                        Object::Bytes(bytes) => pen.write(&font.text(bytes), effort),
                        // A wide gap stands for a blank between Latin words.
                        Object::Number(gap)
                            if *gap < -180.0
                                && effort.text.ends_with(|of: char| of.is_ascii_alphanumeric()) =>
                        {
                            effort.push(" ");
                        }
                        _ => {}
                    }
                }
            }
            "Do" if depth < 4 => {
                let name = given.first().map_or("", Object::name);
                if let Object::Reference(number) = file.follow(resources.get("XObject")).get(name) {
                    let form = file.follow(file.follow(resources.get("XObject")).get(name));
                    if form.get("Subtype").name() == "Form" {
                        let inner = file.stream(*number, effort);
                        let own = file.follow(form.get("Resources"));
                        let resources = if *own == Object::Nothing { resources } else { own };
                        draw(file, &inner, &resources.clone(), fonts, effort, depth + 1);
                    }
                }
            }
            // The bytes of an inline picture are no operators.
            "ID" => {
                let rest = data.get(reader.place..).unwrap_or_default();
                reader.place += memchr::memmem::find(rest, b"EI").map_or(rest.len(), |length| length + 2);
            }
            _ => {}
        }
        given.clear();
    }
}

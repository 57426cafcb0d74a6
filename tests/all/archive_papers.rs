//! What an archive prints, measured on the page: spines, covers, stamps, catalogues, lists, slips.

use std::path::Path;
use std::process::Command as Process;

use chancery::desk::{BatchMode, Command, Conditions, Values};
use chancery::exchange::extract::{Reading, extract};
use chancery::model::{RecordId, Value};
use chancery::print::paper::POINTS;
use chancery::print::papers::PAPERS;
use chancery::records::archive::{ArchiveBox, ArchiveItem, SpineWidth};

use crate::fixture::{PAGES, batch};
use crate::press::Press;

/// A word on a page in millimetres.
#[derive(Debug)]
struct Word {
    page: usize,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: String,
}

/// The text of a paper of everything, with its pages.
fn text(press: &Press, name: &str) -> (String, usize) {
    let read = extract("a.pdf", &std::fs::read(press.print(name, &Conditions::default())).unwrap());
    assert_eq!(read.reading, Reading::Whole, "{name}");
    (read.text, read.pages.unwrap())
}

/// The pages with their sizes and words; `None` where pdftotext is not installed.
fn words(path: &Path) -> Option<(Vec<(f64, f64)>, Vec<Word>)> {
    let Ok(found) = Process::new("pdftotext").arg("-bbox").arg(path).arg("-").output() else {
        println!("skipped the measures: pdftotext is not installed");
        return None;
    };
    let page = String::from_utf8_lossy(&found.stdout).into_owned();
    let number = |line: &str, key: &str| -> f64 {
        let start = line.find(key).unwrap() + key.len();
        line[start..].split('"').next().unwrap().parse::<f64>().unwrap() / POINTS
    };
    let (mut sizes, mut words) = (Vec::new(), Vec::new());
    for line in page.lines() {
        if line.contains("<page ") {
            sizes.push((number(line, "width=\""), number(line, "height=\"")));
        } else if line.contains("<word ") {
            let text = line.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            let [left, top] = ["xMin=\"", "yMin=\""].map(|key| number(line, key));
            let [right, bottom] = ["xMax=\"", "yMax=\""].map(|key| number(line, key));
            words.push(Word { page: sizes.len() - 1, left, top, right, bottom, text });
        }
    }
    Some((sizes, words))
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 0.2
}

#[test]
fn every_paper_of_the_archive_is_printed_with_its_words() {
    let press = Press::new();
    for (name, needed) in [
        ("archive-catalogue", ["归档文件目录", "Z109-WS·2025-D30-BGS-0001", "责任者"]),
        ("filing-stamps", ["Z109", "2025", "0001"]),
        ("box-spines", ["全宗号", "起止件号", "盒号"]),
        ("box-covers", ["江岳集团", "保管期限", "永久"]),
        ("box-notes", ["备考表", "盒内文件情况说明", "检查日期"]),
        ("disposal", ["档案销毁清册", "监销人（一）", "档案销毁证明"]),
        ("loan", ["档案借阅单", "借阅人签字", "应还日"]),
    ] {
        let (text, pages) = text(&press, name);
        // A number is broken where its cell ends.
        let text = text.replace('\n', "");
        assert!(pages > 0);
        for words in needed {
            assert!(text.contains(words), "{name} lacks {words}: {text}");
        }
        assert!(PAPERS.iter().any(|paper| paper.name == name && !paper.text.is_empty()));
    }
}

#[test]
fn spines_are_as_wide_as_their_boxes_and_covers_as_large() {
    let press = Press::new();
    let boxes = press.office.reader(&press.session).unwrap().all::<ArchiveBox>().unwrap();
    let widths = ["20", "30", "40", "50"];
    let chosen: Vec<RecordId> =
        boxes.iter().filter(|of| of.record.pages <= 200).take(4).map(|of| of.meta.id).collect();
    assert_eq!(chosen.len(), 4);
    let steps = chosen.iter().zip(widths).map(|(id, width)| Command::Update {
        register: "archive_box".to_owned(),
        id: *id,
        base: None,
        values: Values::new().with("spine", Value::choice(width)),
    });
    press.run(batch(steps.collect(), BatchMode::AllOrNothing));
    let path = press.print("box-spines", &Conditions::chosen(chosen.clone()));
    let Some((sizes, found)) = words(&path) else { return };
    assert!(close(sizes[0].0, 210.0) && close(sizes[0].1, 297.0));
    // The labels stand in the order of the boxes' numbers, 5 mm apart, from 10 mm on.
    let reader = press.office.reader(&press.session).unwrap();
    let mut sorted: Vec<ArchiveBox> = chosen
        .iter()
        .map(|id| reader.find::<ArchiveBox>(chancery::model::Id::new(*id)).unwrap().unwrap().record)
        .collect();
    sorted.sort_by(|one, other| one.number.cmp(&other.number));
    let mut left = 10.0;
    for of in &sorted {
        let width = of.spine.millimetres() as f64;
        let within: Vec<&Word> =
            found.iter().filter(|word| word.left >= left - 0.1 && word.right <= left + width + 0.1).collect();
        assert!(within.iter().any(|word| word.text == "Z109"), "{width} mm at {left}");
        assert!(within.iter().any(|word| word.text == of.year.to_string()));
        left += width + 5.0;
    }
    let count = found.iter().filter(|word| word.text == "Z109").count();
    assert_eq!(count, 4, "no word crosses the edge of its label");
    assert!(found.iter().all(|word| word.top >= 13.5 && word.bottom <= 283.5), "labels are 270 mm high");
    assert_eq!(SpineWidth::Fifty.millimetres(), 50);
    let (sizes, _) = words(&press.print("box-covers", &Conditions::chosen(chosen))).unwrap();
    assert_eq!(sizes.len(), 4);
    assert!(sizes.iter().all(|size| close(size.0, 220.0) && close(size.1, 310.0)), "{sizes:?}");
}

#[test]
fn a_stamp_has_six_cells_on_45_by_16_millimetres() {
    let press = Press::new();
    let items = press.office.reader(&press.session).unwrap().all::<ArchiveItem>().unwrap();
    let item = items.iter().find(|item| item.record.number == "Z109-WS·2025-D30-BGS-0001").unwrap();
    let Some((_, found)) = words(&press.print("filing-stamps", &Conditions::chosen([item.meta.id]))) else {
        return;
    };
    let middle = |text: &str| {
        let word = found.iter().find(|word| word.text == text).unwrap_or_else(|| panic!("{text}: {found:?}"));
        ((word.left + word.right) / 2.0, (word.top + word.bottom) / 2.0)
    };
    let pages = item.record.pages.to_string();
    for (place, text) in ["Z109", "2025", "0001", "综合办公室", "定期30年", &pages].iter().enumerate()
    {
        let (x, y) = middle(text);
        let (column, row) = (place % 3, place / 3);
        assert!(close(x, 9.0 + 7.5 + 15.0 * column as f64), "{text}: {x}");
        assert!((y - (9.0 + 4.0 + 8.0 * row as f64)).abs() < 1.5, "{text}: {y}");
    }
    assert!(
        found.iter().all(|word| word.left >= 9.0 && word.right <= 54.0 && word.bottom <= 25.0),
        "{found:?}"
    );
}

#[test]
fn a_filed_paper_bears_its_stamp_above_the_text_of_its_first_page() {
    let press = Press::new();
    let reader = press.office.reader(&press.session).unwrap();
    let today = press.office.clock().today();
    let mut queue = reader.filing_queue(today, PAGES).unwrap();
    let paper = queue.papers.iter().find(|paper| paper.register == "outgoing").unwrap().id;
    let rule = queue.rules[0].0;
    queue.set_rule(paper, rule);
    let before = press.print("outgoing", &Conditions::chosen([paper]));
    let above = |path: &Path| {
        let (_, found) = words(path)?;
        Some(found.into_iter().filter(|word| word.page == 0 && word.bottom < 37.0).collect::<Vec<Word>>())
    };
    if let Some(found) = above(&before) {
        assert!(found.is_empty(), "{found:?}");
    }
    let people = reader.all::<chancery::records::organisation::Person>().unwrap();
    let archivist = people.iter().find(|person| person.record.number == "A0017").unwrap().meta.id;
    let (command, _) =
        reader.filing_command(&queue, &[paper].into_iter().collect(), Some(archivist)).unwrap();
    press.run(command);
    let Some(found) = above(&press.print("outgoing", &Conditions::chosen([paper]))) else { return };
    assert!(found.iter().any(|word| word.text == "Z109") && found.len() >= 5, "{found:?}");
    let (left, right) = ((210.0 - 45.0) / 2.0, (210.0 + 45.0) / 2.0);
    let (top, bottom) = ((37.0 - 16.0) / 2.0, (37.0 + 16.0) / 2.0);
    let inside = |word: &Word| {
        word.left >= left && word.right <= right && word.top >= top - 0.5 && word.bottom <= bottom + 0.5
    };
    assert!(found.iter().all(inside), "{found:?}");
}

#[test]
fn a_list_has_room_for_who_signs() {
    let press = Press::new();
    let (text, _) = text(&press, "disposal");
    for words in ["苏映雪", "签字：", "SHA-256", "2026年3月20日", "鉴定意见"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let kind = Values::new().text("title", "移交市档案馆").with("kind", Value::choice("transfer"));
    let kind = kind.text("receiver", "市档案馆").text("receiver_name", "周敏");
    let id = RecordId::generate();
    press.run(Command::Create { register: "disposal".to_owned(), id, values: kind });
    let read =
        extract("a.pdf", &std::fs::read(press.print("disposal", &Conditions::chosen([id]))).unwrap()).text;
    for words in ["交接文据", "移交人", "监交人", "接收人", "市档案馆", "周敏"] {
        assert!(read.contains(words), "{words}: {read}");
    }
}

//! A paper for a word processor has the layout of GB/T 9704-2012 too: measures in the parts of the package.

use std::io::{Cursor, Read as _};

use chancery::print::paper::{OfficialPaper, POINTS, official_docx, official_sheets};
use chancery::rules::paper::PaperForm;
use zip::ZipArchive;

use crate::papers::{paper, texts};

const FORMS: [PaperForm; 3] = [PaperForm::Document, PaperForm::Letter, PaperForm::Minutes];

struct Package(Vec<u8>);

impl Package {
    fn of(paper: &OfficialPaper) -> Self {
        Self(official_docx(paper).unwrap())
    }

    fn part(&self, name: &str) -> String {
        let mut package = ZipArchive::new(Cursor::new(&self.0)).unwrap();
        let mut text = String::new();
        package.by_name(&format!("word/{name}.xml")).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn has(&self, name: &str) -> bool {
        ZipArchive::new(Cursor::new(&self.0)).unwrap().by_name(&format!("word/{name}.xml")).is_ok()
    }
}

/// Millimetres in twentieths of a point.
fn twips(millimetres: f64) -> f64 {
    millimetres * POINTS * 20.0
}

/// The values of an attribute, in the order of the text.
fn values(text: &str, key: &str) -> Vec<f64> {
    let key = format!("{key}=\"");
    text.match_indices(&key)
        .map(|(place, _)| text[place + key.len()..].split('"').next().unwrap().parse().unwrap())
        .collect()
}

fn value(text: &str, key: &str) -> f64 {
    values(text, key).first().copied().unwrap_or_else(|| panic!("{key} in {text}"))
}

/// The paragraph that holds some words.
fn paragraph(part: &str, words: &str) -> String {
    let at = part.find(words).unwrap_or_else(|| panic!("{words} in {part}"));
    let start = part[..at].rfind("<w:p>").unwrap();
    part[start..start + part[start..].find("</w:p>").unwrap()].to_owned()
}

fn near(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1.5
}

#[test]
fn a_page_of_a_docx_holds_22_lines_of_28_characters() {
    for form in FORMS {
        let package = Package::of(&paper(form));
        let document = package.part("document");
        let section = &document[document.find("<w:sectPr>").unwrap()..];
        for (key, millimetres) in [
            ("w:top", 37.0),
            ("w:left", 28.0),
            ("w:right", 26.0),
            ("w:bottom", 35.0),
            ("w:w", 210.0),
            ("w:h", 297.0),
        ] {
            assert!(near(value(section, key), twips(millimetres)), "{form:?} {key}");
        }
        let high = value(section, "w:h") - value(section, "w:top") - value(section, "w:bottom");
        let line = value(section, "w:linePitch");
        assert!(line * 22.0 <= high && (line + 1.0) * 22.0 > high - 22.0, "{line} {high}");
        // A character of 3号 and the white after it, in twentieths of a point.
        let styles = package.part("styles");
        let square = 16.0 + value(&styles, "<w:spacing w:val") / 20.0;
        let wide = (value(section, "w:w") - value(section, "w:left") - value(section, "w:right")) / 20.0;
        assert!((28.0..28.3).contains(&(wide / square)), "{}", wide / square);
    }
}

#[test]
fn numbers_of_pages_stand_on_the_right_of_odd_and_on_the_left_of_even_pages() {
    for form in FORMS {
        let package = Package::of(&paper(form));
        assert!(package.part("settings").contains("<w:evenAndOddHeaders/>"));
        for (pages, side, indent) in [("default", "right", "w:right"), ("even", "left", "w:left")] {
            let foot = package.part(&format!("footer_{pages}"));
            assert!(foot.contains(&format!("<w:jc w:val=\"{side}\"/>")), "{pages}");
            assert!(near(value(&foot, indent), 280.0), "one character of 4号 from the edge");
            assert!(foot.contains(" PAGE ") && foot.matches("<w:sz w:val=\"28\"/>").count() == 3);
            assert!(foot.matches("w:ascii=\"宋体\"").count() == 3 && foot.contains(">— <"));
            let reference = format!("<w:footerReference w:type=\"{pages}\" r:id=\"footer_{pages}\"/>");
            assert!(package.part("document").contains(&reference));
            // The dash is in the middle of its line, 7 mm below 版心.
            let below = value(&package.part("document"), "w:footer") + value(&foot, "w:line") / 2.0;
            assert!(near(below, twips(35.0 - 7.0)), "{below}");
        }
    }
}

#[test]
fn a_letter_has_its_name_and_its_double_rules_on_the_first_page_alone() {
    let letter = paper(PaperForm::Letter);
    let package = Package::of(&letter);
    let (document, head) = (package.part("document"), package.part("header_first"));
    assert!(document.contains("<w:titlePg/>") && !package.has("header_default"));
    assert!(!package.part("footer_first").contains("PAGE"), "page 1 is not numbered");
    let top = value(&document, "w:header") + value(&head, "w:before");
    assert!(near(top, twips(30.0)), "the name begins 30 mm below the edge: {top}");
    let name = value(&head, "w:line");
    // Drawings are counted in EMU, 36000 a millimetre.
    let place = |text: &str, tag: &str| -> Vec<f64> {
        let key = format!("<{tag} relativeFrom=\"page\"><wp:posOffset>");
        let parts = text.split(&key).skip(1);
        parts.map(|part| part.split('<').next().unwrap().parse::<f64>().unwrap() / 36_000.0).collect()
    };
    let (left, y) = (place(&head, "wp:positionH"), place(&head, "wp:positionV"));
    let thick: Vec<f64> = values(&head, "<a:ln w").into_iter().map(|of| of / 36_000.0).collect();
    assert!(left.iter().all(|left| (left - 20.0).abs() < 0.01) && left.len() == 4);
    assert!(values(&head, "<wp:extent cx").iter().all(|wide| (wide - 170.0 * 36_000.0).abs() < 1.0));
    assert!(thick[0] > thick[1] && thick[2] < thick[3], "thick over thin, thin over thick: {thick:?}");
    assert!((y[0] - (30.0 + name / POINTS / 20.0 + 4.0)).abs() < 0.1, "4 mm below the name: {y:?}");
    assert!((y[3] - 277.0).abs() < 0.01 && y[2] < y[3], "20 mm from the lower edge");
    assert!(head.contains("D7000F") && !document.contains("D7000F"));
    assert!(!document.contains("<w:pBdr>") && !document.contains("印发"), "版记 has no rules");
    assert!(document.contains("抄送：市财政局。"));
    // The number on the right, as far below the second rule as the standard has it.
    let number = paragraph(&document, "江岳发〔2026〕1号");
    let begins = twips(30.0) + name + value(&number, "w:before");
    assert!(near(begins, twips(y[1]) + 16.0 * 20.0 * 7.0 / 8.0), "{begins}");
    assert!(near(value(&number, "w:pos"), twips(156.0)));
}

#[test]
fn the_head_of_a_docx_stands_where_the_standard_has_it() {
    for form in [PaperForm::Document, PaperForm::Minutes] {
        let marked =
            OfficialPaper { secrecy: "内部".to_owned(), urgency: "特急".to_owned(), ..paper(form) };
        for paper in [paper(form), marked] {
            let document = Package::of(&paper).part("document");
            let before: f64 = document[..document.find("江岳集团文件").unwrap()]
                .split("<w:p>")
                .skip(1)
                .map(|part| {
                    value(part, "w:before")
                        + if part.contains("</w:p>") { value(part, "w:line") } else { 0.0 }
                })
                .sum();
            assert!((before - twips(35.0)).abs() < 4.0, "35 mm below 版心: {before}");
            let number = paragraph(&document, "江岳发〔2026〕1号");
            let rule = &number[number.find("<w:bottom").unwrap()..];
            assert!(near(value(rule, "w:space") * 20.0, twips(4.0) - 7.0), "4 mm above the rule");
        }
    }
    let signed = OfficialPaper { signer: Some("苏映雪".to_owned()), ..paper(PaperForm::Document) };
    let number = paragraph(&Package::of(&signed).part("document"), "签发人：");
    let tabs = values(&number, "w:pos");
    let character = twips(156.0 / 28.0);
    assert!(near(tabs[0], character) && near(tabs[1], twips(156.0) - character), "{tabs:?}");
}

#[test]
fn the_title_breaks_as_on_the_sheet() {
    let title = "江岳集团综合办公室关于进一步加强和改进全集团档案工作若干问题的指导意见的通知";
    let long = OfficialPaper { title: title.to_owned(), ..paper(PaperForm::Document) };
    let sheet = official_sheets(&long).unwrap().remove(0);
    let lines: Vec<String> =
        texts(&sheet).into_iter().filter(|text| text.2 > 21.9 && text.2 < 22.1).map(|text| text.3).collect();
    assert!(lines.len() > 1);
    let document = Package::of(&long).part("document");
    let set = paragraph(&document, &lines[0]);
    let found: Vec<&str> =
        set.split("<w:t xml:space=\"preserve\">").skip(1).map(|of| of.split('<').next().unwrap()).collect();
    assert_eq!(found, lines);
    assert_eq!(set.matches("<w:br/>").count(), lines.len() - 1);
}

#[test]
fn name_day_and_imprint_of_a_docx_stand_as_on_the_sheet() {
    let document = Package::of(&paper(PaperForm::Document)).part("document");
    let day = paragraph(&document, "2026年1月5日");
    assert!(day.contains("<w:jc w:val=\"right\"/>"));
    assert!(near(value(&day, "w:right"), twips(4.0 * 156.0 / 28.0)), "four characters before the edge");
    // The name lies in the middle of what the day takes with as much white on both sides.
    let name = paragraph(&document, ">江岳集团<");
    assert!(name.contains("<w:jc w:val=\"center\"/>") && !name.contains("w:right="));
    let half = (twips(156.0) - value(&name, "w:left")) / 2.0;
    let sheets = official_sheets(&paper(PaperForm::Document)).unwrap();
    let last = texts(sheets.last().unwrap());
    let of_day: Vec<_> = last.iter().filter(|text| text.2 > 15.9 && text.0 > 100.0).collect();
    let base = of_day.iter().map(|text| text.1).fold(0.0, f64::max);
    let begins =
        of_day.iter().filter(|text| (text.1 - base).abs() < 0.1).map(|text| text.0).fold(999.0, f64::min);
    let middle = (begins + 184.0 - 4.0 * 156.0 / 28.0) / 2.0;
    assert!((half - twips(184.0 - middle)).abs() < 12.0, "{half} {}", twips(184.0 - middle));
    for part in ["2026年1月5日", ">江岳集团<", "附件：配置清单"] {
        assert!(paragraph(&document, part).contains("<w:keepNext/>"), "{part} stays with what follows");
    }
    let copies = paragraph(&document, "抄送：");
    let printed = paragraph(&document, "印发");
    for (part, edge, size) in [(&copies, "top", 0.35), (&printed, "top", 0.25), (&printed, "bottom", 0.35)] {
        let at = part.find(&format!("<w:{edge} w:val=\"single\"")).unwrap_or_else(|| panic!("{edge}"));
        let eighths = value(&part[at..], "w:sz");
        assert!((eighths - size * POINTS * 8.0).abs() <= 0.5, "{edge} {eighths}");
    }
    for part in [&copies, &printed] {
        let frame = &part[part.find("<w:framePr").unwrap()..];
        assert!(near(value(frame, "w:w"), twips(156.0)), "as wide as 版心");
        assert!(frame.contains("w:vAnchor=\"page\""));
        assert!(near(value(frame, "w:pos"), 280.0) && !frame.contains("<w:ind"), "one character in");
    }
    // A line of 7.5 mm each, they end with 版心.
    assert!(near(value(&copies, "w:y"), twips(262.0 - 15.0)));
    assert!(near(value(&printed, "w:y"), twips(262.0 - 7.5)));
    assert!(near(values(&printed, "w:pos")[1], twips(156.0) - 280.0), "and one from the right");
    assert!(printed.matches("<w:tab/>").count() == 2 && !printed.contains("    "));
}

#[test]
fn minutes_for_a_word_processor_name_who_was_there_and_to_whom_they_go() {
    let attendance = vec![("出席".to_owned(), "苏映雪\n方以宁".to_owned())];
    let minutes = OfficialPaper { attendance, ..paper(PaperForm::Minutes) };
    let document = Package::of(&minutes).part("document");
    let hung = paragraph(&document, "出席：");
    assert!(hung.contains("苏映雪　方以宁"));
    let pitch = twips(156.0 / 28.0);
    assert!(near(value(&hung, "w:left"), 5.0 * pitch) && near(value(&hung, "w:hanging"), 3.0 * pitch));
    let lists = paragraph(&document, "主送：滨江市国资委。");
    assert!(lists.contains("<w:br/>") && lists.contains("抄送：市财政局。"), "no rule between 主送 and 抄送");
    assert!(!document.contains("滨江市国资委："));
}

#[test]
fn every_page_of_a_docx_that_is_not_in_force_says_so() {
    for form in FORMS {
        let draft = OfficialPaper { mark: "草稿".to_owned(), ..paper(form) };
        let package = Package::of(&draft);
        let first: &[&str] = if form == PaperForm::Letter { &["first"] } else { &[] };
        for pages in ["default", "even"].iter().chain(first) {
            let head = package.part(&format!("header_{pages}"));
            assert!(head.contains("草稿") && head.contains("黑体"), "{form:?} {pages}");
        }
        if form == PaperForm::Letter {
            let head = package.part("header_first");
            let name = head.find("江岳集团文件").unwrap();
            let taken = value(&head, "w:line") + values(&head[..name], "w:before").iter().sum::<f64>();
            let top = value(&package.part("document"), "w:header") + taken;
            assert!((top - twips(30.0)).abs() < 3.0, "{top}");
        }
        assert!(!Package::of(&paper(form)).has("header_default"));
    }
}

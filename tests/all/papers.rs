//! Papers as they are printed: the measures of GB/T 9704-2012 on the sheet and in the PDF, DOCX, and text read back.

use std::io::{Cursor, Write as _};
use std::process::Command as Process;

use chancery::desk::{Conditions, FixedClock, Office, Session, demo};
use chancery::exchange::extract::{MOST_TEXT, Reading, extract};
use chancery::print::drawing::Item;
use chancery::print::paper::{
    OfficialPaper, POINTS, Sheet, TableColumn, official_docx, official_sheets, table_sheets, write_sheets,
};
use chancery::print::papers::{print_file, printable};
use chancery::rules::paper::PaperForm;
use chancery::store::Store;
use chancery::text::Language;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::fixture::info;

pub fn paper(form: PaperForm) -> OfficialPaper {
    OfficialPaper {
        form,
        masthead: "江岳集团文件".to_owned(),
        number: "江岳发〔2026〕1号".to_owned(),
        title: "江岳集团关于购置档案智能密集架的请示".to_owned(),
        addressee: "滨江市国资委".to_owned(),
        body: "正文内容".repeat(400),
        annexes: vec!["配置清单".to_owned()],
        issuer: "江岳集团".to_owned(),
        dated: "2026年1月5日".to_owned(),
        copies_to: "市财政局".to_owned(),
        printed_by: "江岳集团综合办公室".to_owned(),
        printed_on: "2026年1月6日".to_owned(),
        ..OfficialPaper::default()
    }
}

/// Rules of a sheet: from, to, height and thickness in millimetres.
pub fn rules(sheet: &Sheet) -> Vec<[f64; 4]> {
    let items = sheet.drawing().items.iter();
    items
        .filter_map(|item| match item {
            Item::Polyline { points, stroke } => {
                Some([points[0].x, points[1].x, points[0].y, stroke.width].map(|of| of / POINTS))
            }
            _ => None,
        })
        .collect()
}

/// Texts of a sheet: left edge and base line in millimetres, size in points.
pub fn texts(sheet: &Sheet) -> Vec<(f64, f64, f64, String)> {
    let items = sheet.drawing().items.iter();
    items
        .filter_map(|item| match item {
            Item::Text { position, size, text, .. } => {
                Some((position.x / POINTS, position.y / POINTS, *size, text.clone()))
            }
            _ => None,
        })
        .collect()
}

pub fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 0.05
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    let sheets = official_sheets(&paper(PaperForm::Document)).unwrap();
    // The second page is full of text.
    let body: Vec<_> = texts(&sheets[1]).into_iter().filter(|text| close(text.2, 16.0)).collect();
    let mut lines: Vec<f64> = body.iter().map(|text| text.1).collect();
    lines.dedup_by(|one, other| close(*one, *other));
    assert_eq!(lines.len(), 22);
    assert!(lines.windows(2).all(|two| close(two[1] - two[0], 225.0 / 22.0)));
    for line in &lines {
        assert_eq!(body.iter().filter(|text| close(text.1, *line)).count(), 28);
    }
    let left = body.iter().map(|text| text.0).fold(f64::MAX, f64::min);
    let right = body.iter().map(|text| text.0).fold(0.0, f64::max) + 156.0 / 28.0;
    assert!(close(left, 28.0) && close(right, 28.0 + 156.0), "{left} {right}");
}

#[test]
fn head_and_foot_stand_where_the_standard_has_them() {
    let sheets = official_sheets(&paper(PaperForm::Document)).unwrap();
    let first = texts(&sheets[0]);
    let mark = first.iter().find(|text| text.3 == "江岳集团文件").unwrap();
    assert!(close(mark.1 - 0.88 * mark.2 / POINTS, 37.0 + 35.0), "35 mm below 版心");
    let number = first.iter().find(|text| text.3.contains("1号")).unwrap();
    let red = rules(&sheets[0])[0];
    assert!(close(red[0], 28.0) && close(red[1], 28.0 + 156.0));
    assert!(close(red[2] - (number.1 + 0.12 * 16.0 / POINTS), 4.0), "4 mm below the number");
    let last = sheets.last().unwrap();
    let thick: Vec<f64> = rules(last).iter().map(|rule| rule[3]).collect();
    assert!(close(thick[0], 0.35) && close(thick[1], 0.25) && close(thick[2], 0.35), "{thick:?}");
    assert!(close(rules(last)[2][2], 37.0 + 225.0), "版记 ends with 版心");
    let place = |sheet: &Sheet, page: &str| {
        texts(sheet).into_iter().find(|text| text.3 == page).map(|text| (text.0, text.1)).unwrap()
    };
    let (x, y) = place(&sheets[0], "— 1 —");
    assert!(close(x, 28.0 + 156.0 - 14.0 / POINTS) && close(y - 0.38 * 14.0 / POINTS, 37.0 + 225.0 + 7.0));
    assert!(close(place(&sheets[1], "— 2 —").0, 28.0 + 14.0 / POINTS), "even pages on the left");
}

#[test]
fn a_letter_has_double_rules_of_170_millimetres() {
    let sheets = official_sheets(&paper(PaperForm::Letter)).unwrap();
    let all = rules(&sheets[0]);
    assert!(all.iter().all(|rule| close(rule[1] - rule[0], 170.0)));
    assert!(all[0][3] > all[1][3] && all[2][3] < all[3][3], "thick over thin above, thin over thick below");
    assert!(close(all[3][2], 297.0 - 20.0));
    let mark = texts(&sheets[0]).into_iter().find(|text| text.3 == "江岳集团文件").unwrap();
    assert!(close(mark.1 - 0.88 * mark.2 / POINTS, 30.0));
    assert!(close(all[0][2] - (30.0 + mark.2 / POINTS), 4.0));
    assert!(texts(&sheets[0]).iter().all(|text| text.3 != "— 1 —"), "the first page has no number");
}

#[test]
fn the_pdf_has_the_measures_too() {
    let bytes = write_sheets(&official_sheets(&paper(PaperForm::Document)).unwrap()).unwrap();
    let read = extract("a.pdf", &bytes);
    assert_eq!((read.pages, read.reading), (Some(4), Reading::Whole));
    assert!(read.text.contains("江岳集团文件") && read.text.contains("抄送"), "{}", read.text);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, bytes).unwrap();
    let Ok(found) = Process::new("pdftotext").args(["-bbox"]).arg(&path).arg("-").output() else {
        println!("skipped the boxes: pdftotext is not installed");
        return;
    };
    let boxes = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(boxes.contains("width=\"595.2") && boxes.contains("height=\"841.8"), "A4");
    let edge = |key: &str| {
        let values = boxes.match_indices(key).filter_map(|(place, _)| {
            boxes[place + key.len()..].split('"').next().and_then(|value| value.parse::<f64>().ok())
        });
        values.collect::<Vec<f64>>()
    };
    let left = edge("xMin=\"").into_iter().fold(f64::MAX, f64::min) / POINTS;
    let right = edge("xMax=\"").into_iter().fold(0.0, f64::max) / POINTS;
    assert!((27.9..28.3).contains(&left) && (183.5..184.5).contains(&right), "{left} {right}");
}

#[test]
fn every_printable_of_the_demonstration_office_is_printed() {
    let now = "2026-11-23T02:00:00Z".parse().unwrap();
    let clock = FixedClock(now);
    let office = Office::new(Store::in_memory(&info()).unwrap(), std::sync::Arc::new(clock)).unwrap();
    let session = std::sync::Arc::new(Session::owner());
    demo::fill(&office, &session).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let reader = office.reader(&session).unwrap();
    let today = office.clock().today();
    for name in ["outgoing", "incoming"] {
        let path = folder.path().join(format!("{name}.pdf"));
        let all = Conditions::default();
        print_file(printable(name).unwrap(), &reader, &all, today, &path, Language::default()).unwrap();
        let read = extract("a.pdf", &std::fs::read(&path).unwrap());
        assert!(read.pages.unwrap() >= 9 && read.text.contains("办公室"), "{name} {:?}", read.pages);
    }
    // 发文稿纸 tells who said what of the draft.
    let path = folder.path().join("draft_form.pdf");
    let all = Conditions::default();
    print_file(printable("draft_form").unwrap(), &reader, &all, today, &path, Language::default()).unwrap();
    let read = extract("a.pdf", &std::fs::read(&path).unwrap()).text;
    for words in ["发文稿纸", "部门审核意见", "顾清和", "建议签发", "请总经理办公室排入今日签批"]
    {
        assert!(read.contains(words), "{words}");
    }
    let none = Conditions::chosen([]);
    let path = folder.path().join("x.pdf");
    let refused =
        print_file(printable("outgoing").unwrap(), &reader, &none, today, &path, Language::default());
    assert!(refused.is_err() && !path.exists());
}

#[test]
fn a_docx_reads_back() {
    let bytes = official_docx(&paper(PaperForm::Document)).unwrap();
    let read = extract("a.docx", &bytes);
    assert_eq!(read.reading, Reading::Whole);
    for words in ["江岳集团文件", "江岳发〔2026〕1号", "滨江市国资委：", "附件：配置清单", "2026年1月5日"]
    {
        assert!(read.text.contains(words), "{words}");
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        package.start_file(*name, SimpleFileOptions::default()).unwrap();
        package.write_all(content).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn text_is_read_out_of_every_kind() {
    let text = |name: &str, content: &[u8]| extract(name, content).text;
    assert_eq!(text("a.txt", "档案管理".as_bytes()), "档案管理");
    assert_eq!(text("a.md", &encoding_rs::GB18030.encode("档案管理办法").0), "档案管理办法");
    let wide: Vec<u8> = "\u{feff}档案".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(text("a.txt", &wide), "档案");
    let page = "<html><style>p{}</style><p>一&amp;二</p><script>x()</script><p>三</p>";
    assert_eq!(text("a.html", page.as_bytes()), "一&二\n三");
    let slide = zipped(&[("ppt/slides/slide1.xml", "<a:p><a:t>汇报</a:t></a:p>".as_bytes())]);
    assert_eq!(text("a.pptx", &slide), "汇报");
    let shared = "<sst><si><t>科目</t></si></sst>".as_bytes();
    let sheet = "<row><c t=\"s\"><v>0</v></c><c><v>42</v></c></row>".as_bytes();
    let workbook = "<sheets><sheet name=\"预算\"/></sheets>".as_bytes();
    let book = [
        ("xl/workbook.xml", workbook),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    assert_eq!(text("a.xlsx", &zipped(&book)), "预算\n\n科目\n\n42");
    let mail = "Subject: =?utf-8?B?6YCa55+l?=\r\nFrom: a@b.cn\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\
Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5q2j5paH\r\n--x\r\n\
Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\nxx\r\n--x\r\n\
Content-Type: text/plain; name=\"b.txt\"\r\nContent-Disposition: attachment; filename=\"b.txt\"\r\n\
Content-Transfer-Encoding: base64\r\n\r\n6bqS6bqf\r\n--x--\r\n";
    let read = text("a.eml", mail.as_bytes());
    assert!(read.contains("通知") && read.contains("正文") && read.contains("a.pdf"), "{read}");
    assert!(read.contains("麒麟"), "what is attached is searched as well: {read}");
    assert_eq!(extract("a.png", b"\x89PNG").reading, Reading::NoText);
}

#[test]
fn paragraphs_and_cells_stand_apart_and_what_surrounds_them_is_read() {
    let text = |name: &str, content: &[u8]| extract(name, content).text;
    let paragraph = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let document = zipped(&[
        ("word/header1.xml", paragraph("内部资料").as_bytes()),
        ("word/document.xml", (paragraph("到此为止") + &paragraph("开始工作")).as_bytes()),
        ("word/footer2.xml", paragraph("联系电话").as_bytes()),
    ]);
    assert_eq!(text("a.docx", &document), "内部资料\n\n到此为止\n\n开始工作\n\n联系电话");
    let deck = zipped(&[
        ("ppt/slides/slide1.xml", "<a:p><a:t>首页</a:t></a:p>".as_bytes()),
        ("ppt/slides/slide2.xml", "<a:p><a:t>汇报</a:t></a:p>".as_bytes()),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            b"<Relationships><Relationship Id=\"rId1\" Target=\"../notesSlides/notesSlide1.xml\"/></Relationships>",
        ),
        ("ppt/notesSlides/notesSlide1.xml", "<a:p><a:t>先讲结论</a:t></a:p>".as_bytes()),
    ]);
    let read = extract("a.pptx", &deck);
    assert_eq!((read.text.as_str(), read.pages), ("首页\n\n汇报\n\n先讲结论", Some(2)));
    assert_eq!(text("a.txt", "一行\r\n二行\r\n\r\n三行".as_bytes()), "一行\n二行\n\n三行");
}

#[test]
fn a_pdf_without_its_end_is_told() {
    let whole = write_sheets(&official_sheets(&paper(PaperForm::Document)).unwrap()).unwrap();
    assert_eq!(extract("a.pdf", &whole).reading, Reading::Whole);
    for tenth in 1..10 {
        let cut = extract("a.pdf", &whole[..whole.len() * tenth / 10]).reading;
        assert!(matches!(cut, Reading::Torn | Reading::Broken), "{tenth} {cut:?}");
    }
}

#[test]
fn bombs_and_broken_files_are_bounded() {
    let started = std::time::Instant::now();
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 120 * 1024 * 1024])]);
    assert_eq!(extract("a.docx", &bomb).reading, Reading::Refused);
    let long = "长".repeat(MOST_TEXT);
    let read = extract("a.txt", long.as_bytes());
    assert!(read.reading == Reading::Cut && read.text.len() <= MOST_TEXT);
    let whole = write_sheets(&official_sheets(&paper(PaperForm::Document)).unwrap()).unwrap();
    for length in (0..whole.len()).step_by(whole.len() / 12) {
        extract("a.pdf", &whole[..length]);
    }
    let package = official_docx(&paper(PaperForm::Document)).unwrap();
    for length in (0..package.len()).step_by(package.len() / 12).skip(1) {
        assert_ne!(extract("a.docx", &package[..length]).reading, Reading::Whole);
    }
    let nested = [b"%PDF-1.7\n1 0 obj ".as_slice(), &b"[".repeat(100_000), b" endobj"].concat();
    extract("a.pdf", &nested);
    let circle = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[2 0 R 2 0 R]>>endobj";
    assert_eq!(extract("a.pdf", circle).text, "");
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn what_was_printed_is_read_back_whole() {
    let columns = [("序号", 8.0), ("项目内容", 12.0), ("责任部门", 30.0), ("说明", 50.0)];
    let columns = columns.map(|(title, share)| TableColumn { title: title.to_owned(), share });
    // Every cell is broken over lines somewhere.
    let cell = |seed: u32, length: u32| {
        (0..length)
            .filter_map(|place| char::from_u32(0x4e00 + (seed * 7_919 + place * 131) % 0x5000))
            .collect::<String>()
    };
    let rows: Vec<Vec<String>> = (0..60)
        .map(|row| {
            vec![(row + 1).to_string(), cell(row, 3 + row % 9), cell(row + 100, 4), cell(row + 200, 70)]
        })
        .collect();
    let sheets = table_sheets("读回", "江岳集团", &columns, &rows).unwrap();
    let text = extract("table.pdf", &write_sheets(&sheets).unwrap()).text;
    assert!(text.contains("项目内容"), "{text}");
    for cell in rows.iter().flatten() {
        assert!(text.contains(cell.as_str()), "“{cell}” is not in {text}");
    }
    // Cells and rows stay apart.
    assert!(text.contains(&format!("\n{} {}", rows[5][0], rows[5][1])), "{text}");
    assert!(text.contains("序号 项目内容 责任部门 说明"), "{text}");
}

#[test]
fn tables_break_between_words_and_at_hyphens() {
    let typeface = chancery::print::paper::typeface().unwrap();
    let lines = |text: &str, width: f64| chancery::print::paper::cell_lines(&typeface, text, width);
    assert_eq!(lines("Retention period", 20.0), ["Retention", "period"]);
    assert_eq!(lines("至 2026-03-02 止", 22.0).concat().matches("2026-03-02").count(), 1);
    assert!(
        lines("至 2026-03-02 止", 22.0).iter().any(|line| line.contains("2026-03-02")),
        "a date stays whole"
    );
    let number = lines("2015-D10-CWB-0001", 22.0);
    assert!(
        number.len() > 1 && number[..number.len() - 1].iter().all(|line| line.ends_with('-')),
        "{number:?}"
    );
    assert!(lines("共 12,345.67 元", 24.0).iter().any(|line| line.contains("12,345.67")));
    assert_eq!(lines("一\n二", 20.0), ["一", "二"]);
    // What is wider than its column breaks all the same.
    let long = lines("Retention", 8.0);
    assert!(long.len() > 1 && long.concat() == "Retention");
    assert!(lines("归档文件目录，甲", 23.0).iter().all(|line| !line.starts_with('，')));
}

#[test]
fn a_heading_stands_on_the_page_of_what_it_heads() {
    let has = |sheet: &Sheet, wanted: &str| {
        sheet.drawing().items.iter().any(|item| matches!(item, Item::Text { text, .. } if text == wanted))
    };
    for filled in 0..40 {
        let body = format!("{}一、依据\n甲", "正\n".repeat(filled));
        let sheets = official_sheets(&OfficialPaper { body, ..paper(PaperForm::Document) }).unwrap();
        let place = |wanted: &str| sheets.iter().position(|sheet| has(sheet, wanted));
        assert!(place("依").is_some());
        assert_eq!(place("依"), place("甲"), "{filled}");
    }
}

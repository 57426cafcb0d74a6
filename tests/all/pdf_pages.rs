//! Pages of PDF files as pictures: drawn within bounds, whatever a file says of itself.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use chancery::exchange::pdf_pages::{PageFault, PagePicture, PdfPages};
use chancery::exchange::pdf_process::{Drawer, PageOrder};
use chancery::print::paper::{TableColumn, table_sheets, write_sheets};
use chancery::print::typefaces::FACES;
use flate2::Compression;
use flate2::write::ZlibEncoder;

const MOST: u16 = 4_096;

fn table(rows: usize) -> Vec<u8> {
    let columns = [("序号", 10.0), ("题名", 90.0)];
    let columns = columns.map(|(title, share)| TableColumn { title: title.to_owned(), share });
    let rows: Vec<Vec<String>> =
        (0..rows).map(|row| vec![row.to_string(), format!("关于第 {row} 项工作的通知")]).collect();
    write_sheets(&table_sheets("归档文件目录", "江岳集团", &columns, &rows).unwrap()).unwrap()
}

fn pages(content: Vec<u8>) -> PdfPages {
    PdfPages::of(content, &FACES).unwrap().unwrap()
}

/// How many pixels are dark.
fn ink(picture: &PagePicture) -> usize {
    picture.pixels.chunks(4).filter(|pixel| pixel[..3].iter().all(|part| *part < 128)).count()
}

/// A PDF of one page with these objects beside the three that every file has; the first is the content of the page.
fn file(resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let fixed = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<<{resources}>>>>")
            .into_bytes(),
    ];
    for (place, object) in fixed.iter().chain(objects).enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", place + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    bytes.extend(format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>stream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

#[test]
fn a_page_is_drawn_as_wide_as_asked() {
    let file = pages(table(90));
    let first = file.picture(0, 400, MOST).unwrap();
    assert!(first.pages >= 3, "{} pages", first.pages);
    assert_eq!(first.size[0], 400);
    assert!((first.size[1] as f32 / 400.0 - 297.0 / 210.0).abs() < 0.01, "{:?}", first.size);
    assert_eq!(first.pixels.len(), first.size[0] * first.size[1] * 4);
    assert!(first.pixels.chunks(4).all(|pixel| pixel[3] == 255), "on white paper");
    let dark = ink(&first);
    assert!(dark > 2_000, "{dark} dark pixels");
    let last = file.picture(99, 400, MOST).unwrap();
    assert_ne!(last.pixels, first.pixels, "the last page where there are fewer");
    // A side that the screen can't hold is not drawn.
    assert!(file.picture(0, 4_000, 500).unwrap().size.iter().all(|side| *side <= 500));
}

#[test]
fn chinese_without_its_font_is_drawn_in_ours() {
    let font =
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>".to_vec();
    let descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000/FontDescriptor 7 0 R\
        /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
        .to_vec();
    let descriptor =
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -141 1000 859]/ItalicAngle 0\
        /Ascent 859/Descent -141/CapHeight 683/StemV 80>>"
            .to_vec();
    // 文枢档案
    let content = stream("", b"BT /F1 36 Tf 10 40 Td <6587 67A2 6863 6848> Tj ET");
    let file = file("/Font<</F1 5 0 R>>", &[content, font, descendant, descriptor]);
    let picture = pages(file).picture(0, 400, MOST).unwrap();
    let dark = ink(&picture);
    assert!(dark > 1_500, "four characters are drawn: {dark} dark pixels");
}

#[test]
fn what_is_broken_or_would_take_too_much_is_told() {
    assert!(PdfPages::of(b"no PDF at all".to_vec(), &FACES).is_none());
    let whole = table(3);
    for length in [20, 200, whole.len() / 2, whole.len() - 200] {
        // Whatever can be made of it, the program goes on.
        if let Some(Ok(file)) = PdfPages::of(whole[..length].to_vec(), &FACES) {
            file.picture(0, 100, MOST).ok();
        }
    }
    let nothing = b"%PDF-1.4\n%%EOF".to_vec();
    assert_eq!(PdfPages::of(nothing, &FACES).unwrap().err(), Some(PageFault::Broken));
    let mut locked = whole.clone();
    locked.extend(b"trailer<</Encrypt 9 0 R>>");
    assert_eq!(PdfPages::of(locked, &FACES).unwrap().err(), Some(PageFault::Encrypted));
    // 130 MB of blanks in less than two.
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..130 {
        packed.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = file("", &[stream("/Filter/FlateDecode", &packed.finish().unwrap())]);
    assert!(bomb.len() < 2 * 1024 * 1024, "{}", bomb.len());
    assert_eq!(PdfPages::of(bomb, &FACES).unwrap().err(), Some(PageFault::TooLarge));
    let picture = stream(
        "/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB",
        b"x",
    );
    let vast = file("/XObject<</I 5 0 R>>", &[stream("", b"/I Do"), picture]);
    assert_eq!(PdfPages::of(vast, &FACES).unwrap().err(), Some(PageFault::TooLarge));
    // Forms within themselves end.
    let round =
        stream("/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</F 5 0 R>>>>", b"/F Do");
    let file = file("/XObject<</F 5 0 R>>", &[stream("", b"/F Do"), round]);
    pages(file).picture(0, 100, MOST).ok();
}

fn drawer(program: &str, longest: u64) -> Drawer {
    Drawer { program: program.into(), longest: Duration::from_millis(longest) }
}

#[test]
fn another_process_draws_the_same_page_and_tells_the_same_faults() {
    let content = Arc::new(table(90));
    let order = PageOrder { page: 1, width: 300, most: MOST };
    let drawer = drawer(env!("CARGO_BIN_EXE_chancery"), 20_000);
    let picture = drawer.draw(&content, order).unwrap().unwrap();
    assert_eq!(picture, pages(content.to_vec()).picture(1, 300, MOST).unwrap());
    let faults = [b"no PDF".to_vec(), b"%PDF-1.4\n%%EOF".to_vec()].map(Arc::new);
    for content in &faults {
        assert_eq!(drawer.draw(content, order).unwrap(), Err(PageFault::Broken));
    }
    let vast = PageOrder { page: 0, width: 300, most: 0 };
    assert_eq!(drawer.draw(&content, vast).unwrap(), Err(PageFault::TooLarge));
}

#[cfg(unix)]
#[test]
fn a_process_that_takes_too_long_is_ended() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (program, told) = (folder.path().join("slow"), folder.path().join("pid"));
    std::fs::write(&program, format!("#!/bin/sh\necho $$ > {}\nexec sleep 600\n", told.display())).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let order = PageOrder { page: 0, width: 300, most: MOST };
    // More than a pipe holds: it is not even read.
    let content = Arc::new(vec![b' '; 1024 * 1024]);
    let slow = drawer(program.to_str().unwrap(), 1_500).draw(&content, order).unwrap();
    assert_eq!(slow, Err(PageFault::TooLong));
    let pid = std::fs::read_to_string(&told).unwrap();
    let is_there = std::process::Command::new("kill").args(["-0", pid.trim()]).output().unwrap();
    assert!(!is_there.status.success(), "process {pid} is still at work");
    assert!(drawer("/nowhere/at/all", 500).draw(&content, order).is_none());
}

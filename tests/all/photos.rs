//! Photos of people: which attachment is one, how it is decoded, and where it is shown.

use std::sync::Arc;

use chancery::desk::{Command, Values, photo_command};
use chancery::print::drawing::{Drawing, Item};
use chancery::print::font::Typeface;
use chancery::print::portrait::{Portrait, PortraitError};
use chancery::print::{pdf, png, svg, typefaces};
use chancery::rules::org_view::Point;
use chancery::text::Language;
use chancery::ui::app::App;
use chancery::ui::routes::Route;
use eframe::egui::Theme;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::fixture::{appointment, attach, create, id, office, owner, person, post};
use crate::window::{rest, until, window};

/// 12 × 8 points, red on the left and blue on the right, with the EXIF note that it is to be turned to the right.
static TURNED: &[u8] = include_bytes!("../fixtures/turned-by-exif.jpg");

const RED: [u8; 4] = [200, 20, 30, 255];

/// A PNG file in one colour.
fn png_of(width: u32, height: u32, [red, green, blue, opacity]: [u8; 4]) -> Vec<u8> {
    use resvg::tiny_skia::{Color, Pixmap};
    let mut pixmap = Pixmap::new(width, height).unwrap();
    pixmap.fill(Color::from_rgba8(red, green, blue, opacity));
    pixmap.encode_png().unwrap()
}

fn pixel(portrait: &Portrait, x: usize, y: usize) -> [u8; 4] {
    let at = (y * portrait.side() + x) * 4;
    portrait.rgba()[at..at + 4].try_into().unwrap()
}

#[test]
fn a_portrait_is_the_round_middle_of_a_picture() {
    let portrait = Portrait::read(&png_of(30, 50, RED), 16).unwrap();
    assert_eq!((portrait.side(), portrait.rgba().len()), (16, 16 * 16 * 4));
    assert_eq!(pixel(&portrait, 8, 8), RED);
    assert_eq!(pixel(&portrait, 0, 0)[3], 0, "outside the circle nothing is seen");
    let edge = pixel(&portrait, 2, 2)[3];
    assert!(edge > 0 && edge < 255, "the edge is smooth: {edge}");
    // A picture smaller than the portrait is enlarged.
    assert_eq!(pixel(&Portrait::read(&png_of(1, 1, RED), 16).unwrap(), 8, 8), RED);
}

#[test]
fn a_camera_that_was_turned_shows_people_upright() {
    let portrait = Portrait::read(TURNED, 8).unwrap();
    let (top, bottom) = (pixel(&portrait, 4, 1), pixel(&portrait, 4, 6));
    assert!(top[0] > 150 && top[2] < 100, "red is above: {top:?}");
    assert!(bottom[2] > 150 && bottom[0] < 100, "blue is below: {bottom:?}");
}

#[test]
fn what_is_no_picture_is_refused_before_room_is_made_for_it() {
    let refused = |file: &[u8]| Portrait::read(file, 16).unwrap_err();
    assert!(matches!(refused(b"GIF89a"), PortraitError::Unknown));
    assert!(matches!(refused(&[]), PortraitError::Unknown));
    let mut huge = png_of(4, 4, RED);
    huge[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    let sum = crc32fast::hash(&huge[12..29]);
    huge[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(matches!(refused(&huge), PortraitError::TooLarge { width: 60_000, height: 4 }));
    for cut in 0..TURNED.len() {
        // However much is missing: an answer, and no panic.
        Portrait::read(&TURNED[..cut], 4).ok();
    }
    let whole = png_of(9, 9, RED);
    for cut in 0..whole.len() {
        Portrait::read(&whole[..cut], 4).ok();
    }
}

#[test]
fn only_what_is_named_a_photo_is_a_face_and_a_new_one_takes_its_place() {
    let office = office();
    office.execute(&owner(), person(10, "王芳")).unwrap();
    let photo = || office.reader(&owner()).unwrap().photo(id(10)).unwrap();
    let card = Command::Attach {
        register: "person".to_owned(),
        id: id(10),
        attachment: id(40),
        name: "身份证.png".to_owned(),
        media_type: "image/png".to_owned(),
        content: png_of(4, 4, RED),
        reason: String::new(),
        text: None,
    };
    office.execute(&owner(), card).unwrap();
    office.execute(&owner(), attach("person", 10, 41, b"text")).unwrap();
    assert_eq!(photo(), None, "a copy of an identity card is not shown as a face");

    let give = |name: &str, content: &[u8]| {
        let command = photo_command(id(10), photo().as_ref(), name, content.to_vec()).unwrap();
        office.execute(&owner(), command).unwrap();
    };
    give("IMG_1.PNG", &png_of(4, 4, RED));
    let first = photo().unwrap();
    assert_eq!((first.name.as_str(), first.media_type.as_str()), ("photo.png", "image/png"));
    give("IMG_2.jpeg", TURNED);
    assert_eq!(photo().unwrap().name, "photo.jpg");
    office.execute(&owner(), Command::Undo).unwrap();
    assert_eq!(photo(), Some(first), "one undo brings the photo before back");
    assert!(photo_command(id(10), None, "me.gif", Vec::new()).is_err());
}

#[test]
fn a_portrait_stands_in_every_kind_of_file() {
    let picture = Arc::new(Portrait::read(&png_of(20, 20, RED), 32).unwrap());
    let centre = Point { x: 40.0, y: 30.0 };
    let items = vec![Item::Portrait { centre, radius: 15.0, picture }];
    let drawing = Drawing { width: 80.0, height: 60.0, title: "照片".to_owned(), items };
    let typeface = Typeface::new(typefaces::HAN_REGULAR, Some(typefaces::HAN_BOLD)).unwrap();
    let text = svg::write(&drawing);
    let image = text.split("href=\"data:image/png;base64,").nth(1).unwrap().split('"').next().unwrap();
    assert!(image.starts_with("iVBORw0KGgo") && image.len().is_multiple_of(4), "{image}");
    let drawn = png::write(&drawing, &typeface, 1.0).unwrap();
    let drawn = resvg::tiny_skia::Pixmap::decode_png(&drawn).unwrap();
    let at = |x, y| drawn.pixel(x, y).unwrap();
    assert_eq!((at(40, 30).red(), at(40, 30).alpha()), (RED[0], 255));
    assert_eq!(at(20, 30).alpha(), 0, "beside the circle");
    let file = pdf::write(&drawing, &typeface).unwrap();
    let says = |words: &[u8]| file.windows(words.len()).any(|bytes| bytes == words);
    assert!(says(b"/Subtype/Image") || says(b"/Subtype /Image"), "the PDF has no image");
}

#[test]
fn the_chart_and_the_inspector_show_a_photo() {
    let office = Arc::new(office());
    office.execute(&owner(), person(10, "王芳")).unwrap();
    office.execute(&owner(), post(20, "ZR", "director")).unwrap();
    office.execute(&owner(), appointment(30, 10, 20)).unwrap();
    office
        .execute(&owner(), create("unit", 1, Values::new().text("code", "BGS").text("name", "办")))
        .unwrap();
    office.execute(&owner(), photo_command(id(10), None, "a.png", png_of(9, 9, RED)).unwrap()).unwrap();
    let mut harness = window(&office, Language::English, Theme::Light, 1280.0);
    let photos = |harness: &Harness<'static, App>| {
        let textures = harness.ctx.tex_manager();
        let textures = textures.read();
        textures.allocated().filter(|(_, texture)| texture.name == "photo").count()
    };
    harness.state_mut().go(Route::OrgChart);
    until(&mut harness, "the chart has the photo", |harness| photos(harness) == 1);
    harness.state_mut().go(Route::List("person"));
    until(&mut harness, "the list", |harness| harness.query_all_by_label_contains("P10").next().is_some());
    harness.get_all_by_label_contains("P10").next().unwrap().click();
    until(&mut harness, "the inspector", |harness| harness.query_by_label("Choose a photo…").is_some());
    rest(&mut harness);
    assert_eq!(photos(&harness), 1, "it is decoded once");
}

//! 公文 on sheets: 文件, 信函 and 纪要 format (GB/T 9704-2012, 5 to 10).
//!
//! 版心 156 × 225 mm on A4, 天头 37 mm, 订口 28 mm, 22 lines of 28 characters of 3号.

use super::foot::{Imprint, set_mark, set_page_numbers};
use super::head::{centred, set_head};
use super::measures::{LEFT, LINE, TEXT_HEIGHT, TEXT_WIDTH, TITLE_LINE, TOP};
use super::rows::{Kind, Room, Row, Rows, pages};
use super::title::title_lines;
use super::{BLACK, Face, POINTS, SIZE_2, SIZE_3, Sheet, typeface};
use crate::print::drawing::Anchor;
use crate::print::pdf::PdfError;
use crate::rules::paper::PaperForm;

/// From the middle of a character to its base line, as a share of its size.
pub(super) const TO_BASE: f64 = 0.38;
/// White between the last line and 版记, in millimetres.
const ABOVE_IMPRINT: f64 = 3.0;

/// A paper as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficialPaper {
    /// The layout.
    pub form: PaperForm,
    /// 份号
    pub copy_number: String,
    /// 密级和保密期限: 秘密★1年.
    pub secrecy: String,
    /// 紧急程度
    pub urgency: String,
    /// 发文机关标志
    pub masthead: String,
    /// 发文字号
    pub number: String,
    /// 签发人, printed on what goes up.
    pub signer: Option<String>,
    /// 标题
    pub title: String,
    /// 主送机关; in 版记 of 纪要.
    pub addressee: String,
    /// 正文, a line a paragraph.
    pub body: String,
    /// 附件说明
    pub annexes: Vec<String>,
    /// 发文机关署名
    pub issuer: String,
    /// 成文日期: 2026年1月5日.
    pub dated: String,
    /// 附注
    pub contact: String,
    /// 出席, 请假, 列席 with their names.
    pub attendance: Vec<(String, String)>,
    /// 抄送机关
    pub copies_to: String,
    /// 印发机关
    pub printed_by: String,
    /// 印发日期
    pub printed_on: String,
    /// Why it is not in force, which stands on each page: 草稿, 已撤销, 已废止; empty on what is in force.
    pub mark: String,
}

/// The face of a paragraph's first part: 一、 in 黑体, （一） in 楷体, up to the end of its first sentence.
pub(super) fn parts(paragraph: &str) -> Vec<(Face, &str)> {
    let numerals = "一二三四五六七八九十";
    let face = match paragraph.strip_prefix('（') {
        Some(rest) => {
            let inner = rest.trim_start_matches(|of| numerals.contains(of));
            (inner.len() < rest.len() && inner.starts_with('）')).then_some(Face::Kai)
        }
        None => {
            let rest = paragraph.trim_start_matches(|of| numerals.contains(of));
            (rest.len() < paragraph.len() && rest.starts_with('、')).then_some(Face::Hei)
        }
    };
    let Some(face) = face else { return vec![(Face::Fang, paragraph)] };
    match paragraph.split_once('。') {
        Some((_, rest)) if !rest.is_empty() => {
            let (head, tail) = paragraph.split_at(paragraph.len() - rest.len());
            vec![(face, head), (Face::Fang, tail)]
        }
        _ => vec![(face, paragraph)],
    }
}

/// A title in its lines: 2号, 20 characters in 156 mm.
pub(super) fn title_of(paper: &OfficialPaper) -> Vec<String> {
    let per_line = (TEXT_WIDTH / (SIZE_2 / POINTS)).floor();
    let most = (1..=40_u32).take_while(|count| f64::from(*count) <= per_line).count();
    title_lines(&paper.title, most)
}

/// Sets a paper.
///
/// # Errors
/// When the bundled fonts can't be read.
pub fn official_sheets(paper: &OfficialPaper) -> Result<Vec<Sheet>, PdfError> {
    let typeface = typeface()?;
    let mut first = Sheet::a4(&paper.title);
    let mut below = set_head(&mut first, paper);
    for line in title_of(paper) {
        let top = below + (TITLE_LINE - SIZE_2 / POINTS) / 2.0;
        centred(&mut first, top, SIZE_2, Face::Title, BLACK, &line);
        below += TITLE_LINE;
    }
    below += LINE;
    let rows = Rows::of(paper, &typeface);
    let imprint = Imprint::of(paper, &typeface);
    let room = |top: f64| {
        let bottom = TOP + TEXT_HEIGHT;
        let until = |bottom: f64| {
            (1..=22_u32).take_while(|count| top + f64::from(*count) * LINE <= bottom + 0.01).count()
        };
        let height = imprint.height();
        let above_imprint = if height > 0.0 { bottom - height - ABOVE_IMPRINT } else { bottom };
        Room { whole: until(bottom), above_imprint: until(above_imprint) }
    };
    let others = room(TOP);
    let kinds: Vec<Kind> = rows.text.iter().map(|row| row.kind).collect();
    let pages = pages(&kinds, rows.closing.len(), room(below), others);
    let all: Vec<&Row> = rows.text.iter().chain(&rows.closing).collect();
    let mut sheets = vec![first];
    let mut last = 0;
    for (place, page) in pages.into_iter().enumerate() {
        if place > 0 {
            sheets.push(Sheet::a4(&paper.title));
        }
        let Some(sheet) = sheets.last_mut() else { continue };
        last = page.len();
        set_rows(sheet, if place > 0 { TOP } else { below }, all.get(page).unwrap_or_default());
    }
    let room = if sheets.len() > 1 { others } else { room(below) };
    if imprint.height() > 0.0 && last > room.above_imprint {
        sheets.push(Sheet::a4(&paper.title));
    }
    if let Some(sheet) = sheets.last_mut() {
        imprint.set(sheet);
    }
    set_page_numbers(&mut sheets, paper.form);
    set_mark(&mut sheets, &paper.mark);
    Ok(sheets)
}

/// Sets lines from an upper edge down.
fn set_rows(sheet: &mut Sheet, top: f64, rows: &[&Row]) {
    let mut y = top;
    for row in rows {
        // A page does not begin with an empty line.
        if row.kind == Kind::Blank && y < TOP + 0.01 {
            continue;
        }
        let base = y + LINE / 2.0 + TO_BASE * SIZE_3 / POINTS;
        for span in &row.line {
            let at = (LEFT + span.x, base);
            sheet.text(at, SIZE_3, span.face, Anchor::Start, BLACK, &span.text);
        }
        y += LINE;
    }
}

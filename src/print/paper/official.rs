//! 公文 on sheets: 文件, 信函 and 纪要 format (GB/T 9704-2012, 5 to 10).
//!
//! 版心 156 × 225 mm on A4, 天头 37 mm, 订口 28 mm, 22 lines of 28 characters of 3号.

use super::flow::{CHARACTERS, Line, PITCH, TEXT_WIDTH, lines, title_lines, width};
use super::{A4_HEIGHT, A4_WIDTH, BLACK, Face, POINTS, RED, SIZE_2, SIZE_3, SIZE_4, Sheet, typeface};
use crate::print::drawing::{Anchor, Ink};
use crate::print::font::Typeface;
use crate::print::pdf::PdfError;
use crate::rules::paper::PaperForm;

/// 天头
const TOP: f64 = 37.0;
/// 订口
const LEFT: f64 = 28.0;
/// Height of 版心.
const TEXT_HEIGHT: f64 = 225.0;
/// Lines a page.
const LINES: f64 = 22.0;
/// One line.
pub(super) const LINE: f64 = TEXT_HEIGHT / LINES;
/// From the middle of a character to its base line, as a share of its size.
const TO_BASE: f64 = 0.38;
/// From the upper edge of a character to its base line, as a share of its size.
const ASCENT: f64 = 0.88;

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
    /// 主送机关
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

/// Sheets being filled.
struct Setting<'a> {
    typeface: &'a Typeface,
    title: &'a str,
    full: Vec<Sheet>,
    current: Sheet,
    /// Upper edge of the next line, millimetres from the upper edge of the sheet.
    y: f64,
    bottom: f64,
}

impl Setting<'_> {
    fn sheet(&mut self) -> &mut Sheet {
        &mut self.current
    }

    fn page(&mut self) {
        let full = std::mem::replace(&mut self.current, Sheet::a4(self.title));
        self.full.push(full);
        self.y = TOP;
        self.bottom = TOP + TEXT_HEIGHT;
    }

    /// Makes room for so many lines on one page.
    fn need(&mut self, count: f64) {
        if self.y + count * LINE > self.bottom + 0.01 {
            self.page();
        }
    }

    fn blank(&mut self) {
        // A page does not begin with an empty line.
        if self.y > TOP + 0.01 {
            self.y += LINE;
        }
    }

    fn put(&mut self, line: &Line) {
        self.need(1.0);
        let base = self.y + LINE / 2.0 + TO_BASE * SIZE_3 / POINTS;
        for span in line {
            let at = (LEFT + span.x, base);
            self.sheet().text(at, SIZE_3, span.face, Anchor::Start, BLACK, &span.text);
        }
        self.y += LINE;
    }

    fn paragraph(&mut self, parts: &[(Face, &str)], first: f64, others: f64) {
        for line in lines(self.typeface, parts, first, others) {
            self.put(&line);
        }
    }

    /// Sets a text of 3号 so that it ends `free` characters before the right edge.
    fn set_right(&mut self, text: &str, free: f64) {
        let starts = CHARACTERS - free - width(self.typeface, text, Face::Fang) / PITCH;
        self.paragraph(&[(Face::Fang, text)], starts.max(0.0), 0.0);
    }

    /// Sets a text in the middle of 版心; `top` is its upper edge.
    fn centred(&mut self, top: f64, size: f64, face: Face, ink: Ink, text: &str) {
        let at = (LEFT + TEXT_WIDTH / 2.0, top + ASCENT * size / POINTS);
        self.sheet().text(at, size, face, Anchor::Middle, ink, text);
    }
}

/// Sets a paper.
///
/// # Errors
/// When the bundled fonts can't be read.
pub fn official_sheets(paper: &OfficialPaper) -> Result<Vec<Sheet>, PdfError> {
    let typeface = typeface()?;
    let mut setting = Setting {
        typeface: &typeface,
        title: &paper.title,
        full: Vec::new(),
        current: Sheet::a4(&paper.title),
        y: TOP,
        bottom: TOP + TEXT_HEIGHT,
    };
    match paper.form {
        PaperForm::Letter => letter_head(&mut setting, paper),
        PaperForm::Document | PaperForm::Minutes => document_head(&mut setting, paper),
    }
    let per_line = (TEXT_WIDTH / (SIZE_2 / POINTS)).floor();
    let most = (1..=40_u32).take_while(|count| f64::from(*count) <= per_line).count();
    for line in title_lines(&paper.title, most) {
        let top = setting.y + (LINE * 1.2 - SIZE_2 / POINTS) / 2.0;
        setting.centred(top, SIZE_2, Face::Title, BLACK, &line);
        setting.y += LINE * 1.2;
    }
    setting.y += LINE;
    if !paper.addressee.trim().is_empty() && paper.form != PaperForm::Minutes {
        let addressee = format!("{}：", paper.addressee.trim().trim_end_matches(['：', ':']));
        setting.paragraph(&[(Face::Fang, &addressee)], 0.0, 0.0);
    }
    for paragraph in paper.body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let parts = parts(paragraph);
        if let [(Face::Hei | Face::Kai, _)] = parts.as_slice() {
            // A heading stands on the page of what it heads.
            let lines = lines(setting.typeface, &parts, 2.0, 0.0);
            setting.need(lines.iter().fold(1.0, |count, _| count + 1.0));
        }
        setting.paragraph(&parts, 2.0, 0.0);
    }
    annexes(&mut setting, paper);
    if paper.form == PaperForm::Minutes {
        setting.blank();
        for (label, names) in paper.attendance.iter().filter(|(_, names)| !names.trim().is_empty()) {
            let label = format!("{label}：");
            let names = names.replace('\n', "　");
            setting.paragraph(&[(Face::Hei, &label), (Face::Fang, &names)], 2.0, 5.0);
        }
    } else {
        signature(&mut setting, paper);
    }
    imprint(&mut setting, paper);
    let mut sheets = setting.full;
    sheets.push(setting.current);
    page_numbers(&mut sheets, paper.form);
    Ok(sheets)
}

/// 版头 of 文件 and 纪要.
fn document_head(setting: &mut Setting<'_>, paper: &OfficialPaper) {
    let mut line = 0.0;
    for text in
        [&paper.copy_number, &paper.secrecy, &paper.urgency].into_iter().filter(|text| !text.is_empty())
    {
        let base = TOP + line * LINE + ASCENT * SIZE_3 / POINTS;
        setting.sheet().text((LEFT, base), SIZE_3, Face::Hei, Anchor::Start, BLACK, text);
        line += 1.0;
    }
    // 发文机关标志: its upper edge 35 mm below that of 版心 (7.2.4).
    let count = paper.masthead.chars().fold(0.0, |count, _| count + 1.0_f64).max(1.0);
    let size = (TEXT_WIDTH * POINTS / count).min(48.0);
    let top = TOP + 35.0;
    setting.centred(top, size, Face::Title, RED, &paper.masthead);
    // 发文字号: two lines below, in the middle; what goes up has 签发人 on the right (7.2.5, 7.2.6).
    let number_top = top + size / POINTS + 2.0 * LINE - (LINE - SIZE_3 / POINTS);
    let base = number_top + ASCENT * SIZE_3 / POINTS;
    match &paper.signer {
        Some(signer) => {
            let name = signer.as_str();
            let label = "签发人：";
            let sheet = setting.sheet();
            sheet.text((LEFT + PITCH, base), SIZE_3, Face::Fang, Anchor::Start, BLACK, &paper.number);
            let right = LEFT + TEXT_WIDTH - PITCH;
            sheet.text((right, base), SIZE_3, Face::Kai, Anchor::End, BLACK, name);
            let names = name.chars().fold(0.0, |count, _| count + SIZE_3 / POINTS);
            sheet.text((right - names, base), SIZE_3, Face::Fang, Anchor::End, BLACK, label);
        }
        None => setting.centred(number_top, SIZE_3, Face::Fang, BLACK, &paper.number),
    }
    // 红色分隔线: 4 mm below, as wide as 版心 (7.2.7).
    let rule = number_top + SIZE_3 / POINTS + 4.0;
    setting.sheet().rule(LEFT, LEFT + TEXT_WIDTH, rule, 0.7, RED);
    setting.y = rule + 2.0 * LINE - (LINE - SIZE_3 / POINTS);
}

/// 版头 of 信函: its name 30 mm below the sheet's edge, double rules of 170 mm (10.1).
fn letter_head(setting: &mut Setting<'_>, paper: &OfficialPaper) {
    const WIDE: f64 = 170.0;
    let count = paper.masthead.chars().fold(0.0, |count, _| count + 1.0_f64).max(1.0);
    let size = (TEXT_WIDTH * POINTS / count).min(40.0);
    setting.centred(30.0, size, Face::Title, RED, &paper.masthead);
    let (from, to) = ((A4_WIDTH - WIDE) / 2.0, (A4_WIDTH + WIDE) / 2.0);
    let upper = 30.0 + size / POINTS + 4.0;
    let sheet = setting.sheet();
    sheet.rule(from, to, upper, 1.0, RED);
    sheet.rule(from, to, upper + 1.3, 0.35, RED);
    let lower = A4_HEIGHT - 20.0;
    sheet.rule(from, to, lower - 1.3, 0.35, RED);
    sheet.rule(from, to, lower, 1.0, RED);
    let gap = SIZE_3 / POINTS * 7.0 / 8.0;
    let mut top = upper + 1.3 + gap;
    let right = LEFT + TEXT_WIDTH;
    let base = top + ASCENT * SIZE_3 / POINTS;
    sheet.text((right, base), SIZE_3, Face::Fang, Anchor::End, BLACK, &paper.number);
    for text in
        [&paper.copy_number, &paper.secrecy, &paper.urgency].into_iter().filter(|text| !text.is_empty())
    {
        sheet.text((LEFT, top + ASCENT * SIZE_3 / POINTS), SIZE_3, Face::Hei, Anchor::Start, BLACK, text);
        top += LINE;
    }
    setting.y = top.max(upper + 1.3 + gap + LINE) + LINE;
}

fn annexes(setting: &mut Setting<'_>, paper: &OfficialPaper) {
    let several = paper.annexes.len() > 1;
    for (place, annex) in paper.annexes.iter().enumerate() {
        if place == 0 {
            setting.blank();
        }
        let number = if several { format!("{}. ", place + 1) } else { String::new() };
        let label = if place == 0 { "附件：" } else { "" };
        let text = format!("{label}{number}{annex}");
        let first = if place == 0 { 2.0 } else { 5.0 };
        setting.paragraph(&[(Face::Fang, &text)], first, 6.0);
    }
}

/// 署名 in the middle over 成文日期, which ends four characters before the edge, with room for a seal (7.3.5.1).
fn signature(setting: &mut Setting<'_>, paper: &OfficialPaper) {
    if paper.dated.is_empty() {
        return;
    }
    setting.need(4.0);
    setting.blank();
    setting.y += LINE;
    let date_width = width(setting.typeface, &paper.dated, Face::Fang) / PITCH;
    let name_width = width(setting.typeface, &paper.issuer, Face::Fang) / PITCH;
    let middle = CHARACTERS - 4.0 - date_width / 2.0;
    let free = (CHARACTERS - middle - name_width / 2.0).max(0.0);
    let issuer = paper.issuer.clone();
    setting.set_right(&issuer, free);
    let dated = paper.dated.clone();
    setting.set_right(&dated, 4.0);
    if !paper.contact.is_empty() {
        let contact = format!("（{}）", paper.contact.trim_matches(['（', '）', '(', ')']));
        setting.paragraph(&[(Face::Fang, &contact)], 2.0, 0.0);
    }
}

/// 版记 at the foot of the last page: rules of 0.35, 0.25 and 0.35 mm, 4号 (7.4).
fn imprint(setting: &mut Setting<'_>, paper: &OfficialPaper) {
    let is_letter = paper.form == PaperForm::Letter;
    let character = SIZE_4 / POINTS;
    let row = 7.5;
    let most = (1..=60_u32)
        .take_while(|count| f64::from(*count) * character <= TEXT_WIDTH - 5.0 * character)
        .count();
    let mut copies: Vec<String> = Vec::new();
    if !paper.copies_to.trim().is_empty() {
        let list: Vec<&str> =
            paper.copies_to.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let text = format!("{}。", list.join("，").trim_end_matches('。'));
        let characters: Vec<char> = text.chars().collect();
        copies = characters.chunks(most.max(1)).map(|chunk| chunk.iter().collect()).collect();
    }
    let prints = !is_letter && !paper.printed_by.is_empty();
    let rows = copies.iter().fold(0.0, |count, _| count + 1.0_f64) + if prints { 1.0 } else { 0.0 };
    if rows < 0.5 {
        return;
    }
    let foot = if is_letter { A4_HEIGHT - 26.0 } else { TOP + TEXT_HEIGHT };
    if setting.y + 3.0 > foot - rows * row {
        setting.page();
    }
    let mut y = foot - rows * row;
    let (from, to) = (LEFT, LEFT + TEXT_WIDTH);
    if !is_letter {
        setting.sheet().rule(from, to, y, 0.35, BLACK);
    }
    for (place, text) in copies.iter().enumerate() {
        let base = y + row / 2.0 + TO_BASE * character;
        let sheet = setting.sheet();
        if place == 0 {
            sheet.text((from + character, base), SIZE_4, Face::Fang, Anchor::Start, BLACK, "抄送：");
        }
        sheet.text((from + 4.0 * character, base), SIZE_4, Face::Fang, Anchor::Start, BLACK, text);
        y += row;
    }
    if prints {
        if !copies.is_empty() {
            setting.sheet().rule(from, to, y, 0.25, BLACK);
        }
        let base = y + row / 2.0 + TO_BASE * character;
        let sheet = setting.sheet();
        let (left, right) = (from + character, to - character);
        sheet.text((left, base), SIZE_4, Face::Fang, Anchor::Start, BLACK, &paper.printed_by);
        if !paper.printed_on.is_empty() {
            let printed = format!("{}印发", paper.printed_on);
            sheet.text((right, base), SIZE_4, Face::Fang, Anchor::End, BLACK, &printed);
        }
    }
    if !is_letter {
        setting.sheet().rule(from, to, foot, 0.35, BLACK);
    }
}

/// 页码: 4号, its dash 7 mm below 版心, on the right of odd pages and on the left of even ones (7.5).
fn page_numbers(sheets: &mut [Sheet], form: PaperForm) {
    let character = SIZE_4 / POINTS;
    for (place, sheet) in sheets.iter_mut().enumerate() {
        if form == PaperForm::Letter && place == 0 {
            continue;
        }
        let number = place + 1;
        let text = format!("— {number} —");
        let base = TOP + TEXT_HEIGHT + 7.0 + TO_BASE * character;
        if number % 2 == 1 {
            let x = LEFT + TEXT_WIDTH - character;
            sheet.text((x, base), SIZE_4, Face::Song, Anchor::End, BLACK, &text);
        } else {
            sheet.text((LEFT + character, base), SIZE_4, Face::Song, Anchor::Start, BLACK, &text);
        }
    }
}

//! What stands at the foot and on the edge of sheets: 版记, page numbers, and that a paper is not in force.

use super::flow::prose_lines;
use super::head::ASCENT;
use super::measures::{
    IMPRINT_LINE, INNER_RULE, LEFT, MARK_TOP, OUTER_RULE, TEXT_HEIGHT, TEXT_WIDTH, TO_PAGE_NUMBER, TOP,
};
use super::official::TO_BASE;
use super::{BLACK, Face, OfficialPaper, POINTS, SIZE_2, SIZE_4, Sheet};
use crate::print::drawing::Anchor;
use crate::print::font::Typeface;
use crate::rules::paper::PaperForm;

/// A character of 4号 in millimetres.
pub(super) const SMALL: f64 = SIZE_4 / POINTS;

/// Those to whom a paper is sent that stand in 版记, with what stands before them. 纪要 has no 主送 above its text: it
/// stands here, one line above 抄送 and without a rule between them (7.4.2).
fn recipients(paper: &OfficialPaper) -> Vec<(&'static str, String)> {
    let of = |text: &str| {
        let list: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let list = list.join("，");
        let list = list.trim_end_matches(['。', '：', ':']);
        (!list.is_empty()).then(|| format!("{list}。"))
    };
    let addressee = if paper.form == PaperForm::Minutes { of(&paper.addressee) } else { None };
    let copies = of(&paper.copies_to);
    addressee.map(|list| ("主送：", list)).into_iter().chain(copies.map(|list| ("抄送：", list))).collect()
}

/// 印发机关 and 印发日期; a letter has none (10.1).
fn printing(paper: &OfficialPaper) -> Option<(&str, String)> {
    if paper.form == PaperForm::Letter || paper.printed_by.is_empty() {
        return None;
    }
    let on = if paper.printed_on.is_empty() { String::new() } else { format!("{}印发", paper.printed_on) };
    Some((&paper.printed_by, on))
}

/// 版记, broken into its lines.
pub(super) struct Imprint<'a> {
    /// What stands before a line, and the line.
    pub(super) lines: Vec<(&'static str, String)>,
    /// 印发机关 and 印发日期.
    pub(super) printing: Option<(&'a str, String)>,
    /// Whether rules part it, as not on a letter.
    pub(super) has_rules: bool,
}

impl<'a> Imprint<'a> {
    pub(super) fn of(paper: &'a OfficialPaper, typeface: &Typeface) -> Self {
        let mut lines = Vec::new();
        for (label, list) in recipients(paper) {
            let broken = prose_lines(typeface, &list, SIZE_4, TEXT_WIDTH - 5.0 * SMALL);
            let labels = std::iter::once(label).chain(std::iter::repeat(""));
            lines.extend(labels.zip(broken));
        }
        Self { lines, printing: printing(paper), has_rules: paper.form != PaperForm::Letter }
    }

    /// What it takes at the foot of 版心.
    pub(super) fn height(&self) -> f64 {
        let rows = self.lines.len().saturating_add(usize::from(self.printing.is_some()));
        (0..rows).fold(0.0, |height, _| height + IMPRINT_LINE)
    }

    /// Sets it so that it ends with 版心 (7.4.1); 4号.
    pub(super) fn set(&self, sheet: &mut Sheet) {
        let (from, to, foot) = (LEFT, LEFT + TEXT_WIDTH, TOP + TEXT_HEIGHT);
        let mut y = foot - self.height();
        if y >= foot {
            return;
        }
        if self.has_rules {
            sheet.rule(from, to, y, OUTER_RULE, BLACK);
        }
        let base = |y: f64| y + IMPRINT_LINE / 2.0 + TO_BASE * SMALL;
        for (label, line) in &self.lines {
            if !label.is_empty() {
                sheet.text((from + SMALL, base(y)), SIZE_4, Face::Fang, Anchor::Start, BLACK, label);
            }
            sheet.text((from + 4.0 * SMALL, base(y)), SIZE_4, Face::Fang, Anchor::Start, BLACK, line);
            y += IMPRINT_LINE;
        }
        if let Some((by, on)) = &self.printing {
            if !self.lines.is_empty() {
                sheet.rule(from, to, y, INNER_RULE, BLACK);
            }
            sheet.text((from + SMALL, base(y)), SIZE_4, Face::Fang, Anchor::Start, BLACK, by);
            sheet.text((to - SMALL, base(y)), SIZE_4, Face::Fang, Anchor::End, BLACK, on);
        }
        if self.has_rules {
            sheet.rule(from, to, foot, OUTER_RULE, BLACK);
        }
    }
}

/// 页码: 4号, its dash 7 mm below 版心, on the right of odd pages and on the left of even ones (7.5); none on the first
/// page of a letter (10.1).
pub(super) fn set_page_numbers(sheets: &mut [Sheet], form: PaperForm) {
    for (place, sheet) in sheets.iter_mut().enumerate() {
        if form == PaperForm::Letter && place == 0 {
            continue;
        }
        let number = place + 1;
        let text = format!("— {number} —");
        let base = TOP + TEXT_HEIGHT + TO_PAGE_NUMBER + TO_BASE * SMALL;
        let (x, anchor) = if number % 2 == 1 {
            (LEFT + TEXT_WIDTH - SMALL, Anchor::End)
        } else {
            (LEFT + SMALL, Anchor::Start)
        };
        sheet.text((x, base), SIZE_4, Face::Song, anchor, BLACK, &text);
    }
}

/// Says on each sheet, above 版心, that the paper is not in force.
pub(super) fn set_mark(sheets: &mut [Sheet], mark: &str) {
    if mark.is_empty() {
        return;
    }
    const WHITE: f64 = 2.0;
    let character = SIZE_2 / POINTS;
    let wide = mark.chars().fold(2.0 * WHITE, |wide, _| wide + character);
    let left = LEFT + TEXT_WIDTH - wide;
    for sheet in sheets {
        sheet.frame(left, MARK_TOP, wide, character + WHITE, 0.5, BLACK);
        let at = (left + wide / 2.0, MARK_TOP + WHITE / 2.0 + ASCENT * character);
        sheet.text(at, SIZE_2, Face::Hei, Anchor::Middle, BLACK, mark);
    }
}

//! Measures of GB/T 9704-2012 that the sheet and the word processor's file share, in millimetres.

use super::{A4_HEIGHT, A4_WIDTH, OfficialPaper, POINTS, SIZE_3};
use crate::rules::paper::PaperForm;

/// 版心: its width.
pub(super) const TEXT_WIDTH: f64 = 156.0;
/// Height of 版心.
pub(super) const TEXT_HEIGHT: f64 = 225.0;
/// 天头
pub(super) const TOP: f64 = 37.0;
/// 订口
pub(super) const LEFT: f64 = 28.0;
/// Characters a line.
pub(super) const CHARACTERS: f64 = 28.0;
/// What one character of 3号 takes in a line.
pub(super) const PITCH: f64 = TEXT_WIDTH / CHARACTERS;
/// Lines a page.
const LINES: f64 = 22.0;
/// One line.
pub(super) const LINE: f64 = TEXT_HEIGHT / LINES;
/// Height of a character of 3号.
pub(super) const CHARACTER: f64 = SIZE_3 / POINTS;
/// One line of a title.
pub(super) const TITLE_LINE: f64 = LINE * 1.2;
/// 空二行: from the lower edge of the characters above to the upper edge of those below.
pub(super) const TWO_LINES: f64 = LINE + CHARACTER;
/// From 发文字号, or the name on a letter, down to the red rule (7.2.7, 10.1).
pub(super) const ABOVE_RULE: f64 = 4.0;
/// 红色分隔线
pub(super) const RED_RULE: f64 = 0.7;
/// One line of 版记.
pub(super) const IMPRINT_LINE: f64 = 7.5;
/// The first and the last rule of 版记 (7.4.1).
pub(super) const OUTER_RULE: f64 = 0.35;
/// A rule between two parts of 版记.
pub(super) const INNER_RULE: f64 = 0.25;
/// From the lower edge of 版心 down to the dash of a page number (7.5).
pub(super) const TO_PAGE_NUMBER: f64 = 7.0;
/// From the upper edge of the sheet down to what says that a paper is not in force.
pub(super) const MARK_TOP: f64 = 12.0;
/// The rules of a letter: how wide they are (10.1).
pub(super) const LETTER_RULE: f64 = 170.0;
/// From the first double rule of a letter down to what stands under it: 3号汉字高度的 7/8.
pub(super) const UNDER_LETTER_RULE: f64 = CHARACTER * 7.0 / 8.0;

/// Size of 发文机关标志 in points: as large as fits 版心 with some white on both sides, in halves of a point as a word
/// processor counts.
pub(super) fn masthead_size(paper: &OfficialPaper) -> f64 {
    const WIDEST: f64 = TEXT_WIDTH - 6.0;
    let count = paper.masthead.chars().fold(0.0, |count, _| count + 1.0_f64).max(1.0);
    let most = if paper.form == PaperForm::Letter { 40.0 } else { 48.0 };
    (WIDEST * POINTS / count * 2.0).floor().min(most * 2.0) / 2.0
}

/// The upper edge of 发文机关标志: 30 mm from that of the sheet on a letter, 35 mm from that of 版心 elsewhere (7.2.4,
/// 10.1).
pub(super) fn masthead_top(form: PaperForm) -> f64 {
    match form {
        PaperForm::Letter => 30.0,
        PaperForm::Document | PaperForm::Minutes => TOP + 35.0,
    }
}

/// A rule of a letter: where its middle lies and how thick it is.
pub(super) struct LetterRule {
    /// From the upper edge of the sheet.
    pub(super) y: f64,
    /// Its thickness.
    pub(super) thickness: f64,
}

/// Where the rules of a letter begin.
pub(super) const LETTER_RULE_LEFT: f64 = (A4_WIDTH - LETTER_RULE) / 2.0;

/// The rules on the first page of a letter: thick over thin below its name, thin over thick 20 mm above the lower edge
/// of the sheet (10.1).
pub(super) fn letter_rules(paper: &OfficialPaper) -> [LetterRule; 4] {
    const THICK: f64 = 1.0;
    const THIN: f64 = 0.35;
    const APART: f64 = 1.3;
    let upper = masthead_top(PaperForm::Letter) + masthead_size(paper) / POINTS + ABOVE_RULE;
    let lower = A4_HEIGHT - 20.0;
    let rule = |y, thickness| LetterRule { y, thickness };
    [rule(upper, THICK), rule(upper + APART, THIN), rule(lower - APART, THIN), rule(lower, THICK)]
}

/// The upper edge of what stands under the first double rule of a letter.
pub(super) fn letter_number_top(paper: &OfficialPaper) -> f64 {
    let [_, second, ..] = letter_rules(paper);
    second.y + UNDER_LETTER_RULE
}

/// 份号, 密级和保密期限, 紧急程度: those that a paper has.
pub(super) fn head_marks(paper: &OfficialPaper) -> impl Iterator<Item = &String> {
    [&paper.copy_number, &paper.secrecy, &paper.urgency].into_iter().filter(|text| !text.is_empty())
}

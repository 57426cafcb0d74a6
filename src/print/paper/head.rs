//! 版头 of 文件, 信函 and 纪要 on the first sheet (GB/T 9704-2012, 7.2 and 10).

use super::measures::{
    ABOVE_RULE, CHARACTER, LEFT, LETTER_RULE, LETTER_RULE_LEFT, LINE, PITCH, RED_RULE, TEXT_WIDTH, TOP,
    TWO_LINES, head_marks, letter_number_top, letter_rules, masthead_size, masthead_top,
};
use super::{BLACK, Face, OfficialPaper, POINTS, RED, SIZE_3, Sheet};
use crate::print::drawing::{Anchor, Ink};
use crate::rules::paper::PaperForm;

/// From the upper edge of a character to its base line, as a share of its size.
pub(super) const ASCENT: f64 = 0.88;

/// Sets a text in the middle of 版心; `top` is its upper edge.
pub(super) fn centred(sheet: &mut Sheet, top: f64, size: f64, face: Face, ink: Ink, text: &str) {
    let at = (LEFT + TEXT_WIDTH / 2.0, top + ASCENT * size / POINTS);
    sheet.text(at, size, face, Anchor::Middle, ink, text);
}

/// Sets 版头, and says where the title begins.
pub(super) fn set_head(sheet: &mut Sheet, paper: &OfficialPaper) -> f64 {
    let size = masthead_size(paper);
    centred(sheet, masthead_top(paper.form), size, Face::Title, RED, &paper.masthead);
    match paper.form {
        PaperForm::Letter => letter(sheet, paper),
        PaperForm::Document | PaperForm::Minutes => document(sheet, paper),
    }
}

/// 份号, 密级 and 紧急程度 below each other, and where the line after them begins.
fn set_marks(sheet: &mut Sheet, paper: &OfficialPaper, top: f64) -> f64 {
    let mut top = top;
    for text in head_marks(paper) {
        let at = (LEFT, top + ASCENT * CHARACTER);
        sheet.text(at, SIZE_3, Face::Hei, Anchor::Start, BLACK, text);
        top += LINE;
    }
    top
}

fn document(sheet: &mut Sheet, paper: &OfficialPaper) -> f64 {
    set_marks(sheet, paper, TOP);
    // 发文字号: two lines below, in the middle; what goes up has 签发人 on the right (7.2.5, 7.2.6).
    let number_top = masthead_top(paper.form) + masthead_size(paper) / POINTS + TWO_LINES;
    let base = number_top + ASCENT * CHARACTER;
    match &paper.signer {
        Some(signer) => {
            let name = signer.as_str();
            sheet.text((LEFT + PITCH, base), SIZE_3, Face::Fang, Anchor::Start, BLACK, &paper.number);
            let right = LEFT + TEXT_WIDTH - PITCH;
            sheet.text((right, base), SIZE_3, Face::Kai, Anchor::End, BLACK, name);
            let names = name.chars().fold(0.0, |count, _| count + CHARACTER);
            sheet.text((right - names, base), SIZE_3, Face::Fang, Anchor::End, BLACK, "签发人：");
        }
        None => centred(sheet, number_top, SIZE_3, Face::Fang, BLACK, &paper.number),
    }
    let rule = number_top + CHARACTER + ABOVE_RULE;
    sheet.rule(LEFT, LEFT + TEXT_WIDTH, rule, RED_RULE, RED);
    rule + TWO_LINES
}

fn letter(sheet: &mut Sheet, paper: &OfficialPaper) -> f64 {
    for rule in letter_rules(paper) {
        sheet.rule(LETTER_RULE_LEFT, LETTER_RULE_LEFT + LETTER_RULE, rule.y, rule.thickness, RED);
    }
    let top = letter_number_top(paper);
    let at = (LEFT + TEXT_WIDTH, top + ASCENT * CHARACTER);
    sheet.text(at, SIZE_3, Face::Fang, Anchor::End, BLACK, &paper.number);
    set_marks(sheet, paper, top).max(top + LINE) + LINE
}

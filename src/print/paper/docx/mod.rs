//! A paper as DOCX (ECMA-376): the same parts, faces and measures, to be worked on in a word processor.

mod form;
mod markup;
mod package;

pub use self::form::form_docx;

use self::markup::{Body, RED, Run, Stand};
use super::flow::width;
use super::foot::{Imprint, SMALL};
use super::measures::{
    CHARACTER, CHARACTERS, IMPRINT_LINE, INNER_RULE, LETTER_RULE, LETTER_RULE_LEFT, LINE, MARK_TOP,
    OUTER_RULE, PITCH, RED_RULE, TEXT_HEIGHT, TEXT_WIDTH, TITLE_LINE, TOP, TWO_LINES, head_marks,
    letter_number_top, letter_rules, masthead_size, masthead_top,
};
use super::official::{parts, title_of};
use super::rows::{addressee, annexes, attendance, note};
use super::{Face, OfficialPaper, POINTS, SIZE_2, SIZE_3, SIZE_4, typeface};
use crate::print::font::Typeface;
use crate::print::pdf::PdfError;
use crate::rules::paper::PaperForm;

/// Writes a paper as DOCX.
///
/// # Errors
/// When the package can't be written.
pub fn official_docx(paper: &OfficialPaper) -> Result<Vec<u8>, PdfError> {
    let typeface = typeface()?;
    let mut body = Body::default();
    match paper.form {
        PaperForm::Letter => letter_head(&mut body, paper),
        PaperForm::Document | PaperForm::Minutes => document_head(&mut body, paper),
    }
    let before = if paper.form == PaperForm::Letter { LINE + LINE - CHARACTER } else { TWO_LINES };
    let title = Stand { before, line: TITLE_LINE, ..Stand::CENTRED };
    body.paragraph(title, &[Run::new(Face::Title, SIZE_2, &title_of(paper).join("\n"))]);
    body.plain(Stand::default(), "");
    if let Some(addressee) = addressee(paper) {
        body.plain(Stand::LEFT, &addressee);
    }
    text(&mut body, paper);
    if paper.form == PaperForm::Minutes {
        for (place, (label, names)) in attendance(paper).enumerate() {
            let before = if place == 0 { LINE } else { 0.0 };
            let hung = Stand { left: 5.0 * PITCH, first: -3.0 * PITCH, before, ..Stand::KEPT };
            body.paragraph(
                hung,
                &[Run::new(Face::Hei, SIZE_3, &label), Run::new(Face::Fang, SIZE_3, &names)],
            );
        }
    } else if !paper.dated.is_empty() {
        signature(&mut body, paper, &typeface);
    }
    imprint(&mut body, paper, &typeface);
    package::write(&body.xml, &edges(paper))
}

/// 正文 and 附件说明. The last of it stays with the signature, or with 版记.
fn text(body: &mut Body, paper: &OfficialPaper) {
    let annexes = annexes(paper);
    let paragraphs: Vec<&str> = paper.body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for (place, paragraph) in paragraphs.iter().enumerate() {
        let parts = parts(paragraph);
        let is_heading = matches!(parts.as_slice(), [(Face::Hei | Face::Kai, _)]);
        let runs: Vec<Run<'_>> = parts.iter().map(|(face, text)| Run::new(*face, SIZE_3, text)).collect();
        let is_kept = is_heading || place + 1 == paragraphs.len();
        body.paragraph(Stand { first: 2.0 * PITCH, is_kept, ..Stand::default() }, &runs);
    }
    for (place, (first, others, annex)) in annexes.into_iter().enumerate() {
        let before = if place == 0 { LINE } else { 0.0 };
        let (left, first) = (others * PITCH, (first - others) * PITCH);
        body.plain(Stand { left, first, before, ..Stand::KEPT }, &annex);
    }
}

/// 版头 of 文件 and 纪要, with the white between its parts that the sheet has.
fn document_head(body: &mut Body, paper: &OfficialPaper) {
    let mut y = TOP;
    for (place, text) in head_marks(paper).enumerate() {
        let before = if place == 0 { 0.0 } else { LINE - CHARACTER };
        let stand = Stand { before, line: CHARACTER, ..Stand::LEFT };
        body.paragraph(stand, &[Run::new(Face::Hei, SIZE_3, text)]);
        y += before + CHARACTER;
    }
    let size = masthead_size(paper);
    let before = masthead_top(paper.form) - y;
    let mast = Stand { before, line: size / POINTS, ..Stand::CENTRED };
    body.paragraph(mast, &[Run::new(Face::Title, size, &paper.masthead).ink(RED)]);
    let number = Stand { before: TWO_LINES, line: CHARACTER, rule: Some(RED_RULE), ..Stand::CENTRED };
    match &paper.signer {
        // The number one character from the left, 签发人 one from the right (7.2.6). A rule is as wide as the paragraph
        // is, so that what stands in from its edges does so by tabs.
        Some(signer) => {
            let label = format!("\t{}\t签发人：", paper.number);
            let stand =
                Stand { side: "left", tabs: &[(PITCH, "left"), (TEXT_WIDTH - PITCH, "right")], ..number };
            body.paragraph(
                stand,
                &[Run::new(Face::Fang, SIZE_3, &label), Run::new(Face::Kai, SIZE_3, signer)],
            );
        }
        None => body.plain(number, &paper.number),
    }
}

/// What stands under the first rules of a letter: 份号, 密级 and 紧急程度 on the left, 发文字号 on the right.
fn letter_head(body: &mut Body, paper: &OfficialPaper) {
    let head_ends = (masthead_top(paper.form) + masthead_size(paper) / POINTS).max(TOP);
    let mut marks = head_marks(paper);
    let first = marks.next().map_or("", String::as_str);
    let before = letter_number_top(paper) - head_ends;
    let stand = Stand { before, line: CHARACTER, tabs: &[(TEXT_WIDTH, "right")], ..Stand::LEFT };
    let number = format!("\t{}", paper.number);
    body.paragraph(stand, &[Run::new(Face::Hei, SIZE_3, first), Run::new(Face::Fang, SIZE_3, &number)]);
    for text in marks {
        let stand = Stand { before: LINE - CHARACTER, line: CHARACTER, ..Stand::LEFT };
        body.paragraph(stand, &[Run::new(Face::Hei, SIZE_3, text)]);
    }
}

/// 署名 in the middle over 成文日期, which ends four characters before the edge, and 附注 (7.3.5.1).
fn signature(body: &mut Body, paper: &OfficialPaper, typeface: &Typeface) {
    let half = 4.0 * PITCH + width(typeface, &paper.dated, Face::Fang) / 2.0;
    let kept = Stand { before: 2.0 * LINE, ..Stand::KEPT };
    let is_wide = width(typeface, &paper.issuer, Face::Fang) > 2.0 * half;
    let issuer = if is_wide {
        Stand { side: "right", ..kept }
    } else {
        Stand { side: "center", left: CHARACTERS * PITCH - 2.0 * half, ..kept }
    };
    body.plain(issuer, &paper.issuer);
    body.plain(Stand { side: "right", right: 4.0 * PITCH, ..Stand::KEPT }, &paper.dated);
    if let Some(note) = note(paper) {
        body.plain(Stand { first: 2.0 * PITCH, ..Stand::KEPT }, &note);
    }
}

/// 版记 at the foot of the last page: 4号, between rules of 0.35 mm, those within of 0.25 mm (7.4). A rule is as wide as
/// its paragraph, so that what stands in from its edges does so by tabs, and lines are broken as on the sheet.
fn imprint(body: &mut Body, paper: &OfficialPaper, typeface: &Typeface) {
    let imprint = Imprint::of(paper, typeface);
    let lines = imprint.lines.iter().map(|(label, line)| match *label {
        "" => format!("\t\t{line}"),
        label => format!("\t{label}{line}"),
    });
    let lists = lines.collect::<Vec<_>>().join("\n");
    let printing = imprint.printing.as_ref().map(|(by, on)| format!("\t{by}\t{on}"));
    let (outer, inner) = if imprint.has_rules { (OUTER_RULE, INNER_RULE) } else { (0.0, 0.0) };
    let foot = TOP + TEXT_HEIGHT;
    let line =
        Stand { side: "left", line: IMPRINT_LINE, frame: Some(foot - imprint.height()), ..Stand::default() };
    if !lists.is_empty() {
        let lower = if printing.is_some() { 0.0 } else { outer };
        let run = Run::new(Face::Fang, SIZE_4, &lists);
        let hung = &[(SMALL, "left"), (4.0 * SMALL, "left")];
        body.paragraph(Stand { edges: (outer, lower), tabs: hung, ..line }, &[run]);
    }
    if let Some(printing) = &printing {
        let upper = if lists.is_empty() { outer } else { inner };
        let spread = &[(SMALL, "left"), (TEXT_WIDTH - SMALL, "right")];
        let run = Run::new(Face::Fang, SIZE_4, printing);
        body.paragraph(
            Stand { edges: (upper, outer), tabs: spread, frame: Some(foot - IMPRINT_LINE), ..line },
            &[run],
        );
    }
    if printing.is_some() || !lists.is_empty() {
        body.holds_frame();
    }
}

/// The number at the foot of a page: on the right of odd pages, on the left of even ones.
fn page_number(is_odd: bool) -> Body {
    let (side, left, right) = if is_odd { ("right", 0.0, SMALL) } else { ("left", SMALL, 0.0) };
    let mut foot = Body::default();
    foot.page_number(Stand { side, left, right, line: package::PAGE_NUMBER_LINE, ..Stand::default() });
    foot
}

/// What stands outside 版心 on the first page, on odd and on even ones.
fn edges(paper: &OfficialPaper) -> package::Edges {
    let mark = || {
        let mut head = Body::default();
        if !paper.mark.is_empty() {
            let stand = Stand { side: "right", line: SIZE_2 / POINTS, ..Stand::default() };
            head.paragraph(stand, &[Run::new(Face::Hei, SIZE_2, &paper.mark).framed()]);
        }
        head
    };
    let first = (paper.form == PaperForm::Letter).then(|| {
        let mut head = mark();
        let taken = if paper.mark.is_empty() { 0.0 } else { SIZE_2 / POINTS };
        let size = masthead_size(paper);
        let before = masthead_top(paper.form) - MARK_TOP - taken;
        let stand = Stand { before, line: size / POINTS, ..Stand::CENTRED };
        head.paragraph(stand, &[Run::new(Face::Title, size, &paper.masthead).ink(RED)]);
        for rule in letter_rules(paper) {
            head.page_rule(LETTER_RULE_LEFT, rule.y, LETTER_RULE, rule.thickness);
        }
        let mut foot = Body::default();
        foot.paragraph(Stand::default(), &[]);
        (head, foot)
    });
    package::Edges { first, heads: [mark(), mark()], feet: [page_number(true), page_number(false)] }
}

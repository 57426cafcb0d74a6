//! Paragraphs, rules and tables as WordprocessingML. Measures come in millimetres and leave in twentieths of a point,
//! in eighths of one, or in EMU, as each of them is counted.

use std::fmt::Write as _;

use super::super::measures::{ABOVE_RULE, LINE, TEXT_WIDTH};
use super::super::{Face, POINTS, SIZE_3, SIZE_4};

/// The ink of text.
pub(super) const BLACK: &str = "000000";
/// The ink of mastheads and their rules.
pub(super) const RED: &str = "D7000F";

/// Millimetres in twentieths of a point.
pub(super) fn twips(millimetres: f64) -> String {
    whole(millimetres * POINTS * 20.0)
}

/// Millimetres in twentieths of a point, no more than there are: 22 lines shall not be higher than their page.
pub(super) fn twips_within(millimetres: f64) -> String {
    whole((millimetres * POINTS * 20.0).floor())
}

/// Millimetres in eighths of a point, as rules are counted.
fn eighths(millimetres: f64) -> String {
    whole(millimetres * POINTS * 8.0)
}

/// Millimetres in EMU, as drawings are counted.
fn emu(millimetres: f64) -> String {
    whole(millimetres * 36_000.0)
}

fn whole(number: f64) -> String {
    format!("{number:.0}")
}

/// How a paragraph stands; lengths in millimetres.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    /// `both`, `left`, `center`, `right`.
    pub(super) side: &'static str,
    /// Indents of both sides.
    pub(super) left: f64,
    pub(super) right: f64,
    /// That of the first line, from `left`.
    pub(super) first: f64,
    /// Blank before it.
    pub(super) before: f64,
    /// Height of its lines.
    pub(super) line: f64,
    /// Thickness of a red rule under it.
    pub(super) rule: Option<f64>,
    /// Thickness of black rules at its upper and at its lower edge; 0 for none.
    pub(super) edges: (f64, f64),
    /// The upper edge of the frame at the foot of 版心 that it stands in. Each paragraph has a frame of its own: not every
    /// word processor keeps one whose paragraphs have different rules.
    pub(super) frame: Option<f64>,
    /// Places and kinds of tabs.
    pub(super) tabs: &'static [(f64, &'static str)],
    /// Whether it stays on the page of the next one.
    pub(super) is_kept: bool,
}

impl Default for Stand {
    fn default() -> Self {
        Self::BOTH
    }
}

impl Stand {
    /// Filling its lines.
    const BOTH: Self = Self {
        side: "both",
        left: 0.0,
        right: 0.0,
        first: 0.0,
        before: 0.0,
        line: LINE,
        rule: None,
        edges: (0.0, 0.0),
        frame: None,
        tabs: &[],
        is_kept: false,
    };
    /// On the left.
    pub(super) const LEFT: Self = Self { side: "left", ..Self::BOTH };
    /// In the middle.
    pub(super) const CENTRED: Self = Self { side: "center", ..Self::BOTH };
    /// On the page of the next paragraph.
    pub(super) const KEPT: Self = Self { side: "left", is_kept: true, ..Self::BOTH };
}

/// Text in one face. A line break is `\n` and a tab `\t`.
#[derive(Clone, Copy)]
pub(super) struct Run<'a> {
    face: Face,
    /// Points.
    size: f64,
    ink: &'static str,
    text: &'a str,
    is_framed: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(face: Face, size: f64, text: &'a str) -> Self {
        Self { face, size, ink: BLACK, text, is_framed: false }
    }

    pub(super) fn ink(self, ink: &'static str) -> Self {
        Self { ink, ..self }
    }

    pub(super) fn framed(self) -> Self {
        Self { is_framed: true, ..self }
    }
}

/// What stands in a part of the package.
#[derive(Default)]
pub(super) struct Body {
    pub(super) xml: String,
    drawings: usize,
}

impl Body {
    fn add(&mut self, of: std::fmt::Arguments<'_>) {
        // Writing to a text does not fail.
        self.xml.write_fmt(of).ok();
    }

    pub(super) fn paragraph(&mut self, stand: Stand, runs: &[Run<'_>]) {
        self.open(stand);
        for run in runs {
            self.run(*run);
        }
        self.xml.push_str("</w:p>");
    }

    pub(super) fn plain(&mut self, stand: Stand, text: &str) {
        self.paragraph(stand, &[Run::new(Face::Fang, SIZE_3, text)]);
    }

    /// The number of the page between dashes, 4号半角宋体.
    pub(super) fn page_number(&mut self, stand: Stand) {
        let run = |text| Run::new(Face::Song, SIZE_4, text);
        self.open(stand);
        self.run(run("— "));
        self.xml.push_str(r#"<w:fldSimple w:instr=" PAGE ">"#);
        self.run(run("1"));
        self.xml.push_str("</w:fldSimple>");
        self.run(run(" —"));
        self.xml.push_str("</w:p>");
    }

    fn open(&mut self, stand: Stand) {
        let Stand { side, left, right, first, before, line, rule, edges, frame, tabs, is_kept } = stand;
        self.xml.push_str("<w:p><w:pPr>");
        if is_kept {
            self.xml.push_str("<w:keepNext/>");
        }
        if let Some(top) = frame {
            self.add(format_args!(
                r#"<w:framePr w:w="{}" w:hSpace="0" w:wrap="around" w:vAnchor="page" w:hAnchor="margin" w:xAlign="left" w:y="{}"/>"#,
                twips(TEXT_WIDTH),
                twips(top)
            ));
        }
        let edges = [("top", edges.0), ("bottom", edges.1)];
        if edges.iter().any(|(_, thickness)| *thickness > 0.0) {
            self.xml.push_str("<w:pBdr>");
            for (edge, thickness) in edges.into_iter().filter(|(_, thickness)| *thickness > 0.0) {
                self.add(format_args!(
                    r#"<w:{edge} w:val="single" w:sz="{}" w:space="0" w:color="{BLACK}"/>"#,
                    eighths(thickness)
                ));
            }
            self.xml.push_str("</w:pBdr>");
        }
        if let Some(thickness) = rule {
            // The distance of a rule is counted in whole points.
            let space = whole(ABOVE_RULE * POINTS);
            self.add(format_args!(
                r#"<w:pBdr><w:bottom w:val="single" w:sz="{}" w:space="{space}" w:color="{RED}"/></w:pBdr>"#,
                eighths(thickness)
            ));
        }
        if !tabs.is_empty() {
            self.xml.push_str("<w:tabs>");
            for (at, kind) in tabs {
                self.add(format_args!(r#"<w:tab w:val="{kind}" w:pos="{}"/>"#, twips(*at)));
            }
            self.xml.push_str("</w:tabs>");
        }
        // Only lines of the text lie on the grid: elsewhere it would stretch them.
        if (line - LINE).abs() > 0.01 {
            self.xml.push_str(r#"<w:snapToGrid w:val="0"/>"#);
        }
        self.add(format_args!(
            r#"<w:spacing w:before="{}" w:after="0" w:line="{}" w:lineRule="exact"/>"#,
            twips(before.max(0.0)),
            twips_within(line)
        ));
        let first_key = if first < 0.0 { "hanging" } else { "firstLine" };
        let indents = [("left", left), ("right", right), (first_key, first.abs())];
        if indents.iter().any(|(_, indent)| *indent > 0.0) {
            self.xml.push_str("<w:ind");
            for (key, indent) in indents.into_iter().filter(|(_, indent)| *indent > 0.0) {
                self.add(format_args!(r#" w:{key}="{}""#, twips(indent)));
            }
            self.xml.push_str("/>");
        }
        self.add(format_args!(r#"<w:jc w:val="{side}"/></w:pPr>"#));
    }

    fn run(&mut self, run: Run<'_>) {
        if run.text.is_empty() {
            return;
        }
        let name = run.face.name();
        // 半角宋体 is that of its figures too; those of a text are set in the face for Latin letters.
        let latin = if run.face == Face::Song { name } else { "Times New Roman" };
        // The white between characters is that of 3号, 28 on a line.
        let is_of_text = (run.size - SIZE_3).abs() < 0.01;
        self.add(format_args!(
            r#"<w:r><w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}"/>{}<w:color w:val="{}"/>{}<w:sz w:val="{}"/><w:szCs w:val="{}"/>"#,
            if is_of_text { "" } else { r#"<w:snapToGrid w:val="0"/>"# },
            run.ink,
            if is_of_text { "" } else { r#"<w:spacing w:val="0"/>"# },
            whole(run.size * 2.0),
            whole(run.size * 2.0),
        ));
        if run.is_framed {
            self.add(format_args!(r#"<w:bdr w:val="single" w:sz="12" w:space="0" w:color="{}"/>"#, run.ink));
        }
        self.xml.push_str("</w:rPr>");
        for (place, line) in run.text.split('\n').enumerate() {
            if place > 0 {
                self.xml.push_str("<w:br/>");
            }
            for (place, piece) in line.split('\t').enumerate() {
                if place > 0 {
                    self.xml.push_str("<w:tab/>");
                }
                if !piece.is_empty() {
                    self.add(format_args!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(piece)));
                }
            }
        }
        self.xml.push_str("</w:r>");
    }

    /// A red rule at a place of the page, which the last paragraph holds.
    pub(super) fn page_rule(&mut self, left: f64, y: f64, wide: f64, thickness: f64) {
        const END: &str = "</w:p>";
        if !self.xml.ends_with(END) {
            return;
        }
        self.xml.truncate(self.xml.len() - END.len());
        self.drawings += 1;
        let number = self.drawings;
        let (left, y, wide, thick) = (emu(left), emu(y), emu(wide), emu(thickness));
        self.add(format_args!(
            r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{wide}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="{number}" name="Rule {number}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{thick}"><a:solidFill><a:srgbClr val="{RED}"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>{END}"#
        ));
    }

    /// What a frame is held by: it stands on the page of the paragraph after it.
    pub(super) fn holds_frame(&mut self) {
        self.paragraph(Stand { line: 0.4, ..Stand::LEFT }, &[]);
    }
}

fn escaped(text: &str) -> String {
    let kept = text.chars().filter(|of| !of.is_control());
    kept.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

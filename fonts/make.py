#!/usr/bin/env python3
"""Makes the fonts of this folder from their upstream packages. README.md says which packages and versions.

The Han fonts are subsets of Noto Sans CJK (its Simplified Chinese face) to which the letters and signs it lacks
are added from Source Sans, the Latin design it was drawn with. The icon font is a subset of Phosphor.
"""

import argparse
import io
import re
import sys
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.scaleUpem import scale_upem

VERSION = "1.000"
FAMILY = "Chancery Sans SC"
SIMPLIFIED_CHINESE_FACE = 2
LEVEL_ONE_HAN_BIG5 = range(0xA4, 0xC7)

# One line of text, in thousandths of the em. Noto's own (1160, 288) makes rows too tall for dense tables and puts
# Han characters above the middle; these two lie evenly around the middle of the Han square, MIDDLE.
ASCENT, DESCENT, MIDDLE = 1060, -300, 380

# 16 px at a text size of 14 px, which is the size Phosphor is drawn for.
ICON_BOX = 1143

# Source Sans has capitals of 656, Noto Sans CJK the same capitals at 733.
LATIN_SCALE = 733 / 656

# Blocks kept whole, as far as Noto Sans CJK has them.
BLOCKS = [
    (0x0020, 0x10FF),  # Latin, Greek, Cyrillic
    (0x2000, 0x2FFF),  # punctuation, currency, arrows, mathematics, boxes, shapes, circled numbers, radicals
    (0x3000, 0x312F),  # CJK punctuation, kana, bopomofo
    (0x31A0, 0x33FF),  # bopomofo, strokes, enclosed characters, units of measurement
    (0xF900, 0xFAFF),  # compatibility Han
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF01, 0xFF9F),  # full-width forms
    (0xFFE0, 0xFFE6),
]
HAN_BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)]

# Blocks filled up from Source Sans.
LATIN_BLOCKS = [
    (0x0100, 0x024F),
    (0x02B0, 0x02FF),
    (0x0370, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2000, 0x20CF),
    (0x2100, 0x27FF),
]

# As wide as a Han character in Noto; in archive numbers and between names it takes less than half of that (DA/T 22-2015,
# GB/T 15834-2011), so it comes from Source Sans: ·
NARROW = {0x00B7}

# ˍ ≒ ∼ ￭
DRAWN = {0x02CD, 0x2252, 0x223C, 0xFFED}

# What English is set with: many of these signs are as wide as a Han character in a Chinese font.
ENGLISH = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "‘’‚“”„†‡…—–•′″‰≤≥≠≈−"


def expand(blocks):
    return {code for first, last in blocks for code in range(first, last + 1)}


def draw(pen, code):
    """Draws the signs of Big5 that neither source has, `DRAWN`."""

    def polygon(*points):
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()

    def box(left, bottom, right, top):
        polygon((left, bottom), (right, bottom), (right, top), (left, top))

    if code == 0x2252:
        box(124, 455, 876, 525)
        box(124, 235, 876, 305)
        box(170, 640, 270, 740)
        box(730, 20, 830, 120)
    elif code == 0x223C:
        polygon((200, 330), (300, 430), (400, 430), (600, 330), (680, 330), (780, 430), (780, 350), (700, 260),
                (590, 260), (390, 360), (310, 360), (200, 250))
    elif code == 0xFFED:
        box(300, 180, 700, 580)
    elif code == 0x02CD:
        box(20, -130, 980, -70)
    else:
        raise ValueError(f"no drawing for U+{code:04X}")


def add_glyphs(font, codes, latin):
    """Adds glyphs for `codes` to the CID-keyed `font`: from `latin`, or drawn here."""
    top = font["CFF "].cff.topDictIndex[0]
    strings = top.CharStrings
    metrics = font["hmtx"].metrics
    letters = font.getBestCmap()
    select = top.FDSelect[font.getGlyphID(letters[ord("A")])]
    private = top.FDArray[select].Private
    latin_map = latin.getBestCmap()
    latin_glyphs = latin.getGlyphSet()
    order = list(font.getGlyphOrder())
    used = set(order)
    free = (name for name in (f"cid{number:05d}" for number in range(1, 65535)) if name not in used)
    added = {}
    for code in sorted(codes):
        recording = DecomposingRecordingPen(latin_glyphs)
        if code in latin_map:
            source = latin_glyphs[latin_map[code]]
            width = round(source.width * LATIN_SCALE)
            source.draw(TransformPen(recording, (LATIN_SCALE, 0, 0, LATIN_SCALE, 0, 0)))
        else:
            width = 1000
            draw(recording, code)
        pen = T2CharStringPen(width - private.nominalWidthX, None)
        recording.replay(pen)
        string = pen.getCharString(private=private, globalSubrs=top.GlobalSubrs)
        string.fdSelectIndex = select
        name = next(free)
        strings.charStringsIndex.append(string)
        strings.charStrings[name] = len(strings.charStringsIndex) - 1
        top.FDSelect.gidArray.append(select)
        order.append(name)
        metrics[name] = (width, 0)
        added[code] = name
    font.setGlyphOrder(order)
    top.charset = order
    font["maxp"].numGlyphs = len(order)
    for table in font["cmap"].tables:
        for code, name in added.items():
            if table.format == 12 or (table.format == 4 and code < 0x10000):
                table.cmap[code] = name


def name_font(font, family, style, sources):
    """Gives the font its own names: the licence reserves the name of its Latin source."""
    postscript = family.replace(" ", "") + "-" + style
    old = font["name"]
    kept = {number: old.getDebugName(number) for number in (0, 13, 14)}
    old.names = []
    names = {
        0: kept[0] or sources,
        1: family,
        2: style,
        3: f"{VERSION};{postscript}",
        4: f"{family} {style}",
        5: f"Version {VERSION}",
        6: postscript,
        10: sources,
        13: kept[13] or "",
        14: kept[14] or "",
    }
    for number, text in names.items():
        if text:
            old.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = f"{family} {style}", family, style
        for number, dictionary in enumerate(getattr(top, "FDArray", [])):
            dictionary.FontName = f"{postscript}-{number}"


def set_line(font):
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ASCENT, DESCENT, 0
    os2 = font["OS/2"]
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ASCENT, DESCENT, 0


def subset_font(font, codes):
    options = subset.Options()
    options.layout_features = ["ccmp", "kern"]
    options.hinting = True
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.drop_tables += ["BASE", "GDEF", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font["cmap"].tables = [table for table in font["cmap"].tables if table.format in (4, 12)]
    stream = io.BytesIO()
    font.save(stream)
    stream.seek(0)
    return TTFont(stream)


def finish(font, path):
    font["OS/2"].recalcUnicodeRanges(font)
    # Neither time of making nor other accidents: the same sources give the same bytes.
    font["head"].created = font["head"].modified = 3_786_912_000
    font.recalcTimestamp = False
    font.save(path)
    print(f"{path.name}: {len(font.getBestCmap())} characters, {path.stat().st_size} bytes")


def make_han(collection, latin_path, style, han, path):
    font = TTCollection(collection).fonts[SIMPLIFIED_CHINESE_FACE]
    latin = TTFont(latin_path)
    font = subset_font(font, (expand(BLOCKS) | han) - NARROW)
    present = set(font.getBestCmap())
    from_latin = {code for code in latin.getBestCmap() if code in expand(LATIN_BLOCKS) | NARROW} - present
    add_glyphs(font, from_latin | (DRAWN - present), latin)
    name_font(font, FAMILY, style, "A subset of Noto Sans CJK SC 2.004 with letters of Source Sans 3.052, modified")
    set_line(font)
    finish(font, path)


def make_latin(latin_path, style, path):
    """Latin letters with the narrow punctuation of English, laid before the Han font in English."""
    latin = subset_font(TTFont(latin_path), {ord(sign) for sign in ENGLISH})
    scale_upem(latin, round(latin["head"].unitsPerEm * LATIN_SCALE))
    latin["head"].unitsPerEm = 1000
    # The outlines are scaled already: with the matrix of the larger em they would be drawn small in wide spaces.
    top = latin["CFF "].cff.topDictIndex[0]
    top.rawDict.pop("FontMatrix", None)
    top.FontMatrix = [0.001, 0, 0, 0.001, 0, 0]
    name_font(latin, "Chancery Sans Latin", style, "A subset of Source Sans 3.052, modified")
    set_line(latin)
    finish(latin, path)


def make_icons(phosphor_path, icons_source, path):
    phosphor = TTFont(phosphor_path)
    codes = sorted({int(code, 16) for code in re.findall(r"\\u\{([0-9a-f]+)\}", icons_source.read_text("utf-8"))})
    characters = phosphor.getBestCmap()
    missing = [f"U+{code:04X}" for code in codes if code not in characters]
    if missing:
        sys.exit(f"Phosphor has no {', '.join(missing)}")
    glyphs = phosphor.getGlyphSet()
    em = phosphor["head"].unitsPerEm
    scale = ICON_BOX / em
    middle = (phosphor["hhea"].ascent + phosphor["hhea"].descent) / 2
    order = [".notdef"] + [f"uni{code:04X}" for code in codes]
    outlines = {".notdef": TTGlyphPen(None).glyph()}
    for code in codes:
        pen = TTGlyphPen(None)
        recording = DecomposingRecordingPen(glyphs)
        glyphs[characters[code]].draw(recording)
        recording.replay(TransformPen(pen, (scale, 0, 0, scale, 0, MIDDLE - middle * scale)))
        outlines[f"uni{code:04X}"] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({code: f"uni{code:04X}" for code in codes})
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics({name: (ICON_BOX, builder.font["glyf"][name].xMin if name != ".notdef" else 0)
                                    for name in order})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupNameTable({})
    builder.setupPost(keepGlyphNames=False)
    name_font(builder.font, "Chancery Icons", "Regular", "A subset of Phosphor Icons 2.1.2 (MIT), modified")
    finish(builder.font, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regular", required=True, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--bold", required=True, help="NotoSansCJK-Bold.ttc")
    parser.add_argument("--latin-regular", required=True, help="SourceSans3-Regular.otf")
    parser.add_argument("--latin-bold", required=True, help="SourceSans3-Bold.otf")
    parser.add_argument("--phosphor", required=True, help="Phosphor.ttf of the regular weight")
    parser.add_argument("--only", choices=["han", "latin", "icons"], help="make only one kind")
    arguments = parser.parse_args()
    folder = Path(__file__).resolve().parent
    root = folder.parent

    if arguments.only in (None, "icons"):
        make_icons(arguments.phosphor, root / "src/ui/icons.rs", folder / "ChanceryIcons-Regular.ttf")
    if arguments.only in (None, "latin"):
        make_latin(arguments.latin_regular, "Regular", folder / "ChancerySansLatin-Regular.otf")
        make_latin(arguments.latin_bold, "Bold", folder / "ChancerySansLatin-Bold.otf")
    if arguments.only in (None, "han"):
        standard = {ord(sign) for sign in (root / "tests/fixtures/standard-characters.txt").read_text("utf-8")
                    if sign > "\u2fff"}
        cells = [bytes([lead, trail]) for lead in LEVEL_ONE_HAN_BIG5 for trail in range(0x40, 0xFF)]
        big5 = {ord(sign) for cell in cells for sign in cell.decode("big5", errors="ignore") if sign > "\u2fff"}
        make_han(arguments.bold, arguments.latin_bold, "Bold", standard | big5, folder / "ChancerySansSC-Bold.otf")
        make_han(arguments.regular, arguments.latin_regular, "Regular", standard | big5 | expand(HAN_BLOCKS),
                 folder / "ChancerySansSC-Regular.otf")


if __name__ == "__main__":
    main()

"""Which characters the shipped fonts can print, read from the fonts themselves."""

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"

SYMBOLS = (
    (0x2190, 0x2213),
    (0x2234, 0x223D),
    (0x2241, 0x2269),
    (0x2500, 0x262F),
    (0x2638, 0x268B),
    (0x2690, 0x269C),
    (0x26A0, 0x26A1),
    (0x2701, 0x2704),
    (0x270C, 0x2727),
    (0x2729, 0x274B),
    (0x2794, 0x2794),
    (0x2798, 0x27AF),
)
"""Arrows, signs, boxes and bullets of the one symbol font that Typst carries (DejaVu Sans Mono). Held by a test."""


@cache
def printable_codes() -> frozenset[int]:
    """Code points with a glyph in every weight of at least one family, and the symbols."""
    families: dict[str, list[frozenset[int]]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        families.setdefault(path.stem.partition("-")[0], []).append(codes_of(path.read_bytes()))
    covered = [frozenset.intersection(*weights) for weights in families.values()]
    return frozenset().union(*covered, *(range(first, last + 1) for first, last in SYMBOLS))


def codes_of(font: bytes) -> frozenset[int]:
    """Code points that a TrueType font maps to a glyph: the Unicode subtables of formats 4 and 12 of its 'cmap' table
    (OpenType specification, https://learn.microsoft.com/typography/opentype/spec/cmap)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    codes: set[int] = set()
    for i in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * i)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            codes |= _subtable(font, start + offset)
    return frozenset(codes)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for i in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * i)
        if name == tag:
            return offset
    raise ValueError(f"the font has no table {tag!r}")


def _subtable(font: bytes, at: int) -> set[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 4:
        return _segments(font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        spans = (struct.unpack_from(">III", font, at + 16 + 12 * i) for i in range(groups))
        return {code for first, last, _ in spans for code in range(first, last + 1)}
    return set()


def _segments(font: bytes, at: int) -> set[int]:
    """Format 4: ends, starts, deltas and range offsets of segments, one array after the other."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    arrays = [struct.unpack_from(f">{double // 2}H", font, at + 14 + step) for step in (0, double + 2)]
    deltas, offsets = (struct.unpack_from(f">{double // 2}H", font, at + 16 + k * double) for k in (2, 3))
    codes = set()
    for i, (last, first) in enumerate(zip(*arrays, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            place = at + 16 + 3 * double + 2 * i + offsets[i] + 2 * (code - first)
            if offsets[i] == 0:
                glyph = (code + deltas[i]) % 65536
            else:
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                codes.add(code)
    return codes

"""The shipped fonts: complete, unchanged, licensed, and with digits of equal width."""

import hashlib
import struct

from documents.font_coverage import FONTS, codes_of, printable_codes


def test_every_font_is_the_file_that_was_published():
    listed = dict(reversed(line.split()) for line in (FONTS / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")}
    assert found == listed
    assert "SIL Open Font License" in " ".join((FONTS / "OFL.txt").read_text().split()).replace(
        "OPEN FONT", "Open Font"
    )


def test_whole_fonts_keep_their_checksum():
    """The sum of all 32-bit words of an unbroken TrueType file is 0xB1B0AFBA (OpenType specification, table 'head')."""
    for path in FONTS.glob("*.ttf"):
        font = path.read_bytes()
        font += b"\0" * (-len(font) % 4)
        assert sum(struct.unpack(f">{len(font) // 4}I", font)) % 2**32 == 0xB1B0AFBA


def test_latin_greek_cyrillic_hebrew_and_arabic_can_be_printed():
    for sample in ("AZaz09ÄßŁőğ", "ΑΩαω", "АЯая", "אתשך", "ابجدهوز", "≥≤−→✓%±–—’“”…·"):
        assert {ord(c) for c in sample} <= printable_codes()


def test_letters_are_read_from_the_font_and_not_guessed():
    regular = codes_of((FONTS / "IBMPlexSans-Regular.ttf").read_bytes())
    assert ord("é") in regular
    assert ord("א") not in regular
    assert 0x1F600 not in regular

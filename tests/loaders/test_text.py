"""Encodings: what the mapping declares is what is read; anything else is told, not read wrongly."""

import pytest

from loaders.source_error import SourceError
from loaders.text import decode, decode_start


@pytest.mark.parametrize(
    ("written", "declared"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16"), ("cp1252", "cp1252")],
)
def test_a_declared_encoding_gives_the_text_without_its_byte_order_mark(written, declared):
    assert decode("Größe;12 €".encode(written), declared, "x.csv") == "Größe;12 €"


@pytest.mark.parametrize(
    ("written", "declared", "named"),
    [
        ("utf-16", "utf-8", "looks like utf-16"),
        ("utf-16", "cp1252", "looks like utf-16"),
        ("utf-8", "utf-16", "looks like utf-8 or cp1252"),
        ("utf-8-sig", "cp1252", "looks like utf-8"),
        ("utf-8", "cp1252", "looks like utf-8"),
        ("cp1252", "utf-8", "line 2: the bytes are not utf-8"),
    ],
)
def test_another_encoding_than_the_declared_one_is_named_and_nothing_is_read(written, declared, named):
    content = "größe\nSchmerzstärke\n".replace("größe", "size").encode(written)
    with pytest.raises(SourceError, match=named) as told:
        decode(content, declared, "portal.csv")
    assert "portal.csv" in str(told.value)


def test_a_nul_character_is_told_with_its_line():
    with pytest.raises(SourceError, match=r"x\.csv, line 3: a NUL character"):
        decode(b"a,b\n1,2\n3,\0\n", "utf-8", "x.csv")


def test_bytes_that_no_letter_has_in_cp1252_are_told():
    with pytest.raises(SourceError, match="line 1: the bytes are not cp1252"):
        decode(b"caf\x81", "cp1252", "x.csv")


@pytest.mark.parametrize("fault", [b"4\xe9", b"\0", "4 €".encode("cp1252")])
def test_of_a_start_the_lines_before_a_fault_can_be_read(fault):
    assert decode_start(b"a,b\n1,2\n3," + fault + b"\n5,6\n", "utf-8", "x.csv") == "a,b\n1,2\n"


def test_of_a_start_declared_utf_16_anything_is_looked_at_as_text_or_refused_in_a_sentence():
    """A workbook is looked at so wherever one of the clinic's mappings declares utf-16."""
    packed = b"PK\x03\x04\x14\x00\x00\x00\x08\x00"
    assert decode_start(packed, "utf-16", "book.xlsx")
    assert decode_start("a,b\n1,2\n".encode("utf-16-le"), "utf-16", "plain.csv") == "a,b\n1,2\n"
    with pytest.raises(SourceError, match="looks like utf-8 or cp1252"):
        decode_start(b"a,b\n", "utf-16", "plain.csv")


def test_of_a_start_the_first_line_must_be_right():
    for content, encoding, said in (
        (b"gr\xf6\xdfe,b\n1,2\n", "utf-8", "line 1: the bytes are not utf-8"),
        ("größe,b\n1,2\n".encode(), "cp1252", "looks like utf-8"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "cp1252", "looks like utf-8"),
        (b"a\0,b\n1,2\n", "utf-8", "line 1: a NUL character"),
    ):
        with pytest.raises(SourceError, match=said):
            decode_start(content, encoding, "x.csv")


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "a,b", "a,b\n1,größ", "a,b\r\n1,2\r\n"])
def test_a_start_without_faults_is_the_whole_lines(content):
    whole = content[: content.rfind("\n") + 1] or content
    assert decode_start(content.encode(), "utf-8", "x.csv") == whole

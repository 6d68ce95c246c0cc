"""Encodings: what the mapping declares is what is read; anything else is told, not read wrongly."""

import pytest

from loaders.source_error import SourceError
from loaders.text import decode


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

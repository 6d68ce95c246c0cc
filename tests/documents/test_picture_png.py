"""A picture as PNG without a browser."""

import struct

import pytest

from charts.markup import element
from documents.picture_png import SCALE, picture_png
from documents.typst_compiler import PaperError


def square(color: str = "#1F74B8", width: int = 40, height: int = 20) -> str:
    box = element("rect", width=width, height=height, fill=color)
    return element("svg", box, xmlns="http://www.w3.org/2000/svg", width=width, height=height)


def size_of(png: bytes) -> tuple[int, int]:
    return struct.unpack(">II", png[16:24])


def test_it_is_a_png_of_twice_the_size():
    png = picture_png(square())
    assert png.startswith(b"\x89PNG\r\n")
    assert size_of(png) == (40 * SCALE, 20 * SCALE)


def test_the_same_picture_gives_the_same_bytes_and_another_gives_others():
    assert picture_png(square()) == picture_png(square())
    assert picture_png(square()) != picture_png(square("#B85A08"))


def test_text_is_set_in_the_fonts_that_are_shipped():
    def said(text):
        shown = element("text", text, x=2, y=14, font_family="IBM Plex Sans", font_size=12)
        return picture_png(element("svg", shown, xmlns="http://www.w3.org/2000/svg", width=40, height=20))

    assert said("≥ 5") != said("")


@pytest.mark.parametrize("svg", ["", "<svg></svg>", "<svg width='a' height='b'></svg>"])
def test_a_picture_without_a_size_is_refused_in_one_sentence(svg):
    with pytest.raises(PaperError, match="states no size"):
        picture_png(svg)

"""A paper on screen: the same words, escaped, in an order that a screen reader follows."""

import re
from xml.etree import ElementTree

from charts.markup import Markup
from documents.paper import Fact, Facts, Head, Items, Paragraph, Picture, Pictures, Quote, Running
from documents.preview import draw_preview
from tests.documents.sample_paper import EVERY_TEXT, paper

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> & "quotes"'


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_text_of_the_paper_stands_in_the_preview():
    found = joined("".join(tree(draw_preview(paper())).itertext()))
    assert [text for text in EVERY_TEXT if joined(text) not in found] == []


def test_the_preview_is_markup_that_pages_may_show():
    assert isinstance(draw_preview(paper()), Markup)


def test_a_sheet_ends_where_a_new_page_was_asked_for_and_each_says_packet_and_trace():
    sheets = [node for node in tree(draw_preview(paper())) if "paper-sheet" in node.get("class")]
    assert len(sheets) == 2
    for sheet in sheets:
        assert "Packet LP-0001-01" in "".join(sheet.itertext())
        assert "snapshot 4" in "".join(sheet.itertext())


def test_hostile_text_is_text_in_every_place():
    hostile = paper(
        Paragraph(HOSTILE), Facts((Fact(HOSTILE, HOSTILE),)), Items((HOSTILE,)), Quote(HOSTILE, HOSTILE),
        title=HOSTILE, head=Head(HOSTILE, (HOSTILE,)), running=Running(HOSTILE, HOSTILE, (HOSTILE,)),
    )  # fmt: skip
    drawn = draw_preview(hostile)
    assert not [node for node in tree(drawn).iter() if node.tag in ("script", "img")]
    assert "".join(tree(drawn).itertext()).count(HOSTILE) == 12


def test_a_picture_that_charts_did_not_draw_is_not_let_in_but_its_values_are():
    drawn = draw_preview(paper(Pictures((Picture("<svg><script>alert(1)</script></svg>", "ODI 52 to 36"),))))
    assert "script" not in drawn
    assert 'aria-label="ODI 52 to 36"' in drawn


def test_a_picture_of_charts_stands_in_the_page_with_its_values():
    drawn = tree(draw_preview(paper()))
    images = [node for node in drawn.iter() if node.get("role") == "img"]
    assert len(images) == 3
    assert all(
        image.get("aria-label") and image.find("{http://www.w3.org/2000/svg}svg") is not None for image in images
    )


def test_it_stays_light_and_names_the_size_of_its_sheet():
    drawn = draw_preview(paper())
    assert 'class="paper paper-desk"' in drawn  # .paper sets color-scheme: light
    assert 'class="paper-sheet paper-letter"' in drawn
    assert "light-dark" not in drawn


def test_free_text_keeps_its_lines():
    assert "<bdi>One</bdi><br/><bdi>Two</bdi>" in draw_preview(paper(Paragraph("One\nTwo")))

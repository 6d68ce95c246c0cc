"""Text becomes markup only by being escaped."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from charts.markup import Markup, element, join, one_line


def test_text_is_escaped_in_content_and_attributes():
    drawn = element("div", "<script>alert(1)</script>", title='"><img>')
    assert drawn == '<div title="&quot;&gt;&lt;img&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</div>'


def test_an_element_inside_an_element_is_not_escaped_twice():
    assert element("p", element("b", "a & b"), " c") == "<p><b>a &amp; b</b> c</p>"


def test_line_breaks_and_control_characters_become_spaces():
    assert element("p", "one\n\ntwo\x00three") == "<p>one two three</p>"


def test_none_and_false_are_left_out():
    assert element("p", None, class_=None, hidden=False) == "<p></p>"


def test_numbers_are_short():
    assert element("circle", cx=12.3456, r=3) == '<circle cx="12.35" r="3"></circle>'


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_nothing_is_drawn_at_nan(bad):
    with pytest.raises(ValueError, match="cannot draw"):
        element("circle", cx=bad)


def test_plain_text_joined_to_text_loses_its_trust():
    assert join(Markup("<b></b>"), "<i>") == "<b></b>&lt;i&gt;"
    assert not isinstance(Markup("<b>") + "<i>", Markup)


@given(some.text())
def test_one_line_is_what_its_definition_says(text):
    """Runs of white space, and signs that XML forbids, are one space: tried sign by sign."""
    legal = [c if "\x20" <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c >= "\U00010000" else " " for c in text]
    assert one_line(text) == re.sub(r"\s+", " ", "".join(legal))

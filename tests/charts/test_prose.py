"""Our own documentation as markup: what is written is escaped, and a table says what heads what."""

from charts.prose import draw_prose

TABLE = "| | now | then |\n|---|---|---|\n| a | 1 | 2 |"


def test_a_corner_of_a_table_without_words_is_no_heading_of_nothing():
    drawn = str(draw_prose(TABLE))
    assert drawn.count("<th ") == 2
    assert "<td></td>" in drawn
    assert 'aria-label="now, then"' in drawn


def test_what_looks_like_markup_is_text():
    assert "&lt;script&gt;" in str(draw_prose("a <script> in **a page**"))
    assert "<b>a page</b>" in str(draw_prose("a <script> in **a page**"))


def test_a_link_into_our_own_pages_keeps_its_words_only_and_one_to_a_site_its_address():
    drawn = str(draw_prose("[the verdict](verdict.md) after [a paper](https://example.org/a)"))
    assert "verdict.md" not in drawn
    assert 'href="https://example.org/a"' in drawn

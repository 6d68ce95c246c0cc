"""Text of anybody, made fit for print."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from documents.font_coverage import SYMBOLS, printable_codes
from documents.paper import Paragraph
from documents.printable import (
    REPLACEMENT,
    breakable,
    exchangeable,
    is_right_to_left,
    isolated,
    printable,
    replaced_note,
    rewritten,
)
from documents.typst_paper import typeset
from tests.documents.sample_paper import paper


@pytest.mark.parametrize(
    "text", ["Zoë O’Neill", "Łukasz Őry", "≥ 30 % → ✓", "שלום", "محمد", "Ольга", "Αθηνά", "● ■ ◆ ☑"]
)
def test_what_the_fonts_hold_stays_as_it_is(text):
    assert printable(text) == (text, frozenset())


def test_an_emoji_and_a_control_character_are_replaced_and_named():
    text, replaced = printable("Fine 😀\x07.")
    assert text == f"Fine {REPLACEMENT}{REPLACEMENT}."
    assert replaced_note(replaced) == (
        f"2 different characters of the record cannot be printed here and stand as {REPLACEMENT}: U+0007, U+1F600."
    )


def test_nothing_replaced_is_not_said():
    assert replaced_note(frozenset()) == ""


def test_a_sign_that_turns_the_order_of_a_number_round_is_shown_and_not_obeyed():
    assert printable("\u202e54\u202c")[0] == f"{REPLACEMENT}54{REPLACEMENT}"
    assert exchangeable("\u202e54") == (f"{REPLACEMENT}54", {"\u202e"})


def test_line_ends_are_one_kind_and_tabs_are_spaces():
    assert printable("a\r\nb\rc\u2028d\te\x0bf")[0] == "a\nb\nc\nd e\nf"


def test_an_office_file_keeps_what_only_the_fonts_of_the_pdf_lack():
    assert exchangeable("漢字 😀\x00")[0] == f"漢字 😀{REPLACEMENT}"


def test_letters_with_their_accents_apart_are_put_together():
    assert printable("e\u0301")[0] == "é"


def test_a_long_word_may_break_and_keeps_its_letters():
    word = "x" * 4000
    assert max(map(len, breakable(word).split("\u200b"))) == 10
    assert breakable(word).replace("\u200b", "") == word
    assert breakable("interdisciplinary program") == "interdisciplinary program"


def test_direction_is_that_of_the_first_letter():
    assert is_right_to_left("12 שלום hello")
    assert not is_right_to_left("hello שלום")
    assert not is_right_to_left("12.5 %")


def test_only_text_with_letters_of_the_other_direction_is_set_apart():
    assert isolated("Vega ≥ 3") == "Vega ≥ 3"
    assert isolated("שלום") == "\u2068שלום\u2069"


def test_every_text_of_a_paper_is_reached_also_in_pictures():
    _, replaced = rewritten(paper(), lambda text: (text, frozenset(c for c in text if c in "✓→ö")))
    assert "→" in replaced
    changed, _ = rewritten(paper(Paragraph("a")), lambda text: (text.upper(), frozenset()))
    assert changed.blocks == (Paragraph("A"),)
    assert changed.running.packet == "PACKET LP-0001-01 · DRAFT, NOT SENT"


def test_all_characters_that_count_as_printable_can_be_set_in_every_weight():
    """Typst refuses a PDF/A with a sign that no font has, so that it compiles is the proof."""
    codes = sorted(code for code in printable_codes() if printable(chr(code))[0] != REPLACEMENT)
    assert len(codes) > 2000
    signs = [chr(code) for code in codes if not unicodedata.combining(chr(code))]
    assert typeset(paper(Paragraph(" ".join(signs)), title=" ".join(signs)))


def test_the_symbols_are_those_that_plex_lacks_or_has():
    assert {ord(c) for c in "●○■□▲◆☑✓→≥≤−"} <= printable_codes()
    assert all(first <= last for first, last in SYMBOLS)


@given(some.text(max_size=60))
def test_any_text_at_all_makes_a_document(text):
    assert typeset(paper(Paragraph(text), title=text.strip() or "x")).startswith(b"%PDF")

"""A verdict has a word, a glyph and a colour."""

import pytest

from charts.words import chip, chip_with_qualifiers, in_words
from metrics.verdict import Beyond, Verdict, Word


@pytest.mark.parametrize(
    ("word", "glyph", "text", "style"),
    [
        (Word.IMPROVED, "✓", "Improved", "chip-better"),
        (Word.NO_CLEAR_CHANGE, "–", "No clear change", "chip-flat"),
        (Word.WORSE, "!", "Worse", "chip-worse"),
        (Word.CANNOT_TELL, "?", "Cannot tell", "chip-missing"),
        (Word.NOT_JUDGED, "·", "Not judged", "chip-plain"),
    ],
)
def test_each_word_has_its_glyph_and_colour(word, glyph, text, style):
    drawn = chip(Verdict(word, word.value))
    assert f">{glyph}</i>{text}<" in drawn
    assert style in drawn


def test_the_gate_of_error_and_an_unverified_threshold_stand_beside_the_chip():
    verdict = Verdict(
        Word.IMPROVED, "improved, within error", Beyond.WITHIN_ERROR, threshold_verified=False, sustained=True
    )
    assert "within error · sustained · unverified" in chip_with_qualifiers(verdict)


def test_a_verified_verdict_beyond_error_says_no_more_than_its_word():
    assert "note" not in chip_with_qualifiers(Verdict(Word.WORSE, "worse", Beyond.YES, threshold_verified=True))


def test_the_reason_is_read_aloud():
    assert in_words(Verdict(Word.CANNOT_TELL, "cannot tell", why_not="no score")) == "cannot tell: no score"

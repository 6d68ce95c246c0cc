"""Work status read from its words: less restricted, more, or not to be told."""

import pytest

from domain.work_status import Restriction, is_less_restricted, work_status


@pytest.mark.parametrize(
    ("words", "restriction", "hours"),
    [
        ("Off work", Restriction.OFF_WORK, None),
        ("Modified duty, 4 h a day", Restriction.MODIFIED, 4),
        ("Light duty, 20 hours per week", Restriction.MODIFIED, 20),
        ("Full duty", Restriction.NONE, None),
        ("No restrictions", Restriction.NONE, None),
        ("Working with restrictions", Restriction.MODIFIED, None),
    ],
)
def test_a_status_is_read_from_its_words(words, restriction, hours):
    told = work_status(words)
    assert (told.restriction, told.hours) == (restriction, hours)


@pytest.mark.parametrize("words", [None, "", "see letter", "Off work, then light duty", "Full duty, light duty"])
def test_words_that_fit_none_or_several_are_not_read(words):
    assert work_status(words) is None


@pytest.mark.parametrize(
    ("before", "after", "less"),
    [
        ("Off work", "Modified duty, 4 h a day", True),
        ("Modified duty, 4 h a day", "Full duty", True),
        ("Modified duty, 4 h a day", "Modified duty, 6 h a day", True),
        ("Modified duty, 6 h a day", "Modified duty, 4 h a day", False),
        ("Full duty", "Off work", False),
        ("Off work", "Off work", False),
        ("Modified duty, 4 h a day", "modified duty, 4 h a day", False),
        ("Modified duty, no lifting", "Modified duty, no bending", None),
        ("Modified duty, 4 h a day", "Modified duty, 30 h per week", None),
    ],
)
def test_two_statuses_are_compared_as_far_as_their_words_allow(before, after, less):
    assert is_less_restricted(work_status(before), work_status(after)) is less

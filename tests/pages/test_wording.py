import datetime as dt

import pytest

from pages.parts import wording


def test_counts_agree_with_their_noun():
    assert wording.count(1, "visit") == "1 visit"
    assert wording.count(1204, "row") == "1,204 rows"
    assert wording.count(2, "match", "matches") == "2 matches"


def test_small_numbers_are_spelled_out():
    assert [wording.in_letters(n) for n in (0, 3, 9, 10)] == ["no", "three", "nine", "10"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
    ],
)
def test_lists_are_read_aloud(words, said):
    assert wording.listed(words) == said


def test_age_counts_completed_years():
    birth = dt.date(1980, 11, 18)
    assert wording.age_on(dt.date(2025, 11, 17), birth) == "44"
    assert wording.age_on(dt.date(2025, 11, 18), birth) == "45"
    assert wording.age_on(dt.date(2025, 11, 18), None) == ""


def test_a_record_number_shows_only_its_end():
    assert wording.masked("MRN0004821") == "··4821"


def test_a_day_is_written_in_english():
    assert wording.long_day(dt.date(2025, 11, 17)) == "Monday 17 November"

"""Three answers and how they combine (Kleene 1938; cannot tell is his 'undefined')."""

import pytest

from domain.outcome import Outcome, all_of, any_of, at_least, opposite, outcome_of

MET, NOT, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.CANNOT_TELL

TABLE = [
    # one, other, both, either
    (MET, MET, MET, MET),
    (MET, UNKNOWN, UNKNOWN, MET),
    (MET, NOT, NOT, MET),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    (UNKNOWN, NOT, NOT, UNKNOWN),
    (NOT, NOT, NOT, NOT),
]


@pytest.mark.parametrize(("one", "other", "both", "either"), TABLE)
def test_and_and_or_follow_kleenes_tables_in_either_order(one, other, both, either):
    assert all_of([one, other]) is all_of([other, one]) is both
    assert any_of([one, other]) is any_of([other, one]) is either


def test_the_opposite_of_what_cannot_be_told_cannot_be_told():
    assert [opposite(one) for one in (MET, NOT, UNKNOWN)] == [NOT, MET, UNKNOWN]


@pytest.mark.parametrize(
    ("count", "outcomes", "answer"),
    [
        (2, [MET, MET, NOT], MET),
        (2, [MET, UNKNOWN, NOT], UNKNOWN),
        (2, [MET, NOT, NOT], NOT),
        (3, [MET, MET, UNKNOWN], UNKNOWN),
        (1, [UNKNOWN], UNKNOWN),
    ],
)
def test_at_least_n_cannot_be_told_while_the_unknown_ones_could_decide(count, outcomes, answer):
    assert at_least(count, outcomes) is answer


def test_nothing_at_all_is_all_of_it_and_none_of_it():
    assert all_of([]) is MET
    assert any_of([]) is NOT


def test_truth_values_become_answers():
    assert [outcome_of(one) for one in (True, False, None)] == [MET, NOT, UNKNOWN]

"""How long something held that was looked at now and then: what is certain, and what is possible."""

import pytest

from metrics.held import Held, longest_held
from tests.small_evidence import day


def looks(*seen):
    return [(day(on), held) for on, held in seen]


@pytest.mark.parametrize(
    ("seen", "certain", "possible"),
    [
        ([(10, True), (95, True)], 95, 100),  # from the event: no look denies it
        ([(3, False), (10, True), (95, True)], 85, 97),  # began between day 3 and day 10
        ([(10, True), (60, True), (95, False)], 60, 94),  # ended between day 60 and day 95
        ([(10, True)], 0, 100),  # one look is no stretch
        ([(10, True), (20, False), (30, True), (50, True)], 20, 80),  # the longer of two stretches
        ([(10, True), (40, None), (95, True)], 0, 100),  # a look that cannot be told parts what is certain
        ([(10, False), (95, False)], 0, 0),
        ([(10, None)], 0, 0),
    ],
)
def test_it_held_for_at_least_and_at_most_so_many_days_after_an_event_on_day_0(seen, certain, possible):
    assert longest_held(looks(*seen), day(100), begins=day(0)) == Held(certain, possible)


def test_without_an_event_it_counts_from_the_first_look_at_which_it_held():
    assert longest_held(looks((0, False), (14, True), (44, True)), day(60)) == Held(30, 60)


def test_no_look_at_all_is_no_stretch():
    assert longest_held([], day(10), begins=day(0)) == Held(0, 0)

"""Which of several daily series a week is taken from, and which day is a whole one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.daily import SERIES, SeriesWeek, chosen_series, day_fault, series_order


def test_a_diary_comes_before_a_device_and_research_before_consumer_devices():
    weeks = [SeriesWeek("fitbit", 7), SeriesWeek("ggir", 5), SeriesWeek("diary", 4)]
    assert chosen_series(weeks).series == "diary"
    assert chosen_series(weeks[:2]).series == "ggir"


def test_a_series_with_too_few_days_is_no_candidate():
    assert chosen_series([SeriesWeek("diary", 3), SeriesWeek("fitbit", 4)]).series == "fitbit"
    assert chosen_series([SeriesWeek("diary", 3)]) is None


def test_a_clinic_may_declare_its_own_order():
    weeks = [SeriesWeek("fitbit", 4), SeriesWeek("diary", 7)]
    assert chosen_series(weeks, series_order(("fitbit",))).series == "fitbit"


def test_series_that_nobody_listed_come_last_by_days_and_then_by_name():
    assert chosen_series([SeriesWeek("z", 7), SeriesWeek("withings", 4)]).series == "withings"
    assert chosen_series([SeriesWeek("z", 7), SeriesWeek("a", 6)]).series == "z"
    assert chosen_series([SeriesWeek("z", 7), SeriesWeek("a", 7)]).series == "a"


@given(
    st.lists(
        st.builds(SeriesWeek, st.sampled_from([*SERIES, "a", "b"]), st.integers(0, 7)), unique_by=lambda w: w.series
    ),
    st.randoms(),
)
def test_the_choice_does_not_depend_on_the_order_of_the_candidates(weeks, shuffler):
    first = chosen_series(weeks)
    shuffler.shuffle(weeks)
    assert chosen_series(weeks) == first


@pytest.mark.parametrize(
    ("amount", "wear", "said"),
    [
        (8000, 600, ""),
        (8000, 599, "Worn for 599 minutes; a day needs 600."),
        (120, 900, ""),  # somebody who stayed in bed, with the device on
        (500, None, ""),
        (499, None, "499 steps in a day: the device was probably not worn."),
        (8000, None, ""),
    ],
)
def test_a_day_needs_ten_hours_of_wear_or_where_wear_is_not_known_500_steps(amount, wear, said):
    assert day_fault(amount, wear) == said

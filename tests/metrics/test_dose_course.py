"""The opioid dose through an episode: how long a stated dose holds, what a derived week covers, which milestones held."""

import datetime as dt

import pandas as pd
import pytest

from domain.medication_dose import DOSE_MODE
from metrics.dose_course import HOLDS_DAYS, dose_course

START = dt.date(2025, 1, 6)  # a Monday


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def doses(*rows: tuple, **all_have) -> pd.DataFrame:
    """(value, day) or (value, day, changes); stated under one table."""
    plain = {
        "measure": "mme_day", "standing": "used", "at_time": None, "occasion": "routine", "mode": None, "form": "cdc_2022",
    }  # fmt: skip
    lines = [
        plain
        | all_have
        | {"observation_id": f"D{i}", "value": float(value), "on_date": day(on)}
        | (more[0] if more else {})
        for i, (value, on, *more) in enumerate(rows)
    ]
    return pd.DataFrame(lines, columns=["observation_id", "value", "on_date", *plain])


def steps(*rows, until=84, **more):
    course = dose_course(doses(*rows, **more), START, day(until))
    return [((step.first_day - START).days, (step.last_day - START).days, step.value) for step in course.steps]


def test_a_stated_dose_holds_until_the_day_before_the_next_statement_and_then_to_today():
    assert steps((100, 0), (80, 14), until=20) == [(0, 13, 100), (14, 20, 80)]


def test_after_five_weeks_without_a_statement_nothing_is_known():
    assert steps((100, 0), (80, 60)) == [(0, HOLDS_DAYS - 1, 100), (60, 84, 80)]


def test_a_derived_dose_is_that_of_the_week_that_ends_on_its_day():
    assert steps((100, 6), (80, 13), mode=DOSE_MODE, until=20) == [(0, 6, 100), (7, 13, 80)]


def test_a_week_without_a_derived_dose_is_a_gap():
    assert steps((100, 6), (80, 20), mode=DOSE_MODE, until=20) == [(0, 6, 100), (14, 20, 80)]


def test_doses_under_another_factor_table_are_left_out_and_named():
    course = dose_course(doses((100, 0, {"form": "cdc_2016"}), (80, 14), (70, 21)), START, day(30))
    assert [step.value for step in course.steps] == [80, 70]
    assert (course.table, course.other_tables) == ("cdc_2022", ("cdc_2016",))


def test_a_milestone_is_reached_where_the_lower_dose_held_for_four_weeks():
    course = dose_course(doses((100, -3), (90, 14), (75, 28), (75, 56)), START, day(84))
    assert course.baseline == 100
    assert [(one.share, one.reached_on) for one in course.milestones] == [(0.10, day(14)), (0.25, day(28))]
    assert course.setbacks == ()


def test_a_rise_after_a_reduction_is_a_setback():
    course = dose_course(doses((100, 0), (80, 14), (95, 28), (80, 42)), START, day(60))
    (setback,) = course.setbacks
    assert (setback.from_day, setback.to_day, setback.highest, setback.is_over) == (day(28), day(41), 95, True)


def test_without_a_dose_on_the_first_day_no_milestone_is_counted():
    course = dose_course(doses((100, 3), (50, 14), (50, 42)), START, day(84))
    assert (course.baseline, course.milestones) == (None, ())


@pytest.mark.parametrize(
    "changes", [{"standing": "conflict"}, {"occasion": "daily"}, {"on_date": day(85)}, {"measure": "omedd_anzca"}]
)
def test_what_does_not_count_as_a_dose_is_no_step(changes):
    assert dose_course(doses((100, 0, changes)), START, day(84)) is None


def test_nothing_recorded_is_no_course():
    assert dose_course(doses(), START, day(84)) is None

"""Which measures can be looked at day by day, and from which source."""

from datetime import date, timedelta

import pandas as pd
import pytest

from domain.measures import MEASURES
from metrics.dense_series import LEAST_VALUES, dense_series

START = date(2025, 1, 6)


def rows(measure, n, *, every=1, occasion="daily", form=None, mode=None, standing="used", value=10.0):
    return [
        {"measure": measure, "value": value + i, "on_date": START + timedelta(days=i * every), "occasion": occasion,
         "form": form, "mode": mode, "standing": standing} for i in range(n)
    ]  # fmt: skip


def series(*groups):
    return dense_series(pd.DataFrame([row for group in groups for row in group]), MEASURES)


def test_daily_values_make_a_series_however_few_and_name_their_source():
    (one,) = series(rows("sleep_efficiency", 3, mode="diary"))
    assert (one.measure.code, one.source, one.is_daily, one.values) == ("sleep_efficiency", "diary", True, (10, 11, 12))


def test_two_sources_are_never_mixed_the_one_with_most_days_is_taken():
    (one,) = series(rows("steps_day", 5, form="oura"), rows("steps_day", 9, form="fitbit", value=4000))
    assert (one.source, len(one.days), one.others) == ("fitbit", 9, (("oura", 5),))


def test_of_two_sources_with_equally_many_days_the_first_in_order_is_taken():
    (one,) = series(rows("sleep_efficiency", 5, form="fitbit"), rows("sleep_efficiency", 5, mode="diary"))
    assert one.source == "diary"


def test_the_weekly_values_of_a_daily_measure_stay_out():
    (one,) = series(rows("steps_day", 9, form="fitbit"), rows("steps_day", 3, every=7, occasion="routine", value=900))
    assert max(one.values) < 100


@pytest.mark.parametrize(
    ("n", "every", "is_dense"), [(LEAST_VALUES, 7, True), (LEAST_VALUES - 1, 7, False), (20, 30, False)]
)
def test_routine_values_are_a_series_only_where_they_keep_a_rhythm(n, every, is_dense):
    assert bool(series(rows("standing_tolerance", n, every=every, occasion="routine"))) is is_dense


def test_scores_around_a_block_are_no_series():
    assert series(rows("nrs_average", 30, occasion="before_block", value=1.0)) == ()


def test_days_in_conflict_are_counted_and_not_used():
    conflict = rows("steps_day", 2, form="fitbit", standing="conflict", value=99)
    (one,) = series(rows("steps_day", 9, form="fitbit"), conflict)
    assert (one.n_in_conflict, max(one.values)) == (2, 18)


def test_nobody_without_observations_has_a_series():
    assert dense_series(pd.DataFrame(rows("steps_day", 0), columns=list(rows("steps_day", 1)[0])), MEASURES) == ()

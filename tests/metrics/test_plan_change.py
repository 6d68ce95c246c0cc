"""How often is the plan changed after a worse or behind verdict?"""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.plan_change import NO_VERDICTS, plan_change_rate

NAMES = ["is_flagged", "is_worse", "is_behind", "days_to_change", "days_to_named", "days_followed", "n"]
NO = np.nan


def rows(*table) -> pd.DataFrame:
    return pd.DataFrame(table, columns=NAMES)


COHORT = rows(
    (True, True, False, 0, 0, 90, 10),
    (True, True, False, 14, NO, 90, 5),
    (True, False, True, 15, NO, 90, 5),
    (True, True, True, NO, NO, 90, 20),
    (True, True, False, 3, NO, 10, 4),
    (False, False, False, 7, NO, 90, 6),
    (False, False, False, NO, NO, 90, 44),
)


def test_the_share_within_fourteen_days_counts_day_0_and_day_14():
    assert (plan_change_rate(COHORT).flagged.changed.count, plan_change_rate(COHORT).flagged.changed.total) == (15, 40)


def test_a_verdict_of_the_last_days_counts_neither_way():
    flagged = plan_change_rate(COHORT).flagged
    assert (flagged.n, flagged.n_recent) == (44, 4)


def test_a_change_that_names_the_measure_is_counted_apart():
    answer = plan_change_rate(COHORT)
    assert (answer.flagged.named.count, answer.flagged.named.total) == (10, 40)
    assert answer.other.named is None


def test_the_base_rate_stands_beside_it():
    answer = plan_change_rate(COHORT)
    assert (answer.other.changed.count, answer.other.changed.total) == (6, 50)
    assert answer.sentence(20) == (
        "Plan changed within 14 days after 15 of 40 (38%) worse or behind verdicts; after 6 of 50 (12%) others."
    )


def test_worse_and_behind_are_counted_separately():
    assert (plan_change_rate(COHORT).n_worse, plan_change_rate(COHORT).n_behind) == (39, 25)


def test_the_time_to_a_change_allows_for_those_still_watched():
    curve = plan_change_rate(COHORT).flagged.until_change
    assert (curve.n, curve.n_events) == (44, 24)
    assert curve.median.day == 15


def test_no_verdicts_say_so():
    answer = plan_change_rate(rows())
    assert answer.flagged.why_not == NO_VERDICTS
    assert answer.flagged.changed.share is None
    assert NO_VERDICTS in answer.sentence(20)


day = st.one_of(st.just(NO), st.integers(0, 60).map(float))
cohorts = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), day, st.just(NO), st.integers(0, 90), st.integers(0, 5)),
    min_size=1,
)


@given(cohorts, st.integers(1, 30), st.integers(1, 30))
def test_more_days_never_lower_the_count_among_those_followed_long_enough(table, one, other):
    short, long = sorted((one, other))
    known = [row for row in table if row[5] >= long]
    if known:
        counts = [plan_change_rate(rows(*known), within_days=days).flagged.changed.count for days in (short, long)]
        assert counts[0] <= counts[1]


@given(cohorts)
def test_everybody_is_followed_long_enough_or_recent(table):
    answer = plan_change_rate(rows(*table))
    for side in (answer.flagged, answer.other):
        assert side.n == side.n_recent + side.changed.total


def test_without_an_expected_course_only_worse_verdicts_are_spoken_of():
    rows = pd.DataFrame({
        "is_flagged": [True], "is_worse": [True], "is_behind": [False], "days_to_change": [3.0], "days_to_named": [float("nan")],
        "days_followed": [60.0], "n": [30],
    })  # fmt: skip
    assert "worse or behind verdicts" in plan_change_rate(rows).sentence(20)
    assert "worse verdicts" in plan_change_rate(rows, behind_counted=False).sentence(20)

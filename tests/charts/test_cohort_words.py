"""Sentences of the cohort screen on cohorts where a careless sentence would say the opposite, or say it of a handful."""

import numpy as np
import pytest

from charts.cohort_in_words import ends_and_forms, regression
from domain.measures import MEASURES
from domain.source import CLINIC_RULE
from metrics.floor_ceiling import floor_ceiling
from metrics.proportion import wilson
from metrics.regression_to_mean import Reference, regression_to_mean

PSEQ = MEASURES["pseq"]
"""0–60, higher is better; reliability 0.86."""


def told(baseline: float, change: float, reference: float = 25) -> str:
    spread = np.array([-2.0, 0.0, 2.0] * 10)
    before = baseline + spread
    after = before + change + spread[::-1] / 2
    return regression(
        PSEQ, regression_to_mean(PSEQ, before, after, Reference("clinic", reference, 12, CLINIC_RULE, True)), 20
    )


@pytest.mark.parametrize(
    ("baseline", "change", "said"),
    [
        (15, 6, "They improved by 6.0 points; unreliability alone would have brought an improvement of 1.4 points"),
        (15, -4, "They got worse by 4.0 points; unreliability alone would have brought an improvement of 1.4 points"),
        (35, 6, "They improved by 6.0 points; unreliability alone would have brought a worsening of 1.4 points"),
        (35, -4, "They got worse by 4.0 points; unreliability alone would have brought a worsening of 1.4 points"),
        (25, 6, "They improved by 6.0 points; unreliability alone would have brought no change"),
    ],
)
def test_what_unreliability_brings_keeps_its_own_direction(baseline, change, said):
    """0.14·|25 − baseline|, towards 25: an improvement for those below it, whatever was observed."""
    assert told(baseline, change).startswith(said)


def test_a_share_at_the_end_of_a_scale_is_not_told_of_a_handful():
    few = floor_ceiling(PSEQ, [60, 60, 30])
    assert few.is_notable
    assert few.is_notable_from(20) is None
    assert ends_and_forms([("PSEQ", few.is_notable_from(20), wilson(1, 3))], 20).startswith(
        "Too few patients to say how many stand at the ends of a scale."
    )


def test_a_share_at_the_end_of_a_scale_is_told_of_enough():
    many, spread = floor_ceiling(PSEQ, [60, 30], [10, 10]), floor_ceiling(PSEQ, [59, 30], [10, 10])
    assert (many.is_notable_from(20), spread.is_notable_from(20)) == (True, False)
    rows = [("PSEQ", True, wilson(0, 20)), ("ODI", None, wilson(0, 3))]
    assert ends_and_forms(rows, 20).startswith("More than 15% stand at one end of the scale, at intake or here: PSEQ.")
    assert ends_and_forms([("PSEQ", False, wilson(0, 20))], 20).startswith(
        "No scale has more than 15% at one end, at intake or here."
    )

"""Who counts as similar, and in which order that is given up."""

from itertools import pairwise

import pytest

from domain.measures import MEASURES
from domain.similarity import PAIN_BANDS, Trait, Traits, ladder, pain_band


def test_traits_are_given_up_before_the_intake_score_may_lie_further_away():
    rungs = ladder(MEASURES["odi"], 40)
    assert [rung.traits for rung in rungs] == [
        (Trait.SEX, Trait.AGE, Trait.PAYER, Trait.PAIN_DURATION),
        (Trait.AGE, Trait.PAYER, Trait.PAIN_DURATION),
        (Trait.PAYER, Trait.PAIN_DURATION),
        (Trait.PAIN_DURATION,),
        (),
        (),
    ]
    assert [rung.baseline_within for rung in rungs] == [5, 5, 5, 5, 5, 10]


@pytest.mark.parametrize("code", [code for code, m in MEASURES.items() if m.needs_baseline and not m.panel])
def test_every_rung_asks_no_more_than_the_one_before(code):
    """So that each past patient enters at one rung and stays, and counting by rung loses nothing."""
    measure = MEASURES[code]
    for baseline in (measure.lowest, measure.highest if measure.highest is not None else 200.0):
        rungs = ladder(measure, baseline)
        for strict, loose in pairwise(rungs):
            assert set(loose.traits) <= set(strict.traits)
            assert loose.baseline_within >= strict.baseline_within > 0


def test_near_is_half_the_meaningful_change_at_that_score():
    assert ladder(MEASURES["odi"], 20)[0].baseline_within == 3  # 30 % of 20, halved
    assert ladder(MEASURES["nrs_average"], 8)[0].baseline_within == pytest.approx(1.2)
    assert ladder(MEASURES["nrs_average"], 0)[0].baseline_within == 1  # the points alone decide; one step at least


def test_months_of_pain_fall_into_one_band_each():
    assert [pain_band(m) for m in (0, 11, 12, 23, 24, 59, 60, 900)] == [
        name for name, _, _ in PAIN_BANDS for _ in range(2)
    ]
    assert pain_band(None) is None
    assert pain_band(float("nan")) is None


def test_a_trait_that_is_not_recorded_is_not_among_the_recorded():
    assert Traits("p", 40, sex="female", pain_months=0).recorded == (Trait.SEX, Trait.PAIN_DURATION)

from datetime import date, timedelta

import numpy as np
import pytest

from domain.measure import Better
from metrics.staircase import staircase
from metrics.verdict import Beyond

START = date(2025, 1, 6)


def daily(n: int) -> list[date]:
    return [START + timedelta(days=i) for i in range(n)]


def noisy(*landings: tuple[float, int], seed: int = 1, sd: float = 3) -> list[float]:
    """Levels with their lengths, and normal noise around them."""
    levels = np.concatenate([np.full(n, level) for level, n in landings])
    return list(levels + np.random.default_rng(seed).normal(0, sd, len(levels)))


def test_standing_that_went_from_15_to_45_minutes_in_two_steps_has_three_landings(make):
    answer = staircase(make.scale(), daily(84), noisy((15, 30), (30, 24), (45, 30)))
    assert [landing.n for landing in answer.landings] == pytest.approx([30, 24, 30], abs=2)
    assert [landing.level for landing in answer.landings] == pytest.approx([15, 30, 45], abs=2)
    assert [step.word for step in answer.steps] == ["better", "better"]
    assert all(step.low < step.change < step.high for step in answer.steps)


def test_a_step_up_is_worse_where_lower_is_better(make):
    (step,) = staircase(make.scale(better=Better.LOWER), daily(60), noisy((20, 30), (40, 30))).steps
    assert (step.word, step.improvement) == ("worse", -step.change)


def test_a_measure_that_is_not_judged_goes_up_or_down_only(make):
    (step,) = staircase(make.scale(judged=False), daily(60), noisy((20, 30), (40, 30))).steps
    assert (step.word, step.improvement) == ("higher", None)


@pytest.mark.parametrize(("mdc95", "beyond"), [(10, Beyond.YES), (30, Beyond.WITHIN_ERROR)])
def test_a_step_is_compared_with_the_measurement_error_of_single_scores(make, mdc95, beyond):
    measure = make.scale(measurement_error=make.error(mdc95=mdc95))
    (step,) = staircase(measure, daily(60), noisy((20, 30), (40, 30))).steps
    assert step.beyond is beyond


def test_without_a_known_error_the_step_says_so(make):
    (step,) = staircase(make.scale(), daily(60), noisy((20, 30), (40, 30))).steps
    assert step.beyond is Beyond.NOT_KNOWN


def test_a_single_odd_day_is_no_landing(make):
    values = noisy((20, 60))
    values[30] = 95
    answer = staircase(make.scale(), daily(60), values)
    assert (len(answer.steps), answer.n_spikes) == (0, 1)


def test_weekly_values_need_only_three_for_a_landing(make):
    weeks = [START + timedelta(weeks=i) for i in range(12)]
    answer = staircase(make.scale(), weeks, noisy((20, 6), (60, 6), sd=2))
    assert [landing.n for landing in answer.landings] == [6, 6]


def test_a_rating_that_hardly_ever_moves_still_steps(make):
    weeks = [START + timedelta(weeks=i) for i in range(12)]
    (step,) = staircase(make.scale(better=Better.LOWER, highest=10), weeks, [6] * 6 + [3] * 6).steps
    assert (step.change, step.word, step.by) == (-3, "better", weeks[6])


def test_a_rating_that_rests_on_one_value_and_sometimes_moves_by_one_has_one_level(make):
    values = [5, 5, 5, 6, 5, 5, 5, 5, 4, 5, 5, 5, 5, 5, 6, 5] * 4
    assert staircase(make.scale(highest=10), daily(64), values).steps == ()


def test_a_step_within_a_gap_lies_somewhere_between_its_two_ends(make):
    days = daily(30) + [START + timedelta(days=50 + i) for i in range(30)]
    answer = staircase(make.scale(), days, noisy((20, 30), (60, 30)))
    assert (answer.steps[0].after, answer.steps[0].by) == (days[29], days[30])
    assert answer.missing == 20


def test_days_may_come_in_any_order_and_missing_values_are_left_out(make):
    days, values = daily(60), noisy((20, 30), (60, 30))
    mixed = np.random.default_rng(3).permutation(60)
    shuffled = staircase(make.scale(), [*(days[i] for i in mixed), START], [*(values[i] for i in mixed), None])
    assert shuffled == staircase(make.scale(), days, values)


@pytest.mark.parametrize(
    ("days", "reason"),
    [(daily(20), "fewer than 21"), ([START + timedelta(days=30 * i) for i in range(24)], "30 days apart"), ([], "0 days with a value")],
)  # fmt: skip
def test_a_series_that_is_short_or_thin_is_not_searched(make, days, reason):
    answer = staircase(make.scale(), days, noisy((20, len(days))) if days else [])
    assert reason in answer.why_not
    assert (answer.landings, answer.steps) == ((), ())
    assert answer.sentences(str, str)[0].startswith("Lasting changes of level cannot be told")


def test_a_diary_week_every_two_months_is_no_dense_series(make):
    days = [START + timedelta(days=60 * block + i) for block in range(6) for i in range(7)]
    answer = staircase(make.scale(), days, noisy((20, 21), (60, 21)))
    assert answer.why_not == "42 values in 307 days leave gaps too long to see steps"


def test_values_that_never_change_have_one_landing(make):
    answer = staircase(make.scale(), daily(60), [7.0] * 60)
    assert (answer.steps, answer.landings[0].level) == ((), 7.0)


def test_the_sentences_name_when_from_what_to_what_and_how_sure(make):
    answer = staircase(make.scale(), daily(60), [20.0] * 30 + [40.0] * 30)
    said = answer.sentences(lambda value: f"{value:g} min", lambda day: f"{day:%d.%m.}")
    assert said == ("Between 04.02. and 05.02.: from 20 min to 40 min (better, error not known).",)


def test_correlated_days_do_not_make_steps_of_nothing(make):
    """Noise with correlation 0.5 from day to day, 100 series of half a year without a step: at most 8 with one."""
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(100):
        noise = np.zeros(180)
        for t in range(1, 180):
            noise[t] = 0.5 * noise[t - 1] + rng.normal()
        found += bool(staircase(make.scale(), daily(180), 50 + 5 * noise).steps)
    assert found <= 8

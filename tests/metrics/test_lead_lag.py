from datetime import date, timedelta

import numpy as np
import pytest

from domain.measure import Better
from metrics.lead_lag import NO_CAUSE, lead_lag

START = date(2025, 1, 6)


def daily(n: int) -> list[date]:
    return [START + timedelta(days=i) for i in range(n)]


def ar(rng, n: int, correlation: float) -> np.ndarray:
    series = np.zeros(n)
    for t in range(1, n):
        series[t] = correlation * series[t - 1] + rng.normal()
    return series


@pytest.fixture
def series():
    """Sleep with some memory, and walking that follows the sleep of the day before."""
    rng = np.random.default_rng(11)
    sleep, noise = ar(rng, 120, 0.4), ar(rng, 120, 0.4)
    return sleep, 0.7 * np.append(0, sleep[:-1]) + noise


def clear(answer) -> list[int]:
    return [lag.lag_days for lag in answer.lags if lag.is_clear]


def test_walking_that_follows_sleep_shows_at_lag_one_only(make, series):
    sleep, walk = make.scale(short_name="sleep"), make.scale(short_name="walking")
    answer = lead_lag(sleep, daily(120), series[0], walk, daily(120), series[1])
    assert clear(answer) == [1]
    said = answer.sentence(sleep, walk)
    assert said.startswith("Days with better sleep were followed by better walking 1 day later (correlation 0.")
    assert said.endswith(NO_CAUSE)
    assert "because" not in said
    assert "cause" not in said.removesuffix(NO_CAUSE)


def test_the_two_exchanged_show_it_the_other_way_round(make, series):
    answer = lead_lag(make.scale(), daily(120), series[1], make.scale(), daily(120), series[0])
    assert clear(answer) == [-1]


def test_a_lower_score_that_is_better_turns_the_correlation(make, series):
    plain = lead_lag(make.scale(), daily(120), series[0], make.scale(), daily(120), series[1])
    turned = lead_lag(make.scale(better=Better.LOWER), daily(120), -series[0], make.scale(), daily(120), series[1])
    assert [lag.correlation for lag in turned.lags] == pytest.approx([lag.correlation for lag in plain.lags])


def test_two_trends_and_a_shared_weekday_are_no_order_in_time(make):
    rng = np.random.default_rng(4)
    weekday = np.tile([0, 0, 0, 0, 0, 6, 6], 18)[:120]
    one, two = (np.arange(120) * 0.3 + weekday + rng.normal(size=120) for _ in range(2))
    assert clear(lead_lag(make.scale(), daily(120), one, make.scale(), daily(120), two)) == []


def test_two_unrelated_series_with_memory_rarely_look_related(make):
    """100 pairs of unrelated series with correlation 0.6 from day to day: about 5 may show any clear lag."""
    rng = np.random.default_rng(9)
    pairs = [(ar(rng, 90, 0.6), ar(rng, 90, 0.6)) for _ in range(100)]
    found = sum(bool(clear(lead_lag(make.scale(), daily(90), x, make.scale(), daily(90), y))) for x, y in pairs)
    assert found <= 11


def test_fewer_than_sixty_paired_days_are_not_asked(make, series):
    answer = lead_lag(make.scale(), daily(59), series[0][:59], make.scale(), daily(59), series[1][:59])
    assert (answer.why_not, answer.lags) == ("59 days with both values are fewer than 60", ())
    assert answer.sentence(make.scale(), make.scale()).startswith("Lead and lag cannot be told")


def test_days_with_gaps_give_pairs_only_where_the_day_before_is_known(make, series):
    every_other = daily(120)[::2] + [START + timedelta(days=200 + i) for i in range(20)]
    values = list(series[0][::2]) + [1.0] * 20
    answer = lead_lag(make.scale(), every_other, values, make.scale(), every_other, values)
    assert answer.paired_days == 80
    assert answer.why_not


def test_a_measure_that_never_changes_has_no_answer(make, series):
    answer = lead_lag(make.scale(short_name="Flat"), daily(120), [5.0] * 120, make.scale(), daily(120), series[1])
    assert answer.why_not == "Flat hardly varies"


def test_nothing_at_all_is_zero_days(make):
    assert lead_lag(make.scale(), [], [], make.scale(), [], []).paired_days == 0

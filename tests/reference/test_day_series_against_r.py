"""One patient's series: our numbers against R's. R's output is kept beside this file and asked again where R is there."""

import shutil
import subprocess
from datetime import date, timedelta
from math import cos, sin
from pathlib import Path

import numpy as np
import pytest

from domain.measures import MEASURES
from metrics.activity_pattern import _unevenness
from metrics.around_event import Happening, around_event
from metrics.lead_lag import lead_lag
from metrics.staircase import staircase

HERE = Path(__file__).parent
WALK = MEASURES["standing_tolerance"]
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
    831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
    781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
    744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]  # fmt: skip


def numbers(text: str) -> dict[str, list[float]]:
    return {name: [float(v) for v in values] for name, *values in (line.split() for line in text.splitlines())}


R = numbers((HERE / "day_series_expected_from_r.txt").read_text(encoding="utf-8"))


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


def days(n: int) -> list[date]:
    return [date(2025, 1, 6) + timedelta(days=i) for i in range(n)]


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(["Rscript", HERE / "day_series.R"], capture_output=True, text=True, check=True, timeout=120)
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == pytest.approx(values, rel=1e-8, abs=1e-10), name


def test_the_nile_steps_down_after_1898_as_published_for_strucchange():
    """breakpoints(Nile ~ 1) of R's strucchange: one break, at observation 28, the year 1898."""
    answer = staircase(WALK, days(100), NILE)
    place, before, after, *_ = R["nile/step"]
    assert [landing.n for landing in answer.landings] == [place, 100 - place]
    assert [landing.level for landing in answer.landings] == close([before, after])
    assert 1871 + answer.landings[0].n - 1 == 1898


def test_the_best_places_of_two_steps_are_those_of_trying_every_pair():
    from ruptures import KernelCPD

    ends = KernelCPD(kernel="linear", min_size=7, jump=1).fit(np.array(NILE, float).reshape(-1, 1)).predict(n_bkps=2)
    assert list(ends[:2]) == R["nile/two"][:2]


def test_every_lag_equals_residuals_of_lm_correlated_in_r():
    sleep = [75 + 8 * sin(1.7 * t) + 5 * cos(0.9 * t * t) + 0.02 * t for t in range(120)]
    walk = [30 + 4 * cos(2.3 * t) + 6 * sin(t * t) + 0.05 * t + 0.5 * (sleep[t - 1] if t else 75) for t in range(120)]
    answer = lead_lag(MEASURES["sleep_efficiency"], days(120), sleep, WALK, days(120), walk)
    for lag in answer.lags:
        assert [lag.n, lag.correlation, lag.low, lag.high, lag.p] == close(R[f"lag/{lag.lag_days}"])
    assert [lag.correlation for lag in answer.lags] == pytest.approx(R["ccf"], abs=0.02)
    forward = {lag.lag_days: lag for lag in answer.lags}[1]
    assert forward.is_clear
    assert R["gls/t"][0] > 2 > abs(R["gls/t"][1])


def test_before_and_after_few_values_equal_welchs_t_test():
    happening = Happening("procedure", days(20)[8])
    when = [*days(20)[:6], *days(20)[9:14]]
    difference = around_event(WALK, when, [12, 15, 11, 14, 13, 16, 20, 18, 25, 22, 19], happening).differences[0]
    found = [difference.difference, difference.low, difference.high]
    found += [difference.before.median, difference.after.median, difference.before.sd, difference.after.sd]
    assert found == close(R["welch"])


def test_unevenness_is_the_root_mean_square_of_successive_differences_over_the_mean():
    steps = [3000, 5200, 800, 4100, 3900, 7000, 1200, 2600, 3100, 4400]
    assert _unevenness(np.array(steps, float)) == close(R["unevenness"][0])

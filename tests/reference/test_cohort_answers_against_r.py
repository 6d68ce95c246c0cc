"""The plain cohort answers against base R and its packages survival and nlme; R's output is kept beside this file."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from domain.benchmark import Benchmark, BenchmarkKind, Statistic
from domain.measures import MEASURES
from domain.source import Source
from metrics.benchmark_comparison import GroupWord, mean_against_benchmark
from metrics.block_relief import block_relief
from metrics.floor_ceiling import floor_ceiling
from metrics.form_quality import form_quality
from metrics.lasting import lasting
from metrics.mean_interval import mean_interval
from metrics.plan_change import plan_change_rate
from metrics.regression_to_mean import Reference, Reliability, regression_to_mean
from metrics.repeated_measures_patterns import pattern_frame
from metrics.responder_curve import responder_curve
from metrics.tipping_point import tipping_point
from metrics.who_left import who_left

HERE = Path(__file__).parent
ODI = MEASURES["odi"]
NONE = np.nan
START = [52, 40, 66, 38, 44, 58, 30, 72, 48, 36, 60, 54, 42, 50, 64, 46, 34, 56, 62, 70, 28, 68, 32, 100]
END = [36, 38, NONE, 30, 20, 58, 22, 50, 48, 16, 44, NONE, 40, 30, 50, 50, 20, NONE, 40, 56, 0, 60, 24, NONE]
LATER = [40, 30, 60, NONE, 24, 50, 36, 52, NONE, 12, 50, 48, 44, 20, 52, NONE, 24, 40, 38, 66, 0, NONE, 22, NONE]


def numbers(text: str) -> dict[str, list[float]]:
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: [float(value) for value in values] for name, *values in lines}


R = numbers((HERE / "cohort_answers_expected_from_r.txt").read_text(encoding="utf-8"))


def of_share(share) -> list[float]:
    return [share.share, share.low, share.high]


def of_mean(answer) -> list[float]:
    return [answer.mean, answer.low, answer.high]


def equal_to(name: str):
    return pytest.approx(R[name], rel=1e-9, abs=1e-9)


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(
        ["Rscript", HERE / "cohort_answers.R"], capture_output=True, text=True, check=True, timeout=120
    )
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in now.items():
        assert values == pytest.approx(R[name], rel=1e-9, abs=1e-9), name


def test_the_responder_curve_and_its_wilson_intervals():
    curve = responder_curve(ODI, START, END)
    amounts = [float(name.split("/")[1]) for name in R if name.startswith("curve/") and name.count("/") == 1]
    assert [point.amount for point in curve.points] == amounts
    for point in curve.points:
        assert of_share(point.observed) == equal_to(f"curve/{point.amount:g}")
    for amount in (10, 16):
        assert of_share(curve.at_least(amount).of_due) == equal_to(f"curve/of_due/{amount}")


def test_does_it_last():
    answer = lasting(ODI, START, END, LATER)
    for name in ("kept", "gain_at_end", "gain_later"):
        assert of_mean(getattr(answer, name)) == equal_to(f"lasting/{name}")
    assert ODI.meaningful_change.at(50) == 10
    assert of_share(answer.still_improved) == equal_to("lasting/still")


def test_regression_to_the_mean():
    made_up = Source(title="Made up for this test")
    answer = regression_to_mean(
        ODI,
        START,
        END,
        Reference("made up", 40, None, made_up, False),
        reliability=Reliability(0.9, "made up", made_up, False),
    )
    for name in ("expected", "observed", "beyond"):
        assert of_mean(getattr(answer, name)) == equal_to(f"regression/{name}")


def test_who_left_compared_with_who_stayed():
    scores = pd.DataFrame(
        {"kind": "score", "name": "odi", "value": START, "level": None, "is_observed": ~np.isnan(END), "n": 1}
    )
    traits = scores.assign(kind="category", name="sex", level="female", value=NONE)
    found = who_left(pd.concat([scores, traits], ignore_index=True), {"odi": ODI}).numbers[0]
    assert of_mean(found.stayed) == equal_to("left/stayed")
    assert of_mean(found.left) == equal_to("left/left")
    assert [found.difference.value] == equal_to("left/difference")


def test_floor_and_ceiling():
    assert of_share(floor_ceiling(ODI, END).at_best) == equal_to("floor/best")
    assert of_share(floor_ceiling(ODI, START).at_worst) == equal_to("floor/worst")


def test_how_often_and_how_soon_plans_change():
    days = [3, 9, NONE, 20, 14, NONE, 40, 5, NONE, 2, NONE, 13]
    followed = [60, 60, 60, 60, 60, 30, 60, 60, 60, 10, 60, 60]
    rows = pd.DataFrame({
        "is_flagged": True, "is_worse": True, "is_behind": False, "days_to_change": days, "days_to_named": NONE,
        "days_followed": followed, "n": 1,
    })  # fmt: skip
    answer = plan_change_rate(rows).flagged
    assert of_share(answer.changed) == equal_to("plan/changed")
    assert [answer.until_change.median.day] == equal_to("plan/median")


def test_late_and_prorated_forms():
    """40 due, 34 filled, 12 of them late; of the 30 whose items are known 3 are prorated."""
    rows = [("filled", 3.0, "scored", 12), ("filled", -2.0, "scored", 15), ("filled", -2.0, "prorated", 3),
            ("filled", -2.0, None, 4), ("not filled", NONE, None, 6)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["state", "days_from_due", "items", "n"]).assign(measure="odi", checkpoint="end")
    (answer,) = form_quality(frame)
    assert of_share(answer.filled) == equal_to("forms/filled")
    assert of_share(answer.late) == equal_to("forms/late")
    assert of_share(answer.prorated) == equal_to("forms/prorated")


def test_above_and_below_a_benchmark_are_where_the_t_test_says_so():
    group = mean_interval(len(START), sum(START), sum(x * x for x in START))
    assert of_mean(group) == equal_to("benchmark/mean")
    side = {GroupWord.ABOVE: 1, GroupWord.SIMILAR: 0, GroupWord.BELOW: -1}
    for value in (40, 50, 65):
        made_up = Source(title="Made up for this test")
        known = Benchmark("made up", BenchmarkKind.NORM, "odi", Statistic.MEAN, value, made_up, date(2025, 1, 1))
        told = mean_against_benchmark(known, group, ODI, percentage_from=20)
        assert [side[told.word]] == equal_to(f"benchmark/side/{value}")


def test_the_modelled_improvement_and_what_is_left_of_it_if_the_unseen_fared_10_points_worse():
    sums = pattern_frame(np.column_stack([START, END]), ("intake", "end"))
    told = tipping_point(ODI, sums, baseline="intake", checkpoint="end", deltas=[0.0, 10.0])
    for point in told.points:
        assert [point.improvement] == pytest.approx(R[f"tipping/{point.delta:g}"], rel=1e-5)


def test_relief_after_a_block_is_the_share_of_the_score_before():
    pairs = ((7.0, 4.9), (8.0, 1.6), (6.5, 3.25))
    rows = [
        {"on_date": date(2025, 1, day), "at_time": None, "occasion": occasion, "value": value, "form": None}
        for day, pair in enumerate(pairs, start=1)
        for occasion, value in zip(("before_block", "after_block"), pair, strict=True)
    ]
    blocks = block_relief(MEASURES["nrs_average"], pd.DataFrame(rows)).blocks
    assert [100 * block.after[0].share for block in blocks] == equal_to("relief")

"""A cohort held against norms and targets, as the Cohort screen and the command line tell it."""

from datetime import date

import pandas as pd

from charts.cohort_in_words import against_benchmarks
from domain.benchmark import Benchmark, BenchmarkKind, Statistic
from domain.measures import MEASURES
from domain.scope import Scope
from domain.source import Source
from metrics.cohort_reading import Cohort

BPI = MEASURES["bpi_interference"]
READ = Source(title="Made up for this test", verified=True, how="made up")
TARGET = Benchmark("clinic goal", BenchmarkKind.TARGET, BPI.code, Statistic.RESPONDERS, 0.3, READ)
UNSOURCED = Benchmark("heard of", BenchmarkKind.TARGET, BPI.code, Statistic.RESPONDERS, 0.3, None)


def cohort(scores, pairs=(), benchmarks=()):
    """`scores` at intake; `pairs` of (baseline, follow-up)."""
    frames = {
        "intake_sums": pd.DataFrame({
            "measure": [BPI.code], "n": [len(scores)], "total": [sum(scores)], "total_sq": [sum(x * x for x in scores)],
        }),
        "paired_scores": pd.DataFrame(
            [(BPI.code, before, after, False, None, None, True, False, 1) for before, after in pairs],
            columns=["measure", "baseline", "follow_up", "form_changed", "baseline_error", "follow_up_error", "is_closed",
                     "is_excused", "n"],
        ).astype({"baseline": float, "follow_up": float}),
    }  # fmt: skip
    return Cohort(
        ask=lambda question, **_: frames[question], scope=Scope(), as_of=date(2025, 6, 30), checkpoint="end",
        checkpoints=("intake", "end"), intake="intake", due=(BPI.code,), measures=MEASURES, percentage_from=20,
        benchmarks=tuple(benchmarks),
    )  # fmt: skip


def told(group) -> list[str]:
    return against_benchmarks(BPI, group.against_benchmarks(BPI))


def test_the_published_norm_of_7_0_is_compared_with_the_mean_at_intake():
    """Nicholas 2019 (PubMed 30694928): BPI interference 7.0 at referral, n = 13,343."""
    high, like = [9.0, 8.0] * 20, [6.0, 8.0] * 20
    assert told(cohort(high))[0].startswith(
        "Pain interference (BPI), mean at intake: 8.5 (95% interval 8.3–8.7, 40 patients), above the norm; norm: ePPOC"
    )
    assert "similar to the norm, or too few to tell" in told(cohort(like))[0]


def test_too_few_are_not_compared():
    (line,) = told(cohort([9.0] * 10))
    assert "not compared: fewer than 20 people" in line
    assert "9" not in line.split(";")[0]


def test_a_target_of_the_clinic_is_held_against_the_share_improved():
    pairs = [(8.0, 2.0)] * 30 + [(8.0, 8.0)] * 10
    lines = told(cohort([7.0] * 40, pairs, [TARGET]))
    assert lines[1] == (
        "Pain interference (BPI), share improved: 75% (95% interval 60–86, 40 patients), above the target; "
        "target: clinic goal (30%)."
    )


def test_what_nobody_can_look_up_gives_no_verdict():
    pairs = [(8.0, 2.0)] * 40
    line = told(cohort([7.0] * 40, pairs, [UNSOURCED]))[1]
    assert "above" not in line
    assert "unverified" in line

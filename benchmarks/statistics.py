"""How long does each cohort statistic take once the store's aggregate is read, and is it flat in the number of patients?

`python -m benchmarks.statistics [PATIENTS ...] [--gls PATIENTS]`. Each case is prepared outside the clock (that is the store's
work) and answered inside it, best of three; beside the seconds stands the ratio to the smallest size of the same run. `--gls`
fits the same repeated-measures model in R (nlme::gls, unstructured, REML) on so many patients and compares the estimates.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import _comparison, _counts, _over_time
from benchmarks.scoring import best_of_three
from domain.measures import MEASURES
from metrics.effect_size import effect_sizes
from metrics.lasting import lasting
from metrics.regression_to_mean import own_referrals, regression_to_mean
from metrics.repeated_measures import repeated_measures
from metrics.repeated_measures_patterns import COLUMNS, pattern_frame
from metrics.responder_curve import responder_curve
from metrics.tipping_point import tipping_point

SIZES = (1_000, 100_000, 1_000_000)
CHECKPOINTS = ("intake", "week_2", "week_6", "program_end", "month_3", "month_6")
GROUPS = ("east", "north", "south")
GOAL_SECONDS = 0.2
MEASURE = MEASURES["odi"]
CHUNK = 100_000


@dataclass(frozen=True)
class Case:
    """One statistic: `prepare` makes from a number of patients what the store would hand over, `answer` is what is timed."""

    name: str
    prepare: Callable[[int], Any]
    answer: Callable[[Any], object]


def scores_of(patients: int, seed: int = 20251117) -> tuple[np.ndarray, np.ndarray]:
    """Courses on the 0–100 scale with steps of 2, and a site for each; those who do badly tend to leave."""
    chance = np.random.default_rng(seed)
    person = chance.normal(0, 12, (patients, 1))
    fall = np.array([0, 3, 7, 11, 10, 9])
    scores = 46 + person - fall + chance.normal(0, 8, (patients, len(CHECKPOINTS)))
    scores = np.clip(np.round(scores / 2) * 2, 0, 100)
    for t in range(1, len(CHECKPOINTS)):
        before = scores[:, t - 1]
        away = chance.random(patients) < np.where(np.isnan(before), 0.75, 1 / (1 + np.exp(-(before - 62) / 9)))
        scores[away, t] = np.nan
    return scores, chance.choice(GROUPS, patients)


@cache
def patterns(patients: int, by_site: bool) -> pd.DataFrame:
    """What the store's `course_patterns` gives, added up from chunks."""
    parts = []
    for start in range(0, patients, CHUNK):
        scores, sites = scores_of(min(CHUNK, patients - start), seed=start)
        parts.append(pattern_frame(scores, CHECKPOINTS, sites if by_site else None))
    keys, sums = list(COLUMNS[:6]), list(COLUMNS[6:])
    return pd.concat(parts).groupby(keys, dropna=False, as_index=False)[sums].sum()


@cache
def frequencies(patients: int) -> pd.DataFrame:
    """What `lasting_scores` gives: intake, program end and month 3, with how many patients have just these."""
    parts = []
    for start in range(0, patients, CHUNK):
        scores, _ = scores_of(min(CHUNK, patients - start), seed=start)
        three = pd.DataFrame(scores[:, [0, 3, 4]], columns=["baseline", "at_end", "follow_up"])
        parts.append(three.groupby(list(three), dropna=False).size().rename("n").reset_index())
    return pd.concat(parts).groupby(["baseline", "at_end", "follow_up"], dropna=False, as_index=False)["n"].sum()


def _pairs(patients: int) -> pd.DataFrame:
    return frequencies(patients).groupby(["baseline", "at_end"], dropna=False, as_index=False)["n"].sum()


def _regression(f: pd.DataFrame) -> object:
    own = own_referrals("all referrals", f["baseline"], f["n"])
    return regression_to_mean(MEASURE, f["baseline"], f["at_end"], own, weights=f["n"])


CASES = [
    Case("repeated measures", lambda n: patterns(n, False), lambda f: repeated_measures(MEASURE, f, baseline="intake")),
    Case("repeated measures, 3 sites", lambda n: patterns(n, True), lambda f: repeated_measures(MEASURE, f, baseline="intake")),
    Case(
        "tipping point", lambda n: patterns(n, False),
        lambda f: tipping_point(MEASURE, f, baseline="intake", checkpoint="program_end"),
    ),
    Case("responder curve", _pairs, lambda f: responder_curve(MEASURE, f["baseline"], f["at_end"], f["n"])),
    Case("standardised effects", _pairs, lambda f: effect_sizes(MEASURE, f["baseline"], f["at_end"], f["n"])),
    Case("regression to the mean", _pairs, _regression),
    Case("does it last", frequencies, lambda f: lasting(MEASURE, f["baseline"], f["at_end"], f["follow_up"], f["n"])),
    *(Case(*case) for case in _counts.cases(_pairs)),
    *(Case(*case) for case in _comparison.CASES),
    *(Case(*case) for case in _over_time.CASES),
]  # fmt: skip
"""Every cohort statistic that is timed; add yours here."""


def time_cases(sizes: tuple[int, ...]) -> None:
    for case in CASES:
        first = None
        for patients in sizes:
            prepared = case.prepare(patients)
            seconds = best_of_three(lambda case=case, prepared=prepared: case.answer(prepared))
            first = first or seconds
            word = "within" if seconds <= GOAL_SECONDS else "ABOVE"
            print(
                f"statistics  {case.name:28} {patients:>9,} patients, {len(prepared):>6,} rows read: "
                f"{1000 * seconds:7.1f} ms ({seconds / first:.1f} times the smallest; {word} {1000 * GOAL_SECONDS:.0f} ms)"
            )


R_SCRIPT = """
library(nlme)
long <- read.csv(commandArgs(TRUE)[1])
long$checkpoint <- factor(long$place)
seconds <- system.time(fit <- gls(score ~ 0 + checkpoint, long, corSymm(form = ~ place | id), varIdent(form = ~ 1 | place),
                                  control = glsControl(maxIter = 200, msMaxIter = 200)))[["elapsed"]]
cat(sprintf("%.12g", c(seconds, as.numeric(logLik(fit)), coef(fit), sqrt(diag(vcov(fit))))))
"""


def compare_with_gls(patients: int) -> None:
    """The same model in R; reading the scores is not counted for either side, adding them up is counted for ours."""
    if shutil.which("Rscript") is None:
        print("statistics  R is not installed: no comparison with nlme::gls")
        return
    scores, _ = scores_of(patients)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.csv"
        rows, places = np.nonzero(~np.isnan(scores))
        pd.DataFrame({"id": rows + 1, "place": places + 1, "score": scores[rows, places]}).to_csv(file, index=False)
        script = Path(folder) / "gls.R"
        script.write_text(R_SCRIPT)
        told = subprocess.run(["Rscript", script, file], capture_output=True, text=True, check=True).stdout.split()
    seconds, likelihood, *rest = map(float, told)
    start = time.perf_counter()
    answer = repeated_measures(
        MEASURE, pattern_frame(scores, CHECKPOINTS), baseline="intake", observed_information=False
    )
    ours = time.perf_counter() - start
    mine = [m.mean for m in answer.means] + [m.standard_error for m in answer.means]
    apart = max(abs(a - b) / abs(b) for a, b in zip(mine, rest, strict=True))
    print(
        f"statistics  gls on {patients:,} patients: R {seconds:.2f} s, here {ours:.3f} s (sums included), "
        f"{seconds / ours:.0f} times as fast; means and errors at most {apart:.1e} apart; "
        f"log-likelihood {answer.log_likelihood:.6f} here, {likelihood:.6f} in R"
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.statistics", description=__doc__)
    parser.add_argument("patients", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--gls", type=int, default=1_000, help="patients for the comparison with R (0: none)")
    asked = parser.parse_args([] if arguments is None else arguments)
    time_cases(tuple(asked.patients))
    if asked.gls:
        compare_with_gls(asked.gls)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])

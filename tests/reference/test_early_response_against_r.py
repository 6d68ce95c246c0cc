"""Areas under the curve against pROC and wilcox.test, adjusted p-values against p.adjust."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from metrics.early_response import area_under_curve
from metrics.false_discovery import Dependence, adjusted_p

HERE = Path(__file__).parent


def numbers(text: str) -> dict[str, list[float]]:
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: [float(value) for value in values] for name, *values in lines}


R = numbers((HERE / "early_response_expected_from_r.txt").read_text(encoding="utf-8"))
POOR = np.array(R["outcome"]) == 1


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(
        ["Rscript", HERE / "early_response.R"], capture_output=True, text=True, check=False, timeout=120
    )
    if "there is no package" in run.stderr:
        pytest.skip("R HAS NO PACKAGE pROC: the numbers kept from pROC 1.18.0 were used")
    assert run.returncode == 0, run.stderr
    now = numbers(run.stdout)
    assert now.keys() == R.keys()
    for name, values in R.items():
        assert now[name] == pytest.approx(values, rel=1e-9), name


@pytest.mark.parametrize("marker", ["s100b", "wfns", "ndka"])
def test_the_area_its_delong_interval_and_the_rank_sum_test_equal_r(marker):
    answer = area_under_curve(R[f"scores/{marker}"], POOR)
    found = [answer.auc, answer.low, answer.high, answer.se, answer.p]
    assert found == pytest.approx(R[f"area/{marker}"], rel=1e-9)


def test_the_published_area_of_s100b():
    """Subarachnoid haemorrhage, 113 patients (Turck 2010): 0.7314, 95 % 0.6301–0.8326 (DeLong), as printed in a tutorial on
    pROC (blog.csdn.net 111645790)."""
    answer = area_under_curve(R["scores/s100b"], POOR)
    assert [round(x, 4) for x in (answer.auc, answer.low, answer.high)] == [0.7314, 0.6301, 0.8326]


@pytest.mark.parametrize(("rule", "name"), [(Dependence.POSITIVE, "BH"), (Dependence.ANY, "BY")])
def test_adjusted_p_values_equal_p_adjust(rule, name):
    assert adjusted_p(R["p"], rule) == pytest.approx(R[f"adjusted/{name}"], rel=1e-9)
    assert adjusted_p(R["q"], rule) == pytest.approx(R[f"adjusted_q/{name}"], rel=1e-9)


def test_the_example_of_benjamini_and_hochberg_names_four():
    """Benjamini & Hochberg 1995, 15 comparisons of thrombolysis; the paper could not be opened, its p-values and the answer
    (four stand at 0.05) are quoted from memory."""
    assert sum(p <= 0.05 for p in adjusted_p(R["p"], Dependence.POSITIVE)) == 4

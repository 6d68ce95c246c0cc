"""Standardised changes against R's noncentral t and the R package effectsize; R's output is kept beside this file."""

import shutil
import subprocess
from pathlib import Path

import pytest

from domain.measures import MEASURES
from metrics.effect_size import effect_sizes, hedges_correction

HERE = Path(__file__).parent
NAMES = ("SRM", "d_av", "d_p", "d_rm", "d_b")
DATA = {
    "movies": ([9, 7, 8, 9, 8, 9, 9, 10, 9, 9], [9, 6, 7, 8, 7, 9, 8, 8, 8, 7], None),
    "sleep": (
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0], None,
    ),
    "weighted": ([7, 8, 5, 6], [4, 8, 5, 3], [3, 1, 4, 2]),
}  # fmt: skip


def numbers(text: str) -> dict[str, list[float]]:
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: [float(value) for value in values] for name, *values in lines}


R = numbers((HERE / "effect_size_expected_from_r.txt").read_text(encoding="utf-8"))


def test_r_still_gives_the_numbers_that_are_kept_here():
    if shutil.which("Rscript") is None:
        pytest.skip("R IS NOT INSTALLED: the numbers kept from R 4.2.2 were used, R itself was not asked")
    run = subprocess.run(["Rscript", HERE / "effect_size.R"], capture_output=True, text=True, check=True, timeout=120)
    now = numbers(run.stdout)
    assert {name for name in R if not name.startswith("effectsize/")} <= set(now)
    for name, values in now.items():
        assert values == pytest.approx(R[name], rel=1e-6), name


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("name", list(DATA))
def test_every_effect_its_interval_and_its_correction_equal_r(name, kind):
    effect = effect_sizes(MEASURES["odi"], *DATA[name]).effect(kind)
    assert [effect.value, effect.low, effect.high, effect.unbiased] == pytest.approx(R[f"{name}/{kind}"], rel=2e-6)


def test_d_z_and_its_correction_equal_the_package_effectsize():
    effect = effect_sizes(MEASURES["odi"], *DATA["sleep"]).effect("SRM")
    assert [effect.value, effect.low, effect.high] == pytest.approx(R["effectsize/cohens_d"], rel=1e-4)
    assert effect.unbiased == pytest.approx(R["effectsize/hedges_g"][0], rel=1e-9)


@pytest.mark.parametrize("df", [2, 5, 10, 50, 200])
def test_hedges_correction_is_near_its_well_known_approximation(df):
    """J ≈ 1 − 3/(4m − 1), as in every textbook."""
    assert hedges_correction(df) == pytest.approx(1 - 3 / (4 * df - 1), abs=0.008)

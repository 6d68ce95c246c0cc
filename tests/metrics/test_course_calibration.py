"""Each past patient in the band that the others give."""

import numpy as np
import pandas as pd
import pytest

from domain.measure import Better
from domain.similarity import LEAST_MATCHES, Trait, ladder
from metrics import course_calibration as calibration_module
from metrics.course_calibration import course_calibration, episode_paces, leave_one_out_bands


@pytest.fixture
def measure(make):
    return make.scale(better=Better.LOWER, meaningful_change=make.points(10))


def cohort(n, seed=1, noise=10.0, step=1.0):
    rng = np.random.default_rng(seed)
    baseline = rng.normal(60, 8, n).round()
    score = np.round((20 + 0.5 * baseline + rng.normal(0, noise, n)) / step) * step
    return pd.DataFrame(
        {
            "checkpoint": "end", "ordinal": 2, "episode_id": [f"e{i}" for i in range(n)], "patient_id": [f"p{i // 2}" for i in range(n)],
            "baseline": baseline, "form": rng.choice(["", "4a", "8a"], n, p=[0.8, 0.1, 0.1]), "score": score,
            "sex": rng.choice(["f", "m", None], n), "age_days": np.where(rng.random(n) < 0.1, np.nan, rng.normal(18_000, 3_000, n)),
            "payer": rng.choice(["a", "b", "c", None], n), "pain_band": rng.choice(["x", "y", None], n),
        }
    )  # fmt: skip


def brute_force(measure, rows, own):
    """The band of one row from all others, in a plain loop."""
    me = rows.iloc[own]
    for rung in ladder(measure, me["baseline"]):
        scores = [other["score"] for _, other in rows.iterrows() if is_similar(me, other, rung)]
        if len(scores) >= LEAST_MATCHES:
            return np.quantile(scores, [0.1, 0.25, 0.5, 0.75, 0.9], method="weibull")
    return np.full(5, np.nan)


def is_similar(me, other, rung):
    def agrees(column):
        return pd.isna(me[column]) or me[column] == other[column]

    asked = {
        Trait.SEX: agrees("sex"), Trait.PAYER: agrees("payer"), Trait.PAIN_DURATION: agrees("pain_band"),
        Trait.AGE: pd.isna(me["age_days"]) or abs(me["age_days"] - other["age_days"]) <= 3652.5,
    }  # fmt: skip
    forms = {me["form"], other["form"]} - {""}
    return (
        me["patient_id"] != other["patient_id"] and len(forms) < 2 and abs(me["baseline"] - other["baseline"]) <= rung.baseline_within
        and all(asked[trait] for trait in rung.traits)
    )  # fmt: skip


def test_leaving_one_out_equals_brute_force(measure):
    rows = cohort(150)
    found = leave_one_out_bands(measure, rows, np.arange(150))
    expected = np.array([brute_force(measure, rows, i) for i in range(150)])
    assert 0 < np.isnan(expected[:, 0]).sum() < 150, "some with a band, some without"
    np.testing.assert_allclose(found, expected)


def test_blocks_change_nothing(measure, monkeypatch):
    rows = cohort(120, seed=2)
    whole = leave_one_out_bands(measure, rows, np.arange(120))
    monkeypatch.setattr(calibration_module, "_BLOCK", 700)
    np.testing.assert_array_equal(leave_one_out_bands(measure, rows, np.arange(120)), whole)


def test_a_patients_other_episodes_are_left_out_too(measure):
    """31 rows of two people: without the patient's own, too few are left."""
    rows = cohort(31).assign(patient_id=["p0"] * 2 + [f"q{i}" for i in range(29)], baseline=60.0, form="")
    assert np.isnan(leave_one_out_bands(measure, rows, np.array([0]))).all()
    assert not np.isnan(leave_one_out_bands(measure, rows, np.array([5]))).any()


def test_good_bands_hold_what_they_promise(measure):
    """With a fine scale and one population, 50 and 80 of 100 lie inside, whatever n is: that is what definition 6 is for."""
    rows = cohort(1500, noise=10, step=0.001).assign(patient_id=lambda r: r["episode_id"], form="")
    (answer,) = course_calibration(measure, rows)
    assert (answer.n_seen, answer.n_tried) == (1500, 1500)
    assert answer.inside_half.low < 0.50 < answer.inside_half.high
    assert answer.inside_most.low < 0.80 < answer.inside_most.high
    assert answer.ahead.share == pytest.approx(0.25, abs=0.03)
    assert 11 < answer.half_width < 16, "the middle half of a normal noise of 10 is 13.5 wide"


def test_at_most_so_many_are_looked_up_but_all_are_compared(measure):
    rows = cohort(400)
    (answer,) = course_calibration(measure, rows, at_most=50)
    assert (answer.n_seen, answer.n_tried) == (400, 50)


def test_too_small_a_cohort_says_so(measure):
    (answer,) = course_calibration(measure, cohort(20))
    assert (answer.n_without_band, answer.inside_half.share, answer.half_width) == (20, None, None)
    assert answer.sentence == "no bands yet: 20 past patients with both scores"
    assert course_calibration(measure, cohort(0)) == ()


def test_the_pace_of_every_episode(measure):
    rows = cohort(300, seed=3)
    found = episode_paces(measure, rows)
    (answer,) = course_calibration(measure, rows)
    assert (found["pace"] == "behind").sum() == answer.behind.count
    assert list(found["episode_id"]) == list(rows["episode_id"])
    assert episode_paces(measure, rows.iloc[:0]).empty

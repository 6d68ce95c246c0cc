"""How much worse the unseen must have fared for the improvement to vanish."""

import numpy as np
import pytest

from domain.measure import Better, ChangeTerm, Combine, ThresholdUnit
from metrics.repeated_measures import repeated_measures
from metrics.repeated_measures_patterns import pattern_frame
from metrics.tipping_point import tipping_point

CHECKPOINTS = ("intake", "middle", "end")
POINTS, PERCENT = ThresholdUnit.POINTS, ThresholdUnit.PERCENT_OF_BASELINE
AT_END = {"baseline": "intake", "checkpoint": "end"}


def courses(n=200, seed=1) -> np.ndarray:
    """Lower is better; who does badly in the middle is often unseen at the end, and 5 % have only an intake score."""
    chance = np.random.default_rng(seed)
    scores = 50 + chance.normal(0, 8, (n, 1)) - np.array([0, 5, 9]) + chance.normal(0, 5, (n, 3))
    scores[chance.random(n) < 1 / (1 + np.exp(-(scores[:, 1] - 47) / 5)), 2] = np.nan
    scores[: n // 20, 1:] = np.nan
    return scores


def tipped(make, values, weights=None, measure=None, **choices):
    measure = measure or make.scale(better=Better.LOWER)
    return tipping_point(measure, pattern_frame(values, CHECKPOINTS, weights=weights), **AT_END, **choices)


def test_at_delta_0_it_is_the_models_own_mean_and_interval(make):
    values = courses()
    change = repeated_measures(
        make.scale(better=Better.LOWER), pattern_frame(values, CHECKPOINTS), baseline="intake"
    ).change("end")
    first = tipped(make, values).points[0]
    assert (first.improvement, first.low, first.high) == pytest.approx((change.improvement, change.low, change.high))


def test_the_mean_falls_by_delta_times_the_share_unseen(make):
    values = courses()
    answer = tipped(make, values, deltas=[0, 10])
    share = np.isnan(values[:, 2]).mean()
    assert answer.points[0].improvement - answer.points[1].improvement == pytest.approx(10 * share)
    assert answer.n_unseen == np.isnan(values[:, 2]).sum()


def test_at_the_tipping_point_the_interval_touches_0(make):
    answer = tipped(make, courses())
    again = tipped(make, courses(), deltas=[answer.covers_zero_at, answer.zero_at])
    assert again.points[0].low == pytest.approx(0, abs=1e-6)
    assert again.points[1].improvement == pytest.approx(0, abs=1e-9)
    assert answer.covers_zero_at < answer.zero_at


def test_patients_due_without_any_score_are_unseen_too(make):
    values = courses()
    more = np.vstack([values, np.full((50, 3), np.nan)])
    few, many = tipped(make, values), tipped(make, more)
    assert (many.n_due, many.n_without, many.n_unseen) == (250, 50, few.n_unseen + 50)
    assert many.points[0].improvement == pytest.approx(few.points[0].improvement)
    assert many.covers_zero_at < few.covers_zero_at


def test_with_everybody_seen_nothing_can_tip(make):
    values = courses()
    values = values[~np.isnan(values).any(axis=1)]
    answer = tipped(make, values)
    assert (answer.n_unseen, answer.covers_zero_at, answer.zero_at) == (0, None, None)


def test_an_improvement_that_is_not_sure_has_tipped_already(make):
    values = courses() + np.array([0, 5, 9])
    assert tipped(make, values).covers_zero_at == 0


def test_without_a_model_there_is_a_sentence(make):
    assert tipped(make, courses(8)).why_not.startswith("No model")
    values = courses()
    values[:, 2] = np.nan
    assert tipped(make, values).why_not == "No model: too few patients have scores at both checkpoints."


def completed(values, rng, draws=1):
    """Multiple imputation by data augmentation under the normal model with a Jeffreys prior, brute force."""
    missing = np.isnan(values)
    filled = np.where(missing, np.nanmean(values, axis=0), values)
    n, width = values.shape
    for step in range(100 + 10 * draws):
        rest = filled - filled.mean(axis=0)
        draw = rng.normal(size=(n - 1, width)) @ np.linalg.cholesky(np.linalg.inv(rest.T @ rest)).T
        sigma = np.linalg.inv(draw.T @ draw)
        mean = rng.multivariate_normal(filled.mean(axis=0), sigma / n)
        for pattern in np.unique(missing, axis=0):
            rows = (missing == pattern).all(axis=1)
            o, m = np.flatnonzero(~pattern), np.flatnonzero(pattern)
            if len(m) and len(o):
                slope = np.linalg.solve(sigma[np.ix_(o, o)], sigma[np.ix_(o, m)])
                within = sigma[np.ix_(m, m)] - sigma[np.ix_(m, o)] @ slope
                noise = rng.multivariate_normal(np.zeros(len(m)), within, rows.sum())
                filled[np.ix_(rows, m)] = mean[m] + (values[np.ix_(rows, o)] - mean[o]) @ slope + noise
        if step >= 100 and step % 10 == 0:
            yield filled.copy()


@pytest.mark.parametrize("delta", [0.0, 6.0, 15.0])
def test_mean_error_and_responder_share_equal_brute_force_multiple_imputation(make, delta):
    """300 imputations; the unseen are made `delta` points worse; Rubin's rules."""
    values = courses(300, seed=4)
    unseen = np.isnan(values[:, 2])
    means, within, shares = [], [], []
    for filled in completed(values, np.random.default_rng(9), draws=300):
        gain = filled[:, 0] - filled[:, 2] - delta * unseen
        means.append(gain.mean())
        within.append(gain.var(ddof=1) / len(gain))
        shares.append((gain >= 10).mean())
    measure = make.scale(better=Better.LOWER, meaningful_change=make.points(10))
    observed = int((values[:, 0] - values[:, 2] >= 10).sum())
    answer = tipped(make, values, measure=measure, n_improved=observed, deltas=[delta]).points[0]
    error = np.sqrt(np.mean(within) + (1 + 1 / 300) * np.var(means, ddof=1))
    assert answer.improvement == pytest.approx(np.mean(means), abs=0.15 * error)
    assert (answer.high - answer.low) / 2 / 1.97 == pytest.approx(error, rel=0.08)
    assert answer.share == pytest.approx(np.mean(shares), abs=0.01)


@pytest.mark.parametrize("delta", [0.0, 10.0])
def test_the_interval_is_as_wide_as_a_bootstrap_of_patients_says(make, delta):
    values, chance = courses(200, seed=6), np.random.default_rng(3)
    found = []
    for _ in range(200):
        weights = chance.multinomial(200, np.full(200, 1 / 200))
        found.append(tipped(make, values, weights, deltas=[delta]).points[0].improvement)
    answer = tipped(make, values, deltas=[delta]).points[0]
    assert (answer.high - answer.low) / 2 / 1.97 == pytest.approx(np.std(found, ddof=1), rel=0.15)


def test_the_share_falls_with_delta_until_only_the_seen_are_left(make):
    values = courses()
    measure = make.scale(better=Better.LOWER, meaningful_change=make.points(10))
    observed = int((values[:, 0] - values[:, 2] >= 10).sum())
    answer = tipped(
        make, values, measure=measure, n_improved=observed, deltas=[0, 5, 1000], share_target=observed / 200 + 0.02
    )
    shares = [point.share for point in answer.points]
    assert shares[0] > shares[1] > shares[2] == pytest.approx(observed / 200)
    assert 0 < answer.share_below_at < 1000


def test_a_threshold_that_depends_on_the_baseline_is_taken_at_each_baseline(make):
    """10 points or 30 %, as for the ODI, against 300 imputations."""
    values = courses(300, seed=4) - 12
    rule = make.rule(ChangeTerm(10, POINTS), ChangeTerm(30, PERCENT), combine=Combine.ANY)
    measure = make.scale(better=Better.LOWER, meaningful_change=rule)

    def improved(scores):
        return scores[:, 0] - scores[:, 2] >= measure.meaningful_change.at(scores[:, 0])

    shares = [improved(filled).mean() for filled in completed(values, np.random.default_rng(9), draws=300)]
    answer = tipped(make, values, measure=measure, n_improved=int(improved(values).sum()), deltas=[0])
    assert answer.points[0].share == pytest.approx(np.mean(shares), abs=0.01)


def test_without_a_rule_or_the_observed_responders_there_is_no_share_and_a_sentence_says_why(make):
    answer = tipped(make, courses(), n_improved=5)
    assert (answer.points[0].share, answer.why_no_share) == (None, "No meaningful change is known for this measure.")
    assert tipped(make, courses()).why_no_share == "The observed responders are not known."

"""PROMIS-Preference (PROPr): a utility from seven PROMIS T-scores.

Each domain's T-score gives a disutility of 0–1, piecewise linear in theta = (T − 50) / 10; the seven are
combined multiplicatively. Without a measured cognition its theta is predicted from the PROMIS-29 and the
0–10 pain rating. Figures: Dewitt 2018, doi 10.1177/0272989X18776637, as in the official code; unrounded here.
"""

import numpy as np

from domain.answers import Filled, amount, rating
from domain.instrument import Problem, Scores, unanswered
from domain.packaged_table import packaged_rows

NAME = "PROMIS-Preference"
_WEIGHTS = {
    "cog": 0.6350450,
    "dep": 0.6661641,
    "fat": 0.6386135,
    "pain": 0.6529680,
    "phys": 0.6883584,
    "slp": 0.5629657,
    "sr": 0.6112686,
}
_COMBINING = -0.9991828
_TO_DEAD = 1.021915
_MEASURED = ("dep", "fat", "pain", "phys", "slp", "sr")
PARTS = (*(amount(f"t_{domain}", 10, 90) for domain in (*_MEASURED, "cog", "ax")), rating("pain_intensity"))
_FOR_COGNITION = {"dep": -0.037, "phys": 0.118, "slp": -0.223, "sr": 0.051, "ax": -0.168}
_COGNITION_AT_0, _COGNITION_PER_PAIN = 0.009, -0.006


def _segments(domain: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each straight piece begins, its intercept and its slope."""
    rows = [row for row in packaged_rows("weights/propr_disutility") if row["domain"] == domain]
    starts, intercepts, slopes = (
        np.array([float(row[name]) for row in rows]) for name in ("from_theta", "intercept", "slope")
    )
    return starts, intercepts, slopes


_SEGMENTS = {domain: _segments(domain) for domain in _WEIGHTS}


def disutility(domain: str, theta: np.ndarray) -> np.ndarray:
    """Disutility of one domain, 0 (best) to 1 (worst), for each theta; NaN for NaN."""
    starts, intercepts, slopes = _SEGMENTS[domain]
    piece = np.searchsorted(starts, theta, side="right") - 1
    return np.where(np.isnan(theta), np.nan, intercepts[piece] + np.where(slopes[piece] == 0, 0, slopes[piece] * theta))


def utility(thetas: dict[str, np.ndarray]) -> np.ndarray:
    """PROPr of seven thetas by domain (cog, dep, fat, pain, phys, slp, sr); NaN where one is unknown."""
    product = np.prod(
        [1 + _COMBINING * weight * disutility(domain, thetas[domain]) for domain, weight in _WEIGHTS.items()], axis=0
    )
    return 1 - _TO_DEAD * (product - 1) / _COMBINING


def score_propr(filled: Filled) -> Scores:
    thetas = {domain: (filled[f"t_{domain}"] - 50) / 10 for domain in (*_MEASURED, "cog", "ax")}
    predicted = _predicted_cognition(thetas, filled["pain_intensity"])
    is_measured = ~np.isnan(thetas["cog"])
    cognition = np.where(is_measured, thetas["cog"], predicted)
    found = np.full(len(filled), None, dtype=object)
    found[~np.isnan(predicted)], found[is_measured] = "predicted", "measured"
    no_cognition = Problem(
        np.isnan(cognition) & ~np.isnan(filled.block([f"t_{d}" for d in _MEASURED])).any(axis=1),
        f"{NAME} needs a T-score of cognition, or of anxiety and the 0–10 pain rating to predict it.",
    )
    missing = unanswered(filled, [f"t_{domain}" for domain in _MEASURED], NAME)
    return Scores({"propr": utility({**thetas, "cog": cognition}), "cognition": found}, (no_cognition, missing))


def _predicted_cognition(thetas: dict[str, np.ndarray], pain: np.ndarray) -> np.ndarray:
    return (
        _COGNITION_AT_0
        + sum(weight * thetas[domain] for domain, weight in _FOR_COGNITION.items())
        + _COGNITION_PER_PAIN * pain
    )

"""Can a group's course be modelled at all, and with which patients and checkpoints?"""

from dataclasses import dataclass, replace
from math import isinf

import numpy as np

from domain.measure import Better, Measure
from metrics.mean_interval import t_97_5
from metrics.proportion import Z95
from metrics.repeated_measures_design import BaselineRole, Model, covariate_model, outcome_model
from metrics.repeated_measures_fit import CannotFit, Estimate, Fit, fit
from metrics.repeated_measures_patterns import CoursePatterns

LEAST_TOGETHER = 10
"""Each two checkpoints of the model must have been filled together by this many patients, beyond the first of each group."""
MOST_MEANS = 150
"""Groups times checkpoints, beyond which a fit would take seconds."""


@dataclass(frozen=True)
class LeftOut:
    """A checkpoint that is not in the model, how many filled it, and why, as a sentence."""

    checkpoint: str
    n: int
    why: str


@dataclass(frozen=True)
class FittedCourse:
    """A fitted model in standardised scores with the way back: what `repeated_measures` and `tipping_point` rest on.

    A score is `centre` + `scale` × its standardised value. `model` and `fitted` are None where `why_not` says why.
    """

    measure: Measure
    role: BaselineRole
    patterns: CoursePatterns
    baseline: int | None
    centre: float
    scale: float
    model: Model | None
    fitted: Fit | None
    left_out: tuple[LeftOut, ...]
    n_left_out: int
    why_not: str
    observed_information: bool = True

    @property
    def sign(self) -> float:
        return 1.0 if self.measure.better is Better.HIGHER else -1.0

    def outcome(self, place: int | None) -> int | None:
        """Which outcome of the model a checkpoint is; None for a baseline as covariate, or without a model."""
        return self.model.places.index(place) if self.model and place in self.model.places else None

    def contrast(self, *terms: tuple[float, int, int | None]) -> np.ndarray | None:
        """c of c'θ from (factor, group, checkpoint) terms; None where one of the means does not exist."""
        found = [(factor, group, self.outcome(place)) for factor, group, place in terms]
        if self.model is None:
            return None
        return self.model.contrast(
            *((factor, group, outcome) for factor, group, outcome in found if outcome is not None)
        )

    def estimate(self, contrast: np.ndarray | None) -> Estimate | None:
        """c'θ in the measure's unit, without the centre."""
        if contrast is None or self.fitted is None:
            return None
        found = self.fitted.estimate(contrast, observed=self.observed_information)
        return Estimate(found.value * self.scale, found.standard_error * self.scale, found.degrees_of_freedom)


def fit_course(
    measure: Measure,
    patterns: CoursePatterns,
    baseline: str | None,
    role: BaselineRole,
    restricted: bool = True,
    observed_information: bool = True,
) -> FittedCourse:
    """The model itself; never raises for scores that allow none."""
    patterns, left_out = _usable(patterns)
    start = patterns.checkpoints.index(baseline) if baseline in patterns.checkpoints else None
    n_left_out = 0.0
    if role is BaselineRole.COVARIATE and start is not None:
        kept = patterns.seen[:, start] & (patterns.seen.sum(axis=1) > 1)
        n_left_out = patterns.n[~kept].sum()
        patterns = patterns.rows(kept)
    centre, scale = patterns.centre_and_scale()
    course = FittedCourse(
        measure, role, patterns, start, centre, scale, None, None, left_out, int(n_left_out), "", observed_information
    )
    why_not = _refusal(patterns, start, role, left_out)
    if why_not:
        return replace(course, why_not=why_not)
    model = _model(patterns.centred(centre, scale), start, role)
    try:
        fitted = fit(model.sums, model.design, restricted=restricted)
    except CannotFit as reason:
        return replace(course, why_not=f"No model: {reason}.")
    except np.linalg.LinAlgError:
        return replace(course, why_not="No model: the scores of some checkpoints determine those of others.")
    return replace(course, model=model, fitted=fitted)


def _usable(patterns: CoursePatterns) -> tuple[CoursePatterns, tuple[LeftOut, ...]]:
    """Without the checkpoints that too few filled together with another one; the least filled goes first."""
    left_out: list[LeftOut] = []
    while len(patterns.checkpoints) > 1:
        together = np.maximum(patterns.filled_together() - 1, 0).sum(axis=0)
        short = (together < LEAST_TOGETHER).any(axis=1)
        if not short.any():
            break
        filled = patterns.filled.sum(axis=0)
        worst = min(np.flatnonzero(short), key=lambda t: (together[t].min(), filled[t], t))
        why = f"Too few patients filled it together with every other checkpoint (at least {LEAST_TOGETHER} are needed)."
        left_out.append(LeftOut(patterns.checkpoints[worst], int(filled[worst]), why))
        patterns = patterns.only([t for t in range(len(patterns.checkpoints)) if t != worst])
    return patterns, tuple(left_out)


def _refusal(patterns: CoursePatterns, start: int | None, role: BaselineRole, left_out: tuple[LeftOut, ...]) -> str:
    if not len(patterns.n) and not left_out:
        return "No model: no patient has a score yet."
    if len(patterns.checkpoints) < 2 or not len(patterns.n):
        return f"No model: no two checkpoints were filled by the same {LEAST_TOGETHER} patients or more."
    if role is not BaselineRole.OUTCOME and start is None:
        return "No model: it needs a baseline, and too few patients have one."
    if len(patterns.groups) * len(patterns.checkpoints) > MOST_MEANS:
        return f"No model: more than {MOST_MEANS} groups times checkpoints."
    return ""


def _model(patterns: CoursePatterns, start: int | None, role: BaselineRole) -> Model:
    if role is BaselineRole.COVARIATE:
        assert start is not None
        return covariate_model(patterns, start, float(patterns.sums[:, start].sum() / patterns.n.sum()))
    return outcome_model(patterns, start if role is BaselineRole.COMMON else None)


def change_since_baseline(course: FittedCourse, g: int, t: int) -> tuple[Estimate | None, float]:
    """Improvement of group g at checkpoint t, and what to add to it: a baseline as covariate has a mean taken as known."""
    patterns, start = course.patterns, course.baseline
    if start is None or patterns.filled[g, t] == 0:
        return None, 0.0
    if course.role is BaselineRole.COVARIATE:
        known = patterns.sums[:, start].sum() / patterns.n.sum()
        return course.estimate(course.contrast((course.sign, g, t))), course.sign * float(course.centre - known)
    if patterns.filled[g, start] == 0:
        return None, 0.0
    return course.estimate(course.contrast((course.sign, g, t), (-course.sign, g, start))), 0.0


def reach_95(estimate: Estimate) -> float:
    """Half the width of the 95 % t interval."""
    df = estimate.degrees_of_freedom
    return (Z95 if isinf(df) else t_97_5(df)) * estimate.standard_error


def log_likelihood(course: FittedCourse) -> float:
    """Of the scores in the measure's unit: scaling moves it by the Jacobian, and REML by the slopes' unit too."""
    fitted, model = course.fitted, course.model
    assert fitted is not None
    assert model is not None
    free = model.sums.n_scores - (len(fitted.theta) - model.slopes if fitted.restricted else 0)
    return fitted.log_likelihood - free * float(np.log(course.scale))

"""What would the group's mean be at each checkpoint, had those who left been seen?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isinf

import numpy as np
import pandas as pd

from domain.measure import Better, Measure
from metrics.mean_interval import MeanInterval, mean_interval, t_97_5
from metrics.proportion import Z95
from metrics.repeated_measures_design import BaselineRole, Model, covariate_model, outcome_model
from metrics.repeated_measures_fit import CannotFit, Estimate, Fit, fit
from metrics.repeated_measures_patterns import CoursePatterns, course_patterns

LEAST_TOGETHER = 10
"""Each two checkpoints of the model must have been filled together by this many patients, beyond the first of each group."""
MOST_MEANS = 400
"""Groups times checkpoints, beyond which a fit would take many seconds."""


@dataclass(frozen=True)
class ModelledMean:
    """The mean of one group at one checkpoint, in the measure's unit.

    `n` patients have a score there; the model speaks for all patients of the group who filled any checkpoint. Beside it
    what was seen: `observed` of those `n`, `completers` of those who filled every checkpoint of the model.
    `mean` is None where the group has no score; the 95 % interval (t, Satterthwaite) also below `interval_from` patients.
    """

    group: str
    checkpoint: str
    n: int
    mean: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    low: float | None
    high: float | None
    observed: MeanInterval
    completers: MeanInterval


@dataclass(frozen=True)
class ModelledChange:
    """Mean improvement of one group since the baseline; positive is better, in the measure's unit.

    `n` patients have both scores: `paired` is their mean improvement, `completers` that of those who filled every
    checkpoint of the model. None as in `ModelledMean`.
    """

    group: str
    checkpoint: str
    n: int
    improvement: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    low: float | None
    high: float | None
    paired: MeanInterval
    completers: MeanInterval


@dataclass(frozen=True)
class GroupDifference:
    """How much more `group` improved than `reference` by the checkpoint; positive: `group` improved more.

    Improvement since baseline where the baseline is an outcome; at equal baseline where it is a covariate.
    """

    group: str
    reference: str
    checkpoint: str
    difference: float | None
    standard_error: float | None
    degrees_of_freedom: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LeftOut:
    """A checkpoint that is not in the model, how many filled it, and why, as a sentence."""

    checkpoint: str
    n: int
    why: str


@dataclass(frozen=True)
class RepeatedMeasures:
    """Means over time of a normal model with unstructured covariance, and what was seen beside them.

    `n_patients` filled at least one checkpoint of the model; `n_without` (due somewhere) none; `n_complete` every one;
    `n_left_out`: those whom a baseline as covariate leaves out. `covariance` and `correlation`: rows of the matrix over
    `outcomes`, of one patient's scores given the group. `why_not` is a sentence where no model was fitted: then `means`
    and `changes` still hold what was seen. `why_no_change` says why there are no changes since baseline.
    """

    measure: str
    baseline_role: BaselineRole
    restricted: bool
    checkpoints: tuple[str, ...]
    outcomes: tuple[str, ...]
    groups: tuple[str, ...]
    n_patients: int
    n_without: int
    n_complete: int
    n_left_out: int
    means: tuple[ModelledMean, ...]
    changes: tuple[ModelledChange, ...]
    differences: tuple[GroupDifference, ...]
    covariance: tuple[tuple[float, ...], ...] | None
    correlation: tuple[tuple[float, ...], ...] | None
    log_likelihood: float | None
    left_out: tuple[LeftOut, ...]
    why_not: str
    why_no_change: str

    def mean(self, checkpoint: str, group: str = "") -> ModelledMean:
        return next(m for m in self.means if m.checkpoint == checkpoint and m.group == group)

    def change(self, checkpoint: str, group: str = "") -> ModelledChange:
        return next(c for c in self.changes if c.checkpoint == checkpoint and c.group == group)

    def difference(self, checkpoint: str, group: str) -> GroupDifference:
        return next(d for d in self.differences if d.checkpoint == checkpoint and d.group == group)


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

    @property
    def sign(self) -> float:
        return 1.0 if self.measure.better is Better.HIGHER else -1.0

    def outcome(self, place: int) -> int | None:
        """Which outcome of the model a checkpoint is; None for a baseline as covariate, or without a model."""
        return self.model.places.index(place) if self.model and place in self.model.places else None

    def estimate(self, contrast: np.ndarray | None) -> Estimate | None:
        """c'θ in the measure's unit, without the centre."""
        if contrast is None or self.fitted is None:
            return None
        found = self.fitted.estimate(contrast)
        return Estimate(found.value * self.scale, found.standard_error * self.scale, found.degrees_of_freedom)


def repeated_measures(
    measure: Measure,
    sums: pd.DataFrame,
    *,
    baseline: str | None,
    role: BaselineRole = BaselineRole.OUTCOME,
    restricted: bool = True,
    reference: str | None = None,
    interval_from: int = 2,
) -> RepeatedMeasures:
    """Checkpoint means, improvements and group differences of a mixed model for repeated measures (MMRM).

    `sums`: sums per pattern of filled checkpoints (`repeated_measures_patterns.COLUMNS`), as the store gives them;
    `baseline`: code of the intake checkpoint, None for a measure that needs none; `reference`: group that the others are
    compared with (default: the first); `restricted`: REML, else ML. No interval below `interval_from` patients.
    Scores must be missing at random given the scores that were seen and the group; see docs/explanation.
    """
    course = fit_course(measure, course_patterns(sums), baseline, role, restricted)
    return _answer(course, reference, restricted, max(2, interval_from))


def fit_course(
    measure: Measure, patterns: CoursePatterns, baseline: str | None, role: BaselineRole, restricted: bool = True
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
    course = FittedCourse(measure, role, patterns, start, centre, scale, None, None, left_out, int(n_left_out), "")
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


def _answer(course: FittedCourse, reference: str | None, restricted: bool, interval_from: int) -> RepeatedMeasures:
    patterns, fitted = course.patterns, course.fitted
    sigma = None if fitted is None else fitted.sigma * course.scale**2
    outcomes = () if course.model is None else tuple(patterns.checkpoints[place] for place in course.model.places)
    why_no_change = _why_no_change(course)
    first = reference if reference in patterns.groups else next(iter(patterns.groups), "")
    return RepeatedMeasures(
        measure=course.measure.code,
        baseline_role=course.role,
        restricted=restricted,
        checkpoints=patterns.checkpoints,
        outcomes=outcomes,
        groups=patterns.groups,
        n_patients=int(patterns.n.sum()),
        n_without=int(patterns.without.sum()),
        n_complete=int(patterns.complete.n.sum()),
        n_left_out=course.n_left_out,
        means=tuple(_means(course, interval_from)),
        changes=() if why_no_change else tuple(_changes(course, interval_from)),
        differences=() if why_no_change else tuple(_differences(course, first)),
        covariance=None if sigma is None else _rows(sigma),
        correlation=None if sigma is None else _rows(_correlation(sigma)),
        log_likelihood=None if fitted is None else _log_likelihood(course),
        left_out=course.left_out,
        why_not=course.why_not,
        why_no_change=why_no_change,
    )


def _why_no_change(course: FittedCourse) -> str:
    if not course.measure.needs_baseline:
        return "The score is itself a rating of change."
    return "" if course.baseline is not None else "Too few patients have a baseline together with a later score."


def _means(course: FittedCourse, interval_from: int):
    patterns = course.patterns
    for g, group in enumerate(patterns.groups):
        for t, checkpoint in enumerate(patterns.checkpoints):
            n = int(patterns.filled[g, t])
            outcome = course.outcome(t)
            contrast = None if outcome is None or not n else course.model.contrast((1.0, g, outcome))
            found = _reported(course.estimate(contrast), course.centre, n, interval_from)
            observed, completers = (
                _seen_mean(rows, g, t, course, interval_from) for rows in (patterns, patterns.complete)
            )
            yield ModelledMean(group, checkpoint, n, *found, observed, completers)


def _changes(course: FittedCourse, interval_from: int):
    patterns, start = course.patterns, course.baseline
    together = patterns.filled_together()
    for g, group in enumerate(patterns.groups):
        for t, checkpoint in enumerate(patterns.checkpoints):
            if t != start:
                n = int(together[g, start, t])
                estimate, offset = _change(course, g, t)
                found = _reported(estimate, offset, int(min(patterns.filled[g, [start, t]])), interval_from)
                paired, complete = (
                    _seen_change(rows, g, t, course, interval_from) for rows in (patterns, patterns.complete)
                )
                yield ModelledChange(group, checkpoint, n, *found, paired, complete)


def _change(course: FittedCourse, g: int, t: int) -> tuple[Estimate | None, float]:
    """Improvement since baseline and what to add to it; with a baseline as covariate that mean is taken as known."""
    if course.model is None:
        return None, 0.0
    outcome, start = course.outcome(t), course.outcome(course.baseline)
    if start is None:
        patterns = course.patterns
        known = patterns.sums[:, course.baseline].sum() / patterns.n.sum()
        return course.estimate(course.model.contrast((course.sign, g, outcome))), course.sign * (course.centre - known)
    if course.patterns.filled[g, t] == 0 or course.patterns.filled[g, course.baseline] == 0:
        return None, 0.0
    return course.estimate(course.model.contrast((course.sign, g, outcome), (-course.sign, g, start))), 0.0


def _differences(course: FittedCourse, reference: str):
    patterns = course.patterns
    if reference not in patterns.groups:
        return
    other = patterns.groups.index(reference)
    for t, checkpoint in enumerate(patterns.checkpoints):
        for g, group in enumerate(patterns.groups):
            if t != course.baseline and g != other:
                found = _reported(course.estimate(_difference(course, g, other, t)), 0.0, 2, 2)
                yield GroupDifference(group, reference, checkpoint, *found)


def _difference(course: FittedCourse, g: int, other: int, t: int) -> np.ndarray | None:
    if course.model is None:
        return None
    terms = [(course.sign, g, course.outcome(t)), (-course.sign, other, course.outcome(t))]
    start = course.outcome(course.baseline)
    if start is not None:
        terms += [(-course.sign, g, start), (course.sign, other, start)]
    return course.model.contrast(*terms)


def _reported(estimate: Estimate | None, offset: float, n: int, interval_from: int):
    """(value, standard error, degrees of freedom, low, high); no interval from fewer than `interval_from`."""
    if estimate is None:
        return None, None, None, None, None
    value = float(estimate.value + offset)
    if n < interval_from:
        return value, None, None, None, None
    reach = reach_95(estimate)
    return value, estimate.standard_error, estimate.degrees_of_freedom, value - reach, value + reach


def reach_95(estimate: Estimate) -> float:
    """Half the width of the 95 % t interval."""
    df = estimate.degrees_of_freedom
    return (Z95 if isinf(df) else t_97_5(df)) * estimate.standard_error


def _seen_mean(patterns: CoursePatterns, g: int, t: int, course: FittedCourse, interval_from: int) -> MeanInterval:
    rows = patterns.rows((patterns.group == g) & patterns.seen[:, t]).centred(course.centre, 1.0)
    total, total_sq = float(rows.sums[:, t].sum()), float(rows.products[:, t, t].sum())
    return mean_interval(int(rows.n.sum()), total, total_sq, interval_from=interval_from).shifted(course.centre)


def _seen_change(patterns: CoursePatterns, g: int, t: int, course: FittedCourse, interval_from: int) -> MeanInterval:
    start = course.baseline
    rows = patterns.rows((patterns.group == g) & patterns.seen[:, t] & patterns.seen[:, start]).centred(
        course.centre, 1.0
    )
    total = course.sign * float((rows.sums[:, t] - rows.sums[:, start]).sum())
    squares = rows.products[:, t, t] - 2 * rows.products[:, start, t] + rows.products[:, start, start]
    return mean_interval(int(rows.n.sum()), total, float(squares.sum()), interval_from=interval_from)


def _correlation(sigma: np.ndarray) -> np.ndarray:
    spread = np.sqrt(np.diag(sigma))
    return sigma / np.outer(spread, spread)


def _rows(matrix: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(value) for value in row) for row in matrix)


def _log_likelihood(course: FittedCourse) -> float:
    """Of the scores in the measure's unit: scaling moves it by the Jacobian, and REML by the slopes' unit too."""
    fitted, model = course.fitted, course.model
    assert fitted is not None
    assert model is not None
    free = model.sums.n_scores - (len(fitted.theta) - model.slopes if fitted.restricted else 0)
    return fitted.log_likelihood - free * float(np.log(course.scale))


__all__: Sequence[str] = (
    "BaselineRole", "FittedCourse", "GroupDifference", "LeftOut", "ModelledChange", "ModelledMean", "RepeatedMeasures",
    "fit_course", "reach_95", "repeated_measures",
)  # fmt: skip

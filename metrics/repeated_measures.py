"""What would the group's mean be at each checkpoint, had those who left been seen?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import Measure
from metrics.mean_interval import MeanInterval, mean_interval
from metrics.repeated_measures_course import (
    FittedCourse,
    LeftOut,
    change_since_baseline,
    fit_course,
    log_likelihood,
    reach_95,
)
from metrics.repeated_measures_design import BaselineRole
from metrics.repeated_measures_fit import Estimate
from metrics.repeated_measures_patterns import CoursePatterns, course_patterns


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


def repeated_measures(
    measure: Measure,
    sums: pd.DataFrame,
    *,
    baseline: str | None,
    role: BaselineRole = BaselineRole.OUTCOME,
    restricted: bool = True,
    observed_information: bool = True,
    reference: str | None = None,
    interval_from: int = 2,
) -> RepeatedMeasures:
    """Checkpoint means, improvements and group differences of a mixed model for repeated measures (MMRM).

    `sums`: sums per pattern of filled checkpoints (`repeated_measures_patterns.COLUMNS`), as the store gives them;
    `baseline`: code of the intake checkpoint, None for a measure that needs none; `reference`: group that the others are
    compared with (default: the first); `restricted`: REML, else ML. No interval below `interval_from` patients.
    `observed_information`: standard errors that stay right where leaving depends on earlier scores; False gives those
    that SAS, nlme::gls and mmrm print. Without gaps they are equal.
    Scores must be missing at random given the scores that were seen and the group; see docs/explanation.
    """
    course = fit_course(measure, course_patterns(sums), baseline, role, restricted, observed_information)
    return _answer(course, reference, restricted, max(2, interval_from))


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
        log_likelihood=None if fitted is None else log_likelihood(course),
        left_out=course.left_out,
        why_not=course.why_not,
        why_no_change=why_no_change,
    )


def _why_no_change(course: FittedCourse) -> str:
    if not course.measure.needs_baseline:
        return "The score is itself a rating of change."
    return "" if course.baseline is not None else "Too few patients have a baseline together with a later score."


_Told = tuple[float | None, float | None, float | None, float | None, float | None]


def _means(course: FittedCourse, interval_from: int) -> Iterator[ModelledMean]:
    patterns = course.patterns
    for g, group in enumerate(patterns.groups):
        for t, checkpoint in enumerate(patterns.checkpoints):
            n = int(patterns.filled[g, t])
            contrast = course.contrast((1.0, g, t)) if n and course.outcome(t) is not None else None
            found = _reported(course.estimate(contrast), course.centre, n, interval_from)
            observed, completers = (
                _seen_mean(rows, g, t, course, interval_from) for rows in (patterns, patterns.complete)
            )
            yield ModelledMean(group, checkpoint, n, *found, observed, completers)


def _changes(course: FittedCourse, interval_from: int) -> Iterator[ModelledChange]:
    patterns, start = course.patterns, course.baseline
    assert start is not None
    together = patterns.filled_together()
    for g, group in enumerate(patterns.groups):
        for t, checkpoint in enumerate(patterns.checkpoints):
            if t != start:
                estimate, offset = change_since_baseline(course, g, t)
                least = int(min(patterns.filled[g, start], patterns.filled[g, t]))
                found = _reported(estimate, offset, least, interval_from)
                paired = _seen_change(patterns, g, t, course, interval_from)
                complete = _seen_change(patterns.complete, g, t, course, interval_from)
                yield ModelledChange(group, checkpoint, int(together[g, start, t]), *found, paired, complete)


def _differences(course: FittedCourse, reference: str) -> Iterator[GroupDifference]:
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
    terms: list[tuple[float, int, int | None]] = [(course.sign, g, t), (-course.sign, other, t)]
    if course.outcome(course.baseline) is not None:
        terms += [(-course.sign, g, course.baseline), (course.sign, other, course.baseline)]
    return course.contrast(*terms)


def _reported(estimate: Estimate | None, offset: float, n: int, interval_from: int) -> _Told:
    """(value, standard error, degrees of freedom, low, high); no interval from fewer than `interval_from`."""
    if estimate is None:
        return None, None, None, None, None
    value = float(estimate.value + offset)
    if n < interval_from:
        return value, None, None, None, None
    reach = reach_95(estimate)
    return value, estimate.standard_error, estimate.degrees_of_freedom, value - reach, value + reach


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

"""Who moved, beyond measurement error, from the range of people in care into the range of the general population?

Classes of Jacobson & Truax 1991 (J Consult Clin Psychol 59:12–19): recovered = reliably improved and across the cut-off from
the dysfunctional side; improved = reliably improved only; unchanged; deteriorated = reliably worse.

Cut-offs, with M₀, SD₀ of people in care, M₁, SD₁ of the general population, both turned so that better is upward:
A = M₀ + 2·SD₀; B = M₁ − 2·SD₁; C = (SD₀·M₁ + SD₁·M₀)/(SD₀ + SD₁). Formulas read in the R package clinicalsignificance
(R/calc_cutoff.R) and in stored copies of the paper's opening.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from domain.measure import TOLERANCE, Better, Measure, NormGroup
from metrics.population import Population, norm_of
from metrics.proportion import NOBODY, Proportion, wilson
from metrics.reliable_change import (
    NO_SCORES,
    Method,
    Reliable,
    ReliableChange,
    Yardstick,
    obstacle,
    reliable_change,
    reliable_words,
    yardstick,
)


class Outcome(StrEnum):
    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    CANNOT_TELL = "cannot tell"


class CutOffKind(StrEnum):
    A = "A"
    B = "B"
    C = "C"


NO_NORM = "no norm with a mean and a standard deviation is on record for this measure"
WORSE_THAN_CARE = "the norm of the general population is not better than that of people in care"


@dataclass(frozen=True)
class CutOffs:
    """The three cut-offs in the measure's unit, None where a norm is missing, and the one in force.

    In force: C where both groups are known, else B, else A. `outside_scale` names those that no score can reach.
    """

    a: float | None
    b: float | None
    c: float | None
    kind: CutOffKind | None
    general: Population | None
    in_care: Population | None
    outside_scale: tuple[CutOffKind, ...] = ()
    why_not: str = ""

    @property
    def value(self) -> float | None:
        return {CutOffKind.A: self.a, CutOffKind.B: self.b, CutOffKind.C: self.c}[self.kind] if self.kind else None

    @property
    def verified(self) -> bool:
        """Were the norms behind the cut-off in force read at their source?"""
        used = {
            CutOffKind.A: (self.in_care,), CutOffKind.B: (self.general,), CutOffKind.C: (self.general, self.in_care),
        }  # fmt: skip
        return self.kind is not None and all(group is not None and group.verified for group in used[self.kind])

    @property
    def wording(self) -> str:
        """'cut-off C, 54.8: halfway, in standard deviations, between …'"""
        if self.kind is None or self.value is None:
            return self.why_not
        said = {
            CutOffKind.A: "two standard deviations better than people in care",
            CutOffKind.B: "within two standard deviations of the general population",
            CutOffKind.C: "nearer to the general population than to people in care, counted in standard deviations",
        }[self.kind]
        return f"cut-off {self.kind.value}, {self.value:.4g}: {said}"


def cut_offs(measure: Measure, *, referrals: Population | None = None) -> CutOffs:
    """The cut-offs of a measure from the registry's norms.

    `referrals`: the clinic's own intake scores, taken for people in care before the registry's norm (Jacobson & Truax use
    the treated sample itself).
    """
    general, in_care = norm_of(measure, NormGroup.GENERAL), _compared_with(measure, referrals)
    sign = _sign(measure)
    if general is None and in_care is None:
        return CutOffs(None, None, None, None, None, None, why_not=NO_NORM)
    if general is not None and in_care is not None and sign * (general.mean - in_care.mean) <= 0:
        return CutOffs(None, None, None, None, general, in_care, why_not=WORSE_THAN_CARE)
    a = None if in_care is None else in_care.mean + 2 * sign * in_care.sd
    b = None if general is None else general.mean - 2 * sign * general.sd
    c = None
    if general is not None and in_care is not None:
        c = (in_care.sd * general.mean + general.sd * in_care.mean) / (in_care.sd + general.sd)
    known = {CutOffKind.C: c, CutOffKind.B: b, CutOffKind.A: a}
    outside = tuple(kind for kind, value in known.items() if value is not None and not _can_be_reached(measure, value))
    kind = next((kind for kind, value in known.items() if value is not None and kind not in outside), None)
    return CutOffs(a, b, c, kind, general, in_care, outside, "" if kind else "the cut-off lies beyond the scale")


@dataclass(frozen=True)
class ClinicalChange:
    """One person's class. `is_functional_*`: the score stands on the general population's side of the cut-off (None not
    known). Without a cut-off the class can still be improved, unchanged or deteriorated, and `why_not` says that
    recovery cannot be told."""

    outcome: Outcome
    reliable: ReliableChange
    cut_offs: CutOffs
    is_functional_before: bool | None
    is_functional_now: bool | None
    why_not: str = ""


def clinical_change(
    measure: Measure,
    baseline: float | None,
    follow_up: float | None,
    method: Method = Method.JACOBSON_TRUAX,
    *,
    referrals: Population | None = None,
    error_before: float | None = None,
    error_after: float | None = None,
) -> ClinicalChange:
    """The class of one person's change; scores in the measure's unit, None or NaN missing.

    EN and GLN compare with `referrals`, else with the registry's norm of people in care.
    """
    cuts = cut_offs(measure, referrals=referrals)
    errors = {"error_before": error_before, "error_after": error_after}
    reliable = reliable_change(
        measure, baseline, follow_up, method, population=_compared_with(measure, referrals), **errors
    )
    before, now = _side(measure, baseline, cuts), _side(measure, follow_up, cuts)
    outcome = _outcomes(np.array([reliable.word.value]), np.array([before is False]), np.array([now is True]))[0]
    return ClinicalChange(Outcome(outcome), reliable, cuts, before, now, reliable.why_not or cuts.why_not)


@dataclass(frozen=True)
class ClinicalSignificance:
    """How many of a cohort are in each class. `n` people with both scores, of whom `n_unjudged` cannot be classed;
    `n_missing` lack a score. Shares are over those classed; without a cut-off `recovered` is None. `why_not` is one
    plain clause where nobody could be classed."""

    measure: str
    method: Method
    n: int
    n_missing: int
    n_unjudged: int
    recovered: Proportion | None
    improved: Proportion
    unchanged: Proportion
    deteriorated: Proportion
    began_functional: Proportion | None
    cut_offs: CutOffs
    basis: str
    verified: bool
    why_not: str = ""


def clinical_significance(
    measure: Measure,
    baseline,
    follow_up,
    weights=None,
    method: Method = Method.JACOBSON_TRUAX,
    *,
    referrals: Population | None = None,
    error_before=None,
    error_after=None,
) -> ClinicalSignificance:
    """Classes of a cohort: sequences of one length, one entry per group of equal people; `weights`: how many (whole
    numbers, default 1). Intervals: Wilson 95 %."""
    before, after = np.asarray(baseline, float), np.asarray(follow_up, float)
    n = np.ones(before.shape, int) if weights is None else np.asarray(weights).astype(int)
    errors = (None if error is None else np.asarray(error, float)[n > 0] for error in (error_before, error_after))
    before, after, n = before[n > 0], after[n > 0], n[n > 0]
    cuts = cut_offs(measure, referrals=referrals)
    index, basis, verified, why_not = _indices(measure, before, after, method, referrals, *errors)
    seen = ~np.isnan(before) & ~np.isnan(after)
    words = reliable_words(index)
    outside = _is_dysfunctional(measure, before, cuts)
    outcomes = _outcomes(words, outside, ~_is_dysfunctional(measure, after, cuts) & (cuts.value is not None))
    classed = seen & (outcomes != Outcome.CANNOT_TELL.value)
    total = int(n[classed].sum())
    if not n[seen].sum() and not why_not:
        why_not = NO_SCORES

    def share(outcome: Outcome) -> Proportion:
        return wilson(int(n[classed & (outcomes == outcome.value)].sum()), total) if total else NOBODY

    has_cut = cuts.value is not None
    return ClinicalSignificance(
        measure=measure.code,
        method=method,
        n=int(n[seen].sum()),
        n_missing=int(n[~seen].sum()),
        n_unjudged=int(n[seen].sum()) - total,
        recovered=share(Outcome.RECOVERED) if has_cut else None,
        improved=share(Outcome.IMPROVED),
        unchanged=share(Outcome.UNCHANGED),
        deteriorated=share(Outcome.DETERIORATED),
        began_functional=(wilson(int(n[classed & ~outside].sum()), total) if total else NOBODY) if has_cut else None,
        cut_offs=cuts,
        basis=basis,
        verified=verified,
        why_not=why_not,
    )


def _indices(measure, before, after, method, referrals, error_before, error_after):
    """Index of each change (positive better; NaN not known), its basis in words, whether verified, and why not."""
    nothing = np.full(before.shape, np.nan)
    why_not = obstacle(measure)
    if why_not:
        return nothing, "", False, why_not
    sign, population = _sign(measure), _compared_with(measure, referrals)
    pairs = _error_pairs(error_before, error_after, before.shape)
    found, said = nothing.copy(), Yardstick(method, 1, 0, 1, "", False)
    reasons = ""
    for pair in np.unique(pairs, axis=0):
        here = (pairs == pair).all(axis=1)
        stick = yardstick(measure, method, population, *(None if e == _NO_ERROR else float(e) for e in pair))
        if isinstance(stick, Yardstick):
            found[here], said = sign * stick.index(before[here], after[here]), stick
        else:
            reasons = stick
    nobody = bool(np.isnan(found).all())
    return found, said.basis, said.verified, reasons if nobody else ""


_NO_ERROR = -1.0
"""Stands for a standard error that is not recorded, because NaN is equal to nothing."""


def _error_pairs(error_before, error_after, shape) -> np.ndarray:
    columns = [np.full(shape, np.nan) if e is None else np.asarray(e, float) for e in (error_before, error_after)]
    return np.nan_to_num(np.column_stack(columns), nan=_NO_ERROR)


def _outcomes(reliable: np.ndarray, was_dysfunctional: np.ndarray, is_functional: np.ndarray) -> np.ndarray:
    better = reliable == Reliable.IMPROVED.value
    return np.select(
        [
            reliable == Reliable.CANNOT_TELL.value,
            better & was_dysfunctional & is_functional,
            better,
            reliable == Reliable.DETERIORATED.value,
        ],
        [Outcome.CANNOT_TELL.value, Outcome.RECOVERED.value, Outcome.IMPROVED.value, Outcome.DETERIORATED.value],
        default=Outcome.UNCHANGED.value,
    )


def _compared_with(measure: Measure, referrals: Population | None) -> Population | None:
    return referrals or norm_of(measure, NormGroup.IN_CARE)


def _is_dysfunctional(measure: Measure, scores: np.ndarray, cuts: CutOffs) -> np.ndarray:
    """Worse than the cut-off; a score on it counts as functional."""
    if cuts.value is None:
        return np.zeros(scores.shape, bool)
    with np.errstate(invalid="ignore"):
        return _sign(measure) * (scores - cuts.value) < -TOLERANCE


def _side(measure: Measure, score: float | None, cuts: CutOffs) -> bool | None:
    if score is None or np.isnan(score) or cuts.value is None:
        return None
    return not bool(_is_dysfunctional(measure, np.array([score], float), cuts)[0])


def _can_be_reached(measure: Measure, value: float) -> bool:
    return measure.lowest <= value and (measure.highest is None or value <= measure.highest)


def _sign(measure: Measure) -> int:
    return 1 if measure.better is Better.HIGHER else -1

"""Where would similar past patients stand by now, and is this one ahead of them, among them or behind?

The band at a checkpoint holds the middle half and the middle 80 % of the scores that similar past patients had there. Who is
similar, and what is given up when they are too few, is declared in `domain/similarity.py`. It describes those who were
seen: how many left or missed the form is shown beside it. It is what happened to others, not a forecast of a cause.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Better, Measure
from domain.similarity import AGE_WITHIN_YEARS, LEAST_MATCHES, Rung, Trait, Traits
from metrics.weighted_quantile import weighted_quantiles

SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
"""The edges of the middle 80 % and of the middle half, and the median."""

NO_INTAKE = "there is no intake score to match on"
NOT_JUDGED = "neither direction of this measure is good in itself"


class Pace(StrEnum):
    AHEAD = "ahead"
    AS_EXPECTED = "as expected"
    BEHIND = "behind"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class BandPoint:
    """The band at one checkpoint, in the measure's unit and the direction of its scale (low80 ≤ … ≤ high80).

    Of the similar past patients whose checkpoint has closed, `n` were seen, `n_left` had left and `n_missed` lack a score.
    The five edges are None, and `why_not` says so, where fewer than `LEAST_MATCHES` were seen on the loosest rung.
    `matched_on` says in words on what they are similar. `scores`: the table behind it, (score, how many), in order.
    """

    checkpoint: str
    ordinal: int
    due_day: int | None
    n: int
    n_left: int
    n_missed: int
    rung: Rung
    matched_on: str
    low80: float | None = None
    low50: float | None = None
    median: float | None = None
    high50: float | None = None
    high80: float | None = None
    scores: tuple[tuple[float, int], ...] = ()
    why_not: str = ""

    @property
    def has_band(self) -> bool:
        return self.median is not None

    @property
    def caption(self) -> str:
        """'31 similar past patients (12 left, 5 without a score): intake within 5, same payer'"""
        absent = [f"{self.n_left} left"] if self.n_left else []
        absent += [f"{self.n_missed} without a score"] if self.n_missed else []
        people = f"{self.n} similar past patient{'' if self.n == 1 else 's'}" + (
            f" ({', '.join(absent)})" if absent else ""
        )
        return f"{people}: {self.matched_on}" if self.has_band else self.why_not


@dataclass(frozen=True)
class ExpectedCourse:
    """The band of one patient on one measure, checkpoint by checkpoint in order. `baseline` is where it starts."""

    measure: str
    baseline: float | None
    points: tuple[BandPoint, ...]
    why_not: str = ""

    def at(self, checkpoint: str) -> BandPoint | None:
        return next((point for point in self.points if point.checkpoint == checkpoint), None)


@dataclass(frozen=True)
class Position:
    """One score against its band. `is_outside_80`: beyond the middle 80 %, too. `better_than`: of the `n` similar patients,
    how many scored worse, half of those with the same score. `sentence` is one plain clause without full stop."""

    pace: Pace
    is_outside_80: bool = False
    better_than: float | None = None
    n: int = 0
    sentence: str = ""
    why_not: str = ""


def expected_course(
    measure: Measure, traits: Traits | None, rungs: tuple[Rung, ...], counts: pd.DataFrame
) -> ExpectedCourse:
    """The band of one patient, from the answer of `read_similar`: its traits, rungs and counts (checkpoint, ordinal,
    due_day_from_start, rung, state, score, n).

    Each checkpoint climbs the rungs by itself until at least `LEAST_MATCHES` were seen there; fewer have reached the later
    ones. Quantiles: definition 6 (`metrics/weighted_quantile.py`).
    """
    if not measure.needs_baseline or traits is None or traits.baseline is None:
        return ExpectedCourse(measure.code, None, (), NO_INTAKE)
    groups = counts.sort_values("ordinal", kind="stable").groupby("checkpoint", sort=False)
    points = tuple(_point(measure, traits, rungs, str(code), rows) for code, rows in groups)
    return ExpectedCourse(measure.code, traits.baseline, points)


def pace(measure: Measure, point: BandPoint | None, score: float | None) -> Position:
    """Where a score stands in its band: better than the middle half is ahead, worse is behind; the edges belong to it."""
    if not measure.judged:
        return Position(Pace.CANNOT_TELL, why_not=NOT_JUDGED)
    if point is None or not point.has_band:
        return Position(
            Pace.CANNOT_TELL, why_not=point.why_not if point else "the measure is not due at this checkpoint"
        )
    if score is None or np.isnan(score):
        return Position(Pace.CANNOT_TELL, n=point.n, why_not="the measure was not done at this checkpoint")
    word, outside = _place(measure, float(score), _edges(point))
    better_than = _better_than(measure, float(score), point)
    return Position(word, outside, better_than, point.n, _sentence(word, outside, better_than, point.n))


def paces(measure: Measure, scores, edges: np.ndarray) -> np.ndarray:
    """The pace of many scores against many bands (rows low80, low50, median, high50, high80; NaN: no band), as words."""
    better, worse = _sides(measure, np.asarray(scores, float), edges[:, 1], edges[:, 3])
    unknown = np.isnan(np.asarray(scores, float)) | np.isnan(edges[:, 2])
    return np.select(
        [unknown, better, worse], [Pace.CANNOT_TELL.value, Pace.AHEAD.value, Pace.BEHIND.value], Pace.AS_EXPECTED.value
    )


def matched_on(measure: Measure, rung: Rung, recorded: tuple[Trait, ...]) -> str:
    """'intake within 5, age within 10 years, same payer (sex not recorded)'"""
    said = {
        Trait.SEX: "same sex", Trait.AGE: f"age within {AGE_WITHIN_YEARS} years", Trait.PAYER: "same payer",
        Trait.PAIN_DURATION: "similar pain duration",
    }  # fmt: skip
    unit = f" {measure.unit}" if measure.physical_unit else ""
    parts = [f"intake within {rung.baseline_within:.3g}{unit}", *(said[t] for t in rung.traits if t in recorded)]
    unknown = [trait.value for trait in rung.traits if trait not in recorded]
    return ", ".join(parts) + (f" ({', '.join(unknown)} not recorded)" if unknown else "")


@dataclass(frozen=True)
class _Counted:
    """The rows of one checkpoint as arrays of one length; plain arrays, because a page asks for dozens of bands."""

    rung: np.ndarray
    state: np.ndarray
    score: np.ndarray
    n: np.ndarray

    def upto(self, rung: Rung, state: str) -> int:
        """Episodes of this state on this rung or a stricter one."""
        return int(self.n[(self.state == state) & (self.rung <= rung.rung)].sum())

    def seen(self, rung: Rung) -> tuple[tuple[float, int], ...]:
        """(score, how many) of those seen, in order of score."""
        here = (self.state == "observed") & (self.rung <= rung.rung)
        scores, place = np.unique(self.score[here], return_inverse=True)
        sums = np.bincount(place, weights=self.n[here], minlength=len(scores))
        return tuple((float(score), int(n)) for score, n in zip(scores, sums, strict=True))


def _counted(rows: pd.DataFrame) -> _Counted:
    return _Counted(
        rows["rung"].to_numpy(float, na_value=np.nan),
        rows["state"].to_numpy(object),
        rows["score"].to_numpy(float, na_value=np.nan),
        rows["n"].to_numpy(int),
    )


def _point(measure: Measure, traits: Traits, rungs: tuple[Rung, ...], code: str, rows: pd.DataFrame) -> BandPoint:
    counted = _counted(rows)
    rung = next((r for r in rungs if counted.upto(r, "observed") >= LEAST_MATCHES), rungs[-1])
    n, due_day = counted.upto(rung, "observed"), rows["due_day_from_start"].iloc[0]
    words, scores = matched_on(measure, rung, traits.recorded), counted.seen(rung)
    point = BandPoint(
        checkpoint=code,
        ordinal=int(rows["ordinal"].iloc[0]),
        due_day=None if pd.isna(due_day) else int(due_day),
        n=n,
        n_left=counted.upto(rung, "left"),
        n_missed=counted.upto(rung, "missed"),
        rung=rung,
        matched_on=words,
        scores=scores,
    )
    if n < LEAST_MATCHES:
        return replace(point, why_not=f"no band: only {n} similar past patient{'' if n == 1 else 's'} ({words})")
    values, weights = (np.array(column) for column in zip(*scores, strict=True))
    low80, low50, median, high50, high80 = weighted_quantiles(values, weights, SHARES).tolist()
    return replace(point, low80=low80, low50=low50, median=median, high50=high50, high80=high80)


def _edges(point: BandPoint) -> tuple[float, float, float, float]:
    edges = (point.low80, point.low50, point.high50, point.high80)
    assert all(edge is not None for edge in edges)
    return edges  # type: ignore[return-value]


def _place(measure: Measure, score: float, edges: tuple[float, float, float, float]) -> tuple[Pace, bool]:
    low80, low50, high50, high80 = edges
    better, worse = _sides(measure, np.array(score), np.array(low50), np.array(high50))
    outside = bool(score < low80 - TOLERANCE or score > high80 + TOLERANCE)
    return (Pace.AHEAD if better else Pace.BEHIND if worse else Pace.AS_EXPECTED), outside


def _sides(measure: Measure, scores: np.ndarray, low: np.ndarray, high: np.ndarray):
    """Better than the band, worse than the band."""
    with np.errstate(invalid="ignore"):
        above, below = scores > high + TOLERANCE, scores < low - TOLERANCE
    return (above, below) if measure.better is Better.HIGHER else (below, above)


def _better_than(measure: Measure, score: float, point: BandPoint) -> float:
    sign = 1 if measure.better is Better.HIGHER else -1
    worse = sum(n for other, n in point.scores if sign * (score - other) > TOLERANCE)
    same = sum(n for other, n in point.scores if abs(score - other) <= TOLERANCE)
    return worse + same / 2


def _sentence(word: Pace, outside: bool, better_than: float, n: int) -> str:
    of = f"better than {better_than:g} of {n} similar past patients"
    if word is Pace.AS_EXPECTED:
        return f"as expected, within the middle half; {of}"
    beyond = "outside the middle 80 %" if outside else "outside the middle half"
    return f"{word.value}, {beyond}; {of}"

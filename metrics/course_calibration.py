"""Do the bands of the expected course hold as many patients as they promise?

Each past patient in turn is taken out, gets the band that the others give, and is looked up in it. Of good bands the middle half
holds about 50 of 100 and the middle 80 % about 80; on a coarse scale more, because a score on an edge counts as inside.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.measure import TOLERANCE, Measure
from domain.similarity import AGE_WITHIN_YEARS, LEAST_MATCHES, Trait, ladder
from metrics.expected_course import SHARES, Pace, paces
from metrics.proportion import Proportion, wilson

AT_MOST = 2_000
"""Patients looked up at each checkpoint; each is still compared with all others. 2,000 give an interval of ±2 points."""

_BLOCK = 4_000_000
"""Cells of one block of comparisons, so that memory stays small whatever the number of patients."""


@dataclass(frozen=True)
class Calibration:
    """How the bands held at one checkpoint.

    `n_seen` past patients had both scores; of the `n_tried` looked up, `n_without_band` had too few similar ones. Shares are
    over the rest. The patients are not independent (each stands in the others' bands), so the Wilson intervals are
    somewhat too narrow. `half_width`: median width of the middle half in the measure's unit, None without bands.
    """

    measure: str
    checkpoint: str
    n_seen: int
    n_tried: int
    n_without_band: int
    inside_half: Proportion
    inside_most: Proportion
    ahead: Proportion
    behind: Proportion
    half_width: float | None

    @property
    def sentence(self) -> str:
        """'the middle half held 212 of 400, the middle 80 % 331 of 400'"""
        if not self.inside_half.total:
            return f"no bands yet: {self.n_seen} past patients with both scores"
        half, most = self.inside_half, self.inside_most
        return f"the middle half held {half.count:,} of {half.total:,}, the middle 80 % {most.count:,} of {most.total:,} past patients"


def course_calibration(measure: Measure, rows: pd.DataFrame, *, at_most: int = AT_MOST) -> tuple[Calibration, ...]:
    """One answer per checkpoint, from the answer of `read_similar_rows`: checkpoint, ordinal, patient_id, baseline, form,
    score, sex, age_days, payer, pain_band. `at_most` patients, spread evenly over the rows, are looked up."""
    ordered = rows.sort_values("ordinal", kind="stable").groupby("checkpoint", sort=False)
    return tuple(_calibration(measure, str(code), own, at_most) for code, own in ordered)


def leave_one_out_bands(measure: Measure, rows: pd.DataFrame, places: np.ndarray) -> np.ndarray:
    """The band that the others give to each of the rows at `places`: columns low80, low50, median, high50, high80.

    `rows`: the patients of one checkpoint. NaN where fewer than `LEAST_MATCHES` are similar. A patient's own other
    episodes are left out as well.
    """
    people = _People.of(rows)
    found = np.full((len(places), len(SHARES)), np.nan)
    size = max(1, _BLOCK // max(1, len(rows)))
    for start in range(0, len(places), size):
        block = places[start : start + size]
        found[start : start + size] = _bands(measure, people, block)
    return found


def episode_paces(measure: Measure, rows: pd.DataFrame) -> pd.DataFrame:
    """The pace of every past episode against the band that the others give: checkpoint, episode_id, pace (word). All rows
    are looked up, which takes longer with the square of their number."""
    parts = []
    for _, own in rows.groupby("checkpoint", sort=False):
        edges = leave_one_out_bands(measure, own, np.arange(len(own)))
        parts.append(own[["checkpoint", "episode_id"]].assign(pace=paces(measure, own["score"], edges)))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["checkpoint", "episode_id", "pace"])


def _calibration(measure: Measure, code: str, rows: pd.DataFrame, at_most: int) -> Calibration:
    places = np.unique(np.linspace(0, len(rows) - 1, min(at_most, len(rows))).round().astype(int))
    edges = leave_one_out_bands(measure, rows, places)
    scores = rows["score"].to_numpy(float)[places]
    has = ~np.isnan(edges[:, 0])
    total = int(has.sum())
    words = paces(measure, scores, edges)

    def share(which: np.ndarray) -> Proportion:
        return wilson(int((which & has).sum()), total)

    return Calibration(
        measure.code, code,
        n_seen=len(rows),
        n_tried=len(places),
        n_without_band=len(places) - total,
        inside_half=share(_inside(scores, edges[:, 1], edges[:, 3])),
        inside_most=share(_inside(scores, edges[:, 0], edges[:, 4])),
        ahead=share(words == Pace.AHEAD.value),
        behind=share(words == Pace.BEHIND.value),
        half_width=float(np.median((edges[:, 3] - edges[:, 1])[has])) if total else None,
    )  # fmt: skip


def _inside(scores: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return (scores >= low - TOLERANCE) & (scores <= high + TOLERANCE)


@dataclass(frozen=True)
class _People:
    """The past patients of one checkpoint as arrays, sorted by score; `place` leads from a row to its place in them.

    Texts are numbers (−1 where not recorded), so that comparing two patients is comparing two numbers.
    """

    place: np.ndarray
    score: np.ndarray
    baseline: np.ndarray
    patient: np.ndarray
    form: np.ndarray
    sex: np.ndarray
    payer: np.ndarray
    pain: np.ndarray
    age_days: np.ndarray

    @classmethod
    def of(cls, rows: pd.DataFrame) -> "_People":
        order = np.argsort(rows["score"].to_numpy(float), kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        codes = {name: _codes(rows[name])[order] for name in ("patient_id", "form", "sex", "payer", "pain_band")}
        return cls(
            place, rows["score"].to_numpy(float)[order], rows["baseline"].to_numpy(float)[order], codes["patient_id"],
            codes["form"], codes["sex"], codes["payer"], codes["pain_band"], rows["age_days"].to_numpy(float)[order],
        )  # fmt: skip


def _codes(column: pd.Series) -> np.ndarray:
    return pd.factorize(column.where(column.notna() & (column != ""), None))[0].astype(np.int32)


def _bands(measure: Measure, people: _People, block: np.ndarray) -> np.ndarray:
    own = people.place[block]
    ladders = {b: ladder(measure, b) for b in np.unique(people.baseline[own]).tolist()}
    rungs = [ladders[b] for b in people.baseline[own].tolist()]
    same_trait = _same_traits(people, own)
    comparable = _comparable(people, own)
    distance = np.abs(people.baseline[None, :] - people.baseline[own, None])
    found, open_ = np.full((len(own), len(SHARES)), np.nan), np.ones(len(own), bool)
    for step in range(len(rungs[0]) if rungs else 0):
        here = np.flatnonzero(open_)
        if not here.size:
            break
        within = np.array([rungs[i][step].baseline_within for i in here])
        similar = comparable[here] & (distance[here] <= within[:, None] + TOLERANCE)
        for trait in rungs[0][step].traits:
            similar &= same_trait[trait][here]
        enough = similar.sum(axis=1) >= LEAST_MATCHES
        found[here[enough]] = _quantiles(people.score, similar[enough])
        open_[here[enough]] = False
    return found


def _comparable(people: _People, own: np.ndarray) -> np.ndarray:
    """Another patient's episode, with a form that does not differ where both are stated."""
    form, mine = people.form[None, :], people.form[own, None]
    return (people.patient[None, :] != people.patient[own, None]) & ((form == mine) | (form < 0) | (mine < 0))


def _same_traits(people: _People, own: np.ndarray) -> dict[Trait, np.ndarray]:
    """Do they agree on each trait? A trait that is not recorded for the one who is looked up is not asked."""

    def same(codes: np.ndarray) -> np.ndarray:
        return (codes[None, :] == codes[own, None]) | (codes[own, None] < 0)

    with np.errstate(invalid="ignore"):
        apart = np.abs(people.age_days[None, :] - people.age_days[own, None])
        of_age = (apart <= 365.25 * AGE_WITHIN_YEARS) | np.isnan(people.age_days[own, None])
    return {
        Trait.SEX: same(people.sex), Trait.AGE: of_age, Trait.PAYER: same(people.payer), Trait.PAIN_DURATION: same(people.pain),
    }  # fmt: skip


def _quantiles(scores: np.ndarray, similar: np.ndarray) -> np.ndarray:
    """Quantiles by definition 6 over the marked scores of each row; `scores` ascend, each row has some mark."""
    upto = np.cumsum(similar, axis=1, dtype=np.int32)
    n = upto[:, -1]
    columns = []
    for share in SHARES:
        at = np.clip(share * (n + 1), 1, n)
        below = np.floor(at + 1e-9)
        low = scores[_first_reaching(upto, below)]
        high = scores[_first_reaching(upto, np.minimum(below + 1, n))]
        columns.append(low + np.maximum(at - below, 0) * (high - low))
    return np.column_stack(columns) if len(n) else np.empty((0, len(SHARES)))


def _first_reaching(upto: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The first column of each row whose running count reaches `wanted`."""
    return np.argmax(upto >= wanted[:, None], axis=1)

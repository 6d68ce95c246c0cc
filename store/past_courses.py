"""How past patients similar to one patient scored, from arrays that are read once per program: for a page that asks about every
measure of a patient at once. `store.similar_readers.read_similar` asks the same of the store, one measure at a time.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from domain.measure import Measure
from domain.similarity import AGE_WITHIN_YEARS, Own, Rung, Trait, ladder, pain_band
from store.similar_readers import Similar, pain_bands
from store.snapshot import Snapshot

STATES = ("observed", "left", "missed")
YEAR = 365.25
_MARGIN = 1e-9


@dataclass(frozen=True)
class _People:
    """The episodes of a program as arrays of one length, in the order of their places."""

    patient: np.ndarray
    sex: np.ndarray
    payer: np.ndarray
    pain_band: np.ndarray
    started_day: np.ndarray
    birth_year: np.ndarray


@dataclass(frozen=True)
class _Past:
    """One measure. `row` is an episode's place from 0. Intakes and outcomes are in the order of their rows."""

    intake_row: np.ndarray
    baseline: np.ndarray
    form: np.ndarray
    outcome_row: np.ndarray
    ordinal: np.ndarray
    state: np.ndarray
    score: np.ndarray
    places: pd.DataFrame
    """Checkpoints after intake at which the measure is due: checkpoint, ordinal, due_day_from_start."""


class PastCourses:
    """All past courses of one program as of one day. Measures are read when first asked for; safe for many threads."""

    def __init__(self, snapshot: Snapshot, program: str, as_of: date):
        self._snapshot, self.program, self.as_of = snapshot, program, as_of
        self._reading = threading.Lock()
        self._past: dict[str, _Past] = {}
        self._people = _read_people(snapshot, program)

    def similar(self, own: Own, measure: Measure) -> Similar:
        """As `read_similar`: how similar past patients scored on one measure at each later checkpoint."""
        baseline = own.traits.baseline
        if baseline is None:
            return Similar(own.traits, (), _frame([], {}))
        rungs = ladder(measure, baseline)
        past = self.read(measure.code)
        rows, on_rung = self._near(own, past, rungs)
        return Similar(own.traits, rungs, _counts(past, rows, on_rung))

    def read(self, measure: str) -> _Past:
        """Read one measure, once."""
        if measure not in self._past:
            with self._reading:
                if measure not in self._past:
                    self._past[measure] = _read_past(self._snapshot, self.program, measure, self.as_of)
        return self._past[measure]

    def _near(self, own: Own, past: _Past, rungs: tuple[Rung, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Episodes that stand on a rung, and the lowest one that holds them."""
        widest = max(rung.baseline_within for rung in rungs)
        apart = np.abs(past.baseline - float(own.traits.baseline or 0.0))
        form = own.traits.form or ""
        comparable = (past.form == form) | (past.form == "") if form else np.ones(len(past.form), dtype=bool)
        near = (apart <= widest + _MARGIN) & comparable
        rows, apart = past.intake_row[near], apart[near]
        is_other = self._people.patient[rows] != own.patient_id
        rows, apart = rows[is_other], apart[is_other]
        agrees = self._agreements(own, rows)
        lowest = np.full(len(rows), 0)
        for rung in sorted(rungs, key=lambda one: one.rung, reverse=True):
            holds = apart <= rung.baseline_within + _MARGIN
            for trait in rung.traits:
                holds = holds & agrees[trait]
            lowest[holds] = rung.rung
        return rows[lowest > 0], lowest[lowest > 0]

    def _agreements(self, own: Own, rows: np.ndarray) -> Mapping[Trait, np.ndarray]:
        """Per trait, who has the same; everybody where it is not recorded for this patient."""
        people, traits = self._people, own.traits
        same = {
            Trait.SEX: (people.sex, traits.sex),
            Trait.PAYER: (people.payer, traits.payer),
            Trait.PAIN_DURATION: (people.pain_band, pain_band(traits.pain_months)),
        }
        everybody = np.ones(len(rows), dtype=bool)
        found = {
            trait: everybody if value is None else column[rows] == value for trait, (column, value) in same.items()
        }
        if traits.birth_year is None:
            return {**found, Trait.AGE: everybody}
        days = people.started_day[rows] - (own.started - date(1970, 1, 1)).days
        years = people.birth_year[rows] - traits.birth_year
        with np.errstate(invalid="ignore"):
            return {**found, Trait.AGE: np.abs(days - YEAR * years) <= YEAR * AGE_WITHIN_YEARS}


def _read_people(snapshot: Snapshot, program: str) -> _People:
    rows = snapshot.ask("past_episodes", {"program": program}, pain_band=pain_bands())
    texts = {name: rows[name].to_numpy(dtype=object) for name in ("sex", "payer", "pain_band")}
    numbers = {name: rows[name].to_numpy(float, na_value=np.nan) for name in ("started_day", "birth_year")}
    return _People(rows["patient_id"].to_numpy(dtype=object), **texts, **numbers)


def _read_past(snapshot: Snapshot, program: str, measure: str, as_of: date) -> _Past:
    asked = {"program": program, "measure": measure, "as_of": as_of}
    intakes, outcomes = snapshot.ask("past_intakes", asked), snapshot.ask("past_outcomes", asked)
    places = snapshot.ask("due_places", {"program": program, "measure": measure})
    return _Past(
        intakes["place"].to_numpy(np.int64) - 1,
        intakes["value"].to_numpy(float),
        intakes["form"].fillna("").to_numpy(dtype=object),
        outcomes["place"].to_numpy(np.int64) - 1,
        outcomes["ordinal"].to_numpy(np.int16),
        outcomes["state"].to_numpy(np.int8),
        outcomes["score"].to_numpy(float, na_value=np.nan),
        places,
    )


def _counts(past: _Past, rows: np.ndarray, on_rung: np.ndarray) -> pd.DataFrame:
    """Outcomes of these episodes counted by checkpoint, rung, state and score."""
    first, last = np.searchsorted(past.outcome_row, rows), np.searchsorted(past.outcome_row, rows, side="right")
    length = last - first
    at = np.repeat(first - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(length.sum())
    seen = np.stack(
        [
            past.ordinal[at].astype(float),
            np.repeat(on_rung, length).astype(float),
            past.state[at].astype(float),
            past.score[at],
        ]
    ).T
    keys, counts = np.unique(np.nan_to_num(seen, nan=np.inf), axis=0, return_counts=True)
    by_ordinal: dict[int, list] = {}
    for (ordinal, rung, state, score), n in zip(keys.tolist(), counts.tolist(), strict=True):
        by_ordinal.setdefault(int(ordinal), []).append(
            (rung, STATES[int(state)], np.nan if score == np.inf else score, n)
        )
    return _frame(list(past.places.itertuples(index=False)), by_ordinal)


_NOBODY = (np.nan, None, np.nan, 0)


def _frame(places: list, by_ordinal: Mapping[int, list]) -> pd.DataFrame:
    """The columns of similar_scores.sql; a checkpoint without anybody has one row with n 0."""
    lines = [
        (place.checkpoint, place.ordinal, place.due_day_from_start, *found)
        for place in places
        for found in by_ordinal.get(place.ordinal, [_NOBODY])
    ]
    names = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    columns = list(zip(*lines, strict=True)) or [()] * len(names)
    kinds = {"checkpoint": object, "state": object, "rung": float, "score": float, "n": "int64"}
    return pd.DataFrame({n: pd.Series(c, dtype=kinds.get(n)) for n, c in zip(names, columns, strict=True)})

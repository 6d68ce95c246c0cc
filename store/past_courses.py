"""How past patients similar to one patient scored, from arrays that are read once per program: for a page that asks about every
measure of a patient at once. `store.similar_readers.read_similar` asks the same of the store, one measure at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

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
    """One measure. `row` is an episode's place from 0; intakes and outcomes are in the order of their rows. `score` points into
    `values`, and behind their end where there is none."""

    intake_row: np.ndarray
    baseline: np.ndarray
    form: np.ndarray
    outcome_row: np.ndarray
    ordinal: np.ndarray
    state: np.ndarray
    score: np.ndarray
    values: np.ndarray
    places: tuple[tuple[str, int, int | None], ...]
    """Checkpoints after intake at which the measure is due: code, ordinal, due day from the start."""


class PastCourses:
    """All past courses of one program as of one day; read whole, and not changed after. Safe for many threads."""

    def __init__(self, snapshot: Snapshot, program: str, as_of: date):
        self.program, self.as_of = program, as_of
        self._people = _read_people(snapshot, program)
        self._past = _read_past(snapshot, program, as_of)

    def similar(self, own: Own, measure: Measure) -> Similar:
        """As `read_similar`: how similar past patients scored on one measure at each later checkpoint."""
        baseline, past = own.traits.baseline, self._past.get(measure.code)
        if baseline is None or past is None:
            return Similar(own.traits, (), _frame((), {}))
        rungs = ladder(measure, baseline)
        rows, on_rung = self._near(own, past, rungs)
        return Similar(own.traits, rungs, _counts(past, rows, on_rung))

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


def _read_past(snapshot: Snapshot, program: str, as_of: date) -> dict[str, _Past]:
    """By measure that is due after intake in the program."""
    due = snapshot.ask("due_places", {"program": program})
    measures = list(dict.fromkeys(due["measure"]))
    codes = pd.DataFrame({"measure": pd.Series(measures, dtype="str"), "code": range(len(measures))})
    asked = {"program": program, "as_of": as_of}
    intakes = snapshot.ask_arrays("past_intakes", asked, asked_measure=codes)
    outcomes = snapshot.ask_arrays("past_outcomes", asked, asked_measure=codes)
    starts, ends = _by_code(intakes, len(measures)), _by_code(outcomes, len(measures))
    places = {code: tuple(_place(row) for row in rows.itertuples()) for code, rows in due.groupby("measure")}
    return {code: _past(starts[i], ends[i], places[code]) for i, code in enumerate(measures)}


def _place(row) -> tuple[str, int, int | None]:
    return row.checkpoint, int(row.ordinal), None if pd.isna(row.due_day_from_start) else int(row.due_day_from_start)


def _by_code(columns: Mapping[str, np.ndarray], many: int) -> list[dict[str, np.ndarray]]:
    """The columns measure by measure, each in order of place."""
    order = np.lexsort((columns["place"], columns["code"]))
    edges = np.searchsorted(columns["code"][order], np.arange(many + 1))
    return [
        {name: column[order[first:last]] for name, column in columns.items() if name != "code"}
        for first, last in pairwise(edges)
    ]


def _past(intakes: Mapping[str, np.ndarray], outcomes: Mapping[str, np.ndarray], places) -> _Past:
    score = outcomes["score"].astype(float)
    is_known = ~np.isnan(score)
    values, known = np.unique(score[is_known], return_inverse=True)
    place = np.full(len(score), len(values), dtype=np.int32)
    place[is_known] = known
    form = np.array([text or "" for text in intakes["form"]], dtype=object)
    return _Past(
        intakes["place"].astype(np.int32) - 1, intakes["value"].astype(float), form, outcomes["place"].astype(np.int32) - 1,
        outcomes["ordinal"].astype(np.int16), outcomes["state"].astype(np.int8), place, values, places,
    )  # fmt: skip


def _counts(past: _Past, rows: np.ndarray, on_rung: np.ndarray) -> pd.DataFrame:
    """Outcomes of these episodes counted by checkpoint, rung, state and score."""
    first, last = np.searchsorted(past.outcome_row, rows), np.searchsorted(past.outcome_row, rows, side="right")
    length = last - first
    at = np.repeat(first - np.concatenate(([0], np.cumsum(length)[:-1])), length) + np.arange(length.sum())
    shape = (int(past.ordinal.max(initial=0)) + 1, int(on_rung.max(initial=0)) + 1, len(STATES), len(past.values) + 1)
    cells = (past.ordinal[at], np.repeat(on_rung, length), past.state[at], past.score[at])
    counted = np.bincount(np.ravel_multi_index(cells, shape), minlength=int(np.prod(shape)))
    found = np.flatnonzero(counted)
    by_ordinal: dict[int, list] = {}
    scores = np.append(past.values, np.nan).tolist()
    for ordinal, rung, state, score, n in zip(*np.unravel_index(found, shape), counted[found], strict=True):
        by_ordinal.setdefault(int(ordinal), []).append((float(rung), STATES[state], scores[score], int(n)))
    return _frame(past.places, by_ordinal)


_NOBODY = (np.nan, None, np.nan, 0)


def _frame(places: Iterable[tuple[str, int, int | None]], by_ordinal: Mapping[int, list]) -> pd.DataFrame:
    """The columns of similar_scores.sql; a checkpoint without anybody has one row with n 0."""
    lines = [
        (checkpoint, ordinal, due_day, *found)
        for checkpoint, ordinal, due_day in places
        for found in by_ordinal.get(ordinal, [_NOBODY])
    ]
    names = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    columns = list(zip(*lines, strict=True)) or [()] * len(names)
    kinds = {"checkpoint": object, "state": object, "rung": float, "score": float, "n": "int64"}
    return pd.DataFrame({n: pd.Series(c, dtype=kinds.get(n)) for n, c in zip(names, columns, strict=True)})

"""Where does a score come from, and what stood in its place before?"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

GIVEN = "given"
"""What the store says of a score that came as a number; any other status was computed here from answers."""


class Gone(StrEnum):
    """Why a value does not stand in the place of the one that does."""

    NEWER_VERSION = "a newer version came"
    RETRACTED = "retracted at its source"
    CONTRADICTS = "contradicts it, so neither is used"
    READ_AGAIN = "the file was read again through a changed mapping"
    UNDONE = "its load was undone"


@dataclass(frozen=True)
class Place:
    """One line of one loaded file. `loaded_at` is the time of the load as its account writes it."""

    file: str
    line: int
    batch_id: int
    loaded_at: str
    on_date: date | None = None
    value: float | None = None


@dataclass(frozen=True)
class FormerValue:
    value: float | None
    place: Place
    why: Gone


@dataclass(frozen=True)
class ScoreOrigin:
    """`places`: where the score stood, the first one first; of a derived score the rows that it rests on. `is_derived`: no
    single row holds it. `former`: what was said in its place, the oldest load first."""

    observation_id: str
    status: str | None
    places: tuple[Place, ...]
    former: tuple[FormerValue, ...] = ()
    is_derived: bool = False

    @property
    def is_computed(self) -> bool:
        return self.is_derived or self.status not in (None, GIVEN)


def score_origins(sources: pd.DataFrame, versions: pd.DataFrame) -> dict[str, ScoreOrigin]:
    """By observation_id. `sources` and `versions`: all places of a patient's observations, and all rows that ever arrived about
    them, in the columns of the store's readers of these names."""
    standing = _records(versions, "row_id")
    by_record = _records(versions, "record_key")
    by_topic = _records(versions, *_TOPIC)
    return {
        str(observation_id): _origin(str(observation_id), list(rows.itertuples()), standing, by_record, by_topic)
        for observation_id, rows in sources.groupby("observation_id", sort=False)
    }


_TOPIC = ("measure", "on_date", "at_time", "occasion")


def _records(versions: pd.DataFrame, *names: str) -> dict[Hashable, list]:
    found: dict[Hashable, list] = {}
    for row in versions.itertuples():
        found.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
    return found


def _origin(observation_id: str, places: list, standing: dict, by_record: dict, by_topic: dict) -> ScoreOrigin:
    is_derived = any(row.row_id != observation_id for row in places)
    own = next(iter(standing.get((observation_id,), [])), None)
    others = [] if own is None else [*by_record[(own.record_key,)], *by_topic[tuple(getattr(own, n) for n in _TOPIC)]]
    former: dict[Hashable, FormerValue] = {}
    for row in others:
        why = _why_gone(row, own)
        if row.row_id != observation_id and why is not None:
            former.setdefault((row.row_id, why), FormerValue(_known(row.value), _place(row), why))
    in_order = sorted(former.values(), key=lambda one: (one.place.loaded_at, one.place.batch_id, one.place.line))
    said = tuple(_place(row) for row in places)
    return ScoreOrigin(observation_id, places[0].score_status, said, tuple(in_order), is_derived)


def _why_gone(row, own) -> Gone | None:
    """None for a row that says the same, or that stands by itself."""
    if row.until_at is not None:
        same = _known(row.value) == _known(own.value)
        return None if same else Gone.UNDONE if row.is_undone else Gone.READ_AGAIN
    return {"superseded": Gone.NEWER_VERSION, "retracted": Gone.RETRACTED, "conflict": Gone.CONTRADICTS}.get(
        row.standing
    )


def _place(row) -> Place:
    return Place(row.file, int(row.line), int(row.batch_id), row.loaded_at, row.on_date, _known(row.value))


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)

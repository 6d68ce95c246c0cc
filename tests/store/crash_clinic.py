"""A clinic with one load behind it and one ahead, for killing the second."""

import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from domain.loaded import Loaded, RowKind
from store.book import Book
from store.readers import open_snapshot
from store.schema import TABLES
from store.writer import load
from tests.small_clinic import contents, course_of_care, day, file_of, registration, score, write_clinic

PATIENTS = [f"P{number}" for number in range(40)]
DIGESTS = (
    "row_id",
    "record_key",
    "content",
    "person_key",
    "name_key",
    "birth_key",
    "observation_id",
    "event_id",
    "appointment_id",
    "digest",
    "account",
)
"""Columns that hold random keys or their digests."""


@dataclass(frozen=True)
class SayWhenBegun:
    """A progress listener that tells the parent process that the writer is at work."""

    pipe: Connection

    def __call__(self, share: float, words: str) -> None:
        if share == 0:
            self.pipe.send("begun")


@dataclass(frozen=True)
class KillAt:
    """A step listener that kills its own process, as `kill -9` would, at one named step."""

    name: str

    def __call__(self, step: str) -> None:
        if step == self.name:
            os.kill(os.getpid(), signal.SIGKILL)


def first_load(folder: Path, step: KillAt | None = None) -> None:
    clinic = write_clinic(folder)
    people = file_of(RowKind.PATIENT, registration(*PATIENTS), folder=folder, name="people.csv", mapping="people")
    courses = file_of(
        RowKind.EPISODE,
        [course_of_care(p, i % 9) for i, p in enumerate(PATIENTS)],
        folder=folder,
        name="episodes.csv",
        mapping="episodes",
    )
    before = [score(p, i % 9, 40 + i % 5, record=f"a{i}", version="1") for i, p in enumerate(PATIENTS)]
    scores = file_of(RowKind.OBSERVATION, before, folder=folder, name="before.csv", mapping="scores")
    load(folder, clinic, [people, courses, scores], step=step)


def second_load(folder: Path) -> list[Loaded]:
    """New patients, later scores, corrections, a row that waits, duplicates and a rejected one."""
    people = file_of(
        RowKind.PATIENT, registration("P90", "P91"), folder=folder, name="new_people.csv", mapping="people"
    )
    rows = [score(p, 28 + i % 9, 30 + i % 7, record=f"b{i}", version="1") for i, p in enumerate(PATIENTS)]
    rows += [score(p, i % 9, 60, record=f"a{i}", version="2") for i, p in enumerate(PATIENTS[:5])]
    rows += [score(p, i % 9, 40 + i % 5, record=f"a{i}", version="1") for i, p in enumerate(PATIENTS[5:8], start=5)]
    rows += [score("P91", 3, 50), score("P99", 3, 50)]
    bad = [{"line": 99, "column": "value", "code": "out_of_range", "reason": "110 is outside 0–100."}]
    after = file_of(RowKind.OBSERVATION, rows, folder=folder, name="after.csv", mapping="scores", rejected=bad)
    events = [{"patient": p, "on_date": day(2 + i % 9), "kind": "session_attended"} for i, p in enumerate(PATIENTS)]
    return [people, after, file_of(RowKind.EVENT, events, folder=folder, name="events.csv", mapping="events")]


def portrait(folder: Path) -> dict[str, list]:
    """What the current snapshot says, table by table, with record numbers in place of random ids."""
    snapshot = open_snapshot(folder)
    with Book(folder, create=False) as book:
        names = dict(book._connection.execute("select internal_id, number from identity where scheme = 'patient'"))
    tables = contents(snapshot.connection, without=(*DIGESTS, "batch_id", "episode_id"))
    snapshot.close()
    named = {
        table: sorted((tuple(names.get(value, value) for value in row) for row in rows), key=repr)
        for table, rows in tables.items()
    }
    return {table: rows for table, rows in named.items() if table in TABLES}

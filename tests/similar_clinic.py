"""A small clinic on disk with forty past patients, and a few of today who show one thing each."""

from pathlib import Path

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from store.writer import load
from tests.small_clinic import course_of_care, day, file_of, registration, score, write_clinic

N_PAST = 40
PAST = [f"PAST-{number:02}" for number in range(N_PAST)]
TODAY = {
    "NOW-1": "intake and end, days and blocks",
    "NOW-2": "no intake score",
    "NOW-3": "one score only, at intake",
    "NOW-4": "registered, no program",
}
STARTED = 280
"""Day on which the episodes of today started; the clinic's clock stands at day 315, with the last checkpoint open."""


def write_similar_clinic(folder: Path, past: dict[str, float] | None = None, n_past: int = N_PAST) -> Path:
    """The clinic, loaded, with the first `n_past` past patients. `past`: ODI at the end of some of them (default 20, 21, …
    59; intake is 60)."""
    clinic = write_clinic(folder)
    ends = {name: 20.0 + place for place, name in enumerate(PAST[:n_past])} | (past or {})
    scores = [row for name, end in ends.items() for row in (score(name, 0, 60.0), score(name, 28, end))]
    scores += [score(name, 0, 7.0, "nrs_average") for name in PAST[:n_past]] + [
        score(name, 28, 6.0, "nrs_average") for name in PAST
    ]
    people = registration(*PAST[:n_past], *TODAY)
    courses = [course_of_care(name) for name in PAST[:n_past]]
    courses += [course_of_care(name, STARTED) for name in TODAY if name != "NOW-4"]
    end = STARTED + 28
    own = [
        score("NOW-1", STARTED, 60.0), score("NOW-1", end, 30.0),
        score("NOW-1", STARTED, 7.0, "nrs_average"), score("NOW-1", end, 7.0, "nrs_average"),
        score("NOW-1", 300, 8.0, "nrs_average", occasion="before_block", at_time="09:00"),
        score("NOW-1", 300, 2.0, "nrs_average", occasion="after_block", at_time="10:00"),
        score("NOW-1", 300, 4.0, "nrs_average", occasion="after_block", at_time="14:00"),
        score("NOW-2", end, 40.0), score("NOW-3", STARTED, 60.0),
        *[score("NOW-1", 240 + i, 15.0 + i % 3 + (0 if i < 40 else 30), "standing_tolerance", occasion="daily", mode="diary",
                form="diary") for i in range(74)],
    ]  # fmt: skip
    events = [
        {"patient": "NOW-1", "kind": "procedure", "detail": "Facet joint injection", "on_date": day(281)},
        {"patient": "NOW-1", "kind": "medication_change", "detail": "Gabapentin stopped", "on_date": day(290)},
    ]
    files = {
        RowKind.PATIENT: people, RowKind.EPISODE: courses, RowKind.OBSERVATION: scores + own, RowKind.EVENT: events,
    }  # fmt: skip
    load(folder, clinic, [file_of(kind, rows, folder=folder, name=f"{kind.value}.csv") for kind, rows in files.items()])
    return folder


def internal_id(folder: Path, record_number: str) -> str:
    """The random number by which the store knows somebody."""
    people = Door(folder, local_user()).find_people(record_number)
    return str(people.loc[people["record_number"] == record_number, "patient_id"].iloc[0])

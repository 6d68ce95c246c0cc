"""Undoing, reading again and asking what was known: against stores that never had what does not count."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import Loaded, RowKind
from store.as_known import known_snapshot, read_as_known
from store.readers import read_episodes, read_file_names, read_flags
from store.schema import CHECKPOINT_SCORE, ROW_TABLES, STANDING_TABLES, TABLES
from tests.small_clinic import MemoryStore, contents, course_of_care, file_of, flag, registration, score, small_clinic

EXAMPLES = settings(max_examples=30)
CLINIC = small_clinic()
NOT_COMPARED = ("account", "since_at", "loaded_at", "undone_at", "undone_after")
HELD = tuple(name for name in (*ROW_TABLES, *STANDING_TABLES) if name != "batch")
"""Every table that a store which never had a load must share with one that took it back. Accounts tell of their load."""


@dataclass(frozen=True)
class Happening:
    """A load (of `files`) or, with `undoes`, the undoing of an earlier load."""

    files: tuple[Loaded, ...] = ()
    undoes: int | None = None


def at(number: int) -> datetime:
    return datetime(2025, 3, 1, tzinfo=UTC) + timedelta(hours=number)


rows = st.lists(
    st.builds(
        score, st.sampled_from(["P1", "P1", "P2", "P9"]), st.sampled_from([0, 0, 10, 14]), st.sampled_from([40, 40, 42]),
        record=st.sampled_from([None, None, "a", "b"]), version=st.sampled_from([None, "1", "2"]),
        retracted=st.sampled_from([False, False, False, True]),
    ),
    min_size=1, max_size=5,
)  # fmt: skip
answers = st.lists(st.builds(flag, st.just("P1"), st.sampled_from([0, 7]), st.sampled_from([0, 1])), max_size=2)


def scores_file(number, listed, flags, version):
    """One of three files, in one of two readings: the same bytes through a mapping that was changed."""
    bad = [{"line": 99, "column": None, "code": "empty", "reason": f"reading {version}"}] * version
    return file_of(
        RowKind.OBSERVATION, listed, name=f"{number}.csv", mapping="scores", mapping_hash=f"{version}", rejected=bad,
        flags=flags, content=f"file {number}",
    )  # fmt: skip


files = st.builds(scores_file, st.integers(0, 2), rows, answers, st.integers(0, 1))
people = st.just(file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"))
late = st.just(file_of(RowKind.PATIENT, registration("P9"), name="late.csv", mapping="people"))
courses = st.just(file_of(RowKind.EPISODE, [course_of_care("P1")], name="courses.csv", mapping="courses"))


@st.composite
def histories(draw) -> list[Happening]:
    """Loads and undoings; a file is in a batch once, and a load is undone once."""
    happenings, alive = [Happening((draw(people), draw(courses)))], [0]
    for _ in range(draw(st.integers(1, 6))):
        if alive and draw(st.integers(0, 2)) == 0:
            undone = draw(st.sampled_from(alive))
            alive.remove(undone)
            happenings.append(Happening(undoes=undone))
        else:
            chosen = draw(st.lists(st.one_of(files, files, files, late), min_size=1, max_size=2))
            alive.append(len(happenings))
            happenings.append(Happening(tuple({loaded.file_hash: loaded for loaded in chosen}.values())))
    return happenings


def lived(history: list[Happening], book=None) -> MemoryStore:
    """The store to which all of it happened; a load has the number of its place in the history, from 1."""
    store = MemoryStore(CLINIC, book)
    for number, happening in enumerate(history):
        if happening.undoes is None:
            store.load(*happening.files, batch_id=number + 1, at=at(number).isoformat())
        else:
            store.undo(happening.undoes + 1, at=at(number).isoformat())
    return store


def without(history: list[Happening], until: int | None = None) -> list[Happening]:
    """The loads that count after the first `until` happenings; the others are empty, so that numbers stay."""
    told = history[: len(history) if until is None else until]
    undone = {happening.undoes for happening in told}
    return [Happening(()) if i in undone or h.undoes is not None else h for i, h in enumerate(told)]


def said(answer) -> list[tuple]:
    plain = answer.astype(object).where(answer.notna(), None)
    return sorted(map(tuple, plain.to_numpy().tolist()), key=repr)


@EXAMPLES
@given(histories())
def test_a_store_whose_loads_were_undone_equals_the_one_that_never_had_them(history):
    store = lived(history)
    never = lived(without(history), store.book)
    found, expected = (contents(one.connection, HELD, NOT_COMPARED) for one in (store, never))
    for table in HELD:
        assert found[table] == expected[table], table
    store.close()
    never.close()


@EXAMPLES
@given(histories(), st.integers(0, 7))
def test_what_was_known_is_what_a_store_of_that_time_says(history, until):
    store = lived(history)
    then = lived(without(history, until), store.book)
    everybody = list(store.book.internal_ids("patient", ["P1", "P2", "P9"], 0).values())
    known = read_as_known(store.snapshot(), everybody, at(until) - timedelta(minutes=1))
    told = {"observation": list(TABLES["observation"]), "checkpoint_score": list(CHECKPOINT_SCORE)}
    for found, table in ((known.observations, "observation"), (known.checkpoint_scores, "checkpoint_score")):
        columns = told[table]
        plain = found[columns].astype(object).where(found[columns].notna(), None)
        expected = contents(then.connection, [table], [name for name in TABLES[table] if name not in columns])[table]
        assert sorted(map(tuple, plain.to_numpy().tolist()), key=repr) == expected
    seen = known_snapshot(store.snapshot(), everybody, at(until) - timedelta(minutes=1))
    standing = ("checkpoint_score", "checkpoint_form")
    assert contents(seen.connection, standing) == contents(then.connection, standing)
    for reader in (read_flags, read_episodes):
        assert said(reader(seen, everybody)) == said(reader(then.snapshot(), everybody))
    assert set(read_file_names(seen).values()) == set(read_file_names(then.snapshot()).values())
    seen.close()
    store.close()
    then.close()

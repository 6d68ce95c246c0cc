"""Loads, undone loads, settlements, their withdrawals and rebuilds in any order: what stands depends on what holds now."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from store.schema import STANDING_TABLES
from store.writer import load, rebuild, undo
from tests.small_clinic import contents, course_of_care, file_of, registration, score, write_clinic

VALUES = (40, 44, 48)
STANDING = tuple(name for name in STANDING_TABLES if name != "derived_from")

acts = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.integers(0, 2)),
        st.tuples(st.just("load"), st.integers(0, 2)),
        st.tuples(st.just("settle"), st.integers(0, 3)),
        st.tuples(st.just("settle"), st.integers(0, 3)),
        st.tuples(st.just("withdraw"), st.integers(0, 3)),
        st.tuples(st.just("undo"), st.integers(0, 2)),
        st.tuples(st.just("rebuild"), st.just(0)),
    ),
    min_size=2,
    max_size=6,
)


def scores_file(folder, number):
    return file_of(
        RowKind.OBSERVATION, [score("P1", 0, VALUES[number])], folder=folder, name=f"{number}.csv", mapping=f"m{number}"
    )


def lived(folder: Path, happened) -> Door:
    clinic = write_clinic(folder)
    people = file_of(RowKind.PATIENT, registration("P1"), folder=folder, name="people.csv", mapping="people")
    courses = file_of(RowKind.EPISODE, [course_of_care("P1")], folder=folder, name="courses.csv", mapping="courses")
    load(folder, clinic, [people, courses])
    every = {one.file_hash: one for one in (people, courses, *(scores_file(folder, n) for n in range(3)))}
    door, batches = Door(folder, local_user()), {}
    for what, which in happened:
        if what == "load" and which not in batches:
            batches[which] = load(folder, clinic, [scores_file(folder, which)])[0].batch_id
        elif what == "undo" and which in batches:
            undo(folder, clinic, [batches.pop(which)])
        elif what == "settle" and door.conflict_groups():
            (group,) = door.conflict_groups()
            ids = [row.row_id for row in group.rows]
            door.settle_conflict(group.row_kind, ids, [*ids, None][which % (len(ids) + 1)], "Synthetic reason")
        elif what == "withdraw" and door.settlements():
            told = door.settlements()[which % len(door.settlements())]
            door.withdraw(told.entry.patient_id, told.entry.entry_id, "Synthetic reason")
        elif what == "rebuild":
            before = contents(door.snapshot.connection, (*STANDING, "set_aside"))
            rebuild(folder, clinic, lambda path, entry, _: every[entry.file_id])
            assert contents(door.snapshot.connection, (*STANDING, "set_aside")) == before
    return door


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
@given(acts)
def test_a_rebuild_at_the_end_changes_nothing_and_the_rules_hold(happened):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        door = lived(Path(place) / "clinic", [*happened, ("rebuild", 0)])
        patient = door.find_people("P1")["patient_id"].iloc[0]
        rows = door.observations(patient)
        aside = {row.row_id for told in door.settlements() for row in told.rows} - {
            told.entry.says.get("stands") for told in door.settlements()
        }
        for row in rows.itertuples():
            assert (row.standing == "set_aside") <= (row.observation_id in aside)
        assert (rows["standing"] == "used").sum() <= 1
        open_values = set(rows.loc[rows["standing"] == "conflict", "value"])
        assert len(open_values) != 1
        assert {row.row_id for group in door.conflict_groups() for row in group.rows} == set(
            rows.loc[rows["standing"] == "conflict", "observation_id"]
        )

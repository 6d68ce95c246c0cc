"""Everything that is known of one patient, read once; as of today, and as of a day in the past."""

import shutil
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from access.asker import AccessRefused, Asker, Role, local_user
from access.door import Door
from access.evidence import read_evidence
from domain.criterion import Criterion
from domain.criterion_parts import AtCheckpoint, AtIntake, Attested, Change, GoalsSet, PainDuration
from domain.entry import EntryKind
from domain.loaded import RowKind
from domain.outcome import Outcome
from domain.scope import Scope
from domain.source import CLINIC_RULE
from metrics.criteria import evaluate
from store.writer import load
from tests.small_clinic import (
    CLINIC_TOML,
    course_of_care,
    day,
    file_of,
    registration,
    score,
    small_clinic,
    write_clinic,
)

FELL = Change(("odi",), AtIntake(), AtCheckpoint("end"), points=10)
"""`started` on day 0 and planned to end on day 28; the end's window is days 22 to 48."""


def clinic_on(month: int, on: int) -> str:
    return CLINIC_TOML.replace("2025-11-17", f"2025-{month:02}-{on:02}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two patients; the first has an episode, events, a goal and an authorization, loaded on 10 February 2025; a
    correction of its last score came on 17 November. Read it; a test that writes takes `own_door`."""
    tmp_path = tmp_path_factory.mktemp("evidence")
    write_clinic(tmp_path, clinic_on(2, 10))
    files = {
        "people": (RowKind.PATIENT, registration("P1", "P2")),
        "courses": (RowKind.EPISODE, [course_of_care("P1", ended=day(30), how_ended="completed", pain_months=7)]),
        "scores": (
            RowKind.OBSERVATION,
            [score("P1", 0, 44, record="s1"), score("P1", 27, 30, record="s2", version="1")],
        ),
        "events": (RowKind.EVENT, [{"patient": "P1", "on_date": day(3), "kind": "procedure", "detail": "Epidural"}]),
        "goals": (
            RowKind.GOAL,
            [{"patient": "P1", "text": "Walk", "measure": "odi", "target": 20.0, "set_on": day(1), "status": "open"}],
        ),
    }
    load(tmp_path, small_clinic(clinic_on(2, 10)), [_file(tmp_path, name, *rows) for name, rows in files.items()])
    (tmp_path / "clinic.toml").write_text(CLINIC_TOML)
    late = [score("P1", 27, 40, record="s2", version="2")]
    load(tmp_path, small_clinic(), [_file(tmp_path, "late", RowKind.OBSERVATION, late, mapping="scores")])
    return tmp_path


def _file(folder, name, kind, rows, mapping=None):
    return file_of(kind, rows, folder=folder, name=f"{name}.csv", mapping=mapping or name)


@pytest.fixture(scope="module")
def door(folder):
    return Door(folder, local_user())


@pytest.fixture(scope="module")
def patient(door):
    return door.patients(Scope())["patient_id"].iloc[0]


@pytest.fixture
def own_door(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "own")
    return Door(tmp_path / "own", local_user())


def outcome(part, evidence):
    return evaluate(Criterion("asked", "what is asked", part, CLINIC_RULE), evidence).outcome


def test_the_evidence_of_today_holds_the_record_as_it_stands(door, patient):
    known = read_evidence(door, patient)
    assert (known.as_of, known.known_then) == (date(2025, 11, 17), False)
    assert (known.episode.program, known.episode.started, known.episode.pain_months) == ("short", day(0), 7)
    assert [one.code for one in known.checkpoints] == ["intake", "middle", "end"]
    assert known.checkpoint("end").window.opens_on == day(24)  # six days before the actual end
    assert [row.value for row in known.scores["odi"]] == [44, 40]
    assert [row.detail for row in known.event_list] == ["Epidural"]
    assert [row.text for row in known.goal_list] == ["Walk"]
    assert list(known.goals["origin"]) == ["loaded"]
    assert set(known.course["episode_id"]) == {known.episode.episode_id}


def test_a_day_in_the_past_knows_only_what_had_been_loaded_by_then(door, patient):
    then = read_evidence(door, patient, date(2025, 2, 10))
    assert then.known_then
    assert [row.value for row in then.scores["odi"]] == [44, 30]
    assert outcome(FELL, then) is Outcome.MET
    assert outcome(FELL, read_evidence(door, patient)) is Outcome.NOT_MET


def test_a_past_course_has_the_columns_of_todays(door, patient):
    today, then = read_evidence(door, patient), read_evidence(door, patient, date(2025, 2, 10))
    assert set(today.course.columns) == set(then.course.columns)
    filled = then.course[then.course["observation_id"].notna()]
    assert set(filled["kind"]) == {"intake", "completion"}
    assert filled["line"].notna().all()


def test_before_anything_was_loaded_nothing_was_known(door, patient):
    then = read_evidence(door, patient, date(2025, 2, 8))
    assert then.scores == {}
    assert outcome(FELL, then) is Outcome.CANNOT_TELL


def test_by_its_dates_a_past_day_knows_what_came_later_but_is_dated_by_then(door, patient):
    by_date = read_evidence(door, patient, date(2025, 1, 20), known_then=False)
    assert [row.value for row in by_date.scores["odi"]] == [44]
    assert outcome(FELL, by_date) is Outcome.CANNOT_TELL
    cell = by_date.course[(by_date.course["checkpoint"] == "end") & (by_date.course["measure"] == "odi")]
    assert cell["observation_id"].isna().all()
    assert cell["value"].isna().all()


def test_an_end_that_is_still_to_come_is_not_known(door, patient):
    then = read_evidence(door, patient, day(20), known_then=False)
    assert (then.episode.ended, then.episode.how_ended) == (None, None)
    assert then.checkpoint("end").window.opens_on == day(22)


def test_before_the_intake_window_there_is_no_episode(door, patient):
    early = read_evidence(door, patient, day(-15), known_then=False)
    assert early.episode is None
    assert early.checkpoints == ()
    assert outcome(PainDuration(months=3), early) is Outcome.CANNOT_TELL
    assert read_evidence(door, patient, day(-14), known_then=False).episode is not None


def test_an_episode_may_be_named(door, patient):
    named = read_evidence(door, patient).episode.episode_id
    assert read_evidence(door, patient, episode_id=named).episode.episode_id == named
    with pytest.raises(ValueError, match="no such episode"):
        read_evidence(door, patient, episode_id="none")


def test_a_patient_without_an_episode_has_evidence_of_what_there_is(door):
    people = door.find_people("Synthetic P2")
    known = read_evidence(door, people["patient_id"].iloc[0])
    assert known.episode is None
    assert outcome(FELL, known) is Outcome.CANNOT_TELL


def test_nobody_known_gives_empty_evidence(door):
    known = read_evidence(door, "nobody")
    assert (known.episode, known.scores, known.event_list, known.entries) == (None, {}, (), ())


def test_what_is_typed_in_is_evidence_from_the_next_reading_on(own_door, patient):
    fact = Attested("diagnosis")
    assert outcome(fact, read_evidence(own_door, patient)) is Outcome.CANNOT_TELL
    says = {"code": "diagnosis", "holds": True, "text": "M54.16"}
    entry = own_door.record(EntryKind.ATTESTATION, patient, says, on_date=date(2025, 11, 3))
    known = read_evidence(own_door, patient)
    assert outcome(fact, known) is Outcome.MET
    assert outcome(fact, known.without("entry", entry.entry_id)) is Outcome.CANNOT_TELL
    own_door.withdraw(patient, entry.entry_id, "typed for another patient")
    assert outcome(fact, read_evidence(own_door, patient)) is Outcome.CANNOT_TELL


def test_a_goal_that_is_typed_in_counts_beside_a_loaded_one(own_door, patient):
    own_door.record(
        EntryKind.GOAL, patient, {"text": "Stand", "measure": "odi", "target": 10.0}, on_date=date(2025, 2, 1)
    )
    known = read_evidence(own_door, patient)
    assert sorted(known.goals["origin"]) != ["loaded"]
    assert outcome(GoalsSet(2), known) is Outcome.MET


def test_withdrawing_a_row_leaves_its_cell_empty(door, patient):
    known = read_evidence(door, patient)
    (last,) = [row for row in known.scores["odi"] if row.value == 40]
    left = known.without("observation", last.observation_id)
    assert outcome(FELL, left) is Outcome.CANNOT_TELL
    assert not (left.course["observation_id"] == last.observation_id).any()
    assert outcome(FELL, known) is Outcome.NOT_MET
    with pytest.raises(ValueError, match="no rows of 'nonsense'"):
        known.without("nonsense", "x")


def test_an_earlier_day_of_the_same_evidence_leaves_out_what_is_dated_later(door, patient):
    known = read_evidence(door, patient)
    assert outcome(FELL, known.on_day(day(26))) is Outcome.CANNOT_TELL
    assert outcome(FELL, known.on_day(day(27))) is Outcome.NOT_MET


def test_a_director_reads_no_patient(folder):
    with pytest.raises(AccessRefused):
        read_evidence(Door(folder, Asker("director", frozenset({Role.DIRECTOR}))), "anybody")


def test_a_clinic_that_has_loaded_nothing_has_empty_evidence(empty_clinic):
    known = read_evidence(Door(empty_clinic, local_user()), "nobody")
    assert known.episode is None
    assert isinstance(known.course, pd.DataFrame)
    assert known.as_of == datetime(2025, 11, 17, tzinfo=UTC).date()

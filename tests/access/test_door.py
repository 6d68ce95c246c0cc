"""Every call at the door is authorized, and answered from the snapshot that stands."""

import inspect
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from access import permission
from access.asker import AccessRefused, Asker, Role, local_user
from access.door import Door
from access.evidence import read_evidence
from domain.case_mix import Grouping
from domain.entry import EntryKind
from domain.loaded import RowKind
from domain.packet_register import PacketDraft, PayerAnswer, PayerDecision, answered_packet
from domain.scope import Scope
from metrics.response_scores import response_scores
from store.writer import load
from tests.small_clinic import course_of_care, file_of, registration, small_clinic, write_clinic

DAY = date(2025, 11, 17)
GIVEN = {
    "from_day": DAY, "to_day": DAY, "scope": Scope(), "as_of": DAY, "soon_days": 14, "checkpoint": "end", "measure": "odi", "patient_id": "nobody",
    "patient_ids": ("nobody",), "episode_id": "none", "program": "interdisciplinary", "observation_id": "none", "wanted": "nobody", "batch_id": None,
    "known_at": datetime(2025, 11, 17, tzinfo=UTC), "by": Grouping.SITE, "due_at": "end", "later": "end", "cuts": (20.0, 30.0, 40.0, 50.0),
    "response_scores": response_scores((), pd.DataFrame({"measure": [], "start": []})), "behind": None, "first": "odi", "second": "nrs_average",
    "early": "week_2", "outcome": "odi", "packet_id": "none",
}  # fmt: skip
NOT_QUESTIONS = {"authorize", "current_number", "current_state", "packet", "packet_files"}
"""Two of them ask for one packet, which has to be there."""
WRITES = {
    "record": (EntryKind.NOTE, "nobody", {"text": "synthetic"}),
    "settle_conflict": (RowKind.OBSERVATION, ["a", "b"], "a", "read from the form"),
    "withdraw": ("nobody", "none", "typed for the wrong patient"),
    "save_draft": (PacketDraft("nobody", "continuation"),),
    "discard_draft": ("none", 1, "not needed"),
    "sign_packet": ("none", 1, {"packet.pdf": b"synthetic"}),
    "mark_sent": ("none", 1, DAY),
    "record_payer_decision": ("none", 1, PayerAnswer(PayerDecision.APPROVED, DAY)),
}
"""What changes the book, each with arguments."""
QUESTIONS = sorted(
    name
    for name, member in inspect.getmembers(Door, inspect.isfunction)
    if not name.startswith("_") and name not in NOT_QUESTIONS and name not in WRITES
)


def ask(door: Door, question: str):
    method = getattr(door, question)
    return method(**{name: GIVEN[name] for name in inspect.signature(method).parameters})


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_local_user_may_ask_everything(empty_clinic, question):
    assert ask(Door(empty_clinic, local_user()), question) is not None


@pytest.mark.parametrize("question", QUESTIONS)
def test_somebody_without_a_role_may_ask_nothing(empty_clinic, question):
    with pytest.raises(AccessRefused):
        ask(Door(empty_clinic, Asker("nobody", frozenset())), question)


@pytest.mark.parametrize("write", WRITES)
def test_somebody_without_a_role_may_write_nothing(empty_clinic, write):
    with pytest.raises(AccessRefused):
        getattr(Door(empty_clinic, Asker("nobody", frozenset())), write)(*WRITES[write])


@pytest.mark.parametrize("question", ["people", "course", "courses", "observations", "worklist", "find_people"])
def test_a_director_sees_no_single_patient(empty_clinic, question):
    with pytest.raises(AccessRefused):
        ask(Door(empty_clinic, Asker("director", frozenset({Role.DIRECTOR}))), question)


def test_every_patient_of_a_question_is_authorized(empty_clinic, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "access.door.authorize", lambda asker, action, patient_id=None: asked.append((action, patient_id))
    )
    Door(empty_clinic, local_user()).courses(("one", "two"))
    assert asked == [("course", "one"), ("course", "two")]


def test_an_action_that_nobody_listed_nobody_may_take():
    with pytest.raises(AccessRefused):
        permission.authorize(local_user(), "delete everything")


def test_a_refusal_names_no_patient():
    with pytest.raises(AccessRefused) as refusal:
        permission.authorize(Asker("nobody", frozenset()), "course", "0123456789abcdef")
    assert "0123456789abcdef" not in str(refusal.value)


def test_the_door_answers_from_a_new_snapshot_without_being_opened_again(tmp_path):
    clinic = write_clinic(tmp_path)
    door = Door(tmp_path, local_user())
    assert (door.current_number(), len(door.patients(Scope()))) == (0, 0)
    people = file_of(RowKind.PATIENT, registration("P1"), folder=tmp_path, name="people.csv", mapping="people")
    courses = file_of(RowKind.EPISODE, [course_of_care("P1")], folder=tmp_path, name="courses.csv", mapping="courses")
    load(tmp_path, small_clinic(), [people, courses])
    assert (door.current_number(), len(door.patients(Scope()))) == (1, 1)
    assert door.clinic == clinic


BY_GROUP = ["comparison_cells", "case_mix", "case_mix_baselines", "course_patterns"]


def ask_by(door: Door, question: str, by: Grouping):
    method = getattr(door, question)
    return method(**{name: {**GIVEN, "by": by}[name] for name in inspect.signature(method).parameters})


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR])
@pytest.mark.parametrize("question", BY_GROUP)
def test_only_a_director_compares_clinicians(empty_clinic, question, role):
    director = Door(empty_clinic, Asker("director", frozenset({Role.DIRECTOR})))
    assert ask_by(director, question, Grouping.CLINICIAN) is not None
    colleague = Door(empty_clinic, Asker("colleague", frozenset({role})))
    with pytest.raises(AccessRefused, match="compare clinicians"):
        ask_by(colleague, question, Grouping.CLINICIAN)
    assert ask_by(colleague, question, Grouping.PROGRAM) is not None
    assert ask_by(colleague, question, Grouping.SITE) is not None


def test_a_decision_recorded_in_the_register_stands_among_the_authorizations(own_sample_clinic):
    """It is evidence like a loaded one, says who typed it in, and is told once where a list that was loaded has it too."""
    door = Door(own_sample_clinic, local_user())
    patient_id = door.patients(Scope())["patient_id"].iloc[0]
    before = door.authorizations(patient_id)
    draft = PacketDraft(patient_id, "continuation", "commercial", service="97799 program", units_requested=24)
    row = door.save_draft(draft)
    door.sign_packet(row.packet_id, 1, {"packet.pdf": b"synthetic"})
    sent_on = door.clinic.clock.today()
    door.mark_sent(row.packet_id, 1, sent_on, "fax")
    assert len(door.authorizations(patient_id)) == len(before)
    answer = PayerAnswer(PayerDecision.PARTLY, sent_on, "Half of the units.", 12.0, notice_deadline_on=date(2026, 3, 1))
    door.record_payer_decision(row.packet_id, 1, answer)
    rows = door.authorizations(patient_id)
    assert len(rows) == len(before) + 1
    told = rows[rows["origin"] == "typed"].iloc[0]
    assert told["authorization_id"] == f"{row.packet_id}.1"
    assert answered_packet(told["authorization_id"]) == row.packet_id
    assert (told["service"], told["level"], told["decision"], told["reason"]) == (
        "97799 program", "initial", "partly", "Half of the units.",
    )  # fmt: skip
    assert (told["requested_on"], told["decided_on"], told["deadline_on"]) == (sent_on, sent_on, date(2026, 3, 1))
    assert (told["units_requested"], told["units_approved"]) == (24, 12)
    assert told["made_by"] == "local user"
    assert read_evidence(door, patient_id).authorization_list[-1].units_approved == 12


def test_no_loaded_authorization_is_taken_for_one_of_the_register(own_sample_clinic):
    assert [answered_packet(one) for one in ("9f3a.1", "P-ABC", "P-ABC.x", "AU03001")] == [None] * 4

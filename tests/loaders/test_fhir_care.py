"""Patients, medication lists, procedures, visits, courses, plans and goals, as FHIR R4 tells them."""

import json
from datetime import date

import pandas as pd
import pytest

from domain.loaded import RowKind
from domain.medication import medicine_lines
from domain.opioid.lines import ingredient_lines
from tests.loaders.test_fhir_files import FILES

MAPPING = """
name = "ehr"
format = "fhir"
patient_by = "id"
[codes]
"loinc|72514-3" = "nrs_now"
"urn:local|WALK" = "walk_6min"
[programs]
"urn:local|FRP" = "functional"
"urn:local|OTHER" = "nonesuch"
[how_ended]
finished = "completed"
[procedures]
"snomed|1" = "prehabilitation"
"snomed|2" = ""
[checkpoints]
"urn:local|END" = "program_end"
"urn:local|ODD" = "nonesuch"
[clinicians]
"Practitioner/d1" = "okafor"
[sites]
"North clinic" = "north"
"""
SUBJECT = {"reference": "Patient/p1"}


@pytest.fixture
def rows_of(read):
    """rows_of(kind, body) → (rows, codes of the rejected, notes)."""

    def run(kind, body, mapping=MAPPING):
        loaded = read(mapping, json.dumps({"id": "x", "meta": {"versionId": "1"}} | body), "x.json")
        rows = loaded.rows.get(kind)
        return ([] if rows is None else rows.to_dict("records")), loaded.rejected["code"].tolist(), loaded.notes

    return run


def coding(code, system="urn:local"):
    return {"coding": [{"system": system, "code": code}]}


# Patient


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"gender": "male", "birthDate": "1970-02-03"}, {"sex": "male", "birth_date": date(1970, 2, 3), "died_on": None}),
        ({"birthDate": "1970-02"}, {"sex": "unknown", "birth_date": None}),
        ({"deceasedDateTime": "2025-05-02T03:00:00Z"}, {"died_on": date(2025, 5, 1)}),
        ({"deceasedBoolean": True}, {"died_on": None}),
        ({"name": [{"family": "Falk", "given": ["Ove"]}, {"use": "official", "text": "Ove Olof Falk"}]}, {"name": "Ove Olof Falk"}),
        ({"name": [{"use": "old", "text": "Berg"}, {"family": "Falk"}]}, {"name": "Falk"}),
    ],
)  # fmt: skip
def test_a_registration(rows_of, body, expected):
    ((row,), rejected, _) = rows_of(RowKind.PATIENT, {"resourceType": "Patient"} | body)
    assert rejected == []
    assert {name: row[name] for name in expected} == expected
    assert row["patient"] == "x"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"gender": "f"}, "unknown_label"), ({"birthDate": "02/03/1970"}, "bad_date"), ({"birthDate": "2031-01-01"}, "future_date"),
        ({"birthDate": "1990-01-01", "deceasedDateTime": "1980-01-01"}, "date_before_birth"), ({"name": "Falk"}, "bad_line"),
        ({"id": None}, "no_patient"),
    ],
)  # fmt: skip
def test_a_registration_that_cannot_be(rows_of, body, code):
    assert rows_of(RowKind.PATIENT, {"resourceType": "Patient"} | body)[:2] == ([], [code])


@pytest.mark.parametrize(
    ("identifiers", "code"),
    [
        ([], "no_patient"),
        ([{"system": "urn:other", "value": "1"}], "no_patient"),
        ([{"system": "urn:mrn", "value": "1"}, {"system": "urn:mrn", "value": "2"}], "no_patient"),
        ([{"system": "urn:mrn", "value": "1"}, {"system": "urn:mrn", "value": "2", "use": "old"}], None),
        ([{"system": "urn:mrn", "value": "1"}, {"system": "urn:mrn", "value": "1"}], None),
    ],
)
def test_only_the_declared_identifier_names_a_patient(rows_of, identifiers, code):
    mapping = MAPPING.replace('patient_by = "id"', 'patient_system = "urn:mrn"')
    rows, rejected, _ = rows_of(RowKind.PATIENT, {"resourceType": "Patient", "identifier": identifiers}, mapping)
    assert rejected == ([code] if code else [])
    assert [row["patient"] for row in rows] == ([] if code else ["1"])


# Medication


@pytest.fixture
def medicines(read):
    loaded = read(MAPPING, (FILES / "medications.ndjson").read_bytes(), "m.ndjson")
    return loaded


def test_a_medication_list_is_read_as_its_instructions_say(medicines):
    rows = medicines.rows[RowKind.MEDICATION].set_index("record")
    patch = rows.loc["MedicationRequest/m1"]
    assert patch[["strength", "dose", "dose_unit", "per_day", "route"]].tolist() == [
        "0.025 mg/hr", "1", "patch", "0.3333333333", "transdermal",
    ]  # fmt: skip
    assert (patch["days_supply"], patch["quantity"], patch["form"]) == (30, 10, "patch")
    combination = rows.loc["MedicationRequest/m2"]
    assert combination[["drug", "strength", "dose", "dose_unit", "per_day"]].tolist() == [
        "Hydrocodone/Acetaminophen", "5 mg/325 mg", "1-2", "tablet", "3",
    ]  # fmt: skip
    assert (combination["as_needed"], combination["indication"]) == (True, "chronic pain")
    liquid = rows.loc["MedicationRequest/m3"]
    assert (liquid["strength"], liquid["started"], liquid["stopped"]) == (
        "10 mg/5 ml",
        date(2025, 5, 3),
        date(2025, 5, 31),
    )
    taper = rows.loc["MedicationRequest/m4"]
    assert taper[["dose", "per_day"]].tolist() == [None, None]  # doses that follow each other are not added
    taken = rows.loc["MedicationStatement/s1"]
    assert taken[["basis", "per_day", "started", "status"]].tolist() == ["taken", "3", date(2025, 4, 1), "active"]
    assert rows.loc["MedicationRequest/m6", "retracted"]
    assert medicines.rejected[["line", "code"]].values.tolist() == [[9, "unknown_medication"]]
    assert any("a plan, a proposal" in note for note in medicines.notes)


def test_its_doses_come_out_of_the_opioid_reader(medicines):
    rows = medicines.rows[RowKind.MEDICATION].query("not retracted").rename(columns={"patient": "patient_id"})
    found = ingredient_lines(medicine_lines(rows.reset_index(drop=True)))
    amounts = found.set_index("drug")["amount"].to_dict()
    # 25 mcg/h worn; 2 tablets of 5 mg three times a day; 5 mL of 10 mg per 5 mL four times a day; 300 mg three times
    assert amounts["fentanyl"] == pytest.approx(25)
    assert amounts["hydrocodone"] == pytest.approx(30)
    assert amounts["morphine"] == pytest.approx(40)
    assert amounts["gabapentin"] == pytest.approx(900)
    assert pd.isna(amounts["prednisone"])


# Procedures


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"code": coding("9", "http://snomed.info/sct")}, "procedure"),
        ({"code": coding("9"), "category": coding("387713003", "http://snomed.info/sct")}, "surgery"),
        ({"code": coding("1", "http://snomed.info/sct")}, "prehabilitation"),
    ],
)
def test_a_procedure_is_the_event_that_the_mapping_says(rows_of, body, kind):
    done = {"resourceType": "Procedure", "status": "completed", "subject": SUBJECT, "performedDateTime": "2025-05-01"}
    ((row,), _, _) = rows_of(RowKind.EVENT, done | body)
    assert (row["kind"], row["on_date"]) == (kind, date(2025, 5, 1))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "not-done"}, None), ({"code": coding("2", "http://snomed.info/sct")}, None), ({"performedDateTime": None}, "bad_date"),
        ({"performedDateTime": None, "performedAge": {"value": 40}}, "bad_date"), ({"performedDateTime": "2025-08-01"}, "future_date"),
        ({"status": "done"}, "unknown_label"),
    ],
)  # fmt: skip
def test_what_was_not_done_is_left_and_what_has_no_day_is_rejected(rows_of, body, code):
    done = {"resourceType": "Procedure", "status": "completed", "subject": SUBJECT, "performedDateTime": "2025-05-01"}
    rows, rejected, notes = rows_of(RowKind.EVENT, done | body)
    assert (rows, rejected) == ([], [code] if code else [])
    assert bool(notes) is (code is None)


# Visits


@pytest.mark.parametrize(
    ("status", "day", "attendance"),
    [
        ("booked", "2025-09-01", "planned"), ("pending", "2025-09-01", "planned"), ("fulfilled", "2025-05-01", "attended"),
        ("arrived", "2025-05-01", "attended"), ("checked-in", "2025-05-01", "attended"), ("noshow", "2025-05-01", "missed"),
        ("cancelled", "2025-05-01", "cancelled"),
    ],
)  # fmt: skip
def test_an_appointment_says_what_became_of_it(rows_of, status, day, attendance):
    people = [{"actor": {"reference": "Practitioner/d1"}}, {"actor": SUBJECT}, {"actor": {"display": "North clinic"}}]
    body = {
        "resourceType": "Appointment", "status": status, "start": f"{day}T14:00:00Z", "participant": people,
        "appointmentType": coding("END"),
    }  # fmt: skip
    ((row,), _, _) = rows_of(RowKind.APPOINTMENT, body)
    assert (row["attendance"], row["at_time"], row["patient"]) == (attendance, "09:00", "p1")
    assert (row["clinician"], row["site"], row["checkpoint"]) == ("okafor", "north", "program_end")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"status": "fulfilled", "start": "2025-09-01T14:00:00Z"}, "future_date"), ({"status": "fulfilled", "start": None}, "required_missing"),
        ({"participant": []}, "no_patient"), ({"participant": [{"actor": SUBJECT}, {"actor": SUBJECT}]}, "no_patient"),
        ({"status": "seen"}, "unknown_label"), ({"appointmentType": coding("ODD")}, "unknown_label"),
    ],
)  # fmt: skip
def test_an_appointment_that_cannot_be(rows_of, body, code):
    good = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": "2025-05-01T14:00:00Z",
        "participant": [{"actor": SUBJECT}],
    }
    assert rows_of(RowKind.APPOINTMENT, good | body)[:2] == ([], [code])


def test_an_encounter_is_a_visit_unless_its_appointment_tells_it(rows_of):
    body = {
        "resourceType": "Encounter",
        "status": "finished",
        "subject": SUBJECT,
        "period": {"start": "2025-05-01T14:00:00Z"},
    }
    assert rows_of(RowKind.APPOINTMENT, body)[0][0]["attendance"] == "attended"
    told = body | {"appointment": [{"reference": "Appointment/1"}]}
    assert rows_of(RowKind.APPOINTMENT, told)[0] == []
    alone = MAPPING.replace("[codes]", 'resources = ["Encounter"]\n[codes]', 1)
    assert len(rows_of(RowKind.APPOINTMENT, told, alone)[0]) == 1


# Courses, plans, goals

COURSE = {
    "resourceType": "EpisodeOfCare", "status": "active", "patient": SUBJECT, "type": [coding("FRP")],
    "period": {"start": "2025-03-01"}, "careManager": {"reference": "Practitioner/d1"},
}  # fmt: skip


def test_an_episode_of_care_is_an_episode_of_its_program(rows_of):
    ((row,), _, _) = rows_of(RowKind.EPISODE, COURSE)
    assert (row["program"], row["started"], row["clinician"]) == ("functional", date(2025, 3, 1), "okafor")
    assert (row["planned_end"], row["ended"]) == (date(2025, 4, 26), None)  # eight weeks


def test_how_an_episode_ended_is_what_the_mapping_says_and_never_guessed(rows_of):
    over = COURSE | {"period": {"start": "2025-03-01", "end": "2025-04-30"}}
    ((row,), _, _) = rows_of(RowKind.EPISODE, over | {"status": "finished"})
    assert (row["ended"], row["how_ended"]) == (date(2025, 4, 30), "completed")
    assert rows_of(RowKind.EPISODE, over | {"status": "cancelled"})[1] == ["required_missing"]
    assert rows_of(RowKind.EPISODE, COURSE | {"status": "finished"})[1] == ["required_missing"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": [coding("unknown")]}, None), ({"status": "planned"}, None), ({"type": [coding("OTHER")]}, "unknown_program"),
        ({"type": [coding("OTHER"), coding("FRP")]}, "unknown_program"), ({"period": {}}, "required_missing"),
        ({"period": {"start": "2025-05-01", "end": "2025-04-01"}}, "bad_date"), ({"period": {"start": "2025-09-01"}}, "future_date"),
        ({"patient": None}, "no_patient"),
    ],
)  # fmt: skip
def test_other_courses_are_left_and_impossible_ones_rejected(rows_of, body, code):
    rows, rejected, notes = rows_of(RowKind.EPISODE, COURSE | body)
    assert (rows, rejected) == ([], [code] if code else [])
    assert bool(notes) is (code is None)


def test_a_care_plan_is_an_episode_of_its_program_or_a_change_of_plan(rows_of):
    plan = {
        "resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": SUBJECT, "created": "2025-05-01",
        "title": "Pacing first", "addresses": [{"display": "Sleep"}],
    }  # fmt: skip
    ((change,), _, _) = rows_of(RowKind.EVENT, plan)
    assert (change["kind"], change["detail"], change["reason"]) == ("care_plan_change", "Pacing first", "Sleep")
    course = plan | {"category": [coding("FRP")], "period": {"start": "2025-05-01"}}
    assert rows_of(RowKind.EPISODE, course)[0][0]["program"] == "functional"


GOAL = {
    "resourceType": "Goal", "lifecycleStatus": "active", "subject": SUBJECT, "description": {"text": "Walk to the shop"},
    "startDate": "2025-05-01",
}  # fmt: skip


def test_a_goal_has_a_row_per_target_in_the_measure_s_own_unit(rows_of):
    targets = [
        {
            "measure": coding("WALK"),
            "detailQuantity": {"value": 1, "unit": "km", "code": "km"},
            "dueDate": "2025-08-01",
        },
        {"measure": coding("72514-3", "http://loinc.org"), "detailInteger": 3},
    ]
    rows, rejected, _ = rows_of(RowKind.GOAL, GOAL | {"target": targets})
    assert rejected == []
    assert [(r["measure"], r["target"], r["unit"], r["due_on"], r["record"]) for r in rows] == [
        ("walk_6min", 1000, "m", date(2025, 8, 1), "Goal/x"),
        ("nrs_now", 3, "points", None, "Goal/x#2"),
    ]


@pytest.mark.parametrize(
    ("life", "achieved", "status"),
    [
        ("active", None, "open"), ("on-hold", None, "open"), ("active", "in-progress", "open"), ("active", "achieved", "met"),
        ("active", "not-achieved", "open"), ("completed", "achieved", "met"), ("completed", "not-achieved", "dropped"),
        ("cancelled", None, "dropped"), ("rejected", None, "dropped"),
    ],
)  # fmt: skip
def test_a_goal_is_met_only_where_that_is_told(rows_of, life, achieved, status):
    body = GOAL | {"lifecycleStatus": life} | ({"achievementStatus": coding(achieved)} if achieved else {})
    assert rows_of(RowKind.GOAL, body)[0][0]["status"] == status


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"lifecycleStatus": "completed"}, "required_missing"), ({"description": None}, "required_missing"),
        ({"target": [{"measure": coding("WALK"), "detailQuantity": {"value": 1}}]}, "unit_missing"),
        ({"startDate": "2025"}, "bad_date"),
    ],
)  # fmt: skip
def test_a_goal_that_cannot_be(rows_of, body, code):
    assert rows_of(RowKind.GOAL, GOAL | body)[:2] == ([], [code])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"resourceType": "Procedure", "status": "entered-in-error"}, RowKind.EVENT),
        ({"resourceType": "Appointment", "status": "entered-in-error"}, RowKind.APPOINTMENT),
        ({"resourceType": "Encounter", "status": "entered-in-error"}, RowKind.APPOINTMENT),
        ({"resourceType": "EpisodeOfCare", "status": "entered-in-error"}, RowKind.EPISODE),
        ({"resourceType": "CarePlan", "status": "entered-in-error"}, RowKind.EVENT),
        ({"resourceType": "Goal", "lifecycleStatus": "entered-in-error"}, RowKind.GOAL),
        ({"resourceType": "MedicationRequest", "status": "entered-in-error"}, RowKind.MEDICATION),
        ({"resourceType": "MedicationStatement", "status": "entered-in-error"}, RowKind.MEDICATION),
    ],
)
def test_whatever_was_entered_in_error_is_withdrawn(rows_of, body, kind):
    rows, rejected, _ = rows_of(kind, body)
    assert rejected == []
    assert [(row["retracted"], row["record"]) for row in rows] == [(True, f"{body['resourceType']}/x")]

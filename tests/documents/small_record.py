"""A record small enough to write down in a test, whole enough to print: every checkpoint asks for every measure named."""

from dataclasses import replace
from datetime import datetime

import pandas as pd

from documents.asking import Edits, Person, Setting, Stamp
from documents.packet import Packet, build_packet
from documents.requests import REQUESTS
from domain.evidence import Evidence
from domain.plan_class import PlanClass
from domain.policy import Policy
from tests.small_evidence import START, attested, day, event, evidence, goal, score, sessions

__all__ = ["START", "attested", "day", "event", "goal", "made", "record", "score", "sessions", "usual"]

PERSON = Person("Sample, Nobody", START.replace(year=1960), "S-000001")
SETTING = Setting(
    clinic="Sample clinic", lines=("1 Sample Street",), payer="Sample plan", plan_class=PlanClass.COMMERCIAL,
    program="Sample program", clinician="Dr. Sample", product="test",
)  # fmt: skip
STAMP = Stamp("T-1", datetime(2025, 11, 1, 8, 30))
SIGNED = replace(STAMP, state="signed", signed_by="Dr. Sample", signed_role="MD", signed_on=day(60))


def record(**told) -> Evidence:
    """`tests.small_evidence.evidence` with a row for every checkpoint and measure, as the store has."""
    made = evidence(**told)
    frames = {name: _as_read(getattr(made, name)) for name in ("observations", "events", "goals", "authorizations")}
    frames["goals"] = frames["goals"].assign(checkpoint=None, unit=None)
    whole = replace(made, **frames, medications=pd.DataFrame(columns=list(MEDICATION)))
    return replace(whole, course=_as_read(_every_cell(whole)))


def _as_read(frame: pd.DataFrame) -> pd.DataFrame:
    """Absent texts and days are None, as the readers of the store give them."""
    texts = frame.select_dtypes(include=["object"])
    return frame.assign(**{name: texts[name].where(texts[name].notna(), None) for name in texts})


MEDICATION = (
    "medication_id", "patient_id", "drug", "strength", "dose", "dose_unit", "per_day", "as_needed", "started", "stopped",
    "status",
)  # fmt: skip


def _every_cell(made: Evidence) -> pd.DataFrame:
    filled = {(row["checkpoint"], row["measure"]): row for row in made.course.to_dict("records")}
    measures = list(dict.fromkeys(made.observations["measure"]))
    rows = [
        {
            "episode_id": "e1", "observation_id": None, "on_date": None, "value": float("nan"), "form": None,
            "standard_error": None, "in_conflict": False, **filled.get((place.code, measure), {}),
            "checkpoint": place.code, "measure": measure, "is_due": True, "opens_on": place.window.opens_on,
            "due_on": place.window.due_on, "closes_on": place.window.closes_on, "ordinal": number,
        }
        for number, place in enumerate(made.checkpoints)
        for measure in measures
    ]  # fmt: skip
    columns = (*made.course.columns, "is_due", "opens_on", "due_on", "closes_on", "ordinal")
    columns = tuple(dict.fromkeys(columns))
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({"value": float, "in_conflict": bool, "is_due": bool}) if len(frame) else frame


USUAL_SCORES = (
    score("odi", 0, 52), score("odi", 42, 36),
    score("standing_tolerance", 0, 15), score("standing_tolerance", 42, 45),
    score("nrs_average", 0, 7), score("nrs_average", 42, 6),
    score("isi", 0, 14), score("isi", 42, 22),
    score("phq9", 0, 13),
)  # fmt: skip
"""Function improved, pain about the same, sleep worse, mood not done since intake."""


def usual(**changes) -> Evidence:
    """A patient in week 8: USUAL_SCORES, 9 of 10 sessions, off work and then modified duty, one measurable goal."""
    told = {
        "scores": USUAL_SCORES,
        "events": (
            *sessions(range(2, 20, 2), [20]),
            event("work_status", -3, "Off work"),
            event("work_status", 40, "Modified duty, 4 h a day"),
        ),
        "goals": (goal("standing_tolerance", 60, text="Work at the bench", due_on=day(84)),),
        "authorizations": (
            {
                "service": "97799 program", "level": "initial", "requested_on": day(-20), "decided_on": day(-10),
                "decision": "approved", "units_requested": 36.0, "units_approved": 18.0, "units_used": 9.0,
                "valid_from": day(0), "valid_to": day(84),
            },
        ),
        "entries": (attested("diagnosis", text="M54.5 low back pain"),),
    }  # fmt: skip
    return record(**{**told, **changes})


def made(
    kind: str = "continuation",
    made_of: Evidence | None = None,
    edits: Edits | None = None,
    policy: Policy | None = None,
    stamp: Stamp = STAMP,
    person: Person = PERSON,
    setting: Setting = SETTING,
) -> Packet:
    """A packet about the usual patient."""
    return build_packet(REQUESTS[kind], usual() if made_of is None else made_of, policy, setting, person, stamp, edits)

"""Evidence of one patient small enough to write down in a test. Day 0 is the start of the episode, 1 September 2025."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from domain.entry import Entry, EntryKind
from domain.evidence import CheckpointWindow, EpisodeFacts, Evidence, Request
from domain.measures import MEASURES
from domain.program import Window

START = date(2025, 9, 1)
WINDOWS = {"intake": (-28, 0, 7, "intake"), "week_6": (32, 42, 56, "reassessment"), "end": (74, 84, 105, "completion")}

OBSERVATION = (
    "observation_id", "patient_id", "measure", "value", "on_date", "at_time", "occasion", "mode", "form", "standard_error",
    "standing",
)  # fmt: skip
COURSE = (
    "episode_id",
    "checkpoint",
    "measure",
    "observation_id",
    "on_date",
    "value",
    "form",
    "standard_error",
    "in_conflict",
)
EVENT = ("event_id", "patient_id", "on_date", "kind", "detail", "measure", "reason")
GOAL = ("goal_id", "patient_id", "text", "measure", "target", "set_on", "due_on", "status", "in_conflict", "origin")
AUTHORIZATION = (
    "authorization_id", "patient_id", "payer", "service", "level", "requested_on", "decided_on", "decision",
    "units_requested", "units_approved", "units_used", "valid_from", "valid_to", "deadline_on", "reason", "in_conflict",
)  # fmt: skip


def day(number: int) -> date:
    return START + timedelta(days=number)


def score(measure: str, on: int, value: float, **more) -> dict:
    return {"measure": measure, "on_date": day(on), "value": value, **more}


def event(kind: str, on: int, detail: str | None = None) -> dict:
    return {"kind": kind, "on_date": day(on), "detail": detail}


def sessions(attended: Iterable[int], missed: Iterable[int] = (), detail: str = "Physical therapy") -> list[dict]:
    return [
        *(event("session_attended", on, detail) for on in attended),
        *(event("session_missed", on, detail) for on in missed),
    ]


def goal(
    measure: str | None, target: float | None, on: int = 0, text: str = "goal", status: str = "open", **more
) -> dict:
    return {"measure": measure, "target": target, "set_on": day(on), "text": text, "status": status, **more}


def attested(code: str, on: int = 0, holds: bool | None = True, text: str = "") -> Entry:
    entry_id = f"{code}-{on}-{holds}"
    says = {"code": code, "holds": holds, "text": text}
    made_at = datetime(2025, 9, 1, tzinfo=UTC) + timedelta(days=on)
    return Entry(entry_id, EntryKind.ATTESTATION, "p1", None, None, day(on), says, "tester", made_at)


def evidence(
    *,
    now: int = 60,
    scores: Iterable[dict] = (),
    events: Iterable[dict] = (),
    goals: Iterable[dict] = (),
    authorizations: Iterable[dict] = (),
    entries: Iterable[Entry] = (),
    pain_months: int | None = 12,
    request: Request | None = None,
    enrolled: bool = True,
) -> Evidence:
    """Evidence on day `now`. Each score fills the checkpoint whose window holds its day (the last one given wins)."""
    observations = _rows(scores, OBSERVATION, "o", {"occasion": "routine", "standing": "used"})
    episode = EpisodeFacts("e1", "program", START, day(84), pain_months=pain_months, payer="plan") if enrolled else None
    windows = [
        CheckpointWindow(code, code.replace("_", " ").capitalize(), kind, Window(day(first), day(due), day(last)))
        for code, (first, due, last, kind) in WINDOWS.items()
    ]
    return Evidence(
        patient_id="p1",
        as_of=day(now),
        episode=episode,
        checkpoints=tuple(windows) if enrolled else (),
        course=_course(observations, windows) if enrolled else pd.DataFrame(columns=list(COURSE)),
        observations=observations,
        events=_rows(events, EVENT, "v", {}),
        appointments=pd.DataFrame(columns=["appointment_id", "patient_id", "on_date", "attendance"]),
        goals=_rows(goals, GOAL, "g", {"in_conflict": False, "origin": "loaded"}),
        authorizations=_rows(authorizations, AUTHORIZATION, "a", {"in_conflict": False}),
        medications=pd.DataFrame(columns=["medication_id", "patient_id"]),
        entries=tuple(entries),
        measures=MEASURES,
        request=request or Request(),
    )


def _rows(rows: Iterable[dict], columns: tuple[str, ...], prefix: str, usual: dict) -> pd.DataFrame:
    named = [{"patient_id": "p1", columns[0]: f"{prefix}{n}", **usual, **row} for n, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(named, columns=list(columns), dtype=object)
    return frame.astype({"value": float}) if "value" in columns else frame


def _course(observations: pd.DataFrame, windows: list[CheckpointWindow]) -> pd.DataFrame:
    cells = {}
    for row in observations.to_dict("records"):
        if row["standing"] not in ("used", "conflict") or row["occasion"] != "routine":
            continue
        for window in windows:
            if window.window.holds(row["on_date"]):
                conflict = row["standing"] == "conflict"
                value = None if conflict else row["value"]
                told = (row["observation_id"], row["on_date"], value, row["form"], row["standard_error"], conflict)
                cells[window.code, row["measure"]] = ("e1", window.code, row["measure"], *told)
    frame = pd.DataFrame(list(cells.values()), columns=list(COURSE), dtype=object)
    return frame.astype({"value": float, "in_conflict": bool})

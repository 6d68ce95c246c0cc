"""Typed entries beside loaded rows: goals, plan changes and flares that were entered by hand, decisions of payers.

They are joined when somebody asks, from the book of records, and stand in no snapshot: what was typed counts at once, and a
rebuild of the store neither needs nor touches it. `origin` tells the two apart.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pandas as pd

from domain.entry import Decision, Entry, EntryKind
from domain.packet_register import PacketRow, PayerAnswer
from store.entries import read_entries, read_entries_of_kind, standing_entries
from store.over_time_readers import PLAN_CHANGE_COLUMNS
from store.readers import read_authorizations, read_events, read_goals
from store.register import read_patient_packet_log
from store.snapshot import Snapshot

LOADED, TYPED = "loaded", "typed"
_WHO = ("origin", "made_by", "made_at")


def is_registered(snapshot: Snapshot, patient_id: str) -> bool:
    """Whether a patient has a registration that stands."""
    asked = pd.DataFrame({"patient_id": pd.Series([patient_id], dtype="str")})
    return len(snapshot.ask("person_keys", asked_patient=asked)) > 0


def read_all_goals(folder: Path, snapshot: Snapshot, patient_id: str, known_at: datetime | None = None) -> pd.DataFrame:
    """`read_goals`, then the goals typed in: the same columns and origin ('loaded', 'typed'), made_by, made_at.

    Of a typed goal goal_id stays the same through its corrections; batch_id, file_id and line are absent. By the day on
    which they were set. `known_at`: of the typed ones those that stood then.
    """
    typed = [_goal(entry) for entry in read_entries(folder, patient_id, known_at) if entry.kind is EntryKind.GOAL]
    return _together(read_goals(snapshot, patient_id), typed, ["set_on", "due_on", "goal_id"])


def read_all_events(
    folder: Path, snapshot: Snapshot, patient_id: str, known_at: datetime | None = None
) -> pd.DataFrame:
    """`read_events`, then flares and changes of plan that were typed in (one row for each measure because of which):
    the same columns and origin, made_by, made_at. By day. `known_at`: of the typed ones those that stood then."""
    typed = [row for entry in read_entries(folder, patient_id, known_at) for row in _events(entry)]
    return _together(read_events(snapshot, patient_id), typed, ["on_date", "kind", "event_id"])


def read_all_authorizations(folder: Path, snapshot: Snapshot, patient_id: str) -> pd.DataFrame:
    """`read_authorizations`, then the decisions recorded in the register of packets: the same columns and origin, made_by,
    made_at. A decision that stands in a loaded list as well (payer, day and decision) is told once, as loaded; units used
    are known from lists only."""
    loaded = read_authorizations(snapshot, patient_id)
    known = set(zip(loaded["payer"], loaded["decided_on"], loaded["decision"], strict=True))
    typed = [
        _authorization(row, row.answer)
        for row in read_patient_packet_log(folder, patient_id)
        if row.answer is not None and (row.draft.payer, row.answer.decided_on, row.answer.decision.value) not in known
    ]
    return _together(loaded, typed, ["requested_on", "authorization_id"])


def _authorization(row: PacketRow, answer: PayerAnswer) -> dict:
    asked, decided = row.draft, answer
    return {
        "authorization_id": row.authorization_id, "patient_id": row.patient_id, "payer": asked.payer, "service": asked.service,
        "level": asked.level, "requested_on": row.sent_on, "decided_on": decided.decided_on, "decision": decided.decision.value,
        "units_requested": asked.units_requested, "units_approved": decided.units_approved, "valid_from": decided.valid_from,
        "valid_to": decided.valid_to, "deadline_on": decided.notice_deadline_on, "reason": decided.reason or None,
        "in_conflict": False, "origin": TYPED, "made_by": row.answered_by, "made_at": row.answered_at,
    }  # fmt: skip


def read_typed_plan_changes(folder: Path) -> pd.DataFrame:
    """Every decision to change a plan that stands, of all patients: patient_id, on_date, measure (None: none named)."""
    rows = [
        {name: event[name] for name in PLAN_CHANGE_COLUMNS}
        for entry in standing_entries(read_entries_of_kind(folder, EntryKind.DECISION))
        for event in _events(entry)
    ]
    return pd.DataFrame(rows, columns=list(PLAN_CHANGE_COLUMNS), dtype=object)


def _goal(entry: Entry) -> dict:
    says = {name: entry.says.get(name) for name in ("text", "measure", "target", "unit", "status")}
    return {
        "goal_id": entry.root, "patient_id": entry.patient_id, **says, "set_on": entry.on_date, "due_on": entry.day("due_on"),
        "checkpoint": entry.says.get("due_checkpoint"), "in_conflict": False, **_who(entry),
    }  # fmt: skip


def _events(entry: Entry) -> Iterable[dict]:
    about = {"patient_id": entry.patient_id, "on_date": entry.on_date, **_who(entry)}
    if entry.kind is EntryKind.FLARE:
        yield {
            "event_id": entry.root,
            **about,
            "kind": "flare",
            "detail": entry.says.get("text"),
            "measure": None,
            "reason": None,
        }
    elif entry.kind is EntryKind.DECISION and entry.says["decision"] == Decision.CHANGE_PLAN:
        for measure in entry.says.get("because_of") or [None]:
            event_id = entry.root if measure is None else f"{entry.root}:{measure}"
            said = {"detail": None, "measure": measure, "reason": entry.says["reason"]}
            yield {"event_id": event_id, **about, "kind": "care_plan_change", **said}


def _who(entry: Entry) -> dict:
    return {"origin": TYPED, "made_by": entry.made_by, "made_at": entry.made_at}


def _together(loaded: pd.DataFrame, typed: list[dict], by: list[str]) -> pd.DataFrame:
    """Loaded rows as they are, typed ones among them; places in files are whole numbers, absent for typed ones."""
    columns = [*loaded.columns, *_WHO]
    whole = {name: "Int64" for name in ("batch_id", "line") if name in loaded.columns}
    first = loaded.assign(origin=LOADED, made_by=None, made_at=None).astype(whole)
    if not typed:
        return first
    second = pd.DataFrame(typed, columns=columns).astype(object).where(lambda frame: frame.notna(), None)
    kinds = {name: kind for name, kind in first.dtypes.items() if not pd.api.types.is_object_dtype(kind)}
    both = pd.concat([first.astype(object), second], ignore_index=True).astype(kinds)
    order = sorted(range(len(both)), key=lambda row: [str(both[name].iloc[row] or "") for name in by])
    return both.iloc[order].reset_index(drop=True)

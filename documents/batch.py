"""Packets of many patients: whose are due, what became of each, and one report of what could not be made and why."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from documents.request_kind import Due, RequestKind
from domain.reminder import Reminder, ReminderKind
from domain.written import day


@dataclass(frozen=True)
class Outcome:
    """What became of one patient's packet. `patient_id` is the internal id, which names nobody. `files`: names of what was
    written; empty where it was not made, and `reasons` say why. `needs`: what a made draft still lacks."""

    patient_id: str
    packet: str = ""
    files: tuple[str, ...] = ()
    ready: int = 0
    total: int = 0
    needs: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    """Code and sentence."""
    criteria: tuple[int, int, int] = (0, 0, 0)
    """Met, not met, cannot tell."""

    @property
    def is_made(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True)
class BatchReport:
    """`due_days`: how far ahead was looked; None where patients were named."""

    request: str
    as_of: date
    due_days: int | None
    outcomes: tuple[Outcome, ...]

    @property
    def made(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if one.is_made)

    @property
    def not_made(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if not one.is_made)

    @property
    def sentence(self) -> str:
        whole = "1 packet" if len(self.outcomes) == 1 else f"{len(self.outcomes)} packets"
        return f"{len(self.made)} of {whole} made, {len(self.not_made)} not."


def due_patients(
    kind: RequestKind,
    as_of: date,
    days: int,
    *,
    worklist: pd.DataFrame,
    reminders: Iterable[Reminder],
    patients: pd.DataFrame,
) -> tuple[str, ...]:
    """Internal ids of the patients for whom a request of this kind falls due within `days` days, each once.

    Args:
        worklist: visits of these days (`Door.worklist`). A visit outside a course of care is no reason for a packet.
        reminders: what is due with payers within these days (`Door.reminders`).
        patients: one row per episode (`Door.patients`): patient_id, started, ended.
    """
    last = as_of + timedelta(days=days)
    if kind.due is Due.DENIAL:
        return _once(_reminded(reminders, (ReminderKind.APPEAL_DUE,), last))
    if kind.due is Due.START:
        first = as_of - timedelta(days=days)
        begun = patients[[first <= started <= last for started in patients["started"]]]
        return _once(begun["patient_id"])
    under_way = set(
        patients.loc[[ended is None or pd.isna(ended) or ended >= as_of for ended in patients["ended"]], "patient_id"]
    )
    seen = [one for one in worklist["patient_id"] if one in under_way]
    ends = (ReminderKind.AUTHORIZATION_ENDS, ReminderKind.UNITS_NEARLY_USED)
    return _once([*seen, *(one for one in _reminded(reminders, ends, last) if one in under_way)])


def _reminded(reminders: Iterable[Reminder], kinds: Sequence[ReminderKind], last: date) -> Iterator[str]:
    for one in reminders:
        # Units that are nearly used up are due now, however long the authorization still runs.
        if one.kind in kinds and (one.on_date <= last or one.kind is ReminderKind.UNITS_NEARLY_USED):
            yield one.patient_id


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def report_json(report: BatchReport) -> str:
    """The report as JSON, for a program."""
    plain = {
        "request": report.request,
        "as_of": report.as_of.isoformat(),
        "due_days": report.due_days,
        "made": len(report.made),
        "not_made": len(report.not_made),
        "packets": [_plain(one) for one in report.outcomes],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def _plain(one: Outcome) -> dict[str, Any]:
    met, not_met, open_ = one.criteria
    return {
        "patient": one.patient_id,
        "packet": one.packet or None,
        "is_made": one.is_made,
        "files": list(one.files),
        "ready": one.ready,
        "total": one.total,
        "needs": list(one.needs),
        "criteria": {"met": met, "not_met": not_met, "cannot_tell": open_},
        "reasons": [{"code": code, "says": says} for code, says in one.reasons],
    }


def report_lines(report: BatchReport) -> Iterator[str]:
    """The report as text: what was made with what it still needs, then what was not and why."""
    until = f", due within {report.due_days} days" if report.due_days is not None else ""
    yield f"{report.request}, as of {day(report.as_of)}{until}: {report.sentence}"
    if report.not_made:
        yield ""
        yield "Not made"
        reasons = Counter(code for one in report.not_made for code, _ in one.reasons)
        for code, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"  {count} × {code}"
        for one in report.not_made:
            yield f"  patient {one.patient_id}: {' '.join(says for _, says in one.reasons)}"
    if report.made:
        yield ""
        yield "Made"
        for one in report.made:
            met, not_met, open_ = one.criteria
            policy = f"; criteria {met} met, {not_met} not met, {open_} cannot tell" if any(one.criteria) else ""
            needs = f"; needs {', '.join(one.needs)}" if one.needs else ""
            yield f"  {one.packet}, patient {one.patient_id}: {one.ready} of {one.total} ready{policy}{needs}"

"""Was enough of the planned treatment attended?"""

from datetime import timedelta

from domain.criterion_parts import Attendance
from domain.evidence import Evidence
from domain.evidence_rows import EventRow
from domain.measure import TOLERANCE
from domain.written import day, number
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, counted, met, not_met

SESSION_KINDS = ("session_attended", "session_missed")


def find_attendance(evidence: Evidence, part: Attendance) -> Finding:
    """Attended of all sessions recorded, in the episode or the last days."""
    first = evidence.episode.started if evidence.episode else None
    if part.window_days is not None:
        first = evidence.as_of - timedelta(days=part.window_days - 1)
    if first is None:
        return cannot_tell("the patient has no episode of care here")
    ended = evidence.episode.ended if evidence.episode and part.window_days is None else None
    rows = [
        row
        for row in evidence.event_list
        if row.kind in SESSION_KINDS and row.on_date >= first and (ended is None or row.on_date <= ended)
    ]
    attended = [row for row in rows if row.kind == "session_attended"]
    if len(rows) < part.least_sessions or not rows:
        return cannot_tell(
            f"{counted(len(rows), 'session')} recorded since {day(first)}, too few to tell a share",
            "Load the sessions attended and missed.",
            _sessions_proof(rows),
        )
    share = len(attended) / len(rows)
    said = f"{len(attended)} of {len(rows)} sessions since {day(first)} attended ({_percent(share)} %)"
    needed = f"{_percent(part.least_share)} % required"
    if share >= part.least_share - TOLERANCE:
        return met(f"{said}, {needed}", _sessions_proof(rows))
    return not_met(f"{said}, {needed}", _sessions_proof(rows), f"{said} of the {needed}", share / part.least_share)


def _sessions_proof(rows: list[EventRow]) -> tuple[ProofRow, ...]:
    return tuple(
        ProofRow("event", row.event_id, row.on_date, f"{row.kind.replace('_', ' ')} on {day(row.on_date)}")
        for row in rows
    )


def _percent(share: float) -> str:
    """Whole percent, cut and not rounded up."""
    return number(int(100 * share + TOLERANCE), 0)

"""Criteria about work: is it restricted, and less than at the start?"""

from datetime import date, timedelta

from domain.criterion_parts import WorkRestriction
from domain.evidence import Evidence
from domain.evidence_rows import EventRow
from domain.outcome import all_of, outcome_of
from domain.work_status import Restriction, WorkStatus, is_less_restricted, work_status
from domain.written import day
from metrics.criterion_finding import Finding, cannot_tell, event_proof, met, not_met, one_line, together
from metrics.criterion_scores import NO_EPISODE

WORK_KINDS = ("work_status", "work_restriction")
EARLY_DAYS = 90
"""A work status older than this before an episode is not the one at its start; the product's own setting."""


def find_work(evidence: Evidence, part: WorkRestriction) -> Finding:
    """Work status at the start of the episode and the latest one, as far as their words can be read."""
    rows = [row for row in evidence.event_list if row.kind in WORK_KINDS]
    if not rows:
        return cannot_tell("no work status is recorded", "Ask for the work status and enter it as an event.")
    now = _status(rows, rows[-1].on_date)
    if isinstance(now, Finding):
        return now
    found = []
    if part.restricted is not None:
        found.append(_is_restricted(part.restricted, rows[-1], now))
    if part.reduced:
        found.append(_is_reduced(evidence, rows, now))
    outcome = all_of(one.outcome for one in found)
    return together(outcome, [one for one in found if one.outcome is outcome])


def _status(rows: list[EventRow], on: date) -> WorkStatus | Finding:
    """The status of the last day up to `on`; two of one day must agree."""
    same_day = [row for row in rows if row.on_date == max(r.on_date for r in rows if r.on_date <= on)]
    told = {(status.restriction, status.hours): status for row in same_day if (status := work_status(row.detail))}
    proof = list(map(event_proof, same_day))
    if len(told) != 1 or any(work_status(row.detail) is None for row in same_day):
        says = f"the work status of {day(same_day[0].on_date)} cannot be read or contradicts another of that day"
        return cannot_tell(says, "Enter the work status as off work, modified duty with hours, or full duty.", proof)
    return next(iter(told.values()))


def _is_restricted(wanted: bool, row: EventRow, now: WorkStatus) -> Finding:
    said = f"work status since {day(row.on_date)}: {one_line(row.detail)}"
    is_so = (now.restriction is not Restriction.NONE) == wanted
    return met(said, [event_proof(row)]) if is_so else not_met(said, [event_proof(row)], said)


def _is_reduced(evidence: Evidence, rows: list[EventRow], now: WorkStatus) -> Finding:
    if evidence.episode is None or evidence.intake is None:
        return cannot_tell(NO_EPISODE)
    closes_on = evidence.intake.window.closes_on
    first = evidence.episode.started - timedelta(days=EARLY_DAYS)
    early = [row for row in rows if first <= row.on_date <= closes_on]
    latest = rows[-1]
    if not early:
        return cannot_tell("no work status is recorded at the start of the episode", (), [event_proof(latest)])
    before = _status(rows, closes_on)
    if isinstance(before, Finding):
        return before
    if latest.on_date <= closes_on:
        says = f"no work status is recorded since {day(latest.on_date)}"
        return cannot_tell(says, "Ask for the work status and enter it as an event.", [event_proof(latest)])
    proof = [event_proof(early[-1]), event_proof(latest)]
    said = (
        f"work status went from '{one_line(early[-1].detail)}' to '{one_line(latest.detail)}' on {day(latest.on_date)}"
    )
    less = is_less_restricted(before, now)
    if less is None:
        return cannot_tell(f"{said}; which is less restricted cannot be told", "Enter the hours of both.", proof)
    return Finding(outcome_of(less), said, tuple(proof), None if less else said)

"""Criteria about the state of an authorization: its days, its units, its end."""

from datetime import date, timedelta

from domain.criterion_parts import AuthorizationState
from domain.evidence import Evidence
from domain.evidence_rows import AuthorizationRow
from domain.measure import TOLERANCE
from domain.outcome import all_of
from domain.written import day, number
from metrics.criterion_events import says_any
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met, one_line, together

APPROVED = ("approved", "partly")


def find_authorization(evidence: Evidence, part: AuthorizationState) -> Finding:
    """The state of the latest authorization that a payer approved."""
    rows = [row for row in evidence.authorization_list if _is_of_episode(evidence, row) and _is_of_service(part, row)]
    approved = [row for row in approved_for_episode(evidence) if _is_of_service(part, row)]
    if not approved:
        unsettled = [row for row in rows if row.in_conflict]
        says = "what was decided is in conflict" if unsettled else "no approved authorization is recorded"
        return cannot_tell(says, "Enter the authorization with its units and days.", [_shown(row) for row in rows])
    row = approved[-1]
    checks = [
        found for found in (_in_force(evidence, part, row), _units(part, row), _ends(evidence, part, row)) if found
    ]
    if not checks:
        return met(f"an authorization was approved on {_on(row.decided_on)}", [_shown(row)])
    outcome = all_of(check.outcome for check in checks)
    return together(outcome, [check for check in checks if check.outcome is outcome])


def approved_for_episode(evidence: Evidence) -> list[AuthorizationRow]:
    """Authorizations of this episode that a payer approved, whole or in part, oldest first."""
    return [row for row in evidence.authorization_list if row.decision in APPROVED and _is_of_episode(evidence, row)]


def _is_of_episode(evidence: Evidence, row: AuthorizationRow) -> bool:
    """Asked for this episode: not for one that had ended before, nor long before this one began."""
    if evidence.episode is None:
        return True
    last = row.valid_to or row.requested_on + timedelta(days=180)
    return last >= evidence.episode.started


def _is_of_service(part: AuthorizationState, row: AuthorizationRow) -> bool:
    return not part.services or (row.service is not None and says_any(row.service, part.services))


def _on(when: date | None) -> str:
    return "a day not recorded" if when is None else day(when)


def _shown(row: AuthorizationRow) -> ProofRow:
    units = "" if row.units_approved is None else f", {number(row.units_approved)} units"
    used = "" if row.units_used is None else f", {number(row.units_used)} used"
    says = f"{one_line(row.service) or 'service not named'}, {row.decision or 'not decided'}{units}{used}"
    return ProofRow("authorization", row.authorization_id, row.requested_on, says)


def _in_force(evidence: Evidence, part: AuthorizationState, row: AuthorizationRow) -> Finding | None:
    if not part.in_force:
        return None
    on, proof = evidence.day_of_service, [_shown(row)]
    if row.valid_from is None or row.valid_to is None:
        return cannot_tell("from when to when the authorization holds is not recorded", "Enter its days.", proof)
    said = f"authorized from {day(row.valid_from)} to {day(row.valid_to)}"
    return (
        met(said, proof) if row.valid_from <= on <= row.valid_to else not_met(said, proof, f"{said}, not on {day(on)}")
    )


def _units(part: AuthorizationState, row: AuthorizationRow) -> Finding | None:
    if part.units_left_least is None and part.units_left_most is None:
        return None
    proof = [_shown(row)]
    if row.units_approved is None or row.units_used is None:
        return cannot_tell("how many units are approved or used is not recorded", "Enter the units used.", proof)
    left = row.units_approved - row.units_used
    said = f"{number(left)} of {number(row.units_approved)} units left"
    enough = part.units_left_least is None or left >= part.units_left_least - TOLERANCE
    few = part.units_left_most is None or left <= part.units_left_most + TOLERANCE
    wanted = part.units_left_least if not enough else part.units_left_most
    limit = f"{'at least' if not enough else 'at most'} {number(wanted or 0)} required"
    return met(said, proof) if enough and few else not_met(f"{said}, {limit}", proof, f"{said}, {limit}")


def _ends(evidence: Evidence, part: AuthorizationState, row: AuthorizationRow) -> Finding | None:
    if part.ends_within_days is None:
        return None
    proof = [_shown(row)]
    if row.valid_to is None:
        return cannot_tell("until when the authorization holds is not recorded", "Enter its last day.", proof)
    left = (row.valid_to - evidence.as_of).days
    said = f"the authorization ends on {day(row.valid_to)}"
    is_soon = left <= part.ends_within_days
    return met(said, proof) if is_soon else not_met(said, proof, f"{said}, {left} days from now")

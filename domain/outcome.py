"""Met, not met or cannot tell, and how such answers combine: Kleene's three-valued logic, where cannot tell is *unknown*."""

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"


def outcome_of(holds: bool | None) -> Outcome:
    """True is met, False not met, None cannot tell."""
    return Outcome.CANNOT_TELL if holds is None else (Outcome.MET if holds else Outcome.NOT_MET)


def opposite(outcome: Outcome) -> Outcome:
    return {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}.get(outcome, outcome)


def at_least(count: int, outcomes: Iterable[Outcome]) -> Outcome:
    """Met where `count` are met; not met where even all unknown ones could not make up for it; else cannot tell."""
    found = list(outcomes)
    met = found.count(Outcome.MET)
    if met >= count:
        return Outcome.MET
    return Outcome.CANNOT_TELL if met + found.count(Outcome.CANNOT_TELL) >= count else Outcome.NOT_MET


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met where all are met (also where there are none), not met where any is not met, else cannot tell."""
    found = list(outcomes)
    return at_least(len(found), found)


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """Met where any is met, not met where all are not met (also where there are none), else cannot tell."""
    return at_least(1, outcomes)

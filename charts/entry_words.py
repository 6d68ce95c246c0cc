"""What entries, their kinds and decisions are called, and who made one: the words, without any form."""

from collections.abc import Callable, Sequence
from datetime import datetime

from charts.numbers import day, number
from domain.attestation import FACTS
from domain.entry import Decision, Entry, EntryKind
from domain.measure import Measure

DECISIONS = {
    Decision.CONTINUE: "Continue",
    Decision.CHANGE_PLAN: "Change plan",
    Decision.EXTEND: "Extend",
    Decision.COMPLETE: "Complete",
    Decision.REFER: "Refer on",
    Decision.STOP: "Stop",
}
KINDS = {
    EntryKind.GOAL: "goal",
    EntryKind.NAMED_MEASURES: "named measures",
    EntryKind.DECISION: "decision",
    EntryKind.NOTE: "note",
    EntryKind.FLARE: "flare",
    EntryKind.SETTLEMENT: "settled conflict",
    EntryKind.ATTESTATION: "attested fact",
}
GOAL_STATUSES = {"open": "open", "met": "met", "dropped": "dropped"}

NameOf = Callable[[str], str]
"""The readable name of a measure's code."""


def signed(who: str, at: datetime, verb: str = "Recorded") -> str:
    """'Recorded by A. Okafor, 17 Nov 2025 08:30'."""
    return f"{verb} by {who}, {day(at.date())} {at:%H:%M}"


def headline(entry: Entry, name_of: NameOf) -> str:
    """The entry in a few words: 'Change plan, because of ODI and ISI'."""
    says = entry.says
    if entry.is_withdrawal:
        return "Withdrawn"
    if entry.kind is EntryKind.DECISION:
        named = [name_of(code) for code in says.get("because_of", ())]
        return DECISIONS[Decision(says["decision"])] + (f", because of {_listed(named)}" if named else "")
    if entry.kind is EntryKind.GOAL:
        return _goal(entry, name_of)
    if entry.kind is EntryKind.NAMED_MEASURES:
        return _listed([name_of(code) for code in says["measures"]])
    if entry.kind is EntryKind.FLARE:
        until = entry.day("ended_on")
        return f"Flare from {_day(entry)}" + (f" to {day(until)}" if until else "")
    if entry.kind is EntryKind.ATTESTATION:
        fact = FACTS.get(says["code"])
        name = fact.name if fact else says["code"].replace("_", " ")
        return f"{'So' if says.get('holds', True) else 'Not so'}: {name}"
    return "Note" if entry.kind is EntryKind.NOTE else "Conflict settled"


def body(entry: Entry) -> str:
    """What the entry says in its author's own words; '' where the headline says it all."""
    if entry.is_withdrawal or entry.kind in (EntryKind.DECISION, EntryKind.SETTLEMENT):
        return str(entry.says.get("reason", ""))
    return "" if entry.kind is EntryKind.GOAL else str(entry.says.get("text", ""))


def second_line(entry: Entry, corrections: int = 0) -> str:
    """The day it speaks of, who made it and when, and how often it was corrected."""
    of_day = f"Of {_day(entry)}" if entry.on_date and entry.kind is not EntryKind.FLARE else ""
    times = "" if not corrections else "corrected once" if corrections == 1 else f"corrected {corrections} times"
    return " · ".join(filter(None, [of_day, signed(entry.made_by, entry.made_at), times]))


def target_words(measure: Measure | None, target: float | None) -> str:
    """'ODI to 20 %', the measure alone without a target."""
    if measure is None:
        return ""
    return measure.name if target is None else f"{measure.name} to {number(target)} {measure.unit}".rstrip()


def _goal(entry: Entry, name_of: NameOf) -> str:
    says = entry.says
    target = f" to {number(says['target'])} {says['unit']}".rstrip() if "target" in says else ""
    on_measure = name_of(says["measure"]) + target if "measure" in says else ""
    words = ": ".join(filter(None, [says.get("text", ""), on_measure]))
    due = entry.day("due_on")
    status = "" if says["status"] == "open" else GOAL_STATUSES[says["status"]]
    return ", ".join(filter(None, [words, f"by {day(due)}" if due else "", status]))


def _day(entry: Entry) -> str:
    return day(entry.on_date) if entry.on_date else "an unknown day"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""

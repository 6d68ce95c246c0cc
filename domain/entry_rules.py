"""What an entry must say before it is recorded, and one sentence where it does not."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.attestation import FACTS
from domain.clinic import Clinic
from domain.entry import GOAL_STATUSES, SAYS, Decision, EntryKind, EntryRefused

LONGEST_TEXT = 4000
_LONGEST_GOAL = 500


def tidy_says(kind: EntryKind, says: Mapping[str, Any], on_date: date | None, clinic: Clinic) -> dict[str, Any]:
    """What an entry says, trimmed and checked: days as ISO text, absent things left out.

    Raises:
        EntryRefused: something is missing, unknown or impossible.
    """
    unknown = sorted(set(says) - set(SAYS[kind]))
    if unknown:
        raise EntryRefused(f"An entry of this kind does not say '{unknown[0]}'.")
    plain = {name: _plain(value) for name, value in says.items()}
    tidy = {name: value for name, value in plain.items() if value is not None and value != []}
    _check_texts(tidy)
    if on_date is not None and clinic.clock.is_future(on_date):
        raise EntryRefused(f"{on_date:%-d %b %Y} lies in the future; choose today or an earlier day.")
    _RULES[kind](tidy, on_date, clinic)
    return tidy


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return list(dict.fromkeys(value)) if all(isinstance(one, str) for one in value) else list(value)
    return value


def _check_texts(tidy: Mapping[str, Any]) -> None:
    for text in (value for value in tidy.values() if isinstance(value, str)):
        if len(text) > LONGEST_TEXT:
            raise EntryRefused(
                f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are kept. Shorten it, nothing was saved."
            )
        if any(ord(letter) < 32 and letter not in "\n\t\r" for letter in text):
            raise EntryRefused("The text holds control characters that cannot be printed; type it without them.")


def _need(tidy: Mapping[str, Any], name: str, sentence: str) -> None:
    if tidy.get(name) is None:
        raise EntryRefused(sentence)


def _need_day(on_date: date | None, sentence: str) -> None:
    if on_date is None:
        raise EntryRefused(sentence)


def _day(tidy: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(tidy[name]) if name in tidy else None
    except (TypeError, ValueError):
        raise EntryRefused(f"'{tidy[name]}' is not a date.") from None


def _known_measures(codes: Any, clinic: Clinic) -> None:
    for code in codes or ():
        if code not in clinic.measures:
            raise EntryRefused(f"There is no measure '{code}' in this clinic.")


def _goal(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    if "text" not in tidy and "measure" not in tidy:
        raise EntryRefused("Write the goal in words, or choose the measure on which it is set.")
    if len(tidy.get("text", "")) > _LONGEST_GOAL:
        raise EntryRefused(f"A goal in words has at most {_LONGEST_GOAL} characters; shorten it.")
    _need_day(on_date, "Say on which day the goal was set.")
    _known_measures([tidy["measure"]] if "measure" in tidy else (), clinic)
    _target(tidy, clinic)
    due_on = _day(tidy, "due_on")
    if due_on is not None and on_date is not None and due_on < on_date:
        raise EntryRefused("The goal is due before it was set; choose a later due day.")
    known = {checkpoint.code for program in clinic.programs for checkpoint in program.checkpoints}
    if "due_checkpoint" in tidy and tidy["due_checkpoint"] not in known:
        raise EntryRefused(f"There is no checkpoint '{tidy['due_checkpoint']}' in this clinic's programs.")
    if tidy.setdefault("status", "open") not in GOAL_STATUSES:
        raise EntryRefused(f"A goal is {', '.join(GOAL_STATUSES[:-1])} or {GOAL_STATUSES[-1]}, not '{tidy['status']}'.")


def _target(tidy: dict[str, Any], clinic: Clinic) -> None:
    """A target lies on the scale of its measure, in the measure's own unit."""
    if "target" not in tidy:
        tidy.pop("unit", None)
        return
    if "measure" not in tidy:
        raise EntryRefused("There is a target, but no measure to which it belongs; choose the measure.")
    target, measure = tidy["target"], clinic.measures[tidy["measure"]]
    if isinstance(target, bool) or not isinstance(target, int | float) or not math.isfinite(target):
        raise EntryRefused("The target is not a number.")
    if target < measure.lowest or (measure.highest is not None and target > measure.highest):
        raise EntryRefused(f"The target lies outside the scale of {measure.name}.")
    tidy["target"], tidy["unit"] = float(target), measure.unit


def _named_measures(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need(tidy, "measures", "Choose at least one measure.")
    _known_measures(tidy["measures"], clinic)


def _decision(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need(tidy, "decision", "Choose what was decided.")
    if tidy["decision"] not in [decision.value for decision in Decision]:
        raise EntryRefused(f"'{tidy['decision']}' is not a decision that can be recorded.")
    tidy["decision"] = str(tidy["decision"])
    _need(tidy, "reason", "Give the reason in a few words; it is what makes the decision readable later.")
    _need_day(on_date, "Say on which day it was decided.")
    _known_measures(tidy.get("because_of"), clinic)


def _note(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need(tidy, "text", "The note is empty.")
    _need_day(on_date, "Say of which day the note speaks.")


def _flare(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need_day(on_date, "Say on which day the flare began.")
    ended_on = _day(tidy, "ended_on")
    if ended_on is not None and on_date is not None and ended_on < on_date:
        raise EntryRefused("The flare ended before it began; check the two days.")
    if ended_on is not None and clinic.clock.is_future(ended_on):
        raise EntryRefused("The flare ends in the future; leave its end open until it is over.")


def _settlement(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need(tidy, "row_kind", "Say what kind of rows contradict each other.")
    _need(tidy, "rows", "Say which rows contradict each other.")
    _need(tidy, "reason", "Give the reason in a few words; whoever sees the number later will ask for it.")
    _need(tidy, "set_aside", "These rows do not contradict each other; nothing is to be settled.")
    if tidy.get("stands") is not None and tidy["stands"] not in tidy["rows"]:
        raise EntryRefused("The row that is to stand is not among those that contradict each other.")


def _attestation(tidy: dict[str, Any], on_date: date | None, clinic: Clinic) -> None:
    _need(tidy, "code", "Choose which fact is attested.")
    _need_day(on_date, "Say on which day the fact was established.")
    if not isinstance(tidy.get("holds"), bool):
        raise EntryRefused("Say whether the fact is so or not.")
    _need(tidy, "text", "Write what the record says of it; without that nobody can follow it.")
    if tidy["code"] not in FACTS:
        raise EntryRefused(f"There is no fact '{tidy['code']}' to attest.")


_RULES: Mapping[EntryKind, Callable[[dict[str, Any], date | None, Clinic], None]] = {
    EntryKind.GOAL: _goal,
    EntryKind.NAMED_MEASURES: _named_measures,
    EntryKind.DECISION: _decision,
    EntryKind.NOTE: _note,
    EntryKind.FLARE: _flare,
    EntryKind.SETTLEMENT: _settlement,
    EntryKind.ATTESTATION: _attestation,
}

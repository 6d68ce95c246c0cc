"""A conflict in words: what contradicts what, and where each row stands."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from charts.numbers import day, number, with_unit
from domain.measure import Measure

KINDS = {
    "patient": "Registration", "episode": "Course of care", "appointment": "Visit", "event": "Event", "observation": "Score",
    "goal": "Goal", "authorization": "Authorization", "medication": "Medicine",
}  # fmt: skip
_FIELDS = {
    "name_key": "name", "birth_key": "birth date", "person_key": "name or birth date", "patient_id": "person", "value": "score",
    "episode_id": "number of the episode", "mode": "way of asking", "form": "form", "on_date": "day", "at_time": "time",
}  # fmt: skip
NOT_SHOWN = frozenset({"name_key", "birth_key", "person_key", "patient_id", "episode_id"})
"""Fields that differ and are not written here; the file and line lead to them."""


def field(name: str) -> str:
    """'planned_end' → 'planned end'."""
    return _FIELDS.get(name, name.replace("_", " "))


def written(name: str, value: Any, measure: Measure | None = None) -> str:
    """A value as a person reads it; an absent one as a dash."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return with_unit(measure, float(value)) if measure and name == "value" else number(float(value))
    return str(value).replace("_", " ")


def title(kind: str, measure_name: str | None, on_date: date | None) -> str:
    """'ODI, 12 Mar 2025', 'Registration'."""
    return ", ".join(filter(None, [measure_name or KINDS.get(kind, kind), day(on_date) if on_date else ""]))


def differ_in(differs: Sequence[str]) -> str:
    """'They differ in score and form.'"""
    names = list(dict.fromkeys(field(name) for name in differs))
    if not names:
        return "They differ in a field that one of them leaves out."
    return f"They differ in {' and '.join(filter(None, [', '.join(names[:-1]), names[-1]]))}."


def place(file: str, line: int) -> str:
    return f"{file or 'a file that is gone'}, line {line:,}"


def row(says: dict[str, Any], differs: Sequence[str], of_measure: Callable[[Any], Measure | None]) -> str:
    """What one row says where they differ: 'score 40 %, form short'."""
    shown = [name for name in differs if name not in NOT_SHOWN]
    measure = of_measure(says.get("measure"))
    return (
        ", ".join(f"{field(name)} {written(name, says.get(name), measure)}" for name in shown) or "says something else"
    )

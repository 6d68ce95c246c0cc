"""Medicines and the opioid dose as lanes: what was listed from when to when, and the dose on a scale of its own."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from charts.event_lanes import Lane, LaneEvent, LaneMark
from charts.numbers import MINUS, number, percent
from domain.opioid.medicine import ingredients_named
from metrics.dose_course import DoseCourse

DayOf = Callable[[date], int]
"""Days since the start of the episode."""
NOT_TAKEN = ("draft", "entered_in_error", "not_taken", "cancelled")
MOST_MEDICINES = 5
UNIT = "MME/day"
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def medicine_lanes(medications: Iterable, day_of: DayOf, today: date) -> list[Lane]:
    """One lane per medicine, in order of their first line; `medications`: rows of `read_medications`.

    A line runs from its start to its stop, or to today. A line whose days are not known is left out: the list says
    nothing of when.
    """
    found: dict[str, list[LaneEvent]] = {}
    for row in sorted(medications, key=lambda r: (r.started or date.max, r.medication_id)):
        if row.started is None or row.in_conflict or row.status in NOT_TAKEN or row.started > today or not row.drug:
            continue
        is_over = row.status in ("stopped", "completed")
        if row.stopped is None and is_over:
            continue
        last = min(row.stopped or today, today)
        event = LaneEvent(LaneMark.SPAN, day_of(row.started), amount_of(row), day_of(last))
        found.setdefault(medicine_name(row.drug), []).append(event)
    return [Lane(name, _apart(events)) for name, events in found.items()]


def medicine_name(drug: str) -> str:
    """The generic name with a capital; as it is written where it is not known."""
    known = ingredients_named(drug)
    name = "/".join(known) if known else drug.strip()
    return name[:1].upper() + name[1:]


def amount_of(row) -> str:
    """'30 mg, 2 capsule, q8h' as the list says it, with 'as needed' where it does."""
    dose = " ".join(text for text in (row.dose, row.dose_unit) if text)
    parts = [row.strength, dose, row.per_day, row.daily_amount, "as needed" if row.as_needed is True else None]
    return ", ".join(part for part in parts if part)


def _apart(events: Sequence[LaneEvent]) -> tuple[LaneEvent, ...]:
    return tuple(sorted(events, key=lambda event: (event.day, event.until_day or event.day)))


def dose_lane(course: DoseCourse, day_of: DayOf) -> Lane | None:
    """The opioid dose as levels, and its milestones; None where no step is known."""
    if not course.steps:
        return None
    levels = [
        LaneEvent(LaneMark.LEVEL, day_of(step.first_day), number(step.value, 0), day_of(step.last_day), step.value)
        for step in course.steps
    ]
    milestones = [
        LaneEvent(LaneMark.MOMENT, day_of(one.reached_on), f"{MINUS}{percent(one.share)}% held")
        for one in _furthest(course)
    ]
    return Lane("Opioid dose", (*levels, *milestones), top_of_scale(max(step.value for step in course.steps)), UNIT)


def _furthest(course: DoseCourse) -> list:
    """Milestones reached on one day are one mark, of the furthest."""
    return list({one.reached_on: one for one in sorted(course.milestones, key=lambda m: m.share)}.values())


def top_of_scale(highest: float) -> float:
    """A round number at or above the highest dose."""
    if highest <= 0:
        return 10.0
    power = 10.0 ** math.floor(math.log10(highest))
    return next(power * nice for nice in NICE if power * nice >= highest - 1e-9)

"""The weekly values of daily series once more, in plain loops, written from the rules and not from the SQL."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from domain.daily import DAYS_NEEDED, SERIES, WEEKLY_MEASURES, SeriesWeek, chosen_series


def weekly_values(observations: Iterable[dict], order: Sequence[str] = SERIES) -> list[dict]:
    """patient_id, measure, on_date, value, mode, form and the ids of the days, of every derived week.

    Args:
        observations: those of registered patients, with their standing.
    """
    days: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    stated = set()
    for row in observations:
        if row["measure"] not in WEEKLY_MEASURES or (row["score_status"] == "scored" and row["occasion"] == "routine"):
            continue
        week = (row["patient_id"], row["measure"], monday(row["on_date"]))
        if (row["occasion"] or "routine") == "routine" and row["standing"] in ("used", "conflict"):
            stated.add(week)
        if row["occasion"] == "daily" and row["standing"] == "used" and row["value"] is not None:
            days[week][row["mode"] or "", row["form"] or ""][row["on_date"]].append(row)
    found = [_value(week, series, order) for week, series in days.items() if week not in stated]
    return [value for value in found if value]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _value(week: tuple, series: dict, order: Sequence[str]) -> dict | None:
    candidates = {}
    for (mode, form), days in series.items():
        clear = {day: rows for day, rows in days.items() if len({row["value"] for row in rows}) == 1}
        candidates[form or mode, form, mode] = clear
    enough = {name: clear for name, clear in candidates.items() if len(clear) >= DAYS_NEEDED}
    best = chosen_series([SeriesWeek(name[0], len(clear)) for name, clear in enough.items()], order)
    if best is None:
        return None
    named = sorted(n for n, clear in enough.items() if n[0] == best.series and len(clear) == best.valid_days)[0]
    days = enough[named]
    total = 0.0
    for weekday in range(7):
        total += next((rows[0]["value"] for day, rows in days.items() if day.weekday() == weekday), 0)
    patient, measure, _ = week
    return {
        "patient_id": patient, "measure": measure, "on_date": max(days), "value": total / len(days), "mode": named[2] or None,
        "form": named[1] or None, "days": tuple(sorted(min(row["observation_id"] for row in rows) for rows in days.values())),
    }  # fmt: skip

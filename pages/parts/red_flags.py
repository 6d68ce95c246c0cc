"""Red flags that the record supports: a new neurological deficit, a sedative beside an opioid, a form that changed."""

from datetime import date

import pandas as pd

from charts.flags import Flag, FlagKind
from charts.numbers import day
from domain.medication import medicine_lines
from domain.opioid.lines import Basis, ingredient_lines
from domain.opioid.medicine import BENZODIAZEPINE, GABAPENTINOID, OPIOID, Z_DRUG
from domain.opioid.together import FDA_2016, FDA_2019, co_prescribed_on
from metrics.verdict import FORM_CHANGED
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import listed

DEFICIT = "neurological_deficit"

WARNINGS = {
    BENZODIAZEPINE: (
        "a benzodiazepine",
        f"FDA boxed warning ({FDA_2016.year}) against the two together. Ask about sedation.",
    ),
    GABAPENTINOID: (
        "a gabapentinoid",
        f"FDA warning ({FDA_2019.year}) of serious breathing problems. Ask about sedation.",
    ),
    Z_DRUG: ("a sleeping medicine (z-drug)", "No warning was checked at its source for this pair; ask about sedation."),
}
SOURCED = (BENZODIAZEPINE, GABAPENTINOID)


def deficits(events: pd.DataFrame, course: EpisodeCourse) -> list[Flag]:
    """One flag per new neurological deficit recorded in this episode, the newest first."""
    started = course.episode.started
    rows = [row for row in events.itertuples() if row.kind == DEFICIT and row.on_date and row.on_date >= started]
    rows.sort(key=lambda row: row.on_date, reverse=True)
    return [
        Flag(
            FlagKind.SAFETY,
            f"New neurological deficit, {day(row.on_date)}",
            f"{row.detail}. {ASK}" if row.detail else ASK,
        )
        for row in rows
    ]


ASK = "Examine before anything else; has it been followed up?"


def sedatives(medications: pd.DataFrame, today: date) -> list[Flag]:
    """Opioid and sedative on the medication list of today. Where a line of unknown days could make it so, a note says that."""
    if medications.empty:
        return []
    lines = medicine_lines(medications)
    told = co_prescribed_on(lines, today)
    if told.empty:
        return []
    flags, unsure = [], []
    for group, (name, why) in WARNINGS.items():
        state = told[group].iloc[0]
        if state == 1:
            kind = FlagKind.SAFETY if group in SOURCED else FlagKind.NOTE
            who = listed(_names(lines, today, (OPIOID, group)), 4)
            flags.append(Flag(kind, f"Opioid and {name} on today's list", f"{who}. {why}"))
        elif pd.isna(state):
            unsure.append(name)
    if unsure:
        flags.append(
            Flag(FlagKind.NOTE, f"Whether an opioid and {' or '.join(unsure)} are taken together is not known", UNSURE)
        )
    return flags


UNSURE = "A line of the medication list has no readable days."


def _names(lines: pd.DataFrame, today: date, groups: tuple[str, ...]) -> list[str]:
    found = ingredient_lines(lines)
    number = (today - date(1970, 1, 1)).days
    now = found[
        found["group"].isin(groups)
        & (found["basis"] == Basis.PRESCRIBED.value)
        & (found["first"] <= number)
        & (found["last"] >= number)
        & (found["fault"] == "")
        & (found["amount"] != 0)
    ]
    return list(dict.fromkeys(str(drug).capitalize() for drug in now["drug"]))


def forms_changed(course: EpisodeCourse) -> list[Flag]:
    """One flag for the measures whose two scores come from different forms."""
    changed = [own.measure.short_name for own in course.courses if _has_changed(course, own.measure.code)]
    if not changed:
        return []
    return [
        Flag(
            FlagKind.MISSING,
            f"Form changed since intake: {listed(changed, 4)}",
            "Scores of two forms are not compared.",
        )
    ]


def _has_changed(course: EpisodeCourse, code: str) -> bool:
    verdict = course.verdicts.get(code)
    return verdict is not None and verdict.why_not == FORM_CHANGED

"""The statistics behind one patient's page: each measure's gates, reliable change, class and expected course."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from domain.scope import Scope
from domain.similarity import Own, Traits
from metrics.checkpoint_change import change_at, scores_at
from metrics.measure_reading import MeasureReading, measure_reading, own_populations
from metrics.population import Population
from pages.parts import reading
from pages.parts.episode_course import EpisodeCourse

Ask = Callable[..., Any]
"""Asks the door a question and keeps the answer, as `pages.parts.reading.ask`."""


def readings_of(
    ask: Ask | None, patient_id: str, course: EpisodeCourse, scores: pd.DataFrame
) -> dict[str, MeasureReading]:
    """By measure, at the checkpoint that its panel speaks of. Without `ask` nothing of other patients is looked at."""
    episode = course.episode
    own = scores[scores["episode_id"] == episode.episode_id]
    groups = {str(code): rows for code, rows in own.groupby("measure", sort=False)}
    referrals = read_referrals(episode.program.code, episode.program.name, episode.today, ask) if ask else {}
    courses = ask("past_courses", program=episode.program.code, as_of=episode.today) if ask else None
    row = _episode_row(ask, patient_id, episode.episode_id) if ask else None
    found = {}
    for one in course.courses:
        if one.current is None:
            continue
        code, intake = one.measure.code, episode.program.intake.code
        change = change_at(
            one.measure,
            scores_at(groups[code]),
            intake,
            one.current,
            today=episode.today,
            is_excused=episode.excused_on is not None,
        )
        past: tuple = (None, (), pd.DataFrame())
        if courses is not None:
            own = own_at_intake(row, groups[code], intake, episode.today)
            similar = courses.similar(own, one.measure)
            past = (similar.traits, similar.rungs, similar.counts)
        found[code] = measure_reading(change, *past, intake=intake, referrals=referrals.get(code))
    return found


def own_at_intake(row: Any, scores: pd.DataFrame, intake: str, today: date) -> Own:
    """The patient as others are compared with them, on the measure of `scores`; `row`: their row of episodes. A score of
    after today, or one in conflict, is not known."""
    here = scores[(scores["checkpoint"] == intake) & scores["value"].notna()]
    here = here[[on <= today for on in here["on_date"]]]
    baseline, form = (float(here["value"].iloc[0]), here["form"].iloc[0]) if len(here) else (None, None)
    born, months = (None if pd.isna(value) else int(value) for value in (row.birth_year, row.pain_months))
    traits = Traits(row.program, baseline, form, row.sex, born, row.payer, months)
    return Own(row.patient_id, row.episode_id, row.started, traits)


def _episode_row(ask: Ask, patient_id: str, episode_id: str) -> Any:
    rows = ask("episodes", patient_ids=(patient_id,)).itertuples()
    return next(row for row in rows if row.episode_id == episode_id)


def read_referrals(program: str, name: str, today: date | None = None, ask: Ask = reading.ask) -> dict[str, Population]:
    """The intake scores of the clinic's own patients in one program, where there are enough."""
    sums = ask("intake_sums", scope=Scope(program=program), as_of=today or reading.today())
    return own_populations(sums, f"this clinic's own patients of {name} at intake")


def with_bands(course: EpisodeCourse, readings: Mapping[str, MeasureReading]) -> EpisodeCourse:
    """The course with the expected band and the pace of each measure, for the panels."""
    courses = [
        replace(one, expected=told.expected, position=None if told.at_intake else told.position)
        if (told := readings.get(one.measure.code))
        else one
        for one in course.courses
    ]
    return replace(course, courses=tuple(courses))

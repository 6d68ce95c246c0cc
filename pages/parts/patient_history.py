"""All courses of care of one patient together: one picture per measure on real dates, and the courses as rows."""

from datetime import date

import pandas as pd

from charts import numbers
from charts.history_panel import DatedScore, History, Strand, axis_of, draw_histories
from charts.table import Column, draw_table
from domain.clinic import Clinic
from pages.parts import html, patient_pictures
from pages.parts.card import card

COLUMNS = (Column("Program"), Column("Site"), Column("Payer"), Column("From"), Column("To"), Column("How it ended"))


def show(rows: list, scores: pd.DataFrame, observations: pd.DataFrame, clinic: Clinic, today: date) -> None:
    """`rows`: of episodes; `scores`: checkpoint scores of all of them; `observations`: all of the patient's."""
    with card("episodes", "Courses of care", f"{len(rows)} of this patient"):
        html.show(draw_table(COLUMNS, [_row(row, clinic) for row in rows], "Courses of care"))
    with card("history", "Every course on one time axis", "nothing is drawn between two courses"):
        histories = histories_of(rows, scores, observations, clinic, today)
        axis = axis_of(histories)
        html.show(draw_histories(histories, axis))
        patient_pictures.offer_histories(histories, axis)


def histories_of(
    rows: list, scores: pd.DataFrame, observations: pd.DataFrame, clinic: Clinic, today: date
) -> list[History]:
    """By measure, in the order of the pages. Only measures that have a score; day by day values belong to other pictures."""
    seen = scores[scores["value"].notna()]
    filled = set(seen["observation_id"])
    loose = observations[
        (observations["standing"] == "used")
        & ~observations["observation_id"].isin(filled)
        & observations["occasion"].isin(["routine"])
    ]
    codes = set(seen["measure"])
    found = []
    for measure in (one for one in clinic.measures.values() if one.code in codes):
        own = seen[seen["measure"] == measure.code]
        strands = tuple(_strand(row, own[own["episode_id"] == row.episode_id], clinic, today) for row in rows)
        outside = loose[loose["measure"] == measure.code].itertuples()
        found.append(History(measure, strands, tuple(DatedScore(o.on_date, float(o.value)) for o in outside)))
    return found


def _strand(row, own: pd.DataFrame, clinic: Clinic, today: date) -> Strand:
    program = clinic.program(row.program)
    ordered = own.sort_values(["on_date", "ordinal"]).itertuples()
    scores = tuple(DatedScore(s.on_date, float(s.value), program.checkpoint(s.checkpoint).name) for s in ordered)
    return Strand(program.name, row.started, row.ended or today, scores)


def _row(row, clinic: Clinic) -> list[str]:
    named = [clinic.name_of(kind, getattr(row, kind[:-1])) for kind in ("programs", "sites", "payers")]
    ended = numbers.day(row.ended) if row.ended else "still open"
    return [*named, numbers.day(row.started), ended, (row.how_ended or "–").replace("_", " ")]

"""From a number back to the line of the file it came from, and to what it replaced."""

import streamlit as st

from charts import numbers
from charts.change_list import Terms
from charts.score_origin_words import origin_entries, place_in_words
from charts.table import Column, draw_table
from domain.measure import Measure
from metrics.measure_reading import MeasureReading
from metrics.score_origin import ScoreOrigin
from pages.parts import html, reading
from pages.parts.record import Record

COLUMNS = (
    Column("Measure"),
    Column("Checkpoint"),
    Column("Score", True),
    Column("On"),
    Column("From"),
    Column("Scored"),
    Column("Replaced"),
)


def origins_of_changes(record: Record) -> dict[str, Terms]:
    """By measure, where its intake and its current score come from, for the opened line of the table of changes."""
    return {code: _of_change(record, told) for code, told in record.readings.items()}


def _of_change(record: Record, told: MeasureReading) -> Terms:
    intake = record.plain_course.episode.program.intake.code
    wanted = dict.fromkeys((intake, told.change.now.checkpoint))
    entries: list[tuple[str, str]] = []
    for checkpoint in wanted:
        found = _score_at(record, told.measure.code, checkpoint)
        if found is not None:
            value, origin = found
            name = f"{record.plain_course.label(checkpoint)} {numbers.with_unit(told.measure, value)}"
            entries += origin_entries(name, told.measure, origin, _zone())
    return entries


def _score_at(record: Record, measure: str, checkpoint: str) -> tuple[float, ScoreOrigin] | None:
    rows = record.scores
    own = rows[(rows["measure"] == measure) & (rows["checkpoint"] == checkpoint) & rows["value"].notna()]
    if not len(own):
        return None
    origin = record.origins.get(own["observation_id"].iloc[0])
    return None if origin is None else (float(own["value"].iloc[0]), origin)


def show(record: Record) -> None:
    """An expander with the source of every score of the episode."""
    with st.expander("Where these numbers come from"):
        scores = record.scores
        own = scores[scores["value"].notna()].sort_values(["ordinal", "measure"])
        rows = [_row(row, record) for row in own.itertuples()]
        html.show(draw_table(COLUMNS, rows, "Source of each score"))


def _row(row, record: Record) -> list[str]:
    measure: Measure = record.clinic.measures[row.measure]
    origin = record.origins.get(row.observation_id)
    cells = [
        measure.short_name,
        record.plain_course.label(row.checkpoint),
        numbers.with_unit(measure, row.value),
        numbers.day(row.on_date),
    ]
    if origin is None:
        return [*cells, "not known", "–", "–"]
    first = place_in_words(origin.places[0], _zone())
    also = f", and {len(origin.places) - 1:,} more" if len(origin.places) > 1 else ""
    replaced = ", ".join(
        f"{numbers.with_unit(measure, one.value) if one.value is not None else 'no value'}: {one.why}"
        for one in origin.former
    )
    rule = "computed here" if origin.is_computed else "given"
    return [*cells, first + also, rule, replaced or "–"]


def _zone():
    return reading.clinic().clock.time_zone

"""From a number back to the line of the file it came from."""

import streamlit as st

from charts import numbers
from charts.table import Column, draw_table
from pages.parts import html, reading

COLUMNS = (
    Column("Measure"),
    Column("Checkpoint"),
    Column("Score", True),
    Column("On"),
    Column("File"),
    Column("Line", True),
    Column("Load", True),
)


def show(record) -> None:
    """An expander with file, line and load of each score of the episode."""
    with st.expander("Where these numbers come from"):
        scores = record.scores
        own = scores[(scores["episode_id"] == record.course.episode.episode_id) & scores["value"].notna()]
        files = reading.ask("file_names")
        rows = [_row(row, record.course, files) for row in own.sort_values(["ordinal", "measure"]).itertuples()]
        html.show(draw_table(COLUMNS, rows, "Source of each score"))


def _row(row, course, files: dict[str, str]) -> list[str]:
    measure = reading.clinic().measures[row.measure]
    return [
        measure.short_name,
        course.label(row.checkpoint),
        numbers.with_unit(measure, row.value),
        numbers.day(row.on_date),
        files.get(row.file_id, row.file_id[:12]),
        str(int(row.line)),
        str(int(row.batch_id)),
    ]

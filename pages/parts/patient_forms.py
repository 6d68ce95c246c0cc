"""The forms tab: which forms are in at which checkpoint, the safety item over time, and where each number comes from."""

from charts import numbers, states
from charts.form_matrix import form_table
from charts.page_text import caption
from charts.table import Column, draw_table
from pages.parts import html, provenance
from pages.parts.attention import ITEM_9
from pages.parts.card import card
from pages.parts.record import Record

ITEM_9_COLUMNS = (Column("Day"), Column("Answer", True), Column("From"), Column("State"))
STATES = {"current": "in force", "earlier": "earlier", "unknown": "not known: ask"}


def show(record: Record) -> None:
    course = record.plain_course
    with card("forms", "Forms at each checkpoint", "the score and its day, or why there is none"):
        if course.courses:
            columns, rows = form_table(course.courses, course.windows, course.label)
            html.show(draw_table(columns, rows, "Forms at each checkpoint"))
        else:
            html.show(states.empty("No form is due.", "Programs and their forms are declared in clinic.toml."))
    with card("item_9", "Item 9 of the PHQ-9", "above 0 is a flag, whatever the total"):
        _item_9(record)
    with card("sources", "Sources", "file, line and load of every score"):
        provenance.show(record)


def _item_9(record: Record) -> None:
    answers = record.answers
    own = list(answers[answers["kind"] == ITEM_9].itertuples()) if len(answers) else []
    if not own:
        html.show(caption("It was never answered here, and no total of the PHQ-9 is known."))
        return
    html.show(draw_table(ITEM_9_COLUMNS, [_answer(row) for row in reversed(own)], "Answers to item 9"))


def _answer(row) -> list[str]:
    known = row.level is not None and row.level == row.level
    return [
        numbers.day(row.on_date) if row.on_date else "not known",
        numbers.number(row.level) if known else "unknown",
        "the items" if row.basis == "items" else "a total alone",
        STATES.get(row.state, row.state),
    ]

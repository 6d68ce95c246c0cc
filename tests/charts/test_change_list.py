"""The list of changes: one line per measure with its gates, and what it opens to."""

import xml.etree.ElementTree as ElementTree

import pandas as pd
import pytest

from charts.change_list import draw_change_list, signed
from domain.measures import MEASURES
from domain.similarity import Traits, ladder
from metrics.checkpoint_change import ScoreAt, change_at
from metrics.measure_reading import measure_reading

COLUMNS = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]


def reading_of(code, before, now, similar=40):
    measure = MEASURES[code]
    change = change_at(measure, [ScoreAt("intake", before), ScoreAt("end", now)], "intake", "end")
    rows = [("end", 2, 28, 1, "observed", 20.0 + i, 1) for i in range(similar)]
    rungs = ladder(measure, before) if before is not None else ()
    return measure_reading(
        change, Traits("short", before), rungs, pd.DataFrame(rows, columns=COLUMNS), intake="intake"
    )  # fmt: skip


def drawn(*readings, current="end"):
    return draw_change_list(readings, {"end": "Program end"}.__getitem__, current)


def text(markup):
    return " ".join(" ".join(ElementTree.fromstring(markup).itertext()).split())


def test_a_line_says_scores_verdict_pace_and_every_gate():
    line = text(ElementTree.tostring(ElementTree.fromstring(drawn(reading_of("odi", 52, 36))).find(".//summary")))
    for expected in (
        "Disability (ODI) ↓",
        "52%",
        "36%",
        "−16",
        "Improved",
        "as expected",
        "Meaningful change:",
        "+2.6",
    ):
        assert expected in line
    for gate in ("Beyond measurement error:", "Severity band crossed:", "Sustained:", "Room on the scale:"):
        assert gate in line


def test_an_open_line_gives_the_figure_its_source_and_whether_it_was_checked():
    said = text(drawn(reading_of("odi", 52, 36)))
    assert "16 percentage points better" in said
    assert MEASURES["odi"].meaningful_change.source.label in said
    assert "✓ verified" in said


def test_a_gate_on_an_unverified_figure_is_marked_in_the_line():
    assert "yes *" in text(drawn(reading_of("standing_tolerance", 15, 45)))


def test_where_the_index_and_the_class_cannot_be_told_the_reason_stands_there():
    said = text(drawn(reading_of("standing_tolerance", 15, 45)))
    assert said.count("neither a measurement error nor reliability with a standard deviation is known") == 2


def test_without_intake_every_statement_says_why_not():
    said = text(drawn(reading_of("odi", None, 36)))
    assert "there is no score in the intake window" in said
    assert "there is no intake score to match on" in said


def test_no_band_is_said_with_its_number():
    assert "No band : only 7 similar past patients" in text(drawn(reading_of("odi", 52, 36, similar=7)))


def test_another_checkpoint_than_the_pages_is_named():
    assert "at Program end" in text(drawn(reading_of("odi", 52, 36), current="month_3"))
    assert "at Program end" not in text(drawn(reading_of("odi", 52, 36)))


def test_a_rating_of_change_has_no_band_and_no_index():
    said = text(drawn(reading_of("pgic", None, 2)))
    assert "a rating of change has no intake score to match on" in said
    assert "a rating of change has no baseline" in said


@pytest.mark.parametrize(("index", "written"), [(2.64, "+2.6"), (-0.31, "−0.3"), (0.04, "±0"), (-0.04, "±0")])
def test_an_index_is_written_with_its_sign(index, written):
    assert signed(index) == written

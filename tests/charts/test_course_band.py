"""The grey band behind a patient's line, and the words that go with it."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from charts.course_groups import draw_course_groups
from charts.course_panel import draw_course_panel
from charts.time_axis import TimeAxis
from domain.measures import MEASURES
from domain.similarity import LEAST_MATCHES, Traits, ladder
from metrics.expected_course import expected_course, pace
from tests.charts.conftest import STOPS, course_of

COLUMNS = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]


def banded(course, **at):
    """The course with a band from `at`: checkpoint → how many similar past patients there, with scores 20, 21, …"""
    start, measure = course.points[0].value, course.measure
    rows = [
        (code, 1 + place, 14, 1, "observed", 20.0 + i % 30, 1)
        for place, (code, n) in enumerate(at.items())
        for i in range(n)
    ]
    rungs = ladder(measure, start) if start is not None else ()
    expected = expected_course(measure, Traits("short", start), rungs, pd.DataFrame(rows, columns=COLUMNS))
    position = pace(measure, expected.at(course.current), course.now.value)
    return replace(course, expected=expected, position=position)


def polygons(panel):
    return [
        (node.get("class"), [tuple(map(float, pair.split(","))) for pair in node.get("points").split()])
        for node in ElementTree.fromstring(panel).iter("polygon")
    ]


def words(panel):
    return "".join(ElementTree.fromstring(panel).itertext())


def test_the_band_begins_at_the_intake_score_and_ends_at_the_last_checkpoint(in_program):
    panel = draw_course_panel(banded(course_of("odi", 52, 48, 36), week_6=40, program_end=40), in_program)
    (most, outer), (half, inner) = polygons(panel)
    assert (most, half) == ("band-most", "band-half")
    assert inner[0] == inner[-1] == pytest.approx((2, 48))
    assert max(x for x, _ in inner) == pytest.approx(94)
    assert max(y for _, y in outer) > max(y for _, y in inner)


def test_the_band_is_grey_whatever_the_pace(in_program):
    for now in (10, 36, 90):
        panel = draw_course_panel(banded(course_of("odi", 52, 48, now), week_6=40), in_program)
        assert {style for style, _ in polygons(panel)} == {"band-most", "band-half"}
        assert "worse" not in re.findall(r'class="pace ([\w-]+)"', panel)[0]


def test_the_pace_stands_beside_the_verdict_and_is_another_statement(in_program):
    panel = draw_course_panel(banded(course_of("odi", 80, 75, 60), week_6=40), in_program)
    assert "Improved" in words(panel)
    assert "behind" in words(panel)


def test_who_stands_behind_the_band_is_said_under_it_and_in_the_title(in_program):
    panel = draw_course_panel(banded(course_of("odi", 52, 48, 36), week_6=40), in_program)
    assert "40 similar past patients" in words(panel)
    said = ElementTree.fromstring(panel).find(".//title").text
    assert "Middle half of similar past patients: wk 6 " in said
    assert "40 similar past patients: intake within 5" in said
    assert "better than" in said


def test_too_few_similar_patients_give_no_band_and_say_so_quietly(in_program):
    panel = draw_course_panel(banded(course_of("odi", 52, 48, 36), week_6=LEAST_MATCHES - 1), in_program)
    assert polygons(panel) == []
    assert "no band at wk 6: only 29 similar" in words(panel)
    assert 'class="pace' not in panel


def test_without_intake_score_there_is_no_band(in_program):
    panel = draw_course_panel(banded(course_of("odi", None, 48, 36), week_6=40), in_program)
    assert polygons(panel) == []
    assert "no band: no intake score" in words(panel)


def test_a_band_that_nobody_asked_for_is_not_mentioned(in_program):
    panel = draw_course_panel(course_of("odi", 52, 48, 36), in_program)
    assert "band" not in panel


def test_a_checkpoint_without_band_breaks_it(in_program):
    panel = draw_course_panel(banded(course_of("odi", 52, 48, 36), week_2=40, week_6=3, program_end=40), in_program)
    halves = [points for style, points in polygons(panel) if style == "band-half"]
    assert len(halves) == 2
    assert max(x for x, _ in halves[0]) < min(x for x, _ in halves[1])


def test_the_key_explains_the_band_only_where_one_is_drawn(in_program):
    with_band = draw_course_groups([banded(course_of("odi", 52, 48, 36), week_6=40)], in_program)
    without = draw_course_groups([course_of("odi", 52, 48, 36)], in_program)
    assert "similar past patients: middle half" in with_band
    assert "middle half" not in without


@given(code=some.sampled_from(["odi", "standing_tolerance", "nrs_average"]), n=some.integers(0, 60))
def test_the_band_stays_inside_the_picture(code, n):
    start = float(MEASURES[code].lowest + 5)
    panel = draw_course_panel(
        banded(course_of(code, start, start, start), week_6=n, program_end=n), TimeAxis(STOPS[:4])
    )
    assert all(0 <= x <= 100 and 0 <= y <= 100 for _, points in polygons(panel) for x, y in points)

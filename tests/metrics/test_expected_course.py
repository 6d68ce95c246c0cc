"""The band of similar past patients, and where one patient stands in it. Lower is better, 0–100, M 10, intake 60."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from domain.measure import Better
from domain.similarity import Traits, ladder
from metrics.expected_course import NO_INTAKE, NOT_JUDGED, Pace, expected_course, pace, paces
from metrics.weighted_quantile import weighted_quantiles

TRAITS = Traits("short", 60.0, sex="female", payer="a")


@pytest.fixture
def measure(make):
    return make.scale(better=Better.LOWER, meaningful_change=make.points(10))


def counts(*rows, checkpoint="end"):
    """rows of (rung, state, score, n)"""
    columns = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    return pd.DataFrame([(checkpoint, 2, 28, *row) for row in rows], columns=columns)


def course(measure, table, traits=TRAITS):
    return expected_course(measure, traits, ladder(measure, 60.0), table)


FORTY = [(1, "observed", float(score), 1) for score in range(21, 61)]


def test_the_edges_are_quantiles_of_those_who_were_seen(measure):
    (point,) = course(measure, counts(*FORTY)).points
    assert (point.low80, point.low50, point.median, point.high50, point.high80) == pytest.approx(
        (24.1, 30.25, 40.5, 50.75, 56.9)
    )
    assert (point.n, point.due_day, point.rung.rung) == (40, 28, 1)


def test_thirty_are_enough_and_twenty_nine_are_not(measure):
    (enough,) = course(measure, counts((1, "observed", 50.0, 30))).points
    (few,) = course(measure, counts((1, "observed", 50.0, 29))).points
    assert enough.has_band
    assert not few.has_band
    assert few.caption == "no band: only 29 similar past patients (intake within 10)"


def test_traits_are_given_up_one_by_one_until_thirty_were_seen(measure):
    table = counts(
        (1, "observed", 40.0, 10), (2, "observed", 50.0, 15), (4, "observed", 60.0, 10), (6, "observed", 70.0, 99)
    )
    (point,) = course(measure, table).points
    assert (point.rung.rung, point.n, point.median) == (4, 35, 50)
    assert point.matched_on == "intake within 5 (pain duration not recorded)"


def test_what_was_matched_is_said_and_what_is_not_recorded_too(measure):
    (point,) = course(measure, counts(*FORTY)).points
    assert point.matched_on == "intake within 5, same sex, same payer (age, pain duration not recorded)"
    (full,) = course(measure, counts(*FORTY), replace(TRAITS, birth_year=1960, pain_months=9)).points
    assert full.matched_on == "intake within 5, same sex, age within 10 years, same payer, similar pain duration"


def test_what_was_matched_names_the_unit_where_there_is_one(make):
    walk = make.scale(unit="m", physical_unit=True, meaningful_change=make.points(30))
    (point,) = expected_course(walk, Traits("short", 60.0), ladder(walk, 60.0), counts(*FORTY)).points
    assert point.matched_on.startswith("intake within 15 m (")


def test_those_who_left_or_missed_are_counted_on_the_same_rung_and_shown(measure):
    table = counts(*FORTY, (1, "left", None, 7), (1, "missed", None, 3), (5, "left", None, 50))
    (point,) = course(measure, table).points
    assert (point.n, point.n_left, point.n_missed) == (40, 7, 3)
    assert point.caption.startswith("40 similar past patients (7 left, 3 without a score): intake within 5")


def test_each_checkpoint_climbs_by_itself_and_one_without_anybody_is_still_there(measure):
    late = counts((None, None, None, 0), checkpoint="month_12").assign(ordinal=5, due_day_from_start=np.nan)
    answer = course(measure, pd.concat([late, counts(*FORTY)]))
    assert [point.checkpoint for point in answer.points] == ["end", "month_12"]
    assert (answer.at("month_12").n, answer.at("month_12").due_day) == (0, None)
    assert answer.at("month_12").why_not == "no band: only 0 similar past patients (intake within 10)"
    assert answer.at("nowhere") is None


def test_without_an_intake_score_there_is_no_course(measure):
    answer = expected_course(measure, replace(TRAITS, baseline=None), (), counts())
    assert (answer.points, answer.why_not) == ((), NO_INTAKE)
    assert expected_course(measure, None, (), counts()).why_not == NO_INTAKE


@pytest.mark.parametrize(
    ("score", "word", "outside"),
    [
        (20, Pace.AHEAD, True),
        (24.1, Pace.AHEAD, False),
        (30, Pace.AHEAD, False),
        (30.25, Pace.AS_EXPECTED, False),
        (50.75, Pace.AS_EXPECTED, False),
        (51, Pace.BEHIND, False),
        (57, Pace.BEHIND, True),
    ],
)
def test_pace_by_the_middle_half_and_the_edges_belong_to_it(measure, score, word, outside):
    (point,) = course(measure, counts(*FORTY)).points
    position = pace(measure, point, score)
    assert (position.pace, position.is_outside_80) == (word, outside)
    opposite = {Pace.AHEAD: Pace.BEHIND, Pace.BEHIND: Pace.AHEAD}.get(word, word)
    assert pace(replace(measure, better=Better.HIGHER), point, score).pace is opposite


def test_pace_is_told_in_words_with_the_people_behind_it(measure):
    (point,) = course(measure, counts(*FORTY)).points
    assert (
        pace(measure, point, 30).sentence
        == "ahead, outside the middle half; better than 30.5 of 40 similar past patients"
    )
    assert (
        pace(measure, point, 60).sentence
        == "behind, outside the middle 80 %; better than 0.5 of 40 similar past patients"
    )


def test_pace_that_cannot_be_told_says_why(measure, make):
    (few,) = course(measure, counts((1, "observed", 50.0, 3))).points
    assert pace(measure, few, 30).why_not.startswith("no band: only 3")
    (point,) = course(measure, counts(*FORTY)).points
    assert pace(measure, point, None).pace is Pace.CANNOT_TELL
    assert pace(measure, None, 30).pace is Pace.CANNOT_TELL
    assert pace(make.scale(judged=False), point, 30).why_not == NOT_JUDGED


def test_many_paces_are_the_same_as_each_alone(measure):
    (point,) = course(measure, counts(*FORTY)).points
    edges = np.array([[point.low80, point.low50, point.median, point.high50, point.high80]] * 4)
    edges[3] = np.nan
    assert list(paces(measure, [20, 40, 60, 40], edges)) == ["ahead", "as expected", "behind", "cannot tell"]


class TestQuantiles:
    def test_counts_stand_for_equal_patients(self):
        found = weighted_quantiles([3, 1, 2], [2, 4, 1], [0.1, 0.25, 0.5, 0.9])
        assert found == pytest.approx(np.quantile([1, 1, 1, 1, 2, 3, 3], [0.1, 0.25, 0.5, 0.9], method="weibull"))

    def test_nobody_has_no_quantile(self):
        assert np.isnan(weighted_quantiles([], [], [0.5])).all()
        assert np.isnan(weighted_quantiles([1.0], [0], [0.5])).all()

    def test_one_patient_is_every_quantile(self):
        assert list(weighted_quantiles([7], [1], [0.1, 0.5, 0.9])) == [7, 7, 7]

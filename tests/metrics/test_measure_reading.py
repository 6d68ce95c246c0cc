"""One change with all its statistics, and where a form or a conflict keeps them from being told."""

from dataclasses import replace

import pandas as pd
import pytest

from domain.similarity import Traits, ladder
from metrics.checkpoint_change import ScoreAt, change_at
from metrics.clinical_significance import Outcome
from metrics.expected_course import Pace
from metrics.measure_reading import changes, measure_reading, own_populations
from metrics.verdict import FORM_CHANGED, NO_BASELINE


@pytest.fixture
def measure(make):
    return make.scale(meaningful_change=make.points(10), measurement_error=make.error(mdc95=12))


def similar(score=50.0, n=40):
    columns = ["checkpoint", "ordinal", "due_day_from_start", "rung", "state", "score", "n"]
    return pd.DataFrame([("end", 2, 28, 1, "observed", score + i, 1) for i in range(n)], columns=columns)


def read(measure, *scores, at="end", **more):
    change = change_at(measure, scores, "intake", at)
    return measure_reading(change, Traits("short", 40.0), ladder(measure, 40.0), similar(), intake="intake", **more)


def test_a_patient_can_improve_and_be_behind(measure):
    told = read(measure, ScoreAt("intake", 40), ScoreAt("end", 52))
    assert (told.change.verdict.word.value, told.position.pace) == ("improved", Pace.BEHIND)


def test_the_clinics_own_intake_scores_stand_in_for_people_in_care(measure):
    sums = pd.DataFrame({"measure": ["plain"], "n": [50], "total": [2000.0], "total_sq": [84900.0]})
    told = read(measure, ScoreAt("intake", 40), ScoreAt("end", 70), referrals=own_populations(sums, "us")["plain"])
    assert told.clinical.outcome is Outcome.RECOVERED  # cut-off A: 40 + 2·10
    assert told.clinical.cut_offs.value == pytest.approx(60)


def test_too_few_intake_scores_are_no_population():
    assert (
        own_populations(pd.DataFrame({"measure": ["plain"], "n": [29], "total": [1.0], "total_sq": [1.0]}), "us") == {}
    )


def test_scores_of_two_forms_give_neither_index_nor_pace(measure):
    told = read(measure, ScoreAt("intake", 40, form="a"), ScoreAt("end", 52, form="b"))
    assert (told.clinical.reliable.index, told.why_no_index) == (None, FORM_CHANGED)
    assert (told.position.pace, told.position.why_not) == (Pace.CANNOT_TELL, FORM_CHANGED)


def test_without_intake_the_reason_is_that_of_the_verdict(measure):
    assert read(measure, ScoreAt("end", 52)).why_no_index == NO_BASELINE


def test_at_intake_the_band_is_that_of_the_first_checkpoint_to_come(measure):
    told = read(measure, ScoreAt("intake", 40), ScoreAt("end", None), at="intake")
    assert told.at_intake
    assert told.band.checkpoint == "end"


def test_only_what_was_read_at_the_checkpoint_counts_as_changed_there(measure):
    told = read(measure, ScoreAt("intake", 40), ScoreAt("end", 52))
    assert [c.measure.code for c in changes([told], "end")] == ["plain"]
    assert changes([told], "middle") == []
    assert replace(told, at_intake=True).as_change.follow_up == 52

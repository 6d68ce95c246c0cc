"""From the store to an answer: the readers of when and how soon, on the sample clinic and on one that has loaded nothing."""

from datetime import date

import pandas as pd
import pytest

from domain.scope import Scope
from metrics.control_chart_months import month_values
from metrics.control_chart_xmr import xmr_chart
from metrics.early_response import early_responses
from metrics.plan_change import plan_change_rate
from metrics.response_scores import response_scores
from metrics.time_to_improvement import function_and_pain, improved_first, improvement_by_program, times_to_improvement
from store import over_time_readers as readers
from store.clinic_folder import read_clinic
from store.snapshot import open_snapshot


class Opened:
    def __init__(self, folder):
        self.clinic, self.snapshot = read_clinic(folder), open_snapshot(folder)
        self.as_of = self.clinic.clock.today()
        self.measures = list(self.clinic.measures.values())
        self.scores = response_scores(self.measures, self.ask("starting_scores"))

    def ask(self, name, *more, **named):
        return getattr(readers, f"read_{name}")(self.snapshot, Scope(), self.as_of, *more, **named)


@pytest.fixture(scope="module")
def sample(sample_clinic):
    opened = Opened(sample_clinic)
    yield opened
    opened.snapshot.close()


@pytest.fixture
def empty(empty_clinic):
    return Opened(empty_clinic)


def test_times_to_improvement_of_the_sample_clinic(sample):
    rows = sample.ask("first_improvement", sample.scores)
    answers = times_to_improvement(sample.measures, rows)
    odi = answers["odi"]
    assert odi.n > 300
    assert odi.curve.median.low < odi.curve.median.day < odi.curve.median.high
    assert odi.between.converged
    after, _ = odi.between.median
    assert after < odi.curve.median.day
    assert set(improvement_by_program(rows[rows["measure"] == "odi"])[0]) == {"functional", "interdisciplinary"}
    function, pain = function_and_pain(sample.measures, answers)
    pairs = sample.ask("first_improvement_pair", sample.scores, function.code, pain.code)
    first = improved_first(function, pain, pairs)
    assert (function.code, pain.code) == ("odi", "nrs_average")
    assert 0 < first.n_first + first.n_second < first.n <= odi.n


def test_months_of_the_sample_clinic_make_a_chart_and_small_ones_stay_gaps(sample):
    rows = sample.ask("monthly_shares", sample.scores)
    ends = rows[(rows["checkpoint"] == "program_end") & (rows["measure"] == "odi")]
    values = month_values(ends, "improved", "judged", limit=sample.clinic.percentage_from)
    assert [value.month for value in values] == sorted({date(v.month.year, v.month.month, 1) for v in values})
    small = {row["month"] for row in ends.to_dict("records") if row["judged"] < sample.clinic.percentage_from}
    assert small
    assert all(value.value is None and value.count in (None, 0) for value in values if value.month in small)
    forms = sample.ask("monthly_completeness")
    back = month_values(forms[forms["checkpoint"] == "week_6"], "any_form", "due", limit=sample.clinic.percentage_from)
    assert xmr_chart(back).stretches[0].centre == pytest.approx(
        sum(v.value for v in back if v.value is not None) / sum(v.value is not None for v in back)
    )


def test_early_responses_and_plan_changes_of_the_sample_clinic(sample):
    rows = sample.ask("early_response", sample.scores, "week_2", "program_end", "odi")
    answer = early_responses(sample.measures, rows, "odi", percentage_from=sample.clinic.percentage_from)
    due = {a.measure: a.due for a in answer.measures}
    assert due["nrs_average"] > due["peg"] > 100
    for a in answer.measures:
        assert a.due == a.n + a.missing_early + a.missing_later
    rate = plan_change_rate(sample.ask("plan_changes", sample.scores))
    assert 0 < rate.flagged.changed.count < rate.flagged.changed.total
    assert rate.flagged.named.count <= rate.flagged.changed.count


def test_a_score_marked_behind_is_flagged(sample):
    plain = plan_change_rate(sample.ask("plan_changes", sample.scores))
    scores = sample.snapshot.ask("courses", asked_patient=_everybody(sample))
    late = scores[scores["value"].notna() & (scores["checkpoint"] == "week_6") & (scores["measure"] == "odi")]
    marked = plan_change_rate(sample.ask("plan_changes", sample.scores, behind=late))
    assert plain.n_behind == 0
    assert marked.n_behind > 50
    assert marked.flagged.n > plain.flagged.n


def _everybody(opened) -> pd.DataFrame:
    ids = opened.snapshot.cursor().execute("select patient_id from patient").df()
    return ids.astype("str")


def test_a_clinic_that_has_loaded_nothing_gets_answers_that_say_so(empty):
    rows = empty.ask("first_improvement", empty.scores)
    assert times_to_improvement(empty.measures, rows) == {}
    odi = empty.clinic.measures["odi"]
    assert improved_first(odi, odi, empty.ask("first_improvement_pair", empty.scores, "odi", "peg")).why_not
    for frame, names in ((empty.ask("monthly_shares", empty.scores), ("improved", "judged")), (empty.ask("monthly_completeness"), ("any_form", "due"))):  # fmt: skip
        assert xmr_chart(month_values(frame, *names, limit=20)).why_not
    early = empty.ask("early_response", empty.scores, "week_2", "program_end", "odi")
    assert early_responses(empty.measures, early, "odi", percentage_from=20).why_not
    assert plan_change_rate(empty.ask("plan_changes", empty.scores)).flagged.why_not

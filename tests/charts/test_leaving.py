"""Tables as they leave the clinic: what is blotted out, and what stands behind each row."""

from dataclasses import replace

import numpy as np
import pytest

from charts.export_counts import of_curve, of_funnel, of_responders, of_times
from charts.improvement_time_plot import TimeLine
from charts.leaving import SUPPRESSED, completeness_table, everything, leaving, leaving_completeness
from charts.responder_curve_plot import responder_curve_table
from domain.measures import MEASURES
from metrics.completeness import CheckpointCompleteness
from metrics.funnel import funnel_of_shares
from metrics.responder_curve import responder_curve
from metrics.responders import responder_rate
from metrics.safe_export import Counts
from metrics.survival import kaplan_meier

ODI = MEASURES["odi"]


def test_a_row_that_stays_keeps_its_name_only():
    told = leaving([["ODI", "12 of 40", "30%"], ["NRS", "3 of 40", "8%"]], Counts(((12, 28), (3, 37))), 11)
    assert told.rows == (("ODI", "12 of 40", "30%"), ("NRS", SUPPRESSED, SUPPRESSED))
    assert (told.n_suppressed, told.has_picture) == (1, False)


def test_a_row_without_its_counts_is_refused():
    with pytest.raises(ValueError, match="argument"):
        leaving([["ODI"], ["NRS"]], Counts(((12,),)), 11)


def test_the_record_of_one_patient_is_no_count_of_people():
    told = everything([["Intake", "3"]])
    assert told.rows == (("Intake", "3"),)
    assert told.has_picture


def checkpoint(name, observed, missing, left, not_due):
    due = observed + missing + left
    return CheckpointCompleteness(name, name, 0, due + not_due, 0, not_due, due, observed, observed, missing, left)


def test_completeness_is_blotted_cell_by_cell_and_never_can_be_worked_out():
    rows = [checkpoint("Intake", 340, 20, 30, 40), checkpoint("Week 2", 311, 21, 7, 91)]
    told = leaving_completeness(rows, 11)
    assert told.rows[0][-1] == "430"
    assert told.rows[1][3] == SUPPRESSED
    assert sum(cell == SUPPRESSED for cell in told.rows[1]) >= 2
    assert not told.has_picture
    assert "7" not in {cell for row in told.rows for cell in row}


def test_completeness_without_small_counts_leaves_whole():
    rows = [checkpoint("Intake", 340, 20, 30, 40), checkpoint("Week 2", 311, 21, 17, 81)]
    columns, table = completeness_table(rows)
    told = leaving_completeness(rows, 11)
    assert list(map(list, told.rows)) == table
    assert told.has_picture
    assert len(columns) == len(table[0])


def test_nobody_leaves_nothing():
    assert leaving_completeness([], 11).rows == ()


def test_each_row_of_the_responder_curve_has_its_counts():
    curve = responder_curve(ODI, [50.0, 50.0], [20.0, 48.0], [3, 37])
    _, rows = responder_curve_table(ODI, curve)
    counts = of_curve(curve)
    assert len(counts.rows) == len(rows)
    told = leaving(rows, counts, 11)
    assert SUPPRESSED in {cell for row in told.rows for cell in row}
    assert not told.has_picture


def test_the_table_of_denominators_holds_more_than_the_dot_plot():
    rate = responder_rate(ODI, [50.0, 50.0, 50.0], [20.0, 48.0, 80.0], [60, 60, 4])
    counts = of_responders([rate, replace(rate, why_not="no rule")])
    assert 4 in counts.rows[0]  # four are worse, which the dot plot does not tell
    assert 4 not in counts.picture
    assert counts.rows[1] == ()


def test_a_point_of_the_funnel_tells_the_improved_and_the_others():
    answer = funnel_of_shares(["a", "b"], [20, 3], [40, 30])
    assert of_funnel(answer).rows == ((40, 20, 20), (30, 3, 27))
    assert of_funnel(answer).sizes == (40, 30)


def test_who_is_still_watched_stands_behind_each_week():
    days = np.array([10, 20, 30, 40] * 10)
    line = TimeLine("ODI", kaplan_meier(days, days < 35))
    counts = of_times([line], 56)
    assert counts.rows[0][0] == 20
    assert len(counts.rows) == 2

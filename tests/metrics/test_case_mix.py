import pandas as pd
import pytest

from domain.case_mix import NOT_RECORDED
from domain.measures import MEASURES
from metrics.case_mix import NOTABLE, case_mix

MIX = ("grp", "sex", "age_band", "pain_band", "payer", "n", "n_age", "age_total", "age_total_sq", "n_months", "months_total", "months_total_sq")  # fmt: skip
SCORES = ("grp", "measure", "n_due", "n", "total", "total_sq")


def table(*rows, scores=()):
    measures = [MEASURES["odi"], MEASURES["pseq"]]
    return case_mix(pd.DataFrame(rows, columns=list(MIX)), pd.DataFrame(list(scores), columns=list(SCORES)), measures)


TWO = table(
    ("south", "female", "35 to 49", None, "plan", 30, 30, 1200, 48300, 0, 0, 0),
    ("south", None, "35 to 49", "under 1 year", "state", 10, 10, 400, 16100, 10, 60, 400),
    ("north", "male", "65 or more", "under 1 year", "plan", 40, 40, 2800, 196400, 40, 240, 1600),
    scores=[("south", "odi", 40, 35, 1400, 57000), ("north", "odi", 40, 40, 1600, 64400)],
)  # fmt: skip


def test_groups_stand_in_alphabetical_order_with_their_sizes():
    assert (TWO.groups, TWO.sizes) == (("north", "south"), (40, 40))


def test_ages_are_means_with_their_standard_deviation():
    north, south = TWO.row("Age at start, years").cells
    assert (north.mean, south.mean, north.missing) == (70, 40, 0)
    assert south.sd == pytest.approx(((64400 - 40 * 40**2) / 39) ** 0.5)
    assert north.difference == pytest.approx(-south.difference)
    assert north.is_notable


def test_what_is_not_recorded_is_a_level_of_its_own_and_counted():
    sex = TWO.row("Sex", NOT_RECORDED)
    assert [(cell.share.count, cell.share.total, cell.missing) for cell in sex.cells] == [(0, 40, 0), (10, 40, 10)]


def test_bands_stand_in_their_own_order_and_what_is_not_recorded_last():
    rows = [
        ("a", "female", band, None, "plan", 5, 0, 0, 0, 0, 0, 0)
        for band in (None, "under 35", "65 or more", "35 to 49")
    ]
    levels = [row.level for row in table(*rows).rows if row.trait == "Age at start" and row.level]
    assert levels == ["under 35", "35 to 49", "65 or more", NOT_RECORDED]


def test_months_of_pain_are_a_mean_of_those_who_have_them():
    north, south = TWO.row("Months of pain").cells
    assert (north.mean, south.mean, south.n, south.missing) == (6, 6, 10, 30)


def test_the_intake_score_of_a_measure_is_a_row_and_a_measure_without_scores_is_none():
    north, south = TWO.row("odi").cells
    assert (north.mean, south.mean, south.missing) == (40, 40, 5)
    assert not [row for row in TWO.rows if row.trait == "pseq"]


def test_equal_groups_do_not_differ():
    rows = [(group, "female", "35 to 49", None, "plan", 20, 20, 800, 32100, 0, 0, 0) for group in ("a", "b")]
    answer = table(*rows)
    assert [cell.difference for cell in answer.row("Age at start, years").cells] == [0, 0]
    assert all(abs(cell.difference or 0) < NOTABLE for row in answer.rows for cell in row.cells)


def test_one_group_alone_has_nobody_to_differ_from():
    answer = table(("a", "female", "35 to 49", None, "plan", 20, 20, 800, 32100, 0, 0, 0))
    assert {cell.difference for row in answer.rows for cell in row.cells} == {None}


def test_groups_that_share_nothing_have_no_finite_difference():
    """All female here, all male there: no spread to divide by."""
    answer = table(
        ("a", "female", None, None, None, 5, 0, 0, 0, 0, 0, 0), ("b", "male", None, None, None, 5, 0, 0, 0, 0, 0, 0)
    )
    assert [cell.difference for cell in answer.row("Sex", "female").cells] == [None, None]


def test_nobody_is_an_empty_table():
    answer = table()
    assert (answer.groups, answer.sizes) == ((), ())

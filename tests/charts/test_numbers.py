"""How numbers read on screen."""

from datetime import date

import pytest

from charts.numbers import amount, day, number, percent, span, unit_after, with_unit, written_change
from domain.measures import MEASURES


@pytest.mark.parametrize(
    ("value", "text"), [(1204, "1,204"), (-3.5, "−3.5"), (7.0000001, "7"), (-0.0, "0"), (-0.001, "0"), (100, "100")]
)
def test_numbers_have_a_true_minus_and_no_empty_decimals(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("standing_tolerance", 45, "45 min"),
        ("phq9", 11, "11/27"),
        ("odi", 36, "36%"),
        ("promis_pi_tscore", 61.2, "61.2"),
        ("mme_day", 20, "20 mg/day"),
        ("eq5d5l_index", 0.678, "0.678"),
        ("vr12_pcs", 38.25, "38.2"),
    ],
)
def test_a_score_carries_its_unit(code, value, text):
    assert with_unit(MEASURES[code], value) == text


def test_every_measure_can_be_written():
    for measure in MEASURES.values():
        assert with_unit(measure, measure.lowest).startswith(number(measure.lowest))
        assert unit_after(measure) == unit_after(measure).rstrip()


@pytest.mark.parametrize(("change", "text"), [(4, "+4"), (-1, "−1"), (0, "±0")])
def test_a_change_carries_its_sign(change, text):
    assert written_change(MEASURES["odi"], 50, 50 + change).change == text


def written(code, *numbers):
    told = written_change(MEASURES[code], *numbers)
    return told.before, told.after, told.change, told.meaningful


@pytest.mark.parametrize(
    ("code", "numbers", "expected"),
    [
        ("pile_lumbar", (11.8, 16.79, 5), ("11.8", "16.79", "+4.99", "5")),  # 4.99 kg does not reach 5 kg
        ("phq9", (12.9, 8, 5), ("12.9", "8", "−4.9", "5")),  # a prorated total
        ("odi", (52, 36, 10), ("52", "36", "−16", "10")),
        ("phq9", (10, 15, None), ("10", "15", "+5", "")),
        ("peg", (6.0, 3.8, 2.22), ("6", "3.8", "−2.2", "2.22")),  # neither may look like the other
    ],
)
def test_a_change_that_misses_the_meaningful_change_is_not_rounded_up_to_it(code, numbers, expected):
    assert written(code, *numbers) == expected


def test_the_written_change_is_the_difference_of_the_written_scores():
    assert written("bpi_interference", 7.25, 5.15)[:3] == ("7.25", "5.15", "−2.1")
    assert written("peg", 20 / 3, 16 / 3)[:3] == ("6.7", "5.3", "−1.4")  # thirds never add up


def test_a_size_of_change_in_percent_is_said_in_points():
    assert amount(MEASURES["odi"], 10) == "10 points"
    assert amount(MEASURES["peg"], 1) == "1 point"
    assert amount(MEASURES["eq5d5l_index"], 0.08) == "0.08 points"


def test_ranges_have_an_en_dash_unless_a_minus_stands_beside_it():
    assert span("66", "80") == "66–80"
    assert span("−3", "2") == "−3 to 2"


def test_dates_and_shares():
    assert day(date(2025, 11, 17)) == "17 Nov 2025"
    assert percent(0.754) == "75"

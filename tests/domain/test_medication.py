"""A medication list of the store becomes the lines that the opioid dose is computed from."""

from datetime import date

import pandas as pd
import pytest

from domain.loaded import RowKind
from domain.medication import medicine_lines
from domain.opioid.lines import ingredient_lines
from domain.opioid.series import dose_series
from domain.rows import COLUMNS

DAY = date(2025, 3, 1)


def listed(**more):
    row = dict.fromkeys(COLUMNS[RowKind.MEDICATION][1:]) | {
        "patient_id": "p", "drug": "oxycodone", "strength": "5 mg", "dose": "2", "dose_unit": "tablets", "per_day": "tid",
        "route": "oral", "as_needed": False, "started": date(2025, 1, 1),
    }  # fmt: skip
    return pd.DataFrame([{**row, **more}], dtype=object)


def dose(**more) -> float:
    """mg oral morphine equivalent on DAY under CDC 2022: oxycodone counts 1.5."""
    return dose_series(medicine_lines(listed(**more)), until=DAY).on(DAY)["total"].iloc[0]


def test_strength_times_units_times_doses_a_day():
    assert dose() == pytest.approx(5 * 2 * 3 * 1.5)


def test_a_dose_in_milligrams_counts_by_itself():
    assert dose(dose="10", dose_unit="mg", strength="5 mg") == pytest.approx(10 * 3 * 1.5)


def test_an_amount_per_day_replaces_the_rest():
    assert dose(daily_amount="40 mg", dose=None, dose_unit=None, per_day=None) == pytest.approx(40 * 1.5)


def test_a_line_without_a_dose_is_unknown():
    assert pd.isna(dose(dose=None, dose_unit=None))


def test_a_medicine_that_was_stopped_on_an_unknown_day_is_unknown_and_does_not_run_on():
    assert pd.isna(dose(status="stopped"))
    assert dose(status="stopped", stopped=date(2025, 1, 31)) == 0


@pytest.mark.parametrize("status", ["entered_in_error", "draft", "not_taken"])
def test_a_line_that_says_nothing_is_taken_is_left_out(status):
    assert medicine_lines(listed(status=status)).empty


def test_whether_it_is_taken_as_needed_is_passed_on():
    assert ingredient_lines(medicine_lines(listed(as_needed=True)))["as_needed"].tolist() == [True]


def test_an_empty_list_gives_no_lines():
    assert medicine_lines(listed().iloc[:0]).empty

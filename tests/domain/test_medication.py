"""A medication list of the store becomes the lines that the opioid dose is computed from."""

import tracemalloc
from datetime import date

import pandas as pd
import pytest

from domain.loaded import RowKind
from domain.medication import medicine_lines
from domain.medication_dose import weekly_doses
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


def test_a_line_without_a_first_day_takes_no_room_for_the_years_before_the_first_dose():
    """Beside somebody with a dose; it took gigabytes, a place for every week since the beginning of the calendar."""
    about = {
        "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "3", "daily_amount": None, "route": "oral", "form": None,
        "as_needed": False, "basis": None, "stopped": None, "status": None, "days_supply": None, "quantity": None,
        "indication": None, "drug": "oxycodone", "in_conflict": False,
    }  # fmt: skip
    rows = pd.DataFrame([
        {**about, "medication_id": "m1", "patient_id": "p1", "started": date(2025, 1, 6)},
        {**about, "medication_id": "m2", "patient_id": "p2", "started": None},
    ])  # fmt: skip
    tracemalloc.start()
    weeks = weekly_doses(rows, date(2025, 2, 3))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert weeks["patient_id"].unique().tolist() == ["p1"]
    assert peak < 20_000_000

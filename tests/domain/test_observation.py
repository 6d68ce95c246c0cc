"""Which scored rows are accepted, and the sentence that each rejected one gets."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from domain.observation import check_observations

TODAY = date(2025, 11, 17)


def check(patient="p1", measure="odi", value=30, on_date=TODAY, form=None):
    row = pd.DataFrame([{"patient": patient, "measure": measure, "value": value, "on_date": on_date, "form": form}])
    found = check_observations(row, TODAY).iloc[0]
    return found.code, found.reason


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        ({"value": 110}, "out_of_range", "110 is outside 0–100 for Oswestry Disability Index."),
        ({"value": -0.5}, "out_of_range", "-0.5 is outside 0–100 for Oswestry Disability Index."),
        ({"measure": "mme_day", "value": -1}, "out_of_range",
         "-1 is below 0 mg/day, the least possible for Daily oral morphine milligram equivalents (MME)."),
        ({"measure": "chair_stand_30s", "value": 11.5}, "off_step",
         "11.5 is no score of 30-second chair stand: scores go in steps of 1 from 0 to 60."),
        ({"measure": "promis_pi_tscore", "value": 78.3, "form": "4a"}, "out_of_range",
         "78.3 is outside 41.6–75.6 for PROMIS Pain Interference T-score, form 4a."),
        ({"measure": "vas"}, "unknown_measure", "There is no measure 'vas'."),
        ({"measure": None}, "unknown_measure", "The row names no measure."),
        ({"on_date": date(2025, 11, 18)}, "future_date", "2025-11-18 lies in the future."),
        ({"on_date": None}, "bad_date", "The row has no date."),
        ({"on_date": "03/04/2024"}, "bad_date", "The row has no date."),
        ({"value": None}, "bad_number", "The score for Oswestry Disability Index is missing or is no number."),
        ({"value": np.inf}, "bad_number", "The score for Oswestry Disability Index is missing or is no number."),
        ({"patient": "  "}, "no_patient", "The row names no patient."),
        ({"patient": None, "value": 110}, "no_patient", "The row names no patient."),
    ],
)  # fmt: skip
def test_a_rejected_row_says_why_in_one_sentence(row, code, reason):
    assert check(**row) == (code, reason)


@pytest.mark.parametrize(
    "row",
    [
        {"value": 0}, {"value": 100}, {"value": 35.56}, {"measure": "phq9", "value": 10.125}, {"measure": "peg", "value": 20 / 3},
        {"measure": "walk_6min", "value": 304.8}, {"measure": "mme_day", "value": 900}, {"measure": "promis_pi_tscore", "value": 78.3},
        {"measure": "sleep_efficiency", "value": 83.25}, {"on_date": datetime(2025, 11, 17, 18, 0)},
    ],
)  # fmt: skip
def test_scores_inside_the_scale_are_accepted_prorated_and_converted_ones_too(row):
    assert check(**row) == (None, None)


def test_half_a_point_is_no_pain_rating():
    assert check(measure="nrs_average", value=6.5)[0] == "off_step"


def test_a_value_that_fits_another_unit_is_asked_about_and_never_converted():
    code, reason = check(measure="walk_6min", value=1300)
    assert code == "out_of_range"
    assert reason == "1300 is outside 0–1000 m for Six-minute walk distance. Was it in ft? 1300 ft is 396.2 m."


def test_each_row_keeps_its_label_and_its_own_answer():
    rows = pd.DataFrame(
        {"patient": "p", "measure": ["odi", "nrs_average", "odi"], "value": [101, 5, 50], "on_date": [TODAY] * 3},
        index=[7, 7, 3],
    )
    found = check_observations(rows, TODAY)
    assert found.index.tolist() == [7, 7, 3]
    assert found["code"].tolist() == ["out_of_range", None, None]


def test_no_reason_names_a_patient():
    assert "p1" not in (check(value=999)[1] + check(on_date=None)[1] + check(measure="vas")[1])


def test_no_rows_give_no_answers():
    rows = pd.DataFrame(columns=["patient", "measure", "value", "on_date", "form"])
    assert check_observations(rows, TODAY).empty

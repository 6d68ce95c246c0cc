"""Answers → expected scores of whole forms, through the one public function. Synthetic answers, no wording."""

import json
from pathlib import Path

import pandas as pd
import pytest

from domain.instruments import score_instrument

CASES = json.loads(Path(__file__).with_name("form_cases.json").read_text(encoding="utf-8"))
OF_MEASURES = [
    {**case, "form": case["measure"], "answers": case["responses"]}
    for case in json.loads(Path(__file__).with_name("scoring_cases.json").read_text(encoding="utf-8"))
]


def test_with_the_cases_of_opioid_dose_there_are_137():
    opioid_cases = json.loads(Path(__file__).with_name("opioid_cases.json").read_text(encoding="utf-8"))
    names = [case["case"] for case in [*CASES, *OF_MEASURES]] + [
        case.get("case", case.get("case_id")) for case in opioid_cases
    ]
    assert len(set(names)) == len(names) == 137


@pytest.mark.parametrize("case", [*CASES, *OF_MEASURES], ids=lambda case: case["case"])
def test_a_form_gives_the_expected_scores_and_status(case):
    result = score_instrument(case["form"], pd.DataFrame([case["answers"]], dtype=object)).iloc[0]
    assert result["status"] == case["status"]
    assert bool(result["reason"]) == (case["status"] in ("not_scored", "invalid"))
    for name, expected in case["expected"].items():
        if expected is None:
            assert pd.isna(result[name]), name
        elif isinstance(expected, bool):
            assert result[name] == expected, name
        elif isinstance(expected, (int, float)):
            assert result[name] == pytest.approx(expected, abs=case["tolerance"] + 1e-9), name
        else:
            assert result[name] == expected, name

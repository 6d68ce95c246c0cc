"""Answers → expected scores of whole forms, through the one public function. Synthetic answers, no wording."""

import json
from pathlib import Path

import pandas as pd
import pytest

from domain.instruments import score_instrument

CASES = json.loads(Path(__file__).with_name("form_cases.json").read_text(encoding="utf-8"))


def test_there_are_34_cases():
    assert len({case["case"] for case in CASES}) == len(CASES) == 34


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_form_gives_the_expected_scores_and_status(case):
    result = score_instrument(case["form"], pd.DataFrame([case["answers"]], dtype=object)).iloc[0]
    assert result["status"] == case["status"]
    assert bool(result["reason"]) == (case["status"] in ("not_scored", "invalid"))
    for name, expected in case["expected"].items():
        if expected is None:
            assert pd.isna(result[name]), name
        elif isinstance(expected, (int, float)):
            assert result[name] == pytest.approx(expected, abs=case["tolerance"] + 1e-9), name
        else:
            assert result[name] == expected, name

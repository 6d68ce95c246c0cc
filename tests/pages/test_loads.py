"""Rejected rows taken home: complete, and harmless in a spreadsheet."""

import hashlib
import io

import pandas as pd

from pages.parts import loads


def rejected(*reasons):
    return pd.DataFrame(
        [
            {"file": "scores.csv", "line": i + 2, "column": None, "code": "bad_number", "reason": r}
            for i, r in enumerate(reasons)
        ]
    )


def test_the_file_name_holds_the_hash_of_the_content():
    name, content = loads.download(rejected("110 is outside 0–100"))
    assert name == f"rejected-rows-{hashlib.sha256(content).hexdigest()}.csv"
    assert loads.download(rejected("111 is outside 0–100"))[0] != name


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    _, content = loads.download(rejected("=1+1", "+1", "-20 is below 0", "@SUM(A1)", "\t=1+1", "\r=1+1", "plain"))
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    assert [text[:1] for text in frame["reason"]] == ["'"] * 6 + ["p"]


def test_line_numbers_stay_numbers():
    _, content = loads.download(rejected("plain"))
    assert pd.read_csv(io.BytesIO(content))["line"].tolist() == [2]


def test_reasons_are_counted_most_frequent_first():
    frame = pd.DataFrame({"code": ["bad_date", "out_of_range", "out_of_range"]})
    assert list(loads.reasons(frame).items()) == [("out_of_range", 2), ("bad_date", 1)]

"""Answers as JSON holds them."""

import json
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from domain.measures import MEASURES
from metrics.plain_answer import plain_answer
from metrics.proportion import wilson
from metrics.verdict import Word


@dataclass(frozen=True)
class Answer:
    measure: object
    scores: tuple = ()


def test_measures_words_days_and_numbers_become_plain():
    given = Answer(
        MEASURES["odi"], (Word.WORSE, date(2025, 11, 17), np.float64(1.5), np.int64(2), float("nan"), None, True)
    )
    assert plain_answer(given) == {"measure": "odi", "scores": ["worse", "2025-11-17", 1.5, 2, None, None, True]}


def test_an_answer_survives_json():
    assert json.loads(json.dumps(plain_answer(wilson(3, 12)), allow_nan=False))["count"] == 3


def test_fields_are_left_out_at_any_depth():
    assert plain_answer({"a": [Answer(1, (2,))]}, frozenset({"scores"})) == {"a": [{"measure": 1}]}


def test_a_frame_has_no_plain_form():
    with pytest.raises(TypeError, match="DataFrame has no plain form"):
        plain_answer(pd.DataFrame())

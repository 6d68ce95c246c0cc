"""What a clinician is warned of before going in."""

import datetime as dt

import pandas as pd
import pytest

from charts.flags import FlagKind
from pages.parts import attention

MONDAY, FRIDAY = dt.date(2025, 11, 10), dt.date(2025, 11, 14)


def answers(*rows):
    """Levels of item 9 with their days; None where the item is not known."""
    frame = pd.DataFrame(
        [("p", "phq9_item9", level, day) for level, day in rows], columns=["patient_id", "kind", "level", "on_date"]
    )
    return frame.astype({"level": "float64"})


def facts(frame):
    return [flag.fact for flag in attention.safety_flags(frame)]


def test_a_positive_answer_is_a_safety_flag_with_its_day():
    assert facts(answers((2, FRIDAY))) == ["PHQ-9 item 9 positive, 14 Nov 2025"]
    assert attention.safety_flags(answers((1, FRIDAY)))[0].kind is FlagKind.SAFETY


def test_a_later_zero_ends_the_flag():
    assert facts(answers((2, MONDAY), (0, FRIDAY))) == []


def test_an_unknown_answer_is_not_safe():
    assert facts(answers((None, FRIDAY))) == ["PHQ-9 item 9 unknown, 14 Nov 2025"]


def test_an_unknown_answer_does_not_end_a_positive_one():
    assert facts(answers((2, MONDAY), (None, FRIDAY))) == [
        "PHQ-9 item 9 positive, 10 Nov 2025",
        "PHQ-9 item 9 unknown, 14 Nov 2025",
    ]


@pytest.mark.parametrize("frame", [answers(), answers((0, FRIDAY))])
def test_nobody_is_flagged_without_reason(frame):
    assert facts(frame) == []

"""An answer as plain values that JSON can hold: fields by name, days as text, a measure as its code, NaN as null."""

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from math import isfinite
from typing import Any

import numpy as np

from domain.measure import Measure

INSIDE = "For use inside the clinic: small counts are shown, as on the screen."
"""Stands in every cohort's JSON: its small counts are not suppressed as in what leaves the clinic (`metrics.small_numbers`)."""


def plain_answer(answer: Any, leave_out: frozenset[str] = frozenset()) -> Any:
    """The same as lists, dictionaries, texts, numbers, truth values and None; an enumeration gives its value. `leave_out`:
    names of fields that are not told, at any depth.

    Raises TypeError for what has no plain form, such as a frame.
    """
    if isinstance(answer, Measure):
        return answer.code
    if isinstance(answer, Enum):
        return answer.value
    if answer is None or isinstance(answer, str | bool | int):
        return answer
    if isinstance(answer, float | np.floating):
        return float(answer) if isfinite(answer) else None
    if isinstance(answer, np.integer | np.bool_):
        return answer.item()
    if isinstance(answer, date):
        return answer.isoformat()
    return _whole(answer, leave_out)


def _whole(answer: Any, leave_out: frozenset[str]) -> Any:
    if is_dataclass(answer) and not isinstance(answer, type):
        kept = [field.name for field in fields(answer) if field.name not in leave_out]
        return {name: plain_answer(getattr(answer, name), leave_out) for name in kept}
    if isinstance(answer, dict):
        return {str(plain_answer(key)): plain_answer(value, leave_out) for key, value in answer.items()}
    if isinstance(answer, list | tuple | set | frozenset):
        return [plain_answer(value, leave_out) for value in answer]
    raise TypeError(f"{type(answer).__name__} has no plain form")

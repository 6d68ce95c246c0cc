"""Does a number fit one of the record, is it said of a place on a scale, and is it more sessions than were attended?"""

import re
from collections.abc import Sequence

from documents.found_numbers import FoundNumber
from documents.record_numbers import CONVERTED, RecordNumbers, Value
from domain.measure import TOLERANCE


def fits(one: FoundNumber, value: Value) -> bool:
    """Is it this number, as far as it is written out, in a unit that agrees?"""
    factor = 1.0
    if one.unit and one.unit != value.unit:
        if (one.unit, value.unit) in CONVERTED:
            factor = CONVERTED[(one.unit, value.unit)]
        elif value.is_share or not (one.unit == "points" and value.unit in ("points", "%", "")):
            return False
    coarse = 0.1 if factor > 10 else 1.0  # an hour is 57 to 63 minutes, not 30 to 90
    slack = 0.5 * 10**-one.decimals * factor * coarse + TOLERANCE
    return abs(one.number * factor - abs(value.number)) <= slack


_LEVEL = re.compile(
    r"\b(?:is|are|was|were|to|at|reach(?:es|ed)|st(?:ands?|ood)|walk(?:s|ed)?|lift(?:s|ed)?|sits?|sat|tolerates?d?|scores?d?)\s+"
    r"(?:(?:now|only|just|about|around|nearly|almost|over|under|up to|for|more than|at least|some)\s+)*$",
    re.I,
)
"""What stands before a place on a scale: 'stands for over 60 min'. A change, a threshold or a target is none."""
_NO_LEVEL = re.compile(
    r"\b(?:chang\w*|thresholds?|differ\w*|meaningful|errors?|mcid|mdc\w*|gain\w*|improvements?|drop|reduction|relief|share|count\w*|"
    r"needed|required|close|compared|due)\b",
    re.I,
)
HOPED = re.compile(
    r"\b(?:goals?|targets?|aim(?:s|ed|ing)?|plan(?:s|ned)?|hopes?|wants?|expect(?:s|ed)?|next|will|should|would|could|until)\b[^:;,]{0,60}$",
    re.I,
)
"""What is hoped for is not said of the record: 'the goal is 60 min'."""


def says_level(before: str) -> bool:
    clause = re.split(r"[:;,(]", before)[-1]
    return bool(_LEVEL.search(before)) and not _NO_LEVEL.search(clause) and not HOPED.search(before)


def is_no_level(one: FoundNumber, own: Sequence[str], record: RecordNumbers) -> bool:
    """A number of the measure, but none of its scores."""
    values = [value for code in own for value in record.by_measure.get(code, ())]
    scores = [value for value in values if value.is_score]
    return bool(scores) and _has_unit_of(one, scores) and not any(fits(one, value) for value in scores)


def _has_unit_of(one: FoundNumber, scores: Sequence[Value]) -> bool:
    units = {value.unit for value in scores}
    return not one.unit or one.unit in units or any((one.unit, unit) in CONVERTED for unit in units)


_ATTENDED = re.compile(r"\b(?:attended|completed|came to|took part in)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?$", re.I)
_OF_SESSIONS = re.compile(
    r"\s*(?:of )?(?:the |her |his |their )?(?:planned |recorded |scheduled )?(?:sessions|visits|attendance)\b", re.I
)
_EACH_WEEK = re.compile(r"\s*(?:a|per|each|every|weekly)\b", re.I)


def is_too_many_sessions(one: FoundNumber, before: str, behind: str, record: RecordNumbers) -> bool:
    """'Attended 10 sessions', '100 % of sessions', where fewer were."""
    attended, recorded = record.sessions
    if not recorded or one.of is not None:
        return False
    if one.unit == "%":
        return bool(_OF_SESSIONS.match(behind)) and one.number > 100 * attended / recorded + 0.5
    is_attended = one.unit == "sessions" and _ATTENDED.search(before) and not _EACH_WEEK.match(behind)
    return bool(is_attended) and one.number > attended


def said_of_sessions(record: RecordNumbers) -> tuple[str, bool]:
    attended, recorded = record.sessions
    return f"The record says: {attended} of {recorded} sessions attended.", True

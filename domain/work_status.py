"""How much work is restricted, read from the words of a work status: less restricted, more, or not to be told."""

import re
from dataclasses import dataclass
from enum import IntEnum


class Restriction(IntEnum):
    """Less is better."""

    NONE = 0
    MODIFIED = 1
    OFF_WORK = 2


_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:h|hr|hrs|hours?)\b(?:\s*(?:a|per|/)\s*(day|d\b|week|wk))?", re.IGNORECASE)
_OFF = re.compile(
    r"\b(off work|not working|unable to work|no work|totally disabled|total temporary disability|temporary total disability|"
    r"sick leave)\b",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"\b(modified|light|limited|restricted|reduced|part[- ]time|transitional|sedentary|alternate)\b|\bwith restrictions?\b|"
    r"\brestrictions?:",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"\b(full duty|regular duty|full[- ]time|usual work|unrestricted|no restrictions?|without restrictions?|full work)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class WorkStatus:
    """`hours` a day (or a week, `per_week`) where a modified duty names them."""

    restriction: Restriction
    hours: float | None = None
    per_week: bool = False
    words: str = ""


def work_status(detail: str | None) -> WorkStatus | None:
    """The status that the words of a work-status event tell; None where they fit none or more than one."""
    text = detail or ""
    plain = re.sub(r"\b(no|without) restrictions?\b", "", text, flags=re.IGNORECASE)
    told = [
        restriction
        for restriction, fits in (
            (Restriction.OFF_WORK, _OFF.search(text)),
            (Restriction.MODIFIED, _MODIFIED.search(plain)),
            (Restriction.NONE, _FULL.search(text)),
        )
        if fits
    ]
    if len(told) != 1:
        return None
    hours = _HOURS.search(text) if told[0] is Restriction.MODIFIED else None
    per_week = bool(hours and (hours.group(2) or "").startswith("w"))
    return WorkStatus(told[0], float(hours.group(1)) if hours else None, per_week, text.strip())


def is_less_restricted(before: WorkStatus, after: WorkStatus) -> bool | None:
    """Is the later status less restricted than the earlier? None where two modified duties cannot be compared."""
    if before.restriction is not after.restriction:
        return after.restriction < before.restriction
    if before.restriction is not Restriction.MODIFIED or before.words.casefold() == after.words.casefold():
        return False
    if before.hours is None or after.hours is None or before.per_week != after.per_week:
        return None
    return after.hours > before.hours if after.hours != before.hours else None

"""Pittsburgh Sleep Quality Index: seven components 0–3 and their sum.

Traps. Efficiency is a real number: 84.5 % lies in 75–<85 and gives 1. Duration: more than 7 h gives
0, so exactly 7 h gives 1, exactly 6 h 1, exactly 5 h 2. Bed time may lie after midnight. Latency is
answered in minutes. A blank 'other reason' (q5j) counts as 0; nothing else may be blank.
"""

import numpy as np

from domain.answers import Filled, amount, clock, rating
from domain.instrument import Scores, contradiction, unanswered

LONGEST_IN_BED = 18
"""Hours. Beyond it a 12-hour clock time is the likelier reading, so the form asks to be looked at."""

_WAKING = tuple(f"q5{letter}" for letter in "abcdefghij")
LISTS = (("q5a_to_q5j", _WAKING),)

PARTS = (
    clock("bed"),
    amount("latency_min", 0, 720),
    clock("wake"),
    amount("hours", 0, 24),
    *(rating(name, 0, 3) for name in _WAKING),
    *(rating(name, 0, 3) for name in ("q6_medication", "q7", "q8", "q9_quality")),
)
COMPONENTS = ("quality", "latency", "duration", "efficiency", "disturbances", "medication", "dysfunction")
COLUMNS = ("psqi", *COMPONENTS, "efficiency_percent")
_NEEDED = tuple(part.name for part in PARTS if part.name != "q5j")


def score(filled: Filled) -> Scores:
    in_bed = (filled["wake"] - filled["bed"]) % 24
    percent = np.divide(100 * filled["hours"], in_bed, out=np.full(len(filled), np.nan), where=in_bed > 0)
    components = _components(filled, percent)
    total = np.sum([components[name] for name in COMPONENTS], axis=0)
    problems = (
        unanswered(filled, _NEEDED, "PSQI"),
        contradiction(in_bed == 0, "Bed time and getting-up time are the same."),
        contradiction(in_bed > LONGEST_IN_BED, "More than 18 hours in bed; was a 12-hour clock time meant?"),
        contradiction(percent > 100 + 1e-9, "More hours are slept than were spent in bed."),
    )
    return Scores({"psqi": total, **components, "efficiency_percent": percent}, problems)


def _components(filled: Filled, percent: np.ndarray) -> dict[str, np.ndarray]:
    disturbed = filled.block(_WAKING[1:-1]).sum(axis=1) + np.nan_to_num(filled["q5j"])
    hours = filled["hours"]
    return {
        "quality": filled["q9_quality"],
        "latency": _above(_above(filled["latency_min"], 15, 30, 60) + filled["q5a"], 0, 2, 4),
        "duration": _known(hours, (hours <= 7) * 1.0 + (hours < 6) + (hours < 5)),
        "efficiency": _known(percent, (percent < 85) * 1.0 + (percent < 75) + (percent < 65)),
        "disturbances": _above(disturbed, 0, 9, 18),
        "medication": filled["q6_medication"],
        "dysfunction": _above(filled["q7"] + filled["q8"], 0, 2, 4),
    }


def _above(values: np.ndarray, *limits: float) -> np.ndarray:
    """How many of the limits a value exceeds: 0 to 3."""
    return _known(values, np.sum([values > limit for limit in limits], axis=0))


def _known(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), np.nan, points)

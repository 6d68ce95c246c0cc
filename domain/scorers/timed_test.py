"""Physical tests that are timed, or not done: a number, or the word why there is none.

'Unable' is a valid worst result and no missing one. It has no number, so it stands beside the score.
"""

from functools import partial

import numpy as np

from domain.answers import Filled, Part, amount, choice
from domain.instrument import Problem, Scorer, Scores, contradiction, flags

UNABLE = "unable"
_STATES = ("done", UNABLE, "pain", "safety", "refused", "equipment")


def timed_parts(code: str, lowest: float, highest: float) -> tuple[Part, ...]:
    """The result, and `status`: done, unable, or the reason why the test was not done."""
    return (
        amount(code, lowest, highest),
        choice("status", {name: float(i) for i, name in enumerate(_STATES)}, counted=False),
    )


def timed_columns(code: str) -> tuple[str, str]:
    return (code, "ordinal")


def timed_scorer(code: str, name: str) -> Scorer:
    return partial(_timed, code, name)


def _timed(code: str, name: str, filled: Filled) -> Scores:
    value, state = filled[code], filled["status"]
    not_done = state > 0
    words = np.array([*_STATES, None], dtype=object)[np.where(np.isnan(state), len(_STATES), state).astype(int)]
    ordinal = flags(words, not_done)
    reasons = [
        f"Not done ({word}); {name} has no number."
        if word != UNABLE
        else f"Unable: the worst result of {name}, without a number."
        for word in words[not_done]
    ]
    problems = (
        Problem(np.isnan(value), f"{name} is not recorded."),
        Problem(not_done, reasons),
        contradiction(not_done & ~np.isnan(value), f"{name} has a number although it was not done."),
    )
    return Scores({code: np.where(not_done, np.nan, value), "ordinal": ordinal}, problems)


WALK_PARTS = (amount("distance_m", 0.1, 100), amount("time_s", 0.1, 600), amount("gait_speed_10m", 0, 3))
WALK_COLUMNS = ("gait_speed_10m",)


def gait_speed(filled: Filled) -> Scores:
    """Metres per second from the timed distance and its time, or as given."""
    given, speed = filled["gait_speed_10m"], filled["distance_m"] / filled["time_s"]
    value = np.where(np.isnan(given), speed, given)
    problems = (
        Problem(np.isnan(value), "The timed distance and its time are both needed."),
        contradiction(
            ~np.isnan(given) & ~np.isnan(speed) & (np.abs(given - speed) > 0.01),
            "The speed is not distance divided by time.",
        ),
        contradiction(speed > 3, "The speed is above 3 m/s, the most that a walk can be."),
    )
    return Scores({"gait_speed_10m": value}, problems)

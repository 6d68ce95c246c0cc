"""Work Productivity and Activity Impairment, general health: four percentages of the last seven days.

q2 hours missed for health, q4 hours worked, q5 and q6 ratings 0–10. Who is not employed has an
activity impairment only. With no hour worked, presenteeism is undefined and overall impairment is
absenteeism; with no hour worked and none missed (a holiday), all three are undefined.
"""

import numpy as np

from domain.answers import Filled, amount, rating, yes_no
from domain.instrument import Problem, Scores, contradiction, unanswered

HOURS_OF_A_WEEK = 168

PARTS = (
    yes_no("employed", counted=False),
    amount("q2", 0, HOURS_OF_A_WEEK),
    amount("q3", 0, HOURS_OF_A_WEEK),
    amount("q4", 0, HOURS_OF_A_WEEK),
    rating("q5"),
    rating("q6"),
)
COLUMNS = ("wpai_absenteeism", "wpai_presenteeism", "wpai_overall", "wpai_activity")


def score(filled: Filled) -> Scores:
    missed, worked, at_work, activity = (filled[name] for name in ("q2", "q4", "q5", "q6"))
    employed = filled["employed"] == 1
    hours = missed + worked
    absent = np.divide(missed, hours, out=np.full(len(filled), np.nan), where=employed & (hours > 0))
    present = np.where(employed & (worked > 0), at_work / 10, np.nan)
    overall = np.where(worked == 0, absent, absent + (1 - absent) * present)
    values = (absent, present, overall, activity / 10)
    return Scores(
        dict(zip(COLUMNS, (100 * value for value in values), strict=True)), _problems(filled, employed, worked)
    )


def _problems(filled: Filled, employed: np.ndarray, worked: np.ndarray) -> tuple[Problem, ...]:
    missing = np.isnan(np.stack([filled[name] for name in ("q2", "q4")])).any(axis=0)
    unrated = (worked > 0) & np.isnan(filled["q5"])
    return (
        unanswered(filled, ("q6",), "WPAI"),
        Problem(
            employed & unrated, "Item 5 is not answered, though hours were worked; impairment at work is not known."
        ),
        Problem(employed & missing, "The hours missed or worked are not answered; the work scores are not known."),
        Problem(np.isnan(filled["employed"]), "Employment is not answered; the work scores are not known."),
        contradiction(
            np.nan_to_num(filled["q2"]) + np.nan_to_num(worked) > HOURS_OF_A_WEEK,
            "The hours missed and worked exceed a week.",
        ),
    )

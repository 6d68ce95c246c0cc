"""Sleep of one night from minutes, or the mean of a week from its nights. The denominator is time in bed.

Total sleep time = time in bed − sleep onset latency − wake after sleep onset (− early awakening);
efficiency = 100 × total sleep time / time in bed. A week needs 4 of 7 nights (recalled rule).
"""

import numpy as np

from domain.answers import Filled, amount
from domain.instrument import Problem, Scores, contradiction, unanswered

NIGHTS_NEEDED = 4
_NIGHTS = tuple(f"night_{number}" for number in range(1, 8))
LISTS = (("nights_se", _NIGHTS),)

PARTS = (
    amount("time_in_bed_min", 1, 1080),
    amount("sol", 0, 720),
    amount("waso", 0, 720),
    amount("early_awakening", 0, 720),
    *(amount(name, 0, 100) for name in _NIGHTS),
)
COLUMNS = ("sleep_efficiency", "sleep_tst", "sleep_sol", "sleep_waso", "mean_se", "n_nights")
_NIGHT = ("time_in_bed_min", "sol", "waso")


def score(filled: Filled) -> Scores:
    nights = filled.block(_NIGHTS)
    has_nights = not filled.absent.issuperset(_NIGHTS)
    return _both(filled, nights, np.isnan(filled.block(_NIGHT)).all(axis=1) & has_nights)


def _both(filled: Filled, nights: np.ndarray, is_week: np.ndarray) -> Scores:
    in_bed, onset, awake = (filled[name] for name in _NIGHT)
    asleep = in_bed - onset - awake - np.nan_to_num(filled["early_awakening"])
    count = (~np.isnan(nights)).sum(axis=1)
    enough = count >= NIGHTS_NEEDED
    mean = np.divide(np.nansum(nights, axis=1), count, out=np.full(len(filled), np.nan), where=enough)
    blank = unanswered(filled, _NIGHT, "A night")
    problems = (
        Problem(
            blank.where & ~is_week,
            [reason for reason, week in zip(blank.reason, is_week[blank.where], strict=True) if not week],
        ),
        Problem(
            is_week & ~enough,
            [
                f"{n} of 7 nights have a sleep efficiency; a weekly mean needs {NIGHTS_NEEDED}."
                for n in count[is_week & ~enough]
            ],
        ),
        contradiction(asleep < 0, "The night has more minutes awake than in bed."),
    )
    columns = {
        "sleep_efficiency": np.where(is_week, mean, 100 * asleep / in_bed),
        "sleep_tst": asleep,
        "sleep_sol": onset,
        "sleep_waso": awake,
        "mean_se": np.where(is_week, mean, np.nan),
        "n_nights": np.where(is_week, count, np.nan),
    }
    return Scores(columns, problems)

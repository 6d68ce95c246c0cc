"""How many questionnaires a second are scored? Floor: a bare NumPy sum over the same array, same run.

`python -m benchmarks.scoring [FORMS]`. A form goes from a table of answers to its scores, bands, status and reason. One form in
ten has a blank item, so that proration and refusal are part of the work. Each time is the best of three.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from domain.instruments import INSTRUMENTS, score_instrument

FORMS = 200_000
CODES = ("phq9", "odi", "promis29")


def answers_of(code: str, forms: int) -> pd.DataFrame:
    """Random answers, one form in ten with a blank item."""
    chance = np.random.default_rng(20251117)
    parts = [part for part in INSTRUMENTS[code].parts if part.counted]
    values = np.column_stack([chance.integers(part.lowest, part.highest + 1, forms) for part in parts]).astype(float)
    blank = chance.random(forms) < 0.1
    values[blank, chance.integers(0, len(parts), blank.sum())] = np.nan
    return pd.DataFrame(values, columns=[part.name for part in parts])


def best_of_three(work: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main(forms: int = FORMS) -> None:
    for code in CODES:
        answers = answers_of(code, forms)
        matrix = np.ascontiguousarray(answers.to_numpy())
        floor = best_of_three(lambda matrix=matrix: matrix.sum(axis=1))
        seconds = best_of_three(lambda code=code, answers=answers: score_instrument(code, answers))
        print(
            f"scoring  {code:9} {forms:,} forms: {forms / seconds:,.0f} questionnaires/s; "
            f"floor {forms / floor:,.0f}/s; {floor / seconds:.3f} of the floor ({seconds / floor:.0f} times a bare sum)"
        )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))

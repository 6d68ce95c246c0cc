"""PROMIS Global-10: physical and mental health T-scores, from four of the ten items each.

The form prints the numbers of items 8 and 10 so that 5 is best; q8 and q10, or `global08_reversed` and
`global10_reversed`, are read that way. `global08` and `global10` hold the answers numbered in the order in
which they are listed (1 best) and are turned round here. The 0–10 pain rating is recoded to 5–1.
"""

import numpy as np

from domain.answers import Filled, Part
from domain.instrument import Problem, Scores, contradiction
from domain.raw_to_t import TABLES

_NAME = "PROMIS Global-10"
_PAIN_AS_ANSWER = np.array([5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1], dtype=float)
_LISTED = (Part("global08", 1, 5), Part("global10", 1, 5))


def _parts() -> tuple[Part, ...]:
    names = [f"global{n:02}{'_reversed' if n in (8, 10) else ''}" for n in range(1, 11)]
    return (*(Part(name, 0 if name == "global07" else 1, 10 if name == "global07" else 5) for name in names), *_LISTED)


PARTS = _parts()


def score_global(code: str, table: str, items: tuple[int, ...], filled: Filled) -> Scores:
    """One of the two scores: four items, added and looked up."""
    answers = np.column_stack([_answers(filled, item) for item in items])
    raw = answers.sum(axis=1)
    known = ~np.isnan(raw)
    t_score, error = TABLES[table].at(np.where(known, raw, 4))
    t_score, error = np.where(known, t_score, np.nan), np.where(known, error, np.nan)
    needed = f"This score of {_NAME} needs each of its items {', '.join(map(str, items))}."
    return Scores(
        {code: t_score, "raw": raw, "t": t_score, "se": error}, (Problem(~known, needed), *_disagreements(filled))
    )


def _answers(filled: Filled, item: int) -> np.ndarray:
    """Answers to an item, 5 = best."""
    if item == 7:
        pain = filled["global07"]
        known = ~np.isnan(pain)
        return np.where(known, _PAIN_AS_ANSWER[np.where(known, pain, 0).astype(int)], np.nan)
    if item in (8, 10):
        turned = filled[f"global{item:02}_reversed"]
        return np.where(np.isnan(turned), 6 - filled[f"global{item:02}"], turned)
    return filled[f"global{item:02}"]


def _disagreements(filled: Filled) -> list[Problem]:
    return [
        contradiction(
            np.abs(filled[f"global{item:02}_reversed"] + filled[f"global{item:02}"] - 6) > 0,
            f"Item {item} of {_NAME} is given twice, and differs.",
        )
        for item in (8, 10)
    ]

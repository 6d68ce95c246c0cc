"""PROMIS Global-10: physical and mental health T-scores, from four of the ten items each.

The form prints the numbers of items 8 and 10 so that 5 is best; q8 and q10, or `global08_reversed` and
`global10_reversed`, are read that way. `global08` and `global10` hold the answers numbered in the order in
which they are listed (1 best) and are turned round here. The 0–10 pain rating is recoded to 5–1.
"""

from functools import partial

import numpy as np

from domain.answers import Filled, Part
from domain.instrument import Instrument, Problem, Scores, contradiction, unanswered
from domain.measures.sources import awell_score
from domain.raw_to_t import TABLES

_NAME = "PROMIS Global-10"
_PAIN_AS_ANSWER = np.array([5, 4, 4, 4, 3, 3, 3, 2, 2, 2, 1], dtype=float)


def _parts() -> tuple[Part, ...]:
    names = [f"global{n:02}{'_reversed' if n in (8, 10) else ''}" for n in range(1, 11)]
    return (*(Part(name, 0 if name == "global07" else 1, 10 if name == "global07" else 5) for name in names), *_LISTED)


_LISTED = (Part("global08", 1, 5), Part("global10", 1, 5))


def _score(code: str, table: str, items: tuple[int, ...], filled: Filled) -> Scores:
    answers = np.column_stack([_answers(filled, item) for item in items])
    raw = answers.sum(axis=1)
    known = ~np.isnan(raw)
    t_score, error = TABLES[table].at(np.where(known, raw, 4))
    t_score, error = np.where(known, t_score, np.nan), np.where(known, error, np.nan)
    problems = (unanswered(filled, [_column(filled, item) for item in items], _NAME), *_disagreements(filled))
    return Scores({code: t_score, "raw": raw, "t": t_score, "se": error}, problems)


def _column(filled: Filled, item: int) -> str:
    """The column that holds an item; of the two of items 8 and 10 the one that the source has."""
    plain = f"global{item:02}"
    return f"{plain}_reversed" if item in (8, 10) and f"{plain}_reversed" not in filled.absent else plain


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
            np.abs(filled[f"global{item:02}_reversed"] + filled[f"global{item:02}"] - 6) > 0, f"Item {item} of {_NAME} is given twice, and differs."
        )
        for item in (8, 10)
    ]


def _instrument(code: str, name: str, table: str, items: tuple[int, ...], how: str) -> Instrument:
    return Instrument(
        code=code,
        name=name,
        parts=_parts(),
        columns=(code, "raw", "t", "se"),
        measures=(code,),
        scorer=partial(_score, code, table, items),
        source=awell_score("promis_10"),
        verified=True,
        how=how,
        missing="Its four items are needed; the other six are read and not scored.",
    )


GLOBAL_PHYSICAL = _instrument(
    "promis_global_phys_tscore", "PROMIS Global-10 physical health", "promis_global_physical_health_4", (3, 6, 7, 8),
    "Items 3, 6, 7 (0–10, recoded to 5–1) and 8 (5 = best) are added and looked up.",
)  # fmt: skip
GLOBAL_MENTAL = _instrument(
    "promis_global_mental_tscore", "PROMIS Global-10 mental health", "promis_global_mental_health_4", (2, 4, 5, 10),
    "Items 2, 4, 5 and 10 (5 = best) are added and looked up.",
)  # fmt: skip

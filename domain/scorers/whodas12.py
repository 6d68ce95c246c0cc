"""WHODAS 2.0, 12 items, simple scoring: the sum of the answers, and the same in percent of 48."""

import numpy as np

from domain.answers import Filled, whole_items
from domain.instrument import Instrument, Problem, Scores
from domain.measures.sources_quality_of_life import WHODAS_MANUAL_MISSING

_ITEMS = tuple(f"q{number}" for number in range(1, 13))
_LEAST = 11


def _score(filled: Filled) -> Scores:
    answers = filled.block(_ITEMS)
    count = (~np.isnan(answers)).sum(axis=1)
    enough = count >= _LEAST
    total = np.where(enough, np.nansum(answers, axis=1) * 12 / np.maximum(count, 1), np.nan)
    too_few = [f"{n} of 12 items are answered; {WHODAS12_FORM.name} needs at least {_LEAST}." for n in count[~enough].tolist()]
    return Scores({"whodas12": total, "percent": total / 48 * 100}, (Problem(~enough, too_few),), prorated=enough & (count < 12))


WHODAS12_FORM = Instrument(
    code="whodas12",
    name="WHODAS 2.0, 12 items",
    parts=whole_items(12, 0, 4),
    columns=("whodas12", "percent"),
    measures=("whodas12",),
    scorer=_score,
    source=WHODAS_MANUAL_MISSING,
    verified=False,
    how="The 12 answers, coded 0–4, are added.",
    missing="One blank item takes the mean of the other 11; with more blanks there is no score.",
)

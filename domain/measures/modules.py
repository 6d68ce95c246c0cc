"""Optional parts of instruments: scored by themselves, no measures of their own."""

from functools import partial

import numpy as np

from domain.answers import Filled, whole_items
from domain.instrument import Instrument, Scores, unanswered
from domain.measures.sources import awell_score

_PARTS = whole_items(4, 1, 5)
_ITEMS = tuple(part.name for part in _PARTS)


def _module(code: str, name: str) -> Instrument:
    return Instrument(
        code, name, _PARTS, (code,), (), partial(_score, code, name), awell_score("quickdash"), True,
        how="(Mean of 4 items − 1) × 25.", missing="All 4 items are needed.",
    )  # fmt: skip


def _score(code: str, name: str, filled: Filled) -> Scores:
    return Scores({code: 25 * (np.mean(filled.block(_ITEMS), axis=1) - 1)}, (unanswered(filled, _ITEMS, name),))


MODULES = (
    _module("quickdash_work", "QuickDASH work module"),
    _module("quickdash_sport", "QuickDASH sport and performing arts module"),
)

"""How often does each payer approve, and how long does it take?"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.proportion import Proportion, wilson
from metrics.weighted_quantile import weighted_quantiles

FIRST = "initial"
MEDIAN_FROM = 5
"""From how many decisions a median of days is told; the house's own rule."""


@dataclass(frozen=True)
class Turnaround:
    """Days from request to decision: median and middle half, of `n` decisions with both days known; None from fewer than
    MEDIAN_FROM. `without_days`: decisions whose days are not known."""

    n: int
    median: float | None
    low: float | None
    high: float | None
    without_days: int


@dataclass(frozen=True)
class PayerRecord:
    """`first`: first requests that were approved as asked, of those decided; `first_partly`, `first_denied` the others of them.
    `appeals`: later requests (peer to peer, reconsideration, appeal, review) that brought an approval, in full or in part, of
    those decided. `open`: not decided yet. `withdrawn` requests are in no share. `turnaround` is of first requests."""

    payer: str | None
    first: Proportion
    first_partly: int
    first_denied: int
    appeals: Proportion
    open: int
    withdrawn: int
    turnaround: Turnaround
    appeals_turnaround: Turnaround


def payer_records(decisions: pd.DataFrame) -> tuple[PayerRecord, ...]:
    """One record per payer, by code, those without a payer last.

    Args:
        decisions: of one origin: payer, level, decision (None: not decided), days (NaN: not known), n. Loaded lists and
            the register may tell of the same request: ask for each by itself.
    """
    codes = sorted({code for code in decisions["payer"] if isinstance(code, str)})
    groups = [(code, decisions[decisions["payer"] == code]) for code in codes]
    nobody = decisions[decisions["payer"].isna()]
    return tuple(_record(code, rows) for code, rows in [*groups, *([(None, nobody)] if len(nobody) else [])])


def all_payers(decisions: pd.DataFrame) -> PayerRecord:
    """The same over everybody."""
    return _record(None, decisions)


def _record(payer: str | None, rows: pd.DataFrame) -> PayerRecord:
    is_first = rows["level"].fillna(FIRST) == FIRST
    first, later = rows[is_first], rows[~is_first]
    granted = {name: _count(first, [name]) for name in ("approved", "partly", "denied")}
    overturned, upheld = _count(later, ["approved", "partly"]), _count(later, ["denied"])
    return PayerRecord(
        payer,
        wilson(granted["approved"], sum(granted.values())),
        granted["partly"],
        granted["denied"],
        wilson(overturned, overturned + upheld),
        int(rows.loc[rows["decision"].isna(), "n"].sum()),
        _count(rows, ["withdrawn"]),
        _turnaround(first),
        _turnaround(later),
    )


def _count(rows: pd.DataFrame, decisions: Iterable[str]) -> int:
    return int(rows.loc[rows["decision"].isin(list(decisions)), "n"].sum())


def _turnaround(rows: pd.DataFrame) -> Turnaround:
    decided = rows[rows["decision"].isin(["approved", "partly", "denied"])]
    known = decided[decided["days"].notna()]
    n, without = int(known["n"].sum()), int(decided["n"].sum() - known["n"].sum())
    if n < MEDIAN_FROM:
        return Turnaround(n, None, None, None, without)
    days, counts = known["days"].to_numpy(float), known["n"].to_numpy(np.int64)
    low, median, high = weighted_quantiles(days, counts, (0.25, 0.5, 0.75))
    return Turnaround(n, float(median), float(low), float(high), without)

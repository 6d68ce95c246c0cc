"""How much relief did each diagnostic block bring, on one scale?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from domain.measure import TOLERANCE, Measure
from metrics.verdict import FORM_CHANGED, IN_CONFLICT, forms_differ

NO_SCORE_BEFORE = "there is no score before this block"
NO_SCORE_AFTER = "there is no score after this block"
RELIEF_OF_NOTHING = "the score before was 0, and a share of 0 is not defined"
SCALE_CHANGED = "the scores of different blocks come from different forms"


class Reading(StrEnum):
    """Which of several scores after one block is asked: a policy's words decide, so the caller must choose."""

    FIRST = "first"
    BEST = "best"
    WORST = "worst"


@dataclass(frozen=True)
class Relief:
    """One score after a block. `improvement` in the measure's unit and `share` of the score before (0.8 is 80 %
    relief, negative is worse); None where they cannot be told, and `why_not` says why."""

    on_date: date
    at_time: str | None
    value: float
    improvement: float | None
    share: float | None
    why_not: str = ""

    def reaches(self, percent: float) -> bool | None:
        """Is the relief at least `percent` (80 means 80 %)? 10 → 2 is. None where it cannot be told."""
        return None if self.share is None else bool(self.share >= percent / 100 - TOLERANCE)


@dataclass(frozen=True)
class BlockRelief:
    """One block: the score before it, and every score after it in order of time. `why_not`: why nothing can be told."""

    on_date: date
    before: float | None
    before_time: str | None
    form: str | None
    after: tuple[Relief, ...]
    why_not: str = ""

    def relief(self, reading: Reading) -> Relief | None:
        """The first, the best or the worst relief of those that can be told; None where none can."""
        known = [relief for relief in self.after if relief.share is not None]
        if not known:
            return None
        if reading is Reading.FIRST:
            return known[0]
        return (max if reading is Reading.BEST else min)(known, key=lambda relief: relief.share or 0.0)

    def reaches(self, percent: float, reading: Reading) -> bool | None:
        chosen = self.relief(reading)
        return None if chosen is None else chosen.reaches(percent)

    def wording(self, score: Callable[[float], str], reading: Reading) -> str:
        """'7 before, 1.4 after: 80 % relief'; whole percent are cut, not rounded up, so that 79.6 % stays 79 %."""
        chosen = self.relief(reading)
        if chosen is None or self.before is None or chosen.share is None:
            return self.why_not or (self.after[0].why_not if self.after else NO_SCORE_AFTER)
        percent = int((abs(chosen.share) + TOLERANCE) * 100)
        what = "relief" if chosen.share >= 0 else "worse"
        return f"{score(self.before)} before, {score(chosen.value)} after: {percent} % {what}"


@dataclass(frozen=True)
class BlockSeries:
    """All blocks of one patient on one measure, oldest first. `same_scale`: no two scores state different forms."""

    measure: str
    blocks: tuple[BlockRelief, ...]
    same_scale: bool

    @property
    def caution(self) -> str:
        return "" if self.same_scale else SCALE_CHANGED

    def count_reaching(self, percent: float, reading: Reading) -> int:
        """Blocks with at least `percent` relief."""
        return sum(block.reaches(percent, reading) is True for block in self.blocks)


def block_relief(measure: Measure, scores: pd.DataFrame, *, within_days: int = 0) -> BlockSeries:
    """Relief after each diagnostic block from the scores taken around it.

    `scores`: on_date, at_time, occasion, value, form, and standing where the frame has it; only occasions before_block and
    after_block count, of one measure and patient. In order of time, scores before begin a block (the last of them is its
    baseline) and the scores after that follow belong to it, on its day or at most `within_days` later; so two blocks
    on one day are two. A score after without one before is a block of its own, of which nothing can be told.
    """
    rows = _around(scores)
    blocks: list[tuple[list[dict], list[dict]]] = []
    for row in rows:
        before, after = blocks[-1] if blocks else ([], [])
        days = (row["on_date"] - (before or after or [row])[0]["on_date"]).days
        if row["occasion"] == "before_block":
            if before and not after and days == 0:
                before.append(row)
            else:
                blocks.append(([row], []))
        elif blocks and days <= (within_days if before else 0):
            after.append(row)
        else:
            blocks.append(([], [row]))
    forms = {row["form"] for row in rows if isinstance(row["form"], str) and row["form"]}
    return BlockSeries(measure.code, tuple(_block(measure, *block) for block in blocks), len(forms) <= 1)


def _around(scores: pd.DataFrame) -> list[dict]:
    """The rows that count, in order of time; without a time, a score before stands first on its day and one after last."""
    wanted = scores[scores["occasion"].isin(["before_block", "after_block"])]
    if "standing" in wanted:
        wanted = wanted[wanted["standing"].isin(["used", "conflict"])]
    rows = [{"form": None, "at_time": None, "standing": "used", **row} for row in wanted.to_dict("records")]
    return sorted((row for row in rows if not pd.isna(row["value"])), key=_when)


def _when(row: dict) -> tuple:
    is_after = row["occasion"] == "after_block"
    return (row["on_date"], _text(row["at_time"]) or ("24:00" if is_after else ""), is_after)


def _block(measure: Measure, before: list[dict], after: list[dict]) -> BlockRelief:
    if not before:
        reliefs = tuple(_relief(measure, None, row) for row in after)
        return BlockRelief(after[0]["on_date"], None, None, None, reliefs, NO_SCORE_BEFORE)
    start = before[-1]
    conflict = any(row["standing"] == "conflict" for row in before)
    reliefs = tuple(_relief(measure, start, row, conflict) for row in after)
    why_not = IN_CONFLICT if conflict else ("" if after else NO_SCORE_AFTER)
    at_time, form = _text(start["at_time"]), _text(start["form"])
    return BlockRelief(start["on_date"], float(start["value"]), at_time, form, reliefs, why_not)


def _relief(measure: Measure, before: dict | None, after: dict, conflict: bool = False) -> Relief:
    at = (after["on_date"], _text(after["at_time"]), float(after["value"]))
    why_not = _obstacle(before, after, conflict)
    if why_not or before is None:
        return Relief(*at, None, None, why_not)
    improvement = float(measure.improvement(before["value"], after["value"]))
    if before["value"] == 0:
        return Relief(*at, improvement, None, RELIEF_OF_NOTHING)
    return Relief(*at, improvement, improvement / abs(float(before["value"])))


def _obstacle(before: dict | None, after: dict, conflict: bool) -> str:
    if before is None:
        return NO_SCORE_BEFORE
    if conflict or after["standing"] == "conflict":
        return IN_CONFLICT
    return FORM_CHANGED if forms_differ(_text(before["form"]), _text(after["form"])) else ""


def _text(value) -> str | None:
    return value if isinstance(value, str) and value else None

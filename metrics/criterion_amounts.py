"""Which amounts must a change reach, did it, and by how much not? In words as well as in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from domain.criterion_parts import Change
from domain.evidence_rows import ScoreRow
from domain.measure import TOLERANCE, Measure
from domain.outcome import Outcome, all_of
from domain.written import MINUS, WrittenChange, number, spoken_amount, written_change
from metrics.measurement_error import measurement_error

NOTHING_TO_SHARE = "the score before was 0, and a share of 0 is not defined"
ANY = 2 * TOLERANCE
"""The least change that is one at all."""


@dataclass(frozen=True)
class Amount:
    """One amount that a change must reach: `needed` in the measure's unit, None where it is not known (`why_not`).

    `size` writes it ('10 points', '30 %'), `why` says what it is, where it is no plain number of the requirement.
    `percent`: the share of the score before that was asked, in percent, so that a sentence counts in it.
    """

    needed: float | None
    size: str
    why: str = ""
    why_not: str = ""
    caution: str = ""
    percent: float | None = None

    @property
    def words(self) -> str:
        return f"{self.size} ({self.why})" if self.why and self.size else self.size or self.why


def amounts_of(part: Change, measure: Measure, before: ScoreRow, after: ScoreRow) -> tuple[Amount, ...]:
    """Every amount that the part names; without any, a change at all."""
    found = []
    if part.points is not None:
        found.append(Amount(part.points, spoken_amount(measure, number(part.points))))
    if part.share is not None:
        found.append(_share(part.share, before))
    if part.meaningful:
        found.append(_meaningful(part, measure, before))
    if part.beyond_error:
        found.append(_error(measure, before, after))
    return tuple(found) or (Amount(ANY, "any change"),)


def _share(share: float, before: ScoreRow) -> Amount:
    size = f"{number(100 * share)} %"
    if before.value == 0:
        return Amount(None, size, why_not=NOTHING_TO_SHARE)
    return Amount(share * abs(before.value), size, percent=100 * share)


def _meaningful(part: Change, measure: Measure, before: ScoreRow) -> Amount:
    rule, why = measure.meaningful_change, "meaningful change"
    if rule is None:
        return Amount(None, "", why, "no meaningful change is known for this measure")
    needed = float(rule.worsening_at(before.value) if part.worse else rule.at(before.value))
    if isnan(needed):
        return Amount(None, "", why, NOTHING_TO_SHARE)
    caution = "" if rule.verified else f"the meaningful change of {measure.short_name} was not read at its source"
    return Amount(needed, spoken_amount(measure, number(needed)), why, caution=caution)


def _error(measure: Measure, before: ScoreRow, after: ScoreRow) -> Amount:
    error, why = measurement_error(measure, before.standard_error, after.standard_error), "measurement error"
    if error.value is None:
        return Amount(None, "", why, error.basis)
    caution = "" if error.verified else f"the measurement error of {measure.short_name} was not read at its source"
    return Amount(error.value, spoken_amount(measure, number(error.value)), why, caution=caution)


def moved(part: Change, measure: Measure, before: float, after: float) -> float:
    """How far the score moved in the direction that is asked, in the measure's unit."""
    improvement = float(measure.improvement(before, after))
    return -improvement if part.worse else improvement


def reached(way: float, amounts: Sequence[Amount]) -> Outcome:
    """Is every amount reached? One that is not known leaves it open, unless another is missed."""
    return all_of(_reached(way, amount) for amount in amounts)


def _reached(way: float, amount: Amount) -> Outcome:
    if amount.needed is None:
        return Outcome.CANNOT_TELL
    return Outcome.MET if way >= amount.needed - TOLERANCE else Outcome.NOT_MET


def needed_words(amounts: Sequence[Amount]) -> str:
    return " and ".join(amount.words for amount in amounts)


def size_words(measure: Measure, before: float, after: float, amounts: Sequence[Amount]) -> str:
    """How far it went, counted as the requirement counts: '14 points' or '32 %'."""
    percent = next((amount for amount in amounts if amount.percent is not None), None)
    if percent is not None:
        return f"{written_below(100 * abs(after - before) / abs(before), percent.percent or 0)} %"
    change = as_written(measure, before, after, amounts).change
    return spoken_amount(measure, change.lstrip("+±" + MINUS))


def as_written(measure: Measure, before: float, after: float, amounts: Sequence[Amount]) -> WrittenChange:
    """Two scores and their change such that the difference of what is written is what is written, and reaches the amount
    where it does unrounded."""
    counted = [amount for amount in amounts if amount.needed is not None and amount.percent is None]
    needed = next((amount.needed for amount in counted if amount.needed != ANY), None)
    return written_change(measure, before, after, needed)


def missed_by_most(way: float, amounts: Sequence[Amount]) -> Amount:
    missed = [amount for amount in amounts if amount.needed and _reached(way, amount) is Outcome.NOT_MET]
    return min(missed, key=lambda amount: way / (amount.needed or 1))


def miss_words(
    measure: Measure, before: float, after: float, way: float, amounts: Sequence[Amount]
) -> tuple[str, float]:
    """'fell 9 of the 10 points required', and how near that came to the amount missed by most (1 is there)."""
    worst = missed_by_most(way, amounts)
    near = max(way / (worst.needed or 1), 0.0)
    why = f" ({worst.why})" if worst.why else ""
    required = "an improvement is required" if worst.needed == ANY else f"{worst.size} required{why}"
    if abs(after - before) <= TOLERANCE:
        return f"did not change; {required}", 0.0
    moved_words = "rose" if after > before else "fell"
    size = size_words(measure, before, after, [worst])
    if way <= 0:
        return f"{moved_words} {size}, the other way; {required}", 0.0
    plain, _, unit = size.partition(" ")
    counted = (
        f"{plain} of the {worst.size} required"
        if worst.size.endswith(f" {unit}")
        else f"{size} of {worst.size} required"
    )
    return f"{moved_words} {counted}{why}", near


def written_below(value: float, needed: float) -> str:
    """A number with as many decimals as it takes to fall short of what is needed, or reach it, as it does unrounded."""
    for decimals in range(1, 6):
        shown = round(value, decimals)
        if (shown >= needed - TOLERANCE) == (value >= needed - TOLERANCE):
            return number(shown, decimals)
    return number(value, 6)

"""What did each gate of a verdict say, in words that a screen or a letter can print?

The gates, in this order: is the change meaningful; is it beyond measurement error; was a severity band crossed; did it
last to the next checkpoint; and could the scale show it at all.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import floor, log10

from domain.measure import TOLERANCE, Measure
from domain.source import Source
from metrics.scale_end import End, NeededRoom, counts_less_than_a_step, needed_room
from metrics.verdict import Beyond, Verdict, Word


class Gate(StrEnum):
    MEANINGFUL = "meaningful change"
    ERROR = "beyond measurement error"
    BAND = "severity band crossed"
    SUSTAINED = "sustained"
    ROOM = "room on the scale"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_YET = "not yet known"
    NOT_KNOWN = "not known"
    DOES_NOT_APPLY = "does not apply"


class Later(StrEnum):
    """What is known of the next checkpoint at which the measure is due."""

    STILL_TO_COME = "still to come"
    MISSED = "missed"
    NONE_PLANNED = "none planned"


@dataclass(frozen=True)
class GateReading:
    """One gate: its answer and one clause of explanation, without full stop.

    `source` and `verified`: of the published figure that decided it; None where no figure did.
    """

    gate: Gate
    answer: Answer
    text: str
    source: Source | None = None
    verified: bool | None = None


def gate_readings(measure: Measure, verdict: Verdict, *, later: Later = Later.STILL_TO_COME) -> tuple[GateReading, ...]:
    """The five gates of one verdict, in order. `later`: the next checkpoint, where `verdict.sustained` is not known.

    Where the verdict cannot be told because scores are missing, in conflict or from two forms, no gate is known and
    each says why.
    """
    if verdict.word is Word.CANNOT_TELL and verdict.change is None:
        blocked = (GateReading(gate, Answer.NOT_KNOWN, verdict.why_not) for gate in tuple(Gate)[:4])
        return (*blocked, _room(measure, verdict))
    return (
        _meaningful(measure, verdict),
        _error(measure, verdict),
        _band(measure, verdict),
        _sustained(verdict, later),
        _room(measure, verdict),
    )


def _meaningful(measure: Measure, verdict: Verdict) -> GateReading:
    if not measure.judged:
        return GateReading(Gate.MEANINGFUL, Answer.DOES_NOT_APPLY, "neither direction is good in itself")
    if not measure.needs_baseline:
        return _category(measure, verdict)
    rule, amount = measure.meaningful_change, verdict.meaningful
    if rule is None or amount is None or verdict.improvement is None:
        return GateReading(Gate.MEANINGFUL, Answer.NOT_KNOWN, verdict.why_not or "no meaningful change is known")
    reached = verdict.word in (Word.IMPROVED, Word.WORSE)
    moved, needed = _pair(measure, abs(verdict.improvement), amount)
    side = "better" if verdict.improvement > 0 else "worse"
    happened = f"{moved} {side}" if verdict.improvement else "no change"
    text = f"{happened}; {needed} or more is meaningful" + _rule(rule.wording, needed)
    if counts_less_than_a_step(measure, amount):
        text += f"; that is less than one step of the scale ({_size(measure, measure.step)}), so near its floor any change reaches it"
    return GateReading(Gate.MEANINGFUL, Answer.YES if reached else Answer.NO, text, rule.source, rule.verified)


def _rule(wording: str, needed: str) -> str:
    """The rule in brackets, where it says more than the amount in force here."""
    return "" if needed.split(" ")[0] == wording else f" (the rule: {wording})"


def _category(measure: Measure, verdict: Verdict) -> GateReading:
    rule = measure.response_category
    if rule is None or verdict.word is Word.CANNOT_TELL:
        return GateReading(Gate.MEANINGFUL, Answer.NOT_KNOWN, verdict.why_not)
    reached = verdict.word in (Word.IMPROVED, Word.WORSE)
    text = f"a rating of {rule.improved_from:g} or better counts as improved"
    if rule.worse_from is not None:
        text += f", {rule.worse_from:g} or worse as worse"
    return GateReading(
        Gate.MEANINGFUL, Answer.YES if reached else Answer.NO, text, rule.source, verdict.threshold_verified
    )


def _error(measure: Measure, verdict: Verdict) -> GateReading:
    if not measure.needs_baseline:
        return GateReading(Gate.ERROR, Answer.DOES_NOT_APPLY, "a rating of change is one score")
    if verdict.error is None or verdict.change is None:
        return GateReading(Gate.ERROR, Answer.NOT_KNOWN, verdict.error_basis.rstrip("."))
    is_beyond = verdict.beyond is Beyond.YES
    moved, needed = _pair(measure, abs(verdict.change), verdict.error)
    text = f"{moved} of change; {needed} or more is beyond 95 % measurement error ({verdict.error_basis})"
    answer = Answer.YES if is_beyond else Answer.NO
    return GateReading(Gate.ERROR, answer, text, verdict.error_source, verdict.error_verified)


def _band(measure: Measure, verdict: Verdict) -> GateReading:
    before, after, crossed = verdict.band_before, verdict.band_after, verdict.band_crossed
    if crossed is None:
        text = f"now {after}" if after else "this measure has no severity bands"
        is_known_to_have_none = not measure.bands or not measure.needs_baseline
        return GateReading(Gate.BAND, Answer.DOES_NOT_APPLY if is_known_to_have_none else Answer.NOT_KNOWN, text)
    text = f"from {before} to {after}" if crossed else f"still {after}"
    return GateReading(Gate.BAND, Answer.YES if crossed else Answer.NO, text)


def _sustained(verdict: Verdict, later: Later) -> GateReading:
    if verdict.word not in (Word.IMPROVED, Word.WORSE):
        return GateReading(Gate.SUSTAINED, Answer.DOES_NOT_APPLY, "there is no clear change to sustain")
    if verdict.sustained is not None:
        text = f"the next checkpoint says {verdict.word.value}, too" if verdict.sustained else (
            f"the next checkpoint no longer says {verdict.word.value}"
        )  # fmt: skip
        return GateReading(Gate.SUSTAINED, Answer.YES if verdict.sustained else Answer.NO, text)
    answer, text = {
        Later.STILL_TO_COME: (Answer.NOT_YET, "the next checkpoint has no score yet"),
        Later.MISSED: (Answer.NOT_KNOWN, "the next checkpoint has closed without a score that can be compared"),
        Later.NONE_PLANNED: (Answer.NOT_KNOWN, "no later checkpoint is planned"),
    }[later]
    return GateReading(Gate.SUSTAINED, answer, text)


def _room(measure: Measure, verdict: Verdict) -> GateReading:
    room = verdict.room
    said = []
    if room.hides_improvement:
        said.append(
            f"intake stands {_size(measure, room.room_to_improve or 0)} from the best score, so that "
            f"{_change_that_counts(measure, 'improvement')} cannot show"
        )
    if room.hides_worsening:
        said.append(
            f"intake stands {_size(measure, room.room_to_worsen or 0)} from the worst score, so that "
            f"{_change_that_counts(measure, 'worsening')} cannot show"
        )
    if room.follow_up_at is not None:
        beyond = "better" if room.follow_up_at is End.BEST else "worse"
        said.append(f"the score now is the {room.follow_up_at.value} possible; {beyond} cannot be told from it")
    if room.baseline_at is not None and not said:
        said.append(f"the intake score was the {room.baseline_at.value} possible")
    if said:
        return GateReading(Gate.ROOM, Answer.NO, "; ".join(said))
    if not measure.needs_baseline or not measure.judged:
        return GateReading(Gate.ROOM, Answer.DOES_NOT_APPLY, "there is no change in points to show")
    if room.room_to_improve is None and room.room_to_worsen is None:
        return GateReading(Gate.ROOM, Answer.NOT_KNOWN, "there is no score in the intake window")
    if needed_room(measure) is None:
        return GateReading(Gate.ROOM, Answer.NOT_KNOWN, "no figure says how much room a change needs")
    counts = _change_that_counts(measure, "change")
    return GateReading(Gate.ROOM, Answer.YES, f"the scale could show {counts} in both directions")


def _change_that_counts(measure: Measure, noun: str) -> str:
    """'a meaningful improvement'; where measurement error stands in for M, 'an improvement beyond measurement error'."""
    if needed_room(measure) is NeededRoom.MEANINGFUL:
        return f"a meaningful {noun}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun} beyond measurement error"


def _pair(measure: Measure, amount: float, needed: float) -> tuple[str, str]:
    """A change and what it needs, to as many decimals as keep them from looking equal when they are not."""
    reached = amount >= needed - TOLERANCE
    for more in range(4):
        one, other = _rounded(measure, amount, more), _rounded(measure, needed, more)
        if (one >= other) == reached:
            break
    return _size(measure, amount, more), _size(measure, needed, more)


def _rounded(measure: Measure, amount: float, more: int) -> float:
    """To one decimal more than the scale's step, and `more` beyond."""
    decimals = max(0, -floor(log10(measure.step) + 1e-9)) + 1 if measure.step < 10 else 0
    return round(amount, decimals + more)


def _size(measure: Measure, amount: float, more: int = 0) -> str:
    """An amount with the measure's unit."""
    number = f"{_rounded(measure, amount, more):.10g}"
    unit = {"points": " points", "T-score": " T", "%": " percentage points"}.get(measure.unit, f" {measure.unit}")
    return number + (unit.removesuffix("s") if unit.endswith("points") and number == "1" else unit)

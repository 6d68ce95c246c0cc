"""How much relief did the last procedure of a kind bring, and how long did it last, on one scale?

Every pain score after it and before the next such procedure is told; none is chosen. Relief is the improvement as a share
of the last score before the procedure.
"""

from dataclasses import dataclass
from math import floor

from domain.criterion_parts import AfterEvent, BeforeEvent, EventMatch, Reading, Which
from domain.evidence import Evidence
from domain.evidence_rows import EventRow, ScoreRow
from domain.measure import TOLERANCE, Measure
from domain.written import day, with_unit
from metrics.criterion_change import form_obstacle
from metrics.criterion_events import choose_event, event_name
from metrics.criterion_finding import ProofRow, event_proof, score_proof
from metrics.criterion_scores import pick
from metrics.record_facts import PAIN

BEFORE_DAYS = 60
"""A score counts as the one before a procedure for so many days."""


@dataclass(frozen=True)
class ReliefAt:
    """One score after the procedure, `days` after it; `share` of the score before (0.5 is 50 %), negative where worse."""

    row: ScoreRow
    days: int
    share: float

    @property
    def percent(self) -> int:
        """Whole percent, cut towards 0 and never rounded up."""
        cut = floor(100 * abs(self.share) + TOLERANCE)
        return cut if self.share >= 0 else -cut


@dataclass(frozen=True)
class ProcedureRelief:
    """`series` in order of time; empty where nothing can be told, and `why_not` says why in one sentence."""

    event: EventRow
    name: str
    measure: Measure | None = None
    before: ScoreRow | None = None
    series: tuple[ReliefAt, ...] = ()
    why_not: str = ""

    @property
    def says(self) -> str:
        """'Average pain (0–10) was 7/10 on 3 Sep 2025, before the epidural injection of 5 Sep 2025; after it …'"""
        if self.measure is None or self.before is None or not self.series:
            return self.why_not
        start = (
            f"{self.measure.short_name} was {with_unit(self.measure, self.before.value)} on {day(self.before.on_date)}"
        )
        after = "; ".join(_score_said(self.measure, one) for one in self.series)
        return f"{start}, before the {self.name} of {day(self.event.on_date)}; after it {after}."

    @property
    def proof(self) -> tuple[ProofRow, ...]:
        rows = [event_proof(self.event)]
        if self.measure is not None and self.before is not None:
            rows += [score_proof(self.measure, row) for row in (self.before, *(one.row for one in self.series))]
        return tuple(rows)

    def lasted(self, percent: float) -> tuple[int, int] | None:
        """First and last day after the procedure, from its first score on, on which at least `percent` relief was scored
        without a score below in between; None where the first score is below."""
        reached = []
        for one in self.series:
            if one.share < percent / 100 - TOLERANCE:
                break
            reached.append(one.days)
        return (reached[0], reached[-1]) if reached else None


def _score_said(measure: Measure, one: ReliefAt) -> str:
    amount = f"{one.percent} % relief" if one.share >= 0 else f"{-one.percent} % worse"
    return f"{with_unit(measure, one.row.value)} on {day(one.row.on_date)} (day {one.days}, {amount})"


def relief_after(evidence: Evidence, match: EventMatch) -> ProcedureRelief | None:
    """Relief after the latest procedure that matches; None where none is recorded."""
    chosen = choose_event(evidence, match, Which.LATEST)
    if chosen.event is None:
        return None
    name, event = event_name(match), chosen.event
    told = [
        _told(evidence, measure, match, event) for measure in evidence.measures.values() if measure.construct in PAIN
    ]
    best = max((one for one in told if one.series), key=lambda one: len(one.series), default=None)
    if best is not None:
        return best
    reasons = dict.fromkeys(one.why_not for one in told if one.before is not None and one.why_not)
    return ProcedureRelief(event, name, why_not=next(iter(reasons), f"Pain was not scored before the {name}."))


def _told(evidence: Evidence, measure: Measure, match: EventMatch, event: EventRow) -> ProcedureRelief:
    name = event_name(match)
    before = pick(evidence, measure, BeforeEvent(match, within_days=BEFORE_DAYS)).row
    if before is None:
        return ProcedureRelief(event, name, measure)
    picked = pick(evidence, measure, AfterEvent(match, reading=Reading.FIRST))
    rows = [row for row in picked.series if not row.in_conflict]
    why_not = "" if rows else f"{measure.short_name} was not scored after the {name} of {day(event.on_date)}."
    if before.value <= TOLERANCE:
        why_not = f"{measure.short_name} was 0 before the {name}, and a share of 0 is not defined."
    elif blocked := next((why for row in rows if (why := form_obstacle(before, row))), ""):
        why_not = f"{measure.short_name}: {blocked}."
    if why_not:
        return ProcedureRelief(event, name, measure, before, why_not=why_not)
    series = tuple(_relief_at(measure, event, before, row) for row in rows)
    return ProcedureRelief(event, name, measure, before, series)


def _relief_at(measure: Measure, event: EventRow, before: ScoreRow, row: ScoreRow) -> ReliefAt:
    share = float(measure.improvement(before.value, row.value)) / before.value
    return ReliefAt(row, (row.on_date - event.on_date).days, share)

"""What can be said of one patient's change on one measure: verdict gate by gate, reliable change, class, expected course?"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from domain.measure import Measure
from domain.similarity import Rung, Traits
from metrics.checkpoint_change import ChangeAt
from metrics.clinical_significance import ClinicalChange, clinical_change
from metrics.expected_course import BandPoint, ExpectedCourse, Pace, Position, expected_course, pace
from metrics.gates import GateReading, gate_readings
from metrics.patient_summary import MeasureChange
from metrics.population import Population, own_referrals
from metrics.verdict import FORM_CHANGED, IN_CONFLICT


@dataclass(frozen=True)
class MeasureReading:
    """All statistics of one change. `clinical` holds the reliable change, too. `at_intake`: nothing has changed yet, only
    the expected course can be told."""

    change: ChangeAt
    gates: tuple[GateReading, ...]
    clinical: ClinicalChange
    expected: ExpectedCourse
    position: Position
    at_intake: bool = False

    @property
    def measure(self) -> Measure:
        return self.change.measure

    @property
    def band(self) -> BandPoint | None:
        """The expected band at this checkpoint; at intake that of the first checkpoint to come."""
        if self.at_intake:
            return next(iter(self.expected.points), None)
        return self.expected.at(self.change.now.checkpoint)

    @property
    def why_no_index(self) -> str:
        """Why there is no reliable change index; empty where there is one."""
        verdict = self.change.verdict
        if self.clinical.reliable.index is not None:
            return ""
        is_blocked = verdict.change is None and self.measure.needs_baseline and self.measure.judged
        return (verdict.why_not if is_blocked else "") or self.clinical.reliable.why_not

    @property
    def as_change(self) -> MeasureChange:
        now = self.change.now
        return MeasureChange(self.measure, self.change.baseline, now.value, self.change.verdict, now.is_due)


def measure_reading(
    change: ChangeAt,
    traits: Traits | None,
    rungs: tuple[Rung, ...],
    counts: pd.DataFrame,
    *,
    intake: str,
    referrals: Population | None = None,
) -> MeasureReading:
    """The statistics of one change. `traits`, `rungs` and `counts`: the answer of `read_similar`. `intake`: code of the
    checkpoint that changes are counted from. `referrals`: the clinic's own intake scores (`own_populations`)."""
    measure, now = change.measure, change.now
    expected = expected_course(measure, traits, rungs, counts)
    is_blocked = change.verdict.why_not in (FORM_CHANGED, IN_CONFLICT)
    before, after = (None, None) if is_blocked else (change.baseline, now.value)
    return MeasureReading(
        change=change,
        gates=gate_readings(measure, change.verdict, later=change.later),
        clinical=clinical_change(
            measure,
            before,
            after,
            referrals=referrals,
            error_before=change.intake.standard_error if change.intake else None,
            error_after=now.standard_error,
        ),
        expected=expected,
        position=Position(Pace.CANNOT_TELL, why_not=change.verdict.why_not)
        if is_blocked
        else pace(measure, expected.at(now.checkpoint), now.value),
        at_intake=now.checkpoint == intake,
    )


def own_populations(sums: pd.DataFrame, name: str) -> dict[str, Population]:
    """The clinic's own intake scores by measure, where there are enough; `sums`: measure, n, total, total_sq."""
    found = {
        row.measure: own_referrals(int(row.n), float(row.total), float(row.total_sq), name=name)
        for row in sums.itertuples()
    }
    return {measure: population for measure, population in found.items() if population is not None}


def changes(readings: Iterable[MeasureReading], checkpoint: str) -> list[MeasureChange]:
    """What changed at one checkpoint, for `discordance` and `patient_summary`."""
    return [reading.as_change for reading in readings if reading.change.now.checkpoint == checkpoint]

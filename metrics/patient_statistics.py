"""All statistics of one patient at one checkpoint, together: for the command line, and for whoever prints them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from domain.daily import SERIES
from domain.measure import Measure
from metrics.around_event import happenings
from metrics.block_relief import BlockSeries, block_relief
from metrics.day_by_day import DayByDay, day_by_day
from metrics.dense_series import dense_series
from metrics.discordance import Discordance, discordance
from metrics.measure_reading import MeasureReading, changes

AROUND_A_BLOCK = ("before_block", "after_block")


@dataclass(frozen=True)
class Blocks:
    """The diagnostic blocks of one patient on one measure."""

    measure: Measure
    series: BlockSeries


@dataclass(frozen=True)
class PatientStatistics:
    """What is told of one patient, by internal id. `program`, `started`, `checkpoint` are None for somebody without an
    episode, `checkpoint` also before the first score; then `readings` is empty and `split` None."""

    patient_id: str
    as_of: date
    program: str | None
    started: date | None
    checkpoint: str | None
    readings: tuple[MeasureReading, ...]
    split: Discordance | None
    days: tuple[DayByDay, ...]
    blocks: tuple[Blocks, ...]


def patient_statistics(
    patient_id: str,
    as_of: date,
    observations: pd.DataFrame,
    events: pd.DataFrame,
    measures: Mapping[str, Measure],
    *,
    program: str | None = None,
    started: date | None = None,
    checkpoint: str | None = None,
    readings: Sequence[MeasureReading] = (),
    series_order: Sequence[str] = SERIES,
) -> PatientStatistics:
    """Readings of the measures with what the days and the blocks tell. `observations`, `events`: the patient's rows as
    the readers of the store give them."""
    known = happenings(events)
    dense = dense_series(observations, measures, series_order)
    told = [one for one in readings if not one.at_intake]
    split = discordance(changes(told, checkpoint)) if checkpoint and told else None
    return PatientStatistics(
        patient_id,
        as_of,
        program,
        started,
        checkpoint,
        tuple(readings),
        split,
        tuple(day_by_day(one, known, dense) for one in dense),
        relief_of_blocks(observations, measures),
    )


def relief_of_blocks(observations: pd.DataFrame, measures: Mapping[str, Measure]) -> tuple[Blocks, ...]:
    """Relief after each block, one answer per measure that was scored around one."""
    rows = observations[observations["occasion"].isin(AROUND_A_BLOCK)]
    told = [Blocks(measures[c], block_relief(measures[c], own)) for c, own in rows.groupby("measure") if c in measures]
    return tuple(one for one in told if one.series.blocks)

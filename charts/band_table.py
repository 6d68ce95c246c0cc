"""How well the bands of similar past patients hold, as rows of a table."""

from collections.abc import Callable, Sequence

from charts.table import Column
from domain.measure import Measure
from metrics.course_calibration import Calibration
from metrics.proportion import Proportion

COLUMNS = (
    Column("Measure"), Column("Checkpoint"), Column("Past patients", True), Column("In the middle half", True),
    Column("In the middle 80%", True), Column("Ahead", True), Column("Behind", True),
)  # fmt: skip


def band_rows(
    measure: Measure, told: Sequence[Calibration], label: Callable[[str], str], percentage_from: int
) -> list[list[str]]:
    """One row per checkpoint; words in place of shares where nobody has a band yet."""
    return [_row(measure, one, label, percentage_from) for one in told]


def _row(measure: Measure, one: Calibration, label: Callable[[str], str], limit: int) -> list[str]:
    start = [measure.short_name, label(one.checkpoint), f"{one.n_seen:,}"]
    if not one.inside_half.total:
        return [*start, "no bands yet", "–", "–", "–"]
    return [
        *start,
        _with_interval(one.inside_half, limit),
        _with_interval(one.inside_most, limit),
        one.ahead.wording(limit),
        one.behind.wording(limit),
    ]


def _with_interval(share: Proportion, limit: int) -> str:
    """'92 of 174 (53%, 45–60)'"""
    percent, interval = share.percent(limit), share.percent_interval(limit)
    if percent is None or interval is None:
        return share.wording(limit)
    return f"{share.count:,} of {share.total:,} ({percent}%, {interval[0]}–{interval[1]})"

"""The words and rows beside a dense series: before and after, peaks, relief after each block."""

from charts import numbers
from charts.day_panel import day_mean, with_unit
from charts.table import Column
from domain.measure import Measure
from metrics.activity_pattern import PEAK, TROUGH, ActivityPattern
from metrics.around_event import AroundEvent, Happening, PhaseDifference, PhaseValues
from metrics.block_relief import BlockRelief, BlockSeries, Reading, Relief
from metrics.day_by_day import DayByDay

AROUND_COLUMNS = (
    Column("What"), Column("Compared"), Column("Before", True), Column("After", True), Column("Difference (95%)", True),
    Column("In the same weeks"),
)  # fmt: skip


def around_rows(told: DayByDay) -> list[list[str]]:
    """One row per difference: of a block one, of surgery one for each later phase."""
    return [_around_row(told.series.measure, one, gap) for one in told.around for gap in one.differences]


def _around_row(measure: Measure, one: AroundEvent, gap: PhaseDifference) -> list[str]:
    phase = gap.after.phase
    days = (phase.to_day - phase.from_day).days + 1
    before = (gap.before.phase.to_day - gap.before.phase.from_day).days + 1
    compared = (
        f"{before} days before, {days} after" if phase.name == "after" else f"{gap.before.phase.name}, {phase.name}"
    )
    return [
        f"{happening_words(one.happening)}, {numbers.day(one.happening.on_date)}",
        compared,
        _values(measure, gap.before),
        _values(measure, gap.after),
        difference_words(measure, gap),
        also_words(one) or "nothing else recorded",
    ]


def happening_words(one: Happening) -> str:
    """Its detail, else its kind with a capital: 'Surgery'."""
    return one.detail or one.kind.replace("_", " ").capitalize()


def also_words(one: AroundEvent) -> str:
    return "; ".join(f"{happening_words(h)} ({numbers.day(h.on_date)})" for h in one.also)


def _values(measure: Measure, part: PhaseValues) -> str:
    """'44.7 min (n 12)'"""
    if part.mean is None:
        return f"no value (of {part.missing} days)"
    return f"{with_unit(measure, part.mean)} ({part.n} of {part.n + part.missing} days)"


def difference_words(measure: Measure, gap: PhaseDifference) -> str:
    """'+7.3 min, better (2.1 to 12.5)'; 'no clear difference' where the interval holds 0 or is not known."""
    if gap.difference is None:
        return gap.why_not
    text = _signed(measure, gap.difference)
    if gap.low is None or gap.high is None:
        return f"{text} (too few days for an interval)"
    interval = f"({day_mean(gap.low)} to {day_mean(gap.high)})"
    if gap.low <= 0 <= gap.high:
        return f"{text}, no clear difference {interval}"
    side = "" if gap.improvement is None else ", better" if gap.improvement > 0 else ", worse"
    return f"{text}{side} {interval}"


def _signed(measure: Measure, value: float) -> str:
    size = numbers.spoken_amount(measure, day_mean(abs(value)))
    return ("+" if value > 0 else numbers.MINUS if value < 0 else "") + size


def peaks_in_words(told: ActivityPattern) -> str:
    """'Days above 1.5 times the median day were followed by …: 5 of 7; other days 3 of 40.' Counts, no shares."""
    latest = told.latest
    if latest is None or told.why_not or not latest.after_peaks.total:
        return ""
    peaks, others = latest.after_peaks, latest.after_others
    return (
        f"In the latest weeks a day above {PEAK:g} times the median day was followed within two days by one below "
        f"{TROUGH:g} times it in {peaks.count} of {peaks.total}; other days were in {others.count} of {others.total}."
    )


RELIEF_COLUMNS = (Column("Block"), Column("Before", True), Column("After, in order of time"), Column("Relief"))


def relief_rows(measure: Measure, series: BlockSeries) -> list[list[str]]:
    """One row per block; where several scores follow, relief by the first, the best and the worst of them."""
    return [_relief_row(measure, block) for block in series.blocks]


def _relief_row(measure: Measure, block: BlockRelief) -> list[str]:
    before = "–" if block.before is None else numbers.with_unit(measure, block.before)
    at = f" at {block.before_time}" if block.before_time else ""
    after = "; ".join(_after(measure, one, block) for one in block.after) or "–"
    return [numbers.day(block.on_date), before + at, after, relief_words(measure, block)]


def _after(measure: Measure, one: Relief, block: BlockRelief) -> str:
    when = f" at {one.at_time}" if one.at_time else ""
    on = "" if one.on_date == block.on_date else f" on {numbers.day(one.on_date)}"
    return numbers.with_unit(measure, one.value) + when + on


def relief_words(measure: Measure, block: BlockRelief) -> str:
    """'80 % relief', or 'first 60 % relief, best 80 % relief, worst 40 % relief'; why not where it cannot be told."""
    told = [one for one in block.after if one.share is not None]
    readings = [Reading.FIRST] if len(told) < 2 else list(Reading)
    said = {reading: block.wording(lambda value: numbers.with_unit(measure, value), reading) for reading in readings}
    if not told:
        return said[Reading.FIRST]
    short = {reading: text.rpartition(": ")[2].replace(" %", "%") for reading, text in said.items()}
    return short[Reading.FIRST] if len(told) == 1 else ", ".join(f"{r.value} {text}" for r, text in short.items())

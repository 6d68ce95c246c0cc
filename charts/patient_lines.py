"""One patient's statistics as lines of text, for a terminal."""

from collections.abc import Callable, Iterator

from charts import numbers
from charts.change_list import behind_entries, written_scores
from charts.course_band import range_words
from charts.day_panel import days_in_words, with_unit
from charts.day_words import also_words, around_rows, peaks_in_words, relief_rows
from charts.words import qualifiers
from metrics.around_event import DESCRIBED_ONLY
from metrics.day_by_day import DayByDay
from metrics.measure_reading import MeasureReading
from metrics.patient_statistics import Blocks, PatientStatistics

Label = Callable[[str], str]
"""Writes the name of a checkpoint."""
WIDTH = 26


def patient_lines(told: PatientStatistics, label: Label) -> Iterator[str]:
    """Every statement of one patient, measure by measure, then days, then blocks."""
    yield _head(told, label)
    if told.split is not None:
        yield f"Function and pain: {told.split.sentence}."
    for reading in told.readings:
        yield ""
        yield from measure_lines(reading, label)
    for days in told.days:
        yield ""
        yield from day_lines(days)
    for blocks in told.blocks:
        yield ""
        yield from block_lines(blocks)


def _head(told: PatientStatistics, label: Label) -> str:
    as_of = f"as of {numbers.day(told.as_of)}"
    if told.program is None or told.started is None:
        return f"Not enrolled in a program; {as_of}."
    place = "no score yet" if told.checkpoint is None else label(told.checkpoint)
    return f"{told.program}, started {numbers.day(told.started)}: {place}, {as_of}."


def measure_lines(reading: MeasureReading, label: Label) -> Iterator[str]:
    """Scores, verdict, the five gates with their sources, reliable change, class, expected course."""
    measure = reading.measure
    yield f"{measure.name} ({measure.code}){', ' + measure.direction if measure.judged else ''}"
    yield _line("Scores", _scores(reading))
    if not reading.at_intake:
        verdict = reading.change.verdict
        said = ", ".join([verdict.phrase.partition(", ")[0], *qualifiers(verdict)])
        yield _line("Verdict", said + (f": {verdict.why_not}" if verdict.why_not else ""))
        for name, answer, text, source in behind_entries(reading):
            yield _line(name, f"{answer}{': ' + text if text else ''}{'  [' + source + ']' if source else ''}")
    for point in reading.expected.points:
        yield _line(f"  band at {label(point.checkpoint)}", f"{range_words(measure, point)}  [{point.caption}]")


def _scores(reading: MeasureReading) -> str:
    measure, written = reading.measure, written_scores(reading)
    unit = numbers.unit_after(measure)
    if reading.at_intake or written is None:
        values = [("intake", reading.change.baseline)]
        values += [] if reading.at_intake else [("now", reading.change.now.value)]
        return ", ".join(f"{name} {'none' if v is None else numbers.with_unit(measure, v)}" for name, v in values)
    return f"intake {written.before}{unit}, now {written.after}{unit}, change {written.change}"


def day_lines(told: DayByDay) -> Iterator[str]:
    """The series, its steps, its windows, evenness, lead and lag."""
    measure, series = told.series.measure, told.series
    source = f", from {series.source}" if series.source else ""
    yield f"Day by day: {measure.name} ({measure.code}), {days_in_words(told)}{source}"
    for sentence in told.stairs.sentences(lambda value: with_unit(measure, value), numbers.day):
        yield f"  {sentence}"
    rows = iter(around_rows(told))
    for one in told.around:
        for _ in one.differences:
            what, compared, before, after, difference, _also = next(rows)
            yield f"  {what}, {compared}: {before}; {after}; {difference}"
        also = also_words(one)
        yield f"    In the same weeks: {also}." if also else "    Nothing else recorded in the same weeks."
    if told.around:
        yield f"  {DESCRIBED_ONLY}"
    if told.activity is not None:
        yield from (f"  {text}" for text in (told.activity.sentence(), peaks_in_words(told.activity)) if text)
    yield from (f"  {order.sentence}" for order in told.orders)


def block_lines(told: Blocks) -> Iterator[str]:
    """One line per block."""
    yield f"Relief after each block: {told.measure.name} ({told.measure.code})"
    for on, before, after, relief in relief_rows(told.measure, told.series):
        yield f"  {on}: before {before}; after {after}; {relief}"
    if told.series.caution:
        yield f"  {told.series.caution}"


def _line(name: str, text: str) -> str:
    return f"  {name:<{WIDTH}}{text}"

"""Change since intake, measure by measure, with the gates that decided it and where their figures come from."""

from charts import numbers
from charts.course import Course
from charts.table import Column, draw_table
from domain.measure import Measure
from domain.program import CheckpointKind
from domain.source import Source
from metrics.verdict import Verdict
from pages.parts import html
from pages.parts.episode_course import EpisodeCourse

COLUMNS = (
    Column("Measure"), Column("Intake", True), Column("Now", True), Column("At"), Column("Change", True),
    Column("Verdict"), Column("Meaningful change"), Column("Measurement error"),
)  # fmt: skip


def show(course: EpisodeCourse) -> None:
    rows = [_row(course, own, own.verdict) for own in course.courses if own.verdict is not None]
    if rows:
        html.show(draw_table(COLUMNS, rows, "Change since intake"))


def _row(course: EpisodeCourse, own: Course, verdict: Verdict) -> list[str]:
    measure, now = own.measure, own.now
    intake = next(
        (p.value for p in own.points if course.episode.program.checkpoint(p.checkpoint).kind is CheckpointKind.INTAKE),
        None,
    )
    word = verdict.phrase + (" (unverified)" if verdict.unverified else "")
    written = _written(own, intake, verdict)
    return [
        f"{measure.short_name} {measure.direction[:1]}" if measure.judged else measure.short_name,
        written.before + numbers.unit_after(measure) if written else _score(measure, intake),
        written.after + numbers.unit_after(measure) if written else _score(measure, now.value if now else None),
        course.label(own.current) if own.current else "–",
        written.change if written else "–",
        word + (f": {verdict.why_not}" if verdict.why_not else ""),
        _meaningful(measure, verdict, written),
        _error(measure, verdict),
    ]


def _written(own: Course, intake: float | None, verdict: Verdict) -> numbers.WrittenChange | None:
    """The scores and their change, written together so that they agree; None where there is no change."""
    after = own.now.value if own.now else None
    if verdict.change is None or intake is None or after is None:
        return None
    return numbers.written_change(own.measure, intake, after, verdict.meaningful)


def _score(measure: Measure, value: float | None) -> str:
    return "–" if value is None else numbers.with_unit(measure, value)


def _meaningful(measure: Measure, verdict: Verdict, written: numbers.WrittenChange | None) -> str:
    if not measure.judged:
        return "none: neither direction is good in itself"
    rule = measure.meaningful_change if measure.needs_baseline else measure.response_category
    if rule is None:
        return "not known"
    return f"{_least(measure, rule, written)}. {cited(rule.source, rule.verified)}"


def _least(measure: Measure, rule, written: numbers.WrittenChange | None) -> str:
    """'10 points (10 or 30 % of baseline)': the amount for this patient, and the rule where it says more."""
    if not measure.needs_baseline:
        return f"a rating of {rule.improved_from:g} or better"
    if written is None or not written.meaningful:
        return rule.wording
    amount = numbers.spoken_amount(measure, written.meaningful)
    return amount if rule.wording.isdecimal() else f"{amount} ({rule.wording})"


def _error(measure: Measure, verdict: Verdict) -> str:
    if verdict.error is None:
        return "not known"
    return f"{numbers.amount(measure, verdict.error)}: {verdict.error_basis} ({checked(verdict.error_verified)})"


def cited(source: Source, verified: bool) -> str:
    return f"{source.label} ({checked(verified)})"


def checked(verified: bool) -> str:
    return "✓ verified" if verified else "unverified"

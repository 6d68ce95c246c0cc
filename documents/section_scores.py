"""Scores on paper: the table of what changed, the panels of its course, relief after procedures, how the numbers were made."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from charts.course import Course
from charts.episode_course import Episode, episode_course
from charts.paper_svg import paper_panel
from charts.words import MARKS, Mark, capital, qualifiers
from documents.packet import Packet
from documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Notes,
    Pictures,
    Run,
    Table,
    Tone,
    Words,
    picture_of,
)
from documents.statement_words import percent_of_baseline, scores_in_words
from domain.measure import Combine, Construct, MeaningfulChange, Measure, ThresholdUnit
from domain.program import Anchor, Checkpoint, CheckpointKind, Program
from domain.source import Source
from domain.written import amount, day, number, spoken_amount, with_unit, written_change
from metrics.checkpoint_change import ChangeAt, ScoreAt
from metrics.measurement_error import measurement_error
from metrics.record_facts import FUNCTION, PAIN
from metrics.scale_end import share_says_little
from metrics.verdict import FORM_CHANGED, NO_BASELINE, NO_SCORE, Word

PANELS = 6
"""How many panels stand on paper at most: function first, then pain."""


def shown_changes(packet: Packet) -> tuple[ChangeAt, ...]:
    """The changes that the reader is told of and of which there is any score."""
    return tuple(
        change
        for change in packet.asking.facts.changes
        if packet.kind.wanted(change.measure)
        and (change.now.value is not None or change.baseline is not None or change.now.in_conflict)
    )


def function_table(packet: Packet) -> Iterator[Block]:
    changes = () if packet.kind.before_care else shown_changes(packet)
    if not changes:
        yield from _intake_table(packet)
        return
    yield Heading(
        "Function and symptoms, intake to now" if not packet.kind.plain else "Physical function, start to now"
    )
    columns = (
        Column("Measure", share=3.1),
        Column("Intake", Align.RIGHT, share=1.5),
        Column("Now", Align.RIGHT, share=1.5),
        Column("Change", Align.RIGHT, share=1.05),
        Column("Meaningful", Align.RIGHT, share=1.2),
        Column("Result", share=2.4),
    )
    note = (
        "Intake is the score inside the intake window, never the first one available. Meaningful is the change that counts in "
        "one person; thresholds and their sources are listed under How these numbers were made."
    )
    yield Table(columns, tuple(_row(change) for change in changes), note=note)


def _row(change: ChangeAt) -> tuple[Cell | str, ...]:
    measure, verdict = change.measure, change.verdict
    before, after = scores_in_words(change)
    form = _form_words(measure, change.now.form)
    direction = measure.direction if measure.judged else "not judged"
    moved, least = _moved(change)
    head = capital(verdict.phrase.partition(", ")[0])
    hint = " · ".join(qualifiers(verdict)) or (_short(verdict.why_not) if verdict.word is Word.CANNOT_TELL else "")
    return (
        Cell(measure.short_name, hint=_below(" · ".join(part for part in (direction, form) if part))),
        Cell(before or "–", hint=_below(_date(change.intake) if before else "not done"))
        if measure.needs_baseline
        else "–",
        Cell((Run(after or "–", Tone.STRONG),), hint=_below(_date(change.now) if after else "not done")),
        moved,
        least,
        Cell(head, hint=_below(hint), mark=MARKS[verdict.word])
        if verdict.word is not Word.NOT_JUDGED
        else "Not judged",
    )


def _form_words(measure: Measure, form: str | None) -> str:
    if not form:
        return ""
    words = form.replace("_", " ")
    return f"factor table {words.upper()}" if measure.construct is Construct.MEDICATION else f"form {words}"


def _below(hint: str) -> str:
    """On a line of its own."""
    return f"\n{hint}" if hint else ""


def _moved(change: ChangeAt) -> tuple[Cell | str, str]:
    if change.baseline is None or change.now.value is None or change.verdict.change is None:
        return "–", "–"
    written = written_change(change.measure, change.baseline, change.now.value, change.verdict.meaningful)
    share = percent_of_baseline(change.measure, change.baseline, change.now.value)
    small = " of a very small score" if share_says_little(change.measure, change.baseline) else ""
    return Cell(written.change, hint=_below(f"{share} %{small}") if share else ""), written.meaningful or (
        "not known" if change.measure.judged else "–"
    )


def _short(why_not: str) -> str:
    return {
        NO_BASELINE: "no intake score",
        NO_SCORE: "not done since intake",
        FORM_CHANGED: "two different forms",
    }.get(why_not, why_not)


def _date(score: ScoreAt | None) -> str:
    return day(score.on_date) if score is not None and score.on_date is not None else ""


def _intake_table(packet: Packet) -> Iterator[Block]:
    """Before anything could change: what was measured at intake."""
    rows = [(m, s) for m, s in packet.asking.facts.at_intake if packet.kind.wanted(m)]
    if not rows:
        return
    yield Heading("Function and symptoms at intake")
    columns = (Column("Measure", share=3), Column("Score", Align.RIGHT, share=1), Column("Severity", share=2))
    yield Table(columns, tuple(_intake_row(measure, score) for measure, score in rows))


def _intake_row(measure: Measure, score: ScoreAt) -> tuple[Cell | str, ...]:
    band = measure.band_of(score.value) if score.value is not None else None
    doubt = "" if band is None or band.verified else "band unverified"
    value = with_unit(measure, score.value) if score.value is not None else "–"
    return (
        Cell(measure.short_name, hint=_below(measure.direction if measure.judged else "")),
        Cell((Run(value, Tone.STRONG),), hint=_below(_date(score))),
        Cell(band.label if band else "–", hint=doubt),
    )


def course_panels(packet: Packet) -> Iterator[Block]:
    """One panel per function measure, then pain; grouped by direction, which is never mixed in one display."""
    evidence, episode = packet.asking.evidence, packet.asking.evidence.episode
    wanted = [change.measure.code for change in shown_changes(packet) if _is_panel(change)][:PANELS]
    if episode is None or not wanted:
        return
    own = Episode(
        episode.episode_id, _program(packet), episode.started, episode.ended, episode.how_ended, None, evidence.as_of,
        evidence.measures,
    )  # fmt: skip
    course = episode_course(own, evidence.course[evidence.course["measure"].isin(wanted)])
    yield Heading("Course at each checkpoint")
    told = {change.measure.code: change for change in shown_changes(packet)}
    courses = [_at_latest(one, told[one.measure.code]) for one in course.courses]
    for direction in ("↑ higher is better", "↓ lower is better"):
        panels = [one for one in courses if one.measure.direction == direction]
        if panels:
            yield Heading(direction, level=3)
            drawn = tuple(picture_of(paper_panel(one, course.axis)) for one in panels)
            yield Pictures(drawn, across=3)


def _at_latest(course: Course, change: ChangeAt) -> Course:
    """The panel speaks of the score that the table speaks of."""
    return replace(course, current=change.now.checkpoint, verdict=change.verdict)


def _is_panel(change: ChangeAt) -> bool:
    both = change.baseline is not None and change.now.value is not None
    return both and change.measure.judged and change.measure.construct in (*FUNCTION, *PAIN)


def _program(packet: Packet) -> Program:
    """The program as far as a panel needs it: the checkpoints that the evidence names."""
    evidence = packet.asking.evidence
    places = tuple(
        Checkpoint(one.code, one.name, CheckpointKind(one.kind), Anchor.START, 0, 0, 0, ())
        for one in evidence.checkpoints
    )
    return Program(evidence.episode.program if evidence.episode else "", packet.asking.setting.program, 1, places)


def relief_tables(packet: Packet) -> Iterator[Block]:
    """Every score around the procedure, with its share of relief."""
    told = packet.relief
    if told is not None and told.before is not None and told.measure is not None and told.series:
        measure = told.measure
        yield Heading(f"{measure.short_name} before and after the {told.name} of {day(told.event.on_date)}")
        rows = [(day(told.before.on_date), "before", with_unit(measure, told.before.value), "–")]
        rows += [
            (
                day(one.row.on_date),
                f"day {one.days}",
                with_unit(measure, one.row.value),
                _relief(one.share, one.percent),
            )
            for one in told.series
        ]
        yield Table(_RELIEF_COLUMNS, tuple(rows), note=_lasted(told))
    if packet.kind.blocks:
        yield from _block_tables(packet)


_RELIEF_COLUMNS = (
    Column("Date", share=2), Column("After the procedure", share=2), Column("Score", Align.RIGHT, share=1),
    Column("Relief", Align.RIGHT, share=1),
)  # fmt: skip


def _relief(share: float, percent: int) -> str:
    return f"{percent} %" if share >= 0 else f"{-percent} % worse"


def _lasted(told) -> str:
    span = told.lasted(50)
    if span is None:
        return "The first score after the procedure shows less than 50 % relief."
    return f"Relief of 50 % or more was scored from day {span[0]} to day {span[1]} without a lower score in between."


def _block_tables(packet: Packet) -> Iterator[Block]:
    rows = [
        (day(block.on_date), _at(measure, block.before, block.before_time), _at(measure, one.value, one.at_time), _block_relief(one))
        for measure, block in ((told.measure, block) for told in packet.asking.facts.blocks for block in told.series.blocks)
        for one in block.after
    ]  # fmt: skip
    if rows:
        yield Heading("Diagnostic blocks")
        columns = (
            Column("Date", share=2), Column("Pain before", Align.RIGHT, share=2), Column("Pain after", Align.RIGHT, share=2),
            Column("Relief", Align.RIGHT, share=1),
        )  # fmt: skip
        yield Table(columns, tuple(rows))


def _at(measure: Measure, value: float | None, time: str | None) -> Cell | str:
    return "–" if value is None else Cell(with_unit(measure, value), hint=time or "")


def _block_relief(relief) -> str:
    if relief.share is None:
        return "cannot tell"
    return _relief(
        relief.share, int(relief.share * 100 + 1e-9) if relief.share >= 0 else -int(-relief.share * 100 + 1e-9)
    )


def methods_note(packet: Packet) -> Iterator[Block]:
    """How the numbers were made, and each threshold with its source and whether it was read there."""
    changed = [] if packet.kind.before_care else [change.measure for change in shown_changes(packet)]
    measures = changed or [measure for measure, _ in packet.asking.facts.at_intake]
    measures = [measure for measure in measures if packet.kind.wanted(measure)]
    if not measures:
        return
    lines: list[Words] = [
        "A change counts from the score inside the intake window; no score is carried forward, estimated or filled in. "
        "Improved and worse need the meaningful change; within error says that the change is smaller than what 95 % of "
        "repeated measurements differ by. A share is of the intake score and is given only on scales that begin at 0.",
        *(_measure_note(measure) for measure in measures),
    ]
    yield Notes(tuple(lines), title="How these numbers were made")


def _measure_note(measure: Measure) -> tuple[Run, ...]:
    top = "" if measure.highest is None else f" {number(measure.lowest)}–{number(measure.highest)}"
    facts = [part for part in (_meaningful_note(measure), _error_note(measure)) if part]
    unit = f" {measure.unit}" if measure.unit and measure.unit != "points" else ""
    said = f":{top}{unit}, {measure.direction[2:] if measure.judged else 'not judged'}. {'. '.join(facts)}{'.' if facts else ''}"
    return (Run(measure.short_name, Tone.STRONG), Run(said))


def _meaningful_note(measure: Measure) -> str:
    if measure.response_category is not None:
        rule = measure.response_category
        return f"Improved from a rating of {rule.improved_from:g} ({_cited(rule.source, rule.verified)})"
    if measure.meaningful_change is None:
        return "No meaningful change is known" if measure.judged else ""
    found = measure.meaningful_change
    size = _size(measure, found)
    people = f"{found.population}; " if found.population not in ("", "none") else ""
    return f"Meaningful change {size} ({people}{_cited(found.source, found.verified)})"


def _size(measure: Measure, rule: MeaningfulChange) -> str:
    """Each amount with its unit: '2 points and 30 % of baseline'."""
    joiner = " and " if rule.combine is Combine.ALL else " or "
    return joiner.join(
        f"{term.amount:g} % of baseline"
        if term.unit is ThresholdUnit.PERCENT_OF_BASELINE
        else spoken_amount(measure, f"{term.amount:g}")
        for term in rule.terms
    )


def _error_note(measure: Measure) -> str:
    fact, known = measure.measurement_error, measurement_error(measure)
    if not measure.judged or not measure.needs_baseline:
        return ""
    if fact is not None and fact.per_score:
        return f"Measurement error from the standard error of each score ({_cited(fact.source, fact.verified)})"
    if fact is None or known.value is None:
        return "Measurement error not known"
    return f"Measurement error {amount(measure, known.value)} ({_cited(fact.source, fact.verified)})"


def _cited(source: Source, verified: bool) -> str:
    return f"{source.label}; {'read there' if verified else 'unverified'}"


def threshold_captions(packet: Packet, most: int = 5) -> tuple[str, ...]:
    """For the foot of each page: 'Disability (ODI) 10 points or 30 % of baseline (2008)'."""
    found = []
    for change in shown_changes(packet):
        rule = change.measure.meaningful_change
        if rule is not None and change.measure.construct in (*FUNCTION, *PAIN):
            basis = str(rule.source.year or "no published estimate") + ("" if rule.verified else ", unverified")
            found.append(f"{change.measure.short_name} {_size(change.measure, rule)} ({basis})")
    return tuple(found[:most])


__all__: Sequence[str] = [
    "Mark", "course_panels", "function_table", "methods_note", "relief_tables", "shown_changes", "threshold_captions",
]  # fmt: skip

"""The record on paper: what was attested, goals, attendance, treatment, medication, what worsened, the index of rows."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from documents.packet import Packet
from documents.paper import Align, Block, Cell, Column, Heading, Items, Paragraph, Run, Table, Tone
from documents.sentence import Kind
from domain.attestation import FACTS
from domain.evidence_rows import EventRow
from domain.measure import Measure
from domain.written import day, with_unit
from metrics.criterion_authorization import approved_for_episode
from metrics.criterion_finding import ProofRow
from metrics.goal_progress import GoalProgress, GoalState


def history(packet: Packet) -> Iterator[Block]:
    """What people attested, in their own words, with the day on which it was established. The diagnosis stands in the head."""
    evidence = packet.asking.evidence
    wanted = [answer.content.code for answer in packet.contents if answer.content.code in FACTS]
    rows = []
    for code in wanted:
        known = evidence.attestations(code)
        if not known or code == "diagnosis":
            continue
        entry = known[-1]
        said = str(entry.says.get("text") or "no details").strip()
        holds = "" if entry.says.get("holds", True) else "Not so: "
        when = day(entry.on_date) if entry.on_date else "day not recorded"
        rows.append(
            (FACTS[code].name[:1].upper() + FACTS[code].name[1:], Cell(holds + said, hint=f"\n{when}, {entry.made_by}"))
        )
    if rows:
        yield Heading("History and findings")
        yield Table((Column("Established", share=2), Column("As recorded", share=3)), tuple(rows))


def goals(packet: Packet) -> Iterator[Block]:
    """Each goal with its start, now and target."""
    found = packet.asking.facts.goals
    if not found or Kind.GOAL not in packet.kind.kinds or packet.kind.plain:
        return
    yield Heading("Goals and progress")
    columns = (
        Column("Goal", share=3.2), Column("When set", Align.RIGHT, share=1.3), Column("Now", Align.RIGHT, share=1.3),
        Column("Target", Align.RIGHT, share=1.3), Column("Progress", share=1.9),
    )  # fmt: skip
    yield Table(columns, tuple(_goal_row(place, goal) for place, goal in enumerate(found, 1)))


_GOAL_WORDS = {
    GoalState.MET: "Met",
    GoalState.PROGRESSING: "Progressing",
    GoalState.STALLED: "Not clearly moved",
    GoalState.AWAY: "Further away",
    GoalState.CANNOT_TELL: "Cannot tell",
    GoalState.DROPPED: "Dropped",
}


def _goal_row(place: int, goal: GoalProgress) -> tuple[Cell | str, ...]:
    measure = goal.measure
    due = f"due {day(goal.due_on)}" if goal.due_on else ""
    name = measure.short_name if measure else "no measure"
    hint = " · ".join(part for part in (name, due) if part)
    text = f"G{place}. {goal.text or name}"
    state = _GOAL_WORDS[goal.state]
    why = "by the record" if goal.state is GoalState.MET and goal.now is None else goal.why_not
    return (
        Cell(text, hint=f"\n{hint}"),
        _seen(measure, goal.start),
        _seen(measure, goal.now),
        with_unit(measure, goal.target) if measure is not None and goal.target is not None else "–",
        Cell(state, hint=f"\n{why}" if why else ""),
    )


def _seen(measure: Measure | None, seen) -> Cell | str:
    if measure is None or seen is None:
        return "–"
    return Cell(with_unit(measure, seen.value), hint=f"\n{day(seen.on_date)}")


def next_period(packet: Packet) -> Iterator[Block]:
    """Goals of the period asked for, and why more is expected to help: the author's own words, marked as such."""
    edits = packet.asking.edits
    if edits.next_goals.strip():
        yield Heading(_period_title(packet))
        yield from _written(edits.next_goals)
    if edits.rationale.strip():
        yield Heading("What is left, and why more is expected to help")
        yield from _written(edits.rationale)


def _period_title(packet: Packet) -> str:
    edits = packet.asking.edits
    if edits.period_from and edits.period_to:
        return f"Goals for {day(edits.period_from)} to {day(edits.period_to)}"
    return "Goals for the next period"


def _written(text: str) -> Iterator[Block]:
    for part in text.split("\n\n"):
        if part.strip():
            yield Paragraph((Run(part.strip(), Tone.EDITED),))


def attendance(packet: Packet) -> Iterator[Block]:
    sessions = packet.asking.facts.sessions
    if not sessions.recorded:
        return
    yield Heading("Attendance")
    kinds: Counter[str] = Counter(row.detail or "Session" for row in sessions.attended)
    missed: Counter[str] = Counter(row.detail or "Session" for row in sessions.missed)
    rows = [
        (name, str(kinds[name]), str(missed[name]), _share(kinds[name], kinds[name] + missed[name]))
        for name in sorted({*kinds, *missed})
    ]
    attended, recorded = len(sessions.attended), sessions.recorded
    if len(rows) > 1:
        rows.append(("All sessions", str(attended), str(len(sessions.missed)), _share(attended, recorded)))
    columns = (
        Column("Session", share=3), Column("Attended", Align.RIGHT, share=1), Column("Missed", Align.RIGHT, share=1),
        Column("Attended of recorded", Align.RIGHT, share=1.4),
    )  # fmt: skip
    yield Table(columns, tuple(rows), note=_units_note(packet))


def _share(part: int, whole: int) -> str:
    return f"{int(100 * part / whole + 1e-9)} %" if whole else "–"


def _units_note(packet: Packet) -> str:
    """What the payer approved for this course of care and what of it was used, by the newest authorization that has begun."""
    evidence = packet.asking.evidence
    rows = [
        row
        for row in approved_for_episode(evidence)
        if row.units_approved is not None and row.valid_from is not None and row.valid_from <= evidence.as_of
    ]
    if not rows:
        return ""
    row = rows[-1]
    used = f", {row.units_used:g} used" if row.units_used is not None else ""
    until = f", valid to {day(row.valid_to)}" if row.valid_to else ""
    return f"Authorized: {row.units_approved:g} units{used}{until}."


def treatment(packet: Packet) -> Iterator[Block]:
    """What was done besides sessions, by day, in the record's own words."""
    rows = packet.asking.facts.treatment
    if not rows:
        return
    yield Heading("Treatment besides sessions")
    columns = (Column("Date", share=1.2), Column("What", share=1.6), Column("As recorded", share=4))
    yield Table(columns, tuple((day(row.on_date), _kind_word(row), row.detail or "no details") for row in rows))


_KINDS = {
    "procedure": "Procedure",
    "medication_change": "Medication",
    "care_plan_change": "Plan changed",
    "case_conference": "Team review",
    "flare": "Flare",
}


def _kind_word(row: EventRow) -> str:
    return _KINDS.get(row.kind, row.kind.replace("_", " ").capitalize())


def medication(packet: Packet) -> Iterator[Block]:
    """The medication list as recorded; what has stopped is said to have."""
    frame = packet.asking.evidence.medications
    rows = [_medicine(row) for row in frame.to_dict("records")]
    if rows:
        yield Heading("Medication as recorded")
        columns = (
            Column("Medicine", share=2.4),
            Column("Dose", share=2),
            Column("From", share=1.2),
            Column("To, or status", share=1.2),
        )
        yield Table(columns, tuple(rows))


def _medicine(row: dict) -> tuple[str, str, str, str]:
    needed = " as needed" if row.get("as_needed") is True else ""
    status = _said(row, ("status",)) or "not recorded"
    return (
        _said(row, ("drug", "strength")) or "not named",
        (" ".join(part for part in (_said(row, ("dose", "dose_unit")), _how_often(row)) if part) + needed)
        or "not recorded",
        _when(row.get("started")) or "not recorded",
        _when(row.get("stopped")) or status,
    )


def _said(row: dict, names: tuple[str, ...]) -> str:
    return " ".join(row[name].strip() for name in names if isinstance(row.get(name), str) and row[name].strip())


def _how_often(row: dict) -> str:
    """'bid' as it is written; a bare number says what it counts: '3 times a day'."""
    often = _said(row, ("per_day",))
    if not re.fullmatch(r"\d+(?:\.\d+)?", often):
        return often
    return "once a day" if float(often) == 1 else f"{often} times a day"


def _when(value) -> str:
    return day(value) if isinstance(value, date) and value == value else ""


def worse_and_missing(packet: Packet) -> Iterator[Block]:
    """Always printed, whatever was edited above."""
    if not packet.fixed:
        return
    yield Heading("What worsened and what is missing")
    yield Items(tuple(sentence.text for sentence in packet.fixed))


SHOWN_ROWS = 60


def _indexed(row: ProofRow) -> str:
    """What the row says, without the date that stands beside it."""
    said = row.says.removesuffix(f" on {day(row.on_date)}") if row.on_date else row.says
    return said[:1].upper() + said[1:]


def records(packet: Packet) -> Iterator[Block]:
    """The index of the rows that this document rests on; sessions are counted, each stands in the annex."""
    session_ids = {row.row_id for row in packet.asking.facts.sessions.proof}
    kept = [row for row in packet.proof if row.row_id not in session_ids]
    if not kept:
        return
    yield Heading("Index of records")
    shown = kept[:SHOWN_ROWS]
    lines = tuple((day(row.on_date) if row.on_date else "–", _indexed(row), row.row_id[:10]) for row in shown)
    rest = len(kept) - len(shown)
    more = f" {rest} more rows stand in the annex." if rest else ""
    counted = f" {len(session_ids)} session records stand in the annex." if session_ids else ""
    columns = (Column("Date", share=1.2), Column("Record", share=4), Column("Row", Align.RIGHT, share=1.3))
    yield Table(
        columns,
        lines,
        note=f"Row: the first ten signs of its number in the annex, with source and line.{counted}{more}",
        small=True,
    )

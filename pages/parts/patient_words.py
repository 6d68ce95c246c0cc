"""The sentence that opens a patient's page, and how many forms stand behind it."""

from charts.numbers import day, with_unit
from metrics.patient_summary import FUNCTION, PAIN, MeasureChange, patient_summary
from metrics.verdict import Word
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import listed, sentence_start


def changes_since_intake(course: EpisodeCourse) -> list[MeasureChange]:
    """What changed since intake at the current checkpoint, function first."""
    return [
        MeasureChange(c.measure, _intake(course, c), c.now.value if c.now else None, c.verdict)
        for c in course.courses
        if c.verdict is not None and c.current == course.current
    ]


def sentence(course: EpisodeCourse) -> tuple[str, str]:
    """Function and pain in bold; then the rest and what got worse. What is missing stands beside it as flags."""
    if course.current is None:
        return "No score yet.", "The first forms are due at intake."
    if course.current == course.episode.program.intake.code:
        return "Intake is in; nothing has changed yet.", "Change since intake appears with the next checkpoint."
    changes = changes_since_intake(course)
    told = patient_summary(changes, score_text=with_unit)
    when = f"At {course.label(course.current).lower()}, "
    bold = _joined(told.function, told.pain)
    rest = " ".join(filter(None, [_worse(changes), _also_improved(changes), _unverified(changes)]))
    if not bold and not rest:
        return when + "change since intake cannot be told.", sentence_start(_joined(told.not_done, told.cannot_tell))
    return when + (bold or "function and pain cannot be told."), rest


def _worse(changes: list[MeasureChange]) -> str:
    """What got worse besides pain, the first two with their scores; all of it stands beside the panels."""
    worse = [c for c in changes if c.verdict.word is Word.WORSE and c.measure.construct not in PAIN]
    return f"Worse: {listed([_scores(c) for c in worse], 2)}." if worse else ""


def _scores(change: MeasureChange) -> str:
    now = with_unit(change.measure, change.follow_up) if change.follow_up is not None else "–"
    before = f" ({with_unit(change.measure, change.baseline)} at intake)" if change.baseline is not None else ""
    return f"{change.measure.short_name} {now}{before}"


def _also_improved(changes: list[MeasureChange]) -> str:
    """What improved besides function and pain, by name."""
    rest = [c for c in changes if c.measure.construct not in FUNCTION | PAIN and c.verdict.word is Word.IMPROVED]
    return f"Also improved: {listed([c.measure.short_name for c in rest], 2)}." if rest else ""


def _unverified(changes: list[MeasureChange]) -> str:
    """Which of the words above rest on a threshold that nobody here has read at its source."""
    said = [
        c.measure.short_name for c in changes if c.verdict.unverified and c.verdict.word in (Word.IMPROVED, Word.WORSE)
    ]
    return f"Threshold unverified: {listed(said)}." if said else ""


def forms_in(course: EpisodeCourse) -> str:
    """'7 of 8 measures done at Week 6 · last on 12 Nov 2025'."""
    if course.current is None:
        return "no form yet"
    done, due = course.done_of_due(course.current)
    last = max(p.on_date for p in course.points_at(course.current).values() if p.value is not None and p.on_date)
    return f"{done} of {due} measures done at {course.label(course.current).lower()} · last on {day(last)}"


def _intake(course: EpisodeCourse, own) -> float | None:
    intake = course.episode.program.intake.code
    return next((p.value for p in own.points if p.checkpoint == intake), None)


def _joined(*clauses: str) -> str:
    text = "; ".join(clause for clause in clauses if clause)
    return text + "." if text else ""

"""The sentence that opens a patient's page, and how many forms stand behind it."""

from charts.numbers import day, with_unit
from metrics.patient_summary import MeasureChange, PatientSummary, patient_summary
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import sentence_start


def summary(course: EpisodeCourse) -> PatientSummary:
    """What changed since intake at the current checkpoint."""
    changes = [
        MeasureChange(c.measure, _intake(course, c), c.now.value, c.verdict)
        for c in course.courses
        if c.verdict is not None and c.current == course.current
    ]
    return patient_summary(changes, score_text=with_unit)


def sentence(course: EpisodeCourse) -> tuple[str, str]:
    """Function and pain in bold; then the rest and what got worse. What is missing stands beside it as flags."""
    if course.current is None:
        return "No score yet.", "The first forms are due at intake."
    if course.current == course.episode.program.intake.code:
        return "Intake is in; nothing has changed yet.", "Change since intake appears with the next checkpoint."
    told = summary(course)
    when = f"At {course.label(course.current).lower()}, "
    bold = _joined(told.function, told.pain)
    rest = _joined(told.rest, told.worse)
    if not bold and not rest:
        return when + "change since intake cannot be told.", sentence_start(_joined(told.not_done, told.cannot_tell))
    return when + bold, sentence_start(rest)


def forms_in(course: EpisodeCourse) -> str:
    """'7 of 8 measures done at Week 6 · last on 12 Nov 2025'."""
    if course.current is None:
        return "no form yet"
    points = course.points_at(course.current).values()
    done = [p.on_date for p in points if p.value is not None and p.on_date]
    return f"{len(done)} of {len(points)} measures done at {course.label(course.current)} · last on {day(max(done))}"


def _intake(course: EpisodeCourse, own) -> float | None:
    intake = course.episode.program.intake.code
    return next((p.value for p in own.points if p.checkpoint == intake), None)


def _joined(*clauses: str) -> str:
    text = "; ".join(clause for clause in clauses if clause)
    return text + "." if text else ""

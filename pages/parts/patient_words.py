"""The sentence that opens a patient's page, and how many forms stand behind it."""

from charts.numbers import day, score, with_unit
from metrics.patient_summary import MeasureChange, patient_summary
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import count, sentence_start


def changes_since_intake(course: EpisodeCourse) -> list[MeasureChange]:
    """What changed since intake at the current checkpoint, function first."""
    due = course.due.get(course.current, ()) if course.current else ()
    return [
        MeasureChange(c.measure, _intake(course, c), c.now.value if c.now else None, c.verdict, c.measure.code in due)
        for c in course.courses
        if c.verdict is not None and c.current == course.current
    ]


def sentence(course: EpisodeCourse) -> tuple[str, str]:
    """Function and pain in bold; then their scores and what got worse. What is missing stands beside it as flags."""
    if course.current is None:
        return "No score yet.", "The first forms are due at intake."
    if course.current == course.episode.program.intake.code:
        return "Intake is in; nothing has changed yet.", "Change since intake appears with the next checkpoint."
    told = patient_summary(changes_since_intake(course), score_text=with_unit, baseline_text=score)
    bold = told.answer or "nothing is known about function and pain"
    rest = " ".join(f"{sentence_start(part)}." for part in told.rest)
    return f"From intake to {course.label(course.current).lower()}, {bold}.", rest


def forms_in(course: EpisodeCourse) -> str:
    """'7 of 8 measures done at Week 6 · last on 12 Nov 2025'."""
    if course.current is None:
        return "no form yet"
    done, due = course.done_of_due(course.current)
    days = [p.on_date for p in course.points_at(course.current).values() if p.value is not None and p.on_date]
    how_many = f"{done} of {count(due, 'measure')}" if due else count(len(days), "measure")
    return f"{how_many} done at {course.label(course.current).lower()} · last on {day(max(days))}"


def _intake(course: EpisodeCourse, own) -> float | None:
    intake = course.episode.program.intake.code
    return next((p.value for p in own.points if p.checkpoint == intake), None)

"""What lies ahead of a patient: the checkpoint that is open or next, and the next visit."""

from datetime import date

from charts.numbers import day
from domain.program import Window
from pages.parts import reading
from pages.parts.episode_course import EpisodeCourse
from pages.parts.wording import count


def what_comes_next(course: EpisodeCourse, patient_id: str) -> list[str]:
    """Sentences, soonest first; one that says so where nothing is ahead."""
    lines = [_checkpoint(course, code, window) for code, window in _ahead(course)[:2]]
    visit = _next_visit(patient_id)
    return lines + ([visit] if visit else []) or ["Nothing is planned."]


def _ahead(course: EpisodeCourse) -> list[tuple[str, Window]]:
    if course.episode.excused_on is not None:
        return []
    today = course.episode.today
    return [(code, window) for code, window in course.windows.items() if window.closes_on >= today]


def _checkpoint(course: EpisodeCourse, code: str, window: Window) -> str:
    done, due = course.done_of_due(code)
    if window.holds(course.episode.today):
        return f"{course.label(code)} is open until {day(window.closes_on)}: {done} of {count(due, 'form')} in."
    return f"{course.label(code)} is due on {day(window.due_on)}, open from {day(window.opens_on)}."


def _next_visit(patient_id: str) -> str:
    visits = reading.ask("appointments", patient_id=patient_id)
    later = [visit for visit in visits.itertuples() if _is_ahead(visit, reading.today())]
    if not later:
        return ""
    first = min(later, key=lambda visit: (visit.on_date, visit.at_time or ""))
    clinician = reading.clinic().name_of("clinicians", first.clinician)
    return f"Next visit {day(first.on_date)}{' at ' + first.at_time if first.at_time else ''} with {clinician}."


def _is_ahead(visit, today: date) -> bool:
    return visit.on_date > today and visit.attendance in (None, "planned")

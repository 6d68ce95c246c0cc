"""The sentence that opens the prep screen, and the quiet halves of its headings."""

from charts.numbers import day
from metrics.goal_progress import GoalProgress, GoalState
from pages.parts.episode_course import EpisodeCourse
from pages.parts.patient_words import sentence as since_intake
from pages.parts.wording import count


def sentence(course: EpisodeCourse) -> tuple[str, str]:
    """The answer in bold, then what qualifies it. Where the checkpoint has no form yet, that comes first."""
    bold, rest = since_intake(course)
    if course.current is None or course.pointed_at in (None, course.current):
        return bold, rest
    return f"No form of {course.label(course.pointed_at).lower()} is in yet. {bold}", rest


def forms_at(course: EpisodeCourse) -> str:
    """'13 of 15 forms in at week 6 · last on 16 Nov 2025', of the checkpoint that the page is about."""
    asked = course.pointed_at
    if asked is None:
        return "no form yet"
    done, due = course.done_of_due(asked)
    days = [p.on_date for p in course.points_at(asked).values() if p.value is not None and p.on_date]
    last = f" · last on {day(max(days))}" if days else ""
    return f"{done} of {count(due, 'form')} in at {course.label(asked).lower()}{last}" if due else "no form is due here"


def goals_in_short(goals: tuple[GoalProgress, ...]) -> str:
    """'1 met, 1 progressing'."""
    told = [(state, sum(goal.state is state for goal in goals)) for state in GoalState]
    return ", ".join(f"{n} {state}" for state, n in told if n)

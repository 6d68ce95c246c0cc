"""The cards of the prep screen. Each reads its own part of the case, so that a fault in one leaves the others standing."""

from collections.abc import Callable

from charts import states
from charts.flags import draw_flags
from charts.goal_list import draw_goals
from charts.markup import join
from charts.numbers import day
from charts.page_text import caption
from charts.talking_words import draw_talking_points
from pages.parts import band_check, fault, how_counted, html, prep_lanes, prep_words
from pages.parts.card import card
from pages.parts.prep_case import Case


def flags(case: Case) -> None:
    with card("flags", "Check before you go in", str(len(case.flags)) if _stands(case, "flags") and case.flags else ""):
        html.show(draw_flags(case.flags) if case.flags else caption(case.nothing_to_flag))


def talking_points(case: Case) -> None:
    with card("talking", "Talking points", "draft, edit before use"):
        points = case.points
        if points:
            html.show(draw_talking_points(points, case.plain_course.label))
        else:
            html.show(caption("No score stands behind a talking point yet."))


def goals(case: Case, below: Callable[[], None] | None = None) -> None:
    """The goals and where they stand; `below` draws the way to one more."""
    with card("goals", "Goals", prep_words.goals_in_short(case.goals) if _stands(case, "goals") else ""):
        if case.goals:
            html.show(draw_goals(case.goals))
        else:
            html.show(states.empty("No goal is recorded.", "Agree one that can be measured, and record it."))
        if below is not None:
            below()


def progress(case: Case) -> None:
    with card("course", "Progress at each checkpoint", prep_words.forms_at(case.plain_course)):
        if case.plain_course.current is None:
            return html.show(_nothing_yet(case))
        html.show(_panels(case))
        how_counted.popover(band_check.RULES, key="how_prep")


def _panels(case: Case):
    """The panels with expected ranges; where those fail, a flag says so and the patient's own numbers stand."""
    try:
        return case.panels
    except Exception as error:
        fault.show_fault(error, "The expected range")
        return case.panels_without_ranges


def _nothing_yet(case: Case):
    course = case.plain_course
    opened = course.open_checkpoint
    until = f"{course.label(opened)} is open until {day(course.windows[opened].closes_on)}." if opened else ""
    return states.empty("No form is in yet.", until)


def lanes(case: Case, below: Callable[[Case], None] | None = None) -> None:
    """`below` draws under the lanes."""
    with card("lanes", "What was done, on the same weeks", prep_lanes.KEY):
        drawn = case.drawn_lanes
        if drawn is None:
            return html.show(
                states.empty("Nothing recorded yet.", "Sessions, procedures and changes of medication appear here.")
            )
        html.show(drawn)
        if case.lane_notes:
            html.show(join(*[caption(line) for line in case.lane_notes]))
        if below is not None:
            below(case)


def _stands(case: Case, part: str) -> bool:
    """Can this part of the case be computed? Where not, the card says so below its heading."""
    try:
        getattr(case, part)
    except Exception:
        return False
    return True

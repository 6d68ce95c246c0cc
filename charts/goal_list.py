"""Goals of a patient, each with a word for where it stands and the scores behind it."""

from collections.abc import Sequence

from charts.markup import Markup, element
from charts.numbers import amount, day, percent
from charts.talking_words import goal_name, goal_standing
from charts.words import UNVERIFIED, Mark, word_chip
from metrics.goal_progress import GoalProgress, GoalState

MARKS = {
    GoalState.MET: (Mark.BETTER, "Met"),
    GoalState.PROGRESSING: (Mark.BETTER, "Progressing"),
    GoalState.STALLED: (Mark.FLAT, "Stalled"),
    GoalState.AWAY: (Mark.WORSE, "Further away"),
    GoalState.CANNOT_TELL: (Mark.MISSING, "Cannot tell"),
    GoalState.DROPPED: (Mark.PLAIN, "Dropped"),
}


def draw_goals(goals: Sequence[GoalProgress]) -> Markup:
    """One entry per goal, in the order given."""
    return element("div", *[_goal(goal) for goal in goals], class_="goals", role="list")


def goal_chip(goal: GoalProgress) -> Markup:
    mark, word = MARKS[goal.state]
    return word_chip(mark, word)


def goal_detail(goal: GoalProgress) -> str:
    """Why it stands where it does, and what it rests on, in one or two plain sentences."""
    parts = [goal_standing(goal), _way(goal), _without_scores(goal), _times(goal)]
    return " ".join(part for part in parts if part)


def _goal(goal: GoalProgress) -> Markup:
    head = element("div", element("b", goal_name(goal).strip("“”")), goal_chip(goal), class_="goal-head")
    return element("div", head, element("div", goal_detail(goal), class_="goal-detail"), class_="goal", role="listitem")


def _way(goal: GoalProgress) -> str:
    """'40% of the way, by at least the measurement error (6 min).' for a goal that is not met."""
    if goal.moved is None or goal.state is GoalState.MET or goal.measure is None:
        return ""
    if goal.needed is None:
        gauge = goal.basis
    else:
        doubt = f", {UNVERIFIED}" if goal.needed_verified is False else ""
        gauge = f"the {goal.basis} ({amount(goal.measure, goal.needed)}{doubt})"
    if goal.state is GoalState.STALLED:
        return f"No change beyond {gauge}." if goal.needed is not None else f"No change; {gauge}."
    moved = "Away from the target" if goal.state is GoalState.AWAY else f"{percent(goal.share or 0)}% of the way"
    return f"{moved}, by at least {gauge}." if goal.needed is not None else f"{moved}; {gauge}."


def _without_scores(goal: GoalProgress) -> str:
    if goal.why_not:
        return f"{goal.why_not[:1].upper()}{goal.why_not[1:]}."
    if goal.state is GoalState.MET and goal.now is None:
        return "Recorded as met; no score says so."
    if goal.reached_on is not None and goal.state is not GoalState.MET:
        return f"It was reached on {day(goal.reached_on)}."
    return "The record still says met." if goal.recorded == "met" and goal.state is not GoalState.MET else ""


def _times(goal: GoalProgress) -> str:
    set_on = f"Set {day(goal.set_on)}" if goal.set_on else ""
    typed = "typed in" if goal.origin != "loaded" else ""
    due = f"{'was due' if goal.is_overdue else 'due'} {day(goal.due_on)}" if goal.due_on else ""
    said = ", ".join(part for part in (set_on, typed, due) if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""

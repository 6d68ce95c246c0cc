"""How one change, one goal or one work status is put into a plain sentence. No pronouns, no blame, no percent of nothing."""

from math import floor

from domain.evidence_rows import EventRow
from domain.measure import TOLERANCE, Measure
from domain.work_status import Restriction, work_status
from domain.written import amount, day, number, score, spoken_amount, unit_after, with_unit, written_change
from metrics.checkpoint_change import ChangeAt
from metrics.goal_progress import GoalProgress, GoalState
from metrics.scale_end import share_says_little
from metrics.verdict import Beyond, Word

UNVERIFIED = " (threshold unverified)"


def change_sentence(change: ChangeAt) -> str:
    """'Standing tolerance rose from 15 min at intake (22 Aug 2025) to 45 min (9 Oct 2025): improved by 30 min. …'"""
    return f"{_movement(change)}{_verdict(change)}."


def percent_of_baseline(measure: Measure, before: float, after: float) -> int | None:
    """Whole percent of the intake score by which a score changed, cut and never rounded up. None where a share says
    nothing: from 0 or below, on a scale that does not begin at 0 (a T-score), and of a score that is a percentage."""
    if before <= TOLERANCE or measure.lowest != 0 or unit_after(measure) == "%":
        return None
    return floor(100 * abs(after - before) / before + TOLERANCE)


def scores_in_words(change: ChangeAt) -> tuple[str, str]:
    """Intake and latest score as they are written beside each other, with unit."""
    unit = unit_after(change.measure)
    if change.baseline is None or change.now.value is None:
        values = (change.baseline, change.now.value)
        before, after = ("" if value is None else score(change.measure, value) + unit for value in values)
        return before, after
    written = written_change(change.measure, change.baseline, change.now.value, change.verdict.meaningful)
    return written.before + unit, written.after + unit


def _movement(change: ChangeAt) -> str:
    name, (before, after) = change.measure.short_name, scores_in_words(change)
    on = f" on {day(change.now.on_date)}" if change.now.on_date else ""
    if not change.measure.needs_baseline:
        return f"{name} was {after}{on}"
    if change.verdict.change == 0:
        return f"{name} was {before} at intake and {after}{on}"
    verb = "rose" if (change.verdict.change or 0) > 0 else "fell"
    return f"{name} {verb} from {before} at intake to {after}{on}"


def _verdict(change: ChangeAt) -> str:
    word = change.verdict.word
    if word is Word.NOT_JUDGED:
        return ""
    if not change.measure.needs_baseline:
        return f": {_rating_word(change)}"
    if word in (Word.IMPROVED, Word.WORSE):
        return f": {_directed(change)}"
    return f": {_unclear(change)}"


def _rating_word(change: ChangeAt) -> str:
    mark = UNVERIFIED if change.verdict.unverified else ""
    return f"{change.verdict.word.value} by the patient's own rating{mark}"


def _directed(change: ChangeAt) -> str:
    """'improved by 6 min (100 %); threshold unverified, measurement error not known'"""
    verdict = change.verdict
    known = verdict.meaningful is not None
    word = {Word.IMPROVED: "improved" if known else "better", Word.WORSE: "worse"}[verdict.word]
    said = f"{word} by {_size(change)}{_share(change)}"
    if verdict.beyond is Beyond.WITHIN_ERROR:
        said += f", but within measurement error ({_error(change)})"
    if verdict.beyond is Beyond.YES and not known:
        said += f", beyond measurement error ({_error(change)}); no meaningful change is known"
    doubts = ["threshold unverified"] if verdict.unverified else []
    doubts += ["measurement error not known"] if verdict.beyond is Beyond.NOT_KNOWN else []
    return f"{said}; {', '.join(doubts)}" if doubts else said


def _unclear(change: ChangeAt) -> str:
    verdict = change.verdict
    if verdict.change == 0:
        return "no change"
    if verdict.beyond is Beyond.WITHIN_ERROR:
        return f"about the same, within measurement error ({_error(change)})"
    least = "" if verdict.meaningful is None else f", less than the {_least(change)} that count as meaningful"
    return f"no clear change{least}{UNVERIFIED if verdict.unverified else ''}"


def _size(change: ChangeAt) -> str:
    written = written_change(change.measure, change.baseline or 0.0, change.now.value or 0.0, change.verdict.meaningful)
    return spoken_amount(change.measure, written.change.lstrip("+−±"))


def _least(change: ChangeAt) -> str:
    written = written_change(change.measure, change.baseline or 0.0, change.now.value or 0.0, change.verdict.meaningful)
    return spoken_amount(change.measure, written.meaningful)


def _error(change: ChangeAt) -> str:
    return amount(change.measure, change.verdict.error or 0.0)


def _share(change: ChangeAt) -> str:
    share = percent_of_baseline(change.measure, change.baseline or 0.0, change.now.value or 0.0)
    small = ", of a very small intake score" if share_says_little(change.measure, change.baseline) else ""
    return "" if share is None else f" ({share} %{small})"


def goal_sentence(goal: GoalProgress) -> str:
    """'Goal: Work at the bench (Standing tolerance, target 25 min by 21 Nov 2025). It stood at 10 min …: on its way.'"""
    due = f" by {day(goal.due_on)}" if goal.due_on else ""
    if goal.measure is None or goal.target is None:
        return f"Goal: {goal.text.rstrip('.')}{f' ({due.strip()})' if due else ''}. {_unmeasured(goal)}."
    target = f"{goal.measure.short_name}, target {with_unit(goal.measure, goal.target)}{due}"
    text = f"{goal.text.rstrip('.')} ({target})" if goal.text else target
    return f"Goal: {text}. {_measured(goal)}."


def _unmeasured(goal: GoalProgress) -> str:
    recorded = {"met": "Recorded as met", "dropped": "Recorded as dropped"}.get(goal.recorded, "Recorded as open")
    return f"{recorded}; {goal.why_not or 'no measurable target was set'}"


def _measured(goal: GoalProgress) -> str:
    measure = goal.measure
    if measure is None:
        return ""
    if goal.state is GoalState.DROPPED:
        return "Recorded as dropped"
    if goal.now is None or (goal.state is GoalState.CANNOT_TELL and goal.start is None):
        return f"Progress cannot be told: {goal.why_not}"
    start = "" if goal.start is None else f"{with_unit(measure, goal.start.value)} when it was set, "
    said = f"{start}{with_unit(measure, goal.now.value)} on {day(goal.now.on_date)}: {_state(goal)}"
    if goal.recorded == "met" and goal.state is not GoalState.MET:
        said += ", although the goal is recorded as met"
    return said[:1].upper() + said[1:]


def _state(goal: GoalProgress) -> str:
    words = {
        GoalState.MET: "the target is reached",
        GoalState.PROGRESSING: "on its way to the target",
        GoalState.STALLED: "not clearly moved towards the target",
        GoalState.AWAY: "further from the target",
    }
    return words.get(goal.state, f"progress cannot be told, as {goal.why_not}")


_PLAIN_STATUS = {
    Restriction.NONE: "full duty",
    Restriction.MODIFIED: "modified duty",
    Restriction.OFF_WORK: "off work",
}


def plain_work_status(row: EventRow) -> str | None:
    """What an employer needs of a work status: 'modified duty, 4 h a day'. None where the words are not understood, because
    free text may tell more than that."""
    status = work_status(row.detail)
    if status is None:
        return None
    hours = f", {number(status.hours)} h a {'week' if status.per_week else 'day'}" if status.hours is not None else ""
    return _PLAIN_STATUS[status.restriction] + hours

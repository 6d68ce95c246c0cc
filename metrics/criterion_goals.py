"""Criteria about goals: how many can be measured, and how far each has come."""

from domain.criterion_parts import AtIntake, AtLatest, GoalProgress, GoalsAssessed, GoalsSet
from domain.evidence import Evidence
from domain.evidence_rows import GoalRow, ScoreRow
from domain.measure import TOLERANCE, Measure
from domain.outcome import Outcome, at_least
from domain.written import day, number, with_unit
from metrics import criterion_finding as told
from metrics.criterion_change import form_obstacle
from metrics.criterion_finding import Finding, ProofRow, cannot_tell, met, not_met, without_doubles
from metrics.criterion_scores import pick

MORE_GOALS = "Agree on goals with a measure and a target, and enter them."


def goals_of_episode(evidence: Evidence) -> tuple[GoalRow, ...]:
    """Goals set from the opening of the intake window on, those dropped left out."""
    first = evidence.intake.window.opens_on if evidence.intake else None
    return tuple(
        goal
        for goal in evidence.goal_list
        if goal.status != "dropped" and (first is None or goal.set_on is None or goal.set_on >= first)
    )


def find_goals_set(evidence: Evidence, part: GoalsSet) -> Finding:
    goals = goals_of_episode(evidence)
    known = [goal for goal in goals if goal.is_measurable and goal.set_on is not None]
    unclear = [goal for goal in goals if goal.in_conflict or (goal.is_measurable and goal.set_on is None)]
    said = f"{told.counted(len(known), 'measurable goal')} on file"
    proof = [goal_proof(evidence, goal) for goal in (*known, *unclear)]
    if len(known) >= part.least:
        return met(f"{said}, {part.least} required", proof)
    if len(known) + len(unclear) >= part.least or not goals:
        return cannot_tell(f"{said}, {part.least} required", MORE_GOALS, proof)
    return not_met(
        f"{said}, {part.least} required",
        proof,
        f"{len(known)} of the {part.least} goals required",
        len(known) / part.least,
    )


def find_goal_progress(evidence: Evidence, part: GoalProgress) -> Finding:
    """Progress of each goal from its setting to now. A goal in words counts where its status says that it was reached."""
    goals = [goal for goal in goals_of_episode(evidence) if goal.is_measurable or goal.status == "met"]
    if not goals:
        return cannot_tell("no goal with a measure and a target is on file", MORE_GOALS)
    found = [_progress(evidence, part, goal) for goal in goals]
    needed = part.least if part.least is not None else _count_of(part.least_share or 1.0, len(goals))
    outcome = at_least(needed, [one.outcome for one in found])
    said_each = "; ".join(one.says for one in found)
    reached = sum(one.outcome is Outcome.MET for one in found)
    said = f"{reached} of {told.counted(len(goals), 'goal')} {_far(part)}, {needed} required: {said_each}"
    proof = without_doubles(row for one in found for row in one.proof)
    if outcome is Outcome.MET:
        return met(said, proof)
    if outcome is Outcome.CANNOT_TELL:
        return cannot_tell(said, without_doubles(text for one in found for text in one.collect), proof)
    return not_met(said, proof, f"{reached} of the {needed} goals required {_far(part)}", reached / needed)


def find_goals_assessed(evidence: Evidence, part: GoalsAssessed) -> Finding:
    """Progress can be told of each goal; that there is any is not asked."""
    goals = [goal for goal in goals_of_episode(evidence) if goal.is_measurable]
    if not goals:
        return cannot_tell("no goal with a measure and a target is on file", MORE_GOALS)
    found = [_progress(evidence, GoalProgress(least=1), goal) for goal in goals]
    open_ = [one for one in found if one.outcome is Outcome.CANNOT_TELL]
    proof = without_doubles(row for one in found for row in one.proof)
    if open_:
        collect = without_doubles(text for one in open_ for text in one.collect)
        return cannot_tell("; ".join(one.says for one in open_), collect, proof)
    return met("; ".join(one.says for one in found), proof)


def _count_of(share: float, goals: int) -> int:
    """The least count that is at least that share."""
    count = int(share * goals)
    return max(count if count >= share * goals - TOLERANCE else count + 1, 1)


def _far(part: GoalProgress) -> str:
    if part.progress <= 0:
        return "nearer than at the start"
    return "reached" if part.progress >= 1 else f"at least {number(100 * part.progress)} % of the way"


def goal_proof(evidence: Evidence, goal: GoalRow) -> ProofRow:
    measure = evidence.measures.get(goal.measure or "")
    target = f", {measure.short_name} {with_unit(measure, goal.target)}" if measure and goal.target is not None else ""
    status = f", {goal.status}" if goal.status else ""
    return ProofRow(
        "goal", goal.goal_id, goal.set_on, f"goal '{told.one_line(goal.text) or 'without words'}'{target}{status}"
    )


def _name(goal: GoalRow, measure: Measure | None) -> str:
    return told.one_line(goal.text) or (measure.short_name if measure else "goal")


def _progress(evidence: Evidence, part: GoalProgress, goal: GoalRow) -> Finding:
    proof = [goal_proof(evidence, goal)]
    measure = evidence.measures.get(goal.measure or "")
    if measure is None or goal.target is None or not measure.needs_baseline:
        return (
            met(f"{_name(goal, measure)}: met", proof)
            if goal.status == "met"
            else cannot_tell(f"{_name(goal, measure)}: its measure is not known here", (), proof)
        )
    start = _start(evidence, measure, goal)
    since = max((on for on in (goal.set_on, start.on_date if start else None) if on is not None), default=None)
    now = pick(evidence, measure, AtLatest(), since)
    if now.row is None:
        if goal.status == "met":
            return met(f"{_name(goal, measure)}: met, by its status", proof)
        return cannot_tell(f"{_name(goal, measure)}: {now.why_not}", now.collect, proof)
    proof.append(told.score_proof(measure, now.row))
    if float(measure.improvement(goal.target, now.row.value)) >= -TOLERANCE:
        return met(f"{_name(goal, measure)}: reached, {with_unit(measure, now.row.value)}", proof)
    if goal.status == "met":
        says = f"{_name(goal, measure)}: its status says met, but {with_unit(measure, now.row.value)} is short of the target"
        return cannot_tell(says, "Correct the goal's status, or measure again.", proof)
    if start is None:
        return cannot_tell(f"{_name(goal, measure)}: there is no score at its setting", (), proof)
    return _way(part, goal, measure, start, now.row, [*proof, told.score_proof(measure, start)])


def _start(evidence: Evidence, measure: Measure, goal: GoalRow) -> ScoreRow | None:
    """The score from which a goal counts: the intake score for one set by the end of the intake window, else the last before it."""
    intake = evidence.intake
    if intake is not None and (goal.set_on is None or goal.set_on <= intake.window.closes_on):
        return pick(evidence, measure, AtIntake()).row
    rows = [
        r
        for r in evidence.scores.get(measure.code, ())
        if r.occasion == "routine" and goal.set_on and r.on_date <= goal.set_on
    ]
    return rows[-1] if rows and not rows[-1].in_conflict else None


def _way(
    part: GoalProgress, goal: GoalRow, measure: Measure, start: ScoreRow, now: ScoreRow, proof: list[ProofRow]
) -> Finding:
    obstacle = form_obstacle(start, now)
    name = _name(goal, measure)
    if obstacle:
        return cannot_tell(f"{name}: {obstacle}", (), proof)
    whole = float(measure.improvement(start.value, goal.target))
    done = float(measure.improvement(start.value, now.value))
    if whole <= TOLERANCE:
        return cannot_tell(f"{name}: the target had been reached when it was set", (), proof)
    said = f"{name}: {with_unit(measure, start.value)}, now {with_unit(measure, now.value)} on {day(now.on_date)}, target {with_unit(measure, goal.target or 0)}"
    needed = part.progress * whole
    enough = done >= needed - TOLERANCE if part.progress > 0 else done > TOLERANCE
    return met(said, proof) if enough else not_met(said, proof, said, max(done / whole, 0.0))

"""A talking point as a sentence to say, and the line under it that tells what the sentence rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from charts.markup import Markup, element
from charts.numbers import amount, day, score, span, unit_after, with_unit, written_change
from charts.words import UNVERIFIED
from domain.measure import Measure
from metrics.goal_progress import GoalProgress, GoalState
from metrics.next_target import TargetFacts, TargetRule
from metrics.talking_points import ChangeFacts, GroupFacts, PointKind, TalkingPoint, WorseFacts
from metrics.verdict import Beyond, Word

Label = Callable[[str], str]
"""Name of a checkpoint by its code."""


@dataclass(frozen=True)
class Spoken:
    """`basis` is one line: measure, meaningful change, measurement error, whether a figure was not checked at its source."""

    text: str
    basis: str


def spoken_point(point: TalkingPoint, label: Label) -> Spoken:
    """The words of one point; `label` names checkpoints ('Week 6')."""
    facts = point.facts
    if isinstance(facts, GoalProgress):
        return Spoken(_goal(facts), _goal_basis(facts))
    if isinstance(facts, GroupFacts):
        words = _pain(facts) if point.kind is PointKind.PAIN else _function(facts)
        return Spoken(words, _bases(facts.named))
    if isinstance(facts, WorseFacts):
        return Spoken(_worse(facts, label), _basis(facts.change))
    if isinstance(facts, TargetFacts):
        return Spoken(_target(facts, label), _target_basis(facts))
    if point.kind is PointKind.DOSE:
        return Spoken(
            f"The opioid dose is {_now_from(facts)}.", "stated, not judged: a lower dose is not better for everybody"
        )
    return Spoken(_rating(facts), _basis(facts))


def draw_talking_points(points: Sequence[TalkingPoint], label: Label) -> Markup:
    """A numbered list; each point with its basis in small print."""
    spoken = [spoken_point(point, label) for point in points]
    items = [element("li", element("div", s.text), element("div", s.basis, class_="basis")) for s in spoken]
    return element("ol", *items, class_="talking")


# The goal


def goal_name(goal: GoalProgress) -> str:
    """'“Cook a meal standing”', or what it is set on: '“Standing tolerance 40 min”'."""
    if goal.text or goal.measure is None:
        return f"“{goal.text}”"
    return f"“{goal.measure.short_name}{' ' + with_unit(goal.measure, goal.target) if goal.target is not None else ''}”"


def goal_standing(goal: GoalProgress) -> str:
    """Where the scores stand: 'Standing tolerance is 30 min, from 15; the target is 40 min.' Nothing without a score."""
    measure, now = goal.measure, goal.now
    if measure is None or goal.target is None or (now is None and goal.start is None):
        return ""
    if now is None:
        was = with_unit(measure, goal.start.value) if goal.start else ""
        return f"{measure.short_name} was {was} when it was set; the target is {with_unit(measure, goal.target)}."
    start = f", from {score(measure, goal.start.value)}" if goal.start is not None else ""
    return f"{measure.short_name} is {with_unit(measure, now.value)}{start}; the target is {with_unit(measure, goal.target)}."


def _goal(goal: GoalProgress) -> str:
    opening = f"Start with the goal {goal_name(goal)}"
    if goal.state is GoalState.MET:
        return (
            f"{opening}: reached. {goal_standing(goal)}"
            if goal.now
            else f"{opening}: recorded as met. Ask what comes next."
        )
    if not goal.is_measurable:
        return f"{opening}. It has no measurable target: ask how it goes, and agree one."
    said = {
        GoalState.PROGRESSING: "on its way",
        GoalState.STALLED: "about where it began",
        GoalState.AWAY: "further away than at the start",
    }.get(goal.state)
    if said is None:
        return " ".join(filter(None, [f"{opening}. Progress cannot be told: {goal.why_not}.", goal_standing(goal)]))
    before = f" It was reached on {day(goal.reached_on)}." if goal.reached_on else ""
    return f"{opening}: {said}. {goal_standing(goal)}{before}"


def _goal_basis(goal: GoalProgress) -> str:
    where = "Goal typed in" if goal.origin == "entered" else "Goal"
    parts = [f"{where}, set {day(goal.set_on)}" if goal.set_on else where]
    parts += [f"due {day(goal.due_on)}"] if goal.due_on else []
    parts += [f"{goal.measure.short_name} {day(goal.now.on_date)}"] if goal.measure and goal.now else []
    return " · ".join(parts)


# Function, pain, what else got worse


def _function(facts: GroupFacts) -> str:
    named = " and ".join(_named(change) for change in facts.named)
    of_all = f"on {{}} of {facts.told} measures"
    if facts.worse and facts.improved:
        return f"Function went both ways, {facts.improved} improved and {facts.worse} worse of {facts.told}: {named}."
    if facts.worse:
        where = "" if facts.told == facts.worse else f" {of_all.format(facts.worse)}"
        return f"Function is worse{where}: {named}. Ask what it stops."
    if facts.improved:
        where = "" if facts.told == facts.improved else f" {of_all.format(facts.improved)}"
        return f"Function has improved{where}: {named}."
    return f"{_flat('Function', facts.named[0])}: {named}."


def _pain(facts: GroupFacts) -> str:
    change = facts.named[0]
    several = len({one.measure.code for one in facts.named}) > 1 or facts.told > 1
    name = f"Pain ({change.measure.short_name})" if several else "Pain"
    if len(facts.named) > 1:
        return f"Pain: {' and '.join(_named(one) for one in facts.named)}."
    value, word, beyond = _now_from(change), change.verdict.word, change.verdict.beyond
    if word is Word.NO_CLEAR_CHANGE:
        if change.verdict.change == 0:
            return f"{name} is {with_unit(change.measure, change.now)}, as at intake."
        if beyond is Beyond.WITHIN_ERROR:
            return f"{name} is {value}. That is within measurement error: call it about the same."
        return f"No clear change: {name[0].lower() + name[1:]} is {value}."
    within = ", but within measurement error" if beyond is Beyond.WITHIN_ERROR else ""
    return f"{name} {'has improved' if word is Word.IMPROVED else 'is worse'}: {value}{within}."


def _flat(group: str, change: ChangeFacts) -> str:
    if change.verdict.beyond is Beyond.WITHIN_ERROR:
        return f"{group} is about the same"
    return f"No clear change in {group.lower()}"


def _named(change: ChangeFacts) -> str:
    """'Standing tolerance 45 min (15 at intake)'; a word of its own only where error clouds it."""
    word = change.verdict.word
    within = word in (Word.IMPROVED, Word.WORSE) and change.verdict.beyond is Beyond.WITHIN_ERROR
    return f"{change.measure.short_name} {_now_from(change)}{', within measurement error' if within else ''}"


def _now_from(change: ChangeFacts) -> str:
    """'45 min (15 at intake)'."""
    if change.baseline is None:
        return with_unit(change.measure, change.now)
    written = written_change(change.measure, change.baseline, change.now, change.verdict.meaningful)
    return f"{written.after}{unit_after(change.measure)} ({written.before} at intake)"


def _worse(facts: WorseFacts, label: Label) -> str:
    change, measure = facts.change, facts.change.measure
    since = label(facts.since)
    written = written_change(measure, change.baseline or 0.0, change.now, change.verdict.meaningful)
    was = [f"{written.before} at intake"] if change.baseline is not None else []
    was += [f"{score(measure, facts.before)} at {since.lower()}"] if facts.before != change.baseline else []
    within = " Within measurement error." if change.verdict.beyond is Beyond.WITHIN_ERROR else ""
    said = f"{measure.short_name} is worse: {written.after}{unit_after(measure)} ({', '.join(was)}).{within}"
    said += f" Ask what changed since {since.lower()}."
    if facts.between:
        events = "; ".join(f"{event.detail}, {day(event.on_date)}" for event in facts.between)
        said += f" On record since then: {events}."
    return said + (f" {facts.others} more got worse." if facts.others else "")


def _rating(facts: ChangeFacts) -> str:
    band = facts.measure.band_of(facts.now)
    answer = f"“{band.label}”" if band else with_unit(facts.measure, facts.now)
    return f"Asked for the change overall, the patient chose {answer}."


# Bases


def _bases(changes: Sequence[ChangeFacts]) -> str:
    return "; ".join(_basis(change) for change in changes)


def _basis(change: ChangeFacts) -> str:
    """'Pain (NRS), meaningful change 2 points, error 1.9 points · unverified'."""
    verdict, measure = change.verdict, change.measure
    parts = [measure.short_name]
    parts += [f"meaningful change {amount(measure, verdict.meaningful)}"] if verdict.meaningful is not None else []
    if measure.needs_baseline:
        parts.append(f"error {amount(measure, verdict.error)}" if verdict.error is not None else "error not known")
    return ", ".join(parts) + (f" · {UNVERIFIED}" if verdict.unverified else "")


# One target


def _target(facts: TargetFacts, label: Label) -> str:
    name, when = facts.measure.short_name, label(facts.checkpoint).lower()
    aim, now = with_unit(facts.measure, facts.target), score(facts.measure, facts.now)
    if facts.rule is TargetRule.HOLD:
        return f"Agree one target for {when}: keep {name} at {aim}."
    own = "the goal itself, " if facts.rule is TargetRule.GOAL else ""
    back = ", back into the expected range" if facts.rule is TargetRule.BACK else ""
    return f"Agree one target for {when}: {own}{name} {aim} ({now} now){back}."


def _target_basis(facts: TargetFacts) -> str:
    band = facts.band
    said = f"Expected range then {_range(facts.measure, band.low50, band.high50)}, middle half of {band.n} similar past patients"
    return said + _small_step(facts)


def _small_step(facts: TargetFacts) -> str:
    """A target so near that reaching it would not count as a change says so."""
    rule = facts.measure.meaningful_change
    if rule is None or facts.rule is TargetRule.HOLD:
        return ""
    needed, step = float(rule.at(facts.now)), abs(facts.target - facts.now)
    return (
        f". From now this is less than a meaningful change ({amount(facts.measure, needed)})" if step < needed else ""
    )


def _range(measure: Measure, low: float | None, high: float | None) -> str:
    ends = [score(measure, end) for end in (low, high) if end is not None]
    return f"{ends[0] if ends[0] == ends[-1] else span(ends[0], ends[-1])}{unit_after(measure)}"

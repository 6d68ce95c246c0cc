"""A last day in words: when, what it rests on, and what other sources say."""

from datetime import date

from charts.numbers import day
from domain.deadline import Act, Deadline, DeadlineRule, Ground

LEVELS = {
    "initial": "first request", "peer_to_peer": "peer-to-peer talk", "reconsideration": "reconsideration", "appeal": "appeal",
    "external_review": "external review",
}  # fmt: skip
UNVERIFIED = "not read at its source"


def when(deadline: Deadline | None, today: date) -> str:
    """'20 Nov 2025, in 3 days'; 'not known'; '' where nothing is awaited."""
    if deadline is None:
        return ""
    if deadline.on is None:
        return "not known"
    return f"{day(deadline.on)}, {until(deadline.days_left(today) or 0)}"


def until(days: int) -> str:
    """'today', 'tomorrow', 'in 3 days', '2 days ago'."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def rests_on(deadline: Deadline) -> list[str]:
    """What the day rests on, one sentence each."""
    if deadline.ground is Ground.NOTICE:
        said = ["The day stands on the notice, which governs."]
        return said + [f"A rule would give {day(on)}: {rule.source.label}." for rule, on in deadline.others]
    if deadline.rule is None:
        return ["No rule is known for this plan. Type the last day that the notice names."]
    if deadline.on is None:
        return [
            f"{deadline.note or deadline.rule.source.label} Type the last day that the notice names, if it names one."
        ]
    said = [f"By rule, {amount(deadline.rule)}: {deadline.rule.source.label}{_how_sure(deadline.rule)}."]
    said += [
        f"Another source says {amount(rule)}, {day(on)}: {rule.source.label}{_how_sure(rule)}."
        for rule, on in deadline.others
    ]
    return [
        *said,
        *([deadline.note] if deadline.note else []),
        "The notice governs: type its own day where it names one.",
    ]


def amount(rule: DeadlineRule) -> str:
    """'180 days', '4 months', '72 hours'; 'no time stated'."""
    for number, unit in ((rule.days, "day"), (rule.months, "month"), (rule.hours, "hour")):
        if number is not None:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "no time stated"


def rule_of(rule: DeadlineRule) -> str:
    """What a rule is about: 'Appeal after a denied first request', 'Decision on an urgent appeal'."""
    levels = " or ".join(LEVELS[level] for level in rule.levels)
    urgent = "urgent " if rule.is_urgent else ""
    return f"Appeal after a denied {urgent}{levels}" if rule.act is Act.APPEAL else f"Decision on a {urgent}{levels}"


def in_effect(rule: DeadlineRule) -> str:
    """'from 1 Jan 2026'; '' where it is not dated."""
    parts = [
        f"from {day(rule.effective_from)}" if rule.effective_from else "",
        f"to {day(rule.effective_to)}" if rule.effective_to else "",
    ]
    return " ".join(part for part in parts if part)


def _how_sure(rule: DeadlineRule) -> str:
    return "" if rule.source.verified else f" ({UNVERIFIED})"

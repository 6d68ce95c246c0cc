"""How long an appeal may be filed, and how long a payer may take: dated rules by kind of plan.

The notice governs. A day that it names wins over every rule; without one the earliest of the rules in effect is used, and
the others are carried beside it, because a deadline that is met too early costs nothing.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.plan_class import PlanClass
from domain.source import Source


class Act(StrEnum):
    """Who has to act: the clinic or patient who appeals, or the payer who decides."""

    APPEAL = "appeal"
    DECISION = "decision"


@dataclass(frozen=True)
class DeadlineRule:
    """`levels`: of an appeal, those whose denial it follows; of a decision, those that it decides. `file` is the level to be
    filed next. At most one of days, months and hours is given; none where a rule is known to say nothing."""

    code: str
    plan_class: PlanClass
    act: Act
    levels: tuple[str, ...]
    source: Source
    file: str = ""
    days: int | None = None
    months: int | None = None
    hours: int | None = None
    is_urgent: bool = False
    effective_from: date | None = None
    effective_to: date | None = None
    note: str = ""

    def last_day(self, counted_from: date) -> date | None:
        """The last day in time; hours count as whole days."""
        if self.months is not None:
            return _months_later(counted_from, self.months)
        days = self.days if self.days is not None else self.hours // 24 if self.hours is not None else None
        return counted_from + timedelta(days=days) if days is not None else None

    def in_effect(self, day: date) -> bool:
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)


class Ground(StrEnum):
    """What a deadline rests on."""

    NOTICE = "notice"
    RULE = "rule"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Deadline:
    """`on` is the last day, None where it is not known. `rule` is the one that was used; `others` are rules in effect that
    give another day. `file` is the level to be filed next ('' where not known), `note` what a rule adds."""

    on: date | None
    ground: Ground
    rule: DeadlineRule | None = None
    others: tuple[tuple[DeadlineRule, date], ...] = ()
    file: str = ""
    note: str = ""

    @property
    def is_doubtful(self) -> bool:
        """It rests on a rule whose own text was not read, or on which sources differ."""
        return self.ground is Ground.RULE and (bool(self.others) or not (self.rule and self.rule.source.verified))

    def days_left(self, today: date) -> int | None:
        """Whole days until the last day: 0 on the day itself, negative once it has passed."""
        return (self.on - today).days if self.on else None


def appeal_deadline(
    rules: Iterable[DeadlineRule],
    plan_class: str | None,
    level: str,
    denied_on: date,
    *,
    is_urgent: bool = False,
    notice_deadline_on: date | None = None,
) -> Deadline:
    """Until when a denial at `level` may be appealed. `denied_on` is the date of the notice."""
    asked = _asked(rules, Act.APPEAL, plan_class, level, denied_on, is_urgent)
    if notice_deadline_on is not None:
        others = tuple((rule, day) for rule, day in _dated(asked, denied_on) if day != notice_deadline_on)
        return Deadline(notice_deadline_on, Ground.NOTICE, None, others, asked[0].file if asked else "")
    return _earliest(asked, denied_on)


def decision_deadline(
    rules: Iterable[DeadlineRule], plan_class: str | None, level: str, sent_on: date, *, is_urgent: bool = False
) -> Deadline:
    """Until when a payer has to decide on what was sent at `level`."""
    return _earliest(_asked(rules, Act.DECISION, plan_class, level, sent_on, is_urgent), sent_on)


def _asked(
    rules: Iterable[DeadlineRule], act: Act, plan_class: str | None, level: str, day: date, is_urgent: bool
) -> list[DeadlineRule]:
    """Rules in effect. An urgent matter follows the urgent ones where there are any, an ordinary one never does."""
    found = [
        rule
        for rule in rules
        if rule.act is act and rule.plan_class == plan_class and level in rule.levels and rule.in_effect(day)
    ]
    urgent = [rule for rule in found if rule.is_urgent]
    return urgent if is_urgent and urgent else [rule for rule in found if not rule.is_urgent]


def _dated(rules: Iterable[DeadlineRule], counted_from: date) -> list[tuple[DeadlineRule, date]]:
    days = [(rule, rule.last_day(counted_from)) for rule in rules]
    return sorted(((rule, day) for rule, day in days if day is not None), key=lambda pair: (pair[1], pair[0].code))


def _earliest(asked: list[DeadlineRule], counted_from: date) -> Deadline:
    dated = _dated(asked, counted_from)
    if not dated:
        said = asked[0] if asked else None
        return Deadline(None, Ground.UNKNOWN, said, (), said.file if said else "", said.note if said else "")
    (rule, day), rest = dated[0], tuple(pair for pair in dated[1:] if pair[1] != dated[0][1])
    return Deadline(day, Ground.RULE, rule, rest, rule.file, rule.note)


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

"""What is due on paper, in words: authorizations that end, appeals that fall due, packets that lie."""

from domain.deadline import Ground
from domain.reminder import Reminder, ReminderKind
from domain.written import day, number


def fact(reminder: Reminder) -> str:
    """'Appeal due in 3 days, 20 Nov 2025'."""
    return _FACTS[reminder.kind](reminder)


def why(reminder: Reminder) -> str:
    """What the day rests on; '' where it speaks for itself."""
    deadline = reminder.deadline
    if deadline is None or deadline.on is None:
        return ""
    if deadline.ground is Ground.NOTICE:
        return "The day stands on the notice."
    return (
        "By a rule that was not read at its source; the notice governs."
        if deadline.is_doubtful
        else "By rule; the notice governs."
    )


def is_pressing(reminder: Reminder) -> bool:
    """Something is lost, or about to be, if nobody acts."""
    return reminder.kind in (ReminderKind.APPEAL_DUE, ReminderKind.APPEAL_PASSED, ReminderKind.AUTHORIZATION_ENDED)


def _until(reminder: Reminder) -> str:
    """'today', 'tomorrow', 'in 5 days', '3 days ago'."""
    left = reminder.days_left
    if left is None:
        return ""
    if left in (0, 1):
        return ("today", "tomorrow")[left]
    return f"in {left} days" if left > 0 else "yesterday" if left == -1 else f"{-left} days ago"


def _appeal_due(one: Reminder) -> str:
    return f"Appeal due {_until(one)}, {day(one.on_date)}"


def _appeal_passed(one: Reminder) -> str:
    return f"The last day for an appeal passed {_until(one)}, {day(one.on_date)}"


def _ended(one: Reminder) -> str:
    return f"Authorization ended {_until(one)}, {day(one.on_date)}{_units(one)}"


def _ends(one: Reminder) -> str:
    return f"Authorization ends {_until(one)}, {day(one.on_date)}{_units(one)}"


def _nearly_used(one: Reminder) -> str:
    until = f", until {day(one.on_date)}" if one.days_left is not None else ""
    return f"{number(one.units_used or 0)} of {number(one.units_approved or 0)} units used{until}"


def _late(one: Reminder) -> str:
    return f"No decision; it was due {_until(one)}, {day(one.on_date)}"


def _unsent(one: Reminder) -> str:
    return f"Signed {day(one.on_date)}, not sent yet"


def _draft(one: Reminder) -> str:
    if one.deadline is not None and one.deadline.on is not None:
        return f"Draft of an appeal, due {_until(one)}, {day(one.on_date)}"
    return f"Draft, saved {day(one.on_date)}"


def _units(one: Reminder) -> str:
    if one.units_used is None or one.units_approved is None:
        return ""
    return f", {number(one.units_used)} of {number(one.units_approved)} units used"


_FACTS = {
    ReminderKind.APPEAL_PASSED: _appeal_passed,
    ReminderKind.APPEAL_DUE: _appeal_due,
    ReminderKind.AUTHORIZATION_ENDED: _ended,
    ReminderKind.AUTHORIZATION_ENDS: _ends,
    ReminderKind.UNITS_NEARLY_USED: _nearly_used,
    ReminderKind.DECISION_LATE: _late,
    ReminderKind.SIGNED_UNSENT: _unsent,
    ReminderKind.DRAFT_UNSENT: _draft,
}

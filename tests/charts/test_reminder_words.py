"""What is due on paper, said in words."""

from datetime import date

from charts.reminder_words import fact, is_pressing, why
from domain.deadline import Deadline, Ground
from domain.reminder import Reminder, ReminderKind

DAY = date(2025, 11, 20)


def reminder(kind, days_left=3, **more):
    return Reminder(kind, "patient", "commercial", "program", DAY, days_left, **more)


def test_an_appeal_says_how_long_is_left_and_the_day():
    assert fact(reminder(ReminderKind.APPEAL_DUE)) == "Appeal due in 3 days, 20 Nov 2025"
    assert fact(reminder(ReminderKind.APPEAL_DUE, 1)) == "Appeal due tomorrow, 20 Nov 2025"
    assert fact(reminder(ReminderKind.APPEAL_DUE, 0)) == "Appeal due today, 20 Nov 2025"
    assert fact(reminder(ReminderKind.APPEAL_PASSED, -1)) == "The last day for an appeal passed yesterday, 20 Nov 2025"


def test_every_kind_of_reminder_has_its_words():
    for kind in ReminderKind:
        assert "20 Nov 2025" in fact(reminder(kind, units_used=20.0, units_approved=24.0))


def test_units_are_told_only_where_both_are_known():
    assert fact(reminder(ReminderKind.AUTHORIZATION_ENDS)) == "Authorization ends in 3 days, 20 Nov 2025"
    known = reminder(ReminderKind.AUTHORIZATION_ENDS, units_used=0.0, units_approved=24.0)
    assert fact(known) == "Authorization ends in 3 days, 20 Nov 2025, 0 of 24 units used"


def test_a_day_by_an_unread_rule_says_so():
    ruled = reminder(ReminderKind.APPEAL_DUE, deadline=Deadline(DAY, Ground.RULE))
    noticed = reminder(ReminderKind.APPEAL_DUE, deadline=Deadline(DAY, Ground.NOTICE))
    assert "not read at its source" in why(ruled)
    assert why(noticed) == "The day stands on the notice."
    assert why(reminder(ReminderKind.DRAFT_UNSENT)) == ""


def test_what_would_be_lost_presses_and_what_only_lies_does_not():
    assert is_pressing(reminder(ReminderKind.APPEAL_DUE))
    assert not is_pressing(reminder(ReminderKind.DRAFT_UNSENT))

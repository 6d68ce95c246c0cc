"""Checkpoints: when they open, are due and close, and what they are on a given day."""

from datetime import date, timedelta

import pytest

from domain.program import Anchor, Checkpoint, CheckpointKind, CheckpointStatus, Program, Window, status_on, window_of

STARTED = date(2025, 9, 1)
PLANNED_END = date(2025, 11, 24)
INTAKE = Checkpoint("intake", "Intake", CheckpointKind.INTAKE, Anchor.START, 0, -28, 7, ("odi",))
WEEK_6 = Checkpoint("week_6", "Week 6", CheckpointKind.REASSESSMENT, Anchor.START, 42, 32, 56, ("odi",))
MONTH_3 = Checkpoint("month_3", "3 months", CheckpointKind.FOLLOW_UP, Anchor.END, 91, 61, 121, ("odi",))


def window(checkpoint, ended=None, first_session_on=None):
    return window_of(checkpoint, STARTED, ended, PLANNED_END, first_session_on)


def test_a_window_holds_its_first_and_its_last_day():
    six = window(WEEK_6)
    assert (six.opens_on, six.due_on, six.closes_on) == (date(2025, 10, 3), date(2025, 10, 13), date(2025, 10, 27))
    assert six.holds(six.opens_on)
    assert six.holds(six.closes_on)
    assert not six.holds(six.opens_on - timedelta(days=1))
    assert not six.holds(six.closes_on + timedelta(days=1))


def test_an_end_checkpoint_counts_from_the_actual_end_else_from_the_planned_one():
    assert window(MONTH_3).due_on == PLANNED_END + timedelta(days=91)
    assert window(MONTH_3, ended=date(2025, 10, 1)).due_on == date(2025, 10, 1) + timedelta(days=91)


def test_the_intake_window_closes_at_the_first_treatment_session_and_holds_that_day():
    intake = window(INTAKE, first_session_on=date(2025, 9, 3))
    assert intake.closes_on == date(2025, 9, 3)
    assert intake.due_on == STARTED
    assert intake.holds(date(2025, 9, 3))
    assert not intake.holds(date(2025, 9, 4))


def test_a_first_session_after_the_window_changes_nothing():
    assert window(INTAKE, first_session_on=date(2025, 9, 20)) == window(INTAKE)


def test_the_first_session_moves_no_other_checkpoint():
    assert window(WEEK_6, first_session_on=date(2025, 9, 3)) == window(WEEK_6)


SIX = Window(date(2025, 10, 3), date(2025, 10, 13), date(2025, 10, 27))


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2025, 10, 2), CheckpointStatus.UPCOMING),
        (date(2025, 10, 3), CheckpointStatus.OPEN),
        (date(2025, 10, 13), CheckpointStatus.OPEN),
        (date(2025, 10, 14), CheckpointStatus.LATE),
        (date(2025, 10, 27), CheckpointStatus.LATE),
        (date(2025, 10, 28), CheckpointStatus.MISSED),
    ],
)
def test_an_unfilled_checkpoint_is_upcoming_open_late_and_then_missed(day, status):
    assert status_on(day, SIX, observed=False, left_on=None, excused_on=None) is status


def test_a_filled_checkpoint_is_done_whatever_happened_after():
    gone = date(2025, 10, 20)
    assert status_on(date(2025, 12, 1), SIX, observed=True, left_on=gone, excused_on=gone) is CheckpointStatus.DONE


def test_a_person_who_left_stays_due_until_the_window_closes_and_counts_as_left_then():
    left = date(2025, 9, 20)
    assert status_on(date(2025, 10, 10), SIX, False, left, None) is CheckpointStatus.OPEN
    assert status_on(date(2025, 10, 20), SIX, False, left, None) is CheckpointStatus.LATE
    assert status_on(date(2025, 10, 28), SIX, False, left, None) is CheckpointStatus.LEFT


def test_a_person_who_left_after_the_window_missed_it():
    assert status_on(date(2025, 12, 1), SIX, False, date(2025, 11, 5), None) is CheckpointStatus.MISSED


def test_only_death_or_withdrawal_by_the_closing_day_takes_a_checkpoint_out_of_the_due_ones():
    later = date(2025, 12, 1)
    assert status_on(later, SIX, False, None, SIX.closes_on) is CheckpointStatus.NOT_DUE
    assert status_on(later, SIX, False, None, SIX.closes_on + timedelta(days=1)) is CheckpointStatus.MISSED


def test_a_program_finds_its_checkpoints_by_code():
    program = Program("p", "P", 12, (WEEK_6, INTAKE))
    assert program.intake is INTAKE
    assert program.checkpoint("week_6") is WEEK_6

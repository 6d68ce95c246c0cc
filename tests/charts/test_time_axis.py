"""Where checkpoints stand on the time axis."""

import pytest

from charts.time_axis import LEFT, RIGHT, Stop, TimeAxis, axis_to_next, compact_labels, labels_that_fit, short_label
from domain.program import CheckpointKind


def test_inside_a_program_the_axis_is_even(in_program):
    assert in_program.is_even
    middle = (in_program.position(0) + in_program.position(84)) / 2
    assert in_program.position(42) == pytest.approx(middle)


def test_with_follow_ups_the_distance_is_the_square_root_of_the_days(whole_axis):
    assert not whole_axis.is_even
    assert (whole_axis.position(449 / 4) - LEFT) / (RIGHT - LEFT) == pytest.approx(0.5)


def test_the_axis_never_runs_backwards(whole_axis):
    places = [whole_axis.position(day) for day in range(-30, 500)]
    assert places == sorted(places)
    assert min(places) == LEFT
    assert max(places) == RIGHT


def test_a_patient_in_week_6_sees_the_program_and_no_follow_up(whole_axis):
    assert [s.code for s in axis_to_next(whole_axis.stops, 43).stops] == ["intake", "week_2", "week_6", "program_end"]


def test_a_patient_after_the_program_sees_up_to_the_next_follow_up(whole_axis):
    assert axis_to_next(whole_axis.stops, 180).stops[-1].code == "month_6"
    assert axis_to_next(whole_axis.stops, 900).stops[-1].code == "month_12"


def test_a_program_of_one_checkpoint_has_an_axis(whole_axis):
    assert TimeAxis(whole_axis.stops[:1]).position(0) == LEFT


def test_an_axis_without_checkpoints_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        TimeAxis(())


@pytest.mark.parametrize(
    ("name", "label"), [("Week 2", "wk 2"), ("3 months", "3 mo"), ("Program end", "end"), ("Intake", "Intake")]
)
def test_axis_labels_are_short(name, label):
    assert short_label(name) == label


def test_the_unit_is_said_once_in_a_run():
    assert compact_labels(["Intake", "wk 2", "wk 6", "end", "wk 14"]) == ["Intake", "wk 2", "6", "end", "wk 14"]


CLOSE = TimeAxis(
    (
        Stop("intake", "Intake", 0, CheckpointKind.INTAKE),
        Stop("week_2", "wk 2", 14),
        Stop("week_6", "wk 6", 42),
        Stop("program_end", "end", 45, CheckpointKind.COMPLETION),
        Stop("month_3", "3 mo", 136),
    )
)


@pytest.mark.parametrize("width", [165, 260, 380])
@pytest.mark.parametrize("current", ["week_6", "program_end"])
def test_of_labels_that_would_collide_the_current_checkpoints_is_kept(width, current):
    """Week 6 and the end of a program three days later."""
    fitting = [CLOSE.stops[i].code for i in sorted(labels_that_fit(CLOSE, width, current))]
    assert current in fitting
    assert not {"week_6", "program_end"} <= set(fitting)


def test_labels_far_enough_apart_are_all_kept(in_program):
    assert labels_that_fit(in_program, 260, None) == {0, 1, 2, 3}

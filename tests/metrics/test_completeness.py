"""Enrolled → due → observed, with a reason for everybody who falls out."""

import pandas as pd
import pytest

from metrics.completeness import completeness, completeness_by_measure

COLUMNS = ["checkpoint", "name", "ordinal", "enrolled", "excused", "not_yet", "due", "any_form", "all_forms"]
COUNTS = pd.DataFrame(
    [
        ("program_end", "Program end", 3, 120, 1, 26, 93, 68, 41, 15, 10),
        ("intake", "Intake", 0, 120, 0, 0, 120, 118, 110, 2, 0),
    ],
    columns=[*COLUMNS, "missing_still_in", "missing_left"],
)


def test_checkpoints_come_in_program_order():
    assert [answer.checkpoint for answer in completeness(COUNTS)] == ["intake", "program_end"]


def test_everybody_enrolled_stands_in_exactly_one_place():
    end = completeness(COUNTS)[1]
    assert end.closes
    assert end.excused + end.not_yet_due + end.observed + end.missing_still_in + end.missing_left == end.enrolled


def test_the_share_is_of_those_due_and_a_person_not_yet_due_is_not_missing():
    end = completeness(COUNTS)[1]
    assert (end.observed_of_due.count, end.observed_of_due.total, end.missing) == (68, 93, 25)
    assert end.observed_of_enrolled.total == 120
    assert end.complete_of_due.count == 41


def test_the_reasons_name_only_what_occurred():
    intake, end = completeness(COUNTS)
    assert intake.reasons() == "2 missed while in the program"
    assert end.reasons() == "26 not yet due, 15 missed while in the program, 10 left, 1 excused"


def test_the_sentence_gives_a_percentage_only_from_enough_people():
    end = completeness(COUNTS)[1]
    assert end.sentence(20).startswith("Program end: 68 of 93 due have at least one form (73%); 26 not yet due")
    assert "%" not in end.sentence(100)


def test_counts_that_do_not_add_up_are_refused_by_name():
    with pytest.raises(ValueError, match="checkpoint program_end do not add up"):
        completeness(COUNTS.assign(missing_left=[11, 0]))


def test_no_checkpoints_give_no_answers():
    assert completeness(COUNTS.head(0)) == ()


def test_a_measure_has_its_own_denominators():
    counts = pd.DataFrame(
        {"checkpoint": ["intake"], "measure": ["odi"], "enrolled": [40], "due": [30], "observed": [24]}
    )
    (answer,) = completeness_by_measure(counts)
    assert (answer.measure, answer.observed_of_due.share) == ("odi", 0.8)

"""What a panel has to show, as numbers."""

from math import sqrt

import pytest

from charts.course import (
    CoursePoint,
    cut_offs,
    error_of_score,
    gaps,
    improved_line,
    improvement_is_off_scale,
    ordered_by_construct,
    scale_of,
    segments,
    worse_line,
)
from domain.measures import MEASURES
from domain.program import CheckpointStatus


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("phq9", [5, 10, 15, 20]),
        ("odi", [20, 40, 60, 80]),
        ("nrs_average", [1, 4, 7]),
        ("isi", [8, 15, 22]),
        ("pgic", []),
    ],
)
def test_cut_offs_are_those_that_clinicians_name(code, expected):
    assert cut_offs(MEASURES[code]) == expected


def test_every_measure_has_a_fixed_scale():
    for measure in MEASURES.values():
        assert scale_of(measure).position(measure.lowest) == 100


def test_the_improved_line_stands_at_intake_moved_by_m_in_the_good_direction(in_program, make_course):
    # ODI: 10 points and 30 % of baseline, whichever is required by the registry's rule.
    odi = MEASURES["odi"]
    expected = 52 - float(odi.meaningful_change.at(52))
    assert improved_line(make_course("odi", 52, 48, 36), in_program).value == pytest.approx(expected)
    pseq = improved_line(make_course("pseq", 18, 20, 29), in_program)
    assert pseq.value == pytest.approx(18 + float(MEASURES["pseq"].meaningful_change.at(18)))


def test_the_worse_line_appears_only_when_the_patient_heads_that_way(in_program, make_course):
    assert worse_line(make_course("isi", 17, 14, 11), in_program) is None
    assert worse_line(make_course("isi", 17, 14, 19), in_program).value == 23


def test_without_intake_score_there_is_no_line(in_program, make_course):
    assert improved_line(make_course("isi", None, 14, 19), in_program) is None


def test_a_measure_that_is_not_judged_has_no_line(in_program, make_course):
    course = make_course("mme_day", 20, 30, 45)
    assert improved_line(course, in_program) is None
    assert worse_line(course, in_program) is None


def test_a_patient_near_the_floor_cannot_reach_the_threshold_on_the_scale(in_program, make_course):
    course = make_course("isi", 3, 2, 1)
    assert improved_line(course, in_program) is None
    assert improvement_is_off_scale(course, in_program)


def test_the_error_of_one_score_is_the_error_of_a_change_over_root_two():
    point = CoursePoint("week_6", CheckpointStatus.DONE, 36)
    assert error_of_score(MEASURES["odi"], point) == pytest.approx(MEASURES["odi"].measurement_error.mdc95 / sqrt(2))


def test_a_promis_score_uses_its_own_standard_error():
    point = CoursePoint("week_6", CheckpointStatus.DONE, 61.2, standard_error=1.9)
    assert error_of_score(MEASURES["promis_pi_tscore"], point) == pytest.approx(1.96 * 1.9, abs=1e-3)
    assert error_of_score(MEASURES["promis_pi_tscore"], CoursePoint("week_6", CheckpointStatus.DONE, 61.2)) is None


def test_the_line_skips_a_missed_checkpoint_and_says_so(in_program, make_course):
    course = make_course("phq9", 13, None, 11)
    assert [s.skips for s in segments(course, in_program)] == [True]
    assert [(g.word, g.checkpoints) for g in gaps(course, in_program)] == [("not done", ("week_2",))]


def test_neighbouring_gaps_are_said_once_and_a_conflict_has_its_own_word(in_program, make_course):
    course = make_course("phq9", 13, None, None, None, current="program_end", conflict="program_end")
    assert [(g.word, len(g.checkpoints)) for g in gaps(course, in_program)] == [("not done", 2), ("two values", 1)]


def test_function_comes_first_and_pain_after(make_course):
    given = [make_course(code, 5, 5, 5) for code in ("nrs_average", "phq9", "odi")]
    assert [c.measure.code for c in ordered_by_construct(given)] == ["odi", "phq9", "nrs_average"]

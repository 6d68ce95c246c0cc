"""Milestones of reduction that held, and setbacks. The rule is the clinic's own, and says so."""

import numpy as np

from domain.opioid.series import dose_series
from domain.opioid.taper import TaperRule, taper_course
from tests.domain.opioid_lists import day, line, medicines


def course(*steps, until=200, rule=None, baseline_on=None):
    """Morphine: (dose, first day, last day) …"""
    lines = medicines(*(line("morphine", dose, 1, start, stop) for dose, start, stop in steps))
    return taper_course(dose_series(lines, until=day(until)), baseline_on, rule)


def reached(found):
    return dict(zip(found.milestones.share, found.milestones.reached_on, strict=True))


def test_a_milestone_is_dated_by_the_first_of_28_days_at_or_below_its_dose():
    found = course((100, 1, 50), (90, 51, 90), (75, 91, 117), (60, 118, 140), (50, 141, 200))
    assert reached(found) == {0.10: day(51), 0.25: day(91), 0.50: day(141)}
    assert found.milestones.dose_at_most.tolist() == [90, 75, 50]


def test_a_reduction_that_did_not_hold_is_no_milestone():
    found = course((100, 1, 10), (50, 11, 37), (100, 38, 200))
    assert reached(found) == {0.10: None, 0.25: None, 0.50: None}


def test_a_reduction_still_running_is_told_with_its_days_so_far():
    found = course((100, 1, 10), (80, 11, 30), until=20)
    row = found.milestones.iloc[0]
    assert (row.reached_on, row.held_days) == (None, 10)


def test_an_unknown_day_breaks_the_row():
    lines = medicines(
        line("morphine", 100, 1, 1, 10), line("morphine", 50, 1, 11, 60), line(strength=None, start=30, stop=30)
    )
    found = taper_course(dose_series(lines, until=day(57)))
    assert reached(found)[0.50] is None
    assert reached(taper_course(dose_series(lines, until=day(58))))[0.50] == day(31)


def test_stopping_is_a_reduction_too():
    assert reached(course((100, 1, 10), until=60))[0.50] == day(11)


def test_a_setback_is_a_rise_after_a_reduction():
    found = course((100, 1, 30), (60, 31, 60), (80, 61, 80), (50, 81, 200)).setbacks
    assert found.to_dict("records") == [
        {
            "patient": "p",
            "from_day": day(61),
            "to_day": day(80),
            "lowest_before": 60.0,
            "highest": 80.0,
            "days": 20,
            "is_over": True,
        }
    ]


def test_a_setback_may_still_be_going_on():
    found = course((100, 1, 30), (60, 31, 60), (80, 61, 200)).setbacks.iloc[0]
    assert (found.from_day, found.is_over) == (day(61), False)


def test_a_rise_without_a_reduction_before_is_no_setback_nor_a_rise_of_a_few_days():
    assert course((100, 1, 30), (140, 31, 200)).setbacks.empty
    assert course((100, 1, 30), (60, 31, 60), (80, 61, 66), (60, 67, 200)).setbacks.empty
    assert course((100, 1, 30), (60, 31, 60), (69, 61, 200)).setbacks.empty


def test_the_clinic_may_set_its_own_sizes_and_the_rule_is_put_in_words():
    rule = TaperRule(shares=(0.20,), held_days=7, rise_days=3)
    found = course((100, 1, 10), (80, 11, 17), (100, 18, 20), (80, 21, 30), rule=rule, until=30)
    assert reached(found) == {0.20: day(11)}
    assert len(found.setbacks) == 1
    assert rule.wording.startswith("Milestone: 20 % below the baseline, held for 7 known days in a row.")
    assert "The clinic's own rule" in rule.wording


def test_the_baseline_is_the_first_known_dose_or_the_dose_of_a_stated_day():
    steps = ((100, 1, 10), (60, 11, 200))
    assert course(*steps).baselines.baseline.tolist() == [100]
    later = course(*steps, baseline_on=day(12))
    assert later.baselines.baseline.tolist() == [60]
    assert reached(later) == {0.10: None, 0.25: None, 0.50: None}


def test_a_baseline_day_of_unknown_dose_gives_no_baseline():
    lines = medicines(line("morphine", None, 1, 1, 5), line("morphine", 50, 1, 6))
    found = taper_course(dose_series(lines, until=day(60)), {"p": day(3)})
    assert np.isnan(found.baselines.baseline[0])
    assert found.milestones.empty
    assert found.setbacks.empty


def test_people_are_kept_apart():
    lines = medicines(line("morphine", 100, 1, 1, 10), line("morphine", 50, 1, 1, 60, patient="q"))
    found = taper_course(dose_series(lines, until=day(60))).milestones
    assert found[found.share == 0.50].reached_on.tolist() == [day(11), None]

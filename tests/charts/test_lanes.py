"""Lanes of medicines and of a dose: spans from the list, levels on a scale of their own, milestones that held."""

import datetime as dt
from types import SimpleNamespace

import pytest

from charts.event_lanes import Happening, draw_event_lanes, lanes_of, spoken_lanes
from charts.lane import LANE_HEIGHT, LEVEL_HEIGHT, Lane, LaneEvent, LaneMark
from charts.medication_lanes import dose_lane, medicine_lanes, top_of_scale
from charts.paper_svg import paper_lanes
from domain.opioid.taper import TaperRule
from metrics.dose_course import DoseCourse, DoseStep, Milestone

START = dt.date(2025, 1, 6)


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def day_of(when: dt.date) -> int:
    return (when - START).days


def line(**changes):
    plain = {
        "medication_id": "M1", "drug": "oxycodone", "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "bid",
        "daily_amount": None, "as_needed": False, "started": day(-10), "stopped": None, "status": "active", "in_conflict": False,
    }  # fmt: skip
    return SimpleNamespace(**{**plain, **changes})


def course(*steps: tuple[float, int, int], milestones=()) -> DoseCourse:
    found = tuple(DoseStep(day(first), day(last), value, f"D{i}") for i, (value, first, last) in enumerate(steps))
    held = tuple(Milestone(share, day(on)) for share, on in milestones)
    return DoseCourse(found, "cdc_2022", (), False, found[0].value if found else None, held, (), TaperRule())


def test_a_medicine_runs_from_its_start_to_its_stop_or_to_today():
    lanes = medicine_lanes([line(), line(medication_id="M2", drug="Gabapentin 300", stopped=day(20))], day_of, day(42))
    found = [(lane.name, lane.events[0].day, lane.events[0].until_day) for lane in lanes]
    assert found == [("Oxycodone", -10, 42), ("Gabapentin", -10, 20)]
    assert lanes[0].events[0].text == "5 mg, 1 tablet, bid"


def test_two_lines_of_one_medicine_share_a_lane():
    (lane,) = medicine_lanes(
        [line(stopped=day(10)), line(medication_id="M2", strength="10 mg", started=day(11))], day_of, day(42)
    )
    assert [event.text for event in lane.events] == ["5 mg, 1 tablet, bid", "10 mg, 1 tablet, bid"]


@pytest.mark.parametrize(
    "changes",
    [{"started": None}, {"in_conflict": True}, {"status": "draft"}, {"status": "stopped"}, {"started": day(50)}, {"drug": None}],
)  # fmt: skip
def test_a_line_whose_days_nobody_knows_or_that_is_not_taken_is_left_out(changes):
    assert medicine_lanes([line(**changes)], day_of, day(42)) == []


def test_a_dose_stands_on_a_scale_of_its_own_with_its_numbers(in_program):
    lane = dose_lane(course((120, 0, 13), (90, 14, 42)), day_of)
    assert (lane.top, lane.unit, lane.height) == (120, "MME/day", LEVEL_HEIGHT)
    drawn = draw_event_lanes([lane], in_program, "week_6", 42)
    assert drawn.count('class="level"') == 2
    assert [text for text in (">120<", ">90<", ">0<", ">MME/day<") if text not in drawn] == []


def test_levels_that_follow_one_another_are_joined_and_a_gap_is_not(in_program):
    def risers(*steps):
        drawn = draw_event_lanes([dose_lane(course(*steps), day_of)], in_program)
        return drawn.count('class="level-line"') - len(steps)

    assert risers((120, 0, 13), (90, 14, 42)) == 1
    assert risers((120, 0, 10), (90, 14, 42)) == 0


def test_a_milestone_that_held_is_marked_once_per_day_by_the_furthest():
    lane = dose_lane(course((100, 0, 13), (45, 14, 60), milestones=((0.10, 14), (0.25, 14), (0.50, 14))), day_of)
    assert [event.text for event in lane.events if event.mark is LaneMark.MOMENT] == ["−50% held"]


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 10), (7.5, 8), (80, 80), (90, 100), (115, 120), (130, 150), (1001, 1200)]
)
def test_the_scale_ends_at_a_round_number(highest, top):
    assert top_of_scale(highest) == pytest.approx(top)


def test_no_step_is_no_lane():
    assert dose_lane(course(), day_of) is None


def test_a_level_is_read_aloud_with_its_weeks_and_its_unit(in_program):
    lane = dose_lane(course((120, 0, 13), (90, 14, 42)), day_of)
    assert spoken_lanes([lane], in_program) == (
        "What was done. Opioid dose (MME/day): 120, week 0 to week 1; 90, week 2 to week 6."
    )


def test_lanes_of_different_height_stand_below_one_another(in_program):
    sessions = Lane("Sessions", (LaneEvent(LaneMark.ATTENDED, 7),))
    drawn = draw_event_lanes([dose_lane(course((120, 0, 42)), day_of), sessions], in_program)
    assert f'height="{LEVEL_HEIGHT + LANE_HEIGHT}"' in drawn
    assert f'cy="{LEVEL_HEIGHT + LANE_HEIGHT / 2:g}"' in drawn


def test_a_new_neurological_deficit_has_a_lane_of_its_own(in_program):
    lanes = lanes_of([Happening("neurological_deficit", 30, "Foot drop, left"), Happening("flare", 20, "A flare")], 42)
    assert [lane.name for lane in lanes] == ["Red flags", "Flares"]
    assert "Foot drop, left" in draw_event_lanes(lanes, in_program)


def test_a_dose_is_drawn_on_paper_too(in_program):
    picture = paper_lanes([dose_lane(course((120, 0, 13), (90, 14, 42)), day_of)], in_program, "week_6", 42)
    assert "90" in picture.svg
    assert "Opioid dose" in picture.alt

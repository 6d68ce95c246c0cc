"""Sleep diaries: nights across midnight, blanks, and weeks."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from domain.sleep import NIGHT_COLUMN, night, sleep_efficiency, weekly_sleep, weekly_sleep_efficiency


def diary(bed, rise, onset=0.0, awake=0.0, **more):
    return pd.DataFrame(
        [{"bed_time": bed, "rise_time": rise, "sleep_onset_minutes": onset, "wake_after_minutes": awake, **more}]
    )


@pytest.mark.parametrize(
    ("bed", "rise", "minutes"),
    [
        (time(23), time(7), 480),
        (time(0, 30), time(7), 390),
        (time(22, 15), time(5, 45), 450),
        (time(8), time(15), 420),
    ],
)
def test_time_in_bed_runs_across_midnight(bed, rise, minutes):
    assert night(diary(bed, rise)).in_bed_minutes[0] == minutes


def test_time_in_bed_after_the_final_awakening_is_not_sleep():
    lying = night(diary(time(23), time(7), 20, 20, wake_time=time(6, 20))).iloc[0]
    assert lying.asleep_minutes == 400
    assert lying.score == pytest.approx(100 * 400 / 480)


def test_a_blank_part_is_missing_and_not_zero():
    for blank in (diary(None, time(7)), diary(time(23), time(7), onset=np.nan), diary(time(23), time(7), awake=np.nan)):
        result = night(blank).iloc[0]
        assert result.status == "not_scored"
        assert np.isnan(result.score)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (diary(time(23), time(23)), "Bed time and rise time are the same."),
        (diary(time(11), time(7)), "More than 18 hours in bed; was a 12-hour clock time meant?"),
        (diary(time(23), time(7), -5), "Minutes awake cannot be below 0."),
        (diary(time(23), time(7), 300, 300), "The night has more minutes awake than in bed."),
        (diary(time(23), time(7), wake_time=time(22)), "The night has more minutes awake than in bed."),
    ],
)
def test_a_night_that_cannot_be_is_invalid_and_says_why(row, said):
    result = night(row).iloc[0]
    assert (result.status, result.reason) == ("invalid", said)


def test_a_night_without_sleep_counts_as_zero_percent():
    assert sleep_efficiency(480, 480, 0).score[0] == 0


def _nights(scores, start=date(2025, 11, 3), patient="p"):
    days = [start + timedelta(days=i) for i in range(len(scores))]
    return pd.DataFrame({"patient": patient, "on_date": days, "score": scores})


def test_a_week_is_dated_by_its_last_night_that_counted():
    week = weekly_sleep_efficiency(_nights([80, 82, 84, 86, np.nan, 88, np.nan])).iloc[0]
    assert (week.on_date, week.n_nights, week.score) == (date(2025, 11, 8), 5, 84)


def test_weeks_run_from_monday_to_sunday_whatever_night_came_first():
    nights = _nights([80] * 4 + [90] * 4, start=date(2025, 11, 6))
    weeks = weekly_sleep_efficiency(nights.sample(frac=1, random_state=3))
    assert weeks.on_date.tolist() == [date(2025, 11, 9), date(2025, 11, 13)]
    assert weeks.score.tolist() == [80, 90]


def test_a_night_given_twice_counts_once_and_two_values_count_as_none():
    nights = pd.concat([_nights([80, 82, 84, 86]), _nights([80])])
    assert weekly_sleep_efficiency(nights).score.tolist() == [83]
    clash = weekly_sleep_efficiency(pd.concat([nights, _nights([99])])).iloc[0]
    assert (clash.status, clash.n_nights) == ("not_scored", 3)


def test_people_are_kept_apart():
    weeks = weekly_sleep_efficiency(pd.concat([_nights([80] * 7), _nights([90] * 3, patient="q")]))
    assert weeks.patient.tolist() == ["p", "q"]
    assert weeks.status.tolist() == ["scored", "not_scored"]


# Nights on which the clocks change, checked by hand: Chicago springs forward on 9 March 2025 at 2:00 and
# falls back on 2 November 2025 at 2:00 (US Energy Policy Act of 2005: second Sunday of March, first of November).
CHICAGO = ZoneInfo("America/Chicago")
SPRING, AUTUMN, PLAIN = date(2025, 3, 9), date(2025, 11, 2), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("morning", "bed", "rise", "minutes"),
    [
        (PLAIN, time(23), time(7), 480), (SPRING, time(23), time(7), 420), (AUTUMN, time(23), time(7), 540),
        (SPRING, time(3), time(7), 240), (AUTUMN, time(0, 30), time(7), 450), (SPRING, time(0, 30), time(7), 330),
        (date(2025, 3, 10), time(23), time(7), 480), (date(2025, 3, 8), time(23), time(7), 480),
    ],
)  # fmt: skip
def test_a_night_on_which_the_clocks_change_is_an_hour_shorter_or_longer(morning, bed, rise, minutes):
    assert night(diary(bed, rise, on_date=morning), CHICAGO).in_bed_minutes[0] == minutes


def test_without_a_time_zone_every_day_has_24_hours():
    assert night(diary(time(23), time(7), on_date=SPRING)).in_bed_minutes[0] == 480


def test_the_final_awakening_follows_the_clocks_too():
    row = night(diary(time(23), time(7), wake_time=time(0, 30), on_date=SPRING), CHICAGO).iloc[0]
    assert (row.in_bed_minutes, row.asleep_minutes) == (420, 90)


@pytest.mark.parametrize(("morning", "bed"), [(AUTUMN, time(1, 30)), (SPRING, time(2, 30))])
def test_a_time_that_came_twice_or_never_is_not_guessed(morning, bed):
    row = night(diary(bed, time(7), on_date=morning), CHICAGO).iloc[0]
    assert row.status == "not_scored"
    assert row.reason.startswith("A time of this night came twice or not at all")


def test_a_zone_without_daylight_saving_changes_nothing():
    assert night(diary(time(23), time(7), on_date=SPRING), ZoneInfo("America/Phoenix")).in_bed_minutes[0] == 480


def test_where_a_part_is_missing_the_parts_that_are_stated_stand():
    row = night(diary(None, time(7), 25, 40)).iloc[0]
    assert (row.onset_minutes, row.awake_minutes, row.status) == (25, 40, "not_scored")
    assert np.isnan([row.asleep_minutes, row.score]).all()


def test_a_diary_that_asks_for_the_final_awakening_needs_it():
    assert night(diary(time(23), time(7), wake_time=None)).status[0] == "not_scored"


def test_an_impossible_part_makes_the_night_invalid_also_where_another_is_missing():
    row = night(diary(time(23), time(7), 600, np.nan)).iloc[0]
    assert row.status == "invalid"
    assert np.isnan(row.onset_minutes)


def test_weekly_means_of_every_measure_of_sleep():
    week = pd.concat([diary(time(23), time(7), onset, 30) for onset in (10, 20, 30, 40)], ignore_index=True)
    week["on_date"] = [date(2025, 11, 3) + timedelta(days=i) for i in range(4)]
    nights = night(week, CHICAGO).assign(patient="p", on_date=week["on_date"])
    found = {code: weekly_sleep(nights, code).score[0] for code in NIGHT_COLUMN}
    assert found == pytest.approx(
        {"sleep_efficiency": 100 * 425 / 480, "sleep_tst": 425, "sleep_sol": 25, "sleep_waso": 30}
    )


def test_each_measure_counts_its_own_nights():
    week = pd.concat([diary(None if i else time(23), time(7), 20, 10) for i in range(4)], ignore_index=True)
    week["on_date"] = [date(2025, 11, 3) + timedelta(days=i) for i in range(4)]
    nights = night(week).assign(patient="p", on_date=week["on_date"])
    assert weekly_sleep(nights, "sleep_sol").score.tolist() == [20]
    short = weekly_sleep(nights, "sleep_tst").iloc[0]
    assert (short.status, short.reason) == (
        "not_scored",
        "1 of 7 nights have a total sleep time; a weekly mean needs 4.",
    )

"""Exports of day and night summaries: Fitbit, Garmin, Oura, Withings, ActiGraph, GGIR.

Each file is written by hand in the shape that the loader's module names, with the page where that shape is described.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.source_error import SourceError
from loaders.source_mapping import MappingError
from tests.loaders.wearable_exports import mapping_of, read_export, reasons, rows_of, values, written, zipped

# Fitbit. CSV: sleepdiary.github.io/core/src/Fitbit (read); JSON: public readers of Takeout agree on names and fields.

FITBIT_CSV = (
    "Activities\n"
    "Date,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,Minutes Fairly Active,Minutes Very Active,Activity Calories\n"
    '"2025-06-02","2,345","10,123","7.5","8","720","200","20","10","900"\n'
    '"2025-06-03","2,145","321","0.2","0","1,400","20","0","0","90"\n'
    '"2025-06-04","2,145","6,000","4.2","0","700","20","0","0","90"\n'
    '"2025-06-05","2,145","5,000","4.0","0","700","20","0","0","90"\n'
    "\n"
    "Sleep\n"
    "Start Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed,Minutes REM Sleep,Minutes Light Sleep,Minutes Deep Sleep\n"
    '"2025-06-01 11:12PM","2025-06-02 6:51AM","412","47","22","459","80","250","82"\n'
    '"2025-06-02 1:05PM","2025-06-02 1:55PM","45","5","1","50","N/A","N/A","N/A"\n'
    '"2025-06-02 11:12PM","2025-06-03 6:51AM","500","47","22","459","80","250","82"\n'
)


def test_fitbit_days_and_nights_of_the_csv_export(tmp_path):
    loaded = read_export(written(tmp_path / "f.csv", FITBIT_CSV), "fitbit")
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 10123, date(2025, 6, 4): 6000}
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 412}
    assert values(loaded, "sleep_efficiency") == {date(2025, 6, 2): pytest.approx(100 * 412 / 459)}
    assert sorted(reasons(loaded)) == [(4, "not_worn"), (6, "partial_day"), (11, "second_sleep"), (12, "bad_answer")]
    assert loaded.lines_read == 7
    assert loaded.notes == ("Distances were not read: the mapping does not say distance_unit, 'km' or 'mi'.",)


def test_fitbit_distance_needs_the_unit_of_the_account(tmp_path):
    loaded = read_export(written(tmp_path / "f.csv", FITBIT_CSV), "fitbit", 'distance_unit = "mi"\n')
    assert values(loaded, "distance_day")[date(2025, 6, 2)] == pytest.approx(7.5 * 1609.344, abs=0.1)


FITBIT_SLEEP = [
    {"logId": 1, "dateOfSleep": "2025-06-02", "startTime": "2025-06-01T23:12:00.000", "endTime": "2025-06-02T06:51:00.000",
     "duration": 27540000, "minutesToFallAsleep": 0, "minutesAsleep": 412, "minutesAwake": 47, "minutesAfterWakeup": 0,
     "timeInBed": 459, "efficiency": 96, "type": "stages", "infoCode": 0, "logType": "auto_detected", "levels": {}, "mainSleep": True},
    {"logId": 2, "dateOfSleep": "2025-06-02", "minutesAsleep": 430, "timeInBed": 450, "efficiency": 90, "mainSleep": False},
]  # fmt: skip


def minutes(day, hour, count, value, clock="{:02d}/{:02d}/25 {:02d}:{:02d}:00"):
    return [{"dateTime": clock.format(6, day, hour, minute), "value": str(value)} for minute in range(count)]


FITBIT_ZIP = {
    "Takeout/Fitbit/Global Export Data/steps-2025-06-01.json": minutes(1, 20, 60, 90) + minutes(2, 3, 50, 100),
    "Takeout/Fitbit/Global Export Data/steps-2025-06-02.json": minutes(2, 20, 60, 100) + minutes(3, 20, 60, 70) + minutes(4, 20, 10, 100),
    "Takeout/Fitbit/Global Export Data/sleep-2025-06-01.json": FITBIT_SLEEP,
    "Takeout/Fitbit/Global Export Data/heart_rate-2025-06-01.json": [{"dateTime": "06/01/25 10:00:00", "value": {"bpm": 60}}],
}  # fmt: skip


def test_fitbit_archive_in_local_time(tmp_path):
    loaded = read_export(zipped(tmp_path / "f.zip", FITBIT_ZIP), "fitbit", 'step_clock = "local"\n')
    assert values(loaded, "steps_day") == {date(2025, 6, 1): 5400, date(2025, 6, 2): 11000, date(2025, 6, 3): 4200}
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 412}  # the main sleep, although another was longer
    assert sorted(code for _, code in reasons(loaded)) == ["partial_day", "second_sleep"]


def test_fitbit_archive_in_utc_is_counted_by_the_clinics_days(tmp_path):
    """03:00 UTC on the 2nd is 22:00 on the 1st in Chicago; the first day is not whole."""
    loaded = read_export(zipped(tmp_path / "f.zip", FITBIT_ZIP), "fitbit", 'step_clock = "utc"\n')
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 6000, date(2025, 6, 3): 4200}
    assert sorted(code for _, code in reasons(loaded)) == ["partial_day", "partial_day", "second_sleep"]


def test_fitbit_does_not_guess_the_clock_of_its_steps(tmp_path):
    with pytest.raises(SourceError, match="step_clock"):
        read_export(zipped(tmp_path / "f.zip", FITBIT_ZIP), "fitbit")


def test_a_minute_that_stands_in_two_folders_of_the_archive_counts_once(tmp_path):
    twice = FITBIT_ZIP | {"Takeout/Fitbit/Activity/steps-2025-06-02.json": minutes(2, 20, 60, 100)}
    loaded = read_export(zipped(tmp_path / "f.zip", twice), "fitbit", 'step_clock = "local"\n')
    assert values(loaded, "steps_day")[date(2025, 6, 2)] == 11000


def test_fitbit_sleep_by_itself(tmp_path):
    assert values(read_export(written(tmp_path / "s.json", FITBIT_SLEEP), "fitbit"), "sleep_tst") == {
        date(2025, 6, 2): 412
    }


def test_fitbit_steps_by_themselves_do_not_say_what_they_count(tmp_path):
    with pytest.raises(SourceError, match="load steps with the whole archive"):
        read_export(written(tmp_path / "s.json", minutes(1, 8, 60, 90)), "fitbit", 'step_clock = "local"\n')


# Garmin

UDS = [
    {"userProfilePK": 7, "calendarDate": "2025-06-02", "totalSteps": 8123, "dailyStepGoal": 7500, "totalDistanceMeters": 6400},
    {"calendarDate": {"date": "Jun 3, 2025 12:00:00 AM"}, "totalSteps": 7000, "totalDistanceMeters": 5000},
    {"calendarDate": "2025-06-04", "totalSteps": 200000},
    {"calendarDate": "2025-06-05", "totalSteps": None},
    {"calendarDate": "2025-06-06", "totalSteps": 6000},
]  # fmt: skip
GARMIN_SLEEP = [
    {"sleepStartTimestampGMT": "2025-06-02T05:14:00.0", "sleepEndTimestampGMT": "2025-06-02T12:20:00.0", "calendarDate": "2025-06-02",
     "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL", "deepSleepSeconds": 4800, "lightSleepSeconds": 14400,
     "remSleepSeconds": 5400, "awakeSleepSeconds": 960, "unmeasurableSeconds": 0},
    {"calendarDate": "2025-06-03", "awakeSleepSeconds": 960},
]  # fmt: skip


def test_garmin_archive(tmp_path):
    loaded = read_export(
        zipped(tmp_path / "g.zip", {
            "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2025-05-01_2025-08-09.json": UDS,
            "DI_CONNECT/DI-Connect-Wellness/2025-05-01_2025-08-09_7_sleepData.json": GARMIN_SLEEP,
            "DI_CONNECT/DI-Connect-User/user_profile.json": {"firstName": "Maria"},
        }), "garmin",
    )  # fmt: skip
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 8123, date(2025, 6, 3): 7000}
    assert values(loaded, "distance_day")[date(2025, 6, 2)] == 6400
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): (4800 + 14400 + 5400) / 60}
    assert "sleep_efficiency" not in set(rows_of(loaded)["measure"])  # it does not know when the person lay down
    assert sorted(code for _, code in reasons(loaded)) == ["empty", "not_scored", "out_of_range", "partial_day"]


def test_garmin_report_of_steps(tmp_path):
    text = ",Actual,Goal\n06/02/2025,8123,7500\n06/03/2025,9000,7500\nyesterday,9000,7500\n06/04/2025,10,7500\n"
    loaded = read_export(written(tmp_path / "Steps.csv", text), "garmin", 'date_format = "%m/%d/%Y"\n')
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 8123, date(2025, 6, 3): 9000}
    assert sorted(reasons(loaded)) == [(4, "bad_line"), (5, "partial_day")]


# Oura: cloud.ouraring.com/v2 (API description, fields read)

OURA_DAYS = {
    "data": [
        {"id": "a", "day": "2025-06-02", "score": 82, "steps": 8123, "non_wear_time": 7200, "equivalent_walking_distance": 7122},
        {"id": "b", "day": "2025-06-03", "score": 60, "steps": 3000, "non_wear_time": 60000},
        {"id": "c", "day": "2025-06-04", "score": 60, "steps": 2500, "non_wear_time": 0},
    ],
    "next_token": None,
}  # fmt: skip
OURA_SLEEP = {
    "data": [
        {"id": "s", "day": "2025-06-02", "bedtime_start": "2025-06-01T23:05:14-05:00", "bedtime_end": "2025-06-02T07:25:14-05:00",
         "type": "long_sleep", "efficiency": 84, "latency": 540, "time_in_bed": 30000, "total_sleep_duration": 25200, "awake_time": 4800},
        {"id": "t", "day": "2025-06-02", "type": "late_nap", "time_in_bed": 3600, "total_sleep_duration": 3000},
        {"id": "u", "day": "2025-06-03", "type": "deleted", "time_in_bed": 30000, "total_sleep_duration": 25200},
    ]
}  # fmt: skip


def test_oura_days_tell_their_wear_time(tmp_path):
    """Worn for 22 h, 7.3 h and 24 h. With wear time stated, the last day is known to be whole or not."""
    loaded = read_export(written(tmp_path / "o.json", OURA_DAYS), "oura")
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 8123, date(2025, 6, 4): 2500}
    assert reasons(loaded) == [(2, "not_worn")]


def test_oura_night(tmp_path):
    loaded = read_export(written(tmp_path / "o.json", OURA_SLEEP), "oura")
    assert {
        m: values(loaded, m)[date(2025, 6, 2)] for m in ("sleep_tst", "sleep_efficiency", "sleep_sol")
    } == pytest.approx({"sleep_tst": 420, "sleep_efficiency": 84, "sleep_sol": 9})
    assert reasons(loaded) == [(2, "second_sleep")]


def test_a_night_that_was_deleted_in_oura_withdraws_what_an_earlier_export_said_of_it(tmp_path):
    gone = rows_of(read_export(written(tmp_path / "o.json", OURA_SLEEP), "oura")).query("retracted")
    assert set(gone["on_date"]) == {date(2025, 6, 3)}
    assert sorted(gone["measure"]) == ["sleep_efficiency", "sleep_sol", "sleep_tst"]
    night = {**OURA_SLEEP["data"][2], "type": "long_sleep", "latency": 600}
    before = rows_of(read_export(written(tmp_path / "before.json", {"data": [night]}), "oura"))
    assert dict(zip(before["measure"], before["record"], strict=True)) == dict(
        zip(gone["measure"], gone["record"], strict=True)
    )
    assert max(before["version"]) <= min(gone["version"])


def test_a_night_beside_a_deleted_one_stands(tmp_path):
    both = [{**OURA_SLEEP["data"][0], "day": "2025-06-03"}, OURA_SLEEP["data"][2]]
    loaded = read_export(written(tmp_path / "o.json", {"data": both}), "oura")
    assert not rows_of(loaded)["retracted"].any()
    assert values(loaded, "sleep_tst") == {date(2025, 6, 3): 420}
    assert reasons(loaded) == [(2, "second_sleep")]


def test_a_sleep_of_a_day_that_has_not_come_makes_no_later_export_an_older_one(tmp_path):
    ahead = [OURA_SLEEP["data"][0], {**OURA_SLEEP["data"][0], "day": "2031-01-01"}]
    loaded = read_export(written(tmp_path / "o.json", {"data": ahead}), "oura")
    assert set(rows_of(loaded)["version"]) == {"2025-06-02"}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("date,Sleep Score,Total Sleep Duration,Total Bedtime ,Sleep Latency,Non-wear Time,Steps\n2025-06-02,80,25200,30000,540,7200,8123\n", ""),
        ("day;steps;non_wear_time;total_sleep_duration;time_in_bed;latency\n2025-06-02;8123;7200;25200;30000;540\n", 'delimiter = ";"\n'),
    ],
)  # fmt: skip
def test_oura_tables(tmp_path, text, more):
    loaded = read_export(written(tmp_path / "o.csv", text), "oura", more)
    assert rows_of(loaded).set_index("measure")["value"].to_dict() == pytest.approx(
        {"steps_day": 8123, "sleep_tst": 420, "sleep_efficiency": 84, "sleep_sol": 9}
    )
    assert set(rows_of(loaded)["line"]) == {2}


# Withings

WITHINGS_SLEEP = (
    'from,to,"light (s)","deep (s)","rem (s)","awake (s)","wake up","Duration to sleep (s)","Duration to wake up (s)","Snoring (s)"\n'
    "2025-06-01T23:21:00-05:00,2025-06-02T07:21:00-05:00,14400,5400,3600,1800,2,600,300,0\n"
    "2025-06-02T23:21:00-05:00,never,14400,5400,3600,1800,2,600,300,0\n"
)


def test_withings_archive(tmp_path):
    files = {
        "sleep.csv": WITHINGS_SLEEP,
        "aggregates_steps.csv": "date,value\n2025-06-02,6283\n2025-06-03,5000\n",
        "aggregates_distance.csv": "date,value\n2025-06-02,4800.5\n2025-06-03,4000\n",
        "weight.csv": 'Date,"Weight (kg)"\n2025-06-02,80\n',
    }
    loaded = read_export(zipped(tmp_path / "w.zip", files), "withings")
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 6283}
    assert values(loaded, "distance_day") == {date(2025, 6, 2): 4800.5}
    assert values(loaded, "sleep_efficiency") == {date(2025, 6, 2): pytest.approx(100 * 390 / 480)}
    assert values(loaded, "sleep_sol") == {date(2025, 6, 2): 10}
    assert sorted(code for _, code in reasons(loaded)) == ["bad_date", "partial_day", "partial_day"]


def test_withings_sleep_by_itself_and_a_table_that_does_not_say_what_it_counts(tmp_path):
    assert values(read_export(written(tmp_path / "sleep.csv", WITHINGS_SLEEP), "withings"), "sleep_tst") == {
        date(2025, 6, 2): 390
    }
    with pytest.raises(SourceError, match="has no column 'from'"):
        read_export(written(tmp_path / "a.csv", "date,value\n2025-06-02,6283\n"), "withings")


# ActiGraph: columns as in physionet.org's MMASH (sleep.csv) and in re-implementations of ActiLife's batch export

ACTILIFE_SLEEP = (
    "Subject Name,File Name,Serial Number,Epoch Length,Weight,Age,Gender,Sleep/Wake Algorithm,Sleep Period Detection Algorithm,In Bed Time,Out Bed Time,"
    "Efficiency,Onset,Latency,Total Sleep Time,WASO,Number of Awakenings\n"
    "0042,a.agd,X,60,0,0,Undefined,Cole-Kripke,Tudor-Locke,6/1/2025 11:28:00 PM,6/2/2025 7:28:00 AM,87.5,6/1/2025 11:36:00 PM,8,420,52,12\n"
    "0043,b.agd,X,60,0,0,Undefined,Cole-Kripke,Tudor-Locke,6/1/2025 11:00:00 PM,6/2/2025 7:00:00 AM,75,6/1/2025 11:10:00 PM,10,360,110,12\n"
    "0043,b.agd,X,60,0,0,Undefined,Cole-Kripke,Tudor-Locke,6/2/2025 1:00:00 PM,6/2/2025 2:00:00 PM,75,6/2/2025 1:10:00 PM,10,45,5,1\n"
    ",b.agd,X,60,0,0,Undefined,Cole-Kripke,Tudor-Locke,6/3/2025 1:00:00 PM,6/3/2025 2:00:00 PM,75,6/3/2025 1:10:00 PM,10,45,5,1\n"
)
US_DATES = 'date_format = "%m/%d/%Y"\n'


def test_actigraph_sleep_of_several_people(tmp_path):
    loaded = read_export(written(tmp_path / "a.csv", ACTILIFE_SLEEP), "actigraph", US_DATES, patient=None)
    rows = rows_of(loaded).pivot(index="patient", columns="measure", values="value")
    assert rows.loc["0042"].to_dict() == {"sleep_efficiency": 87.5, "sleep_sol": 8, "sleep_tst": 420, "sleep_waso": 52}
    assert rows.loc["0043", "sleep_tst"] == 360
    assert sorted(reasons(loaded)) == [(4, "second_sleep"), (5, "no_patient")]
    assert rows_of(loaded)["version"].isna().all()


def test_actigraph_sleep_with_dates_beside_the_times(tmp_path):
    text = (
        "In Bed Date,In Bed Time,Out Bed Date,Out Bed Time,Latency,Efficiency,Total Minutes in Bed,Total Sleep Time (TST),"
        "Wake After Sleep Onset (WASO)\n2025-06-01,23:28,2025-06-02,07:28,8,87.5,480,420,52\n"
    )
    loaded = read_export(written(tmp_path / "a.csv", text), "actigraph")
    assert values(loaded, "sleep_efficiency") == {date(2025, 6, 2): 87.5}


def test_actigraph_days_need_their_columns_named(tmp_path):
    text = "Subject,Filename,Epoch,Date,Steps Counts,Time\nA,a.agd,60,6/2/2025,6123,840\nA,a.agd,60,6/3/2025,4000,420\n"
    path = written(tmp_path / "a.csv", text)
    with pytest.raises(SourceError, match=r"columns\.steps and columns\.wear_minutes"):
        read_export(path, "actigraph", US_DATES, patient=None)
    named = US_DATES + '[columns]\nsteps = "Steps Counts"\nwear_minutes = "Time"\n'
    loaded = read_export(path, "actigraph", named, patient=None)
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 6123}
    assert reasons(loaded) == [(3, "not_worn")]


# GGIR: vignette "GGIR output" (read)

PART4 = (
    "ID,night,sleeponset,wakeup,SptDuration,sleepparam,guider_onset,guider_wakeup,guider_SptDuration,SleepDurationInSpt,WASO,"
    "sleeponset_ts,wakeup_ts,daysleeper,weekday,calendar_date,filename,cleaningcode,fraction_night_invalid,guider_inbedDuration,sleeplatency\n"
    "0042,1,23.5,31,7.5,T5A5,23,31,8,6.5,1,23:30:00,07:00:00,0,Sunday,2025-06-01,a.cwa,0,0,8,0.5\n"
    "0042,2,23.5,31,7.5,T5A5,23,31,8,6.5,1,23:30:00,07:00:00,0,Monday,02/06/2025,a.cwa,0,0,NA,NA\n"
    "0042,3,23.5,31,7.5,T5A5,23,31,8,6.5,1,23:30:00,07:00:00,0,Tuesday,2025-06-03,a.cwa,1,0.5,8,0.5\n"
    "0042,4,23.5,31,7.5,T5A5,23,31,8,NA,1,23:30:00,07:00:00,0,Wednesday,2025-06-04,a.cwa,1,0,8,0.5\n"
)


def test_ggir_nights_are_dated_by_the_morning_and_have_an_efficiency_only_with_time_in_bed(tmp_path):
    loaded = read_export(written(tmp_path / "p4.csv", PART4), "ggir", patient=None)
    assert values(loaded, "sleep_tst") == {date(2025, 6, 2): 390, date(2025, 6, 3): 390}
    assert values(loaded, "sleep_efficiency") == {date(2025, 6, 2): pytest.approx(81.25)}
    assert values(loaded, "sleep_sol") == {date(2025, 6, 2): 30}
    assert reasons(loaded) == [(4, "not_worn"), (5, "not_scored")]
    assert set(rows_of(loaded)["patient"]) == {"0042"}


PART5 = (
    "ID,filename,weekday,calendar_date,window_number,window,dur_day_spt_min,nonwear_perc_day_spt,step_count\n"
    "0042,a.cwa,Monday,2025-06-02,1,MM,1440,10,8123\n"
    "0042,a.cwa,Tuesday,2025-06-03,2,MM,1440,70,3000\n"
    "0042,a.cwa,Wednesday,2025-06-04,3,WW,1440,0,5000\n"
)


def test_ggir_days_need_the_column_of_the_step_counter(tmp_path):
    path = written(tmp_path / "p5.csv", PART5)
    with pytest.raises(SourceError, match=r"columns\.steps"):
        read_export(path, "ggir", patient=None)
    loaded = read_export(path, "ggir", '[columns]\nsteps = "step_count"\n', patient=None)
    assert values(loaded, "steps_day") == {date(2025, 6, 2): 8123}
    assert reasons(loaded) == [(3, "not_worn"), (4, "bad_line")]


# All of them

PLAIN = {
    "fitbit": FITBIT_CSV, "garmin": ",Actual,Goal\n2025-06-02,8000,1\n2025-06-03,8000,1\n", "oura": "day,steps\n2025-06-02,8000\n2025-06-03,8000\n",
    "withings": WITHINGS_SLEEP, "actigraph": ACTILIFE_SLEEP, "ggir": PART4,
}  # fmt: skip


@pytest.mark.parametrize("device", PLAIN)
@pytest.mark.parametrize("content", ["", "\n\n", "[]", "{}", "x", "a,b\n1,2\n", b"\xff\xfe\x00", b"\0\0\0\0", '"open'])
def test_what_is_no_export_is_refused_in_one_sentence(tmp_path, device, content):
    with pytest.raises(SourceError) as told:
        read_export(written(tmp_path / "x", content), device)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith((".", "?"))


def test_entries_that_are_no_objects_are_refused_one_by_one(tmp_path):
    assert reasons(read_export(written(tmp_path / "x", [1, None]), "garmin")) == [(1, "bad_date"), (2, "bad_date")]


def test_a_day_in_the_future_is_refused(tmp_path):
    text = ",Actual,Goal\n2025-06-02,8000,1\n2026-06-02,8000,1\n2026-06-03,8000,1\n"
    assert reasons(read_export(written(tmp_path / "x", text), "garmin")) == [(3, "future_date"), (4, "partial_day")]


def test_deeply_nested_json_is_refused(tmp_path):
    with pytest.raises(SourceError, match="nested more than 200 levels deep"):
        read_export(written(tmp_path / "x", "[" * 100_000 + "]" * 100_000), "garmin")


CELL = st.one_of(
    st.sampled_from(["", "2025-06-02", "2025-06-03", "06/02/2025", "8,123", "420", "480", "-1", "nan", "1e308", "999999999999999", "6/1/2025 11:28:00 PM",
                     "2025-06-01T23:21:00-05:00", "9999-12-31", "0001-01-01", "MM", "0042", '"', "٣"]),
    st.text(max_size=6).filter(lambda text: "\0" not in text),
)  # fmt: skip


@pytest.mark.parametrize("device", PLAIN)
@settings(max_examples=50)
@given(rows=st.lists(st.lists(CELL, max_size=24), max_size=8), quoted=st.booleans())
def test_whatever_the_cells_hold_each_line_is_a_row_or_a_reason(tmp_path_factory, device, rows, quoted):
    """The header is the device's own; the cells are anything."""
    cell = (lambda text: '"' + text.replace('"', '""') + '"') if quoted else (lambda text: text)
    head = "\n".join(PLAIN[device].splitlines()[: 2 if device == "fitbit" else 1])
    text = head + "\n" + "\n".join(",".join(map(cell, row)) for row in rows) + "\n"
    path = written(tmp_path_factory.mktemp("any") / "x.csv", text.encode("utf-8", "replace"))
    more, told = '[columns]\nsteps = "step_count"\n' if device == "ggir" else "", []
    try:
        loaded = read_export(path, device, more)
    except SourceError as error:
        told.append(str(error))
    if told:
        assert "\n" not in told[0]
        return
    assert loaded.rejected["reason"].map(bool).all()
    assert rows_of(loaded)["value"].between(0, 60000).all()
    last = len(text.splitlines()) + 1
    for frame in (rows_of(loaded), loaded.rejected):
        assert frame["line"].between(1, last).all()


VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(), st.text(max_size=5),
              st.sampled_from(["2025-06-02", 420, "420", 480, 3600, "long_sleep", "deleted"])),
    lambda inner: st.lists(inner, max_size=3), max_leaves=4,
)  # fmt: skip
KEYS = st.sampled_from([
    "calendarDate", "totalSteps", "deepSleepSeconds", "dateOfSleep", "minutesAsleep", "timeInBed", "mainSleep", "day", "steps",
    "total_sleep_duration", "time_in_bed", "non_wear_time", "type", "x",
])  # fmt: skip


@pytest.mark.parametrize("device", ["fitbit", "garmin", "oura"])
@settings(max_examples=60)
@given(entries=st.lists(st.one_of(st.dictionaries(KEYS, VALUE, max_size=6), VALUE), max_size=8))
def test_whatever_the_json_holds_each_entry_is_a_row_or_a_reason(tmp_path_factory, device, entries):
    path, told = written(tmp_path_factory.mktemp("any") / "x.json", entries), []
    try:
        loaded = read_export(path, device)
    except SourceError as error:
        told.append(str(error))
    if told:
        assert "\n" not in told[0]
        return
    assert loaded.rejected["reason"].map(bool).all()
    assert rows_of(loaded).query("not retracted")["value"].between(0, 60000).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('measures = ["odi"]\n', "'odi' is not in such an export"),
        ('measures = ["sleep_efficiency"]\n', "'sleep_efficiency' is not in such an export"),  # Garmin
        ('date_format = "%m/%d"\n', "lacks a year"),
        ('links = "../links.csv"\n', "must be a file inside the clinic folder"),
        ('[columns]\nsteps = "x"\n', "is not a column to name"),
        ("estimates_fill_checkpoints = true\n", "applies where measures holds 'walk_6min'"),
        ('colour = "red"\n', "is not a key of a mapping"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_by_its_key(more, said):
    with pytest.raises(MappingError, match=said):
        mapping_of("garmin", more)


@pytest.mark.parametrize(
    ("device", "sleeps"),
    [
        ("fitbit", [{**FITBIT_SLEEP[0], "mainSleep": False, "minutesAsleep": 45, "timeInBed": 60}]),
        ("oura", {"data": [OURA_SLEEP["data"][1]]}),
    ],
)
def test_what_the_source_calls_a_nap_is_no_night_even_where_the_day_has_no_other_sleep(tmp_path, device, sleeps):
    loaded = read_export(written(tmp_path / "nap.json", sleeps), device)
    assert values(loaded, "sleep_tst") == {}
    assert reasons(loaded) == [(1, "second_sleep")]


def test_oura_counts_a_short_sleep_as_the_night_where_the_day_has_no_longer_one(tmp_path):
    short = {"data": [{"day": "2025-06-02", "type": "sleep", "time_in_bed": 9000, "total_sleep_duration": 8400}]}
    assert values(read_export(written(tmp_path / "o.json", short), "oura"), "sleep_tst") == {date(2025, 6, 2): 140}

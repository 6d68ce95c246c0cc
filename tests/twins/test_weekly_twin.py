"""The weekly values of the store against plain Python, and against any order in which their days may come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.sleep import weekly_mean
from store.schema import STANDING_TABLES
from tests.small_clinic import MemoryStore, contents, course_of_care, day, file_of, registration, score, small_clinic
from tests.twins import naive
from tests.twins.naive_weekly import weekly_values
from tests.twins.test_rules_twin import EXAMPLES, FEWER, WHERE_FROM, loaded_store

CLINIC = small_clinic()
PEOPLE = [
    file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"),
    file_of(RowKind.EPISODE, [course_of_care("P1"), course_of_care("P2")], name="episodes.csv", mapping="episodes"),
]
MODES = {"diary": "diary", "fitbit": "wearable", "ggir": "wearable", "": "wearable", "homemade": "wearable"}


def daily(patient, on, value, series, measure, record, version, retracted):
    return score(
        patient, on, value, measure, occasion="daily", mode=MODES[series], form=series or None, record=record, version=version,
        retracted=retracted, score_status="given",
    )  # fmt: skip


days = st.builds(
    daily, st.sampled_from(["P1", "P1", "P1", "P2", "P3"]), st.integers(-8, 12), st.sampled_from([80.0, 85.5, 90.1]),
    st.sampled_from(["diary", "diary", "fitbit", "fitbit", "ggir", "", "homemade"]),
    st.sampled_from(["sleep_efficiency"] * 5 + ["steps_day", "walk_6min"]),
    st.sampled_from([None] * 9 + ["r1"]), st.sampled_from([None, "1", "2"]), st.sampled_from([False] * 19 + [True]),
)  # fmt: skip
stated = st.builds(
    lambda patient, on, value: score(patient, on, value, "sleep_efficiency", score_status="given"),
    st.sampled_from(["P1", "P2"]), st.integers(-8, 12), st.sampled_from([70.0, 75.0]),
)  # fmt: skip
series_of_days = st.tuples(st.lists(days, min_size=20, max_size=70), st.lists(stated, max_size=1)).map(
    lambda both: both[0] + both[1]
)


def files_of(rows, many, mapping="series"):
    """The rows dealt out over files."""
    return [
        file_of(RowKind.OBSERVATION, rows[i::many], name=f"days{i}.csv", mapping=mapping, content=f"{i} of {many}")
        for i in range(many)
    ]


def derived_of(store) -> list[dict]:
    """Derived observations, each with the days on which it rests."""
    origin: dict[str, list[str]] = {}
    for row in store.rows("derived_from"):
        origin.setdefault(row["observation_id"], []).append(row["row_id"])
    return [
        {**{name: row[name] for name in ("patient_id", "measure", "on_date", "value", "mode", "form")},
         "days": tuple(sorted(origin[row["observation_id"]]))}
        for row in store.rows("observation") if row["observation_id"] in origin
    ]  # fmt: skip


@EXAMPLES
@given(series_of_days)
def test_weekly_values_are_what_the_rules_say(rows):
    store = loaded_store([*PEOPLE, *files_of(rows, 2)])
    observations = [
        row for row in store.rows("observation") if row["occasion"] == "daily" or row["score_status"] == "given"
    ]
    naive.same_rows(weekly_values(observations), derived_of(store))
    store.close()


@FEWER
@given(series_of_days, st.integers(2, 9), st.randoms(use_true_random=False))
def test_any_split_of_the_days_in_any_order_gives_the_same_weeks_as_one_file(rows, many, shuffler):
    one = loaded_store([*PEOPLE, *files_of(rows, 1)])
    parts = [*PEOPLE, *files_of(rows, many)]
    shuffler.shuffle(parts)
    dealt = loaded_store(parts, one.book, batches=[[part] for part in parts])
    assert contents(one.connection, STANDING_TABLES, WHERE_FROM) == contents(
        dealt.connection, STANDING_TABLES, WHERE_FROM
    )
    one.close()
    dealt.close()


@FEWER
@given(series_of_days)
def test_computing_for_the_touched_patients_equals_computing_for_everybody(rows):
    files = [*PEOPLE, *files_of(rows, 3)]
    store = loaded_store(files, batches=[[one] for one in files])
    step_by_step = contents(store.connection, STANDING_TABLES)
    store.recompute()
    assert contents(store.connection, STANDING_TABLES) == step_by_step
    store.close()


def week_from(monday: date, values, series="diary", patient="P1", measure="sleep_efficiency"):
    return [
        {**score(patient, 0, value, measure, occasion="daily", mode=MODES[series], form=series), "on_date": monday + timedelta(days=i)}
        for i, value in enumerate(values) if value is not None
    ]  # fmt: skip


def a_monday() -> date:
    first = day(0)
    return first + timedelta(days=-first.weekday() % 7)


def only(store) -> dict:
    (found,) = derived_of(store)
    return found


def test_a_week_is_the_mean_of_its_days_dated_on_the_last():
    store = loaded_store([*PEOPLE, *files_of(week_from(a_monday(), [80, 90, None, 85, 85, None, None]), 1)])
    found = only(store)
    assert (found["value"], found["on_date"], found["form"]) == (85.0, a_monday() + timedelta(days=4), "diary")
    assert found["value"] == weekly_mean([80, 90, float("nan"), 85, 85, float("nan"), float("nan")])["score"][0]
    assert len(found["days"]) == 4
    store.close()


def test_three_days_are_no_week():
    store = loaded_store([*PEOPLE, *files_of(week_from(a_monday(), [80, 90, 85]), 1)])
    assert derived_of(store) == []
    store.close()


def test_a_day_with_two_values_is_in_conflict_and_counts_for_no_week():
    rows = week_from(a_monday(), [80, 80, 80, 80]) + week_from(a_monday(), [99])
    store = loaded_store([*PEOPLE, *files_of(rows, 1)])
    assert derived_of(store) == []
    assert [row["standing"] for row in store.rows("observation")].count("conflict") == 2
    store.close()


def test_a_diary_and_a_watch_of_the_same_nights_are_no_conflict_and_the_diary_is_taken():
    rows = week_from(a_monday(), [80] * 4) + week_from(a_monday(), [95] * 7, "fitbit")
    store = loaded_store([*PEOPLE, *files_of(rows, 1)])
    assert (only(store)["form"], only(store)["value"]) == ("diary", 80.0)
    store.close()


def test_a_clinic_may_prefer_the_watch():
    rows = week_from(a_monday(), [80] * 4) + week_from(a_monday(), [95] * 4, "fitbit")
    store = MemoryStore(CLINIC.model_copy(update={"daily_series": ("fitbit",)}))
    store.load(*PEOPLE, *files_of(rows, 1))
    assert only(store)["form"] == "fitbit"
    store.close()


def test_days_of_two_series_never_make_one_week():
    rows = week_from(a_monday(), [80, 80]) + week_from(a_monday() + timedelta(days=2), [90, 90], "fitbit")
    store = loaded_store([*PEOPLE, *files_of(rows, 1)])
    assert derived_of(store) == []
    store.close()


def test_a_stated_score_of_the_week_leaves_no_room_for_a_derived_one():
    rows = [*week_from(a_monday(), [80] * 5), {**score("P1", 0, 70, "sleep_efficiency"), "on_date": a_monday()}]
    store = loaded_store([*PEOPLE, *files_of(rows, 1)])
    assert derived_of(store) == []
    store.close()


def test_the_id_of_a_week_stays_when_a_fuller_export_changes_its_value():
    first = files_of(week_from(a_monday(), [80, 80, 80, 80]), 1)
    store = loaded_store([*PEOPLE, *first])
    before = {row["observation_id"] for row in store.rows("derived_from")}
    store.load(
        file_of(RowKind.OBSERVATION, week_from(a_monday() + timedelta(days=4), [90]), name="more.csv", mapping="series")
    )
    assert {row["observation_id"] for row in store.rows("derived_from")} == before
    assert only(store)["value"] == 82.0
    store.close()


def test_a_week_of_somebody_who_is_not_registered_waits():
    store = loaded_store([*PEOPLE, *files_of(week_from(a_monday(), [80] * 4, patient="P9"), 1)])
    assert derived_of(store) == []
    store.load(file_of(RowKind.PATIENT, registration("P9"), name="late.csv", mapping="people"))
    assert only(store)["value"] == 80.0
    store.close()


@pytest.mark.parametrize("measure", ["walk_6min", "odi"])
def test_only_the_named_measures_have_weekly_values(measure):
    store = loaded_store([*PEOPLE, *files_of(week_from(a_monday(), [80] * 5, measure=measure), 1)])
    assert derived_of(store) == []
    store.close()


def test_a_weekly_value_fills_a_checkpoint_and_a_daily_one_does_not():
    monday = day(0) - timedelta(days=day(0).weekday() + 7)
    store = loaded_store([*PEOPLE, *files_of(week_from(monday, [20, 30, 40, 50], measure="sleep_efficiency"), 1)])
    (filled,) = (
        row for row in store.rows("checkpoint_score") if row["measure"] == "sleep_efficiency" and row["observation_id"]
    )
    assert (filled["value"], filled["form"]) == (35.0, "diary")
    store.close()


def test_the_twin_can_disagree():
    store = loaded_store([*PEOPLE, *files_of(week_from(a_monday(), [80] * 4), 1)])
    wrong = [{**row, "value": 0.0} for row in derived_of(store)]
    with pytest.raises(AssertionError):
        naive.same_rows(wrong, derived_of(store))
    store.close()

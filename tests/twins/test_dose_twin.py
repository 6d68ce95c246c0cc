"""The derived opioid doses of the store against plain Python, and against any order in which their lists may come."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.medication_dose import DOSE_TABLE
from domain.opioid.local_names import local_names
from store import derived
from store.as_known import read_as_known
from store.dose_readers import read_dose_doubts, read_unknown_medicines
from store.readers import open_snapshot, read_source
from store.schema import STANDING_TABLES
from store.writer import load
from tests.small_clinic import (
    LOADED_AT,
    MemoryStore,
    contents,
    course_of_care,
    day,
    file_of,
    registration,
    score,
    small_clinic,
    write_clinic,
)
from tests.twins import naive, naive_dose
from tests.twins.naive_dose import weekly_doses
from tests.twins.test_rules_twin import EXAMPLES, FEWER, WHERE_FROM

CLINIC = small_clinic()
PEOPLE = [
    file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"),
    file_of(RowKind.EPISODE, [course_of_care("P1"), course_of_care("P2")], name="episodes.csv", mapping="episodes"),
]
EARLY = "2025-02-12T08:30:00-06:00"
"""A Wednesday, five weeks after the small clinic's first Monday."""


def line(patient="P1", drug="oxycodone", started=0, lasts=None, **more):
    first = None if started is None else day(started)
    return {
        "patient": patient, "drug": drug, "strength": "5 mg", "dose": "1", "dose_unit": "tablet", "per_day": "tid", "route": "oral",
        "started": first, "stopped": None if lasts is None or first is None else first + timedelta(days=lasts), **more,
    }  # fmt: skip


lines = st.builds(
    line,
    st.sampled_from(["P1", "P1", "P2", "P3"]),
    st.sampled_from(["oxycodone"] * 4 + ["morphine"] * 3 + ["hydromorphone", "ibuprofen", "buprenorphine", "madeupol"]),
    st.sampled_from([0, 0, 3, 7, 9, 14, 20, None]),
    st.sampled_from([None, 0, 6, 10, 13]),
    strength=st.sampled_from(["5 mg"] * 6 + ["10 mg", None]),
    dose=st.sampled_from(["1", "2"]),
    per_day=st.sampled_from(["tid"] * 5 + ["2", "whenever"]),
    status=st.sampled_from([None, None, "active", "stopped", "entered_in_error"]),
    basis=st.sampled_from([None, "prescribed", "taken"]),
    record=st.sampled_from([None] * 5 + ["r1", "r2"]),
    version=st.sampled_from([None, "1", "2"]),
    retracted=st.sampled_from([False] * 12 + [True]),
)
lists = st.lists(lines, min_size=1, max_size=7)
stated = st.lists(
    st.builds(lambda p: score(p, 3, 60.0, "mme_day", form="cdc_2022"), st.sampled_from(["P1", "P2"])), max_size=1
)


def files_of(rows, many=1, name="list"):
    return [
        file_of(
            RowKind.MEDICATION, rows[i::many], name=f"{name}{i}.csv", mapping="lists", content=f"{name} {i} of {many}"
        )
        for i in range(many)
    ]


def store_of(*batches, book=None, at=EARLY) -> MemoryStore:
    store = MemoryStore(CLINIC, book)
    for batch in batches:
        store.load(*batch, at=at)
    return store


def derived_of(store) -> list[dict]:
    mine = {row["observation_id"] for row in store.rows("derived_from") if row["derivation"] == "opioid_dose"}
    return [
        {"patient_id": row["patient_id"], "measure": row["measure"], "on_date": row["on_date"], "value": round(row["value"], 9)}
        for row in store.rows("observation") if row["observation_id"] in mine
    ]  # fmt: skip


def expected_of(store) -> list[dict]:
    day_of = {row["batch_id"]: date.fromisoformat(row["loaded_at"][:10]) for row in store.rows("batch")}
    by_row: dict[str, list[date]] = {}
    for place in [*store.rows("medication_row"), *store.rows("sighting")]:
        by_row.setdefault(place["row_id"], []).append(day_of[place["batch_id"]])
    until: dict[str, date] = {}
    for row in store.rows("medication_row"):
        until[row["patient_id"]] = max([until.get(row["patient_id"], date.min), *by_row[row["row_id"]]])
    given = {
        row["patient_id"] for row in store.rows("observation") if row["measure"] == "mme_day" and row["mode"] is None
    }
    return weekly_doses(store.rows("medication"), until, given)


def values(store) -> dict[date, float]:
    return {row["on_date"]: row["value"] for row in derived_of(store)}


@EXAMPLES
@given(lists, stated)
def test_weekly_doses_are_what_the_rules_say(rows, doses):
    given_file = [file_of(RowKind.OBSERVATION, doses, name="doses.csv", mapping="doses")] if doses else []
    store = store_of([*PEOPLE, *files_of(rows, 2), *given_file])
    naive.same_rows(expected_of(store), derived_of(store))
    store.close()


@FEWER
@given(lists, stated, st.integers(2, 5), st.randoms(use_true_random=False))
def test_any_split_of_a_list_over_files_in_any_order_gives_the_same_doses(rows, doses, many, shuffler):
    given_file = [file_of(RowKind.OBSERVATION, doses, name="doses.csv", mapping="doses")] if doses else []
    one = store_of([*PEOPLE, *files_of(rows), *given_file])
    parts = [*PEOPLE, *files_of(rows, many), *given_file]
    shuffler.shuffle(parts)
    dealt = store_of(*([part] for part in parts), book=one.book)
    assert contents(one.connection, STANDING_TABLES, WHERE_FROM) == contents(
        dealt.connection, STANDING_TABLES, WHERE_FROM
    )
    one.close()
    dealt.close()


@FEWER
@given(lists)
def test_computing_for_the_touched_patients_equals_computing_for_everybody(rows):
    store = store_of(*([part] for part in [*PEOPLE, *files_of(rows, 3)]))
    store.load(*files_of(rows[:2], 1, "again"), at=LOADED_AT)
    step_by_step = contents(store.connection, STANDING_TABLES)
    naive.same_rows(expected_of(store), derived_of(store))
    store.recompute()
    assert contents(store.connection, STANDING_TABLES) == step_by_step
    store.undo(store.batches)
    naive.same_rows(expected_of(store), derived_of(store))
    store.close()


@pytest.fixture
def store():
    found = store_of(PEOPLE)
    yield found
    found.close()


def test_a_week_is_the_mean_of_its_days_and_a_week_after_the_last_line_is_0(store):
    # 5 mg three times a day for ten days: 15 mg oxycodone × 1.5 = 22.5; the second week has three such days
    store.load(*files_of([line(lasts=9)]), at=EARLY)
    sunday = day(6)
    expected = {sunday: 22.5, sunday + timedelta(7): round(3 * 22.5 / 7, 9)}
    expected |= {sunday + timedelta(7 * n): 0.0 for n in (2, 3, 4)}
    assert values(store) == expected  # 12 February is a Wednesday, so its week is not over


def test_a_dose_that_begins_within_a_week_is_the_mean_of_the_days_since(store):
    store.load(*files_of([line(started=5)]), at=EARLY)
    assert values(store)[day(6)] == 22.5


def test_a_derived_dose_says_from_which_table_and_source_it_comes(store):
    store.load(*files_of([line()]), at=EARLY)
    (row, *_) = [row for row in store.rows("observation") if row["measure"] == "mme_day"]
    assert (row["form"], row["mode"], row["unit"], row["occasion"]) == (
        DOSE_TABLE,
        "medication list",
        "mg/day",
        "routine",
    )


def test_a_given_dose_wins_for_the_whole_patient(store):
    store.load(*files_of([line(), line("P2")]), at=EARLY)
    store.load(file_of(RowKind.OBSERVATION, [score("P1", 3, 60.0, "mme_day")], name="doses.csv"), at=EARLY)
    assert {row["patient_id"] for row in derived_of(store)} == {
        row["patient_id"] for row in store.rows("medication") if row["patient_id"] not in
        {o["patient_id"] for o in store.rows("observation") if o["mode"] is None}
    }  # fmt: skip
    store.undo(store.batches)
    assert len({row["patient_id"] for row in derived_of(store)}) == 2


@pytest.mark.parametrize(
    ("change", "clause"),
    [
        ({"strength": None}, "the dose is not stated"),
        ({"drug": "madeupol"}, "the name is not known"),
        ({"drug": "buprenorphine"}, "buprenorphine"),
        ({"per_day": "whenever"}, "the doses per day are not stated"),
        ({"started": None}, "the start is not stated"),
    ],
)
def test_a_line_that_cannot_be_counted_leaves_its_weeks_without_a_dose_and_says_so(store, change, clause):
    store.load(*files_of([line(lasts=30), line(**{"started": 7, "lasts": 6, **change, "route": "po"})]), at=EARLY)
    assert day(13) not in values(store)
    if "started" not in change:
        assert values(store)[day(6)] == values(store)[day(20)] == 22.5
    patient = store.rows("medication")[0]["patient_id"]
    doubts = read_dose_doubts(store.snapshot(), patient)
    assert any(clause in f"{row.drug} {row.reason}" for row in doubts.itertuples())


def test_a_medicine_that_is_no_opioid_changes_nothing(store):
    store.load(*files_of([line(), line(drug="ibuprofen", strength="400 mg")]), at=EARLY)
    assert values(store)[day(6)] == 22.5


def test_a_list_without_an_opioid_gives_no_dose(store):
    store.load(*files_of([line(drug="ibuprofen")]), at=EARLY)
    assert derived_of(store) == []


def test_a_corrected_a_retracted_and_a_conflicting_line_recompute(store):
    store.load(*files_of([line(record="a", version="1")]), at=EARLY)
    store.load(*files_of([line(record="a", version="2", dose="2")], name="corrected"), at=EARLY)
    assert values(store)[day(6)] == 45.0
    store.load(*files_of([line(record="a", version="2", dose="3")], name="conflict"), at=EARLY)
    assert values(store) == {}
    patient = store.rows("medication")[0]["patient_id"]
    assert "contradict" in read_dose_doubts(store.snapshot(), patient)["reason"].iloc[-1]
    store.load(*files_of([line(record="a", version="3", retracted=True)], name="gone"), at=EARLY)
    assert values(store) == {}
    assert store.rows("medication") == []


def test_a_list_that_still_holds_a_line_carries_its_dose_on(store):
    store.load(*files_of([line()]), at=EARLY)
    assert max(values(store)) == day(34)
    store.load(*files_of([line(), line(drug="ibuprofen")], name="next"), at="2025-03-17T08:30:00-05:00")
    assert max(values(store)) == date(2025, 3, 16)
    store.undo(store.batches)
    assert max(values(store)) == day(34)


def test_what_was_known_on_a_past_day_is_the_dose_of_that_day(store):
    store.load(*files_of([line()]), at=EARLY)
    store.load(*files_of([line(), line(drug="ibuprofen")], name="next"), at="2025-03-17T08:30:00-05:00")
    patient = store.rows("medication")[0]["patient_id"]
    for at in (EARLY, "2025-03-17T08:30:00-05:00"):
        known = read_as_known(store.snapshot(), [patient], datetime.fromisoformat(at)).observations
        expected = day(34) if at == EARLY else date(2025, 3, 16)
        assert known["on_date"].max() == expected


def test_a_derived_dose_can_be_followed_to_the_lines_of_the_list(store):
    store.load(*files_of([line(lasts=9), line(drug="morphine", started=7, lasts=3)]), at=EARLY)
    by_day = {row["on_date"]: row["observation_id"] for row in store.rows("observation")}
    places = {
        sunday: [(row.line, row.file) for row in read_source(store.snapshot(), by_day[sunday]).itertuples()]
        for sunday in (day(6), day(13), day(20))
    }
    file = "list0.csv"
    assert places[day(6)] == [(2, file)]
    assert places[day(13)] == [(2, file), (3, file)]
    assert places[day(20)] == [(3, file)]  # a week of 0: the line that ended last


def test_lists_of_other_patients_are_not_read_again(store, monkeypatch):
    store.load(*files_of([line(), line("P2")]), at=EARLY)
    asked = []
    weekly = derived.weekly_doses
    monkeypatch.setattr(
        derived,
        "weekly_doses",
        lambda rows, until, **more: asked.append(set(rows["patient_id"])) or weekly(rows, until, **more),
    )
    store.load(*files_of([line("P2", drug="morphine")], name="more"), at=EARLY)
    assert [len(patients) for patients in asked] == [1]


NAMED = CLINIC.model_copy(update={"medicine_names": local_names({"Oxygesic": "oxycodone"}, ["madeupol"])})


@FEWER
@given(lists)
def test_a_name_that_the_clinic_says_is_no_opioid_counts_like_one_that_is_known(rows):
    store = MemoryStore(NAMED)
    store.load(*PEOPLE, at=EARLY)
    store.load(*files_of(rows), at=EARLY)
    with pytest.MonkeyPatch.context() as said:
        said.setattr(naive_dose, "NO_OPIOID", ("ibuprofen", "madeupol"))
        naive.same_rows(expected_of(store), derived_of(store))
    assert read_unknown_medicines(store.snapshot()).empty
    store.close()


@FEWER
@given(lists, stated)
def test_unknown_names_are_counted_by_people_and_lines(rows, given_doses):
    store = store_of(
        PEOPLE, files_of(rows), [file_of(RowKind.OBSERVATION, given_doses, name="given.csv", mapping="given")]
    )
    listed = [
        row for row in store.rows("medication")
        if row["drug"] == "madeupol" and row["basis"] != "taken" and row["status"] != "entered_in_error"
    ]  # fmt: skip
    given_to = {
        row["patient_id"] for row in store.rows("observation") if row["measure"] == "mme_day" and row["mode"] is None
    }
    people = {row["patient_id"] for row in listed}
    expected = [("madeupol", len(listed), len(people), len(people - given_to))] if listed else []
    found = read_unknown_medicines(store.snapshot()).drop(columns="weeks")
    assert [tuple(row) for row in found.itertuples(index=False)] == expected
    store.close()


def test_one_name_in_several_texts_counts_each_person_once(store):
    drugs = ["Madeupol 5 mg", "madeupol/oxycodone", "Otherol", None]
    store.load(*files_of([line(drug=drug) for drug in drugs] + [line("P2", drug="MADEUPOL")]), at=EARLY)
    found = read_unknown_medicines(store.snapshot())
    assert found.to_numpy().tolist() == [["madeupol", 3, 2, 2, 5], ["otherol", 1, 1, 1, 5]]
    assert list(found.columns) == ["name", "lines", "people", "without_stated_dose", "weeks"]


def test_a_name_keeps_the_weeks_unknown_in_which_it_is_listed_after_the_first_opioid(store):
    """The second week's Sunday is day 13; the name is listed from day 9 to 15, the opioid from day 0."""
    store.load(*files_of([line(), line(drug="madeupol", started=9, lasts=6)]), at=EARLY)
    assert read_unknown_medicines(store.snapshot())["weeks"].tolist() == [2]
    assert len(derived_of(store)) == 3


def test_a_name_keeps_nothing_unknown_where_a_source_states_the_dose_or_nobody_takes_an_opioid(store):
    stated_dose = file_of(
        RowKind.OBSERVATION, [score("P1", 3, 60.0, "mme_day", form="cdc_2022")], name="g.csv", mapping="g"
    )
    store.load(*files_of([line(), line(drug="madeupol"), line("P2", drug="madeupol")]), stated_dose, at=EARLY)
    assert read_unknown_medicines(store.snapshot())["weeks"].tolist() == [0]


@FEWER
@given(lists, stated)
def test_what_the_clinic_gains_by_knowing_a_name_is_never_more_than_was_told(rows, given_doses):
    """A week that is counted has no value now, and every week that the name costs is counted."""
    batches = PEOPLE, files_of(rows), [file_of(RowKind.OBSERVATION, given_doses, name="given.csv", mapping="given")]
    store, knowing = store_of(*batches), MemoryStore(NAMED)
    for batch in batches:
        knowing.load(*batch, at=EARLY)
    told = int(read_unknown_medicines(store.snapshot())["weeks"].sum())
    now, then = len(derived_of(store)), len(derived_of(knowing))
    assert then - now <= told <= 10 - now
    store.close()
    knowing.close()


def test_the_dose_is_computed_anew_once_the_clinic_has_named_a_medicine(tmp_path):
    """Nothing else is loaded: a changed clinic.toml is enough."""
    write_clinic(tmp_path)
    people = file_of(RowKind.PATIENT, registration("P1"), folder=tmp_path, name="people.csv", mapping="people")
    taken = file_of(
        RowKind.MEDICATION, [line(), line(drug="madeupol")], folder=tmp_path, name="list.csv", mapping="lists"
    )
    load(tmp_path, CLINIC, [people, taken])
    count = "select count(*) from observation where measure = 'mme_day'"
    assert open_snapshot(tmp_path).cursor().execute(count).fetchone() == (0,)
    load(tmp_path, NAMED, [])
    assert open_snapshot(tmp_path).cursor().execute(count).fetchone()[0] > 40

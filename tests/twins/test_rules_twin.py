"""The store's SQL against plain Python that says the same rules, on small clinics that nobody thought of.

LANDINGS_EXAMPLES sets how many clinics are tried.
"""

import os
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.scope import Scope
from store.schema import STANDING_TABLES
from store.sql_file import sql
from tests.small_clinic import (
    MemoryStore,
    contents,
    course_of_care,
    day,
    file_of,
    flag,
    registration,
    score,
    small_clinic,
)
from tests.twins import naive
from tests.twins.naive_weekly import weekly_values

CLINIC = small_clinic()
TRIED = int(os.environ.get("LANDINGS_EXAMPLES", "25"))
EXAMPLES = settings(
    max_examples=TRIED, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
"""Without shrinking: a store takes a tenth of a second, and shrinking one would take minutes."""
LOADED_ON = date(2025, 11, 17)
"""The day on which the small clinic's batches are loaded."""
FEWER = settings(EXAMPLES, max_examples=max(1, TRIED // 2))
WHERE_FROM = ("batch_id", "file_id", "line")

patients = st.sampled_from(["P1", "P1", "P1", "P2", "P3"])
days = st.sampled_from([-14, -1, 0, 1, 6, 7, 8, 12, 13, 15, 16, 20, 22, 27, 28, 29, 34, 48])
records = st.one_of(st.none(), st.sampled_from(["r1", "r2", "r3", "r4"]))
versions = st.one_of(st.none(), st.sampled_from(["1", "2", "3"]))
retracted = st.sampled_from([False] * 7 + [True])


def scores_of(patient, on, value, measure, at_time, occasion, record, version, is_retracted, form):
    error = None if form is None else value / 4
    return score(
        patient, on, value, measure, at_time=at_time, occasion=occasion, record=record, version=version, retracted=is_retracted,
        form=form, standard_error=error,
    )  # fmt: skip


observations = st.builds(
    scores_of, patients, days, st.sampled_from([2.0, 4.0]), st.sampled_from(["odi", "odi", "nrs_average", "pgic"]),
    st.sampled_from([None, None, "08:00", "17:00"]), st.sampled_from(["routine", "routine", "before_block"]), records, versions, retracted,
    st.sampled_from([None, None, "4a", "8a"]),
)  # fmt: skip


def episode_of(patient, start, ended, how, record, version):
    return course_of_care(
        patient,
        start,
        ended=day(start + ended) if ended else None,
        how_ended=how if ended else None,
        record=record,
        version=version,
    )


episodes = st.builds(
    episode_of, patients, st.sampled_from([0, 0, 3, 14, 30]), st.sampled_from([None, 14, 28]), st.sampled_from(["left", "completed"]),
    st.one_of(st.none(), st.sampled_from(["e1", "e2"])), versions,
)  # fmt: skip
events = st.builds(
    lambda patient, on, kind: {"patient": patient, "on_date": day(on), "kind": kind},
    patients, st.sampled_from([-2, 0, 1, 3, 5, 15, 31]), st.sampled_from(["session_attended", "session_missed"]),
)  # fmt: skip
people = st.builds(
    lambda patient, died, withdrew: registration(patient, died_on=died and day(died), withdrew_on=withdrew and day(withdrew))[0],
    st.sampled_from(["P2", "P3"]), st.sampled_from([None, None, 14]), st.sampled_from([None, 0, 2, 20]),
)  # fmt: skip


clinics = st.tuples(
    st.lists(people, max_size=2).map(
        lambda rows: [file_of(RowKind.PATIENT, [*registration("P1"), *rows], name="people.csv", mapping="people")]
    ),
    st.lists(episodes, min_size=1, max_size=4).map(
        lambda rows: [file_of(RowKind.EPISODE, rows, name="episodes.csv", mapping="episodes")]
    ),
    st.lists(events, max_size=4).map(lambda rows: [file_of(RowKind.EVENT, rows, name="events.csv", mapping="events")]),
    st.lists(observations, min_size=4, max_size=24).map(
        lambda rows: [
            file_of(RowKind.OBSERVATION, rows[i::2], name=f"scores{i}.csv", mapping="scores") for i in range(2)
        ]
    ),
).map(lambda kinds: [loaded for kind in kinds for loaded in kind])


answers = st.builds(
    lambda patient, on, level, basis, at_time, record, version, is_retracted: flag(
        patient, on, level if basis == "items" else None, basis=basis, at_time=at_time, record=record, version=version, retracted=is_retracted
    ),
    patients, st.sampled_from([None, 0, 0, 0, 7, 7, 14, 14, 330]), st.sampled_from([None, 0, 0, 1, 2]),
    st.sampled_from(["items", "items", "total"]), st.sampled_from([None, None, "08:00", "17:00"]), records, versions, retracted,
)  # fmt: skip
"""Day 330 lies after the day on which the small clinic loads, so that it can end an undated answer."""
answer_files = st.lists(answers, min_size=1, max_size=16).map(
    lambda flags: [
        file_of(RowKind.OBSERVATION, [], name=f"forms{i}.csv", mapping=f"forms{i % 2}", flags=flags[i::3], content=f"{i}")
        for i in range(3)
    ]
)  # fmt: skip


def loaded_store(loadeds, book=None, batches=None) -> MemoryStore:
    store = MemoryStore(CLINIC, book)
    for batch in batches or [loadeds]:
        store.load(*batch)
    return store


@EXAMPLES
@given(clinics)
def test_standing_is_what_the_rules_say(loadeds):
    store = loaded_store(loadeds)
    registered = {row["patient_id"] for row in store.rows("patient")}
    expected = naive.standing_of_observations(store.rows("observation_row"))
    assert {row["observation_id"]: row["standing"] for row in store.rows("observation")} == {
        row["row_id"]: expected[row["row_id"]]
        for row in store.rows("observation_row")
        if row["patient_id"] in registered
    }
    store.close()


@EXAMPLES
@given(clinics)
def test_windows_and_checkpoint_scores_are_what_the_rules_say(loadeds):
    store = loaded_store(loadeds)
    tables = {
        name: store.rows(name)
        for name in (
            "patient",
            "episode",
            "observation",
            "event",
            "checkpoint_score",
            "checkpoint_window",
            "checkpoint_form",
        )
    }
    naive.same_rows(
        [naive.first_session(e, tables["episode"], tables["event"]) for e in tables["episode"]], tables["episode"]
    )
    naive.same_rows(naive.checkpoint_windows(CLINIC, tables["episode"]), tables["checkpoint_window"])
    naive.same_rows(
        naive.checkpoint_scores(CLINIC, tables["patient"], tables["episode"], tables["observation"]),
        tables["checkpoint_score"],
    )
    naive.same_rows(
        naive.checkpoint_forms(CLINIC, tables["patient"], tables["episode"], tables["checkpoint_score"]),
        tables["checkpoint_form"],
    )
    store.close()


@EXAMPLES
@given(clinics, st.integers(0, 120))
def test_cohort_counts_are_what_the_rules_say(loadeds, as_of):
    store = loaded_store(loadeds)
    cohort = naive.Cohort(
        CLINIC, store.rows("patient"), store.rows("episode"), store.rows("checkpoint_score"), day(as_of)
    )
    parameters = {**Scope(program="short").parameters(), "as_of": day(as_of)}
    for checkpoint in ("intake", "middle", "end"):
        naive.same_rows(
            cohort.paired_scores(checkpoint), asked(store, "paired_scores", {**parameters, "checkpoint": checkpoint})
        )
    naive.same_rows(cohort.checkpoint_counts(), asked(store, "checkpoint_counts", parameters))
    naive.same_rows(cohort.measure_counts(), asked(store, "measure_counts", parameters))
    for measure in ("odi", "pgic"):
        naive.same_rows(cohort.mean_course(measure), asked(store, "mean_course", {**parameters, "measure": measure}))
    store.close()


@EXAMPLES
@given(answer_files)
def test_safety_answers_are_what_the_rules_say(loadeds):
    store = loaded_store(loadeds)
    assert same_answers(store)
    store.close()


@FEWER
@given(answer_files, st.randoms(use_true_random=False))
def test_safety_answers_do_not_depend_on_the_order_of_arrival(loadeds, shuffler):
    first = loaded_store(loadeds)
    shuffled = shuffler.sample(loadeds, len(loadeds))
    second = loaded_store(shuffled, first.book, batches=[[loaded] for loaded in shuffled])
    assert safety_answers(first) == safety_answers(second)
    first.close()
    second.close()


@FEWER
@given(answer_files)
def test_a_positive_answer_is_never_lost_without_a_later_answer_a_correction_or_a_retraction(loadeds):
    """Without versions and retractions, a positive answer on the last day of all is in force."""
    for loaded in loadeds:
        loaded.flags["version"], loaded.flags["retracted"] = None, False
    store = loaded_store(loadeds)
    rows = [row for row in store.rows("flag_row") if row["on_date"] is not None and row["on_date"] > LOADED_ON]
    for patient in {row["patient_id"] for row in rows if (row["level"] or 0) > 0 and row["at_time"] in (None, "17:00")}:
        (current,) = (
            row for row in safety_answers(store) if row["patient_id"] == patient and row["state"] == "current"
        )
        assert current["level"] > 0
    store.close()


def same_answers(store) -> int:
    """How many answers the SQL and the twin agree on."""
    flags = store.rows("flag_row")
    loaded_on = {row["batch_id"]: date.fromisoformat(row["loaded_at"][:10]) for row in store.rows("batch")}
    everybody = sorted({row["patient_id"] for row in flags})
    expected = [row for patient in everybody for row in naive.safety_answers(flags, loaded_on, patient)]
    found = safety_answers(store)
    naive.same_rows(expected, found)
    return len(flags)


def safety_answers(store) -> list[dict]:
    everybody = pd.DataFrame({"patient_id": sorted({row["patient_id"] for row in store.rows("flag_row")})}, dtype="str")
    store.connection.register("asked_patient", everybody)
    return asked(store, "flags", {})


@FEWER
@given(clinics)
def test_computing_for_the_touched_patients_equals_computing_for_everybody(loadeds):
    store = loaded_store(loadeds, batches=[[loaded] for loaded in loadeds])
    step_by_step = contents(store.connection, STANDING_TABLES)
    store.recompute()
    assert contents(store.connection, STANDING_TABLES) == step_by_step
    store.close()


@FEWER
@given(clinics, st.randoms(use_true_random=False))
def test_the_store_does_not_depend_on_the_order_of_arrival(loadeds, shuffler):
    first = loaded_store(loadeds)
    shuffled = shuffler.sample(loadeds, len(loadeds))
    second = loaded_store(shuffled, first.book, batches=[[loaded] for loaded in shuffled])
    assert contents(first.connection, STANDING_TABLES, WHERE_FROM) == contents(
        second.connection, STANDING_TABLES, WHERE_FROM
    )
    first.close()
    second.close()


def asked(store, name, parameters) -> list[dict]:
    cursor = store.connection.execute(sql(name), parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_the_sample_clinic_obeys_the_same_rules(sample_clinic):
    from store.clinic_folder import read_clinic
    from store.readers import open_snapshot, read_flags

    clinic, snapshot = read_clinic(sample_clinic), open_snapshot(sample_clinic)

    def rows(table):
        cursor = snapshot.connection.execute(f"select * from {table}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    standing = naive.standing_of_observations(rows("observation_row"))
    observations = rows("observation")
    assert len(observations) > 10_000
    derived = {row["observation_id"] for row in rows("derived_from")}
    stated = [row for row in observations if row["observation_id"] not in derived]
    assert all(standing[row["observation_id"]] == row["standing"] for row in stated)
    of_days = {row["observation_id"] for row in rows("derived_from") if row["derivation"] == "weekly"}
    weeks = [row for row in observations if row["observation_id"] in of_days]
    assert len(weeks) > 1_000
    naive.same_rows(
        [{name: value for name, value in week.items() if name != "days"} for week in weekly_values(stated)], weeks
    )
    assert {row["standing"] for row in observations} >= {"used", "superseded", "conflict"}
    scores = rows("checkpoint_score")
    naive.same_rows(naive.checkpoint_windows(clinic, rows("episode")), rows("checkpoint_window"))
    naive.same_rows(naive.checkpoint_scores(clinic, rows("patient"), rows("episode"), observations), scores)
    cohort = naive.Cohort(clinic, rows("patient"), rows("episode"), scores, clinic.clock.today())
    parameters = {**Scope().parameters(), "as_of": clinic.clock.today()}
    cursor = snapshot.connection.execute(sql("paired_scores"), {**parameters, "checkpoint": "month_3"})
    names = [column[0] for column in cursor.description]
    naive.same_rows(cohort.paired_scores("month_3"), [dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
    flags = rows("flag_row")
    loaded_on = {row["batch_id"]: date.fromisoformat(row["loaded_at"][:10]) for row in rows("batch")}
    everybody = sorted({row["patient_id"] for row in flags})
    found = read_flags(snapshot, everybody)
    assert set(found["state"]) == {"current", "earlier", "unknown"}
    by_patient = dict(list(found.groupby("patient_id")))
    for patient in everybody[::40]:
        own = by_patient[patient].astype(object).where(by_patient[patient].notna(), None)
        naive.same_rows(naive.safety_answers(flags, loaded_on, patient), own.to_dict("records"))
    snapshot.close()


@pytest.mark.parametrize("table", ["checkpoint_score", "observation", "episode"])
def test_the_twin_can_disagree(table):
    """A twin that compares nothing proves nothing: one changed row must be noticed."""
    store = loaded_store([file_of(RowKind.PATIENT, registration("P1")), file_of(RowKind.EPISODE, [course_of_care("P1")]),
                          file_of(RowKind.OBSERVATION, [score("P1", 0, 40)])])  # fmt: skip
    rows = store.rows(table)
    with pytest.raises(AssertionError):
        naive.same_rows([{**rows[0], "patient_id": "somebody else"}, *rows[1:]], rows)
    store.close()

"""The SQL of when and how soon against plain loops, on small clinics that nobody thought of and on the sample clinic."""

import os

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.measures import MEASURES
from domain.scope import Scope
from metrics.response_scores import response_scores
from store import over_time_readers
from store.sql_file import sql
from tests.small_clinic import (
    CLINIC_TOML,
    MemoryStore,
    course_of_care,
    day,
    file_of,
    registration,
    score,
    small_clinic,
)
from tests.twins import naive
from tests.twins.naive_over_time import OverTime

CLINIC = small_clinic(
    CLINIC_TOML.replace('["odi", "nrs_average"]', '["odi", "nrs_average", "standing_tolerance"]').replace(
        'measures = ["nrs_average"]\noccasions', 'measures = ["nrs_average", "odi"]\noccasions'
    )
)
EXAMPLES = settings(
    max_examples=int(os.environ.get("LANDINGS_EXAMPLES", "25")), deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
PATIENTS = ("P1", "P2", "P3", "P4")
VALUES = {"odi": (0.0, 8.0, 20.0, 30.0, 44.0), "nrs_average": (0.0, 4.0, 7.0), "standing_tolerance": (0.0, 10.0, 30.0), "pgic": (1.0, 4.0, 7.0)}  # fmt: skip
WATCH = 20


def each(strategy):
    return st.tuples(*(strategy(patient) for patient in PATIENTS)).map(
        lambda parts: [r for part in parts for r in part]
    )


people = each(
    lambda p: st.tuples(st.sampled_from([None, None, None, 30]), st.sampled_from([None, None, 18, 25])).map(
        lambda days: registration(p, died_on=days[0] and day(days[0]), withdrew_on=days[1] and day(days[1]))
    )
)
courses = each(lambda p: st.sampled_from([0, 0, 3]).map(lambda start: [course_of_care(p, start)]))


def sitting(patient: str, on: int, form: str | None):
    """Some of the measures, on one day of one checkpoint."""
    chosen = st.fixed_dictionaries({}, optional={code: st.sampled_from(values) for code, values in VALUES.items()})
    return chosen.map(lambda scores: [score(patient, on, value, code, form=form) for code, value in scores.items()])


def sittings(patient: str):
    form = st.sampled_from([None, None, "4a", "8a"])
    days = (
        st.sampled_from([-1, 0, 2]),
        st.sampled_from([9, 14, 15]),
        st.sampled_from([17, 20]),
        st.sampled_from([24, 28, 34]),
    )
    parts = [st.tuples(on, form).flatmap(lambda x: sitting(patient, *x)) for on in days]
    return st.tuples(*parts).map(lambda rows: [row for part in rows for row in part])


def plan_changes_of(patient: str):
    change = st.builds(
        lambda on, measure, kind: {"patient": patient, "on_date": day(on), "kind": kind, "measure": measure, "detail": f"{on}"},
        st.sampled_from([9, 14, 16, 20, 28, 33, 60]), st.sampled_from([None, "odi", "nrs_average"]),
        st.sampled_from(["care_plan_change", "care_plan_change", "flare"]),
    )  # fmt: skip
    return st.lists(change, max_size=3, unique_by=lambda row: row["on_date"])


clinics = st.tuples(people, courses, each(plan_changes_of), each(sittings))


def store_of(clinic) -> MemoryStore:
    store = MemoryStore(CLINIC)
    kinds = (RowKind.PATIENT, RowKind.EPISODE, RowKind.EVENT, RowKind.OBSERVATION)
    store.load(
        *(file_of(kind, rows, name=f"{kind}.csv", mapping=kind.value) for kind, rows in zip(kinds, clinic, strict=True))
    )
    return store


class Asked:
    """The SQL and the twin side by side, on one store."""

    def __init__(self, connection, clinic, as_of):
        self.connection = connection
        self.parameters = {**Scope().parameters(), "as_of": as_of}
        self.scores = pd.DataFrame(self.found("starting_scores"), columns=["measure", "start", "n"])
        connection.register("response_score", response_scores(clinic.measures.values(), self.scores))
        tables = [self.rows(f"select * from {name}") for name in ("patient", "episode", "checkpoint_score")]
        self.twin = OverTime(naive.Cohort(clinic, *tables, as_of), self.rows("select * from event"))

    def rows(self, query: str, parameters: dict | None = None) -> list[dict]:
        cursor = self.connection.execute(query, parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def found(self, name: str, **more) -> list[dict]:
        return self.rows(sql(name), {**self.parameters, **more})


@EXAMPLES
@given(clinics, st.sampled_from([16, 22, 29, 40, 60, 200]))
def test_first_improvements_are_what_the_rules_say(clinic, as_of):
    store = store_of(clinic)
    asked = Asked(store.connection, CLINIC, day(as_of))
    naive.same_rows(asked.twin.first_improvement(), asked.found("first_improvement"))
    for first, second in (("odi", "nrs_average"), ("odi", "pgic"), ("nrs_average", "standing_tolerance")):
        found = asked.found("first_improvement_pair", first=first, second=second)
        naive.same_rows(asked.twin.first_improvement_pair(first, second), found)
    store.close()


@EXAMPLES
@given(clinics, st.sampled_from([22, 40, 60, 200]))
def test_monthly_counts_are_what_the_rules_say(clinic, as_of):
    store = store_of(clinic)
    asked = Asked(store.connection, CLINIC, day(as_of))
    naive.same_rows(asked.twin.monthly_shares(), asked.found("monthly_shares"))
    naive.same_rows(asked.twin.monthly_completeness(), asked.found("monthly_completeness"))
    store.close()


@EXAMPLES
@given(clinics, st.sampled_from([40, 60]), st.sampled_from(["odi", "pgic", "standing_tolerance"]))
def test_early_changes_and_ends_are_what_the_rules_say(clinic, as_of, outcome):
    store = store_of(clinic)
    asked = Asked(store.connection, CLINIC, day(as_of))
    found = asked.found("early_response", early="middle", later="end", outcome=outcome)
    naive.same_rows(asked.twin.early_response("middle", "end", outcome), found)
    store.close()


typed_changes = st.lists(
    st.tuples(
        st.integers(0, 9), st.sampled_from([14, 16, 20, 28, 33, 60]), st.sampled_from([None, "odi", "nrs_average"])
    ),
    max_size=3,
)


def typed_frame(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["patient_id", "on_date", "measure"], dtype=object)
    return over_time_readers._typed_columns(frame)


@EXAMPLES
@given(clinics, st.sampled_from([18, 22, 29, 40, 60]), st.integers(0, 3), typed_changes)
def test_changes_of_plan_are_what_the_rules_say(clinic, as_of, late, typed):
    store = store_of(clinic)
    asked = Asked(store.connection, CLINIC, day(as_of))
    people = [row["patient_id"] for row in asked.rows("select patient_id from patient order by patient_id")]
    entered = [
        {"patient_id": people[who % len(people)], "on_date": day(on), "measure": measure}
        for who, on, measure in typed
        if people
    ]
    store.connection.register("typed_plan_change", typed_frame(entered))
    asked.twin.events += [{**row, "kind": "care_plan_change"} for row in entered]
    seen = [row for row in asked.twin.cohort.asked() if row["value"] is not None and row["checkpoint"] != "intake"]
    behind = {(row["episode_id"], row["checkpoint"], row["measure"]) for row in seen[: 2 * late]}
    frame = pd.DataFrame(sorted(behind), columns=["episode_id", "checkpoint", "measure"], dtype="str")
    store.connection.register("behind", frame)
    found = asked.found("plan_changes", watch_days=WATCH)
    naive.same_rows(asked.twin.plan_changes(behind, WATCH), found)
    store.close()


def test_the_sample_clinic_obeys_the_same_rules(sample_clinic):
    from store.clinic_folder import read_clinic
    from store.snapshot import open_snapshot

    clinic, snapshot = read_clinic(sample_clinic), open_snapshot(sample_clinic)
    connection = snapshot.cursor()
    connection.register("behind", pd.DataFrame(columns=["episode_id", "checkpoint", "measure"], dtype="str"))
    connection.register("typed_plan_change", typed_frame([]))
    asked = Asked(connection, clinic, clinic.clock.today())
    first = asked.found("first_improvement")
    assert {row["state"] for row in first} >= {"improved", "lost", "not yet due", "excused", "followed to the end"}
    naive.same_rows(asked.twin.first_improvement(), first)
    found = asked.found("first_improvement_pair", first="odi", second="nrs_average")
    naive.same_rows(asked.twin.first_improvement_pair("odi", "nrs_average"), found)
    naive.same_rows(asked.twin.monthly_shares(), asked.found("monthly_shares"))
    naive.same_rows(asked.twin.monthly_completeness(), asked.found("monthly_completeness"))
    found = asked.found("early_response", early="week_2", later="program_end", outcome="odi")
    naive.same_rows(_rounded(asked.twin.early_response("week_2", "program_end", "odi")), _rounded(found))
    plans = asked.found("plan_changes", watch_days=90)
    assert sum(row["n"] for row in plans if row["is_flagged"] and row["days_to_named"] is not None) > 10
    naive.same_rows(asked.twin.plan_changes(set(), 90), plans)
    snapshot.close()


def _rounded(rows: list[dict]) -> list[dict]:
    """Differences of decimals, as both sides compute them, differ in the last binary digit."""
    summed: dict = {}
    for row in rows:
        change = row["early_change"]
        key = (
            row["measure"],
            None if change is None else round(change, 6) + 0.0,
            row["early_improved"],
            row["later_improved"],
        )
        summed[key] = summed.get(key, 0) + row["n"]
    names = ("measure", "early_change", "early_improved", "later_improved")
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in summed.items()]


@pytest.mark.parametrize("code", MEASURES)
def test_every_score_is_told_as_the_verdict_tells_it(code):
    """`response_scores` against `change_verdict`, over the scale of each measure of the registry."""
    from metrics.verdict import Word, change_verdict

    measure = MEASURES[code]
    top = measure.highest if measure.highest is not None else 100 * measure.step
    scores = [measure.lowest + k * (top - measure.lowest) / 8 for k in range(9)]
    starts = pd.DataFrame({"measure": code, "start": scores})
    rows = response_scores([measure], starts).to_dict("records")
    assert bool(rows) == measure.judged
    for row in rows:
        for after in scores:
            verdict = change_verdict(measure, row["start"] if measure.needs_baseline else None, after)
            improved = row["sign"] * after >= row["improved_from"]
            worse = row["sign"] * after <= row["worse_from"]
            by_rule = not measure.needs_baseline or verdict.meaningful is not None
            assert improved == (verdict.word is Word.IMPROVED and by_rule), (row, after)
            assert worse == (verdict.word is Word.WORSE), (row, after)

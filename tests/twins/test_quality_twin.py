"""The queries of data quality against plain loops, on clinics that nobody thought of."""

import json
import os
from collections import Counter
from datetime import date

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.measures import MEASURES
from domain.scope import Scope
from store import quality_readers
from store.quality_readers import BEFORE_WITHIN_DAYS
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic
from tests.twins import naive
from tests.twins.naive_similar import Clinic

EXAMPLES = settings(
    max_examples=int(os.environ.get("LANDINGS_EXAMPLES", "25")), deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
TABLES = ("patient", "episode", "observation", "checkpoint", "checkpoint_score")
PATIENTS = [f"P{number}" for number in range(5)]
SITES = ("riverside", "northgate", None)


@st.composite
def patients_of(draw, patient):
    died, withdrew = draw(st.sampled_from([None, None, None, 30])), draw(st.sampled_from([None, None, 18]))
    return registration(patient, died_on=died and day(died), withdrew_on=withdrew and day(withdrew))


@st.composite
def courses_of(draw, patient):
    starts = draw(st.sampled_from([[0], [3], [0, 200]]))
    return [course_of_care(patient, start, site=draw(st.sampled_from(SITES))) for start in starts]


@st.composite
def scores_of(draw, patient):
    days = draw(
        st.lists(
            st.sampled_from([-150, -30, -15, 0, 7, 8, 12, 20, 21, 22, 49, 50, 70, 180, 200, 230]),
            max_size=5,
            unique=True,
        )
    )
    occasions = st.sampled_from(["routine"] * 4 + ["before_block", "diary"])
    return [
        score(patient, on, 20.0 if measure == "odi" else 4.0, measure, occasion=draw(occasions))
        for on in days
        for measure in draw(st.sampled_from([["odi"], ["nrs_average"], ["odi", "nrs_average"]]))
    ]  # fmt: skip


def each(make):
    return st.tuples(*(make(patient) for patient in PATIENTS)).map(
        lambda parts: [row for part in parts for row in part]
    )


clinics = st.tuples(each(patients_of), each(courses_of), each(scores_of))
scopes = st.sampled_from([Scope(), Scope(), Scope(site="riverside"), Scope(program="short", started_from=day(3))])


def loaded(clinic, rejected=()) -> MemoryStore:
    store = MemoryStore(small_clinic())
    kinds = (RowKind.PATIENT, RowKind.EPISODE, RowKind.OBSERVATION)
    store.load(
        *(
            file_of(kind, rows, name=f"{kind}.csv", mapping=kind.value, rejected=rejected if kind == kinds[2] else ())
            for kind, rows in zip(kinds, clinic, strict=True)
        )
    )
    return store


def in_scope(store: MemoryStore, scope: Scope) -> dict[str, dict]:
    """episode_id → episode."""
    return {
        e["episode_id"]: e for e in store.rows("episode")
        if scope.site in (None, e["site"]) and scope.program in (None, e["program"])
        and (scope.started_from is None or e["started"] >= scope.started_from)
    }  # fmt: skip


def loose(store: MemoryStore, as_of: date) -> list[dict]:
    """Scores in use that fill nothing."""
    filling = {cell["observation_id"] for cell in store.rows("checkpoint_score")}
    return [
        o for o in store.rows("observation")
        if o["standing"] == "used" and o["observation_id"] not in filling and (o["occasion"] or "routine") == "routine"
        and o["on_date"] <= as_of
    ]  # fmt: skip


def naive_outside(store: MemoryStore, scope: Scope, as_of: date) -> Counter:
    """(checkpoint, measure, side, days) → episodes."""
    twin, own, found = Clinic({name: store.rows(name) for name in TABLES}, as_of), in_scope(store, scope), Counter()
    spare = loose(store, as_of)
    for cell in store.rows("checkpoint_score"):
        if cell["episode_id"] not in own or not twin.is_due(cell) or twin.value(cell) is not None:
            continue
        same = [
            c
            for c in store.rows("checkpoint_score")
            if c["is_due"] and (c["episode_id"], c["measure"]) == (cell["episode_id"], cell["measure"])
        ]
        opens = min((c["opens_on"] for c in same if c["opens_on"] > cell["closes_on"]), default=date.max)
        closes = max((c["closes_on"] for c in same if c["closes_on"] < cell["opens_on"]), default=date.min)
        days = [o["on_date"] for o in spare if (o["patient_id"], o["measure"]) == (cell["patient_id"], cell["measure"])]
        after = [(on - cell["closes_on"]).days for on in days if cell["closes_on"] < on < opens]
        before = [(cell["opens_on"] - on).days for on in days if closes < on < cell["opens_on"]]
        if after:
            found[cell["checkpoint"], cell["measure"], "after", min(after)] += 1
        elif before and min(before) <= BEFORE_WITHIN_DAYS:
            found[cell["checkpoint"], cell["measure"], "before", min(before)] += 1
    return found  # fmt: skip


def naive_months(store: MemoryStore, scope: Scope, as_of: date) -> Counter:
    """(site, checkpoint, month, what) → episodes."""
    tables = [store.rows(name) for name in ("patient", "episode", "checkpoint_score")]
    twin, found = naive.Cohort(small_clinic(), *tables, as_of), Counter()
    for episode in in_scope(store, scope).values():
        for code, window in naive.windows(twin.clinic, episode).items():
            if not twin.is_due({**episode, "closes_on": window.closes_on}):
                continue
            asked = [r for r in twin.by_episode[episode["episode_id"]] if r["checkpoint"] == code and r["is_due"]]
            filled = sum(twin.value(row) is not None for row in asked)
            place = (episode["site"], code, window.closes_on.replace(day=1))
            found += Counter(
                {(*place, "due"): 1, (*place, "any"): filled > 0, (*place, "all"): 0 < filled == len(asked)}
            )
    return found


@EXAMPLES
@given(clinics, scopes, st.sampled_from([10, 30, 60, 120, 400]))
def test_forms_outside_their_window_are_those_that_the_rules_find(clinic, scope, as_of):
    store = loaded(clinic)
    rows = quality_readers.read_forms_outside(store.snapshot(), scope, day(as_of))
    found = {(r.checkpoint, r.measure, r.side, int(r.days)): int(r.n) for r in rows.itertuples()}
    assert found == naive_outside(store, scope, day(as_of))


@EXAMPLES
@given(clinics, scopes, st.sampled_from([10, 30, 60, 120, 400]))
def test_site_months_are_counted_as_one_by_one(clinic, scope, as_of):
    store = loaded(clinic)
    found: Counter = Counter()
    for row in quality_readers.read_site_months(store.snapshot(), scope, day(as_of)).itertuples():
        place = (row.site, row.checkpoint, row.month)
        found += Counter({(*place, "due"): row.due, (*place, "any"): row.any_form, (*place, "all"): row.all_forms})
    assert found == naive_months(store, scope, day(as_of))


reasons = st.tuples(st.sampled_from(["out_of_range", "bad_date"]), st.sampled_from(["one", "two"]))


@EXAMPLES
@given(clinics, st.lists(reasons, max_size=6))
def test_rejected_rows_are_counted_by_reason_and_what_is_held_by_hand(clinic, wrong):
    rejected = [{"line": 100 + i, "column": None, "code": code, "reason": text} for i, (code, text) in enumerate(wrong)]
    store = loaded(clinic, rejected)
    counts = quality_readers.read_rejected_counts(store.snapshot())
    assert {(r.mapping, r.code, r.reason): int(r.n) for r in counts.itertuples()} == Counter(
        ("observation", code, text) for code, text in wrong
    )
    held = quality_readers.read_held(store.snapshot()).iloc[0]
    filling = [cell for cell in store.rows("checkpoint_score") if cell["observation_id"] is not None]
    assert (held["patients"], held["episodes"]) == (len(store.rows("patient")), len(store.rows("episode")))
    assert held["filled"] == len(filling)
    days = [cell["on_date"] for cell in filling]
    assert (held["first_day"], held["last_day"]) == ((min(days), max(days)) if days else (None, None))


def test_a_form_between_two_windows_is_told_by_its_days_after_the_first_and_only_once_it_is_there():
    # Intake closes on day 7; on days 8 to 20 the middle takes any score, due there or not; the end opens on day 22.
    store = loaded((registration("P1"), [course_of_care("P1")], [score("P1", 21, 20.0)]))
    for as_of, told in ((20, []), (21, [("intake", "odi", "after", 14, 1)])):
        found = quality_readers.read_forms_outside(store.snapshot(), Scope(), day(as_of))
        assert [tuple(row) for row in found.to_numpy()] == told


answers = st.sampled_from([None, (0,) * 9, (3,) * 9, (1,) * 9, (1,) * 8 + (0,), (1,) * 8 + (None,)])


@EXAMPLES
@given(st.lists(answers, min_size=1, max_size=8))
def test_forms_answered_alike_are_found_by_their_answers(forms):
    rows = [
        score("P1", on, 9.0, "phq9", answers=None if given is None else json.dumps({str(i): a for i, a in enumerate(given, 1)}))
        for on, given in enumerate(forms)
    ]  # fmt: skip
    store = loaded((registration("P1"), [course_of_care("P1")], rows))
    found = quality_readers.read_same_answers(store.snapshot(), MEASURES)
    told = {None if pd.isna(row.answer) else int(row.answer): int(row.n) for row in found.itertuples()}
    known = [given for given in forms if given is not None]
    assert told == Counter(given[0] if len(set(given)) == 1 else None for given in known)

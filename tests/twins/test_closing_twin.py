"""The list of checkpoints that close soon against plain loops, and its cases by name."""

import os
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from store.closing_readers import read_closing_checkpoints
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic
from tests.twins import naive

CLINIC = small_clinic()
EXAMPLES = settings(
    max_examples=int(os.environ.get("LANDINGS_EXAMPLES", "25")), deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
PATIENTS = ("P1", "P2", "P3")
COLUMNS = (
    "patient_id", "episode_id", "program", "checkpoint", "due_on", "closes_on", "site", "clinician", "asked", "filled",
    "next_visit_on", "has_left",
)  # fmt: skip


def found(store: MemoryStore, as_of, days: int = 6) -> list[dict]:
    frame = read_closing_checkpoints(store.snapshot(), as_of, as_of + timedelta(days=days))
    return [dict(zip(COLUMNS, row, strict=True)) for row in frame[list(COLUMNS)].itertuples(index=False)]


def closing_slowly(store: MemoryStore, as_of, days: int = 6) -> list[dict]:
    """Window by window."""
    people, episodes = (
        {r[key]: r for r in store.rows(t)} for t, key in (("patient", "patient_id"), ("episode", "episode_id"))
    )
    cohort = naive.Cohort(CLINIC, list(people.values()), list(episodes.values()), store.rows("checkpoint_score"), as_of)
    rows = []
    for window in store.rows("checkpoint_window"):
        episode = episodes[window["episode_id"]]
        is_open = window["opens_on"] <= as_of <= window["closes_on"] <= as_of + timedelta(days=days)
        if not is_open or episode["started"] > as_of or cohort.is_excused(window):
            continue
        asked = [
            s
            for s in cohort.by_episode[window["episode_id"]]
            if s["checkpoint"] == window["checkpoint"] and s["is_due"]
        ]
        filled = [s for s in asked if cohort.value(s) is not None]
        if len(filled) == len(asked):
            continue
        visits = [
            v["on_date"]
            for v in store.rows("appointment")
            if v["patient_id"] == window["patient_id"]
            and as_of <= v["on_date"] <= window["closes_on"]
            and v["attendance"] != "cancelled"
        ]
        left = (
            episode["how_ended"] in ("left", "discharged")
            and episode["ended"] is not None
            and episode["ended"] <= as_of
        )
        rows.append(
            {**{name: window[name] for name in ("patient_id", "episode_id", "program", "checkpoint", "due_on", "closes_on")},
             "site": episode["site"], "clinician": episode["clinician"], "asked": len(asked), "filled": len(filled),
             "next_visit_on": min(visits, default=None), "has_left": int(left)}
        )  # fmt: skip
    return rows


def visit(patient: str, on: int, attendance: str | None = None) -> dict:
    return {"patient": patient, "on_date": day(on), "at_time": "09:00", "attendance": attendance}


def store_of(people, courses, visits, scores) -> MemoryStore:
    store = MemoryStore(CLINIC)
    kinds = (RowKind.PATIENT, RowKind.EPISODE, RowKind.APPOINTMENT, RowKind.OBSERVATION)
    given_rows = zip(kinds, (people, courses, visits, scores), strict=True)
    store.load(*(file_of(kind, rows, name=f"{kind}.csv", mapping=kind.value) for kind, rows in given_rows))
    return store


gone = st.sampled_from([None, None, None, 10, 20])
ended = st.sampled_from([(None, None), (None, None), ("left", 12), ("completed", 28), ("discharged", 20)])


@st.composite
def clinics(draw):
    people, courses, visits, scores = [], [], [], []
    for patient in PATIENTS:
        died, withdrew, (how, on), start = draw(gone), draw(gone), draw(ended), draw(st.sampled_from([0, 3]))
        people += registration(patient, died_on=died and day(died), withdrew_on=withdrew and day(withdrew))
        courses.append(course_of_care(patient, start, how_ended=how, ended=on and day(on)))
        kept = st.sampled_from([None, "attended", "cancelled"])
        for one in draw(st.lists(st.tuples(st.integers(8, 40), kept), max_size=3, unique_by=lambda pair: pair[0])):
            visits.append(visit(patient, *one))
        for on_day in draw(st.lists(st.sampled_from([-1, 0, 9, 14, 15, 24, 28, 34]), max_size=4, unique=True)):
            codes = draw(st.sets(st.sampled_from(["odi", "nrs_average"]), min_size=1))
            scores += [score(patient, on_day, 4.0, code) for code in sorted(codes)]
    return people, courses, visits, scores


@EXAMPLES
@given(clinics(), st.integers(-16, 45), st.sampled_from([0, 6, 20]))
def test_the_checkpoints_that_close_soon_are_what_the_rules_say(clinic, as_of, days):
    store = store_of(*clinic)
    naive.same_rows(closing_slowly(store, day(as_of), days), found(store, day(as_of), days))
    store.close()


def closing_of_one(scores=(), visits=(), more=None, as_of=15, **person):
    store = store_of(registration("P1", **person), [course_of_care("P1", **(more or {}))], visits, scores)
    rows = found(store, day(as_of), days=6)
    store.close()
    return [(row["checkpoint"], row["filled"], row["asked"], row["next_visit_on"], row["has_left"]) for row in rows]


def test_a_checkpoint_whose_forms_are_all_in_is_not_chased():
    asked = set(CLINIC.program("short").checkpoint("middle").measures)
    assert closing_of_one() == [("middle", 0, len(asked), None, 0)]
    assert closing_of_one([score("P1", 12, 4.0, code) for code in asked]) == []


def test_a_form_filled_in_after_today_is_not_in_yet():
    asked = CLINIC.program("short").checkpoint("middle").measures
    assert closing_of_one([score("P1", 16, 4.0, code) for code in asked])[0][1] == 0


def test_a_cancelled_visit_is_no_visit():
    assert closing_of_one(visits=[visit("P1", 16, "cancelled")])[0][3] is None
    assert closing_of_one(visits=[visit("P1", 16, "cancelled"), visit("P1", 17)])[0][3] == day(17)


def test_nobody_asks_forms_of_the_dead_or_of_those_who_withdrew():
    assert closing_of_one(died_on=day(10)) == closing_of_one(withdrew_on=day(10)) == []


def test_who_left_is_still_asked_and_said_to_have_left():
    assert closing_of_one(more={"how_ended": "left", "ended": day(12)})[0][4] == 1

"""The queries behind expected courses and the quality of forms against plain Python, on clinics that nobody thought of."""

import os
from collections import Counter
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from domain.measures import MEASURES
from domain.scope import Scope
from domain.similarity import ladder
from store.similar_readers import ladder_frame, pain_bands, read_similar
from store.snapshot import Snapshot
from store.sql_file import sql
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score, small_clinic
from tests.twins.naive_similar import Clinic

TRIED = int(os.environ.get("LANDINGS_EXAMPLES", "25"))
EXAMPLES = settings(
    max_examples=TRIED, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
TABLES = ("patient", "episode", "observation", "checkpoint", "checkpoint_score")
EVERYBODY = [f"P{number}" for number in range(8)]


def person_of(patient, year, sex, died, withdrew):
    more = {"died_on": died and day(died), "withdrew_on": withdrew and day(withdrew)}
    return registration(patient, **more)[0] | {"birth_date": date(year, 5, 5), "sex": sex}


def people(patient):
    return st.builds(
        person_of, st.just(patient), st.sampled_from([1950, 1960, 1961, 1970]), st.sampled_from(["female", "male", None]),
        st.sampled_from([None] * 6 + [40]), st.sampled_from([None] * 6 + [20]),
    )  # fmt: skip


def episodes(patient):
    def build(start, payer, months, ended, how):
        more = {"ended": day(start + ended) if ended else None, "how_ended": how if ended else None}
        return course_of_care(patient, start, payer=payer, pain_months=months, **more)

    return st.builds(
        build, st.sampled_from([0, 0, 0, 0, 400]), st.sampled_from(["a", "a", "b", None]), st.sampled_from([None, 3, 11, 12, 24, 90]),
        st.sampled_from([None, None, 14, 28]), st.sampled_from(["left", "completed"]),
    )  # fmt: skip


AMOUNTS = {"odi": [36.0, 40.0, 40.0, 44.0, 50.0], "nrs_average": [4.0, 5.0, 5.0, 7.0]}
forms = st.sampled_from([None, None, None, "4a", "8a"])
statuses = st.sampled_from(["scored", "prorated", "given", None])


@st.composite
def scores(draw, patient):
    """Mostly an intake and an end score; now and then one more, on a day or of an occasion that may fill nothing."""
    rows = []
    for measure in ("odi", "nrs_average"):
        days = [draw(st.sampled_from([0, 0, 0, 0, 9])), draw(st.sampled_from([28, 28, 28, 30, 49, 58]))]
        days += draw(st.lists(st.sampled_from([13, 15, 25, 70]), max_size=1))
        for on in days:
            value, occasion = (
                draw(st.sampled_from(AMOUNTS[measure])),
                draw(st.sampled_from(["routine"] * 5 + ["before_block"])),
            )
            rows.append(
                score(patient, on, value, measure, form=draw(forms), score_status=draw(statuses), occasion=occasion)
            )
    return rows


def each(make, **sizes):
    """Rows for every patient, in one list."""
    return st.tuples(*(st.lists(make(patient), **sizes) for patient in EVERYBODY)).map(
        lambda parts: [row for part in parts for row in part]
    )


def each_drawn(make):
    return st.tuples(*(make(patient) for patient in EVERYBODY)).map(
        lambda parts: [row for part in parts for row in part]
    )


clinics = st.tuples(each(people, min_size=1, max_size=1), each(episodes, min_size=1, max_size=2), each_drawn(scores)).map(
    lambda kinds: [
        file_of(kind, rows, name=f"{kind.value}.csv", mapping=kind.value)
        for kind, rows in zip((RowKind.PATIENT, RowKind.EPISODE, RowKind.OBSERVATION), kinds, strict=True)
    ]
)  # fmt: skip


def loaded(files) -> MemoryStore:
    store = MemoryStore(small_clinic())
    store.load(*files)
    return store


def asked(store, name, parameters, **frames) -> list[tuple]:
    for table, frame in frames.items():
        store.connection.register(table, frame)
    return store.connection.execute(sql(name), parameters).fetchall()


@EXAMPLES
@given(clinics, st.sampled_from([30, 60, 90, 500]))
def test_similar_patients_are_who_the_rules_say(files, as_of):
    store = loaded(files)
    clinic = Clinic({name: store.rows(name) for name in TABLES}, day(as_of))
    for code, own in ((code, own) for code in ("odi", "nrs_average") for own in clinic.episode):
        intake = clinic.intake(code, own)
        if intake is None:
            continue
        rungs = ladder(MEASURES[code], intake["value"])
        parameters = {
            "patient_id": clinic.episode[own]["patient_id"],
            "episode_id": own,
            "measure": code,
            "as_of": day(as_of),
        }
        rows = asked(store, "similar_scores", parameters, ladder=ladder_frame(rungs), pain_band=pain_bands())
        found = Counter({(row[0], row[3], row[4], row[5]): row[6] for row in rows if row[6]})
        assert found == clinic.similar(code, own, rungs)
        places = [c["checkpoint"] for c in clinic.tables["checkpoint"] if c["kind"] != "intake"]
        assert {row[0] for row in rows} == {p for p in places if code == "nrs_average" or p != "middle"}
    store.close()


@EXAMPLES
@given(clinics, st.sampled_from([30, 60, 500]))
def test_rows_for_calibration_sums_and_counts_are_what_the_rules_say(files, as_of):
    store = loaded(files)
    clinic = Clinic({name: store.rows(name) for name in TABLES}, day(as_of))
    parameters = {"program": "short", "measure": "odi", "as_of": day(as_of)}
    rows = asked(store, "similar_rows", parameters, pain_band=pain_bands())
    assert Counter((r[0], *r[2:]) for r in rows) == Counter(clinic.similar_rows("short", "odi"))
    scoped = {**Scope().parameters(), "as_of": day(as_of)}
    assert {r[0]: r[1:] for r in asked(store, "intake_sums", scoped)} == clinic.intake_sums()
    counts = asked(store, "score_counts", {**scoped, "checkpoint": "end"})
    assert Counter({r[:3]: r[3] for r in counts}) == clinic.score_counts("end")
    timing = asked(store, "form_timing", scoped)
    assert Counter({r[:5]: r[5] for r in timing}) == clinic.form_timing()
    store.close()


def test_the_traits_of_an_episode_are_read_as_they_stand():
    rows = [course_of_care("P0", payer="a", pain_months=18)]
    store = loaded([
        file_of(RowKind.PATIENT, registration("P0")), file_of(RowKind.EPISODE, rows),
        file_of(RowKind.OBSERVATION, [score("P0", 0, 40.0, form="4a")]),
    ])  # fmt: skip
    snapshot = Snapshot(1, None, None, "", store.connection)
    (episode,) = store.rows("episode")
    similar = read_similar(snapshot, episode["patient_id"], episode["episode_id"], MEASURES["odi"], day(500))
    assert (similar.traits.baseline, similar.traits.form, similar.traits.payer) == (40, "4a", "a")
    assert (similar.traits.birth_year, similar.traits.pain_months, similar.traits.sex) == (1970, 18, "female")
    assert isinstance(similar.traits.birth_year, int)
    assert len(similar.rungs) == 6
    assert read_similar(snapshot, "somebody else", episode["episode_id"], MEASURES["odi"], day(500)).traits is None
    store.close()


def test_the_twin_can_disagree():
    """A twin that compares nothing proves nothing."""
    files = [
        file_of(RowKind.PATIENT, registration("P0", "P1")), file_of(RowKind.EPISODE, [course_of_care("P0"), course_of_care("P1")]),
        file_of(RowKind.OBSERVATION, [score(p, on, 40.0) for p in ("P0", "P1") for on in (0, 28)]),
    ]  # fmt: skip
    store = loaded(files)
    tables = {name: store.rows(name) for name in TABLES}
    (own, _) = tables["episode"]
    clinic = Clinic(tables, day(500))
    rungs = ladder(MEASURES["odi"], 40.0)
    assert sum(clinic.similar("odi", own["episode_id"], rungs).values()) == 1
    tables["patient"] = [
        row | {"sex": "male"} if row["patient_id"] != own["patient_id"] else row for row in tables["patient"]
    ]
    assert next(iter(Clinic(tables, day(500)).similar("odi", own["episode_id"], rungs)))[1] == 2
    store.close()

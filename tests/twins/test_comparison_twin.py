"""The questions of the fair comparison, against plain loops that say the same rules."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case_mix import AGE_BANDS, PAIN_BANDS, Grouping
from domain.loaded import RowKind
from domain.measures import MEASURES
from domain.scope import Scope
from store.comparison_readers import age_bands, read_comparison_cells
from store.similar_readers import pain_bands
from store.sql_file import sql
from tests.small_clinic import MemoryStore, course_of_care, day, file_of, registration, score
from tests.twins import naive
from tests.twins.test_rules_twin import CLINIC, EXAMPLES, asked

CUTS = (20.0, 40.0, 40.0, 60.0)
EVERYBODY = [f"P{number}" for number in range(6)]


def band_of(bands, value) -> str | None:
    held = [
        name
        for name, first, above in bands
        if value is not None and value >= first and (above is None or value < above)
    ]
    return held[0] if held else None


def traits(cohort: naive.Cohort, episode: dict, by: Grouping) -> tuple:
    """group, sex, age band, pain band, payer of one episode, and its age."""
    person = cohort.person[episode["patient_id"]]
    age = None if person["birth_year"] is None else episode["started"].year - person["birth_year"]
    bands = band_of(AGE_BANDS, age), band_of(PAIN_BANDS, episode["pain_months"])
    return (episode[by.value], person["sex"], *bands, episode["payer"]), age


def comparison_cells(cohort: naive.Cohort, measure: str, checkpoint: str, by: Grouping) -> list[dict]:
    """The rows of comparison_cells.sql, episode by episode."""
    found: dict[tuple, Counter] = defaultdict(Counter)
    episodes = {episode["episode_id"]: episode for episode in cohort.episodes}
    for row in cohort.asked():
        if (row["measure"], row["checkpoint"]) != (measure, checkpoint) or not cohort.is_due(row):
            continue
        _, b, y, form_changed, *_ = cohort.pair(row)
        band = None if b is None else sum(b > cut for cut in CUTS)
        fold = int(row["episode_id"][0], 16) // 2
        cell = found[(*traits(cohort, episodes[row["episode_id"]], by)[0], band, fold)]
        cell["n_due"] += 1
        if b is not None and y is not None and not form_changed:
            cell.update(
                {"n": 1, "b_total": b, "b_total_sq": b * b, "y_total": y, "y_total_sq": y * y, "by_total": b * y}
            )
    names = ("grp", "sex", "age_band", "pain_band", "payer", "baseline_band", "fold")
    sums = ("n_due", "n", "b_total", "b_total_sq", "y_total", "y_total_sq", "by_total")
    return [
        {**dict(zip(names, key, strict=True)), **{name: cell[name] for name in sums}} for key, cell in found.items()
    ]


def mix_of(cohort: naive.Cohort, by: Grouping) -> list[dict]:
    """The rows of case_mix.sql."""
    found: dict[tuple, Counter] = defaultdict(Counter)
    for episode in cohort.episodes:
        key, age = traits(cohort, episode, by)
        cell, months = found[key], episode["pain_months"]
        cell["n"] += 1
        for name, value in (("age", age), ("months", months)):
            if value is not None:
                cell.update({f"n_{name}": 1, f"{name}_total": value, f"{name}_total_sq": value * value})
    names = ("grp", "sex", "age_band", "pain_band", "payer")
    sums = ("n", "n_age", "age_total", "age_total_sq", "n_months", "months_total", "months_total_sq")
    return [
        {**dict(zip(names, key, strict=True)), **{name: cell[name] for name in sums}} for key, cell in found.items()
    ]


def baselines_of(cohort: naive.Cohort, by: Grouping) -> list[dict]:
    """The rows of case_mix_baselines.sql."""
    found: dict[tuple, Counter] = defaultdict(Counter)
    episodes = {episode["episode_id"]: episode for episode in cohort.episodes}
    for row in cohort.asked():
        intake = cohort.clinic.program(row["program"]).intake.code
        if row["checkpoint"] == intake and MEASURES[row["measure"]].needs_baseline:
            cell, value = found[episodes[row["episode_id"]][by.value], row["measure"]], cohort.value(row)
            cell["n_due"] += 1
            if value is not None:
                cell.update({"n": 1, "total": value, "total_sq": value * value})
    names = ("n_due", "n", "total", "total_sq")
    return [
        {"grp": group, "measure": measure, **{name: cell[name] for name in names}}
        for (group, measure), cell in found.items()
    ]


def person_of(patient, year, sex, died):
    row = registration(patient, died_on=died and day(died))[0] | {"sex": sex}
    return row | {"birth_date": row["birth_date"].replace(year=year)}


def care_of(patient, start, site, clinician, payer, months):
    more = {"site": site, "clinician": clinician, "payer": payer, "pain_months": months}
    return course_of_care(patient, start, **more)


def scores_of(patient, before, after, days, forms):
    rows = [
        (on, value, form) for on, value, form in zip(days, (before, after), forms, strict=True) if value is not None
    ]
    return [score(patient, on, value, form=form) for on, value, form in rows]


def each(strategy):
    return st.tuples(*(strategy(patient) for patient in EVERYBODY)).map(list)


amounts = st.sampled_from([None, 10.0, 20.0, 30.0, 40.0, 50.0, 72.0])
clinics = st.tuples(
    each(lambda p: st.builds(
        person_of, st.just(p), st.sampled_from([1940, 1960, 1975, 1990, 1991]), st.sampled_from(["female", "male", None]),
        st.sampled_from([None] * 5 + [20]),
    )),
    each(lambda p: st.builds(
        care_of, st.just(p), st.sampled_from([0, 0, 3, 400]), st.sampled_from(["north", "south", None]), st.sampled_from(["a", "b"]),
        st.sampled_from(["plan", "state", None]), st.sampled_from([None, 0, 11, 12, 59, 60]),
    )),
    each(lambda p: st.builds(
        scores_of, st.just(p), amounts, amounts, st.sampled_from([(0, 28), (-3, 30), (2, 48), (0, 90)]),
        st.sampled_from([(None, None), ("4a", "4a"), ("4a", "8a"), ("4a", None)]),
    )),
)  # fmt: skip


def store_of(people, courses, scores) -> MemoryStore:
    store = MemoryStore(CLINIC)
    store.load(
        file_of(RowKind.PATIENT, people, name="people.csv", mapping="people"),
        file_of(RowKind.EPISODE, courses, name="courses.csv", mapping="courses"),
        file_of(RowKind.OBSERVATION, [row for rows in scores for row in rows], name="scores.csv", mapping="scores"),
    )
    store.connection.register("age_band", age_bands())
    store.connection.register("pain_band", pain_bands())
    return store


def cohort_of(store: MemoryStore, as_of: int) -> naive.Cohort:
    tables = [store.rows(table) for table in ("patient", "episode", "checkpoint_score")]
    return naive.Cohort(CLINIC, *tables, day(as_of))


def cell_parameters(as_of, measure: str, checkpoint: str, by: Grouping) -> dict:
    cuts = {f"cut_{i}": cut for i, cut in enumerate(CUTS, start=1)}
    return {
        **Scope().parameters(),
        **cuts,
        "as_of": as_of,
        "measure": measure,
        "checkpoint": checkpoint,
        "by": by.value,
    }


@EXAMPLES
@given(clinics, st.sampled_from([29, 60, 500]), st.sampled_from(Grouping))
def test_cells_hold_what_the_rules_say(clinic, as_of, by):
    store = store_of(*clinic)
    found = asked(store, "comparison_cells", cell_parameters(day(as_of), "odi", "end", by))
    naive.same_rows(comparison_cells(cohort_of(store, as_of), "odi", "end", by), found)
    store.close()


@EXAMPLES
@given(clinics, st.sampled_from([1, 60]), st.sampled_from(Grouping))
def test_the_case_mix_is_what_the_rules_say(clinic, as_of, by):
    store = store_of(*clinic)
    cohort, scope = cohort_of(store, as_of), Scope().parameters()
    naive.same_rows(mix_of(cohort, by), asked(store, "case_mix", {**scope, "by": by.value}))
    found = asked(store, "case_mix_baselines", {**scope, "as_of": day(as_of), "by": by.value})
    naive.same_rows(baselines_of(cohort, by), found)
    store.close()


def test_the_sample_clinic_gives_the_same_cells_and_case_mix(sample_clinic):
    from store.clinic_folder import read_clinic
    from store.snapshot import open_snapshot

    clinic, snapshot = read_clinic(sample_clinic), open_snapshot(sample_clinic)
    connection = snapshot.cursor()
    connection.register("age_band", age_bands())
    connection.register("pain_band", pain_bands())

    def rows(query, parameters=None):
        cursor = connection.execute(query, parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    today = clinic.clock.today()
    tables = [rows(f"select * from {table}") for table in ("patient", "episode", "checkpoint_score")]
    cohort = naive.Cohort(clinic, *tables, today)
    for by in Grouping:
        found = rows(sql("comparison_cells"), cell_parameters(today, "odi", "program_end", by))
        expected = comparison_cells(cohort, "odi", "program_end", by)
        rounded = [{name: round(v, 6) if isinstance(v, float) else v for name, v in row.items()} for row in found]
        naive.same_rows(expected, rounded)
        assert sum(row["n"] for row in found) > 100
        naive.same_rows(mix_of(cohort, by), rows(sql("case_mix"), {**Scope().parameters(), "by": by.value}))
    snapshot.close()


def test_five_bands_need_four_cuts():
    with pytest.raises(ValueError, match="four cuts"):
        read_comparison_cells(None, Scope(), day(0), "end", "odi", Grouping.SITE, [1.0])

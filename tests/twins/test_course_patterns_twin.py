"""The questions of who stayed, against plain loops that say the same rules."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scope import Scope
from store.course_pattern_readers import GROUPINGS, read_course_patterns
from store.sql_file import sql
from tests.small_clinic import MemoryStore, day
from tests.twins import naive
from tests.twins.test_rules_twin import CLINIC, EXAMPLES, asked, clinics, loaded_store


def course_patterns(cohort: naive.Cohort, measure: str, by: str | None, due_at: str | None) -> list[dict]:
    """The rows of course_patterns.sql, episode by episode."""
    rows = [row for row in cohort.asked() if row["measure"] == measure and cohort.is_due(row)]
    ordinal: dict[str, int] = {}
    for program in cohort.clinic.programs:
        if any(row["program"] == program.code for row in rows):
            for i, c in enumerate(program.checkpoints):
                ordinal[c.code] = min(i, ordinal.get(c.code, i))
    places = {code: i for i, code in enumerate(sorted({r["checkpoint"] for r in rows}, key=lambda c: (ordinal[c], c)))}
    by_episode = defaultdict(list)
    for row in rows:
        by_episode[row["episode_id"]].append(row)
    n, total, other_total, product = Counter(), Counter(), Counter(), Counter()
    empty = Counter()
    for episode in cohort.episodes:
        due = by_episode.get(episode["episode_id"], [])
        if not due or (due_at and due_at not in {row["checkpoint"] for row in due}):
            continue
        sex = cohort.person[episode["patient_id"]]["sex"]
        group = ("" if by is None else sex if by == "sex" else episode[by]) or ""
        scores = {
            places[r["checkpoint"]]: (r["checkpoint"], cohort.value(r)) for r in due if cohort.value(r) is not None
        }
        pattern = sum(2**place for place in scores)
        if not scores:
            empty[group] += 1
        for a, (code_a, x) in scores.items():
            for b, (code_b, y) in scores.items():
                if a <= b:
                    key = (group, pattern, a, b, code_a, code_b)
                    n[key] += 1
                    total[key] += x
                    other_total[key] += y
                    product[key] += x * y
    names = ("grp", "pattern", "place", "other_place", "checkpoint", "other_checkpoint")
    found = [
        {**dict(zip(names, key, strict=True)), "n": n[key], "total": total[key], "other_total": other_total[key],
         "product": product[key]}
        for key in n
    ]  # fmt: skip
    nothing = dict.fromkeys([*names[2:], "total", "other_total", "product"])
    return found + [{**nothing, "grp": group, "pattern": 0, "n": count} for group, count in empty.items()]


def who_left(cohort: naive.Cohort, checkpoint: str, measure: str | None) -> list[dict]:
    """The rows of who_left.sql, episode by episode."""
    found = Counter()
    for episode in cohort.episodes:
        window = naive.windows(cohort.clinic, episode).get(checkpoint)
        if window is None or not cohort.is_due({**episode, "closes_on": window.closes_on}):
            continue
        scores = cohort.by_episode[episode["episode_id"]]
        here = [s for s in scores if s["checkpoint"] == checkpoint and s["is_due"] and measure in (None, s["measure"])]
        is_observed = any(cohort.value(s) is not None for s in here)
        intake = cohort.clinic.program(episode["program"]).intake.code
        for s in scores:
            if s["checkpoint"] == intake and s["is_due"]:
                found["score", s["measure"], cohort.value(s), None, is_observed] += 1
        person = cohort.person[episode["patient_id"]]
        age = None if person["birth_year"] is None else episode["started"].year - person["birth_year"]
        found["number", "age", age, None, is_observed] += 1
        found["number", "pain_months", episode["pain_months"], None, is_observed] += 1
        for name, level in (("sex", person["sex"]), ("payer", episode["payer"]), ("site", episode["site"])):
            found["category", name, None, level, is_observed] += 1
    names = ("kind", "name", "value", "level", "is_observed")
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in found.items()]


def lasting_scores(cohort: naive.Cohort, checkpoint: str, later: str) -> list[dict]:
    """The rows of lasting_scores.sql, episode by episode."""
    found = Counter()
    for row in cohort.asked():
        if row["checkpoint"] != later:
            continue
        intake = cohort.clinic.program(row["program"]).intake.code
        same = {s["checkpoint"]: s for s in cohort.by_episode[row["episode_id"]] if s["measure"] == row["measure"]}
        three = [same.get(code) for code in (intake, checkpoint, later)]
        three = [s if s and cohort.value(s) is not None else None for s in three]
        forms = [s["form"] for s in three if s and s["form"]]
        values = [None if s is None else s["value"] for s in three]
        found[row["measure"], *values, len(set(forms)) > 1, cohort.is_due(row)] += 1
    names = ("measure", "baseline", "at_end", "follow_up", "form_changed", "is_closed")
    return [{**dict(zip(names, key, strict=True)), "n": n} for key, n in found.items()]


def cohort_of(store: MemoryStore, as_of: int) -> naive.Cohort:
    return naive.Cohort(
        CLINIC, store.rows("patient"), store.rows("episode"), store.rows("checkpoint_score"), day(as_of)
    )


@EXAMPLES
@given(clinics, st.integers(0, 120), st.sampled_from([None, *GROUPINGS]), st.sampled_from([None, "end"]))
def test_sums_per_pattern_are_what_the_rules_say(loadeds, as_of, by, due_at):
    store = loaded_store(loadeds)
    for measure in ("odi", "nrs_average", "pgic"):
        parameters = {**Scope().parameters(), "as_of": day(as_of), "measure": measure, "by": by, "due_at": due_at}
        found = asked(store, "course_patterns", parameters)
        naive.same_rows(course_patterns(cohort_of(store, as_of), measure, by, due_at), found)
    store.close()


@EXAMPLES
@given(clinics, st.integers(0, 120), st.sampled_from([None, "odi"]))
def test_who_left_is_what_the_rules_say(loadeds, as_of, measure):
    store = loaded_store(loadeds)
    parameters = {**Scope().parameters(), "as_of": day(as_of), "checkpoint": "end", "measure": measure}
    naive.same_rows(who_left(cohort_of(store, as_of), "end", measure), asked(store, "who_left", parameters))
    store.close()


@EXAMPLES
@given(clinics, st.integers(0, 120))
def test_what_lasts_is_what_the_rules_say(loadeds, as_of):
    store = loaded_store(loadeds)
    for earlier, later in pairwise(("intake", "middle", "end")):
        parameters = {**Scope().parameters(), "as_of": day(as_of), "checkpoint": earlier, "later": later}
        naive.same_rows(
            lasting_scores(cohort_of(store, as_of), earlier, later), asked(store, "lasting_scores", parameters)
        )
    store.close()


def test_the_sample_clinic_gives_the_same_three_answers(sample_clinic):
    from store.clinic_folder import read_clinic
    from store.snapshot import open_snapshot

    clinic, snapshot = read_clinic(sample_clinic), open_snapshot(sample_clinic)

    def rows(query, parameters=None):
        cursor = snapshot.connection.execute(query, parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    today = clinic.clock.today()
    tables = [rows(f"select * from {table}") for table in ("patient", "episode", "checkpoint_score")]
    cohort = naive.Cohort(clinic, *tables, today)
    asked_for = {**Scope().parameters(), "as_of": today}
    patterns = course_patterns(cohort, "odi", "site", "month_3")
    assert len({row["pattern"] for row in patterns}) > 5
    found = rows(sql("course_patterns"), {**asked_for, "measure": "odi", "by": "site", "due_at": "month_3"})
    naive.same_rows(patterns, found)
    left = who_left(cohort, "month_3", None)
    naive.same_rows(left, rows(sql("who_left"), {**asked_for, "checkpoint": "month_3", "measure": None}))
    lasting = lasting_scores(cohort, "program_end", "month_3")
    naive.same_rows(
        lasting, rows(sql("lasting_scores"), {**asked_for, "checkpoint": "program_end", "later": "month_3"})
    )
    assert len(left) > 100
    assert len(lasting) > 100
    snapshot.close()


def test_a_cohort_is_split_only_by_what_it_can_be_split_by():
    with pytest.raises(ValueError, match="not by name"):
        read_course_patterns(None, Scope(), day(0), "odi", by="name")

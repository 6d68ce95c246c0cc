"""Completeness, late forms, sites, rejected rows: counted as anybody would with paper and pencil."""

from datetime import date, timedelta
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.measures import MEASURES
from domain.observation import check_observations
from metrics.data_quality import (
    largest_gaps,
    late_forms,
    rejected_reasons,
    rows_read,
    same_answers,
    site_months,
    total_forms,
)
from metrics.form_quality import form_quality

TIMING = pd.DataFrame(
    [
        ("odi", "end", "filled", -3.0, "scored", 4),
        ("odi", "end", "filled", 0.0, "scored", 3),
        ("odi", "end", "filled", 2.0, "prorated", 2),
        ("odi", "end", "filled", 6.0, "scored", 1),
        ("odi", "end", "after closing", None, None, 3),
        ("odi", "end", "not filled", None, None, 7),
        ("phq9", "end", "filled", 1.0, None, 5),
        ("phq9", "end", "not filled", None, None, 5),
    ],
    columns=["measure", "checkpoint", "state", "days_from_due", "items", "n"],
)
OUTSIDE = pd.DataFrame(
    [("odi", "end", "after", 1, 2), ("odi", "end", "after", 9, 1), ("odi", "end", "before", 4, 2)],
    columns=["measure", "checkpoint", "side", "days", "n"],
)


def test_the_late_forms_of_a_measure_stand_each_in_one_place():
    everything, odi, phq9 = late_forms(TIMING, OUTSIDE, ["odi", "phq9", "isi"])
    assert (odi.due, odi.filled, odi.rescued, odi.after, odi.before, odi.never) == (20, 10, 3, 3, 2, 5)
    assert (odi.median_days_late, odi.median_days_after, odi.median_days_before) == (2, 1, 4)
    assert (phq9.due, phq9.filled, phq9.rescued, phq9.outside, phq9.never) == (10, 5, 5, 0, 5)
    assert phq9.median_days_after is None
    assert (everything.due, everything.rescued, everything.outside, everything.never) == (30, 8, 5, 10)
    assert everything.measure is None


def test_late_forms_that_do_not_add_up_are_refused_by_name():
    too_many = OUTSIDE.assign(n=50)
    with pytest.raises(ValueError, match="odi"):
        late_forms(TIMING[TIMING["measure"] == "odi"].assign(n=1), too_many.assign(side="after"), ["odi"])


def test_the_widest_gap_comes_first_and_a_full_cell_is_none():
    forms = form_quality(TIMING)
    assert [one.measure for one in largest_gaps(forms, 5)] == ["odi", "phq9"]
    assert (total_forms(forms).count, total_forms(forms).total) == (15, 30)
    assert largest_gaps(form_quality(TIMING[TIMING["state"] == "filled"]), 5) == []


days = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 4)), min_size=1, max_size=8)


@given(
    days, st.lists(st.tuples(st.sampled_from(["after", "before"]), st.integers(1, 60), st.integers(1, 4)), max_size=8)
)
def test_late_forms_equal_a_count_by_hand(filled, outside):
    timing = pd.DataFrame(
        [("odi", "end", "filled", float(d), None, n) for d, n in filled]
        + [("odi", "end", "not filled", None, None, n) for _, _, n in outside],
        columns=list(TIMING.columns),
    )
    missed = pd.DataFrame([("odi", "end", *row) for row in outside], columns=list(OUTSIDE.columns))
    told = late_forms(timing, missed, ["odi"])[1]
    late = [d for d, n in filled for _ in range(n) if d > 0]
    sides = {side: [d for s, d, n in outside for _ in range(n) if s == side] for side in ("after", "before")}
    assert (told.filled, told.rescued) == (sum(n for _, n in filled), len(late))
    assert (told.after, told.before, told.never) == (len(sides["after"]), len(sides["before"]), 0)
    for found, listed in ((told.median_days_late, late), (told.median_days_after, sides["after"])):
        assert found == (median(listed) if listed else None)


def months(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "checkpoint", "month", "due", "any_form", "all_forms"])


def test_checkpoints_of_a_site_and_month_are_added_newest_month_first():
    june, july = date(2025, 6, 1), date(2025, 7, 1)
    rows = months(
        ("b", "end", june, 4, 3, 1),
        ("b", "six", june, 6, 5, 5),
        ("a", "end", july, 2, 0, 0),
        (None, "end", july, 1, 1, 1),
    )
    told = site_months(rows)
    assert [(one.site, one.month, one.due) for one in told] == [("a", july, 2), (None, july, 1), ("b", june, 10)]
    assert (told[2].any_form.count, told[2].all_forms.count) == (8, 6)
    assert [one.site for one in site_months(rows, since=july)] == ["a", None]
    assert site_months(rows, since=july + timedelta(days=60)) == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", None]), st.integers(1, 12), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
    )
)
def test_nobody_is_lost_or_counted_twice_between_sites_and_months(cells):
    rows = months(*((site, f"c{i}", date(2025, month, 1), filled + missing, filled, 0) for i, (site, month, filled, missing) in enumerate(cells)))  # fmt: skip
    told = site_months(rows)
    assert sum(one.due for one in told) == rows["due"].sum()
    assert sum(one.any_form.count for one in told) == rows["any_form"].sum()
    assert len({(one.site, one.month) for one in told}) == len(told)


JUDGED = [code for code, m in MEASURES.items() if m.highest is not None and not m.panel]


@pytest.mark.parametrize("code", JUDGED)
def test_the_reason_of_an_impossible_score_names_its_measure(code):
    """The words of the rejection and what is read from them stay in step, for every measure of the registry."""
    measure = MEASURES[code]
    row = {"patient": "P1", "measure": code, "value": measure.highest + 1000, "on_date": date(2025, 1, 6), "form": None}
    found = check_observations(pd.DataFrame([row]), date(2025, 11, 17)).iloc[0]
    assert found["code"] == "out_of_range"
    counts = pd.DataFrame([{"mapping": "m", "code": found["code"], "reason": found["reason"], "n": 2}])
    told = rejected_reasons(counts, MEASURES)
    assert [(one.code, MEASURES[one.measure].name, one.n) for one in told] == [("out_of_range", measure.name, 2)]


def test_a_reason_without_a_measure_is_counted_under_none():
    reasons = [
        ("bad_line", "The line has 3 cells.", 2),
        ("bad_line", "The line has 4 cells.", 5),
        ("bad_date", "No date.", 1),
    ]
    counts = pd.DataFrame([("m", *reason) for reason in reasons], columns=["mapping", "code", "reason", "n"])
    told = rejected_reasons(counts, MEASURES)
    assert [(one.code, one.measure, one.n) for one in told] == [("bad_line", None, 7), ("bad_date", None, 1)]


def test_rows_that_count_are_neither_rejected_nor_waiting_nor_in_conflict():
    batches = pd.DataFrame(
        [("a", 20, 15, 1, 2, 1, 1), ("b", 10, 9, 0, 0, 0, 1)],
        columns=["file_id", "read", "accepted", "corrected", "duplicates", "waiting", "rejected"],
    )
    told = rows_read(batches, rejected=2, waiting=1, conflicts=4)
    assert (told.files, told.read, told.kept, told.corrected, told.duplicates) == (2, 30, 26, 1, 2)
    assert (told.used.count, told.used.total) == (26 - 1 - 4, 28)
    assert rows_read(batches.iloc[:0], 0, 0, 0).used.total == 0


def test_one_answer_throughout_is_told_apart_where_it_may_be_the_truth():
    rows = pd.DataFrame(
        [("phq9", 0.0, 6), ("phq9", 3.0, 1), ("phq9", 2.0, 2), ("phq9", None, 11)], columns=["measure", "answer", "n"]
    )
    (told,) = same_answers(rows, MEASURES)
    assert (told.same.count, told.same.total, told.at_an_end, told.between) == (9, 20, 7, 2)
    assert same_answers(rows.iloc[:0], MEASURES) == ()

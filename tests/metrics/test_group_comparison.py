"""The whole chain of a fair comparison: small groups first, then the model, the differences, the sentence."""

import numpy as np
import pandas as pd
import pytest

from domain.case_mix import NOT_RECORDED
from domain.measures import MEASURES
from metrics.comparison_summary import comparison_summary, explained
from metrics.group_comparison import (
    case_mix_together,
    funnel_of_groups,
    group_comparison,
    in_order,
    shares_improved,
    small_groups,
)
from metrics.small_numbers import together
from tests.reference.comparison_patients import cells_of, patients

ODI = MEASURES["odi"]
CUTS = (32.0, 40.0, 48.0, 56.0)


@pytest.fixture(scope="module")
def many():
    """6,000 made-up patients, of whom B's gain 3 points more than such patients elsewhere, and D's 2 less."""
    return patients(6000, seed=1)


def compared(rows: pd.DataFrame, limit: int = 20):
    return group_comparison(ODI, cells_of(rows, CUTS), CUTS, percentage_from=limit)


def said(told, *, is_weighted: bool = False, order=("A", "B", "C", "D", "E")):
    return comparison_summary(
        told,
        what="Disability (ODI)",
        checkpoint="program end",
        order=list(order),
        name=lambda group: f"site {group}",
        amount=lambda value: f"{value:.0f} points",
        span=lambda low, high: f"{low:.0f} to {high:.0f}",
        is_weighted=is_weighted,
    )


def test_the_sentence_names_who_stands_out_who_does_not_and_who_was_unseen(many):
    told = compared(many)
    sentence = said(told)
    b, d = (next(g for g in told.plain.differences.groups if g.group == name) for name in "BD")
    assert sentence.verdict == (
        "On Disability (ODI) at program end, "
        f"site B is above expected by {b.difference:.0f} points (interval {b.low:.0f} to {b.high:.0f}); "
        f"site D is below expected by {-d.difference:.0f} points (interval {-d.high:.0f} to {-d.low:.0f}); "
        "site A, site C and site E are similar to expected."
    )
    model = told.plain.model
    assert sentence.who == (
        f"Of {model.n + model.missing:,} patients due, {model.n:,} have both scores, {model.missing:,} were unseen at program end."
    )
    assert sentence.trust == (
        f"What is known at intake explains {round(100 * model.r_squared)}% of the differences between patients."
    )


def test_a_group_whose_interval_holds_0_is_never_above_or_below(many):
    few = compared(many.head(300))
    for group in few.plain.differences.groups:
        if group.low < 0 < group.high:
            assert f"site {group.group} is" not in said(few).verdict
    assert said(few).verdict.count("similar to expected") == 1


def test_weights_are_told_in_the_sentence_and_it_is_known_whether_they_change_a_word(many):
    told = compared(many)
    assert said(told, is_weighted=True).verdict.startswith("Weighted for those unseen, on Disability (ODI)")
    words = [[group.word for group in version.differences.groups] for version in (told.plain, told.weighted)]
    assert told.words_agree == (words[0] == words[1])
    assert all(group.effective_n < group.n for group in told.weighted.differences.groups)


def test_where_nobody_is_missing_the_weighted_version_is_the_plain_one(many):
    told = compared(many[many["y"].notna()].head(900))
    assert told.weights.why_not
    assert told.weighted is told.plain
    assert said(told, is_weighted=True).verdict.startswith("On Disability")
    assert said(told).who == "All 900 patients due have both scores."


def test_groups_under_the_limit_stand_together_and_no_single_one_has_a_number(many):
    few = pd.concat([many[many["grp"].isin(["A", "B"])].head(600), *[many[many["grp"] == g].head(18) for g in "CDE"]])
    told = compared(few)
    names = [group.group for group in told.plain.differences.groups]
    assert set(told.put_together) == {"C", "D", "E"}
    assert set(names) == {"A", "B", together(20)}
    joined = next(group for group in told.plain.differences.groups if group.group == together(20))
    assert joined.n == few[few["grp"].isin(["C", "D", "E"])]["y"].notna().sum()


def test_a_single_small_group_has_counts_and_no_interval(many):
    few = pd.concat([many[many["grp"].isin(["A", "B"])].head(600), many[many["grp"] == "C"].head(15)])
    joined = next(g for g in compared(few).plain.differences.groups if g.group == together(20))
    assert joined.n < 20
    assert (joined.low, joined.word) == (None, "cannot tell")


@pytest.mark.parametrize(
    ("rows", "why_not"),
    [
        (lambda many: many[many["grp"] == "A"].head(200), "there is one group only"),
        (lambda many: many.head(30), "fewer than two groups have 20 patients with both scores"),
        (lambda many: many.head(0), "nobody is due here yet"),
    ],
)
def test_without_two_groups_of_enough_patients_it_says_why_nothing_is_compared(many, rows, why_not):
    told = compared(rows(many))
    assert told.why_not == why_not
    assert said(told).verdict == said(told).trust == ""


def test_a_model_that_explains_nothing_says_so_plainly(many):
    rows = many.assign(
        y=np.where(many["y"].isna(), np.nan, many["b"] - np.random.default_rng(4).normal(0, 9, len(many)))
    )
    model = compared(rows).plain.model
    assert model.r_squared < 0.005
    assert explained(model) == "What is known at intake does not explain the differences between patients."


def test_below_fifty_patients_there_is_no_model_and_the_sentence_says_so(many):
    rows = many[many["grp"].isin(["A", "B"]) & many["y"].notna()].groupby("grp").head(22)
    told = compared(rows)
    assert not told.why_not
    assert said(told).trust.startswith("There is no model of what to expect (44 patients")


def test_the_order_is_the_clinics_then_the_undeclared_the_unrecorded_and_those_together():
    found = [together(20), NOT_RECORDED, "attic", "north", "east"]
    assert in_order(found, ["north", "east"], 20) == ["north", "east", "attic", NOT_RECORDED, together(20)]


def pairs_of_groups(table: dict[str | None, tuple[int, int]]):
    """Paired scores in which `count` of `total` improve by 20 points of 60."""

    def pairs(group: str | None) -> pd.DataFrame:
        chosen = list(table.values()) if group is None else [table[group]]
        rows = [(60.0, after, n) for count, total in chosen for after, n in ((40.0, count), (60.0, total - count))]
        frame = pd.DataFrame(rows, columns=["baseline", "follow_up", "n"])
        return frame.assign(measure="odi", is_closed=True)

    return pairs


def test_shares_of_small_groups_are_added_up_and_the_unrecorded_are_what_is_left():
    table = {"A": (30, 60), "B": (4, 8), "C": (7, 14), None: (11, 40)}
    shares = shares_improved(ODI, ["A", "B", "C", NOT_RECORDED], ["B", "C"], pairs_of_groups(table), percentage_from=20)
    told = {row.group: (row.share.count, row.share.total) for row in shares}
    assert told == {"A": (30, 60), NOT_RECORDED: (11, 40), together(20): (11, 22)}


def test_a_funnel_holds_no_group_under_the_limit():
    shares = shares_improved(
        ODI, ["A", "B", "C"], ["C"], pairs_of_groups({"A": (30, 60), "B": (10, 40), "C": (3, 7)}), percentage_from=20
    )
    assert [point.group for point in funnel_of_groups(shares, percentage_from=20).points] == ["A", "B"]


MIX = pd.DataFrame(
    [("A", "female", 30), ("B", "female", 12), ("C", "male", 9), (None, "male", 25)], columns=["grp", "sex", "n"]
).assign(age_band="50 to 64", pain_band=None, payer="medicare", n_age=0, age_total=0.0, age_total_sq=0.0, n_months=0,
         months_total=0.0, months_total_sq=0.0)  # fmt: skip


def test_the_case_mix_puts_small_groups_together_by_their_episodes():
    baselines = pd.DataFrame(
        {"grp": ["A", "B", "C", None], "measure": "odi", "n_due": [30, 12, 9, 25], "n": [28, 11, 8, 25],
         "total": [1400.0, 550.0, 400.0, 1250.0], "total_sq": [71000.0, 28000.0, 21000.0, 64000.0]}
    )  # fmt: skip
    mix = case_mix_together(MIX, baselines, [ODI], percentage_from=20)
    assert dict(zip(mix.groups, mix.sizes, strict=True)) == {"A": 30, together(20): 21, NOT_RECORDED: 25}
    cell = next(cell for cell in mix.row("odi").cells if cell.group == together(20))
    assert (cell.n, cell.missing, cell.mean) == (19, 2, 50.0)


def test_small_groups_are_named_whether_recorded_or_not():
    assert small_groups(pd.DataFrame({"grp": ["A", None, "A"], "n": [10, 3, 11]}), 20) == (NOT_RECORDED,)

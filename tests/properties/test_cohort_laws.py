"""Laws of cohort answers: what order, names, a shift or a repeated row may not change, and what must add up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.benchmark import Benchmark, BenchmarkKind, Statistic
from domain.measures import MEASURES
from domain.source import Source
from metrics.benchmark_comparison import GroupWord, mean_against_benchmark
from metrics.case_mix import case_mix
from metrics.completeness import completeness
from metrics.discordance import discordance
from metrics.mean_interval import MeanInterval
from metrics.measurement_error import measurement_error
from metrics.patient_summary import MeasureChange
from metrics.repeated_measures_patterns import pattern_frame
from metrics.time_to_improvement import time_to_improvement
from metrics.tipping_point import tipping_point
from metrics.verdict import Beyond, Verdict, Word

ODI, PROMIS = MEASURES["odi"], MEASURES["promis_pi_tscore"]
READ = Source(title="Made up for this test", verified=True, how="made up")
number = st.integers(-50, 50).map(float)


def word(mean, reach, value) -> GroupWord:
    known = Benchmark("made up", BenchmarkKind.NORM, "odi", Statistic.MEAN, value, READ, date(2025, 1, 1))
    group = MeanInterval(40, mean, 1.0, mean - reach, mean + reach)
    return mean_against_benchmark(known, group, ODI, percentage_from=20).word


@given(number, st.integers(1, 9), number, number)
def test_a_benchmark_is_passed_only_by_the_whole_interval_and_a_shift_of_both_changes_nothing(
    mean, reach, value, shift
):
    told = word(mean, reach, value)
    assert (told is GroupWord.ABOVE) == (mean - reach > value)
    assert (told is GroupWord.BELOW) == (mean + reach < value)
    assert word(mean + shift, reach, value + shift) is told
    mirrored = {GroupWord.ABOVE: GroupWord.BELOW, GroupWord.BELOW: GroupWord.ABOVE}
    assert word(-mean, reach, -value) is mirrored.get(told, told)


parts = st.tuples(*[st.integers(0, 40)] * 6)
NAMES = ("excused", "not_yet", "all_forms", "some_forms", "missing_still_in", "missing_left")


@given(parts)
def test_every_episode_of_a_checkpoint_is_counted_in_one_place(sizes):
    told = dict(zip(NAMES, sizes, strict=True))
    any_form = told.pop("some_forms") + told["all_forms"]
    due = any_form + told["missing_still_in"] + told["missing_left"]
    row = {
        "checkpoint": "end",
        "name": "End",
        "ordinal": 1,
        "enrolled": due + told["excused"] + told["not_yet"],
        "due": due,
        "any_form": any_form,
        **told,
    }
    (answer,) = completeness(pd.DataFrame([row]))
    assert answer.enrolled == answer.excused + answer.not_yet_due + answer.due
    assert answer.due == answer.observed + answer.missing_still_in + answer.missing_left
    with pytest.raises(ValueError, match="end"):
        completeness(pd.DataFrame([row | {"enrolled": row["enrolled"] + 1}]))


@given(st.floats(0.5, 9), st.floats(0.5, 9), st.floats(1, 4))
def test_the_error_of_a_change_does_not_depend_on_which_score_came_first_and_grows_with_both(one, other, factor):
    error = measurement_error(PROMIS, one, other).value
    assert error == pytest.approx(measurement_error(PROMIS, other, one).value)
    assert error * factor == pytest.approx(measurement_error(PROMIS, one * factor, other * factor).value)
    assert error > 1.96 * max(one, other)


CODES = ("odi", "walk_6min", "standing_tolerance", "nrs_average")
judged = st.sampled_from((Word.IMPROVED, Word.NO_CLEAR_CHANGE, Word.WORSE))


@given(st.permutations(CODES), st.tuples(judged, judged, judged, judged))
def test_how_function_and_pain_part_does_not_depend_on_the_order_of_the_measures(order, words):
    facts = {"beyond": Beyond.YES, "threshold_verified": True}
    changes = {
        code: MeasureChange(MEASURES[code], 1.0, 2.0, Verdict(said, said.value, **facts), True)
        for code, said in zip(CODES, words, strict=True)
    }
    one, other = discordance(changes.values()), discordance([changes[code] for code in order])
    assert one.split is other.split
    assert discordance([*changes.values(), *changes.values()]).split is one.split


spell = st.tuples(
    st.sampled_from(("improved", "lost", "not yet due")), st.integers(0, 100), st.integers(1, 40), st.integers(1, 5)
)


def spells(table) -> pd.DataFrame:
    rows = [("a", state, after, after + more if state == "improved" else np.nan, n) for state, after, more, n in table]
    return pd.DataFrame(rows, columns=["program", "state", "after_day", "by_day", "n"]).assign(measure="odi")


@given(st.lists(spell, min_size=1, max_size=8))
def test_first_improvements_count_people_and_somebody_who_never_improves_raises_no_share(table):
    frame = spells(table)
    answer = time_to_improvement(ODI, frame)
    alone = time_to_improvement(ODI, frame.loc[frame.index.repeat(frame["n"])].assign(n=1))
    assert (answer.n, answer.n_improved, answer.ended) == (alone.n, alone.n_improved, alone.ended)
    assert answer.n == answer.n_improved + sum(answer.ended.values())
    more = time_to_improvement(ODI, spells([*table, ("lost", 200, 1, 3)]))
    for day in (30, 90, 150):
        before = answer.curve.had_event_by(day).share
        assert before is None or more.curve.had_event_by(day).share <= before + 1e-12


@given(st.integers(0, 10_000))
def test_the_worse_the_unseen_fared_the_smaller_the_improvement(seed):
    chance = np.random.default_rng(seed)
    scores = 50 + chance.normal(0, 8, (80, 1)) - np.array([0.0, 5, 9]) + chance.normal(0, 5, (80, 3))
    scores[chance.random(80) < 0.3, 2] = np.nan
    told = tipping_point(ODI, pattern_frame(scores, ("intake", "middle", "end")), baseline="intake", checkpoint="end")
    means = [point.improvement for point in told.points]
    assert means == sorted(means, reverse=True)
    assert all(point.low < point.improvement < point.high for point in told.points)


MIX = ("grp", "sex", "age_band", "pain_band", "payer", "n", "n_age", "age_total", "age_total_sq", "n_months", "months_total", "months_total_sq")  # fmt: skip
cell = st.tuples(st.sampled_from(("female", "male", None)), st.integers(1, 30), st.integers(20, 80))


@given(st.lists(cell, min_size=1, max_size=4), st.lists(cell, min_size=1, max_size=4))
def test_two_groups_that_swap_names_swap_their_columns(one, other):
    def mixed(first: str, second: str):
        rows = [
            (name, sex, "35 to 49", None, "plan", n, n, n * age, n * age * age, 0, 0, 0)
            for name, cells in ((first, one), (second, other))
            for sex, n, age in cells
        ]
        no_scores = pd.DataFrame(columns=["grp", "measure", "n_due", "n", "total", "total_sq"])
        return case_mix(pd.DataFrame(rows, columns=list(MIX)), no_scores, [])

    straight, swapped = mixed("north", "south"), mixed("south", "north")
    assert straight.sizes == swapped.sizes[::-1]
    for row, mirror in zip(straight.rows, swapped.rows, strict=True):
        assert [(c.n, c.mean, c.share) for c in row.cells] == [(c.n, c.mean, c.share) for c in mirror.cells[::-1]]

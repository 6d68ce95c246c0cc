from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from domain.measure import Better
from metrics.around_event import Happening, Phase, across_phases, around_event, happenings, surgery_phases

ON = date(2025, 3, 10)
BLOCK = Happening("procedure", ON, "facet block")


def day(offset: int) -> date:
    return ON + timedelta(days=offset)


def test_the_day_of_the_happening_counts_on_neither_side(make):
    answer = around_event(make.scale(), [day(-2), day(-1), ON, day(1), day(2)], [10, 12, 99, 20, 22], BLOCK)
    before, after = answer.phases
    assert (before.mean, before.n, after.mean, after.n) == (11, 2, 21, 2)
    assert answer.differences[0].difference == 10


def test_windows_hold_their_first_and_last_day(make):
    answer = around_event(make.scale(), [day(-29), day(-28), day(28), day(29)], [1, 2, 3, 4], BLOCK)
    assert [(phase.n, phase.mean) for phase in answer.phases] == [(1, 2), (1, 3)]


def test_days_of_settling_are_left_out_after_the_happening(make):
    answer = around_event(make.scale(), [day(-1), day(3), day(4)], [5, 50, 6], BLOCK, settling_days=3)
    assert answer.phases[1].mean == 6


def test_a_fall_is_an_improvement_where_lower_is_better(make):
    answer = around_event(make.scale(better=Better.LOWER), [day(-1), day(1)], [8, 5], BLOCK)
    assert (answer.differences[0].difference, answer.differences[0].improvement) == (-3, 3)


def test_fewer_than_three_values_on_a_side_have_a_difference_without_an_interval(make):
    answer = around_event(make.scale(), [day(i) for i in (-3, -2, -1, 1, 2)], [8, 7, 9, 5, 4], BLOCK)
    assert (answer.differences[0].difference, answer.differences[0].low) == (-3.5, None)


def test_an_empty_side_says_which(make):
    answer = around_event(make.scale(), [day(1)], [5], BLOCK)
    assert answer.differences[0].why_not == "there is no value in the phase 'before'"
    assert "there is no value" in answer.sentence(str, str)


def test_what_else_was_done_in_the_windows_is_named(make):
    others = [
        Happening("medication change", day(5), "gabapentin stopped"),
        Happening("flare", day(-40)),
        BLOCK,
        Happening("flare", day(-3)),
    ]
    answer = around_event(make.scale(), [day(-1), day(1)], [8, 5], BLOCK, others)
    assert [other.kind for other in answer.also] == ["flare", "medication change"]
    said = answer.sentence(lambda value: f"{value:g}", lambda on: on.isoformat())
    assert "In the same weeks: flare (2025-03-07), gabapentin stopped (2025-03-15)." in said
    assert said.endswith("what came after something is not shown to come from it.")


def test_neighbouring_days_that_resemble_each_other_widen_the_interval(make):
    rng = np.random.default_rng(2)
    noise = np.zeros(57)
    for t in range(1, 57):
        noise[t] = 0.7 * noise[t - 1] + rng.normal()
    days = [day(i) for i in range(-28, 29)]
    answer = around_event(make.scale(), days, 50 + noise, BLOCK).differences[0]
    mixed = around_event(make.scale(), days, 50 + rng.permutation(noise), BLOCK).differences[0]
    assert answer.effective_n[0] < 15 < mixed.effective_n[0]
    assert answer.high - answer.low > mixed.high - mixed.low


def test_surgery_has_four_phases_without_the_day_itself():
    phases = surgery_phases(ON, prehabilitation_from=day(-42), last_day=day(120))
    assert [(p.name, (p.from_day - ON).days, (p.to_day - ON).days) for p in phases] == [
        ("before", -70, -43), ("prehabilitation", -42, -1), ("recovery", 1, 42), ("later", 43, 120),
    ]  # fmt: skip


def test_surgery_without_prehabilitation_three_weeks_ago_has_two_phases():
    phases = surgery_phases(ON, last_day=day(21))
    assert [(p.name, (p.from_day - ON).days, (p.to_day - ON).days) for p in phases] == [("before", -28, -1), ("recovery", 1, 21)]  # fmt: skip


def test_each_later_phase_is_compared_with_the_first(make):
    phases = surgery_phases(ON, prehabilitation_from=day(-42), last_day=day(120))
    answer = across_phases(make.scale(), [day(-50), day(-10), day(10), day(60)], [40, 50, 30, 70], BLOCK, phases)
    assert [d.difference for d in answer.differences] == [10, -10, 30]


def test_one_phase_is_no_comparison(make):
    with pytest.raises(ValueError, match="two phases"):
        across_phases(make.scale(), [ON], [1], BLOCK, [Phase("before", ON, ON)])


def test_sessions_and_undated_events_are_no_happenings():
    rows = [
        ("session_attended", day(-1), "Physical therapy"), ("flare", day(-2), None), ("procedure", ON, "facet block"), ("flare", None, ""),
    ]  # fmt: skip
    events = pd.DataFrame(rows, columns=["kind", "on_date", "detail"])
    assert happenings(events) == (Happening("flare", day(-2)), BLOCK)
    assert happenings(events.head(0)) == ()

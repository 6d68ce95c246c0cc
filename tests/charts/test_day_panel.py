"""The picture of a dense series, and the words beside it."""

import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from charts.day_axis import MOST_TICKS, DayAxis, tick_labels
from charts.day_panel import draw_day_panel
from charts.day_words import around_rows, peaks_in_words
from domain.measures import MEASURES
from metrics.around_event import Happening
from metrics.day_by_day import day_by_day
from metrics.dense_series import DenseSeries

START = date(2025, 10, 6)


def told(values, code="standing_tolerance", happenings=(), every=1):
    days = tuple(START + timedelta(days=i * every) for i in range(len(values)))
    return day_by_day(DenseSeries(MEASURES[code], days, tuple(map(float, values)), "diary", True), happenings)


def two_levels(n=40, seed=3):
    noise = np.random.default_rng(seed).normal(0, 3, 2 * n)
    return np.clip(np.r_[np.full(n, 15), np.full(n, 45)] + noise, 1, None)


def tree(markup):
    return ElementTree.fromstring(markup)


def count(markup, style):
    return sum(style in node.get("class", "").split() for node in tree(markup).iter())


def test_every_value_every_landing_and_every_step_is_drawn():
    panel = draw_day_panel(told(two_levels()))
    assert (count(panel, "day-dot"), count(panel, "landing-line"), count(panel, "step-line")) == (80, 2, 1)


def test_the_title_tells_levels_with_their_days_and_the_step():
    said = tree(draw_day_panel(told(two_levels()))).find(".//title").text
    for expected in (
        "80 days with a value, 0 without",
        "from 6 Oct 2025 to 24 Dec 2025",
        "Level 1",
        "Level 4",
        "better",
    ):
        assert expected in said


def test_a_series_too_short_for_steps_is_drawn_as_dots_and_says_why():
    panel = draw_day_panel(told([15, 16, 17]))
    assert (count(panel, "day-dot"), count(panel, "landing-line")) == (3, 0)
    assert "No steps are drawn: 3 days with a value are fewer than 21" in tree(panel).find(".//title").text


def test_one_single_day_can_be_drawn():
    assert count(draw_day_panel(told([15])), "day-dot") == 1


def test_what_happened_is_marked_and_read_aloud():
    event = Happening("procedure", START + timedelta(days=20), "Facet <joint> injection")
    panel = draw_day_panel(told(two_levels(), happenings=[event]), [event])
    assert count(panel, "happened") == 1
    assert "Facet <joint> injection on 26 Oct 2025" in tree(panel).find(".//title").text


def test_words_of_neighbouring_events_stand_in_different_rows():
    events = [Happening("flare", START + timedelta(days=20 + i), f"Something that happened, {i}") for i in range(3)]
    texts = [
        n for n in tree(draw_day_panel(told(two_levels()), events)).iter("text") if n.get("class") == "happened-text"
    ]
    assert len({n.get("y") for n in texts}) == len(texts) == 3


def test_before_and_after_give_n_on_both_sides_and_name_what_else_happened():
    events = [
        Happening("medication_change", START + timedelta(days=40), "Gabapentin stopped"),
        Happening("flare", START + timedelta(days=50), "Flare after a fall"),
    ]
    (row,) = around_rows(told(two_levels(), happenings=events))
    assert row[0] == "Gabapentin stopped, 15 Nov 2025"
    assert "(28 of 28 days)" in row[2]
    assert "(28 of 28 days)" in row[3]
    assert ", better (" in row[4]
    assert row[5] == "Flare after a fall (25 Nov 2025)"


def test_a_difference_whose_interval_holds_0_is_called_no_clear_difference():
    values = 30 + np.random.default_rng(1).normal(0, 4, 60)
    (row,) = around_rows(told(values, happenings=[Happening("procedure", START + timedelta(days=30))]))
    assert "no clear difference" in row[4]


def test_peaks_are_told_in_counts_and_only_where_there_were_some():
    uneven = [9000 if i % 7 == 0 else 1500 if i % 7 == 1 else 5000 + i for i in range(70)]
    said = peaks_in_words(told(uneven, "steps_day").activity)
    assert "4 of 4" in said or "3 of 3" in said
    assert "%" not in said
    assert peaks_in_words(told([5000 + i for i in range(70)], "steps_day").activity) == ""


def test_an_axis_has_few_ticks_and_names_a_year_once():
    axis = DayAxis(date(2025, 12, 1), date(2026, 2, 1))
    assert tick_labels(axis.ticks) == ["1 Dec 2025", "15 Dec", "29 Dec", "12 Jan 2026", "26 Jan"]


@given(days=some.integers(0, 5000))
def test_an_axis_never_has_more_ticks_than_it_can_show(days):
    ticks = DayAxis(START, START + timedelta(days=days)).ticks
    assert 1 <= len(ticks) <= MOST_TICKS


@settings(max_examples=20)
@given(values=some.lists(some.floats(0, 120), min_size=1, max_size=60), every=some.integers(1, 9))
def test_any_series_can_be_drawn_and_stays_inside_the_picture(values, every):
    for node in tree(draw_day_panel(told(values, every=every))).iter("circle"):
        assert 0 <= float(node.get("cx").rstrip("%")) <= 100
        assert 0 <= float(node.get("cy").rstrip("%")) <= 100


@pytest.mark.parametrize("code", ["steps_day", "sleep_efficiency", "mme_day"])
def test_the_scale_is_that_of_the_registry(code):
    labels = [
        n.text for n in tree(draw_day_panel(told([50] * 10, code))).iter("text") if n.get("class") == "scale-label"
    ]
    assert labels[0] == "0"

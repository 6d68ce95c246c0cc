from datetime import date

import pandas as pd
import pytest

from domain.measure import Better
from metrics.block_relief import (
    NO_SCORE_AFTER,
    NO_SCORE_BEFORE,
    RELIEF_OF_NOTHING,
    SCALE_CHANGED,
    Reading,
    block_relief,
)
from metrics.verdict import FORM_CHANGED, IN_CONFLICT

MARCH, APRIL = date(2025, 3, 10), date(2025, 4, 14)


@pytest.fixture
def pain(make):
    return make.scale(better=Better.LOWER, highest=10)


def scores(*rows) -> pd.DataFrame:
    """Rows of date, time, before or after, value, and optionally form and standing."""
    full = [(*row, *(None, "used")[len(row) - 4 :]) for row in rows]
    frame = pd.DataFrame(full, columns=["on_date", "at_time", "occasion", "value", "form", "standing"])
    frame["occasion"] = frame["occasion"] + "_block"
    return frame


def one(pain, before: float, after: float):
    rows = scores((MARCH, "09:50", "before", before), (MARCH, "11:05", "after", after))
    return block_relief(pain, rows).blocks[0]


@pytest.mark.parametrize(
    ("before", "after", "percent", "reaches"),
    [
        (7.0, 4.9, 30, True), (10, 2, 80, True), (10, 2.1, 80, False), (7, 1.4, 80, True), (6, 3, 50, True),
        (6, 3.1, 50, False), (9, 1.8, 80, True), (8, 8, 50, False), (5, 8, 50, False),
    ],
)  # fmt: skip
def test_relief_is_compared_exactly_with_the_percent_that_is_asked(pain, before, after, percent, reaches):
    assert one(pain, before, after).reaches(percent, Reading.FIRST) is reaches


def test_percent_are_cut_and_not_rounded_up_to_a_threshold(pain):
    assert one(pain, 9, 1.84).wording(lambda v: f"{v:g}", Reading.FIRST) == "9 before, 1.84 after: 79 % relief"
    assert one(pain, 10, 2).wording(lambda v: f"{v:g}", Reading.FIRST) == "10 before, 2 after: 80 % relief"
    assert one(pain, 5, 8).wording(lambda v: f"{v:g}", Reading.FIRST) == "5 before, 8 after: 60 % worse"


def test_relief_of_nothing_is_not_defined(pain):
    block = one(pain, 0, 0)
    assert (block.after[0].share, block.after[0].why_not) == (None, RELIEF_OF_NOTHING)
    assert block.reaches(80, Reading.BEST) is None
    assert block.wording(str, Reading.BEST) == RELIEF_OF_NOTHING


def test_several_scores_after_one_block_are_all_kept_and_the_reading_chooses(pain):
    rows = scores(
        (MARCH, "09:50", "before", 8), (MARCH, "10:30", "after", 4), (MARCH, "12:00", "after", 1), (MARCH, "18:00", "after", 6),
    )  # fmt: skip
    block = block_relief(pain, rows).blocks[0]
    assert [relief.value for relief in block.after] == [4, 1, 6]
    assert [block.relief(reading).value for reading in Reading] == [4, 1, 6]
    assert [block.reaches(80, reading) for reading in Reading] == [False, True, False]


def test_two_blocks_are_two_rows_on_one_scale(pain):
    rows = scores(
        (APRIL, "09:00", "before", 6), (APRIL, "10:00", "after", 1), (MARCH, "09:00", "before", 8), (MARCH, "10:00", "after", 1),
    )  # fmt: skip
    series = block_relief(pain, rows)
    assert [block.on_date for block in series.blocks] == [MARCH, APRIL]
    assert (series.same_scale, series.caution, series.count_reaching(80, Reading.FIRST)) == (True, "", 2)


def test_a_changed_form_within_a_block_gives_no_relief_and_between_blocks_a_caution(pain):
    rows = scores(
        (MARCH, "09:00", "before", 8, "nrs"), (MARCH, "10:00", "after", 1, "nrs"),
        (APRIL, "09:00", "before", 6, "nrs"), (APRIL, "10:00", "after", 1, "vas"),
    )  # fmt: skip
    series = block_relief(pain, rows)
    assert (series.same_scale, series.caution) == (False, SCALE_CHANGED)
    assert (series.blocks[0].after[0].share, series.blocks[1].after[0].why_not) == (0.875, FORM_CHANGED)


def test_a_missing_half_is_named(pain):
    rows = scores((MARCH, "09:00", "before", 8), (APRIL, "10:00", "after", 1))
    first, second = block_relief(pain, rows).blocks
    assert (first.why_not, second.why_not, second.after[0].value) == (NO_SCORE_AFTER, NO_SCORE_BEFORE, 1)
    assert first.wording(str, Reading.FIRST) == NO_SCORE_AFTER


def test_a_score_of_the_next_day_belongs_to_the_block_only_where_days_are_allowed(pain):
    rows = scores((MARCH, "09:00", "before", 8), (date(2025, 3, 11), "08:00", "after", 2))
    assert [block.on_date for block in block_relief(pain, rows).blocks] == [MARCH, date(2025, 3, 11)]
    (block,) = block_relief(pain, rows, within_days=1).blocks
    assert block.relief(Reading.FIRST).share == 0.75


def test_the_last_score_before_the_block_is_its_baseline(pain):
    rows = scores((MARCH, "09:00", "before", 8), (MARCH, "09:40", "before", 6), (MARCH, "10:00", "after", 3))
    assert block_relief(pain, rows).blocks[0].relief(Reading.FIRST).share == 0.5


def test_two_blocks_on_one_day_are_two(pain):
    rows = scores(
        (MARCH, "09:00", "before", 8), (MARCH, "10:00", "after", 2), (MARCH, "14:00", "before", 7), (MARCH, "15:00", "after", 5),
    )  # fmt: skip
    blocks = block_relief(pain, rows).blocks
    assert [(b.before, b.before_time, [r.value for r in b.after]) for b in blocks] == [
        (8, "09:00", [2]),
        (7, "14:00", [5]),
    ]


def test_scores_without_a_time_stand_around_the_others_of_their_day(pain):
    rows = scores((MARCH, None, "after", 3), (MARCH, "10:00", "after", 2), (MARCH, None, "before", 8))
    (block,) = block_relief(pain, rows).blocks
    assert (block.before, [relief.value for relief in block.after]) == (8, [2, 3])


def test_scores_in_conflict_are_not_used(pain):
    rows = scores((MARCH, "09:00", "before", 8, None, "conflict"), (MARCH, "10:00", "after", 2))
    block = block_relief(pain, rows).blocks[0]
    assert (block.why_not, block.after[0].share) == (IN_CONFLICT, None)


def test_routine_and_superseded_scores_are_not_looked_at(pain):
    rows = scores(
        (MARCH, "09:00", "before", 8), (MARCH, "10:00", "after", 2, None, "superseded"), (MARCH, "11:00", "after", 4)
    )
    rows.loc[len(rows)] = [MARCH, "12:00", "routine", 0, None, "used"]
    assert [relief.value for relief in block_relief(pain, rows).blocks[0].after] == [4]


def test_no_scores_are_no_blocks(pain):
    assert block_relief(pain, scores()).blocks == ()

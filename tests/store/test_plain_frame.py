"""Answers as frames: what DuckDB's own frames hold, but days as days, texts as texts, and None where nothing stands."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from store.snapshot import plain_frame

COLUMNS = "flag, whole, small, number, day, word, moment"
FULL = "(true, 7, 3::tinyint, 1.5::double, date '2025-03-04', 'knee', timestamp '2025-03-04 10:30:00')"
ABSENT = "(null, null, null, null, null, null, null)"


def asked(rows: str, where: str = "true"):
    return duckdb.sql(f"select * from (values {rows}) as t({COLUMNS}) where {where}")


@pytest.mark.parametrize("rows", [FULL, f"{FULL}, {ABSENT}", f"{ABSENT}, {FULL}, {FULL}"])
def test_numbers_flags_and_moments_are_as_in_duckdbs_own_frame(rows):
    ours = plain_frame(duckdb.execute(asked(rows).sql_query()))
    own = asked(rows).df()
    kept = ["flag", "whole", "small", "number", "moment"]
    pd.testing.assert_frame_equal(ours[kept], own[kept])


def test_days_and_texts_are_plain_and_absent_ones_none():
    ours = plain_frame(duckdb.execute(asked(f"{FULL}, {ABSENT}").sql_query()))
    assert ours["day"].tolist() == [date(2025, 3, 4), None]
    assert ours["word"].tolist() == ["knee", None]
    assert list(ours.columns) == COLUMNS.split(", ")


@pytest.mark.parametrize("rows", [FULL, f"{FULL}, {ABSENT}"])
def test_an_answer_without_rows_has_its_columns(rows):
    ours = plain_frame(duckdb.execute(asked(rows, "word = 'hip'").sql_query()))
    assert (len(ours), list(ours.columns)) == (0, COLUMNS.split(", "))
    assert (ours["day"].dtype, ours["word"].dtype) == (object, object)


def test_what_is_changed_in_a_frame_is_changed_there_alone():
    cursor = duckdb.execute(asked(f"{FULL}, {FULL}").sql_query())
    first = plain_frame(cursor)
    first.loc[0, "number"] = 9.0
    assert first["number"].tolist() == [9.0, 1.5]

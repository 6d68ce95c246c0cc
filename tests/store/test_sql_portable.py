"""Every query stays inside the SQL that DuckDB and Spark read alike, and says what it answers."""

import re
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

FILES = sorted((Path(__file__).parents[2] / "store" / "sql").glob("*.sql"))

PORTABLE = (
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.ArgMin, exp.Coalesce, exp.Abs, exp.Pow, exp.RowNumber, exp.DateDiff, exp.Cast, exp.Case,
    exp.If, exp.And, exp.Or,
)  # fmt: skip
NOT_PORTABLE = (
    exp.Qualify,
    exp.Lateral,
    exp.Unnest,
    exp.Pivot,
    exp.Struct,
    exp.Array,
    exp.Lambda,
    exp.TableSample,
    exp.Limit,
    exp.Offset,
    exp.ILike,
    exp.RegexpLike,
)
TYPES = {
    exp.DataType.Type.DATE,
    exp.DataType.Type.VARCHAR,
    exp.DataType.Type.TEXT,
    exp.DataType.Type.DOUBLE,
    exp.DataType.Type.INT,
}


def faults(text: str) -> list[str]:
    """What of a query lies outside the portable subset."""
    statements = sqlglot.parse(text, read="duckdb")
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        return ["not one query"]
    found = []
    for node in statements[0].walk():
        if isinstance(node, exp.Func) and not isinstance(node, PORTABLE):
            found.append(node.sql())
        if isinstance(node, NOT_PORTABLE):
            found.append(node.sql())
        if isinstance(node, exp.Star) and (
            node.args.get("except_") or node.args.get("replace") or node.args.get("except")
        ):
            found.append(node.sql())
        if isinstance(node, exp.DataType) and node.this not in TYPES:
            found.append(node.sql())
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_query_stays_inside_the_portable_subset(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_query_can_be_written_for_spark(path):
    (written,) = sqlglot.transpile(
        path.read_text(), read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    assert sqlglot.parse_one(written, read="spark")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_query_opens_with_its_question_and_its_grain(path):
    lines = path.read_text().splitlines()
    assert re.fullmatch(r"-- [A-Z].*\?", lines[0])
    assert any(line.startswith("-- Grain: one row per ") for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_order_that_chooses_one_row_is_explained(path):
    text = path.read_text()
    if "row_number()" in text.lower():
        assert "-- Ties:" in text


@pytest.mark.parametrize(
    "query",
    [
        "select quantile_cont(value, 0.5) from observation",
        "select * exclude (line) from observation",
        "select list_contains($ids, patient_id) from patient",
        "select * from observation qualify row_number() over (partition by measure order by line) = 1",
        "select * from unnest($ids)",
        "select * from patient limit 5",
        "select cast(value as hugeint) from observation",
        "select 1; select 2",
        "delete from patient",
    ],
)
def test_what_is_not_portable_is_noticed(query):
    assert faults(query)

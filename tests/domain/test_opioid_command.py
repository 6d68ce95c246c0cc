"""Opioid doses on the command line."""

import csv
import io

import pytest
import typer
from typer.testing import CliRunner

from domain.__main__ import app
from domain.opioid import MONITORING_ONLY
from domain.opioid.command import dose

LIST = """patient,drug,strength,unit,route,quantity,frequency,start,stop
s1,oxycodone ER,10,mg,oral,1,bid,2025-01-01,
s1,buprenorphine,10,mcg/h,patch,1,every 7 days,2025-01-02,
s2,morphine,10 mg/5 mL,,po,5 mL,q4h,2025-01-02,2025-01-06
s2,fentanyl,25,mcg/h,transdermal,1,q72h,01/02/2025,
"""


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    app.command()(dose)

    def run_on(text, *options):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, [str(path), *options])

    return run_on


def rows(result):
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_one_day_names_its_table_and_what_is_left_out(run):
    result = run(LIST, "--on", "2025-01-03")
    assert result.exit_code == 0
    first, second = rows(result)
    assert (first["value"], first["form"], first["measure"], first["left_out"]) == (
        "30",
        "cdc_2022",
        "mme_day",
        "buprenorphine",
    )
    assert (second["value"], second["status"], second["recorded_subtotal"]) == ("", "incomplete", "60")
    assert result.stderr.startswith(MONITORING_ONLY)
    assert "Factor table: CDC 2022." in result.stderr
    assert "Left out: buprenorphine, 1 line: no factor in this table (partial agonist)." in result.stderr
    assert "In doubt: fentanyl, 1 line: the start is not stated or is no date." in result.stderr


def test_every_day_under_another_table(run):
    found = rows(run(LIST, "--daily", "--on", "2025-01-03", "--table", "anzca_2021"))
    assert [(r["patient"], r["date"], r["value"]) for r in found[:3]] == [
        ("s1", "2025-01-01", "30"), ("s1", "2025-01-02", "50"), ("s1", "2025-01-03", "50"),
    ]  # fmt: skip
    assert {r["measure"] for r in found} == {"omedd_anzca"}


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (
            LIST,
            ["--table", "cdc"],
            "There is no factor table 'cdc'; known are cdc_2022, anzca_2021, nih_heal_2025, cdc_2016.",
        ),
        (LIST, ["--on", "03.01.2025"], "'03.01.2025' is no date; write it as YYYY-MM-DD."),
        ("patient,dose\n1,2\n", [], "'dose' is no column of a medication list;"),
        ("patient,strength\n1,2\n", [], "The medication list has no column 'drug'."),
        ("patient,drug\n1\n", [], "Row 2 has 1 cells, but there are 2 columns."),
        ("", [], "is empty; its first line must name the columns."),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_code_2(run, text, options, said):
    result = run(text, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_products_of_a_day_can_be_scored_like_a_questionnaire(tmp_path):
    path = tmp_path / "products.csv"
    path.write_text(
        "id,drug,route,daily_amount\n1,oxycodone,oral,20\n1,buprenorphine,patch,10\n2,morphine,oral,\n2,codeine,oral,60\n"
    )
    result = CliRunner().invoke(app, ["score", "mme_day", str(path)])
    first, second = rows(result)
    assert (first["mme_day"], first["excluded"], first["table"], first["status"]) == (
        "30",
        "buprenorphine",
        "cdc_2022",
        "scored",
    )
    assert (second["mme_day"], second["recorded_subtotal"], second["status"]) == ("", "9", "not_scored")
    assert result.stderr == f"{MONITORING_ONLY}\n"

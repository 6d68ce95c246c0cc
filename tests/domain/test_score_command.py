"""`python -m domain score MEASURE answers.csv`: CSV in, CSV out, one clear sentence when it cannot."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain.__main__ import app
from domain.measures import MEASURES

FORMS = json.loads(Path(__file__).with_name("form_cases.json").read_text(encoding="utf-8"))
FLAT = [c for c in FORMS if all(not isinstance(v, dict) for v in c["answers"].values())]


def run(*arguments, text=None):
    return CliRunner().invoke(app, list(arguments), input=text)


def rows_of(result):
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_each_line_gets_its_scores_its_status_and_its_reason(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("id,q1,q2\nA-1,4,2\nA-2,4,\nA-3,4,7\n", encoding="utf-8")
    result = run("score", "pseq2", str(file))
    name = MEASURES["pseq2"].name
    assert result.stdout.splitlines()[0] == "id,pseq2,band,n_answered,status,reason"
    assert [tuple(row.values()) for row in rows_of(result)] == [
        ("A-1", "6", "intermediate", "2", "scored", ""),
        ("A-2", "", "", "1", "not_scored", f"1 of 2 items are answered; {name} needs all 2."),
        ("A-3", "", "", "1", "invalid", f"Item 2 of {name} is 7; answers lie within 0–6."),
    ]


@pytest.mark.parametrize("case", FLAT, ids=lambda case: case["case"])
def test_the_command_gives_the_scores_of_the_public_function(case):
    table = io.StringIO()
    writer = csv.DictWriter(table, ["id", *case["answers"]], lineterminator="\n")
    writer.writeheader()
    writer.writerow({"id": "x", **{k: _cell(v) for k, v in case["answers"].items()}})
    row = rows_of(run("score", case["form"], "-", text=table.getvalue()))[0]
    assert row["status"] == case["status"]
    for name, expected in case["expected"].items():
        if isinstance(expected, bool):
            assert row[name] == str(expected).lower()
        elif isinstance(expected, (int, float)):
            assert float(row[name]) == pytest.approx(expected, abs=case["tolerance"] + 1e-9), name
        else:
            assert row.get(name, "") == ("" if expected is None else expected), name


def _cell(value):
    return "" if value is None else json.dumps(value) if isinstance(value, (list, bool)) else value


def test_a_byte_order_mark_and_semicolons_are_read():
    text = "﻿id;q1;q2;q3\n1;1;2;3\n"
    assert rows_of(run("score", "peg", "-", text=text))[0]["peg"] == "2"


def test_a_form_that_is_there_twice_has_two_answers_to_each_item():
    rows = rows_of(run("score", "peg", "-", text="id,q1,q2,q3\n1,1,1,1\n1,2,2,2\n2,3,3,3\n"))
    assert [row["status"] for row in rows] == ["invalid", "invalid", "scored"]
    assert rows[0]["peg"] == ""
    assert "more than once" in rows[0]["reason"]


@pytest.mark.parametrize(
    ("measure", "text", "sentence"),
    [
        ("oswestry", "id,q1\n1,1\n", "There is no measure or form 'oswestry'; `python -m domain measures` lists them."),
        ("peg", "", "Standard input is empty; its first line must name the columns."),
        ("peg", "q1,q2,q3\n1,1,1\n", "The first line must name the columns, one of them 'id'."),
        ("peg", "id,q1,q1,q2\n1,1,1,1\n", "The column 'q1' is there twice; an item can have one answer only."),
        ("peg", "id,q1,Q01,q2\n1,1,1,1\n", "The column q1 is there twice; an item can have one answer only."),
        ("peg", "id,mood\n1,1\n", "'mood' is no column of PEG 3-item pain scale. Its columns are q1 to q3."),
        ("peg", "id\n1\n", "No column belongs to PEG 3-item pain scale. Its columns are q1 to q3."),
        ("peg", "id,q1,q2,q3\n1,1\n", "Row 2 of Standard input has 2 cells, but there are 4 columns."),
        ("peg", 'id,q1\n1,"2\n', "Standard input is no readable CSV file: unexpected end of data."),
        (
            "psqi",
            "id,bed,waking\n1,23,7\n",
            "'waking' is no column of Pittsburgh Sleep Quality Index. Its columns are bed, latency_min, wake",
        ),
    ],
)
def test_what_cannot_be_read_ends_with_one_sentence_and_exit_2(measure, text, sentence):
    result = run("score", measure, "-", text=text)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert result.stderr.count("\n") == 1


def test_files_that_are_no_text_or_not_there_end_the_same_way(tmp_path):
    missing = run("score", "peg", str(tmp_path / "nothing.csv"))
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
    folder = run("score", "peg", str(tmp_path))
    assert (folder.exit_code, "cannot be read" in folder.stderr) == (2, True)
    picture = tmp_path / "answers.csv"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert run("score", "peg", str(picture)).stderr.endswith("is no text in UTF-8.\n")
    picture.write_bytes(b"id,q1\x00\n")
    assert run("score", "peg", str(picture)).stderr.endswith("is no CSV file.\n")


def test_a_file_with_a_header_only_gives_a_header_only():
    assert run("score", "pseq2", "-", text="id,q1,q2\n").stdout == "id,pseq2,band,n_answered,status,reason\n"


def test_the_registry_is_listed():
    listed = [json.loads(line) for line in run("measures", "--json").stdout.splitlines()]
    assert [entry["code"] for entry in listed] == list(MEASURES)
    assert all(entry["name"] and entry["unit"] and entry["better"] in ("higher", "lower") for entry in listed)
    assert "odi" in run("measures").stdout


def test_the_command_runs_as_a_module():
    command = [sys.executable, "-m", "domain", "score", "pseq2", "-"]
    result = subprocess.run(command, input="id,q1,q2\n1,4,2\n", capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[1] == "1,6,intermediate,2,scored,"

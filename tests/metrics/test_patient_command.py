"""`python -m metrics patient ID`: what one patient's scores amount to, as text or JSON; one sentence when it cannot."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from metrics.__main__ import app
from tests.similar_clinic import PAST, internal_id, write_similar_clinic


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return write_similar_clinic(tmp_path_factory.mktemp("similar") / "clinic")


def run(folder, *arguments):
    return CliRunner().invoke(app, ["patient", *arguments, "--clinic", str(folder)])


def lines_of(folder, patient="NOW-1", *arguments):
    result = run(folder, internal_id(folder, patient), *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def answer_of(folder, patient="NOW-1", *arguments):
    return json.loads("\n".join(lines_of(folder, patient, "--json", *arguments)))


def about(lines, name):
    """What the block of a measure says under one name."""
    start = next(i for i, line in enumerate(lines) if "(odi)" in line)
    return next(line.strip() for line in lines[start:] if line.strip().startswith(name))


def test_the_change_is_told_gate_by_gate_with_its_sources(clinic):
    lines = lines_of(clinic)
    assert "intake 60%, now 30%, change −30" in about(lines, "Scores")
    assert "yes: 30 percentage points better" in about(lines, "Meaningful change")
    assert "verified)" in about(lines, "Meaningful change")
    assert "yes" in about(lines, "Severity band crossed")
    assert "not known: no later checkpoint is planned" in about(lines, "Sustained")
    assert "reliably improved: index +" in about(lines, "Reliable change")
    assert "improved" in about(lines, "Clinical significance")


def test_the_band_is_that_of_the_past_patients_with_the_same_intake(clinic):
    # quantiles of 20, 21 … 59 by definition 6: at 0.25·41 = 10.25 → 29.25, at 0.75·41 = 30.75 → 49.75
    (point,) = [
        p for r in answer_of(clinic)["readings"] if r["change"]["measure"] == "odi" for p in r["expected"]["points"]
    ]
    assert (point["checkpoint"], point["n"], point["low50"], point["high50"]) == ("end", 40, 29.25, 49.75)
    assert "as expected: within the middle half; better than 29.5 of 40" in about(lines_of(clinic), "Expected course")


def test_changing_one_past_patient_moves_the_band(clinic, tmp_path):
    moved = write_similar_clinic(tmp_path / "moved", past={PAST[0]: 59.0})
    edges = [
        next(r for r in answer_of(folder)["readings"] if r["change"]["measure"] == "odi")["expected"]["points"][0][
            "low50"
        ]
        for folder in (clinic, moved)
    ]
    assert edges == [29.25, 30.25]


def test_function_without_pain_is_told_as_a_split(clinic):
    assert any(line.startswith("Function and pain: function is better without the pain") for line in lines_of(clinic))


def test_days_steps_windows_and_blocks_are_told(clinic):
    text = "\n".join(lines_of(clinic))
    assert "from 16 min to 46 min (better, error not known)" in text
    assert "Facet joint injection, 14 Oct 2025, 28 days before, 28 after" in text
    assert "is not shown to come from it" in text
    assert "first 75% relief, best 75% relief, worst 50% relief" in text


def test_without_an_intake_score_nothing_is_told_and_why_is_said(clinic):
    lines = lines_of(clinic, "NOW-2")
    assert "cannot tell: there is no score in the intake window" in about(lines, "Verdict")
    assert "cannot tell: there is no score in the intake window" in about(lines, "Reliable change")
    assert "no band: there is no intake score to match on" in about(lines, "Expected course")


def test_with_one_score_at_intake_only_the_band_ahead_is_told(clinic):
    lines = lines_of(clinic, "NOW-3")
    assert "intake 60%" in about(lines, "Scores")
    assert "29" in about(lines, "band at End")
    assert not any("Verdict" in line for line in lines)


def test_a_patient_without_a_program_is_said_to_have_none(clinic):
    assert lines_of(clinic, "NOW-4") == ["Not enrolled in a program; as of 17 Nov 2025."]


def test_another_checkpoint_can_be_asked_for(clinic):
    assert answer_of(clinic, "NOW-1", "--checkpoint", "intake")["checkpoint"] == "intake"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody-known"], "There is no patient with this id; it is the internal one, not a record number."),
        (["NOW-1"], "There is no patient with this id; it is the internal one, not a record number."),
        (["{id}", "--checkpoint", "week_99"], "Short program has no checkpoint 'week_99'; it has intake, middle, end."),
        (["{id}", "--episode", "2"], "The patient has 1 episode(s)."),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_sentence_with_exit_code_2(clinic, arguments, sentence):
    asked = [a.replace("{id}", internal_id(clinic, "NOW-1")) for a in arguments]
    result = run(clinic, *asked)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{sentence}\n")


def test_an_empty_clinic_says_that_nothing_has_been_loaded(empty_clinic):
    result = run(empty_clinic, "anybody")
    assert (result.exit_code, result.stderr) == (2, "Nothing has been loaded yet. Run: python -m loaders load\n")


def test_a_folder_that_is_no_clinic_is_said_to_be_none(tmp_path):
    result = run(tmp_path, "anybody")
    assert result.exit_code == 2
    assert "is no clinic" in result.stderr


def test_neither_form_holds_an_identifier_or_the_scores_of_single_past_patients(clinic):
    text = "\n".join(lines_of(clinic)) + json.dumps(answer_of(clinic))
    assert "Synthetic" not in text
    assert "NOW-" not in text
    assert '"scores"' not in text


def test_damage_to_the_store_is_told_in_one_sentence(clinic, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(clinic, broken)
    patient = internal_id(clinic, "NOW-1")
    for file in (broken / "snapshots").glob("*.duckdb"):
        file.write_bytes(b"nothing")
    result = run(broken, patient)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def bands(folder, *arguments):
    return CliRunner().invoke(app, ["bands", *arguments, "--clinic", str(folder)])


def test_the_bands_say_how_many_past_patients_they_held(clinic):
    lines = bands(clinic, "short", "--measure", "odi").stdout.splitlines()
    assert lines == ["odi, end: the middle half held 20 of 40, the middle 80 % 32 of 40 past patients"]


def test_without_a_measure_every_one_of_the_program_is_told(clinic):
    told = json.loads(bands(clinic, "short", "--json").stdout)
    assert {one["measure"] for one in told} == {"odi", "nrs_average"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["long"], "There is no program 'long'; there is short.\n"),
        (["short", "--measure", "pgic"], "Short program has no expected course of 'pgic'.\n"),
    ],
)
def test_bands_of_nothing_are_refused_in_one_sentence(clinic, arguments, sentence):
    result = bands(clinic, *arguments)
    assert (result.exit_code, result.stderr) == (2, sentence)

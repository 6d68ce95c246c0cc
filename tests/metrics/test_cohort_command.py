"""`python -m metrics cohort`: what the cohort screen says, as text and as JSON; one sentence when it cannot."""

import json

import pytest
from typer.testing import CliRunner

from access.asker import local_user
from access.door import Door
from domain.scope import Scope
from metrics.__main__ import app
from metrics.cohort_reading import cohort_at

PROGRAM = "interdisciplinary"


def run(*arguments):
    return CliRunner().invoke(app, ["cohort", *map(str, arguments)])


@pytest.fixture
def cohort(sample_clinic):
    door = Door(sample_clinic, local_user(None))
    return cohort_at(
        door.clinic, Scope(program=PROGRAM), "program_end", lambda name, **asked: getattr(door, name)(**asked)
    )


def test_the_text_says_what_the_screen_says(sample_clinic, cohort):
    told = run("--program", PROGRAM, "--clinic", sample_clinic)
    assert told.exit_code == 0
    rate, change = cohort.rates["odi"], cohort.modelled(cohort.measures["odi"]).change("program_end")
    assert f"Disability (ODI): {rate.observed.count} of {rate.observed.total}" in told.output
    assert f"improved by {change.improvement:.1f} points on average by program end" in told.output
    for title in ("Who left", "Does it last", "Completeness over time", "Regression to the mean", "Early response"):
        assert title in told.output


def test_the_json_holds_the_same_numbers(sample_clinic, cohort):
    told = json.loads(run("--program", PROGRAM, "--measure", "phq9", "--json", "--clinic", sample_clinic).output)
    model = cohort.modelled(cohort.measures["phq9"])
    assert told["measure"] == "phq9"
    assert told["average_course"]["n_patients"] == model.n_patients
    assert told["responders"]["odi"]["observed"]["share"] == pytest.approx(cohort.rates["odi"].observed.share)
    assert [row["checkpoint"] for row in told["completeness"]] == [row.checkpoint for row in cohort.seen]


def test_no_share_and_no_mean_of_few_people_stands_in_the_json(sample_clinic):
    narrow = ("--program", "opioid_taper", "--site", "northgate", "--payer", "medicare", "--clinician", "tanaka")
    answer = run(*narrow, "--json", "--clinic", sample_clinic)
    assert answer.exit_code == 0
    told = json.loads(answer.output)
    small = [row for row in _dictionaries(told) if {"count", "total", "share"} <= row.keys() and row["total"] < 20]
    assert small
    assert {row["share"] for row in small} == {None}
    assert {row["mean"] for row in _dictionaries(told) if {"n", "mean", "sd"} <= row.keys() and row["n"] < 20} == {None}


def _dictionaries(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _dictionaries(one)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--program", "nothing"), "The clinic has no program 'nothing'"),
        (("--checkpoint", "intake"), "There is no checkpoint 'intake' after intake"),
        (("--checkpoint", "week_99"), "There is no checkpoint 'week_99'"),
        (("--program", PROGRAM, "--measure", "pile_lumbar"), "'pile_lumbar' is not due there"),
    ],
)
def test_what_does_not_exist_is_one_sentence_and_exit_code_2(arguments, sentence, sample_clinic):
    told = run(*arguments, "--clinic", sample_clinic)
    assert told.exit_code == 2
    assert sentence in told.stderr
    assert told.stdout == ""


def test_before_the_first_load_it_says_which_command_loads(empty_clinic):
    told = run("--clinic", empty_clinic)
    assert told.exit_code == 2
    assert "python -m loaders load" in told.stderr


def test_every_checkpoint_and_a_cohort_of_hardly_anybody_can_be_told(sample_clinic):
    for checkpoint in ("week_2", "month_12"):
        assert run("--checkpoint", checkpoint, "--clinic", sample_clinic).exit_code == 0
    narrow = ("--program", "opioid_taper", "--site", "northgate", "--payer", "medicare", "--clinician", "tanaka")
    told = run(*narrow, "--clinic", sample_clinic)
    assert told.exit_code == 0
    assert "nan" not in told.output
    assert "%)" not in told.output


def test_no_effect_size_and_no_area_of_few_people_stands_in_the_json(sample_clinic):
    narrow = ("--program", "opioid_taper", "--site", "northgate", "--payer", "medicaid")
    told = json.loads(run(*narrow, "--json", "--clinic", sample_clinic).output)
    effects = [one for row in told["effect_sizes"].values() if row["n"] < 20 for one in row["effects"]]
    areas = [row["area"] for early in told["early_response"].values() for row in early["measures"] if row["n"] < 20]
    assert effects
    assert areas
    assert {one[name] for one in effects for name in ("value", "unbiased", "low", "high")} == {None}
    assert {area[name] for area in areas for name in ("auc", "se", "low", "high", "p")} == {None}

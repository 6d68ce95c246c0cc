"""`python -m metrics quality`: what the data quality screen says, as text and as JSON; one sentence when it cannot."""

import json

import pytest
from typer.testing import CliRunner

from access.asker import local_user
from access.door import Door
from domain.scope import Scope
from metrics.__main__ import app


def run(*arguments):
    return CliRunner().invoke(app, ["quality", *map(str, arguments)])


@pytest.fixture
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


def forms(door, scope, **only):
    """Due and filled, counted anew from the timing of every form."""
    rows = door.form_timing(scope=scope, as_of=door.clinic.clock.today())
    for column, value in only.items():
        rows = rows[rows[column] == value]
    return int(rows["n"].sum()), int(rows.loc[rows["state"] == "filled", "n"].sum())


def test_the_text_says_what_the_screen_says(sample_clinic, door):
    told = run("--clinic", sample_clinic)
    assert told.exit_code == 0, told.output
    due, filled = forms(door, Scope())
    assert f"{filled:,} of {due:,} forms due are in" in told.output
    due, filled = forms(door, Scope(), measure="odi", checkpoint="intake")
    assert f"Disability (ODI): Intake {filled} of {due} (" in told.output
    assert f"{int(door.batches()['rejected'].sum())} cannot be used" in told.output
    for title in ("Late", "Site by site", "Filled in with care"):
        assert title in told.output


def test_the_json_of_one_program_and_site_holds_the_same_numbers(sample_clinic, door):
    program, site = door.clinic.programs[0].code, door.clinic.sites[0].code
    answer = run("--program", program, "--site", site, "--json", "--clinic", sample_clinic)
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    due, filled = forms(door, Scope(program=program, site=site))
    assert (told["forms"]["total"], told["forms"]["count"]) == (due, filled)
    late = told["late"][0]
    assert late["due"] == due
    assert late["due"] >= late["filled"] + late["after"] + late["before"]
    assert sum(one["n"] for one in told["rejected"]) == int(door.rejected_counts()["n"].sum())


def test_no_share_of_few_forms_stands_in_the_json(sample_clinic, door):
    narrow = ("--program", "opioid_taper", "--site", "northgate")
    told = json.loads(run(*narrow, "--json", "--clinic", sample_clinic).output)
    limit = door.clinic.percentage_from
    cells = [one["any_form"] for one in told["site_months"]] + [
        one["filled"] for one in told["by_measure_and_checkpoint"]
    ]
    small = [cell for cell in cells if cell["total"] < limit]
    assert small
    assert {cell["share"] for cell in small} == {None}
    assert all(cell["share"] is not None for cell in cells if cell["total"] >= limit)


def test_a_clinic_without_data_and_a_site_that_is_not_declared_end_in_a_sentence(sample_clinic, empty_clinic):
    nothing = run("--clinic", empty_clinic)
    assert (nothing.exit_code, nothing.stdout) == (2, "")
    assert "Nothing has been loaded yet" in nothing.stderr
    nowhere = run("--site", "moon", "--clinic", sample_clinic)
    assert nowhere.exit_code == 2
    assert "The clinic has no site 'moon'; it has" in nowhere.stderr

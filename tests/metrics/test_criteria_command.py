"""`python -m metrics criteria`: a policy or a program's rules, criterion by criterion; one sentence when it cannot."""

import json

import pytest
from typer.testing import CliRunner

from access.asker import local_user
from access.door import Door
from domain.loaded import RowKind
from domain.scope import Scope
from metrics.__main__ import app
from store.writer import load
from tests.small_clinic import (
    CLINIC_TOML,
    course_of_care,
    day,
    file_of,
    registration,
    score,
    small_clinic,
    write_clinic,
)

RULES = """
[[programs.checkpoints.rules]]
code = "outcome"
name = "Outcome"
when_met = "complete"
when_not_met = "extend"
[[programs.checkpoints.rules.criteria]]
code = "gain"
text = "Function is better by a meaningful change"
part = { kind = "change", measures = ["odi"], until = "here", meaningful = true }
"""
TEXT = CLINIC_TOML + RULES


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("criteria")
    write_clinic(folder, TEXT)
    files = {
        "people": (RowKind.PATIENT, registration("P1")),
        "courses": (RowKind.EPISODE, [course_of_care("P1", pain_months=7)]),
        "scores": (RowKind.OBSERVATION, [score("P1", 0, 44), score("P1", 27, 36)]),
        "events": (
            RowKind.EVENT,
            [
                {"patient": "P1", "on_date": day(n), "kind": "session_attended", "detail": "Therapy"}
                for n in range(2, 10)
            ],
        ),
    }
    read = [
        file_of(kind, rows, folder=folder, name=f"{name}.csv", mapping=name) for name, (kind, rows) in files.items()
    ]
    load(folder, small_clinic(TEXT), read)
    return folder


@pytest.fixture(scope="module")
def patient(folder):
    return Door(folder, local_user()).patients(Scope())["patient_id"].iloc[0]


def run(folder, *arguments):
    return CliRunner().invoke(app, ["criteria", *arguments, "--clinic", str(folder)])


def told(folder, *arguments):
    result = run(folder, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(folder, *arguments):
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.strip()


def test_a_policy_is_told_criterion_by_criterion_with_its_sources(folder, patient):
    said = told(folder, "--patient", patient, "--policy", "generic_program_continuation")
    assert "1 of 8 criteria met, 6 cannot be told, 1 not met." in said
    assert "✓ met: Sessions attended and missed are on file" in said
    assert "✗ not met: At least one gain that the patient reports" in said
    assert "Nearest: Disability (ODI) fell 8 of the 10 points required (meaningful change)." in said
    assert "[unverified: its source was not read]" in said
    assert (
        "To collect: Ask and enter whether criteria for discharge and its planned date are on file: "
        "Which criteria, and which date?" in " ".join(said.split())
    )
    assert "[observation " in said


def test_a_programs_rule_says_what_it_suggests_and_that_the_team_decides(folder, patient):
    said = told(folder, "--patient", patient, "--program")
    assert "Outcome: not met (0 of 1 criteria met)." in said
    assert "Rule suggests: extend. The decision is the team's." in said
    assert "Source: The clinic's own rule\n" in said


def test_json_holds_the_same_answers_with_their_rows(folder, patient):
    answer = json.loads(told(folder, "--patient", patient, "--program", "--json"))
    (rule,) = answer["rules"]
    (criterion,) = rule["answers"]
    assert (rule["outcome"], rule["proposal"]) == ("not met", "extend")
    assert criterion["nearest_miss"] == "Disability (ODI) fell 8 of the 10 points required (meaningful change)"
    assert [row["table"] for row in criterion["proof"]] == ["observation", "observation"]
    assert answer["as_of"] == "2025-11-17"


def test_the_day_of_service_decides_the_version(folder, patient):
    asked = ("--patient", patient, "--policy", "aetna_pain_program", "--json")
    old = json.loads(told(folder, *asked, "--service-on", "2025-12-31"))
    new = json.loads(told(folder, *asked, "--service-on", "2026-01-01"))
    assert old["policy"]["effective_to"] == "2025-12-31"
    assert new["policy"]["effective_from"] == "2026-01-01"


def test_an_earlier_day_by_date_leaves_out_what_came_later(folder, patient):
    said = told(folder, "--patient", patient, "--program", "--as-of", "2025-02-01", "--by-date")
    assert "As of 1 Feb 2025." in said
    early = told(folder, "--patient", patient, "--program", "--as-of", "2025-01-30", "--by-date")
    assert "cannot tell" in early


def test_before_the_first_load_nothing_was_known(folder, patient):
    said = told(folder, "--patient", patient, "--program", "--as-of", "2025-02-20")
    assert "Outcome: cannot tell" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say either --policy CODE or --program."),
        (("--policy", "x", "--program"), "Say either --policy CODE or --program."),
        (("--policy", "nope"), "There is no policy 'nope'; there are aetna_pain_program, "),
        (("--policy", "washington_simp", "--service-on", "2009-01-01"), "No version of 'washington_simp' was in effect on 1 Jan 2009; there is effective from 1 Nov 2009."),
        (("--program", "--checkpoint", "nope"), "Short program has no checkpoint 'nope'; it has intake, middle, end."),
        (("--program", "--checkpoint", "middle"), "The program has no rule there."),
        (("--program", "--as-of", "2025-01-10", "--by-date"), "No checkpoint with a rule has opened yet."),
        (("--program", "--as-of", "2024-01-10"), "The patient has no episode of care on that day."),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_said_in_one_sentence(folder, patient, arguments, sentence):
    said = refused(folder, "--patient", patient, *arguments)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert patient not in said


def test_an_unknown_patient_is_said_so_without_repeating_the_id(folder):
    said = refused(folder, "--patient", "0123456789abcdef", "--program")
    assert said == "There is no patient with this id; it is the internal one, not a record number."


def test_a_clinic_that_has_loaded_nothing_says_so(empty_clinic):
    assert refused(empty_clinic, "--patient", "x", "--program").startswith("Nothing has been loaded yet.")

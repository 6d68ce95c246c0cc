"""`python -m metrics compare`: the same numbers as on the screen, as text and as JSON; one sentence when it cannot."""

import json

import pytest
from typer.testing import CliRunner

from access.asker import local_user
from access.door import Door
from domain.case_mix import Grouping
from domain.scope import Scope
from metrics.__main__ import app
from metrics.comparison_statistics import Question, compared, usual_measure
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE


def run(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


@pytest.fixture(scope="module")
def door(sample_clinic):
    return Door(sample_clinic, local_user(None))


def answer_of(door, by=Grouping.PROGRAM, measure="chair_stand_30s", **scope):
    clinic = door.clinic
    checkpoint = next(c for c in clinic.programs[0].checkpoints if c.code == "program_end")
    question = Question(clinic, by, Scope(**scope), clinic.clock.today(), checkpoint, clinic.measures[measure])
    return question, compared(question, lambda name, **parameters: getattr(door, name)(**parameters))


def test_the_text_gives_case_mix_before_differences_before_shares_and_the_caution(sample_clinic):
    result = run("--clinic", sample_clinic, "--by", "program", "--checkpoint", "program_end")
    assert result.exit_code == 0, result.output
    parts = ["Programs compared, program end", NOT_ASSIGNED_BY_CHANCE, "Who they were at intake", "Improvement beyond expected",
             "Improvement beyond expected, weighted for those unseen", "Share improved, not adjusted for case mix"]  # fmt: skip
    places = [result.stdout.index(part) for part in parts]
    assert places == sorted(places)
    assert "rank" not in result.stdout.lower()


def test_the_json_holds_the_numbers_of_the_chain(sample_clinic, door):
    question, told = answer_of(door)
    printed = json.loads(run("--clinic", sample_clinic, "--json").stdout)
    assert printed["measure"] == usual_measure(door.clinic, Scope(), "program_end") == question.measure.code
    for group, own in zip(printed["plain"]["groups"], told.plain.differences.groups, strict=True):
        assert (group["group"], group["n"], group["missing"]) == (own.group, own.n, own.missing)
        assert group["difference"] == pytest.approx(own.difference)
        assert (group["low"], group["high"]) == (pytest.approx(own.low), pytest.approx(own.high))
        assert group["word"] == own.word
    assert printed["plain"]["model"]["r_squared"] == pytest.approx(told.plain.model.r_squared)
    assert printed["caution"] == NOT_ASSIGNED_BY_CHANCE
    for row in printed["improved"]:
        assert row["share"] == pytest.approx(row["count"] / row["total"])


def test_the_json_has_no_number_of_a_small_group_but_its_counts(sample_clinic):
    arguments = ("--by", "clinician", "--program", "functional", "--checkpoint", "month_12", "--measure", "odi")
    printed = json.loads(run("--clinic", sample_clinic, "--json", *arguments).stdout)
    assert printed["why_not"]
    (joined,) = [group for group in printed["plain"]["groups"] if group["group"] == "fewer than 20"]
    for group in printed["plain"]["groups"]:
        told = [group[name] for name in ("observed", "expected", "difference", "low", "high", "standard_error")]
        assert (told == [None] * 6) == (group["n"] < 20)
    assert joined["n"] > 0
    for row in printed["case_mix"]:
        for cell in row["cells"]:
            assert cell["n"] >= 20 or (cell["mean"], cell["share"], cell["difference"]) == (None, None, None)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--by", "program", "--program", "functional"), "Programs are compared, so --program must be left out."),
        (("--checkpoint", "intake"), "There is no checkpoint 'intake' after intake; there are week_2"),
        (("--measure", "pgic"), "Nothing can be compared on 'pgic' there; on odi"),
        (("--site", "moon"), "The clinic has no site 'moon'; it has riverside, northgate."),
    ],
)
def test_what_cannot_be_asked_ends_with_one_sentence(arguments, sentence, sample_clinic):
    result = run("--clinic", sample_clinic, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1


def test_before_the_first_load_it_names_the_command(empty_clinic):
    result = run("--clinic", empty_clinic)
    assert result.exit_code == 2
    assert "python -m loaders load" in result.stderr

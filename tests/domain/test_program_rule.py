"""A program's rules in clinic.toml: what they rest on, what they propose, and how a slip is refused."""

import pytest

from domain.clinic import ClinicError, parse_clinic
from domain.criterion_parts import AtCheckpoint
from domain.entry import Decision
from domain.measures import MEASURES
from domain.outcome import Outcome
from tests.small_clinic import CLINIC_TOML

RULE = """
[[programs.checkpoints.rules]]
code = "response"
name = "Response"
when_met = "continue"
when_not_met = "change_plan"
[[programs.checkpoints.rules.criteria]]
code = "gain"
text = "Function is better"
part = { kind = "change", measures = ["odi"], until = "here", meaningful = true }
"""
WITH_RULE = CLINIC_TOML + RULE
"""The rule stands at the last checkpoint, the end."""


def clinic(text=WITH_RULE):
    return parse_clinic(text, "clinic.toml", frozenset(MEASURES))


def test_a_rule_stands_at_its_checkpoint_and_here_means_that_checkpoint():
    end = clinic().program("short").checkpoint("end")
    assert [rule.code for rule in end.rules] == ["response"]
    assert end.rules[0].criteria[0].part.until == AtCheckpoint("end")


def test_a_rule_proposes_by_its_outcome_and_nothing_where_it_cannot_be_told():
    rule = clinic().program("short").checkpoint("end").rules[0]
    assert rule.proposal(Outcome.MET) is Decision.CONTINUE
    assert rule.proposal(Outcome.NOT_MET) is Decision.CHANGE_PLAN
    assert rule.proposal(Outcome.CANNOT_TELL) is None


def test_a_rule_is_the_clinics_own_unless_it_cites_a_source():
    criterion = clinic().program("short").checkpoint("end").rules[0].criteria[0]
    assert criterion.source.title == "The clinic's own rule"
    assert not criterion.verified


def test_windows_do_not_depend_on_rules():
    assert clinic().fingerprint == clinic(CLINIC_TOML).fingerprint


def test_a_program_without_rules_has_none():
    assert clinic(CLINIC_TOML).program("short").checkpoint("end").rules == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"odi"', '"oddi"', "clinic.toml: line {}, programs[0].checkpoints[2].rules[0].criteria[0].part: there is no measure 'oddi'."),
        ('"here"', '{ checkpoint = "week_6" }', "there is no checkpoint 'week_6'."),
        ('"change_plan"', '"change"', "clinic.toml: line {}, programs[0].checkpoints[2].rules[0].when_not_met: Input should be 'continue', "),
        ("meaningful = true", "meaningfull = true", "clinic.toml: line {}, programs[0].checkpoints[2].rules[0].criteria[0].part.meaningfull: there is no key 'meaningfull'."),
    ],
)  # fmt: skip
def test_a_slip_is_refused_with_its_line(old, new, reason):
    with pytest.raises(ClinicError) as refused:
        clinic(text := CLINIC_TOML + RULE.replace(old, new, 1))
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if new in row)
    assert reason.format(line) in str(refused.value)

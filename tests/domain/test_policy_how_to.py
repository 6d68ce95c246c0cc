"""The how-to shows policies and rules that work, and names every kind of part with its keys."""

import re
from pathlib import Path
from typing import get_args

import pytest

from domain.clinic import parse_clinic
from domain.criterion_table import OWN
from domain.measures import MEASURES
from domain.moment_table import EventKind, Occasion
from domain.part_table import PartTable
from domain.plan_class import PlanClass
from domain.policy_table import parse_policy
from domain.program import OCCASIONS
from loaders.fields import EVENT_KINDS
from tests.small_clinic import CLINIC_TOML

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "write-a-policy.md").read_text(encoding="utf-8")
POLICY, PAYER, RULE = re.findall(r"```toml\n# (?:policies/|clinic).*?\n(.*?)```", PAGE, re.DOTALL)
KINDS = {
    get_args(table.model_fields["kind"].annotation)[0]: set(table.model_fields) - {"kind"}
    for table in get_args(get_args(PartTable)[0])
}


def test_the_policy_is_one():
    policy = parse_policy(POLICY, "regional_plan.toml", MEASURES)
    assert [one.code for one in policy.criteria] == ["function", "goals"]
    assert policy.verified


def test_the_payer_and_the_rule_are_a_clinics():
    policy = parse_policy(POLICY, "regional_plan.toml", MEASURES)
    text = CLINIC_TOML + RULE + PAYER
    clinic = parse_clinic(text, "clinic.toml", frozenset(MEASURES), (), (policy,))
    assert clinic.payers[0].policies == (policy.code,)
    assert [len(rule.criteria) for rule in clinic.programs[0].checkpoints[-1].rules] == [2]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_part_is_listed_with_its_keys(kind):
    (row,) = [line for line in PAGE.splitlines() if line.startswith("| `") and f"`{kind}`" in line.split("|")[1]]
    said = set(re.findall(r"`(\w+)`", row.split("|")[2]))
    assert KINDS[kind] <= said, kind


def test_every_kind_of_plan_is_named():
    (line,) = [line for line in PAGE.splitlines() if line.startswith("plan_class = ") and "#" in line]
    assert all(one.value in line for one in PlanClass)


def test_events_and_occasions_that_a_policy_may_name_are_those_that_are_loaded():
    assert set(get_args(EventKind)) == set(EVENT_KINDS)
    assert set(get_args(Occasion)) == set(OCCASIONS) - {"daily"}


def test_the_word_for_the_clinics_own_rule_is_told():
    assert f'`source = "{OWN}"`' in PAGE

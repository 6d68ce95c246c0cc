"""Policies: the date of service decides; each criterion has its source; a broken file is refused with line and reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.attestation import FACTS
from domain.clinic import ClinicError, parse_clinic
from domain.criterion_parts import Attested
from domain.criterion_table import parts_in
from domain.measures import MEASURES
from domain.policy import REQUESTS, in_force, policies, policy_for
from domain.policy_table import PolicyError, own_policies, parse_policy
from domain.shipped_policies import shipped_policies
from domain.source import CLINIC_RULE
from store.clinic_folder import read_clinic

MINIMAL = """
code = "own_plan"
name = "A plan of our own"
payer = "Plan"
plan_class = "commercial"
service = "Program"
request = "continuation"
source = "letter"

[sources.letter]
title = "Letter of the plan of 3 March"

[[criteria]]
code = "gain"
text = "Function is better"
source = "letter"
[criteria.part]
kind = "change"
measures = ["odi"]
points = 10.0
"""


def parsed(text=MINIMAL):
    return parse_policy(text, "plan.toml", MEASURES)


# Shipped policies


@pytest.mark.parametrize("policy", shipped_policies(), ids=lambda one: f"{one.code} {one.effective_from}")
def test_each_criterion_of_a_shipped_policy_cites_a_source(policy):
    for criterion in policy.criteria:
        assert len(criterion.source.title) >= 10
        assert criterion.source.link or criterion.source.how or criterion.source == CLINIC_RULE


@pytest.mark.parametrize("policy", shipped_policies(), ids=lambda one: f"{one.code} {one.effective_from}")
def test_what_is_marked_verified_says_where_and_how_it_was_read(policy):
    for criterion in policy.criteria:
        if criterion.verified:
            assert criterion.source.verified
            assert criterion.source.how
            assert criterion.source.link.startswith("http")
            assert criterion.where
    assert policy.verified == (policy.source.verified and all(one.verified for one in policy.criteria))
    assert policy.read_on == date(2026, 11, 24)


def test_a_secondary_source_is_never_verified():
    for policy in shipped_policies():
        for criterion in policy.criteria:
            if "secondary source" in criterion.where or "not read" in criterion.source.how.lower():
                assert not criterion.verified, (policy.code, criterion.code)


def test_every_fact_that_can_be_attested_is_asked_for_by_some_policy_and_asks_something():
    asked = {
        part.fact
        for policy in shipped_policies()
        for criterion in policy.criteria
        for part in parts_in(criterion.part)
        if isinstance(part, Attested)
    }
    assert asked <= set(FACTS)
    assert {fact.code for fact in FACTS.values() if not fact.asks.endswith(("?", "."))} == set()


def test_each_policy_answers_a_kind_of_request():
    assert {policy.request for policy in shipped_policies()} <= set(REQUESTS)


# Versions


def test_the_date_of_service_decides_between_two_versions():
    every = shipped_policies()
    before = policy_for(every, "aetna_pain_program", date(2025, 12, 31))
    after = policy_for(every, "aetna_pain_program", date(2026, 1, 1))
    assert before.criteria[0].code == "pain_6_months"
    assert after.criteria[0].code == "pain_over_3_months"


def test_before_the_first_version_there_is_none():
    assert policy_for(shipped_policies(), "washington_simp", date(2009, 10, 31)) is None
    assert policy_for(shipped_policies(), "washington_simp", date(2009, 11, 1)) is not None
    assert policy_for(shipped_policies(), "no_such_policy", date(2025, 1, 1)) is None


def test_a_version_holds_on_its_first_and_last_day():
    policy = replace(parsed(), effective_from=date(2025, 1, 1), effective_to=date(2025, 6, 30))
    assert [policy.covers(date(2025, 1, 1) + timedelta(days=d)) for d in (-1, 0, 180, 181)] == [
        False,
        True,
        True,
        False,
    ]
    assert policy.version == "effective from 1 Jan 2025 to 30 Jun 2025"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "effective date not known"),
        (None, date(2025, 6, 30), "effective date not known, to 30 Jun 2025"),
        (date(2025, 1, 1), None, "effective from 1 Jan 2025"),
    ],
)
def test_a_version_says_what_is_known_of_its_dates(first, last, said):
    assert replace(parsed(), effective_from=first, effective_to=last).version == said


def test_two_files_of_one_policy_must_not_hold_on_one_day():
    first, second = (
        replace(parsed(), effective_to=date(2025, 6, 30)),
        replace(parsed(), effective_from=date(2025, 7, 1)),
    )
    assert own_policies([("a.toml", first), ("b.toml", second)]) == (first, second)
    late = replace(second, effective_from=date(2025, 6, 30))
    with pytest.raises(
        PolicyError, match=r"^b\.toml: 'own_plan' is in effect on days on which the version in a\.toml is"
    ):
        own_policies([("a.toml", first), ("b.toml", late)])


def test_a_clinics_own_version_stands_in_place_of_a_shipped_one_that_it_overlaps():
    shipped = (replace(parsed(), effective_to=date(2024, 12, 31)), replace(parsed(), effective_from=date(2025, 1, 1)))
    own = replace(parsed(), name="Read by us", effective_from=date(2025, 3, 1))
    assert in_force(shipped, [own]) == (shipped[0], own)


# Files


def test_a_policy_is_read_with_its_criteria():
    policy = parsed()
    assert (policy.code, policy.plan_class, policy.verified) == ("own_plan", "commercial", False)
    assert policy.criteria[0].source.title == "Letter of the plan of 3 March"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('request = "continuation"', 'request = "more"', "line 7, request: 'more' is not a kind of request"),
        ('source = "letter"\n\n[', 'source = "lettre"\n\n[', "top level: source: there is no [sources.lettre]"),
        ('source = "letter"\n[criteria', 'source = "lettre"\n[criteria', "line 13, criteria[0]: source: there is no [sources.lettre]"),
        ('source = "letter"\n[criteria', 'source = "letter"\nverified = true\n[criteria', "line 13, criteria[0]: verified: its source was not read"),
        ('title = "Letter of the plan of 3 March"', 'title = "Letter of the plan of 3 March"\nverified = true', "line 10, sources.letter: verified = true needs 'how'"),
        ('plan_class = "commercial"', 'plan_class = "comercial"', "line 5, plan_class: Input should be"),
        ('kind = "change"', 'kind = "chnge"', "line 17, criteria[0].part: Input tag 'chnge'"),
        ('kind = "change"\n', "", "line 17, criteria[0].part: the key 'kind' is missing"),
        ("points = 10.0", "points = -1.0", "line 20, criteria[0].part.points: Input should be greater than 0"),
        ("points = 10.0", "share = 50.0", "line 20, criteria[0].part.share: Input should be less than or equal to 1"),
        ("points = 10.0", "ponts = 10.0", "line 20, criteria[0].part.ponts: there is no key 'ponts'"),
        ('"odi"', '"oddi"', "line 17, criteria[0].part: there is no measure 'oddi'"),
        ('measures = ["odi"]\npoints = 10.0', 'measures = ["promis_pf_tscore"]\nshare = 0.5', "line 17, criteria[0].part: a share of a score of 'promis_pf_tscore' says nothing"),
        ('measures = ["odi"]', 'measures = ["pgic"]', "line 17, criteria[0].part: 'pgic' is itself a rating of change"),
        ('measures = ["odi"]', 'measures = ["odi", "walk_6min"]', "line 17, criteria[0].part: points mean different things"),
        ('measures = ["odi"]', 'measures = ["odi"]\nuntil = "here"', "line 17, criteria[0].part: \"here\" is the checkpoint of a program's rule"),
        ('measures = ["odi"]', 'measures = ["odi"]\nuntil = { checkpoint = "week_6" }', "line 17, criteria[0].part: there is no checkpoint 'week_6'"),
        ('measures = ["odi"]', 'measures = ["odi"]\nuntil = { after = "procedure", from_day = 9, to_day = 3 }', "line 20, criteria[0].part.until.after: to_day must not lie before from_day"),
        ('code = "own_plan"', "code = own_plan", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_file_line_and_reason(old, new, reason):
    assert old in MINIMAL
    with pytest.raises(PolicyError) as refused:
        parsed(MINIMAL.replace(old, new, 1))
    said = str(refused.value)
    assert said.startswith("plan.toml")
    assert reason in said
    assert "\n" not in said


def test_two_criteria_of_one_code_are_refused():
    again = MINIMAL + MINIMAL[MINIMAL.index("[[criteria]]") :]
    with pytest.raises(PolicyError, match="two criteria have the code 'gain'"):
        parsed(again)


def test_an_unknown_fact_is_refused_with_the_known_ones():
    text = MINIMAL[: MINIMAL.index("[criteria.part]")] + 'part = { kind = "attested", fact = "diagnosi" }\n'
    with pytest.raises(
        PolicyError,
        match=r"line 17, criteria\[0\]\.part: 'diagnosi' is not a fact that can be attested; known are diagnosis",
    ):
        parsed(text)


# A clinic's own


CLINIC = 'name = "C"\ntime_zone = "UTC"\n[[payers]]\ncode = "plan"\nname = "Plan"\n'


def test_a_clinic_reads_its_own_policies_beside_the_shipped_ones(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "plan.toml").write_text(MINIMAL)
    (tmp_path / "clinic.toml").write_text(
        CLINIC + 'plan_class = "commercial"\npolicies = ["own_plan", "evicore_epidural_repeat"]\n'
    )
    clinic = read_clinic(tmp_path)
    assert policy_for(policies(clinic), "own_plan", date(2025, 1, 1)).name == "A plan of our own"
    assert clinic.payer("plan").policies == ("own_plan", "evicore_epidural_repeat")
    assert len(policies(clinic)) == len(shipped_policies()) + 1


def test_a_broken_file_of_a_clinic_is_refused_with_its_path(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "plan.toml").write_text(MINIMAL.replace("points = 10.0", "points = -1.0"))
    (tmp_path / "clinic.toml").write_text(CLINIC)
    with pytest.raises(ClinicError, match=r"policies/plan\.toml: line 20, criteria\[0\]\.part\.points"):
        read_clinic(tmp_path)


def test_a_payer_names_policies_that_there_are():
    with pytest.raises(ClinicError, match="payer 'plan' names a policy 'nope' that there is not"):
        parse_clinic(CLINIC + 'policies = ["nope"]\n', "clinic.toml", frozenset(MEASURES))

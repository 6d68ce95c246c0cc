"""Deadlines by kind of plan: the notice governs, the earlier of two sources is used, the unknown stays unknown."""

from dataclasses import replace
from datetime import date

import pytest

from domain.clinic import ClinicError
from domain.deadline import Act, Deadline, Ground, appeal_deadline, decision_deadline
from domain.deadline_table import parse_deadlines, shipped_deadlines, with_own
from domain.packet_register import LEVELS
from domain.plan_class import PlanClass

RULES = shipped_deadlines()
DENIED = date(2025, 10, 31)


def appeal(plan_class, level="initial", **more) -> Deadline:
    return appeal_deadline(RULES, plan_class, level, DENIED, **more)


def test_a_commercial_plan_gives_180_days_for_an_internal_appeal():
    found = appeal("commercial")
    assert (found.on, found.ground, found.file) == (date(2026, 4, 29), Ground.RULE, "appeal")
    assert found.is_doubtful  # the regulation itself was not read


def test_an_external_review_is_asked_for_within_four_months_counted_in_months():
    found = appeal("commercial", "appeal")
    assert (found.on, found.file) == (date(2026, 2, 28), "external_review")


@pytest.mark.parametrize(
    ("denied_on", "last_day"),
    [
        (date(2023, 10, 31), date(2024, 2, 29)),  # a leap year
        (date(2024, 10, 31), date(2025, 2, 28)),
        (date(2025, 8, 31), date(2025, 12, 31)),
        (date(2025, 12, 30), date(2026, 4, 30)),
    ],
)
def test_months_end_with_the_last_day_of_a_shorter_one(denied_on, last_day):
    """Whoever counts on to the first day of the month after gets a later day; the earlier one is in time under both."""
    rule = next(one for one in shipped_deadlines() if one.months == 4)
    assert rule.last_day(denied_on) == last_day


def test_of_two_sources_that_differ_the_earlier_day_is_used_and_the_other_is_carried():
    found = appeal("medicare_advantage")
    assert found.on == date(2025, 12, 30)
    assert [(rule.days, day) for rule, day in found.others] == [(65, date(2026, 1, 4))]
    assert found.rule.source.verified
    assert found.is_doubtful


def test_the_notice_governs():
    found = appeal("commercial", notice_deadline_on=date(2025, 12, 1))
    assert (found.on, found.ground, found.is_doubtful) == (date(2025, 12, 1), Ground.NOTICE, False)
    assert [day for _, day in found.others] == [date(2026, 4, 29)]


def test_the_notice_governs_also_where_it_gives_more_time_or_no_rule_is_known():
    assert appeal("medicare_advantage", notice_deadline_on=date(2026, 1, 4)).on == date(2026, 1, 4)
    assert appeal(None, notice_deadline_on=date(2026, 1, 4)).ground is Ground.NOTICE


@pytest.mark.parametrize("plan_class", ["workers_comp", "other", None])
def test_what_is_not_known_stays_unknown(plan_class):
    found = appeal(plan_class)
    assert (found.on, found.ground, found.days_left(DENIED)) == (None, Ground.UNKNOWN, None)


def test_a_step_for_which_nothing_is_filed_says_so():
    found = appeal("medicare_advantage", "reconsideration")
    assert found.on is None
    assert "nothing is filed" in found.note


def test_a_payer_decides_in_seven_days_from_2026_on_and_in_72_hours_where_it_is_urgent():
    def due(sent_on, **more):
        return decision_deadline(RULES, "medicare_advantage", "initial", sent_on, **more).on

    assert due(date(2026, 1, 1)) == date(2026, 1, 8)
    assert due(date(2025, 12, 31)) is None
    assert due(date(2026, 1, 1), is_urgent=True) == date(2026, 1, 4)
    assert due(date(2025, 12, 31), is_urgent=True) == date(2026, 1, 3)


def test_an_ordinary_request_never_follows_an_urgent_rule_and_an_urgent_one_falls_back():
    urgent_only = tuple(rule for rule in RULES if rule.is_urgent)
    assert decision_deadline(urgent_only, "commercial", "initial", DENIED).on is None
    assert appeal("commercial", is_urgent=True).on == appeal("commercial").on


def test_days_left_are_counted_to_the_last_day_itself():
    found = appeal("commercial", notice_deadline_on=date(2025, 11, 20))
    assert [found.days_left(date(2025, 11, day)) for day in (17, 20, 21)] == [3, 0, -1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_shipped_rule_has_a_source_and_says_how_it_was_read(rule):
    assert rule.source.title
    assert rule.source.how
    assert not rule.source.verified or rule.source.url


def test_shipped_codes_are_unique_and_every_kind_of_plan_with_a_known_rule_is_told():
    codes = [rule.code for rule in RULES]
    assert len(codes) == len(set(codes))
    told = {rule.plan_class for rule in RULES if rule.act is Act.APPEAL}
    assert told == set(PlanClass) - {PlanClass.OTHER}


@pytest.mark.parametrize("plan_class", [plan.value for plan in PlanClass])
@pytest.mark.parametrize("level", LEVELS)
def test_no_deadline_lies_before_the_notice(plan_class, level):
    found = appeal(plan_class, level)
    assert found.on is None or found.on > DENIED


def test_a_clinic_adds_rules_of_its_own_and_replaces_shipped_ones():
    own = parse_deadlines(
        '[[rules]]\ncode = "workers_comp"\nplan_class = "workers_comp"\nact = "appeal"\nafter = ["initial"]\n'
        'file = "appeal"\ndays = 20\nsource = "Letter of the state agency"\n',
        "deadlines/own.toml",
    )
    rules = with_own(own)
    assert len(rules) == len(RULES)
    assert appeal_deadline(rules, "workers_comp", "initial", DENIED).on == date(2025, 11, 20)
    assert with_own(()) == RULES


WRONG = [
    ("rules = 3", "rules"),
    ("[[rules]]\ncode = 'x'", "plan_class"),
    ("not toml", "not valid TOML"),
    ("{}days = 3\nmonths = 4\nafter = ['initial']\n", "only one of days"),
    ("{}days = 0\nafter = ['initial']\n", "days"),
    ("{}hours = 30\nafter = ['initial']\n", "hours"),
    ("{}days = 3\nafter = ['someday']\n", "'someday' is not a level"),
    ("{}days = 3\nof = ['initial']\n", "an appeal says 'after'"),
    ("{}days = 3\nafter = ['initial']\nmood = 1\n", "mood"),
    ("{}days = 3\nafter = ['initial']\neffective_from = 2026-01-01\neffective_to = 2025-01-01\n", "lies before"),
]
HEAD = "[[rules]]\ncode = 'x'\nplan_class = 'commercial'\nact = 'appeal'\nsource = 's'\n"


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_broken_file_is_refused_with_its_name_and_reason(text, sentence):
    with pytest.raises(ClinicError, match=r"own\.toml") as refusal:
        parse_deadlines(text.replace("{}", HEAD), "own.toml")
    assert sentence in str(refusal.value)


def test_a_rule_without_an_amount_gives_no_day():
    bare = replace(RULES[0], days=None, months=None, hours=None)
    assert bare.last_day(DENIED) is None

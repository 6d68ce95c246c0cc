"""The cards that end in an act: the program's rule and the decision, the goals, and what the payer would still ask for."""

import streamlit as st

from charts.entry_words import DECISIONS
from charts.markup import Markup, element, join
from charts.page_text import caption
from charts.rule_list import draw_rule, outcome_chip
from domain.measure import Measure
from domain.policy import REQUESTS
from metrics.criteria import RuleAnswer
from pages.parts import enter_decision, enter_goal, html
from pages.parts.card import card
from pages.parts.chosen_patient import write_packet
from pages.parts.prep_case import Case
from pages.parts.prep_rules import Readiness

NOT_READ = "The policy's text was not read at its source: unverified."


def rule_and_decision(case: Case) -> None:
    course, asked = case.plain_course, case.plain_course.pointed_at
    where = course.label(asked).lower() if asked else "this checkpoint"
    with card("rule", f"Program rule at {where}"):
        if not case.rules:
            html.show(caption(f"This program has no rule at {where}; the decision is yours all the same."))
        for answer in case.rules:
            html.show(
                join(
                    _rule_head(answer), draw_rule(answer.answers), element("div", _proposal(answer), class_="rule-says")
                )
            )
    if asked:
        with card("decision", "Decision", "kept with who and when; correctable"):
            enter_decision.show(case.key.patient_id, case.key.episode_id, asked, codes_due(case))


def _rule_head(answer: RuleAnswer) -> Markup:
    return element("div", element("b", answer.rule.name), outcome_chip(answer.outcome), class_="rule-name")


def _proposal(answer: RuleAnswer) -> Markup:
    if answer.proposal is None:
        return join("The rule cannot propose anything yet. The decision is yours; record it below.")
    return join(
        "Rule suggests: ", element("b", DECISIONS[answer.proposal].lower()), ". The decision is yours; record it below."
    )


def codes_due(case: Case) -> list[str]:
    """Measures that a decision or a goal may be about: those of the episode, in the registry's order."""
    return [own.measure.code for own in case.plain_course.courses]


def one_more_goal(case: Case) -> None:
    """The goals typed in, each correctable, and the form for another."""
    course = case.plain_course
    later = [(code, course.label(code)) for code, window in course.windows.items() if window.due_on >= case.today]
    enter_goal.show(case.key.patient_id, case.key.episode_id, later, codes_due(case), is_open=False)


def payer(case: Case) -> None:
    if case.request is None:
        return
    with card("payer", "Payer readiness today", REQUESTS[case.request]):
        if not case.readiness:
            html.show(caption(f"No policy of this payer is on file for the {REQUESTS[case.request]}."))
        for one in case.readiness:
            html.show(_policy(one))
        if case.readiness:
            html.show(_to_collect(case))
        if st.button("Write the packet", key="write_packet", icon=":material/description:"):
            write_packet(case.key.patient_id, case.request)


def _policy(one: Readiness) -> Markup:
    ready = element("b", f"{one.ready} of {len(one.answers)} criteria met")
    note = None if one.policy.verified else element("div", NOT_READ, class_="note")
    opened = element(
        "details",
        element("summary", "Criterion by criterion"),
        draw_rule(one.answers, tells_verified=True),
        class_="policy-rules",
    )
    return element(
        "div",
        element("div", ready, element("span", f" · {one.policy.name}", class_="quiet")),
        note,
        opened,
        class_="policy",
    )


def _to_collect(case: Case) -> Markup:
    """Forms first: they can be filled in before the patient leaves."""
    forms = [f"Fill in {_named(case.missing)}."] if case.missing else []
    wanted = list(dict.fromkeys([*forms, *(text for one in case.readiness for text in one.to_collect)]))
    if not wanted:
        return caption("Nothing is left to collect before the patient leaves.")
    title = element("div", "To collect before the patient leaves", class_="collect-title")
    return element("div", title, element("ul", *[element("li", text) for text in wanted]), class_="collect")


def _named(measures: tuple[Measure, ...]) -> str:
    return ", ".join(measure.short_name for measure in measures)

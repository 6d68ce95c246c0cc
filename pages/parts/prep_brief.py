"""The preparation on one page of paper: the same words and the same pictures as on screen."""

from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from charts.course import Course
from charts.course_groups import HEADINGS, heading_of, leading_measures
from charts.entry_words import DECISIONS
from charts.flags import in_order
from charts.goal_list import MARKS
from charts.numbers import day
from charts.paper_svg import paper_lanes, paper_panel
from charts.talking_words import goal_name, spoken_point
from charts.time_axis import TimeAxis
from documents.brief import Brief, GoalLine, PanelGroup, Point, RuleLine
from documents.brief_pdf import brief_pdf
from documents.paper import Answered, Picture, Run, Size, Tone, picture_of
from domain.outcome import Outcome
from domain.policy import REQUESTS
from pages.parts.prep_case import Case
from pages.parts.prep_words import sentence

ANSWERS = {
    Outcome.MET: Answered.MET,
    Outcome.NOT_MET: Answered.NOT_MET,
    Outcome.CANNOT_TELL: Answered.CANNOT_TELL,
}
KEY = "grey: middle half of similar past patients · blue dashes: meaningful improvement · bar: 95% measurement error"


@dataclass(frozen=True)
class Heading:
    """What stands at the head of the page about the person: names are given here and kept nowhere."""

    name: str
    facts: str
    second: str
    clinician: str = ""


def print_button(case: Case, heading: Heading) -> None:
    """A button that makes the page when it is pressed."""
    made_at = case.clinic.clock.now()
    st.download_button(
        "Print one-page brief",
        data=lambda: brief_pdf(brief_of(case, heading, made_at)),
        file_name=f"reassessment-brief-{made_at:%Y-%m-%d}.pdf",
        mime="application/pdf",
        on_click="ignore",
        icon=":material/print:",
        key="print_brief",
    )


def brief_of(case: Case, heading: Heading, made_at: datetime) -> Brief:
    """The brief; a checkpoint without any score has no panels."""
    course = case.course
    bold, rest = sentence(course)
    return Brief(
        clinic=case.clinic.name,
        name=heading.name,
        facts=heading.facts,
        second=heading.second,
        steps=course.steps,
        sentence=(Run(f"{bold} ", Tone.STRONG), Run(rest)) if rest else (Run(bold, Tone.STRONG),),
        made_at=made_at,
        size=Size(case.clinic.paper),
        flags=tuple(in_order(case.flags)),
        points=tuple(Point(said.text, said.basis) for said in (spoken_point(p, course.label) for p in case.points)),
        groups=_groups(course.courses, course.axis) if course.current else (),
        key=KEY,
        lanes=_lanes(case),
        rule_says=_rule_says(case),
        rule=tuple(RuleLine(ANSWERS[one.outcome], one.criterion.text) for rule in case.rules for one in rule.answers),
        goals=tuple(GoalLine(goal_name(goal).strip("“”"), MARKS[goal.state][1].lower()) for goal in case.goals),
        payer=_payer(case),
        prepared=_prepared(heading, made_at),
    )


def _groups(courses: tuple[Course, ...], axis: TimeAxis) -> tuple[PanelGroup, ...]:
    """The panels that stand open on screen first, so that they are the last to give way to the size of the page."""
    leading = leading_measures(courses)
    ordered = sorted(courses, key=lambda own: own.measure.code not in leading)
    groups = [(heading, [own for own in ordered if heading_of(own) == heading]) for heading in HEADINGS]
    return tuple(
        PanelGroup(heading, tuple(_panel(own, axis) for own in own_ones)) for heading, own_ones in groups if own_ones
    )


def _panel(own: Course, axis: TimeAxis) -> Picture:
    return picture_of(paper_panel(own, axis))


def _lanes(case: Case) -> Picture | None:
    course = case.course
    today = course.episode.day_of(course.episode.today)
    drawn = paper_lanes(case.lanes, course.axis, course.current, today) if case.lanes else None
    return picture_of(drawn) if drawn else None


def _rule_says(case: Case) -> str:
    """'Rule suggests: continue (Response by week 6, 3 of 3 met). The decision is yours.'"""
    if not case.rules:
        return ""
    said = []
    for rule in case.rules:
        met = sum(one.outcome is Outcome.MET for one in rule.answers)
        counted = f"{rule.rule.name}, {met} of {len(rule.answers)} met"
        proposed = (
            f"Rule suggests: {DECISIONS[rule.proposal].lower()}" if rule.proposal else "The rule proposes nothing yet"
        )
        said.append(f"{proposed} ({counted}).")
    return " ".join([*said, "The decision is yours."])


def _payer(case: Case) -> str:
    """'Continuation of a program: 4 of 8 criteria met (…, unverified). Collect: …'"""
    if not case.readiness or case.request is None:
        return ""
    counted = [
        f"{one.ready} of {len(one.answers)} criteria met ({one.policy.name}{'' if one.policy.verified else ', unverified'})"
        for one in case.readiness
    ]
    forms = f" Fill in before leaving: {', '.join(m.short_name for m in case.missing)}." if case.missing else ""
    name = REQUESTS[case.request]
    return f"{name[:1].upper()}{name[1:]}: {'; '.join(counted)}.{forms}"


def _prepared(heading: Heading, made_at: datetime) -> str:
    whom = f" for {heading.clinician}" if heading.clinician else ""
    return f"Prepared {day(made_at.date())} {made_at:%H:%M}{whom}. A draft; not part of the legal record until filed."

"""How many patients improved, on what, and who is still in the data?"""

from collections.abc import Collection

import streamlit as st

from charts import states
from charts.page_text import caption, facts
from domain.measure import Measure
from metrics.cohort_reading import Cohort
from metrics.cohort_summary import cohort_summary
from pages.parts import (
    cohort_cards,
    cohort_checks,
    cohort_counted,
    cohort_improvement,
    cohort_left,
    cohort_over_time,
    fault,
    filters,
    how_counted,
    html,
    reading,
)
from pages.parts.card import card
from pages.parts.coded import not_known, switch_coded
from pages.parts.cohort_asked import asked, checkpoint_name
from pages.parts.cohort_counted import beside
from pages.parts.no_data import no_data_yet
from pages.parts.opening import show_opening
from pages.parts.ways_out import show_empty, wider
from pages.parts.wording import sentence_start

IMPROVEMENT, WHO_LEFT, OVER_TIME, CHECKS = "improvement", "who_left", "over_time", "checks"
VIEWS = {
    IMPROVEMENT: "Improvement",
    WHO_LEFT: "Who left",
    OVER_TIME: "Over time",
    CHECKS: "Method checks",
}


def cohort_review() -> None:
    if no_data_yet("Cohort review"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        scope = filters.choose_scope()
        st.space("stretch")
        how_counted.popover()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_below"):
        checkpoint = filters.choose_checkpoint(scope)
        missing_rule = filters.choose_missing_rule()
    if wrong := not_known():
        html.show(caption(wrong))
    if checkpoint is None:
        html.show(
            states.empty("No checkpoint after intake.", "Programs and their checkpoints are declared in clinic.toml.")
        )
        return
    cohort = asked(scope, checkpoint.code)
    show_opening(f"{filters.program_name(scope)}, {checkpoint.name.lower()}", lambda: _opening(cohort))
    with st.container(horizontal=True, vertical_alignment="bottom", key="cohort_views"):
        view = switch_coded("Look at", "view", list(VIEWS), VIEWS.__getitem__, IMPROVEMENT)
        measure = filters.choose_measure("Measure", cohort_cards.MEASURE_KEY, _measures_of(cohort))
    if measure is None:
        return _nothing(cohort)
    _draw(view, cohort, measure, missing_rule)


def _nothing(cohort: Cohort) -> None:
    if cohort.due:
        when = "Choose all sites or any time to see more patients."
        return show_empty("cohort", "Nobody matches these filters.", when, wider(filters.NARROWING))
    html.show(states.empty("No measure is due here.", "Programs and their measures are declared in clinic.toml."))


def _measures_of(cohort: Cohort) -> Collection[str]:
    """Those that somebody was due for; all that the programs ask for where that cannot be told."""
    try:
        return list(cohort.rates)
    except Exception as error:  # the sentence above, and each card that counts them, says so
        fault.report(error)
        return cohort.due


def _enrolled(cohort: Cohort) -> str:
    try:
        return f"{cohort.here.enrolled:,} enrolled" if cohort.here else ""
    except Exception as error:  # the card says so
        fault.report(error)
        return ""


def _opening(cohort: Cohort) -> tuple[str, str]:
    told = cohort_summary(
        [(cohort.measures[code], rate) for code, rate in cohort.rates.items()],
        cohort.here,
        percentage_from=cohort.percentage_from,
        not_due_in=filters.not_due_in(cohort.scope, cohort.checkpoint),
    )
    return cohort_cards.opening(told)


def _draw(view: str, cohort: Cohort, measure: Measure, missing_rule: str) -> None:
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1] if view == IMPROVEMENT else [1, 1], gap="medium")
    if view == IMPROVEMENT:
        _improvement(left, right, cohort, measure, missing_rule)
    elif view == WHO_LEFT:
        _who_left(left, right, cohort, measure)
    elif view == OVER_TIME:
        _over_time(left, right, cohort, measure, missing_rule)
    else:
        _checks(left, right, cohort, measure)


def _improvement(left, right, cohort: Cohort, measure: Measure, missing_rule: str) -> None:
    here = checkpoint_name(cohort.checkpoint).lower()
    name = measure.short_name
    with left, card("responders", "Patients who improved meaningfully", f"share at {here} with 95% interval"):
        cohort_cards.responders(cohort, missing_rule, measure.code)
        cohort_improvement.effect_sizes(cohort)
    with right, card("mean_course", "Average course", name, beside("mean_course", cohort_counted.COURSE)):
        cohort_improvement.average_course(cohort, measure)
    with left, card("curve", "Improved by at least so much", name, beside("curve", cohort_counted.CURVE)):
        cohort_improvement.responder_curve(cohort, measure)
    with right, card("lasting", "Does it last", name, beside("lasting", cohort_counted.LASTING)):
        cohort_improvement.lasting(cohort, measure)
    _who_is_in(right, cohort)


def _who_is_in(place, cohort: Cohort) -> None:
    with place, card("who_is_in", "Who is still in the data", _enrolled(cohort)):
        cohort_cards.who_is_in(cohort.seen)
        reasons = reading.ask("leaving_reasons", scope=cohort.scope, as_of=cohort.as_of)
        html.show(
            facts((sentence_start(r.why_left or "reason not recorded"), f"{r.n:,}") for r in reasons.itertuples())
        )


def _who_left(left, right, cohort: Cohort, measure: Measure) -> None:
    with left, card("who_left", "Who left, who stayed", "at intake", beside("who_left", cohort_counted.LEFT)):
        cohort_left.who_left(cohort)
    with right, card("tipping", "Tipping point", measure.short_name, beside("tipping", cohort_counted.TIPPING)):
        cohort_left.tipping(cohort, measure)
    _who_is_in(right, cohort)


def _over_time(left, right, cohort: Cohort, measure: Measure, missing_rule: str) -> None:
    of_due = missing_rule == filters.NOT_IMPROVED
    whom = "of all due" if of_due else "of those with both scores"
    rules = cohort_counted.OVER_TIME
    with left, card("by_month", "Share improved over time", f"{measure.short_name}, {whom}", beside("by_month", rules)):
        cohort_over_time.share_by_month(cohort, measure, of_due=of_due)
    with right, card("forms_by_month", "Completeness over time", "any form, of all due", beside("forms", rules)):
        cohort_over_time.completeness_by_month(cohort)
    with card("first", "Function before pain", "first meaningful improvement", beside("first", cohort_counted.FIRST)):
        cohort_over_time.function_before_pain(cohort)


def _checks(left, right, cohort: Cohort, measure: Measure) -> None:
    name = measure.short_name
    with left, card("regression", "Regression to the mean", name, beside("regression", cohort_counted.REGRESSION)):
        cohort_checks.regression_to_mean(cohort, measure)
    with right, card("early", "Early response", f"for {name}", beside("early", cohort_counted.EARLY)):
        cohort_checks.early_response(cohort, measure)
    with (
        left,
        card(
            "plans",
            "Plans changed after a worse or behind verdict",
            "all checkpoints",
            beside("plans", cohort_counted.PLANS),
        ),
    ):
        cohort_checks.plan_changes(cohort)
    here = checkpoint_name(cohort.checkpoint).lower()
    with card("ends", "Floor, ceiling and forms", f"at {here}", beside("ends", cohort_counted.ENDS)):
        cohort_checks.ends_and_forms(cohort)

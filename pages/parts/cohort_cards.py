"""The pictures of the cohort screen, with the words and tables that go with them."""

from collections.abc import Sequence

import streamlit as st

from charts import states
from charts.attrition import attrition_alt, draw_attrition
from charts.export_counts import of_responders
from charts.leaving import completeness_table, leaving, leaving_completeness
from charts.page_text import caption
from charts.responder_plot import (
    BOUNDS_MEAN,
    Denominator,
    draw_responders,
    responder_rows,
    responders_alt,
)
from charts.table import Column
from metrics.cohort_reading import Cohort
from metrics.cohort_summary import CohortSummary
from metrics.completeness import CheckpointCompleteness
from metrics.proportion import Proportion
from metrics.responders import ResponderRate
from pages.parts import change_table, filters, html, picture, reading
from pages.parts.cohort_asked import checkpoint_name
from pages.parts.picture import Picture
from pages.parts.ways_out import choosing, show_empty, wider
from pages.parts.wording import sentence_start

MEASURE_KEY = "on"
DENOMINATORS = {filters.LEAVE_OUT: Denominator.OBSERVED, filters.NOT_IMPROVED: Denominator.DUE}


def opening(told: CohortSummary) -> tuple[str, str]:
    """The sentence of the page: function and pain in bold, then who stands behind it and who got worse."""
    bold = " ".join(filter(None, [told.function, told.pain]))
    return (bold, " ".join(filter(None, [told.who, told.worse]))) if bold else (told.who, "")


def _pick_measure() -> None:
    """A click on a dot chooses the measure of the average course; the select box is the way by keyboard."""
    points = st.session_state["responder_plot"].selection.points
    if points and points[0].get("customdata"):
        st.session_state[MEASURE_KEY] = points[0]["customdata"][0]


def responders(cohort: Cohort, missing_rule: str, chosen: str) -> None:
    """The dot plot and, below it, all three denominators with their bounds."""
    rates, limit = cohort.rates, cohort.percentage_from
    measures = reading.clinic().measures
    pairs = [(measures[code], rate) for code, rate in rates.items()]
    rows = responder_rows(pairs, DENOMINATORS[missing_rule])
    most, due = (
        max(counts, default=0) for counts in ([row.share.total for row in rows], [r.due for r in rates.values()])
    )
    if not due:
        earlier = [
            choosing("checkpoint", code, f"Show {checkpoint_name(code).lower()}") for code in reversed(cohort.earlier)
        ]
        ways = [*earlier[:1], *wider(filters.NARROWING)]
        when = "Choose an earlier checkpoint, or any time, to see results now."
        show_empty("responders", "Nobody is due here yet.", when, ways)
        return
    dot_plot = Picture(
        "responder_plot",
        responders_alt(rows, limit),
        lambda colours: draw_responders(rows, colours, limit, selected=chosen),
    )
    if most < limit:
        html.show(states.too_few(most, limit))
    else:
        _dot_plot(dot_plot)
    table, below = _denominators(rates, limit), reading.clinic().suppress_below
    picture.show_as_table(
        table,
        "Responders under each denominator",
        "share_improved",
        dot_plot.svg if most >= limit else None,
        leaving(table[1], of_responders(rates.values()), below),
        below,
        "All denominators and thresholds",
    )


def _dot_plot(dot_plot: Picture) -> None:
    picture.show(dot_plot, on_select=_pick_measure, selection_mode="points")
    html.show(caption(f"{sentence_start(BOUNDS_MEAN)}."))


def _denominators(rates: dict[str, ResponderRate], limit: int):
    columns = (
        "Measure",
        "Of observed",
        "Of due",
        "Of enrolled",
        "If missing improved",
        "Beyond error",
        "Worse",
        "Threshold",
    )
    measures = reading.clinic().measures
    rows = [_row(measures[code].short_name, rate, limit) for code, rate in rates.items()]
    return [Column(title) for title in columns], rows


def _row(name: str, rate: ResponderRate, limit: int) -> list[str]:
    if rate.why_not:
        return [name, *["–"] * 6, rate.why_not]
    shares = (rate.observed, rate.of_due, rate.of_enrolled, rate.best_case, rate.beyond_error, rate.worse)
    source = change_table.cited(rate.source, rate.verified) if rate.source else ""
    return [name, *[_written(share, limit) for share in shares], f"{rate.threshold}. {source}"]


def _written(share: Proportion | None, limit: int) -> str:
    return "not known" if share is None else share.wording(limit)


def who_is_in(seen: Sequence[CheckpointCompleteness]) -> None:
    """One bar per checkpoint: with a form, form missing, left, not due."""
    if not seen or not seen[0].enrolled:
        when = "Choose all sites or any time to see more patients."
        show_empty("who_is_in", "Nobody matches these filters.", when, wider(filters.NARROWING))
        return
    limit, below = reading.clinic().percentage_from, reading.clinic().suppress_below
    bars = Picture("attrition", attrition_alt(seen, limit), lambda colours: draw_attrition(seen, colours))
    picture.show(bars)
    table = completeness_table(seen)
    picture.show_as_table(
        table, "Who is still in the data", bars.key, bars.svg, leaving_completeness(seen, below), below
    )

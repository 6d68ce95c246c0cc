"""The pictures of the cohort screen, with the words and tables that go with them."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from charts import states
from charts.attrition import attrition_alt, draw_attrition
from charts.figure import CONFIG
from charts.mean_course import draw_mean_course, mean_course_alt
from charts.page_text import caption
from charts.responder_plot import (
    BOUNDS_MEAN,
    Denominator,
    ResponderRow,
    draw_responders,
    responder_rows,
    responders_alt,
)
from charts.table import Column, draw_table
from charts.time_axis import Stop, TimeAxis, short_label
from charts.tokens import palette
from domain.scope import Scope
from metrics.cohort_summary import CohortSummary
from metrics.completeness import CheckpointCompleteness
from metrics.mean_course import mean_course
from metrics.proportion import Proportion
from metrics.responders import ResponderRate
from pages.parts import change_table, filters, frame, html, reading
from pages.parts.wording import sentence_start

MEASURE_KEY = "measure"
DENOMINATORS = {filters.LEAVE_OUT: Denominator.OBSERVED, filters.NOT_IMPROVED: Denominator.DUE}


def show_figure(figure, key: str, alt: str, **reaction) -> None:
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=alt, **reaction)


def opening(told: CohortSummary) -> tuple[str, str]:
    """The sentence of the page: function and pain in bold, then who stands behind it and who got worse."""
    bold = " ".join(filter(None, [told.function, told.pain]))
    return (bold, " ".join(filter(None, [told.who, told.worse]))) if bold else (told.who, "")


def _pick_measure() -> None:
    """A click on a dot chooses the measure of the average course; the select box is the way by keyboard."""
    points = st.session_state["responder_plot"].selection.points
    if points and points[0].get("customdata"):
        st.session_state[MEASURE_KEY] = points[0]["customdata"][0]


def responders(rates: dict[str, ResponderRate], missing_rule: str, limit: int) -> None:
    """The dot plot and, below it, all three denominators with their bounds."""
    measures = reading.clinic().measures
    pairs = [(measures[code], rate) for code, rate in rates.items()]
    rows = responder_rows(pairs, DENOMINATORS[missing_rule])
    most, due = (
        max(counts, default=0) for counts in ([row.share.total for row in rows], [r.due for r in rates.values()])
    )
    if not due:
        html.show(
            states.empty("Nobody is due here yet.", "Choose an earlier checkpoint, or any time, to see results now.")
        )
        return
    if most < limit:
        html.show(states.too_few(most, limit))
    else:
        _dot_plot(rows, rates, limit)
    with st.expander("All denominators and thresholds"):
        html.show(_denominators(rates, limit))


def _dot_plot(rows: Sequence[ResponderRow], rates: dict[str, ResponderRate], limit: int) -> None:
    chosen = st.session_state.get(MEASURE_KEY, next(iter(rates)))
    figure = draw_responders(rows, palette(frame.theme()), limit, selected=chosen)
    show_figure(figure, "responder_plot", responders_alt(rows, limit), on_select=_pick_measure, selection_mode="points")
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
    return draw_table([Column(title) for title in columns], rows, "Responders under each denominator")


def _row(name: str, rate: ResponderRate, limit: int) -> list[str]:
    if rate.why_not:
        return [name, *["–"] * 6, rate.why_not]
    shares = (rate.observed, rate.of_due, rate.of_enrolled, rate.best_case, rate.beyond_error, rate.worse)
    source = change_table.cited(rate.source, rate.verified) if rate.source else ""
    return [name, *[_written(share, limit) for share in shares], f"{rate.threshold}. {source}"]


def _written(share: Proportion | None, limit: int) -> str:
    return "not known" if share is None else share.wording(limit)


def average_course(scope: Scope, as_of: date, rates: dict[str, ResponderRate]) -> None:
    """The mean at each checkpoint, with how many people stand behind it."""
    known = reading.clinic().measures.values()
    first = next((m for m in known if m.code in rates), next(iter(known)))
    measure = filters.choose_measure("Measure", MEASURE_KEY, first, list(rates))
    sums = reading.ask("mean_course", scope=scope, as_of=as_of, measure=measure.code)
    points = mean_course(sums, interval_from=reading.clinic().percentage_from)
    if not any(point.n for point in points):
        html.show(states.empty("No score yet.", "The course appears with the first checkpoint that is due."))
        return
    axis = _axis(points)
    show_figure(
        draw_mean_course(measure, points, axis, palette(frame.theme())),
        "mean_course",
        mean_course_alt(measure, points, axis),
    )


def _axis(points) -> TimeAxis:
    names = {c.code: c for p in reading.clinic().programs for c in p.checkpoints}
    stops = [
        Stop(p.checkpoint, short_label(names[p.checkpoint].name), p.due_day, names[p.checkpoint].kind)
        for p in points
        if p.due_day is not None
    ]
    return TimeAxis(tuple(stops))


def who_is_in(seen: Sequence[CheckpointCompleteness]) -> None:
    """One bar per checkpoint: with a form, form missing, left, not due."""
    if not seen or not seen[0].enrolled:
        html.show(states.empty("Nobody matches these filters.", "Choose all sites or any time to see more patients."))
        return
    limit = reading.clinic().percentage_from
    show_figure(draw_attrition(seen, palette(frame.theme())), "attrition", attrition_alt(seen, limit))

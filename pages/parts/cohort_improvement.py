"""How much they improved on one measure: on average, by how many, and whether it lasts."""

import streamlit as st

from charts import cohort_in_words as words
from charts import cohort_tables as tables
from charts import states
from charts.cohort_in_words import inside
from charts.export_counts import of_curve, of_lasting, of_model
from charts.interval_plot import axis_around_zero, draw_intervals, intervals_alt
from charts.leaving import leaving
from charts.mean_course import draw_mean_course, mean_course_alt
from charts.page_text import caption
from charts.responder_curve_plot import draw_responder_curve, responder_curve_alt, responder_curve_table
from charts.table import draw_table
from charts.time_axis import Stop, TimeAxis, short_label
from domain.measure import Measure
from metrics.cohort_reading import Cohort
from metrics.mean_course import CoursePoint, mean_course
from metrics.repeated_measures import RepeatedMeasures
from metrics.safe_export import Counts
from pages.parts import html, picture, reading
from pages.parts.coded import choose_coded
from pages.parts.cohort_asked import checkpoint_name
from pages.parts.picture import Picture, show_finding

LEAST_REACH = 0.1
"""Of the scale: an axis of changes reaches at least so far to either side, so that a trifle does not look large."""


def average_course(cohort: Cohort, measure: Measure) -> None:
    """The modelled means beside those seen, and how far the unseen would have to differ."""
    points = mean_course(
        reading.ask("mean_course", scope=cohort.scope, as_of=cohort.as_of, measure=measure.code),
        interval_from=cohort.percentage_from,
    )
    if not any(point.n for point in points):
        html.show(states.empty("No score yet.", "The course appears with the first checkpoint that is due."))
        return
    told, axis, name = cohort.modelled(measure), _axis(points), checkpoint_name(cohort.checkpoint)
    model, seen = _course_points(told, points)
    show_finding(words.average_course(measure, told, cohort.checkpoint, name))
    shown = seen if model else points
    drawn = Picture(
        "mean_course",
        mean_course_alt(measure, shown, axis, model),
        lambda colours: draw_mean_course(measure, shown, axis, colours, model),
    )
    picture.show(drawn)
    if measure.needs_baseline:
        html.show(caption(words.tipping(measure, cohort.tipping(measure), name)))
    for line in words.against_benchmarks(measure, cohort.against_benchmarks(measure)):
        html.show(caption(line))
    take_away(
        drawn,
        tables.modelled_table(measure, told, checkpoint_name),
        f"Average course of {measure.name}",
        of_model(told),
    )


def _course_points(
    told: RepeatedMeasures, points: tuple[CoursePoint, ...]
) -> tuple[list[CoursePoint], list[CoursePoint]]:
    """The model's means and those of all seen, as points of the axis; no model: both empty."""
    placed = {point.checkpoint: point for point in points}
    model, seen = [], []
    for row in told.means:
        at = placed.get(row.checkpoint)
        if at is None or row.mean is None:
            continue
        model.append(CoursePoint(row.checkpoint, at.ordinal, at.due_day, row.n, row.mean, row.low, row.high))
        means = (row.observed.mean, row.observed.low, row.observed.high)
        seen.append(CoursePoint(row.checkpoint, at.ordinal, at.due_day, row.n, *means))
    return model, seen


def _axis(points: tuple[CoursePoint, ...]) -> TimeAxis:
    names = {c.code: c for p in reading.clinic().programs for c in p.checkpoints}
    stops = [
        Stop(p.checkpoint, short_label(names[p.checkpoint].name), p.due_day, names[p.checkpoint].kind)
        for p in points
        if p.due_day is not None
    ]
    return TimeAxis(tuple(stops))


def responder_curve(cohort: Cohort, measure: Measure) -> None:
    """What share improved by at least x, for every x."""
    curve, limit = cohort.curve(measure), cohort.percentage_from
    if curve.why_not:
        html.show(states.empty(curve.why_not, "Choose another measure, or a checkpoint that somebody has reached."))
        return
    if curve.n < limit:
        html.show(states.too_few(curve.n, limit))
        return
    thresholds = cohort.thresholds(measure)
    show_finding(words.responder_curve(measure, curve, cohort.rates.get(measure.code), thresholds, limit))
    drawn = Picture(
        "responder_curve",
        responder_curve_alt(measure, curve, thresholds),
        lambda colours: draw_responder_curve(measure, curve, thresholds, colours),
    )
    picture.show(drawn)
    name = f"Cumulative responder curve of {measure.name}"
    take_away(drawn, responder_curve_table(measure, curve), name, of_curve(curve))


def lasting(cohort: Cohort, measure: Measure) -> None:
    """The end against a follow-up, on the same patients."""
    if not cohort.later:
        html.show(states.empty("No later checkpoint.", "Choose an earlier checkpoint to see what became of it."))
        return
    later = choose_coded("Follow-up", "later", list(cohort.later), checkpoint_name, cohort.later[0], 200)
    told, limit = cohort.lasting(later), cohort.percentage_from
    here, end, then = told.get(measure.code), checkpoint_name(cohort.checkpoint), checkpoint_name(later)
    show_finding(words.lasting(measure, here, end, then, limit))
    drawn = None
    if here is not None and here.n >= limit:
        rows = tables.lasting_rows(measure, here, inside(end), inside(then), limit)
        axis = axis_around_zero([v for row in rows for v in (row.low, row.high, row.value)], least_reach(measure))
        alt = intervals_alt(f"Improvement on {measure.name}, positive is better", rows)
        drawn = Picture("lasting", alt, lambda colours: draw_intervals(rows, axis, colours))
        html.show(caption(improvement_axis(measure)))
        picture.show(drawn)
    if told:
        measures = cohort.measures
        table = tables.lasting_table([(measures[code], row) for code, row in told.items()], limit)
        name = f"Does it last: {inside(end)} against {inside(then)}"
        take_away(drawn, table, name, of_lasting(told.values(), here), key="lasting", label="All measures")


def take_away(
    drawn: Picture | None,
    table: picture.Table,
    name: str,
    counts: Counts,
    key: str = "",
    label: str = picture.AS_TABLE,
) -> None:
    """The table of a cohort's picture and what of both may leave the clinic, under its limit for small numbers."""
    below = reading.clinic().suppress_below
    svg = drawn.svg if drawn is not None else None
    kept = leaving(table[1], counts, below)
    picture.show_as_table(table, name, key or (drawn.key if drawn else ""), svg, kept, below, label)


def least_reach(measure: Measure) -> float:
    top = measure.chart_highest or measure.highest
    return 1.0 if top is None else LEAST_REACH * (top - measure.lowest)


def improvement_axis(measure: Measure) -> str:
    """'Mean improvement in points; right of 0 is better.'"""
    return f"Mean improvement in {words.amount(measure, 2).removeprefix('2 ')}; right of 0 is better."


def effect_sizes(cohort: Cohort) -> None:
    """Five standardised mean improvements per measure."""
    told = cohort.effects()
    with st.expander("Effect sizes"):
        html.show(caption(EFFECT_NAMES))
        rows = [(cohort.measures[code], row) for code, row in told.items()]
        html.show(draw_table(*tables.effects_table(rows, cohort.percentage_from), "Standardised mean improvements"))


EFFECT_NAMES = (
    "Mean improvement over: SRM, the SD of the improvements; d_av, the mean of both SDs; d_p, the root of their mean variance; "
    "d_rm, the SD of the improvements corrected for the correlation of both scores; d_b, the SD at intake. 95% intervals. Positive "
    "is better. docs/explanation/effect-sizes.md"
)

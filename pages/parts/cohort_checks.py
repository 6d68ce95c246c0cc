"""What else could explain the numbers, what tells the end early, and what was done about bad news."""

from charts import cohort_in_words as words
from charts import cohort_tables as tables
from charts import states
from charts.export_counts import of_early, of_plans, of_regression
from charts.interval_plot import PERCENT, Axis, axis_around_zero, draw_intervals, intervals_alt
from charts.page_text import caption
from charts.table import draw_table
from domain.measure import Measure
from metrics.cohort_reading import Cohort
from metrics.floor_ceiling import notable_at_either
from pages.parts import html, picture
from pages.parts.coded import choose_coded
from pages.parts.cohort_asked import checkpoint_name
from pages.parts.cohort_improvement import improvement_axis, least_reach, take_away
from pages.parts.picture import Picture, show_finding

AREA = Axis(0, 1, ((0, "0"), (0.25, "0.25"), (0.5, "0.5: chance"), (0.75, "0.75"), (1, "1")), reference=0.5)


def regression_to_mean(cohort: Cohort, measure: Measure) -> None:
    """Expected by unreliability alone beside the observed change."""
    told, limit = cohort.regressions(measure), cohort.percentage_from
    first = told[0]
    sentence = words.regression(measure, first, limit)
    if first.why_not or first.n < limit:
        html.show(states.empty(sentence, "Choose another measure, or fewer filters."))
        return
    show_finding(sentence)
    rows = tables.regression_rows(measure, first, limit)
    axis = axis_around_zero([v for row in rows for v in (row.low, row.high, row.value)], least_reach(measure))
    html.show(caption(improvement_axis(measure)))
    alt = intervals_alt(f"Improvement on {measure.name}, positive is better", rows)
    drawn = Picture("regression", alt, lambda colours: draw_intervals(rows, axis, colours))
    picture.show(drawn)
    html.show(caption(words.reference(first)))
    table = tables.regression_table([(measure, row) for row in told], limit)
    take_away(drawn, table, "Expected regression to the mean", of_regression(told))


def early_response(cohort: Cohort, measure: Measure) -> None:
    """Which early change told who improves."""
    if not cohort.earlier:
        html.show(states.empty("No checkpoint between intake and this one.", "Choose a later checkpoint."))
        return
    usual = cohort.earlier[-1]
    early = choose_coded("Change by", "early", list(cohort.earlier), checkpoint_name, usual, 200)
    told = cohort.early(measure, early)
    show_finding(
        words.early_response(told, dict(cohort.measures), checkpoint_name(early), checkpoint_name(cohort.checkpoint))
    )
    rows = tables.early_rows(told, cohort.measures)
    title = f"Area under the curve for improvement on {measure.name}; 0.5 is a coin"
    drawn = Picture("early_response", intervals_alt(title, rows), lambda colours: draw_intervals(rows, AREA, colours))
    if rows:
        picture.show(drawn)
        html.show(caption("Ink: stands out after all comparisons. Grey: it does not."))
    if told.measures:
        table = tables.early_table(told, cohort.measures, cohort.percentage_from)
        take_away(drawn if rows else None, table, "Early response", of_early(told), key=drawn.key)


def plan_changes(cohort: Cohort) -> None:
    """How often, and how soon, the plan changed after a worse or behind verdict."""
    told, limit = cohort.plan_changes(), cohort.percentage_from
    show_finding(words.plan_changes(told, limit))
    rows = tables.plan_rows(told, limit)
    title = f"Plan changed within {told.flagged.within_days} days"
    drawn = Picture("plan_changes", intervals_alt(title, rows), lambda colours: draw_intervals(rows, PERCENT, colours))
    has_picture = told.flagged.changed.total >= limit
    if has_picture:
        picture.show(drawn)
    elif told.flagged.n:
        html.show(states.too_few(told.flagged.changed.total, limit, "verdict"))
    table = tables.plan_table(told, limit)
    take_away(drawn if has_picture else None, table, "Plans changed after a verdict", of_plans(told), key=drawn.key)


def ends_and_forms(cohort: Cohort) -> None:
    """Floor and ceiling, late and prorated forms."""
    intake, here, forms = cohort.scale_ends(cohort.intake), cohort.scale_ends(cohort.checkpoint), cohort.forms()
    if not forms and not here:
        html.show(states.empty("No form is due here yet.", "Choose an earlier checkpoint, or any time."))
        return
    limit, measures = cohort.percentage_from, cohort.due_measures
    said = [
        (m.short_name, notable_at_either((intake.get(m.code), here.get(m.code)), limit), forms[m.code].late)
        for m in measures
        if m.code in forms
    ]
    show_finding(words.ends_and_forms(said, limit))
    html.show(draw_table(*tables.ends_table(measures, intake, here, forms, limit), "Scale ends and forms"))

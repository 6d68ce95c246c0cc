"""How many people stand behind each row of a table that can be taken away, and what the row lets be worked out."""

from collections.abc import Iterable, Sequence

from charts.difference_plot import DifferenceRow
from charts.improvement_time_plot import STEP, TimeLine
from charts.responder_curve_plot import sampled_points
from metrics.control_chart import ControlChart
from metrics.early_response import EarlyResponses
from metrics.funnel import Funnel
from metrics.lasting import Lasting
from metrics.plan_change import PlanChangeRate
from metrics.regression_to_mean import RegressionToMean
from metrics.repeated_measures import RepeatedMeasures
from metrics.responder_curve import ResponderCurve
from metrics.responders import ResponderRate
from metrics.safe_export import Counts, Parts, parts_of
from metrics.tipping_point import TippingPoint


def of_responders(rates: Iterable[ResponderRate]) -> Counts:
    """The table holds every denominator; the picture one share of each measure with its bounds."""
    told = list(rates)
    rows = tuple(
        ()
        if rate.why_not
        else (
            *parts_of(rate.observed, rate.of_due, rate.of_enrolled, rate.best_case, rate.beyond_error, rate.worse),
            rate.n_missing,
            rate.enrolled - rate.due,
        )
        for rate in told
    )
    shown = [parts_of(rate.observed, rate.of_due, rate.best_case) for rate in told if not rate.why_not]
    return Counts(rows, tuple(part for parts in shown for part in parts))


def of_model(told: RepeatedMeasures) -> Counts:
    complete = told.n_complete
    return Counts(tuple((row.n, complete, row.n - complete) for row in told.means))


def of_curve(curve: ResponderCurve) -> Counts:
    """The picture holds every point, the table a few of them."""
    rows = tuple(parts_of(point.observed, point.of_due) for point in sampled_points(curve))
    whole = [part for point in curve.points for part in parts_of(point.observed, point.of_due)]
    return Counts(rows, tuple(whole))


def of_lasting(rows: Iterable[Lasting], shown: Lasting | None = None) -> Counts:
    """`shown`: the measure of the picture, which tells how many were seen, not how many improved."""
    picture = None if shown is None else _seen(shown)
    return Counts(
        tuple((*_seen(one), *parts_of(one.still_improved, one.late, one.worst_case, one.best_case)) for one in rows),
        picture,
    )


def _seen(told: Lasting) -> Parts:
    return (told.due, told.n, told.n_missing, told.n_with_baseline, told.n - told.n_with_baseline)


def of_regression(rows: Iterable[RegressionToMean]) -> Counts:
    return Counts(tuple((one.n,) for one in rows))


def of_early(told: EarlyResponses) -> Counts:
    return Counts(
        tuple(
            (row.n, row.missing_early, row.missing_later, *parts_of(row.outcome_rate, row.sensitivity, row.specificity))
            for row in told.measures
        )
    )


def of_plans(told: PlanChangeRate) -> Counts:
    return Counts(
        tuple((one.n, one.n_recent, one.n - one.n_recent, *parts_of(one.changed)) for one in (told.flagged, told.other))
    )


def of_control_chart(chart: ControlChart) -> Counts:
    """Newest first, as the table. A month without a point tells no count."""
    return Counts(tuple(_month(point.value, point.total) for point in reversed(chart.points)))


def _month(value: float | None, total: int | None) -> Parts:
    if value is None or not total:
        return ()
    count = round(value * total)
    return (total, count, total - count)


def of_times(lines: Sequence[TimeLine], horizon: int) -> Counts:
    return Counts(
        tuple(tuple(part for line in lines for part in _by(line, day)) for day in range(STEP, horizon + 1, STEP))
    )


def _by(line: TimeLine, day: int) -> Parts:
    """Still watched, and about how many had improved by then and had not."""
    told, n = line.curve.had_event_by(day), line.curve.n
    improved = 0 if told.share is None else round(told.share * n)
    return (told.at_risk, improved, n - improved)


def of_tipping(told: TippingPoint) -> Counts:
    behind = (told.n_due, told.n_unseen, told.n_due - told.n_unseen, told.n_without, told.n_unseen - told.n_without)
    return Counts(tuple(behind for _ in told.points))


def of_differences(rows: Sequence[DifferenceRow]) -> Counts:
    """Groups add up to all that are compared."""
    return Counts(tuple((row.n, row.n_due, row.n_due - row.n) for row in rows), sizes=tuple(row.n_due for row in rows))


def of_funnel(funnel: Funnel) -> Counts:
    counted = [(round(point.n), round(point.n * point.value)) for point in funnel.points]
    rows = tuple((n, improved, n - improved) for n, improved in counted)
    return Counts(rows, sizes=tuple(n for n, _ in counted))

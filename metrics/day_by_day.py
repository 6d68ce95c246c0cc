"""What does one dense series of one patient show: steps, what came before and after what was done, evenness, lead and lag?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.measure import Construct, Measure
from metrics.activity_pattern import ActivityPattern, activity_pattern
from metrics.around_event import WINDOW_DAYS, AroundEvent, Happening, across_phases, around_event, surgery_phases
from metrics.dense_series import DenseSeries
from metrics.lead_lag import LeadLag, lead_lag
from metrics.staircase import Staircase, staircase

LOOKED_AROUND = ("procedure", "surgery", "medication_change")
"""Kinds of events that get a window before and one after. Everything else that happened is named beside them."""


@dataclass(frozen=True)
class Order:
    """Two daily series of the patient, and which of them goes ahead."""

    leader: Measure
    follower: Measure
    answer: LeadLag

    @property
    def sentence(self) -> str:
        return self.answer.sentence(self.leader, self.follower)


@dataclass(frozen=True)
class DayByDay:
    """One series with all that is told of it.

    `around`: windows with at least one value on each side; `n_without_values`: happenings of the same kinds, in reach of
    the series, without. `activity` is None for a measure that is no daily activity; `orders` holds only what could be told.
    """

    series: DenseSeries
    stairs: Staircase
    around: tuple[AroundEvent, ...]
    n_without_values: int
    activity: ActivityPattern | None
    orders: tuple[Order, ...]


def day_by_day(
    series: DenseSeries, happenings: Sequence[Happening] = (), others: Iterable[DenseSeries] = ()
) -> DayByDay:
    """One series, what happened to the patient (`happenings`: oldest first), and the patient's other dense series."""
    measure, days, values = series.measure, series.days, series.values
    windows = [_window(series, one, happenings) for one in happenings if one.kind in LOOKED_AROUND]
    reached = [one for one in windows if any(phase.n for phase in one.phases)]
    told = tuple(one for one in reached if not one.differences[0].why_not)
    is_activity = measure.construct is Construct.ACTIVITY and series.is_daily
    return DayByDay(
        series=series,
        stairs=staircase(measure, days, values),
        around=told,
        n_without_values=len(reached) - len(told),
        activity=activity_pattern(measure, days, values) if is_activity else None,
        orders=tuple(order for order in _orders(series, others) if not order.answer.why_not),
    )


def _window(series: DenseSeries, one: Happening, happenings: Sequence[Happening]) -> AroundEvent:
    measure, days, values = series.measure, series.days, series.values
    if one.kind != "surgery":
        return around_event(measure, days, values, one, happenings)
    begun = [h.on_date for h in happenings if h.kind == "prehabilitation" and h.on_date < one.on_date]
    last_day = max(max(days), one.on_date + timedelta(days=1))
    phases = surgery_phases(
        one.on_date, last_day=last_day, prehabilitation_from=_last_run(begun, one.on_date), before_days=WINDOW_DAYS
    )
    return across_phases(measure, days, values, one, phases, happenings)


_PREHABILITATION_WITHIN = 182


def _last_run(begun: Sequence[date], surgery_on: date) -> date | None:
    """First day of the prehabilitation before this surgery: the earliest within half a year (the product's own setting)."""
    near = [day for day in begun if (surgery_on - day).days <= _PREHABILITATION_WITHIN]
    return min(near, default=None)


def _orders(series: DenseSeries, others: Iterable[DenseSeries]) -> Iterable[Order]:
    """Every pair with another daily series; the night goes before the day, as it is filed under its morning."""
    if not series.is_daily:
        return
    for other in others:
        if not other.is_daily or other.measure.code == series.measure.code:
            continue
        is_night = other.measure.construct is Construct.SLEEP and series.measure.construct is not Construct.SLEEP
        first, then = (other, series) if is_night else (series, other)
        answer = lead_lag(first.measure, first.days, first.values, then.measure, then.days, then.values)
        yield Order(first.measure, then.measure, answer)

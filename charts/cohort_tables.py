"""The tables of the cohort screen: columns and rows of written text, for the screen and for the command line."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from charts.cohort_in_words import interval, median_day, trait_name
from charts.interval_plot import IntervalRow
from charts.numbers import MINUS, difference, mean, number, span
from charts.table import Column
from domain.measure import Measure
from metrics.early_response import EarlyResponses
from metrics.effect_size import EffectSizes, StandardisedEffect
from metrics.floor_ceiling import FloorCeiling
from metrics.form_quality import FormQuality
from metrics.lasting import Lasting
from metrics.mean_interval import MeanInterval
from metrics.plan_change import PlanChangeRate, PlanChanges
from metrics.proportion import Proportion
from metrics.regression_to_mean import RegressionToMean
from metrics.repeated_measures import RepeatedMeasures
from metrics.who_left import StandardisedDifference, WhoLeft

Table = tuple[list[Column], list[list[str]]]
EFFECTS = ("SRM", "d_av", "d_p", "d_rm", "d_b")
NOT_TOLD = "–"


def _columns(*titles: str) -> list[Column]:
    """The first column is text, the others numbers."""
    return [Column(title, is_number=place > 0) for place, title in enumerate(titles)]


def share(told: Proportion | None, limit: int) -> str:
    """'12/40, 30% (18–45)', or '3/12' from too few."""
    if told is None or not told.total:
        return NOT_TOLD
    counted = f"{number(told.count)}/{number(told.total)}"
    ends = told.percent_interval(limit)
    return counted if ends is None else f"{counted}, {told.percent(limit)}% ({span(*map(str, ends))})"


def who_left_table(
    told: WhoLeft, measures: Mapping[str, Measure], name: Callable[[str, str], str], most: int | None = None
) -> Table:
    """Scores and traits at intake, those seen beside those not; with `most`, only so many, the largest differences first.
    `name(trait, level)` writes a level."""
    columns = _columns("At intake", "Seen", "Not seen", "Difference in SD (95% CI)")
    rows = [
        (row.difference, [_with_direction(row.name, measures), _mean(row.stayed), _mean(row.left)])
        for row in told.numbers
        if row.stayed.n + row.left.n
    ]
    rows += [
        (row.difference, [name(row.name, row.level), _counted(row.stayed), _counted(row.left)]) for row in told.levels
    ]
    if most is not None:
        rows = sorted(rows, key=lambda row: -abs(row[0].value or 0))[:most]
    return columns, [[*cells, _standardised(difference)] for difference, cells in rows]


def _with_direction(name: str, measures: Mapping[str, Measure]) -> str:
    measure = measures.get(name)
    arrow = f" {measure.direction[0]}" if measure is not None and measure.judged else ""
    return trait_name(name, dict(measures)) + arrow


def _mean(told: MeanInterval) -> str:
    if told.mean is None:
        return f"{NOT_TOLD} (n {number(told.n)})"
    spread = "" if told.low is None or told.sd is None else f", SD {mean(told.sd)}"
    return f"{mean(told.mean)}{spread} (n {number(told.n)})"


def _counted(told: Proportion) -> str:
    return f"{number(told.count)} of {number(told.total)}"


def _standardised(told: StandardisedDifference) -> str:
    if told.value is None or told.low is None or told.high is None:
        return NOT_TOLD
    return f"{_two(told.value)} ({span(_two(told.low), _two(told.high))})"


def _two(value: float) -> str:
    """Always two decimals, so that columns align: '0.80', '−0.05'."""
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and text != "0.00" else text


def lasting_table(rows: Iterable[tuple[Measure, Lasting]], limit: int) -> Table:
    """One row per measure."""
    columns = _columns(
        "Measure",
        "Due",
        "Seen twice",
        "Still improved",
        "Unseen lost – kept",
        "Improved late",
        "Mean change since (95% CI)",
    )
    written = [
        [
            measure.short_name,
            number(told.due),
            number(told.n),
            told.why_not or share(told.still_improved, limit),
            _bounds(told, limit),
            NOT_TOLD if told.why_not else share(told.late, limit),
            _change(measure, told.kept, limit),
        ]
        for measure, told in rows
    ]
    return columns, written


def _bounds(told: Lasting, limit: int) -> str:
    low, high = told.worst_case.percent(limit), told.best_case.percent(limit)
    return NOT_TOLD if low is None or high is None else f"{low}–{high}%"


def _change(measure: Measure, told: MeanInterval, limit: int) -> str:
    if told.mean is None or told.n < limit:
        return NOT_TOLD
    return f"{difference(measure, told.mean)} ({interval(measure, told.low, told.high)})"


def lasting_rows(measure: Measure, told: Lasting, end: str, later: str, limit: int) -> list[IntervalRow]:
    """Improvement since intake at both times, and since the end; positive is better."""
    whose = f"{number(told.n_with_baseline)} with all three scores"
    return [
        _improvement_row(measure, f"Since intake, at {end}", told.gain_at_end, whose, limit, is_quiet=True),
        _improvement_row(measure, f"Since intake, at {later}", told.gain_later, whose, limit),
        _improvement_row(measure, f"Since {end}", told.kept, f"{number(told.n)} seen at both", limit),
    ]


def regression_rows(measure: Measure, told: RegressionToMean, limit: int) -> list[IntervalRow]:
    """Expected from unreliability alone, observed, and what is left."""
    whose = f"{number(told.n)} patients"
    return [
        _improvement_row(measure, "Expected from unreliability alone", told.expected, whose, limit, is_quiet=True),
        _improvement_row(measure, "Observed", told.observed, whose, limit),
        _improvement_row(measure, "Beyond", told.beyond, whose, limit),
    ]


def _improvement_row(
    measure: Measure, name: str, told: MeanInterval, note: str, limit: int, is_quiet: bool = False
) -> IntervalRow:
    if told.mean is None or told.n < limit:
        return IntervalRow(name, "too few", note, is_quiet=is_quiet)
    ends = interval(measure, told.low, told.high)
    text = difference(measure, told.mean) + (f" ({ends})" if ends else "")
    return IntervalRow(name, text, note, told.mean, told.low, told.high, is_quiet)


def regression_table(rows: Iterable[tuple[Measure, RegressionToMean]], limit: int) -> Table:
    """One row per reference mean."""
    columns = [
        Column("Reference mean"),
        Column("Reliability"),
        *_columns("", "n", "Expected", "Observed", "Beyond")[1:],
    ]
    written = []
    for measure, told in rows:
        named = NOT_TOLD if told.reference is None else f"{told.reference.name}, {mean(told.reference.mean)}"
        known = NOT_TOLD if told.reliability is None else f"{told.reliability.value:.2f}, {told.reliability.basis}"
        means = [_change(measure, one, limit) for one in (told.expected, told.observed, told.beyond)]
        written.append([named, known, number(told.n), *means])
    return columns, written


def effects_table(rows: Iterable[tuple[Measure, EffectSizes]], limit: int) -> Table:
    """One row per measure; five standardised mean improvements, each with its interval."""
    columns = _columns("Measure", "n", "r of both scores", *EFFECTS)
    written = []
    for measure, told in rows:
        few = told.n < limit or bool(told.why_not)
        r = NOT_TOLD if few or told.correlation is None else f"{told.correlation:.2f}"
        effects = [NOT_TOLD if few else _effect(told.effect(name)) for name in EFFECTS]
        written.append([measure.short_name, number(told.n), r, *effects])
    return columns, written


def _effect(told: StandardisedEffect) -> str:
    if told.value is None:
        return NOT_TOLD
    ends = "" if told.low is None or told.high is None else f" ({span(_two(told.low), _two(told.high))})"
    return f"{_two(told.value)}{ends}"


def early_rows(told: EarlyResponses, measures: Mapping[str, Measure]) -> list[IntervalRow]:
    """The area of every measure with enough patients, on a scale of 0 to 1."""
    rows = []
    for row in told.measures:
        if row.why_not or row.area.auc is None:
            continue
        ends = "" if row.area.low is None or row.area.high is None else f" ({row.area.low:.2f}–{row.area.high:.2f})"
        name = measures[row.measure].short_name
        note = f"n {number(row.n)}" + (", stands out" if row.stands else "")
        rows.append(
            IntervalRow(
                name, f"{row.area.auc:.2f}{ends}", note, row.area.auc, row.area.low, row.area.high, not row.stands
            )
        )
    return rows


def early_table(told: EarlyResponses, measures: Mapping[str, Measure], limit: int) -> Table:
    """One row per measure: who was told, sensitivity, specificity, area, adjusted p."""
    columns = _columns(
        "Measure", "n", "No early change", "No outcome", "Sensitivity", "Specificity", "Area (95% CI)", "Adjusted p"
    )
    written = []
    for row in told.measures:
        counts = [number(row.n), number(row.missing_early), number(row.missing_later)]
        if row.why_not:
            written.append([measures[row.measure].short_name, *counts, *[NOT_TOLD] * 3, row.why_not])
            continue
        area = NOT_TOLD if row.area.auc is None else f"{row.area.auc:.2f}"
        if row.area.low is not None and row.area.high is not None:
            area += f" ({row.area.low:.2f}–{row.area.high:.2f})"
        p = NOT_TOLD if row.adjusted_p is None else "< 0.001" if row.adjusted_p < 0.001 else f"{row.adjusted_p:.3f}"
        shares = [share(one, limit) for one in (row.sensitivity, row.specificity)]
        written.append([measures[row.measure].short_name, *counts, *shares, area, p])
    return columns, written


def plan_rows(told: PlanChangeRate, limit: int) -> list[IntervalRow]:
    """Share with a change within the days, after a worse or behind verdict and after any other; in percent."""
    rows = ((f"After a {told.what} verdict", told.flagged, False), ("After any other verdict", told.other, True))
    return [_plan_row(name, changes, limit, quiet) for name, changes, quiet in rows]


def _plan_row(name: str, changes: PlanChanges, limit: int, is_quiet: bool) -> IntervalRow:
    told, ends = changes.changed, changes.changed.percent_interval(limit)
    note = f"{number(told.count)} of {number(told.total)}"
    if ends is None or told.share is None:
        return IntervalRow(name, "too few", note, is_quiet=is_quiet)
    text = f"{told.percent(limit)}% ({span(*map(str, ends))})"
    return IntervalRow(name, text, note, 100 * told.share, ends[0], ends[1], is_quiet)


def plan_table(told: PlanChangeRate, limit: int) -> Table:
    columns = _columns(
        "Verdict", "Episodes", "Too recent", f"Changed within {told.flagged.within_days} days", "Median days (95% CI)"
    )
    rows = [
        [name, number(one.n), number(one.n_recent), share(one.changed, limit), median_day(one.until_change.median)]
        for name, one in ((told.what.capitalize(), told.flagged), ("Any other", told.other))
    ]
    return columns, rows


def ends_table(
    measures: Sequence[Measure],
    intake: Mapping[str, FloorCeiling],
    here: Mapping[str, FloorCeiling],
    forms: Mapping[str, FormQuality],
    limit: int,
) -> Table:
    """Scale ends at intake and here, late, too late and prorated forms; one row per measure."""
    columns = _columns(
        "Measure", "At worst, intake", "No room to improve, intake", "At best, here", "Forms due", "Filled", "Late", "After closing",
        "Prorated", "Median days from due day",
    )  # fmt: skip
    rows = []
    for measure in measures:
        start, now, form = intake.get(measure.code), here.get(measure.code), forms.get(measure.code)
        scale = [_end(start, "at_worst", limit), _end(start, "no_room_to_improve", limit), _end(now, "at_best", limit)]
        rows.append([measure.short_name, *scale, *_form(form, limit)])
    return columns, rows


def _end(told: FloorCeiling | None, field: str, limit: int) -> str:
    return NOT_TOLD if told is None or told.why_not else share(getattr(told, field), limit)


def _form(told: FormQuality | None, limit: int) -> list[str]:
    if told is None:
        return [NOT_TOLD] * 6
    shares = [share(one, limit) for one in (told.filled, told.late, told.after_closing, told.prorated)]
    return [number(told.due), *shares, NOT_TOLD if told.median_days is None else number(told.median_days, 0)]


def modelled_table(measure: Measure, told: RepeatedMeasures, name: Callable[[str], str]) -> Table:
    """Model, seen and completers at every checkpoint."""
    columns = _columns(
        "Checkpoint", "With form", "Model (95% CI)", "Seen", f"All forms in (n {number(told.n_complete)})"
    )
    rows = [
        [
            name(row.checkpoint),
            number(row.n),
            NOT_TOLD if row.mean is None else f"{mean(row.mean)}{_ends(row.low, row.high)}",
            NOT_TOLD if row.observed.mean is None else mean(row.observed.mean),
            NOT_TOLD if row.completers.mean is None else mean(row.completers.mean),
        ]
        for row in told.means
    ]
    return columns, rows


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({span(mean(low), mean(high))})"

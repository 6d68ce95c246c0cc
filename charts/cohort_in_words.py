"""What each card of the cohort screen found, in a sentence to read aloud. The command line says the same."""

from collections.abc import Callable, Sequence

from charts.numbers import amount, difference, number, span, spoken_amount
from charts.responder_curve_plot import Thresholds, threshold_in_words
from domain.measure import Measure
from metrics.benchmark_comparison import BenchmarkComparison
from metrics.control_chart import ControlChart, Gap
from metrics.early_response import EarlyResponse, EarlyResponses
from metrics.lasting import Lasting
from metrics.plan_change import PlanChangeRate
from metrics.proportion import Proportion
from metrics.regression_to_mean import RegressionToMean
from metrics.repeated_measures import ModelledChange, RepeatedMeasures
from metrics.responder_curve import ResponderCurve
from metrics.responders import ResponderRate
from metrics.survival import MedianDay
from metrics.time_to_improvement import ImprovedFirst, TimeToImprovement
from metrics.tipping_point import TippingPoint
from metrics.who_left import LevelAtIntake, NumberAtIntake, StandardisedDifference, WhoLeft


def inside(name: str) -> str:
    """A checkpoint's name inside a sentence: 'program end', '3 months'."""
    return name[:1].lower() + name[1:]


def share(told: Proportion, limit: int) -> str:
    """'38 of 50 (76%, 95% interval 63–86)', or '3 of 7' from too few."""
    ends = told.percent_interval(limit)
    if ends is None:
        return f"{number(told.count)} of {number(told.total)}"
    return (
        f"{number(told.count)} of {number(told.total)} ({told.percent(limit)}%, 95% interval {span(*map(str, ends))})"
    )


def interval(measure: Measure, low: float | None, high: float | None) -> str:
    """'8.6–11.8', '−0.4 to 2.1', or '' where there is none."""
    if low is None or high is None:
        return ""
    return span(*(difference(measure, end).lstrip("+") for end in (low, high)))


def change(measure: Measure, value: float) -> str:
    """'improved by 10.2 points', 'got worse by 3 points', 'did not change'."""
    written = difference(measure, value)
    if written.startswith("±"):
        return "did not change"
    return f"{'improved' if value > 0 else 'got worse'} by {spoken_amount(measure, written[1:])}"


# ---------- average course ----------


def average_course(measure: Measure, model: RepeatedMeasures, checkpoint: str, name: str) -> list[str]:
    """The modelled improvement, what those seen at both show, and how far the two lie apart."""
    if model.why_not:
        return [f"{model.why_not} The points are the means of those seen."]
    told = next((row for row in model.changes if row.checkpoint == checkpoint), None)
    if told is None or told.improvement is None:
        why = model.why_no_change or next((row.why for row in model.left_out if row.checkpoint == checkpoint), "")
        return [f"No modelled change at {inside(name)}. {why}".strip()]
    ends = interval(measure, told.low, told.high)
    bounds = f", 95% interval {ends}" if ends else ""
    sentences = [
        f"{measure.short_name} {change(measure, told.improvement)} on average by {inside(name)}, those who left counted "
        f"(model of {number(model.n_patients)} patients{bounds})."
    ]
    return [*sentences, *_beside(measure, model, told, checkpoint, name)]


def against_benchmarks(measure: Measure, told: Sequence[BenchmarkComparison]) -> list[str]:
    """'At intake: mean 6.9 (95% interval 6.7–7.1, 319 patients), similar to the norm, or too few to tell: … 7 (unverified).'"""
    return [_against(measure, one) for one in told]


def _against(measure: Measure, told: BenchmarkComparison) -> str:
    known = told.benchmark
    is_share = known.statistic.is_share
    mark = "" if known.source is not None and known.source.verified else ", unverified"
    value = f"{round(100 * known.value)}%" if is_share else number(known.value)
    named = f"{known.label} ({value}{mark})"
    if told.estimate is None or told.low is None or told.high is None:
        return f"{measure.short_name} is {told.text}; {named}."
    numbers_told = [100 * x if is_share else x for x in (told.estimate, told.low, told.high)]
    estimate, low, high = (number(round(x, 0 if is_share else 1)) for x in numbers_told)
    what = "share improved" if is_share else "mean at intake"
    unit = "%" if is_share else ""
    return (
        f"{measure.short_name}, {what}: {estimate}{unit} (95% interval {span(low, high)}, {number(told.n)} patients), "
        f"{told.text}; {named}."
    )


def _beside(measure: Measure, model: RepeatedMeasures, told: ModelledChange, checkpoint: str, name: str) -> list[str]:
    sentences = []
    if told.paired.mean is not None and told.improvement is not None:
        gap = told.paired.mean - told.improvement
        sentences.append(
            f"The {number(told.n)} seen at both {change(measure, told.paired.mean)}, "
            f"{_gap(measure, gap)}{_completers(measure, told)}."
        )
    left_out = [row for row in model.left_out if row.checkpoint != checkpoint]
    if left_out:
        sentences.append(
            f"{number(len(left_out))} other checkpoint{'s' if len(left_out) > 1 else ''} had too few forms to enter the model."
        )
    return sentences


def _gap(measure: Measure, gap: float) -> str:
    written = difference(measure, gap)
    if written.startswith("±"):
        return "the same"
    return f"{spoken_amount(measure, written[1:])} {'more' if gap > 0 else 'less'} than the model"


def _completers(measure: Measure, told: ModelledChange) -> str:
    if told.completers.mean is None or told.completers.low is None:
        return ""
    return f"; the {number(told.completers.n)} with every form {change(measure, told.completers.mean)}"


# ---------- tipping point ----------


def tipping(measure: Measure, told: TippingPoint, name: str) -> str:
    """How much worse than expected the unseen must have fared for the improvement to vanish."""
    if told.why_not:
        return f"Tipping point: {told.why_not}"
    if not told.n_unseen:
        return f"Everybody due at {inside(name)} was seen, so nobody unseen could change this."
    unseen = f"the {number(told.n_unseen)} of {number(told.n_due)} due without a score of {measure.short_name}"
    if told.points and told.points[0].high < 0:
        return f"The mean got worse, so there is no improvement that {unseen} could undo."
    if told.covers_zero_at is None:
        return f"No assumption about {unseen} brings the interval to no change."
    if told.covers_zero_at == 0:
        return f"The interval covers no change already, before anything is assumed of {unseen}."
    beyond = " (more than the whole scale)" if _exceeds_scale(measure, told.covers_zero_at) else ""
    return (
        f"{unseen[:1].upper()}{unseen[1:]} would have to have fared {amount(measure, told.covers_zero_at)} worse than the model "
        f"expects{beyond} before the interval covered no change."
    )


def _exceeds_scale(measure: Measure, delta: float) -> bool:
    return measure.highest is not None and delta > measure.highest - measure.lowest


# ---------- who left ----------


def who_left(
    told: WhoLeft, measures: dict[str, Measure], name: str, least: int, level: Callable[[str, str], str]
) -> str:
    """Where those not seen differed most at intake. `level(trait, code)` writes a level: 'Site: Riverside'."""
    if told.why_not:
        return told.why_not
    counts = f"{number(told.n_left)} of {number(told.n_left + told.n_stayed)} due at {inside(name)} were not seen"
    rows: list[tuple[StandardisedDifference, str]] = [
        (row.difference, _number_said(row, measures)) for row in told.numbers if row.difference.value is not None
    ]
    rows += [(row.difference, _level_said(row, level)) for row in told.levels if row.difference.value is not None]
    if not rows:
        return f"{counts}. Too few on one side (under {least}) to compare the two at intake."
    clear = [row for row in rows if row[0].low is not None and row[0].high is not None and row[0].low * row[0].high > 0]
    if not clear:
        return f"{counts}. No difference at intake is clear of chance, among {len(rows)} compared."
    most = max(clear, key=lambda row: abs(row[0].value or 0))
    alone = "this one is" if len(clear) == 1 else f"{len(clear)} are"
    return f"{counts}. At intake {most[1]}; of {len(rows)} differences looked at, {alone} clear of chance taken one by one."


def _number_said(row: NumberAtIntake, measures: dict[str, Measure]) -> str:
    measure = measures.get(row.name)
    means = f"mean {number(row.left.mean or 0, 1)} against {number(row.stayed.mean or 0, 1)}"
    if measure is None or row.left_better is None:
        more = "higher" if (row.difference.value or 0) > 0 else "lower"
        return f"{trait_name(row.name, measures)} was {more} among them ({means})"
    return f"they were {'better' if row.left_better else 'worse'} on {measure.short_name} ({means})"


def _level_said(row: LevelAtIntake, level: Callable[[str, str], str]) -> str:
    more = "more" if (row.difference.value or 0) > 0 else "less"
    counts = f"{row.left.count:,} of {row.left.total:,}, against {row.stayed.count:,} of {row.stayed.total:,}"
    return f"{level(row.name, row.level)} was {more} frequent among them ({counts})"


def trait_name(name: str, measures: dict[str, Measure]) -> str:
    """A score's or trait's name as a table says it."""
    if name in measures:
        return measures[name].short_name
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


# ---------- responder curve ----------


def responder_curve(
    measure: Measure, curve: ResponderCurve, rate: ResponderRate | None, thresholds: Thresholds, limit: int
) -> list[str]:
    """The share at the meaningful change, and the amount that half reached."""
    if curve.why_not:
        return [curve.why_not]
    sentences = []
    if rate is not None and not rate.why_not and thresholds is not None:
        unit = spoken_amount(measure, threshold_in_words(thresholds))
        which = unit if thresholds[0] == thresholds[1] else f"{unit}, by intake score"
        sentences.append(
            f"{share(rate.observed, limit)} improved meaningfully ({which}); of all due, {share(rate.of_due, limit)}."
        )
    elif thresholds is None:
        sentences.append("No meaningful change is known for this measure, so no threshold is marked.")
    half = half_reached(curve)
    if half is not None:
        reached = f"improved by {amount(measure, half)} or more" if half > 0 else "did not improve"
        sentences.append(f"Half of the {number(curve.n)} seen {reached}.")
    return sentences


def half_reached(curve: ResponderCurve) -> float | None:
    """The largest amount by which at least half of those seen improved."""
    reached = [point.amount for point in curve.points if (point.observed.share or 0) >= 0.5]
    return max(reached, default=None)


# ---------- does it last ----------


def lasting(measure: Measure, told: Lasting | None, end: str, later: str, limit: int) -> list[str]:
    """Of those improved at the end, who still is; and the mean since."""
    if told is None or not told.due:
        return [f"Nobody is due at {inside(later)} yet."]
    if not told.n:
        return [f"{number(told.due)} are due at {inside(later)}; nobody has a score at both times."]
    sentences = []
    if not told.why_not and told.worst_case.total:
        bounds, again = _bounds(told, limit), "was" if told.still_improved.total == 1 else "were"
        sentences.append(
            f"Of {number(told.worst_case.total)} improved at {inside(end)} and due at {inside(later)}, {number(told.still_improved.total)} "
            f"{again} seen again and {share(told.still_improved, limit)} still are{bounds}."
        )
    if told.kept.mean is not None and told.n >= limit:
        ends = interval(measure, told.kept.low, told.kept.high)
        covers = told.kept.low is not None and told.kept.high is not None and told.kept.low <= 0 <= told.kept.high
        said = (
            "no clear change on average since" if covers else f"on average they {change(measure, told.kept.mean)} since"
        )
        sentences.append(
            f"{number(told.n)} seen at both times: {said} ({difference(measure, told.kept.mean)}, 95% interval {ends})."
        )
    return sentences or [f"{number(told.n)} of {number(told.due)} due were seen at both times, too few for an average."]


def _bounds(told: Lasting, limit: int) -> str:
    low, high = told.worst_case.percent(limit), told.best_case.percent(limit)
    if low is None or high is None or not told.n_lost:
        return ""
    return f"; counting the {number(told.n_lost)} not seen, between {low}% and {high}%"


# ---------- over time ----------


def over_time(chart: ControlChart, months_each: int, limit: int) -> str:
    """Is it changing, or only varying? And why some months have no point."""
    hidden = sum(point.gap is Gap.SUPPRESSED for point in chart.points)
    shown = sum(point.value is not None for point in chart.points)
    unit = "quarter" if months_each == 3 else "month"
    hidden_said = (
        f"{number(hidden)} {unit}{'' if hidden == 1 else 's'} with fewer than {limit} patients {'is' if hidden == 1 else 'are'} not shown (×)."
        if hidden
        else ""
    )
    if chart.why_not:
        fact = f"No limits: {chart.why_not}." if shown else f"No {unit} has {limit} patients or more."
        return " ".join(filter(None, [fact, hidden_said]))
    count = len(chart.signals)
    if not count:
        said = f"No signal in {number(shown)} {unit}s: they vary no more than usual."
    else:
        said = f"{number(count)} of {number(shown)} {unit}s {'is' if count == 1 else 'are'} part of a signal: look for what changed then."
    quarters = f"By quarter, because most months have fewer than {limit} patients." if months_each == 3 else ""
    return " ".join(filter(None, [said, quarters, hidden_said]))


def function_before_pain(function: Measure, pain: Measure, told: ImprovedFirst, limit: int) -> list[str]:
    """Which improved first, in the same episodes."""
    if told.why_not:
        return [f"{told.why_not[:1].upper()}{told.why_not[1:]}."]
    decided = told.n_first + told.n_second
    sentences = [
        f"{function.short_name} improved before {pain.short_name} in {share(told.first_share, limit)} of those with one clearly first."
        if decided
        else "In nobody did one clearly improve before the other."
    ]
    sentences.append(
        f"Of {number(told.n)} with both: together {number(told.n_together)}, neither {number(told.n_neither)}, order not clear "
        f"{number(told.n_unclear)}."
    )
    gap = told.difference
    if gap.difference is not None and gap.low is not None and gap.high is not None and told.n >= limit:
        sooner = "sooner" if gap.difference < 0 else "later"
        ends = sorted((abs(gap.low), abs(gap.high))) if gap.low * gap.high > 0 else [gap.low, gap.high]
        clear = "" if gap.low * gap.high > 0 else "; no clear difference"
        sentences.append(
            f"Within {number(gap.horizon or 0, 0)} days {function.short_name} came {number(abs(gap.difference), 0)} days {sooner} on "
            f"average (95% interval {span(*(number(end, 0) for end in ends))} days{clear})."
        )
    return sentences


def improvement_time(measure: Measure, told: TimeToImprovement) -> str:
    """Who stands behind one curve, and the median day with the two days between which improvement came."""
    unverified = "" if told.verified else ", threshold unverified"
    ended = ", ".join(f"{why} {number(n)}" for why, n in told.ended.items() if n)
    left_out = told.n_no_baseline + told.n_no_rule
    return (
        f"{measure.short_name} ({told.threshold}{unverified}): {number(told.n_improved)} of {number(told.n)} seen to improve; not improved: "
        f"{ended or 'nobody'}; left out, no intake score or rule: {number(left_out)}. Median day, first seen: {median_day(told.curve.median)}."
    )


def median_day(told: MedianDay) -> str:
    """'87 (83–92)', 'not reached'."""
    if told.day is None:
        return "not reached"
    low, high = (("?" if end is None else number(end, 0)) for end in (told.low, told.high))
    return f"{number(told.day, 0)} ({low}–{high})"


# ---------- checks of method ----------


def regression(measure: Measure, told: RegressionToMean, limit: int) -> str:
    """How much of the improvement unreliability alone would have brought, against a named mean."""
    if told.why_not:
        return f"Not computed: {told.why_not[:1].lower()}{told.why_not[1:]}"
    if told.n < limit or told.expected.mean is None or told.observed.mean is None:
        return f"{number(told.n)} patients have both scores: too few to tell."
    assert told.reference is not None
    return (
        f"They {change(measure, told.observed.mean)}; unreliability alone would have brought "
        f"{_alone(measure, told.expected.mean)}, a return towards {told.reference.name} "
        f"(mean {number(told.reference.mean, 1)})."
    )


def _alone(measure: Measure, value: float) -> str:
    """'an improvement of 1.4 points', 'a worsening of 2 points', 'no change': its direction need not be the observed one."""
    written = difference(measure, value).lstrip("+−")
    if written.startswith("±"):
        return "no change"
    return f"{'an improvement' if value > 0 else 'a worsening'} of {spoken_amount(measure, written)}"


def reference(told: RegressionToMean) -> str:
    """What the expectation rests on, and who is missing from it."""
    if told.reference is None or told.reliability is None:
        return ""
    marks = [] if told.reference.verified else ["reference unverified"]
    marks += [] if told.reliability.verified else ["reliability unverified"]
    small = f" ({', '.join(marks)})" if marks else ""
    behind = "" if told.reference.n is None else f", n {number(told.reference.n)}"
    return (
        f"Reference: {told.reference.name}{behind}. Reliability {told.reliability.value:.2f}: {told.reliability.basis}{small}. "
        f"{number(told.missing)} due without both scores are left out."
    )


def early_response(told: EarlyResponses, measures: dict[str, Measure], early: str, end: str) -> str:
    """Which early change told the end, if one did."""
    outcome = measures[told.outcome].short_name
    if told.best is None:
        looked = len([row for row in told.measures if not row.why_not])
        tail = f"; {looked} measures had enough patients" if looked else ""
        return f"Improvement of {outcome} at {inside(end)} from change by {inside(early)}: {told.why_not}{tail}."
    best = next(row for row in told.measures if row.measure == told.best)
    near = [measures[code].short_name for code in told.not_worse]
    beside = f" {', '.join(near)} cannot be told apart from it." if near else ""
    own = (
        " It shares its intake score with the outcome, and agrees in part for that reason alone."
        if best.shares_baseline
        else ""
    )
    return (
        f"Change by {inside(early)} on {measures[best.measure].short_name} told best who improved on {outcome} at {inside(end)} "
        f"(area {_area(best)}, {number(best.n)} patients).{beside}{own}"
    )


def _area(row: EarlyResponse) -> str:
    area = row.area
    if area.auc is None:
        return "not known"
    ends = (
        "" if area.low is None or area.high is None else f", 95% interval {span(f'{area.low:.2f}', f'{area.high:.2f}')}"
    )
    return f"{area.auc:.2f}{ends}"


def plan_changes(told: PlanChangeRate, limit: int) -> list[str]:
    """How often and how soon the plan changed after a worse or behind verdict, beside the base rate."""
    if told.flagged.why_not:
        return [f"After a {told.what} verdict: {told.flagged.why_not}."]
    days = told.flagged.within_days
    sentences = [
        f"After a {told.what} verdict the plan was changed within {days} days in {share(told.flagged.changed, limit)}."
    ]
    if told.other.changed.total:
        sentences.append(f"After any other verdict: {share(told.other.changed, limit)}.")
    sentences.append(f"Median days to the first change: {median_day(told.flagged.until_change.median)}.")
    return sentences


def ends_and_forms(rows: Sequence[tuple[str, bool | None, Proportion]], limit: int) -> str:
    """`rows`: name, more than 15 % at one end, at intake or here (None: too few to say), late of the filled."""
    if not rows:
        return "No form is due here."
    notable = [name for name, is_notable, _ in rows if is_notable]
    late = max(
        (row for row in rows if row[2].percent(limit) is not None), key=lambda row: row[2].share or 0, default=None
    )
    first = (
        f"More than 15% stand at one end of the scale, at intake or here: {', '.join(notable)}."
        if notable
        else "No scale has more than 15% at one end, at intake or here."
        if any(is_notable is not None for _, is_notable, _ in rows)
        else "Too few patients to say how many stand at the ends of a scale."
    )
    second = f" Late most often: {late[0]}, {late[2].wording(limit)} of the filled." if late and late[2].count else ""
    return first + second

"""A cohort as lines of text, for the command line: the sentences of the screen, and one line per measure."""

from collections.abc import Callable, Iterator, Sequence

from charts import cohort_in_words as words
from charts.control_chart_plot import limits_in_words
from domain.measure import Measure
from metrics.cohort_reading import Cohort
from metrics.cohort_summary import cohort_summary
from metrics.floor_ceiling import notable_at_either
from metrics.responders import ResponderRate

Name = Callable[[str], str]


def cohort_lines(
    cohort: Cohort, measure: Measure, title: str, name: Name, level: Callable[[str, str], str]
) -> Iterator[str]:
    """Everything that the cohort screen says, with `measure` chosen. `name(code)` is a checkpoint's name; `level(trait, code)`
    writes a level of a trait."""
    limit, here = cohort.percentage_from, name(cohort.checkpoint)
    rates = [(cohort.measures[code], rate) for code, rate in cohort.rates.items()]
    yield title
    yield cohort_summary(rates, cohort.here, percentage_from=limit).text
    yield from _titled("Patients who improved meaningfully", [_responders(m, rate, limit) for m, rate in rates])
    yield from _titled(f"Average course, {measure.short_name}", _course(cohort, measure, here))
    left = words.who_left(cohort.who_left(), dict(cohort.measures), here, limit, level)
    yield from _titled("Who left", [left])
    curve, thresholds = cohort.curve(measure), cohort.thresholds(measure)
    rate = cohort.rates.get(measure.code)
    told = (
        [_too_few(curve.n, limit)]
        if 0 < curve.n < limit
        else words.responder_curve(measure, curve, rate, thresholds, limit)
    )
    yield from _titled(f"Improved by at least so much, {measure.short_name}", told)
    if cohort.later:
        later = cohort.later[0]
        found = words.lasting(measure, cohort.lasting(later).get(measure.code), here, name(later), limit)
        yield from _titled(f"Does it last, {measure.short_name}", found)
    yield from _over_time(cohort, measure, limit)
    yield from _checks(cohort, measure, name, limit)


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {line}" for line in lines if line)


def _too_few(count: int, limit: int) -> str:
    return f"{count} patient{'' if count == 1 else 's'}. Too few to show a percentage; from {limit} on."


def _responders(measure: Measure, rate: ResponderRate, limit: int) -> str:
    if rate.why_not:
        return f"{measure.short_name}: {rate.why_not}."
    return f"{measure.short_name}: {words.share(rate.observed, limit)} of those seen; of all due {words.share(rate.of_due, limit)}"


def _course(cohort: Cohort, measure: Measure, here: str) -> list[str]:
    lines = words.average_course(measure, cohort.modelled(measure), cohort.checkpoint, here)
    lines += words.against_benchmarks(measure, cohort.against_benchmarks(measure))
    return [*lines, words.tipping(measure, cohort.tipping(measure), here)] if measure.needs_baseline else lines


def _over_time(cohort: Cohort, measure: Measure, limit: int) -> Iterator[str]:
    series = (
        (f"Share improved over time, {measure.short_name}", cohort.share_by_month(measure, of_due=False)),
        ("Completeness over time", cohort.completeness_by_month()),
    )
    for title, told in series:
        yield from _titled(title, [words.over_time(told.chart, told.months_each, limit), limits_in_words(told.chart)])
    both = cohort.function_and_pain()
    if both.first is not None:
        function, pain = cohort.measures[both.first.first], cohort.measures[both.first.second]
        yield from _titled("Function before pain", words.function_before_pain(function, pain, both.first, limit))


def _checks(cohort: Cohort, measure: Measure, name: Name, limit: int) -> Iterator[str]:
    regressions = [words.regression(measure, told, limit) for told in cohort.regressions(measure)]
    yield from _titled(f"Regression to the mean, {measure.short_name}", regressions)
    if cohort.earlier:
        early = cohort.earlier[-1]
        said = words.early_response(
            cohort.early(measure, early), dict(cohort.measures), name(early), name(cohort.checkpoint)
        )
        yield from _titled("Early response", [said])
    yield from _titled(
        "Plans changed after a worse or behind verdict", words.plan_changes(cohort.plan_changes(), limit)
    )
    intake, here, forms = cohort.scale_ends(cohort.intake), cohort.scale_ends(cohort.checkpoint), cohort.forms()
    rows = [
        (m.short_name, notable_at_either((intake.get(m.code), here.get(m.code)), limit), forms[m.code].late)
        for m in cohort.due_measures
        if m.code in forms
    ]
    yield from _titled("Floor, ceiling and forms", [words.ends_and_forms(rows, limit)])

"""What goes in words with a comparison of groups: on the screen and on the command line."""

from charts.change_list import cited
from charts.difference_plot import KEY
from charts.numbers import amount, difference, span
from domain.measure import Better, Measure
from metrics.comparison_statistics import Question
from metrics.comparison_summary import ComparisonSummary, comparison_summary, listed
from metrics.funnel import Funnel
from metrics.group_comparison import GroupComparison
from metrics.responders import responder_rule


def title(question: Question) -> str:
    """'Sites compared, program end: Interdisciplinary 12-week'."""
    program = question.scope.program
    among = f": {question.clinic.name_of('programs', program)}" if program else ""
    return f"{question.by.capitalize()}s compared, {inside_a_sentence(question.checkpoint.name)}{among}"


def inside_a_sentence(name: str) -> str:
    """A checkpoint's name: 'program end', '3 months'."""
    return name[:1].lower() + name[1:]


def summary(question: Question, told: GroupComparison, is_weighted: bool) -> ComparisonSummary:
    measure = question.measure
    return comparison_summary(
        told,
        what=measure.short_name,
        checkpoint=inside_a_sentence(question.checkpoint.name),
        order=order_of(question, told),
        name=question.name,
        amount=lambda value: amount(measure, value),
        span=lambda low, high: span(*(difference(measure, end).lstrip("+") for end in (low, high))),
        is_weighted=is_weighted,
    )


def order_of(question: Question, told: GroupComparison) -> list[str]:
    return question.in_order(group.group for group in told.plain.differences.groups)


def unit_and_direction(measure: Measure) -> str:
    falls = "a fall of the score" if measure.better is Better.LOWER else "a rise of the score"
    return f"Improvement ({falls}) beyond what such patients show on the whole, in {amount(measure, 2).removeprefix('2 ')}."


def notes(question: Question, told: GroupComparison, is_weighted: bool, key: str = KEY) -> str:
    """What goes with the differences: which are shrunken (`key`), the weights, who stands together."""
    version = told.weighted if is_weighted else told.plain
    shrunken = key if version.shrunken.groups else f"{_capital(version.shrunken.why_not)}, so nothing is shrunken."
    return " ".join([shrunken, _weights(told), *_together(question, told)])


def _weights(told: GroupComparison) -> str:
    if told.weights.why_not:
        return f"Nobody is weighted: {told.weights.why_not}."
    if told.words_agree:
        return "With and without weights for those unseen, the words are the same."
    return "With and without weights for those unseen the words differ: rest nothing on them."


def _together(question: Question, told: GroupComparison) -> list[str]:
    if not told.put_together:
        return []
    named = listed([question.name(group) for group in question.in_order(told.put_together)])
    stand = "has no number" if len(told.put_together) == 1 else "are put together"
    return [f"Fewer than {question.limit} seen: {named} {stand}."]


def nothing_to_compare(question: Question, told: GroupComparison) -> tuple[str, str]:
    """Why nothing is compared, and the counts that there are."""
    groups = {group.group: group for group in told.plain.differences.groups}
    counts = [
        f"{question.name(code)}: {one.n:,} of {one.n + one.missing + one.without_baseline:,} seen"
        for code, one in ((code, groups[code]) for code in order_of(question, told))
    ]
    fact = f"{_capital(told.why_not).replace('group', question.by.value)}."
    return fact, f"{'; '.join(counts)}." if counts else ""


def threshold(measure: Measure) -> str:
    """'Improved: by 2 reps or more. Wright 2011, … (unverified).'"""
    rule, _, source, verified = responder_rule(measure)
    least = f"by {amount(measure, float(rule))} or more" if rule.isdecimal() else f"by {rule}"
    return f"Improved: {least}. {cited(source, verified)}." if source else f"Improved: {least}."


def dispersion(funnel: Funnel) -> str:
    if funnel.dispersion is None:
        groups = "1 group" if len(funnel.points) == 1 else f"{len(funnel.points)} groups"
        return f"Limits of chance alone: {groups} cannot tell how much groups ordinarily differ."
    return f"Limits allow for ordinary differences between groups (dispersion {funnel.dispersion:.1f})."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

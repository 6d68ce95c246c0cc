"""A comparison of groups as lines of text, for the command line: the same words and numbers as on the screen."""

from collections.abc import Iterator, Sequence

from charts import comparison_words
from charts.case_mix_table import Names, case_mix_texts, first_and_later, most_unlike
from charts.difference_plot import difference_rows, difference_table
from charts.funnel_plot import funnel_table
from charts.table import Column
from metrics.case_mix import CaseMix
from metrics.comparison_statistics import Question
from metrics.funnel import Funnel
from metrics.group_comparison import GroupComparison
from metrics.observed_minus_expected import NOT_ASSIGNED_BY_CHANCE

KEY = "Shrunken: drawn towards the others, the more the fewer patients stand behind it."


def comparison_lines(question: Question, mix: CaseMix, told: GroupComparison, funnel: Funnel) -> Iterator[str]:
    """Case mix first, then the differences with and without weights, then the shares improved."""
    yield comparison_words.title(question)
    yield comparison_words.summary(question, told, False).text
    yield NOT_ASSIGNED_BY_CHANCE
    if differ := question.when_programs_differ():
        yield differ
    yield from _case_mix(question, mix)
    if told.why_not:
        yield ""
        yield " ".join(filter(None, comparison_words.nothing_to_compare(question, told)))
        return
    yield from _differences(question, told)
    if funnel.points:
        yield from _titled("Share improved, not adjusted for case mix", *funnel_table(funnel, question.name))
        yield f"{comparison_words.threshold(question.measure)} {comparison_words.dispersion(funnel)}"


def _case_mix(question: Question, mix: CaseMix) -> Iterator[str]:
    order, names = question.in_order(mix.groups), Names.of(question)
    first, later = first_and_later(mix, question.measure.code)
    columns, rows = case_mix_texts(mix, [*first, *later], order, names, question.limit)
    yield from _titled("Who they were at intake: value, standardised difference from the others", columns, rows)
    if len(order) > 1:
        yield most_unlike(mix, [*first, *later], names, question.limit)


def _differences(question: Question, told: GroupComparison) -> Iterator[str]:
    order = comparison_words.order_of(question, told)
    versions = (
        [("", told.plain)]
        if told.weights.why_not
        else [("", told.plain), (", weighted for those unseen", told.weighted)]
    )
    for word, version in versions:
        rows = difference_rows(version, order, question.name)
        yield from _titled(f"Improvement beyond expected{word}", *difference_table(question.measure, rows))
    yield comparison_words.unit_and_direction(question.measure)
    yield comparison_words.notes(question, told, False, KEY)


def _titled(title: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield ""
    yield title
    widths = [max(len(text) for text in column) for column in zip([c.title for c in columns], *rows, strict=True)]
    for row in ([c.title for c in columns], *rows):
        cells = (
            text.rjust(width) if column.is_number else text.ljust(width)
            for text, width, column in zip(row, widths, columns, strict=True)
        )
        yield f"  {'  '.join(cells)}".rstrip()

"""Who the patients of each group were at intake: a table, groups side by side, each with its standardised difference."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from charts.markup import Markup, element
from charts.numbers import MINUS, number
from charts.table import Column
from domain.case_mix import NOT_RECORDED
from metrics.case_mix import CaseMix, MixCell, MixRow
from metrics.comparison_statistics import Question

MONTHS, AGE, AGE_IN_YEARS = "Months of pain", "Age at start", "Age at start, years"
"""Traits as `metrics.case_mix` names them."""


@dataclass(frozen=True)
class Names:
    """How groups, payers and measures are written. `rows` of measures carry their code as trait."""

    group: Callable[[str], str]
    payer: Callable[[str], str]
    measure: Callable[[str], str]

    @classmethod
    def of(cls, question: Question) -> "Names":
        def measure(trait: str) -> str:
            known = question.clinic.measures.get(trait)
            return f"{known.short_name}, intake" if known else trait

        return cls(question.name, lambda code: question.clinic.name_of("payers", code), measure)

    def row(self, row: MixRow) -> str:
        if not row.level:
            return self.measure(row.trait)
        level = self.payer(row.level) if row.trait == "Payer" and row.level != NOT_RECORDED else row.level
        return f"{row.trait}: {level}"


def is_known(row: MixRow) -> bool:
    """Is anything recorded for anybody? A line that says 'not recorded, 100 %' is a sentence, not a line."""
    if not row.level:
        return any(cell.n for cell in row.cells)
    return row.level != NOT_RECORDED or any(cell.missing < cell.n for cell in row.cells)


def first_and_later(mix: CaseMix, measure: str) -> tuple[list[MixRow], list[MixRow]]:
    """Rows to show at once (age, sex, duration of pain, payer, the intake score of `measure`), and the rest: bands of age,
    other intake scores."""
    known = [row for row in mix.rows if is_known(row)]
    later = [row for row in known if row.trait == AGE or (is_score(row) and row.trait != measure)]
    return [row for row in known if row not in later], later


def is_score(row: MixRow) -> bool:
    return not row.level and row.trait not in (MONTHS, AGE_IN_YEARS)


def not_recorded(mix: CaseMix, names: Names) -> list[str]:
    """Traits of which nothing is known for anybody; of one told in bands and as a mean, the bands."""
    blank = [row for row in mix.rows if not is_known(row)]
    banded = {row.trait for row in blank if row.level}
    means = [row for row in blank if not row.level and not ("Duration of pain" in banded and row.trait == MONTHS)]
    return [*sorted(banded), *[names.measure(row.trait) for row in means]]


def draw_case_mix(
    mix: CaseMix, rows: Sequence[MixRow], order: Sequence[str], names: Names, percentage_from: int
) -> Markup:
    """`rows` of `mix` with the groups in `order`. No percentage and no mean from fewer than `percentage_from`."""
    places = [mix.groups.index(group) for group in order if group in mix.groups]
    heads = [
        element(
            "th",
            names.group(mix.groups[i]),
            element("div", f"n {number(mix.sizes[i])}", class_="quiet"),
            scope="col",
            colspan=2,
        )
        for i in places
    ]
    head = element("tr", element("th", "At intake", scope="col"), *heads)
    body = [
        element("tr", element("th", names.row(row), scope="row"), *_cells(row, places, percentage_from)) for row in rows
    ]
    said = "Case mix by group: value, then standardised difference from the other groups"
    table = element("table", element("thead", head), element("tbody", *body), class_="table case-mix", aria_label=said)
    return element("div", table, class_="table-frame", tabindex=0, role="group", aria_label=said)


def case_mix_texts(
    mix: CaseMix, rows: Sequence[MixRow], order: Sequence[str], names: Names, percentage_from: int
) -> tuple[list[Column], list[list[str]]]:
    """The same as plain text: two columns for each group."""
    places = [mix.groups.index(group) for group in order if group in mix.groups]
    columns = [Column("At intake")]
    written = [["Episodes"], *[[names.row(row)] for row in rows]]
    for i in places:
        columns += [Column(names.group(mix.groups[i]), is_number=True), Column("", is_number=True)]
        written[0] += [number(mix.sizes[i]), ""]
        for line, row in zip(written[1:], rows, strict=True):
            cell = row.cells[i]
            line += [_value(cell, percentage_from), _signed(cell.difference) if _told(cell, percentage_from) else "–"]
    return columns, written


def _cells(row: MixRow, places: Sequence[int], percentage_from: int) -> list[Markup]:
    cells = []
    for cell in (row.cells[i] for i in places):
        told = _told(cell, percentage_from)
        style = "difference notable" if told and cell.is_notable else "difference"
        cells.append(element("td", _value(cell, percentage_from), class_="number"))
        cells.append(element("td", _signed(cell.difference) if told else "–", class_=style))
    return cells


def _told(cell: MixCell, percentage_from: int) -> bool:
    return cell.difference is not None and cell.n >= percentage_from


def _value(cell: MixCell, percentage_from: int) -> str:
    if cell.share is not None:
        percent = cell.share.percent(percentage_from)
        return number(cell.share.count) if percent is None else f"{percent}%"
    if cell.mean is None:
        return "–"
    if cell.n < percentage_from:
        return f"n {number(cell.n)}, too few"
    return f"{_decimal(cell.mean)} (SD {_decimal(cell.sd)})" if cell.sd is not None else _decimal(cell.mean)


def _decimal(value: float) -> str:
    """With its decimal even where that is 0: the table is read down its columns."""
    return f"{MINUS if value < 0 else ''}{abs(value):,.1f}"


def _signed(value: float | None) -> str:
    if value is None:
        return "–"
    text = f"{abs(value):.2f}"
    return text if text == "0.00" else ("+" if value > 0 else MINUS) + text


def most_unlike(mix: CaseMix, rows: Sequence[MixRow], names: Names, percentage_from: int) -> str:
    """The line in which one group differs most from the others, in a sentence; '' where none is worth a look."""
    told = [
        (abs(cell.difference), row, cell)
        for row in rows
        for cell in row.cells
        if cell.difference is not None and _told(cell, percentage_from) and cell.is_notable
    ]
    if not told:
        return "On what is recorded, the groups are alike at intake: no standardised difference reaches 0.1."
    _, row, cell = max(told, key=lambda one: one[0])
    where = f"{names.row(row).replace(': ', ' ')}, {_value(cell, percentage_from)} in {names.group(cell.group)}"
    return f"Most unlike: {where} (standardised difference {_signed(cell.difference)})."

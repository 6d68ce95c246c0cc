"""Data quality as lines of text, for the command line: the sentences of the screen, and one line per measure and site."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from charts import quality_tables as tables
from charts import quality_words as words
from charts.quality_heat import Heat
from domain.measure import Measure
from metrics.data_quality_reading import DataQuality


def quality_lines(
    quality: DataQuality, measures: Mapping[str, Measure], site: Callable[[str | None], str]
) -> Iterator[str]:
    """Everything that the screen says. `measures`: all that the clinic knows; `site(code)`: a site's name."""
    rows, limit = quality.rows(), quality.percentage_from
    yield from filter(None, words.opening(quality, rows))
    yield from _titled("Complete, forms in of those due", _heat(tables.forms_heat(quality), limit))
    late = quality.late()
    yield from _titled("Late", words.late(late[0], limit))
    yield from _titled(
        "Site by site, month in which the window closed", _heat(tables.sites_heat(quality.by_site(), site), limit)
    )
    rejected = tables.by_reason(quality.rejected(measures))
    reasons = [f"{words.reason_name(code)}: {n}" for code, n in rejected.items()]
    yield from _titled("Rows of the whole clinic", [words.rows_sentence(rows), *reasons])
    care = words.filled_with_care(quality.same_answers(), quality.prorated(), quality.measures, limit)
    yield from _titled("Filled in with care", care)


def _heat(heat: Heat, limit: int) -> list[str]:
    """'Disability (ODI): Intake 476 of 531 (90%); Week 6 349 of 472 (74%)', a line per row of the table."""
    lines = []
    for name, cells in zip(heat.rows, heat.cells, strict=True):
        told = [
            f"{column} {one.wording(limit)}"
            for column, one in zip(heat.columns, cells, strict=True)
            if one is not None and one.total
        ]
        lines.append(f"{name}: {'; '.join(told) or 'nothing due'}")
    return lines


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {line}" for line in lines if line)

"""The report on data quality, one or two pages: the sentence, completeness, late forms, sites, rows, definitions. Only counts that may
leave the clinic stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from charts.leaving import SUPPRESSED
from charts.numbers import day, number
from charts.quality_heat import HELD_BACK, Heat, without_small
from documents.paper import (
    Align,
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Foot,
    Head,
    Heading,
    Notes,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Running,
    Size,
    Table,
    Tone,
)
from metrics.proportion import Proportion

MONTHS_PRINTED = 6
DEFINITIONS = (
    "Form: one measure of one episode at one checkpoint. Due: its window has closed, and the patient had by then neither died nor withdrawn "
    "consent; who left stays due. In: a score inside the window; two sources that contradict each other count as none.",
    "Late, counted: after the due day but inside the window. After closing, before opening: only outside every window; it counts nowhere.",
    "Site by site: an episode counts once for each checkpoint whose window closed in the month. Sites differ in programs and patients.",
    "Rows are those of the whole clinic. A rejected row cannot be used; a row in conflict is used by nobody until a person decides.",
)


@dataclass(frozen=True)
class QualityReport:
    """Everything on the pages. `late`, `rejected`: titles, then rows that may leave; `period`: first and last day of the scores.
    `sentence`: the bold part first; no small count stands in it."""

    clinic: str
    lines: tuple[str, ...]
    size: Size
    made_at: datetime
    as_of: date
    snapshot: str
    scope: str
    period: tuple[date, date] | None
    sentence: tuple[str, str]
    forms: Heat
    total: Proportion
    late_says: tuple[str, ...]
    late: tuple[tuple[str, ...], ...]
    sites: Heat
    rows_say: tuple[str, ...]
    rejected: tuple[tuple[str, ...], ...]
    percentage_from: int
    suppress_below: int


def quality_paper(report: QualityReport) -> Paper:
    """The report as paper, to be set by `documents.typst_paper.typeset`."""
    bold, rest = report.sentence
    sentence = (Run(f"{bold} ", Tone.STRONG), Run(rest)) if rest else (Run(bold, Tone.STRONG),)
    return Paper(
        kind="data quality report",
        title="Data quality",
        size=report.size,
        made_at=report.made_at,
        head=Head(report.clinic, report.lines),
        running=Running(f"Data quality · {report.scope}", "Counts only; no patient is named"),
        blocks=(_about(report), Paragraph(sentence), *_forms(report), *_late(report), *_sites(report), *_rows(report), _notes(report)),
        foot=Foot(snapshot=f"As of {day(report.as_of)}, {report.snapshot}"),
    )  # fmt: skip


def _about(report: QualityReport) -> Facts:
    period = (
        "no score yet" if report.period is None else f"{day(report.period[0])} to {day(report.period[1])}, whole clinic"
    )
    return Facts(
        (
            Fact("About", report.scope),
            Fact("As of", f"{day(report.as_of)}; {report.snapshot}"),
            Fact("Scores from", period),
            Fact("Forms due", number(report.total.total) if report.total.total >= report.suppress_below else HELD_BACK),
        )
    )


def _forms(report: QualityReport) -> list[Block]:
    if not report.forms.rows:
        return []
    caption = "Forms in, by measure and checkpoint (small: how many were due)"
    return [Heading("Completeness"), _heat_table(report.forms, report, caption)]


def _heat_table(heat: Heat, report: QualityReport, caption: str) -> Table:
    safe, held = without_small(heat, report.suppress_below)
    columns = (Column(safe.corner), *[Column(name, Align.RIGHT) for name in safe.columns])
    rows: tuple[tuple[Cell | str, ...], ...] = tuple(
        (name, *[_cell(cell, (row, place) in held, report.percentage_from) for place, cell in enumerate(cells)])
        for row, (name, cells) in enumerate(zip(safe.rows, safe.cells, strict=True))
    )
    return Table(columns, rows, caption)


def _cell(told: Proportion | None, is_held: bool, limit: int) -> Cell:
    if told is None or not told.total:
        return Cell(HELD_BACK if is_held else "–")
    percent = told.percent(limit)
    return (
        Cell(f"{number(told.count)}/{number(told.total)}")
        if percent is None
        else Cell(f"{percent}%", hint=number(told.total))
    )


def _late(report: QualityReport) -> list[Block]:
    blocks: list[Block] = [PageBreak(), Heading("Late forms")]
    if report.late_says:
        blocks.append(Paragraph(" ".join(report.late_says)))
    return (
        [*blocks, _plain_table(report.late, "Late forms, the measures with most outside their window first")]
        if report.late
        else blocks
    )


def _sites(report: QualityReport) -> list[Block]:
    heat = report.sites
    if not heat.rows:
        return []
    first = max(0, len(heat.columns) - MONTHS_PRINTED)
    last = Heat(heat.corner, heat.rows, heat.columns[first:], tuple(cells[first:] for cells in heat.cells))
    return [
        Heading("Site by site"),
        _heat_table(
            last, report, "At least one form in, by the month in which the window closed (small: how many were due)"
        ),
    ]


def _rows(report: QualityReport) -> list[Block]:
    if not report.rows_say:
        return []
    blocks: list[Block] = [Heading("Rows that were read"), Paragraph(" ".join(report.rows_say))]
    return [*blocks, _plain_table(report.rejected, "Rejected rows by reason")] if report.rejected else blocks


def _plain_table(table: tuple[tuple[str, ...], ...], caption: str) -> Table:
    titles, *rows = table
    columns = [
        Column(title, Align.RIGHT if place else Align.LEFT, _width(title, [row[place] for row in rows]))
        for place, title in enumerate(titles)
    ]
    return Table(
        tuple(columns), tuple(tuple(HELD_BACK if cell == SUPPRESSED else cell for cell in row) for row in rows), caption
    )


def _width(title: str, cells: Sequence[str]) -> float:
    """Letters of the longest cell, or word of the title: no count is broken, titles are."""
    return float(max(map(len, [*title.split(), *cells])))


def _notes(report: QualityReport) -> Notes:
    small = (
        f"Held back: shows, or lets be worked out, a count from 1 to {report.suppress_below - 1}. No percentage from fewer than "
        f"{report.percentage_from}. Two reports that overlap can give away what each holds back: pass on one."
    )
    return Notes((*DEFINITIONS, small), "How this is counted")

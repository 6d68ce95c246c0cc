"""The tables of the data quality screen: columns and rows of written text, and what of them may leave the clinic."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from charts.cohort_tables import NOT_TOLD, Table, share
from charts.leaving import SUPPRESSED, Leaving
from charts.numbers import number
from charts.quality_heat import Heat, without_small
from charts.quality_words import NO_SITE, measure_name, month_name, reason_name
from charts.table import Column
from domain.measure import Measure
from metrics.data_quality import IMPLAUSIBLE, LateForms, RejectedReason, SameAnswers, SiteMonth
from metrics.data_quality_reading import DataQuality
from metrics.form_quality import FormQuality
from metrics.proportion import Proportion, wilson
from metrics.safe_export import may_leave, parts_of
from metrics.small_numbers import safe_table

Block = tuple[Sequence[str], tuple[int, ...]]
"""Cells that stand or fall together, and the counts that they show or let be worked out."""
TIDY = ("Table", "What", "Where", "Count", "Of", "Percent", "95% from", "95% to")


def _columns(texts: int, *titles: str) -> list[Column]:
    return [Column(title, is_number=place >= texts) for place, title in enumerate(titles)]


def forms_heat(quality: DataQuality) -> Heat:
    """Measure × checkpoint."""
    codes, places = _placed(quality)

    def cell(code: str, place: str) -> Proportion | None:
        told = quality.forms.get((code, place))
        return told.filled if told is not None else None

    return Heat(
        "Measure",
        tuple(quality.measures[code].short_name for code in codes),
        tuple(quality.checkpoints[place] for place in places),
        tuple(tuple(cell(code, place) for place in places) for code in codes),
    )


def _placed(quality: DataQuality) -> tuple[list[str], list[str]]:
    """Measures and checkpoints with anybody due, in order."""
    codes = [code for code in quality.measures if any((code, place) in quality.forms for place in quality.checkpoints)]
    return codes, [place for place in quality.checkpoints if any((code, place) in quality.forms for code in codes)]


def sites_heat(rows: Sequence[SiteMonth], site: Callable[[str | None], str]) -> Heat:
    """Site × month, oldest month first; any form."""
    months = sorted({row.month for row in rows})
    sites = list(dict.fromkeys(row.site for row in sorted(rows, key=lambda one: (one.site is None, one.site or ""))))
    known = {(row.site, row.month): row.any_form for row in rows}
    return Heat(
        "Site",
        tuple(site(code) for code in sites),
        tuple(map(month_name, months)),
        tuple(tuple(known.get((code, month)) for month in months) for code in sites),
    )


def with_all_rows(heat: Heat, name: str) -> Heat:
    """With their sum as the last row, where there is more than one; for the screen alone: beside it a cell that is held back could be
    worked out."""
    if len(heat.rows) < 2:
        return heat
    sums = tuple(_sum(column) for column in zip(*heat.cells, strict=True))
    return Heat(heat.corner, (*heat.rows, name), heat.columns, (*heat.cells, sums))


def _sum(cells: Sequence[Proportion | None]) -> Proportion | None:
    known = [cell for cell in cells if cell is not None]
    return wilson(sum(cell.count for cell in known), sum(cell.total for cell in known)) if known else None


def forms_table(forms: Iterable[FormQuality], quality: DataQuality) -> Table:
    """One row per measure and checkpoint."""
    columns = _columns(
        2,
        "Measure",
        "Checkpoint",
        "Due",
        "In (95% CI)",
        "Late, counted",
        "Only after closing",
        "Prorated",
        "Median day",
    )
    return columns, [list(_form_cells(one, quality, quality.percentage_from)) for one in forms]  # fmt: skip


def _form_cells(one: FormQuality, quality: DataQuality, limit: int) -> tuple[str, ...]:
    name, place = quality.measures[one.measure].short_name, quality.checkpoints[one.checkpoint]
    return (
        name, place, number(one.due), share(one.filled, limit), share(one.late, limit), share(one.after_closing, limit),
        share(one.prorated, limit), _day(one.median_days),
    )  # fmt: skip


def leaving_forms(forms: Sequence[FormQuality], quality: DataQuality, below: int) -> Leaving:
    """Block by block: those in, the late among them, those after closing, the prorated."""
    told, held = [], held_forms(quality, below)
    for one in forms:
        cells = _form_cells(one, quality, quality.percentage_from)
        filled = (1,) if (one.measure, one.checkpoint) in held else (one.due, *parts_of(one.filled))
        blocks: list[Block] = [
            (cells[2:4], filled),
            (cells[4:5], parts_of(one.late)),
            (cells[5:6], (*parts_of(one.after_closing), one.due - one.filled.count - one.after_closing.count)),
            (cells[6:7], (*parts_of(one.prorated), one.filled.count - one.n_items_known)),
            (cells[7:8], (one.filled.count,)),
        ]
        told.append((*cells[:2], *_kept(blocks, below)))
    return Leaving(tuple(told))


def held_forms(quality: DataQuality, below: int) -> frozenset[tuple[str, str]]:
    """Measure and checkpoint of the cells of `forms_heat` that are held back."""
    codes, places = _placed(quality)
    _, held = without_small(forms_heat(quality), below)
    return frozenset((codes[row], places[column]) for row, column in held)


def late_table(rows: Sequence[LateForms], measures: Mapping[str, Measure], limit: int) -> Table:
    """All measures, then each."""
    columns = _columns(
        1,
        "Measure",
        "Due",
        "In",
        "Late, counted",
        "Median days",
        "After closing",
        "Median days",
        "Before opening",
        "Median days",
        "Not at all",
    )
    return columns, [[cell for block, _ in _late_blocks(row, measures, limit) for cell in block] for row in rows]  # fmt: skip


def leaving_late(rows: Sequence[LateForms], measures: Mapping[str, Measure], limit: int, below: int) -> Leaving:
    """After, before and not at all add up to what is not in, measure by measure, and the measures to all of them: what is held back
    is chosen for the table as a whole. The late that count stand for themselves."""
    if not rows:
        return Leaving(())
    parts = [(row.after, row.before, row.never) for row in rows[1:] or rows]
    hidden = safe_table(parts, below).hidden
    order = [-1, *range(len(rows) - 1)] if len(rows) > 1 else [0]
    late_held = _late_held(rows, below)
    told = []
    for place, row in zip(order, rows, strict=True):
        name, known, late, *others = [cells for cells, _ in _late_blocks(row, measures, limit)]
        is_known = not hidden[place][-1] and may_leave((row.due, row.filled), below)
        kept = [
            *name,
            *_written_or_not(known, is_known),
            *_written_or_not(late, is_known and not late_held[row.measure]),
        ]
        for column, cells in enumerate(others):
            kept += _written_or_not(cells, not hidden[place][column])
        told.append(tuple(kept))
    return Leaving(tuple(told))


def _late_held(rows: Sequence[LateForms], below: int) -> dict[str | None, bool]:
    """Whether the late that count are held back; for all measures together too, where they would give away what is held below."""
    whole, *each = rows
    small = {row.measure: not may_leave((row.rescued, row.filled - row.rescued), below) for row in rows}
    held = [row for row in each if small[row.measure]]
    sums = (sum(row.rescued for row in held), sum(row.filled - row.rescued for row in held))
    small[whole.measure] |= len(held) == 1 or not may_leave(sums, below)
    return small


def _written_or_not(cells: Sequence[str], may: bool) -> Sequence[str]:
    return cells if may else [SUPPRESSED] * len(cells)


def _late_blocks(row: LateForms, measures: Mapping[str, Measure], limit: int) -> list[Block]:
    name = "All measures" if row.measure is None else measure_name(row.measure, measures)
    return [
        ((name,), ()),
        ((number(row.due), number(row.filled)), ()),
        ((share(row.rescued_of_filled, limit), _day(row.median_days_late)), ()),
        ((number(row.after), _day(row.median_days_after)), ()),
        ((number(row.before), _day(row.median_days_before)), ()),
        ((number(row.never),), ()),
    ]


def site_table(rows: Iterable[SiteMonth], site: Callable[[str | None], str], limit: int) -> Table:
    """Newest month first."""
    columns = _columns(2, "Month", "Site", "Due", "Any form (95% CI)", "Every form (95% CI)")
    written = [
        [
            month_name(row.month),
            site(row.site),
            number(row.due),
            share(row.any_form, limit),
            share(row.all_forms, limit),
        ]
        for row in rows
    ]
    return columns, written


def leaving_sites(rows: Sequence[SiteMonth], site: Callable[[str | None], str], limit: int, below: int) -> Leaving:
    told = []
    for row, cells in zip(rows, site_table(rows, site, limit)[1], strict=True):
        some, every = parts_of(row.any_form), parts_of(row.all_forms)
        between = (row.any_form.count - row.all_forms.count,)
        blocks: list[Block] = [(cells[2:4], (row.due, *some)), (cells[4:5], (*some, *every, *between))]
        told.append((*cells[:2], *_kept(blocks, below)))
    return Leaving(tuple(told))


def rejected_table(rows: Iterable[RejectedReason], measures: Mapping[str, Measure]) -> Table:
    columns = _columns(2, "Reason", "Measure", "Rows")
    return columns, [[reason_name(row.code), measure_name(row.measure, measures), number(row.n)] for row in rows]


def reasons_table(rows: Iterable[RejectedReason]) -> Table:
    """By reason alone, most frequent first."""
    return _columns(1, "Reason", "Rows"), [[reason_name(code), number(n)] for code, n in by_reason(rows).items()]


def by_reason(rows: Iterable[RejectedReason]) -> dict[str, int]:
    """Code → rows, whatever the measure; most frequent first."""
    found: dict[str, int] = {}
    for one in rows:
        found[one.code] = found.get(one.code, 0) + one.n
    return dict(sorted(found.items(), key=lambda item: -item[1]))


Shares = Mapping[str, Proportion]


def care_table(same: Sequence[SameAnswers], prorated: Shares, measures: Mapping[str, Measure], limit: int) -> Table:
    """One row per measure whose forms came with their items."""
    columns = _columns(1, "Measure", "Scored around blanks", "One answer throughout", "Of these at an end")
    return columns, [[cell for block, _ in row for cell in block] for row in _care(same, prorated, measures, limit)]


def leaving_care(
    same: Sequence[SameAnswers], prorated: Shares, measures: Mapping[str, Measure], limit: int, below: int
) -> Leaving:
    return Leaving(tuple(tuple(_kept(row, below)) for row in _care(same, prorated, measures, limit)))


def _care(
    same: Sequence[SameAnswers], prorated: Shares, measures: Mapping[str, Measure], limit: int
) -> list[list[Block]]:
    told = {one.measure: one for one in same}
    rows: list[list[Block]] = []
    for code in measures:
        alike, blanks = told.get(code), prorated.get(code)
        if alike is None and blanks is None:
            continue
        ends: Block = (
            ((NOT_TOLD,), ()) if alike is None else ((number(alike.at_an_end),), (alike.at_an_end, alike.between))
        )
        rows.append(
            [
                ((measure_name(code, measures),), ()),
                ((share(blanks, limit),), parts_of(blanks)),
                ((share(alike.same, limit) if alike else NOT_TOLD,), parts_of(alike.same) if alike else ()),
                ends,
            ]
        )
    return rows


def leaving_rejected(rows: Sequence[RejectedReason], measures: Mapping[str, Measure], below: int) -> Leaving:
    written = rejected_table(rows, measures)[1]
    return Leaving(
        tuple(
            tuple(cells) if may_leave((row.n,), below) else (*cells[:2], SUPPRESSED)
            for row, cells in zip(rows, written, strict=True)
        )
    )


def implausible(rows: Iterable[RejectedReason]) -> tuple[RejectedReason, ...]:
    """Rejected scores that cannot be, by measure."""
    return tuple(row for row in rows if row.code in IMPLAUSIBLE)


def _kept(blocks: Iterable[Block], below: int) -> list[str]:
    return [
        cell for cells, parts in blocks for cell in (cells if may_leave(parts, below) else [SUPPRESSED] * len(cells))
    ]


def _day(days: float | None) -> str:
    return NOT_TOLD if days is None else number(days, 1)


def site_namer(names: Callable[[str], str]) -> Callable[[str | None], str]:
    """A site's name; 'No site recorded' where there is none."""
    return lambda code: NO_SITE if code is None else names(code)


def tidy_row(
    table: str, what: str, where: str, told: Proportion, limit: int, below: int, *, is_held: bool = False
) -> tuple[str, ...]:
    """One line of the report's CSV: a share, or its name alone where it may not leave; no percentage from too few."""
    if is_held or not may_leave((told.total, *parts_of(told)), below):
        return (table, what, where, *[SUPPRESSED] * 5)
    percent, ends = told.percent(limit), told.percent_interval(limit) or ("", "")
    return (
        table,
        what,
        where,
        number(told.count),
        number(told.total),
        "" if percent is None else str(percent),
        *map(str, ends),
    )


def tidy_count(table: str, what: str, where: str, n: int, below: int) -> tuple[str, ...]:
    """One line of the report's CSV: a count alone."""
    return (table, what, where, number(n) if may_leave((n,), below) else SUPPRESSED, *[""] * 4)

"""The card of diagnostic blocks: how much relief each one brought."""

from charts.day_words import RELIEF_COLUMNS, relief_rows
from charts.page_text import caption
from charts.table import draw_table
from domain.measure import Measure
from metrics.block_relief import BlockSeries, block_relief
from pages.parts import html, reading
from pages.parts.card import card

AROUND = ("before_block", "after_block")


def show(patient_id: str) -> None:
    """One table per measure that was scored around a block; nothing where none was."""
    told = _series(patient_id)
    if not told:
        return
    with card("blocks", "Relief after each block", "described, never called cause"):
        for measure, series in told:
            title = f"{measure.name}{', ' + measure.direction if measure.judged else ''}"
            html.show(caption(title))
            html.show(draw_table(RELIEF_COLUMNS, relief_rows(measure, series), f"Relief after each block, {title}"))
            if series.caution:
                html.show(caption(f"{series.caution[0].upper()}{series.caution[1:]}."))


def _series(patient_id: str) -> list[tuple[Measure, BlockSeries]]:
    rows = reading.ask("observations", patient_id=patient_id)
    rows, measures = rows[rows["occasion"].isin(AROUND)], reading.clinic().measures
    told = [
        (measures[code], block_relief(measures[code], own)) for code, own in rows.groupby("measure") if code in measures
    ]
    return [(measure, series) for measure, series in told if series.blocks]

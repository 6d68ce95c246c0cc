"""The card of diagnostic blocks: how much relief each one brought."""

from collections.abc import Callable
from typing import Any

from charts.day_words import RELIEF_COLUMNS, relief_rows
from charts.page_text import caption
from charts.table import draw_table
from metrics.patient_statistics import relief_of_blocks
from pages.parts import html, reading
from pages.parts.card import card
from pages.parts.wording import sentence_start


def show(patient_id: str, ask: Callable[..., Any] = reading.ask) -> None:
    """One table per measure that was scored around a block; nothing where none was."""
    told = relief_of_blocks(ask("observations", patient_id=patient_id), reading.clinic().measures)
    if not told:
        return
    with card("blocks", "Relief after each block", "described, never called cause"):
        for one in told:
            title = f"{one.measure.name}{', ' + one.measure.direction if one.measure.judged else ''}"
            html.show(caption(title))
            html.show(
                draw_table(RELIEF_COLUMNS, relief_rows(one.measure, one.series), f"Relief after each block, {title}")
            )
            if one.series.caution:
                html.show(caption(f"{sentence_start(one.series.caution)}."))

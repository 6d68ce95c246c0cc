"""A figure with what it says: the finding above it, words for those who cannot see it, and its values as a table to take away."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from charts.figure import CONFIG, Figure
from charts.figure_svg import figure_svg
from charts.leaving import Leaving
from charts.page_text import caption, finding
from charts.table import Column, draw_table
from charts.tokens import Palette, Theme, palette
from documents.picture_png import picture_png
from domain.spreadsheet import comma_separated
from pages.parts import fault, frame, html

Table = tuple[Sequence[Column], Sequence[Sequence[str]]]
Draw = Callable[[Palette], Figure]
AS_TABLE = "Show as table"
FORMS = "CSV · SVG · PNG"
STAYS = "The picture stays here: it shows, or lets be worked out, a count from 1 to {most}. The CSV leaves those out."
BLOTTED = "In the CSV {rows} a count from 1 to {most}, and {what} left out."


@dataclass(frozen=True)
class Picture:
    """A Plotly figure. `key` names it in the page and in file names; `alt` says its values."""

    key: str
    alt: str
    draw: Draw

    def svg(self) -> str:
        """As it is taken away: light, of a fixed size."""
        return figure_svg(self.draw(palette(Theme.LIGHT)), self.alt)


def show(picture: Picture, **reaction) -> None:
    """The figure in the page's theme, read aloud by its words."""
    show_figure(picture.draw(palette(frame.theme())), picture.key, picture.alt, **reaction)


def show_figure(figure, key: str, alt: str, **reaction) -> None:
    """A Plotly figure in the page's theme, read aloud as `alt`."""
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=alt, **reaction)


def show_finding(sentences: str | Iterable[str]) -> None:
    """What the card found: the first sentence to read aloud, the others quieter."""
    first, *rest = [sentences] if isinstance(sentences, str) else [text for text in sentences if text]
    html.show(finding(first))
    if rest:
        html.show(caption(" ".join(rest)))


def show_as_table(
    table: Table,
    name: str,
    key: str,
    svg: Callable[[], str] | None,
    leaving: Leaving,
    below: int = 0,
    label: str = AS_TABLE,
) -> None:
    """The values of a picture as a table, and table and picture to take away.

    `key` begins the names of the files. `leaving`: what of the rows may leave; `below`: the smallest count that may. `svg`
    draws the picture, when it is asked for; None where there is none.
    """
    with st.expander(f"{label} · {FORMS if svg is not None else 'CSV'}"):
        html.show(draw_table(*table, name))
        offer(table[0], key, svg, leaving, below)


def offer(columns: Sequence[Column], key: str, svg: Callable[[], str] | None, leaving: Leaving, below: int = 0) -> None:
    """The buttons under a table. File names hold the SHA-256 of the values and nothing of anybody."""
    content = comma_separated([column.title for column in columns], leaving.rows)
    stem = f"{key.replace('_', '-')}-{hashlib.sha256(content).hexdigest()}"
    with st.container(horizontal=True, key=f"take_{key}"):
        _button("CSV", content, f"{stem}.csv", "text/csv", key)
        if svg is not None and leaving.has_picture:
            _button("SVG", lambda: _made(svg).encode(), f"{stem}.svg", "image/svg+xml", key)
            _button("PNG", lambda: picture_png(_made(svg)), f"{stem}.png", "image/png", key)
    if svg is not None and not leaving.has_picture:
        html.show(caption(STAYS.format(most=below - 1)))
    elif leaving.n_suppressed:
        html.show(caption(_what_is_blotted(leaving.n_suppressed, below)))


def _what_is_blotted(rows: int, below: int) -> str:
    who = "one row holds" if rows == 1 else f"{rows} rows hold"
    return BLOTTED.format(rows=who, most=below - 1, what="is" if rows == 1 else "are")


def _made(svg: Callable[[], str]) -> str:
    """Made when the button is pressed; an error is noted without its text."""
    try:
        return svg()
    except Exception as error:
        fault.report(error)
        raise


def _button(form: str, content, name: str, mime: str, key: str) -> None:
    st.download_button(
        form,
        content,
        file_name=name,
        mime=mime,
        key=f"take_{form.lower()}_{key}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=None,
    )

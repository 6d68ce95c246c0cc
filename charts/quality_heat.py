"""How complete: a table of shares in which what is missing stands out; number and count in every cell, never colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from charts.markup import Markup, element
from charts.numbers import number
from charts.paper_style import FAMILY, LIGHT, mixed
from metrics.proportion import Proportion
from metrics.safe_export import may_leave, parts_of

STEPS = (95, 85, 70, 50)
"""Whole percent in, from which on a cell is one shade lighter. A choice of display; no published limit of completeness is known
to us."""
SHADES: tuple[tuple[str, float], ...] = (
    ("surface", 1.0),
    ("ink3", 0.08),
    ("ink3", 0.20),
    ("ink3", 0.34),
    ("ink3", 0.50),
)
"""Token and how much of it, the rest surface; from full to most missing."""
NOT_ASKED, HELD_BACK = "–", "held back"
LEFT, COLUMN, ROW, HEAD, FOOT = 190.0, 92.0, 34.0, 34.0, 30.0
"""Pixels of the picture that is taken away."""


@dataclass(frozen=True)
class Heat:
    """`cells`: one row per name of `rows`, one cell per name of `columns`; None: not asked there, or nobody due. `corner` says what
    the rows are."""

    corner: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Proportion | None, ...], ...]


def level(told: Proportion | None, limit: int) -> int:
    """0 (nearly full) to 4 (most is missing); 0 too where nobody or too few are due to say."""
    percent = told.percent(limit) if told is not None else None
    return 0 if percent is None else sum(percent < step for step in STEPS)


def draw_heat(heat: Heat, limit: int, name: str) -> Markup:
    """The table with its key; `name` is read aloud before it."""
    head = element("tr", *[element("th", text, scope="col") for text in (heat.corner, *heat.columns)])
    body = [
        element("tr", element("th", title, scope="row"), *[_cell(cell, limit) for cell in cells])
        for title, cells in zip(heat.rows, heat.cells, strict=True)
    ]
    table = element("table", element("thead", head), element("tbody", *body), class_="table heat", aria_label=name)
    frame = element("div", table, class_="table-frame", tabindex=0, role="group", aria_label=name)
    return element("div", frame, _key())


def _cell(told: Proportion | None, limit: int) -> Markup:
    if told is None or not told.total:
        return element("td", NOT_ASKED, class_="heat-none")
    first, second = _written(told, limit)
    small = element("span", second, class_="heat-count") if second else None
    return element("td", element("b", first), small, class_=f"heat-{level(told, limit)}")


def _written(told: Proportion, limit: int) -> tuple[str, str]:
    """('83%', '150 of 180'), or ('7 of 12', '') from too few."""
    counted = f"{number(told.count)} of {number(told.total)}"
    percent = told.percent(limit)
    return (counted, "") if percent is None else (f"{percent}%", counted)


def _key() -> Markup:
    entries = [
        element("span", element("i", class_=f"heat-swatch heat-{place}", aria_hidden="true"), text)
        for place, text in enumerate(key_words())
    ]
    return element("div", *entries, class_="heat-key")


def key_words() -> list[str]:
    """What each shade says, from light to dark: '95% or more in', '85 to 94%', …"""
    between = [f"{low} to {high - 1}%" for high, low in pairwise(STEPS)]
    return [f"{STEPS[0]}% or more in", *between, f"under {STEPS[-1]}%"]


def heat_alt(heat: Heat, limit: int, name: str) -> str:
    """Every value in words."""
    told = [
        f"{title}: {_row_alt(heat.columns, cells, limit)}." for title, cells in zip(heat.rows, heat.cells, strict=True)
    ]
    return f"{name}. {' '.join(told)}"


def _row_alt(columns: Sequence[str], cells: Sequence[Proportion | None], limit: int) -> str:
    told = [
        f"{column} {cell.wording(limit)}" for column, cell in zip(columns, cells, strict=True) if cell and cell.total
    ]
    return ", ".join(told) or "nobody due"


def without_small(heat: Heat, below: int) -> tuple[Heat, frozenset[tuple[int, int]]]:
    """The table as it may leave, and the places (row, column) that are held back: those that show, or let be worked out, a count
    from 1 to `below` − 1; in a row with a single one of them another beside it, the smallest, so that the sum of the row, where it
    is known, does not give it away."""
    held = frozenset((row, column) for row, cells in enumerate(heat.cells) for column in _held_in_row(cells, below))
    cells = tuple(
        tuple(None if (row, column) in held else cell for column, cell in enumerate(cells))
        for row, cells in enumerate(heat.cells)
    )
    return Heat(heat.corner, heat.rows, heat.columns, cells), held


def _held_in_row(cells: Sequence[Proportion | None], below: int) -> set[int]:
    known = {column: cell for column, cell in enumerate(cells) if cell is not None and cell.total}
    held = {column for column, cell in known.items() if not may_leave((cell.total, *parts_of(cell)), below)}
    others = [column for column in known if column not in held]
    if len(held) == 1 and others:
        held.add(min(others, key=lambda column: (known[column].total, column)))
    return held


def heat_svg(heat: Heat, limit: int, below: int, name: str) -> Markup:
    """The table as a picture to take away, light, with what may not leave held back."""
    safe, held = without_small(heat, below)
    width, height = LEFT + COLUMN * len(safe.columns) + 10, HEAD + ROW * len(safe.rows) + FOOT
    marks = [
        _text(title, LEFT + COLUMN * (place + 0.5), HEAD - 12, 11.5, "ink3") for place, title in enumerate(safe.columns)
    ]
    for row, (title, cells) in enumerate(zip(safe.rows, safe.cells, strict=True)):
        top = HEAD + ROW * row
        marks.append(_text(title, 8, top + ROW / 2 + 4, 12, "ink", "start"))
        for column, cell in enumerate(cells):
            marks += _square(cell, (row, column) in held, LEFT + COLUMN * column, top, limit)
    marks.append(_text(_foot(bool(held), below), 8, height - 9, 11.5, "ink3", "start"))
    return element(
        "svg", element("title", heat_alt(safe, limit, name)), element("rect", width=width, height=height, fill=LIGHT["surface"]),
        *marks, xmlns="http://www.w3.org/2000/svg", width=width, height=height, viewBox=f"0 0 {width:g} {height:g}",
        font_family=FAMILY, role="img",
    )  # fmt: skip


def _square(cell: Proportion | None, is_held: bool, left: float, top: float, limit: int) -> list[Markup]:
    middle, down = left + COLUMN / 2, top + ROW / 2
    if cell is None or not cell.total:
        return [_text(HELD_BACK if is_held else NOT_ASKED, middle, down + 4, 11.5, "ink3")]
    token, share = SHADES[level(cell, limit)]
    first, second = _written(cell, limit)
    drawn = [
        element("rect", x=left + 1, y=top + 1, width=COLUMN - 2, height=ROW - 2, fill=mixed(token, "surface", share))
    ]
    drawn.append(_text(first, middle, down + (0 if second else 4), 12, "ink", weight=600))
    return [*drawn, _text(second, middle, down + 12, 10.5, "ink")] if second else drawn


def _foot(has_held: bool, below: int) -> str:
    key = "The darker, the more is missing: " + ", ".join(key_words()) + "."
    return f"{key} Held back: shows, or lets be worked out, a count from 1 to {below - 1}." if has_held else key


def _text(text: str, x: float, y: float, size: float, token: str, anchor: str = "middle", weight: int = 400) -> Markup:
    return element(
        "text", text, x=x, y=y, font_size=size, font_weight=weight, text_anchor=anchor, fill=LIGHT[token]
    )  # fmt: skip

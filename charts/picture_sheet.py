"""Several pictures on one sheet to take away: in groups, each under its heading, side by side, as SVG of a fixed size."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.markup import Markup, element
from charts.paper_style import FAMILY, LIGHT
from charts.paper_svg import PaperPicture

GAP, LINE, MARGIN = 22.0, 18.0, 16.0
"""Pixels between pictures, of a line of words, around the sheet."""
LETTER = 0.54
"""Mean width of a letter, in sizes of the type."""


@dataclass(frozen=True)
class Group:
    """Pictures of one direction; `heading` may be empty."""

    heading: str
    pictures: tuple[PaperPicture, ...]


def sheet(groups: Sequence[Group], across: int, alt: str) -> Markup:
    """The groups below one another, `across` pictures side by side. `alt` says all their values.

    Raises:
        ValueError: there is no picture.
    """
    everything = [picture for group in groups for picture in group.pictures]
    if not everything:
        raise ValueError("a sheet needs at least one picture")
    cell = max(picture.width for picture in everything)
    marks: list[Markup] = []
    down = MARGIN
    for group in groups:
        if group.heading:
            marks.append(_words(group.heading, MARGIN, down + 13, 12.5, 600, LIGHT["ink2"]))
            down += LINE + 6
        for start in range(0, len(group.pictures), across):
            row = group.pictures[start : start + across]
            for place, picture in enumerate(row):
                marks.append(_cell(picture, MARGIN + place * (cell + GAP), down))
            down += max(_height(picture) for picture in row) + GAP
    shown = min(across, max(len(group.pictures) for group in groups))
    width, height = 2 * MARGIN + shown * cell + (shown - 1) * GAP, down - GAP + MARGIN
    return element(
        "svg",
        element("title", alt),
        element("rect", width=width, height=height, fill=LIGHT["surface"]),
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width:g} {height:g}",
        font_family=FAMILY,
        role="img",
    )


def _height(picture: PaperPicture) -> float:
    return len(_lines(picture)) * LINE + picture.height + (LINE if picture.note else 0)


def _cell(picture: PaperPicture, x: float, y: float) -> Markup:
    lines = _lines(picture)
    words = [
        _words(_that_fits(text, size, picture.width), 0, (place + 1) * LINE - 5, size, weight, color)
        for place, (text, size, weight, color) in enumerate(lines)
    ]
    top = len(lines) * LINE
    drawn = element("g", picture.svg, transform=f"translate(0 {top:g})")
    note = _words(picture.note, 0, top + picture.height + 12, 11.5, 400, LIGHT["ink3"]) if picture.note else None
    return element("g", *words, drawn, note, transform=f"translate({x:g} {y:g})")


def _lines(picture: PaperPicture) -> list[tuple[str, float, int, str]]:
    """Text, size, weight and colour of the words above a picture."""
    head = picture.head
    if head is None:
        return []
    value = " ".join(part for part in (head.value + head.unit, head.change) if part)
    verdict = " · ".join(part for part in (head.word, head.small) if part)
    tone = LIGHT.get(f"{head.mark}_text", LIGHT["ink2"]) if head.mark else LIGHT["ink3"]
    lines = [(head.title, 13.0, 600, LIGHT["ink"]), (value, 13.0, 500, LIGHT["ink"]), (verdict, 12.0, 500, tone)]
    return [line for line in lines if line[0].strip()] + ([("", 12.0, 400, LIGHT["ink3"])] if not verdict else [])


def _that_fits(text: str, size: float, width: float) -> str:
    """Cut with an ellipsis where it would run into the next picture; the table beside it has all."""
    most = int((width + GAP / 2) / (size * LETTER))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _words(text: str, x: float, y: float, size: float, weight: int, color: str) -> Markup:
    return element("text", text, x=x, y=y, font_size=size, font_weight=weight, fill=color, font_family=FAMILY)

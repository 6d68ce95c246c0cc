"""The pictures of the screen as they stand on paper: fixed size, light colours, styles written into each mark."""

from dataclasses import dataclass

from charts.markup import Markup
from charts.words import Mark


@dataclass(frozen=True)
class PictureHead:
    """The words above a panel, as text: title, value, change since intake, verdict, small print."""

    title: str
    value: str = ""
    unit: str = ""
    change: str = ""
    mark: Mark | None = None
    word: str = ""
    small: str = ""


@dataclass(frozen=True)
class PaperPicture:
    """An SVG that needs no style sheet, its values in words, and what stands above and below it.

    Width and height in CSS pixels: 96 to the inch.
    """

    svg: Markup
    alt: str
    width: float
    height: float
    head: PictureHead | None = None
    note: str = ""

"""The pictures of the screen as they stand on paper: fixed size, light colours, styles written into each mark."""

from dataclasses import dataclass

from charts.markup import Markup


@dataclass(frozen=True)
class PaperPicture:
    """An SVG that needs no style sheet, and its values in words. Width and height in points."""

    svg: Markup
    alt: str
    width: float
    height: float

"""The colours of the design language, once: as CSS for the screen, as CSS for paper, as a palette for Plotly."""

from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


FONT = "IBM Plex Sans, system-ui, sans-serif"

TOKENS: dict[str, tuple[str, str]] = {
    # surfaces and boundaries
    "canvas": ("#F4F6F7", "#0E1418"),
    "surface": ("#FFFFFF", "#151D22"),
    "inset": ("#EDF1F3", "#1D272D"),
    "line": ("#D8DFE3", "#2C3840"),
    "line2": ("#7C8992", "#75838D"),
    # ink is data and text; primary is controls, never data
    "ink": ("#13202A", "#EAF0F3"),
    "ink2": ("#43535E", "#B6C2CA"),
    "ink3": ("#5B6A74", "#95A3AD"),
    "primary": ("#0F5563", "#74C5D0"),
    # colour is a verdict: mark, text, tint
    "better": ("#1F74B8", "#4FA3E6"),
    "better_text": ("#14568F", "#92C8F6"),
    "better_tint": ("#E4F0FA", "#142B3F"),
    "worse": ("#B85A08", "#EC8B3C"),
    "worse_text": ("#8A3D08", "#F5B680"),
    "worse_tint": ("#FCEFE1", "#39240F"),
    "flat": ("#707D87", "#8C99A3"),
    "flat_text": ("#46535D", "#B6C2CA"),
    "flat_tint": ("#EBEFF1", "#232E35"),
    # patient safety only
    "safety": ("#BF2639", "#F2606B"),
    "safety_text": ("#9C1A2A", "#FFA9AD"),
    "safety_tint": ("#FBE8EA", "#3C1A1F"),
    # grey is reference
    "band": ("#D1DAE0", "#33414A"),
    "band2": ("#E3E9ED", "#242F36"),
    "reference": ("#7C8992", "#84929C"),
    # programs side by side; the first is ink
    "series2": ("#0B7F77", "#3FBFB3"),
    "series3": ("#8A4A8C", "#CE93D0"),
    "series4": ("#6C6A12", "#C2BD57"),
}
"""Name → (light, dark)."""

Palette = dict[str, str]
"""Token name → colour, for one theme."""


def palette(theme: Theme | str) -> Palette:
    """The colours of one theme, for figures whose colours are fixed when they are drawn."""
    column = 1 if Theme(theme) is Theme.DARK else 0
    return {name: pair[column] for name, pair in TOKENS.items()}


def css() -> str:
    """Custom properties that follow the `color-scheme` of the element that uses them."""
    return _properties({name: f"light-dark({light},{dark})" for name, (light, dark) in TOKENS.items()})


def paper_css() -> str:
    """Custom properties of the light column, for paper."""
    return _properties(palette(Theme.LIGHT))


def _properties(values: dict[str, str]) -> str:
    return ":root{" + "".join(f"--{name.replace('_', '-')}:{value};" for name, value in values.items()) + "}"

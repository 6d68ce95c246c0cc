"""What the style sheet of the screen says about SVG, for paper: one look for each class, in light colours."""

from charts.tokens import Theme, palette

LIGHT = palette(Theme.LIGHT)
FAMILY = "IBM Plex Sans"


def mixed(token: str, other: str, share: float) -> str:
    """`share` of one colour in the other, as `color-mix(in srgb, …)` mixes on screen."""
    pair = [[int(LIGHT[name][i : i + 2], 16) for i in (1, 3, 5)] for name in (token, other)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in zip(*pair, strict=True))


Style = dict[str, str]

_HALO: Style = {
    "paint-order": "stroke", "stroke": LIGHT["surface"], "stroke-width": "3", "stroke-linejoin": "round",
}  # fmt: skip


def _now(token: str) -> Style:
    return {"fill": LIGHT[token]}


STYLES: dict[str, Style] = {
    # lines
    "stop": {"stroke": LIGHT["line"], "stroke-width": "1"},
    "stop-current": {"stroke": mixed("line2", "line", 0.55)},
    "cut": {"stroke": LIGHT["line"], "stroke-width": "1", "stroke-dasharray": "1 3"},
    "improved-zone": {"fill": LIGHT["better"], "fill-opacity": "0.09"},
    "improved-line": {"stroke": LIGHT["better"], "stroke-width": "1.3", "stroke-dasharray": "5 3"},
    "worse-line": {"stroke": LIGHT["worse"], "stroke-width": "1.3", "stroke-dasharray": "5 3"},
    "line-unverified": {"stroke-dasharray": "2 4"},
    "course": {"fill": "none", "stroke": LIGHT["ink"], "stroke-width": "2", "stroke-linejoin": "round"},
    "course-skips": {"stroke-dasharray": "2 4"},
    "error-bar": {"stroke": LIGHT["ink"], "stroke-width": "1.6"},
    "band-half": {"fill": LIGHT["band"]},
    "band-most": {"fill": LIGHT["band2"]},
    "today": {"stroke": LIGHT["primary"], "stroke-width": "1.2", "stroke-dasharray": "3 3"},
    # dots
    "dot": {"fill": LIGHT["ink"]},
    "dot-outside": {"fill": LIGHT["surface"], "stroke": LIGHT["ink2"], "stroke-width": "1.4"},
    "now": {"stroke": LIGHT["surface"], "stroke-width": "2"},
    "now-better": _now("better"),
    "now-worse": _now("worse"),
    "now-flat": _now("flat"),
    "now-plain": _now("ink"),
    "now-missing": {"fill": LIGHT["surface"], "stroke": LIGHT["line2"]},
    "lane-attended": {"fill": LIGHT["ink2"]},
    "lane-missed": {"fill": LIGHT["surface"], "stroke": LIGHT["line2"], "stroke-width": "1.5"},
    "lane-span": {"fill": LIGHT["band"]},
    # levels on a scale of their own
    "level": {"fill": LIGHT["band"]},
    "level-line": {"stroke": LIGHT["ink2"], "stroke-width": "1.6"},
    "level-base": {"stroke": LIGHT["line2"], "stroke-width": "1"},
    # days and whole histories
    "day-dot": {"fill": LIGHT["line2"], "fill-opacity": "0.75"},
    "landing-line": {"stroke": LIGHT["ink"], "stroke-width": "2.4"},
    "step-line": {"stroke": LIGHT["ink"], "stroke-width": "1.4", "stroke-dasharray": "2 3"},
    "happened": {"stroke": LIGHT["line2"], "stroke-width": "1", "stroke-dasharray": "1 3"},
    "happened-text": {"fill": LIGHT["ink2"]},
    "episode-span": {"fill": LIGHT["inset"]},
    # words
    "scale-label": {"text-anchor": "end"},
    "time-label": {"text-anchor": "middle"},
    "time-label-if-wide": {},
    "time-label-current": {"fill": LIGHT["ink"], "font-weight": "600"},
    "value-intake": {**_HALO, "fill": LIGHT["ink2"], "font-weight": "500"},
    "value-now": {**_HALO, "fill": LIGHT["ink"], "font-size": "13", "font-weight": "600"},
    "gap": {**_HALO, "fill": LIGHT["ink2"], "font-style": "italic"},
    "worse-label": {**_HALO, "fill": LIGHT["worse_text"]},
    "lane-name": {"fill": LIGHT["ink2"], "font-size": "12.5", "text-anchor": "end"},
    "lane-text": {**_HALO, "fill": LIGHT["ink"], "font-size": "12"},
    "lane-text-on-span": {"stroke": "none"},
    "lane-moment": {"fill": LIGHT["ink2"], "font-size": "15", "text-anchor": "middle"},
    "lane-unit": {"text-anchor": "end"},
    "lane-scale": {},
    "level-text": {},
    "milestone": {"font-size": "12"},
    "milestone-text": {},
    "today-label": {"fill": LIGHT["primary"], "font-weight": "600", "text-anchor": "middle"},
}
"""Class → attributes. A later class of an element overrides an earlier one, as in the style sheet."""

OF_TEXT: dict[str, Style] = {
    "level": {**_HALO, "fill": LIGHT["ink2"], "font-weight": "500", "text-anchor": "middle"},
}
"""Classes that mean something else on a text than on a mark."""

TEXT: Style = {"fill": LIGHT["ink3"], "font-family": FAMILY, "font-size": "11.5"}
"""What every text starts from."""


def style_of(tag: str, classes: list[str]) -> Style:
    """The attributes of an element with these classes, in the order of `STYLES`. An unknown class has none."""
    style: Style = dict(TEXT) if tag == "text" else {}
    for name in (known for known in STYLES if known in classes):
        style |= OF_TEXT.get(name, STYLES[name]) if tag == "text" else STYLES[name]
    return style

"""Contrast as WCAG 2.2 asks: 4.5:1 for text, 3:1 for marks and boundaries, 7:1 for the ink itself."""

import pytest

from charts.tokens import TOKENS, css, palette, paper_css

GROUNDS = ("canvas", "surface", "inset")
TEXT = [(name, ground, 4.5) for name in ("ink2", "ink3") for ground in GROUNDS]
TEXT += [("ink", ground, 7) for ground in GROUNDS] + [("primary", "surface", 4.5), ("primary", "canvas", 4.5)]
TEXT += [
    (f"{v}_text", ground, 4.5) for v in ("better", "worse", "flat", "safety") for ground in (f"{v}_tint", "surface")
]
MARKS = [(name, ground, 3) for name in ("better", "worse") for ground in ("surface", "band", "band2")]
MARKS += [("flat", "surface", 3), ("flat", "band2", 3), ("safety", "surface", 3), ("reference", "surface", 3)]
MARKS += [("line2", "surface", 3), ("line2", "canvas", 3)] + [(f"series{i}", "surface", 3) for i in (2, 3, 4)]


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2 glossary)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_states():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), TEXT + MARKS)
def test_every_pair_in_use_has_enough_contrast(theme, front, ground, least):
    colors = palette(theme)
    assert contrast(colors[front], colors[ground]) >= least


def test_the_screen_gets_both_columns_and_paper_only_the_light_one():
    assert "--better-text:light-dark(#14568F,#92C8F6);" in css()
    assert "--better-text:#14568F;" in paper_css()
    assert not [dark for light, dark in TOKENS.values() if dark != light and f":{dark};" in paper_css()]


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match="sepia"):
        palette("sepia")

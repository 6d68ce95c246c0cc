"""Where the values of a Plotly figure stand in a picture of a given size, and which ticks its axes have."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NICE = (2.0, 5.0, 10.0)
"""Steps between ticks, as Plotly rounds them up."""


@dataclass(frozen=True)
class Axis:
    """One axis. `first` and `last` are the ends of its range; reversed axes run from high to low."""

    first: float
    last: float
    spec: Mapping[str, Any]

    def share(self, value: float) -> float:
        return (float(value) - self.first) / (self.last - self.first)

    def holds(self, value: float) -> bool:
        return -1e-9 <= self.share(value) <= 1 + 1e-9

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Values inside the range, each with its label."""
        if self.spec.get("tickvals") is not None:
            values = [float(value) for value in self.spec["tickvals"]]
            given = self.spec.get("ticktext")
            labels = [str(text) for text in given] if given is not None else [_plain(value) for value in values]
        else:
            values = _even(self.first, self.last, int(self.spec.get("nticks") or 6))
            labels = [_plain(value) for value in values]
        return [(value, label) for value, label in zip(values, labels, strict=True) if self.holds(value)]


@dataclass(frozen=True)
class Frame:
    """The picture in pixels and the plot inside it."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x: Axis
    y: Axis

    @property
    def inner_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> float:
        return self.height - self.top - self.bottom

    def across(self, value: float, ref: str = "x") -> float:
        share = float(value) if ref == "paper" else self.x.share(value)
        return self.left + share * self.inner_width

    def down(self, value: float, ref: str = "y") -> float:
        share = float(value) if ref == "paper" else self.y.share(value)
        return self.top + (1 - share) * self.inner_height


def frame_of(layout: Mapping[str, Any], width: float) -> Frame:
    """The frame of a figure that is drawn `width` pixels wide.

    Raises:
        ValueError: an axis has no range, or is not a plain number line.
    """
    margin = layout.get("margin", {})
    sides = [float(margin.get(side, 0)) for side in ("l", "r", "t", "b")]
    left, right, top, bottom = sides
    return Frame(
        width, float(layout["height"]), left, right, top, bottom, _axis(layout, "xaxis"), _axis(layout, "yaxis")
    )


def _axis(layout: Mapping[str, Any], name: str) -> Axis:
    spec = layout.get(name, {})
    if spec.get("range") is None or spec.get("type", "linear") not in ("linear", "-"):
        raise ValueError(f"the {name} of a picture that leaves the screen is a number line with a range")
    first, last = (float(end) for end in spec["range"])
    return Axis(first, last, spec)


def _even(first: float, last: float, most: int) -> list[float]:
    """Round values at even steps, at most about `most` of them."""
    low, high = min(first, last), max(first, last)
    rough = (high - low) / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(nice for nice in (1.0, *NICE) if nice >= rough / power - 1e-9)
    start = math.ceil(low / step - 1e-9)
    return [place * step for place in range(start, math.floor(high / step + 1e-9) + 1)]


def _plain(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "−")


def listed(value: Any, count: int) -> list[Any]:
    """A property that is one for all marks, or one for each."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [value] * count
    return list(value)

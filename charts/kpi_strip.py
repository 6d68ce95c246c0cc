"""The strip of a few counts that opens a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.markup import Markup, element


@dataclass(frozen=True)
class Kpi:
    """`value` is written text ('7 of 8'), so that it carries its denominator; `note` is one short line."""

    label: str
    value: str
    note: str = ""


def draw_kpi_strip(kpis: Sequence[Kpi]) -> Markup:
    return element("dl", *[_kpi(kpi) for kpi in kpis], class_="kpis")


def _kpi(kpi: Kpi) -> Markup:
    note = element("dd", kpi.note, class_="kpi-note") if kpi.note else None
    return element("div", element("dt", kpi.label), element("dd", kpi.value, class_="kpi-value"), note, class_="kpi")

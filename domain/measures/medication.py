"""Medication."""

from math import inf

from domain.measure import Better, Construct, Licence, LicenceClass, Measure
from domain.measures.facts import below, upto
from domain.measures.sources import CDC_2016, CDC_2022, RECALLED

MME_DAY = Measure(
    code="mme_day",
    name="Daily oral morphine milligram equivalents (MME)",
    short_name="Opioid dose (MME)",
    aliases=("MME",),
    construct=Construct.MEDICATION,
    lowest=0, highest=None, step=0.1, unit="mg/day", chart_highest=240,
    better=Better.LOWER,
    judged=False,
    physical_unit=True,
    bands=(
        upto("none", 0, CDC_2022),
        below("under 20", 20, RECALLED),
        below("20 to under 50", 50, RECALLED),
        below("50 to under 90", 90, CDC_2022),
        upto("90 and over", inf, CDC_2016),
    ),
    licence=Licence(LicenceClass.FREE, "US government table.", CDC_2022, True),
    least_interval_days=1,
    notes="There is no meaningful change: lower is not better for every patient (abrupt tapers harm), so no verdict is given. "
    "Show the change and the crossing of 50 and 90. An opioid of unknown dose makes the day incomplete; drugs without a factor are "
    "listed as left out, never counted as 0. Totals from different factor tables are never mixed. Not a dosing tool.",
)  # fmt: skip

MEDICATION = (MME_DAY,)

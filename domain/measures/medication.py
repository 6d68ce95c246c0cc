"""Medication."""

from math import inf

from domain.measure import Better, Construct, Licence, LicenceClass, Measure
from domain.measures.facts import RATING_FORMAT, below, default_change, points, upto
from domain.measures.sources import CDC_2016, CDC_2022, PRAGMATIC, RECALLED
from domain.measures.sources_symptoms import ANZCA_2021

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

OMEDD_ANZCA = Measure(
    code="omedd_anzca",
    name="Oral morphine equivalent daily dose (ANZCA)",
    short_name="Opioid dose (oMEDD)",
    aliases=("oMEDD",),
    construct=Construct.MEDICATION,
    lowest=0, highest=None, step=0.1, unit="mg/day", chart_highest=240,
    better=Better.LOWER,
    judged=False,
    physical_unit=True,
    licence=Licence(LicenceClass.FREE, "Professional document PS01(PM), appendix.", ANZCA_2021, True),
    least_interval_days=1,
    notes="The dose under the ANZCA table of 2021: it has factors for buprenorphine and none for methadone. Never joined with a series under a CDC "
    "table. As for the MME, no change is called good or bad, and an opioid of unknown dose makes the day incomplete. Not a dosing tool.",
)  # fmt: skip

PAIN_MED_CLASSES = Measure(
    code="pain_med_classes",
    name="Number of pain-active medication classes",
    short_name="Pain medication classes",
    construct=Construct.MEDICATION,
    lowest=0, highest=15, step=1, unit="classes",
    better=Better.LOWER,
    whole_steps=True,
    meaningful_change=default_change(points(1), population="none", source=PRAGMATIC, why="pragmatic: one class; no published MCID"),
    licence=RATING_FORMAT,
    least_interval_days=7,
    notes="Distinct classes in use on a day, from a reconciled list with its date. Which product belongs to which class is a local decision, shipped "
    "as a table that can be read and changed.",
)  # fmt: skip

BENZO_OPIOID = Measure(
    code="benzo_opioid",
    name="Opioid + benzodiazepine co-prescription",
    short_name="Opioid with benzodiazepine",
    construct=Construct.MEDICATION,
    lowest=0, highest=1, step=1, unit="yes/no",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    licence=RATING_FORMAT,
    least_interval_days=1,
    notes="1 where any opioid and any benzodiazepine overlap on the day; Z-drugs and gabapentinoids are told apart from it. Unknown is missing, not 0. A "
    "safety flag, no outcome. CDC 2022 advises particular caution (recalled).",
)  # fmt: skip

MEDICATION = (MME_DAY, OMEDD_ANZCA, PAIN_MED_CLASSES, BENZO_OPIOID)

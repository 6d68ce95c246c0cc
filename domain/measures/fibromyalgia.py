"""Fibromyalgia: how much distress, and whether the criteria are met."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Licence, LicenceClass, Measure
from domain.measures.facts import upto
from domain.measures.sources_symptoms import FM_CRITERIA_2016, SALAFFI_2021
from domain.scorers import fibromyalgia

FM_DISTRESS = Measure(
    code="fm_fss",
    name="Fibromyalgia polysymptomatic distress (WPI + SSS)",
    short_name="Fibromyalgia distress (PSD)",
    aliases=("FSS", "PSD"),
    construct=Construct.CENTRAL_SENSITIZATION,
    lowest=0, highest=31, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    instrument=Instrument(
        "fm_fss", "Fibromyalgia polysymptomatic distress", fibromyalgia.PARTS, fibromyalgia.COLUMNS, ("fm_fss",), fibromyalgia.score,
        FM_CRITERIA_2016, True,
        how="Widespread pain index (wpi, 0–19) + symptom severity (sss, 0–12). 2016 criteria: (wpi ≥ 7 and sss ≥ 5) or (wpi 4–6 and sss ≥ 9), "
        "pain in at least 4 of 5 regions (jaw, chest and abdomen left out), and at least 3 months.",
        missing="wpi and sss are both needed; without regions or months the criteria may stay unknown.",
    ),
    bands=(
        upto("remission/none", 5, SALAFFI_2021),
        upto("mild", 15, SALAFFI_2021),
        upto("moderate", 20, SALAFFI_2021),
        upto("severe", 25, SALAFFI_2021),
        upto("very severe", 31, SALAFFI_2021),
    ),
    licence=Licence(LicenceClass.FREE, "ACR criteria.", FM_CRITERIA_2016, True),
    least_interval_days=7,
    recall_period="WPI and 3 symptoms: 7 days; 3 somatic symptoms: 6 months",
    notes="Classification and severity; no meaningful change is published. A total of 12 or more does not by itself meet the 2016 criteria.",
)  # fmt: skip

FIBROMYALGIA = (FM_DISTRESS,)

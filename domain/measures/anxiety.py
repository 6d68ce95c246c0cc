"""Anxiety."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError
from domain.measures.facts import below, default_change, mcid, mcid_percent, points, upto
from domain.measures.sources import KOUNALI_2022, PHQ_TERMS, RECALLED, SPITZER_2006, TOUSSAINT_2020, camcops
from domain.scoring_rule import MissingItems, ScoringRule, Total

_GAD7_CODE = camcops("gad7")

GAD7 = Measure(
    code="gad7",
    name="Generalised Anxiety Disorder-7",
    short_name="Anxiety (GAD-7)",
    aliases=("GAD-7",),
    construct=Construct.ANXIETY,
    lowest=0, highest=21, step=1, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=7, each=(0, 3), total=Total.SUM, least_answered=5, missing=MissingItems.MEAN_IMPUTATION,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(4), population="multisite chronic-depression trial n=261", source=TOUSSAINT_2020,
        why="population is chronic depression, not pain",
    ),
    measurement_error=MeasurementError(
        SPITZER_2006, verified=False, population="primary care (ICC)", reliability=0.83,
        note="No standard deviation was found, so the smallest change beyond error is not known yet.",
    ),
    thresholds=(
        mcid(4, "multisite chronic-depression trial n=261", TOUSSAINT_2020, "anchor+distribution"),
        mcid(1.5, "UK primary care n=400", KOUNALI_2022),
        mcid_percent(26.8, "UK primary care, moderate severity", KOUNALI_2022),
    ),
    bands=(
        below("minimal", 5, _GAD7_CODE),
        below("mild", 10, _GAD7_CODE),
        below("moderate", 15, _GAD7_CODE),
        upto("severe", 21, _GAD7_CODE),
    ),
    loinc=(
        Loinc("69737-5", "GAD-7 panel", "panel", True),
        Loinc("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]", "score", True),
    ),
    licence=Licence(
        LicenceClass.FREE, "No permission required to reproduce, translate, display or distribute.", PHQ_TERMS, True
    ),
    least_interval_days=14,
    recall_period="2 weeks",
    notes="Many reproductions print a wrong anchor for the lowest response (Zorowitz 2021, noted in the CamCOPS docs).",
)  # fmt: skip

ANXIETY = (GAD7,)

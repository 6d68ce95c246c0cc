"""Mood."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError
from domain.measures.facts import below, default_change, mcid, mcid_percent, points, upto
from domain.measures.sources import KOUNALI_2022, KROENKE_2001, LOWE_2004, PHQ_MANUAL, PHQ_TERMS, camcops
from domain.scoring_rule import MissingItems, ScoringRule, Total

_PHQ9_CODE = camcops("phq9")

PHQ9 = Measure(
    code="phq9",
    name="Patient Health Questionnaire-9",
    short_name="Depression (PHQ-9)",
    aliases=("PHQ-9",),
    construct=Construct.MOOD,
    lowest=0, highest=27, step=1, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=9, each=(0, 3), total=Total.SUM, least_answered=7, missing=MissingItems.MEAN_IMPUTATION,
        source=PHQ_MANUAL, verified=False, safety_item=9,
    ),
    meaningful_change=default_change(
        points(5), population="late-life depression in primary care", source=LOWE_2004, verified=False,
        why="conventional threshold, published as 2 standard errors of measurement: it speaks of error, not of what matters to "
        "patients. 20 % of baseline is the evidence-based minimum, but far inside error for low scores",
    ),
    measurement_error=MeasurementError(
        KROENKE_2001, verified=False, population="primary care, test–retest over 48 h", reliability=0.84,
        note="No standard deviation was found beside this reliability, so the smallest change beyond error is not known yet. "
        "Löwe 2004 calls 5 points 2 SEM; from that, 1.96·√2·SEM would be about 6.9.",
    ),
    thresholds=(
        mcid(5, "late-life depression in primary care (IMPACT trial)", LOWE_2004, "distribution: 2 SEM"),
        mcid_percent(20, "UK primary care, moderate severity n=400 (21%, 95% CI 15–27)", KOUNALI_2022),
        mcid(1.7, "UK primary care: smallest change associated with feeling better", KOUNALI_2022),
    ),
    bands=(
        below("minimal", 5, _PHQ9_CODE),
        below("mild", 10, _PHQ9_CODE),
        below("moderate", 15, _PHQ9_CODE),
        below("moderately severe", 20, _PHQ9_CODE),
        upto("severe", 27, _PHQ9_CODE),
    ),
    loinc=(
        Loinc("44249-1", "PHQ-9 quick depression assessment panel", "panel", True),
        Loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", "score", False),
    ),
    licence=Licence(
        LicenceClass.FREE, "No permission required to reproduce, translate, display or distribute.", PHQ_TERMS, True
    ),
    least_interval_days=14,
    recall_period="2 weeks",
    notes="Item 9 above 0 is a safety flag whatever the total; a total without item 9 is 'item 9 unknown', not safe. "
    "Somatic items (sleep, fatigue, appetite, concentration) raise scores in pain.",
)  # fmt: skip

MOOD = (PHQ9,)

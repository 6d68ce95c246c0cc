"""Symptoms associated with central sensitization."""

from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import below, check_licence, upto
from domain.measures.sources import awell_score
from domain.measures.sources_mind import MAYER_2012, NEBLETT_2017
from domain.scoring_rule import MissingItems, ScoringRule, Total

CSI = Measure(
    code="csi",
    name="Central Sensitization Inventory (part A)",
    short_name="Central sensitization (CSI)",
    aliases=("CSI",),
    construct=Construct.CENTRAL_SENSITIZATION,
    lowest=0, highest=100, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=25, each=(0, 4), total=Total.SUM, least_answered=25, missing=MissingItems.ALL_NEEDED,
        source=awell_score("csi"), verified=True,
    ),
    measurement_error=MeasurementError(
        MAYER_2012, verified=True, population="people without pain, test–retest", reliability=0.817,
        note="No standard deviation was found beside this reliability, so the smallest change beyond error is not known.",
    ),
    bands=(
        below("subclinical", 30, NEBLETT_2017),
        below("mild", 40, NEBLETT_2017),
        below("moderate", 50, NEBLETT_2017),
        below("severe", 60, NEBLETT_2017),
        upto("extreme", 100, NEBLETT_2017),
    ),
    licence=check_licence("free", "terms of use not found."),
    least_interval_days=28,
    recall_period="none stated",
    notes="No meaningful change is published, so no responder is counted. Part B (diagnoses) is not scored. 40 or more is a screening "
    "cut-off, no proof of central sensitization; a study of 1,730 patients and 250 people without pain puts it at 30 (women 33, men "
    "25; doi 10.3390/jcm12144849).",
)  # fmt: skip

CENTRAL_SENSITIZATION = (CSI,)

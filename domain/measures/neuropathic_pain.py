"""Screens for a neuropathic component. They sort patients; their change is no outcome."""

from domain.instrument import Instrument
from domain.measure import Better, Construct, Measure, MeasurementError
from domain.measures.facts import below, check_licence, upto
from domain.measures.sources import RECALLED, awell_score
from domain.measures.sources_symptoms import BOUHASSIRA_2005, FREYNHAGEN_2006, LANSS_TABLE, NINDS_PAINDETECT
from domain.scorers import dn4, paindetect
from domain.scoring_rule import MissingItems, ScoringRule, Total

PAINDETECT = Measure(
    code="paindetect",
    name="painDETECT questionnaire",
    short_name="painDETECT",
    aliases=("PD-Q",),
    construct=Construct.NEUROPATHIC_PAIN,
    lowest=-1, highest=38, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    instrument=Instrument(
        "paindetect", "painDETECT", paindetect.PARTS, paindetect.COLUMNS, ("paindetect",), paindetect.score, RECALLED, False,
        how="7 gradings (0–5) + course of the pain (−1, 0 or 1) + radiation (0 or 2); the lowest total is −1.", missing="Every part is needed.",
    ),
    measurement_error=MeasurementError(
        FREYNHAGEN_2006, verified=True, population="appraisal of 2 studies", reliability=0.93,
        note="Retest ICC; no standard deviation is on record.",
    ),
    bands=(
        upto("neuropathic component unlikely (<15%)", 12, NINDS_PAINDETECT),
        upto("uncertain", 18, NINDS_PAINDETECT),
        upto("likely (>90%)", 38, FREYNHAGEN_2006),
    ),
    licence=check_licence("licensed", "Pfizer copyright; permission needed."),
    least_interval_days=28,
    recall_period="4 weeks",
    notes="A screen: its change is not charted as a treatment effect. The NINDS page prints the upper rule with the sign reversed; the rule is "
    "19 or more.",
)  # fmt: skip

DN4 = Measure(
    code="dn4",
    name="Douleur Neuropathique 4",
    short_name="DN4",
    aliases=("DN4",),
    construct=Construct.NEUROPATHIC_PAIN,
    lowest=0, highest=10, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    instrument=Instrument(
        "dn4", "DN4", dn4.PARTS, dn4.COLUMNS, ("dn4",), dn4.score, awell_score("dn4"), True,
        how="Number of yes among 7 interview and 3 examination items.",
        missing="All 10. Without the examination the interview part (S-DN4, of 7, positive from 3) is given, not the DN4.",
    ),
    bands=(below("negative", 4, BOUHASSIRA_2005), upto("positive", 10, BOUHASSIRA_2005)),
    licence=check_licence("licensed", "Mapi distribution."),
    least_interval_days=28,
    notes="A screen. In Dutch pain clinics 5 of 10 and 4 of 7 separated best (van Seventer 2013, abstract), so that the cut-offs depend on the "
    "population. A high score is no good outcome.",
)  # fmt: skip

S_LANSS = Measure(
    code="slanss",
    name="Self-report Leeds Assessment of Neuropathic Symptoms and Signs",
    short_name="S-LANSS",
    aliases=("S-LANSS",),
    construct=Construct.NEUROPATHIC_PAIN,
    lowest=0, highest=24, step=1, unit="points",
    better=Better.LOWER,
    judged=False,
    whole_steps=True,
    scoring=ScoringRule(
        items=7, each=(0, 1), weights=(5, 5, 3, 2, 1, 5, 3), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED,
        source=LANSS_TABLE, verified=True,
    ),
    bands=(
        below("neuropathic unlikely", 12, LANSS_TABLE),
        upto("pain of predominantly neuropathic origin", 24, LANSS_TABLE),
    ),
    licence=check_licence("free, not for commercial use", "not verified."),
    least_interval_days=28,
    recall_period="1 week",
    notes="A screen. Yes or no, weighted 5, 5, 3, 2, 1, 5 and 3.",
)  # fmt: skip

NEUROPATHIC_PAIN = (PAINDETECT, DN4, S_LANSS)

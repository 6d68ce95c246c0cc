"""Global change, as the patient rates it."""

from domain.measure import Better, Construct, Measure, ResponseCategory, ThresholdUnit
from domain.measures.facts import RATING_FORMAT, in_words, upto
from domain.measures.sources import DWORKIN_2008, RECALLED
from domain.scoring_rule import MissingItems, ScoringRule, Total

PGIC = Measure(
    code="pgic",
    name="Patient Global Impression of Change",
    short_name="Global impression of change (PGIC)",
    aliases=("PGIC",),
    construct=Construct.GLOBAL_CHANGE,
    lowest=1, highest=7, step=1, unit="category",
    better=Better.LOWER,
    needs_baseline=False,
    whole_steps=True,
    scoring=ScoringRule(
        items=1, each=(1, 7), total=Total.SUM, least_answered=1, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
    ),
    response_category=ResponseCategory(
        improved_from=2, worse_from=6, source=DWORKIN_2008, verified=True,
        why="Responder: much or very much improved. No source names the worse side; much and very much worse mirror it.",
    ),
    thresholds=(
        in_words("≤3 minimal, ≤2 moderate/substantial", "chronic pain trials", DWORKIN_2008, "consensus", ThresholdUnit.CATEGORY),
    ),
    bands=(
        upto("very much improved", 1, DWORKIN_2008),
        upto("much improved", 2, DWORKIN_2008),
        upto("minimally improved", 3, DWORKIN_2008),
        upto("no change", 4, DWORKIN_2008),
        upto("minimally worse", 5, RECALLED),
        upto("much worse", 6, RECALLED),
        upto("very much worse", 7, RECALLED),
    ),
    licence=RATING_FORMAT,
    least_interval_days=28,
    recall_period="since start of treatment",
    notes="Coded 1 very much improved … 4 no change … 7 very much worse. Some instruments code the other way, or −3 to +3: a source "
    "must be mapped to this coding. It is already a change: it has no baseline and no change score.",
)  # fmt: skip

GLOBAL_CHANGE = (PGIC,)

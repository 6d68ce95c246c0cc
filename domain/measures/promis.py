"""What the PROMIS T-score measures share: rule, error, norm, bands and licence."""

from domain.measure import Band, Licence, LicenceClass, MeasurementError, Norm, NormGroup
from domain.measures.facts import below, upto
from domain.measures.sources import PROMIS_CUT_POINTS, PROMIS_MANUALS, PROMIS_TABLES, PROMIS_TERMS
from domain.measures.sources_promis import FUNCTION_CUT_POINTS
from domain.scoring_rule import MissingItems, ScoringRule, Total

PROMIS_LICENCE = Licence(
    LicenceClass.FREE_NONCOMMERCIAL,
    "English and Spanish versions are free for individual research, clinical practice and education; commercial users and "
    "integration into proprietary technology need written permission; copyright notices apply. Only item counts and "
    "raw → T tables are shipped: no wording, no calibrations.",
    PROMIS_TERMS, True,
)  # fmt: skip

US_POPULATION = Norm("US general population (reference)", 50, 10, PROMIS_CUT_POINTS, True, NormGroup.GENERAL)

OWN_STANDARD_ERROR = MeasurementError(
    PROMIS_TABLES, verified=True, population="each score has its own", per_score=True,
    note="1.96·√(SE₁² + SE₂²) from the standard errors of the two scores.",
)  # fmt: skip

WHY_3_T = "no study in chronic pain was read; 3 T lies low in the 2–6 T that a review of 31 studies calls reasonable for any PROMIS measure"


def scored_by_tables(*tables: str) -> ScoringRule:
    """Answers 1–5, each coded so that more is more of what the measure is named for, looked up by form."""
    longest = max(int("".join(filter(str.isdigit, code.split("_v")[0]))) for code in tables)
    return ScoringRule(
        items=longest, each=(1, 5), total=Total.SUM, least_answered=4, missing=MissingItems.PRORATED_UP,
        source=PROMIS_MANUALS, verified=False, tables=tables,
    )  # fmt: skip


def symptom_bands(highest: float) -> tuple[Band, ...]:
    """Cut points of symptoms: 55 itself is within normal limits."""
    return (
        upto("within normal limits", 55, PROMIS_CUT_POINTS),
        upto("mild", 60, PROMIS_CUT_POINTS),
        upto("moderate", 70, PROMIS_CUT_POINTS),
        upto("severe", highest, PROMIS_CUT_POINTS),
    )


def function_bands(highest: float) -> tuple[Band, ...]:
    """Cut points of function, where higher is better: 45 itself is within normal limits."""
    return (
        below("severe", 30, FUNCTION_CUT_POINTS),
        below("moderate", 40, FUNCTION_CUT_POINTS),
        below("mild", 45, FUNCTION_CUT_POINTS),
        upto("within normal limits", highest, PROMIS_CUT_POINTS),
    )

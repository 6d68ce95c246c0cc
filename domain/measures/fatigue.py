"""Fatigue."""

from domain.measure import Better, Construct, Loinc, Measure
from domain.measures.facts import default_change, mcid, points
from domain.measures.promis import (
    OWN_STANDARD_ERROR,
    PROMIS_LICENCE,
    US_POPULATION,
    WHY_3_T,
    scored_by_tables,
    symptom_bands,
)
from domain.measures.sources import TERWEE_2021

PROMIS_FATIGUE = Measure(
    code="promis_fatigue_tscore",
    name="PROMIS Fatigue T-score",
    short_name="Fatigue (PROMIS)",
    aliases=("PROMIS Fatigue",),
    construct=Construct.FATIGUE,
    lowest=33.1, highest=77.8, step=0.1, unit="T-score",
    better=Better.LOWER,
    scoring=scored_by_tables("promis_fatigue_4a", "promis_fatigue_6a", "promis_fatigue_8a"),
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False, why=WHY_3_T
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),),
    bands=symptom_bands(77.8),
    norms=(US_POPULATION,),
    loinc=(
        Loinc("77864-7", "PROMIS fatigue - version 1.0 Tscore", "score", True),
        Loinc("71963-3", "PROMIS-29 Fatigue score T-score", "score", True),
    ),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days",
)  # fmt: skip

FATIGUE = (PROMIS_FATIGUE,)

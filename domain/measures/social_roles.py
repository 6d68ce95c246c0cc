"""Taking part in social roles and activities."""

from domain.measure import Better, Construct, Loinc, Measure
from domain.measures.facts import default_change, mcid, points
from domain.measures.promis import (
    OWN_STANDARD_ERROR,
    PROMIS_LICENCE,
    US_POPULATION,
    WHY_3_T,
    function_bands,
    scored_by_tables,
)
from domain.measures.sources import TERWEE_2021

PROMIS_SOCIAL_ROLES = Measure(
    code="promis_social_tscore",
    name="PROMIS Ability to Participate in Social Roles and Activities T-score",
    short_name="Social roles (PROMIS)",
    aliases=("PROMIS APS",),
    construct=Construct.SOCIAL_ROLES,
    lowest=27.5, highest=64.2, step=0.1, unit="T-score",
    better=Better.HIGHER,
    scoring=scored_by_tables("promis_ability_to_participate_social_4a"),
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False, why=WHY_3_T
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),),
    bands=function_bands(64.2),
    norms=(US_POPULATION,),
    loinc=(
        Loinc("77854-8", "PROMIS ability to participate in social roles and activities - version 2.0 Tscore", "score", True),
    ),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days",
)  # fmt: skip

SOCIAL_ROLES = (PROMIS_SOCIAL_ROLES,)

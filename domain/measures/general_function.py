"""Physical function and disability by questionnaires that fit any condition."""

from domain.measure import Better, Construct, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import check_licence, default_change, mcid, mdc95, points
from domain.measures.profile_forms import WHODAS12_FORM
from domain.measures.promis import OWN_STANDARD_ERROR, PROMIS_LICENCE, US_POPULATION, function_bands, scored_by_tables
from domain.measures.sources import LEE_2017, TERWEE_2021
from domain.measures.sources_promis import HAYS_2011
from domain.measures.sources_quality_of_life import WHODAS_MSK, WHODAS_TERMS

PROMIS_PHYSICAL_FUNCTION = Measure(
    code="promis_pf_tscore",
    name="PROMIS Physical Function T-score",
    short_name="Physical function (PROMIS)",
    aliases=("PROMIS PF",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=20.8, highest=59.7, step=0.1, unit="T-score",
    better=Better.HIGHER,
    scoring=scored_by_tables(
        "promis_physical_function_4a", "promis_physical_function_4a_v1",
        "promis_physical_function_6b_v1_2", "promis_physical_function_8b_v1_2",
    ),
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False,
        why="2 T is a small effect (knee osteoarthritis, rheumatoid arthritis); 3 T is the policy of the other PROMIS measures and "
        "nearer to what one person's scores can show",
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(
        mcid((1.9, 2.2), "knee OA n=165", LEE_2017),
        mcid(2, "rheumatoid arthritis, 20-item form, n=451", HAYS_2011),
        mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),
    ),
    bands=function_bands(59.7),
    norms=(US_POPULATION,),
    loinc=(
        Loinc("91721-1", "PROMIS physical function - version 2.0 T-score", "score", True),
        Loinc("77866-2", "PROMIS physical function - version 1.0 Tscore", "score", True),
        Loinc("71959-1", "PROMIS-29 Physical function score T-score", "score", True),
        Loinc("76700-4", "PROMIS short form - physical function 4a - version 1.0", "panel", True),
        Loinc("76804-4", "PROMIS short form - physical function 6b - version 1.2", "panel", True),
        Loinc("76805-1", "PROMIS short form - physical function 8b - version 1.2", "panel", True),
    ),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="none",
    notes="Versions 1 and 2 have different tables (raw 4 on form 4a: 22.9 and 22.5), so the form is named with its version: 4a is "
    "v2.0, 4a_v1 the one of PROMIS-29 v2.0, 6b_v1_2 and 8b_v1_2 are v1.2. The v2.0 tables of 6b and 8b were not found: such "
    "forms are not scored.",
)  # fmt: skip

WHODAS12 = Measure(
    code="whodas12",
    name="WHODAS 2.0, 12 items (simple scoring)",
    short_name="Disability (WHODAS 2.0)",
    aliases=("WHODAS 2.0-12",),
    construct=Construct.PHYSICAL_FUNCTION,
    lowest=0, highest=48, step=1, unit="points",
    better=Better.LOWER,
    instrument=WHODAS12_FORM,
    meaningful_change=default_change(
        points(9), population="chronic MSK pain n=1,988", source=WHODAS_MSK,
        why="its authors' choice: the MDC of 8.6 exceeds the MCID of 3.1–4.7, so that only 9 points are both",
    ),
    measurement_error=MeasurementError(
        WHODAS_MSK, verified=True, population="chronic MSK pain (mean 13, SD 9)", mdc95=8.6,
        note="Published as the minimal detectable change.",
    ),
    thresholds=(
        mcid((3.1, 4.7), "chronic MSK pain n=1,988", WHODAS_MSK, "distribution"),
        mdc95(8.6, "chronic MSK pain n=1,988", WHODAS_MSK),
    ),
    norms=(Norm("musculoskeletal outpatient clinic n=1,988", 13, 9, WHODAS_MSK, True, NormGroup.IN_CARE),),
    licence=check_licence("free", "WHO asks for permission to reproduce or translate.", WHODAS_TERMS),
    least_interval_days=28,
    recall_period="30 days",
    notes="Answers coded 0–4; forms that print 1–5 need an offset of −1. Percent = score / 48. Complex (item-weighted) scoring "
    "gives 0–100 on another metric and is not this score.",
)  # fmt: skip

GENERAL_FUNCTION = (PROMIS_PHYSICAL_FUNCTION, WHODAS12)

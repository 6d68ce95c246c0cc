"""Sleep."""

from domain.measure import Better, Construct, Loinc, Measure, MeasurementError
from domain.measures.facts import below, check_licence, default_change, mcid, points, upto
from domain.measures.promis import (
    OWN_STANDARD_ERROR,
    PROMIS_LICENCE,
    US_POPULATION,
    WHY_3_T,
    scored_by_tables,
    symptom_bands,
)
from domain.measures.sleep_quality import SLEEP_DIARY_FORM
from domain.measures.sources import MORIN_2011, REST_PROJECT, TERWEE_2021, YANG_2009, awell_score
from domain.measures.sources_symptoms import AASM_2021_TABLE
from domain.scoring_rule import MissingItems, ScoringRule, Total

_ISI_CODE = awell_score("isi")

ISI = Measure(
    code="isi",
    name="Insomnia Severity Index",
    short_name="Insomnia (ISI)",
    aliases=("ISI",),
    construct=Construct.SLEEP,
    lowest=0, highest=28, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=7, each=(0, 4), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED,
        source=_ISI_CODE, verified=True,
    ),
    meaningful_change=default_change(
        points(6), population="primary insomnia trial n=828", source=YANG_2009, why="no chronic-pain estimate found",
    ),
    measurement_error=MeasurementError(
        MORIN_2011, verified=True, population="community n=959; clinical 0.91", reliability=0.90,
        note="Internal consistency α; no standard deviation and no retest reliability were found.",
    ),
    thresholds=(
        mcid(6, "primary insomnia trial n=828", YANG_2009),
        mcid(8.4, "insomnia treatment sample n=183: moderate improvement (95% CI 7.1–9.4)", MORIN_2011),
    ),
    bands=(
        below("no clinically significant insomnia", 8, _ISI_CODE),
        below("subthreshold", 15, _ISI_CODE),
        below("moderate", 22, _ISI_CODE),
        upto("severe", 28, _ISI_CODE),
    ),
    licence=check_licence("licensed", "C. Morin copyright, Mapi distribution."),
    least_interval_days=14,
    recall_period="2 weeks (some versions: last month)",
    notes="A cut-off of 10 was optimal for finding cases in the community.",
)  # fmt: skip

PROMIS_SLEEP_DISTURBANCE = Measure(
    code="promis_sd_tscore",
    name="PROMIS Sleep Disturbance T-score",
    short_name="Sleep disturbance (PROMIS)",
    aliases=("PROMIS SD",),
    construct=Construct.SLEEP,
    lowest=28.9, highest=77.6, step=0.1, unit="T-score",
    better=Better.LOWER,
    scoring=scored_by_tables(
        "promis_sleep_disturbance_4a", "promis_sleep_disturbance_6a", "promis_sleep_disturbance_8a", "promis_sleep_disturbance_8b"
    ),
    meaningful_change=default_change(
        points(3), population="any PROMIS measure, review of 31 studies", source=TERWEE_2021, verified=False, why=WHY_3_T
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),),
    bands=symptom_bands(77.6),
    norms=(US_POPULATION,),
    loinc=(Loinc("77860-5", "PROMIS sleep disturbance - version 1.0 Tscore", "score", True),),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days",
    notes="Answers count 5 = worst. The printed forms number the reverse-keyed items that way round already, and q1, q2, … are read "
    "so; columns named by item identifier (sleep109) hold the answers in listed order and are turned round here. 8a and 8b share only "
    "some items. Which items belong to 6a and 8a is recalled, not read.",
)  # fmt: skip

SLEEP_EFFICIENCY = Measure(
    code="sleep_efficiency",
    name="Sleep efficiency (diary/actigraphy)",
    short_name="Sleep efficiency",
    construct=Construct.SLEEP,
    lowest=0, highest=100, step=0.1, unit="%",
    better=Better.HIGHER,
    physical_unit=True,
    instrument=SLEEP_DIARY_FORM,
    meaningful_change=default_change(
        points(10), population="insomnia trials", source=AASM_2021_TABLE,
        why="AASM clinical significance threshold; it speaks of groups against a control",
    ),
    thresholds=(mcid(10, "insomnia trials, treatment against control", AASM_2021_TABLE, "consensus"),),
    bands=(below("reduced", 85, REST_PROJECT), upto("normal", 100, REST_PROJECT)),
    licence=check_licence("free", "a computed quantity; the wording of the Consensus Sleep Diary is copyrighted and not shipped."),
    least_interval_days=7,
    recall_period="1 night, weekly mean",
    notes="100 × total sleep time / time in bed: the denominator is time in bed, not the sleep episode. Weekly mean from at "
    "least 4 of 7 nights (recalled; no source reached). Diary, actigraphy and device series are never joined.",
)  # fmt: skip

SLEEP = (ISI, PROMIS_SLEEP_DISTURBANCE, SLEEP_EFFICIENCY)

"""Self-efficacy: confidence to do things despite pain."""

from domain.measure import Better, Construct, Measure, MeasurementError, Norm
from domain.measures.facts import below, check_licence, default_change, mcid, mdc95, points, upto
from domain.measures.sources import (
    CHIAROTTO_2016,
    DUBE_2021,
    EPPOC_BANDS,
    EPPOC_MANUAL,
    MAUGHAN_2010,
    NICHOLAS_2019,
    PSEQ_TERMS,
    SUZUKI_2020,
)
from domain.scoring_rule import MissingItems, ScoringRule, Total

PSEQ = Measure(
    code="pseq",
    name="Pain Self-Efficacy Questionnaire (10)",
    short_name="Pain self-efficacy (PSEQ)",
    aliases=("PSEQ",),
    construct=Construct.SELF_EFFICACY,
    lowest=0, highest=60, step=1, unit="points",
    better=Better.HIGHER,
    scoring=ScoringRule(
        items=10, each=(0, 6), total=Total.SUM, least_answered=8, missing=MissingItems.MEAN_IMPUTATION,
        source=EPPOC_MANUAL, verified=False,
    ),
    meaningful_change=default_change(
        points(7), population="chronic LBP, review", source=DUBE_2021,
        why="centre of the 5.5–8.5 anchor range; also the ePPOC benchmark, which was not read",
    ),
    measurement_error=MeasurementError(
        DUBE_2021, verified=True, population="musculoskeletal disorders, review", mdc95=11.52, reliability=0.86,
        note="ICC 0.86 is the weighted mean of 28 studies (0.75–0.93).",
    ),
    thresholds=(
        mcid(5.5, "chronic LBP, physiotherapy n=104", CHIAROTTO_2016),
        mcid((5.5, 8.5), "chronic LBP, review", DUBE_2021),
        mcid(11, "chronic LBP", MAUGHAN_2010),
        mcid(6.48, "chronic LBP n=161 vs NRS change ≥2", SUZUKI_2020),
        mcid(7, "ePPOC adult, plus change of band", EPPOC_MANUAL, "consensus", condition="with a change of band"),
        mdc95(11.52, "musculoskeletal disorders, review", DUBE_2021),
    ),
    bands=(
        below("severe (low confidence)", 20, EPPOC_BANDS),
        upto("moderate", 30, EPPOC_BANDS),
        upto("mild", 40, EPPOC_BANDS),
        upto("minimal", 60, EPPOC_BANDS),
    ),
    norms=(Norm("ePPOC adult referrals n=13,343", 20.7, None, NICHOLAS_2019, True),),
    licence=check_licence("free", "the author is said to allow free use with acknowledgement.", PSEQ_TERMS),
    least_interval_days=7,
    recall_period="present",
    notes="The MDC95 (11.5) exceeds every MIC below 11: a gain of 7 is meaningful, but not reliable in one person. "
    "Up to 2 missing items are prorated, as ePPOC is remembered to do; strict scorers need all 10.",
)  # fmt: skip

SELF_EFFICACY = (PSEQ,)

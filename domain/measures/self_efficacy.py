"""Self-efficacy: confidence to do things despite pain."""

from domain.measure import Better, Construct, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import below, check_licence, default_change, mcid, mdc95, points, upto
from domain.measures.sources import (
    CHIAROTTO_2016,
    DUBE_2021,
    EPPOC_BANDS,
    EPPOC_MANUAL,
    MAUGHAN_2010,
    NICHOLAS_2019,
    PSEQ_TERMS,
    RECALLED,
    SUZUKI_2020,
)
from domain.measures.sources_mind import BARANOFF_2013, CHOIR_CPAQ8, NICHOLAS_2015
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

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
    norms=(Norm("ePPOC adult referrals n=13,343", 20.7, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=check_licence("free", "the author is said to allow free use with acknowledgement.", PSEQ_TERMS),
    least_interval_days=7,
    recall_period="present",
    notes="The MDC95 (11.5) exceeds every MIC below 11: a gain of 7 is meaningful, but not reliable in one person. "
    "Up to 2 missing items are prorated, as ePPOC is remembered to do; strict scorers need all 10.",
)  # fmt: skip

PSEQ2 = Measure(
    code="pseq2",
    name="Pain Self-Efficacy Questionnaire, 2 items",
    short_name="Pain self-efficacy (PSEQ-2)",
    aliases=("PSEQ-2",),
    construct=Construct.SELF_EFFICACY,
    lowest=0, highest=12, step=1, unit="points",
    better=Better.HIGHER,
    whole_steps=True,
    scoring=ScoringRule(
        items=2, each=(0, 6), total=Total.SUM, least_answered=2, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(2), population="chronic LBP, physiotherapy n=104", source=CHIAROTTO_2016,
        why="the estimate of 1.5 points, rounded up to a score that the scale can give",
    ),
    thresholds=(mcid(1.5, "chronic LBP, physiotherapy n=104 (13 % of the range)", CHIAROTTO_2016),),
    bands=(below("low", 6, NICHOLAS_2015), below("intermediate", 8, NICHOLAS_2015), upto("desirable", 12, NICHOLAS_2015)),
    licence=check_licence("free", "the author is said to allow free use with acknowledgement.", PSEQ_TERMS),
    least_interval_days=7,
    recall_period="present",
    notes="For a fuller and more reliable assessment its authors recommend the PSEQ.",
)  # fmt: skip

CPAQ8 = Measure(
    code="cpaq8",
    name="Chronic Pain Acceptance Questionnaire-8",
    short_name="Pain acceptance (CPAQ-8)",
    aliases=("CPAQ-8",),
    construct=Construct.SELF_EFFICACY,
    lowest=0, highest=48, step=1, unit="points",
    better=Better.HIGHER,
    whole_steps=True,
    scoring=ScoringRule(
        items=8, each=(0, 6), total=Total.SUM, least_answered=8, missing=MissingItems.ALL_NEEDED,
        source=CHOIR_CPAQ8, verified=False, reversed_items=(4, 5, 7, 8),
        subscales=(Subscale("activity_engagement", (1, 2, 3, 6)), Subscale("pain_willingness", (4, 5, 7, 8))),
    ),
    measurement_error=MeasurementError(
        BARANOFF_2013, verified=True, population="chronic pain n=105, 4–6 weeks", reliability=0.81,
        note="Activity engagement 0.86, pain willingness 0.68; an ICC of 0.89 in 224 patients of a Chinese pain clinic. No standard "
        "deviation was found, so the smallest change beyond error is not known.",
    ),
    licence=check_licence("free", "no fee known; terms of use not found."),
    least_interval_days=14,
    recall_period="none",
    notes="Pain acceptance, listed with self-efficacy. Items 4, 5, 7 and 8 are reversed here: send them as answered. No meaningful change is "
    "published, so no responder is counted. That all 8 items are needed is recalled, not read.",
)  # fmt: skip

SELF_EFFICACY = (PSEQ, PSEQ2, CPAQ8)

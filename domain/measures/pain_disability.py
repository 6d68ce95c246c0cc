"""Interference by pain, headache and fibromyalgia, measured by instruments of their own."""

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError
from domain.measures.facts import check_licence, default_change, mcid, mcid_percent, percent, points, upto
from domain.measures.sources import RECALLED, awell_score
from domain.measures.sources_symptoms import (
    BENNETT_2009_FIQR,
    BENNETT_2009_MCID,
    FIQR_SCORING,
    HIT6_BANDS,
    HOUTS_2020,
    SALAFFI_2021,
    SMELT_2014,
    SOER_2012,
    SURENDRAN_2018,
    YANG_2011,
)
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

PDI = Measure(
    code="pdi",
    name="Pain Disability Index",
    short_name="Pain disability (PDI)",
    aliases=("PDI",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=0, highest=70, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=7, each=(0, 10), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED, source=awell_score("pdi"), verified=True,
    ),
    meaningful_change=default_change(
        points(9), population="chronic back and musculoskeletal pain", source=SOER_2012, why="middle of the range on record, which was not read",
    ),
    thresholds=(mcid((8.5, 9.5), "chronic back pain (8.5) and chronic musculoskeletal pain (9.5)", SOER_2012),),
    licence=check_licence("free", "not verified."),
    least_interval_days=7,
    recall_period="general",
)  # fmt: skip

HIT6 = Measure(
    code="hit6",
    name="Headache Impact Test-6",
    short_name="Headache impact (HIT-6)",
    aliases=("HIT-6",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=36, highest=78, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=6, each=(6, 13), only=(6, 8, 10, 11, 13), total=Total.SUM, least_answered=6, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(6), population="chronic migraine, PROMISE-2 n=1,072", source=HOUTS_2020,
        why="responder definition in chronic migraine; also the ROC estimate in primary care (Smelt 2014)",
    ),
    measurement_error=MeasurementError(
        YANG_2011, verified=True, population="national survey; chronic migraine mean 62.5", reliability=0.77, sd=7.8,
        note="1.96·√2·SD·√(1 − ICC) = 10.4: more than the meaningful change.",
    ),
    thresholds=(
        mcid((2.5, 6), "primary-care migraine n=490", SMELT_2014, text="2.5 (mean change) to 6 (ROC)"),
        mcid(6, "chronic migraine, PROMISE-2 n=1,072", HOUTS_2020, "anchor+distribution", note="median of candidates from −2.2 to −10.8"),
    ),
    bands=(
        upto("little or no impact", 49, HIT6_BANDS),
        upto("some", 55, HIT6_BANDS),
        upto("substantial", 59, HIT6_BANDS),
        upto("severe", 78, HIT6_BANDS),
    ),
    licence=check_licence("proprietary", "QualityMetric and GSK."),
    least_interval_days=28,
    recall_period="4 weeks",
    notes="Answers count 6, 8, 10, 11 or 13; a file that codes them 1–5 must be mapped.",
)  # fmt: skip

FIQR = Measure(
    code="fiqr",
    name="Revised Fibromyalgia Impact Questionnaire",
    short_name="Fibromyalgia impact (FIQR)",
    aliases=("FIQR",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=0, highest=100, step=0.01, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=21, each=(0, 10), total=Total.SUM, least_answered=21, missing=MissingItems.ALL_NEEDED, source=FIQR_SCORING, verified=True,
        weights=(*(1 / 3 for _ in range(9)), 1, 1, *(1 / 2 for _ in range(10))),
        subscales=(
            Subscale("function", tuple(range(1, 10))), Subscale("overall", (10, 11)), Subscale("symptoms", tuple(range(12, 22))),
        ),
    ),
    meaningful_change=default_change(
        percent(14), population="fibromyalgia, 3 pregabalin trials n=2,228, original FIQ", source=BENNETT_2009_MCID,
        why="the value of the original FIQ carried over; the one FIQR estimate on record is three times as large: provisional",
    ),
    measurement_error=MeasurementError(
        BENNETT_2009_FIQR, verified=False, population="development sample", reliability=0.95,
        note="Internal consistency α, recalled; no standard deviation and no retest reliability were found.",
    ),
    thresholds=(
        mcid_percent(14, "fibromyalgia n=2,228 (original FIQ total, 14.1 %)", BENNETT_2009_MCID),
        mcid_percent(45.5, "fibromyalgia FIQR, Indian trial sample", SURENDRAN_2018),
    ),
    bands=(
        upto("remission", 23, SALAFFI_2021),
        upto("mild", 40, SALAFFI_2021),
        upto("moderate", 63, SALAFFI_2021),
        upto("severe", 82, SALAFFI_2021),
        upto("very severe", 100, SALAFFI_2021),
    ),
    licence=Licence(
        LicenceClass.FREE, "Published as an additional file of an open-access article (CC BY 2.0). No wording is shipped.", BENNETT_2009_FIQR, True
    ),
    least_interval_days=7,
    recall_period="7 days",
    notes="Function sum / 3 + overall impact sum + symptoms sum / 2. The authors' page offers weights for blank items (9/x, 2/x, 10/x) "
    "without a least number of answers; a form with blanks is therefore not scored here.",
)  # fmt: skip

PAIN_DISABILITY = (PDI, HIT6, FIQR)

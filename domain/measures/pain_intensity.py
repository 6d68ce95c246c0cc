"""Pain intensity."""

from dataclasses import replace

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import (
    RATING_FORMAT,
    below,
    default_change,
    mcid,
    mcid_percent,
    mdc95,
    mdc95_from_sem,
    percent,
    points,
    sem,
    upto,
)
from domain.measures.sources import (
    BPI_GUIDE_TERMS,
    CHILDS_2005,
    DWORKIN_2008,
    FARRAR_2001,
    NICHOLAS_2019,
    OSTELO_2008,
    PGIC_ANCHORED_2022,
    RECALLED,
    REED_2024,
    SUZUKI_2020,
    UNNAMED,
)
from domain.measures.sources_mind import GRONKVIST_2024
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

NRS_AVERAGE = Measure(
    code="nrs_average",
    name="Pain NRS 0–10, average pain (last 24 h or 7 days)",
    short_name="Average pain (0–10)",
    aliases=("NRS", "NPRS"),
    construct=Construct.PAIN_INTENSITY,
    lowest=0, highest=10, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=1, each=(0, 10), total=Total.SUM, least_answered=1, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(2), percent(30), population="chronic pain trials; low back pain", source=DWORKIN_2008,
        why="IMMPACT, Farrar 2001 and Ostelo 2008 converge on 2 points or 30 %. Both are asked for, so that neither 1 point "
        "from a low baseline nor 2 points from a high one counts",
    ),
    measurement_error=MeasurementError(
        CHILDS_2005, verified=True, population="low back pain, physical therapy", mdc95=mdc95_from_sem(1.02),
        note="1.96·√2·SEM with the SEM of 1.02 in the abstract: 2.83 points. The minimum detectable change of 2 printed there is "
        "1.96·SEM, the error of one score, not of a change.",
    ),
    thresholds=(
        mcid(2, "chronic pain, 10 pregabalin trials, n=2,724 (DPN, PHN, LBP, FM, OA)", FARRAR_2001,
             note="−2 points or about −30 % = much/very much improved on PGIC"),
        mcid_percent(30, "chronic pain trials: moderately important", DWORKIN_2008, "consensus"),
        mcid_percent(50, "chronic pain trials: substantial", DWORKIN_2008, "consensus"),
        mcid_percent((10, 20), "chronic pain trials: minimally important", DWORKIN_2008, "consensus"),
        mcid(2, "low back pain", OSTELO_2008, "consensus"),
        mcid_percent(30, "low back pain", OSTELO_2008, "consensus"),
        mcid((1.3, 1.8), "chronic LBP, 2 Japanese pain centres, n=161", SUZUKI_2020, text="1.3–1.8 (rounded to 2)"),
        mcid((2.16, 4.15), "1,661 chronic-pain patients, cohort and non-drug RCT", PGIC_ANCHORED_2022,
             text="mean 2.16 while treatment continues, 4.15 when finished at 6 months"),
        mcid((0.895, 1.48), "chronic pain, interdisciplinary rehabilitation n=8,854, three anchors, 1 year", GRONKVIST_2024),
        mcid((1.5, 2.2), "low back pain, physical therapy: 2.2 at 1 week, 1.5 at 4 weeks", CHILDS_2005),
        sem(1.02, "low back pain, physical therapy", CHILDS_2005),
        mdc95(mdc95_from_sem(1.02), "low back pain, physical therapy", CHILDS_2005, note="derived: 1.96·√2·1.02"),
        mdc95(2, "low back pain, physical therapy", CHILDS_2005, verified=False,
              note="as printed, without a confidence level; it equals 1.96·SEM, the error of one score"),
    ),
    bands=(
        upto("no pain", 0, RECALLED),
        upto("mild", 3, UNNAMED),
        upto("moderate", 6, UNNAMED),
        upto("severe", 10, UNNAMED),
    ),
    loinc=(
        Loinc("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "score", True),
        Loinc("75261-8", "Average pain intensity, past 7 days [PROMIS]", "score", True),
    ),
    licence=RATING_FORMAT,
    least_interval_days=7,
    recall_period="24 h or 7 days; store which",
    notes="Whole numbers only, never imputed. Series with different anchors (average, worst, least, now) or recall windows are "
    "not joined. A share of a baseline of 0 is undefined. Bands differ between sources (0–4/5–6/7–10; ≤5/6–7/≥8).",
)  # fmt: skip

_ERROR_OF_AVERAGE = MeasurementError(
    CHILDS_2005, verified=False, population="low back pain, physical therapy", mdc95=mdc95_from_sem(1.02),
    note="Carried over from the rating of average pain; no estimate for this anchor was found.",
)  # fmt: skip
_ONE_ANCHOR = "Whole numbers only, never imputed. Series with different anchors or recall windows are not joined. A share of a baseline of 0 is undefined."
_VERBAL_RATING = NRS_AVERAGE.loinc[:1]

NRS_WORST = replace(
    NRS_AVERAGE,
    code="nrs_worst", name="Pain NRS 0–10, worst pain", short_name="Worst pain (0–10)", aliases=(),
    thresholds=tuple(t for t in NRS_AVERAGE.thresholds if t.source not in (CHILDS_2005, GRONKVIST_2024)),
    measurement_error=_ERROR_OF_AVERAGE, loinc=_VERBAL_RATING,
    notes=f"{_ONE_ANCHOR} Its thresholds were estimated for average pain or for pain ratings in general.",
)  # fmt: skip

NRS_LEAST = replace(
    NRS_WORST,
    code="nrs_least", name="Pain NRS 0–10, least pain", short_name="Least pain (0–10)",
    meaningful_change=None, thresholds=(),
    notes=f"{_ONE_ANCHOR} No threshold is published for least pain: it serves inside the severity score of the BPI only.",
)  # fmt: skip

NRS_NOW = replace(
    NRS_WORST,
    code="nrs_now", name="Pain NRS 0–10, pain right now", short_name="Pain now (0–10)", least_interval_days=1, recall_period="now",
)  # fmt: skip

BPI_SEVERITY = Measure(
    code="bpi_severity",
    name="Brief Pain Inventory (short form) pain severity",
    short_name="Pain severity (BPI)",
    aliases=("BPI severity",),
    construct=Construct.PAIN_INTENSITY,
    lowest=0, highest=10, step=0.25, unit="points",
    better=Better.LOWER,
    whole_steps=False,
    scoring=ScoringRule(
        items=4, each=(0, 10), total=Total.MEAN, least_answered=4, missing=MissingItems.ALL_NEEDED, source=RECALLED, verified=False,
        subscales=(Subscale("worst", (1,)), Subscale("least", (2,)), Subscale("average", (3,)), Subscale("now", (4,))),
    ),
    meaningful_change=default_change(
        percent(30), population="chronic pain trials", source=DWORKIN_2008,
        why="the same benchmark as for a single rating of intensity",
    ),
    measurement_error=MeasurementError(
        RECALLED, verified=False, population="none",
        note="Not known: no standard deviation of a chronic-pain clinic could be read, and none is assumed.",
    ),
    thresholds=(
        mcid_percent(30, "chronic pain (applied from the IMMPACT intensity benchmark)", DWORKIN_2008, "consensus"),
        mcid((1.0, 1.75), "6 trials n=1,710, 'a little better'", REED_2024, text="1.0–1.75 (PEG/BPI family)"),
    ),
    bands=(upto("mild", 4, RECALLED), below("moderate", 7, RECALLED), upto("severe", 10, RECALLED)),
    norms=(Norm("ePPOC adult referrals, 36 Australian and New Zealand pain clinics, n=13,343", 6.4, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=Licence(
        LicenceClass.LICENSED,
        "Copyright C. S. Cleeland; may not be used or reproduced without permission, fees may apply "
        "(clinical practice terms vary by listing).",
        BPI_GUIDE_TERMS, True,
    ),
    least_interval_days=7,
    recall_period="24 h (short form; a 1-week version exists)",
    notes="Mean of worst, least, average and now: all four are needed; each may be charted alone.",
)  # fmt: skip

PAIN_INTENSITY = (NRS_AVERAGE, NRS_WORST, NRS_LEAST, NRS_NOW, BPI_SEVERITY)

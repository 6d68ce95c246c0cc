"""Pain intensity."""

from domain.measure import Better, Construct, Loinc, Measure, MeasurementError
from domain.measures.facts import (
    RATING_FORMAT,
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
    CHILDS_2005,
    DWORKIN_2008,
    FARRAR_2001,
    OSTELO_2008,
    PGIC_ANCHORED_2022,
    RECALLED,
    SUZUKI_2020,
    UNNAMED,
)
from domain.measures.sources_mind import GRONKVIST_2024
from domain.scoring_rule import MissingItems, ScoringRule, Total

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

PAIN_INTENSITY = (NRS_AVERAGE,)

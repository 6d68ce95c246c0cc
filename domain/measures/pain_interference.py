"""Pain interference: how much pain gets in the way."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.facts import (
    check_licence,
    default_change,
    mcid,
    mcid_percent,
    mdc95,
    mdc95_from_sem,
    points,
    sem,
    upto,
)
from domain.measures.sources import (
    BPI_GUIDE_SCORING,
    BPI_GUIDE_TERMS,
    CHEN_2018,
    DWORKIN_2008,
    KATZ_2020,
    KREBS_2009,
    LEE_2017,
    NICHOLAS_2019,
    PROMIS_CUT_POINTS,
    PROMIS_MANUALS,
    PROMIS_TABLES,
    PROMIS_TERMS,
    RECALLED,
    REED_2024,
    TERWEE_2021,
)
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

BPI_INTERFERENCE = Measure(
    code="bpi_interference",
    name="Brief Pain Inventory (short form) pain interference",
    short_name="Pain interference (BPI)",
    aliases=("BPI",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=0, highest=10, step=0.01, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=7, each=(0, 10), total=Total.MEAN, least_answered=4, missing=MissingItems.MEAN_OF_ANSWERED,
        source=BPI_GUIDE_SCORING, verified=False,
        subscales=(Subscale("activity (WAW)", (1, 3, 4)), Subscale("affective (REM)", (2, 5, 7))),
    ),
    meaningful_change=default_change(
        points(1), population="chronic pain trials", source=DWORKIN_2008,
        why="IMMPACT minimally important change; Reed 2024 anchor estimates overlap it",
    ),
    measurement_error=MeasurementError(
        REED_2024, verified=True, population="6 trials n=1,710",
        note="Not known for this scale: the SEM of 0.78–1.22 in that study is the PEG's.",
    ),
    thresholds=(
        mcid(1, "chronic pain trials (BPI interference scale)", DWORKIN_2008, "consensus"),
        mcid((1.0, 1.75), "6 trials n=1,710", REED_2024, text="1.0–1.75 (PEG/BPI family)"),
    ),
    norms=(Norm("ePPOC adult referrals, n=13,343", 7.0, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    loinc=(Loinc("77565-0", "Pain interference score [BPI Short Form]", "score", True),),
    licence=Licence(
        LicenceClass.LICENSED,
        "Copyright C. S. Cleeland; may not be used or reproduced without permission, fees may apply "
        "(clinical practice terms vary by listing).",
        BPI_GUIDE_TERMS, True,
    ),
    least_interval_days=7,
    recall_period="24 h or 7 days",
)  # fmt: skip

PEG = Measure(
    code="peg",
    name="PEG 3-item pain scale",
    short_name="Pain and interference (PEG)",
    aliases=("PEG",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=0, highest=10, step=0.01, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=3, each=(0, 10), total=Total.MEAN, least_answered=3, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
        subscales=(Subscale("P intensity", (1,)), Subscale("E enjoyment", (2,)), Subscale("G general activity", (3,))),
    ),
    meaningful_change=default_change(
        points(1), population="6 controlled trials n=1,710", source=REED_2024,
        why="lowest anchor estimate, which also exceeds most distribution estimates; show the 30 % share alongside",
    ),
    measurement_error=MeasurementError(
        REED_2024, verified=True, population="6 trials n=1,710", mdc95=mdc95_from_sem(1.22),
        note="1.96·√2·SEM with the highest of the published SEMs, 0.78–1.22 (2.2–3.4 points): a change beyond it is "
        "beyond error in every one of those trials.",
    ),
    thresholds=(
        mcid((1.0, 1.75), '6 controlled trials n=1,710, retrospective global change "a little better"', REED_2024),
        mcid((0.6, 1.1), "6 controlled trials n=1,710", REED_2024, "distribution", text="0.60–1.1 (0.35 SD); 0.78–1.22 (1 SEM)"),
        mcid_percent(30, "chronic MSK pain, primary care", KREBS_2009),
        sem((0.78, 1.22), "6 trials n=1,710", REED_2024),
        mdc95((mdc95_from_sem(0.78), mdc95_from_sem(1.22)), "6 trials n=1,710", REED_2024, note="derived from the SEM"),
    ),
    licence=check_licence(
        "free", "derived from 3 BPI items and widely distributed for free clinical use, but the BPI user guide claims derivatives.",
        BPI_GUIDE_TERMS,
    ),
    least_interval_days=7,
    recall_period="7 days",
    notes="The MDC95 (2.2–3.4) is larger than the MID: a change of 1 point matters on average, but lies within noise for "
    "one patient. Show both.",
)  # fmt: skip

PROMIS_PAIN_INTERFERENCE = Measure(
    code="promis_pi_tscore",
    name="PROMIS Pain Interference T-score",
    short_name="Pain interference (PROMIS)",
    aliases=("PROMIS PI",),
    construct=Construct.PAIN_INTERFERENCE,
    lowest=40.7, highest=78.3, step=0.1, unit="T-score",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=8, each=(1, 5), total=Total.SUM, least_answered=4, missing=MissingItems.PRORATED_UP,
        source=PROMIS_MANUALS, verified=False,
        tables=(
            "promis_pain_interference_4a", "promis_pain_interference_6a",
            "promis_pain_interference_6b", "promis_pain_interference_8a",
        ),
    ),
    meaningful_change=default_change(
        points(3), population="chronic LBP; back/hip/knee pain trials", source=CHEN_2018,
        why="top of the 2–3 T range estimated in chronic-pain trials; inside the 2–6 range of Terwee 2021",
    ),
    measurement_error=MeasurementError(
        PROMIS_TABLES, verified=True, population="each score has its own", per_score=True,
        note="1.96·√(SE₁² + SE₂²); mid-range of form 4a, with SE 1.8–1.9, that is 5.0–5.3 T.",
    ),
    thresholds=(
        mcid((2, 3), "chronic LBP; back/hip/knee pain: 2 of 3 RCTs (n=501)", CHEN_2018, "anchor+distribution"),
        mcid((3.5, 4.5), "stroke history n=258", CHEN_2018, "anchor+distribution"),
        mcid((2.35, 2.4), "knee OA n=165", LEE_2017),
        mcid((1.29, 1.73), "rheumatoid arthritis n>3,200", KATZ_2020, text="1.29–1.73 improvement, 1.65–1.84 worsening"),
        mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),
    ),
    bands=(
        upto("within normal limits", 55, PROMIS_CUT_POINTS),
        upto("mild", 60, PROMIS_CUT_POINTS),
        upto("moderate", 70, PROMIS_CUT_POINTS),
        upto("severe", 78.3, PROMIS_CUT_POINTS),
    ),
    norms=(Norm("US general population (reference)", 50, 10, PROMIS_CUT_POINTS, True, NormGroup.GENERAL),),
    loinc=(
        Loinc("77865-4", "PROMIS pain interference - version 1.0 Tscore", "score", True),
        Loinc("71961-7", "PROMIS-29 Pain interference score T-score", "score", True),
        Loinc("90973-9", "PROMIS short form - pain interference 6a - version 1.0", "panel", True),
        Loinc("75870-6", "PROMIS short form - pain interference 8a - version 1.0", "panel", True),
        Loinc("62193-8", "PROMIS short form - pain interference 6b - version 1.0", "panel", True),
    ),
    licence=Licence(
        LicenceClass.FREE_NONCOMMERCIAL,
        "English and Spanish versions are free for individual research, clinical practice and education; commercial users and "
        "integration into proprietary technology need written permission; copyright notices apply. Only item counts and "
        "raw → T tables are shipped: no wording, no calibrations.",
        PROMIS_TERMS, True,
    ),
    least_interval_days=7,
    recall_period="7 days",
    notes="The scale ends are those of the shipped forms: 40.7 (8a) to 78.3 (6b). The floor differs by form (4a 41.6, 6a 41.1, "
    "6b 41.0, 8a 40.7), so that a change of form is no change of the patient.",
)  # fmt: skip

PAIN_INTERFERENCE = (BPI_INTERFERENCE, PEG, PROMIS_PAIN_INTERFERENCE)

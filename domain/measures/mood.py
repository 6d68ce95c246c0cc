"""Mood."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.distress import DASS_LICENCE, DASS_NOTES, HADS_LICENCE, HADS_NOTES, dass21_rule, hads_rule
from domain.measures.facts import below, default_change, mcid, mcid_percent, points, upto
from domain.measures.promis import OWN_STANDARD_ERROR, PROMIS_LICENCE, US_POPULATION, scored_by_tables, symptom_bands
from domain.measures.sources import (
    EPPOC_MANUAL,
    KOUNALI_2022,
    KROENKE_2001,
    LEE_2017,
    LOWE_2004,
    NICHOLAS_2019,
    PHQ_MANUAL,
    PHQ_TERMS,
    TERWEE_2021,
    awell_score,
    camcops,
)
from domain.measures.sources_mind import (
    DASS_CUT_OFFS,
    GRONKVIST_2024,
    KROENKE_2003,
    LEMAY_2019,
    LONGO_2023,
    NINDS_PHQ4,
    PUHAN_2008,
    ZIGMOND_1983,
)
from domain.measures.sources_promis import KROENKE_2020, PAIN_CLINIC_MID_2013, PAIN_CLINIC_MID_2014
from domain.scoring_rule import MissingItems, ScoringRule, Subscale, Total

_PHQ9_CODE = camcops("phq9")
_PHQ_LICENCE = Licence(
    LicenceClass.FREE, "No permission required to reproduce, translate, display or distribute.", PHQ_TERMS, True
)

PHQ9 = Measure(
    code="phq9",
    name="Patient Health Questionnaire-9",
    short_name="Depression (PHQ-9)",
    aliases=("PHQ-9",),
    construct=Construct.MOOD,
    lowest=0, highest=27, step=1, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=9, each=(0, 3), total=Total.SUM, least_answered=7, missing=MissingItems.MEAN_IMPUTATION,
        source=PHQ_MANUAL, verified=False, safety_item=9,
    ),
    meaningful_change=default_change(
        points(5), population="late-life depression in primary care", source=LOWE_2004, verified=False,
        why="conventional threshold, published as 2 standard errors of measurement: it speaks of error, not of what matters to "
        "patients. 20 % of baseline is the evidence-based minimum, but far inside error for low scores",
    ),
    measurement_error=MeasurementError(
        KROENKE_2001, verified=False, population="primary care, test–retest over 48 h", reliability=0.84,
        note="No standard deviation was found beside this reliability, so the smallest change beyond error is not known yet. "
        "Löwe 2004 calls 5 points 2 SEM; from that, 1.96·√2·SEM would be about 6.9.",
    ),
    thresholds=(
        mcid(5, "late-life depression in primary care (IMPACT trial)", LOWE_2004, "distribution: 2 SEM"),
        mcid_percent(20, "UK primary care, moderate severity n=400 (21%, 95% CI 15–27)", KOUNALI_2022),
        mcid(1.7, "UK primary care: smallest change associated with feeling better", KOUNALI_2022),
    ),
    bands=(
        below("minimal", 5, _PHQ9_CODE),
        below("mild", 10, _PHQ9_CODE),
        below("moderate", 15, _PHQ9_CODE),
        below("moderately severe", 20, _PHQ9_CODE),
        upto("severe", 27, _PHQ9_CODE),
    ),
    loinc=(
        Loinc("44249-1", "PHQ-9 quick depression assessment panel", "panel", True),
        Loinc("44261-6", "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]", "score", False),
    ),
    licence=_PHQ_LICENCE,
    least_interval_days=14,
    recall_period="2 weeks",
    notes="Item 9 above 0 is a safety flag whatever the total; a total without item 9 is 'item 9 unknown', not safe. "
    "Somatic items (sleep, fatigue, appetite, concentration) raise scores in pain.",
)  # fmt: skip

PHQ2 = Measure(
    code="phq2",
    name="Patient Health Questionnaire-2",
    short_name="Depression screen (PHQ-2)",
    aliases=("PHQ-2",),
    construct=Construct.MOOD,
    lowest=0, highest=6, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=2, each=(0, 3), total=Total.SUM, least_answered=2, missing=MissingItems.ALL_NEEDED,
        source=awell_score("phq_2"), verified=True,
    ),
    bands=(below("negative screen", 3, KROENKE_2003), upto("positive screen", 6, KROENKE_2003)),
    licence=_PHQ_LICENCE,
    least_interval_days=14,
    recall_period="2 weeks",
    notes="A screen, no outcome: no meaningful change is defined. A cut-off of 2 finds more cases in primary care (sensitivity 86 % "
    "against 61 % at 3, at the price of specificity; PMC2906530).",
)  # fmt: skip

PHQ4 = Measure(
    code="phq4",
    name="Patient Health Questionnaire-4",
    short_name="Distress screen (PHQ-4)",
    aliases=("PHQ-4",),
    construct=Construct.MOOD,
    lowest=0, highest=12, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=4, each=(0, 3), total=Total.SUM, least_answered=4, missing=MissingItems.ALL_NEEDED,
        source=awell_score("phq_4"), verified=True,
        subscales=(Subscale("anxiety", (1, 2)), Subscale("depression", (3, 4))),
    ),
    bands=(
        below("normal", 3, NINDS_PHQ4),
        below("mild", 6, NINDS_PHQ4),
        below("moderate", 9, NINDS_PHQ4),
        upto("severe", 12, NINDS_PHQ4),
    ),
    licence=_PHQ_LICENCE,
    least_interval_days=14,
    recall_period="2 weeks",
    notes="A screen, no outcome: no meaningful change was found. Either subscale from 3 of 6 is a positive screen (anxiety: items 1 and 2; "
    "depression: items 3 and 4).",
)  # fmt: skip

PROMIS_DEPRESSION = Measure(
    code="promis_depression_tscore",
    name="PROMIS Depression T-score",
    short_name="Depression (PROMIS)",
    aliases=("PROMIS Depression",),
    construct=Construct.MOOD,
    lowest=37.1, highest=81.3, step=0.1, unit="T-score",
    better=Better.LOWER,
    scoring=scored_by_tables("promis_depression_4a", "promis_depression_6a", "promis_depression_8a", "promis_depression_8b"),
    meaningful_change=default_change(
        points(4), population="3 controlled trials n=651, two of them in chronic pain", source=KROENKE_2020,
        why="its best estimate of 3.5, rounded up; the trials were two thirds chronic pain",
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(
        mcid((3, 4), "3 controlled trials n=651 (2 chronic pain, 1 stroke)", KROENKE_2020, "anchor+distribution", text="3–4, best 3.5"),
        mcid((3.5, 5.5), "interdisciplinary pain clinic n=170, adaptive test", PAIN_CLINIC_MID_2014, "anchor (cross-sectional)"),
        mcid((3, 5.5), "interdisciplinary pain clinic, adaptive test", PAIN_CLINIC_MID_2013, "anchor (cross-sectional)",
             note="meeting abstract of the study published in 2014"),
        mcid((3, 3.1), "knee OA", LEE_2017),
        mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),
    ),
    bands=symptom_bands(81.3),
    norms=(US_POPULATION,),
    loinc=(
        Loinc("77861-3", "PROMIS emotional distress - depression Tscore", "score", True),
        Loinc("71965-8", "PROMIS-29 Depression score T-score", "score", True),
    ),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days",
    notes="Kroenke 2020 proposes 55, 60, 65 and 70 for mild to severe. 8a and 8b differ by one item and have their own tables. None of its "
    "items raises a safety flag here: it does not stand in for item 9 of the PHQ-9.",
)  # fmt: skip

DASS21_DEPRESSION = Measure(
    code="dass21_depression",
    name="DASS-21 depression (doubled)",
    short_name="Depression (DASS-21)",
    aliases=("DASS-21 D",),
    construct=Construct.MOOD,
    lowest=0, highest=42, step=2, unit="points",
    better=Better.LOWER,
    scoring=dass21_rule(3, 5, 10, 13, 16, 17, 21),
    meaningful_change=default_change(
        points(5), population="ePPOC adult", source=EPPOC_MANUAL,
        why="benchmark recalled, not read; doubled scores move in steps of 2, so that 6 points are needed",
    ),
    thresholds=(mcid(5, "ePPOC adult, plus change of severity band", EPPOC_MANUAL, "consensus", condition="with a change of band"),),
    bands=(
        below("normal", 10, DASS_CUT_OFFS),
        below("mild", 14, DASS_CUT_OFFS),
        below("moderate", 21, DASS_CUT_OFFS),
        below("severe", 28, DASS_CUT_OFFS),
        upto("extremely severe", 42, DASS_CUT_OFFS),
    ),
    norms=(Norm("ePPOC adult referrals, n=13,343", 20.2, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=DASS_LICENCE,
    least_interval_days=7,
    recall_period="1 week",
    notes=DASS_NOTES,
)  # fmt: skip

HADS_DEPRESSION = Measure(
    code="hads_depression",
    name="Hospital Anxiety and Depression Scale, depression",
    short_name="Depression (HADS)",
    aliases=("HADS-D",),
    construct=Construct.MOOD,
    lowest=0, highest=21, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=hads_rule(2, 4, 6, 8, 10, 12, 14),
    meaningful_change=default_change(
        points(2), population="chronic pain, interdisciplinary rehabilitation n=8,854", source=GRONKVIST_2024,
        why="a whole number inside the range of 1.48–2.54 estimated in chronic pain; the 1.5 of COPD rehabilitation rounds up to it too",
    ),
    thresholds=(
        mcid((1.48, 2.54), "chronic pain, interdisciplinary rehabilitation n=8,854, three anchors, 1 year", GRONKVIST_2024),
        mcid(1.5, "COPD rehabilitation n=88 (1.32–1.57), about 20 %", PUHAN_2008, "distribution"),
        mcid(3.3, "rotator cuff disease, shoulder prosthesis, 6 months", LONGO_2023, "anchor+distribution"),
        mcid(1.7, "cardiovascular disease", LEMAY_2019),
    ),
    bands=(below("normal", 8, ZIGMOND_1983), below("borderline", 11, ZIGMOND_1983), upto("abnormal", 21, ZIGMOND_1983)),
    licence=HADS_LICENCE,
    least_interval_days=7,
    recall_period="1 week",
    notes=HADS_NOTES,
)  # fmt: skip

MOOD = (PHQ9, PHQ2, PHQ4, PROMIS_DEPRESSION, DASS21_DEPRESSION, HADS_DEPRESSION)

"""Anxiety."""

from domain.measure import Better, Construct, Licence, LicenceClass, Loinc, Measure, MeasurementError, Norm, NormGroup
from domain.measures.distress import DASS_LICENCE, DASS_NOTES, HADS_LICENCE, HADS_NOTES, dass21_rule, hads_rule
from domain.measures.facts import below, default_change, mcid, mcid_percent, points, upto
from domain.measures.promis import OWN_STANDARD_ERROR, PROMIS_LICENCE, US_POPULATION, scored_by_tables, symptom_bands
from domain.measures.sources import (
    EPPOC_MANUAL,
    KOUNALI_2022,
    LEE_2017,
    NICHOLAS_2019,
    PHQ_TERMS,
    RECALLED,
    SPITZER_2006,
    TERWEE_2021,
    TOUSSAINT_2020,
    camcops,
)
from domain.measures.sources_mind import DASS_CUT_OFFS, GRONKVIST_2024, LEMAY_2019, LONGO_2023, PUHAN_2008, ZIGMOND_1983
from domain.measures.sources_promis import PAIN_CLINIC_MID_2013, PAIN_CLINIC_MID_2014
from domain.scoring_rule import MissingItems, ScoringRule, Total

_GAD7_CODE = camcops("gad7")

GAD7 = Measure(
    code="gad7",
    name="Generalised Anxiety Disorder-7",
    short_name="Anxiety (GAD-7)",
    aliases=("GAD-7",),
    construct=Construct.ANXIETY,
    lowest=0, highest=21, step=1, unit="points",
    better=Better.LOWER,
    scoring=ScoringRule(
        items=7, each=(0, 3), total=Total.SUM, least_answered=5, missing=MissingItems.MEAN_IMPUTATION,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(4), population="multisite chronic-depression trial n=261", source=TOUSSAINT_2020,
        why="population is chronic depression, not pain",
    ),
    measurement_error=MeasurementError(
        SPITZER_2006, verified=False, population="primary care (ICC)", reliability=0.83,
        note="No standard deviation was found, so the smallest change beyond error is not known yet.",
    ),
    thresholds=(
        mcid(4, "multisite chronic-depression trial n=261", TOUSSAINT_2020, "anchor+distribution"),
        mcid(1.5, "UK primary care n=400", KOUNALI_2022),
        mcid_percent(26.8, "UK primary care, moderate severity", KOUNALI_2022),
    ),
    bands=(
        below("minimal", 5, _GAD7_CODE),
        below("mild", 10, _GAD7_CODE),
        below("moderate", 15, _GAD7_CODE),
        upto("severe", 21, _GAD7_CODE),
    ),
    loinc=(
        Loinc("69737-5", "GAD-7 panel", "panel", True),
        Loinc("70274-6", "Generalized anxiety disorder 7 item (GAD-7) total score [Reported.PHQ]", "score", True),
    ),
    licence=Licence(
        LicenceClass.FREE, "No permission required to reproduce, translate, display or distribute.", PHQ_TERMS, True
    ),
    least_interval_days=14,
    recall_period="2 weeks",
    notes="Many reproductions print a wrong anchor for the lowest response (Zorowitz 2021, noted in the CamCOPS docs).",
)  # fmt: skip

PROMIS_ANXIETY = Measure(
    code="promis_anxiety_tscore",
    name="PROMIS Anxiety T-score",
    short_name="Anxiety (PROMIS)",
    aliases=("PROMIS Anxiety",),
    construct=Construct.ANXIETY,
    lowest=37.1, highest=83.1, step=0.1, unit="T-score",
    better=Better.LOWER,
    scoring=scored_by_tables("promis_anxiety_4a", "promis_anxiety_6a", "promis_anxiety_8a"),
    meaningful_change=default_change(
        points(4), population="interdisciplinary pain clinic n=170", source=PAIN_CLINIC_MID_2014,
        why="middle of the range estimated in a pain clinic",
    ),
    measurement_error=OWN_STANDARD_ERROR,
    thresholds=(
        mcid((3, 5.5), "interdisciplinary pain clinic n=170, adaptive test", PAIN_CLINIC_MID_2014, "anchor (cross-sectional)"),
        mcid((3, 5), "interdisciplinary pain clinic, adaptive test", PAIN_CLINIC_MID_2013, "anchor (cross-sectional)",
             note="meeting abstract of the study published in 2014"),
        mcid((2.3, 3.4), "knee OA", LEE_2017),
        mcid((2, 6), "any PROMIS measure, review of 31 studies", TERWEE_2021),
    ),
    bands=symptom_bands(83.1),
    norms=(US_POPULATION,),
    loinc=(Loinc("71967-4", "PROMIS-29 Anxiety score T-score", "score", True),),
    licence=PROMIS_LICENCE,
    least_interval_days=7,
    recall_period="7 days",
)  # fmt: skip

DASS21_ANXIETY = Measure(
    code="dass21_anxiety",
    name="DASS-21 anxiety (doubled)",
    short_name="Anxiety (DASS-21)",
    aliases=("DASS-21 A",),
    construct=Construct.ANXIETY,
    lowest=0, highest=42, step=2, unit="points",
    better=Better.LOWER,
    scoring=dass21_rule(2, 4, 7, 9, 15, 19, 20),
    meaningful_change=default_change(
        points(4), population="ePPOC adult", source=EPPOC_MANUAL, why="benchmark recalled, not read; two steps of the doubled score",
    ),
    thresholds=(mcid(4, "ePPOC adult, plus change of severity band", EPPOC_MANUAL, "consensus", condition="with a change of band"),),
    bands=(
        below("normal", 8, DASS_CUT_OFFS),
        below("mild", 10, DASS_CUT_OFFS),
        below("moderate", 15, DASS_CUT_OFFS),
        below("severe", 20, DASS_CUT_OFFS),
        upto("extremely severe", 42, DASS_CUT_OFFS),
    ),
    norms=(Norm("ePPOC adult referrals, n=13,343", 14.0, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=DASS_LICENCE,
    least_interval_days=7,
    recall_period="1 week",
    notes=DASS_NOTES,
)  # fmt: skip

DASS21_STRESS = Measure(
    code="dass21_stress",
    name="DASS-21 stress (doubled)",
    short_name="Stress (DASS-21)",
    aliases=("DASS-21 S",),
    construct=Construct.ANXIETY,
    lowest=0, highest=42, step=2, unit="points",
    better=Better.LOWER,
    scoring=dass21_rule(1, 6, 8, 11, 12, 14, 18),
    meaningful_change=default_change(
        points(5), population="ePPOC adult", source=EPPOC_MANUAL,
        why="benchmark recalled, not read; doubled scores move in steps of 2, so that 6 points are needed",
    ),
    thresholds=(mcid(5, "ePPOC adult, plus change of severity band", EPPOC_MANUAL, "consensus", condition="with a change of band"),),
    bands=(
        below("normal", 15, DASS_CUT_OFFS),
        below("mild", 19, DASS_CUT_OFFS),
        below("moderate", 26, DASS_CUT_OFFS),
        below("severe", 34, DASS_CUT_OFFS),
        upto("extremely severe", 42, DASS_CUT_OFFS),
    ),
    norms=(Norm("ePPOC adult referrals, n=13,343", 21.0, None, NICHOLAS_2019, True, NormGroup.IN_CARE),),
    licence=DASS_LICENCE,
    least_interval_days=7,
    recall_period="1 week",
    notes=DASS_NOTES,
)  # fmt: skip

HADS_ANXIETY = Measure(
    code="hads_anxiety",
    name="Hospital Anxiety and Depression Scale, anxiety",
    short_name="Anxiety (HADS)",
    aliases=("HADS-A",),
    construct=Construct.ANXIETY,
    lowest=0, highest=21, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=hads_rule(1, 3, 5, 7, 9, 11, 13),
    meaningful_change=default_change(
        points(2), population="chronic pain, interdisciplinary rehabilitation n=8,854", source=GRONKVIST_2024,
        why="a whole number inside the range of 1.17–2.13 estimated in chronic pain; the 1.5 of COPD rehabilitation rounds up to it too",
    ),
    thresholds=(
        mcid((1.17, 2.13), "chronic pain, interdisciplinary rehabilitation n=8,854, three anchors, 1 year", GRONKVIST_2024),
        mcid(1.5, "COPD rehabilitation n=88 (1.32–1.57), about 20 %", PUHAN_2008),
        mcid(3.8, "rotator cuff disease, shoulder prosthesis, 6 months", LONGO_2023, "anchor+distribution"),
        mcid(1.7, "cardiovascular disease", LEMAY_2019),
    ),
    bands=(below("normal", 8, ZIGMOND_1983), below("borderline", 11, ZIGMOND_1983), upto("abnormal", 21, ZIGMOND_1983)),
    licence=HADS_LICENCE,
    least_interval_days=7,
    recall_period="1 week",
    notes=HADS_NOTES,
)  # fmt: skip

ANXIETY = (GAD7, PROMIS_ANXIETY, DASS21_ANXIETY, DASS21_STRESS, HADS_ANXIETY)

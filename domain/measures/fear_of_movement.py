"""Fear of movement and fear-avoidance beliefs."""

from domain.measure import Better, Construct, Licence, LicenceClass, Measure, MeasurementError
from domain.measures.facts import below, check_licence, default_change, mcid, mdc95, mdc95_from_sem, points, sem, upto
from domain.measures.sources import RECALLED, awell_score
from domain.measures.sources_mind import (
    FABQ_PA_CUT_OFF,
    FABQ_W_CUT_OFF,
    HAPIDOU_2012,
    MONTICONE_2020,
    REHABMEASURES_FABQ,
    WOBY_2005,
)
from domain.scoring_rule import LongForm, MissingItems, ScoringRule, Total

_TSK_CODE = awell_score("tampa")
_TSK_TERMS = check_licence("free", "widely reproduced without fee; terms of use not found.")

TSK17 = Measure(
    code="tsk17",
    name="Tampa Scale of Kinesiophobia (17)",
    short_name="Fear of movement (TSK-17)",
    aliases=("TSK-17",),
    construct=Construct.FEAR_OF_MOVEMENT,
    lowest=17, highest=68, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=17, each=(1, 4), total=Total.SUM, least_answered=17, missing=MissingItems.ALL_NEEDED,
        source=_TSK_CODE, verified=True, reversed_items=(4, 8, 12, 16),
    ),
    meaningful_change=default_change(
        points(4), population="chronic LBP", source=WOBY_2005,
        why="the only anchor estimate; far below the MDC95 of 8.8, so that 4 points in one person may be error",
    ),
    measurement_error=MeasurementError(
        WOBY_2005, verified=True, population="chronic LBP", mdc95=mdc95_from_sem(3.16), reliability=0.82,
        note="1.96·√2·SEM with SEM 3.16: 8.8 points.",
    ),
    thresholds=(
        mcid(4, "chronic LBP", WOBY_2005),
        sem(3.16, "chronic LBP", WOBY_2005),
        mdc95(mdc95_from_sem(3.16), "chronic LBP", WOBY_2005, note="derived: 1.96·√2·3.16"),
    ),
    bands=(below("low", 37, _TSK_CODE), upto("high", 68, _TSK_CODE)),
    licence=_TSK_TERMS,
    least_interval_days=14,
    recall_period="none",
    notes="Items 4, 8, 12 and 16 are reversed here: send them as answered. Answers run from 1, so the least score is 17. Whether 37 itself "
    "is high differs: Vlaeyen 1995 says above 37, the software followed here from 37.",
)  # fmt: skip

TSK11 = Measure(
    code="tsk11",
    name="Tampa Scale of Kinesiophobia (11)",
    short_name="Fear of movement (TSK-11)",
    aliases=("TSK-11",),
    construct=Construct.FEAR_OF_MOVEMENT,
    lowest=11, highest=44, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=11, each=(1, 4), total=Total.SUM, least_answered=11, missing=MissingItems.ALL_NEEDED,
        source=RECALLED, verified=False,
    ),
    meaningful_change=default_change(
        points(4), population="chronic LBP", source=WOBY_2005,
        why="the only anchor estimate; below the MDC95 of 7.0, so that 4 points in one person may be error",
    ),
    measurement_error=MeasurementError(
        WOBY_2005, verified=True, population="chronic LBP", mdc95=mdc95_from_sem(2.54), reliability=0.81,
        note="1.96·√2·SEM with SEM 2.54: 7.0 points.",
    ),
    thresholds=(
        mcid(4, "chronic LBP", WOBY_2005),
        mcid(5.6, "not stated where it is quoted (smallest detectable change)", HAPIDOU_2012, "distribution"),
        sem(2.54, "chronic LBP", WOBY_2005),
        mdc95(mdc95_from_sem(2.54), "chronic LBP", WOBY_2005, note="derived: 1.96·√2·2.54"),
    ),
    licence=_TSK_TERMS,
    least_interval_days=14,
    recall_period="none",
    notes="No item is reversed: the four reversed ones of the TSK-17 were left out of it. No cut-off: 37 belongs to the TSK-17.",
)  # fmt: skip

_FABQ = LongForm("fabq", "Fear-Avoidance Beliefs Questionnaire", 16)
_FABQ_TERMS = Licence(LicenceClass.FREE, "Listed as free.", REHABMEASURES_FABQ, True)

FABQ_PHYSICAL_ACTIVITY = Measure(
    code="fabq_pa",
    name="Fear-Avoidance Beliefs Questionnaire, physical activity",
    short_name="Fear-avoidance, activity (FABQ-PA)",
    aliases=("FABQ-PA",),
    construct=Construct.FEAR_OF_MOVEMENT,
    lowest=0, highest=24, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=4, each=(0, 6), total=Total.SUM, least_answered=4, missing=MissingItems.ALL_NEEDED,
        source=REHABMEASURES_FABQ, verified=False, of_form=_FABQ, item_numbers=(2, 3, 4, 5),
    ),
    meaningful_change=default_change(
        points(4), population="chronic LBP, multidisciplinary rehab n=129", source=MONTICONE_2020,
        why="anchor estimate in a rehabilitation sample, and above its own MDC95 of 3.69",
    ),
    measurement_error=MeasurementError(
        MONTICONE_2020, verified=True, population="chronic LBP n=64, retest after 96 h", mdc95=3.69, reliability=0.90
    ),
    thresholds=(
        mcid(4, "chronic LBP, multidisciplinary rehab n=129", MONTICONE_2020),
        mdc95(3.69, "chronic LBP n=64", MONTICONE_2020),
    ),
    bands=(upto("low", 14, FABQ_PA_CUT_OFF), upto("elevated", 24, FABQ_PA_CUT_OFF)),
    licence=_FABQ_TERMS,
    least_interval_days=14,
    recall_period="none",
    notes="Items 2–5 of the 16; item 1 is asked but not scored. That all four are needed is recalled, not read.",
)  # fmt: skip

FABQ_WORK = Measure(
    code="fabq_w",
    name="Fear-Avoidance Beliefs Questionnaire, work",
    short_name="Fear-avoidance, work (FABQ-W)",
    aliases=("FABQ-W",),
    construct=Construct.FEAR_OF_MOVEMENT,
    lowest=0, highest=42, step=1, unit="points",
    better=Better.LOWER,
    whole_steps=True,
    scoring=ScoringRule(
        items=7, each=(0, 6), total=Total.SUM, least_answered=7, missing=MissingItems.ALL_NEEDED,
        source=REHABMEASURES_FABQ, verified=False, of_form=_FABQ, item_numbers=(6, 7, 9, 10, 11, 12, 15),
    ),
    meaningful_change=default_change(
        points(7), population="chronic LBP, multidisciplinary rehab n=129", source=MONTICONE_2020,
        why="anchor estimate in a rehabilitation sample, and above its own MDC95 of 5.95",
    ),
    measurement_error=MeasurementError(
        MONTICONE_2020, verified=True, population="chronic LBP n=64, retest after 96 h", mdc95=5.95, reliability=0.95
    ),
    thresholds=(
        mcid(7, "chronic LBP, multidisciplinary rehab n=129", MONTICONE_2020),
        mdc95(5.95, "chronic LBP n=64", MONTICONE_2020),
    ),
    bands=(upto("low", 29, FABQ_W_CUT_OFF), upto("elevated", 42, FABQ_W_CUT_OFF)),
    licence=_FABQ_TERMS,
    least_interval_days=14,
    recall_period="none",
    notes="Items 6, 7, 9–12 and 15 of the 16; 8, 13, 14 and 16 are asked but not scored. It does not apply to people who do not work. "
    "That all seven are needed is recalled, not read.",
)  # fmt: skip

FEAR_OF_MOVEMENT = (TSK17, TSK11, FABQ_PHYSICAL_ACTIVITY, FABQ_WORK)
